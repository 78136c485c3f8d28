"""Cases on the time-stepping two-scale model with the library's curved isotherms.

Nothing here has a closed answer. What is held is what any answer has to obey:
equilibrium rests, water is neither made nor lost nor negative, and a coil goes one way
where its air does.
"""

from dataclasses import dataclass

import numpy as np

from models.sorption import EDGE, FACE, SEALED, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import DAY, STANDARD_PRESSURE
from scenarios.verification.row import LINE, Chart, Curve, Finding, Outcome, Row
from scenarios.verification.samples import (
    OPEN,
    ROOM,
    cut,
    materials,
    random_lives,
    slow_binder,
    still,
    vapour,
)

LIVES = 40  # coils per material, four exposures each
SEED = 20260301
HALF_WIDTH = 0.03  # m
BELOW_ZERO = 1e-9  # activity the model states it may fall short of 0 by
UNDERSHOOT = 0.03  # of the step at the wall, at points inside a micro domain
BRIEF = 0.05  # of tau_micro; later, less than the solver's tolerance is left


def reference_water(model):
    """Water [kg/m3] at 50 % RH and 25 degC: what shares are taken of."""
    return model.water(model.equilibrium(ROOM, vapour(0.5)))


# ---------------------------------------------------------------- equilibrium


def equilibrium() -> Outcome:
    """A month in the air it is in equilibrium with: nothing moves."""
    rows = []
    activities = (0.0, 1e-6, 0.3, 0.89)
    for name, material in materials().items():
        model = TwoScaleModel(material, HALF_WIDTH)
        full = model.equilibrium(ROOM, vapour(0.5))
        scales = reference_water(model), max(full.micro.max(initial=0.0), 1e-30)
        for kind in (EDGE, FACE, SEALED):
            starts = [model.equilibrium(ROOM, vapour(a)) for a in activities]
            paths = [cut(still(a), (30 * DAY,), Exchange(kind)) for a in activities]
            moved = 0.0
            for start, (end,) in zip(starts, model.advance(starts, paths), strict=True):
                moved = max(
                    moved,
                    abs(end.released) / scales[0],
                    np.abs(end.state.macro - start.macro).max() / scales[0],
                    np.abs(end.state.micro - start.micro).max(initial=0.0) / scales[1],
                )
            rows.append(
                Row.of(
                    f"{name}, {kind}: largest movement in 30 days",
                    moved,
                    0.0,
                    1e-12,
                    "derived: equal activity, no flow; activities 0, 1e-6, 0.3, 0.89",
                    "of the water at 50 % RH",
                )
            )
    return Outcome(tuple(rows))


# ---------------------------------------------------------------- balance and sign


@dataclass(frozen=True)
class Tally:
    """The worst of many exposures of one material."""

    gaps: np.ndarray  # of each exposure, as a share of the water present
    sealed: float  # most water that left a sealed coil [kg/m3]
    activity: float  # the lowest
    loading: float  # the lowest mean of a population, as the activity it belongs to


def tally(material, seed) -> Tally:
    """Take LIVES random coils of `material` through their exposures and look."""
    model = TwoScaleModel(material, HALF_WIDTH)
    starts, paths = random_lives(model, seed, LIVES)
    # at a trace of vapour every isotherm is a straight line through nought
    trace = 1e-12
    slope = model.equilibrium(ROOM, vapour(trace))
    per_activity = slope.macro[0] / trace, model.domain_loadings(slope)[0] / trace
    floor = 1e-6 * reference_water(model)
    gaps, sealed, activity, loading = [], 0.0, np.inf, np.inf
    for start, path, outcomes in zip(
        starts, paths, model.advance(starts, paths), strict=True
    ):
        states = [start, *(outcome.state for outcome in outcomes)]
        water = [model.water(state) for state in states]
        largest = max(*water, floor)
        for exposure, outcome, before, after in zip(
            path, outcomes, water[:-1], water[1:], strict=True
        ):
            gaps.append(abs(before - after - outcome.released) / largest)
            if exposure.exchange.kind == SEALED:
                sealed = max(sealed, abs(outcome.released))
            state = outcome.state
            activity = min(activity, state.macro.min() / per_activity[0])
            means = model.domain_loadings(state) / per_activity[1]
            loading = min(loading, means.min(initial=np.inf))
    return Tally(np.array(gaps), sealed, float(activity), float(loading))


def balance_and_sign() -> Outcome:
    """Random exposures: water before - after = released; nothing below nought."""
    rows, curves = [], []
    exposures = f"{4 * LIVES} random exposures"
    for number, (name, material) in enumerate(materials().items()):
        found = tally(material, SEED + number)
        rows += [
            Row.of(
                f"{name}: largest gap of the balance",
                found.gaps.max(),
                0.0,
                1e-12,
                f"derived: conservation; {exposures}; a coil that never holds a "
                "millionth of its water at 50 % RH is measured against that",
                "of the water present",
            ),
            Row.of(
                f"{name}: most water that left a sealed coil",
                found.sealed,
                0.0,
                0.0,
                "derived: nothing crosses a closed edge",
                "kg/m³",
            ),
            Row.at_least(
                f"{name}: lowest activity",
                found.activity,
                0.0,
                f"derived: no vapour is less than none; {exposures}; -80 °C frost "
                "point is 1.7e-5",
                slack=BELOW_ZERO,
            ),
        ]
        if np.isfinite(found.loading):
            rows.append(
                Row.at_least(
                    f"{name}: lowest mean loading of a binder, as activity",
                    found.loading,
                    0.0,
                    f"derived: no water is less than none; {exposures}",
                    slack=BELOW_ZERO,
                )
            )
        shown = np.sort(np.maximum(found.gaps, 1e-17))
        curves.append(Curve(name, np.linspace(0, 1, len(shown)), shown, LINE))
    undershoot, finding = _undershoot()
    chart = Chart(
        "Gap of the water balance over the random exposures",
        "share of the exposures with at most this gap [-]",
        "gap [of the water present]",
        tuple(curves),
        log_y=True,
        note="2e-16 is the last digit of a number; below 1e-17 counts as that.",
    )
    return Outcome((*rows, *undershoot), (chart,), (finding,))


def _undershoot():
    """Points inside a slow binder just after the air has jumped."""
    rows, deepest = [], 0.0
    for name, component in (("anode_pvdf", "pvdf"), ("anode_cmc_sbr", "cmc")):
        time = 1e4
        model = TwoScaleModel(slow_binder(name, component, time), 3e-3)
        full = model.equilibrium(ROOM, vapour(0.5)).micro.max()
        times = np.geomspace(1e-4, 1.0, 60) * time
        for kind in (EDGE, FACE):
            lowest = []
            for before, after in ((0.0, 0.5), (0.5, 0.0)):
                starts = [model.equilibrium(ROOM, vapour(before))] * len(times)
                paths = [cut(still(after), (t,), Exchange(kind)) for t in times]
                for (outcome,) in model.advance(starts, paths):
                    micro = outcome.state.micro
                    lowest.append((micro.min() / full, 1.0 - micro.max() / full))
            lowest = np.array(lowest)
            early = np.tile(times < BRIEF * time, 2)
            deepest = min(deepest, lowest.min())
            for said, chosen, slack in (
                (f"within {BRIEF:g} tau_micro", early, UNDERSHOOT),
                ("later", ~early, model.tolerance),
            ):
                rows.append(
                    Row.at_least(
                        f"{name}, {component}, {kind}: lowest point below dry or above "
                        f"full, {said}",
                        lowest[chosen].min(),
                        0.0,
                        "derived: diffusion stays between its ends; a polynomial "
                        "through a jump may not",
                        "of the step",
                        slack=slack,
                    )
                )
    finding = Finding(
        "A polynomial through a jump rings. Points inside a binder may lie up to "
        f"{-100 * deepest:.1f} % of the jump at its wall beyond its ends for a moment "
        f"after it (less than {BRIEF:g} of tau_micro), whatever the number of nodes. "
        "Their mean, which is what counts as water, does not."
    )
    return rows, finding


# ---------------------------------------------------------------- response


ENDS = ((0.0, 0.5), (1e-4, 0.9), (0.05, 0.5), (0.3, 0.31), (0.5, 0.0), (0.9, 0.2))
COURSES = 12  # random monotone airs per material
INSTANTS = np.geomspace(1.0, 30 * DAY, 25)  # s


@dataclass
class Way:
    """The least of many coils on the way from their start (0) to the new air (1)."""

    mean: float = np.inf  # step of the mean from one instant to the next
    beyond: float = -np.inf  # the furthest any place has come
    place: float = np.inf  # step of a place from one instant to the next
    lead: float = np.inf  # of a place over the one further in

    def note(self, model, start, end, air):
        """Follow one coil from `start` in `air`; the mean way it has gone."""
        outcomes = model.advance([start], [cut(air, INSTANTS)])[0]
        states = [start, *(outcome.state for outcome in outcomes)]
        profiles = np.array([model.profile(state) for state in states])
        first = profiles[0, 0]
        done = (profiles - first) / (model.profile(end)[0] - first)
        mean = done @ model.cell_widths / model.half_width
        self.mean = min(self.mean, np.diff(mean).min())
        self.beyond = max(self.beyond, done.max())
        self.place = min(self.place, np.diff(done, axis=0).min())
        self.lead = min(self.lead, np.diff(done, axis=1).min())
        return mean

    def rows(self, name, said):
        """The four rows of `name`; `said` tells what air it met."""
        ringing = f"{said}; fourth-order fluxes may ring by a ten-thousandth"
        unit = "of the way to the new air"
        return [
            Row.at_least(
                f"{name}: smallest step of the mean",
                self.mean,
                0.0,
                said,
                unit,
                slack=1e-9,
            ),
            Row.at_most(
                f"{name}: furthest place on its way",
                self.beyond,
                1.0,
                said,
                unit,
                slack=1e-5,
            ),
            Row.at_least(
                f"{name}: smallest step of a place",
                self.place,
                0.0,
                ringing,
                unit,
                slack=1e-4,
            ),
            Row.at_least(
                f"{name}: lead of a place over the one further in",
                self.lead,
                0.0,
                ringing,
                unit,
                slack=1e-4,
            ),
        ]


def response_to_a_jump() -> Outcome:
    """The air jumps once and stays: every mean and every place go one way."""
    rows, curves = [], []
    for name, material in materials().items():
        model, way = TwoScaleModel(material, HALF_WIDTH), Way()
        for before, after in ENDS:
            start, end = _ends(model, before, after)
            mean = way.note(model, start, end, still(after))
            if (before, after) == (0.5, 0.0):
                curves.append(Curve(name, INSTANTS / DAY, 1.0 - mean[1:]))
        said = f"derived: the air jumps once; {len(ENDS)} jumps, 25 instants"
        rows += way.rows(name, said)
    chart = Chart(
        f"Drying from 50 % RH in dry air, 25 °C, half width {1e3 * HALF_WIDTH:g} mm",
        "time [d]",
        "share of the water left [-]",
        tuple(curves),
        log_x=True,
    )
    return Outcome(tuple(rows), (chart,))


def response_to_monotone_air() -> Outcome:
    """Ramps and jumps that all go one way: so does every mean and every place."""
    rows = []
    for number, (name, material) in enumerate(materials().items()):
        model, way = TwoScaleModel(material, HALF_WIDTH), Way()
        random = np.random.default_rng(SEED + number)
        for course in range(COURSES):
            # pairs of a sorted row: slopes within the pieces, jumps between them
            pieces = int(random.integers(2, 6))
            activities = np.sort(random.uniform(0.0, 0.9, 2 * pieces))
            if course % 2:
                activities = activities[::-1]
            cuts = np.sort(random.uniform(1.0, np.log(30 * DAY), pieces - 1))
            times = np.array([0.0, *np.exp(cuts), 30 * DAY])
            constant = np.ones((pieces, 2))
            air = AirHistory(
                times,
                ROOM * constant,
                vapour(1.0) * activities.reshape(pieces, 2),
                STANDARD_PRESSURE * constant,
            )
            way.note(model, *_ends(model, activities[0], activities[-1]), air)
        said = f"derived: the air only rises, or only falls; {COURSES} random courses"
        rows += way.rows(name, said)
    return Outcome(tuple(rows))


def _ends(model, before, after):
    """Equilibria on the branch that belongs to the way between them."""
    branch = 0.0 if after > before else 1.0
    return [model.equilibrium(ROOM, vapour(a), branch) for a in (before, after)]


def pieces() -> Outcome:
    """One exposure, or the same one cut into pieces: the same water at its end."""
    rows = []
    for name, material in materials().items():
        model = TwoScaleModel(material, HALF_WIDTH, tolerance=1e-6)
        start = model.equilibrium(ROOM, vapour(0.5))
        air, ends = still(0.05), np.linspace(0.0, 4 * DAY, 9)[1:]
        whole = Exposure(air, 0.0, 4 * DAY, OPEN)
        one, many = model.advance([start] * 2, [[whole], cut(air, ends)])
        water = [model.water(path[-1].state) for path in (one, many)]
        rows.append(
            Row.of(
                f"{name}: four days in one exposure or in eight",
                (water[1] - water[0]) / (model.water(start) - water[0]),
                0.0,
                1e-5,
                "derived: to stop and go on changes nothing; tolerance 1e-6 in both",
                "of the change",
            )
        )
    return Outcome(tuple(rows))


CASES = {
    "non-linear: equilibrium stays put": equilibrium,
    "non-linear: closure and positivity": balance_and_sign,
    "non-linear: response to a jump": response_to_a_jump,
    "non-linear: response to monotone air": response_to_monotone_air,
    "non-linear: an exposure in pieces": pieces,
}
