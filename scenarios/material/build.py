"""From the checked keys of a material to the frozen Material, each number with its
source.
"""

from dataclasses import replace

from pydantic import BaseModel

from models.calendering import broken
from models.gas_diffusion import measured_factor
from models.isotherms import Sum
from models.material import Component, Material, Source
from models.units import UM
from scenarios.material.law_schema import LangmuirKeys, Quantity


class LocatedError(ValueError):
    """A ValueError of the physics, with the keys that led to it."""

    def __init__(self, fault, *path):
        super().__init__(str(fault))
        self.path = path


def frozen(name, keys, components, fitted, sources) -> Material:
    """The Material of checked keys; `components` are (name, ComponentKeys)."""
    built = []
    for component, given in components:
        try:
            built.append(_component(component, given, keys, fitted))
        except (ValueError, ArithmeticError) as fault:
            raise LocatedError(fault, "components", component) from None
    optional = {}
    for attribute, number in (
        ("foil_mass", keys.foil_mass_kg_per_m2),
        ("foil_density", keys.foil_density_kg_per_m3),
        ("scanning_width", keys.scanning_width),
    ):
        if number is not None:
            optional[attribute] = number.value
    for way in ("in_plane", "through_plane"):
        tortuosity = getattr(keys, f"{way}_tortuosity")
        if tortuosity is not None:
            optional[f"{way}_factor"] = float(
                measured_factor(keys.porosity.value, tortuosity.value)
            )
    if keys.membrane_thickness_um is not None:
        thickness = keys.membrane_thickness_um.value / 2.0
    else:
        thickness = keys.coating_thickness_um.value
    return Material(
        name=name,
        thickness=thickness * UM,
        density=keys.coating_density_kg_per_m3.value,
        porosity=keys.porosity.value,
        pore_diameter=keys.pore_diameter_um.value * UM,
        components=tuple(built),
        coated_sides=keys.coated_sides,
        specific_heat=keys.specific_heat_J_per_kg_K.value,
        tortuosity_law=keys.tortuosity_law,
        sources=sources,
        **optional,
    )


def _component(name, given, keys, fitted):
    isotherm = given.isotherm.build(fitted, name)
    desorption = None
    if keys.hysteresis and given.desorption is not None:
        desorption = given.desorption.build(fitted, name)
    if keys.strong_sites and given.strong_sites is not None:
        sites = given.strong_sites
        langmuir = LangmuirKeys(
            kind="langmuir",
            saturation_kg_per_kg=sites.saturation_kg_per_kg,
            b=sites.b,
            heat_kJ_per_mol=sites.heat_kJ_per_mol,
        ).build(fitted, name)
        isotherm = Sum((isotherm, langmuir), name=name)
        desorption = desorption and Sum((desorption, langmuir), name=name)
    built = Component(
        name,
        keys.composition[name].value,
        isotherm,
        given.micro and given.micro.build(),
        desorption,
        given.compaction and given.compaction.build(),
    )
    if not (keys.particle_breakage and given.breakage):
        return built
    breakage = given.breakage.build()
    built = replace(built, breakage=breakage)
    return broken(built, keys.porosity.value, breakage.unbroken_porosity)


def note_sources(section, prefix, sources, without=frozenset()):
    """Put the provenance of every number below `section` into `sources`, by key."""
    if isinstance(section, Quantity):
        sources[prefix] = section.as_source
    elif isinstance(section, BaseModel):
        for key in section.model_fields_set - without:
            value = getattr(section, key)
            note_sources(value, f"{prefix}.{key}".lstrip("."), sources)
        if {"standing", "activities"} <= section.model_fields_set:
            points = Source(
                float(len(section.activities)),
                "points",
                section.standing,
                section.source,
            )
            sources[f"{prefix}.activities"] = points
    elif isinstance(section, dict):
        for key, value in section.items():
            note_sources(value, f"{prefix}.{key}", sources)
    elif isinstance(section, list):
        for i, value in enumerate(section):
            note_sources(value, f"{prefix}[{i}]", sources)
