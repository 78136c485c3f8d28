"""A random life on meshes that get finer, by the model and by the method of lines.

Each is refined by itself until its answer stands, and never by what the other says.
"""

import numpy as np

from models import isotherms
from models.material import Material
from models.two_scale import TwoScaleModel
from models.two_scale.model import MOST_MODES
from scenarios.verification import coating as afresh
from scenarios.verification.lines import LinesModel
from scenarios.verification.random_exposures import WEB, Life

MODEL_TOLERANCE = 1e-6
FEWEST_CELLS, MOST_CELLS = 20, 320  # of both; doubled until the answer stands
STANDS = 3e-5  # of the water change, by which the last doubling may move an answer
SHELLS, SLOW_SHELLS, SKIN_SHELLS = 3, 8, 24
AT_ONCE = 1e-3  # of an exposure's duration: as fast a domain follows its cell


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
    sheet = drawn.kind == WEB  # the same at every place of its width
    cells = 1 if sheet else FEWEST_CELLS
    while cells <= MOST_CELLS:
        model = TwoScaleModel(
            drawn.material, drawn.half_width, cells, MOST_MODES, MODEL_TOLERANCE
        )
        start = model.equilibrium(*drawn.start)
        outcomes = model.advance([start], [drawn.exposures], threads=1)[0]
        yield np.array([model.water(o.state) for o in outcomes]) / unit
        if sheet:
            return
        cells *= 2


def their_answers(drawn: Life, unit, tolerance):
    """The same by the method of lines, on cells that double.

    Each answer is extrapolated by the second order of its cells and by that of its
    shells. The errors of the two scales add up, so that each is refined where the other
    is coarse.
    """

    def found(cells, shells):
        lines = LinesModel(
            coating_of(drawn.material),
            drawn.half_width,
            cells,
            shells,
            tolerance,
        )
        state, water = lines.equilibrium(*drawn.start), []
        for exposure in drawn.exposures:
            state = lines.advance(state, exposure)
            water.append(lines.water(state))
        return np.array(water) / unit

    shells = _shells(drawn)
    cells = 1 if drawn.kind == WEB else FEWEST_CELLS
    many = found(cells, shells)
    many += 4.0 / 3.0 * (found(cells, 2 * shells) - many)
    if drawn.kind == WEB:
        yield many
        return
    few = np.minimum(shells, SLOW_SHELLS)
    coarse = found(cells, few)
    within = many - coarse
    while 2 * cells <= MOST_CELLS:
        cells *= 2
        fine = found(cells, few)
        yield fine + (fine - coarse) / 3.0 + within
        coarse = fine


def _shells(drawn):
    """Shells of each population on the coarsest mesh.

    Few where a domain follows its cell at once; most where its surface can dry to a
    skin that lets little through.
    """
    shortest = min(e.end - e.start for e in drawn.exposures)
    counts = []
    for component in drawn.material.components:
        inside = component.micro
        if inside is None:
            continue
        if inside.size**2 / inside.diffusivity < AT_ONCE * shortest:
            counts.append(SHELLS)
        else:
            counts.append(SKIN_SHELLS if inside.loading_exponent else SLOW_SHELLS)
    return np.array(counts, dtype=int)
