"""Where Newton starts in a stage: on the parabola through the last three stages.

A parabola in the root of the time since the air jumped, in which a diffusion front is
steady. A guess changes how many iterations a stage takes, not what it is solved to.
"""

import math

from numba import njit

from models.two_scale.columns import A_TOP

FAR_PARABOLA = 1.5  # of the time between the three: as far ahead as a parabola serves
FAR_LINE = 4.0


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def begin(work, time):
    """Keep no past stage: the air has turned at `time`."""
    work.past_time[3] = time
    forget(work)


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def forget(work):
    """Keep no past stage: a step was refused."""
    work.past_count[0] = 0
    work.curvature[0] = 1.0
    work.curvature[1] = 0.0


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def remember(work, time):
    """Keep activities and loadings of the stage just solved, which ends at `time`."""
    k = work.past_count[0] % 3
    work.past_count[0] += 1
    work.past_time[k] = math.sqrt(time - work.past_time[3])
    for j in range(work.iterate.shape[0]):
        work.past_activity[k, j] = work.iterate[j]
        for i in range(work.micro_iterate.shape[1]):
            work.past_micro[k, j, i] = work.micro_iterate[j, i]


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def guess(numbers, work, micro, time, first):
    """Fill work.iterate and work.micro_iterate for the stage that ends at `time`.

    Without a past the state at the start of the step, if the stage is its `first`, and
    else what the stage before it left.
    """
    n = work.iterate.shape[0]
    unknowns = work.micro_iterate.shape[1]
    if first:
        for j in range(n):
            work.iterate[j] = work.activity[j]
            for i in range(unknowns):
                work.micro_iterate[j, i] = micro[j, i]
    if work.past_count[0] < 3:
        return
    k0 = work.past_count[0] % 3  # the oldest
    k1 = (k0 + 1) % 3
    k2 = (k0 + 2) % 3
    t0, t1, t2 = work.past_time[k0], work.past_time[k1], work.past_time[k2]
    time = math.sqrt(time - work.past_time[3])
    ahead = (time - t2) / (t2 - t0)
    if ahead > FAR_LINE:
        return
    w0, w1, w2 = -ahead, 0.0, 1.0 + ahead
    if ahead <= FAR_PARABOLA:
        w0 = (time - t1) * (time - t2) / ((t0 - t1) * (t0 - t2))
        w1 = (time - t0) * (time - t2) / ((t1 - t0) * (t1 - t2))
        w2 = 1.0 - w0 - w1
    for j in range(n):
        a = (
            w0 * work.past_activity[k0, j]
            + w1 * work.past_activity[k1, j]
            + w2 * work.past_activity[k2, j]
        )
        if 0.0 < a < numbers.material[A_TOP]:
            work.iterate[j] = a
            for i in range(unknowns):
                work.micro_iterate[j, i] = (
                    w0 * work.past_micro[k0, j, i]
                    + w1 * work.past_micro[k1, j, i]
                    + w2 * work.past_micro[k2, j, i]
                )
