"""How fast the line may run so that the web leaves dry, and how much dryer is missing.

A web's state depends on the time it has spent, so a dryer longer by a factor in all its
zones lets the line run faster by the same factor: from the highest safe speed follows
the length that is missing at any other.
"""

import math

from scipy.optimize import brentq

from models.drying.dryer import Dryer, Web
from models.drying.web_profile import WebProfile, web_profile

SLOWEST, FASTEST = 0.1 / 60.0, 1000.0 / 60.0  # m/s, between which is searched
TOLERANCE = 1e-6  # relative, of the speed
COARSE = 1.25  # factor from one tried speed to the next
POINTS = 2  # kept of each piece; the answer does not depend on it


def highest_speed(
    web: Web,
    dryer: Dryer,
    limit: float,
    slowest: float = SLOWEST,
    fastest: float = FASTEST,
    start: float | None = None,
) -> float | None:
    """Highest speed [m/s] at which the web is just dry; None if it never is.

    Parameters
    ----------
    limit : float
        Solvent per dry coating [kg/kg].
    slowest, fastest : float
        Between which is searched [m/s].
    start : float
        From where the search walks, by factors of 1.25; else from the middle.

    Notes
    -----
    Found by bracketing and Brent's method on ln(residual/limit). inf if the web is dry
    even at `fastest`. Where a damp last zone wets the web again, so that it is dry at
    some speeds only, the answer is the upper end of the range that the walk meets.
    """

    def excess(speed):
        profile = web_profile(web, dryer, speed, limit, points=POINTS)
        return math.log(profile.residual / limit)

    low = high = min(max(start or math.sqrt(slowest * fastest), slowest), fastest)
    if excess(low) <= 0.0:
        while True:
            if high >= fastest:
                return math.inf
            low, high = high, min(high * COARSE, fastest)
            if excess(high) > 0.0:
                break
    else:
        while True:
            if low <= slowest:
                return None
            low, high = max(low / COARSE, slowest), low
            if excess(low) <= 0.0:
                break
    found = brentq(excess, low, high, xtol=1e-12, rtol=TOLERANCE)
    # on the safe side of the root
    return found if excess(found) <= 0.0 else found * (1.0 - 4.0 * TOLERANCE)


def missing_length(profile: WebProfile, highest: float | None) -> float:
    """Length of dryer [m] that is missing at the profile's speed, all zones alike.

    0 or less if none is missing: what could be left out; inf if no length dries it.
    """
    if highest is None:
        return math.inf
    return profile.dryer.length * (profile.speed / highest - 1.0)
