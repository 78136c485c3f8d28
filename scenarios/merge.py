"""One scenario over another: what `extends` and `--set` do to a tree of keys.

Mappings are merged key by key, lists and single values replaced whole. Keys that
exclude each other replace each other: a file that gives a zone `dew_point_degC` drops
the `relative_humidity_pct` of the file it extends. `null` takes an inherited key away.
"""

import re

from scenarios.faults import closest, dotted, listed, printable, quoted
from scenarios.schema.air import CLOCKS, HUMIDITIES, READ_HUMIDITIES
from scenarios.yaml_tree import DEEPEST, parse_value

# In each group a key of one alternative replaces those of all others.
_CONSTANT_AIR = frozenset({"temperature_degC", *HUMIDITIES})
CHOICES = (
    (
        frozenset({"schedule"}),
        frozenset({"readings"}),
        frozenset({"room"}),
        _CONSTANT_AIR,
    ),
    tuple(frozenset({name}) for name in READ_HUMIDITIES),
    tuple(frozenset({name}) for name in CLOCKS),
    (frozenset({"water_ppm"}), frozenset({"coating_ppm"})),
    (frozenset({"start_ppm"}), frozenset({"start_air"})),
    (frozenset({"web_zone"}), frozenset({"dryer"})),
    # of a room file
    (frozenset({"volume_m3"}), frozenset({"air_mass_kg"})),
    (
        frozenset({"supply_m3_per_h"}),
        frozenset({"supply_kg_per_s"}),
        frozenset({"air_changes_per_h"}),
    ),
    (frozenset({"count"}), frozenset({"by_shift"}), frozenset({"counted"})),
    (frozenset({"flow_m3_per_h"}), frozenset({"share_of_supply_pct"})),
    (frozenset({"synthetic"}), frozenset({"csv"}), frozenset({"epw"})),
    (frozenset({"outdoor_share_pct"}), frozenset({"return_share_pct"})),
    (frozenset({"cop"}), frozenset({"carnot_share"})),
    (frozenset({"carrier", "efficiency"}), frozenset({"heat_pump"})),
    (
        frozenset({"interval_h", "count", "first_release_h"}),
        frozenset({"coils"}),
    ),
)
NAMED = {
    "zones": "zone",
    "stations": "station",
    "electrodes": "electrode",
    "route": "electrode",
    "rooms": "room",
}
_STEP = re.compile(r"([^.\[\]]+)|\[(\d{1,6})\]")


def merged(base: dict, over: dict, owners: dict, owner, path=()) -> dict:
    """`over` laid on `base`; `owners` notes which file each replaced part is from."""
    if "kind" in over and over.get("kind") != base.get("kind"):
        base = {}  # another kind of station or draw has other keys
    sourced = path[:1] == ("materials",) or "dryer" in path
    if sourced and ("value" in over or "value" in base):
        base = {}  # a number and its provenance belong together
    result = {
        k: v for k, v in base.items() if k in over or not _displaced(k, base, over)
    }
    for name, value in over.items():
        here = (*path, name)
        below = result.get(name)
        whole = name == "composition"  # a sum to 1: half of one fits no other
        if isinstance(value, dict) and isinstance(below, dict) and not whole:
            result[name] = merged(below, value, owners, owner, here)
        else:
            result[name] = value
            owners[here] = owner
    return result


def _displaced(name, base, over):
    for alternatives in CHOICES:
        mine = [a for a in alternatives if name in a]
        if not mine:
            continue
        given = [a for a in alternatives if any(over.get(k) is not None for k in a)]
        if given and mine[0] not in given:
            return True
    return False


def without_nulls(tree):
    """The tree without keys that are null: null means not given."""
    if isinstance(tree, dict):
        return {k: without_nulls(v) for k, v in tree.items() if v is not None}
    if isinstance(tree, list):
        return [without_nulls(v) for v in tree]
    return tree


# ---------------------------------------------------------------- --set


class SettingError(ValueError):
    """What is wrong with one `--set`; carries the path it was meant for."""

    def __init__(self, path, message):
        self.path = path
        super().__init__(message)


def setting(text: str) -> tuple[tuple[str | int, ...], object]:
    """Path and value of "zones.hall.temperature_degC=25".

    >>> setting("stations.oven.recipe[1].hold_h=2.5")
    (('stations', 'oven', 'recipe', 1, 'hold_h'), 2.5)
    """
    name, sign, value = text.partition("=")
    if not sign:
        raise SettingError(
            (), f"--set {quoted(text)} has no '='; write dotted.key=value"
        )
    path = key_path(name)
    if path is None:
        raise SettingError(
            (),
            f"--set {quoted(name.strip())} is not a key; it reads like "
            "stations.oven.recipe[1].hold_h",
        )
    try:
        return path, parse_value(value)
    except ValueError as error:
        raise SettingError(path, f"value {quoted(value)}: {error}") from None


def key_path(name: str) -> tuple[str | int, ...] | None:
    """The parts of a dotted key; None if it does not read like one.

    >>> key_path("stations.oven.recipe[1].hold_h"), key_path("zones..hall")
    (('stations', 'oven', 'recipe', 1, 'hold_h'), None)
    """
    path, at = [], 0
    name = name.strip()
    while at < len(name):
        match = _STEP.match(name, at)
        if not match:
            break
        path.append(match[1] if match[1] is not None else int(match[2]))
        at = match.end()
        if at < len(name) and name[at] == "." and at + 1 < len(name):
            if name[at + 1] == "[":
                break
            at += 1
        elif at < len(name) and name[at] != "[":
            break
    if at < len(name) or not path or isinstance(path[0], int) or len(path) > DEEPEST:
        return None
    return tuple(path)


def assigned(tree: dict, path: tuple, value, owners: dict, owner) -> dict:
    """`tree` with `value` at `path`; SettingError where the path leads nowhere."""
    return _assigned(tree, path, value, owners, owner, ())


def _assigned(node, path, value, owners, owner, done):
    if not path:
        if isinstance(node, dict) and isinstance(value, dict):
            return merged(node, value, owners, owner, done)
        owners[done] = owner
        return value
    step, rest = path[0], path[1:]
    here = (*done, step)
    if isinstance(step, int):
        if not isinstance(node, list):
            raise SettingError(
                here, f"{dotted(done)} is not a list; leave out [{step}]"
            )
        if step >= len(node):
            raise SettingError(
                here,
                f"{dotted(done)} has {len(node)} entries; the last is [{len(node) - 1}]"
                if node
                else f"{dotted(done)} is an empty list",
            )
        changed = list(node)
        changed[step] = _assigned(node[step], rest, value, owners, owner, here)
        return changed
    if isinstance(node, list):
        raise SettingError(
            here, f"{dotted(done)} is a list; say which entry: {dotted(done)}[0]"
        )
    if node is not None and not isinstance(node, dict):
        raise SettingError(
            here, f"{dotted(done)} is {quoted(node)} and has no keys below it"
        )
    node = node or {}
    if len(done) == 1 and done[0] in NAMED and step not in node and rest:
        like = closest(step, node)
        hint = f"did you mean {like}? " if like else ""
        raise SettingError(
            here,
            f"there is no {NAMED[done[0]]} {quoted(step)}; {hint}There are "
            f"{listed(node)}",
        )
    below = _assigned(node.get(step), rest, value, owners, owner, here)
    if isinstance(below, dict) and isinstance(node.get(step), dict):
        # `below` already holds what was there; let it stand as it is
        kept = {
            k: v
            for k, v in node.items()
            if k == step or not _displaced(k, node, {step: 0})
        }
        return {**kept, step: below}
    return merged(node, {step: below}, owners, owner, done)


def described(text: str) -> str:
    """A setting as it is named in faults."""
    return f"--set {printable(text.partition('=')[0])}"
