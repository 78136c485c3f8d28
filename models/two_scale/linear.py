"""Small linear systems: five diagonals, dense, and a Newton step of a micro domain."""

import math

from numba import njit


@njit(cache=True, error_model="numpy", _nrt=False)
def factor_band(band, n):
    """LU in place of a matrix with two diagonals on each side; band[i, 2 + j - i].

    The inverse of each pivot takes its place.
    """
    for i in range(n - 1):
        inverse = 1.0 / band[i, 2]
        band[i, 2] = inverse
        factor = band[i + 1, 1] * inverse
        band[i + 1, 1] = factor
        band[i + 1, 2] -= factor * band[i, 3]
        band[i + 1, 3] -= factor * band[i, 4]
        if i + 2 < n:
            factor = band[i + 2, 0] * inverse
            band[i + 2, 0] = factor
            band[i + 2, 1] -= factor * band[i, 3]
            band[i + 2, 2] -= factor * band[i, 4]
    band[n - 1, 2] = 1.0 / band[n - 1, 2]


@njit(cache=True, error_model="numpy", _nrt=False)
def substitute_band(band, right, n):
    """Solve with a matrix factored by :func:`factor_band`, in place of `right`."""
    if n > 1:
        right[1] -= band[1, 1] * right[0]
    for i in range(2, n):
        right[i] -= band[i, 1] * right[i - 1] + band[i, 0] * right[i - 2]
    right[n - 1] *= band[n - 1, 2]
    if n > 1:
        i = n - 2
        right[i] = (right[i] - band[i, 3] * right[i + 1]) * band[i, 2]
    for i in range(n - 3, -1, -1):
        right[i] -= band[i, 3] * right[i + 1] + band[i, 4] * right[i + 2]
        right[i] *= band[i, 2]


@njit(cache=True, error_model="numpy", _nrt=False)
def solve_dense(matrix, right, n, columns):
    """Gauss elimination with pivoting, in place: matrix x = right, few columns."""
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(matrix[i, k]) > abs(matrix[pivot, k]):
                pivot = i
        if pivot != k:
            for j in range(n):
                matrix[k, j], matrix[pivot, j] = matrix[pivot, j], matrix[k, j]
            for j in range(columns):
                right[k, j], right[pivot, j] = right[pivot, j], right[k, j]
        inverse = 1.0 / matrix[k, k]
        for i in range(k + 1, n):
            factor = matrix[i, k] * inverse
            if factor != 0.0:
                for j in range(k + 1, n):
                    matrix[i, j] -= factor * matrix[k, j]
                for j in range(columns):
                    right[i, j] -= factor * right[k, j]
    for k in range(n - 1, -1, -1):
        for j in range(columns):
            value = right[k, j]
            for i in range(k + 1, n):
                value -= matrix[k, i] * right[i, j]
            right[k, j] = value / matrix[k, k]


@njit(cache=True, error_model="numpy", _nrt=False)
def exponential_newton(
    operator, m, z, exponent, x, x_start, j, o, wall, modes, dense, move
):
    """One Newton step of a domain of population m whose diffusivity is exp(exponent X).

    In the integral of D dX the equations keep their shape, hence they stay as well
    behaved as those of constant diffusivity. move[:, 0] is the change of X with the
    wall held, move[:, 1] that per change of the wall's loading. The domain's loadings
    stand in row j of `x` and `x_start` from column o on.
    """
    d_wall = math.exp(exponent * wall)
    for i in range(modes):
        move[i, 0] = x_start[j, o + i] - x[j, o + i]
        move[i, 1] = z * operator[m, i, modes] * d_wall
    for k in range(modes):
        d = math.exp(exponent * x[j, o + k])
        psi = (d - d_wall) / exponent  # from the wall's: its own term drops out
        for i in range(modes):
            move[i, 0] += z * operator[m, i, k] * psi
            dense[i, k] = -z * operator[m, i, k] * d
    for i in range(modes):
        dense[i, i] += 1.0
    solve_dense(dense, move, modes, 2)
