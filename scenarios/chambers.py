"""An oven's chamber and recipe, from keys to the physics' values in SI."""

from models.oven import Oven, Piece, Pump
from models.psychrometrics import Atmosphere
from models.units import HOUR, KILO, MBAR, NORM_VOLUME
from scenarios.faults import Fault
from scenarios.schema.chamber import ChamberKeys, PumpKeys
from twin.scenario import ChamberSpec, RecipeStep
from twin.zone import recipe_pieces

STEEL_HEAT = 500.0  # J/(kg K), stainless steel
FREE_MOLECULAR = 1.0  # W/(m2 K Pa), nitrogen at about 100 degC between rough walls
FAN, NO_FAN = 0.8, 0.5  # powers of pressure: forced and natural convection
VENTS = 12.0  # volumes per hour at norm conditions
ULTIMATE_MBAR = 0.01  # of a pump whose curve is not given
# Estimates, per coil of capacity: a chamber for six coils of 140 kg has about six times
# as much.
PER_COIL = {
    "volume_m3": 0.4,
    "wall_kg": 150.0,
    "wall_loss_W_per_K": 2.5,
    "heater_kW": 4.0,
    "cooler_kW": 1.5,
}
PUMP_SPEED_PER_COIL, PUMP_POWER_PER_COIL = 27.0, 0.7  # m3/h, kW


def pump(keys: PumpKeys) -> Pump:
    """The pump set."""
    power = keys.power_kW * KILO
    if keys.curve is None:
        ultimate = keys.ultimate_mbar * MBAR
        return Pump.constant(keys.speed_m3_per_h / HOUR, ultimate, power)
    points = keys.curve
    powers = [power if p.power_kW is None else p.power_kW * KILO for p in points]
    return Pump(
        (keys.ultimate_mbar * MBAR, *(p.pressure_mbar * MBAR for p in points)),
        (0.0, *(p.speed_m3_per_h / HOUR for p in points)),
        (powers[0], *powers),
    )


def oven(keys: ChamberKeys, room: Atmosphere, coils: int = 1) -> Oven:
    """The chamber in a room; what is not given is that for `coils`."""
    sizes = {
        name: per_coil * coils if getattr(keys, name) is None else getattr(keys, name)
        for name, per_coil in PER_COIL.items()
    }
    own_pump = keys.pump
    if own_pump is None:
        own_pump = PumpKeys(
            ultimate_mbar=ULTIMATE_MBAR,
            speed_m3_per_h=PUMP_SPEED_PER_COIL * coils,
            power_kW=PUMP_POWER_PER_COIL * coils,
        )
    vent = keys.vent_Nm3_per_h
    vent = VENTS * sizes["volume_m3"] if vent is None else vent
    return Oven(
        sizes["volume_m3"],
        pump(own_pump),
        keys.leak_mbar_l_per_s * MBAR * 1e-3,
        vent * NORM_VOLUME / HOUR,
        sizes["wall_kg"] * STEEL_HEAT,
        sizes["wall_loss_W_per_K"],
        sizes["heater_kW"] * KILO,
        sizes["cooler_kW"] * KILO,
        keys.emissivity,
        keys.still_gas_W_per_m2_K,
        keys.convection_W_per_m2_K,
        FAN if keys.fan else NO_FAN,
        FREE_MOLECULAR,
        room.temperature,
        room.pressure,
        room.vapour_pressure,
        keys.latent_heat,
    )


def chamber_spec(keys: ChamberKeys, room: Atmosphere, capacity: int = 1) -> ChamberSpec:
    """The chamber in a room; what is not given is that for `capacity` coils."""
    return ChamberSpec(
        oven(keys, room, capacity),
        keys.plates_W_per_m2_K,
        keys.heater_carrier,
        keys.heater_efficiency_pct / 100.0,
        keys.cooling_cop,
    )


def ultimate_of(keys: PumpKeys | None) -> float:
    """The pressure a pump set ends at [mbar]."""
    return ULTIMATE_MBAR if keys is None else keys.ultimate_mbar


def balanced_faults(steps, places, ultimate: float) -> list[Fault]:
    """What in a recipe contradicts a chamber whose gas is a balance.

    Its pump ends at `ultimate` [mbar].
    """
    for step, place in zip(steps, places, strict=True):
        if step.vapour_pressure_Pa is not None:
            message = (
                f"{step.vapour_pressure_Pa:g}; the chamber's vapour follows from its "
                "load, pump and gas: give dew_point_degC or water_ppmv of the gas "
                "supplied"
            )
            return [Fault((*place, "vapour_pressure_Pa"), message)]
        if step.pressure_mbar < ultimate:
            message = (
                f"{step.pressure_mbar:g}; the pump ends at its ultimate_mbar, "
                f"{ultimate:g}: set a higher pressure, or a pump that goes lower"
            )
            return [Fault((*place, "pressure_mbar"), message)]
    return []


def ideal_faults(steps, places) -> list[Fault]:
    """What in a recipe means nothing where the air is as the recipe says."""
    for step, place in zip(steps, places, strict=True):
        if step.purge_Nm3_per_h is not None:
            message = (
                f"{step.purge_Nm3_per_h:g}; with ideal_air the gas is renewed without "
                "end; remove it, or ideal_air"
            )
            return [Fault((*place, "purge_Nm3_per_h"), message)]
    return []


def pieces_of(step: RecipeStep, temperature: float) -> list[Piece]:
    """Ramp and hold of a step that begins at `temperature` [K]."""
    share = step.vapour_pressure / step.pressure
    return [
        Piece(r.duration, r.start, r.end, step.pressure, step.purge, share, step.gas)
        for r in recipe_pieces([step], temperature)
    ]
