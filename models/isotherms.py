"""Isotherms: which loading of a dry solid belongs to which water activity.

Each kind is a frozen law with the range it was fitted on; it answers inside that range
and refuses outside. The laws themselves are the compiled functions of
:mod:`models.isotherm_terms`, which the solver evaluates too. Loadings are kg of water
per kg of the dry solid; activity is p_w / p_sat over liquid, at the solid's temperature
[K].
"""

import math
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numba import njit
from scipy.interpolate import PchipInterpolator

from models import isotherm_terms as terms
from models.isotherm_terms import EFFECTIVE_WIDTH, WIDTH
from models.units import GAS_CONSTANT, REFERENCE_TEMPERATURE, kelvin

ACTIVITY_RANGE = (0.0, 0.95)
TEMPERATURE_RANGE = (kelvin(-20.0), kelvin(160.0))


@njit(cache=True)
def _evaluate(rows, tables, activities, temperatures):
    """Loading and slope of a sum of terms at each pair, array [2, n]."""
    out = np.empty((2, activities.size))
    there = np.empty((rows.shape[0], EFFECTIVE_WIDTH))
    last = np.nan
    for i in range(activities.size):
        if temperatures[i] != last:
            last = temperatures[i]
            terms.terms_at(rows, last, there)
        out[0, i], out[1, i] = terms.sum_loading(there, tables, activities[i])
    return out


@njit(cache=True)
def _invert(rows, tables, loadings, temperatures, low, high):
    """Activity at each pair of loading and temperature, array [n]."""
    out = np.empty(loadings.size)
    there = np.empty((rows.shape[0], EFFECTIVE_WIDTH))
    last = np.nan
    for i in range(loadings.size):
        if temperatures[i] != last:
            last = temperatures[i]
            terms.terms_at(rows, last, there)
        out[i] = terms.sum_activity(there, tables, loadings[i], low, high)
    return out


@dataclass(frozen=True)
class Isotherm:
    """The law of one dry solid, with the range it was fitted on.

    A new kind has to provide, as a frozen dataclass:

    1. its parameters as positional fields, at `reference_temperature`;
    2. `terms()`: its rows [n, WIDTH] and tables [3, m] for models/isotherm_terms.py,
       which is where its formula stands (a new formula is a new KIND there);
    3. `_check()`: ValueError where parameters and range cannot go together;
    4. one line in ISOTHERMS, and an example in the contract tests.

    Attributes
    ----------
    activity_range, temperature_range : tuple of float
        Where the law holds [-], [K]; outside, every method raises ValueError.
    reference_temperature : float
        At which the parameters are stated [K].
    name : str
        Of the solid, for messages.
    """

    activity_range: tuple[float, float] = field(default=ACTIVITY_RANGE, kw_only=True)
    temperature_range: tuple[float, float] = field(
        default=TEMPERATURE_RANGE, kw_only=True
    )
    reference_temperature: float = field(default=REFERENCE_TEMPERATURE, kw_only=True)
    name: str = field(default="", kw_only=True)

    def __post_init__(self):
        low, high = self.activity_range
        if not 0.0 <= low < high <= 1.0:
            raise ValueError(
                f"activity_range of the {self.label} is {low:g} to {high:g}; it rises "
                "and lies within 0 to 1"
            )
        low, high = self.temperature_range
        if not 0.0 < low < high < math.inf:
            raise ValueError(
                f"temperature_range of the {self.label} is {low:g} to {high:g} K; "
                "it rises from above 0 K"
            )
        self._positive("reference_temperature")
        self._check()

    def _check(self):
        """ValueError where parameters and range cannot go together."""

    def terms(self) -> tuple[np.ndarray, np.ndarray]:
        """Rows [n, WIDTH] and tables [3, m] as models/isotherm_terms.py reads them."""
        raise NotImplementedError(f"{type(self).__name__} does not say its terms")

    @property
    def label(self):
        """What messages call it: "GAB isotherm of cmc"."""
        return f"{type(self).__name__} isotherm" + (self.name and f" of {self.name}")

    def loading(self, activity, temperature):
        """Loading [kg/kg] at `activity` [-] and `temperature` [K]; arrays broadcast."""
        return self._at(activity, temperature)[0]

    def slope(self, activity, temperature):
        """Derivative of the loading by activity [kg/kg]; arrays broadcast."""
        return self._at(activity, temperature)[1]

    def activity(self, loading, temperature):
        """Activity [-] at which the solid holds `loading` [kg/kg]; arrays broadcast.

        Found to rounding by Newton's method inside a shrinking bracket.
        """
        loading, temperature = np.broadcast_arrays(
            np.asarray(loading, dtype=float), np.asarray(temperature, dtype=float)
        )
        least, most = (self.loading(a, temperature) for a in self.activity_range)
        bad = ~((loading >= least) & (loading <= most))
        if bad.any():
            i = np.flatnonzero(bad)[0]
            low, high = self.activity_range
            raise ValueError(
                f"loading is {loading.flat[i]:.6g} kg/kg at {temperature.flat[i]:g} K, "
                f"outside {np.ravel(least)[i]:.6g} to {np.ravel(most)[i]:.6g}, which "
                f"the {self.label} holds over its fitted range of activity, {low:g} "
                f"to {high:g}; {REMEDY}"
            )
        rows, tables = self._compiled
        out = _invert(
            rows, tables, loading.ravel(), temperature.ravel(), *self.activity_range
        )
        return out.reshape(loading.shape)[()]

    def _at(self, activity, temperature):
        activity, temperature = np.broadcast_arrays(
            np.asarray(activity, dtype=float), np.asarray(temperature, dtype=float)
        )
        self._inside("activity", "", activity, self.activity_range)
        self._inside("temperature", " K", temperature, self.temperature_range)
        rows, tables = self._compiled
        out = _evaluate(rows, tables, activity.ravel(), temperature.ravel())
        return out.reshape((2, *activity.shape))

    @cached_property
    def _compiled(self):
        return self.terms()

    def _inside(self, quantity, unit, values, bounds):
        bad = ~((values >= bounds[0]) & (values <= bounds[1]))  # true for NaN as well
        if bad.any():
            value = values.flat[np.flatnonzero(bad)[0]]
            raise ValueError(
                f"{quantity} is {value:.6g}{unit}, outside the fitted range "
                f"{bounds[0]:g} to {bounds[1]:g}{unit} of the {self.label}; {REMEDY}"
            )

    def _positive(self, *names):
        for name in names:
            value = getattr(self, name)
            if not 0.0 < value < math.inf:
                raise ValueError(
                    f"{name} of the {self.label} is {value}; it is a finite number "
                    "above 0"
                )

    def _row(self, kind, p1, p2=0.0, p3=0.0, heat=0.0, second_heat=0.0):
        if not (math.isfinite(heat) and math.isfinite(second_heat)):
            raise ValueError(
                f"heat of the {self.label} is {heat}, {second_heat} J/mol; it is finite"
            )
        row = [kind, 1.0, p1, p2, p3, heat, second_heat, self.reference_temperature]
        return np.array([row], dtype=float), terms.no_tables()

    def _largest_factor(self, heat):
        """Largest exp((heat/R)(1/T - 1/T_ref)) over the temperature range."""
        return max(
            math.exp(heat / GAS_CONSTANT * (1.0 / t - 1.0 / self.reference_temperature))
            for t in self.temperature_range
        )


REMEDY = "stay inside, or give the isotherm the wider range that your data cover"


@dataclass(frozen=True)
class Henry(Isotherm):
    """X = H a, H = `loading_per_activity` [kg/kg]; `heat` is the net one [J/mol]."""

    loading_per_activity: float
    heat: float = 0.0

    def _check(self):
        self._positive("loading_per_activity")

    def terms(self):
        return self._row(terms.HENRY, self.loading_per_activity, heat=self.heat)


@dataclass(frozen=True)
class GAB(Isotherm):
    """X = Xm C k a / ((1 - k a)(1 - k a + C k a)): a monolayer, then multilayers.

    Guggenheim, Anderson, de Boer. C and k follow `heat` and `heat_k` [J/mol], so that
    the net isosteric heat is their sum on the dry solid and fades as Xm fills.

    Examples
    --------
    Sodium carboxymethyl cellulose at 50 % RH, 25 C (PHYSICS 1.2: 14.4 %):

    >>> round(float(GAB(0.095, 5.0, 0.93).loading(0.5, 298.15)), 3)
    0.144
    """

    monolayer: float
    c: float
    k: float
    heat: float = 0.0
    heat_k: float = 0.0

    def _check(self):
        self._positive("monolayer", "c", "k")
        largest = self.k * self._largest_factor(self.heat_k) * self.activity_range[1]
        if not largest < 1.0:
            raise ValueError(
                f"k a of the {self.label} reaches {largest:.4g} inside its range; GAB "
                "needs it below 1: lower k, heat_k or the ends of the range"
            )

    def terms(self):
        return self._row(
            terms.GAB, self.monolayer, self.c, self.k, self.heat, self.heat_k
        )


@dataclass(frozen=True)
class BET(Isotherm):
    """GAB with k = 1 (Brunauer, Emmett, Teller 1938); its range ends below 1."""

    monolayer: float
    c: float
    heat: float = 0.0

    def _check(self):
        self._positive("monolayer", "c")
        if not self.activity_range[1] < 1.0:
            raise ValueError(
                f"activity_range of the {self.label} ends at 1, where it is infinite; "
                "end it below 1"
            )

    def terms(self):
        return self._row(terms.GAB, self.monolayer, self.c, 1.0, self.heat)


@dataclass(frozen=True)
class Langmuir(Isotherm):
    """X = Xs b a / (1 + b a): sites that fill up, all with the same net `heat`."""

    saturation: float
    b: float
    heat: float = 0.0

    def _check(self):
        self._positive("saturation", "b")

    def terms(self):
        return self._row(terms.LANGMUIR, self.saturation, self.b, heat=self.heat)


@dataclass(frozen=True)
class Freundlich(Isotherm):
    """X = K a^n, K = `capacity` [kg/kg]; below `linear_below` a line to the origin.

    The power's slope at 0 is infinite (n < 1) or 0 (n > 1); the line keeps it finite
    and the loading continuous. With a net `heat` all this holds in the shifted activity
    a exp((heat/R)(1/T - 1/T_ref)).
    """

    capacity: float
    exponent: float
    heat: float = 0.0
    linear_below: float = 1e-4

    def _check(self):
        self._positive("capacity", "exponent", "linear_below")

    def terms(self):
        return self._row(
            terms.FREUNDLICH,
            self.capacity,
            self.exponent,
            self.linear_below,
            heat=self.heat,
        )


@dataclass(frozen=True)
class FloryHuggins(Isotherm):
    """ln a = ln phi + (1 - phi) + chi (1 - phi)^2, X = r phi / (1 - phi).

    phi is water's volume fraction in the swollen polymer, r = `density_ratio` the
    density of water over that of the dry polymer. Holds on the branch that starts dry.
    """

    chi: float
    density_ratio: float
    heat: float = 0.0

    def _check(self):
        self._positive("density_ratio")
        if not math.isfinite(self.chi):
            raise ValueError(f"chi of the {self.label} is {self.chi}; it is finite")
        phi = 1.0 if self.chi <= 0.5 else 0.5 / self.chi  # its activity is the highest
        dry = 1.0 - phi
        highest = phi * math.exp(dry + self.chi * dry * dry)
        reached = self.activity_range[1] * self._largest_factor(self.heat)
        if not reached < highest:
            raise ValueError(
                f"the {self.label} is asked for activities up to {reached:.4g} (its "
                f"range, shifted by its heat), but a swollen polymer exists only below "
                f"{highest:.4g}: lower the upper end of activity_range or raise the "
                "lower end of temperature_range"
            )

    def terms(self):
        return self._row(
            terms.FLORY_HUGGINS, self.chi, self.density_ratio, heat=self.heat
        )


@dataclass(frozen=True)
class Tabulated(Isotherm):
    """Measured points from (0, 0) on, joined by a monotone cubic (PCHIP).

    A net `heat` shifts the activity at which the table is read, and it is never read
    beyond its last point. Without an `activity_range`, the law holds up to the
    activity whose shifted value meets that point at the worst temperature of the range.

    Fritsch and Carlson (1980), SIAM J. Numer. Anal. 17, 238; where the slope at an end
    would vanish, the chord's takes its place: a dry solid takes up some water.
    """

    activities: tuple[float, ...]
    loadings: tuple[float, ...]
    heat: float = 0.0
    activity_range: tuple[float, float] | None = field(default=None, kw_only=True)

    def __post_init__(self):
        a, x = (np.array(v, dtype=float) for v in (self.activities, self.loadings))
        object.__setattr__(self, "activities", tuple(a.tolist()))  # hashable, frozen
        object.__setattr__(self, "loadings", tuple(x.tolist()))
        if a.ndim != 1 or a.shape != x.shape or a.size < 2:
            raise ValueError(
                f"the {self.label} has {a.size} activities and {x.size} loadings; it "
                "takes as many of one as of the other, at least two"
            )
        steps = np.concatenate([np.diff(a), np.diff(x)])
        if a[0] != 0.0 or x[0] != 0.0 or not np.all(steps > 0.0) or not a[-1] <= 1.0:
            raise ValueError(
                f"the points of the {self.label} start at ({a[0]:g}, {x[0]:g}); they "
                "start at (0, 0) and both columns rise strictly, to an activity of at "
                "most 1"
            )
        if self.activity_range is None:
            reach = a[-1] / max(1.0, self._largest_factor(self.heat))
            object.__setattr__(self, "activity_range", (0.0, float(reach)))
        super().__post_init__()

    def _check(self):
        factor = max(1.0, self._largest_factor(self.heat))
        if self.activity_range[1] * factor > self.activities[-1] * (1.0 + 1e-12):
            raise ValueError(
                f"the heat of the {self.label} asks for its table at activities up to "
                f"{self.activity_range[1] * factor:.4g}, but it ends at "
                f"{self.activities[-1]:g}: end activity_range at "
                f"{self.activities[-1] / factor:.4g} or raise the lower end of "
                "temperature_range"
            )

    def terms(self):
        a, x = np.array(self.activities), np.array(self.loadings)
        slopes = PchipInterpolator(a, x).derivative()(a)
        chords = np.diff(x) / np.diff(a)
        for end, chord in ((0, chords[0]), (-1, chords[-1])):
            if not slopes[end] > 0.0:
                slopes[end] = chord
        rows, _ = self._row(terms.TABLE, 0.0, a.size, heat=self.heat)
        return rows, np.stack([a, x, slopes])


@dataclass(frozen=True)
class Sum(Isotherm):
    """Sum of isotherms, each times its weight: mixtures, or several kinds of sites.

    It holds where all its parts do.
    """

    parts: tuple[Isotherm, ...]
    weights: tuple[float, ...] | None = None
    activity_range: tuple[float, float] = field(init=False)
    temperature_range: tuple[float, float] = field(init=False)
    reference_temperature: float = field(default=REFERENCE_TEMPERATURE, init=False)

    def __post_init__(self):
        object.__setattr__(self, "parts", tuple(self.parts))
        if not self.parts:
            raise ValueError("a Sum of isotherms has no parts; it has at least one")
        weights = (1.0,) * len(self.parts) if self.weights is None else self.weights
        object.__setattr__(self, "weights", tuple(float(w) for w in weights))
        if len(self.weights) != len(self.parts):
            raise ValueError(
                f"the {self.label} has {len(self.parts)} parts and "
                f"{len(self.weights)} weights; it has one weight for each part"
            )
        if not all(0.0 < w < math.inf for w in self.weights):
            raise ValueError(
                f"weights of the {self.label} are {self.weights}; each is a finite "
                "number above 0"
            )
        for name in ("activity_range", "temperature_range"):
            ranges = [getattr(part, name) for part in self.parts]
            both = max(r[0] for r in ranges), min(r[1] for r in ranges)
            object.__setattr__(self, name, both)
        super().__post_init__()

    def terms(self):
        rows, tables, points = [], [], 0
        for part, weight in zip(self.parts, self.weights, strict=True):
            part_rows, part_tables = part.terms()
            part_rows[:, terms.WEIGHT] *= weight
            part_rows[part_rows[:, terms.KIND] == terms.TABLE, terms.P1] += points
            points += part_tables.shape[1]
            rows.append(part_rows)
            tables.append(part_tables)
        return (
            np.concatenate(rows).reshape(-1, WIDTH),
            np.ascontiguousarray(np.concatenate(tables, axis=1)),
        )


@dataclass(frozen=True)
class Hysteresis:
    """An adsorption and a desorption branch, and the scanning curves between them.

    X = theta X_des(a) + (1 - theta) X_ads(a). While the activity rises from a0, theta
    decays as theta0 exp(-(a - a0)/width); while it falls, 1 - theta does, likewise.

    Refused at construction: a desorption branch below the other, and branches so far
    apart that a scanning curve would fall as activity rises, which happens exactly
    where (X_des - X_ads)/width exceeds the smaller of the two slopes.
    """

    adsorption: Isotherm
    desorption: Isotherm
    width: float = 0.1

    def __post_init__(self):
        if not 0.0 < self.width < math.inf:
            raise ValueError(
                f"scanning width is {self.width}; it is a finite number above 0 "
                "(usual: 0.05 to 0.2)"
            )
        both = self._both
        low, high = both.activity_range
        grid = np.concatenate([low + (high - low) * np.geomspace(1e-6, 1e-2, 80),
                               np.linspace(low, high, 500)])  # fmt: skip
        t = np.linspace(*both.temperature_range, 7)[:, None]
        gap = self.desorption.loading(grid, t) - self.adsorption.loading(grid, t)
        level = self.adsorption.loading(grid, t)
        smaller = np.minimum(
            self.desorption.slope(grid, t), self.adsorption.slope(grid, t)
        )
        for wrong, what in (
            (gap < -1e-12 * level, "desorption lies below adsorption"),
            (gap > self.width * smaller, "a scanning curve would fall"),
        ):
            if wrong.any():
                row, column = np.argwhere(wrong)[0]
                raise ValueError(
                    f"{what} at activity {grid[column]:.4g} and {t[row, 0]:.4g} K "
                    f"(desorption {self.desorption.label} holds "
                    f"{gap[row, column]:.4g} kg/kg more, scanning width "
                    f"{self.width:g}): bring the branches closer or widen the scanning "
                    "width"
                )

    @cached_property
    def _both(self):
        return Sum((self.adsorption, self.desorption))

    def loading(self, activity, temperature, theta):
        """Loading [kg/kg] with the weight `theta` (0 to 1) on the desorption branch."""
        return theta * self.desorption.loading(activity, temperature) + (
            1.0 - theta
        ) * self.adsorption.loading(activity, temperature)

    def scan(self, theta, from_activity, to_activity):
        """Weight of the desorption branch after the activity moved one way."""
        change = np.asarray(to_activity, dtype=float) - from_activity
        fade = np.exp(-np.abs(change) / self.width)
        return np.where(change > 0.0, theta * fade, 1.0 - (1.0 - theta) * fade)[()]


ISOTHERMS = {
    "henry": Henry,
    "gab": GAB,
    "bet": BET,
    "langmuir": Langmuir,
    "freundlich": Freundlich,
    "flory_huggins": FloryHuggins,
    "tabulated": Tabulated,
    "sum": Sum,
}
