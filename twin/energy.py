"""Energy: what a step of the plant draws, carrier by carrier."""

from dataclasses import astuple, dataclass, fields

from models.units import KWH


@dataclass(frozen=True)
class Energy:
    """What was bought: each carrier on its own, for they differ in price and CO2.

    Attributes
    ----------
    electricity : float
        [J]
    natural_gas : float
        Lower heating value [J].
    district_heat : float
        Heat bought in as district heat, steam or thermal oil [J].
    nitrogen, argon : float
        Gas at 0 degC and 1013.25 mbar [m3].
    """

    electricity: float = 0.0
    natural_gas: float = 0.0
    district_heat: float = 0.0
    nitrogen: float = 0.0
    argon: float = 0.0

    def __add__(self, other: "Energy") -> "Energy":
        pairs = zip(astuple(self), astuple(other), strict=True)
        return Energy(*(own + theirs for own, theirs in pairs))

    def __mul__(self, share: float) -> "Energy":
        return Energy(*(share * own for own in astuple(self)))

    __rmul__ = __mul__


NOTHING = Energy()
CARRIERS = tuple(field.name for field in fields(Energy))
# the unit of each carrier's column, and what of SI makes one of it
UNITS = {
    "electricity": ("kWh", KWH),
    "natural_gas": ("kWh", KWH),
    "district_heat": ("kWh", KWH),
    "nitrogen": ("Nm3", 1.0),
    "argon": ("Nm3", 1.0),
}
COLUMNS = tuple(f"{name}_{UNITS[name][0]}" for name in CARRIERS)


def in_columns(energy: Energy) -> tuple[float, ...]:
    """The carriers in the units that COLUMNS names."""
    return tuple(getattr(energy, name) / UNITS[name][1] for name in CARRIERS)
