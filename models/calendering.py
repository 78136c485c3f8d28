"""Calendering: porosity after the nip, pores, uptake, and the web on hot rolls.

A nip presses the coating; its mass and its water per area stay. What it changes is
here, and only here: porosity by the line load, thickness, pore diameter, diffusion
factors, the surface of particles that break, the temperature of the web. How the water
is carried over is :func:`models.recast.calendered`.
"""

import math
from dataclasses import dataclass, replace

from models.gas_diffusion import TORTUOSITY_LAWS
from models.isotherms import Isotherm, Sum

PORE_EXPONENT = 1.3  # estimate, 1 to 2; brings 2.5 um at 50 % to 1.0 um at 33 %


@dataclass(frozen=True)
class Compaction:
    """How a coating yields in the nip: eps_min + (eps - eps_min) exp(-q / gamma).

    `least_porosity` eps_min [-] is what no load goes below, `resistance` gamma [N/m]
    the line load that takes the porosity 63 % of the way there. Meyer et al. (2017),
    J. Mater. Process. Technol. 249, 172 [recalled]: one nip at room temperature,
    coatings of 40 to 60 % porosity. Loads of several nips add up in it: it knows no
    springback, and none of the softer binder of a hot web.
    """

    least_porosity: float
    resistance: float

    def __post_init__(self):
        if not 0.0 < self.least_porosity < 1.0:
            raise ValueError(
                f"least_porosity of a compaction is {self.least_porosity}; it is above "
                "0 and below 1"
            )
        if not 0.0 < self.resistance < math.inf:
            raise ValueError(
                f"resistance of a compaction is {self.resistance} N/m; it is a finite "
                "number above 0"
            )

    def porosity(self, line_load, porosity):
        """Porosity [-] behind a nip of `line_load` [N/m], of a coating at `porosity`.

        Examples
        --------
        >>> round(Compaction(0.18, 225e3).porosity(170e3, 0.50), 3)
        0.33

        Raises
        ------
        ValueError
            For a load below 0, or a coating denser than the law's densest.
        """
        if not 0.0 <= line_load < math.inf:
            raise ValueError(
                f"line_load is {line_load} N/m; it is a finite number from 0 up"
            )
        self._check_start(porosity)
        rest = porosity - self.least_porosity
        return self.least_porosity + rest * math.exp(-line_load / self.resistance)

    def line_load(self, porosity, start):
        """Line load [N/m] that brings a coating at `start` to `porosity` [-].

        Raises
        ------
        ValueError
            Where no load does: at or below `least_porosity`, or above `start`.
        """
        self._check_start(start)
        if porosity > start:
            raise ValueError(
                f"porosity {porosity:g} is above the {start:g} the coating comes with; "
                "a nip only compacts"
            )
        if not porosity > self.least_porosity:
            raise ValueError(
                f"no line load brings this coating to a porosity of {porosity:g}: its "
                f"particles lie densest at {self.least_porosity:g} (least_porosity)"
            )
        rest = (start - self.least_porosity) / (porosity - self.least_porosity)
        return self.resistance * math.log(rest)

    def _check_start(self, porosity):
        if not self.least_porosity < porosity < 1.0:
            raise ValueError(
                f"a coating of porosity {porosity:g} is not one this law was fitted "
                f"on; it comes looser than its densest, {self.least_porosity:g}"
            )


@dataclass(frozen=True)
class Breakage:
    """New surface on particles that break: ((1 - eps) / (1 - eps_0))^n below eps_0.

    `unbroken_porosity` eps_0 [-] is that of the coating to which the isotherm belongs,
    as dried: looser ones have no broken particles either. n = `exponent`. A function of
    the porosity alone, so that two nips do what one does; all water the particles hold
    grows with their surface. That it grows: Huttner et al. (2021), J. Electrochem. Soc.
    168, 090539 (NCM622); by how much is an estimate, BET +20 to +100 % where compaction
    is strong.

    Examples
    --------
    From 45 to 28 % porosity with n = 1.5, half as much surface again:

    >>> round(Breakage(1.5, 0.45).surface(0.28), 2)
    1.5
    """

    exponent: float
    unbroken_porosity: float

    def __post_init__(self):
        if not 0.0 < self.exponent <= 10.0:
            raise ValueError(
                f"exponent of a breakage is {self.exponent}; it is above 0 and at most "
                "10"
            )
        if not 0.0 < self.unbroken_porosity < 1.0:
            raise ValueError(
                f"unbroken_porosity of a breakage is {self.unbroken_porosity}; it is "
                "above 0 and below 1"
            )

    def surface(self, porosity):
        """Surface at `porosity` over that of the particles as they were dried [-]."""
        denser = (1.0 - porosity) / (1.0 - self.unbroken_porosity)
        return max(denser, 1.0) ** self.exponent

    def grown(self, isotherm: Isotherm, porosity, before):
        """`isotherm` of particles at the porosity `before`, as it is at `porosity`."""
        factor = self.surface(porosity) / self.surface(before)
        if factor == 1.0:
            return isotherm
        if isinstance(isotherm, Sum):
            weights = tuple(weight * factor for weight in isotherm.weights)
            return Sum(isotherm.parts, weights, name=isotherm.name)
        return Sum((isotherm,), (factor,), name=isotherm.name)


def pore_diameter(diameter, porosity, before):
    """Mean pore diameter [m] at `porosity`, if it was `diameter` at `before`.

    d goes with (eps/(1 - eps))^1.3: pore volume per solid; estimate, exponent 1 to 2.
    """
    voids = porosity / (1.0 - porosity) * (1.0 - before) / before
    return diameter * voids**PORE_EXPONENT


def compacted(material, porosity):
    """`material` at another porosity: what a calender makes of it.

    Mass per area and composition stay. Diffusion factors follow its tortuosity law,
    measured ones in proportion to it; components with a `breakage` take up more. A
    higher porosity gives back the coating as it was before the calender.

    Raises
    ------
    ValueError
        For a porosity that is none.
    """
    if not 0.0 < porosity < 1.0:
        raise ValueError(
            f"{material.name} cannot be brought to a porosity of {porosity}; it is "
            "above 0 and below 1"
        )
    before = material.porosity
    law = TORTUOSITY_LAWS[material.tortuosity_law]
    factor = float(law(porosity) / law(before))
    squeeze = (1.0 - before) / (1.0 - porosity)
    return replace(
        material,
        porosity=porosity,
        thickness=material.thickness * squeeze,
        density=material.density / squeeze,
        pore_diameter=pore_diameter(material.pore_diameter, porosity, before),
        in_plane_factor=material.in_plane_factor * factor,
        through_plane_factor=material.through_plane_factor * factor,
        components=tuple(broken(c, porosity, before) for c in material.components),
    )


def broken(component, porosity, before):
    """`component` of a coating at the porosity `before`, as it is at `porosity`."""
    breakage = component.breakage
    if breakage is None:
        return component
    desorption = component.desorption
    return replace(
        component,
        isotherm=breakage.grown(component.isotherm, porosity, before),
        desorption=desorption and breakage.grown(desorption, porosity, before),
    )


# ------------------------------------------------------------ the web on hot rolls


@dataclass(frozen=True)
class HotRolls:
    """What warms the web in the nip, and what cools it behind: sizes are estimates.

    Attributes
    ----------
    temperature : float
        Of the rolls' surface [K].
    contact : float
        Length of web that lies on them [m]: some mm in the nip, more where it wraps.
    conductance : float
        From steel to web [W/(m2 K)]: 1000 to 5000 under pressure.
    air_heat_transfer : float
        From the free web to the air, radiation in it [W/(m2 K)]: 10 to 40.
    """

    temperature: float
    contact: float = 0.02
    conductance: float = 2000.0
    air_heat_transfer: float = 20.0

    def web_temperature(self, material, start, speed):
        """Temperature [K] behind the nip of a web that enters it at `start` [K].

        First order over the time of contact at the line speed [m/s]. The heat that
        evaporating takes is left out: 1500 ppm of water are 6 % of that to 100 degC.
        """
        lag = web_heating_time(material, self.conductance)
        rest = math.exp(-self.contact / (speed * lag))
        return self.temperature + (start - self.temperature) * rest

    def cooling_time(self, material):
        """Time constant [s] with which the free web follows the air."""
        return web_heating_time(material, self.air_heat_transfer)


def web_heating_time(material, heat_transfer):
    """Time constant [s] with which a web of `material` follows what touches it.

    Heat capacity per area over `heat_transfer` [W/(m2 K)] on both faces. The web has
    one temperature over its thickness, which holds up to some 5000 W/(m2 K): a tenth of
    a mm of coating conducts about twice as well.

    Examples
    --------
    An anode of 0.30 kg/m2 and 640 J/(kg K) in air, 20 W/(m2 K): 4.8 s.
    """
    capacity = material.electrode_mass_per_area * material.specific_heat
    return capacity / (2.0 * heat_transfer)
