"""How long a sample may wait, over dew point and temperature; how dry a wait needs it.

Both are asked for each distinct content of a file's limits, at every place of the map.
The functions at the end take an exposure file's keys and a question as plain values and
answer with plain lists: for pages, which cache such.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from models.allowed_time import (
    WantedWait,
    equilibrium_vapour_pressure,
    largest_vapour_pressure,
    moistest,
    waits,
)
from models.bag import BAG
from models.exposure_limits import ContentLimit
from models.psychrometrics import (
    dew_point,
    liquid_vapour_pressure,
    vapour_pressure_from_dew_point,
)
from models.sorption import AirHistory
from models.units import DAY, HOUR, MINUTE, PPM, STANDARD_PRESSURE, celsius, kelvin
from scenarios.exposure.load import Plan, loaded
from scenarios.faults import unknown_name

LIMIT_COLUMNS = (
    "wrapping",
    "place",
    "limit_ppm",  # mg per kg dry electrode, foil included
    "limit_coating_ppm",  # mg per kg dry coating
)
MAP_COLUMNS = (
    *LIMIT_COLUMNS,
    "temperature_degC",
    "dew_point_degC",  # below 0 the frost point
    "relative_humidity_pct",
    "verdict",  # reached, at once, never, later, outside
    "time_h",  # 0 at once; none where it is never, later or outside
)
DEW_POINT_COLUMNS = (
    *LIMIT_COLUMNS,
    "temperature_degC",
    "wait_h",
    "verdict",  # found, any, none
    "dew_point_degC",  # the highest that will do; none unless found
    "relative_humidity_pct",
    "vapour_pressure_Pa",
)
BOUND_COLUMNS = (
    "limit_ppm",
    "temperature_degC",
    "never_to_degC",  # up to this dew point it is never met; none: not known so
    "known_to_degC",  # up to this one the isotherms are known
)
HOURS, DAYS = [HOUR, 8 * HOUR], [DAY, 7 * DAY, 30 * DAY, 365 * DAY]
ISOLINES = (0.1, 1.0, 10.0, MINUTE, 10 * MINUTE, *HOURS, *DAYS)  # s; where a map is
FEWEST_ISOLINES = 4  # with fewer of them, these
CLOSE_ISOLINES = tuple(  # s
    [share * unit for unit in (0.1, 1.0, 10.0) for share in (1.0, 2.0, 5.0)]
    + [share * MINUTE for share in (1, 2, 5, 10, 20, 30)]
    + [share * HOUR for share in (1, 2, 4, 8, 12)]
    + [share * DAY for share in (1, 2, 4, 7, 14, 30, 90, 365)]
)
AT_A_TIME = 200  # airs or waits solved together, between two words of progress

Told = Callable[[float, str], None]


@dataclass(frozen=True, eq=False)
class TimeMap:
    """A row per wrapping, content, place, temperature and dew point; and the isolines.

    `isolines` has the columns of DEW_POINT_COLUMNS: where a wait of `wait_h` just ends.
    """

    plan: Plan
    rows: dict[str, list]
    isolines: dict[str, list]


def contents(plan: Plan) -> tuple[float, ...]:
    """The distinct contents of the limits [kg per kg dry coating], rising."""
    return tuple(sorted({limit.water for limit in plan.limits}))


def time_map(plan: Plan, progress: Told | None = None) -> TimeMap:
    """The map that `plan` asks for; isolines take longer than the map itself.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    asked = plan.map
    airs = [(t, point) for t in asked.temperatures for point in asked.dew_points]
    rows = _times(plan, airs, asked.pressure, plan.map_wrappings, progress)
    isolines = {name: [] for name in DEW_POINT_COLUMNS}
    for wrapping in plan.map_wrappings:
        seen = [
            hours * HOUR
            for name, hours in zip(rows["wrapping"], rows["time_h"], strict=True)
            if name == wrapping and hours
        ]
        if seen:
            times = [t for t in ISOLINES if min(seen) < t < max(seen)]
            if len(times) < FEWEST_ISOLINES:
                times = [t for t in CLOSE_ISOLINES if min(seen) < t < max(seen)]
            found = _dew_points(
                plan, times, asked.temperatures, asked.pressure, [wrapping], progress
            )
            for name, column in found.items():
                isolines[name] += column
    return TimeMap(plan, rows, isolines)


def needed_dew_points(plan: Plan, progress: Told | None = None) -> dict[str, list]:
    """The highest dew point for each wait that `plan` asks for, in every wrapping.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    names = [name for name, _, _ in plan.wrappings]
    pressure = STANDARD_PRESSURE if plan.map is None else plan.map.pressure
    return _dew_points(
        plan, plan.waits, plan.wait_temperatures, pressure, names, progress
    )


# ---------------------------------------------------------------- rows


def _limits(plan):
    return [
        ContentLimit(water, place)
        for water in contents(plan)
        for place in plan.map_places
    ]


def _exchange(plan, wrapping):
    return next(exchange for name, _, exchange in plan.wrappings if name == wrapping)


def _times(plan, airs, pressure, wrappings, progress):
    """Rows of MAP_COLUMNS for `airs` (temperature, dew point) [K]."""
    rows = {name: [] for name in MAP_COLUMNS}
    limits = _limits(plan)
    for wrapping in wrappings:
        exchange = _exchange(plan, wrapping)
        found = []
        for batch in _batches(airs, exchange, 1):
            if progress is not None:
                done = len(found) / len(airs)
                progress(done, f"{wrapping}: map, {len(found)} of {len(airs)} airs")
            meetings = [
                (
                    AirHistory.constant(
                        temperature,
                        float(vapour_pressure_from_dew_point(point)),
                        pressure,
                    ),
                    exchange,
                )
                for temperature, point in batch
            ]
            found += waits(plan.model, plan.start, meetings, limits, plan.longest)
        for i, limit in enumerate(limits):
            for (temperature, point), answers in zip(airs, found, strict=True):
                time = answers[i].time
                _add(
                    rows,
                    plan,
                    wrapping,
                    limit,
                    temperature_degC=_degrees(temperature),
                    dew_point_degC=_degrees(point),
                    relative_humidity_pct=_humidity(
                        float(vapour_pressure_from_dew_point(point)), temperature
                    ),
                    verdict=answers[i].verdict,
                    time_h=None if time is None else time / HOUR,
                )
    return rows


def _dew_points(plan, times, temperatures, pressure, wrappings, progress):
    """Rows of DEW_POINT_COLUMNS."""
    rows = {name: [] for name in DEW_POINT_COLUMNS}
    limits = _limits(plan)
    for wrapping in wrappings:
        exchange = _exchange(plan, wrapping)
        wanted = [
            WantedWait(temperature, time, limit, exchange, pressure)
            for temperature in temperatures
            for time in times
            for limit in limits  # the limits of one air share its answer
        ]
        found, each = [], len(limits)
        for batch in _batches(wanted, exchange, each):
            if progress is not None:
                words = f"{wrapping}: dew points, {len(found)} of {len(wanted)}"
                progress(len(found) / len(wanted), words)
            found += moistest(plan.model, plan.start, batch)
        answers = list(zip(wanted, found, strict=True))
        # all of a limit after one another
        for one, air in (row for i in range(each) for row in answers[i::each]):
            vapour, point, humidity = air.vapour_pressure, None, None
            if vapour is not None:
                point = celsius(float(dew_point(vapour)))
                humidity = _humidity(vapour, one.temperature)
            _add(
                rows,
                plan,
                wrapping,
                one.limit,
                temperature_degC=_degrees(one.temperature),
                wait_h=one.time / HOUR,
                verdict=air.verdict,
                dew_point_degC=point,
                relative_humidity_pct=humidity,
                vapour_pressure_Pa=vapour,
            )
    return rows


def _batches(asked, exchange, least):
    """`asked` in parts; `least` by `least` where each takes a second."""
    size = least if exchange.kind == BAG else least * -(-AT_A_TIME // least)
    return [asked[i : i + size] for i in range(0, len(asked), size)]


def _degrees(temperature):
    """In degC as it was given: 273.15 added and taken off again leaves a last digit."""
    return round(celsius(temperature), 9)


def _humidity(vapour, temperature):
    return 100.0 * vapour / float(liquid_vapour_pressure(temperature))


def _add(rows, plan, wrapping, limit, **values):
    share = plan.material.coating_share / PPM
    head = (wrapping, limit.place, limit.water * share, limit.water / PPM)
    for name, value in zip(LIMIT_COLUMNS, head, strict=True):
        rows[name].append(value)
    for name, value in values.items():
        rows[name].append(value)


# ---------------------------------------------------------------- plain values


def allowed_time_sweep(
    content: dict,
    temperature_degC: float,
    dew_points_degC: Sequence[float],
    wrappings: Sequence[str] | None = None,
) -> dict[str, list]:
    """How long the sample of an exposure file's keys may wait, at several dew points.

    Lists by the names of MAP_COLUMNS, in `wrappings` (None: those of the map).

    Raises
    ------
    ScenarioError
        For keys that are none.
    SolverError
        Where the model finds no answer.
    ValueError
        For a wrapping that the keys do not have, or an air beyond all formulas.
    """
    plan = loaded({"map": {}, **content})
    airs = [(kelvin(temperature_degC), kelvin(point)) for point in dew_points_degC]
    return _times(plan, airs, plan.map.pressure, _known(plan, wrappings), None)


def allowed_dew_points(
    content: dict,
    times_h: Sequence[float],
    temperatures_degC: Sequence[float],
    wrappings: Sequence[str] | None = None,
) -> dict[str, list]:
    """The highest dew points at which waits are possible; as `allowed_time_sweep` else.

    Lists by the names of DEW_POINT_COLUMNS.
    """
    asked = {"times_h": list(times_h), "at_temperatures_degC": list(temperatures_degC)}
    plan = loaded({"map": {}, **content, **asked})
    return _dew_points(
        plan,
        plan.waits,
        plan.wait_temperatures,
        plan.map.pressure,
        _known(plan, wrappings),
        None,
    )


def dew_point_bounds(
    content: dict, temperatures_degC: Sequence[float]
) -> dict[str, list]:
    """Between which dew points the allowed time depends on the air.

    Lists by the names of BOUND_COLUMNS, a row per temperature and content of the
    limits; in the first wrapping of the map.

    Raises
    ------
    ScenarioError
        For keys that are none.
    ValueError
        For a temperature that the material is not known for.
    """
    plan = loaded({"map": {}, **content})
    exchange = _exchange(plan, plan.map_wrappings[0])
    rises = exchange.kind != BAG and exchange.heating_time == 0.0
    pressure = plan.map.pressure
    rows = {column: [] for column in BOUND_COLUMNS}
    share = plan.material.coating_share / PPM
    for water in contents(plan):
        for degrees in temperatures_degC:
            temperature = kelvin(degrees)
            top = largest_vapour_pressure(
                plan.model, plan.start, temperature, pressure, exchange
            )
            held = equilibrium_vapour_pressure(plan.model, temperature, water)
            never = top if held is None else min(held, top)
            row = (
                water * share,
                degrees,
                celsius(float(dew_point(never))) if rises else None,
                celsius(float(dew_point(top))),
            )
            for column, value in zip(BOUND_COLUMNS, row, strict=True):
                rows[column].append(value)
    return rows


def _known(plan, wrappings):
    if wrappings is None:
        return plan.map_wrappings
    names = [name for name, _, _ in plan.wrappings]
    for name in wrappings:
        if name not in names:
            raise ValueError(unknown_name(name, "wrapping", names))
    return wrappings
