"""The chamber's gas in one implicit stage: how much there is, and of that water.

All gas has the wall's temperature. A hold at the set pressure throttles the pump, or
lets gas in where there is too little; the pump's speed bounds the one, the vent valve
the other. What is beyond these bounds is answered by the pressure, up to that of the
room: a relief valve opens there.
"""

from numba import njit

from models.oven.columns import (
    DRY,
    LEAK,
    LEAK_DRY,
    LEAK_WATER,
    PRESSURE,
    PUMP_PRESSURE,
    PUMPED_DRY,
    PUMPED_WATER,
    PURGE,
    PURGE_DRY,
    PURGE_WATER,
    RELEASED,
    ROOM_PRESSURE,
    ROOM_SHARE,
    ROOM_TEMPERATURE,
    SHARE,
    SPEED,
    VAPOUR,
    VENT,
    VENT_DRY,
    VENT_WATER,
    VOLUME,
)
from models.units import GAS_CONSTANT

BISECTIONS = 200
CLOSE = 1e-15  # relative, of what a bisection leaves


@njit(cache=True, error_model="numpy", _nrt=False)
def pump_value(pump, pressure, column):
    """Speed [m3/s] or power [W] at `pressure` [Pa].

    Straight between the rows; of the throughput p S for the speed, so that what a pump
    draws never falls as the pressure rises. Below the first row none is drawn (its
    ultimate pressure), above the last the speed stays.
    """
    last = pump.shape[0] - 1
    if pressure >= pump[last, PUMP_PRESSURE]:
        return pump[last, column]
    if pressure <= pump[0, PUMP_PRESSURE]:
        return 0.0 if column == SPEED else pump[0, column]
    k = 0
    while pump[k + 1, PUMP_PRESSURE] < pressure:
        k += 1
    low, high = pump[k, PUMP_PRESSURE], pump[k + 1, PUMP_PRESSURE]
    part = (pressure - low) / (high - low)
    first, second = pump[k, column], pump[k + 1, column]
    if column == SPEED:
        first, second = first * low, second * high
        return (first + (second - first) * part) / pressure
    return first + (second - first) * part


@njit(cache=True, error_model="numpy", _nrt=False)
def leak_flow(oven, pressure):
    """Room air that leaks in [mol/s]; none from the pressure of the room on."""
    driving = max(1.0 - pressure / oven[ROOM_PRESSURE], 0.0)
    return oven[LEAK] * driving / (GAS_CONSTANT * oven[ROOM_TEMPERATURE])


@njit(cache=True, error_model="numpy", _nrt=False)
def gas_stage(oven, pump, piece, start, z, warm, released, pressure, flow):
    """Pressure and vapour pressure [Pa] at the end of a stage, and its flows.

    `start` holds vapour and dry gas [mol] the stage begins with, `z` is its implicit
    share of the step [s], `warm` the gas's temperature [K], `released` what the coils
    give off [mol/s], `pressure` [Pa] that at which the leak is taken. Third comes the
    rate at which the pump empties the chamber [1/s].
    """
    leak = leak_flow(oven, pressure)
    wet = released + piece[PURGE] * piece[SHARE] + leak * oven[ROOM_SHARE]
    dry = piece[PURGE] * (1.0 - piece[SHARE]) + leak * (1.0 - oven[ROOM_SHARE])
    per_mol = GAS_CONSTANT * warm / oven[VOLUME]  # Pa/mol
    begun = start[VAPOUR] + start[DRY] + z * (wet + dry)
    held = piece[PRESSURE] / per_mol
    drawn = (begun / held - 1.0) / z
    fill = 0.0
    if drawn < 0.0:
        fill = min((held - begun) / z, oven[VENT])
        drawn = 0.0
    elif drawn > pump_value(pump, piece[PRESSURE], SPEED) / oven[VOLUME]:
        low, high = held, begun
        for _ in range(BISECTIONS):
            middle = 0.5 * (low + high)
            drawn = pump_value(pump, middle * per_mol, SPEED) / oven[VOLUME]
            if middle * (1.0 + z * drawn) > begun:
                high = middle
            else:
                low = middle
            if high - low <= CLOSE * high:
                break
        # what the pump does not draw leaves by the relief valve at the room's pressure
        relief = max(oven[ROOM_PRESSURE], piece[PRESSURE]) / per_mol
        if high > relief:
            drawn = (begun / relief - 1.0) / z
    vapour = (start[VAPOUR] + z * (wet + fill * piece[SHARE])) / (1.0 + z * drawn)
    rest = (start[DRY] + z * (dry + fill * (1.0 - piece[SHARE]))) / (1.0 + z * drawn)
    flow[RELEASED] = released
    flow[PURGE_WATER] = piece[PURGE] * piece[SHARE]
    flow[LEAK_WATER] = leak * oven[ROOM_SHARE]
    flow[VENT_WATER] = fill * piece[SHARE]
    flow[PUMPED_WATER] = drawn * vapour
    flow[PURGE_DRY] = piece[PURGE] * (1.0 - piece[SHARE])
    flow[LEAK_DRY] = leak * (1.0 - oven[ROOM_SHARE])
    flow[VENT_DRY] = fill * (1.0 - piece[SHARE])
    flow[PUMPED_DRY] = drawn * rest
    return (vapour + rest) * per_mol, vapour * per_mol, drawn


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def water_rate(flow):
    """What the chamber's vapour gains [mol/s]."""
    return (
        flow[RELEASED]
        + flow[PURGE_WATER]
        + flow[LEAK_WATER]
        + flow[VENT_WATER]
        - flow[PUMPED_WATER]
    )


@njit(cache=True, error_model="numpy", _nrt=False, inline="always")
def dry_rate(flow):
    """What the chamber's dry gas gains [mol/s]."""
    return flow[PURGE_DRY] + flow[LEAK_DRY] + flow[VENT_DRY] - flow[PUMPED_DRY]
