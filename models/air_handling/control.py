"""How much supply air: constant, by people, by humidity; nights and weekends.

Each control is a frozen value with one method, `flow(humidity, people, working)`, which
returns the supply flow [kg/s]; its bounds are those of the fan and its drive. A flow at
its upper bound may be too small: the room's balance then shows it.
"""

from dataclasses import dataclass

import numpy as np

from models.air_handling.bounds import bounded


def _check(owner, lowest, highest):
    bounded(owner, "lowest", lowest, "kg/s", 0.0, highest, "not above highest")
    bounded(owner, "highest", highest, "kg/s", 1e-9, 1e6, "what the fan gives")


@dataclass(frozen=True)
class ConstantFlow:
    """One flow [kg/s] at work and a share of it [-] at other times (set-back)."""

    at_work: float
    set_back: float = 1.0

    def __post_init__(self):
        _check("a constant flow", 0.0, self.at_work)
        bounded("a constant flow", "set_back", self.set_back, "", 0.0, 1.0, "a share")

    def flow(self, humidity, people, working):
        """Supply flow [kg/s]."""
        return self.at_work * np.where(working, 1.0, self.set_back)


@dataclass(frozen=True)
class PeopleFlow:
    """Flow by the people in the room: `lowest` and so much per person [kg/s]."""

    lowest: float
    per_person: float
    highest: float

    def __post_init__(self):
        _check("a flow by people", self.lowest, self.highest)
        bounded("a flow by people", "per_person", self.per_person, "kg/s", 0, 1e3, "")

    def flow(self, humidity, people, working):
        """Supply flow [kg/s]."""
        return np.minimum(self.lowest + self.per_person * people, self.highest)


@dataclass(frozen=True)
class HumidityFlow:
    """Flow by the room's humidity: proportional between two humidity ratios [kg/kg].

    `lowest` [kg/s] up to `dry`, `highest` from `damp` on. Outside working hours the
    lower flow holds, unless `always`.
    """

    dry: float
    damp: float
    lowest: float
    highest: float
    always: bool = True

    def __post_init__(self):
        _check("a flow by humidity", self.lowest, self.highest)
        bounded("a flow by humidity", "dry", self.dry, "kg/kg", 0.0, 0.1, "humidity")
        if not self.damp > self.dry:
            raise ValueError(
                f"damp of a flow by humidity is {self.damp:.6g} kg/kg; it is above "
                f"dry, {self.dry:.6g} kg/kg"
            )

    def flow(self, humidity, people, working):
        """Supply flow [kg/s]."""
        position = (np.asarray(humidity) - self.dry) / (self.damp - self.dry)
        opened = np.clip(position, 0.0, 1.0)
        wanted = self.lowest + (self.highest - self.lowest) * opened
        return np.where(working | self.always, wanted, self.lowest)
