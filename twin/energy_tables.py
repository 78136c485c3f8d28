"""Who drew the energy of a run: each coil with its mothers, each station, standby."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from models.units import HOUR
from twin.energy import COLUMNS, NOTHING, Energy, in_columns
from twin.records import Visit
from twin.scenario import Scenario

VISITS, STANDBY, AIR = "visits", "standby", "air"
BOOKED = (*COLUMNS, "energy_cost", "co2_kg")  # the columns of what was drawn
ENERGY_COLUMNS = {
    "station": "str",
    "use": "str",
    "machine_h": "float",
    **dict.fromkeys(BOOKED, "float"),
}


def booked(energy: Energy, scenario: Scenario) -> tuple[float, ...]:
    """The carriers in their columns' units, what they cost [currency], CO2 [kg]."""
    cost, mass = scenario.tariff.of(energy), scenario.co2.of(energy)
    return (*in_columns(energy), cost, mass)


def coil_energies(coils: Sequence[Any], log: Sequence[Visit]) -> dict[str, Energy]:
    """What each coil drew in its own visits, and its share of what its mother did.

    A mother's energy goes to her daughters by dry mass, and none to the trim: over all
    coils but those that were slit the sum is that of the visits. `coils` has mothers
    before daughters.
    """
    drawn = dict.fromkeys((coil.name for coil in coils), NOTHING)
    for visit in log:
        drawn[visit.coil] = drawn[visit.coil] + visit.energy
    widths: dict[str, float] = {}  # of one length and material: mass goes with width
    for cut in (coil.cut for coil in coils if coil.cut is not None):
        name = cut.mother.name
        widths[name] = widths.get(name, 0.0) + cut.end - cut.start
    for coil in coils:
        if coil.cut is not None:
            mother = coil.cut.mother.name
            share = (coil.cut.end - coil.cut.start) / widths[mother]
            drawn[coil.name] = drawn[coil.name] + share * drawn[mother]
    return drawn


def energy_table(
    visits: pd.DataFrame,
    rooms: pd.DataFrame,
    scenario: Scenario,
    counted: bool = False,
) -> pd.DataFrame:
    """What each station drew: a row for its visits, one for its machines' standby.

    And each room of the table `rooms` for its air; its hours are those of the run.

    Over the whole run, or if `counted` from the warm-up on; there a visit that began
    before it counts with its share of working time. `machine_h` are hours worked and
    not worked; together they are those of all machines.
    """
    since = scenario.warm_up if counted else 0.0
    hours = (scenario.duration - since) / HOUR
    shares = _counted_share(visits, scenario) if counted else 1.0
    work = visits["work_counted_h" if counted else "work_h"]
    parts = visits[list(BOOKED)].mul(shares, axis=0).assign(machine_h=work)
    sums = parts.groupby(visits["station"]).sum()
    rows = []
    for name, spec in scenario.stations.items():
        drawn = dict.fromkeys(("machine_h", *BOOKED), 0.0)
        if name in sums.index:
            drawn = sums.loc[name].to_dict()
        idle = spec.machines * hours - drawn["machine_h"]
        standby = Energy(electricity=spec.standby * idle * HOUR)
        rows.append((name, VISITS, drawn["machine_h"], *(drawn[c] for c in BOOKED)))
        rows.append((name, STANDBY, idle, *booked(standby, scenario)))
    inside = rooms["end_h"].clip(lower=since / HOUR) - rooms["start_h"].clip(
        lower=since / HOUR
    )
    shares = inside / (rooms["end_h"] - rooms["start_h"])
    air = rooms[list(BOOKED)].mul(shares, axis=0)
    for name, own in air.groupby(rooms["zone"], sort=False):
        rows.append((name, AIR, hours, *(own[c].sum() for c in BOOKED)))
    return pd.DataFrame(rows, columns=list(ENERGY_COLUMNS)).astype(ENERGY_COLUMNS)


def told_apart(table: pd.DataFrame) -> pd.DataFrame:
    """The same table, a room named so where a station has its name, too."""
    air = table["use"] == AIR
    both = air & table["station"].isin(table["station"][~air])
    names = table["station"].mask(both, table["station"] + " (room)")
    return table.assign(station=names)


def _counted_share(visits, scenario):
    """Share of each visit's working time after the warm-up; without any, by its begin.

    The machine's own electricity is exact so; heat and gas, which a visit does not draw
    evenly, are not.
    """
    after = (visits["started_h"] >= scenario.warm_up / HOUR).astype(float)
    share = visits["work_counted_h"] / visits["work_h"]
    return share.where(visits["work_h"] > 0.0, after)
