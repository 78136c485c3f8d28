"""What `twin plan` prints of a line: settings, limits, steps around them, the front."""

from collections.abc import Mapping

from scenarios.faults import printable
from scenarios.plan import naming
from scenarios.plan.conflict_text import conflict_sentence
from scenarios.plan.settings.answer import (
    broken_words,
    change_rows,
    compared,
    limit_rows,
    limits_at,
    standing_rows,
    still_better,
)
from scenarios.plan.settings.conflict import Relaxation
from scenarios.plan.settings.judge import Judged
from scenarios.plan.settings.limits import Limit
from scenarios.plan.settings.plan import LinePlan, SettingsPlanned
from scenarios.study.text import digits, short_names
from scenarios.tables import NOTHING, rows_table

TODAY = "today"
LONGEST = 110  # letters of a reason in a table; the whole is in --json
MOST_FAILURES = 3


def tables(result: SettingsPlanned) -> list:
    """All tables of the answer."""
    if result.conflict is not None:
        found = [settings_table(result), compared_table(result)]
        if result.conflict.least_broken is not None:
            found.append(conflict_table(result))
        return found
    found = [settings_table(result), compared_table(result)]
    for plan in result.plans:
        if plan.told.standings:
            found.append(limits_table(result, plan))
        found.append(changes_table(result, plan))
    if len(result.front) > 1:
        found.append(front_table(result))
    return found


def _everyone(result) -> list[tuple[str, Judged]]:
    today = result.today if result.fresh_today is None else result.fresh_today
    everyone = [(TODAY, today), *((plan.called, plan.told) for plan in result.plans)]
    if result.conflict is not None:
        if result.conflict.nearest is not None:
            everyone.append(("nearest", result.conflict.nearest.judged))
        elif result.conflict.least_broken is not None:
            everyone.append(("least broken", result.conflict.least_broken))
    return everyone


def _value(value) -> str:
    return printable(value) if isinstance(value, str) else f"{value:g}"


def settings_table(result: SettingsPlanned):
    """What is set today, and what each plan sets."""
    everyone = _everyone(result)
    rows = [
        (
            naming.head(one.name),
            *(_value(own.candidate.told[one.name]) for _, own in everyone),
        )
        for one in result.task.settings
    ]
    heads = ("setting", *(called for called, _ in everyone))
    return rows_table(rows, heads, f"{result.task.name}: settings", heads[1:])


def compared_table(result: SettingsPlanned):
    """Energy, money, CO2, lead time and cells of each plan beside today's."""
    everyone, rows = _everyone(result), []
    currency = result.task.currency
    # what has no answer is not held against: its figures are those of some runs
    now = {} if everyone[0][1].failed else everyone[0][1].figures
    for name in compared(result.task):
        cells = [digits(now.get(name))]
        for _, own in everyone[1:]:
            value = own.figures.get(name)
            said = digits(value)
            if value is not None and now.get(name):
                change = 100.0 * (value - now[name]) / abs(now[name])
                said += f" ({change:+z.1f} %)"
            cells.append(said)
        rows.append((naming.head(name, currency), *cells))
    shares = [f"{100.0 * own.share:.0f} %" for _, own in everyone]
    if result.task.limits:
        rows.append(("runs within all limits", *shares))
    heads = ("figure", *(called for called, _ in everyone))
    table = rows_table(rows, heads, "beside today", heads[1:])
    runs = everyone[0][1].runs
    fresh = "fresh runs" if result.fresh_today is not None else "runs"
    if runs == 1:
        fresh = fresh.removesuffix("s")
    table.caption = f"means of {runs} {fresh}"
    table.caption_justify = "left"
    return table


def limits_table(result: SettingsPlanned, plan: LinePlan):
    """Margin to each limit, and which one binds."""
    rows = [
        (
            naming.head(row["figure"], result.task.currency),
            row["limit"],
            digits(row["worst"]),
            digits(row["margin"]),
            f"{row['kept_pct']:.0f}",
            "binds" if row["binds"] else "",
        )
        for row in limit_rows(result, plan)
    ]
    confidence = result.task.keys.confidence_pct
    heads = ("limit", "is", f"P{confidence:g}", "margin", "kept %", "")
    return rows_table(rows, heads, f"{plan.called}: limits", heads[2:5])


def changes_table(result: SettingsPlanned, plan: LinePlan):
    """What a step of each setting does to goals and limits."""
    goals = [name for name, _ in result.task.goals]
    names = compared(result.task)[: len(goals) + 2]
    rows = []
    for row in change_rows(result, plan):
        cells = [_signed(row.get(name)) for name in names]
        step = f"{_value(row['from'])} to {_value(row['to'])}"
        said = naming.head(row["setting"])
        rows.append((said, step, *cells, _cut(row["breaks"])))
    told = (naming.head(name, result.task.currency) for name in names)
    heads = ("setting", "changed", *told, "breaks")
    title = f"{plan.called}: a step more or less"
    table = rows_table(rows, heads, title, heads[2:-1])
    if plan.fresh is not None:
        table.caption = "under the draws of the search, as the plan was then"
        table.caption_justify = "left"
    return table


def _signed(value):
    return NOTHING if value is None else f"{value:+.4g}"


def _cut(text):
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def front_table(result: SettingsPlanned):
    """Candidates that no other beats."""
    goals = [name for name, _ in result.task.goals]
    short = short_names(one.name for one in result.task.settings)
    rows = [
        (
            *(_value(point.answer.candidate.told[name]) for name in short),
            *(digits(point.answer.figures[n]) for n in goals if n not in short),
            f"{100.0 * point.answer.share:.0f}",
        )
        for point in result.front
    ]
    others = [name for name in goals if name not in short]
    shown = (naming.head(name, result.task.currency) for name in (*short, *others))
    heads = (*shown, "within %")
    count = result.work["front"]
    said = f", {len(rows)} shown" if len(rows) < count else ""
    title = f"front: {count} candidates that no other beats{said}"
    table = rows_table(rows, heads, title, heads)
    if result.task.fresh:
        table.caption = "under the draws of the search; only plans met fresh ones"
        table.caption_justify = "left"
    return table


def conflict_table(result: SettingsPlanned):
    """What each limit would have to be for one of the candidates to do."""
    rows = []
    for one in result.conflict.relaxations:
        cells = ("does not help alone", "")
        if one.judged is not None:
            cells = (digits(one.value), _settings(one.judged))
        figure = naming.head(one.limit.figure, result.task.currency)
        rows.append((figure, one.limit.words, *cells))
    heads = ("limit", "is", "would have to be", "and the settings")
    title = f"{result.task.name}: no candidate keeps all limits"
    return rows_table(rows, heads, title, heads[2:3])


def _settings(own: Judged) -> str:
    return settings_words(own.candidate.told)


def settings_words(told: Mapping) -> str:
    """Settings by their keys, in a line.

    >>> settings_words({"stations.buffer.duration_h": 6, "stations.oven.machines": 2})
    'buffer duration 6 h, oven machines 2'
    """
    return ", ".join(naming.value_words(name, value) for name, value in told.items())


def findings(result: SettingsPlanned) -> list[str]:
    """What binds, what stands at its bound, what cannot hold together."""
    lines = _conflict_words(result) if result.conflict is not None else []
    for plan in result.plans:
        binds = [_limit(result.task, one) for one in limits_at(result, plan)]
        said = f"{' and '.join(binds)} binds" if len(binds) == 1 else "no limit binds"
        if len(binds) > 1:
            said = f"{', '.join(binds[:-1])} and {binds[-1]} bind"
        ends = _at_bounds(result.task, plan)
        ends = f"; at the end of what it may be: {ends}" if ends else ""
        lines.append(f"{plan.called}: {said}{ends}")
        better = still_better(result, plan)
        if better:
            lines.append(
                f"{plan.called}: {' or '.join(better)} would be better still; the "
                "search ended with its evaluations, give it more"
            )
        lines.append(f"{plan.called}: {_confidence(result, plan.told)}")
    today = _everyone(result)[0][1]
    if today.failed:
        lines.append(f"{TODAY}: no answer: {_whole(today.failed)}")
    elif not today.is_feasible:
        broken = broken_words(today, result.task.currency)
        lines.append(f"{TODAY}: breaks {_whole(broken)}")
    work = result.work
    if work["refuted"]:
        lines.append(
            f"{work['refuted']} of the search's choices kept the limits in too few "
            "fresh runs"
        )
    return lines + _failures(result)


def words(result: SettingsPlanned) -> list[str]:
    """The findings, and the work behind them."""
    work = result.work
    proof = f"of {result.task.combinations} combinations"
    if result.is_proved:
        proof = "all combinations there are, so that none is better"
    return [
        *findings(result),
        f"{work['candidates']} candidates judged, {proof}; {work['runs']} runs of the "
        f"line in {work['all_s']:.0f} s",
    ]


def _confidence(result, own: Judged) -> str:
    """How sure the share is, for so few runs as there are."""
    kind = "fresh runs" if result.task.fresh else "runs it was chosen under"
    return (
        f"{round(own.share * own.runs)} of {own.runs} {kind} keep all limits: at least "
        f"{100.0 * own.at_least:.0f} % would, with 97.5 % certainty"
    )


def _limit(task, one: Limit) -> str:
    return naming.limit_words(one.figure, one.words, task.currency)


def _whole(text):
    """A sentence on one line, without control characters, as long as it is."""
    return "".join(c if c.isprintable() else " " for c in text)


def _at_bounds(task, plan: LinePlan) -> str:
    ends = []
    for one, level in zip(task.settings, plan.judged.candidate.levels, strict=True):
        if one.ordered and level in (0, one.levels - 1):
            ends.append(naming.value_words(one.name, one.words[level]))
    return ", ".join(ends)


def _failures(result) -> list[str]:
    """Candidates without an answer: how many, and the first reasons."""
    failed = [p.answer for p in result.table.points.values() if p.answer.failed]
    lines = []
    if failed:
        lines.append(f"{len(failed)} candidates have no answer:")
        for own in failed[:MOST_FAILURES]:
            lines.append(f"  {_settings(own)}: {_cut(own.failed)}")
        if len(failed) > MOST_FAILURES:
            lines.append("  and more, in candidates.csv")
    return lines


def _reach(result) -> list[str]:
    """On how many candidates a conflict rests, where not on all there are."""
    few, count = len(result.trial.settled), result.task.combinations
    good = len(result.table.feasible())
    if few and result.task.fresh:
        return [
            f"{good} candidates kept all limits in the search's runs; of these {few} "
            "met fresh runs, none of them stood; what is said rests on these"
        ]
    if not result.is_proved:
        return [
            f"what is said rests on {len(result.table)} of {count} combinations; "
            "another one may do, or need less"
        ]
    return []


def _conflict_words(result) -> list[str]:
    found, currency = result.conflict, result.task.currency
    if found.least_broken is None:
        return ["no candidate has an answer"]
    lines = [conflict_sentence([_limit(result.task, one) for one in found.limits])]
    lines += _reach(result)
    near: Relaxation | None = found.nearest
    if near is not None:
        way = near.limit.words.rpartition(" ")[0]
        figure = near.limit.figure
        lines.append(
            f"nearest candidate: {_settings(near.judged)}, with "
            f"{naming.limit_words(figure, f'{way} {digits(near.value)}', currency)} "
            f"instead of {near.limit.bound:g}"
        )
    else:
        own = found.least_broken
        gives = [
            f"{naming.limit_words(row['figure'], row['limit'], currency)}: "
            f"{naming.amount(row['worst'], row['figure'], currency)}"
            for row in standing_rows(own)
            if row["margin"] is None or row["margin"] < 0.0
        ]
        lines.append(f"least broken: {_settings(own)}; {' and '.join(gives)}")
    return lines
