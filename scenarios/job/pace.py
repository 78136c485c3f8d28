"""How long a job will still take, as far as what was seen of it tells."""

import re
from collections.abc import Sequence

WATCHED = 8.0  # s of progress at least
STEADY = 1.5  # factor within which the paces of the halves agree


def seconds_left(seen: Sequence[tuple[float, float]]) -> float | None:
    """s until the fraction is 1; None where nobody knows.

    `seen` are times [s] and fractions, the last one last. What passed before the first
    progress is not counted: modules were loaded. Nothing is said before the pace was
    watched for a while, and while its halves differ: a phase has begun that is faster.

    >>> seconds_left([(0, 0.0), (12, 0.1), (17, 0.2), (22, 0.3)])
    35.0
    >>> seconds_left([(0, 0.0), (12, 0.1), (14, 0.12)])
    """
    begun = [at for at, one in enumerate(seen) if one[1] > 0.0]
    if not begun:
        return None
    moved = seen[begun[0] :]
    half = 0.5 * (moved[0][0] + moved[-1][0])
    middle = min(moved, key=lambda one: abs(one[0] - half))
    paces = [_pace(moved[0], middle), _pace(middle, moved[-1])]
    if moved[-1][0] - moved[0][0] < WATCHED or min(paces) <= 0.0:
        return None
    if max(paces) > STEADY * min(paces):
        return None
    return (1.0 - moved[-1][1]) / _pace(moved[0], moved[-1])


def more_follows(said: str) -> bool:
    """Whether a phase is at work, of whose successors no pace is known.

    >>> more_follows("1 of 2, the line's clock: day 3.7 of 21.0")
    True
    >>> more_follows("2 of 2, the water of 327 coils"), more_follows("3 of 64 points")
    (False, False)
    """
    phase = re.match(r"(\d+) of (\d+), ", said)
    return phase is not None and int(phase[1]) < int(phase[2])


def _pace(one, other):
    took = other[0] - one[0]
    return (other[1] - one[1]) / took if took > 0.0 else 0.0
