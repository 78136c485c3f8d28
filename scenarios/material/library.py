"""Materials from YAML: the library, and what a scenario adds to it or changes in it.

A scenario's `materials` section says only what differs:

    materials:
      anode_pressed_hard: {extends: anode_cmc_sbr, porosity: 0.25}
      anode_by_our_lab:
        extends: anode_cmc_sbr
        components: {cmc: {isotherm: {monolayer_kg_per_kg: 0.11}}}

Mappings are merged key by key, but a number replaces a number with its provenance, and
a composition, or an isotherm of another kind, is replaced whole.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from models.material import COATING, ELECTRODE, Material
from models.psychrometrics import Atmosphere
from models.units import STANDARD_PRESSURE, kelvin
from scenarios.faults import Fault, ScenarioError, quoted, unknown_name
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.material.build import LocatedError, frozen, note_sources
from scenarios.material.faults import unknown_key, validated
from scenarios.material.law_schema import FittedRange
from scenarios.material.schema import ComponentKeys, MaterialKeys
from scenarios.yaml_tree import parse, read_bytes

LIBRARY_FILE = PROJECT_FOLDER / "library" / "materials.yaml"
MOST_EXTENSIONS = 20


@dataclass(frozen=True, eq=False)
class Library:
    """Materials by name, ready to use, with the sections they were made from."""

    fitted_range: Mapping
    components: Mapping[str, Mapping]
    sections: Mapping[str, Mapping]
    materials: Mapping[str, Material]

    def title(self, name):
        """What the material `name` is, in words; the name itself if nothing says."""
        return self.sections[name].get("title") or name


@cache
def library() -> Library:
    """The library that comes with the program."""
    return _library(LIBRARY_FILE, None)


def material(name: str) -> Material:
    """The material of the library called `name`."""
    known = library().materials
    if name not in known:
        raise ValueError(unknown_name(name, "material", known))
    return known[name]


def load_materials(source, base: Library | None = None) -> dict[str, Material]:
    """Materials of a file like the library's, or of a scenario's `materials` section.

    `source` is a path or a mapping. What it extends is looked up in `base`, if not
    given the library. ScenarioError names all faults.
    """
    base = library() if base is None else base
    if isinstance(source, Mapping):
        materials, faults = build_materials(source, base)
        if faults:
            raise ScenarioError("materials", faults)
        return materials
    extended = _library(Path(source), base)
    return {
        name: built
        for name, built in extended.materials.items()
        if name not in base.materials or built is not base.materials[name]
    }


def _library(path, base):
    source = path.name
    content = parse(read_bytes(path, source), source).content
    content = {} if content is None else content
    base = base or Library({}, {}, {}, {})
    faults = []
    if not isinstance(content, dict):
        faults.append(Fault((), f"{quoted(content)}; a file has components, materials"))
        content = {}
    allowed = ("components", "fitted_range", "materials")
    for key, value in content.items():
        if key not in allowed:
            faults.append(Fault((key,), unknown_key(key, allowed)))
        elif not isinstance(value, dict):
            faults.append(Fault((key,), f"{quoted(value)}; it is a mapping"))
    if faults:
        raise ScenarioError(source, faults)
    fitted = content.get("fitted_range", base.fitted_range)
    _, faults = validated(FittedRange, fitted, ("fitted_range",))
    components = dict(base.components)
    for name, section in content.get("components", {}).items():
        components[name] = merged(components.get(name), section)
        faults += validated(ComponentKeys, components[name], ("components", name))[1]
    if faults:
        raise ScenarioError(source, faults)
    start = Library(fitted, components, base.sections, base.materials)
    materials, sections, faults = _build_all(content.get("materials"), start)
    if faults:
        faults = [Fault(("materials", *f.path), f.message, f.place) for f in faults]
        raise ScenarioError(source, faults)
    return Library(
        fitted,
        components,
        {**base.sections, **sections},
        {**base.materials, **materials},
    )


# ---------------------------------------------------------------- building


def build_materials(
    mapping, library: Library
) -> tuple[dict[str, Material], list[Fault]]:
    """Materials of a scenario's `materials` section, by name, and all its faults.

    Paths of faults begin below `materials`. A name of the library may be used again:
    the section then extends the library's material of that name, unless it says
    otherwise. Materials with faults are left out.
    """
    materials, _, faults = _build_all(mapping, library)
    return materials, faults


def _build_all(mapping, library):
    """Materials, their sections with all that they extend, and the faults."""
    if mapping is None:
        return {}, {}, []
    if not isinstance(mapping, Mapping):
        return {}, {}, [Fault((), f"{quoted(mapping)}; it is a mapping of materials")]
    materials, sections, faults = {}, {}, []
    for name in mapping:
        if not isinstance(name, str):
            faults.append(Fault((str(name),), f"{quoted(name)}; a name is text"))
    mapping = {name: v for name, v in mapping.items() if isinstance(name, str)}
    for name in mapping:
        section, problem = _extended(name, mapping, library)
        if problem is not None:
            faults.append(problem)
            continue
        built, found = _build(name, section, library)
        faults += found
        if built is not None:
            materials[name], sections[name] = built, section
    return materials, sections, faults


def merged(base, change):
    """`base` with `change` laid over it, as the head of this module says."""
    if not (isinstance(base, Mapping) and isinstance(change, Mapping)):
        return change
    if "value" in base or "value" in change:
        return change  # a number and its provenance belong together
    kind = change.get("kind", base.get("kind"))
    if kind != base.get("kind"):
        return change
    result = dict(base)
    for key, value in change.items():
        whole = key == "composition" or key not in base
        result[key] = value if whole else merged(base[key], value)
    return result


def _extended(name, mapping, library):
    """The section `name` laid over what it extends; or the fault that prevents it."""
    chain, at, here = [], name, mapping
    while True:
        section = here[at]
        if not isinstance(section, Mapping):
            return None, Fault(
                (at,),
                f"{quoted(section)}; a material is a mapping: what it extends, and "
                "what differs",
            )
        chain.append({k: v for k, v in section.items() if k != "extends"})
        if "extends" in section:
            parent = section["extends"]
            if not isinstance(parent, str):
                return None, Fault(
                    (at, "extends"), f"{quoted(parent)}; it is the name of a material"
                )
        elif here is mapping and at in library.sections:
            parent = at
        else:
            break
        if parent in mapping and parent != at and here is mapping:
            at = parent
        elif parent in library.sections:
            at, here = parent, library.sections
        else:
            known = sorted({*library.sections, *mapping} - {name})
            return None, Fault((at, "extends"), unknown_name(parent, "material", known))
        if len(chain) > MOST_EXTENSIONS:
            return None, Fault(
                (name, "extends"),
                "the materials extend each other in a circle; one of them has to say "
                "all its keys, or extend one of the library",
            )
    result = chain.pop()
    while chain:
        result = merged(result, chain.pop())
    return result, None


def _build(name, section, library):
    """The frozen Material of a merged section, or None; and its faults."""
    keys, faults = validated(MaterialKeys, section, (name,))
    changes = section.get("components")
    changes = changes if isinstance(changes, Mapping) else {}
    composition = section.get("composition")
    composition = composition if isinstance(composition, Mapping) else {}
    fitted = FittedRange.model_validate(library.fitted_range)
    components, sources = [], {}
    for component in changes:
        if component not in composition:
            place = (name, "components", component)
            text = f"not in the composition ({', '.join(map(str, composition))})"
            faults.append(Fault(place, f"{text}; give it a mass fraction there"))
    for component in composition:
        if component not in changes and component not in library.components:
            known = sorted({*library.components, *changes})
            text = unknown_name(component, "component", known)
            remedy = "define it under components of this material"
            place = (name, "composition", component)
            faults.append(Fault(place, f"{text}; {remedy}"))
            continue
        raw = library.components.get(component)
        if component in changes:
            raw = merged(raw, changes[component])
        built, found = validated(ComponentKeys, raw, (name, "components", component))
        faults += found
        if built is not None:
            components.append((component, built))
    if faults or keys is None:
        return None, faults
    note_sources(fitted, "fitted_range", sources)
    note_sources(keys, "", sources, {"components"})
    unused = {k for k in ("strong_sites",) if not keys.strong_sites}
    unused |= {k for k in ("desorption",) if not keys.hysteresis}
    unused |= {k for k in ("breakage",) if not keys.particle_breakage}
    for component, given in components:
        note_sources(given, f"components.{component}", sources, unused)
    try:
        return frozen(name, keys, components, fitted, sources), []
    except LocatedError as fault:
        return None, [Fault((name, *fault.path), str(fault))]
    except (ValueError, ArithmeticError) as fault:
        return None, [Fault((name,), str(fault))]


# ---------------------------------------------------------------- for printing


def describe(materials: Mapping[str, Material] | None = None) -> list[dict]:
    """One row per material: composition, equilibrium water at 25 C, standings.

    Without `materials`, those of the library.
    """
    materials = library().materials if materials is None else materials
    frost = Atmosphere.from_dew_point(kelvin(25.0), STANDARD_PRESSURE, kelvin(-40.0))
    rows = []
    for name, built in materials.items():
        wet = {}
        for where, activity in (
            ("frost_minus_40_degC", frost.water_activity),
            ("50_pct_RH", 0.5),
        ):
            for basis, column in ((ELECTRODE, "water_ppm"), (COATING, "coating_ppm")):
                ppm = built.equilibrium_ppm(activity, kelvin(25.0), basis)
                wet[f"{column}_{where}"] = float(ppm)
        standings = Counter(source.standing for source in built.sources.values())
        rows.append(
            {
                "name": name,
                "title": library().title(name) if name in library().sections else "",
                "components": ", ".join(
                    f"{c.name} {100 * c.mass_fraction:.4g} %" for c in built.components
                ),
                **wet,
                "standings": dict(sorted(standings.items())),
            }
        )
    return rows


def details(built: Material) -> list[dict]:
    """One row per number of a material: parameter, value, unit, standing, source."""
    return [
        {
            "parameter": parameter,
            "value": source.value,
            "unit": source.unit,
            "standing": source.standing,
            "source": source.source,
        }
        for parameter, source in sorted(built.sources.items())
    ]
