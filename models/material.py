"""Material: composition, geometry and transport of an electrode or separator.

Its isotherm is the weighted sum of its components (model of weighted sums: Eser et al.
2020, Energy Technol. 8, 1801162), which also says how much of the water is on the macro
scale (at once in equilibrium with the vapour in the pores) and how much on the micro
scale (it diffuses inside its component first).
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from models import calendering
from models.calendering import Breakage, Compaction
from models.gas_diffusion import TORTUOSITY_LAWS
from models.isotherms import Hysteresis, Isotherm, Sum
from models.units import GAS_CONSTANT, PPM, REFERENCE_TEMPERATURE

SLAB, CYLINDER, SPHERE = "slab", "cylinder", "sphere"
SHAPES = (SLAB, CYLINDER, SPHERE)
ELECTRODE, COATING = "electrode", "coating"
COPPER = 8960.0  # kg/m3
LARGEST_SOLID_DENSITY = 8000.0  # kg/m3; the heaviest active oxides have about 5000


@dataclass(frozen=True)
class Source:
    """Where a number comes from: `value` in `unit`, its standing, its source.

    Standings: published, recalled (confident), recalled-uncertain, estimate, computed,
    user.
    """

    value: float
    unit: str
    standing: str
    source: str


def _check_positive(owner, **values):
    for name, value in values.items():
        if not 0.0 < value < math.inf:
            raise ValueError(
                f"{name} of {owner} is {value}; it is a finite number above 0"
            )


@dataclass(frozen=True)
class MicroDomain:
    """The inside of a component into which water has to diffuse.

    `size` [m] is the radius of a cylinder or sphere and the half thickness of a slab
    (its whole thickness if it lies on something impermeable): the way from its wall to
    where nothing flows. D(X, T) = `diffusivity` exp(-(E/R)(1/T - 1/298.15 K))
    exp(`loading_exponent` X) [m2/s], with E = `activation_energy` [J/mol] and X in kg
    per kg of the component.
    """

    shape: str
    size: float
    diffusivity: float
    activation_energy: float = 0.0
    loading_exponent: float = 0.0

    def __post_init__(self):
        if self.shape not in SHAPES:
            raise ValueError(
                f"shape of a micro domain is {self.shape!r}; it is one of "
                f"{', '.join(SHAPES)}"
            )
        _check_positive("a micro domain", size=self.size, diffusivity=self.diffusivity)
        for name in ("activation_energy", "loading_exponent"):
            if not 0.0 <= getattr(self, name) < math.inf:
                raise ValueError(
                    f"{name} of a micro domain is {getattr(self, name)}; it is a "
                    "finite number from 0 up"
                )

    def diffusivity_at(self, loading, temperature):
        """Diffusivity of water [m2/s] at `loading` [kg/kg] and `temperature` [K]."""
        inverse = 1.0 / np.asarray(temperature) - 1.0 / REFERENCE_TEMPERATURE
        return self.diffusivity * np.exp(
            np.asarray(loading) * self.loading_exponent
            - self.activation_energy / GAS_CONSTANT * inverse
        )


@dataclass(frozen=True)
class Component:
    """One dry solid of a coating, with its mass fraction and its isotherm.

    `micro` None puts its water on the macro scale. `desorption`, if given, is the
    branch met while the activity falls. `compaction` says how a coating yields of which
    it is most, `breakage` how its surface grows then; the isotherms are those at the
    porosity of the material it is in.
    """

    name: str
    mass_fraction: float
    isotherm: Isotherm
    micro: MicroDomain | None = None
    desorption: Isotherm | None = None
    compaction: Compaction | None = None
    breakage: Breakage | None = None

    def __post_init__(self):
        if not 0.0 < self.mass_fraction <= 1.0:
            raise ValueError(
                f"mass fraction of {self.name} is {self.mass_fraction}; it is above 0 "
                "and at most 1: leave out what is not there"
            )
        for law in (self.isotherm, self.desorption):
            if law is not None and law.activity_range[0] > 0.0:
                raise ValueError(
                    f"the {law.label} begins at activity {law.activity_range[0]:g}; a "
                    "component dries out, so its isotherm begins at 0"
                )


@dataclass(frozen=True)
class Material:
    """A coated electrode, or a separator, as the solver sees it.

    Attributes
    ----------
    thickness : float
        Of one dry coating, or of half a separator [m].
    density : float
        Of the dry coating, pores included [kg/m3].
    porosity : float
        Open pores per volume of coating [-].
    pore_diameter : float
        Mean diameter of the pores [m].
    foil_mass : float
        [kg/m2]; 0 for a separator.
    foil_density : float
        [kg/m3], from which and its mass follows the foil's thickness; copper's here.
    coated_sides : int
        2, or 1.
    specific_heat : float
        Of the dry electrode, foil included [J/(kg K)].
    in_plane_factor, through_plane_factor : float
        Effective diffusivity over that in a pore, the porosity inside [-]. None: by
        `tortuosity_law`, "zbs" or "bruggeman", by which both also change when the
        coating is compacted.
    scanning_width : float
        Of the hysteresis of components with a desorption branch [-].
    sources : mapping
        Parameter (dotted key) to its Source; never part of a comparison.
    """

    name: str
    thickness: float
    density: float
    porosity: float
    pore_diameter: float
    components: tuple[Component, ...]
    foil_mass: float = 0.0
    foil_density: float = COPPER
    coated_sides: int = 2
    specific_heat: float = 1000.0
    in_plane_factor: float | None = None
    through_plane_factor: float | None = None
    tortuosity_law: str = "zbs"
    scanning_width: float = 0.1
    sources: Mapping[str, Source] = field(
        default_factory=dict, compare=False, repr=False
    )

    def __post_init__(self):
        object.__setattr__(self, "components", tuple(self.components))
        self._check_numbers()
        self._check_composition()
        law = TORTUOSITY_LAWS[self.tortuosity_law]
        for name in ("in_plane_factor", "through_plane_factor"):
            if getattr(self, name) is None:
                object.__setattr__(self, name, float(law(self.porosity)))
            if not 0.0 < getattr(self, name) <= 1.0:
                raise ValueError(
                    f"{name} of {self.name} is {getattr(self, name)}; it is above 0 "
                    "and at most 1"
                )

    def _check_numbers(self):
        _check_positive(
            self.name,
            thickness=self.thickness,
            density=self.density,
            pore_diameter=self.pore_diameter,
            specific_heat=self.specific_heat,
            foil_density=self.foil_density,
            scanning_width=self.scanning_width,
        )
        if not 0.0 < self.porosity < 1.0:
            raise ValueError(
                f"porosity of {self.name} is {self.porosity}; it is above 0 and below 1"
            )
        if not 0.0 <= self.foil_mass < math.inf:
            raise ValueError(
                f"foil_mass of {self.name} is {self.foil_mass} kg/m2; it is from 0 up"
            )
        if self.coated_sides not in (1, 2):
            raise ValueError(
                f"coated_sides of {self.name} is {self.coated_sides}; it is 1 or 2"
            )
        if self.tortuosity_law not in TORTUOSITY_LAWS:
            raise ValueError(
                f"tortuosity_law of {self.name} is {self.tortuosity_law!r}; it is one "
                f"of {', '.join(TORTUOSITY_LAWS)}"
            )
        if self.solid_density > LARGEST_SOLID_DENSITY:
            raise ValueError(
                f"density {self.density:g} kg/m3 and porosity {self.porosity:g} of "
                f"{self.name} make its solid {self.solid_density:.0f} kg/m3; no "
                f"electrode's is above {LARGEST_SOLID_DENSITY:.0f}: the density is "
                "that of the coating with its pores"
            )

    def _check_composition(self):
        if not self.components:
            raise ValueError(f"{self.name} has no components; it has at least one")
        names = [component.name for component in self.components]
        if len(set(names)) < len(names):
            raise ValueError(
                f"components of {self.name} are {', '.join(names)}; each name comes "
                "once: add up their mass fractions"
            )
        total = math.fsum(component.mass_fraction for component in self.components)
        if abs(total - 1.0) > 1e-9:
            raise ValueError(
                f"mass fractions of {self.name} sum to {total:.10g}; the dry coating "
                "is all there is, so they sum to 1"
            )
        for component in self.components:
            if component.desorption is not None:
                try:
                    Hysteresis(
                        component.isotherm, component.desorption, self.scanning_width
                    )
                except ValueError as fault:
                    raise ValueError(
                        f"hysteresis of {component.name} in {self.name}: {fault}"
                    ) from None
        low, high = self.temperature_range
        if not (low < high and self.largest_activity > 0.0):
            raise ValueError(
                f"the isotherms of {self.name} share no range: temperatures {low:g} to "
                f"{high:g} K, activities up to {self.largest_activity:g}"
            )

    # ------------------------------------------------------------------ geometry

    @property
    def solid_density(self):
        """Density of the coating without its open pores [kg/m3]."""
        return self.density / (1.0 - self.porosity)

    @property
    def coating_mass_per_area(self):
        """Dry mass of one coating [kg/m2]."""
        return self.density * self.thickness

    @property
    def electrode_mass_per_area(self):
        """Dry mass of the electrode, foil and all coatings [kg/m2]."""
        return self.coated_sides * self.coating_mass_per_area + self.foil_mass

    @property
    def coating_share(self):
        """Mass of dry coating per mass of dry electrode [-]."""
        return (
            self.coated_sides
            * self.coating_mass_per_area
            / self.electrode_mass_per_area
        )

    @property
    def electrode_thickness(self):
        """Of one layer of the electrode, foil and all coatings [m]."""
        return self.coated_sides * self.thickness + self.foil_mass / self.foil_density

    def compacted(self, porosity):
        """The same material at another porosity: what a calender makes of it.

        See :func:`models.calendering.compacted`; ValueError for what is no porosity.
        """
        return calendering.compacted(self, porosity)

    @property
    def compaction(self) -> Compaction | None:
        """How the coating yields in a nip: as its active material, by mass, does."""
        known = [c for c in self.components if c.compaction is not None]
        most = max(known, key=lambda c: c.mass_fraction, default=None)
        return None if most is None else most.compaction

    def pressed_porosity(self, line_load):
        """Porosity [-] behind a nip of `line_load` [N/m].

        Raises
        ------
        ValueError
            Where no component says how it compacts, or the law does not reach.
        """
        if self.compaction is None:
            raise ValueError(
                f"what a line load makes of {self.name} is not known: none of its "
                "components has a compaction; give one, or the porosity"
            )
        return self.compaction.porosity(line_load, self.porosity)

    # ------------------------------------------------------------------ water

    @property
    def micro_fraction(self):
        """Mass fraction of the components on the micro scale, w_b [-]."""
        return math.fsum(c.mass_fraction for c in self.components if c.micro)

    @property
    def largest_activity(self):
        """Up to where all its isotherms were fitted [-]."""
        return min(law.activity_range[1] for law in self._laws)

    @property
    def temperature_range(self):
        """Where all its isotherms were fitted [K]."""
        ranges = [law.temperature_range for law in self._laws]
        return max(r[0] for r in ranges), min(r[1] for r in ranges)

    @cached_property
    def isotherm(self):
        """Weighted sum of all components, adsorption [kg/kg dry coating]."""
        return Sum(
            tuple(c.isotherm for c in self.components),
            tuple(c.mass_fraction for c in self.components),
            name=self.name,
        )

    def equilibrium_ppm(self, activity, temperature, basis=ELECTRODE):
        """Water sorbed in equilibrium [mg/kg of dry electrode, or dry coating]."""
        if basis not in (ELECTRODE, COATING):
            raise ValueError(
                f"basis is {basis!r}; it is {ELECTRODE!r} (foil included, as a Karl "
                f"Fischer sample is weighed) or {COATING!r}"
            )
        share = self.coating_share if basis == ELECTRODE else 1.0
        return self.isotherm.loading(activity, temperature) * share / PPM

    def equilibrium_shares(self, activity, temperature):
        """Share of the sorbed water in each component, by name; they sum to 1."""
        water = {
            c.name: c.mass_fraction * c.isotherm.loading(activity, temperature)
            for c in self.components
        }
        total = sum(water.values())
        return {name: value / total for name, value in water.items()}

    @property
    def _laws(self):
        laws = [c.isotherm for c in self.components]
        return laws + [c.desorption for c in self.components if c.desorption]
