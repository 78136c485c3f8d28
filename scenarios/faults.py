"""Fault and ScenarioError: everything that is wrong with a file, said in one go."""

import difflib
from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

ALIKE, SHORT_ALIKE = 0.72, 0.6  # share of equal letters: one name may mean another
SHORT = 4  # letters of a short name
SHOWN = 60  # faults listed before the rest is only counted
KEYS_HERE = "; the keys here are "  # begins a list that is said once in a text
LONGEST = 60  # characters of a value that are shown

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong: where (`path` of keys and list positions), and what to do."""

    path: Path
    message: str
    place: str = ""  # "line 7", or the file and line if the key comes from another file

    def __str__(self):
        where = dotted(self.path)
        line = f"{where}: {self.message}" if where else self.message
        line = f"{line} ({self.place})" if self.place else line
        return "".join(c if c.isprintable() else "?" for c in line)


class Faults(list):
    """A list of faults that grows while a scenario is looked through."""

    def add(self, path: Path, message: str) -> None:
        """One more fault."""
        self.append(Fault(tuple(path), message))

    def between_keys(self, path: Path, section) -> None:
        """What `section`, a mapping of keys at `path`, says is wrong between them."""
        for below, message in section.faults():
            self.add((*path, *below), message)

    @contextmanager
    def guarded(self, path: Path):
        """What is refused inside (ValueError) becomes a fault at `path`."""
        try:
            yield
        except ValueError as error:
            self.add(path, str(error))


class ScenarioError(ValueError):
    """All faults of one scenario; the text names each key, value and remedy."""

    def __init__(self, source: str, faults: Sequence[Fault]):
        self.source = source
        self.faults = tuple(faults)
        count = len(self.faults)
        lines = [f"{source} has {count} fault{'' if count == 1 else 's'}:"]
        lines += [f"  {fault}" for fault in _once_listed(self.faults[:SHOWN])]
        if count > SHOWN:
            lines.append(f"  and {count - SHOWN} more; mend these first")
        super().__init__("\n".join(lines))


def _once_listed(faults):
    """The faults, a list of keys only with the first of those that have it."""
    seen = set()
    for fault in faults:
        words, mark, names = fault.message.partition(KEYS_HERE)
        yield replace(fault, message=words) if mark and names in seen else fault
        seen.add(names)


def dotted(path: Iterable[str | int]) -> str:
    """The path as it is written on the command line: `stations.oven.recipe[1].hold_h`.

    >>> dotted(("stations", "oven", "recipe", 1, "hold_h"))
    'stations.oven.recipe[1].hold_h'
    """
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{printable(part)}" if text else printable(part)
    return text


def printable(value) -> str:
    """`value` on one line, without control characters, cut where it grows long."""
    text = value if isinstance(value, str) else repr(value)
    text = "".join(c if c.isprintable() else "?" for c in text)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def quoted(value) -> str:
    """A value as a fault shows it: text in quotes, numbers plain, containers named."""
    if isinstance(value, dict):
        return "a mapping of keys" if value else "an empty mapping"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "nothing"
    if isinstance(value, str):
        return f"'{printable(value)}'"
    if isinstance(value, float) and float(f"{value:g}") == value:
        return f"{value:g}"  # 1e+09, as 1000000000.0 is hard to read
    return printable(value)


def closest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like `name`, or None if none is alike.

    >>> closest("capcity", ["capacity"]), closest("cells", ["macro_cells"])
    ('capacity', 'macro_cells')
    >>> closest("zones", ["longest"])
    """
    known = sorted(known)
    folded = {k.lower().replace("-", "_").replace(" ", "_"): k for k in known}
    wanted = printable(name).lower().replace("-", "_").replace(" ", "_")
    if wanted in folded:
        return folded[wanted]
    cutoff = ALIKE if len(wanted) > SHORT else SHORT_ALIKE  # one letter of 3 is more
    near = difflib.get_close_matches(wanted, list(folded), n=1, cutoff=cutoff)
    if near and len(wanted) > 1:
        return folded[near[0]]
    parts = (k for k in folded if len(wanted) > 2 and f"_{wanted}_" in f"_{k}_")
    return folded.get(next(parts, ""))


def listed(names: Iterable[str], limit: int = 24) -> str:
    """Names after one another, cut where there are too many."""
    names = list(names)
    text = ", ".join(printable(n) for n in names[:limit])
    return text + (f" and {len(names) - limit} more" if len(names) > limit else "")


def unknown_name(name, what: str, known: Iterable[str], plural: str = "") -> str:
    """ "'hal' is not a zone; did you mean hall? The zones are ..."."""
    known = list(known)
    like = closest(str(name), known) if known else None
    hint = f"did you mean {like}? " if like else ""
    plural = plural or f"{what}s"
    have = f"the {plural} are {listed(known)}" if known else f"there are no {plural}"
    if hint:
        have = have[0].upper() + have[1:]
    article = "an" if what[0] in "aeiou" else "a"
    return f"{quoted(name)} is not {article} {what}; {hint}{have}"
