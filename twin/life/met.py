"""Episode: one stretch in which a coil met one air in one way; looks inside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from models import bag
from models.sorption import AirHistory, Exposure, MoistureState, Outcome
from twin.records import Visit

FEWEST_LOOKS = 4  # inside an episode, however short it is


@dataclass(frozen=True, eq=False)
class Episode:
    """One stretch of a coil's life, and what it did to the coil's water.

    Attributes
    ----------
    coil : str
    visit : Visit or None
        To which station it belongs; None: between two of them.
    zone : str
    kind : str
        How the coil meets the air: as `Exchange.kind` says.
    start, end : float
        On the clock of the plant, later waits included [s].
    before : MoistureState
    outcome : Outcome
    model : MoistureModel
    mass : float
        Dry coating exposed [kg].
    path : tuple of Exposure
        The air as the coil feels it, on the clock on which it was recorded.
    shift : float
        What that clock is behind that of the plant [s].
    airs : tuple of AirHistory
        The air of the place, on the same clock as `path`.
    """

    coil: str
    visit: Visit | None
    zone: str
    kind: str
    start: float
    end: float
    before: MoistureState
    outcome: Outcome
    model: Any
    mass: float
    path: tuple[Exposure, ...]
    shift: float
    airs: tuple[AirHistory, ...]

    @property
    def released(self) -> float:
        """Water to the air, net [kg]."""
        return self.outcome.released / self.model.material.density * self.mass

    def air_at(self, time: float) -> tuple[float, float, float]:
        """Temperature [K], vapour pressure, pressure [Pa] of the place at `time` [s].

        At the end of the episode that of its own air, also where the next one begins
        with another.
        """
        clock = time - self.shift
        for history in self.airs:
            if clock < history.times[-1]:
                return history.at(clock)
        return self.airs[-1].at(clock)

    def instants(self, number: int) -> np.ndarray:
        """`number` instants [s] from start to end, closer together at the start.

        What diffuses changes with the root of time.
        """
        steps = np.linspace(0.0, 1.0, number)
        return self.start + (self.end - self.start) * steps**2

    def cut_at(self, times: Sequence[float]) -> list[Exposure]:
        """Its exposures, ending at each of `times` [s], which rise within it."""
        cuts = [time - self.shift for time in times]
        found: list[Exposure] = []
        ends = iter(cuts)
        end = next(ends, None)
        for exposure in self.path:
            begin = exposure.start
            while end is not None and end <= exposure.end:
                found.append(Exposure(exposure.air, begin, end, exposure.exchange))
                begin, end = end, next(ends, None)
            if begin < exposure.end and end is not None:
                found.append(
                    Exposure(exposure.air, begin, exposure.end, exposure.exchange)
                )
        return found


@dataclass(frozen=True, eq=False)
class Look:
    """A coil's state at one instant of one episode."""

    time: float  # s, on the clock of the plant
    episode: Episode
    state: MoistureState


def spread(episodes: Sequence[Episode], number: int) -> list[np.ndarray]:
    """About `number` instants [s] over all `episodes`, in each some, its ends included.

    Half of them go by how long an episode lasts, half to each alike: what happens in
    minutes on a machine is not lost beside days in a store.
    """
    whole = sum(episode.end - episode.start for episode in episodes)
    found = []
    for episode in episodes:
        share = 0.5 * (episode.end - episode.start) / whole + 0.5 / len(episodes)
        found.append(episode.instants(max(round(share * number), FEWEST_LOOKS)))
    return found


def looks(
    episodes: Sequence[Episode],
    times: Sequence[np.ndarray],
    threads: int | None = None,
) -> list[Look]:
    """The states at `times` [s], an array for each of the episodes, within it.

    What is known uncut, at the two ends, is taken from there; between, the exposures
    are cut at the instants, so that water there differs from that of uncut ones by the
    solver's tolerance.

    Raises
    ------
    SolverError
        As `model.advance`.
    """
    groups: dict[int, list[int]] = {}
    inside = []
    for i, (episode, own) in enumerate(zip(episodes, times, strict=True)):
        clock = own - episode.shift
        within = (clock > episode.path[0].start) & (clock < episode.path[-1].end)
        inside.append(np.unique(own[within]))
        if len(inside[-1]):
            groups.setdefault(id(episode.model), []).append(i)
    states: dict[int, dict[float, MoistureState]] = {}
    for group in groups.values():
        model = episodes[group[0]].model
        paths = [episodes[i].cut_at(inside[i]) for i in group]
        outcomes = bag.advance(
            model, [episodes[i].before for i in group], paths, threads
        )
        for i, path, own in zip(group, paths, outcomes, strict=True):
            shift = episodes[i].shift
            ends = {
                exposure.end: outcome.state
                for exposure, outcome in zip(path, own, strict=True)
            }
            states[i] = {time: ends[time - shift] for time in inside[i]}
    found = []
    for i, (episode, own) in enumerate(zip(episodes, times, strict=True)):
        for time in own:
            state = states.get(i, {}).get(time)
            if state is None:
                early = time - episode.shift <= episode.path[0].start
                state = episode.before if early else episode.outcome.state
            found.append(Look(float(time), episode, state))
    return found
