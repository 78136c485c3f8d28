"""Wrappings from their keys and the library: film, drying agent, inner pressure."""

from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError

from models.isotherms import Isotherm
from models.psychrometrics import liquid_vapour_pressure
from models.units import DAY, GRAM, MBAR, kelvin
from scenarios.faults import Fault, ScenarioError
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.material.law_schema import AnyLaw, FittedRange, Note, Quantity, number
from scenarios.material.library import library as material_library
from scenarios.schema.fields import Section, key
from scenarios.schema.wrapping import DESICCANTS, KINDS, OPEN, WrappingKeys
from scenarios.yaml_tree import parse, read_bytes
from twin.wrapping import DryingAgent, Wrapping

LIBRARY_FILE = PROJECT_FOLDER / "library" / "wrappings.yaml"


class DesiccantSection(Section):
    """A drying agent of the library."""

    title: Note = key(..., "what it is, in words")
    isotherm: AnyLaw
    start_loading_kg_per_kg: number("kg/kg", "when put in", least=0, most=1)


class WrappingSection(Section):
    """A wrapping of the library."""

    title: Note = key(..., "what it is, in words")
    transmission_g_per_m2_d: number("g/(m2 d)", "of the film", least=0, most=10_000)
    inner_pressure_mbar: number("mbar", "total", above=0, most=2000) | None = None
    desiccant: str | None = None
    desiccant_g: number("g", "dry", least=0, most=100_000) | None = None


class LibraryKeys(Section):
    """The file of wrappings."""

    desiccants: dict[str, DesiccantSection]
    wrappings: dict[str, WrappingSection]


@dataclass(frozen=True)
class Agent:
    """A drying agent ready to use: isotherm, and loading when put in [kg/kg]."""

    isotherm: Isotherm
    start: float


@cache
def library() -> LibraryKeys:
    """The wrappings and drying agents that come with the program."""
    source = LIBRARY_FILE.name
    content = parse(read_bytes(LIBRARY_FILE, source), source).content
    try:
        keys = LibraryKeys.model_validate(content)
    except ValidationError as error:
        faults = [Fault(e["loc"], e["msg"]) for e in error.errors(include_url=False)]
        raise ScenarioError(source, faults) from None
    if {OPEN, *keys.wrappings} != set(KINDS) or set(keys.desiccants) != set(DESICCANTS):
        message = f"its kinds are not {', '.join(KINDS[1:])}, {', '.join(DESICCANTS)}"
        raise ScenarioError(source, [Fault((), message)])
    return keys


@cache
def agent(name: str) -> Agent:
    """The drying agent of the library called `name`."""
    section = library().desiccants[name]
    fitted = FittedRange.model_validate(material_library().fitted_range)
    return Agent(
        section.isotherm.build(fitted, name), section.start_loading_kg_per_kg.value
    )


def permeance(transmission: float, temperature: float, humidity: float) -> float:
    """Permeance [kg/(m2 s Pa)] of a film of `transmission` [g/(m2 d)].

    Tested at `temperature` [K] with a difference of relative humidity of `humidity`.

    3 g/(m2 d) at 38 degC and 90 %, a difference of 5.97 kPa:

    >>> round(permeance(3.0, 311.15, 0.9) * 1e12, 2)
    5.82
    """
    difference = humidity * float(liquid_vapour_pressure(temperature))
    return transmission * GRAM / DAY / difference


def wrapping(keys: WrappingKeys | None) -> Wrapping:
    """The wrapping of its keys, in SI; None, and the kind "open": open."""
    if keys is None or keys.kind == OPEN:
        return Wrapping()
    section = library().wrappings[keys.kind] if keys.kind else None

    def value(name):
        given = getattr(keys, name)
        if given is not None or section is None:
            return given
        found = getattr(section, name)
        return found.value if isinstance(found, Quantity) else found

    inner = value("inner_pressure_mbar")
    return Wrapping(
        keys.name or keys.kind or "wrapping",
        permeance(
            value("transmission_g_per_m2_d"),
            kelvin(keys.at_temperature_degC),
            keys.at_relative_humidity_pct / 100.0,
        ),
        keys.area_m2,
        _drying_agent(value("desiccant"), value("desiccant_g")),
        None if inner is None else inner * MBAR,
    )


def _drying_agent(name, grams):
    if name is None or not grams:
        return None
    made = agent(name)
    return DryingAgent(name, made.isotherm, grams * GRAM, made.start)
