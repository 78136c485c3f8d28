"""A sample under steps of air: its water over time, and what limits each step.

The steps are cut at instants dense enough for a smooth line; each piece is an exposure
of the two-scale model, which begins with the state the one before left. The diffusion
times of a step are those of the whole of it as one exposure.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models import bag
from models.sorption import AirHistory, Exposure, MoistureState, Outcome, SolverError
from models.units import HOUR, MBAR, PPM, celsius
from scenarios.curve.load import Experiment, Step
from twin.zone import recipe_air, recipe_pieces

MOST_PER_PIECE = 120  # instants in a ramp or hold
FEWEST_PER_PIECE = 4
MOST_ROWS = 20_000
# t = (i / n)^3 of a piece: an edge exchange begins with the root of time, and a hold
# may be many diffusion times long
CROWDING = 3.0

COLUMNS = (
    "time_h",
    "step",
    "water_ppm",  # mg per kg dry electrode, foil included; so are the next five
    "macro_ppm",
    "micro_ppm",
    "edge_ppm",  # outer 10 mm
    "wettest_ppm",  # wettest place
    "released_ppm",  # left since the start, by what crossed the edge or the faces
    "balance_ppm",  # water less that at the balance's zero; none before it
    "coating_ppm",  # mg per kg dry coating; so is the next
    "balance_coating_ppm",
    "temperature_degC",  # of the sample
    "air_temperature_degC",
    "vapour_pressure_Pa",
    "pressure_mbar",
)
STEP_COLUMNS = (
    "step",
    "name",
    "start_h",
    "end_h",
    "temperature_degC",
    "vapour_pressure_Pa",
    "pressure_mbar",
    "tau_macro_h",
    "tau_micro_h",
    "micro_share",
    "biot",
    "regime",
    "mean_time_h",
    "water_ppm",
    "coating_ppm",
    "balance_ppm",
    "balance_coating_ppm",
)


@dataclass(frozen=True, eq=False)
class Curve:
    """What came out: a row per instant and one per step, as lists by column name.

    `stopped` is None, or says why no answer was found beyond the last row; the step in
    which that happened has rows up to there, and none among the steps.
    """

    experiment: Experiment
    rows: dict[str, list]
    steps: dict[str, list]
    stopped: str | None = None

    @property
    def zero_ppm(self) -> float | None:
        """Water at the balance's zero [mg per kg dry electrode]; None without one."""
        for number, step in enumerate(self.experiment.steps):
            if step.zero and number < len(self.steps["step"]):
                return self.steps["water_ppm"][number]
        return None


def run(
    experiment: Experiment, progress: Callable[[float, str], None] | None = None
) -> Curve:
    """The curve of an experiment, as far as the model finds an answer."""
    history = _History(experiment)
    number_of = len(experiment.steps)
    pieces = _pieces(experiment)
    per_piece = MOST_ROWS // max(1, sum(len(own) for own in pieces))
    instants = int(np.clip(per_piece, FEWEST_PER_PIECE, MOST_PER_PIECE))
    stopped = None
    for number, (step, own) in enumerate(zip(experiment.steps, pieces, strict=True)):
        if progress is not None:
            progress(number / number_of, _title(number, number_of, step))
        air = recipe_air(own, history.time)
        try:
            history.add_step(number, step, air, _instants(air, instants))
        except SolverError as error:
            stopped = f"{_title(number, number_of, step)}: {error}"
            break
    return Curve(experiment, history.rows, history.steps, stopped)


def _title(number, number_of, step):
    return f"step {number + 1} of {number_of}" + (f", {step.name}" if step.name else "")


def _pieces(experiment):
    """The ramp and the hold of each step."""
    temperature = experiment.start.temperature
    pieces = []
    for step in experiment.steps:
        pieces.append(recipe_pieces([step.air], temperature))
        temperature = step.air.temperature
    return pieces


def _instants(air: AirHistory, number: int) -> np.ndarray:
    """Instants from the begin of a step to its end [s], denser after each turn."""
    parts = (np.arange(number + 1) / number) ** CROWDING
    turns = air.times.tolist()
    found = [begin + (end - begin) * parts[:-1] for begin, end in pairwise(turns)]
    return np.append(np.concatenate(found), turns[-1])


class _History:
    """The rows of a curve as they come, and the state the last one left."""

    def __init__(self, experiment: Experiment):
        self.experiment = experiment
        self.model = experiment.model
        self.state: MoistureState = experiment.start
        self.time = 0.0  # s
        self.released = 0.0  # kg/m3
        self.zero = None  # kg per kg of dry coating
        self.rows = {name: [] for name in COLUMNS}
        self.steps = {name: [] for name in STEP_COLUMNS}

    def add_step(self, number: int, step: Step, air: AirHistory, instants) -> None:
        """Book the rows of a step up to `instants` [s], and what limited it.

        Raises
        ------
        SolverError
            Where the model finds no answer; the rows before that are booked.
        """
        exchange, begin = self.experiment.exchange, self.state
        if not self.rows["time_h"]:
            self._add_row(number, air, 0.0)
        whole = Exposure(air, float(instants[0]), float(instants[-1]), exchange)
        path = [Exposure(air, a, b, exchange) for a, b in pairwise(instants.tolist())]
        try:
            (of_step,) = self._advance(begin, [whole])  # its error counts from there
            outcomes = self._advance(begin, path)
        except SolverError:
            self._book_until_error(number, path)
            raise
        for exposure, outcome in zip(path, outcomes, strict=True):
            self._book(number, exposure, outcome)
        if step.zero:
            self.zero = self._contents()[0]
            for name in ("balance_ppm", "balance_coating_ppm"):
                self.rows[name][-1] = 0.0
        self._add_figures(number, step, whole, of_step)

    def _advance(self, state, path) -> list[Outcome]:
        return bag.advance(self.model, [state], [path], threads=1)[0]

    def _book_until_error(self, number, path):
        for exposure in path:
            try:
                (outcome,) = self._advance(self.state, [exposure])
            except SolverError:
                return
            self._book(number, exposure, outcome)

    def _book(self, number, exposure, outcome):
        self.state = outcome.state
        self.released += outcome.released
        self.time = exposure.end
        self._add_row(number, exposure.air, exposure.end)

    def _contents(self):
        """Water of the sample and its macro part [kg per kg of dry coating]."""
        widths = self.model.cell_widths
        density = self.model.material.density
        macro = float(self.state.macro @ widths / self.model.half_width)
        return self.model.water(self.state) / density, macro / density

    def _add_row(self, number, air, time):
        material = self.model.material
        water, macro = self._contents()
        figures = self.model.figures(self.state)
        temperature, vapour, pressure = air.at(time)
        electrode = material.coating_share / PPM
        released = self.released / material.density
        weighed = None if self.zero is None else water - self.zero
        row = (
            time / HOUR,
            number + 1,
            water * electrode,
            macro * electrode,
            (water - macro) * electrode,
            figures.edge * electrode,
            figures.worst * electrode,
            released * electrode,
            None if weighed is None else weighed * electrode,
            water / PPM,
            None if weighed is None else weighed / PPM,
            celsius(self.state.temperature),
            celsius(temperature),
            vapour,
            pressure / MBAR,
        )
        for name, value in zip(COLUMNS, row, strict=True):
            self.rows[name].append(value)

    def _add_figures(self, number, step, whole, outcome):
        last = {name: column[-1] for name, column in self.rows.items()}
        film = outcome.tau_macro / outcome.biot if outcome.biot > 0.0 else np.inf
        mean = (outcome.tau_macro + outcome.micro_share * outcome.tau_micro) / 3 + film
        row = (
            number + 1,
            step.name,
            whole.start / HOUR,
            whole.end / HOUR,
            celsius(step.air.temperature),
            step.air.vapour_pressure,
            step.air.pressure / MBAR,
            outcome.tau_macro / HOUR,
            outcome.tau_micro / HOUR,
            outcome.micro_share,
            outcome.biot,
            outcome.regime,
            mean / HOUR,
            *(last[name] for name in STEP_COLUMNS[-4:]),
        )
        for name, value in zip(STEP_COLUMNS, row, strict=True):
            self.steps[name].append(value)
