"""The profile inside the binder, at one instant and one place of the width."""

import numpy as np
import pandas as pd

from models.two_scale import TwoScaleModel
from models.two_scale.profile import MicroProfile, micro_profiles
from models.units import GRAM, HOUR, NM
from twin.life import Life

POINTS = 61


def depth_profile(life: Life, time_h: float, from_edge_mm: float) -> pd.DataFrame:
    """Loading over the depth below the wall of each component that takes up slowly.

    At `time_h` [h] in the cell of the mesh that lies `from_edge_mm` [mm] from the open
    edge. `node` marks the model's own unknowns (and the wall); the rest is its
    polynomial through them. Empty where all water is on the macro scale.

    Raises
    ------
    ValueError
        For a time or place that is not the coil's.
    """
    look = life.look(time_h * HOUR)
    model = look.episode.model
    if not isinstance(model, TwoScaleModel):
        raise ValueError("only the two-scale model knows a profile inside the binder")
    cell = cell_at(model, from_edge_mm)
    rows = []
    for profile in micro_profiles(model, look.state, cell):
        rows += _rows(profile)
    return pd.DataFrame(rows, columns=list(COLUMNS))


COLUMNS = ("component", "depth_nm", "loading_g_per_kg", "node")


def cell_at(model: TwoScaleModel, from_edge_mm: float) -> int:
    """Which cell of the mesh, 0 the innermost, lies there; ValueError for none."""
    inner = model.half_width - 1e-3 * from_edge_mm  # m from the mirror plane
    if not -1e-9 <= inner <= model.half_width + 1e-9:
        raise ValueError(
            f"from_edge_mm is {from_edge_mm:g}; the coil is then "
            f"{2e3 * model.half_width:g} mm wide, so it is from 0 to "
            f"{1e3 * model.half_width:g} mm"
        )
    walls = np.cumsum(model.cell_widths)
    return int(min(np.searchsorted(walls, inner, side="right"), len(walls) - 1))


def _rows(profile: MicroProfile):
    size = profile.size
    curve = np.linspace(size, 0.0, POINTS)
    places = [(x, y, False) for x, y in zip(curve, profile.at(curve), strict=True)]
    nodes = [*zip(profile.nodes, profile.loadings, strict=True), (size, profile.wall)]
    places += [(x, y, True) for x, y in nodes]
    return [
        (
            profile.component,
            float((size - place) / NM),
            float(loading / GRAM),
            node,
        )
        for place, loading, node in places
    ]
