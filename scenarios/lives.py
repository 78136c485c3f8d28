"""The life of single coils, between the visits that the tables tell of.

The tables know a coil's water where a visit begins and ends. For the way between, the
same scenario runs once more, and the coils are looked at on an even grid of instants.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models import psychrometrics
from models.units import HOUR, PPM
from scenarios.faults import closest, listed, printable
from twin import kpis
from twin.coil import IN_PROCESS, SLIT
from twin.line import Line
from twin.records import Result
from twin.scenario import EDGE_STRIP, ELECTRODE_BASIS, Scenario

INSTANTS = 1200  # looks at a life: more than a picture has columns of dots


@dataclass(frozen=True, eq=False)
class Life:
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
        temperature; NaN where there is no coating yet or no answer of its isotherms.
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
) -> list[Life]:
    """The lives of the coils `chosen`, by coil or electrode; empty: one per electrode.

    Runs the scenario once more. The looks cut the coil's exposures, so its water
    differs from the tables by as much as the solver's tolerance allows.
    """
    if not chosen:
        there = set(result.coils["electrode"])
        chosen = [name for name in scenario.electrodes if name in there]
    lines = [followed(result, name) for name in dict.fromkeys(chosen)]
    names = {coil for coils in lines for coil in coils}
    if not names:
        return []
    own = result.coils[result.coils["coil"].isin(names)]
    end = scenario.duration / HOUR
    begin, last = own["entered_h"].min(), own["ended_h"].fillna(end).max()
    line = Line(scenario)
    looks: dict[str, list] = {name: [] for name in names}
    grid = HOUR * np.linspace(begin, min(last, end), instants)

    def look():
        for instant in grid:
            if instant > line.env.now:
                yield line.env.timeout(instant - line.env.now)
            for coil in line.coils:
                if coil.name in looks and coil.fate == IN_PROCESS:
                    # of a loaded oven the air is known only when the load is
                    air = None if coil.stay is None else coil.stay.air
                    looks[coil.name].append(
                        (coil.mark(line.env.now), air, coil.material)
                    )

    line.env.process(look())
    line.run(progress)
    return [_life(line, coils, looks) for coils in lines]


def _life(line, names, looks):
    visits = [visit for visit in line.log if visit.coil in names]
    marks = [mark for name in names for mark, _, _ in looks[name]]
    for visit in visits:
        marks += [visit.water_in, visit.water_out]
    coils = [coil for coil in line.coils if coil.name in names]
    marks += [coil.end for coil in coils]
    marks = sorted(
        {id(m): m for m in marks if m is not None and m.reading is not None}.values(),
        key=lambda mark: mark.time,
    )
    airs = [
        (mark.time, air, material)
        for name in names
        for mark, air, material in looks[name]
    ]
    end = line.scenario.duration / HOUR
    return Life(
        coils[-1].electrode,
        names,
        np.array([mark.time / HOUR for mark in marks]),
        np.array([mark.reading.content(ELECTRODE_BASIS) / PPM for mark in marks]),
        np.array(
            [mark.reading.content(ELECTRODE_BASIS, EDGE_STRIP) / PPM for mark in marks]
        ),
        np.array([time / HOUR for time, _, _ in airs]),
        np.array([_equilibrium(*one) for one in airs]),
        [
            (v.station, v.arrived / HOUR, end if np.isnan(v.left) else v.left / HOUR)
            for v in visits
        ],
    )


def _equilibrium(time, air, material):
    if air is None:
        return np.nan
    temperature, vapour_pressure, _ = air.at(time)
    activity = float(psychrometrics.water_activity(vapour_pressure, temperature))
    low, high = material.temperature_range
    if activity > material.largest_activity or not low <= temperature <= high:
        return np.nan
    return float(material.equilibrium_ppm(activity, temperature))
