"""Where runs are executed: in this process, a pool of processes, a Dask cluster.

What they have in common (`Runner`): a call is submitted under a number, and comes back
with that number when it has ended. What a call returns does not depend on where it was
made; in what order calls end does.
"""

import asyncio
import concurrent.futures
import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

DEATHS = 3  # of workers on one call, until it is held to be their cause
CONNECT = 20.0  # s to find a Dask scheduler, or the first of its workers
LOCAL = "local:"
_GONE = "the Dask cluster is gone; what is finished is kept: go on with --resume"


class RunnerError(RuntimeError):
    """There is nothing to run on; the text says what to do."""


@dataclass(frozen=True)
class Ended:
    """A call that has ended: what it returned, or why it did not."""

    number: int
    value: Any = None
    death: str | None = None  # the worker died on it, again and again


class Runner(Protocol):
    """1. `slots` says how many calls may be under way: submit no more than that.
    2. `submit` begins a call `function(argument)` under a number of the caller's.
    3. `ended` waits up to `timeout` [s] for calls that have ended, and may return none.
    4. `close` gives up what is under way and lets workers go. What a function raises,
    `ended` raises.
    """

    slots: int

    def submit(self, number: int, function: Callable, argument: Any) -> None: ...

    def ended(self, timeout: float) -> list[Ended]: ...

    def close(self) -> None: ...


# ---------------------------------------------------------------- here


class Here:
    """One call after the other, in this process."""

    slots = 1

    def __init__(self):
        self._calls = []

    def submit(self, number, function, argument):
        """Note the call; it is made when its end is asked for."""
        self._calls.append((number, function, argument))

    def ended(self, timeout):
        """Make the calls that were submitted."""
        calls, self._calls = self._calls, []
        return [
            Ended(number, function(argument)) for number, function, argument in calls
        ]

    def close(self):
        """Nothing is held."""
        self._calls = []


# ---------------------------------------------------------------- processes


@contextmanager
def _no_ctrl_c_for_what_is_started():
    """Processes started inside never see Ctrl-C; that is their parent's business.

    They inherit what is blocked here; one that came meanwhile is delivered at the end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin_worker():
    """What a worker does first: see to it that it does not outlive its parent."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def follow():
        multiprocessing.connection.wait([multiprocessing.parent_process().sentinel])
        os._exit(1)  # the parent was killed: nobody would ever read the answer

    threading.Thread(target=follow, daemon=True).start()


class Pool:
    """Some processes of this machine, one call each.

    Each has an executor of its own: a worker that dies takes only its own call along,
    which is made again, at most DEATHS times.
    """

    def __init__(self, workers: int):
        self.slots = workers
        self._idle = [_executor() for _ in range(workers)]
        self._busy: dict[Future, tuple] = {}
        self._deaths: dict[int, int] = {}

    def submit(self, number, function, argument):
        """Begin the call in a worker that is idle."""
        executor = self._idle.pop()
        with _no_ctrl_c_for_what_is_started():
            try:
                future = executor.submit(function, argument)
            except BrokenProcessPool:  # it died while idle
                executor.shutdown(wait=False)
                executor = _executor()
                future = executor.submit(function, argument)
        self._busy[future] = (executor, number, function, argument)

    def ended(self, timeout):
        """The calls that have ended; those of dead workers are made again."""
        found = []
        done, _ = wait(self._busy, timeout, return_when=FIRST_COMPLETED)
        for future in done:
            executor, number, function, argument = self._busy.pop(future)
            try:
                found.append(Ended(number, future.result()))
                self._idle.append(executor)
            except BrokenProcessPool:
                executor.shutdown(wait=False)
                self._idle.append(_executor())
                self._deaths[number] = self._deaths.get(number, 0) + 1
                if self._deaths[number] >= DEATHS:
                    found.append(Ended(number, death=_death(DEATHS)))
                else:
                    self.submit(number, function, argument)
        return found

    def close(self):
        """End all workers, at work or not."""
        executors = [*self._idle, *(busy[0] for busy in self._busy.values())]
        for executor in executors:
            for process in list((executor._processes or {}).values()):
                process.kill()  # what it computes is not booked, and so not lost
            executor.shutdown(wait=True, cancel_futures=True)
        self._idle, self._busy = [], {}


def _executor():
    # spawn: a fork of a process with threads (numba's, a lease's) may hang
    return ProcessPoolExecutor(
        1, mp_context=multiprocessing.get_context("spawn"), initializer=_begin_worker
    )


def _death(times):
    return f"the worker process died on it, {times} times (out of memory?)"


# ---------------------------------------------------------------- a Dask cluster


class Dask:
    """The workers of a Dask cluster, one call each.

    `address` is that of its scheduler, or `local:N` for N processes of this machine.
    """

    def __init__(self, address: str, check: Callable[[], str] | None = None):
        try:
            import distributed
        except ImportError:
            raise RunnerError(
                "--dask needs dask.distributed; install the extra: "
                "pip install -e '.[dask]'"
            ) from None
        self._cluster = None
        if address.startswith(LOCAL):
            number = address.removeprefix(LOCAL)
            if not number.isdecimal() or not 1 <= int(number) <= 1024:
                raise RunnerError(
                    f"--dask {address}: local:N has a number of workers from 1 to 1024"
                )
            self._cluster = distributed.LocalCluster(
                n_workers=int(number),
                threads_per_worker=1,
                dashboard_address="127.0.0.1:0",
                silence_logs=50,
            )
            address = self._cluster.scheduler_address
        try:
            self._client = distributed.Client(address, timeout=CONNECT)
        except (OSError, ValueError, TypeError) as error:  # tls:// without keys
            self._close_cluster()
            raise RunnerError(
                f"--dask {address}: no Dask scheduler answers there ({error})"
            ) from None
        self._found = distributed.as_completed()
        self._numbers: dict = {}
        self._killed = distributed.KilledWorker
        try:
            self._wait_for_workers(address)
            self._compare(check)
        except BaseException:
            self.close()
            raise

    def _wait_for_workers(self, address):
        until = time.monotonic() + CONNECT
        while not self._client.nthreads():
            if time.monotonic() > until:
                raise RunnerError(f"--dask {address}: the cluster has no workers")
            time.sleep(0.1)

    def _compare(self, check):
        """All workers give the answer of this process to `check()`."""
        if check is None:
            return
        for worker, answer in self._client.run(check).items():
            if answer != check():
                raise RunnerError(
                    f"worker {worker} runs program {answer}, this is {check()}; "
                    "install the same version everywhere"
                )

    @property
    def slots(self):
        """One call per worker, of however many there are just now."""
        with self._reached():
            return max(len(self._client.nthreads()), 1)

    def submit(self, number, function, argument):
        """Begin the call on a worker that the scheduler picks."""
        with self._reached():
            future = self._client.submit(function, argument, pure=False)
        self._numbers[future.key] = number
        self._found.add(future)

    def ended(self, timeout):
        """The calls that have ended; the scheduler repeats those of dead workers."""
        until = time.monotonic() + timeout
        while not self._found.has_ready():
            if time.monotonic() > until or not self._numbers:
                return []
            time.sleep(0.002)
        found = []
        for future in self._found.next_batch(block=False):
            number = self._numbers.pop(future.key)
            try:
                found.append(Ended(number, future.result()))
            except self._killed:
                found.append(Ended(number, death=_death("several")))
            except (concurrent.futures.CancelledError, asyncio.CancelledError):
                raise RunnerError(_GONE) from None
        return found

    @contextmanager
    def _reached(self):
        """A cluster that does not answer is said as one."""
        try:
            yield
        except OSError as error:
            raise RunnerError(f"{_GONE} ({error})") from None

    def close(self):
        """Give up what is under way and leave the cluster; end a local one."""
        self._client.close()
        self._close_cluster()

    def _close_cluster(self):
        if self._cluster is not None:
            self._cluster.close()


def runner(
    workers: int, dask: str | None = None, check: Callable[[], str] | None = None
) -> Runner:
    """A runner with `workers` processes, or the Dask cluster at an address.

    `check` is asked here and on every worker of a cluster: the answers are the same.

    Raises
    ------
    RunnerError
        Where there is no cluster, or its workers run another program.
    """
    if dask is not None:
        return Dask(dask, check)
    return Here() if workers == 1 else Pool(workers)
