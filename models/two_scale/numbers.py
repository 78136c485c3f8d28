"""A material and its mesh, and a batch of exposures, as rows of numbers."""

from itertools import accumulate

import numpy as np

from models.gas_diffusion import fuller_coefficient
from models.isotherm_terms import KIND, P1, T_REF, TABLE, WEIGHT, WIDTH
from models.mesh import face_fluxes, micro_basis
from models.sorption import EDGE, FACE, SEALED
from models.two_scale import columns
from models.two_scale.columns import Air, Numbers

# A domain that relaxes this fast [s] when dry at 25 degC is far from its wall but for
# seconds; three nodes give its mean time exactly, its slowest rate to 2e-7 and the
# second to 3 %.
FAST = 60.0
FAST_NODES = 3
SLAB_FACTOR = {"slab": 1.0, "cylinder": 3.0 / 8.0, "sphere": 3.0 / 15.0}
KINDS = {EDGE: columns.EDGE, FACE: columns.FACE, SEALED: columns.SEALED}


def model_numbers(material, half_width, widths, modes, tolerance):
    """Numbers of a Material on macro cells of `widths` [m] and `modes` per domain."""
    low, high = material.temperature_range
    micro = [c for c in material.components if c.micro is not None]
    nodes = [
        min(modes, FAST_NODES)
        if c.micro.size**2 < FAST * c.micro.diffusivity
        else modes
        for c in micro
    ]
    bases = [micro_basis(c.micro.shape, n) for c, n in zip(micro, nodes, strict=True)]
    most = max(nodes, default=1)
    operator = np.zeros((len(micro), most, most + 1))
    mean, decay, mean_modes, wall_modes = np.zeros((4, len(micro), most))
    to_modes, from_modes = np.zeros((2, len(micro), most, most))
    for m, (n, basis) in enumerate(zip(nodes, bases, strict=True)):
        operator[m, :n, : n + 1] = basis.operator
        mean[m, :n] = basis.weights
        decay[m, :n] = basis.decay
        to_modes[m, :n, :n] = basis.to_modes
        from_modes[m, :n, :n] = basis.from_modes
        mean_modes[m, :n] = basis.weights @ basis.from_modes
        wall_modes[m, :n] = basis.to_modes.sum(axis=1)
    walls = [face_fluxes(widths, closed) for closed in (False, True)]
    terms, desorption, tables, groups = _sorption(material, micro)
    return Numbers(
        material=np.array(
            [
                material.porosity,
                material.density,
                material.thickness,
                material.in_plane_factor,
                material.through_plane_factor,
                material.pore_diameter,
                half_width,
                material.largest_activity,
                low,
                high,
                material.scanning_width,
                tolerance,
            ]
        ),
        population=np.array(
            [
                [
                    material.density * c.mass_fraction,
                    c.micro.diffusivity,
                    c.micro.activation_energy,
                    c.micro.loading_exponent,
                    c.micro.size,
                    SLAB_FACTOR[c.micro.shape],
                ]
                for c in micro
            ]
        ).reshape(len(micro), 6),
        groups=groups,
        terms=terms,
        desorption=desorption,
        tables=tables,
        hysteresis=any(c.desorption is not None for c in material.components),
        widths=widths,
        wall_first=np.stack([w.first for w in walls]),
        wall_weights=np.stack([w.weights for w in walls]),
        wall_surface=np.stack([w.surface for w in walls]),
        wall_plain=2.0 / (widths + np.append(widths[1:], 0.0)),
        nodes=np.array(nodes, dtype=np.int64),
        offset=np.concatenate([[0], np.cumsum(nodes)]).astype(np.int64),
        operator=operator,
        mean=mean,
        decay=decay,
        to_modes=to_modes,
        from_modes=from_modes,
        mean_modes=mean_modes,
        wall_modes=wall_modes,
    )


def _sorption(material, micro):
    """Terms of both branches, their tables, and where each group of terms begins."""
    macro = [c for c in material.components if c.micro is None]
    branches, tables, groups = ([], []), [np.zeros((3, 0))], [0]
    for group in [macro, *([c] for c in micro)]:
        for component in group:
            # a domain's loading is per its own mass, the macro scale's per coating
            weight = component.mass_fraction if component.micro is None else 1.0
            pair = []
            for law in (component.isotherm, component.desorption or component.isotherm):
                rows, own = law.terms()
                rows = rows.copy()
                rows[:, WEIGHT] *= weight
                rows[rows[:, KIND] == TABLE, P1] += sum(t.shape[1] for t in tables)
                tables.append(own)
                pair.append(rows)
            longest = max(len(rows) for rows in pair)
            for branch, rows in zip(branches, pair, strict=True):
                branch.append(_padded(rows, longest))
        groups.append(sum(len(rows) for rows in branches[0]))
    empty = np.zeros((0, WIDTH))
    return (
        np.concatenate([*branches[0], empty]),
        np.concatenate([*branches[1], empty]),
        np.concatenate(tables, axis=1),
        np.array(groups, dtype=np.int64),
    )


def _padded(rows, count):
    """`rows` made `count` long by Henry terms of no loading."""
    extra = np.zeros((count - len(rows), WIDTH))
    extra[:, T_REF] = rows[0, T_REF]
    return np.concatenate([rows, extra])


def exposure_rows(paths):
    """Exposures of all `paths` as rows, and every distinct air history once.

    Raises
    ------
    ValueError
        For an exposure that ends before it starts or outlasts what is known of its air,
        and for air that is none.
    """
    rows = np.empty((sum(len(path) for path in paths), 7))
    index, histories = {}, []
    for row, exposure in zip(rows, (e for path in paths for e in path), strict=True):
        air, exchange = exposure.air, exposure.exchange
        if not exposure.end >= exposure.start:
            raise ValueError(
                f"an exposure ends at {exposure.end} s, before its start at "
                f"{exposure.start} s"
            )
        if exposure.start < air.times[0] or exposure.end > air.times[-1]:
            raise ValueError(
                f"an exposure lasts from {exposure.start} to {exposure.end} s; its "
                f"air is known from {air.times[0]} to {air.times[-1]} s"
            )
        if id(air) not in index:
            index[id(air)] = len(histories)
            histories.append(air)
        row[:] = (
            index[id(air)],
            exposure.start,
            exposure.end,
            KINDS[exchange.kind],
            exchange.film,
            exchange.wrap,
            exchange.heating_time,
        )
    counts = [len(a.temperature) for a in histories]
    pieces = [0, *accumulate(counts)]
    one = histories[0] if len(histories) == 1 else None
    return rows, Air(
        first=np.array([p + i for i, p in enumerate(pieces[:-1])], dtype=np.int64),
        piece=np.array(pieces[:-1], dtype=np.int64),
        count=np.array(counts, dtype=np.int64),
        times=one.times if one else np.concatenate([a.times for a in histories]),
        values=(
            one.values if one else np.concatenate([a.values for a in histories], axis=1)
        ),
        integrals=(
            one.integrals
            if one
            else np.concatenate([a.integrals for a in histories], axis=1)
        ),
        gas=np.array([fuller_coefficient(a.gas) for a in histories]),
    )
