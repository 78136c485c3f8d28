"""A curve file to an Experiment in SI, with all faults of the file at once."""

import os
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from models.gas_diffusion import NO_GAS
from models.material import Material
from models.sorption import EDGE, FACE, SEALED, Exchange, MoistureState
from models.two_scale import TwoScaleModel
from models.units import HOUR, MM, STANDARD_PRESSURE, kelvin
from scenarios.airs import atmosphere
from scenarios.build import wrapping
from scenarios.curve_schema import (
    ALL_SIDES,
    COIL,
    FREE_SHEET,
    SHORT_SIDES,
    CurveKeys,
    CurveRepeatKeys,
    CurveStepKeys,
    SampleKeys,
    StartKeys,
)
from scenarios.document import Document
from scenarios.faults import Fault, Faults, ScenarioError, listed, quoted, unknown_name
from scenarios.key_faults import faults_of
from scenarios.materials import build_materials, library
from scenarios.merge import without_nulls
from scenarios.recipe import filled, recipe_steps
from scenarios.schema import NumericsKeys
from scenarios.yaml_tree import parse, read_bytes
from twin.coil import Coil
from twin.scenario import RecipeStep

PROJECT_FOLDER = Path(__file__).parent  # where the shipped curves/ lie
CORE_DIAMETER_MM = 152.4  # six inches
ANY_HALF_WIDTH = 0.05  # m; what leaves by the faces does not depend on it


@dataclass(frozen=True)
class Step:
    """One step in SI, its name or "", and whether the balance is set to zero after."""

    air: RecipeStep
    name: str
    zero: bool
    pure: bool  # vapour alone


@dataclass(frozen=True, eq=False)
class Experiment:
    """A sample, how it meets the air, its start, and the steps it goes through."""

    name: str
    description: str
    source: str
    sample: SampleKeys
    material: Material
    half_width: float
    exchange: Exchange
    start: MoistureState
    steps: tuple[Step, ...]
    model: TwoScaleModel

    @cached_property
    def hours(self) -> float:
        """What all steps take without their ramps [h]."""
        return sum(step.air.hold for step in self.steps) / HOUR


def found(path: str | Path) -> Path:
    """`path` as given, or else below the project's scenarios/ folder.

    A path that is nowhere comes back as given: reading it says so.
    """
    path = Path(path)
    shipped = PROJECT_FOLDER / path
    try:
        if not path.exists() and not path.is_absolute() and shipped.is_file():
            return shipped
    except (OSError, ValueError):
        return path
    return path


def load(path: str | Path) -> Experiment:
    """The Experiment in a curve file; ScenarioError with all that is wrong with it."""
    source, file = str(path), found(path)
    if not os.path.lexists(file):
        shipped = sorted(PROJECT_FOLDER.glob("curves/*.yaml"))
        names = ", ".join(f"{one.parent.name}/{one.name}" for one in shipped)
        message = f"the file does not exist; shipped with the program are {names}"
        raise ScenarioError(source, [Fault((), message)])
    tree = parse(read_bytes(file, source), source)
    return loaded(tree.content, tree.lines, source)


def loaded(content, lines=None, source: str = "curve") -> Experiment:
    """The Experiment of the keys of a curve file, and on which line each stands."""
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        message = f"{said}; a curve file has the keys {listed(CurveKeys.model_fields)}"
        raise ScenarioError(source, [Fault((), message)])
    document = Document(source, content, {source: lines or {}}, {(): source})
    content = without_nulls(content)
    faults = Faults()
    known, section_faults = build_materials(content.get("materials"), library())
    faults += [Fault(("materials", *f.path), f.message) for f in section_faults]
    known = {**library().materials, **known}
    try:
        keys = CurveKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, CurveKeys) if f not in faults]
        _sound_parts(content, faults)
        _known_material(content.get("material"), content, known, faults)
        raise document.error(dict.fromkeys(faults)) from None
    _section(keys.sample, ("sample",), faults)
    _section(keys.start, ("start",), faults)
    for i, item in enumerate(keys.steps):
        for path, step in _steps_in(item, ("steps", i)):
            _section(step, path, faults)
    _known_material(keys.material, content, known, faults)
    experiment = _frozen(keys, known.get(keys.material), source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return experiment


# ---------------------------------------------------------------- checking


def _section(section, path, faults):
    for below, message in section.faults():
        faults.add((*path, *below), message)


def _steps_in(item, path):
    if isinstance(item, CurveRepeatKeys):
        for j, step in enumerate(item.steps):
            yield (*path, "steps", j), step
    else:
        yield path, item


def _sound_parts(content, faults):
    """The faults between the keys of sections that have none of their own."""
    parts = [(("sample",), SampleKeys), (("start",), StartKeys)]
    steps = content.get("steps")
    for i, item in enumerate(steps if isinstance(steps, list) else ()):
        repeats = isinstance(item, dict) and ("repeat" in item or "steps" in item)
        parts.append((("steps", i), CurveRepeatKeys if repeats else CurveStepKeys))
    for path, kind in parts:
        part = content
        for key in path:
            part = part.get(key) if isinstance(part, dict) else part[key]
        if not isinstance(part, dict):
            continue
        try:
            section = kind.model_validate(part)
        except ValidationError:
            continue  # its faults are in the list already
        for below, step in _steps_in(section, path):
            _section(step, below, faults)


def _known_material(name, content, known, faults):
    own = content.get("materials")
    named = {*known, *(own if isinstance(own, dict) else ())}
    if isinstance(name, str) and name not in named:
        faults.add(("material",), unknown_name(name, "material", sorted(named)))


# ---------------------------------------------------------------- freezing


def _frozen(keys: CurveKeys, material, source, faults):
    """The Experiment of `keys`; None and more faults where there is none.

    What `faults` has already is not asked again.
    """
    broken = {fault.path[0] for fault in faults if fault.path}
    steps = () if "steps" in broken else _recipe(keys, faults)
    if material is None or "sample" in broken:
        return None
    numerics: NumericsKeys = keys.numerics
    half_width = _half_width(keys.sample)
    model = TwoScaleModel(
        material,
        half_width,
        numerics.macro_cells,
        numerics.micro_modes,
        numerics.tolerance,
    )
    if "start" not in broken:
        with faults.guarded(("start",)):
            start = start_state(keys.start, model)
    if faults:
        return None
    return Experiment(
        keys.name,
        keys.description,
        source,
        keys.sample,
        material,
        half_width,
        _exchange(keys.sample, model),
        start,
        steps,
        model,
    )


def _recipe(keys, faults):
    """The steps in SI with their repeats written out."""
    whole, places, found_there = filled(keys.steps, ("steps",))
    faults += found_there
    airs, found_there = recipe_steps(
        whole,
        places,
        kelvin(keys.start.temperature_degC),
        lagging=keys.sample.heating_time_h > 0.0,
    )
    faults += found_there
    zeros = [place for step, place in zip(whole, places, strict=True) if step.zero]
    if len(zeros) > 1:
        faults.add(
            (*zeros[-1], "zero"),
            f"the balance has one zero, this is number {len(zeros)}; keep one",
        )
    return tuple(
        Step(
            replace(air, gas=NO_GAS) if step.pure_vapour else air,
            step.name or "",
            step.zero,
            bool(step.pure_vapour),
        )
        for air, step in zip(airs, whole, strict=True)
    )


def _half_width(sample: SampleKeys) -> float:
    """The way of the water to the open edge [m]."""
    if sample.kind == FREE_SHEET:
        return ANY_HALF_WIDTH
    if sample.kind == COIL:
        return 0.5 * sample.width_mm * MM
    sides = sorted((sample.width_mm, sample.length_mm))
    return 0.5 * sides[(sample.open_sides or ALL_SIDES) == SHORT_SIDES] * MM


def start_state(keys: StartKeys, model: TwoScaleModel) -> MoistureState:
    """The state before the first step; ValueError beyond the isotherms' ranges."""
    temperature = kelvin(keys.temperature_degC)
    if keys.coating_ppm is not None:
        return model.uniform(keys.coating_ppm, temperature)
    if keys.water_ppm is not None:
        return model.uniform(keys.water_ppm / model.material.coating_share, temperature)
    air = atmosphere(keys, STANDARD_PRESSURE)
    return model.equilibrium(air.temperature, air.vapour_pressure)


def _exchange(sample: SampleKeys, model: TwoScaleModel) -> Exchange:
    """How the sample meets the air."""
    film = float("inf") if sample.film_mm_per_s is None else sample.film_mm_per_s * MM
    kind = FACE if sample.kind == FREE_SHEET else EDGE
    exchange = Exchange(kind, film, heating_time=sample.heating_time_h * HOUR)
    if sample.wrapping is None:
        return exchange
    wrapped = wrapping(sample.wrapping)
    if wrapped.permeance == 0.0:
        return replace(exchange, kind=SEALED)
    surface, edges = _areas(sample, model)
    area = surface if wrapped.area is None else wrapped.area
    return replace(exchange, wrap=wrapped.permeance * area / edges)


def _areas(sample, model):
    """Surface of the whole sample, and cross-section of its coatings at both edges."""
    material = model.material
    width = sample.width_mm * MM
    if sample.kind == COIL:
        core = (sample.core_diameter_mm or CORE_DIAMETER_MM) * MM
        coil = Coil("", "", material, model, sample.length_m, width, core, 0.0)
        return coil.surface, coil.edge_area
    length = sample.length_mm * MM
    height = sample.sheets * material.electrode_thickness
    surface = 2.0 * (width * length + (width + length) * height)
    coating = sample.sheets * material.coated_sides * material.thickness
    return surface, coating * width * length / model.half_width
