"""The web along the dryer: temperature, solvent left, stages; exact in its balances."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.integrate import solve_ivp

from models.drying import web_balance as balance
from models.drying.dryer import Dryer, Web
from models.psychrometrics import water_activity
from models.units import celsius

TOLERANCE = 1e-6  # relative, of the time steps; as much of a residual
FIRST_STEP = 1e-3  # s
REFUSED = 1e12  # 1/s, of each number's scale
DIFFERENCE = 1e-7  # of each number's scale, for the solver's derivatives
POINTS = 60  # at which each piece of the way is kept
HEATED = 0.95  # share of the way to a steady temperature that ends the heating
HEATING, SHRINKAGE, EMPTYING, RESIDUAL = STAGES = (
    "heating",
    "film shrinkage",
    "pore emptying",
    "residual",
)


class DryingError(RuntimeError):
    """No solution along the dryer; the text says where and why."""


@dataclass(frozen=True)
class ZoneTotals:
    """What one zone did to a square metre of web: [J/m2], [kg/m2], [s]."""

    name: str
    time: float
    convection: float
    radiation: float
    latent: float
    carried: float  # heat content of the liquid that evaporated, over 0 degC
    evaporated: float


@dataclass(frozen=True, eq=False)
class WebProfile:
    """A web's way through a dryer at one speed.

    Attributes
    ----------
    position, temperature : array [n]
        [m], [K].
    solvent, rate : array [faces, n]
        Left on each wet face [kg/m2], leaving it [kg/(m2 s)].
    zone_number : array [n]
        Which zone; a border is there twice, once for each.
    states : array [k, n]
        The rows of numbers of :mod:`models.drying.web_balance`.
    marks : dict
        Face and level ("touching", "critical", "dry") to where it was first reached
        [m], and (None, "heated"); those not reached are missing.
    limit : float
        Solvent per dry coating [kg/kg] up to which the web counts as dry.
    """

    web: Web
    dryer: Dryer
    speed: float
    limit: float
    position: np.ndarray
    temperature: np.ndarray
    solvent: np.ndarray
    rate: np.ndarray
    zone_number: np.ndarray
    states: np.ndarray
    marks: dict
    zone_totals: tuple[ZoneTotals, ...]

    @cached_property
    def wetter(self) -> int:
        """The face with more solvent at the exit."""
        return int(np.argmax(self.solvent[:, -1]))

    @property
    def exit_temperature(self) -> float:
        """Of the web [K]."""
        return float(self.temperature[-1])

    @property
    def residual(self) -> float:
        """Solvent per dry coating at the exit, on the wetter face [kg/kg]."""
        return float(self.solvent[self.wetter, -1]) / self.web.coating.solid_mass

    @property
    def residual_per_electrode(self) -> float:
        """Solvent of all wet faces per dry web, foil included [kg/kg]."""
        return float(self.solvent[:, -1].sum()) / self.web.dry_mass

    @property
    def is_dry(self) -> bool:
        """Whether the wetter face keeps the limit at the exit."""
        return self.residual <= self.limit

    @property
    def evaporated(self) -> float:
        """Solvent that left, all faces [kg/m2]."""
        return float(self.states[balance.GONE, -1].sum())

    def water_at_exit(self) -> float:
        """Water per dry coating as it leaves [kg/kg].

        Where water dries, what is left of it. Else what the dry coating holds in
        equilibrium with the last zone's air at the web's temperature: a thin web
        follows its air within seconds.
        """
        material = self.web.coating.material
        air = self.dryer.zones[-1].air
        if self.web.coating.solvent.name == "water":
            return self.residual
        activity = float(water_activity(air.water_pressure, self.exit_temperature))
        if activity > material.largest_activity:
            raise ValueError(
                f"the web leaves at {celsius(self.exit_temperature):.4g} °C, where "
                f"the last zone's air has a water activity of {activity:.3g}; the "
                f"isotherms of {material.name} end at {material.largest_activity:g}: "
                "warm the web longer or dry that air"
            )
        return float(material.isotherm.loading(activity, self.exit_temperature))

    def stage(self, face: int) -> list[str]:
        """Stage at each position, of one face."""
        coating = self.web.coating
        heated = self.marks.get((None, "heated"), np.inf)
        stages = []
        for place, left in zip(self.position, self.solvent[face], strict=True):
            if left < coating.critical:
                stages.append(RESIDUAL)
            elif left < coating.touching:
                stages.append(EMPTYING)
            else:
                stages.append(HEATING if place < heated else SHRINKAGE)
        return stages

    def stage_ends(self, face: int) -> dict[str, float | None]:
        """Where each stage of a face ends [m]; None where the dryer ends before.

        The residual stage ends where the limit is first kept.
        """
        ends = {
            HEATING: self.marks.get((None, "heated")),
            SHRINKAGE: self.marks.get((face, "touching")),
            EMPTYING: self.marks.get((face, "critical")),
            RESIDUAL: self.marks.get((face, "dry")),
        }
        touched = ends[SHRINKAGE]
        if touched is not None and (ends[HEATING] is None or ends[HEATING] > touched):
            ends[HEATING] = touched  # a thin film on a heavy foil
        return ends

    # ------------------------------------------------------------ closures

    @property
    def solvent_closure(self) -> float:
        """Solvent coated less left less evaporated, over coated; the worst face."""
        left, gone = self.states[balance.LEFT, -1], self.states[balance.GONE, -1]
        start = self.web.coating.start
        return float(np.max(np.abs(start - left - gone)) / start)

    @property
    def heat_closure(self) -> float:
        """Heat taken up less carried off less kept, over taken up and carried off.

        What is kept is worked out anew from temperature and solvent at the exit.
        """
        first, last = self.states[:, 0], self.states[:, -1]
        solvent = float(self.solvent[:, -1].sum())
        kept = balance.heat_content(self.web, self.exit_temperature, solvent)
        taken = last[balance.CONVECTION] + last[balance.RADIATION]
        lost = last[balance.LATENT] + last[balance.CARRIED]
        turned = abs(taken) + abs(lost)
        return float(abs(taken - lost - (kept - first[balance.HEAT])) / turned)


def web_profile(
    web: Web,
    dryer: Dryer,
    speed: float,
    limit: float = 0.005,
    tolerance: float = TOLERANCE,
    points: int = POINTS,
) -> WebProfile:
    """The web's way through `dryer` at `speed` [m/s], `limit` [kg/kg dry coating].

    Raises
    ------
    ValueError
        Where the air is damper or hotter than solvent or isotherm allow, or the liquid
        would boil; the text says where on the way.
    DryingError
        Where the time steps do not converge.

    Notes
    -----
    Each zone, and in it each piece until a face falls dry at its surface, is a smooth
    problem of its own, solved by Radau IIA with its steps' error controlled; events are
    found on its interpolant. Heat content and solvent close to rounding.
    """
    if not 0.0 < speed < np.inf:
        raise ValueError(f"speed of the web is {speed} m/s; it is above 0 and finite")
    if not 0.0 < limit < np.inf:
        raise ValueError(f"limit of dryness is {limit} kg/kg; it is above 0")
    still = [z.name for z in dryer.zones if z.back_heat_transfer == 0.0]
    if web.wet_faces == 2 and still:
        raise ValueError(
            f"both faces of the web are wet, but no air blows onto the lower one in "
            f"{', '.join(still)}; give these zones a heat transfer for it"
        )
    return _Way(web, dryer, speed, limit, tolerance, points).profile()


class _Way:
    """The pieces of a web's way, one after the other."""

    def __init__(self, web, dryer, speed, limit, tolerance, points):
        self.web, self.dryer, self.speed = web, dryer, speed
        self.limit, self.tolerance, self.points = limit, tolerance, points
        self.state = balance.entry_state(web)
        self.scale = np.maximum(np.abs(self.state), 1.0)
        self.scale[: balance.FIRST_FACE] = np.abs(self.state[balance.HEAT]) + 1e3
        self.scale[balance.FIRST_FACE :] = web.coating.start
        indices = np.arange(self.state.size)
        left, bound = indices[balance.LEFT], indices[balance.BOUND]
        self.felt = [balance.HEAT, *left, *bound]
        coating = web.coating
        levels = {"touching": coating.touching, "critical": coating.critical}
        levels["dry"] = limit * coating.solid_mass
        self.pending = {
            (face, name): level
            for face in range(web.wet_faces)
            for name, level in levels.items()
        }
        self.heated = False
        self.marks, self.columns, self.places, self.numbers = {}, [], [], []
        self.totals = []

    def profile(self) -> WebProfile:
        """All zones, one after the other."""
        borders = self.dryer.borders
        for number, zone in enumerate(self.dryer.zones):
            self.target = balance.steady_temperature(self.web, zone)
            before = self.state.copy()
            begin, end = (border / self.speed for border in borders[number:][:2])
            while begin < end:
                try:
                    begin = self._piece(number, zone, begin, end)
                except (ValueError, DryingError) as error:
                    place = f"{zone.name}, {begin * self.speed:.4g} m into the dryer"
                    error.add_note(f"in the dryer zone {place} or a little later")
                    raise
            self._add_totals(zone, self.state - before)
        states = np.concatenate(self.columns, axis=1)
        numbers = np.concatenate(self.numbers)
        position = np.concatenate(self.places)
        temperature = balance.temperature_of(self.web, states)
        solvent = states[balance.LEFT]
        zones = self.dryer.zones
        rate = [
            balance.face_rates(self.web, zones[number], state)[0]
            for number, state in zip(numbers, states.T, strict=True)
        ]
        return WebProfile(
            self.web,
            self.dryer,
            self.speed,
            self.limit,
            position,
            temperature,
            solvent,
            np.array(rate).T,
            numbers,
            states,
            self.marks,
            tuple(self.totals),
        )

    def _piece(self, number, zone, begin, end):
        """Integrate to the zone's end or to a face's next level; when that is [s]."""
        names, events = self._events()
        refused = []

        def change(_, state):
            # a trial state that no web can have: the step fails, and a smaller one is
            # tried (by large rates: what is no number would pass the error's control)
            try:
                return balance.rates_of_change(self.web, zone, state)
            except (ValueError, ArithmeticError) as error:
                refused.append(error)
                return REFUSED * self.scale

        balance.rates_of_change(self.web, zone, self.state)  # says what is wrong here
        found = solve_ivp(
            change,
            (begin, end),
            self.state,
            method="Radau",
            first_step=min(FIRST_STEP, end - begin),
            rtol=self.tolerance,
            atol=1e-2 * self.tolerance * self.scale,
            events=events,
            dense_output=True,
            jac=lambda _, state: self._jacobian(change, state, refused),
        )
        if found.status < 0:
            why = refused[-1] if refused else found.message
            raise DryingError(
                f"no solution past {found.t[-1]:.6g} s of {end:.6g} s: {why}"
            )
        reached = found.t[-1]
        instants = np.linspace(begin, reached, self.points + 1)
        columns = found.sol(instants)
        columns[:, 0], columns[:, -1] = self.state, found.y[:, -1]
        for name, instant in zip(names, found.t_events, strict=True):
            if len(instant):
                place = float(instant[0]) * self.speed
                self._passed(name, place)
        self.state = found.y[:, -1].copy()
        self.columns.append(columns)
        self.places.append(instants * self.speed)
        self.numbers.append(np.full(instants.size, number))
        return end if found.status == 0 else reached

    def _jacobian(self, change, state, refused):
        """By differences, in the few numbers that the rates depend on.

        Away from the end of a law's range where one step would leave it.
        """
        here = change(0.0, state)
        matrix = np.zeros((state.size, state.size))
        for i in self.felt:
            for step in (DIFFERENCE, -DIFFERENCE):
                moved = state.copy()
                moved[i] += step * self.scale[i]
                before = len(refused)
                matrix[:, i] = (change(0.0, moved) - here) / (moved[i] - state[i])
                if len(refused) == before:
                    break
            else:
                raise refused[-1]
        return matrix

    def _events(self):
        """Names, and functions of time and state that fall through 0 there."""
        names, events = [], []
        if not self.heated:
            start, aim = self.web.temperature, self.target
            aim = start + HEATED * (aim - start)
            sign = 1.0 if start > self.target else -1.0

            def heated(_, state):
                return sign * (balance.temperature_of(self.web, state) - aim)

            heated.terminal = True
            names.append((None, "heated"))
            events.append(heated)
        for (face, name), level in self.pending.items():

            def passes(_, state, row=balance.FIRST_FACE + 3 * face, level=level):
                return state[row] - level

            passes.terminal = True
            names.append((face, name))
            events.append(passes)
        for event in events:
            event.direction = -1.0
        return names, events

    def _passed(self, name, place):
        self.marks[name] = place
        if name == (None, "heated"):
            self.heated = True
        else:
            del self.pending[name]

    def _add_totals(self, zone, change):
        time = zone.length / self.speed
        heats = (float(number) for number in change[1 : balance.FIRST_FACE])
        gone = float(change[balance.GONE].sum())
        self.totals.append(ZoneTotals(zone.name, time, *heats, gone))
