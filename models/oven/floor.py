"""The floor of a load: what its coils would end at under the chamber's vapour."""

import math

from models.psychrometrics import liquid_vapour_pressure
from models.two_scale import TwoScaleModel


def floor_water(model: TwoScaleModel, temperature: float, vapour: float) -> float:
    """What a coil holds in equilibrium with a chamber's vapour [kg/m3 of coating].

    `temperature` [K] is the coil's. `vapour` [Pa] may lie below 0 by the trace that a
    stiff step owes (1e-9 of the pressure): that is no vapour. nan where a coil colder
    than the walls would hold more than its isotherms reach.
    """
    vapour = max(vapour, 0.0)
    top = model.material.largest_activity * float(liquid_vapour_pressure(temperature))
    if vapour > top:
        return math.nan
    return model.water(model.equilibrium(temperature, vapour))
