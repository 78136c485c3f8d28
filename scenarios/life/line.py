"""A run once more, whose coils keep what they met; and one coil of it."""

from collections.abc import Callable
from dataclasses import dataclass

from models.units import HOUR
from twin.coil import Coil
from twin.life import Life, Wait, retrace, waits
from twin.line import Line
from twin.records import Visit
from twin.scenario import Scenario


@dataclass(frozen=True, eq=False)
class KeptRun:
    """A finished run whose coils can be asked for their lives.

    `coils` by name; `log` has all visits. Asking changes nothing, so several may ask at
    once.
    """

    scenario: Scenario
    coils: dict[str, Coil]
    log: list[Visit]

    def coil(self, name: str) -> Coil:
        """The coil `name`.

        Raises
        ------
        ValueError
            If the run has no such coil.
        """
        if name not in self.coils:
            raise ValueError(
                f"{name[:60]}: the run has no coil of this name; its "
                f"{len(self.coils)} coils stand in the table coils"
            )
        return self.coils[name]

    def life(self, name: str, wait: Wait | None = None) -> Life:
        """The life of coil `name`; with `wait`, as it would have been.

        Raises
        ------
        ValueError
            For an unknown coil, or a wait that it did not have.
        SolverError
            Where a changed life leaves the range of the isotherms.
        """
        return retrace(self.coil(name), self.log, self.scenario.duration, wait)

    def waits(self, name: str) -> list[Visit]:
        """The visits at which coil `name` could have waited longer."""
        return waits(self.coil(name), self.log)


def kept_run(
    scenario: Scenario, progress: Callable[[float, str], None] | None = None
) -> KeptRun:
    """`scenario` run with coils that keep; `progress(fraction, text)` is told.

    Raises
    ------
    ValueError, SolverError
        As :func:`twin.line.run`.
    """
    line = Line(scenario, keep=True)
    line.run(progress)
    return KeptRun(scenario, {coil.name: coil for coil in line.coils}, line.log)


def longer(station: str, visit: int, extra_h: float) -> Wait:
    """A wait `extra_h` hours longer for the turn at `station`, at its `visit`-th."""
    return Wait(station, visit, extra_h * HOUR)
