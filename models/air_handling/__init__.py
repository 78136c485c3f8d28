"""Air handling of a dry room: from outdoor air to supply air, and what that costs.

unit        AirHandling, SecondWheel: frozen values
sheet       the numbered flow sheet: states, energy by carrier, balances
limits      can the wheels do it?
wheel       the desiccant wheel: its balance, its control, its limit
parts       fans, coils, chiller, heaters, heat pump
streams     moist air that flows, is mixed, cooled, heated
control     how much air: constant, by people, by humidity, with set-back
climate     a synthetic year from annual means
reference   the published plant in 14 cities; annual_fit its six unknowns
bounds      how a wrong number is reported
"""

from models.air_handling.parts import Chiller, Coil, Fan, Heater, HeatPump
from models.air_handling.sheet import POINTS, Sheet, flow_sheet
from models.air_handling.unit import AirHandling, SecondWheel
from models.air_handling.wheel import Wheel

__all__ = [
    "POINTS",
    "AirHandling",
    "Chiller",
    "Coil",
    "Fan",
    "HeatPump",
    "Heater",
    "SecondWheel",
    "Sheet",
    "Wheel",
    "flow_sheet",
]
