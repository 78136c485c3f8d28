"""The lives of single coils as a run's picture draws them.

The tables know a coil's water where a visit begins and ends. For the way between, the
same scenario runs once more with coils that keep what they met, and the lives of those
that are drawn are retraced (:mod:`twin.life`).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.units import HOUR, PPM
from scenarios.faults import closest, listed, printable
from scenarios.life.line import kept_run
from scenarios.life.tables import equilibrium_ppm
from twin import kpis
from twin.coil import IN_PROCESS, SLIT
from twin.life import Life, Look
from twin.records import Result
from twin.scenario import EDGE_STRIP, ELECTRODE_BASIS, Scenario

INSTANTS = 1200  # looks at a life: more than a picture has columns of dots


@dataclass(frozen=True, eq=False)
class DrawnLife:
    """One coil with its mothers, from the release to its end or to that of the run.

    Attributes
    ----------
    electrode : str
    coils : tuple of str
        The mother first, the last daughter last.
    time_h : array
        Instants [h since the start of the run] of the next two.
    water_ppm, edge_ppm : array
        Mean of the coil, and of its outer 10 mm [mg per kg dry electrode].
    air_time_h, equilibrium_ppm : array
        What the coil would hold in equilibrium with the air around it, at the air's
        temperature; NaN where it meets none or its isotherms have no answer.
    visits : list of (str, float, float)
        Station, arrival and departure [h].
    """

    electrode: str
    coils: tuple[str, ...]
    time_h: np.ndarray
    water_ppm: np.ndarray
    edge_ppm: np.ndarray
    air_time_h: np.ndarray
    equilibrium_ppm: np.ndarray
    visits: list[tuple[str, float, float]]


def check_names(scenario: Scenario, names: Sequence[str]) -> None:
    """Refuse, before a run, names that neither its electrodes nor its coils can have.

    How many coils will be released only the run knows.

    Raises
    ------
    ValueError
        If a name is that of no electrode and of no coil of one.
    """
    for name in names:
        mother = name.partition("/")[0]
        if name in scenario.electrodes or any(
            mother in {order.name for order in spec.orders}
            if spec.orders
            else re.fullmatch(rf"{re.escape(electrode)}-\d{{4,}}", mother)
            for electrode, spec in scenario.electrodes.items()
        ):
            continue
        first = next(iter(scenario.electrodes), "anode")
        like = closest(name, scenario.electrodes)
        raise ValueError(
            f"--draw {printable(name)}: no electrode and no coil of one has this name; "
            f"{f'did you mean {like}? The' if like else 'the'} electrodes are "
            f"{listed(scenario.electrodes)}, a coil's name is like {first}-0001"
        )


def followed(result: Result, name: str) -> tuple[str, ...]:
    """The coil to draw, its mothers first: the coil `name`, or one of electrode `name`.

    Of an electrode the first coil that counts and whose life ended, if there is one.

    Raises
    ------
    ValueError
        If no coil has the name, and no electrode that has coils.
    """
    coils = result.coils
    found = coils.loc[coils["coil"] == name, "coil"]
    if found.empty:
        own = coils[coils["electrode"] == name]
        if own.empty:
            raise ValueError(
                f"{name}: no coil and no electrode with coils has this name; the "
                f"electrodes are {', '.join(coils['electrode'].unique()) or 'none'}, "
                "the coils stand in the table coils"
            )
        whole = own[own["fate"] != SLIT]
        counted = whole[whole["entered_h"] >= kpis.window(result)[0]]
        ended = counted[counted["fate"] != IN_PROCESS]
        found = next(c for c in (ended, counted, whole, own) if not c.empty)["coil"]
    parents = dict(zip(coils["coil"], coils["parent"], strict=True))
    line = [found.iloc[0]]
    while isinstance(parents[line[0]], str):
        line.insert(0, parents[line[0]])
    return tuple(line)


def lives(
    scenario: Scenario,
    result: Result,
    chosen: Sequence[str] = (),
    instants: int = INSTANTS,
    progress=None,
) -> list[DrawnLife]:
    """The lives of the coils `chosen`, by coil or electrode; empty: one per electrode.

    Runs the scenario once more. What lies between the ends of a coil's exposures
    differs from what the run had there by the solver's tolerance.
    """
    if not chosen:
        there = set(result.coils["electrode"])
        chosen = [name for name in scenario.electrodes if name in there]
    names = [followed(result, name)[-1] for name in dict.fromkeys(chosen)]
    if not names:
        return []
    kept = kept_run(scenario, progress)
    return [_drawn(kept.life(name), instants, scenario.duration) for name in names]


def _drawn(life: Life, instants: int, end: float) -> DrawnLife:
    looks = life.looks(instants)
    water = [_ends(life.first), *map(_water, looks), _ends(life.last)]
    airs = _airs(looks)
    return DrawnLife(
        life.electrode,
        life.coils,
        *(np.array(column) for column in zip(*water, strict=True)),
        *(np.array(column) for column in zip(*airs, strict=True)),
        [
            (p.station, p.arrived / HOUR, (end if np.isnan(p.left) else p.left) / HOUR)
            for p in life.passages
        ],
    )


def _ends(reading):
    """Time [h] and water [ppm], mean and edge, of the first or the last reading."""
    mean, edge = (
        reading.content(ELECTRODE_BASIS) / PPM,
        reading.content(ELECTRODE_BASIS, EDGE_STRIP) / PPM,
    )
    return reading.time / HOUR, mean, edge


def _water(look: Look):
    model = look.episode.model
    share = model.material.coating_share / PPM
    figures = model.figures(look.state)
    return look.time / HOUR, figures.mean * share, figures.edge * share


def _airs(looks):
    """Time [h] and equilibrium [ppm] at each look; NaN where a while has no air."""
    airs = []
    before = None
    for look in looks:
        if before is not None and before.episode.end < look.episode.start:
            airs.append((before.episode.end / HOUR, np.nan))
        temperature, vapour_pressure, _ = look.episode.air_at(look.time)
        material = look.episode.model.material
        value = equilibrium_ppm(material, vapour_pressure, temperature)
        airs.append((look.time / HOUR, value))
        before = look
    return airs
