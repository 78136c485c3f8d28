"""Vacuum oven: one recipe for a whole load."""

from itertools import groupby

import numpy as np

from models.oven import Piece
from twin.chamber import INSIDE, Chamber, Load
from twin.coil import Coil
from twin.scenario import OvenSpec
from twin.station.base import ROUNDING, Slot, Station
from twin.zone import Ramp, recipe_air, recipe_pieces

LOADING, RECIPE, UNLOADING = "loading", "recipe", "unloading"


class Oven(Station):
    """Vacuum oven: loads of up to `capacity` coils, put in and taken out together.

    In the first load the programme starts at the temperature of the hall, later at that
    at which the load before ended. In a repair it stays as it is. How long a load takes
    does not depend on the coils: set temperatures move at their ramps, and what is
    inside follows as it can.
    """

    def __init__(self, name: str, spec: OvenSpec, line):
        super().__init__(name, spec, line)
        self.places = spec.capacity
        self.chambers = [
            Chamber(f"{name}/{slot.number}", spec.chamber) for slot in self.slots
        ]
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
        if self.spec.chamber is not None:
            return INSIDE
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
                duration = self._run(chamber, pieces, load)
            for coil in load:
                coil.move_to(zone, exchange(coil), self.env.now)
            if duration > 0.0:
                yield self.env.timeout(duration)
        return load

    def _run(self, chamber, ramps, coils):
        """Run `ramps` of the recipe from now on; how long that takes [s]."""
        now = self.env.now
        if self.spec.chamber is None:
            chamber.begin(recipe_air(ramps, now))
            chamber.temperature = ramps[-1].end
        else:
            room = self.zone.air.at(now)
            pieces = [_piece(ramp) for ramp in ramps]
            tolerance = self.line.scenario.tolerance
            load = Load(chamber, self.name, pieces, now, room, coils, tolerance)
            chamber.take(load, ramps)
            self.line.loads.append(load)
        return float(np.cumsum([ramp.duration for ramp in ramps])[-1])

    def _pieces(self, plan, slot, load):
        """The plan with its repairs: (place, duration [s]) or (place, Ramp)."""
        for duration, what, before, repair in slot.interrupted(plan):
            for coil in load:
                coil.visit.repair += repair
            if isinstance(what, Ramp):
                # a history of air has one gas, a balanced load may change it
                place = what.step.gas if self.spec.chamber is None else RECIPE
                piece = what.part(before, before + duration)
                yield place, piece
                if repair > 0.0:
                    yield place, Ramp(repair, piece.end, piece.end, what.step)
            else:
                yield what, duration + repair


def _place(entry):
    return entry[0]


def _piece(ramp: Ramp) -> Piece:
    """A piece of the recipe as the chamber's balance takes it."""
    step = ramp.step
    share = step.vapour_pressure / step.pressure
    return Piece(
        ramp.duration, ramp.start, ramp.end, step.pressure, step.purge, share, step.gas
    )
