"""Whatever befalls a scenario file: a clean ScenarioError, or it is still valid."""

import random

import pytest
from scenario_text import SMALL, load_text, load_tree, tree

from scenarios.faults import ScenarioError
from twin.faults import faults as plant_faults

SEEDS = range(20)
PER_SEED = 50  # of the text and of the tree each: 2000 in all

VALUES = (
    None, True, False, 0, -1, 1, 2**40, -(2**70), 1e-300, 1e300, -0.0, 0.5, 3, 97.3,
    "", " ", "x", "-40 C", "1e5", "nan", "\u2212 5", "a" * 2000, "../../etc/passwd",
    "\x00", "\x1b[31m", "\U0001f600", "<b>", "[key]", "<drawn>", "Mon 06:00", "24:00",
    [], {}, [[]], [1, 2], {"kind": "fixed"}, {"value": 1}, {"a": {"b": {"c": []}}},
    ["hall", "hall"], {"": 1}, {"kind": "exponential", "mean_h": 1e-9}, "as_readings",
    float("inf"), float("nan"),
)  # fmt: skip
PIECES = (
    b":", b" ", b"\n", b"\t", b"-", b"[", b"]", b"{", b"}", b"#", b"&a ", b"*a", b"!x ",
    b"'", b'"', b"|\n", b">\n", b"%", b"? ", b", ", b"\x00", b"\xff", b"\xc3\xa9",
    b"\xef\xbb\xbf", b"\r\n", b"---\n", b"...\n", b"<<: *a\n", b"1e999", b".nan",
    b"0x1F", b"~", b"null", b"\\", b"\xe2\x80\xa8", b"@", b"`",
)  # fmt: skip


def mutated_text(rng: random.Random) -> bytes:
    text = SMALL.encode()
    for _ in range(rng.randint(1, 4)):
        at = rng.randrange(len(text))
        kind = rng.randrange(7)
        if kind == 0:
            text = text[:at] + text[at + rng.randint(1, 12) :]
        elif kind == 1:
            text = text[:at] + rng.choice(PIECES) + text[at:]
        elif kind == 2:
            text = text[:at] + bytes([rng.randrange(256)]) + text[at + 1 :]
        elif kind == 3:
            text = text[:at]
        else:
            lines = text.split(b"\n")
            i, j = rng.randrange(len(lines)), rng.randrange(len(lines))
            if kind == 4:
                lines[i], lines[j] = lines[j], lines[i]
            elif kind == 5:
                lines.insert(i, lines[j])
            else:
                del lines[i]
            text = b"\n".join(lines)
        if not text:
            return b""
    return text


def paths_of(node, path=()):
    children = node.items() if isinstance(node, dict) else enumerate(node)
    for key, value in children:
        yield (*path, key)
        if isinstance(value, dict | list):
            yield from paths_of(value, (*path, key))


def mutated_tree(rng: random.Random) -> dict:
    content = tree()
    for _ in range(rng.randint(1, 3)):
        paths = list(paths_of(content))
        if not paths:
            break
        *way, last = rng.choice(paths)
        node = content
        for step in way:
            node = node[step]
        kind = rng.randrange(5)
        if kind == 0:
            del node[last]
        elif kind == 1 and isinstance(node, dict):
            name = rng.choice(["x", "kind", "zone", last + "_h", last[:-1], "[key]"])
            node[name] = node.pop(last)
        elif kind == 2:
            value = node[last]
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            factor = rng.choice([-1, 0, 1e-3, 10, 1e3, 1e9])
            node[last] = value * factor if is_number else [value]
        else:
            node[last] = rng.choice(VALUES)
    return content


def outcome(load, subject):
    """True if it loads; its faults are said, and what loads is free of them."""
    try:
        loaded = load(subject)
    except ScenarioError as caught:
        error = caught
    else:
        assert plant_faults(loaded.scenario) == []
        return True
    assert error.faults
    assert all(fault.message for fault in error.faults)
    assert all(line.isprintable() for line in str(error).splitlines())
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_text_is_refused_cleanly_or_still_valid(seed):
    rng = random.Random(seed)
    sound = [outcome(load_text, mutated_text(rng)) for _ in range(PER_SEED)]
    assert not all(sound)


@pytest.mark.parametrize("seed", SEEDS)
def test_mutated_keys_are_refused_cleanly_or_still_valid(seed):
    rng = random.Random(1000 + seed)
    sound = [outcome(load_tree, mutated_tree(rng)) for _ in range(PER_SEED)]
    assert not all(sound)
