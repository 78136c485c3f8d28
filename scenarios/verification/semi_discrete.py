"""The two-scale model between two meshes and a clock: y' = f(t, y) for any ODE solver.

:class:`SemiDiscrete` is one exposure of a TwoScaleModel before anything is said about
steps in time. What a general solver finds for it at a tight tolerance is what the
solver of models/two_scale has to find on the same cells and nodes.
"""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from models.gas_diffusion import fuller_coefficient
from models.sorption import EDGE, FACE, Exposure, MoistureState
from models.two_scale import TwoScaleModel
from scenarios.verification import right_side
from scenarios.verification.right_side import lengths, rates


@dataclass(frozen=True)
class Piece:
    """One straight piece of air, from `start` to `end` [s, on the clock of the air].

    `temperature`, `vapour_pressure` and `pressure` are (value at the start, rate) in
    [K], [Pa], [Pa] and per second; `lag` [K] is what the coil's temperature is off its
    course as the piece begins.
    """

    start: float
    end: float
    temperature: tuple[float, float]
    vapour_pressure: tuple[float, float]
    pressure: tuple[float, float]
    lag: float

    def coil_temperature(self, elapsed, heating_time):
        """Of the coil [K], `elapsed` [s] after the start of the piece."""
        warm, rate = self.temperature
        if heating_time <= 0.0:
            return warm + rate * elapsed
        course = warm + rate * (elapsed - heating_time)
        return course + self.lag * math.exp(-elapsed / heating_time)


def straight_pieces(exposure: Exposure, temperature: float) -> tuple[Piece, ...]:
    """Pieces of the air of `exposure`, met by a coil that comes with `temperature` [K].

    The air is straight within each of them; where they meet, an ODE solver has to
    start afresh.
    """
    air, heating = exposure.air, exposure.exchange.heating_time
    inner = air.times[(air.times > exposure.start) & (air.times < exposure.end)]
    found = []
    for start, end in pairwise([exposure.start, *inner.tolist(), exposure.end]):
        i = int(np.searchsorted(air.times, start, side="right")) - 1
        width = air.times[i + 1] - air.times[i]
        courses = []
        for values in (air.temperature, air.vapour_pressure, air.pressure):
            rate = (values[i, 1] - values[i, 0]) / width  # 0 where it lasts for ever
            courses.append((values[i, 0] + rate * (start - air.times[i]), rate))
        warm, rate = courses[0]
        piece = Piece(start, end, *courses, lag=temperature - warm + rate * heating)
        temperature = piece.coil_temperature(end - start, heating)
        found.append(piece)
    return tuple(found)


class SemiDiscrete:
    """One exposure of a coil of `model`, as y' = f(t, y), compiled.

    y holds cell by cell, from the mirror plane to the edge: the stored water of the
    macro scale [kg/m3], then the loadings [kg/kg] at the nodes of each population.
    Time counts from the start of the piece of air in hand:

        system = SemiDiscrete(model, exposure, state)
        y = system.y0
        for piece in system.pieces:
            system.enter(piece)
            y = ...solve y' = system.rhs(t, y, yp) from 0 to piece.end - piece.start
        after = system.state(y)

    Parameters
    ----------
    model : TwoScaleModel
        Its cells, nodes and material; its tolerance plays no part.
    exposure : Exposure
    state : MoistureState
        Of the coil at its start.

    Attributes
    ----------
    pieces : tuple of Piece
    stride : int
        Unknowns per cell.
    bandwidth : int
        Diagonals of the Jacobian on either side of the main one.
    calls : int
        How often f was asked for.

    Raises
    ------
    ValueError
        For a material with hysteresis: its memory is no function of the state's water.
    """

    def __init__(self, model: TwoScaleModel, exposure: Exposure, state: MoistureState):
        numbers = model.numbers
        if numbers.hysteresis:
            raise ValueError(
                f"{model.material.name} has hysteresis, whose memory of the last turn "
                "is no unknown of these equations; give a material without "
                "desorption branches"
            )
        exchange = exposure.exchange
        kind = right_side.SEALED
        if exchange.kind == FACE:
            kind = right_side.FACE
        elif exchange.kind == EDGE and exchange.film > 0.0 and exchange.wrap > 0.0:
            kind = right_side.EDGE
        side = 0 if kind == right_side.EDGE else 1
        self.model, self.exposure = model, exposure
        self.stride = 1 + int(numbers.offset[-1])
        self.bandwidth = min(2 * self.stride, model.cells * self.stride - 1)
        self.pieces = straight_pieces(exposure, state.temperature)
        self.y0 = np.hstack([state.macro[:, None], state.micro]).ravel()
        sizes = (
            model.cells,
            len(numbers.nodes),
            numbers.mean.shape[1],
            len(numbers.terms),
            numbers.tables.shape[1],
        )
        self._ints = np.concatenate(
            [sizes, [kind], numbers.groups, numbers.nodes, numbers.wall_first[side]]
        ).astype(np.int64)
        given = (
            np.zeros(right_side.AIR),
            numbers.material,
            numbers.population,
            numbers.terms,
            numbers.tables,
            numbers.widths,
            numbers.wall_weights[side],
            numbers.wall_surface[side],
            numbers.operator,
            numbers.mean,
        )
        row = np.concatenate([part.ravel() for part in given])
        self._floats = np.zeros(sum(lengths(*sizes)))
        self._floats[: len(row)] = row
        self._air = self._floats[: right_side.AIR]
        self._air[right_side.GAS] = fuller_coefficient(exposure.air.gas)
        self._air[right_side.FILM] = exchange.film
        self._air[right_side.WRAP] = exchange.wrap
        self._air[right_side.HEATING] = exchange.heating_time
        self._air[right_side.SURFACE] = -1.0
        self.enter(self.pieces[0])

    def enter(self, piece: Piece):
        """Let f(t, y) mean the air of `piece` from now on, with t = 0 at its start."""
        at = right_side
        self._air[[at.WARM, at.WARM_RATE]] = piece.temperature
        self._air[[at.VAPOUR, at.VAPOUR_RATE]] = piece.vapour_pressure
        self._air[[at.TOTAL, at.TOTAL_RATE]] = piece.pressure
        self._air[at.LAG] = piece.lag
        self._air[at.SET_TEMPERATURE] = np.nan

    def meet(self, temperature, vapour_pressure, pressure):
        """Let f(t, y) mean a coil of `temperature` [K] in still air from now on.

        `vapour_pressure` and `pressure` [Pa] are the air's: an oven's, which its coils
        change at every instant.
        """
        at = right_side
        self._air[[at.WARM, at.VAPOUR, at.TOTAL]] = (
            temperature,
            vapour_pressure,
            pressure,
        )
        self._air[[at.WARM_RATE, at.VAPOUR_RATE, at.TOTAL_RATE, at.LAG]] = 0.0

    def rhs(self, t, y, yp):
        """Write dy/dt at `t` [s, since the piece's start] into `yp`."""
        rates(t, y, yp, self._floats, self._ints)

    def compiled_rhs(self):
        """f(t, y, yp) as a function that does nothing but call the compiled code."""
        floats, ints, call = self._floats, self._ints, rates

        def function(t, y, yp):
            call(t, y, yp, floats, ints)

        return function

    @property
    def calls(self):
        """How often the right-hand side was asked for, Jacobians included."""
        return int(self._air[right_side.CALLS])

    def outflow(self, t, y):
        """Water that leaves at `t`, per volume of dry coating [kg/(m3 s)]."""
        self.rhs(t, y, np.empty_like(y))
        return float(self._air[right_side.OUTFLOW])

    def profile(self, y):
        """Water [kg per m3 of dry coating] in each cell, both scales."""
        return self.model.profile(self.state(y))

    def water(self, y):
        """Mean of the profile over the width [kg per m3 of dry coating]."""
        return self.model.water(self.state(y))

    def state(self, y, piece: Piece | None = None):
        """MoistureState of `y` at the end of `piece` (None: of the last)."""
        piece = piece or self.pieces[-1]
        cells = np.asarray(y).reshape(self.model.cells, self.stride)
        return MoistureState(
            cells[:, 0].copy(),
            cells[:, 1:].copy(),
            piece.coil_temperature(
                piece.end - piece.start, self.exposure.exchange.heating_time
            ),
        )
