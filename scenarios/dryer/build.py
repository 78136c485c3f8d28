"""From the keys of a dryer to its physics in SI: of a dryer file and of a coater.

Every function takes the Faults it adds to, with paths below the dryer.
"""

from models.drying.air_system import AirSystem, SolventRecovery, excess_vapour
from models.drying.coating import WetCoating
from models.drying.dryer import USUAL_AIR_FLOW, Dryer, DryerZone
from models.drying.film import DryingAir
from models.drying.nozzles import SlotNozzles
from models.drying.slurry import NmpSwelling, Slurry
from models.drying.solvent import SOLVENTS
from models.material import Material, Source
from models.units import KJ, MM, PPM, UM, celsius, kelvin
from scenarios.airs import atmosphere
from scenarios.dryer.schema import (
    EXPLOSIVE_MOST,
    NMP,
    DryerAirKeys,
    DryerZoneKeys,
    EnergyKeys,
    FaceKeys,
    NmpKeys,
    SlurryKeys,
)
from scenarios.faults import Faults, unknown_name
from scenarios.material.law_schema import Quantity
from scenarios.schema.air import AirKeys

PCT = 0.01


def between_keys(keys: DryerAirKeys, faults: Faults) -> None:
    """What is wrong between the keys of its coating, fresh air and zones."""
    sections = [(("coating",), keys.coating), (("fresh_air",), keys.fresh_air)]
    sections += [(("zones", i), zone) for i, zone in enumerate(keys.zones)]
    for path, section in sections:
        faults.between_keys(path, section)


def airs(
    keys: DryerAirKeys, pressure: float, faults: Faults
) -> tuple[Dryer | None, AirSystem | None]:
    """The dryer and how its air is made, at a total `pressure` [Pa] of the plant.

    None for what has faults. Zones and fresh air whose own keys have faults already
    are passed over.
    """
    coating = keys.coating
    solvent = SOLVENTS[coating.solvent]
    zones = [
        zone
        for i, given in enumerate(keys.zones)
        if (zone := _zone(i, given, coating.solvent, pressure, faults)) is not None
    ]
    system = None
    if not any(fault.path[:1] == ("fresh_air",) for fault in faults):
        system = _system(keys.fresh_air, keys.energy, coating.solvent, pressure, faults)
    for i, zone in enumerate(zones) if system and not faults else ():
        if zone.fresh_air_share is None:
            with faults.guarded(("zones", i)):
                excess_vapour(zone, solvent, system)
    if coating.wet_faces == 2:
        for i, given in enumerate(keys.zones):
            if given.bottom is None:
                words = "missing; both faces are wet, so air has to blow onto both"
                faults.add(("zones", i, "bottom"), words)
    return None if faults else Dryer(tuple(zones)), system


def slurry(keys: SlurryKeys) -> Slurry:
    """The slurry in SI."""
    return Slurry(
        SOLVENTS[keys.solvent],
        keys.solids_pct * PCT,
        keys.critical_saturation.value,
        _swelling(keys.nmp) if keys.solvent == NMP else None,
    )


def swells(keys: SlurryKeys, material: Material, faults: Faults) -> bool:
    """Whether the material has the binder that swells in NMP; else a fault."""
    names = [component.name for component in material.components]
    if keys.solvent != NMP or keys.nmp.binder in names:
        return True
    text = unknown_name(keys.nmp.binder, "component", names)
    faults.add(("coating", "nmp", "binder"), f"{text}; name what swells in NMP")
    return False


def wet_coating(
    keys: SlurryKeys, material: Material, faults: Faults
) -> WetCoating | None:
    """The coating that the slurry makes of a material as dried; None with faults."""
    if swells(keys, material, faults):
        with faults.guarded(("coating",)):
            return slurry(keys).coating(material)
    return None


def bearable(keys: DryerAirKeys, material: Material, faults: Faults) -> None:
    """A fault where the web could leave the isotherms' range in a zone."""
    low, high = (celsius(t) for t in material.temperature_range)
    for i, zone in enumerate(keys.zones):
        if not low <= zone.temperature_degC <= high:
            faults.add(
                ("zones", i, "temperature_degC"),
                f"{zone.temperature_degC:g}; a dry web comes near it, and the "
                f"isotherms of {material.name} hold from {low:g} to {high:g} °C",
            )


def _zone(number, keys: DryerZoneKeys, dries, pressure, faults):
    """The zone in SI, or None and faults."""
    path = ("zones", number)
    if any(fault.path[:2] == path for fault in faults):
        return None
    before = len(faults)
    with faults.guarded(path):
        air = atmosphere(keys, pressure)
    load = _solvent_load(keys, dries, path, faults) * pressure
    blown = [
        _face(face, keys.temperature_degC, pressure, (*path, side), faults)
        for side, face in (("top", keys.top), ("bottom", keys.bottom))
    ]
    if len(faults) > before:
        return None
    (top, top_flow), (bottom, bottom_flow) = blown
    share = keys.fresh_air_share_pct
    return DryerZone(
        keys.name or f"zone {number + 1}",
        keys.length_m,
        DryingAir(
            air.temperature,
            load if dries == NMP else air.vapour_pressure,
            air.vapour_pressure,
            air.pressure,
        ),
        top,
        bottom,
        top_flow + bottom_flow,
        None if share is None else share * PCT,
    )


def _solvent_load(keys, dries, path, faults):
    """NMP molecules per molecule of the zone's air."""
    given = [n for n in ("nmp_ppmv", "lfl_share_pct") if getattr(keys, n) is not None]
    if dries != NMP:
        for name in given:
            faults.add((*path, name), "has no meaning where water dries; remove it")
        return 0.0
    if not given:
        words = "how much NMP the zone's air holds is not given"
        faults.add(path, f"{words}; give lfl_share_pct or nmp_ppmv")
        return 0.0
    limit = SOLVENTS[NMP].lower_explosive_limit
    share = (
        keys.nmp_ppmv * PPM
        if keys.nmp_ppmv is not None
        else keys.lfl_share_pct * PCT * limit
    )
    if share > EXPLOSIVE_MOST * PCT * limit * (1.0 + 1e-9):
        faults.add(
            (*path, given[0]),
            f"{keys.nmp_ppmv:g} ppmv is {100 * share / limit:.4g} % of the lower "
            f"explosive limit; dryers are shut off at {EXPLOSIVE_MOST:g} %: give less",
        )
    return share


def _face(keys: FaceKeys | None, temperature, pressure, path, faults):
    """Heat-transfer coefficient and air flow of one face."""
    if keys is None:
        return 0.0, 0.0
    if keys.heat_transfer_W_per_m2_K is not None:
        flow = keys.air_flow_m_per_s
        return (
            keys.heat_transfer_W_per_m2_K,
            USUAL_AIR_FLOW if flow is None else flow,
        )
    with faults.guarded(path):
        nozzles = SlotNozzles(
            keys.velocity_m_per_s,
            keys.slot_width_mm * MM,
            keys.pitch_mm * MM,
            keys.distance_mm * MM,
        )
        heat_transfer = nozzles.heat_transfer(kelvin(temperature), pressure)
        return heat_transfer, nozzles.air_flow
    return 0.0, 0.0  # the fault is in the list


def _swelling(keys: NmpKeys):
    return NmpSwelling(
        keys.binder,
        _source(keys.surfaces_kg_per_kg),
        _source(keys.binder_kg_per_kg),
        _source(keys.film_um, UM),
        _source(keys.diffusivity_m2_per_s),
        _source(keys.activation_energy_kJ_per_mol, KJ),
    )


def _source(quantity: Quantity, factor=1.0):
    given = quantity.as_source
    return Source(given.value * factor, given.unit, given.standing, given.source)


def _system(air: AirKeys, given: EnergyKeys, dries, pressure, faults):
    recovery = given.recovery
    if recovery is not None and dries != NMP:
        faults.add(
            ("energy", "recovery"), "nobody recovers water; remove it, or dry NMP"
        )
    with faults.guarded(("fresh_air",)):
        fresh = atmosphere(air, pressure)
        return AirSystem(
            fresh.temperature,
            0.0 if dries == NMP else fresh.vapour_pressure,
            given.heat_recovery_pct * PCT,
            given.heat_source,
            given.heater_efficiency_pct * PCT,
            given.casing_loss_pct * PCT,
            given.fan_pressure_Pa,
            given.fan_efficiency_pct * PCT,
            None
            if recovery is None
            else SolventRecovery(
                kelvin(recovery.condenser_degC),
                recovery.cop,
                float("inf")
                if recovery.precooled_to_degC is None
                else kelvin(recovery.precooled_to_degC),
                recovery.returned_share_pct * PCT,
            ),
        )
    return None
