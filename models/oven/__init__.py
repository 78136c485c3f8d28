"""A loaded oven: coils, the vapour they share, heat, pump, purge and leak.

run      run_load: a load under a recipe; Oven, Pump, LoadCoil, Piece, LoadRun
load     coils and chamber in lock-step: the compiled steps
gas      the chamber's gas in one stage: pump, leak, purge, vent
heat     temperatures of walls and coils in one stage
columns  what stands where in the rows of numbers the compiled code reads
"""

from models.oven.run import (
    ChamberState,
    LoadCoil,
    LoadRun,
    Oven,
    Piece,
    Pump,
    run_load,
)

__all__ = [
    "ChamberState",
    "LoadCoil",
    "LoadRun",
    "Oven",
    "Piece",
    "Pump",
    "run_load",
]
