"""Every recipe of a plan on the full line: put into an oven of a scenario, and run.

A plan judges one load that comes in as its file says. On the line, loads come in as
wet and as many as coater, hall and queue make them, ovens are shared, and what leaves
them goes on. `runs` puts each recipe into one station of a scenario and runs all of it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from models.units import PPM
from scenarios.merge import without_nulls
from scenarios.plan.decisions import substituted
from scenarios.plan.judge import Judged
from scenarios.plan.ledger import Ledger, Unkept
from scenarios.plan.line_load import LineTask
from scenarios.plan.line_runs import answers, line_result
from scenarios.plan.load import PlanTask
from scenarios.plan.window import WATER
from scenarios.runner import Runner
from scenarios.study import point

TODAY, FRONT = "today", "front"
CONFIDENCE = 0.95  # the quantile of coils that the line's table calls P95


@dataclass(frozen=True)
class LineCall:
    """What a worker needs for one run, as plain data."""

    source: str
    content: dict
    values: dict
    folder: str
    digests: tuple[str, ...]
    threads: int | None
    station: str
    electrode: str
    water: float | None  # kg/kg dry electrode
    wettest: float | None
    least: float | None


@dataclass(frozen=True, eq=False)
class LineRun:
    """One recipe on the full line.

    `called`: what the plan chose it for, "today", or "front"; `judged`: what the plan
    says of it. `figures` of the run are None where it broke off, for `reason`.
    """

    called: str
    judged: Judged
    figures: Mapping[str, float] | None
    reason: str | None

    def predicted(self, task: PlanTask) -> dict[str, float]:
        """What the plan says of the figures that both know."""
        found = {"oven_h": self.judged.figures["time"]}
        if WATER in self.judged.excess:
            excess = self.judged.excess[WATER]
            found["water_p95_ppm"] = task.window.value(WATER, excess, task.base.coils)
        return found


def keeps(task: PlanTask, one: LineRun) -> bool:
    """Whether enough of the coils behind the oven are within the plan's water limits.

    Enough is the plan's confidence, here as a share of coils; a run that broke off
    keeps nothing.
    """
    if one.figures is None:
        return False
    outside = one.figures["over_limit"] + one.figures["over_dried"]
    return outside <= (1.0 - task.window.confidence) * one.figures["coils"] + 1e-9


def runs(
    task: PlanTask,
    called: Sequence[tuple[str, Judged]],
    runner: Runner,
    ledger: Ledger | Unkept,
    told: Callable[[int, int], None] = lambda ended, of: None,
    threads: int | None = None,
) -> tuple[LineRun, ...]:
    """The LineRun of each of `called`, in their order; what is booked is not run again.

    `told` hears how many runs have ended. Equal recipes are run once.

    Raises
    ------
    RunnerError, LedgerError
        Where there is nothing to run on, a file of the scenario is no longer what it
        was, or the answers cannot be kept.
    """
    wanted = [changes(task, name, judged) for name, judged in called]
    known: dict[int, dict] = {}
    open_ = []
    for i, change in enumerate(wanted):
        found = ledger.find("line", change)
        if found is not None:
            known[i] = found[0]
        elif change not in wanted[:i]:
            open_.append(i)
    ended = len(wanted) - len(open_)
    told(ended, len(wanted))
    calls = [_call(task.line, task, wanted[i], threads) for i in open_]
    for number, answer in answers(runner, outcome, calls):
        at = open_[number]
        ledger.book("line", wanted[at], answer)
        known[at] = answer
        ended += 1
        told(ended, len(wanted))
    return tuple(
        LineRun(name, judged, **known[wanted.index(change)])
        for (name, judged), change in zip(called, wanted, strict=True)
    )


def changes(task: PlanTask, called: str, judged: Judged) -> dict:
    """The keys of the line's station that a recipe changes, by dotted key."""
    values = dict(judged.values)
    recipe = task.today if called == TODAY else substituted(task.recipe, values)
    station = f"stations.{task.line.station}"
    found = {f"{station}.recipe": recipe}
    if task.counts:
        count = sum(int(values[name]) for name in task.counts.values())
        found[f"{station}.capacity"] = count
        found[f"{station}.min_load"] = min(task.line.min_load, count)
    return found


def _call(line: LineTask, task: PlanTask, values: dict, threads) -> LineCall:
    window = task.window
    return LineCall(
        line.source,
        line.content,
        values,
        line.folder,
        line.digests,
        threads,
        line.station,
        line.electrode,
        window.water,
        window.wettest,
        window.least,
    )


# ---------------------------------------------------------------- in a worker


def outcome(call: LineCall) -> dict:
    """Figures of one run, or the reason why there are none, as plain values."""
    figures, reason = point.attempted(lambda: _figures(call))
    return {"figures": figures, "reason": reason}


def _figures(call):
    from twin import kpis

    found = point.document(call.source, call.content, call.values, Path(call.folder))
    content = without_nulls(found.content)
    result, _ = line_result(call.source, content, call.digests, call.threads)
    row = kpis.summarise(result)
    own = f"{call.electrode}.{call.station}"
    known = {
        "cells": row["cells.cells"],
        "queue_h_p95": row.get(f"{own}.queue_h_p95", math.nan),
        "oven_kWh_per_coil": row.get(f"{own}.kWh_per_coil", math.nan),
        "utilisation": row[f"utilisation.{call.station}"],
        "kWh_per_kWh_of_cells": row["energy.kWh_per_kWh_of_cells"],
        "cost_per_kWh_of_cells": row["energy.cost_per_kWh_of_cells"],
        "co2_kg_per_kWh_of_cells": row["energy.co2_kg_per_kWh_of_cells"],
        "lead_time_h": lead_time(result, call.electrode),
    }
    found = {**after_oven(result, call), **known}
    return {k: float(v) if math.isfinite(v) else None for k, v in found.items()}


def after_oven(result, call: LineCall) -> dict[str, float]:
    """Water of the coils that left the oven after the warm-up, held to the window.

    Of a coil that was dried again, its last visit counts.
    """
    from twin.counted import counted_visits

    visits = counted_visits(result)
    visits = visits[
        (visits["station"] == call.station)
        & (visits["electrode"] == call.electrode)
        & visits["water_out_ppm"].notna()
    ]
    hours = (visits["finished_h"] - visits["started_h"]).mean()
    last = visits.drop_duplicates("coil", keep="last")
    mean, worst = (last[f"{name}_out_ppm"].to_numpy() for name in ("water", "worst"))
    if not len(mean):
        raise ValueError(
            f"no coil of {call.electrode} leaves {call.station} after the warm-up; "
            "take a longer duration_d"
        )
    over = np.zeros(len(mean), dtype=bool)
    if call.water is not None:
        over |= mean > call.water / PPM
    if call.wettest is not None:
        over |= worst > call.wettest / PPM
    under = 0 if call.least is None else int((mean < call.least / PPM).sum())
    return {
        "coils": len(mean),
        "water_p50_ppm": float(np.median(mean)),
        "water_p95_ppm": float(np.quantile(mean, CONFIDENCE)),
        "wettest_p95_ppm": float(np.quantile(worst, CONFIDENCE)),
        "over_limit": int(over.sum()),
        "over_dried": under,
        "oven_h": float(hours),
    }


def lead_time(result, electrode: str) -> float:
    """Median time [h] from a mother's release to the end of a coil cut from it.

    Of coils that came to their end in cells or behind the last station; nan where none
    did.
    """
    from twin.counted import counted_coils

    coils = counted_coils(result)
    coils = coils[coils["electrode"] == electrode].set_index("coil")
    ended = coils[coils["fate"].isin(["done", "consumed"])]
    released, parent = result.coils.set_index("coil")["released_h"], coils["parent"]

    def root(name):
        while name in parent.index and isinstance(parent[name], str):
            name = parent[name]
        return name

    times = [end - released[root(name)] for name, end in ended["ended_h"].items()]
    return float(np.median(times)) if times else math.nan


def compared(task: PlanTask, one: LineRun) -> dict:
    """A LineRun as a flat row: the line's figures, the plan's, their difference."""
    row = {"called": one.called, **one.judged.values, "reason": one.reason}
    figures = one.figures or {}
    row |= figures
    for name, value in one.predicted(task).items():
        row[f"planned_{name}"] = value
        if figures.get(name) is not None:
            row[f"difference_{name}"] = figures[name] - value
    return row
