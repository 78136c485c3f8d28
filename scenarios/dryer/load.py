"""A dryer file to a DryingLine in SI, with all faults of the file at once."""

from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.drying.air_system import AirSystem
from models.drying.binder import BinderDiffusivity
from models.drying.cracking import PRACTICE, Particles
from models.drying.dryer import Dryer, Web
from models.drying.solvent import SOLVENTS
from models.material import Material, Source
from models.units import GPA, KJ, MINUTE, PPM, STANDARD_PRESSURE, UM, kelvin
from scenarios.dryer import build
from scenarios.dryer.schema import NMP, CoatingKeys, DryerKeys, DryerZoneKeys
from scenarios.faults import Faults
from scenarios.key_faults import faults_of
from scenarios.material.law_schema import Quantity
from scenarios.merge import without_nulls
from scenarios.schema.air import AirKeys
from scenarios.shipped import (
    check_material,
    document_of,
    known_materials,
    read_tree,
    sound_sections,
)


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
    document = document_of(content, lines, source, "a dryer file", DryerKeys)
    content = without_nulls(content)
    faults = Faults()
    known = known_materials(content, faults)
    try:
        keys = DryerKeys.model_validate(content)
    except ValidationError as error:
        faults += [f for f in faults_of(error, DryerKeys) if f not in faults]
        _sound_parts(content, faults)
        check_material(content.get("material"), content, known, faults)
        raise document.error(dict.fromkeys(faults)) from None
    build.between_keys(keys, faults)
    check_material(keys.material, content, known, faults)
    line = _frozen(keys, known.get(keys.material), source, faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return line


# ---------------------------------------------------------------- checking


def _sound_parts(content, faults):
    """The faults between the keys of sections that have none of their own."""
    parts = [(("coating",), CoatingKeys), (("fresh_air",), AirKeys)]
    zones = content.get("zones")
    for i in range(len(zones) if isinstance(zones, list) else 0):
        parts.append((("zones", i), DryerZoneKeys))
    for path, section in sound_sections(content, parts):
        faults.between_keys(path, section)


# ---------------------------------------------------------------- freezing


def _frozen(keys: DryerKeys, material, source, faults):
    """The DryingLine of `keys`; None and more faults where there is none."""
    given, line = keys.coating, keys.line
    dryer, system = build.airs(keys, STANDARD_PRESSURE, faults)
    if material is None:
        return None
    coating = web = dried = None
    with faults.guarded(("coating", "porosity")):
        dried = material
        if given.porosity is not None:
            dried = material.compacted(given.porosity)
    if dried is not None:
        coating = build.wet_coating(given, dried, faults)
        build.bearable(keys, dried, faults)
    if faults:
        return None
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
        dryer,
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
        _parameters(keys, SOLVENTS[given.solvent]),
    )


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
