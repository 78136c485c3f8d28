"""The physics: functions and frozen values; no clock, no plant, no files.

units             constants with sources, and the only conversion factors
psychrometrics    moist air: vapour pressure, frost point, humidity measures, Atmosphere
isotherms         which loading belongs to which water activity, and hysteresis
isotherm_terms    the same laws as compiled functions over rows of numbers
material          composition, geometry and transport of an electrode or separator
gas_diffusion     vapour diffusivity: free, Knudsen, between both, in a porous coating
calendering       porosity, pores and uptake behind a nip; the web on hot rolls
mesh              graded cells over the width, polynomial bases for the binder
sorption          air, exchange, exposure, state: what every moisture model takes
two_scale         TwoScaleModel: a coil's water under any air, non-linear
linear_two_scale  LinearTwoScaleModel: the published model, solved exactly
bag               a coil in a bag with desiccant, over any moisture model
exposure_limits   when a coil in given air reaches a given water content
allowed_time      how long it may wait in an air, how moist air may be for a wait
drying            the coater's dryer: from slurry to dry web, its binder, its energy
oven              a loaded oven: coils, the vapour they share, heat, pump, purge, leak
dry_room          moisture and heat of rooms: people, doors, leakage, product, supply
air_handling      what the dry air costs: coils, wheels, heaters, fans, the flow sheet
recast            calendering, slitting, cutting: the shape changes, the water stays
"""

import hashlib
import os
import pathlib


def _compiled_code_folder():
    """A folder for compiled code that no other state of these sources shares.

    numba's cache sees a change of the function it compiled, but not one of a constant
    or function that was compiled into it: an older answer could come back unnoticed.
    """
    here = pathlib.Path(__file__).parent
    digest = hashlib.sha256()
    for source in sorted(here.rglob("*.py")):
        digest.update(source.read_bytes())
    return here / "__pycache__" / f"compiled-{digest.hexdigest()[:12]}"


os.environ.setdefault("NUMBA_CACHE_DIR", str(_compiled_code_folder()))
