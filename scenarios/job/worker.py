"""The process of one job: `python -m scenarios.job.worker ID`, TWIN_WORKSPACE set."""

import fcntl
import os
import signal
import sys
import time
import traceback
from contextlib import contextmanager

from scenarios import lock
from scenarios.faults import ScenarioError
from scenarios.job.kinds import KINDS, Refused
from scenarios.job.ledger import DONE, FAILED, STOPPED, Jobs
from scenarios.workspace import Workspace

LOOK = 0.5  # s between looks whether it is one's turn
TELL = 0.3  # s between words on how far it is


def turns() -> int:
    """So many jobs work at once: half of the processors, for each uses two threads."""
    return max((os.cpu_count() or 2) // 2, 1)


def main(number: str) -> int:
    """Work off the job `number`; exit code 0 done, 1 not."""
    jobs = Jobs(Workspace.here())
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with _held(jobs.folder / number / "alive"):
        if not jobs.began(number, os.getpid()):
            return 1
        try:
            with _turn(jobs, number):
                return _worked(jobs, number)
        except KeyboardInterrupt:
            jobs.ended(number, STOPPED, reason="stopped; what was finished is kept")
            return 1


@contextmanager
def _held(path):
    handle = lock.held(path)
    try:
        yield
    finally:
        os.close(handle)


@contextmanager
def _turn(jobs, number):
    """Wait until one of the turns is free, and hold it."""
    handles = [
        os.open(jobs.folder / f"turn-{k}", os.O_RDWR | os.O_CREAT, 0o644)
        for k in range(1, turns() + 1)
    ]
    try:
        while not any(_taken(handle) for handle in handles):
            if not jobs.told(number, 0.0, "waits for the job before it"):
                raise KeyboardInterrupt
            time.sleep(LOOK)
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _taken(handle):
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _worked(jobs, number):
    if not jobs.at_work(number):
        return 1
    job, last = jobs.job(number), [0.0]

    def tell(fraction, said):
        now = time.monotonic()
        if now - last[0] >= TELL:
            last[0] = now
            if not jobs.told(number, float(fraction), str(said)):
                raise KeyboardInterrupt  # a signal may get lost inside an import

    try:
        file = jobs.folder / number / "input.yaml"
        answer = KINDS[job.kind](jobs.workspace, file, job.options, tell)
    except (Refused, ScenarioError) as error:
        jobs.ended(number, FAILED, reason=str(error))
        return 1
    except KeyboardInterrupt:
        raise
    except MemoryError:
        jobs.ended(number, FAILED, reason="out of memory; make it smaller")
        return 1
    except Exception as error:  # the last net: said in the ledger, in full in the log
        traceback.print_exc()
        notes = "".join(f"\n{note}" for note in getattr(error, "__notes__", ()))
        said = f"it broke off: {type(error).__name__}: {error}{notes}"
        jobs.ended(number, FAILED, reason=said)
        return 1
    jobs.ended(number, DONE, answer)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
