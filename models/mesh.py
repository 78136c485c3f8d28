"""Graded one-dimensional grids, and polynomial bases for the small domains.

The *macro* grid divides the half width of a coil into cells that become finer towards
the edge, where the gradients are steep. The *micro* basis describes the profile inside
a binder domain (slab, cylinder or sphere) by its values at few nodes, of which the mean
is a weighted sum, so that what enters a domain is exactly what it holds more.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

SHAPES = ("slab", "cylinder", "sphere")


def graded_widths(length, cells, edge=0.1):
    """Widths [m] of `cells` cells over `length` [m], the first at the mirror plane.

    With y = 1 - i / cells the distance of a cell wall from the edge is
    length (y^2 + edge y) / (1 + edge): the finest cell lies at the edge, where the
    gradients are steep, and no cell is much wider than twice the mean. All meshes of
    one `edge` are samples of the same smooth map.

    >>> [round(float(w), 3) for w in graded_widths(1.0, 4, 0.1)]
    [0.42, 0.307, 0.193, 0.08]
    """
    y = 1.0 - np.linspace(0.0, 1.0, cells + 1)
    distance = y * (y + edge) / (1.0 + edge)
    return length * -np.diff(distance)


@dataclass(frozen=True, eq=False)
class FaceFluxes:
    """The gradient at every outer wall of the cells, from the cell means around it.

    The flux through wall f (outer wall of cell f), per unit of diffusivity and towards
    the edge, is sum_k weights[f, k] u[first[f] + k] + surface[f] u_surface.

    Attributes
    ----------
    first : int array [cells]
    weights : array [cells, 4]
        [1/m]; 0 where first + k is no cell.
    surface : array [cells]
        Weight of the value at the edge [1/m].
    """

    first: np.ndarray
    weights: np.ndarray
    surface: np.ndarray


def face_fluxes(widths, closed=False):
    """FaceFluxes over cells of `widths` [m], mirrored at the first cell's inner wall.

    Each gradient is that of the cubic whose means over the four nearest cells (the
    mirror images count) are theirs; next to the edge three means and the value at the
    surface, or, if the edge is `closed`, the mirror images there too. Fourth order in
    the cell size for smooth u.
    """
    n = len(widths)
    walls = np.concatenate([[0.0], np.cumsum(widths)])
    length = walls[-1]

    def span(cell):
        """Walls and stored index of a cell, beyond the mirrors too."""
        if cell < 0:
            low, high, stored = span(-cell - 1)
            return -high, -low, stored
        if cell >= n:
            low, high, stored = span(2 * n - 1 - cell)
            return 2 * length - high, 2 * length - low, stored
        return walls[cell], walls[cell + 1], cell

    first = np.zeros(n, dtype=np.int64)
    weights = np.zeros((n, 4))
    surface = np.zeros(n)
    for f in range(n):
        if f == n - 1 and closed:
            continue  # nothing crosses a closed edge
        at = walls[f + 1]
        if closed:
            cells = [f - 1, f, f + 1, f + 2]
        else:
            last = min(f + 2, n - 1)
            cells = list(range(max(min(f - 1, last - 2), -n), last + 1))
        with_surface = not closed and cells[-1] == n - 1 and len(cells) < 4
        order = len(cells) + with_surface
        scale = widths[f]
        powers = np.arange(1, order + 1)
        rows = []
        for cell in cells:
            low, high, _ = span(cell)
            low, high = (low - at) / scale, (high - at) / scale
            rows.append((high**powers - low**powers) / (powers * (high - low)))
        if with_surface:
            rows.append(((length - at) / scale) ** (powers - 1.0))
        slope = np.linalg.inv(np.array(rows))[1] / scale
        stored = [span(cell)[2] for cell in cells]
        first[f] = min(stored)
        for k, weight in zip(stored, slope, strict=False):
            weights[f, k - first[f]] -= weight
        if with_surface:
            surface[f] = -slope[-1]
    return FaceFluxes(first, weights, surface)


def overlap(widths, start, end):
    """Share of each cell [0 to 1] that lies between `start` and `end` [m]."""
    edges = np.concatenate([[0.0], np.cumsum(widths)])
    inside = np.minimum(edges[1:], end) - np.maximum(edges[:-1], start)
    return np.clip(inside, 0.0, None) / widths


@dataclass(frozen=True, eq=False)
class MicroBasis:
    """Diffusion on 0 <= x <= 1 in few unknowns; x = 0 is closed, x = 1 the wall.

    Orthogonal collocation (Villadsen and Stewart 1967, Chem. Eng. Sci. 22, 1483): the
    profile is the even polynomial through its values at `nodes` and at the wall, the
    nodes being those of Gauss quadrature in x^2 under the volume x^m dx. The balance at
    the nodes then is the balance weighted with every polynomial of lower degree, so
    that the mean changes by exactly what crosses the wall.

    Attributes
    ----------
    nodes : array [modes]
        Places of the unknowns, rising.
    weights : array [modes]
        Mean over the volume = weights . values at the nodes.
    operator : array [modes, modes + 1]
        d X_i / dt = (1/s^2) sum of operator[i, j] Psi_j, where Psi is the integral of
        D dX at the nodes and, last column, at the wall.
    decay : array [modes]
        Rates of decay for D / s^2 = 1 with the wall held, rising; the first is that of
        the slowest mode (slab: pi^2/4). They are real, for all shapes.
    from_modes : array [modes, modes]
        Values at the nodes = from_modes . amplitudes of the modes.
    to_modes : array [modes, modes]
        Its inverse.
    """

    nodes: np.ndarray
    weights: np.ndarray
    operator: np.ndarray
    decay: np.ndarray
    from_modes: np.ndarray
    to_modes: np.ndarray


@cache
def micro_basis(shape, modes):
    """MicroBasis of a "slab", "cylinder" or "sphere" with `modes` unknowns.

    `modes` = 1 is the linear driving force: the rate of a slab is then 3, and the mean
    time of its exchange, 1/3, exact.

    >>> round(float(micro_basis("slab", 1).decay[0]), 12)
    3.0
    >>> bool(abs(micro_basis("slab", 5).decay[0] - np.pi**2 / 4) < 1e-9)
    True
    """
    from scipy.special import roots_jacobi  # late: a tenth of a second to import

    power = SHAPES.index(shape)
    u, w = roots_jacobi(modes, 0.0, 0.5 * (power - 1))
    nodes = np.sqrt(0.5 * (u + 1.0))
    places = np.append(nodes, 1.0)
    degrees = 2 * np.arange(modes + 1)
    basis = places[:, None] ** degrees
    # x^-m d/dx(x^m d/dx x^k) = k (k + m - 1) x^(k - 2)
    second = nodes[:, None] ** np.maximum(degrees - 2, 0) * (
        degrees * (degrees + power - 1)
    )
    operator = np.linalg.solve(basis.T, second.T).T
    values, vectors = np.linalg.eig(operator[:, :modes])
    order = np.argsort(-values.real)
    vectors = vectors.real[:, order]
    return MicroBasis(
        nodes,
        w / w.sum(),
        operator,
        -values.real[order],
        vectors,
        np.linalg.inv(vectors),
    )
