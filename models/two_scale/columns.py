"""What stands where in the rows of numbers that the compiled code reads."""

from typing import NamedTuple

import numpy as np

# Numbers.material
(
    POROSITY,
    DENSITY,  # kg/m3 of dry coating
    THICKNESS,  # m
    IN_PLANE,  # effective over pore diffusivity
    THROUGH_PLANE,
    PORE,  # m
    HALF_WIDTH,  # m
    A_TOP,  # largest fitted activity
    T_LOW,  # K
    T_HIGH,  # K
    SCAN,  # width of the hysteresis in activity
    TOLERANCE,
) = range(12)

# Numbers.population, one row per micro population
MASS, DIFFUSIVITY, ACTIVATION, EXPONENT, SIZE, SLAB_FACTOR = range(6)

# an exposure
HISTORY, START, END, KIND, FILM, WRAP, HEATING = range(7)
EDGE, FACE, SEALED = 0.0, 1.0, 2.0

# an outcome
RELEASED, TAU_MACRO, TAU_MICRO, SHARE, BIOT, STEPS = range(6)

# a failure: its code, then time, exposure, value, and what belongs to it
OK, AIR_RANGE, COIL_RANGE, TEMPERATURE_RANGE, NO_STEP = range(5)
CODE, TIME, EXPOSURE, VALUE, OTHER = range(5)

# Work.law: what holds at one temperature and pressure
(
    SATURATION,  # Pa
    CONCENTRATION,  # kg/m3, saturated vapour
    FREE,  # p D12 [Pa m2/s]
    KNUDSEN,  # m2/s
    PRESSURE,  # Pa
    MOLAR,  # M_w / (R T) [kg/(m3 Pa)]
    STILL,  # 1 / D in vapour-free gas [s/m2]
    FULL,  # potential where the vapour alone has the gas's pressure [kg/(m s)]
) = range(8)

# rows of Air.values and Air.integrals
TEMPERATURE, VAPOUR, TOTAL = range(3)


class Numbers(NamedTuple):
    """A model: nothing here changes while it runs."""

    material: np.ndarray
    population: np.ndarray
    groups: np.ndarray  # terms of the macro scale, then of each population
    terms: np.ndarray
    desorption: np.ndarray
    tables: np.ndarray
    hysteresis: bool
    widths: np.ndarray  # m, of the macro cells
    wall_first: np.ndarray  # gradients at the cells' walls; edge open [0], closed [1]
    wall_weights: np.ndarray
    wall_surface: np.ndarray
    wall_plain: np.ndarray  # plain gradient over a wall, per difference [1/m]
    nodes: np.ndarray  # [populations] unknowns of a micro domain
    offset: np.ndarray  # [populations + 1] where they stand in a cell's row
    operator: np.ndarray  # of the micro domains; the wall's column after the nodes'
    mean: np.ndarray  # weights of the mean over a domain
    decay: np.ndarray  # [populations, modes] of a domain's modes, the slowest first
    to_modes: np.ndarray  # [populations, modes, modes] values at the nodes to modes
    from_modes: np.ndarray  # and back
    mean_modes: np.ndarray  # [populations, modes] the mean of each mode
    wall_modes: np.ndarray  # amplitudes of a profile that is 1 throughout


class Air(NamedTuple):
    """All air histories, one behind the other."""

    first: np.ndarray  # of each history: where its instants begin
    piece: np.ndarray  # where its pieces begin
    count: np.ndarray  # how many pieces it has
    times: np.ndarray
    values: np.ndarray  # [3, pieces, start and end]
    integrals: np.ndarray  # [3, instants]
    gas: np.ndarray  # p D12 / T^1.75


class Work(NamedTuple):
    """Room for one coil's arithmetic, so that nothing is allocated on the way."""

    law: np.ndarray
    rows: np.ndarray  # isotherm terms at the temperature in hand
    rows_desorption: np.ndarray
    rate: np.ndarray  # D / s^2 of each population at zero loading
    activity: np.ndarray  # [cells] at the last accepted instant
    iterate: np.ndarray  # [cells] of the stage
    macro_start: np.ndarray  # [cells] right-hand side of the stage
    micro_start: np.ndarray  # [cells, unknowns]
    micro_iterate: np.ndarray  # [cells, unknowns]
    curvature: np.ndarray  # what Newton left, over the square of its change; its age
    past_count: np.ndarray  # [1] stages solved since the air jumped; three are kept
    past_time: np.ndarray  # [4] roots of time, the k-th at k modulo 3; when air turned
    past_activity: np.ndarray  # [3, cells]
    past_micro: np.ndarray  # [3, cells, unknowns]
    macro_rate: np.ndarray  # [3, cells]
    micro_rate: np.ndarray  # [3, cells, unknowns]
    out_rate: np.ndarray  # [3] what leaves, per volume of coating
    wall: np.ndarray  # [cells, populations] loading in equilibrium with the cell
    wall_slope: np.ndarray
    near: np.ndarray  # [cells, populations] whether a domain is taken from its wall
    amplitude: np.ndarray  # [cells, unknowns] of its modes: its start, from the wall
    left: np.ndarray  # [cells, unknowns] what a stage leaves of them
    move: np.ndarray  # [cells, populations, modes, 2] of the others, by Newton
    dense: np.ndarray  # [modes, modes]
    dense_right: np.ndarray  # [modes, 2]
    potential: np.ndarray  # [cells]
    potential_slope: np.ndarray
    follow: np.ndarray  # [cells] potentials that the last linear solve leads to
    capacity: np.ndarray  # [cells] of a cell with what its domains take up in a stage
    band: np.ndarray  # [cells, 5]
    change: np.ndarray  # [cells]
    face: np.ndarray  # [cells] conductance through the face per volume
    surface: np.ndarray  # change of the surface's activity: alone, with four cells
    wall_first: np.ndarray  # the walls' gradients on the pieces in hand
    wall_weights: np.ndarray
    wall_surface: np.ndarray
