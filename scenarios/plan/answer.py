"""The answer of a plan as plain values: steps, margins, one JSON object."""

from models.units import HOUR, MBAR, NORM_VOLUME, celsius
from scenarios.plan.line import compared
from scenarios.plan.plan import Plan, Planned
from scenarios.plan.schema import GOALS
from scenarios.plan.waiting_text import waiting_rows
from scenarios.plan.window import COILS, LEAST
from twin.energy import COLUMNS, in_columns

CHECKED = "full_model"  # of a recipe of the front: what became of it there
NOT_CHECKED, KEPT, REFUTED = "not checked", "kept", "refuted"
CLOSE = 0.02  # an excess above minus this counts as at the limit


def bought(judged) -> dict[str, float]:
    """What a load buys, by carrier and unit."""
    return dict(zip(COLUMNS, in_columns(judged.energy), strict=True))


def steps_of(plan: Plan) -> list[dict]:
    """The steps of a plan's recipe as plain values."""
    task, rows, first = plan.run.task, [], 0
    for k, step in enumerate(task.steps):
        own = task.pieces[first : first + step.pieces]
        first += step.pieces
        rows.append(
            {
                "step": k + 1,
                "name": step.name,
                "temperature_degC": float(f"{celsius(step.temperature):.6g}"),
                "ramp_h": sum(p.duration for p in own[:-1]) / HOUR,
                "pressure_mbar": float(f"{step.pressure / MBAR:.6g}"),
                "gas": step.gas,
                "purge_Nm3_per_h": float(f"{step.purge * HOUR / NORM_VOLUME:.6g}"),
                "hold_h": own[-1].duration / HOUR,
                "end_h": plan.run.steps["end_h"][k],
                "mean_ppm": plan.run.steps["mean_ppm"][k],
            }
        )
    return rows


def margins(result: Planned, plan: Plan) -> list[dict]:
    """Each limit: what it is, what the confidence leaves as the worst, the room."""
    window, coils = result.task.window, result.task.base.coils
    rows = []
    for name, excess in plan.judged.excess.items():
        limit = window.limit(name, coils)
        worst = window.value(name, excess, coils)
        rows.append(
            {
                "limit": name,
                "value": limit,
                "worst": worst,
                "margin": worst - limit if name in (LEAST, COILS) else limit - worst,
                "kept_pct": 100.0 * plan.judged.kept[name],
                "binds": name == plan.binding and binds(plan),
            }
        )
    return rows


def binds(plan: Plan) -> bool:
    """Whether the nearest limit stands in the way of something better."""
    name = plan.binding
    if plan.judged.binding:
        return True
    return plan.judged.kept[name] < 1.0 or plan.judged.excess[name] > -CLOSE


def json_object(result: Planned) -> dict:
    """All of the answer as one object."""
    task = result.task
    named = {
        "name": task.name,
        "feasible": result.conflict is None,
        "goals": list(task.goals),
        "currency": task.tariff.currency,
        "work": dict(result.work),
        "uncertainty": {
            s.name: {
                "kind": s.kind,
                "parameters": list(s.parameters),
                "standing": s.source.standing,
                "source": s.source.source,
            }
            for s in task.spreads
        },
        "today": None if result.today is None else _judged(result.today),
        "plans": [_plan(result, plan) for plan in result.plans],
        "front": _columns([_front_row(result, point) for point in result.front]),
        "line": _columns([compared(task, one) for one in result.lines]),
    }
    if result.today_waits:
        named["today_waiting"] = _columns(waiting_rows(result.today_waits))
    if result.conflict is not None:
        named["conflict"] = {
            "limits": list(result.conflict.limits),
            "relaxations": [
                {
                    "limit": r.limit,
                    "is": r.given,
                    "would_have_to_be": r.value,
                    "decisions": r.values,
                }
                for r in result.conflict.relaxations
            ],
            "least_broken": _judged(result.conflict.least_broken),
        }
    return named


def _front_row(result, point):
    """A recipe of the front as the search saw it; whether the full model kept it."""
    judged, kept = point.answer, result.tried.get(point.levels)
    return {
        **judged.values,
        **judged.figures,
        "within_pct": 100.0 * judged.share,
        CHECKED: NOT_CHECKED if kept is None else KEPT if kept else REFUTED,
    }


def _judged(judged):
    return {
        "decisions": dict(judged.values),
        "figures": dict(judged.figures),
        "energy": bought(judged),
        "within_pct": 100.0 * judged.share,
        "kept_pct": {n: 100.0 * k for n, k in judged.kept.items()},
        "failed": judged.failed,
    }


def _plan(result, plan):
    changes = [
        {
            "decision": change.decision,
            "from": plan.coarse.values[change.decision],
            "to": change.value,
            "feasible": change.judged.is_feasible,
            **{
                name: change.judged.figures[name] - plan.coarse.figures[name]
                for name in GOALS
                if not change.judged.failed
            },
        }
        for change in plan.changes
    ]
    waits = _columns(waiting_rows(plan.waits))
    return {
        "called": plan.called,
        **_judged(plan.judged),
        "binding": plan.binding if binds(plan) else None,
        "steps": _columns(steps_of(plan)),
        "margins": _columns(margins(result, plan)),
        "changes": _columns(changes),
        **({"waiting": waits} if plan.waits else {}),
    }


def _columns(rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    return {name: [row.get(name) for row in rows] for name in names}
