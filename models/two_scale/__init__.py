"""TwoScaleModel: vapour in the pores, uptake inside the binder, non-linear isotherms.

The model of Heckmann et al. (2026), Drying Technology,
doi:10.1080/07373937.2026.2631674, with water activity as what drives both scales and
stored water as what is conserved.

model    the class: a material at a half width, states in and outcomes out
columns  what stands where in the rows of numbers the compiled code reads
linear   small linear systems: five diagonals, dense, a Newton step of a micro domain
laws     what the isotherms and the gas say at one temperature and pressure
air      the air of a step, and whether a step may cross several readings
domains  the micro domains in a stage: by their modes, or by Newton
walls    fluxes through the walls between the cells, and through the edge
guess    where Newton starts in a stage
stage    one implicit stage: Newton over the activities of all cells
step     the scheme in time, the error of a step, how it is booked
coil     one coil through its exposures
diffusion_times  tau_macro, tau_micro and their share, as reported
numbers  a material, its mesh and a batch of exposures as such rows
workspace  room for one coil's arithmetic
profile    the profile inside the micro domains, read off a state

The compiled functions run without numba's reference counting (_nrt=False) where they
allocate nothing: counting the arrays of `Numbers` and `Work` at each call took nine
tenths of the time.
"""

from models.two_scale.model import EDGE_STRIP, TwoScaleModel, WaterFigures

__all__ = ["EDGE_STRIP", "TwoScaleModel", "WaterFigures"]
