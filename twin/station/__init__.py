"""The stations of the plant, one class for each kind of spec.

base: machines and a queue, which all share; machine: web machines, stores; oven; check;
assembly. STATIONS says which class runs which spec.
"""

from twin.scenario import (
    AssemblySpec,
    CalenderSpec,
    CheckSpec,
    CoaterSpec,
    CutterSpec,
    MachineSpec,
    OvenSpec,
    SlitterSpec,
    StoreSpec,
)
from twin.station.assembly import Assembly
from twin.station.base import Station
from twin.station.check import Check
from twin.station.machine import Calender, Coater, Cutter, Machine, Slitter, Store
from twin.station.oven import Oven

__all__ = ["STATIONS", "Station"]

STATIONS = {
    MachineSpec: Machine,
    CoaterSpec: Coater,
    CalenderSpec: Calender,
    SlitterSpec: Slitter,
    CutterSpec: Cutter,
    StoreSpec: Store,
    OvenSpec: Oven,
    CheckSpec: Check,
    AssemblySpec: Assembly,
}
