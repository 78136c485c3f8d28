"""The time-stepping two-scale model against solvers that owe it nothing.

Twice over the same 200 random lives. SUNDIALS CVODE takes the same cells and nodes as
an ODE: that judges the time steps, Newton's method, the elimination of the domains and
the booking. The refined method of lines has laws and meshes of its own: that judges
everything else.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.two_scale import TwoScaleModel
from models.units import PPM
from scenarios.verification import cvode
from scenarios.verification.random_exposures import COUNT, Life, life
from scenarios.verification.refined import (
    STANDS,
    our_answers,
    standing,
    their_answers,
)
from scenarios.verification.row import Chart, Curve, Finding, Outcome, Row

SAME_EQUATIONS = 1e-6  # of the water change: what the issue asks of CVODE ...
OTHER_MESH = 1e-4  # ... and of the refined solution
PROFILE = 1e-5  # of the water change, root mean square over the cells
TOLERANCE, CVODE_TOLERANCE = 1e-9, 1e-10  # where both take the same equations
LINES_TOLERANCE = 1e-8  # times the water change over the water: it is the change
# of which STANDS and the claims are shares

SHARE = (
    "share of the largest change of water since the start of the life, root mean "
    "square over the width"
)
CVODE = (
    "SUNDIALS CVODE (band matrix, scikit-sundae) at a tolerance of "
    f"{CVODE_TOLERANCE:g}, the model at {TOLERANCE:g}, on the same 16 cells and nodes; "
    f"{SHARE}, at any joint of its air"
)
LINES = (
    "method of lines with laws and meshes of its own, scipy's vode (BDF), "
    "extrapolated; both refined until a doubling of the cells moves the answer by less "
    f"than {STANDS:g}; {SHARE}, after any exposure"
)


@dataclass(frozen=True, eq=False)
class Comparison:
    """Water of one life by this model and by another solver.

    Attributes
    ----------
    life : Life
    ours, theirs : array
        Mean water after each exposure [mg per kg of dry coating].
    change : float
        The largest change of water met (SHARE) [mg/kg].
    profile : float
        Largest distance of the two profiles, as share of `change`; nan if not known.
    defaults : float
        Error of the model at its defaults, as share of `change`; nan if not known.
    """

    life: Life
    ours: np.ndarray
    theirs: np.ndarray
    change: float
    profile: float = np.nan
    defaults: float = np.nan

    @property
    def error(self):
        """Largest difference after any exposure, as share of `change`."""
        return float(np.max(np.abs(self.ours - self.theirs))) / self.change


# ---------------------------------------------------------------- same equations


def against_cvode(number: int) -> Comparison:
    """Life `number` by the model and by CVODE, on the default cells and nodes."""
    drawn = life(number)
    model = TwoScaleModel(drawn.material, drawn.half_width, tolerance=TOLERANCE)
    start = model.equilibrium(*drawn.start)
    outcomes = model.advance([start], [drawn.exposures], threads=1)[0]
    width = model.cell_widths / model.half_width

    def rms(profile):
        return float(np.sqrt(width @ (profile * profile)))

    begun = model.profile(start)
    state, change, apart, ours, theirs = start, 0.0, 0.0, [], []
    for outcome, exposure in zip(outcomes, drawn.exposures, strict=True):
        found = cvode.solve(model, exposure, state, CVODE_TOLERANCE)
        state = found.state
        profiles = [model.profile(s) for s in found.states]
        change = max(change, *(rms(profile - begun) for profile in profiles))
        apart = max(apart, rms(model.profile(outcome.state) - profiles[-1]))
        ours.append(model.water(outcome.state))
        theirs.append(model.water(state))
    unit = model.material.density * PPM
    return Comparison(
        drawn,
        np.array(ours) / unit,
        np.array(theirs) / unit,
        change / unit,
        apart / change,
    )


# ---------------------------------------------------------------- other meshes


def against_lines(number: int) -> Comparison:
    """Life `number` by the model and by the method of lines, each refined by itself."""
    drawn = life(number)
    unit = drawn.material.density * PPM
    model = TwoScaleModel(drawn.material, drawn.half_width)
    start = model.equilibrium(*drawn.start)
    outcomes = model.advance([start], [drawn.exposures], threads=1)[0]
    width, begun = model.cell_widths / model.half_width, model.profile(start)
    change = max(
        float(np.sqrt(width @ (model.profile(o.state) - begun) ** 2)) for o in outcomes
    )
    change /= unit
    ours = standing(our_answers(drawn, unit), change)
    tolerance = LINES_TOLERANCE * min(1.0, change * unit / model.water(start))
    theirs = standing(their_answers(drawn, unit, tolerance), change)
    plain = np.array([model.water(o.state) for o in outcomes]) / unit
    defaults = float(np.max(np.abs(plain - theirs))) / change
    return Comparison(drawn, ours, theirs, change, defaults=defaults)


# ---------------------------------------------------------------- the cases


def _rows(compared, tolerance, source):
    """The worst life with its water, and how the errors of all are spread."""
    worst = max(compared, key=lambda c: c.error)
    errors = [c.error for c in compared]
    at = int(np.argmax(np.abs(worst.ours - worst.theirs)))
    yield Row.of(
        f"worst of {len(compared)}, life {worst.life.name}",
        worst.ours[at],
        worst.theirs[at],
        tolerance * worst.change,
        source,
        "mg/kg of dry coating",
    )
    for name, error in (
        ("largest error", max(errors)),
        ("error of the 95th percentile", np.quantile(errors, 0.95)),
        ("median error", np.median(errors)),
    ):
        yield Row.of(name, error, 0.0, tolerance, source, "share of the change")


def _sorted(label, errors, style="points"):
    errors = np.sort(errors)
    return Curve(
        label, 100.0 * (np.arange(len(errors)) + 0.5) / len(errors), errors, style
    )


def _chart(title, curves, tolerance):
    allowed = Curve("tolerance", [0.0, 100.0], [tolerance, tolerance], "dashed")
    return Chart(
        title,
        "share of the lives with a smaller error [%]",
        "error as share of the water change [-]",
        (*curves, allowed),
        log_y=True,
    )


def same_equations(numbers: Sequence[int]) -> Outcome:
    """The model against CVODE on its own cells and nodes, over lives of `numbers`."""
    compared = [against_cvode(number) for number in numbers]
    apart = max(compared, key=lambda c: c.profile)
    rows = [
        *_rows(compared, SAME_EQUATIONS, CVODE),
        Row.of(
            f"largest distance of the profiles, life {apart.life.name}",
            apart.profile,
            0.0,
            PROFILE,
            CVODE,
            "share of the change",
        ),
    ]
    curves = (
        _sorted("mean water", [c.error for c in compared]),
        _sorted("profile, root mean square", [c.profile for c in compared]),
    )
    chart = _chart("Against CVODE on the same equations", curves, SAME_EQUATIONS)
    return Outcome(tuple(rows), (chart,))


def other_mesh(numbers: Sequence[int]) -> Outcome:
    """The model against the method of lines, both refined, over lives of `numbers`."""
    compared = [against_lines(number) for number in numbers]
    plain = [c.defaults for c in compared]
    worst = compared[int(np.argmax(plain))]
    curves = (
        _sorted("refined", [c.error for c in compared]),
        _sorted("at its defaults", plain),
    )
    said = (
        "At its defaults (16 cells, 4 modes, tolerance 5e-4) the model errs in these "
        f"lives by {np.median(plain):.1e} of the water change in the median, by "
        f"{np.quantile(plain, 0.95):.1e} at the 95th percentile, and by "
        f"{max(plain):.1e} at most, in life {worst.life.name}."
    )
    return Outcome(
        tuple(_rows(compared, OTHER_MESH, LINES)),
        (_chart("Against the method of lines", curves, OTHER_MESH),),
        (Finding(said),),
    )


HALVES = (range(COUNT // 2), range(COUNT // 2, COUNT))  # two processes share them
CASES: dict[str, Callable[[], Outcome]] = {
    f"{title}, random lives {half[0]} to {half[-1]}": partial(case, half)
    for title, case in (
        ("Same equations under CVODE", same_equations),
        ("Refined method of lines", other_mesh),
    )
    for half in HALVES
}
SLOW_CASES = tuple(CASES)
