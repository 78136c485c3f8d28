"""A load under a recipe as tables and figures: what a page shows, and what it cost."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from models.oven import outcomes
from models.units import HOUR, PPM, celsius
from scenarios.oven.load import OvenTask, loaded
from scenarios.oven.oven import OvenResult, told
from scenarios.plan.load import COARSE
from scenarios.plan.plant import Plant
from scenarios.plan.programme import Programme, whole_run
from scenarios.schema import tariff as schema_tariff
from twin.energy import CARRIERS, UNITS, Energy

QUICK = COARSE  # numerics of the planner's search: a third of the steps, half the cells
WORDS = {name: name.replace("_", " ") for name in CARRIERS}


@dataclass(frozen=True, eq=False)
class LoadAnswer:
    """What came of a load, as plain values and tables.

    Attributes
    ----------
    name : str
    quick : bool
        Whether it was solved as the planner's search does, on a coarse grid.
    rows, steps, coils : DataFrame
        Over instants, over the recipe's steps, over groups of coils that are alike.
    carriers : DataFrame
        What was bought: carrier, amount, unit, cost, CO2 [kg].
    figures : mapping
        Single numbers by name and unit; None where there is none.
    limits : mapping
        The limits by name and unit; None where none is set.
    faults : tuple of str
        What the load fails, in words; empty where it keeps all limits.
    groups : tuple of str
        Names of the groups of coils, as in the columns of `rows`.
    """

    name: str
    quick: bool
    rows: pd.DataFrame
    steps: pd.DataFrame
    coils: pd.DataFrame
    carriers: pd.DataFrame
    figures: Mapping[str, float | None]
    limits: Mapping[str, float | None]
    faults: tuple[str, ...]
    groups: tuple[str, ...]
    currency: str = field(default="EUR")


def answered(content: dict, lines=None, source="oven", quick=False) -> LoadAnswer:
    """The load of an oven file's keys, run once; energy at the tariff's defaults.

    Raises
    ------
    ScenarioError
        With all that is wrong with the keys.
    SolverError
        Where the run breaks off.
    """
    task = loaded(content, lines, source)
    if quick:  # once more, coarser: the file's own numerics were judged above
        numerics = {**content.get("numerics", {}), **QUICK}
        task = loaded({**content, "numerics": numerics}, lines, source)
    plant = Plant(task.oven, task.coils)
    run, energy = whole_run(plant, Programme(task.steps, task.pieces), task)
    return _answer(told(task, run), energy, quick)


def _answer(result: OvenResult, energy: Energy, quick) -> LoadAnswer:
    task = result.task
    coils = _coils(result)
    carriers = _carriers(energy)
    limits = _limits(task)
    faults = [
        f"{row['name']}: {_by_how_much(row, limits)}"
        for row in coils.to_dict("records")
        if row["verdict"] != "within all limits"
    ]
    if result.summary["wall_saturation"] > 1.0:
        faults.append("water would condense on the walls, which is not modelled")
    return LoadAnswer(
        task.name,
        quick,
        pd.DataFrame(result.rows),
        pd.DataFrame(result.steps),
        coils,
        carriers,
        _figures(result, coils, carriers),
        limits,
        tuple(faults),
        tuple(coil.name for coil in task.coils),
        schema_tariff.tariff(schema_tariff.TariffKeys()).currency,
    )


def _by_how_much(coil, limits):
    """A group's verdict, with its water where that is at fault."""
    wet = [
        f"{what} {coil[column]:.3g} ppm, at most {limits[name]:g}"
        for what, column, name in (
            ("mean", "end_ppm", "water_ppm"),
            ("wettest place", "end_wettest_ppm", "wettest_ppm"),
        )
        if limits[name] is not None and coil[column] > limits[name]
    ]
    said = {"too wet": f"too wet ({'; '.join(wet)})"}
    least, mean = limits["least_water_ppm"], coil["end_ppm"]
    if least is not None:
        said["over-dried"] = f"over-dried (mean {mean:.3g} ppm, at least {least:g})"
    return "; ".join(said.get(one, one) for one in coil["verdict"].split("; "))


def _coils(result) -> pd.DataFrame:
    """The groups of coils; driest edge, diffusion times and regime beside the rest."""
    task, run = result.task, result.run
    edges, macro, micro, regimes = [], [], [], []
    # the pieces' gas may change: secants are those of the last one's
    for coil, outcome in zip(
        task.coils, outcomes(task.coils, task.pieces, run), strict=True
    ):
        own = coil.model.figures(outcome.state)
        edges.append(own.edge * coil.model.material.coating_share / PPM)
        known = math.isfinite(outcome.tau_macro)
        macro.append(outcome.tau_macro / HOUR if known else None)
        micro.append(outcome.tau_micro / HOUR if known else None)
        regimes.append(outcome.regime if known else None)
    frame = pd.DataFrame(result.coils)
    frame.insert(frame.columns.get_loc("end_ppm") + 1, "end_edge_ppm", edges)
    return frame.assign(tau_macro_h=macro, tau_micro_h=micro, regime=regimes)


def _carriers(energy) -> pd.DataFrame:
    """What was bought, at the default tariff, and the CO2 behind it."""
    tariff = schema_tariff.tariff(schema_tariff.TariffKeys())
    factors = schema_tariff.co2(schema_tariff.Co2Keys())
    rows = []
    for name in CARRIERS:
        drawn = getattr(energy, name)
        if drawn <= 0.0:
            continue
        unit, scale = UNITS[name]
        alone = Energy(**{name: drawn})
        row = (WORDS[name], drawn / scale, unit, tariff.of(alone), factors.of(alone))
        rows.append(row)
    names = ("carrier", "amount", "unit", f"cost_{tariff.currency}", "co2_kg")
    return pd.DataFrame(rows, columns=names)


def _figures(result, coils, carriers):
    counts, last = coils["count"], result.run.times[-1]
    cost = carriers.iloc[:, 3].sum()
    kwh = carriers["amount"][carriers["unit"] == "kWh"].sum()
    limit = result.task.limits
    floors = result.steps["floor_ppm"]
    return {
        "duration_h": float(last) / HOUR,
        "through_h": result.summary["through_h"],
        "heated_h": result.summary["heated_h"],
        "mean_ppm": float((coils["end_ppm"] * counts).sum() / counts.sum()),
        "most_ppm": float(coils["end_ppm"].max()),
        "edge_ppm": float(coils["end_edge_ppm"].min()),
        "wettest_ppm": float(coils["end_wettest_ppm"].max()),
        "floor_ppm": floors[-1],
        "lowest_floor_ppm": min((f for f in floors if f is not None), default=None),
        "energy_kWh": float(kwh),
        "cost": float(cost),
        "cost_per_coil": float(cost / counts.sum()),
        "co2_kg": float(carriers["co2_kg"].sum()),
        "co2_per_coil_kg": float(carriers["co2_kg"].sum() / counts.sum()),
        "dose_h": float(coils["dose_h"].max()),
        "dose_limit_h": limit.dose / HOUR,
        "dose_temperature_degC": celsius(limit.dose_temperature),
        "hottest_degC": float(coils["hottest_degC"].max()),
        "coils": float(counts.sum()),
        "solver_steps": float(result.run.steps),
    }


def _limits(task: OvenTask):
    def ppm(water):
        return None if water is None else water / PPM

    limits = task.limits
    return {
        "water_ppm": ppm(limits.water),
        "wettest_ppm": ppm(limits.wettest),
        "least_water_ppm": ppm(limits.least) or None,
    }
