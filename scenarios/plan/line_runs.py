"""Runs of the line that a plan asks for: handed to workers, with the files it has read.

A run's answer is plain data, {"figures": ..., "reason": why there are none}.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

from scenarios.document import Document
from scenarios.runner import Runner, RunnerError

LOOK = 1.0  # s between looks at workers
CHANGED = "a file of the scenario has changed since the plan was read"


def answers(
    runner: Runner, function: Callable[[object], dict], calls: Sequence
) -> Iterator[tuple[int, dict]]:
    """Which of `calls` has ended, and its answer, in the order in which they end.

    A call whose workers died has an answer without figures.

    Raises
    ------
    RunnerError
        Where there is nothing to run on, or a file is no longer the one that the plan
        has read: that says nothing of what was asked, and is not to be booked as if it
        did.
    """
    queue, under_way = list(range(len(calls)))[::-1], 0
    while queue or under_way:
        while queue and under_way < runner.slots:
            number = queue.pop()
            runner.submit(number, function, calls[number])
            under_way += 1
        for ended in runner.ended(LOOK):
            under_way -= 1
            if ended.death is not None:
                yield ended.number, {"figures": None, "reason": ended.death}
                continue
            if ended.value["reason"] == CHANGED:
                raise RunnerError(
                    f"{CHANGED}; put it back and go on with --resume, or begin a plan "
                    "with the file as it is now"
                )
            yield ended.number, ended.value


def line_result(
    source: str, content: Mapping, digests: Collection[str], threads: int | None
):
    """The Result of a scenario's keys, and the keys as they were loaded.

    `digests` (SHA-256) are those of the files that may be read; `threads` those of the
    physics, None for as many as the scenario says.

    Raises
    ------
    ScenarioError
        Where the keys have faults.
    ValueError
        CHANGED, where a file is not one of these; or as the run breaks off.
    SolverError
        Where a coil's water has no answer.
    """
    from scenarios import load
    from twin.line import run

    if threads is not None:
        numerics = {**content.get("numerics", {}), "threads": threads}
        content = {**content, "numerics": numerics}
    loaded = load.loaded(Document(source, content))
    if any(file.digest not in digests for file in loaded.inputs):
        raise ValueError(CHANGED)
    return run(loaded.scenario), loaded.content
