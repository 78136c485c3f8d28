"""Coils as chips: a colour, a shape and a mark for each state against the limit."""

from collections.abc import Callable, Sequence

from scenarios.charts import palette
from scenarios.line.state import CoilState
from scenarios.line.svg import Drawn, element, label

SIZE, GAP = 13, 3
Link = Callable[[str], str]  # where a click on a coil leads
ORDER = (palette.OVER, palette.NEAR, palette.WITHIN, palette.UNKNOWN)
MEANING = {
    palette.OVER: "over its limit",
    palette.NEAR: f"above {palette.NEAR_SHARE:.0%} of it".replace("%", " %"),
    palette.WITHIN: "within its limit",
    palette.UNKNOWN: "not dried yet, or without limit",
}


def mark(state: str, x: float, y: float) -> Drawn:
    """The mark of a state in a square of SIZE with its corner at (x, y)."""
    colour, _, sign = palette.STATES[state]
    half = SIZE / 2
    place = {"fill": colour, "stroke": colour}
    if state == palette.WITHIN:
        shape = element("circle", cx=x + half, cy=y + half, r=half, **place)
    elif state == palette.NEAR:
        points = f"{x + half},{y - 1} {x + SIZE + 1},{y + half} "
        points += f"{x + half},{y + SIZE + 1} {x - 1},{y + half}"
        shape = element("polygon", points=points, **place)
    elif state == palette.OVER:
        shape = element("rect", x=x, y=y, width=SIZE, height=SIZE, **place)
    else:
        place["fill"] = "none"
        shape = element("circle", cx=x + half, cy=y + half, r=half - 0.5, **place)
    ink = "currentColor" if state == palette.UNKNOWN else palette.ink(colour)
    text = element(
        "text",
        sign,
        x=x + half,
        y=y + half + 3.5,
        font_size=10,
        font_weight="bold",
        text_anchor="middle",
        fill=ink,
    )
    return Drawn(shape + text)


def said(coil: CoilState) -> str:
    """A coil in a line, as it is shown when the pointer rests on its chip."""
    name = coil.name if len(coil.name) <= 60 else coil.name[:59] + "…"
    text = f"{name}: {coil.ppm:.0f} ppm"
    held = coil.against
    if held is None:
        return f"{text}; {MEANING[palette.UNKNOWN]}"
    if held.judged:
        text += f", {held.ppm:.0f} ppm as it left it"
        if held.place != "mean":
            text += f" ({held.place})"
    elif held.place != "mean":
        text += f", {held.ppm:.0f} ppm at the limit's place ({held.place}, last known)"
    station = held.station if len(held.station) <= 60 else held.station[:59] + "…"
    return f"{text}; limit {held.limit_ppm:.0f} ppm ({station}), {MEANING[coil.state]}"


def row(
    coils: Sequence[CoilState], x: float, y: float, width: float, link: Link | None
) -> tuple[Drawn, float]:
    """Chips side by side, the worst first, and where they end; "+12" for the rest."""
    most = max(1, int((width + GAP) // (SIZE + GAP)))
    coils = sorted(coils, key=lambda coil: ORDER.index(coil.state))
    rest = 0
    if len(coils) > most:
        most = max(1, int((width - 8 - 6 * len(str(len(coils)))) // (SIZE + GAP)))
        rest = len(coils) - most
    parts = []
    for coil in coils[:most]:
        title = element("title", said(coil))
        chip = element("g", title, mark(coil.state, x, y))
        if link is not None:
            chip = element("a", chip, href=link(coil.name), target="_self")
        parts.append(chip)
        x += SIZE + GAP
    if rest:
        parts.append(label(f"+{rest}", x, y + SIZE - 2.5, 11))
        x += 8 + 6 * len(str(rest))
    return Drawn("".join(parts)), x


def legend(x: float, y: float) -> tuple[Drawn, float]:
    """What the marks mean, in a row; and where it ends."""
    parts = []
    for state, meaning in MEANING.items():
        parts += [mark(state, x, y), label(meaning, x + SIZE + 5, y + 10.5, 11)]
        x += SIZE + 24 + 5.4 * len(meaning)
    return Drawn("".join(parts)), x
