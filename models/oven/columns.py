"""What stands where in the rows of numbers that the compiled oven reads."""

# the chamber: nothing here changes while it runs
(
    VOLUME,  # m3, free gas volume
    LEAK,  # Pa m3/s of room air into a vacuum
    VENT,  # mol/s, the most that fills it
    ROOM_TEMPERATURE,  # K
    ROOM_PRESSURE,  # Pa
    ROOM_SHARE,  # mol/mol of water in the room's air
    WALL_CAPACITY,  # J/K, of what follows the heater: walls, shelves
    LOSS,  # W/K to the room
    HEATER,  # W, the most it gives
    COOLER,  # W, the most it takes
    EMISSIVITY,  # effective, wall to coil
    CONDUCTION,  # W/(m2 K) through still gas
    CONVECTION,  # W/(m2 K) at one atmosphere
    CONVECTION_EXPONENT,  # of pressure
    FREE_MOLECULAR,  # W/(m2 K Pa)
    LATENT,  # 1: desorption takes its heat from the coil; 0: it does not
    PUMP_OFF,  # Pa: steps set above it go without the pump's power
    TOLERANCE,
) = range(18)

# the pump, one row per pressure
PUMP_PRESSURE, SPEED, POWER = range(3)  # Pa, m3/s, W

# a piece of a recipe
(
    START,  # s
    END,
    FROM,  # K, set temperature at its start
    TO,
    PRESSURE,  # Pa, set
    PURGE,  # mol/s of gas as supplied
    SHARE,  # mol/mol of water in it
    GAS,  # p D12 / T^1.75 of it
    GAS_HEAT,  # J/(mol K)
) = range(9)

# a coil
(
    COUNT,  # of coils that are alike
    COATING,  # m3 of dry coating in one
    CAPACITY,  # J/K
    AREA,  # m2, that meets wall and gas
    CONTACT,  # W/K to hot plates
    FILM,  # m/s
    WRAP,  # kg/(m2 s Pa)
    KIND,  # of exchange
) = range(8)

# the chamber's state, then flows whose integrals are carried with it
VAPOUR, DRY, WALL = range(3)  # mol, mol, K
(
    RELEASED,  # mol of water from all coils
    PURGE_WATER,  # mol
    LEAK_WATER,
    VENT_WATER,
    PUMPED_WATER,
    PURGE_DRY,
    LEAK_DRY,
    VENT_DRY,
    PUMPED_DRY,
    HEATED,  # J from the heater
    COOLED,  # J taken by the cooler
    LOST,  # J to the room
    GAS_WARMED,  # J into purge, vent and leak
    TO_COILS,  # J
    LATENT_HEAT,  # J, part of that
    PUMP_WORK,  # J of electricity
) = range(16)
FLOWS = 16

# what is noted after every step: of the chamber, and of each coil
NOTED = 6
TIME, NOTED_WALL, NOTED_PRESSURE, NOTED_VAPOUR, NOTED_SET, NOTED_PIECE = range(NOTED)
COIL_NOTED = 3
COIL_TEMPERATURE, COIL_MEAN, COIL_WORST = range(COIL_NOTED)

# a failure: code, time, value, coil, another value
OK, AIR_RANGE, COIL_RANGE, TEMPERATURE_RANGE, NO_STEP = range(5)
F_CODE, F_TIME, F_VALUE, F_COIL, F_OTHER = range(5)
