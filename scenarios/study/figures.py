"""The names of a run's figures, known before it runs, and those that a study asks for.

They are what :func:`twin.kpis.summarise` gives, but for what went in (seed and
replication) and what is text; a test holds the two together.
"""

from collections.abc import Sequence
from fnmatch import fnmatchcase

from scenarios.faults import Faults, closest, quoted
from twin.energy_tables import BOOKED
from twin.scenario import Scenario

OF_A_RUN = (
    "duration_h",
    "coils_in",
    "coils_scrapped",
    "coils_in_process",
    "reworked",
    "warnings",
)
OF_A_STATION = (
    "visits",
    "left",
    *(
        f"{name}_{part}"
        for name in ("water_in_ppm", "water_out_ppm", "queue_h")
        for part in ("median", "p95", "worst")
    ),
    "queue_h_mean",
    "blocked_h_mean",
    "limit_ppm",
    "within_limit",
    "over_limit",
    *(f"{name}_{per}" for name in (*BOOKED, "kWh") for per in ("per_coil", "per_m2")),
)
OF_AN_ELECTRODE = (
    "coils_within",
    "coils_over",
    "coils_not_judged",
    "balance_closure",
)
OF_CELLS = (
    "cells",
    "within_limit",
    "over_limit",
    *(
        f"{name}_{part}"
        for name in ("water_mg", "water_mg_per_Ah", "water_mg_per_kWh")
        for part in ("mean", "worst")
    ),
)
OF_A_ROOM = (
    "dew_point_degC_median",
    "dew_point_degC_worst",
    "product_g_per_h",
    "supply_kg_per_s",
)
OF_ENERGY = (
    *BOOKED,
    "standby_electricity_kWh",
    "kWh",
    "cells",
    "cells_kWh",
    *(
        f"{name}_{per}"
        for name in ("kWh", "cost", "co2_kg")
        for per in ("per_kWh_of_cells", "per_cell")
    ),
)


def names(scenario: Scenario) -> list[str]:
    """The figures that are numbers, of a run of `scenario`.

    A station that no coil comes to has none in the end: its figures are then missing.
    """
    found = list(OF_A_RUN)
    for electrode in scenario.electrodes:
        stops = [
            end
            for edge in scenario.route
            if electrode in edge.electrodes
            for end in (edge.origin, edge.target)
        ]
        stops.append(scenario.electrodes[electrode].first_station)
        for station in scenario.stations:
            if station in stops:
                found += [f"{electrode}.{station}.{name}" for name in OF_A_STATION]
        found += [f"{electrode}.{name}" for name in OF_AN_ELECTRODE]
    found += [f"cells.{name}" for name in OF_CELLS]
    for zone, spec in scenario.zones.items():
        if spec.room:
            found += [f"{zone}.{name}" for name in OF_A_ROOM]
    found += [f"utilisation.{station}" for station in scenario.stations]
    return found + [f"energy.{name}" for name in OF_ENERGY]


def chosen(wanted: Sequence[str], known: Sequence[str], faults: Faults) -> list[str]:
    """The figures that `wanted` names or globs, in its order, each once."""
    found = {}
    for i, pattern in enumerate(wanted):
        matching = matches(pattern, known)
        if not matching:
            faults.add(("figures", i), unknown(pattern, known))
        found |= dict.fromkeys(matching)
    return list(found)


def matches(pattern: str, known: Sequence[str]) -> list[str]:
    """The known names that a name or glob stands for."""
    return [name for name in known if fnmatchcase(name, pattern)]


def unknown(pattern: str, known: Sequence[str]) -> str:
    """What to say of a figure that no run of the scenario has."""
    if any(sign in pattern for sign in "*?["):
        ends = sorted({name.rpartition(".")[2] for name in known})
        like = closest(pattern.rpartition(".")[2].replace("*", ""), ends)
        hint = f"; did you mean *.{like}?" if like else ""
        return f"no figure of this scenario is like {quoted(pattern)}{hint}"
    like = closest(pattern, known)
    hint = f"; did you mean {like}?" if like else ""
    return (
        f"{quoted(pattern)} is no figure of this scenario{hint} "
        f"(all {len(known)} stand in the summary.json of a run)"
    )
