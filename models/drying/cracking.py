"""Crack indicator: a film's thickness over the thickest that dries without cracks."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from models.drying.solvent import Solvent
from models.material import Source

# dry thicknesses [m] at which cracks begin to be seen, at worst and at best
PRACTICE = {
    "aqueous graphite": (
        Source(200e-6, "m", "recalled-uncertain", "cracks from here on, at worst"),
        Source(350e-6, "m", "recalled-uncertain", "cracks from here on, at best"),
    ),
    "aqueous oxide": (
        Source(100e-6, "m", "recalled-uncertain", "cracks from here on, at worst"),
        Source(180e-6, "m", "recalled-uncertain", "cracks from here on, at best"),
    ),
}
SAFE, WATCH, LIKELY, UNKNOWN = "safe", "watch", "likely", "unknown"


@dataclass(frozen=True)
class Particles:
    """The solid of a slurry as it resists the pull of the menisci.

    Attributes
    ----------
    shear_modulus : float
        Of the particles, G [Pa].
    radius : float
        R [m].
    coordination : float
        Neighbours that a particle touches, M [-].
    packing : float
        Volume fraction when they touch, phi_rcp [-].
    pull : float
        Largest capillary suction over 2 gamma/R, -P_max R/(2 gamma) [-].
    """

    shear_modulus: float
    radius: float
    packing: float
    coordination: float = 6.0
    pull: float = 5.3
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self):
        for name in ("shear_modulus", "radius", "packing", "coordination", "pull"):
            if not 0.0 < getattr(self, name) < math.inf:
                raise ValueError(
                    f"{name} of the particles is {getattr(self, name)}; it is a finite "
                    "number above 0"
                )


def critical_thickness(particles: Particles, solvent: Solvent) -> float:
    """Thickest film [m] of bare particles that dries without cracks.

    Notes
    -----
    h = 0.64 (G M phi R^3/(2 gamma))^(1/2) (2 gamma/(-P_max R))^(3/2): Singh and
    Tirumkudulu (2007), Phys. Rev. Lett. 98, 218302; recalled. For elastic particles
    without a binder: a binder shifts it, cracks of real slurries also depend on rate
    and temperature (Rollag et al. 2019). An indicator, not a limit.

    Examples
    --------
    By hand, G = 10 GPa, R = 5 um, phi = 0.6, water at 0.070 N/m: sqrt(4.5e-6/0.14) =
    5.67e-3 m, times 0.64, times 5.3^-1.5 = 0.0820: 297 um

    >>> from models.drying.solvent import WATER
    >>> round(critical_thickness(Particles(1e10, 5e-6, 0.6), WATER) * 1e6)
    297
    """
    p = particles
    double_tension = 2.0 * solvent.surface_tension
    stiffness = p.shear_modulus * p.coordination * p.packing * p.radius**3
    return 0.64 * math.sqrt(stiffness / double_tension) * p.pull**-1.5


@dataclass(frozen=True)
class CrackIndicator:
    """Dry thickness against theory and practice.

    `index` is the thickness over Singh and Tirumkudulu's; `practice` says how the
    thickness stands to what is seen: safe, watch, likely, or unknown where no
    threshold is given.
    """

    thickness: float
    critical: float
    practice: str

    @property
    def index(self) -> float:
        """Thickness over the critical one [-]; cracks are expected above 1."""
        return self.thickness / self.critical


def crack_indicator(
    thickness: float,
    particles: Particles,
    solvent: Solvent,
    slurry: str | None = None,
) -> CrackIndicator:
    """How near a coating of dry `thickness` [m] is to cracking.

    `slurry` is a key of PRACTICE, or None.
    """
    critical = critical_thickness(particles, solvent)
    if slurry is None:
        return CrackIndicator(thickness, critical, UNKNOWN)
    if slurry not in PRACTICE:
        raise ValueError(
            f"slurry is {slurry!r}; thresholds are known for {', '.join(PRACTICE)}, or "
            "give none"
        )
    low, high = (source.value for source in PRACTICE[slurry])
    verdict = SAFE if thickness < low else WATCH if thickness <= high else LIKELY
    return CrackIndicator(thickness, critical, verdict)
