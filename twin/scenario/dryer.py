"""CoaterDryer: the slurry of a coater and the dryer behind its head."""

from dataclasses import dataclass

from models.drying.air_system import AirSystem
from models.drying.dryer import Dryer, Web
from models.drying.slurry import Slurry
from models.material import Material


@dataclass(frozen=True)
class CoaterDryer:
    """What a coater coats and dries its webs with, whatever the material.

    A pass coats `wet_faces` of the foil; a material coated on two sides takes two
    passes with one wet face, the second with a dry back.

    Attributes
    ----------
    limit : float
        Solvent per dry coating up to which a web counts as dry [kg/kg].
    wet_faces : int
        Faces coated in one pass, 1 or 2.
    entry_temperature : float
        Of the web at the dryer [K], in each pass.
    emissivity : float
        Of its faces [-].
    tandem : bool
        All passes in one run, one after the other, each with a head and a dryer of its
        own, which are alike. Else a coil runs through as often as it has passes.
    """

    slurry: Slurry
    dryer: Dryer
    system: AirSystem
    limit: float
    wet_faces: int = 1
    entry_temperature: float = 298.15
    emissivity: float = 0.9
    tandem: bool = True

    def passes(self, material: Material) -> int:
        """How often a web of the material is coated and dried.

        ValueError where a pass coats more faces than the material has coatings.
        """
        if self.wet_faces > material.coated_sides:
            raise ValueError(
                f"wet_faces is {self.wet_faces}, but {material.name} is coated on "
                f"{material.coated_sides} side; coat one face wet"
            )
        return material.coated_sides // self.wet_faces

    def runs(self, material: Material) -> int:
        """How often a coil of the material goes through the machine."""
        return 1 if self.tandem else self.passes(material)

    def web_path(self, material: Material) -> float:
        """Way of the web through dryers in one run [m]."""
        return self.dryer.length * self.passes(material) / self.runs(material)

    def webs(self, material: Material) -> tuple[Web, ...]:
        """The web as it enters in each pass, of a material as coated.

        ValueError where the slurry makes no coating of it, or the web enters colder or
        hotter than the solvent is known for.
        """
        coating = self.slurry.coating(material)
        return tuple(
            Web(
                coating,
                self.wet_faces,
                number > 0,
                self.entry_temperature,
                self.emissivity,
            )
            for number in range(self.passes(material))
        )
