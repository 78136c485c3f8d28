"""What `twin plan` prints: the recipe, its margins, today beside it, the front."""

from models.units import celsius
from scenarios.plan import naming
from scenarios.plan.answer import binds, bought, margins, steps_of
from scenarios.plan.conflict_text import conflict_sentence
from scenarios.plan.decisions import said
from scenarios.plan.line_text import line_table, line_words
from scenarios.plan.plan import Plan, Planned
from scenarios.plan.waiting_text import waiting_table, waiting_words
from scenarios.plan.window import COILS, LEAST
from scenarios.tables import NOTHING, number, rows_table
from twin.energy import COLUMNS

LIMITS = {
    "water_ppm": ("mean water", "ppm"),
    "wettest_ppm": ("wettest place", "ppm"),
    "least_water_ppm": ("least water", "ppm"),
    "highest_temperature_degC": ("temperature", "°C"),
    "dose_h": ("thermal dose", "h"),
    "longest_h": ("whole recipe", "h"),
    "least_coils_per_day": ("coils a day", "1/d"),
    "water_after_waiting_ppm": ("mean water after waiting", "ppm"),
    "wettest_after_waiting_ppm": ("wettest place after waiting", "ppm"),
    "waiting_h": ("waiting", "h"),
}
FIGURES = {
    "time": "h",
    "energy_cost": "{currency}/coil",
    "co2": "kg CO2/coil",
    "severity": "dose h",
}
MOST_ROWS = 24  # of the front, in the table


def tables(result: Planned) -> list:
    """The tables of a result, in the order in which they are read."""
    if result.conflict is not None:
        return [conflict_table(result)]
    found = [compared_table(result)]
    if len(result.front) > 1:
        found.append(front_table(result))
    if result.lines:
        found.append(line_table(result))
    if result.task.waiting is not None:
        found.append(waiting_table(result))
    for plan in result.plans:
        found += [recipe_table(plan), limits_table(result, plan)]
        found.append(changes_table(result, plan))
    return found


def _figures(result, judged, names=tuple(FIGURES)):
    digits = {name: 2 if name == "time" else 3 for name in names}
    return [number(judged.figures[name], digits[name]) for name in names]


def _heads(result, names=tuple(FIGURES)):
    currency = result.task.tariff.currency
    return [FIGURES[name].format(currency=currency) for name in names]


def compared_table(result: Planned):
    """Each plan beside today's recipe: figures, energy, share within limits."""
    rows = []
    judged = [(plan.called, plan.judged) for plan in result.plans]
    if result.today is not None:
        judged.insert(0, ("today", result.today))
    carriers = [name for name in COLUMNS if any(bought(j)[name] for _, j in judged)]
    for called, own in judged:
        rows.append(
            (
                called,
                *_figures(result, own),
                *(number(bought(own)[name], 1) for name in carriers),
                f"{100 * own.share:.1f}",
            )
        )
    heads = ("recipe", *_heads(result), *carriers, "within %")
    table = rows_table(rows, heads, f"{result.task.name}: plans", heads[1:])
    table.caption = (
        "energy of one load; dose: thermal dose, h at "
        f"{celsius(result.task.window.dose_temperature):.0f} °C; within: share of "
        f"{result.task.search.plan_samples} samples that keep all limits"
    )
    table.caption_justify = "left"
    return table


def front_table(result: Planned):
    """The front as the search saw it, thinned where it is long."""
    front = result.front
    goals = result.task.goals
    stride = max(1, -(-len(front) // MOST_ROWS))
    shown = [front[i] for i in range(0, len(front), stride)]
    names = [d.name for d in result.task.decisions]
    if result.task.hold is not None:
        names.append(result.task.hold.name)
    rows = [
        (
            *(said(p.answer.values[name]) for name in names),
            *_figures(result, p.answer, goals),
            f"{100 * p.answer.share:.1f}",
        )
        for p in shown
    ]
    heads = (*names, *_heads(result, goals), "within %")
    title = f"front: {len(front)} recipes that no other beats, {len(shown)} shown"
    return rows_table(rows, heads, title, heads)


def recipe_table(plan: Plan):
    """The recipe as steps, as it goes into the oven's controller."""
    steps = steps_of(plan)
    rows = [
        (
            f"{row['step']} {row['name']}".strip(),
            f"{row['temperature_degC']:g}",
            NOTHING if row["ramp_h"] == 0 else f"{row['ramp_h']:.2f}",
            f"{row['pressure_mbar']:g}",
            row["gas"],
            f"{row['purge_Nm3_per_h']:g}",
            f"{row['hold_h']:.2f}",
            f"{row['end_h']:.2f}",
            number(row["mean_ppm"], 0),
        )
        for row in steps
    ]
    heads = (
        "step", "°C", "ramp h", "mbar", "gas", "purge Nm3/h", "hold h", "until h",
        "mean ppm",
    )  # fmt: skip
    title = f"{plan.called}: the recipe"
    return rows_table(rows, heads, title, (*heads[1:4], *heads[5:]))


def limits_table(result: Planned, plan: Plan):
    """Margin to each limit, and which one binds."""
    rows = []
    for row in margins(result, plan):
        words, unit = LIMITS[row["limit"]]
        rows.append(
            (
                f"{words} [{unit}]",
                f"{row['value']:.4g}",
                f"{row['worst']:.4g}",
                f"{row['margin']:.3g}",
                f"{row['kept_pct']:.1f}",
                "binds" if row["binds"] else "",
            )
        )
    confidence = 100.0 * result.task.window.confidence
    heads = ("limit", "is", f"P{confidence:g}", "margin", "kept %", "")
    return rows_table(rows, heads, f"{plan.called}: limits", heads[1:5])


def changes_table(result: Planned, plan: Plan):
    """What a small change of each decision costs."""
    task, base, rows = result.task, plan.coarse, []
    for change in plan.changes:
        judged = change.judged
        before = base.values[change.decision]
        what, unit = naming.decision(task.content, change.decision)
        row = [f"{what} [{unit}]" if unit else what]
        row.append(f"{said(before)} to {said(change.value)}")
        if judged.failed:
            row += [NOTHING] * (len(FIGURES) + 1) + [judged.failed]
        else:
            hold = NOTHING
            if task.hold is not None:
                hold = f"{judged.values[task.hold.name]:g}"
            row.append(hold)
            row += [f"{judged.figures[n] - base.figures[n]:+z.3f}" for n in FIGURES]
            row.append("" if judged.is_feasible else broken(judged))
        rows.append(tuple(row))
    hold = "hold" if task.hold is None else task.hold.name
    heads = ("decision", "changed", hold, *_heads(result), "")
    title = f"{plan.called}: what a small change does"
    table = rows_table(rows, heads, title, heads[2:-1])
    table.caption = "on the search's grid, the hold found anew"
    table.caption_justify = "left"
    return table


def broken(judged) -> str:
    """Which limits too few samples keep."""
    names = [n for n, kept in judged.kept.items() if kept < judged.needed - 1e-12]
    words = ", ".join(LIMITS[n][0] for n in names) or "all limits together"
    return f"{100 * judged.share:.0f} % within: {words}"


def conflict_table(result: Planned):
    """What each limit would have to be for a recipe to exist."""
    rows = []
    for one in result.conflict.relaxations:
        words, unit = LIMITS[one.limit]
        if one.values is None:
            cells = ("does not help alone", "")
        else:
            recipe = naming.decided(result.task.content, one.values)
            cells = (f"{one.value:.4g}", recipe)
        rows.append((f"{words} [{unit}]", f"{one.given:.4g}", *cells))
    heads = ("limit", "is", "would have to be", "and the recipe")
    title = f"{result.task.name}: no recipe keeps all limits"
    return rows_table(rows, heads, title, heads[1:3])


def findings(result: Planned) -> list[str]:
    """What binds, what was left at its bound, what cannot hold together."""
    lines = []
    if result.conflict is not None:
        lines += _conflict_words(result)
    for plan in result.plans:
        nearest = LIMITS[plan.binding][0]
        which = f"{nearest} binds" if binds(plan) else "no limit binds"
        ends = _at_bounds(result.task, plan)
        ends = f"; at the end of what they may be: {ends}" if ends else ""
        lines.append(f"{plan.called}: {which}{ends}")
    lines += waiting_words(result)
    lines += line_words(result)
    work = result.work
    if work["refuted"]:
        lines.append(
            f"{work['refuted']} of the search's choices kept the limits in too few "
            "samples of the full model; the next best took their place"
        )
    return lines


def words(result: Planned) -> list[str]:
    """The findings, and the work behind them."""
    work = result.work
    return [
        *findings(result),
        f"{work['evaluations']} recipes judged under {result.task.search.samples} "
        f"samples in {work['search_s']:.0f} s ({work['search_cpu_s']:.0f} s of "
        f"processor); with the full model {work['all_s']:.0f} s",
    ]


def _at_bounds(task, plan):
    every = [*task.decisions, *([task.hold] if task.hold else [])]
    ends = []
    for d in every:
        value = plan.judged.values[d.name]
        if not d.names and value in (d.value(0), d.value(d.levels - 1)):
            ends.append(naming.decided(task.content, {d.name: value}))
    return ", ".join(ends)


def _conflict_words(result):
    found = result.conflict
    lines = [conflict_sentence([LIMITS[name][0] for name in found.limits])]
    near = found.nearest
    if near is not None:
        name, unit = LIMITS[near.limit]
        way = "at most" if near.limit not in (LEAST, COILS) else "at least"
        recipe = naming.decided(result.task.content, near.values)
        lines.append(
            f"nearest plan: {recipe}, with {name} of {way} {near.value:.4g} {unit} "
            f"instead of {near.given:.4g} {unit}"
        )
    elif found.least_broken.failed:
        lines.append(f"no recipe has an answer: {found.least_broken.failed}")
    else:
        own = found.least_broken
        recipe = naming.decided(result.task.content, own.values)
        window, coils = result.task.window, result.task.base.coils
        gives = [
            f"{LIMITS[n][0]} {window.value(n, x, coils):.4g} {LIMITS[n][1]}"
            for n, x in own.excess.items()
            if x > 0.0
        ]
        lines.append(f"least broken: {recipe}; it needs {' and '.join(gives)}")
    return lines
