"""What became of a load: its instants, its steps, and what it is held against."""

from dataclasses import dataclass

import numpy as np

from models.oven import LoadRun, run_load
from models.oven.closure import heat_closure, water_closure
from models.oven.floor import floor_water
from models.oven.hold import above_set, crossing
from models.oven.limits import thermal_dose
from models.psychrometrics import dew_point, liquid_vapour_pressure
from models.units import (
    HOUR,
    KWH,
    MBAR,
    MINUTE,
    NORM_VOLUME,
    PPM,
    WATER_MOLAR_MASS,
    celsius,
)
from scenarios.oven.load import OvenTask, highest_temperature
from twin.chamber import bought

HEATED = 0.95  # of the way to the set temperature: where heat-up counts as over
LEAST_VAPOUR = 1e-4  # Pa, below which no dew point is told
AXIAL_CONDUCTIVITY = 25.0  # W/(m K) along the foils: the lower of PHYSICS 3.2's, a
# cathode's [computed there]; an anode's is 31


@dataclass(frozen=True, eq=False)
class OvenResult:
    """A run and what is told of it.

    `rows` are columns over instants, `steps` over the recipe's steps, `coils` over
    groups of coils that are alike; `energy` and `summary` are single numbers.
    """

    task: OvenTask
    run: LoadRun
    rows: dict[str, list]
    steps: dict[str, list]
    coils: dict[str, list]
    energy: dict[str, float]
    summary: dict


def run(task: OvenTask) -> OvenResult:
    """Run the load through its recipe; SolverError where there is no answer."""
    out = run_load(
        task.oven, task.coils, task.pieces, task.start, tolerance=task.tolerance
    )
    return told(task, out)


def told(task: OvenTask, out: LoadRun) -> OvenResult:
    """What is told of a run of `task`."""
    mean, worst = electrode_water(task, out)
    summary = _summary(task, out, mean)
    return OvenResult(
        task,
        out,
        _rows(task, out, mean, worst),
        _steps(task, out, mean, worst),
        _coils(task, out, mean, worst),
        _energy(task, out),
        summary,
    )


def electrode_water(task: OvenTask, out: LoadRun):
    """Mean and wettest water of each coil [kg/kg dry electrode], [instants, coils]."""
    shares = np.array(
        [c.model.material.coating_share / c.model.material.density for c in task.coils]
    )
    return out.mean * shares, out.worst * shares


def step_of_instant(task: OvenTask, out: LoadRun) -> np.ndarray:
    """Which step of the recipe [0, 1, ...] each instant belongs to."""
    owner = np.repeat(np.arange(len(task.steps)), [step.pieces for step in task.steps])
    return owner[out.piece]


def _frost_points(vapour):
    """Dew points [degC] of vapour pressures [Pa]; None where there is next to none."""
    known = vapour > LEAST_VAPOUR
    found = celsius(dew_point(np.where(known, vapour, LEAST_VAPOUR)))
    return [p if k else None for p, k in zip(found.tolist(), known, strict=True)]


def _rows(task, out, mean, worst):
    columns = {
        "time_h": out.times / HOUR,
        "step": step_of_instant(task, out) + 1,
        "wall_degC": celsius(out.wall),
        "pressure_mbar": out.pressure / MBAR,
        "set_pressure_mbar": out.set_pressure / MBAR,
        "vapour_pressure_mbar": out.vapour_pressure / MBAR,
        "dew_point_degC": _frost_points(out.vapour_pressure),
    }
    for i, coil in enumerate(task.coils):
        columns[f"{coil.name}_degC"] = celsius(out.temperature[:, i])
        columns[f"{coil.name}_ppm"] = mean[:, i] / PPM
        columns[f"{coil.name}_wettest_ppm"] = worst[:, i] / PPM
    return {
        name: column.tolist() if isinstance(column, np.ndarray) else column
        for name, column in columns.items()
    }


def equilibrium_water(task: OvenTask, i: int, vapour: float, warm: float) -> float:
    """What coil `i` holds in equilibrium [kg/kg electrode] with `vapour` [Pa] at `warm`
    [K]; nan where that is more than its isotherms reach."""
    model = task.coils[i].model
    share = model.material.coating_share / model.material.density
    return floor_water(model, warm, vapour) * share


def _floor(task, out, last):
    """What the wettest coil would hold in equilibrium with the vapour at an instant.

    In mg per kg dry electrode; None where one would hold more than its isotherms reach.
    """
    vapour = out.vapour_pressure[last]
    found = [
        equilibrium_water(task, i, vapour, warm)
        for i, warm in enumerate(out.temperature[last])
    ]
    highest = float(np.max(found))  # nan if one is
    return None if np.isnan(highest) else highest / PPM


def _steps(task, out, mean, worst):
    owner = step_of_instant(task, out)
    counts = np.array([coil.count for coil in task.coils])
    names = (
        "step", "name", "end_h", "set_degC", "coldest_degC", "set_pressure_mbar",
        "pressure_mbar", "vapour_pressure_mbar", "dew_point_degC", "mean_ppm",
        "worst_ppm", "floor_ppm", "reached_min", "empty_min", "above_h", "above_mbar",
    )  # fmt: skip
    columns = {name: [] for name in names}
    for k, step in enumerate(task.steps):
        own = np.flatnonzero(owner == k)
        last = own[-1]
        row = (
            k + 1,
            step.name,
            out.times[last] / HOUR,
            celsius(step.temperature),
            celsius(out.temperature[last].min()),
            step.pressure / MBAR,
            out.pressure[last] / MBAR,
            out.vapour_pressure[last] / MBAR,
            _frost_points(out.vapour_pressure[[last]])[0],
            float(mean[last] @ counts / counts.sum()) / PPM,
            float(worst[last].max()) / PPM,
            _floor(task, out, last),
            *_above(task, out, own, step),
        )
        for name, value in zip(names, row, strict=True):
            columns[name].append(value)
    return columns


def _above(task, out, own, step):
    """Minutes to the set pressure, of the empty chamber; then what the load adds.

    Hours above the set pressure beyond the empty chamber's time, and the most by which
    the pressure was above it then [mbar].
    """
    reached, empty, hours, most = above_set(task.oven, out, own, step.pressure)
    return (
        None if reached is None else reached / MINUTE,
        empty / MINUTE if np.isfinite(empty) else None,
        hours,
        most / MBAR,
    )


def through_limit(times, water, limit):
    """When `water` [kg/kg] is at or below `limit` and stays there [s]; else None."""
    wet = np.flatnonzero(water > limit)
    if not len(wet):
        return float(times[0])
    if wet[-1] == len(times) - 1:
        return None
    return float(crossing(times, water, int(wet[-1]) + 1, limit))


def _coils(task, out, mean, worst):
    names = (
        "name", "material", "count", "mass_kg", "outer_diameter_mm", "start_ppm",
        "end_ppm", "end_wettest_ppm", "through_h", "heated_h", "hottest_degC",
        "highest_degC", "dose_h", "biot", "latent_share", "verdict",
    )  # fmt: skip
    limits = task.limits
    columns = {name: [] for name in names}
    for i, (coil, wound) in enumerate(zip(task.coils, task.geometry, strict=True)):
        warm = out.temperature[:, i]
        hottest = float(warm.max())
        highest = highest_temperature(task, coil)
        dose = float(
            thermal_dose(out.times, warm, limits.dose_energy, limits.dose_temperature)
        )
        through = _through(limits, out.times, mean[:, i], worst[:, i])
        faults = _verdict(limits, hottest, highest, dose, mean[-1, i], through)
        row = (
            coil.name,
            coil.model.material.name,
            int(coil.count),
            wound.electrode_mass,
            1e3 * wound.outer_diameter,
            mean[0, i] / PPM,
            mean[-1, i] / PPM,
            worst[-1, i] / PPM,
            None if through is None else through / HOUR,
            _hours(heated_time(task, out, i)),
            celsius(hottest),
            None if highest is None else celsius(highest),
            dose / HOUR,
            _biot(task, coil),
            _latent_share(coil, warm, float(out.coil_latent[i])),
            "; ".join(faults) if faults else "within all limits",
        )
        for name, value in zip(names, row, strict=True):
            columns[name].append(value)
    return columns


def _latent_share(coil, warm, latent):
    """Share of desorption in what warmed and dried the coil; None if nothing did."""
    whole = latent + coil.capacity * float(warm.max() - warm[0])
    return latent / whole if whole > 0.0 and latent > 0.0 else None


def _hours(seconds):
    return None if seconds is None else seconds / HOUR


def _through(limits, times, mean, worst):
    """When a coil is through all limits of water [s]; None: never, or none is set."""
    found = []
    for limit, water in ((limits.water, mean), (limits.wettest, worst)):
        if limit is not None:
            found.append(through_limit(times, water, limit))
    return None if not found or None in found else max(found)


def _verdict(limits, hottest, highest, dose, water, through):
    """What a coil fails, in words."""
    found = []
    if (limits.water or limits.wettest) and through is None:
        found.append("too wet")
    if limits.least is not None and water < limits.least:
        found.append("over-dried")
    if highest is not None and hottest > highest + 1e-6:
        found.append(f"{hottest - highest:.1f} K too hot")
    if dose > limits.dose:
        found.append(f"thermal dose {dose / limits.dose:.2g} times its limit")
    return found


def _biot(task, coil):
    """Axial Biot number at 1 atm and the recipe's hottest temperature."""
    oven = task.oven
    warm = max(step.temperature for step in task.steps)
    radiating = 4.0 * oven.emissivity * 5.670374419e-8 * warm**3
    transfer = radiating + oven.conduction + oven.convection
    return transfer * coil.model.half_width / AXIAL_CONDUCTIVITY


def heated_time(task: OvenTask, out: LoadRun, i: int) -> float | None:
    """When coil `i` has gone 95 % of its way to the hottest set temperature [s]."""
    warm = out.temperature[:, i]
    goal = max(step.temperature for step in task.steps)
    limit = warm[0] + HEATED * (goal - warm[0])
    if goal <= warm[0]:
        return float(out.times[0])
    hot = np.flatnonzero(warm >= limit)
    if not len(hot):
        return None
    return float(crossing(out.times, warm, int(hot[0]), limit))


def _energy(task, out):
    totals = out.totals
    spent = bought(task.chamber, totals)
    gas = sum(
        totals[f"{kind}_{what}"]
        for kind in ("purge", "vent")
        for what in ("dry", "water")
    )
    return {
        "heat_kWh": totals["heated"] / KWH,
        "heat_to_coils_kWh": totals["to_coils"] / KWH,
        "heat_of_desorption_kWh": totals["latent"] / KWH,
        "heat_lost_kWh": totals["lost"] / KWH,
        "heat_to_gas_kWh": totals["gas_warmed"] / KWH,
        "cooling_kWh": totals["cooled"] / KWH,
        "pump_electricity_kWh": totals["pump_work"] / KWH,
        "gas_Nm3": gas / NORM_VOLUME,
        "electricity_kWh": spent.electricity / KWH,
        "natural_gas_kWh": spent.natural_gas / KWH,
        "district_heat_kWh": spent.district_heat / KWH,
        "water_removed_kg": totals["released_water"] * WATER_MOLAR_MASS,
    }


def _summary(task, out, mean):
    limits = task.limits
    _, worst = electrode_water(task, out)
    through = [
        _through(limits, out.times, mean[:, i], worst[:, i])
        for i in range(len(task.coils))
    ]
    heated = [heated_time(task, out, i) for i in range(len(task.coils))]
    last = None if None in through else max(through)
    slow = None if None in heated else max(heated)
    whole = float(out.times[-1])
    span = whole if last is None else last
    judged = limits.water is not None or limits.wettest is not None
    return {
        "recipe_h": whole / HOUR,
        "limit_set": judged,
        "through_h": _hours(last),
        "heated_h": _hours(slow),
        # of the time until the last coil is through, or else of the whole recipe
        "heat_up_share": 1.0 if slow is None else min(slow / span, 1.0) if span else 0,
        # above 1 water would condense on the walls, which is not modelled
        "wall_saturation": float(
            (out.vapour_pressure / liquid_vapour_pressure(out.wall)).max()
        ),
        "instants": len(out.times),
        "water_closure": water_closure(task.coils, task.start, out),
        "heat_closure": heat_closure(task.oven, task.coils, task.start, out),
    }
