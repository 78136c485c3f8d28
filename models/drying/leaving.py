"""Leaving: what a station has to know of the web that comes out of its dryer."""

from dataclasses import dataclass

from models.drying.air_system import AirSystem
from models.drying.dryer import Dryer, Web
from models.drying.energy import dryer_energy
from models.drying.web_profile import WebProfile, web_profile


@dataclass(frozen=True)
class Leaving:
    """The web at the exit of the dryer, and what each square metre of it took.

    Attributes
    ----------
    solvent : float
        Per dry coating, on the wetter face [kg/kg].
    water : float
        Per dry coating [kg/kg]: what is left of it, or what another solvent's dry
        coating holds in the last zone's air.
    temperature : float
        Of the web [K].
    is_dry : bool
        Whether `solvent` keeps the limit.
    time : float
        In the dryer [s].
    electricity, heat, gas : float
        Bought, per area of web [J/m2].
    """

    solvent: float
    water: float
    temperature: float
    is_dry: bool
    time: float
    electricity: float
    heat: float
    gas: float


def leaving(
    web: Web, dryer: Dryer, speed: float, limit: float, system: AirSystem
) -> Leaving:
    """What leaves `dryer` at `speed` [m/s], dry up to `limit` [kg/kg dry coating].

    Errors are those of :func:`models.drying.web_profile.web_profile` and
    :func:`models.drying.energy.dryer_energy`.
    """
    return left_by(web_profile(web, dryer, speed, limit, points=2), system)


def left_by(profile: WebProfile, system: AirSystem) -> Leaving:
    """The same of a profile that is there already."""
    energy = dryer_energy(profile, system)
    return Leaving(
        profile.residual,
        profile.water_at_exit(),
        profile.exit_temperature,
        profile.is_dry,
        profile.dryer.length / profile.speed,
        energy.electricity,
        energy.heat,
        energy.gas,
    )
