"""LinearTwoScaleModel: the published model, solved exactly, without time steps.

Equations 2 and 3 of Heckmann et al. (2026), Drying Technology,
doi:10.1080/07373937.2026.2631674, with constant sorption constants and diffusion
coefficients. With z = 0 at the mirror plane and 1 at the edge, x = 0 in the middle of a
micro domain and 1 at its wall, c and q the water on the macro and the micro scale, each
stated as the total water that is in equilibrium with it, f the share of the micro scale
(`micro_share`):

    tau_macro d/dt [(1 - f) c + f <q>] = d2c/dz2,      tau_micro dq/dt = d2q/dx2,
    q(x = 1) = c,     dc/dz = 0 at z = 0,     dc/dz = biot (c_outside - c) at z = 1

model       the class, and what it answers
parameters  the paper's own parameters, and the diffusion times they mean
start       any start of both scales, any staircase outside
transforms  the answers in Laplace space, compiled
inversion   from there to time, compiled: single answers and batches

Why in Laplace space: there the answer is a closed form, for any start that is piecewise
linear in z and x, so nothing is truncated and all times, ratios and shares are alike.
A sum over modes needs about sqrt(tau_micro / t) of them on the micro scale.
"""

from models.linear_two_scale.inversion import residuals
from models.linear_two_scale.model import LinearTwoScaleModel, Water
from models.linear_two_scale.parameters import TransportParameters
from models.linear_two_scale.start import Boundary, Start

__all__ = [
    "Boundary",
    "LinearTwoScaleModel",
    "Start",
    "TransportParameters",
    "Water",
    "residuals",
]
