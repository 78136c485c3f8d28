"""Web machines: the coil runs through as a web, from the unwinder to the rewinder."""

from dataclasses import replace

from models.material import Material
from models.sorption import FACE, Exchange
from twin.coil import Coil
from twin.drying import DriedWeb, dried_web
from twin.scenario import MachineSpec, rows_across
from twin.station.base import Slot, Station


class Machine(Station):
    """A web machine, or any one step that runs coil by coil.

    Each metre is web for path length over line speed and meets the air by its faces.
    For the rest of the coil's time it is wound, half of it before, half after.
    """

    def __init__(self, name: str, spec: MachineSpec, line):
        super().__init__(name, spec, line)
        self.web_zone = line.zones[spec.web_zone or spec.zone]
        self.face = Exchange(FACE, spec.film)

    def passage(self, coil: Coil) -> tuple[float, float, float]:
        """Time on the unwinder, as a web, on the rewinder [s]."""
        spec = self.spec
        if spec.duration is None:
            whole = coil.length / spec.speed
        else:
            whole = self.drawn(spec.duration, "duration", coil)
        way = spec.way_of(coil.material)
        web = way / spec.speed if way > 0.0 else 0.0
        wound = whole - web
        return 0.5 * wound, web, 0.5 * wound

    def unwinding(self, coil: Coil) -> Exchange | None:
        """How what is still on the unwinder meets the air; None: not yet coated."""
        return self.wound(coil)

    def running(self, coil: Coil) -> Exchange | None:
        """How the web meets the air of the web zone; None: not yet dry."""
        return self.face

    def work(self, load, slot: Slot):
        (coil,) = load
        before, web, after = self.passage(coil)
        yield from self.pass_time(load, slot, self.zone, self.unwinding, before)
        yield from self.pass_time(load, slot, self.web_zone, self.running, web)
        self.at_web_end(coil)
        yield from self.pass_time(load, slot, self.zone, self.wound, after)
        return self.rewound(coil)

    def at_web_end(self, coil: Coil) -> None:
        """What the machine does to the coil where its web ends."""

    def rewound(self, coil: Coil) -> list[Coil]:
        """What leaves the machine."""
        return [coil]


class Coater(Machine):
    """Coater with dryer, whose air is that of `web_zone`, or solved with its zones.

    What waits or is on the unwinder is bare foil: the coil's water begins to change
    where its web does; with a dryer of its own where that ends, for the coil begins
    with the water it leaves. Behind the dryer the web takes the temperature of the
    hall, over chill rolls and within seconds, before it is wound; its water has no time
    to change. A coil takes length / speed (or `duration`) for each run; in runs before
    the last it is as good as bare, for what they leave is dried again. The energy of
    all passes is booked at the end of the dryer, per area of coating; what a dryer
    takes while it waits, starts or is repaired is not in it.
    """

    def waiting(self, coil):
        return None

    unwinding = waiting

    def passage(self, coil):
        before, web, after = super().passage(coil)
        dryer = self.spec.dryer
        earlier = 0 if dryer is None else dryer.runs(coil.material) - 1
        return before + earlier * (before + web + after), web, after

    def running(self, coil):
        return self.face if self.spec.dryer is None else None

    def at_web_end(self, coil):
        temperature = self.zone.air.at(self.env.now)[0]
        coil.warm(lambda _: temperature, self.env.now)
        if self.spec.dryer is not None:
            dried = self.dried(coil.material)
            coil.visit.draw(coil.length * coil.width * dried.energy)

    def dried(self, material: Material) -> DriedWeb:
        """What the dryer makes of a web of the material at this line speed."""
        return dried_web(self.spec.dryer, material, self.spec.speed)


class Calender(Machine):
    """Presses the coating in its nip, behind which a part of the web path may lie.

    Hot rolls warm the web. It dries on its way through the air, cooling, and is wound
    as warm as it is then.
    """

    def work(self, load, slot):
        (coil,) = load
        before, web, after = self.passage(coil)
        spec = self.spec
        behind = spec.path_after_nip / spec.speed if spec.path_after_nip > 0.0 else 0.0
        face = lambda _: self.face  # noqa: E731
        yield from self.pass_time(load, slot, self.zone, self.unwinding, before)
        yield from self.pass_time(load, slot, self.web_zone, face, web - behind)
        self.press(coil)
        yield from self.pass_time(load, slot, self.web_zone, self.cooling, behind)
        yield from self.pass_time(load, slot, self.zone, self.wound, after)
        return load

    def press(self, coil: Coil) -> None:
        """What the nip does to the coil."""
        rolls, now = self.spec.hot_rolls, self.env.now
        material = self.line.compacted(
            coil.material, self.spec.porosity_behind(coil.material)
        )
        coil.compact(material, self.line.model(material, coil.half_width), now)
        if rolls is not None:
            speed, drawn = self.spec.speed, self.spec.drawn_for
            coil.warm(lambda t: rolls.web_temperature(material, t, speed), now, drawn)

    def cooling(self, coil: Coil) -> Exchange:
        """How the web behind the nip meets the air."""
        rolls = self.spec.hot_rolls
        lag = 0.0 if rolls is None else rolls.cooling_time(coil.material)
        return replace(self.face, heating_time=lag)


class Slitter(Machine):
    """Cuts a mother into daughters, when she has run through."""

    def rewound(self, coil):
        spec, now = self.spec, self.env.now
        cuts, start = [], spec.trim
        for width in spec.daughter_widths:
            # what rounding adds to the last one does not reach beyond the web
            cuts.append((start, min(start + width, coil.width)))
            start += width
        visit = coil.visit
        visit.finished = visit.left = now
        visit.water_out = coil.mark(now)
        models = self.line.models_of(coil.material)
        daughters = coil.slit(cuts, models, now)
        for daughter in daughters:
            daughter.last_station = self.name
            self.line.coils.append(daughter)
        return daughters

    def _hand_over(self, coils, slot):
        yield from super()._hand_over(coils, slot)
        visit = coils[0].cut.mother.visit  # the mother's, blocked by her last daughter
        visit.left = self.env.now


class Cutter(Machine):
    """Cuts the web into sheets and stacks them, where the web path ends."""

    def at_web_end(self, coil):
        spec = self.spec
        rows = rows_across(coil.width, spec.sheet_width)
        models = self.line.models_of(coil.material)
        coil.cut_sheets(rows, spec.sheet_width, spec.sheet_length, models, self.env.now)


class Store(Station):
    """A store or buffer: coils keep their wrapping and stay for a while at least."""

    def work(self, load, slot):
        (coil,) = load
        duration = self.drawn(self.spec.duration, "duration", coil)
        yield from self.pass_time(load, slot, self.zone, self.waiting, duration)
        return load

    def resting(self, coil):
        return self.waiting(coil)
