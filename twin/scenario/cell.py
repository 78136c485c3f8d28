"""CellDesign: what a cell is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """One electrode's part of a cell."""

    count: int
    width: float  # m
    length: float  # m


@dataclass(frozen=True)
class CellDesign:
    """What a cell is made of: sheets of each electrode, separator, capacity."""

    anode: str  # names of electrodes
    cathode: str
    anode_sheets: Sheet
    cathode_sheets: Sheet
    separator: str  # material
    separator_area: float  # m2 per cell
    capacity: float  # Ah
    voltage: float  # V, nominal
    limit: float | None = None  # kg of water per cell
