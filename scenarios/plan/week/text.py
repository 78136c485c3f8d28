"""What `twin plan` prints of a week: the schedule, its margins, what a change does."""

from scenarios.plan.conflict_text import conflict_sentence
from scenarios.plan.week.answer import (
    CLOSE,
    energy_of,
    hours_of,
    standings_of,
    table_of_hours,
    week_rows,
)
from scenarios.plan.week.conflict import Relaxation
from scenarios.plan.week.judge import EQUIPMENT, Schedule, relative_margin
from scenarios.plan.week.plan import WeekPlan, WeekPlanned
from scenarios.plan.week.schema import CO2, COST, ENERGY, GOALS, WATER
from scenarios.room.text import NAMES
from scenarios.room.week_clock import moment_words
from scenarios.schema.fields import DAYS
from scenarios.tables import NOTHING, number, rows_table

FIGURES = {
    COST: "{currency}/week",
    ENERGY: "kWh/week",
    CO2: "kg CO2/week",
    WATER: "water %",
}
MOST_ROWS = 24  # of the front, in the table


def tables(result: WeekPlanned) -> list:
    """The tables of a result, in the order in which they are read."""
    found = [compared_table(result)]
    if result.conflict is not None:
        return [*found, conflict_table(result)]
    if len(result.front) > 1:
        found.append(front_table(result))
    for plan in result.plans:
        found += [
            week_table(result, plan),
            hours_table(result, plan),
            limits_table(plan),
            changes_table(result, plan),
        ]
    if len(result.task.weeks) > 1:
        found.append(weeks_table(result))
    if result.lines:
        found.append(line_table(result))
    return found


def _heads(result, names=GOALS):
    currency = result.task.tariff.currency
    return [FIGURES[name].format(currency=currency) for name in names]


def _figures(figures, names=GOALS):
    return [number(figures[name], 1 if name == WATER else 0) for name in names]


def _everyone(result) -> list[tuple[str, Schedule]]:
    return [*result.compared.items(), *((p.called, p.schedule) for p in result.plans)]


def compared_table(result: WeekPlanned):
    """Each plan beside today's practice and the room as its file has it."""
    rows = []
    for called, own in _everyone(result):
        said = "keeps all" if own.is_feasible else _broken(own)
        energy = [number(value) for value in energy_of(own).values()]
        rows.append((called, *_figures(own.figures), *energy, said))
    heads = (
        "schedule",
        *_heads(result),
        *(f"{n} kWh" for n in NAMES.values()),
        "limits",
    )
    table = rows_table(rows, heads, f"{result.task.name}: a mean week", heads[1:-1])
    weeks = ", ".join(str(week + 1) for week in result.task.weeks)
    table.caption = (
        f"mean of weeks {weeks} of the year; water: largest share of its limit; "
        "energy of the room's air alone"
    )
    table.caption_justify = "left"
    return table


def _broken(own: Schedule) -> str:
    return "; ".join(f"{s.name}: {_amount(s, s.value)}" for s in own.broken)


def _amount(standing, value):
    digits = {"degC": 1, "ppm": 0, "h": 2}[standing.unit]
    return f"{value:.{digits}f} {standing.unit}"


def front_table(result: WeekPlanned):
    """Schedules that no other beats, thinned where there are many."""
    front, goals = result.front, result.task.goals
    stride = max(1, -(-len(front) // MOST_ROWS))
    shown = front[::stride]
    names = [band.name for band in result.task.bands]
    rows = [
        (*(f"{own.values[n]:g}" for n in names), *_figures(own.figures, goals))
        for own in shown
    ]
    heads = (*(f"{name} °C" for name in names), *_heads(result, goals))
    title = f"front: {len(front)} schedules that no other beats, {len(shown)} shown"
    return rows_table(rows, heads, title, heads)


def week_table(result: WeekPlanned, plan: WeekPlan):
    """Weekday by hour, alike hours together: set point in degC, below it the price."""
    every = table_of_hours(result.task, plan.schedule)
    rows, first = [], 0
    for hour in range(1, 25):
        same = hour < 24 and all(
            every[hour][name] == every[first][name]
            for name in every[0]
            if name != "hour"
        )
        if same:
            continue
        own = every[first]
        cells = [f"{own[str(d)]:g} / {own[f'price_{d}']:.3f}" for d in range(7)]
        rows.append((f"{first:02d} to {hour:02d} h", *cells))
        first = hour
    heads = ("", *DAYS)
    currency = result.task.tariff.currency
    title = f"{plan.called}: set point [degC] / electricity [{currency}/kWh]"
    return rows_table(rows, heads, title, heads[1:])


def hours_table(result: WeekPlanned, plan: WeekPlan):
    """The steps of the set point with their recoveries."""
    rows, before = [], None
    every = hours_of(result.task, plan.schedule)
    for row in every:
        if row["frost_point_degC"] != before or row["recovery_min"] is not None:
            said = NOTHING
            if row["recovery_min"] is not None:
                early = f"{row['full_flow_min_before']:.0f} min before"
                said = f"{row['full_flow_from']}, {early}"
            rows.append(
                (row["from"], row["band"], f"{row['frost_point_degC']:g}", said)
            )
        before = row["frost_point_degC"]
    heads = ("from", "band", "set point °C", "full flow from")
    return rows_table(rows, heads, f"{plan.called}: steps", heads[2:3])


def limits_table(plan: WeekPlan):
    """Margin to each limit, and which one binds."""
    rows = []
    for row in standings_of(plan.schedule):
        digits = {"degC": 1, "ppm": 1, "h": 2}[row["unit"]]
        said = ""
        if row["is_nearest"]:
            said = "binds" if binds(plan) else "nearest"
        rows.append(
            (
                f"{row['limit']} [{row['unit']}]",
                f"{row['allowed']:.{digits}f}",
                f"{row['value']:.{digits}f}",
                f"{row['margin']:.{digits}f}",
                row["at"] or "",
                said,
            )
        )
    heads = ("limit", "at most", "is", "margin", "worst from", "")
    return rows_table(rows, heads, f"{plan.called}: limits", heads[1:4])


def binds(plan: WeekPlan) -> bool:
    """Whether the nearest limit keeps a cheaper neighbour away, or is very near."""
    nearest = plan.schedule.binding
    if nearest is None:
        return False
    kept_away = any(
        nearest.name in [s.name for s in one.schedule.broken] for one in plan.changes
    )
    return kept_away or relative_margin(nearest) < CLOSE


def changes_table(result: WeekPlanned, plan: WeekPlan):
    """What a step of each band's set point costs, and what it breaks."""
    base, rows = plan.schedule, []
    for one in plan.changes:
        own = one.schedule.figures
        cells = [f"{own[n] - base.figures[n]:+z.1f}" for n in GOALS]
        before = base.values[one.band]
        rows.append(
            (one.band, f"{before:g} to {one.value:g}", *cells, _broken(one.schedule))
        )
    heads = ("band", "°C", *_heads(result), "breaks")
    return rows_table(rows, heads, f"{plan.called}: a step more or less", heads[2:-1])


def weeks_table(result: WeekPlanned):
    """Each week of the year that counts by itself."""
    rows = []
    for called, own in _everyone(result):
        for row in week_rows(result.task, own):
            energy = [number(row[f"{n}_kWh"]) for n in NAMES]
            money = [number(row["energy_cost"]), number(row["co2_kg"])]
            rows.append((called, str(row["week"]), *energy, *money))
    currency = result.task.tariff.currency
    carriers = [f"{name} kWh" for name in NAMES.values()]
    heads = ("schedule", "week", *carriers, currency, "kg CO2")
    return rows_table(rows, heads, "week by week of the year", heads[1:])


def line_table(result: WeekPlanned):
    """Today's practice and the plans in the line of the scenario."""
    rows = []
    for called, own in result.lines.items():
        limits = [
            f"{row['electrode']} {row['station']}: P95 {row['water_out_ppm_p95']:.0f}"
            f" of {row['limit_ppm']:.0f} ppm, {row['over_limit']:.0f} over"
            for row in own.limits
        ]
        cells = own.cells
        if cells.get("cells"):
            limits.append(
                f"cells: {cells['water_mg_mean']:.1f} mg, {cells['over_limit']} of "
                f"{cells['cells']} over"
            )
        room = own.room
        energy = sum(room[f"{name}_kWh"] for name in NAMES)
        rows.append(
            (
                called,
                number(room["energy_cost"]),
                number(energy),
                number(room["co2_kg"]),
                f"{room['frost_point_median_degC']:.1f} / "
                f"{room['frost_point_highest_degC']:.1f}",
                "\n".join(limits),
            )
        )
    first = next(iter(result.lines.values()))
    currency = result.task.tariff.currency
    heads = ("schedule", currency, "kWh", "kg CO2", "°C median / dampest", "water")
    title = f"in the line '{first.scenario}', {first.days:g} days"
    return rows_table(rows, heads, title, heads[1:5])


def conflict_table(result: WeekPlanned):
    """What each limit would have to be for a schedule to exist."""
    rows = []
    for one in result.conflict.relaxations:
        given = _amount(one.standing, one.standing.limit)
        if one.schedule is None:
            rows.append((one.standing.name, given, "does not help alone", ""))
            continue
        rows.append(
            (one.standing.name, given, _amount(one.standing, one.value),
             _set_points(one.schedule))
        )  # fmt: skip
    heads = ("limit", "is", "would have to be", "and the set points")
    title = f"{result.task.name}: no schedule keeps all limits"
    return rows_table(rows, heads, title, heads[1:3])


def _set_points(schedule):
    each = (f"{name} {value:g} °C" for name, value in schedule.values.items())
    return ", ".join(each)


def findings(result: WeekPlanned) -> list[str]:
    """What binds, what stands at its bound, what cannot hold together."""
    lines = []
    if result.conflict is not None:
        lines += _conflict_words(result)
    for plan in result.plans:
        lines.append(_plan_words(result, plan))
    for called, own in result.compared.items():
        for one in own.broken:
            at = "" if one.at is None else f", worst from {moment_words(one.at)}"
            lines.append(
                f"{called}: {one.name} is {_amount(one, one.value)}, at most "
                f"{_amount(one, one.limit)}{at}"
            )
    return lines


def words(result: WeekPlanned) -> list[str]:
    """The findings, and the work behind them."""
    work = result.work
    shown = "none of the others is cheaper"
    if work["gap"] > 0.0:
        shown = f"none of the others is cheaper by more than {100 * work['gap']:.1f} %"
    if result.conflict is not None:
        shown = "none keeps all limits"
    return [
        *findings(result),
        f"{work['schedules']} schedules, {shown}: {work['looked']} looked at, "
        f"{work['run']} in all run through their week, in {work['search_s']:.0f} s; "
        f"with the line {work['all_s']:.0f} s",
    ]


def _plan_words(result, plan):
    nearest = plan.schedule.binding
    said = "no limit binds"
    if nearest is not None and binds(plan):
        said = f"{nearest.name} binds"
    ends = [
        f"{band.name} {plan.schedule.values[band.name]:g} °C"
        for band in result.task.bands
        if plan.schedule.values[band.name]
        in (band.value(0), band.value(band.levels - 1))
    ]
    at = f"; at the end of what they may be: {', '.join(ends)}" if ends else ""
    first = next(iter(result.compared))
    before, after = result.compared[first].figures, plan.schedule.figures
    parts = [
        f"{100.0 * (after[n] / before[n] - 1.0):+z.1f} % {word}"
        for n, word in ((COST, "money"), (ENERGY, "energy"), (CO2, "CO2"))
        if before[n]
    ]
    return f"{plan.called}: {said}{at}; against {first}: {', '.join(parts)}"


def _conflict_words(result):
    found = result.conflict
    lines = [conflict_sentence(found.limits)]
    near: Relaxation | None = found.nearest
    if near is not None:
        lines.append(
            f"nearest plan: {_set_points(near.schedule)}, with {near.standing.name} of "
            f"at most {_amount(near.standing, near.value)} instead of "
            f"{_amount(near.standing, near.standing.limit)}"
        )
    else:
        own = found.least_broken
        lines.append(f"least broken: {_set_points(own)}; it has {_broken(own)}")
    if set(found.limits) & set(EQUIPMENT):
        lines.append(
            "the equipment is part of it: more supply air, drier supply air, a second "
            "wheel, or fewer people would help, too"
        )
    return lines
