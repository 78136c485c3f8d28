"""RoomPlant: dry rooms with their air supply, and what acts on them by the clock.

Frozen values in SI. Times count from midnight before a Monday, like a plant's week.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from models.air_handling import AirHandling
from models.dry_room import Drive, Rooms
from models.units import WEEK


@dataclass(frozen=True)
class Course:
    """A number that changes in steps and comes back after a period.

    Attributes
    ----------
    times : tuple
        At which its steps begin within the period [s], rising from 0.
    values : tuple
        From each of them on.
    period : float
        [s]
    """

    times: tuple[float, ...] = (0.0,)
    values: tuple[float, ...] = (0.0,)
    period: float = WEEK

    def __post_init__(self):
        times = np.asarray(self.times)
        rising = times[0] == 0.0 and np.all(np.diff(times) > 0.0)
        if len(times) != len(self.values) or not rising or times[-1] >= self.period:
            raise ValueError(
                "times of a course rise from 0 to before its period, a value each"
            )

    @classmethod
    def constant(cls, value):
        """Always `value`."""
        return cls(values=(value,))

    @classmethod
    def of_shifts(cls, counts, period=WEEK):
        """The sum of `counts`: pairs of a value and its intervals in the period [s].

        Examples
        --------
        >>> course = Course.of_shifts([(2.0, [(0.0, 10.0)]), (1.0, [(5.0, 20.0)])])
        >>> course.at([0.0, 5.0, 10.0, 20.0]).tolist()
        [2.0, 3.0, 1.0, 0.0]
        """
        ends = {0.0}
        for _, intervals in counts:
            ends.update(end for interval in intervals for end in interval)
        times = sorted(end for end in ends if end < period)
        values = [
            sum(value * (a <= t < b) for value, spans in counts for a, b in spans)
            for t in times
        ]
        return cls(tuple(times), tuple(float(v) for v in values), period)

    def at(self, time):
        """Its value at `time` [s]; of an instant at which it steps the new one."""
        place = np.searchsorted(self.times, np.asarray(time) % self.period, "right") - 1
        return np.asarray(self.values)[place]

    def mean(self, instants):
        """Its exact mean over each of the intervals between `instants` [s]."""
        instants = np.asarray(instants, dtype=float)
        edges = np.append(self.times, self.period)
        summed = np.append(0.0, np.cumsum(np.diff(edges) * np.asarray(self.values)))
        turns, within = np.divmod(instants, self.period)
        passed = np.interp(within, edges, summed)
        return self._between(turns, passed, summed[-1]) / np.diff(instants)

    def rises(self, instants):
        """What it rises by in steps within each interval, its end left out.

        Examples
        --------
        >>> course = Course((0.0, 10.0, 20.0), (0.0, 3.0, 1.0), period=100.0)
        >>> course.rises([0.0, 10.0, 20.0, 110.0, 210.0]).tolist()
        [0.0, 3.0, 0.0, 3.0]
        """
        steps = np.diff(self.values, prepend=self.values[-1])
        summed = np.concatenate([[0.0], np.cumsum(np.maximum(steps, 0.0))])
        instants = np.asarray(instants, dtype=float)
        turns, within = np.divmod(instants, self.period)
        passed = summed[np.searchsorted(self.times, within, "left")]
        return self._between(turns, passed, summed[-1])

    @staticmethod
    def _between(turns, passed, whole):
        """Differences of turns * whole + passed; turns apart, so that after many of
        them nothing is lost to rounding."""
        return np.diff(turns) * whole + np.diff(passed)


NONE = Course()


@dataclass(frozen=True)
class RoomSetPoints:
    """The humidity asked of a room by the hour of the week, and how it is held.

    Attributes
    ----------
    asked : Course
        Humidity ratio [kg/kg]; 0 while the room is dried as fast as it can.
    lowest : float
        Least supply flow over the full one [-].
    coldest, warmest : float
        Supply air that people stand and that still mixes [K]; the flow is never so
        small that the room's heat asks for other air.
    """

    asked: Course
    lowest: float
    coldest: float
    warmest: float

    @property
    def held(self) -> Course:
        """The set points [kg/kg] alone: while the room is dried, that before still
        stands.

        Examples
        --------
        >>> own = RoomSetPoints(Course((0.0, 5.0, 9.0), (0.0, 2.0, 3.0)), 0, 280, 310)
        >>> own.held.values
        (3.0, 2.0, 3.0)
        """
        kept, values = self.asked.values[-1] or max(self.asked.values), []
        for value in (*self.asked.values, *self.asked.values):  # the week comes back
            kept = value or kept
            values.append(kept)
        return replace(self.asked, values=tuple(values[len(self.asked.values) :]))

    def driest(self, instants):
        """The least humidity asked for [kg/kg] in each interval between `instants` [s].

        So an interval in which drying begins is dried in from its start.
        """
        instants = np.asarray(instants, dtype=float)
        own = self.asked.at(instants[:-1])
        for turn in np.unique(instants // self.asked.period):
            steps = np.asarray(self.asked.times) + turn * self.asked.period
            place = np.searchsorted(instants, steps, "right") - 1
            inside = (place >= 0) & (place < len(own))
            np.minimum.at(own, place[inside], np.asarray(self.asked.values)[inside])
        return own


@dataclass(frozen=True)
class RoomUse:
    """What goes on in one room, and what its air shall be.

    Attributes
    ----------
    temperature, humidity : float
        Asked of its air [K], [kg/kg].
    people : Course
        How many.
    machines : Course
        Heat [W].
    door : Course
        Dry air exchanged with what lies around by openings of doors [kg/s].
    entry : float
        Dry air that comes in with each person who enters [kg]; a rise of `people`.
    exhaust : float
        Dry air drawn off beside the return air [kg/s].
    product : float
        Water that the goods give off [kg/s].
    inside : int or None
        Place of the room it stands in; None in the hall.
    """

    temperature: float
    humidity: float
    people: Course = NONE
    machines: Course = NONE
    door: Course = NONE
    entry: float = 0.0
    exhaust: float = 0.0
    product: float = 0.0
    inside: int | None = None


@dataclass(frozen=True)
class RoomPlant:
    """Rooms, their use by the clock, and the unit that supplies them.

    Attributes
    ----------
    rooms : Rooms
        The first passages belong to the rooms that stand inside others: into each, out
        of it. What follows are those of `shares`.
    uses : tuple of RoomUse
        One for each room.
    shares : tuple
        For each further passage the share of its source's supply air that it takes
        [-]; None where its flow is fixed.
    supply_flow : tuple
        Dry air supplied to each room at full flow [kg/s].
    supply_humidity : float
        [kg/kg]
    surroundings_temperature, surroundings_humidity : float
        Of the hall [K], [kg/kg].
    working : Course
        1 at work, 0 at other times.
    set_back : float
        Share of the full flow at other times [-].
    control : object or None
        Of the flow into the room at place `controlled`, by its method
        `flow(humidity, people, working)`; all other rooms have full flow and set-back.
    controlled : int
    set_points : RoomSetPoints or None
        Of the room at place `controlled`, in place of `control`.
    unit : AirHandling or None
        None until the flows are known.
    pressure : float
        [Pa]
    """

    rooms: Rooms
    uses: tuple[RoomUse, ...]
    shares: tuple[float | None, ...]
    supply_flow: tuple[float, ...]
    supply_humidity: float
    surroundings_temperature: float
    surroundings_humidity: float
    pressure: float
    working: Course
    set_back: float = 1.0
    control: object = None
    controlled: int = 0
    set_points: RoomSetPoints | None = None
    unit: AirHandling | None = None

    @cached_property
    def temperature(self):
        """Asked of each room's air [K]."""
        return np.array([use.temperature for use in self.uses])

    @cached_property
    def humidity(self):
        """Asked of each room's air [kg/kg]."""
        return np.array([use.humidity for use in self.uses])

    @property
    def inner(self):
        """Places of the rooms that stand inside others."""
        return [i for i, use in enumerate(self.uses) if use.inside is not None]

    @property
    def cycle(self):
        """Whole weeks after which all comes back as it was [s]."""
        periods = [course.period for use in self.uses for course in _courses(use)]
        return WEEK * np.ceil(max(periods) / WEEK)

    def around(self):
        """Temperature [K] and humidity [kg/kg] of what lies around each room.

        Around an inner room it is the air asked of the room it stands in.
        """
        warm, moist = (
            np.full(len(self.uses), value)
            for value in (self.surroundings_temperature, self.surroundings_humidity)
        )
        for i in self.inner:
            warm[i] = self.temperature[self.uses[i].inside]
            moist[i] = self.humidity[self.uses[i].inside]
        return warm, moist

    def doors(self, instants):
        """Dry air exchanged by doors [kg/s], a row an interval, a column a room."""
        lengths = np.diff(instants)
        return np.column_stack(
            [
                use.door.mean(instants)
                + use.entry * use.people.rises(instants) / lengths
                for use in self.uses
            ]
        )

    def drive(
        self, instants, product=0.0, supply_flow=None, supply_humidity=None
    ) -> Drive:
        """What acts on the rooms between `instants` [s since a Monday's midnight].

        Means over each interval; the rooms have the temperature asked of them.
        `product` [kg/s] comes on top of the rooms' own: a number, or a row a room.
        `supply_flow` [kg/s], a row a room, replaces full flow with set-back, and
        `supply_humidity` [kg/kg], likewise, the design's.
        """
        instants = np.asarray(instants, dtype=float)
        shape = (len(instants) - 1, len(self.uses))
        if supply_flow is None:
            at_work = self.working.mean(instants)[:, None]
            supply_flow = (
                self.set_back + (1.0 - self.set_back) * at_work
            ) * np.asarray(self.supply_flow)
        supply_flow = np.broadcast_to(supply_flow, shape)
        if supply_humidity is None:
            supply_humidity = self.supply_humidity
        doors = self.doors(instants)
        passages = np.empty((shape[0], len(self.rooms.passages)))
        flows = [passage.flow for passage in self.rooms.passages]
        for k, i in enumerate(self.inner):
            for place in (2 * k, 2 * k + 1):
                passages[:, place] = flows[place] + doors[:, i]
            doors[:, i] = 0.0
        first, ends = 2 * len(self.inner), self.rooms.ends()
        for place, share in enumerate(self.shares, start=first):
            source = supply_flow[:, ends[place][0]]
            passages[:, place] = flows[place] if share is None else share * source
        own = np.array([use.product for use in self.uses])
        warm, moist = self.around()
        return Drive.held(
            self.rooms,
            instants,
            supply_flow=supply_flow,
            supply_humidity=np.broadcast_to(supply_humidity, shape),
            surroundings_temperature=np.broadcast_to(warm, shape),
            surroundings_humidity=np.broadcast_to(moist, shape),
            exhaust=np.broadcast_to([use.exhaust for use in self.uses], shape),
            door=doors,
            people=np.column_stack([use.people.mean(instants) for use in self.uses]),
            machines=np.column_stack(
                [use.machines.mean(instants) for use in self.uses]
            ),
            product=np.broadcast_to(own + product, shape),
            passages=passages,
            temperature=np.broadcast_to(self.temperature, shape),
        )


def _courses(use):
    return (use.people, use.machines, use.door)
