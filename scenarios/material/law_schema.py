# ruff: noqa: N815  (keys carry their unit: degC, kJ)
"""The keys of isotherms: units, bounds and meanings of every number.

A number is written bare, or with its provenance: {value, unit, standing, source}. The
unit stands in the key; where it is repeated, it must be the same.
"""

from typing import Annotated, ClassVar, Literal

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from models.isotherms import (
    BET,
    GAB,
    FloryHuggins,
    Freundlich,
    Henry,
    Langmuir,
    Sum,
    Tabulated,
)
from models.material import Source
from models.units import KJ, kelvin
from scenarios.faults import quoted
from scenarios.schema.fields import Section, key

STANDINGS = {
    "published": "stated by the source named",
    "recalled": "literature value quoted from memory, confident",
    "recalled-uncertain": "literature value from memory, an order of magnitude",
    "estimate": "engineering estimate",
    "computed": "computed from other numbers of this list",
    "user": "given by the user of the scenario",
}
Note = Annotated[str, StringConstraints(min_length=1, max_length=400)]


class Quantity(Section):
    """A number with its provenance."""

    value: float = key(..., "the number, in the unit of its key")
    unit: str = key("", "unit of the value; the one in the key")
    standing: Literal[tuple(STANDINGS)] = key("user", "how far it can be trusted")
    source: Note = key("scenario file", "where it comes from")

    @property
    def as_source(self):
        """The same as the frozen value that a Material carries."""
        return Source(self.value, self.unit, self.standing, self.source)


def _refuse(message):
    # braces are pydantic's placeholders; the text is handed over as one
    return PydanticCustomError("material_number", "{text}", {"text": message})


def number(unit, meaning, *, above=None, least=None, below=None, most=None):
    """Annotation of a key whose number is in `unit`, with its meaning and bounds."""
    given = {"above": above, "from": least, "below": below, "at most": most}
    bounds = [f"{word} {bound:g}" for word, bound in given.items() if bound is not None]
    words = f"{meaning} [{unit}], {' and '.join(bounds) or 'finite'}"

    def read(raw):
        if isinstance(raw, Quantity):
            return raw
        if isinstance(raw, int | float) and not isinstance(raw, bool):
            raw = {"value": raw}
        if not isinstance(raw, dict):
            raise _refuse(
                f"{quoted(raw)}; {words}; a number, or a mapping of value, unit, "
                "standing and source"
            )
        raw = {"unit": unit, **raw}
        if raw["unit"] != unit:
            raise _refuse(
                f"its unit is {quoted(raw['unit'])}, but the key is in {unit}; convert "
                "the value"
            )
        value = raw.get("value")
        if isinstance(value, int | float) and not isinstance(value, bool):
            inside = (
                (above is None or value > above)
                and (least is None or value >= least)
                and (below is None or value < below)
                and (most is None or value <= most)
            )
            if not inside:
                raise _refuse(f"{quoted(value)}; {words}")
        return raw

    return Annotated[
        Quantity,
        BeforeValidator(read, json_schema_input_type=float | Quantity),
        Field(description=words),
    ]


# ---------------------------------------------------------------- isotherms

Heat = number("kJ/mol", "net isosteric heat", least=-100, most=100)
Loading = number("kg/kg", "loading", above=0, most=10)
Affinity = number("-", "affinity of the sites", above=0, most=1e9)


class Law(Section):
    """One isotherm: its kind, its parameters, the range it was fitted on."""

    largest_activity: number("-", "fitted up to", above=0, most=1) | None = None
    lowest_temperature_degC: number("degC", "fitted from", least=-100) | None = None
    highest_temperature_degC: number("degC", "fitted up to", most=300) | None = None
    reference_temperature_degC: (
        number("degC", "at which the parameters hold", least=-50, most=200) | None
    ) = None

    parameters: ClassVar[dict] = {}  # of the isotherm: (key, factor to SI)
    law: ClassVar[type]

    def build(self, fitted, name):
        """The frozen isotherm; `fitted` is the range for keys that are not given."""
        arguments = {
            parameter: getattr(self, key).value * factor
            for parameter, (key, factor) in self.parameters.items()
            if getattr(self, key) is not None
        }
        return self.law(**arguments, name=name, **self.range_arguments(fitted))

    def range_arguments(self, fitted):
        """Ranges and reference temperature as the isotherms take them."""
        low = self.lowest_temperature_degC or fitted.lowest_temperature_degC
        high = self.highest_temperature_degC or fitted.highest_temperature_degC
        most = self.largest_activity or fitted.largest_activity
        arguments = {
            "activity_range": (0.0, most.value),
            "temperature_range": (kelvin(low.value), kelvin(high.value)),
        }
        if self.reference_temperature_degC is not None:
            reference = kelvin(self.reference_temperature_degC.value)
            arguments["reference_temperature"] = reference
        return arguments


class FittedRange(Section):
    """The range of every isotherm that does not state its own."""

    largest_activity: number("-", "fitted up to", above=0, most=1)
    lowest_temperature_degC: number("degC", "fitted from", least=-100)
    highest_temperature_degC: number("degC", "fitted up to", most=300)


class HenryKeys(Law):
    """X = H a."""

    kind: Literal["henry"]
    loading_per_activity_kg_per_kg: Loading
    heat_kJ_per_mol: Heat | None = None

    law = Henry
    parameters = {  # noqa: RUF012
        "loading_per_activity": ("loading_per_activity_kg_per_kg", 1.0),
        "heat": ("heat_kJ_per_mol", KJ),
    }


class GabKeys(Law):
    """X = Xm C k a / ((1 - k a)(1 - k a + C k a))."""

    kind: Literal["gab"]
    monolayer_kg_per_kg: Loading
    c: number("-", "energy constant C", above=0, most=1e9)
    k: number("-", "multilayer constant k", above=0, most=2)
    heat_kJ_per_mol: Heat | None = None
    heat_k_kJ_per_mol: Heat | None = None

    law = GAB
    parameters = {  # noqa: RUF012
        "monolayer": ("monolayer_kg_per_kg", 1.0),
        "c": ("c", 1.0),
        "k": ("k", 1.0),
        "heat": ("heat_kJ_per_mol", KJ),
        "heat_k": ("heat_k_kJ_per_mol", KJ),
    }


class BetKeys(Law):
    """GAB with k = 1."""

    kind: Literal["bet"]
    monolayer_kg_per_kg: Loading
    c: number("-", "energy constant C", above=0, most=1e9)
    heat_kJ_per_mol: Heat | None = None

    law = BET
    parameters = {  # noqa: RUF012
        "monolayer": ("monolayer_kg_per_kg", 1.0),
        "c": ("c", 1.0),
        "heat": ("heat_kJ_per_mol", KJ),
    }


class LangmuirKeys(Law):
    """X = Xs b a / (1 + b a)."""

    kind: Literal["langmuir"]
    saturation_kg_per_kg: Loading
    b: Affinity
    heat_kJ_per_mol: Heat | None = None

    law = Langmuir
    parameters = {  # noqa: RUF012
        "saturation": ("saturation_kg_per_kg", 1.0),
        "b": ("b", 1.0),
        "heat": ("heat_kJ_per_mol", KJ),
    }


class FreundlichKeys(Law):
    """X = K a^n, with a straight line to the origin."""

    kind: Literal["freundlich"]
    capacity_kg_per_kg: Loading
    exponent: number("-", "exponent n", least=0.05, most=10)
    linear_below: (
        number("-", "activity below which it is a line", above=0, below=1) | None
    ) = None
    heat_kJ_per_mol: Heat | None = None

    law = Freundlich
    parameters = {  # noqa: RUF012
        "capacity": ("capacity_kg_per_kg", 1.0),
        "exponent": ("exponent", 1.0),
        "linear_below": ("linear_below", 1.0),
        "heat": ("heat_kJ_per_mol", KJ),
    }


class FloryHugginsKeys(Law):
    """ln a = ln phi + (1 - phi) + chi (1 - phi)^2."""

    kind: Literal["flory_huggins"]
    chi: number("-", "interaction parameter", least=-10, most=20)
    density_ratio: number("-", "density of water over polymer", above=0, most=10)
    heat_kJ_per_mol: Heat | None = None

    law = FloryHuggins
    parameters = {  # noqa: RUF012
        "chi": ("chi", 1.0),
        "density_ratio": ("density_ratio", 1.0),
        "heat": ("heat_kJ_per_mol", KJ),
    }


class TabulatedKeys(Law):
    """Measured points, joined by a monotone curve; they state their provenance once."""

    kind: Literal["tabulated"]
    activities: list[float] = key(..., "water activities, from 0", min_length=2)
    loadings_kg_per_kg: list[float] = key(..., "loadings, from 0", min_length=2)
    heat_kJ_per_mol: Heat | None = None
    standing: Literal[tuple(STANDINGS)] = key("user", "of the points")
    source: Note = key("scenario file", "of the points")

    def build(self, fitted, name):
        arguments = self.range_arguments(fitted)
        if self.largest_activity is None:
            del arguments["activity_range"]  # as far as the table reaches
        heat = 0.0 if self.heat_kJ_per_mol is None else self.heat_kJ_per_mol.value
        return Tabulated(
            tuple(self.activities),
            tuple(self.loadings_kg_per_kg),
            heat * KJ,
            name=name,
            **arguments,
        )


class SumKeys(Section):
    """Several kinds of sites on one solid."""

    kind: Literal["sum"]
    parts: list["AnyLaw"] = key(..., "the isotherms to add", min_length=1, max_length=8)

    def build(self, fitted, name):
        """The frozen isotherm; `fitted` is the range for keys that are not given."""
        return Sum(tuple(part.build(fitted, name) for part in self.parts), name=name)


LAWS = {
    "henry": HenryKeys,
    "gab": GabKeys,
    "bet": BetKeys,
    "langmuir": LangmuirKeys,
    "freundlich": FreundlichKeys,
    "flory_huggins": FloryHugginsKeys,
    "tabulated": TabulatedKeys,
    "sum": SumKeys,
}
AnyLaw = Annotated[
    HenryKeys
    | GabKeys
    | BetKeys
    | LangmuirKeys
    | FreundlichKeys
    | FloryHugginsKeys
    | TabulatedKeys
    | SumKeys,
    Field(discriminator="kind"),
]
SumKeys.model_rebuild()
