"""A sample in airs and wrappings: when it meets each limit, as rows."""

from collections.abc import Callable
from dataclasses import dataclass

from models.exposure_limits import Course, courses, crossing
from models.psychrometrics import dew_point
from models.sorption import AirHistory
from models.units import HOUR, PPM, celsius
from scenarios.exposure.load import Place, Plan
from twin.wrapping import Wrapping

COLUMNS = (
    "air",
    "temperature_degC",
    "dew_point_degC",  # below 0 the frost point; none of air without vapour
    "wrapping",
    "place",
    "limit_ppm",  # mg per kg dry electrode, foil included; so are the next two
    "start_ppm",
    "equilibrium_ppm",  # in the air, after any time
    "limit_coating_ppm",  # mg per kg dry coating
    "verdict",  # reached, never, later
    "from",  # below or above the limit
    "time_h",  # none unless reached
)
COURSE_COLUMNS = ("air", "wrapping", "time_h", "water_ppm", "edge_ppm", "worst_ppm")


@dataclass(frozen=True)
class Meeting:
    """The sample's course in one air and one wrapping."""

    place: Place
    wrapping: str
    spec: Wrapping
    course: Course


@dataclass(frozen=True, eq=False)
class Exposures:
    """What came out: a row per air, wrapping and limit, and the courses behind them."""

    plan: Plan
    rows: dict[str, list]
    meetings: tuple[Meeting, ...]

    def times(self, place: Place, wrapping: str) -> list[tuple[str, float | None, str]]:
        """Verdict, hours and side of the start, for each limit in turn."""
        rows = self.rows
        return [
            (rows["verdict"][i], rows["time_h"][i], rows["from"][i])
            for i in range(len(rows["air"]))
            if rows["air"][i] == place.name and rows["wrapping"][i] == wrapping
        ]

    def course_rows(self) -> dict[str, list]:
        """The courses as a table."""
        table = {name: [] for name in COURSE_COLUMNS}
        share = self.plan.material.coating_share / PPM
        for one in self.meetings:
            for time, figures in zip(one.course.times, one.course.figures, strict=True):
                row = (one.place.name, one.wrapping, float(time) / HOUR)
                water = (figures.mean, figures.edge, figures.worst)
                row += tuple(share * value for value in water)
                for name, value in zip(COURSE_COLUMNS, row, strict=True):
                    table[name].append(value)
        return table


def run(plan: Plan, progress: Callable[[float, str], None] | None = None) -> Exposures:
    """The times of `plan`.

    Raises
    ------
    SolverError
        Where the model finds no answer.
    """
    pairs = [(place, *one) for place in plan.places for one in plan.wrappings]
    if progress is not None:
        progress(0.0, f"{len(pairs)} exposures")
    rows = {name: [] for name in COLUMNS}
    meetings = []
    for number, (place, name, spec, exchange) in enumerate(pairs):
        if progress is not None:
            progress(number / len(pairs), f"{place.name}, {name}")
        (course,) = courses(
            plan.model, plan.start, [(_history(place), exchange)], plan.longest
        )
        meetings.append(Meeting(place, name, spec, course))
        for limit in plan.limits:
            found = crossing(plan.model, course, limit)
            _add(rows, plan, place, name, course, limit, found)
    return Exposures(plan, rows, tuple(meetings))


def _history(place):
    air = place.air
    return AirHistory.constant(
        air.temperature, air.vapour_pressure, air.pressure, air.gas
    )


def _add(rows, plan, place, wrapping, course, limit, found):
    share = plan.material.coating_share / PPM
    vapour = place.air.vapour_pressure
    row = (
        place.name,
        celsius(place.air.temperature),
        celsius(float(dew_point(vapour))) if vapour > 0.0 else None,
        wrapping,
        limit.place,
        limit.water * share,
        getattr(course.figures[0], limit.place) * share,
        getattr(course.end, limit.place) * share,
        limit.water / PPM,
        found.verdict,
        "above" if found.above else "below",
        None if found.time is None else found.time / HOUR,
    )
    for name, value in zip(COLUMNS, row, strict=True):
        rows[name].append(value)
