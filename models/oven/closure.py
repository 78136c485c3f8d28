"""What is missing of the water and the heat of a run: round-off, or a mistake."""

from collections.abc import Sequence

from models.oven.chamber import ChamberState, Oven
from models.oven.run import LoadCoil, LoadRun
from models.units import WATER_MOLAR_MASS

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
    return gap / (before + let_in)


def heat_closure(
    oven: Oven, coils: Sequence[LoadCoil], chamber: ChamberState, run: LoadRun
) -> float:
    """What is missing of the heat, as a share of all that flowed."""
    totals = run.totals
    gained = totals["heated"] - totals["cooled"] - totals["lost"]
    gained -= totals["gas_warmed"] + totals["latent"]
    stored = oven.wall_capacity * (run.chamber.wall - chamber.wall)
    for coil, state in zip(coils, run.states, strict=True):
        change = state.temperature - coil.state.temperature
        stored += coil.count * coil.capacity * change
    flowed = sum(abs(totals[name]) for name in FLOWS)
    return (gained - stored) / flowed if flowed else 0.0
