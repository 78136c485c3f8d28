"""Why nothing suits: which limits exclude each other, and how far each has to give.

What is said rests on the candidates that were judged: a limit is part of the conflict
if, given up alone, one of them would do.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from scenarios.plan.settings.judge import Judged, Standing
from scenarios.plan.settings.limits import Limit, quantile


@dataclass(frozen=True, eq=False)
class Relaxation:
    """A limit, by how much it would have to give with all others kept, and for whom.

    `judged` None: no candidate keeps all the others.
    """

    limit: Limit
    excess: float = math.inf
    judged: Judged | None = None

    @property
    def value(self) -> float | None:
        """What the limit would have to be, in the figure's unit."""
        return None if self.judged is None else self.limit.value(self.excess)


@dataclass(frozen=True, eq=False)
class Conflict:
    """What cannot hold together, and the way out of it.

    `least_broken` is the candidate whose limits have to give least in sum; None where
    no candidate has an answer, `failures` are then the reasons.
    """

    relaxations: tuple[Relaxation, ...]
    least_broken: Judged | None
    failures: tuple[str, ...]

    @property
    def limits(self) -> tuple[Limit, ...]:
        """Limits each of which alone, given up, makes a candidate possible."""
        return tuple(r.limit for r in self.relaxations if r.judged is not None)

    @property
    def nearest(self) -> Relaxation | None:
        """The relaxation that asks for the least, in proportion to its limit."""
        able = [r for r in self.relaxations if r.judged is not None]
        return min(able, key=lambda r: r.excess, default=None)


def explained(judged: Sequence[Judged]) -> Conflict:
    """The Conflict behind candidates of which none keeps all limits."""
    answers = [own for own in judged if not own.failed]
    failures = tuple(dict.fromkeys(own.failed for own in judged if own.failed))
    if not answers:
        return Conflict((), None, failures)
    relaxations = []
    for k, standing in enumerate(answers[0].standings):
        gives = [(given(own, k), i) for i, own in enumerate(answers)]
        excess, i = min(gives)
        if math.isfinite(excess):
            relaxations.append(Relaxation(standing.limit, excess, answers[i]))
        else:
            relaxations.append(Relaxation(standing.limit))
    return Conflict(tuple(relaxations), min(answers, key=_broken), failures)


def given(own: Judged, which: int) -> float:
    """The excess that a limit has to give so that enough runs keep it and all others.

    inf where too few runs keep the others.
    """
    others = own.standings[:which] + own.standings[which + 1 :]
    each = [
        excess if all(one.each[k] <= 0.0 for one in others) else math.inf
        for k, excess in enumerate(own.standings[which].each)
    ]
    return quantile(each, own.needed)


def _broken(own: Judged):
    """The sum of what a candidate is over its limits."""
    return sum(max(_finite(s), 0.0) for s in own.standings), -own.share


def _finite(standing: Standing):
    return min(standing.excess, 1e9)
