"""What drying a square metre of web costs: fresh air, web, vapour, fans, recovery.

Each zone blows its air in a circle; a part of it leaves and carries the vapour out, and
fresh air takes its place. The heaters make up for that air, for what the web takes up,
for the vapour's way from web to air temperature, and for the casing. The fans' heat is
not credited: it counts as spent in ducts.
"""

import math
from dataclasses import dataclass
from functools import cached_property

from models.drying.air_system import (
    ELECTRICITY,
    GAS,
    HEAT,
    AirSystem,
    excess_vapour,
    supply,
    vapour_ratio,
)
from models.drying.film import AIR_HEAT_CAPACITY, air_density
from models.drying.web_balance import REFERENCE
from models.drying.web_profile import WebProfile
from models.units import DRY_AIR_MOLAR_MASS, celsius


@dataclass(frozen=True)
class DryerEnergy:
    """Energy and air per square metre of web, [J/m2] unless said otherwise.

    The heaters' heat is air + vapour + web + latent + shed - recovered + loss.

    Attributes
    ----------
    air : float
        Fresh air from its temperature to that of the zones.
    vapour : float
        The vapour from the web's temperature to that of the zones.
    web : float
        Foil, solid and liquid.
    latent : float
        Heat of evaporation.
    shed : float
        What zones that cool the web carry off: it heats no other zone.
    recovered : float
        From exhaust to fresh air.
    loss : float
        Casing.
    fans, chiller : float
        Electricity.
    electricity, heat, gas : float
        Bought, each on its own: they differ in price.
    fresh_air : float
        [kg/m2 of web].
    evaporated, condensed : float
        Solvent [kg/m2].
    explosive_share : float or None
        Largest vapour content of a zone's exhaust over the lower explosive limit [-].
    """

    air: float
    vapour: float
    web: float
    latent: float
    shed: float
    recovered: float
    loss: float
    fans: float
    chiller: float
    electricity: float
    heat: float
    gas: float
    fresh_air: float
    evaporated: float
    condensed: float
    explosive_share: float | None

    @cached_property
    def heaters(self) -> float:
        """Heat from the heaters into the air [J/m2]."""
        gained = self.air + self.vapour + self.web + self.latent + self.shed
        return gained - self.recovered + self.loss

    @property
    def total(self) -> float:
        """Electricity, heat and gas, added as energy [J/m2]."""
        return self.electricity + self.heat + self.gas

    @property
    def per_solvent(self) -> float:
        """`total` per kg of solvent evaporated [J/kg]."""
        return self.total / self.evaporated


def dryer_energy(profile: WebProfile, system: AirSystem) -> DryerEnergy:
    """What the profile's dryer takes for each square metre of web.

    Raises
    ------
    ValueError
        Where a zone that evaporates has air no damper than what replaces it, where the
        condenser is warmer than the exhaust's dew point, or nothing evaporates.
    """
    solvent = profile.web.coating.solvent
    if profile.evaporated <= 0.0:
        raise ValueError(
            "nothing evaporates in this dryer; there is no energy per solvent to state"
        )
    entry, inlet = supply(solvent, system, profile.dryer.zones[0].air.pressure)
    specific = AIR_HEAT_CAPACITY + inlet * solvent.vapour_heat_capacity
    sums = dict.fromkeys(("air", "vapour", "web", "latent", "shed", "fans"), 0.0)
    fresh = warmth = densest = 0.0
    for zone, total in zip(profile.dryer.zones, profile.zone_totals, strict=True):
        flow = _fresh_air(zone, total, solvent, system)
        hot = zone.air.temperature
        fresh += flow
        warmth += flow * hot
        leaving = REFERENCE * total.evaporated + total.carried / solvent.heat_capacity
        needs = {
            "air": flow * specific * (hot - entry),
            "vapour": solvent.vapour_heat_capacity * (total.evaporated * hot - leaving),
            "web": total.convection + total.radiation - total.latent,
            "latent": total.latent,
        }
        needs["shed"] = max(-math.fsum(needs.values()), 0.0)
        blown = zone.air_flow * total.time + flow / air_density(hot, zone.air.pressure)
        needs["fans"] = blown * system.fan_pressure / system.fan_efficiency
        sums = {name: sums[name] + needs[name] for name in sums}
        if flow > 0.0:
            densest = max(densest, inlet + total.evaporated / flow)
    recovered, exhaust = 0.0, system.fresh_temperature
    if fresh > 0.0:
        exhaust = warmth / fresh
        recovered = system.heat_recovery * fresh * specific * (exhaust - entry)
        exhaust -= system.heat_recovery * (exhaust - entry)
    condensed, chiller = _condenser(profile, system, fresh, inlet, exhaust)
    fans = sums.pop("fans")
    gained = math.fsum(sums.values()) - recovered
    loss = gained * system.casing_loss / (1.0 - system.casing_loss)
    bought = (gained + loss) / system.heater_efficiency
    share = None
    if solvent.lower_explosive_limit is not None:
        moles = densest * DRY_AIR_MOLAR_MASS / solvent.molar_mass
        share = moles / (1.0 + moles) / solvent.lower_explosive_limit
    return DryerEnergy(
        **sums,
        recovered=recovered,
        loss=loss,
        fans=fans,
        chiller=chiller,
        electricity=fans + chiller + bought * (system.heat_source == ELECTRICITY),
        heat=bought * (system.heat_source == HEAT),
        gas=bought * (system.heat_source == GAS),
        fresh_air=fresh,
        evaporated=profile.evaporated,
        condensed=condensed,
        explosive_share=share,
    )


def _fresh_air(zone, total, solvent, system):
    """Air of a zone that is replaced, per area of web [kg/m2]."""
    if zone.fresh_air_share is not None:
        density = air_density(zone.air.temperature, zone.air.pressure)
        return zone.fresh_air_share * zone.air_flow * density * total.time
    if total.evaporated <= 0.0:
        return 0.0  # nothing to carry out
    return total.evaporated / excess_vapour(zone, solvent, system)


def _condenser(profile, system, fresh, inlet, exhaust):
    """Solvent condensed [kg/m2], and the chiller's electricity [J/m2]."""
    back, solvent = system.recovery, profile.web.coating.solvent
    if back is None:
        return 0.0, 0.0
    pressure = profile.dryer.zones[0].air.pressure
    behind = vapour_ratio(solvent, solvent.vapour_pressure(back.temperature), pressure)
    before = inlet + profile.evaporated / fresh if fresh > 0.0 else inlet
    if before <= behind:
        raise ValueError(
            f"the exhaust holds {before * 1e3:.4g} g/kg of {solvent.name}; nothing of "
            f"it condenses at {celsius(back.temperature):.4g} °C ({behind * 1e3:.4g} "
            "g/kg): make the condenser colder or the exhaust richer"
        )
    condensed = fresh * (before - behind)
    warm = min(exhaust, back.precooled_to)
    specific = AIR_HEAT_CAPACITY + before * solvent.vapour_heat_capacity
    duty = fresh * specific * (warm - back.temperature)
    duty += condensed * solvent.latent_heat(back.temperature)
    return condensed, duty / back.coefficient_of_performance
