"""The time-stepping two-scale model against solvers that owe it nothing.

Twice over the same 200 random lives. SUNDIALS CVODE takes the same cells and nodes as an
ODE: that judges the time steps, Newton's method, the elimination of the domains and the
booking. The refined method of lines has laws and meshes of its own: that judges
everything else.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models import isotherms
from models.material import Material
from models.two_scale import TwoScaleModel
from models.units import PPM
from scenarios.verification import coating as afresh
from scenarios.verification import cvode
from scenarios.verification.lines import LinesModel
from scenarios.verification.random_exposures import COUNT, KINDS, Life, life
from scenarios.verification.row import Chart, Curve, Finding, Outcome, Row

SAME_EQUATIONS = 1e-6  # of the water change: what the issue asks of CVODE ...
OTHER_MESH = 1e-4  # ... and of the refined solution
PROFILE = 1e-5  # of the water change, root mean square over the cells
TOLERANCE = 3e-9  # of the model, and of CVODE, where both take the same equations
CVODE_TOLERANCE = 1e-10
REFINED_TOLERANCE, REFINED_MODES = 1e-6, 8
FEWEST_CELLS, MOST_CELLS = 20, 320  # of the model; doubled until the answer stands
FEWEST_LINES, MOST_LINES = 20, 320  # cells of the method of lines, likewise
SHELLS, SHEET_SHELLS = 3, 8  # of the coarsest; a sheet has one cell, and time for more
LINES_TOLERANCE = 1e-7
STANDS = 2e-5  # of the water change, by which the last doubling may move an answer

EDGE_KINDS, OTHER_KINDS = KINDS[:3], KINDS[3:]
SCALE = (
    "shares of the life's largest change of water: since its start, root mean square "
    "over the width, at any joint of its air"
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
        The largest change of water met (SCALE) [mg/kg].
    profile : float
        Largest distance of the two profiles, as share of `change`; nan if not known.
    """

    life: Life
    ours: np.ndarray
    theirs: np.ndarray
    change: float
    profile: float = np.nan

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


# ---------------------------------------------------------------- other meshes, own laws


def coating_of(material: Material) -> afresh.Coating:
    """The numbers of `material`, for laws written afresh.

    Raises
    ------
    ValueError
        For a kind of isotherm that the other laws have not, or a desorption branch.
    """
    macro, micro = [], []
    for component in material.components:
        if component.desorption is not None:
            raise ValueError(
                f"{component.name} of {material.name} has a desorption branch; the "
                "method of lines knows one isotherm per component"
            )
        terms = _terms(component.isotherm)
        inside = component.micro
        if inside is None:
            macro.append((component.mass_fraction, terms))
            continue
        micro.append(
            afresh.Domain(
                component.mass_fraction,
                terms,
                inside.shape,
                inside.size,
                inside.diffusivity,
                inside.activation_energy,
                inside.loading_exponent,
            )
        )
    return afresh.Coating(
        material.thickness,
        material.density,
        material.porosity,
        material.pore_diameter,
        material.in_plane_factor,
        material.through_plane_factor,
        tuple(macro),
        tuple(micro),
    )


def _terms(law):
    """Terms that say the same as an isotherm of the library."""
    if isinstance(law, isotherms.Sum):
        return tuple(
            afresh.weighted(term, weight)
            for part, weight in zip(law.parts, law.weights, strict=True)
            for term in _terms(part)
        )
    if isinstance(law, isotherms.Henry):
        return (afresh.Term(afresh.HENRY, law.loading_per_activity, heat=law.heat),)
    if isinstance(law, isotherms.GAB):
        numbers = law.monolayer, law.c, law.k, law.heat, law.heat_k
        return (afresh.Term(afresh.GAB, *numbers),)
    if isinstance(law, isotherms.Langmuir):
        return (afresh.Term(afresh.LANGMUIR, law.saturation, law.b, heat=law.heat),)
    raise ValueError(
        f"the {law.label} is of no kind that the method of lines knows: Henry, GAB, "
        "Langmuir, and sums of them"
    )


def standing(answers, change):
    """The first of `answers` that is as the one before it, to STANDS of `change`.

    The last one where none is: what is left then shows in the comparison.
    """
    before = None
    for answer in answers:
        if before is not None and np.max(np.abs(answer - before)) < STANDS * change:
            return answer
        before = answer
    return before


def our_answers(drawn: Life, unit):
    """Water after each exposure [mg/kg] on meshes of the model that double."""
    cells = 1 if drawn.kind == "web or sheet" else FEWEST_CELLS
    modes = REFINED_MODES
    while cells <= MOST_CELLS:
        model = TwoScaleModel(
            drawn.material, drawn.half_width, cells, modes, REFINED_TOLERANCE
        )
        start = model.equilibrium(*drawn.start)
        outcomes = model.advance([start], [drawn.exposures], threads=1)[0]
        yield np.array([model.water(o.state) for o in outcomes]) / unit
        if cells == 1:
            return
        cells *= 2


def their_answers(drawn: Life, unit):
    """The same by the method of lines, each pair of meshes extrapolated."""
    sheet = drawn.kind == "web or sheet"
    cells = 1 if sheet else FEWEST_LINES
    shells = SHEET_SHELLS if sheet else SHELLS
    coarse = None
    while cells <= MOST_LINES:
        lines = LinesModel(
            coating_of(drawn.material),
            drawn.half_width,
            cells,
            shells,
            LINES_TOLERANCE,
        )
        state, found = lines.equilibrium(*drawn.start), []
        for exposure in drawn.exposures:
            state = lines.advance(state, exposure)
            found.append(lines.water(state))
        fine = np.array(found) / unit
        if coarse is not None:
            yield fine + (fine - coarse) / 3.0
        coarse = fine
        cells, shells = (1 if sheet else 2 * cells), 2 * shells
        if shells > 16 * SHEET_SHELLS:
            return


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
    theirs = standing(their_answers(drawn, unit), change)
    return Comparison(drawn, ours, theirs, change)
