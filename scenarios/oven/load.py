"""An oven file to an OvenTask in SI, with all faults of the file at once."""

import math
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from models.material import Material
from models.oven import ChamberState, LoadCoil, Oven, Piece
from models.oven.limits import DOSE_LIMIT, heat_limit
from models.sorption import EDGE, Exchange
from models.two_scale import TwoScaleModel
from models.units import HOUR, MM, STANDARD_PRESSURE, kelvin
from scenarios import chambers, sample
from scenarios.airs import atmosphere
from scenarios.faults import Faults, unknown_name
from scenarios.key_faults import faults_of
from scenarios.merge import without_nulls
from scenarios.oven.schema import LimitKeys, OvenChamberKeys, OvenFileKeys
from scenarios.recipe.steps import filled, recipe_steps
from scenarios.schema.sample import StartKeys
from scenarios.shipped import document_of, known_materials, read_tree
from twin.coil import Coil
from twin.scenario import ChamberSpec


@dataclass(frozen=True)
class OvenStep:
    """A step of the recipe, its name or "", and how many pieces of it there are."""

    name: str
    temperature: float  # K
    pressure: float  # Pa
    purge: float  # mol/s
    gas: str
    pieces: int


@dataclass(frozen=True)
class Limits:
    """What a load is held against; None where it is not. [kg/kg electrode], [K], [s]"""

    water: float | None
    wettest: float | None
    least: float | None
    highest: float | None  # of all coils; None: by their materials
    dose: float
    dose_temperature: float
    dose_energy: float  # J/mol


@dataclass(frozen=True, eq=False)
class OvenTask:
    """One load under one recipe: all a run needs."""

    name: str
    description: str
    source: str
    oven: Oven
    chamber: ChamberSpec
    start: ChamberState
    coils: tuple[LoadCoil, ...]
    geometry: tuple[Coil, ...]
    steps: tuple[OvenStep, ...]
    pieces: tuple[Piece, ...]
    limits: Limits
    tolerance: float

    @property
    def hours(self) -> float:
        """What the recipe takes [h]."""
        return sum(piece.duration for piece in self.pieces) / HOUR


def load(path: str | Path) -> OvenTask:
    """The OvenTask in an oven file; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "ovens")
    return loaded(tree.content, tree.lines, str(path))


def loaded(content, lines=None, source: str = "oven") -> OvenTask:
    """The OvenTask of the keys of an oven file, and on which line each stands."""
    document = document_of(content, lines, source, "an oven file", OvenFileKeys)
    content = without_nulls(content)
    faults = Faults()
    known = known_materials(content, faults)
    try:
        keys = OvenFileKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, OvenFileKeys) if f not in faults]
        raise document.error(dict.fromkeys(faults)) from None
    for path, section in _sections(keys):
        faults.between_keys(path, section)
    task = None if faults else _frozen(keys, known, source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return task


def _sections(keys: OvenFileKeys):
    yield ("room",), keys.room
    yield ("oven", "pump"), keys.oven.pump
    for i, load_keys in enumerate(keys.load):
        yield ("load", i, "start"), load_keys.start
    for i, item in enumerate(keys.recipe):
        steps = getattr(item, "steps", None)
        if steps is None:
            yield ("recipe", i), item
        for j, step in enumerate(steps or ()):
            yield ("recipe", i, "steps", j), step


# ---------------------------------------------------------------- freezing


def _frozen(keys: OvenFileKeys, known, source, faults) -> OvenTask | None:
    room = None
    with faults.guarded(("room",)):
        room = atmosphere(keys.room, STANDARD_PRESSURE)
    numerics = keys.numerics
    models: dict[tuple, TwoScaleModel] = {}
    coils, geometry, names = [], [], set()
    for i, one in enumerate(keys.load):
        path = ("load", i)
        if one.material not in known:
            faults.add(
                (*path, "material"),
                unknown_name(one.material, "material", sorted(known)),
            )
            continue
        name = one.name or one.material
        if name in names:
            faults.add(
                (*path, "name"), f"'{name}' comes twice; give each group its own name"
            )
        names.add(name)
        material: Material = known[one.material]
        half = 0.5 * one.width_mm * MM
        model = models.setdefault(
            (one.material, half),
            TwoScaleModel(
                material,
                half,
                numerics.macro_cells,
                numerics.micro_modes,
                numerics.tolerance,
            ),
        )
        with faults.guarded((*path, "start")):
            coil = _coil(one, name, model, one.start, keys.oven)
            coils.append(coil[0])
            geometry.append(coil[1])
    if room is None:
        return None
    start = room.temperature
    if keys.oven.start_temperature_degC is not None:
        start = kelvin(keys.oven.start_temperature_degC)
    ultimate = chambers.ultimate_of(keys.oven.pump)
    steps, pieces = frozen_recipe(keys.recipe, start, ultimate, faults)
    if faults:
        return None
    chamber = chambers.chamber_spec(keys.oven, room)
    return OvenTask(
        keys.name,
        keys.description,
        source,
        chamber.oven,
        chamber,
        ChamberState.filled(chamber.oven, start, room.pressure, room.vapour_pressure),
        tuple(coils),
        tuple(geometry),
        steps,
        pieces,
        limits_of(keys.limits),
        numerics.tolerance,
    )


def _coil(keys, name, model, start: StartKeys, oven: OvenChamberKeys):
    """The LoadCoil of `keys`, and its geometry."""
    material = model.material
    wound = Coil(
        name,
        name,
        material,
        model,
        keys.length_m,
        keys.width_mm * MM,
        keys.core_diameter_mm * MM,
        0.0,
    )
    state = sample.start(start, model)
    film = math.inf if keys.film_mm_per_s is None else keys.film_mm_per_s * MM
    coil = LoadCoil(
        name,
        model,
        state,
        Exchange(EDGE, film),
        wound.coating_mass / material.density,
        wound.electrode_mass * material.specific_heat,
        wound.surface,
        oven.plates_W_per_m2_K * wound.end_face,
        keys.count,
    )
    return coil, wound


def with_geometry(coil: LoadCoil, wound: Coil, before: Coil) -> LoadCoil:
    """`coil`, which was wound as `before`, wound as `wound`."""
    return replace(
        coil,
        coating_volume=wound.coating_mass / wound.material.density,
        capacity=wound.electrode_mass * wound.material.specific_heat,
        area=wound.surface,
        contact=coil.contact * wound.end_face / before.end_face,
    )


def frozen_recipe(items: list, start: float, ultimate: float, faults: Faults):
    """OvenSteps and Pieces of a recipe's items in a chamber at `start` [K].

    Its pump ends at `ultimate` [mbar]. What is wrong with them goes into `faults`; then
    both are empty.
    """
    whole, places, found_there = filled(items, ("recipe",))
    faults += found_there
    airs, found_there = recipe_steps(whole, places, start)
    faults += found_there
    faults += chambers.balanced_faults(whole, places, ultimate)
    if faults:
        return (), ()
    steps, pieces, temperature = [], [], start
    for step, air in zip(whole, airs, strict=True):
        own = chambers.pieces_of(air, temperature)
        temperature = air.temperature
        pieces += own
        steps.append(
            OvenStep(
                step.name or "",
                air.temperature,
                air.pressure,
                air.purge,
                air.gas,
                len(own),
            )
        )
    return tuple(steps), tuple(pieces)


def limits_of(keys: LimitKeys) -> Limits:
    """The limits of sound keys, in SI."""
    ppm = lambda value: None if value is None else value * 1e-6  # noqa: E731
    highest = keys.highest_temperature_degC
    return Limits(
        ppm(keys.water_ppm),
        ppm(keys.wettest_ppm),
        ppm(keys.least_water_ppm),
        None if highest is None else kelvin(highest),
        DOSE_LIMIT if keys.dose_h is None else keys.dose_h * HOUR,
        kelvin(keys.dose_temperature_degC),
        keys.dose_energy_kJ_per_mol * 1e3,
    )


def highest_temperature(task: OvenTask, coil: LoadCoil) -> float | None:
    """The hottest `coil` may get [K]; None where nothing says so."""
    if task.limits.highest is not None:
        return task.limits.highest
    limit = heat_limit(coil.model.material)
    return None if limit is None else limit.temperature
