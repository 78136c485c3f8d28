"""Where water changes: `settle` books what is finished, `water_at` only looks.

Nothing is computed while time passes. When a decision needs the water, or at the end,
the stays that coils have noted are worked out in batches. Only finished stays are
booked; a look works on copies, so that looking changes no result. Coils that were in an
oven together wait for each other: their load is worked out as one.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from models import bag, recast
from models.sorption import SolverError
from twin.coil import Coil
from twin.stay import Mark, Reading, reading


def _with_all_they_need(coils):
    """`coils`, the mothers they still wait for, and who shared a load with them."""
    found: dict[int, Coil] = {}
    to_look_at = list(coils)
    while to_look_at:
        coil = to_look_at.pop()
        if id(coil) in found:
            continue
        found[id(coil)] = coil
        if coil.state is None:
            to_look_at.append(coil.cut.mother)
        for load in coil.finished_loads:
            to_look_at += _in_load_or_before(load)
    return list(found.values())


def _in_load_or_before(load):
    """Coils of a load, and of those before it in its chamber that are not solved."""
    coils = []
    while load is not None and not load.is_solved:
        coils += load.coils
        load = load.before
    return coils


def _begin(coil):
    """Give a daughter her state, if her mother's is known up to the cut."""
    cut = coil.cut
    if cut.mother.pending or cut.mother.state is None:
        return False
    coil.state = coil.first_state = recast.slit(
        cut.mother.state,
        cut.mother.booked_model,
        cut.start,
        cut.end,
        coil.booked_model,
    )
    return True


def settle(
    coils: Iterable[Coil],
    threads: int | None = None,
    others: Iterable[Coil] = (),
    progress: Callable[[int], None] | None = None,
) -> None:
    """Book the finished stays of `coils` in batched calls, mothers before daughters.

    Each wave takes every coil up to its next change of model or load, all coils of one
    model in one call, and all loads that are ready side by side. Of `others`, those
    that are ready join the calls that are made anyway: a large batch keeps all cores
    busy. When this is done, and with which other coils, changes no result. `progress`
    is told how many stays each call has booked.
    """
    todo = _with_all_they_need(coils)
    spare, spare_loads = _spare(others, {id(coil) for coil in todo})
    while todo:
        groups: dict[int, list[Coil]] = {}
        loads: dict[int, object] = {}
        waiting = []
        for coil in todo:
            if coil.state is None and not _begin(coil):
                waiting.append(coil)
                continue
            coil.pass_changes()
            if coil.pending:
                waiting.append(coil)
                load = coil.next_load
                if load is None:
                    groups.setdefault(id(coil.booked_model), []).append(coil)
                else:
                    loads[id(load)] = load
        ready = [load for load in loads.values() if load.is_ready]
        if len(waiting) == len(todo) and not groups and not ready:
            names = ", ".join(coil.name for coil in waiting)
            raise RuntimeError(f"coils wait for each other's water: {names}")
        for key, group in groups.items():
            group += spare.pop(key, [])
            stays = [coil.finished_stays() for coil in group]
            paths = [[stay.exposure(stay.until) for stay in path] for path in stays]
            outcomes = _advanced(group, stays, paths, threads)
            for coil, results in zip(group, outcomes, strict=True):
                coil.book(results)
            if progress is not None:
                progress(sum(len(path) for path in stays))
        if ready:
            ready += [load for load in spare_loads if load.is_ready]
            spare_loads = []
            _solve(ready, threads)
            if progress is not None:
                progress(sum(len(load.coils) for load in ready))
        todo = waiting


def _spare(others, wanted):
    """Of `others`, those with finished stays by model; and the loads that are ready."""
    groups: dict[int, list[Coil]] = {}
    loads: dict[int, object] = {}
    for coil in others:
        if id(coil) in wanted or coil.state is None:
            continue
        coil.pass_changes()
        load = coil.next_load
        if load is not None:
            loads[id(load)] = load
        elif coil.pending:
            groups.setdefault(id(coil.booked_model), []).append(coil)
    return groups, list(loads.values())


def _solve(loads, threads):
    """Solve loads side by side, then book them in their order."""
    cores = min(threads or os.cpu_count() or 1, len(loads))
    if cores < 2:
        for load in loads:
            load.solve()
    else:
        with ThreadPoolExecutor(cores) as pool:
            for done in [pool.submit(load.solve) for load in loads]:
                done.result()
    for load in loads:
        load.book()


def _advanced(coils, stays, paths, threads):
    model = coils[0].booked_model
    try:
        return bag.advance(model, [coil.state for coil in coils], paths, threads)
    except SolverError as error:
        which = getattr(error, "coil", None)
        if which is not None:
            coil = coils[which]
            stay = stays[which][getattr(error, "exposure", 0)]
            station = stay.visit.station if stay.visit is not None else "on its way"
            error.add_note(f"coil {coil.name} in zone {stay.zone.name}, at {station}")
        raise


def water_at(
    coils: Sequence[Coil],
    now: float,
    threads: int | None = None,
    others: Iterable[Coil] = (),
) -> list[Reading]:
    """The water of `coils` at `now` [s], a look inside the stay that lasts.

    Works on copies of the state, so that looking changes no result.
    """
    inside = {
        id(coil.stay.load): coil.stay.load
        for coil in coils
        if coil.stay is not None
        and coil.stay.load is not None
        and coil.stay.since < now
    }
    mates = [mate for load in inside.values() for mate in _in_load_or_before(load)]
    settle([*coils, *mates], threads, others)
    states = {id(coil): coil.state for coil in coils}
    for load in inside.values():
        found = zip(load.coils, load.states_at(now), strict=True)
        states |= {id(coil): state for coil, state in found}
    groups: dict[int, list[Coil]] = {}
    for coil in coils:
        stay = coil.stay
        if stay is not None and stay.load is None and stay.since < now:
            groups.setdefault(id(coil.booked_model), []).append(coil)
    for group in groups.values():
        stays = [[coil.stay] for coil in group]
        paths = [[coil.stay.exposure(now)] for coil in group]
        for coil, outcomes in zip(
            group, _advanced(group, stays, paths, threads), strict=True
        ):
            states[id(coil)] = outcomes[-1].state
    return [
        reading(
            coil.booked_model,
            states[id(coil)],
            Mark(now, coil.coating_mass, coil.material.coating_share),
        )
        for coil in coils
    ]
