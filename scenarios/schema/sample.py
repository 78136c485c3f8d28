"""The keys of a sample, a piece of electrode, and of how wet it starts."""

from typing import ClassVar, Literal

from scenarios.schema.air import HUMIDITIES, AirKeys
from scenarios.schema.fields import Section, key
from scenarios.schema.wrapping import WrappingKeys

FREE_SHEET, STACK, COIL = "free_sheet", "stack", "coil"
ALL_SIDES, SHORT_SIDES = "all", "short"

# which of a sample's keys say something about which kind, and which of them it needs
SIZES = {
    FREE_SHEET: (),
    STACK: ("width_mm", "length_mm", "open_sides", "sheets"),
    COIL: ("width_mm", "length_m", "core_diameter_mm"),
}
NEEDED = {FREE_SHEET: (), STACK: ("width_mm", "length_mm"), COIL: ("width_mm",)}
AMOUNT = {STACK: "sheets", COIL: "length_m"}
WORDS = {FREE_SHEET: "free sheet", STACK: "stack", COIL: "coil"}


class SampleKeys(Section):
    """A piece of electrode, and how it meets the air.

    A free sheet does by its faces, a stack and a coil by the edges of their layers.
    """

    kind: Literal["free_sheet", "stack", "coil"] = key(..., "what the sample is")
    width_mm: float | None = key(
        None, "of the coil's coating, or one side of the sheets [mm]", gt=1, le=5000
    )
    length_mm: float | None = key(
        None, "the other side of a stack's sheets [mm]", gt=1, le=5000
    )
    open_sides: Literal["all", "short"] | None = key(
        None,
        "of a stack: all (water leaves across the shorter side), or short (the long "
        "sides are closed, it leaves along them); default: all",
    )
    sheets: int | None = key(
        None, "sheets in the stack, for its wrapping", ge=1, le=100_000
    )
    length_m: float | None = key(
        None, "length of the coil's web, for its wrapping [m]", gt=0, le=100_000
    )
    core_diameter_mm: float | None = key(
        None, "core of the coil, for its wrapping [mm]; default: 152.4", gt=1, le=2000
    )
    film_mm_per_s: float | None = key(
        None,
        "mass transfer of the air film [mm/s]; default: none, the surface has the "
        "air's vapour pressure",
        gt=0,
        le=1000,
    )
    wrapping: WrappingKeys | None = key(None, "what it is wrapped in; default: open")
    heating_time_h: float = key(
        0.0,
        "time constant with which its temperature follows the air's [h]; 0: at once",
        ge=0,
        le=1000,
    )

    def faults(self):
        kind, words = self.kind, WORDS[self.kind]
        faults = [
            ((name,), f"missing; a {words} is sized by {' and '.join(NEEDED[kind])}")
            for name in NEEDED[kind]
            if getattr(self, name) is None
        ]
        others = dict.fromkeys(name for names in SIZES.values() for name in names)
        faults += [
            ((name,), f"does not belong to a {words}; {_keys_of(kind)}")
            for name in others
            if name not in SIZES[kind] and getattr(self, name) is not None
        ]
        if self.wrapping is not None:
            faults += self.wrapped_faults(("wrapping",))
        return faults

    def wrapped_faults(self, path):
        """What keeps this sample from a wrapping, which is given at `path`."""
        amount = AMOUNT.get(self.kind)
        if amount is None:
            return [(path, "a free sheet is not wrapped; remove it")]
        if getattr(self, amount) is not None:
            return []
        return [
            (
                (amount,),
                "missing; what a wrapping lets through is shared by all edges inside "
                f"it, so a wrapped {WORDS[self.kind]} needs {amount}",
            )
        ]


def _keys_of(kind):
    sizes = ", ".join(SIZES[kind])
    return f"its size is given by {sizes}" if sizes else "it needs no size"


class StartKeys(AirKeys):
    """The sample before the first step: in equilibrium with an air, or so wet."""

    starts: ClassVar = (*HUMIDITIES, "water_ppm", "coating_ppm")

    water_ppm: float | None = key(
        None,
        "water [mg per kg dry electrode, foil included], even over both scales",
        ge=0,
        le=500_000,
    )
    coating_ppm: float | None = key(
        None,
        "water [mg per kg dry coating], even over both scales",
        ge=0,
        le=1_000_000,
    )

    def faults(self):
        given = [name for name in self.starts if getattr(self, name) is not None]
        if not given:
            return [
                (
                    (),
                    "how wet the sample starts is not given; give an air it is in "
                    f"equilibrium with ({', '.join(HUMIDITIES)}), water_ppm or "
                    "coating_ppm",
                )
            ]
        if len(given) > 1:
            return [
                (
                    (),
                    f"how wet the sample starts is given {len(given)} times, as "
                    f"{' and '.join(given)}; keep one",
                )
            ]
        if given[0] not in HUMIDITIES and self.pressure_mbar is not None:
            return [
                (("pressure_mbar",), f"has no meaning beside {given[0]}; remove it")
            ]
        return []
