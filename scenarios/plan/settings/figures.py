"""What a run of a line is judged by: a study's figures, and those of a plan.

Beside what :func:`twin.kpis.summarise` gives: lead times, cells a day, how hot the
loads of an oven got, money and CO2 a day; where the file has prices, equipment and what
is spent per coil.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from models.units import DAY, HOUR
from scenarios.merge import key_path
from scenarios.plan.line import lead_time
from scenarios.study import figures as of_study
from twin.counted import window
from twin.kpis import throughput
from twin.records import Result
from twin.scenario import Scenario

LEAD = "lead_time_h"
CELLS, COST, CO2 = "cells.per_day", "energy.cost_per_day", "energy.co2_kg_per_day"
EQUIPMENT, SPENT = "equipment.cost_per_day", "per_coil.cost_per_day"
WHOLE, PER_CELL = "cost_per_day", "cost_per_cell"
DAYS_PER_YEAR = 365.0
OF_A_LOAD = ("hottest_degC", "dose_h")  # columns of the table of loads


def names(scenario: Scenario, has_prices: bool) -> list[str]:
    """The figures that a plan of `scenario` may name."""
    found = of_study.names(scenario)
    found += [f"{electrode}.{LEAD}" for electrode in scenario.electrodes]
    for station, spec in scenario.stations.items():
        if getattr(spec, "chamber", None) is not None:
            found += [f"{station}.{name}" for name in OF_A_LOAD]
    found += [CELLS, COST, CO2]
    return [*found, EQUIPMENT, SPENT, WHOLE, PER_CELL] if has_prices else found


@dataclass(frozen=True)
class Prices:
    """What is paid beside energy: machines [currency/a, each], by the key that says how
    many there are; and what a coil costs at a station [currency]."""

    yearly: Mapping[str, float]
    per_coil: Mapping[str, float]


def of_run(
    result: Result, row: Mapping, prices: Prices | None, content: Mapping
) -> dict[str, float]:
    """The figures of a plan, of a run and the `row` that `summarise` makes of it.

    `prices` None: none are given. `content` are the scenario's keys, with how many
    machines there are. Loads count that began after the warm-up.
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
    if prices is not None:
        left = throughput(result)
        hours = DAY / HOUR
        spent = (hours * left[name] * each for name, each in prices.per_coil.items())
        found[EQUIPMENT] = equipment_per_day(prices.yearly, content)
        found[SPENT] = math.fsum(spent)
        found[WHOLE] = found[EQUIPMENT] + found[SPENT] + found[COST]
        cells = found[CELLS]
        found[PER_CELL] = found[WHOLE] / cells if cells else math.nan
    return found


def equipment_per_day(costs: Mapping[str, float], content: dict) -> float:
    """What the machines of a scenario cost a day, whose `costs` are those of a year.

    >>> round(equipment_per_day({"ovens": 36500.0}, {"ovens": 2}), 9)
    200.0
    """
    yearly = (cost * value_at(content, key_path(key)) for key, cost in costs.items())
    return math.fsum(yearly) / DAYS_PER_YEAR


def value_at(tree, path):
    """What stands at `path` of a tree of keys.

    Raises
    ------
    KeyError
        Where nothing does.
    """
    for part in path:
        try:
            tree = tree[part]
        except (KeyError, IndexError, TypeError):
            raise KeyError(path) from None
    return tree
