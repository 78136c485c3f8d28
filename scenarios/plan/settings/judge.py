"""Candidates under all samples: what they cost, and which share keeps all limits.

Every candidate meets the same samples. A run is booked before the next one begins, and
one that is booked is not made again.
"""

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scenarios.faults import printable
from scenarios.plan import line_runs
from scenarios.plan.ledger import Ledger, Unkept
from scenarios.plan.naming import words
from scenarios.plan.settings.decisions import Candidate
from scenarios.plan.settings.limits import ROUNDING, Limit, quantile
from scenarios.plan.settings.load import SettingsTask
from scenarios.plan.settings.run import Call, outcome
from scenarios.plan.settings.samples import Sample
from scenarios.runner import Runner
from scenarios.study.report import wilson

MODEL = "line"  # as what runs stand in the ledger


@dataclass(frozen=True)
class Standing:
    """How a candidate stands to a limit.

    `excess`: what the confidence leaves as the worst, as `limits` counts it; `kept`:
    share of the runs that keep it; `each`: the excess of every run.
    """

    limit: Limit
    excess: float
    kept: float
    each: tuple[float, ...]

    @property
    def value(self) -> float | None:
        """The figure that the confidence leaves as the worst; None: it has none."""
        if not math.isfinite(self.excess):
            return None
        return self.limit.value(self.excess)

    @property
    def margin(self) -> float | None:
        """How far that is from the limit, in the figure's unit; below 0: broken."""
        if not math.isfinite(self.excess):
            return None
        return -self.excess * self.limit.scale


@dataclass(frozen=True, eq=False)
class Judged:
    """What came of a candidate.

    `figures` are means over the runs that have them; `share` of the runs keep all
    limits, `needed` is what it has to be. `reasons` says why runs have no answer,
    `failed` why the candidate has none at all, or "".
    """

    candidate: Candidate
    figures: Mapping[str, float]
    standings: tuple[Standing, ...]
    share: float
    needed: float
    runs: int
    reasons: tuple[str, ...]
    failed: str

    @property
    def is_feasible(self) -> bool:
        """Whether enough runs keep all limits."""
        return not self.failed and self.share >= self.needed - ROUNDING

    @property
    def broken(self) -> tuple[Standing, ...]:
        """The limits that too few runs keep."""
        return tuple(s for s in self.standings if s.excess > 0.0)

    @property
    def nearest(self) -> Standing | None:
        """The limit that is nearest to being broken, or is broken most."""
        return max(self.standings, key=lambda s: s.excess, default=None)

    @property
    def at_least(self) -> float:
        """The lower end of the 95 % interval (Wilson) of the share."""
        return wilson(self.share, self.runs)[0]


class Judge:
    """Runs candidates of a task on a runner, and says what came of them.

    `told` hears how many of the runs asked for are there. `threads` are those of the
    physics in each run; they change no number.
    """

    def __init__(
        self,
        task: SettingsTask,
        runner: Runner,
        ledger: Ledger | Unkept,
        told: Callable[[int, int], None] = lambda ended, of: None,
        threads: int | None = None,
    ):
        self.task, self.runner, self.ledger = task, runner, ledger
        self.told, self.threads = told, threads
        self._known: dict[str, dict] = {}

    @property
    def runs(self) -> int:
        """How many runs there are so far, found or made."""
        return len(self._known)

    def __call__(
        self, candidates: Sequence[Candidate], samples: Sequence[Sample]
    ) -> list[Judged]:
        """What came of each candidate under `samples`.

        Raises
        ------
        RunnerError, LedgerError
            Where there is nothing to run on, a file of the scenario is no longer what
            it was, or the answers cannot be kept.
        """
        wanted = [[_key(one, sample) for sample in samples] for one in candidates]
        self._run(
            {
                text: (one.told, set_, sample)
                for one, texts in zip(candidates, wanted, strict=True)
                for (text, set_), sample in zip(texts, samples, strict=True)
            }
        )
        return [
            judged(self.task, one, [self._known[text] for text, _ in texts])
            for one, texts in zip(candidates, wanted, strict=True)
        ]

    def _run(self, wanted):
        """Find or make the runs; each is booked as it ends."""
        open_ = []
        for text, (told, set_, sample) in wanted.items():
            if text in self._known:
                continue
            found = self.ledger.find(MODEL, set_)
            if found is not None:
                self._known[text] = found[0]
            else:
                open_.append((text, told, set_, sample))
        calls = [self._call(*each[1:]) for each in open_]
        made = line_runs.answers(self.runner, outcome, calls)
        for ended, (number, answer) in enumerate(made, 1):
            text, _, set_, _ = open_[number]
            self.ledger.book(MODEL, set_, answer)
            self._known[text] = answer
            self.told(ended, len(open_))

    def _call(self, told, set_, sample):
        task = self.task
        keys = {name: value for name, value in set_.items() if name != REPLICATION}
        return Call(
            task.source,
            task.content,
            keys,
            sample.replication,
            str(task.folder),
            task.prices(told),
            task.digests,
            self.threads,
        )


REPLICATION = "replication"


def _key(one: Candidate, sample: Sample):
    """What a run is known by: the keys set in it, as a text and as they are."""
    set_ = {**one.keys, **sample.values, REPLICATION: sample.replication}
    return json.dumps(set_, sort_keys=True, ensure_ascii=False), set_


def judged(task: SettingsTask, one: Candidate, answers: Sequence[dict]) -> Judged:
    """What the `answers` of a candidate's runs say of it.

    A run without an answer keeps no limit, and so does one that lacks a limit's figure.
    """
    numbers = {
        s.name: float(one.told[s.name])
        for s in task.settings
        if s.ordered and not isinstance(one.told[s.name], str)
    }
    rows = [
        None if answer["figures"] is None else {**answer["figures"], **numbers}
        for answer in answers
    ]
    reasons = list(dict.fromkeys(a["reason"] for a in answers if a["reason"]))
    for name in dict.fromkeys(
        [g for g, _ in task.goals] + [b.figure for b in task.limits]
    ):
        if any(row is not None and name not in row for row in rows):
            reasons.append(_lacking(name, one))
    known = [row for row in rows if row is not None]
    names = dict.fromkeys(name for row in known for name in row)
    figures = {
        name: math.fsum(row[name] for row in known if name in row)
        / sum(name in row for row in known)
        for name in names
    }
    lacking = [name for name, _ in task.goals if name not in figures]
    standings, within = [], [row is not None for row in rows]
    for limit in task.limits:
        each = [
            limit.excess(None if row is None else row.get(limit.figure)) for row in rows
        ]
        within = [a and e <= 0.0 for a, e in zip(within, each, strict=True)]
        kept = sum(e <= 0.0 for e in each) / len(each)
        standings.append(
            Standing(limit, quantile(each, task.confidence), kept, tuple(each))
        )
    failed = "; ".join(reasons) if not known or lacking else ""
    return Judged(
        one,
        figures,
        tuple(standings),
        sum(within) / len(within),
        math.ceil(task.confidence * len(rows) - len(rows) * ROUNDING) / len(rows),
        len(rows),
        tuple(reasons),
        failed,
    )


def _lacking(name, one: Candidate) -> str:
    """Why a figure has no value: a setting that is drawn, or nothing is counted."""
    what = words(name)[0]
    if name in one.told:
        said = printable(str(one.told[name]))
        return f"{what} is {said}, which is not one number to be compared"
    return f"{what} has no value: nothing is counted there"
