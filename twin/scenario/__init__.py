"""Scenario: everything a run needs and nothing it produces.

Frozen values in SI units. `scenarios/load.py` makes them from a file; tests may make
them directly. Times are seconds since the start of the run unless said otherwise.

plant         Scenario, Limit, Rework, RouteEdge
zones         ZoneSpec: a place with air
rooms         RoomsSpec: zones whose air is a balance of what acts on them
room_plant    RoomPlant: those rooms, their use by the clock, their supply air
electrodes    ElectrodeSpec: one kind of coil, and how it is released
stations      StationSpec and its kinds
chamber       ChamberSpec: an oven's chamber, balanced with its load
dryer         CoaterDryer: what a coater dries its webs with
cell          CellDesign
tariff        Tariff and Rates: what energy costs, the CO2 behind it
distribution  Distribution: a duration that may be drawn
"""

from twin.scenario.cell import CellDesign, Sheet
from twin.scenario.chamber import ChamberSpec
from twin.scenario.distribution import Distribution
from twin.scenario.dryer import CoaterDryer
from twin.scenario.electrodes import CoilOrder, ElectrodeSpec
from twin.scenario.plant import (
    COATING_BASIS,
    EDGE_STRIP,
    ELECTRODE_BASIS,
    MEAN,
    PER_COATING,
    WORST,
    Limit,
    Rework,
    RouteEdge,
    Scenario,
)
from twin.scenario.room_plant import Course, RoomPlant, RoomSetPoints, RoomUse
from twin.scenario.rooms import RoomsSpec
from twin.scenario.stations import (
    AssemblySpec,
    Breakdowns,
    CalenderSpec,
    CheckSpec,
    CoaterSpec,
    CutterSpec,
    KarlFischer,
    MachineSpec,
    OvenSpec,
    RecipeStep,
    Shifts,
    SlitterSpec,
    StationSpec,
    StoreSpec,
    rows_across,
)
from twin.scenario.tariff import Rates, Tariff
from twin.scenario.zones import Disturbance, Readings, SetPoint, ZoneSpec

__all__ = [
    "COATING_BASIS",
    "EDGE_STRIP",
    "ELECTRODE_BASIS",
    "MEAN",
    "PER_COATING",
    "WORST",
    "AssemblySpec",
    "Breakdowns",
    "CalenderSpec",
    "CellDesign",
    "ChamberSpec",
    "CheckSpec",
    "CoaterDryer",
    "CoaterSpec",
    "CoilOrder",
    "Course",
    "CutterSpec",
    "Distribution",
    "Disturbance",
    "ElectrodeSpec",
    "KarlFischer",
    "Limit",
    "MachineSpec",
    "OvenSpec",
    "Rates",
    "Readings",
    "RecipeStep",
    "Rework",
    "RoomPlant",
    "RoomSetPoints",
    "RoomUse",
    "RoomsSpec",
    "RouteEdge",
    "Scenario",
    "SetPoint",
    "Sheet",
    "Shifts",
    "SlitterSpec",
    "StationSpec",
    "StoreSpec",
    "Tariff",
    "ZoneSpec",
    "rows_across",
]
