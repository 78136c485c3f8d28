"""WaitingKeys: where coils wait behind the oven, in what, and for how long."""

from scenarios.faults import unknown_name
from scenarios.schema.air import AirKeys
from scenarios.schema.fields import Name, Section, key
from scenarios.schema.wrapping import OPEN, WrappingKeys

MOST_H = 90_000.0


class WaitingWrappingKeys(WrappingKeys):
    """A wrapping as in an exposure file, and what it costs."""

    cost_per_coil: float = key(
        0.0, "of wrapping one coil, in the tariff's currency", ge=0, le=1e6
    )


class WaitingKeys(Section):
    """Between the oven's door and the next station: air, wrappings, how long."""

    air: AirKeys = key(..., "the air the coils wait in; a number may be a $decision")
    wrappings: dict[Name, WaitingWrappingKeys] = key(
        {OPEN: WaitingWrappingKeys(kind=OPEN)},
        "what they may be wrapped in, by name; default: open",
        min_length=1,
        max_length=10,
    )
    today: Name | None = key(
        None, "the wrapping of today's recipe; default: the first of wrappings"
    )
    hours: float | None = key(
        None,
        "how long a coil must be able to wait within the window's upper limits of "
        "water [h], may be a $decision; default: nothing is demanded, the time is told",
        gt=0,
        le=MOST_H,
    )
    longest_h: float = key(
        336.0, "how far the allowed waiting time is looked for [h]", gt=0, le=MOST_H
    )
    heating_time_h: float = key(
        0.0,
        "time constant with which a coil takes the air's temperature [h]; 0: at once",
        ge=0,
        le=1000,
    )

    def faults(self):
        faults = []
        if self.today is not None and self.today not in self.wrappings:
            known = sorted(self.wrappings)
            faults.append((("today",), unknown_name(self.today, "wrapping", known)))
        if self.hours is not None and self.hours > self.longest_h:
            message = f"{self.hours:g}; at most longest_h, {self.longest_h:g}"
            faults.append((("hours",), message))
        if self.hours is None:
            message = "decides nothing without hours; give hours, or remove it"
            faults += [
                (
                    ("wrappings", name, "cost_per_coil"),
                    f"{one.cost_per_coil:g}; {message}",
                )
                for name, one in self.wrappings.items()
                if one.cost_per_coil > 0.0
            ]
        return faults
