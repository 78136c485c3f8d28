"""SVG as text: elements whose texts and attributes are escaped, whatever they are."""

from html import escape

WIDE = 0.5  # mean width of a character over the size of its font


class Drawn(str):
    """Text that is SVG already; any other text is escaped."""


def element(name: str, *inside, **attributes) -> Drawn:
    """An element; `_` in names of attributes is written `-`, a last one left out.

    >>> element("text", "a < b", x=1, font_size=12)
    '<text x="1" font-size="12">a &lt; b</text>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(written(value))}"'
        for key, value in attributes.items()
        if value is not None
    )
    within = "".join(
        part if isinstance(part, Drawn) else escape(printable(part)) for part in inside
    )
    return Drawn(f"<{name}{said}>{within}</{name}>" if within else f"<{name}{said}/>")


def written(value) -> str:
    """A number with as many digits as a picture needs, anything else as text."""
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return printable(value)


def printable(text) -> str:
    """A text without characters that would not be seen; XML has no place for them."""
    return "".join(c if c.isprintable() else "?" for c in str(text))


def fitted(text: str, width: float, size: float) -> str:
    """`text`, cut with an ellipsis where it is longer than `width` at font `size`."""
    most = max(1, int(width / (WIDE * size)))
    text = printable(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def label(
    text: str, x: float, y: float, size: float = 12, width: float = 1e9, **style
) -> Drawn:
    """A line of text whose baseline begins at (x, y), cut at `width`."""
    return element(
        "text",
        fitted(text, width, size),
        x=x,
        y=y,
        font_size=size,
        fill=style.pop("fill", "currentColor"),
        **style,
    )
