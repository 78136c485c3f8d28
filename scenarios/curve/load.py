"""A curve file to an Experiment in SI, with all faults of the file at once."""

from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from pydantic import ValidationError

from models.gas_diffusion import NO_GAS
from models.material import Material
from models.sorption import Exchange, MoistureState
from models.two_scale import TwoScaleModel
from models.units import HOUR, kelvin
from scenarios import sample
from scenarios.curve.schema import CurveKeys, CurveRepeatKeys, CurveStepKeys
from scenarios.faults import Faults
from scenarios.key_faults import faults_of
from scenarios.merge import without_nulls
from scenarios.recipe.steps import filled, recipe_steps
from scenarios.schema.sample import SampleKeys, StartKeys
from scenarios.schema.scenario import NumericsKeys
from scenarios.shipped import (
    check_material,
    document_of,
    known_materials,
    read_tree,
    sound_sections,
)
from scenarios.wrappings import wrapping
from twin.scenario import RecipeStep


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


def load(path: str | Path) -> Experiment:
    """The Experiment in a curve file; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "curves")
    return loaded(tree.content, tree.lines, str(path))


def loaded(content, lines=None, source: str = "curve") -> Experiment:
    """The Experiment of the keys of a curve file, and on which line each stands."""
    document = document_of(content, lines, source, "a curve file", CurveKeys)
    content = without_nulls(content)
    faults = Faults()
    known = known_materials(content, faults)
    try:
        keys = CurveKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, CurveKeys) if f not in faults]
        _sound_parts(content, faults)
        check_material(content.get("material"), content, known, faults)
        raise document.error(dict.fromkeys(faults)) from None
    faults.between_keys(("sample",), keys.sample)
    faults.between_keys(("start",), keys.start)
    for i, item in enumerate(keys.steps):
        for path, step in _steps_in(item, ("steps", i)):
            faults.between_keys(path, step)
    check_material(keys.material, content, known, faults)
    experiment = _frozen(keys, known.get(keys.material), source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return experiment


# ---------------------------------------------------------------- checking


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
    for path, section in sound_sections(content, parts):
        for below, step in _steps_in(section, path):
            faults.between_keys(below, step)


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
    half_width = sample.half_width(keys.sample)
    model = TwoScaleModel(
        material,
        half_width,
        numerics.macro_cells,
        numerics.micro_modes,
        numerics.tolerance,
    )
    if "start" not in broken:
        with faults.guarded(("start",)):
            start = sample.start(keys.start, model)
    if faults:
        return None
    return Experiment(
        keys.name,
        keys.description,
        source,
        keys.sample,
        material,
        half_width,
        sample.exchange(keys.sample, model, wrapping(keys.sample.wrapping)),
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
