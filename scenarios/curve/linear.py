"""The published model's curve, from numbers given on the command line."""

import math
from dataclasses import dataclass

import numpy as np

from models.linear_two_scale import LinearTwoScaleModel
from models.linear_two_scale.model import SHORTEST
from models.units import HOUR
from scenarios.faults import Faults, ScenarioError, quoted

COMMAND_LINE = "the command line"
LONGEST_TIME = 1e9  # h
SHORTEST_TIME = 1e-9  # h
MOST_PPM = 1e6
MOST_TIMES = 100_000
PER_DECADE = 10  # default instants
FEWEST_TIMES, MOST_DEFAULT = 20, 200
FIRST, LAST = 0.01, 0.99  # share that has left at the first and last default instant
HALVINGS = 100


@dataclass(frozen=True, eq=False)
class LinearCurve:
    """Water over time after a step: from `start` to `end` [mg/kg], at `times` [h].

    `asked` for by the user, or chosen.
    """

    model: LinearTwoScaleModel
    start: float
    end: float
    times: np.ndarray
    asked: bool

    @property
    def rows(self) -> dict[str, list]:
        """A list for each column; macro_ppm + micro_ppm = water_ppm."""
        water = self.water(self.times)
        columns = {f"{name}_ppm": values.tolist() for name, values in water.items()}
        return {"time_h": self.times.tolist(), **columns}

    def water(self, times) -> dict[str, np.ndarray]:
        """Water, its macro and its micro part [mg/kg] at `times` [h]."""
        model, change = self.model, self.start - self.end
        macro_left, micro_left = model.shares(np.asarray(times) * HOUR)
        macro = (1.0 - model.micro_share) * self.end + change * macro_left
        micro = model.micro_share * self.end + change * micro_left
        return {"water": macro + micro, "macro": macro, "micro": micro}


def linear_curve(
    *,
    tau_macro_h: float | None,
    tau_micro_h: float | None,
    micro_share: float | None,
    start_ppm: float | None,
    end_ppm: float = 0.0,
    biot: float = math.inf,
    times_h: str | None = None,
) -> LinearCurve:
    """The curve of the model with these numbers; ScenarioError with all their faults.

    `times_h` is a list like "0.05,0.1,1,3"; without it the instants run from where 1 %
    has left to where 99 % has.
    """
    faults = Faults()
    allowed_time = f"0, or {SHORTEST_TIME:g} to {LONGEST_TIME:g} h"
    for name, value, good, allowed in (
        ("tau-macro-h", tau_macro_h, _is_time, allowed_time),
        ("tau-micro-h", tau_micro_h, _is_time, f"{allowed_time} (0: no resistance)"),
        ("micro-share", micro_share, _is_share, "from 0 to 1"),
        ("start-ppm", start_ppm, _is_content, f"from 0 to {MOST_PPM:g} mg/kg"),
        ("end-ppm", end_ppm, _is_content, f"from 0 to {MOST_PPM:g} mg/kg"),
        ("biot", biot, _is_biot, "0 (closed), 1e-9 or more, or inf (no film)"),
    ):
        if value is None:
            faults.add((f"--{name}",), f"missing; give a number, {allowed}")
        elif not good(value):
            faults.add((f"--{name}",), f"{value:g}; allowed is {allowed}")
    if not faults and tau_macro_h == 0.0 and tau_micro_h * micro_share == 0.0:
        message = "0, and no resistance on the micro scale; all water would be gone"
        faults.add(("--tau-macro-h",), f"{message} at once: give a time above 0 h")
    if start_ppm is not None and start_ppm == end_ppm:
        message = f"{start_ppm:g} mg/kg, as --end-ppm; no water moves: change one"
        faults.add(("--start-ppm",), message)
    times = None if times_h is None else _instants(times_h, faults)
    if times is None and biot == 0.0:
        message = "missing; with --biot 0 no water leaves, so no time stands out"
        faults.add(("--times-h",), message)
    if faults:
        raise ScenarioError(COMMAND_LINE, faults)
    model = LinearTwoScaleModel(
        tau_macro_h * HOUR, tau_micro_h * HOUR, micro_share, biot
    )
    asked = times is not None
    if not asked:
        times = default_times(model)
    return LinearCurve(model, start_ppm, end_ppm, times, asked)


def _is_time(value):
    return value == 0.0 or SHORTEST_TIME <= value <= LONGEST_TIME


def _is_share(value):
    return 0.0 <= value <= 1.0


def _is_content(value):
    return 0.0 <= value <= MOST_PPM


def _is_biot(value):
    return value == 0.0 or value >= 1e-9


def _instants(text, faults):
    """The instants of a list [h]; None and a fault where it is none."""
    path, values = ("--times-h",), []
    for number, part in enumerate(text.split(","), start=1):
        try:
            value = float(part)
        except ValueError:
            value = math.nan
        if not _is_time(value):
            faults.add(
                path,
                f"number {number} is {quoted(part.strip())}; times are 0, or "
                f"{SHORTEST_TIME:g} to {LONGEST_TIME:g} h, with commas between",
            )
            return None
        if values and value <= values[-1]:
            faults.add(
                path,
                f"number {number} is {value:g} h, after {values[-1]:g} h; times rise: "
                "put them in order, each once",
            )
            return None
        values.append(value)
    if len(values) > MOST_TIMES:
        faults.add(path, f"{len(values)} times; at most {MOST_TIMES}")
        return None
    return np.array(values)


def default_times(model: LinearTwoScaleModel) -> np.ndarray:
    """0, then instants [h] from where 1 % has left to where 99 % has, log-spaced."""
    last = _time_of(model, LAST)
    if last is None:  # nearly all leaves at once; the rest is on the micro scale
        last = 2.0 * model.tau_micro
    first = _time_of(model, FIRST)
    if first is None or first < last * 1e-9:  # a part leaves at once
        first = last * 1e-4
    number = round(PER_DECADE * math.log10(last / first)) + 1
    number = min(max(number, FEWEST_TIMES), MOST_DEFAULT)
    return np.concatenate([[0.0], np.geomspace(first, last, number)]) / HOUR


def _time_of(model, share):
    """When `share` of the removable water has left [s]; None: at once.

    The residual falls, so it is at most mean time / time.
    """
    late = math.log(model.mean_time / (1.0 - share))
    early = max(late - 50.0, math.log(2.0 * SHORTEST))
    if model.residual(math.exp(early)) <= 1.0 - share:
        return None
    for _ in range(HALVINGS):
        middle = 0.5 * (early + late)
        if model.residual(math.exp(middle)) > 1.0 - share:
            early = middle
        else:
            late = middle
    return math.exp(late)
