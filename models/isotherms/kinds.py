"""The kinds of isotherm, their parameters at the reference temperature.

Loadings in kg per kg of the dry solid, net isosteric heats in J/mol.
"""

import math
from dataclasses import dataclass, field

import numpy as np

from models import isotherm_terms as terms
from models.isotherm_terms import WIDTH
from models.isotherms.law import Isotherm
from models.units import REFERENCE_TEMPERATURE


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
        # half a second to import, and few materials are tabulated
        from scipy.interpolate import PchipInterpolator

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
