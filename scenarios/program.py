"""Which program made a result: its version, and a digest of its source."""

import hashlib
import re
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("models", "twin", "scenarios")
DIGITS = 12


@cache
def program() -> str:
    """Version of the program and digest of its source: "0.1.0+1f2e3d4c5b6a".

    The digest covers the code and the material library, so that the result of a changed
    law is never taken for that of the old one.
    """
    total = hashlib.sha256()
    for package in PACKAGES:
        files = [*(ROOT / package).rglob("*.py"), *(ROOT / package).rglob("library/*")]
        for path in sorted(p for p in files if p.is_file()):
            total.update(path.relative_to(ROOT).as_posix().encode() + b"\0")
            total.update(path.read_bytes() + b"\0")
    return f"{version()}+{total.hexdigest()[:DIGITS]}"


def version() -> str:
    """The version in pyproject.toml."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return re.search(r'^version = "([^"]+)"', text, re.MULTILINE)[1]
