"""Vacuum oven: one recipe for a whole load."""

from itertools import groupby

import numpy as np

from twin.coil import Coil
from twin.scenario import OvenSpec
from twin.station.base import ROUNDING, Slot, Station
from twin.zone import Ramp, Zone, recipe_air, recipe_pieces

LOADING, UNLOADING = "loading", "unloading"


class Chamber(Zone):
    """One chamber of an oven; between two loads it keeps its temperature [K]."""

    temperature: float | None = None

    def run(self, pieces: list[Ramp], now: float) -> float:
        """Run `pieces` of a recipe from `now` [s] on; how long that takes [s]."""
        air = recipe_air(pieces, now)
        self.begin(air)
        self.temperature = float(air.temperature[-1, 1])
        return float(np.cumsum([piece.duration for piece in pieces])[-1])


class Oven(Station):
    """Vacuum oven: loads of up to `capacity` coils, put in and taken out together.

    In the first load the chamber starts at the temperature of the hall, later at that
    at which the load before ended. In a repair the chamber stays as it is.
    """

    def __init__(self, name: str, spec: OvenSpec, line):
        super().__init__(name, spec, line)
        self.places = spec.capacity
        self.chambers = [Chamber(f"{name}/{slot.number}") for slot in self.slots]
        for chamber in self.chambers:
            line.zones[chamber.name] = chamber

    def arrive(self, coil: Coil) -> None:
        super().arrive(coil)
        if self.spec.max_wait < float("inf"):
            self.decide_at(self.env.now + self.spec.max_wait)

    def next_load(self):
        spec, waiting = self.spec, len(self.queue)
        if waiting < spec.min_load:
            return None
        if waiting < spec.capacity:
            first = min(coil.visit.arrived for coil in self.queue)
            if self.env.now + ROUNDING < first + spec.max_wait:
                return None
        return self.ordered(self.queue)[: spec.capacity]

    def inside(self, coil: Coil):
        """How a coil in the chamber meets its air."""
        return coil.wound(self.spec.film, self.spec.oven_heat_transfer)

    def work(self, load, slot: Slot):
        spec = self.spec
        chamber = self.chambers[slot.number - 1]
        if chamber.temperature is None:
            chamber.temperature = self.zone.air.at(self.env.now)[0]
        recipe = recipe_pieces(spec.recipe, chamber.temperature)
        plan = [(spec.loading, LOADING)]
        plan += [(piece.duration, piece) for piece in recipe]
        plan += [(spec.unloading, UNLOADING)]
        for place, pieces in groupby(self._pieces(plan, slot, load), key=_place):
            pieces = [piece for _, piece in pieces]
            if place in (LOADING, UNLOADING):
                zone, exchange, duration = self.zone, self.wound, sum(pieces)
            else:
                zone, exchange = chamber, self.inside
                duration = chamber.run(pieces, self.env.now)
            for coil in load:
                coil.move_to(zone, exchange(coil), self.env.now)
            if duration > 0.0:
                yield self.env.timeout(duration)
        return load

    def _pieces(self, plan, slot, load):
        """The plan with its repairs: (place, duration [s]) or (place, Ramp)."""
        for duration, what, before, repair in slot.interrupted(plan):
            for coil in load:
                coil.visit.repair += repair
            if isinstance(what, Ramp):
                piece = what.part(before, before + duration)
                yield what.step.gas, piece
                if repair > 0.0:
                    yield what.step.gas, Ramp(repair, piece.end, piece.end, what.step)
            else:
                yield what, duration + repair


def _place(entry):
    return entry[0]
