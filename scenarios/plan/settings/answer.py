"""The answer of a plan of a line as plain values: settings, limits, one JSON object."""

from collections.abc import Sequence

from scenarios.plan.naming import amount, limit_words, value_words
from scenarios.plan.settings import figures
from scenarios.plan.settings.conflict import Conflict
from scenarios.plan.settings.judge import Judged
from scenarios.plan.settings.limits import Limit
from scenarios.plan.settings.load import SettingsTask
from scenarios.plan.settings.plan import LinePlan, SettingsPlanned
from scenarios.plan.settings.schema import KIND

CLOSE = 0.02  # an excess above minus this counts as at the limit
OF_CELLS = tuple(
    f"energy.{name}_per_kWh_of_cells" for name in ("kWh", "cost", "co2_kg")
)


def compared(task: SettingsTask) -> list[str]:
    """Figures in which plans and today are set side by side, the goals first."""
    found = [name for name, _ in task.goals]
    found.append(figures.CELLS)
    found += [f"{name}.{figures.LEAD}" for name in task.electrodes]
    found += [*OF_CELLS, figures.COST, figures.CO2]
    if task.keys.equipment or task.keys.per_coil:
        found += [figures.EQUIPMENT, figures.SPENT, figures.WHOLE, figures.PER_CELL]
    return list(dict.fromkeys(found))


def binding(result: SettingsPlanned, plan: LinePlan) -> list[str]:
    """The limits that `limits_at` names, by figure and bound."""
    found = limits_at(result, plan)
    return [f"{one.figure} {one.words}" for one in found]


def limits_at(result: SettingsPlanned, plan: LinePlan) -> list[Limit]:
    """The limits that keep a plan from being better.

    Those that a step towards a better goal breaks, in the search's runs or as fresh
    ones showed, and those that it stands at.
    """
    found = [
        standing.limit
        for change in plan.changes
        if not change.judged.failed
        and result.weighed.is_better(change.judged, plan.judged, plan.towards)
        for standing in (*change.judged.broken, *result.trial.doubts(change.judged))
    ]
    found += [s.limit for s in plan.told.standings if s.excess > -CLOSE]
    return list(dict.fromkeys(found))


def still_better(result: SettingsPlanned, plan: LinePlan) -> list[str]:
    """Steps around a plan that keep all limits and beat it: the search was short."""
    better = []
    for change in plan.changes:
        own = change.judged
        if own.is_feasible and not result.trial.is_doubtful(own):
            mine, base = result.weighed.goals(own), result.weighed.goals(plan.judged)
            if mine != base and all(a <= b for a, b in zip(mine, base, strict=True)):
                told = own.candidate.told[change.setting]
                better.append(value_words(change.setting, told))
    return better


def limit_rows(result: SettingsPlanned, plan: LinePlan) -> list[dict]:
    """Each limit: what it is, what the confidence leaves as the worst, the room."""
    binds = binding(result, plan)
    return [
        {**row, "binds": f"{row['figure']} {row['limit']}" in binds}
        for row in standing_rows(plan.told)
    ]


def standing_rows(own: Judged) -> list[dict]:
    """How a candidate stands to each limit."""
    return [
        {
            "figure": s.limit.figure,
            "limit": s.limit.words,
            "worst": s.value,
            "margin": s.margin,
            "kept_pct": 100.0 * s.kept,
        }
        for s in own.standings
    ]


def change_rows(result: SettingsPlanned, plan: LinePlan) -> list[dict]:
    """What a step of each setting does to goals and limits."""
    base, rows = plan.judged, []
    names = compared(result.task)
    for change in plan.changes:
        own, name = change.judged, change.setting
        rows.append(
            {
                "setting": name,
                "from": base.candidate.told[name],
                "to": own.candidate.told[name],
                "feasible": own.is_feasible,
                "breaks": broken_words(own, result.task.currency),
                **{
                    figure: own.figures[figure] - base.figures[figure]
                    for figure in names
                    if figure in own.figures and figure in base.figures
                },
            }
        )
    return rows


def broken_words(own: Judged, currency: str = "") -> str:
    """Which limits too few runs keep, or why there is no answer; "" if all is well."""
    if own.failed:
        return own.failed
    if own.is_feasible:
        return ""
    each = [
        f"{limit_words(s.limit.figure, s.limit.words, currency)}: "
        + (
            "it has no value"
            if s.value is None
            else amount(s.value, s.limit.figure, currency)
        )
        for s in own.broken
    ]
    if not each:
        each = [f"all limits together in {100 * own.share:.0f} % of the runs"]
        each += own.reasons
    return "; ".join(each)


def json_object(result: SettingsPlanned) -> dict:
    """All of the answer as one object."""
    task = result.task
    named = {
        "kind": KIND,
        "name": task.name,
        "feasible": result.conflict is None,
        "goals": [name for name, _ in task.goals],
        "better": ["less" if sign > 0.0 else "more" for _, sign in task.goals],
        "weights": task.weights,
        "currency": task.currency,
        "confidence_pct": task.keys.confidence_pct,
        "replications": len(task.samples),
        "fresh_replications": len(task.fresh),
        "combinations": task.combinations,
        "proved": result.is_proved,
        "work": dict(result.work),
        "today": _judged(result.today),
        "fresh_today": None
        if result.fresh_today is None
        else _judged(result.fresh_today),
        "plans": [_plan(result, plan) for plan in result.plans],
        "front": columns([_row(task, point.answer) for point in result.front]),
    }
    if result.conflict is not None:
        named["conflict"] = _conflict(result.conflict)
    return named


def candidates(result: SettingsPlanned) -> dict[str, list]:
    """All candidates of the search, a row each."""
    every = result.table.points.values()
    return columns([_row(result.task, point.answer) for point in every])


def _row(task, own: Judged) -> dict:
    row = {name: value for name, value in own.candidate.told.items()}
    row |= {name: own.figures.get(name) for name in compared(task)}
    row |= {f"{s.limit.figure} {s.limit.words}": s.value for s in own.standings}
    return {
        **row,
        "within_pct": 100.0 * own.share,
        "feasible": own.is_feasible,
        "failed": own.failed,
    }


def _judged(own: Judged) -> dict:
    return {
        "settings": dict(own.candidate.told),
        "keys": dict(own.candidate.keys),
        "figures": dict(own.figures),
        "limits": columns(standing_rows(own)),
        "runs": own.runs,
        "within_pct": 100.0 * own.share,
        "within_at_least_pct": 100.0 * own.at_least,
        "feasible": own.is_feasible,
        "failed": own.failed,
        "reasons": list(own.reasons),
    }


def _plan(result, plan: LinePlan) -> dict:
    return {
        "called": plan.called,
        **_judged(plan.judged),
        "fresh": None if plan.fresh is None else _judged(plan.fresh),
        "binding": binding(result, plan),
        "margins": columns(limit_rows(result, plan)),
        "changes": columns(change_rows(result, plan)),
    }


def _conflict(found: Conflict) -> dict:
    near = found.nearest
    return {
        "limits": [f"{one.figure} {one.words}" for one in found.limits],
        "relaxations": [
            {
                "figure": one.limit.figure,
                "is": one.limit.words,
                "would_have_to_be": one.value,
                "settings": None
                if one.judged is None
                else dict(one.judged.candidate.told),
            }
            for one in found.relaxations
        ],
        "least_broken": None
        if found.least_broken is None
        else _judged(found.least_broken),
        "nearest": None if near is None else _judged(near.judged),
        "failures": list(found.failures),
    }


def columns(rows: Sequence[dict]) -> dict[str, list]:
    """Rows as lists by column name."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}
