"""A plan file from an oven file: what of its recipe may be decided, and how far.

`proposed` offers every number of the recipe that a plan can decide, with bounds around
what it is today; `plan_content` writes those that are chosen into a plan file.
"""

import math
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace

from scenarios.faults import Fault, ScenarioError
from scenarios.plan.load import OF_OVEN
from scenarios.plan.schema import GOALS
from scenarios.shipped import read_tree

SPREADS_FROM = "plans/anode_post_drying.yaml"  # whose spreads are the usual ones
MOST = 12  # decisions of a plan
COOL = 45.0  # degC: a step below it cools the load, and is left as it is
VACUUM = 100.0  # mbar, below which a pressure is worth deciding
MARKS = {
    "temperature_degC": "warm",
    "pressure_mbar": "mbar",
    "hold_h": "hold",
    "purge_Nm3_per_h": "purge",
    "repeat": "rounds",
}


@dataclass(frozen=True)
class Proposal:
    """A number of a recipe that a plan may decide.

    `path` leads to it in the recipe; `called` is the step's number and name; `name` is
    that of the decision; low, high and step in the unit of `key`, the last of `path`.
    """

    path: tuple
    called: str
    name: str
    today: float
    low: float
    high: float
    step: float
    chosen: bool
    shortest: bool = False

    @property
    def key(self) -> str:
        """The key of the step."""
        return self.path[-1]


def proposed(
    recipe: Sequence[Mapping], coldest: float = 70.0, hottest: float = 130.0
) -> list[Proposal]:
    """What a plan may decide of `recipe`, temperatures from `coldest` to `hottest`.

    The last hold in the heat that no block repeats is the one that is found; all holds,
    the temperatures of hot steps and the pressures of vacua are chosen, up to MOST.
    """
    found, warm, number = [], None, 0
    for i, item in enumerate(recipe):
        if "steps" in item:
            found.append(_proposal((i, "repeat"), "block", item["repeat"], coldest,
                                   hottest, False))  # fmt: skip
        for path, step in _steps(i, item):
            number += 1
            warm = step.get("temperature_degC", warm)
            called = f"{number} {step.get('name', '')}".strip()
            hot = warm is not None and warm > COOL
            for key in MARKS:
                if isinstance(step.get(key), int | float):
                    value = step[key]
                    wanted = hot and _worth(key, value)
                    one = _proposal((*path, key), called, value, coldest, hottest,
                                    wanted)  # fmt: skip
                    found.append(one)
    holds = [
        k for k, p in enumerate(found)
        if p.key == "hold_h" and p.chosen and len(p.path) == 2
    ]  # fmt: skip
    if holds:
        last = found[holds[-1]]
        found[holds[-1]] = replace(last, shortest=True, low=0.1, step=0.1)
    extra = [k for k, p in enumerate(found) if p.chosen][MOST:]
    return [replace(p, chosen=p.chosen and k not in extra) for k, p in enumerate(found)]


def _steps(i, item):
    if "steps" in item:
        yield from (((i, "steps", j), step) for j, step in enumerate(item["steps"]))
    else:
        yield (i,), item


def _worth(key, value):
    return key in ("temperature_degC", "hold_h") or (
        key == "pressure_mbar" and value <= VACUUM
    )


def _proposal(path, called, value, coldest, hottest, chosen):
    key = path[-1]
    if key == "temperature_degC":
        low, high, step = (coldest, hottest, 1) if value > COOL else (20, 60, 1)
    elif key == "repeat":
        low, high, step = 1, max(2 * value, 4), 1
    elif key == "hold_h":
        step = 0.25 if value >= 1 else 0.05
        low, high = step, max(2.0 * math.ceil(value), 2 * step)
    elif key == "purge_Nm3_per_h":
        low, high, step = 0, max(2 * value, 4), 0.25
    else:
        decade = 10.0 ** math.floor(math.log10(value))
        step = decade / (2.0 if value >= 3.0 * decade else 10.0)
        low, high = max(value / 5.0, step), min(value * 5.0, 1100.0)
        low = max(round(low / step), 1) * step
    low, high, step = (float(f"{number:.6g}") for number in (low, high, step))
    name = MARKS[key] + "".join(f"_{p + 1}" for p in path if isinstance(p, int))
    return Proposal(path, called, name, value, low, high, step, chosen)


def plan_content(
    oven: Mapping,
    decisions: Sequence[Proposal],
    window: Mapping,
    goal,
    search: Mapping,
    spread: bool = True,
) -> dict:
    """The keys of a plan file for an oven file's keys; its recipe is today's.

    `window`, `goal`, `search` as in the plan file; `spread`: under the usual spreads,
    which are estimates.

    Raises
    ------
    ScenarioError
        Where nothing, or too much, is decided. All else is for the loader to judge.
    """
    count = len(decisions)
    if not 1 <= count <= MOST:
        message = f"{count} numbers are to be decided; choose 1 to {MOST}"
        raise ScenarioError("the plan", [Fault(("decide",), message)])
    recipe = deepcopy(list(oven["recipe"]))
    for one in decisions:
        node = recipe
        for part in one.path[:-1]:
            node = node[part]
        node[one.key] = f"${one.name}"
    return {
        "name": f"plan for {oven.get('name', 'an oven')}"[:200],
        **{key: oven[key] for key in OF_OVEN if key in oven},
        "today": list(oven["recipe"]),
        "recipe": recipe,
        "decide": {one.name: _decision(one) for one in decisions},
        "window": dict(window),
        **({"uncertainty": usual_spreads()} if spread else {}),
        "goal": goal,
        "search": dict(search),
    }


def _decision(one):
    keys = {"low": one.low, "high": one.high, "step": one.step}
    if one.key == "repeat":
        keys = {name: int(value) for name, value in keys.items()}
    return keys | ({"shortest": True} if one.shortest else {})


def usual_spreads() -> dict:
    """The spreads of the shipped plan: estimates, each with its source."""
    return read_tree(SPREADS_FROM, "plans").content["uncertainty"]


def goals() -> tuple[str, ...]:
    """What a plan can be asked for."""
    return GOALS
