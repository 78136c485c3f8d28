"""WetCoating: one coated face of a web on its way from slurry to dry electrode.

While the solid floats the film shrinks by what evaporates; when the particles touch,
the pores empty with the surface still wet; below the critical saturation the liquid
withdraws and the vapour has to cross a dry layer; the last of it is sorbed.
"""

from dataclasses import dataclass
from functools import cached_property

from models.drying.solvent import Solvent
from models.drying.uptake import NO_LOADING, Uptake
from models.material import Material
from models.units import REFERENCE_TEMPERATURE


@dataclass(frozen=True)
class WetCoating:
    """One face's slurry: what is in it, and which vapour pressure it has.

    Attributes
    ----------
    material : Material
        As it is when dry, with the porosity it dries to (not the calendered one).
    solvent : Solvent
    solids : float
        Solid mass over slurry mass as coated [-].
    uptake : Uptake
        Solvent held by the dry coating over its activity.
    critical_saturation : float
        Liquid over pore volume below which the surface falls dry [-].

    Raises
    ------
    ValueError
        Where the particles of the slurry touch already, or where the dry solid alone
        holds more than the critical saturation.
    """

    material: Material
    solvent: Solvent
    solids: float
    uptake: Uptake
    critical_saturation: float = 0.25

    def __post_init__(self):
        for name in ("solids", "critical_saturation"):
            if not 0.0 < getattr(self, name) < 1.0:
                raise ValueError(
                    f"{name} of the coating is {getattr(self, name)}; it is above 0 "
                    "and below 1"
                )
        if self.start <= self.touching:
            most = self.solid_mass / (self.solid_mass + self.touching)
            raise ValueError(
                f"a slurry with {100 * self.solids:.4g} % of solids by mass has less "
                f"liquid than the pores of the dry coating hold (porosity "
                f"{self.material.porosity:g}): below {100 * most:.4g} % it still flows"
            )
        sorbed = self.solid_mass * self.uptake.loading(
            self.uptake.largest_activity, REFERENCE_TEMPERATURE
        )
        if sorbed >= self.critical:
            raise ValueError(
                f"the dry solid holds {sorbed:.4g} kg/m2 of {self.solvent.name}, more "
                "than the pores at the critical saturation of "
                f"{self.critical_saturation:g} ({self.critical:.4g} kg/m2); raise it"
            )

    # -------------------------------------------------------- amounts, per face

    @cached_property
    def solid_mass(self) -> float:
        """Dry coating on this face [kg/m2]."""
        return self.material.coating_mass_per_area

    @cached_property
    def start(self) -> float:
        """Solvent as coated [kg/m2]."""
        return self.solid_mass * (1.0 - self.solids) / self.solids

    @cached_property
    def touching(self) -> float:
        """Solvent that just fills the pores when the particles touch [kg/m2]."""
        return self.solvent.density * self.material.porosity * self.material.thickness

    @cached_property
    def critical(self) -> float:
        """Solvent at the critical saturation [kg/m2]."""
        return self.critical_saturation * self.touching

    @cached_property
    def solid_height(self) -> float:
        """Height of the solid without pores [m]."""
        return self.solid_mass / self.material.solid_density

    def thickness(self, solvent: float) -> float:
        """Of the coating [m] with `solvent` [kg/m2]: it shrinks until they touch."""
        return self.solid_height + max(solvent, self.touching) / self.solvent.density

    def solid_fraction(self, solvent: float) -> float:
        """Volume of solid per volume of coating [-], pores included."""
        return self.solid_height / self.thickness(solvent)

    def saturation(self, solvent: float) -> float:
        """Share of the pores that is liquid [-]; 1 while the film shrinks."""
        return min(solvent / self.touching, 1.0)

    # -------------------------------------------------------- what drives and resists

    def activity(self, free: float, temperature: float) -> float:
        """Vapour pressure of the coating over that of the liquid [-].

        `free` is the solvent outside the binder [kg/m2]. 1 down to the critical
        saturation, the isotherm's below its largest fitted loading, and a straight line
        between the two. Below zero the line through the origin goes on: a solver may
        try such a value, never keep it.
        """
        if free >= self.critical:
            return 1.0
        end = self.uptake.largest_activity
        surfaces = self.uptake.at_surfaces
        wet = self.critical - self.solid_mass * self.uptake.bound(end, temperature)
        if free >= wet:
            return 1.0
        most = self.solid_mass * surfaces.loading(end, temperature)
        if free >= most:
            return 1.0 - (1.0 - end) * (wet - free) / (wet - most)
        loading = free / self.solid_mass
        if loading <= 0.0:
            return loading / surfaces.slope(NO_LOADING, temperature)
        return surfaces.activity(loading, temperature)

    def binder_rate(self, bound: float, activity: float, temperature: float) -> float:
        """Solvent that goes into the binder [kg/(m2 s)], `bound` being there [kg/m2].

        Linear driving force: what is missing to equilibrium, over the time constant.
        """
        if self.uptake.binder is None:
            return 0.0
        aim = self.solid_mass * self.uptake.bound(activity, temperature)
        return (aim - bound) / self.uptake.binder.time_constant(temperature)

    def resistance(self, solvent: float, temperature: float, pressure: float) -> float:
        """Of the dry layer above the liquid [s/m].

        The liquid's front withdraws with the solvent, from the surface at the critical
        saturation to the foil when nothing is left: depth over effective diffusivity.
        """
        if solvent >= self.critical:
            return 0.0
        depth = self.material.thickness * (1.0 - solvent / self.critical)
        free = self.solvent.pore_diffusivity(
            temperature, pressure, self.material.pore_diameter
        )
        return depth / (free * self.material.through_plane_factor)

    def equilibrium(self, vapour_pressure: float, temperature: float) -> float:
        """Solvent [kg/m2] that stays in air of `vapour_pressure` [Pa] at [K].

        ValueError where the air is damper than the isotherm was fitted for.
        """
        activity = vapour_pressure / self.solvent.vapour_pressure(temperature)
        return self.solid_mass * self.uptake.loading(activity, temperature)
