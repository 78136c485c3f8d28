"""What acts on rooms over time: every input held over each of a row of intervals."""

from dataclasses import dataclass

import numpy as np

FIELDS = {  # name: unit, lowest, what it is without being given
    "supply_flow": ("kg/s", 0.0, 0.0),
    "supply_temperature": ("K", 200.0, 293.15),
    "supply_humidity": ("kg/kg", 0.0, 0.0),
    "surroundings_temperature": ("K", 200.0, 293.15),
    "surroundings_humidity": ("kg/kg", 0.0, 0.0),
    "exhaust": ("kg/s", 0.0, 0.0),
    "door": ("kg/s", 0.0, 0.0),
    "people": ("", 0.0, 0.0),
    "machines": ("W", -np.inf, 0.0),
    "product": ("kg/s", -np.inf, 0.0),
}


@dataclass(frozen=True)
class Drive:
    """Inputs of rooms, held over the intervals between `instants`.

    All but `instants` and `passages` have a row for each interval and a column for
    each room; :meth:`held` makes them from numbers.

    Attributes
    ----------
    instants : array
        Ends of the intervals [s], rising, one more than intervals.
    supply_flow, supply_temperature, supply_humidity : array
        Dry air supplied [kg/s], [K], [kg/kg].
    surroundings_temperature, surroundings_humidity : array
        Of the air outside doors and walls [K], [kg/kg].
    exhaust : array
        Dry air drawn off beside the return air [kg/s]; what supply and passages do not
        bring for it comes in from the surroundings.
    door : array
        Dry air exchanged with the surroundings through doors and locks [kg/s].
    people : array
        How many; a measured number may be fractional.
    machines : array
        Heat [W].
    product : array
        Water that coils, webs and cells give off [kg/s]; negative where they take it.
    passages : array
        Dry air through each passage [kg/s], a column each.
    temperature : array or None
        Of the rooms' air [K], where it is measured or held by control; without it the
        heat balance gives it.
    """

    instants: np.ndarray
    supply_flow: np.ndarray
    supply_temperature: np.ndarray
    supply_humidity: np.ndarray
    surroundings_temperature: np.ndarray
    surroundings_humidity: np.ndarray
    exhaust: np.ndarray
    door: np.ndarray
    people: np.ndarray
    machines: np.ndarray
    product: np.ndarray
    passages: np.ndarray
    temperature: np.ndarray | None = None

    @classmethod
    def held(cls, rooms, instants, *, passages=None, temperature=None, **given):
        """From single numbers, rows and tables.

        One number holds for all rooms at all times. A row of numbers is one for each
        interval if there is one room (or passage), else one for each room; a table has
        a row an interval. `given` are fields by name, the rest is their default.

        Raises
        ------
        ValueError
            For an unknown name, a number outside its range or not finite, instants
            that do not rise, an array of the wrong shape.
        """
        instants = np.asarray(instants, dtype=float)
        if instants.ndim != 1 or len(instants) < 2 or np.any(~(np.diff(instants) > 0)):
            raise ValueError(
                "instants of a drive rise, and there are at least 2 of them"
            )
        unknown = sorted(set(given) - set(FIELDS))
        if unknown:
            raise ValueError(
                f"a drive has no {', '.join(unknown)}; it has {', '.join(FIELDS)}, "
                "passages and temperature"
            )
        shape = (len(instants) - 1, len(rooms.rooms))
        values = {
            name: _filled(name, given.get(name, default), shape, unit, low)
            for name, (unit, low, default) in FIELDS.items()
        }
        flows = [p.flow for p in rooms.passages] if passages is None else passages
        wide = (shape[0], len(rooms.passages))
        between = _filled("passages", flows, wide, "kg/s", 0.0)
        if temperature is not None:
            temperature = _filled("temperature", temperature, shape, "K", 200.0)
        return cls(instants, passages=between, temperature=temperature, **values)

    @property
    def durations(self):
        """Of the intervals [s]."""
        return np.diff(self.instants)

    def part(self, start, stop):
        """The intervals `start` to before `stop`."""
        values = {
            name: getattr(self, name)[start:stop] for name in (*FIELDS, "passages")
        }
        temperature = None if self.temperature is None else self.temperature[start:stop]
        return Drive(self.instants[start : stop + 1], temperature=temperature, **values)


def _filled(name, value, shape, unit, low):
    value = np.asarray(value, dtype=float)
    if value.ndim == 1 and shape[1] == 1:
        value = value[:, None]
    try:
        full = np.broadcast_to(value, shape).copy()
    except ValueError:
        raise ValueError(
            f"{name} of a drive has the shape {value.shape}; it is a number, a row of "
            f"{shape[0] if shape[1] == 1 else shape[1]} numbers, or {shape[0]} rows of "
            f"{shape[1]}"
        ) from None
    wrong = ~((full >= low) & np.isfinite(full))
    if np.any(wrong):
        row, column = np.argwhere(wrong)[0]
        floor = f"at least {low:g}" if np.isfinite(low) else "a finite number"
        raise ValueError(
            f"{name} of a drive is {full[row, column]:g} {unit} in interval {row}; it "
            f"is {floor}"
        )
    return full
