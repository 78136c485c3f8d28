"""The physics: functions and frozen values; no clock, no plant, no files.

units             constants with sources, and the only conversion factors
psychrometrics    moist air: vapour pressure, frost point, humidity measures, Atmosphere
isotherms         which loading belongs to which water activity, and hysteresis
isotherm_terms    the same laws as compiled functions over rows of numbers
material          composition, geometry and transport of an electrode or separator
gas_diffusion     vapour diffusivity: free, Knudsen, between both, in a porous coating
mesh              graded cells over the width, polynomial bases for the binder
sorption          air, exchange, exposure, state: what every moisture model takes
two_scale         TwoScaleModel: a coil's water under any air, non-linear
two_scale_kernel  its compiled arithmetic
recast            calendering, slitting, cutting: the shape changes, the water stays
"""
