"""An oven recipe as a file gives it, to steps with every number filled in."""

from models.psychrometrics import (
    liquid_vapour_pressure,
    vapour_pressure_from_dew_point,
)
from models.units import HOUR, MBAR, PPM, STANDARD_PRESSURE, kelvin
from scenarios.faults import Fault
from scenarios.schema_stations import STEP_HUMIDITIES, RepeatKeys, StepKeys
from twin.scenario import RecipeStep

MOST_STEPS = 2000
_INHERITED = ("temperature_degC", "ramp_K_per_h", "pressure_mbar", "gas", "hold_h")


def expanded(recipe: list, path: tuple) -> tuple[list[StepKeys], list[tuple]]:
    """The steps with repeats written out, and where in the file each one stands."""
    steps, places = [], []
    for i, item in enumerate(recipe):
        if isinstance(item, RepeatKeys):
            for _ in range(item.repeat):
                for j, step in enumerate(item.steps):
                    steps.append(step)
                    places.append((*path, i, "steps", j))
        else:
            steps.append(item)
            places.append((*path, i))
    return steps, places


def filled(
    recipe: list, path: tuple
) -> tuple[list[StepKeys], list[tuple], list[Fault]]:
    """Expanded steps in which every step has all its keys, their places, the faults.

    What a step does not say is as in the step before; the humidity, too.
    """
    steps, places = expanded(recipe, path)
    if len(steps) > MOST_STEPS:
        message = f"the recipe has {len(steps)} steps; at most {MOST_STEPS}"
        return [], [], [Fault(path, message)]
    before, result, faults = {}, [], {}
    for step, place in zip(steps, places, strict=True):
        given = {n: v for n, v in step if v is not None}
        if any(n in given for n in STEP_HUMIDITIES):
            before = {n: v for n, v in before.items() if n not in STEP_HUMIDITIES}
        before = {**before, **given}
        for name in _INHERITED:
            if name not in before and name != "ramp_K_per_h":
                faults[(*place, name)] = "missing; the first step needs it"
        if not any(n in before for n in STEP_HUMIDITIES):
            faults[place] = (
                f"no humidity is given; give {' or '.join(STEP_HUMIDITIES)} in the "
                "first step"
            )
        if faults:
            return [], [], [Fault(p, m) for p, m in faults.items()]
        result.append(StepKeys(**before))
    return result, places, []


def recipe_steps(steps: list[StepKeys], places: list) -> tuple[tuple, list[Fault]]:
    """The filled steps in SI, and what is physically wrong with them."""
    result, faults = [], {}
    coldest = None
    for step, place in zip(steps, places, strict=True):
        si = _step(step)
        result.append(si)
        if si.vapour_pressure > si.pressure:
            measure = next(n for n in STEP_HUMIDITIES if getattr(step, n) is not None)
            faults.setdefault(
                (*place, measure),
                f"{getattr(step, measure):g}; the vapour pressure is then "
                f"{si.vapour_pressure:.6g} Pa, above the chamber's {si.pressure:.6g} "
                "Pa; raise pressure_mbar or dry the gas",
            )
            continue
        # while the oven ramps up, its air is as cold as in the step before
        coldest = si.temperature if coldest is None else min(coldest, si.temperature)
        highest = float(liquid_vapour_pressure(coldest))
        if si.vapour_pressure > highest:
            faults.setdefault(
                (*place, "temperature_degC"),
                f"{step.temperature_degC:g}; at {coldest - 273.15:g} degC the chamber "
                f"holds at most {highest:.6g} Pa of vapour, not "
                f"{si.vapour_pressure:.6g}; dry the gas or lower the pressure",
            )
        coldest = si.temperature
    return tuple(result), [Fault(p, m) for p, m in faults.items()]


def _step(step: StepKeys) -> RecipeStep:
    pressure = step.pressure_mbar * MBAR
    if step.vapour_pressure_Pa is not None:
        vapour = step.vapour_pressure_Pa
    else:
        if step.water_ppmv is not None:
            share = step.water_ppmv * PPM
        else:
            supplied = vapour_pressure_from_dew_point(kelvin(step.dew_point_degC))
            share = float(supplied) / STANDARD_PRESSURE
        vapour = share * pressure
    ramp = float("inf") if step.ramp_K_per_h is None else step.ramp_K_per_h / HOUR
    return RecipeStep(
        kelvin(step.temperature_degC),
        ramp,
        pressure,
        float(vapour),
        step.gas,
        step.hold_h * HOUR,
    )
