"""The kinds of YAML files there are, told apart by their top keys, and their commands.

So that a file of the wrong kind is told to be one, in place of a fault for every key.
"""

from pathlib import Path

from scenarios.faults import Fault, ScenarioError

# by the folder of the shipped ones: what it is called, its command, and sets of keys;
# one of these stands whole in a file of the kind, and in no file of a kind further down
KINDS = {
    "studies": ("a study", "twin study", [{"scenario", "vary"}]),
    "plans": ("a plan", "twin plan", [{"decide"}, {"bands"}, {"coils", "ovens"}]),
    "curves": ("a curve file", "twin curve", [{"material", "sample", "steps"}]),
    "exposures": (
        "an exposure file",
        "twin expose",
        [{"material", "sample", "limits"}],
    ),
    "dryers": ("a dryer file", "twin dry", [{"coating", "zones"}]),
    "rooms": ("a room file", "twin room", [{"rooms", "surroundings"}]),
    "ovens": ("an oven file", "twin oven", [{"oven", "load"}]),
    "scenarios": ("a scenario", "twin run", [{"stations", "electrodes"}, {"extends"}]),
}


def kind_of(content: object) -> str | None:
    """The kind of a file with the keys `content`; None where no kind has them.

    >>> kind_of({"oven": {}, "load": [], "recipe": []}), kind_of({"name": "a"})
    ('ovens', None)
    """
    keys = set(content) if isinstance(content, dict) else set()
    for kind, (_, _, telling) in KINDS.items():
        if any(own <= keys for own in telling):
            return kind
    return None


def refuse_other(
    content: object, source: str, wanted: str, file: Path | None = None
) -> None:
    """ScenarioError where a file is of another kind than `wanted`, with its command.

    `file` is where `source` was found: `twin run` looks nowhere but where it is told.
    """
    kind = kind_of(content)
    if kind in (None, wanted):
        return
    called, command, _ = KINDS[kind]
    path = source if kind != "scenarios" or file is None else file
    words = f"it is {called}, not {KINDS[wanted][0]}; `{command} {path}` takes it"
    raise ScenarioError(source, [Fault((), words)])
