"""A loaded oven: coils, the vapour they share, heat, pump, purge and leak.

chamber  Oven, Pump, ChamberState: frozen values
run      run_load: a load under a recipe; LoadCoil, Piece, LoadRun; outcomes
limits   what heat a coil stands: highest temperature, thermal dose
closure  what is missing of water and heat
floor    what the coils would end at
hold     how a chamber comes to its set pressure and keeps it
load     coils and chamber in lock-step: the compiled steps
stages   the three stages of a step, and the vapour pressure the coils share
coils    what a step asks of one coil
gas      the chamber's gas in one stage: pump, leak, purge, vent
heat     temperatures of walls and coils in one stage
columns  what stands where in the rows of numbers the compiled code reads
"""

from models.oven.chamber import ChamberState, Oven, Pump
from models.oven.run import LoadCoil, LoadRun, Piece, outcomes, run_load

__all__ = [
    "ChamberState",
    "LoadCoil",
    "LoadRun",
    "Oven",
    "Piece",
    "Pump",
    "outcomes",
    "run_load",
]
