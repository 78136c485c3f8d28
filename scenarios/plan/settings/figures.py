"""What a run of a line is judged by: a study's figures, and those of a plan.

Beside what :func:`twin.kpis.summarise` gives: lead times, cells a day, how hot the
loads of an oven got, money and CO2 a day, and equipment where the file has its price.
"""

import math
from collections.abc import Mapping

from models.units import DAY, HOUR
from scenarios.plan.line import lead_time
from scenarios.study import figures as of_study
from twin.counted import window
from twin.records import Result
from twin.scenario import Scenario

LEAD = "lead_time_h"
CELLS, COST, CO2 = "cells.per_day", "energy.cost_per_day", "energy.co2_kg_per_day"
EQUIPMENT, WHOLE = "equipment.cost_per_day", "cost_per_day"
PER_CELL = "cost_per_cell"
OF_A_LOAD = ("hottest_degC", "dose_h")  # columns of the table of loads


def names(scenario: Scenario, has_equipment: bool) -> list[str]:
    """The figures that a plan of `scenario` may name."""
    found = of_study.names(scenario)
    found += [f"{electrode}.{LEAD}" for electrode in scenario.electrodes]
    for station, spec in scenario.stations.items():
        if getattr(spec, "chamber", None) is not None:
            found += [f"{station}.{name}" for name in OF_A_LOAD]
    found += [CELLS, COST, CO2]
    return [*found, EQUIPMENT, WHOLE, PER_CELL] if has_equipment else found


def of_run(result: Result, row: Mapping, equipment: float | None) -> dict[str, float]:
    """The figures of a plan, of a run and the `row` that `summarise` makes of it.

    `equipment` is what the machines cost [currency/d]; None where no price is given.
    Loads count that began after the warm-up.
    """
    scenario = result.scenario
    start, stop = window(result)
    days = (stop - start) * HOUR / DAY
    found = {f"{name}.{LEAD}": lead_time(result, name) for name in scenario.electrodes}
    loads = result.loads[result.loads["started_h"] >= start]
    for station, own in loads.groupby("station", sort=False):
        found |= {f"{station}.{name}": float(own[name].max()) for name in OF_A_LOAD}
    found[CELLS] = row["energy.cells"] / days
    found[COST] = row["energy.energy_cost"] / days
    found[CO2] = row["energy.co2_kg"] / days
    if equipment is not None:
        found[EQUIPMENT] = equipment
        found[WHOLE] = equipment + found[COST]
        cells = found[CELLS]
        found[PER_CELL] = found[WHOLE] / cells if cells else math.nan
    return found
