"""Shelf: kept runs that several sessions look at, made once, beside whoever waits."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from scenarios.life.line import KeptRun, kept_run
from twin.scenario import Scenario

PLACES = 2  # runs kept at a time; the reference line's takes 10 MB


class Making:
    """A kept run that is being made, or is made, or could not be.

    `fraction` and `said` tell how far it is; `done` when it is over; then `result()`.
    """

    def __init__(self, scenario: Callable[[], Scenario]):
        self.fraction, self.said = 0.0, "reading the scenario"
        self._scenario = scenario
        self._run: KeptRun | None = None
        self._error: Exception | None = None
        self._over = threading.Event()

    @property
    def done(self) -> bool:
        """Whether it is over, well or not."""
        return self._over.is_set()

    @property
    def failed(self) -> bool:
        """Whether it broke off."""
        return self._error is not None

    def make(self) -> None:
        """Run the scenario; what goes wrong is kept for :meth:`result`."""
        try:
            self._run = kept_run(self._scenario(), self._tell)
        except Exception as error:  # whoever asks for the result is told
            self._error = error
        finally:
            self._over.set()

    def _tell(self, fraction, text):
        self.fraction, self.said = fraction, text

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until it is over, `seconds` at most; whether it is."""
        return self._over.wait(seconds)

    def result(self) -> KeptRun:
        """The run, waited for; or the error it broke off with."""
        self._over.wait()
        if self._error is not None:
            raise self._error
        return self._run


class Shelf:
    """The last `places` runs asked for."""

    def __init__(self, places: int = PLACES):
        self._places = places
        self._lock = threading.Lock()
        self._held: OrderedDict[Hashable, Making] = OrderedDict()

    def ask(self, key: Hashable, scenario: Callable[[], Scenario]) -> Making:
        """The run `key`; where it is not there it is begun, on what `scenario()` gives.

        One that broke off is begun again.
        """
        with self._lock:
            making = self._held.get(key)
            if making is None or making.failed:
                making = self._held[key] = Making(scenario)
                threading.Thread(target=making.make, daemon=True).start()
            self._held.move_to_end(key)
            while len(self._held) > self._places:
                self._held.popitem(last=False)
        return making
