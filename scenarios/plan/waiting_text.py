"""What `twin plan` says of waiting behind the oven: a table, a line for each plan."""

from collections.abc import Sequence

from models.exposure_limits import LATER, NEVER, REACHED
from models.units import HOUR
from scenarios.curve.text import duration
from scenarios.plan.plan import Planned
from scenarios.plan.waits import AT_ONCE, AllowedWait
from scenarios.plan.window import WATER, WETTEST
from scenarios.tables import NOTHING, rows_table

ENDS = {WATER: "mean water", WETTEST: "wettest place"}


def waiting_rows(waits: Sequence[AllowedWait]) -> list[dict]:
    """AllowedWaits as plain values, for the answer's JSON."""
    return [
        {
            "wrapping": one.wrapping,
            "verdict": one.verdict,
            "allowed_h": one.hours,
            "ends_by": one.ends_by,
            "middle_h": one.middle_hours,
            "reason": one.reason or None,
        }
        for one in waits
    ]


def waiting_table(result: Planned):
    """How long coils may wait behind each recipe, in each wrapping."""
    task, rows = result.task, []
    behind = [(plan.called, plan.judged.values, plan.waits) for plan in result.plans]
    if result.today_waits:
        behind.insert(0, ("today", task.of_today, result.today_waits))
    for called, values, waits in behind:
        for one in waits:
            chosen = called != "today" and task.waiting.is_choice
            chosen = chosen and one.wrapping == task.waiting.name(values)
            ends = one.reason or (ENDS[one.ends_by] if one.ends_by else "")
            rows.append(
                (
                    called,
                    one.wrapping + (" (chosen)" if chosen else ""),
                    _time(one),
                    NOTHING if one.middle_hours is None else duration(one.middle_hours),
                    ends,
                )
            )
    confidence = 100.0 * task.window.confidence
    heads = ("behind", "wrapping", f"may wait, P{confidence:g}", "P50", "ended by")
    table = rows_table(rows, heads, f"{task.name}: waiting", heads[2:4])
    table.caption = (
        f"{confidence:g} % of {task.search.plan_samples} samples keep the window so "
        f"long; looked for up to {duration(task.waiting.longest / HOUR)}"
    )
    table.caption_justify = "left"
    return table


def waiting_words(result: Planned) -> list[str]:
    """For each plan how long a coil may wait, in a line."""
    share = f"in {100.0 * result.task.window.confidence:g} % of the samples"
    lines = []
    for plan in result.plans:
        if plan.waits:
            times = ", ".join(f"{one.wrapping} {_time(one)}" for one in plan.waits)
            lines.append(f"{plan.called}: a coil may wait, {share}: {times}")
    return lines


def _time(one):
    """The allowed time in words."""
    if one.verdict == REACHED:
        return duration(one.hours)
    if one.verdict == LATER:
        return f"more than {duration(one.hours)}"
    return {NEVER: "for ever", AT_ONCE: "not at all"}.get(one.verdict, "unknown")
