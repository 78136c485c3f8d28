"""Cell assembly: an anode and a cathode coil become cells."""

import math

from models.psychrometrics import water_activity
from models.units import PPM
from twin.coil import CONSUMED, Coil
from twin.records import CellBatch, Part
from twin.scenario import AssemblySpec, Sheet, rows_across
from twin.station.base import Slot, Station


class Assembly(Station):
    """Pairs an anode with a cathode coil until one of them is used up.

    The other goes on with the next partner. What makes no whole cell is scrap. The
    cells of a pair hold the mean of its water at the begin and at the end. Each
    electrode has a buffer of its own: the one may not lock the other out.
    """

    def __init__(self, name: str, spec: AssemblySpec, line):
        super().__init__(name, spec, line)
        cell = spec.cell
        self.sheets = {
            cell.anode: cell.anode_sheets,
            cell.cathode: cell.cathode_sheets,
        }
        self.separator = line.scenario.materials[cell.separator]
        self.separator_zone = line.zones[spec.separator_zone or spec.zone]
        self._separator_water: dict[tuple[float, float], float] = {}

    def has_place(self, coil):
        if self.spec.buffer is None:
            return True
        same = [c for c in self.queue + self.expected if c.electrode == coil.electrode]
        return len(same) < self.spec.buffer + len(self.idle)

    def nobody_before(self, coil):
        return all(other.electrode != coil.electrode for other, _, _ in self.blocked)

    def cells_in(self, coil: Coil) -> int:
        """Whole cells that what is left of the coil is enough for."""
        metres = self.metres_per_cell(coil)
        return math.floor(coil.length / metres * (1.0 + 1e-9))

    def metres_per_cell(self, coil: Coil) -> float:
        """Web that one cell takes [m]."""
        sheet: Sheet = self.sheets[coil.electrode]
        return sheet.count * sheet.length / rows_across(coil.width, sheet.width)

    def next_load(self):
        for coil in [c for c in self.queue if self.cells_in(c) == 0]:
            self.queue.remove(coil)
            self.leave_plant(coil, CONSUMED)
        cell = self.spec.cell
        sides = [
            [coil for coil in self.queue if coil.electrode == electrode]
            for electrode in (cell.anode, cell.cathode)
        ]
        if not all(sides):
            return None
        return [self.first(side) for side in sides]

    def begin(self, coil, slot, changeover):
        coil.visit.changeover += changeover
        if math.isnan(coil.visit.started):
            super().begin(coil, slot, coil.visit.changeover)

    def shares(self, load):
        return [0.5 for _ in load]

    def work(self, load, slot: Slot):
        spec, env = self.spec, self.env
        anode, cathode = load
        number = min(self.cells_in(coil) for coil in load)
        started = env.now
        before = [coil.mark(started) for coil in load]
        duration = self.drawn(
            spec.time_per_cell, f"time_per_cell/{cathode.name}", anode, number
        )
        for coil in load:
            coil.move_to(self.zone, self.wound(coil), started)
        yield from self.pass_time(load, slot, self.zone, self.wound, duration)
        now = env.now
        parts = []
        for coil, mark in zip(load, before, strict=True):
            used = coil.take(number * self.metres_per_cell(coil))
            sheet, material = self.sheets[coil.electrode], coil.material
            in_cell = (
                sheet.count
                * sheet.width
                * sheet.length
                * material.coated_sides
                * material.coating_mass_per_area
            )
            parts.append(Part(coil, mark, coil.mark(now), used, in_cell))
        separator = self._separator(0.5 * (started + now))
        self.line.cells.append(
            CellBatch(self.name, slot.number, number, started, now, *parts, separator)
        )
        for coil in load:
            if self.cells_in(coil) == 0:
                self.leave_plant(coil, CONSUMED)
            else:
                coil.move_to(self.zone, self.waiting(coil), now)
                self.queue.append(coil)
        return []

    def _separator(self, time):
        """Water on the separator of one cell [kg], in equilibrium with its zone."""
        temperature, vapour_pressure, _ = self.separator_zone.air.at(time)
        key = temperature, vapour_pressure
        if key not in self._separator_water:
            activity = float(water_activity(vapour_pressure, temperature))
            content = float(self.separator.equilibrium_ppm(activity, temperature)) * PPM
            area = self.spec.cell.separator_area
            mass = area * self.separator.electrode_mass_per_area
            self._separator_water[key] = content * mass
        return self._separator_water[key]
