"""The project's own documents, as the app shows them: markdown and pictures apart."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[1] / "docs"
PAGES = {
    "Where the models stop": "validity.md",
    "The two-scale model": "two_scale.md",
    "Coating and drying": "drying.md",
    "Calender, wrappings, times to a limit": "handling.md",
    "The loaded vacuum oven": "oven.md",
    "The dry room": "dry_room.md",
    "Studies": "studies.md",
    "Plans": "plans.md",
    "The dashboard": "dashboard.md",
}
_PICTURE = re.compile(r"^!\[([^\]]*)\]\((img/[\w.-]+)\)$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]+)\]\((?!https?://)[^)]+\)")


def parts(title: str) -> list[tuple[str, str]]:
    """A document as pieces in order: ("text", markdown) or ("picture", its path).

    Links into the project become plain words; a picture is followed by its caption in
    the text.
    """
    text = (DOCS / PAGES[title]).read_text(encoding="utf-8")
    pieces, at = [], 0
    for found in _PICTURE.finditer(text):
        pieces += [("text", text[at : found.start()])]
        pieces += [("picture", str(DOCS / found[2]))]
        at = found.end()
    pieces.append(("text", text[at:]))
    return [
        (kind, _LINK.sub(r"\1", piece) if kind == "text" else piece)
        for kind, piece in pieces
        if piece.strip()
    ]
