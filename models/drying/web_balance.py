"""The balances of a piece of web on its way through one zone, as rates of change.

The state of the web is a row of numbers, all per area of web: heat content, heat taken
up by convection and by radiation, latent heat spent, heat content that the liquid took
along, and for each wet face the solvent left, evaporated, and in the binder. The heat
content changes by the next four, and solvent left and evaporated add up to what was
coated: to rounding, since these sums are linear.
"""

import numpy as np

from models.drying.dryer import DryerZone, Web
from models.drying.film import evaporation, radiation
from models.drying.solvent import boils

REFERENCE = 273.15  # K, at which web and liquid have no heat content
HEAT, CONVECTION, RADIATION, LATENT, CARRIED = range(5)
FIRST_FACE = 5  # three numbers for each wet face:
LEFT, GONE, BOUND = (slice(FIRST_FACE + i, None, 3) for i in range(3))


def entry_state(web: Web) -> np.ndarray:
    """The row of numbers of a web that enters, array [5 + 3 faces]."""
    state = np.zeros(FIRST_FACE + 3 * web.wet_faces)
    state[LEFT] = web.coating.start
    uptake = web.coating.uptake
    swollen = uptake.bound(uptake.largest_activity, web.temperature)
    state[BOUND] = web.coating.solid_mass * swollen
    state[HEAT] = heat_content(web, web.temperature, web.wet_faces * web.coating.start)
    return state


def heat_content(web: Web, temperature: float, solvent: float) -> float:
    """Heat content [J/m2] over that at 0 degC, with all `solvent` [kg/m2] on it."""
    capacity = web.heat_capacity + solvent * web.coating.solvent.heat_capacity
    return capacity * (temperature - REFERENCE)


def temperature_of(web: Web, state) -> float:
    """Temperature [K] of the web; states may stand in columns."""
    solvent = state[LEFT].sum(axis=0)
    capacity = web.heat_capacity + solvent * web.coating.solvent.heat_capacity
    return REFERENCE + state[HEAT] / capacity


def face_rates(web: Web, zone: DryerZone, state) -> tuple[list, list]:
    """What evaporates on each wet face, and what goes into its binder [kg/(m2 s)]."""
    coating, air = web.coating, zone.air
    temperature = temperature_of(web, state)
    saturated = coating.solvent.vapour_pressure(temperature)
    gone, swelling = [], []
    transfer = (zone.heat_transfer, zone.back_heat_transfer)[: web.wet_faces]
    for left, bound, film in zip(state[LEFT], state[BOUND], transfer, strict=True):
        activity = coating.activity(left - bound, temperature)
        swelling.append(coating.binder_rate(bound, activity, temperature))
        layer = coating.resistance(left, temperature, air.pressure)
        pressure = activity * saturated
        gone.append(
            evaporation(coating.solvent, air, temperature, pressure, film, layer)
        )
    return gone, swelling


def rates_of_change(web: Web, zone: DryerZone, state) -> np.ndarray:
    """Time derivative of the row of numbers, per second."""
    temperature = temperature_of(web, state)
    solvent = web.coating.solvent
    change = np.empty_like(state)
    faces, swelling = face_rates(web, zone, state)
    air = zone.air.temperature
    heating = zone.heat_transfer + zone.back_heat_transfer
    change[CONVECTION] = heating * (air - temperature)
    change[RADIATION] = 2.0 * radiation(web.emissivity, air, temperature)
    change[LATENT] = solvent.latent_heat(temperature) * sum(faces)
    change[CARRIED] = solvent.heat_capacity * (temperature - REFERENCE) * sum(faces)
    change[HEAT] = change[CONVECTION] + change[RADIATION]
    change[HEAT] -= change[LATENT] + change[CARRIED]
    change[LEFT] = np.negative(faces)
    change[GONE] = faces
    change[BOUND] = swelling
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
