"""What is missing of the water and the heat of a run: round-off, or a mistake."""

from collections.abc import Sequence

from models.oven.chamber import ChamberState, Oven
from models.oven.run import LoadCoil, LoadRun
from models.units import WATER_MOLAR_MASS

# What counts at least, lest round-off be held against nothing: vapour as a share of the
# dry gas, and how far walls and load warm [K].
LEAST_VAPOUR, LEAST_WARMING = 1e-9, 1e-3
FLOWS = ("heated", "cooled", "lost", "gas_warmed", "latent")


def water_closure(
    coils: Sequence[LoadCoil], chamber: ChamberState, run: LoadRun
) -> float:
    """What is missing of the water, as a share of what was there and was let in.

    `coils` and `chamber` are what went in to `run`.
    """
    totals, before, after = run.totals, chamber.vapour, run.chamber.vapour
    for coil, state in zip(coils, run.states, strict=True):
        moles = coil.count * coil.coating_volume / WATER_MOLAR_MASS
        before += moles * coil.model.water(coil.state)
        after += moles * coil.model.water(state)
    let_in = totals["purge_water"] + totals["leak_water"] + totals["vent_water"]
    gap = after - before - let_in + totals["pumped_water"]
    gas = chamber.dry + totals["purge_dry"] + totals["leak_dry"] + totals["vent_dry"]
    return gap / (before + let_in + LEAST_VAPOUR * gas)


def heat_closure(
    oven: Oven, coils: Sequence[LoadCoil], chamber: ChamberState, run: LoadRun
) -> float:
    """What is missing of the heat, as a share of all that flowed, also between walls
    and coils."""
    totals = run.totals
    gained = totals["heated"] - totals["cooled"] - totals["lost"]
    gained -= totals["gas_warmed"] + totals["latent"]
    stored = oven.wall_capacity * (run.chamber.wall - chamber.wall)
    flowed = sum(abs(totals[name]) for name in FLOWS)
    flowed += LEAST_WARMING * oven.wall_capacity
    for coil, state, heat in zip(coils, run.states, run.coil_heat, strict=True):
        change = state.temperature - coil.state.temperature
        stored += coil.count * coil.capacity * change
        flowed += coil.count * (abs(float(heat)) + LEAST_WARMING * coil.capacity)
    return (gained - stored) / flowed
