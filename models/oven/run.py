"""run_load: a load under a recipe, from frozen values in to frozen values out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from numba.typed import List

from models.gas_diffusion import fuller_coefficient
from models.oven import columns
from models.oven.chamber import ChamberState, Oven
from models.oven.coils import coil_times
from models.oven.load import advance_load
from models.sorption import Exchange, MoistureState, Outcome, SolverError
from models.two_scale import TwoScaleModel
from models.two_scale.columns import BIOT, SHARE, TAU_MACRO, TAU_MICRO
from models.two_scale.numbers import KINDS
from models.units import GAS_CONSTANT, WATER_MOLAR_MASS

# J/(mol K) at 25 to 150 degC, constant to 1 %: 7/2 R and 5/2 R of an ideal gas
MOLAR_HEAT = {"air": 3.5 * GAS_CONSTANT, "nitrogen": 3.5 * GAS_CONSTANT}
MOLAR_HEAT["argon"] = 2.5 * GAS_CONSTANT


@dataclass(frozen=True, eq=False)
class LoadCoil:
    """`count` coils that are alike, as they enter.

    `coating_volume` [m3 of dry coating in one], `capacity` [J/K, of one], `area` [m2,
    that meets wall and gas], `contact` [W/K, to hot plates].
    """

    name: str
    model: TwoScaleModel
    state: MoistureState
    exchange: Exchange
    coating_volume: float
    capacity: float
    area: float
    contact: float = 0.0
    count: float = 1.0


@dataclass(frozen=True)
class Piece:
    """A straight piece of a recipe: `duration` [s], set temperature at both ends [K],
    set pressure [Pa], purge [mol/s], its mole fraction of water, its gas."""

    duration: float
    start: float
    end: float
    pressure: float
    purge: float
    share: float
    gas: str

    def part(self, begin: float, end: float) -> "Piece":
        """The part of it from `begin` to `end` [s]; all of it is itself."""
        if begin <= 0.0 and end >= self.duration:
            return self
        slope = (self.end - self.start) / self.duration
        first = self.start + slope * begin
        return replace(
            self, duration=end - begin, start=first, end=self.start + slope * end
        )


@dataclass(frozen=True, eq=False)
class LoadRun:
    """What came out: instants, the chamber and every coil at them, and the totals.

    Attributes
    ----------
    times, wall, pressure, vapour_pressure, set_pressure : array [instants]
        [s], [K], [Pa]. Each piece of the recipe begins with an instant of its own.
    piece : array of int [instants]
        Which piece an instant belongs to.
    temperature, mean, worst : array [instants, coils]
        Of each coil [K]; its water and that of its wettest place [kg/m3 of coating].
    chamber : ChamberState
        At the end.
    states : tuple of MoistureState
        Of the coils, at the end.
    totals : mapping
        Integrals over the run: water and dry gas that was released, purged, leaked,
        vented, pumped [mol]; heat given, taken, lost [J]; work of the pump [J].
    coil_heat, coil_latent, coil_released : array [coils]
        Of one coil: heat taken up [J], what of that desorption took [J], water [mol].
    steps : int
        Time steps taken.
    kept : tuple of tuples of MoistureState
        Of the coils at the end of each piece, where that was asked for.
    """

    times: np.ndarray
    wall: np.ndarray
    pressure: np.ndarray
    vapour_pressure: np.ndarray
    set_pressure: np.ndarray
    piece: np.ndarray
    temperature: np.ndarray
    mean: np.ndarray
    worst: np.ndarray
    chamber: ChamberState
    states: tuple[MoistureState, ...]
    totals: dict[str, float]
    coil_heat: np.ndarray
    coil_latent: np.ndarray
    coil_released: np.ndarray
    steps: int
    kept: tuple[tuple[MoistureState, ...], ...] = ()


TOTALS = (
    "released_water",
    "purge_water",
    "leak_water",
    "vent_water",
    "pumped_water",
    "purge_dry",
    "leak_dry",
    "vent_dry",
    "pumped_dry",
    "heated",
    "cooled",
    "lost",
    "gas_warmed",
    "to_coils",
    "latent",
    "pump_work",
)


def run_load(
    oven: Oven,
    coils: Sequence[LoadCoil],
    recipe: Sequence[Piece],
    chamber: ChamberState,
    start: float = 0.0,
    tolerance: float = 5e-4,
    keep: bool = False,
) -> LoadRun:
    """Take a load through a recipe that begins at `start` [s].

    `tolerance` is that of the chamber's gas and of the temperatures: 5e-4 means 0.05 K
    and 1 % of the gas over a piece of the recipe; each coil's water errs by its model's
    own. The states that went in are not changed. An empty load is allowed. `keep`: the
    coils' states at the end of each piece are kept.

    Raises
    ------
    SolverError
        Where a coil leaves the range of its isotherms, or no step succeeds; with the
        coil's name and the time. Its attribute `coil` is the index, or None.
    """
    models = List()
    index: dict[int, int] = {}
    for coil in coils:
        if id(coil.model) not in index:
            index[id(coil.model)] = len(models)
            models.append(coil.model.numbers)
    which = np.array([index[id(c.model)] for c in coils], dtype=np.int64)
    states = _copied(coils)
    if not coils:
        models, states = _nobody()
    rows, at = [], start
    for piece in recipe:
        rows.append(
            (
                at,
                at + piece.duration,
                piece.start,
                piece.end,
                piece.pressure,
                piece.purge,
                piece.share,
                fuller_coefficient(piece.gas),
                MOLAR_HEAT[piece.gas],
            )
        )
        at += piece.duration
    inside = np.array([chamber.vapour, chamber.dry, chamber.wall])
    temperature = np.array([c.state.temperature for c in coils])
    totals = np.zeros(columns.FLOWS)
    coil_totals = np.zeros((len(coils), 3))
    kept = np.empty((len(rows), _width(coils)) if keep and coils else (0, 0))
    fail = np.zeros(5)
    fail[columns.F_COIL] = -1.0
    pump = np.column_stack([oven.pump.pressure, oven.pump.speed, oven.pump.power])
    arguments = (
        models,
        which,
        *states,
        _coil_rows(coils),
        oven.row(tolerance),
        np.ascontiguousarray(pump, dtype=float),
        np.array(rows, dtype=float).reshape(len(rows), 9),
        inside,
        temperature,
        totals,
        coil_totals,
        kept,
        fail,
    )
    # Not in the main thread: a Ctrl-C while numba hands over the notes would come out
    # as a SystemError. A thread that is not the main one sees no signals.
    with ThreadPoolExecutor(1) as thread:
        notes, coil_notes = thread.submit(advance_load, *arguments).result()
    if fail[columns.F_CODE] != columns.OK:
        raise _failure(fail, coils, start)
    macros, micros, branches = states
    ends = tuple(
        MoistureState(
            macros[i],
            micros[i],
            float(temperature[i]),
            branches[i] if coil.state.branch is not None else None,
        )
        for i, coil in enumerate(coils)
    )
    states_kept = tuple(tuple(_unpacked(row, ends)) for row in kept)
    return LoadRun(
        notes[:, columns.TIME],
        notes[:, columns.NOTED_WALL],
        notes[:, columns.NOTED_PRESSURE],
        notes[:, columns.NOTED_VAPOUR],
        notes[:, columns.NOTED_SET],
        notes[:, columns.NOTED_PIECE].astype(int),
        coil_notes[:, :, columns.COIL_TEMPERATURE],
        coil_notes[:, :, columns.COIL_MEAN],
        coil_notes[:, :, columns.COIL_WORST],
        ChamberState(*(float(v) for v in inside)),
        ends,
        dict(zip(TOTALS, totals.tolist(), strict=True)),
        coil_totals[:, 0],
        coil_totals[:, 1],
        coil_totals[:, 2],
        len(notes) - len(rows),
        states_kept,
    )


def _width(coils):
    """How many numbers the coils' states have, a temperature each and a branch."""
    total = 0
    for state in (coil.state for coil in coils):
        branch = 2 if state.branch is None else state.branch.size
        total += state.macro.size + state.micro.size + branch + 1
    return total


def _unpacked(row, like):
    """States of the coils from a row of numbers; their shapes are those of `like`."""
    at = 0
    for state in like:
        parts = []
        branch = np.empty((1, 2)) if state.branch is None else state.branch
        for own in (state.macro, state.micro, branch):
            parts.append(row[at : at + own.size].reshape(own.shape))
            at += own.size
        macro, micro, branch = parts
        memory = None if state.branch is None else branch
        yield MoistureState(macro, micro, float(row[at]), memory)
        at += 1


def outcomes(coils: Sequence[LoadCoil], recipe: Sequence[Piece], run: LoadRun):
    """An Outcome of the whole recipe for each of `coils`, which went in to `run`.

    Diffusion times are secants from what went in to the run's mean air, as for a coil
    alone, in the gas of the last piece; nan where what went in lies beyond the
    isotherms' range at the mean temperature.
    """
    widths = np.diff(run.times)
    span = widths.sum()

    def mean(values):
        return 0.5 * (widths @ (values[1:] + values[:-1])) / span

    vapour, pressure = mean(run.vapour_pressure), mean(run.pressure)
    gas = fuller_coefficient(recipe[-1].gas)
    found = []
    for i, (coil, row) in enumerate(zip(coils, _coil_rows(coils), strict=True)):
        warm, out = mean(run.temperature[:, i]), np.zeros(6)
        branch = coil.state.branch
        arguments = (
            coil.model.numbers,
            row,
            gas,
            coil.state.macro,
            np.zeros((1, 2)) if branch is None else branch,
        )
        if not coil_times(*arguments, warm, pressure, vapour, warm, pressure, out):
            out[:] = np.nan
        volume = coil.coating_volume
        found.append(
            Outcome(
                run.states[i],
                float(run.coil_released[i]) * WATER_MOLAR_MASS / volume,
                float(out[TAU_MACRO]),
                float(out[TAU_MICRO]),
                float(out[SHARE]),
                float(out[BIOT]),
                run.steps,
            )
        )
    return found


def _coil_rows(coils):
    rows = [
        (
            coil.count,
            coil.coating_volume,
            coil.capacity,
            coil.area,
            coil.contact,
            coil.exchange.film,
            coil.exchange.wrap,
            KINDS[coil.exchange.kind],
        )
        for coil in coils
    ]
    return np.array(rows, dtype=float).reshape(len(rows), 8)


def _copied(coils):
    """Lists of the coils' macro, micro and branch arrays, to be advanced in place."""
    macros, micros, branches = List(), List(), List()
    for coil in coils:
        macros.append(np.array(coil.state.macro))
        micros.append(np.array(coil.state.micro))
        branch = coil.state.branch
        branches.append(np.zeros((1, 2)) if branch is None else np.array(branch))
    return macros, micros, branches


def _nobody():
    """The lists of an empty load: compiled code wants to know of what they are."""
    from models.isotherms import Henry
    from models.material import Component, Material

    law = Henry(0.01)
    none = Material("none", 1e-4, 1000.0, 0.5, 1e-6, (Component("none", 1.0, law),))
    model = TwoScaleModel(none, 0.1, cells=1, modes=1)
    models = List()
    models.append(model.numbers)
    arrays = [List(), List(), List()]
    for own, shape in zip(arrays, ((1,), (1, 0), (1, 2)), strict=True):
        own.append(np.zeros(shape))
    return models, arrays


def _failure(fail, coils, start):
    code, index = int(fail[columns.F_CODE]), int(fail[columns.F_COIL])
    value, other = fail[columns.F_VALUE], fail[columns.F_OTHER]
    at = f"no solution past {fail[columns.F_TIME] - start:.6g} s of the recipe"
    coil = coils[index] if index >= 0 else None
    if code == columns.AIR_RANGE:
        what = (
            f"the chamber's vapour would pass {value:.4g} Pa, where the isotherms of "
            f"the coldest coil end (at {other:.2f} K); warm the load at a lower "
            "pressure or more slowly, or dry it in smaller loads"
        )
    elif code == columns.COIL_RANGE:
        top = coil.model.material.largest_activity
        what = (
            f"water activity in {coil.name} rises past {top:g}, where the fitted "
            f"range of the isotherms of {coil.model.material.name} ends; "
            "start drier, or warm it less or more slowly"
        )
    elif code == columns.TEMPERATURE_RANGE:
        low, high = coil.model.material.temperature_range
        what = (
            f"{coil.name} reached {value:.2f} K; the isotherms of "
            f"{coil.model.material.name} hold from {low:.2f} to {high:.2f} K; change "
            "the recipe's temperature"
        )
    else:
        what = (
            f"the time step fell to {value:.3g} s without meeting the tolerance; "
            "change numerics.tolerance, or what is extreme in oven, load or recipe"
        )
    error = SolverError(f"{at}: {what}")
    error.coil = index if coil is not None else None
    return error
