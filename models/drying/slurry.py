"""Slurry: what is coated, of whatever material; the coating follows with the material.

One coater coats several electrodes from slurries alike: solvent, solids and uptake are
those of the slurry, solid mass and pores those of the material.
"""

from dataclasses import dataclass

from models.drying.coating import WetCoating
from models.drying.solvent import Solvent
from models.drying.uptake import (
    NMP_BINDER,
    NMP_DIFFUSIVITY,
    NMP_ENERGY,
    NMP_FILM,
    NMP_SURFACES,
    Uptake,
    nmp_uptake,
    water_uptake,
)
from models.material import Material, Source


@dataclass(frozen=True)
class NmpSwelling:
    """How a dry coating holds NMP: `binder` is the component that swells in it.

    Sources in SI as :func:`models.drying.uptake.nmp_uptake` takes them; estimates.
    """

    binder: str = "pvdf"
    surfaces: Source = NMP_SURFACES
    held: Source = NMP_BINDER
    film: Source = NMP_FILM
    diffusivity: Source = NMP_DIFFUSIVITY
    activation_energy: Source = NMP_ENERGY

    def uptake(self, material: Material) -> Uptake:
        """Of a material; ValueError where the binder is none of its components."""
        shares = {c.name: c.mass_fraction for c in material.components}
        if self.binder not in shares:
            raise ValueError(
                f"{self.binder!r} is not a component of {material.name}; name what "
                f"swells in NMP: {', '.join(shares)}"
            )
        return nmp_uptake(
            shares[self.binder],
            self.surfaces,
            self.held,
            self.film,
            self.diffusivity,
            self.activation_energy,
        )


@dataclass(frozen=True)
class Slurry:
    """Solvent and solids as they are coated.

    Attributes
    ----------
    solvent : Solvent
    solids : float
        Solid mass over slurry mass [-].
    critical_saturation : float
        Liquid over pore volume below which the surface falls dry [-].
    swelling : NmpSwelling or None
        None where water dries: it is held by the material's own isotherms.
    """

    solvent: Solvent
    solids: float
    critical_saturation: float = 0.25
    swelling: NmpSwelling | None = None

    def coating(self, material: Material) -> WetCoating:
        """Of a material as it is when dry; the errors are those of WetCoating.

        ValueError also where the material does not have the binder that swells.
        """
        if self.swelling is None:
            uptake = water_uptake(material)
        else:
            uptake = self.swelling.uptake(material)
        return WetCoating(
            material, self.solvent, self.solids, uptake, self.critical_saturation
        )
