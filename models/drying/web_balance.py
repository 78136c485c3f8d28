"""The balances of a piece of web on its way through one zone, as rates of change.

The state of the web is a row of numbers, all per area of web: heat content, heat taken
up by convection and by radiation, latent heat spent, heat content that the liquid took
along, and for each wet face the solvent left and the solvent evaporated. The heat
content changes by the next four, and solvent left and evaporated add up to what was
coated: to rounding, since these sums are linear.
"""

import numpy as np

from models.drying.dryer import DryerZone, Web
from models.drying.film import evaporation, radiation
from models.drying.solvent import boils

REFERENCE = 273.15  # K, at which web and liquid have no heat content
HEAT, CONVECTION, RADIATION, LATENT, CARRIED = range(5)
FIRST_FACE = 5  # solvent left and evaporated, two numbers for each wet face


def entry_state(web: Web) -> np.ndarray:
    """The row of numbers of a web that enters, array [5 + 2 faces]."""
    state = np.zeros(FIRST_FACE + 2 * web.wet_faces)
    state[FIRST_FACE::2] = web.coating.start
    state[HEAT] = heat_content(web, web.temperature, web.wet_faces * web.coating.start)
    return state


def heat_content(web: Web, temperature: float, solvent: float) -> float:
    """Heat content [J/m2] over that at 0 degC, with all `solvent` [kg/m2] on it."""
    capacity = web.heat_capacity + solvent * web.coating.solvent.heat_capacity
    return capacity * (temperature - REFERENCE)


def temperature_of(web: Web, state) -> float:
    """Temperature [K] of the web; states may stand in columns."""
    solvent = state[FIRST_FACE::2].sum(axis=0)
    capacity = web.heat_capacity + solvent * web.coating.solvent.heat_capacity
    return REFERENCE + state[HEAT] / capacity


def face_rates(web: Web, zone: DryerZone, temperature: float, left) -> list[float]:
    """What evaporates on each wet face [kg/(m2 s)], `left` being on it [kg/m2]."""
    coating, air = web.coating, zone.air
    rates = []
    for solvent, heat_transfer in zip(left, _face_transfer(web, zone), strict=True):
        if heat_transfer == 0.0:
            rates.append(0.0)
            continue
        pressure = coating.solvent.vapour_pressure(temperature)
        pressure *= coating.activity(solvent, temperature)
        layer = coating.resistance(solvent, temperature, air.pressure)
        rates.append(
            evaporation(
                coating.solvent, air, temperature, pressure, heat_transfer, layer
            )
        )
    return rates


def rates_of_change(web: Web, zone: DryerZone, state) -> np.ndarray:
    """Time derivative of the row of numbers, per second."""
    temperature = temperature_of(web, state)
    solvent = web.coating.solvent
    change = np.empty_like(state)
    faces = face_rates(web, zone, temperature, state[FIRST_FACE::2])
    air = zone.air.temperature
    heating = zone.heat_transfer + zone.back_heat_transfer
    change[CONVECTION] = heating * (air - temperature)
    change[RADIATION] = 2.0 * radiation(web.emissivity, air, temperature)
    change[LATENT] = solvent.latent_heat(temperature) * sum(faces)
    change[CARRIED] = solvent.heat_capacity * (temperature - REFERENCE) * sum(faces)
    change[HEAT] = change[CONVECTION] + change[RADIATION]
    change[HEAT] -= change[LATENT] + change[CARRIED]
    change[FIRST_FACE::2] = np.negative(faces)
    change[FIRST_FACE + 1 :: 2] = faces
    return change


def steady_temperature(web: Web, zone: DryerZone) -> float:
    """Temperature [K] at which a wet web stays in this zone, by bisection."""
    full = entry_state(web)

    def warms(temperature):
        state = full.copy()
        solvent = web.wet_faces * web.coating.start
        state[HEAT] = heat_content(web, temperature, solvent)
        change = rates_of_change(web, zone, state)
        return change[HEAT] + change[CARRIED] > 0.0  # what is left of it warms up

    low = web.coating.solvent.temperature_range[0]
    high = min(zone.air.temperature, boils(web.coating.solvent, zone.air.pressure))
    for _ in range(40):
        middle = 0.5 * (low + high)
        if warms(middle):
            low = middle
        else:
            high = middle
    return low


def _face_transfer(web, zone):
    """Heat-transfer coefficient on each wet face [W/(m2 K)]."""
    both = (zone.heat_transfer, zone.back_heat_transfer)
    return both[: web.wet_faces]
