"""Moisture check: the truth, or a Karl Fischer value; from here coils go to rework."""

from twin.coil import SCRAPPED, Coil
from twin.scenario import ELECTRODE_BASIS, MEAN, KarlFischer
from twin.station.base import Slot, Station


class Check(Station):
    """Takes a sample as the coil comes up, and decides when the answer is there."""

    def work(self, load, slot: Slot):
        (coil,) = load
        visit = coil.visit
        rule = self.line.rework_rule(self.name, coil.electrode)
        place = MEAN if rule is None else rule.place
        sample = coil.mark(self.env.now)
        measurement = self.spec.measurement
        visit.truth = lambda: sample.reading.content(ELECTRODE_BASIS, place)
        value = self._value(coil, visit.truth, measurement)
        if measurement is not None:
            visit.sample = value
            yield from self.pass_time(
                load, slot, self.zone, self.waiting, measurement.delay
            )
        if rule is None:
            return load
        self.line.settle(self._samples(coil))
        if value() <= rule.above:
            return load
        if coil.rework.get(self.name, 0) >= rule.at_most:
            self.leave_plant(coil, SCRAPPED)
            return []
        coil.rework[self.name] = coil.rework.get(self.name, 0) + 1
        coil.redirected = rule.target
        return load

    def _samples(self, coil: Coil) -> list[Coil]:
        """`coil`, and those whose answer is due next: together they are one batch."""
        return [coil, *self.queue, *self.at_work]

    def _value(self, coil: Coil, sampled, measurement: KarlFischer | None):
        """A function for the value of a sample [kg/kg dry electrode], once settled."""
        if measurement is None:
            return sampled
        use = f"measurement/{coil.name}/{coil.visits[self.name]}"
        error = float(self.stream(use).standard_normal())

        def value():
            truth = sampled()
            spread = max(measurement.standard_error, measurement.relative_error * truth)
            return truth + measurement.bias + spread * error

        return value

    def resting(self, coil):
        return self.waiting(coil)
