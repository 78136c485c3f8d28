# ruff: noqa: N815  (keys carry their unit: degC)
"""WrappingKeys: what a coil or sample is wrapped in."""

from typing import Literal

from scenarios.schema.fields import Section, Text, key

OPEN = "open"
KINDS = (OPEN, "polyethylene_film", "aluminium_bag", "vacuum_bag")
DESICCANTS = ("molecular_sieve", "silica_gel")


class WrappingKeys(Section):
    """What a waiting coil is wrapped in: a kind of the library, or a film by its sheet.

    What is given beside a kind takes the place of the library's number.
    """

    kind: Literal[KINDS] | None = key(None, "kind of wrapping, as the library knows it")
    name: Text | None = key(None, "what it is; default: its kind")
    transmission_g_per_m2_d: float | None = key(
        None, "water vapour transmission rate of the film; 0: tight", ge=0, le=10_000
    )
    at_temperature_degC: float = key(
        38.0, "temperature of that test [degC]", ge=0, le=90
    )
    at_relative_humidity_pct: float = key(
        90.0, "difference of relative humidity in that test [%]", gt=0, le=100
    )
    area_m2: float | None = key(
        None, "area of the film; default: the coil's surface", gt=0, le=1000
    )
    desiccant: Literal[DESICCANTS] | None = key(
        None, "drying agent in the bag; default: none, or that of the kind"
    )
    desiccant_g: float | None = key(
        None, "how much of it, dry [g]; 0: none", ge=0, le=100_000
    )
    inner_pressure_mbar: float | None = key(
        None, "total pressure in an evacuated bag [mbar]", ge=0.1, le=2000
    )

    def faults(self):
        given = [
            name
            for name, field in type(self).model_fields.items()
            if name not in ("kind", "name") and getattr(self, name) != field.default
        ]
        if self.kind == OPEN:
            return [
                ((name,), "an open coil has no film and no bag; remove it, or the kind")
                for name in given
            ]
        faults = [
            ((name,), "belongs to a transmission_g_per_m2_d of your own; give that too")
            for name in given
            if name.startswith("at_") and self.transmission_g_per_m2_d is None
        ]
        if self.kind is None and self.transmission_g_per_m2_d is None:
            faults.append(
                (
                    ("transmission_g_per_m2_d",),
                    "missing; a wrapping is given by it, or by its kind "
                    f"({', '.join(KINDS)})",
                )
            )
        agent = self.desiccant is not None or self.kind == "vacuum_bag"
        if self.desiccant_g is not None and not agent:
            faults.append(
                (("desiccant",), f"missing; of which are there {self.desiccant_g:g} g?")
            )
        own = self.desiccant is not None and self.kind != "vacuum_bag"
        if own and self.desiccant_g is None:
            faults.append(
                (("desiccant_g",), f"missing; how much {self.desiccant} is in it?")
            )
        return faults
