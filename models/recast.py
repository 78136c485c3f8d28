"""Where a coil's material or shape changes, and its water does not.

Three re-mappings, each exact for the water it carries (PHYSICS 0, "Where the state
changes hands"): calendering keeps water per area, slitting folds an interval of the
mother's full width about the daughter's middle, a cut across the profile leaves its
mean. All are linear averages of what is stored; activity is found anew afterwards.
"""

import numpy as np

from models.sorption import MoistureState


def calendered(state, model, new_model):
    """The state after compaction from `model`'s thickness to `new_model`'s.

    Water per area of foil is kept: W' = W h / h' on the macro scale; the loading
    [kg/kg] of the micro domains stays as it was, because their mass per area does.

    Raises
    ------
    ValueError
        If the two models' meshes differ, or their dry coating per area does.
    """
    old, new = model.material, new_model.material
    if model.cells != new_model.cells or model.modes != new_model.modes:
        raise ValueError("calendered needs two models of the same mesh")
    mass, new_mass = old.density * old.thickness, new.density * new.thickness
    if abs(new_mass - mass) > 1e-9 * mass:
        raise ValueError(
            f"calendering keeps the dry coating per area; it is {mass:.6g} kg/m2 "
            f"before and {new_mass:.6g} kg/m2 after"
        )
    factor = new.density / old.density  # equals h / h', without its rounding
    return MoistureState(
        state.macro * factor, state.micro, state.temperature, state.branch
    )


def _folded(values, widths, start, end, new_widths):
    """Mean of `values` over each new cell, both sides of the daughter's middle.

    `widths` cover the mother's half width from the middle; `start` and `end` lie on
    her full width (0 to twice the half width).
    """
    half = widths.sum()
    edges = np.concatenate([[0.0], np.cumsum(widths)])
    shape = (-1,) + (1,) * (values.ndim - 1)
    # integral of the mirrored profile from the mother's middle to x, odd in x
    amounts = np.concatenate(
        [np.zeros((1, *values.shape[1:])), np.cumsum(values * widths.reshape(shape), 0)]
    )

    def integral(x):
        place = np.clip(np.searchsorted(edges, np.abs(x), side="right") - 1, 0, None)
        place = np.minimum(place, len(widths) - 1)
        part = (np.abs(x) - edges[place]).reshape(shape)
        found = amounts[place] + part * values[place]
        return found * np.sign(x).reshape(shape)

    middle = 0.5 * (start + end) - half
    new_edges = np.concatenate([[0.0], np.cumsum(new_widths)])
    right = np.diff(integral(middle + new_edges), axis=0)
    left = -np.diff(integral(middle - new_edges), axis=0)
    return 0.5 * (right + left) / new_widths.reshape(shape)


def slit(state, model, start, end, new_model):
    """The folded state of the daughter cut from `start` to `end` [m] of the full width.

    What the daughter holds is what the mother held between the two cuts, exactly; its
    profile is the mean of the mirrored positions about the daughter's middle, the
    asymmetric part of which carries no water and decays four times faster.

    Raises
    ------
    ValueError
        If the interval leaves the mother's width (0 to twice the half width), or
        `new_model` is not half as wide as the interval.
    """
    full = 2.0 * model.half_width
    if not 0.0 <= start < end <= full * (1.0 + 1e-12):
        raise ValueError(
            f"a daughter from {start} to {end} m does not lie in a mother of {full} m"
        )
    if abs(0.5 * (end - start) - new_model.half_width) > 1e-9 * full:
        raise ValueError(
            f"a daughter of {end - start} m needs a model of half that width; it has "
            f"{new_model.half_width} m"
        )
    widths, new_widths = model.cell_widths, new_model.cell_widths
    # the widths of the new mesh scaled to the cuts, so that rounding loses nothing
    new_widths = new_widths * (0.5 * (end - start) / new_widths.sum())

    def fold(values):
        return _folded(values, widths, start, end, new_widths)

    branch = None if state.branch is None else fold(state.branch)
    return MoistureState(
        fold(state.macro), fold(state.micro), state.temperature, branch
    )


def uniform(state, model, new_model):
    """The state of a piece cut across the profile: its mean everywhere.

    For sheets whose shorter side lies along the web: every sheet spans the coil's
    width, and its new z runs along the web, over which the water was even.
    """
    share = model.cell_widths / model.cell_widths.sum()
    cells = new_model.cells

    def spread(values):
        mean = np.tensordot(share, values, axes=1)
        return np.repeat(np.asarray(mean)[None, ...], cells, axis=0)

    branch = None if state.branch is None else spread(state.branch)
    return MoistureState(
        spread(state.macro), spread(state.micro), state.temperature, branch
    )
