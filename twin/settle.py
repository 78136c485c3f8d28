"""Where water changes: `settle` books what is finished, `water_at` only looks.

Nothing is computed while time passes. When a decision needs the water, or at the end,
the stays that coils have noted are worked out in batches. Only finished stays are
booked; a look works on copies, so that looking changes no result.
"""

from collections.abc import Callable, Iterable, Sequence

from models import bag, recast
from models.sorption import SolverError
from twin.coil import Coil
from twin.stay import Mark, Reading, reading


def _with_mothers(coils):
    """`coils` and the mothers they still wait for, each once, mothers first."""
    ordered: dict[int, Coil] = {}

    def add(coil):
        if coil.state is None:
            add(coil.cut.mother)
        ordered.setdefault(id(coil), coil)

    for coil in coils:
        add(coil)
    return list(ordered.values())


def _begin(coil):
    """Give a daughter her state, if her mother's is known up to the cut."""
    cut = coil.cut
    if cut.mother.pending or cut.mother.state is None:
        return False
    coil.state = recast.slit(
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

    Each wave takes every coil up to its next change of model, all coils of one model in
    one call. Of `others`, those that are ready join the calls that are made anyway: a
    large batch keeps all cores busy. When this is done, and with which other coils,
    changes no result. `progress` is told how many stays each call has booked.
    """
    todo = _with_mothers(coils)
    wanted = {id(coil) for coil in todo}
    spare: dict[int, list[Coil]] = {}
    for coil in others:
        if id(coil) not in wanted and coil.state is not None:
            coil.pass_changes()
            if coil.pending:
                spare.setdefault(id(coil.booked_model), []).append(coil)
    while todo:
        groups: dict[int, list[Coil]] = {}
        waiting = []
        for coil in todo:
            if coil.state is None and not _begin(coil):
                waiting.append(coil)
                continue
            coil.pass_changes()
            if coil.pending:
                groups.setdefault(id(coil.booked_model), []).append(coil)
                waiting.append(coil)
        for key, group in groups.items():
            group += spare.pop(key, [])
            stays = [coil.finished_stays() for coil in group]
            paths = [[stay.exposure(stay.until) for stay in path] for path in stays]
            outcomes = _advanced(group, stays, paths, threads)
            for coil, results in zip(group, outcomes, strict=True):
                coil.book(results)
            if progress is not None:
                progress(sum(len(path) for path in stays))
        todo = waiting


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
    settle(coils, threads, others)
    states = {id(coil): coil.state for coil in coils}
    groups: dict[int, list[Coil]] = {}
    for coil in coils:
        if coil.stay is not None and coil.stay.since < now:
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
