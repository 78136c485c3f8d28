"""Room for one coil's arithmetic."""

import numpy as np
from numba import njit

from models.isotherm_terms import EFFECTIVE_WIDTH
from models.two_scale.columns import Work


@njit(cache=True, error_model="numpy")
def workspace(numbers):
    """Scratch arrays for one coil."""
    n = numbers.widths.shape[0]
    modes = numbers.mean.shape[1]
    populations = numbers.population.shape[0]
    unknowns = numbers.offset[populations]
    return Work(
        np.zeros(8),
        np.zeros((numbers.terms.shape[0], EFFECTIVE_WIDTH)),
        np.zeros((numbers.desorption.shape[0], EFFECTIVE_WIDTH)),
        np.zeros(populations),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros((n, unknowns)),
        np.zeros((n, unknowns)),
        np.ones(2),
        np.zeros(1, dtype=np.int64),
        np.zeros(4),
        np.zeros((3, n)),
        np.zeros((3, n, unknowns)),
        np.zeros((3, n)),
        np.zeros((3, n, unknowns)),
        np.zeros(3),
        np.zeros((n, populations)),
        np.zeros((n, populations)),
        np.zeros((n, populations), dtype=np.bool_),
        np.zeros((n, unknowns)),
        np.zeros((n, unknowns)),
        np.zeros((n, populations, modes, 2)),
        np.zeros((modes, modes)),
        np.zeros((modes, 2)),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros(n),
        np.zeros((n, 5)),
        np.zeros(n),
        np.zeros(n),
        np.zeros(5),
        np.zeros(n, dtype=np.int64),
        np.zeros((n, 4)),
        np.zeros(n),
    )
