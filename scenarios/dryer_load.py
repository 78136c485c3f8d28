"""A dryer file to a DryingLine in SI, with all faults of the file at once."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.drying.binder import BinderDiffusivity
from models.drying.coating import WetCoating
from models.drying.cracking import PRACTICE, Particles
from models.drying.dryer import USUAL_AIR_FLOW, Dryer, DryerZone, Web
from models.drying.energy import AirSystem, SolventRecovery, excess_vapour
from models.drying.film import DryingAir
from models.drying.nozzles import SlotNozzles
from models.drying.solvent import SOLVENTS
from models.drying.uptake import Uptake, nmp_uptake, water_uptake
from models.material import Material, Source
from models.psychrometrics import Atmosphere
from models.units import MINUTE, MM, PPM, STANDARD_PRESSURE, UM, celsius, kelvin
from scenarios.airs import atmosphere
from scenarios.document import Document
from scenarios.dryer_schema import (
    EXPLOSIVE_MOST,
    NMP,
    CoatingKeys,
    DryerKeys,
    DryerZoneKeys,
    EnergyKeys,
    FaceKeys,
)
from scenarios.faults import Fault, Faults, ScenarioError, listed, quoted, unknown_name
from scenarios.key_faults import faults_of
from scenarios.law_schema import KJ, Quantity
from scenarios.merge import without_nulls
from scenarios.schema_air import AirKeys
from scenarios.shipped import known_materials, read_tree

PCT = 0.01
GPA = 1e9  # Pa


@dataclass(frozen=True, eq=False)
class DryingLine:
    """A web, the dryer it runs through, and what is asked of both."""

    name: str
    description: str
    source: str
    material: Material
    web: Web
    dryer: Dryer
    speed: float  # m/s
    limit: float  # kg/kg dry coating
    binder: BinderDiffusivity
    particles: Particles | None
    slurry: str | None
    system: AirSystem
    parameters: dict[str, Source]


def load(path: str | Path) -> DryingLine:
    """The DryingLine in a dryer file; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "dryers")
    return loaded(tree.content, tree.lines, str(path))


def loaded(content, lines=None, source: str = "dryer") -> DryingLine:
    """The DryingLine of the keys of a dryer file, and on which line each stands."""
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        message = f"{said}; a dryer file has the keys {listed(DryerKeys.model_fields)}"
        raise ScenarioError(source, [Fault((), message)])
    document = Document(source, content, {source: lines or {}}, {(): source})
    content = without_nulls(content)
    faults = Faults()
    known = known_materials(content, faults)
    try:
        keys = DryerKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, DryerKeys) if f not in faults]
        _sound_parts(content, faults)
        _known_material(content.get("material"), content, known, faults)
        raise document.error(dict.fromkeys(faults)) from None
    _section(keys.coating, ("coating",), faults)
    _section(keys.fresh_air, ("fresh_air",), faults)
    for i, zone in enumerate(keys.zones):
        _section(zone, ("zones", i), faults)
    _known_material(keys.material, content, known, faults)
    line = _frozen(keys, known.get(keys.material), source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return line


# ---------------------------------------------------------------- checking


def _section(section, path, faults):
    for below, message in section.faults():
        faults.add((*path, *below), message)


def _sound_parts(content, faults):
    """The faults between the keys of sections that have none of their own."""
    parts = [(("coating",), CoatingKeys), (("fresh_air",), AirKeys)]
    zones = content.get("zones")
    for i in range(len(zones) if isinstance(zones, list) else 0):
        parts.append((("zones", i), DryerZoneKeys))
    for path, kind in parts:
        part = content
        for key in path:
            part = part.get(key) if isinstance(part, dict) else part[key]
        if not isinstance(part, dict):
            continue
        try:
            section = kind.model_validate(part)
        except ValidationError:
            continue  # its faults are in the list already
        _section(section, path, faults)


def _known_material(name, content, known, faults):
    own = content.get("materials")
    named = {*known, *(own if isinstance(own, dict) else ())}
    if isinstance(name, str) and name not in named:
        faults.add(("material",), unknown_name(name, "material", sorted(named)))


# ---------------------------------------------------------------- freezing


def _frozen(keys: DryerKeys, material, source, faults):
    """The DryingLine of `keys`; None and more faults where there is none."""
    solvent = SOLVENTS[keys.coating.solvent]
    zones = [
        zone
        for i, given in enumerate(keys.zones)
        if (zone := _zone(i, given, keys.coating.solvent, faults)) is not None
    ]
    system = None
    if not any(fault.path[:1] == ("fresh_air",) for fault in faults):
        system = _system(keys, solvent, faults)
    for i, zone in enumerate(zones) if system and not faults else ():
        if zone.fresh_air_share is None:
            with faults.guarded(("zones", i)):
                excess_vapour(zone, solvent, system)
    if material is None:
        return None
    coating = web = dried = None
    with faults.guarded(("coating", "porosity")):
        dried = material
        if keys.coating.porosity is not None:
            dried = material.compacted(keys.coating.porosity)
    uptake = dried and _uptake(keys.coating, dried, faults)
    if uptake is not None:
        with faults.guarded(("coating",)):
            coating = WetCoating(
                dried,
                solvent,
                keys.coating.solids_pct * PCT,
                uptake,
                keys.coating.critical_saturation.value,
            )
    if keys.coating.wet_faces == 2:
        for i, given in enumerate(keys.zones):
            if given.bottom is None:
                words = "missing; both faces are wet, so air has to blow onto both"
                faults.add(("zones", i, "bottom"), words)
    for i, given in enumerate(keys.zones):
        _bearable(i, given, dried, keys.coating.solvent, faults)
    if faults:
        return None
    line, given = keys.line, keys.coating
    with faults.guarded(("line",)):
        web = Web(
            coating,
            given.wet_faces,
            given.dry_back,
            kelvin(line.entry_temperature_degC),
            line.emissivity.value,
        )
    particles = given.particles
    return DryingLine(
        keys.name,
        keys.description,
        source,
        dried,
        web,
        Dryer(tuple(zones)),
        line.speed_m_per_min / MINUTE,
        line.limit_coating_ppm * PPM,
        BinderDiffusivity(
            given.binder_diffusivity_m2_per_s.value,
            given.binder_activation_energy_kJ_per_mol.value * KJ,
        ),
        None
        if particles is None
        else Particles(
            particles.shear_modulus_GPa.value * GPA,
            particles.radius_um.value * UM,
            1.0 - dried.porosity,
            particles.coordination.value,
            particles.suction.value,
        ),
        None if particles is None else particles.slurry,
        system,
        _parameters(keys, solvent),
    )


def _zone(number, keys: DryerZoneKeys, dries, faults):
    """The zone in SI, or None and faults."""
    path = ("zones", number)
    if any(fault.path[:2] == path for fault in faults):
        return None
    before = len(faults)
    with faults.guarded(path):
        air = atmosphere(keys, STANDARD_PRESSURE)
    load = _solvent_load(keys, dries, path, faults)
    blown = [
        _face(face, keys.temperature_degC, (*path, side), faults)
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
        ),
        top,
        bottom,
        top_flow + bottom_flow,
        None if share is None else share * PCT,
    )


def _solvent_load(keys, dries, path, faults):
    """Partial pressure of NMP in the zone's air [Pa]."""
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
    return share * STANDARD_PRESSURE


def _face(keys: FaceKeys | None, temperature, path, faults):
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
        return nozzles.heat_transfer(kelvin(temperature)), nozzles.air_flow
    return 0.0, 0.0  # the fault is in the list


def _uptake(keys: CoatingKeys, material, faults) -> Uptake | None:
    if keys.solvent != NMP:
        with faults.guarded(("material",)):
            return water_uptake(material)
        return None
    shares = {c.name: c.mass_fraction for c in material.components}
    given = keys.nmp
    if given.binder not in shares:
        text = unknown_name(given.binder, "component", shares)
        faults.add(("coating", "nmp", "binder"), f"{text}; name what swells in NMP")
        return None
    return nmp_uptake(
        shares[given.binder],
        _source(given.surfaces_kg_per_kg),
        _source(given.binder_kg_per_kg),
        _source(given.film_um, UM),
        _source(given.diffusivity_m2_per_s),
        _source(given.activation_energy_kJ_per_mol, KJ),
    )


def _source(quantity: Quantity, factor=1.0):
    given = quantity.as_source
    return Source(given.value * factor, given.unit, given.standing, given.source)


def _bearable(number, keys, material, dries, faults):
    """A fault where the web could leave the isotherms' range in this zone."""
    if material is None:
        return
    low, high = (celsius(t) for t in material.temperature_range)
    if not low <= keys.temperature_degC <= high:
        faults.add(
            ("zones", number, "temperature_degC"),
            f"{keys.temperature_degC:g}; a dry web comes near it, and the isotherms of "
            f"{material.name} hold from {low:g} to {high:g} degC",
        )


def _system(keys: DryerKeys, solvent, faults):
    given: EnergyKeys = keys.energy
    with faults.guarded(("fresh_air",)):
        fresh: Atmosphere = atmosphere(keys.fresh_air, STANDARD_PRESSURE)
        recovery = given.recovery
        if recovery is not None and keys.coating.solvent != NMP:
            faults.add(
                ("energy", "recovery"), "nobody recovers water; remove it, or dry NMP"
            )
        return AirSystem(
            fresh.temperature,
            0.0 if keys.coating.solvent == NMP else fresh.vapour_pressure,
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


def _parameters(keys, solvent) -> dict[str, Source]:
    """Every number with a provenance that the run rests on, by its key."""
    found_there = {f"{solvent.name}.{n}": s for n, s in solvent.sources.items()}
    sections = [("coating", keys.coating), ("line", keys.line)]
    if keys.coating.solvent == NMP:
        sections.append(("coating.nmp", keys.coating.nmp))
    if keys.coating.particles is not None:
        sections.append(("coating.particles", keys.coating.particles))
        low_high = PRACTICE.get(keys.coating.particles.slurry, ())
        for name, source in zip(("least", "most"), low_high, strict=False):
            found_there[f"coating.particles.{name}_cracking_thickness"] = source
    for prefix, section in sections:
        for name in type(section).model_fields:
            value = getattr(section, name)
            if isinstance(value, Quantity):
                unit = value.unit or "-"
                found_there[f"{prefix}.{name}"] = Source(
                    value.value, unit, value.standing, value.source
                )
    return found_there
