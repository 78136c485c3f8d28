"""What `twin plan` prints of the recipes on the full line."""

from scenarios.plan.decisions import said
from scenarios.plan.line import FRONT, TODAY, compared, keeps
from scenarios.plan.line_choice import THERE
from scenarios.plan.plan import Planned
from scenarios.plan.window import BEHIND
from scenarios.tables import NOTHING, number, rows_table

MOST_ROWS = 16  # of the front, in the table


def line_table(result: Planned):
    """Each recipe on the line beside what the plan says of it."""
    task = result.task
    front = [one for one in result.lines if one.called == FRONT]
    stride = max(1, -(-len(front) // MOST_ROWS))
    shown = [one for one in result.lines if one.called != FRONT] + front[::stride]
    names = [d.name for d in (*task.decisions, *([task.hold] if task.hold else []))]
    rows = []
    for one in shown:
        row = compared(task, one)
        called = one.called
        if called == FRONT:
            called = " ".join(said(row[name]) for name in names)
        if one.figures is None:
            rows.append((called, *[NOTHING] * 10))
            continue
        difference = row.get("difference_water_p95_ppm")
        rows.append(
            (
                called,
                *(number(row[f"water_{p}_ppm"], 0) for p in ("p50", "p95")),
                number(row.get("planned_water_p95_ppm"), 0),
                NOTHING if difference is None else f"{difference:+z.0f}",
                f"{row['over_limit']:g}/{row['coils']:g}",
                number(row["oven_h"], 1),
                number(row["planned_oven_h"], 1),
                number(row["cells"]),
                number(row["kWh_per_kWh_of_cells"], 2),
                number(row["lead_time_h"], 1),
            )
        )
    heads = (
        "recipe", "P50 ppm", "P95 ppm", "planned", "off by", "over", "oven h",
        "planned h", "cells", "kWh/kWh", "lead h",
    )  # fmt: skip
    title = f"on the line of {task.line.source}: {task.line.station}"
    table = rows_table(rows, heads, title, heads[1:])
    table.caption = (
        f"coils of {task.line.electrode} that left the oven after the warm-up; over: "
        "the plan's upper limits; planned: P95 and hours by the plan's one load; a "
        f"recipe of the front by its {', '.join(names)}"
    )
    table.caption_justify = "left"
    return table


def line_words(result: Planned) -> list[str]:
    """How many recipes keep the plan's limits on the line, and what broke off."""
    if not result.lines:
        return []
    front = [one for one in result.lines if one.called == FRONT]
    ran = [one for one in front if one.figures is not None]
    good = sum(keeps(result.task, one) for one in ran)
    enough = f"{100 * result.task.window.confidence:g} % of the coils"
    lines = [
        f"on the line: of {len(front)} recipes of the front {good} keep the plan's "
        f"water limits in at least {enough}, {len(ran) - good} do not, "
        f"{len(front) - len(ran)} broke off"
    ]
    if any(name in BEHIND for name in result.task.limits):
        lines.append(
            "on the line: looked at is the water at the oven's door; that it keeps its "
            "limits behind the wait is of the plan's load alone"
        )
    chosen = {word for plan in result.plans for word in plan.called.split(", ")}
    for one in result.lines:
        if one.called in (FRONT, TODAY) or keeps(result.task, one):
            continue
        theirs = [f"{word}{THERE}" for word in one.called.split(", ")]
        there = [word for word in theirs if word in chosen]
        advice = f"take the one called {' or '.join(there)}"
        if not there:
            advice = "none of the front does better there; plan with tighter limits"
        why, figures = "its run broke off there", one.figures
        if figures is not None:
            why = (
                f"there {figures['over_limit'] + figures['over_dried']:g} of "
                f"{figures['coils']:g} coils break the plan's water limits"
            )
        lines.append(
            f"do not take the {one.called} recipe to this line as it is: {why}; "
            f"{advice}"
        )
    reasons = {one.reason for one in result.lines if one.reason}
    return lines + [f"on the line, broke off: {reason}" for reason in sorted(reasons)]
