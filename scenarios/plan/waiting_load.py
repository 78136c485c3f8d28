"""The section `waiting` of a plan file: its keys, its decisions, a frozen Waiting."""

from collections.abc import Mapping

from pydantic import ValidationError

from models.sorption import SolverError
from models.units import HOUR
from scenarios.faults import Faults, unknown_name
from scenarios.key_faults import faults_of
from scenarios.oven.load import OvenTask
from scenarios.plan.decisions import MARK, named, substituted
from scenarios.plan.waiting import WRAPPING, Waiting
from scenarios.plan.waiting_schema import WaitingKeys
from scenarios.wrappings import wrapping

SECTION = "waiting"


def substituted_waiting(content: dict, faults: Faults) -> dict:
    """`content` with the lowest value where a number of `waiting` is a decision.

    What stands where no decision may, or names none, goes into `faults`.
    """
    section, decide = content.get(SECTION), content.get("decide")
    if not isinstance(section, dict):
        return content
    known = decide if isinstance(decide, dict) else {}
    for path, name in named(section):
        if path != ("hours",) and path[:1] != ("air",):
            message = "a decision stands in hours here, or in a number of air"
            faults.add((SECTION, *path), f"'{MARK}{name}'; {message}")
        elif name not in known:
            message = unknown_name(name, "decision", sorted(known))
            faults.add((SECTION, *path), message)
    lows = {
        name: one.get("low", MARK + name)
        for name, one in known.items()
        if isinstance(one, dict)
    }
    return {**content, SECTION: substituted(section, lows)}


def waiting_sections(keys: WaitingKeys | None):
    """The sections below `waiting` with their paths, itself last."""
    if keys is None:
        return
    yield (SECTION, "air"), keys.air
    for name, one in keys.wrappings.items():
        yield (SECTION, "wrappings", name), one
    yield (SECTION,), keys


def waiting_faults(keys, decisions: Mapping, places, faults: Faults) -> None:
    """What of the decisions of a plan file does not go with its `waiting`."""
    if keys.waiting is None:
        return
    choice = keys.waiting.hours is not None and len(keys.waiting.wrappings) > 1
    if choice and WRAPPING in decisions:
        message = "is what the choice of the wrapping is called; rename it"
        faults.add(("decide", WRAPPING), message)
    for path, name in places:
        if path[0] != SECTION or name not in keys.decide:
            continue
        if keys.today is not None and keys.decide[name].today is None:
            message = "missing; what it is behind today's recipe"
            faults.add(("decide", name, "today"), message)


def frozen_waiting(
    keys: WaitingKeys | None,
    template: dict | None,
    base: OvenTask,
    chosen: Mapping[str, Mapping],
    faults: Faults,
) -> Waiting | None:
    """The Waiting of sound keys; the air of each of `chosen` values is one, and known.

    What is not goes into `faults`.
    """
    if keys is None:
        return None
    wrappings = {}
    for name, section in keys.wrappings.items():
        with faults.guarded((SECTION, "wrappings", name)):
            wrappings[name] = wrapping(section)
    found = Waiting(
        template,
        wrappings,
        {name: one.cost_per_coil for name, one in keys.wrappings.items()},
        keys.today or next(iter(keys.wrappings)),
        keys.hours is not None,
        keys.longest_h * HOUR,
        base.geometry,
    )
    for which, values in chosen.items():
        if not faults:
            _check(found, values, which, base, faults)
    return found


def _check(waiting, values, which, base, faults):
    """Faults of the keys under `values`, and of their air."""
    filled = substituted(waiting.template, values)
    try:
        keys = WaitingKeys.model_validate(filled)
    except ValidationError as error:
        for fault in faults_of(error, WaitingKeys):
            message = f"{fault.message} (with all decisions at their {which})"
            faults.add((SECTION, *fault.path), message)
        return
    for path, section in waiting_sections(keys):
        faults.between_keys(path, section)
    if faults:
        return
    try:
        air = waiting.stay(values, base.coils).air
    except SolverError as error:
        faults.add((SECTION, "air"), str(error))
        return
    with faults.guarded((SECTION, "air")):
        temperature, vapour_pressure, _ = air.at(0.0)
        for coil in base.coils:
            coil.model.equilibrium(temperature, vapour_pressure)
