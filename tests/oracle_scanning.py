"""The scanning rule of a pair of isotherms, in closed form.

The compiled model follows it in small steps of its own; here it is one step.
"""

import numpy as np


def scanned(pair, theta, from_activity, to_activity):
    """Weight of the desorption branch after the activity moved one way."""
    change = np.asarray(to_activity, dtype=float) - from_activity
    fade = np.exp(-np.abs(change) / pair.width)
    return np.where(change >= 0.0, theta * fade, 1.0 - (1.0 - theta) * fade)[()]
