"""A coil in a bag with desiccant: coil, bag air and desiccant, solved together.

The film lets in `permeance (p_out - p)`, the coil gives off what its model says in air
of the vapour pressure p, and the desiccant is in equilibrium with p: one unknown, found
anew in each step, implicitly. What comes in is what coil and desiccant gain, exactly.
Left out: the gas in the bag (a hundred litres of dry-room air hold 10 mg), the time
vapour needs within the bag and into the desiccant (hours at most), gas that leaks into
an evacuated bag, and a film's permeance at other temperatures than its test's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.isotherms import Isotherm
from models.psychrometrics import liquid_vapour_pressure
from models.sorption import (
    EDGE,
    AirHistory,
    Exchange,
    Exposure,
    MoistureState,
    Outcome,
    SolverError,
)

BAG = "bag"  # kind of exchange
TOLERANCE = 3e-4  # of the coil's water, per step
BALANCE = 1e-6  # of the water inside: what the search for the bag's air may leave
FIRST_STEP = 0.2  # of an exposure
MOST_TRIALS = 80
SHORTEST = 1e-9  # of an exposure; below it a step is none


@dataclass(frozen=True)
class Desiccant:
    """A drying agent in a bag: its isotherm, how much of it, how wet it is put in.

    `mass` [kg per m3 of the coil's dry coating], `start` [kg/kg].
    """

    isotherm: Isotherm
    mass: float
    start: float = 0.0


@dataclass(frozen=True)
class Bag:
    """What surrounds the coil, per m3 of its dry coating.

    Attributes
    ----------
    permeance : float
        Of the whole film [kg/(s Pa m3)].
    desiccant : Desiccant or None
    pressure : float or None
        Total pressure inside [Pa]; None: that of the surroundings.
    """

    permeance: float
    desiccant: Desiccant | None = None
    pressure: float | None = None


@dataclass(frozen=True)
class BagExchange(Exchange):
    """Edge exchange with the air of a `bag`; of the kind BAG, for :func:`advance`.

    `film` and `heating_time` as in Exchange: the film is that on the coil in the bag,
    the coil's temperature, which is the desiccant's too, follows the outer air's.
    """

    bag: Bag = Bag(0.0)


@dataclass(frozen=True, eq=False)
class BaggedState(MoistureState):
    """A coil's water, and in its `bag` the loading of the `desiccant` [kg/kg]."""

    bag: Bag = Bag(0.0)
    desiccant: float = 0.0


def advance(
    model,
    states: Sequence[MoistureState],
    paths: Sequence[Sequence[Exposure]],
    threads: int | None = None,
) -> list[list[Outcome]]:
    """As `model.advance`, where exposures may be through a BagExchange.

    A bag lasts as long as the exposures that follow one another are in an equal one;
    then it is opened, and a next one has fresh desiccant. What the desiccant takes up
    counts as released by the coil. Diffusion times of an exposure in a bag are those of
    its longest step.

    Raises
    ------
    SolverError
        As `model.advance` does, and where the bag's air leaves the fitted range of the
        coil or the desiccant.
    """
    bagged = [i for i, path in enumerate(paths) if any(map(_in_bag, path))]
    plain = [i for i in range(len(paths)) if i not in set(bagged)]
    outcomes: list = [None] * len(paths)
    try:
        found = model.advance(
            [states[i] for i in plain], [paths[i] for i in plain], threads
        )
    except SolverError as error:
        raise _located(error, plain, 0) from None
    for i, answer in zip(plain, found, strict=True):
        outcomes[i] = answer
    for i in bagged:
        state, outcomes[i] = states[i], []
        for number, exposure in enumerate(paths[i]):
            try:
                if _in_bag(exposure):
                    outcome = _stay(model, state, exposure)
                else:
                    outcome = model.advance([state], [[exposure]], 1)[0][0]
            except SolverError as error:
                raise _located(error, [i], number) from None
            outcomes[i].append(outcome)
            state = outcome.state
    return outcomes


def _in_bag(exposure):
    return exposure.exchange.kind == BAG


def _located(error, which, before):
    """`error` with its indices those of the whole call."""
    if getattr(error, "coil", None) is not None:
        error.coil = which[error.coil]
        error.exposure = before + error.exposure
    return error


def _stay(model, state, exposure):
    """The outcome of one exposure in a bag, in steps of controlled error.

    Each step of an implicit rule of first order is taken once, and again in two halves;
    the difference tells the error, and is taken off (Richardson). All that is stored is
    extrapolated alike, so that no water is lost by it.
    """
    bag = exposure.exchange.bag
    now, end = exposure.start, exposure.end
    inside = _Inside(model, exposure, bag, state)
    step = FIRST_STEP * (end - now)
    released, steps, longest, figures = 0.0, 0, -1.0, None
    allowed = TOLERANCE * max(model.water(state), model.material.density * 1e-6)
    while end - now > SHORTEST * (end - exposure.start):
        step = min(step, end - now)
        whole = inside.step(now, step)
        first = inside.step(now, 0.5 * step)
        second = first.step(now + 0.5 * step, 0.5 * step)
        gone = first.released + second.released
        error = abs(gone - whole.released)
        if error <= allowed or step <= SHORTEST * (end - exposure.start):
            now = end if step == end - now else now + step
            inside = second.refined(whole)
            released += gone if inside is second else 2.0 * gone - whole.released
            steps += first.steps + second.steps
            if step > longest:
                longest, figures = step, whole.outcome
        step *= float(np.clip(0.9 * np.sqrt(allowed / max(error, 1e-300)), 0.2, 4.0))
    if figures is None:  # an exposure of no length
        figures = inside.step(now, 0.0).outcome
    return Outcome(
        state=inside.state,
        released=released,
        tau_macro=figures.tau_macro,
        tau_micro=figures.tau_micro,
        micro_share=figures.micro_share,
        biot=figures.biot,
        steps=steps,
    )


class _Inside:
    """Coil and desiccant at one instant, and what the step to it did."""

    def __init__(self, model, exposure, bag, state, loading=None, pressure=0.0):
        self.model, self.exposure, self.bag = model, exposure, bag
        if loading is None:
            goes_on = isinstance(state, BaggedState) and state.bag == bag
            fresh = bag.desiccant.start if bag.desiccant else 0.0
            loading = state.desiccant if goes_on else fresh
        self.loading = loading
        self.pressure = pressure  # Pa of vapour, where the next search begins
        self.outcome = None
        self.state = BaggedState(
            state.macro, state.micro, state.temperature, state.branch, bag, loading
        )

    @property
    def released(self):
        """What the coil gave off in the step to here [kg/m3]."""
        return self.outcome.released

    @property
    def steps(self):
        """Time steps of the coil's own solver."""
        return self.outcome.steps

    def step(self, now, length):
        """Inside the bag `length` [s] later."""
        temperature, outer, total = means(self.exposure.air, now, now + length)
        total = total if self.bag.pressure is None else self.bag.pressure
        exchange = self.exposure.exchange
        inner = Exchange(EDGE, exchange.film, heating_time=exchange.heating_time)
        found = {}

        def gained(pressure):
            """Water in the desiccant at `pressure`, less what came to it [kg/m3]."""
            air = AirHistory.constant(temperature, pressure, total)
            path = [Exposure(air, 0.0, length, inner)]
            (outcome,) = self.model.advance([self.state], [path], 1)[0]
            came = self.bag.permeance * (outer - pressure) * length + outcome.released
            found["outcome"], found["came"] = outcome, came
            return self._held(pressure, outcome.state.temperature) - came

        pressure = self._root(gained, temperature)
        desiccant = self.bag.desiccant
        loading = self.loading
        if desiccant is not None:
            loading += found["came"] / desiccant.mass
        after = _Inside(
            self.model,
            self.exposure,
            self.bag,
            found["outcome"].state,
            loading,
            pressure,
        )
        after.outcome = found["outcome"]
        return after

    def refined(self, whole):
        """This instant, reached in halves, less the error that `whole` tells of.

        Itself where that would leave less than no water somewhere.
        """
        here, there = self.state, whole.state
        macro, micro = (2.0 * here.macro - there.macro, 2.0 * here.micro - there.micro)
        loading = 2.0 * self.loading - whole.loading
        if min(macro.min(), micro.min(initial=0.0), loading) < 0.0:
            return self
        state = replace(here, macro=macro, micro=micro)
        after = _Inside(
            self.model, self.exposure, self.bag, state, loading, self.pressure
        )
        after.outcome = self.outcome
        return after

    def _held(self, pressure, temperature):
        """What the desiccant holds more than now at `pressure` [kg/m3]."""
        desiccant = self.bag.desiccant
        if desiccant is None:
            return 0.0
        activity = pressure / float(liquid_vapour_pressure(temperature))
        held = float(desiccant.isotherm.loading(activity, temperature))
        return desiccant.mass * (held - self.loading)

    def _root(self, gained, temperature):
        """Vapour pressure [Pa] at which `gained`, which rises with it, is 0."""
        inside = self.model.water(self.state)
        top = self.model.material.largest_activity
        if self.bag.desiccant is not None:
            inside += self.bag.desiccant.mass * self.loading
            top = min(top, self.bag.desiccant.isotherm.activity_range[1])
        coolest = min(temperature, self.state.temperature)
        highest = top * float(liquid_vapour_pressure(coolest)) * (1.0 - 1e-9)
        enough = BALANCE * inside
        low, high = 0.0, highest
        pressure = min(self.pressure, highest)
        before = None
        for _ in range(MOST_TRIALS):
            value = gained(pressure)
            if abs(value) <= enough or high - low <= 1e-12 * highest:
                return pressure
            if value > 0.0:
                high = pressure
            else:
                low = pressure
                if pressure == highest:
                    raise SolverError(
                        f"the air in the bag passes a water activity of {top:g}, up to "
                        "which coil and desiccant are known; give more desiccant, a "
                        "tighter film or drier air around it"
                    )
            guess = None
            if before is not None and value != before[1]:
                slope = (value - before[1]) / (pressure - before[0])
                guess = pressure - value / slope
            before = pressure, value
            if guess is None:  # a step to one side tells the slope
                guess = 1.02 * pressure + 1e-6 * highest
                guess = guess if value < 0.0 else 0.98 * pressure - 1e-6 * highest
            if not low < guess < high:
                # the pressure spans decades: halve its logarithm while it may
                floor = max(low, 1e-9 * highest)
                guess = highest if low >= 0.5 * highest else (floor * high) ** 0.5
                if not low < guess < high:
                    guess = 0.5 * (low + high) if high < highest else highest
            pressure = guess
        raise SolverError(
            f"no vapour pressure from {low:.4g} to {high:.4g} Pa in the bag balances "
            "what the coil, the film and the desiccant exchange"
        )


def means(air: AirHistory, start: float, end: float):
    """Mean temperature [K], vapour pressure and pressure [Pa] of `air` in between."""
    if not end > start:
        return air.at(start)
    return tuple((_integrals(air, end) - _integrals(air, start)) / (end - start))


def _integrals(air, time):
    """Integrals of `air` from its first instant to `time` [s]."""
    last = len(air.temperature) - 1
    i = int(np.searchsorted(air.times, time, side="right")) - 1
    i = min(max(i, 0), last)
    here = np.array(air.at(time))
    if time == air.times[i + 1]:  # where two pieces meet, that which ends
        series = (air.temperature, air.vapour_pressure, air.pressure)
        here = np.array([values[i, 1] for values in series])
    series = (air.temperature, air.vapour_pressure, air.pressure)
    begin = np.array([values[i, 0] for values in series])
    return air.integrals[:, i] + 0.5 * (begin + here) * (time - air.times[i])
