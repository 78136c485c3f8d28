"""What the command line prints of a run: one table, what came of coils and cells."""

import math

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from twin import kpis
from twin.scenario import MEAN

NOTHING = "-"


def number(value, digits: int = 0) -> str:
    """A number for people; "-" where there is none.

    >>> number(1234.56), number(0.1234, 2), number(float("nan"))
    ('1235', '0.12', '-')
    """
    if value is None or not math.isfinite(value):
        return NOTHING
    return f"{value:.{digits}f}"


def limit(row: dict) -> str:
    """A station's limit, and what it is of where that is not the mean of the electrode.

    >>> limit({"limit_ppm": 110.0, "limit_of": "edge"})
    '110, edge'
    """
    said = number(row["limit_ppm"])
    return said if row["limit_of"] in ("", MEAN) else f"{said}, {row['limit_of']}"


def rows_table(
    rows: list[tuple],
    heads: tuple[str, ...],
    title: str = "",
    numbers: tuple[str, ...] = (),
) -> Table:
    """A plain table of texts; the columns called `numbers` are flush right.

    What stands in brackets is text, too: names come from files.
    """
    table = Table(title=escape(title), box=box.SIMPLE_HEAD, title_justify="left")
    for head in heads:
        side = "right" if head in numbers else "left"
        table.add_column(escape(head), justify=side, overflow="fold")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    return table


def run_table(result) -> Table:
    """For each electrode and station: water in and out in ppm, and the queue."""
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"{result.scenario.name}: water in mg per kg of dry electrode",
        title_justify="left",
        caption="median / 95 % / worst coil; coils that entered after the warm-up",
        caption_justify="left",
    )
    table.add_column("station", no_wrap=True)
    for head in ("coils", "in", "P95", "worst", "out", "P95", "worst"):
        table.add_column(head, justify="right", no_wrap=True)
    for head in ("queue h", "P95", "limit", "over"):
        table.add_column(head, justify="right", no_wrap=True)
    before = None
    for row in kpis.station_table(result).to_dict("records"):
        if row["electrode"] != before:
            if before is not None:
                table.add_section()
            before = row["electrode"]
            table.add_row(Text(before, style="bold"))
        over = row["over_limit"]
        judged = math.isfinite(row["limit_ppm"])
        table.add_row(
            Text(f"  {row['station']}"),
            str(row["visits"]),
            *(number(row[f"water_in_ppm_{k}"]) for k in ("median", "p95", "worst")),
            *(number(row[f"water_out_ppm_{k}"]) for k in ("median", "p95", "worst")),
            number(row["queue_h_median"], 1),
            number(row["queue_h_p95"], 1),
            limit(row),
            Text(str(over), style="bold red" if over else "") if judged else NOTHING,
        )
    return table


def closing_lines(result) -> list[str]:
    """Coils and cells within and over their limits, and how busy the plant was."""
    lines = []
    for electrode, counts in kpis.limits(result).items():
        lines.append(
            f"{electrode}: {counts['within']} coils within their limits, "
            f"{counts['over']} over; {counts['not_judged']} met none yet or were slit"
        )
    coils = kpis.counted_coils(result)
    fates = coils["fate"].value_counts()
    said = {"scrapped": "scrapped", "in_process": "still in the plant at the end"}
    for fate, words in said.items():
        if fates.get(fate, 0):
            lines.append(f"{fates[fate]} coils {words}")
    reworked = int((coils["rework_count"] > 0).sum())
    if reworked:
        lines.append(f"{reworked} coils dried again")
    cells = kpis.cells(result)
    if cells["cells"]:
        judged = cells["within_limit"] + cells["over_limit"]
        words = (
            f", {cells['within_limit']} within their limit, {cells['over_limit']} over"
            if judged
            else ""
        )
        lines.append(
            f"{cells['cells']} cells{words}; {number(cells['water_mg_mean'], 1)} mg of "
            f"water a cell ({number(cells['water_mg_per_Ah_mean'], 2)} mg/Ah), worst "
            f"{number(cells['water_mg_worst'], 1)} mg"
        )
    for name, room in kpis.rooms(result).items():
        lines.append(
            f"{name}: frost point {room['dew_point_degC_median']:.1f} °C (median), "
            f"{room['dew_point_degC_worst']:.1f} °C at worst; its coils give off "
            f"{room['product_g_per_h']:.2g} g/h, supply air "
            f"{room['supply_kg_per_s']:.3g} kg/s"
        )
    busiest = max(kpis.utilisation(result).items(), key=lambda item: item[1])
    if busiest[1] > 0:
        lines.append(f"busiest station: {busiest[0]}, {100 * busiest[1]:.0f} %")
    lines.append(f"water balance closes to {_closure(result):.1e} of the water put in")
    return lines


def _closure(result):
    return max((abs(v) for v in result.balance["closure"]), default=0.0)


def print_run(result, console: Console) -> None:
    """The table of a run and its closing lines."""
    console.print(run_table(result))
    for line in closing_lines(result):
        console.print(Text(line))


def print_materials(rows: list[dict], name: str | None, console: Console) -> None:
    """The rows of all materials, or with a `name` the numbers of one."""
    if name is not None:
        heads = ("parameter", "value", "unit", "standing", "source")
        lines = [
            (r["parameter"], f"{r['value']:.6g}", *(r[h] for h in heads[2:]))
            for r in rows
        ]
        console.print(rows_table(lines, heads, name, ("value",)))
        return
    heads = ("material", "frost -40 °C", "50 % RH", "composition")
    lines = [
        (
            r["name"],
            number(r["water_ppm_frost_minus_40_degC"]),
            number(r["water_ppm_50_pct_RH"]),
            r["components"],
        )
        for r in rows
    ]
    title = "equilibrium water at 25 °C in mg per kg of dry electrode"
    console.print(rows_table(lines, heads, title, heads[1:3]))
