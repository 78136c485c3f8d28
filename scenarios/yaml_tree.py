"""YAML text to plain mappings, lists and scalars, with the line of every key.

The text is read event by event (ruamel.yaml, pure Python), so that nothing is built
from a file that is too deep, and every fault of the text is found in one pass. What a
scenario does not need is refused: anchors and aliases (236 bytes of them grow to
25 MB), tags, repeated keys, several documents, NaN and infinity. Scalars follow the
core schema of YAML 1.2.2, section 10.3.2: `no` and `2026-01-05` are text, `1e-13` is
a number.
"""

import math
import re
from dataclasses import dataclass, field

from scenarios.confinement import REFUSAL, allowed
from scenarios.faults import Fault, Path, ScenarioError, printable, quoted

LARGEST = 1024 * 1024  # bytes
DEEPEST = 20  # mappings and lists inside each other
MOST_FAULTS = 200

_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?[0-9]+")
_OCTAL = re.compile(r"0o[0-7]+")
_HEX = re.compile(r"0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
_INFINITE = re.compile(r"[-+]?(\.inf|\.Inf|\.INF)|\.nan|\.NaN|\.NAN")


@dataclass
class Tree:
    """What a text holds: `content`, and on which line each key or list item stands."""

    content: object
    lines: dict[Path, int] = field(default_factory=dict)


def read_bytes(path, source: str) -> bytes:
    """Content of a scenario file, refused if missing, unreadable or too large."""
    if not allowed(path):
        raise ScenarioError(source, [Fault((), f"the file {REFUSAL}")])
    try:
        if not path.is_file():
            what = "is a folder" if path.is_dir() else "does not exist"
            raise ScenarioError(
                source, [Fault((), f"the file {what}; give the path of a YAML file")]
            )
        size = path.stat().st_size
        if size > LARGEST:
            raise ScenarioError(source, [_too_large(size)])
        return path.read_bytes()
    except (OSError, ValueError) as error:
        if isinstance(error, ScenarioError):
            raise
        reason = getattr(error, "strerror", None) or error
        raise ScenarioError(
            source, [Fault((), f"the file cannot be read: {printable(str(reason))}")]
        ) from None


def _too_large(size):
    return Fault(
        (),
        f"the file has {size} bytes; a scenario has at most {LARGEST} (1 MiB): "
        "move lists of coils and readings into CSV files",
    )


def parse(data: bytes | str, source: str) -> Tree:
    """The tree in `data`; ScenarioError with every fault of the text."""
    text = _decoded(data, source)
    composer = _Composer(source)
    try:
        composer.run(text)
    except ScenarioError:
        raise
    except Exception as error:  # the parser raises more than its own kinds on garbage
        composer.faults.append(_syntax(error))
    if composer.faults:
        raise ScenarioError(source, composer.faults)
    return Tree(composer.root, composer.lines)


def parse_value(text: str):
    """The YAML value written in `text`, as given to `--set`; ValueError if none."""
    try:
        return parse(text, "value").content
    except ScenarioError as error:
        raise ValueError("; ".join(f.message for f in error.faults)) from None


def _decoded(data, source):
    if isinstance(data, str):
        data = data.encode("utf-8", errors="surrogatepass")
    if len(data) > LARGEST:
        raise ScenarioError(source, [_too_large(len(data))])
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        message = "the file is UTF-16; save it as UTF-8"
        raise ScenarioError(source, [Fault((), message)])
    if data[:3] == b"\xef\xbb\xbf":
        data = data[3:]  # the byte-order mark some editors write
    if b"\x00" in data:
        line = data[: data.index(b"\x00")].count(b"\n") + 1
        message = "the file holds a NUL byte; it is not text, or was damaged"
        raise ScenarioError(source, [Fault((), message, f"line {line}")])
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        message = (
            f"byte {data[error.start]:#04x} is not UTF-8; save the file as UTF-8 "
            "(not Latin-1 or Windows-1252)"
        )
        raise ScenarioError(source, [Fault((), message, f"line {line}")]) from None


def _syntax(error) -> Fault:
    """A fault that names line and column of what the YAML parser refuses."""
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None)
    if not isinstance(problem, str):
        problem = str(error).splitlines()[0] if str(error) else type(error).__name__
        character = getattr(error, "character", None)
        if character is not None:
            code = character if isinstance(character, int) else ord(character)
            problem = f"character U+{code:04X} is not allowed"
    hint = "look for a missing space after a colon, a wrong indent or an open bracket"
    if r"\t" in problem or "tab" in problem:
        hint = "indent with spaces, not with tabs"
    elif "mapping values" in problem:
        hint = "put text that holds a colon in quotes"
    elif "is not allowed" in problem:
        hint = "remove it"
    place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else ""
    return Fault((), f"not readable as YAML: {printable(problem)}; {hint}", place)


class _Composer:
    """Builds the tree from parser events."""

    def __init__(self, source):
        self.source = source
        self.faults: list[Fault] = []
        self.lines: dict[Path, int] = {}
        self.root = None
        self.open = []  # frames: [container, key waiting for its value]
        self.path: list[str | int] = []

    def run(self, text):
        from ruamel.yaml import YAML

        documents = 0
        for event in YAML(typ="safe", pure=True).parse(text):
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                self._header(event)
                if documents > 1:
                    self._fault(
                        "a second document begins at '---'; a file holds one",
                        event.start_mark.line + 1,
                    )
                    return
            elif kind == "ScalarEvent":
                self._scalar(event)
            elif kind == "AliasEvent":
                self._alias(event)
            elif kind in ("MappingStartEvent", "SequenceStartEvent"):
                self._begin(event, {} if kind.startswith("Mapping") else [])
            elif kind in ("MappingEndEvent", "SequenceEndEvent"):
                self.open.pop()
                if self.open:
                    self._done()
            if len(self.faults) >= MOST_FAULTS:
                return

    def _header(self, event):
        if getattr(event, "tags", None):
            self._fault("%TAG is not used in scenario files; remove it", 1)
        version = getattr(event, "version", None)
        if version is not None and tuple(version) != (1, 2):
            self._fault("scenario files are YAML 1.2; remove the %YAML line", 1)

    def _fault(self, message, line, path=None):
        path = tuple(self.path if path is None else path)
        self.faults.append(Fault(path, message, f"line {line}"))

    def _common(self, event):
        """Refuse what any node may carry: anchors and tags."""
        line = event.start_mark.line + 1
        if event.anchor is not None:
            self._fault(
                f"anchor &{printable(event.anchor)}: anchors and aliases are not "
                "allowed; write the value out, or use extends",
                line,
            )
        if event.tag is not None:
            self._fault(
                f"tag {printable(event.tag)}: tags are not allowed; remove it "
                "(quotes make text, nothing else is needed)",
                line,
            )

    def _alias(self, event):
        self._enter(event)
        self._fault(
            f"alias *{printable(event.anchor)}: anchors and aliases are not "
            "allowed; write the value out, or use extends",
            event.start_mark.line + 1,
        )
        self._place(None)
        self._done()

    def _scalar(self, event):
        frame = self.open[-1] if self.open else None
        if frame and isinstance(frame[0], dict) and frame[1] is None:
            self._key(event, frame)
            return
        self._enter(event)
        self._common(event)
        self._place(self._value(event))
        self._done()

    def _key(self, event, frame):
        key = event.value
        self._common(event)
        self.path.append(key)
        line = event.start_mark.line + 1
        if key in frame[0]:
            first = self.lines.get(tuple(self.path))
            self._fault(
                f"the key is there twice (first on line {first}); keep one", line
            )
        self.lines[tuple(self.path)] = line
        frame[1] = (key,)

    def _enter(self, event):
        """Note the position of a list item."""
        if self.open and isinstance(self.open[-1][0], list):
            self.path.append(len(self.open[-1][0]))
            self.lines[tuple(self.path)] = event.start_mark.line + 1

    def _place(self, value):
        if not self.open:
            self.root = value
        elif isinstance(self.open[-1][0], list):
            self.open[-1][0].append(value)
        else:
            self.open[-1][0][self.open[-1][1][0]] = value

    def _done(self):
        """The value of the current key or item is complete."""
        if self.open:
            self.path.pop()
            self.open[-1][1] = None

    def _begin(self, event, container):
        frame = self.open[-1] if self.open else None
        line = event.start_mark.line + 1
        if frame and isinstance(frame[0], dict) and frame[1] is None:
            self._fault("a key is a single word, not a list or mapping", line)
            raise ScenarioError(self.source, self.faults)
        self._enter(event)
        self._common(event)
        self._place(container)
        self.open.append([container, None])
        if len(self.open) > DEEPEST:
            shown = self.path[:3]
            self._fault(
                f"more than {DEEPEST} lists or mappings inside each other; a scenario "
                "needs far fewer",
                line,
                shown,
            )
            raise ScenarioError(self.source, self.faults)

    def _value(self, event):
        text = event.value
        if event.style in ("'", '"', "|", ">"):
            return text
        if _NULL.fullmatch(text):
            return None
        if _TRUE.fullmatch(text):
            return True
        if _FALSE.fullmatch(text):
            return False
        if len(text) <= 400:  # no number is longer; keeps the patterns cheap
            for pattern, base in ((_INTEGER, 10), (_OCTAL, 8), (_HEX, 16)):
                if pattern.fullmatch(text):
                    number = int(text[2:] if base != 10 else text, base)
                    if abs(number) < 2**63:
                        return number
                    return self._refused(event, "is larger than any number in use")
            if _FLOAT.fullmatch(text):
                number = float(text)
                if math.isfinite(number):
                    return number
                return self._refused(event, "is larger than any number in use")
            if _INFINITE.fullmatch(text):
                return self._refused(event, "is not a finite number; give a number")
        return text

    def _refused(self, event, why):
        self._fault(f"{quoted(event.value)} {why}", event.start_mark.line + 1)
        return 0.0
