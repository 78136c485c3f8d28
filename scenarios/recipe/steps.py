"""An oven recipe as a file gives it, to steps with every number filled in."""

from models.psychrometrics import (
    liquid_vapour_pressure,
    vapour_pressure_from_dew_point,
    vapour_pressure_from_dew_point_over_water,
    vapour_pressure_from_humidity_ratio,
)
from models.units import (
    G_PER_KG,
    HOUR,
    MBAR,
    NORM_VOLUME,
    PPM,
    STANDARD_PRESSURE,
    celsius,
    kelvin,
)
from scenarios.faults import Fault
from scenarios.schema.recipe import RepeatKeys, StepKeys
from twin.scenario import RecipeStep

MOST_STEPS = 2000


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
        before = step.after(before)
        whole = type(step)(**before)
        anew = "the first step needs it" if not result else step.anew
        for name in whole.needed:
            if getattr(whole, name) is None:
                faults[(*place, name)] = f"missing; {anew}"
        if not any(n in before for n in step.humidities):
            faults[place] = (
                f"no humidity is given; give {' or '.join(step.humidities)} in the "
                "first step"
            )
        for below, message in whole.faults():
            faults[(*place, *below)] = message
        if faults:
            return [], [], [Fault(p, m) for p, m in faults.items()]
        result.append(whole)
    return result, places, []


def recipe_steps(
    steps: list[StepKeys],
    places: list,
    start: float | None = None,
    lagging: bool = True,
) -> tuple[tuple, list[Fault]]:
    """The filled steps in SI, and what is physically wrong with them.

    `start` [K] is the temperature before the first step, if it is known. Not `lagging`:
    what is inside has the chamber's temperature at once.
    """
    result, faults = [], {}
    coldest = start
    for step, place in zip(steps, places, strict=True):
        si = _step(step)
        result.append(si)
        if si.vapour_pressure > si.pressure:
            measure = step.measure
            faults.setdefault(
                (*place, measure),
                f"{getattr(step, measure):g}; the vapour pressure is then "
                f"{si.vapour_pressure:.6g} Pa, above the chamber's {si.pressure:.6g} "
                "Pa; raise pressure_mbar or dry the gas",
            )
            continue
        # while the oven ramps up, its air is as cold as in the step before
        if coldest is None or (si.ramp == float("inf") and not lagging):
            coldest = si.temperature
        coldest = min(coldest, si.temperature)
        highest = float(liquid_vapour_pressure(coldest))
        if si.vapour_pressure > highest:
            faults.setdefault(
                (*place, "temperature_degC"),
                f"{step.temperature_degC:g}; at {celsius(coldest):g} °C the chamber "
                f"holds at most {highest:.6g} Pa of vapour, not "
                f"{si.vapour_pressure:.6g}; dry the gas or lower the pressure",
            )
        coldest = si.temperature
    return tuple(result), [Fault(p, m) for p, m in faults.items()]


def _step(step: StepKeys) -> RecipeStep:
    pressure, vapour = _chamber(step)
    ramp = float("inf") if step.ramp_K_per_h is None else step.ramp_K_per_h / HOUR
    return RecipeStep(
        kelvin(step.temperature_degC),
        ramp,
        pressure,
        vapour,
        step.gas,
        step.hold_h * HOUR,
        (getattr(step, "purge_Nm3_per_h", None) or 0.0) * NORM_VOLUME / HOUR,
    )


def _chamber(step: StepKeys) -> tuple[float, float]:
    """Total and vapour pressure in the chamber [Pa]."""
    measure, value = step.measure, getattr(step, step.measure)
    vapour = share = None  # one of them: [Pa] in the chamber, [mol/mol] as supplied
    if measure == "vapour_pressure_Pa":
        vapour = value
    elif measure == "relative_humidity_pct":
        saturation = float(liquid_vapour_pressure(kelvin(step.temperature_degC)))
        vapour = value / 100.0 * saturation
    elif measure == "water_ppmv":
        share = value * PPM
    else:
        if measure == "humidity_ratio_g_per_kg":
            supplied = vapour_pressure_from_humidity_ratio(
                value * G_PER_KG, STANDARD_PRESSURE, step.gas
            )
        elif measure == "dew_point_over_water_degC":
            supplied = vapour_pressure_from_dew_point_over_water(kelvin(value))
        else:
            supplied = vapour_pressure_from_dew_point(kelvin(value))
        share = float(supplied) / STANDARD_PRESSURE
    if step.pressure_mbar is None:  # pure vapour
        return vapour, vapour
    pressure = step.pressure_mbar * MBAR
    return pressure, share * pressure if vapour is None else vapour
