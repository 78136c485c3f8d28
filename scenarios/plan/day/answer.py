"""The answer of a day: tables for people, one object for programs."""

from models.units import HOUR, KWH
from scenarios.plan.day.explain import Explained
from scenarios.plan.day.explain import words as explained_words
from scenarios.plan.day.schedule import DaySolved, Schedule
from scenarios.tables import NOTHING, number, rows_table
from twin.energy import COLUMNS, in_columns


def load_rows(schedule: Schedule) -> list[dict]:
    """One row a load: oven, recipe, coils, from when to when."""
    task = schedule.task
    return [
        {
            "load": k + 1,
            "oven": one.oven,
            "recipe": one.recipe.name,
            "electrode": one.recipe.electrode,
            "coils": len(one.coils),
            "start_h": one.start / HOUR,
            "end_h": one.end / HOUR,
            "start": task.when(one.start),
            "end": task.when(one.end),
        }
        for k, one in enumerate(schedule.loads)
    ]


def coil_rows(schedule: Schedule) -> list[dict]:
    """One row a coil: its oven, its load, from when to when, the time to spare."""
    task, rows = schedule.task, []
    for k, one in enumerate(schedule.loads):
        for name, g in one.coils:
            coils = task.coils[g]
            rows.append(
                {
                    "coil": name,
                    "oven": one.oven,
                    "load": k + 1,
                    "arrives_h": coils.arrival / HOUR,
                    "start_h": one.start / HOUR,
                    "end_h": one.end / HOUR,
                    "due_h": coils.due / HOUR,
                    "to_spare_h": (coils.due - one.end) / HOUR,
                }
            )
    return sorted(rows, key=lambda row: (row["arrives_h"], row["load"], row["coil"]))


def figures(schedule: Schedule) -> dict[str, float]:
    """What a schedule costs and takes."""
    task, energy = schedule.task, schedule.energy
    return {
        "ovens": schedule.ovens,
        "loads": len(schedule.loads),
        **{f"cost_{name}": value for name, value in schedule.costs.items()},
        "cost": schedule.cost,
        "co2_kg": task.co2.of(energy),
        **dict(zip(COLUMNS, in_columns(energy), strict=True)),
        "mean_lead_h": schedule.mean_lead,
        "late_coil_h": schedule.lateness,
        "latest_h": schedule.latest,
        "left_out": schedule.left_out,
        "gap": schedule.gap,
    }


def json_object(result: DaySolved, why: Explained | None = None) -> dict:
    """All of the answer as one object."""
    task = result.task
    named = {
        "kind": "oven_day",
        "name": task.name,
        "feasible": result.best is not None,
        "words": words(result) if why is None else explained_words(task, why),
        "starts": task.when(0.0).partition(" ")[2],
        "horizon_h": task.horizon / HOUR,
        "electricity_per_kWh": [price * KWH for price in task.prices],
        "currency": task.tariff.currency,
        "recipes": {
            one.name: {
                "electrode": one.electrode,
                "most_coils": one.most,
                "hours": one.duration / HOUR,
                **dict(zip(COLUMNS, in_columns(one.energy), strict=True)),
                "from": one.said,
            }
            for one in task.recipes
        },
        "oven": {
            "per_day": task.ovens.daily,
            "standing": task.ovens.source.standing,
            "source": task.ovens.source.source,
        },
        "by_ovens": {
            str(n): None if one is None else figures(one)
            for n, one in result.by_ovens.items()
        },
        "today": None if result.today is None else _whole(result.today),
        "best": None if result.best is None else _whole(result.best),
    }
    if why is not None:
        named["conflict"] = {
            "never_in_time": {
                task.coils[one.group].name: one.soonest / HOUR for one in why.hopeless
            },
            "ovens_needed": why.ovens,
            "due_later_h": None if why.later is None else why.later / HOUR,
            "left_out": why.left_out,
            "nearest": None if why.nearest is None else _whole(why.nearest),
        }
    return named


def _whole(schedule):
    return {
        "figures": figures(schedule),
        "loads": _columns(load_rows(schedule)),
        "coils": _columns(coil_rows(schedule)),
    }


def _columns(rows):
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}


# ---------------------------------------------------------------- for people


def tables(result: DaySolved, why: Explained | None = None) -> list:
    """The tables of a result, in the order in which they are read."""
    found = [_recipes(result)]
    shown = result.best
    if shown is None and why is not None:
        shown = why.nearest
    if shown is None:
        return found
    compared = [one for one in (_compared(result, shown),) if one is not None]
    title = "loads" if result.best is not None else "nearest schedule: loads"
    return [*compared, *found, _loads(shown, title), _coils(shown)]


def _recipes(result):
    rows = [
        (
            one.name,
            one.electrode,
            f"{one.least}-{one.most}" if one.least != one.most else one.most,
            number(one.duration / HOUR, 2),
            *(number(value, 1) for value in in_columns(one.energy)[:1]),
            one.said,
        )
        for one in result.task.recipes
    ]
    heads = ("recipe", "electrode", "coils", "h", COLUMNS[0], "from")
    return rows_table(rows, heads, "recipes, by load", heads[2:5])


def _compared(result, shown):
    """Numbers of ovens beside each other, and today's practice."""
    task = result.task
    named: list[tuple[str, Schedule | None]] = []
    if result.today is not None:
        named.append(("today", result.today))
    for n, one in result.by_ovens.items():
        best = " *" if one is not None and one is result.best else ""
        named.append((f"{n} oven{'' if n == 1 else 's'}{best}", one))
    heads = (
        "", "loads", "energy", "ovens", "late", "coils' hours", "in all", "kg CO2",
        "lead h", "late coil h", "gap %",
    )  # fmt: skip
    rows = []
    for called, one in named:
        if one is None:
            rows.append((called, "not in time", *[NOTHING] * 9))
            continue
        own = figures(one)
        rows.append(
            (
                called,
                own["loads"],
                *(number(own[f"cost_{n}"], 2) for n in one.costs),
                number(own["cost"], 2),
                number(own["co2_kg"], 1),
                number(own["mean_lead_h"], 1),
                number(own["late_coil_h"], 1),
                NOTHING if one.gap is None else number(100.0 * one.gap, 2),
            )
        )
    title = f"{task.name}: cost of the day in {task.tariff.currency}"
    table = rows_table(rows, heads, title, heads[1:])
    source = task.ovens.source
    table.caption = (
        f"* the cheapest; an oven costs {task.ovens.daily:.0f} {task.tariff.currency} "
        f"a day ({source.standing}: {source.source})"
    )
    table.caption_justify = "left"
    return table


def _loads(schedule, title):
    rows = [
        (
            row["load"], row["oven"], row["start"], row["end"], row["recipe"],
            row["coils"],
        )
        for row in load_rows(schedule)
    ]  # fmt: skip
    heads = ("load", "oven", "start", "end", "recipe", "coils")
    return rows_table(rows, heads, title, ("load", "oven", "coils"))


def _coils(schedule):
    """Coils that share arrival, load and due time stand in one row."""
    task, groups = schedule.task, {}
    for row in coil_rows(schedule):
        groups.setdefault((row["coil"].rpartition("/")[0], row["load"]), []).append(row)
    rows = []
    for (group, load), own in groups.items():
        first, last = own[0], own[-1]
        names = [row["coil"].rpartition("/")[2] for row in own]
        called = names[0] if len(names) == 1 else f"{names[0]}-{names[-1]}"
        spare = first["to_spare_h"]
        rows.append(
            (
                f"{group}/{called}",
                first["oven"],
                load,
                task.when(first["arrives_h"] * HOUR),
                task.when(first["start_h"] * HOUR),
                task.when(last["end_h"] * HOUR),
                task.when(first["due_h"] * HOUR),
                f"{spare:+z.1f}",
            )
        )
    heads = ("coils", "oven", "load", "there", "start", "end", "due", "to spare h")
    return rows_table(rows, heads, "which coil into which oven when", heads[1:3])


def words(result: DaySolved) -> list[str]:
    """What the number of ovens and today's practice come to."""
    if result.best is None:
        return []
    task, best = result.task, result.best
    currency = task.tariff.currency
    late = f", {best.lateness:.1f} coil hours late" if best.lateness > 0.0 else ""
    lines = [
        f"the cheapest: {best.ovens} oven{'' if best.ovens == 1 else 's'}, "
        f"{len(best.loads)} loads, {best.cost:.2f} {currency} a day{late}"
    ]
    for n in (best.ovens - 1, best.ovens + 1):
        other = result.by_ovens.get(n)
        more = "one oven more" if n > best.ovens else "one oven less"
        if n in result.by_ovens and other is None:
            lines.append(f"{more}: coils would be late")
        elif other is not None:
            lines.append(f"{more}: {other.cost - best.cost:+z.2f} {currency} a day")
    if result.today is not None:
        today = result.today
        lines.append(
            f"today's practice: {today.cost - best.cost:+z.2f} {currency} a day, a "
            f"coil is dry {today.mean_lead:.1f} h after it came on average, here "
            f"{best.mean_lead:.1f} h; late by {today.lateness:.1f} coil hours in all"
        )
    return lines
