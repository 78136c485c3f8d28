"""DriedWeb: what a coater's dryer makes of the web of one material."""

from dataclasses import dataclass
from functools import lru_cache

from models.drying.leaving import Leaving, leaving
from models.drying.line_speed import highest_speed
from models.drying.web_profile import DryingError
from models.material import Material
from models.units import MINUTE, PPM
from twin.energy import NOTHING, Energy
from twin.scenario.dryer import CoaterDryer

KEPT = 64  # answers: of each material, dryer and speed one


@dataclass(frozen=True)
class DriedWeb:
    """The web behind its last pass, and what all passes took.

    Attributes
    ----------
    water : float
        Per dry coating [kg/kg]; both coatings are taken as alike.
    temperature : float
        Of the web, before the chill rolls [K].
    energy : Energy
        Of all passes, per area of web.
    passes : tuple of Leaving
        Each pass on its own, first to last.
    """

    water: float
    temperature: float
    energy: Energy
    passes: tuple[Leaving, ...]


@lru_cache(maxsize=KEPT)
def dried_web(dryer: CoaterDryer, material: Material, speed: float) -> DriedWeb:
    """The web of a `material` as coated that went through `dryer` at `speed` [m/s].

    A tenth of a second a pass; a question asked before is answered from memory.

    Raises
    ------
    ValueError
        Where a pass leaves the web wet, with the highest safe speed and the length
        that is missing, or wetter than the isotherms of the material reach, from which
        a coil begins; and the errors of :func:`models.drying.leaving.leaving`.
    DryingError
        Where the time steps do not converge.
    """
    webs = dryer.webs(material)
    left = tuple(
        leaving(web, dryer.dryer, speed, dryer.limit, dryer.system) for web in webs
    )
    wettest = max(range(len(left)), key=lambda i: left[i].solvent)
    if not left[wettest].is_dry:
        raise ValueError(_wet(dryer, webs, left, wettest, speed))
    last = left[-1]
    most = float(material.isotherm.loading(material.largest_activity, last.temperature))
    if last.water > most:
        raise ValueError(
            f"the web leaves with {last.water / PPM:.0f} mg of water per kg of dry "
            f"coating, but the isotherms of {material.name} reach {most / PPM:.0f}, at "
            f"{100.0 * material.largest_activity:.3g} % relative humidity: lower the "
            "limit and dry it further, or give an isotherm with a wider range"
        )
    energy = NOTHING
    for one in left:
        energy += Energy(one.electricity, natural_gas=one.gas, district_heat=one.heat)
    return DriedWeb(last.water, last.temperature, energy, left)


def _wet(dryer, webs, left, wettest, speed):
    """What leaves wet, and what would dry it."""
    solvent = dryer.slurry.solvent.name
    residual = left[wettest].solvent
    said = (
        f"the web leaves the dryer wet at {speed * MINUTE:.4g} m/min: "
        f"{residual / PPM:.0f} mg of {solvent} per kg of dry coating, dry is "
        f"{dryer.limit / PPM:.6g}"
    )
    if len(left) > 1:
        said += f" (pass {wettest + 1} of {len(left)})"
    try:
        found = [
            highest_speed(web, dryer.dryer, dryer.limit, start=speed) for web in webs
        ]
    except (ValueError, DryingError) as error:
        return f"{said}; the highest safe speed is not known: {error}"
    if None in found:
        return (
            f"{said}; no speed dries it: hotter or drier air in the last zones does, "
            "or a higher limit"
        )
    highest = min(found)
    missing = dryer.dryer.length * (speed / highest - 1.0)
    return (
        f"{said}; the highest safe speed is {highest * MINUTE:.4g} m/min, or "
        f"{missing:.3g} m of dryer are missing, all zones alike: run slower, lengthen "
        "the zones, or blow hotter, drier or more air"
    )
