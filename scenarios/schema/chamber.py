# ruff: noqa: N815  (keys carry their unit: degC, Nm3)
"""The keys of an oven's chamber: pump, heater, and how heat gets to the coils."""

from typing import Literal

from scenarios.schema.fields import Section, key

ROUNDED = 1e-9  # as models.oven.chamber's, which is slow to import


class PumpPointKeys(Section):
    """A point of a pump's curve."""

    pressure_mbar: float = key(..., "at its inlet [mbar]", gt=0, le=2000)
    speed_m3_per_h: float = key(..., "what it draws there [m3/h]", gt=0, le=100_000)
    power_kW: float | None = key(
        None, "what it takes there [kW]; default: the pump's power_kW", ge=0, le=1000
    )


class PumpKeys(Section):
    """The pump set: a speed, or a curve, and the pressure it ends at."""

    ultimate_mbar: float = key(
        0.01, "where its speed has fallen to nought [mbar]", gt=0, le=100
    )
    speed_m3_per_h: float | None = key(
        None, "the same at all pressures well above that [m3/h]", gt=0, le=100_000
    )
    curve: list[PumpPointKeys] | None = key(
        None, "speed over pressure, rising", min_length=1, max_length=100
    )
    power_kW: float = key(..., "electric power while it runs [kW]", ge=0, le=1000)

    def faults(self):
        if (self.speed_m3_per_h is None) == (self.curve is None):
            return [((), "is given by speed_m3_per_h or by curve; give one of them")]
        if self.curve is None:
            return []
        through = lambda p: p.pressure_mbar * p.speed_m3_per_h  # noqa: E731
        faults, before, drawn = [], self.ultimate_mbar, 0.0
        for i, point in enumerate(self.curve):
            if point.pressure_mbar <= before:
                faults.append(
                    (
                        ("curve", i, "pressure_mbar"),
                        f"{point.pressure_mbar:g}; the curve rises, from above "
                        f"ultimate_mbar: more than {before:g}",
                    )
                )
            elif through(point) < drawn * (1.0 - ROUNDED):
                faults.append(
                    (
                        ("curve", i, "speed_m3_per_h"),
                        f"{point.speed_m3_per_h:g}; pressure times speed falls from "
                        f"{drawn:g} to {through(point):g} "
                        "mbar m3/h; what a pump draws does not fall as the pressure "
                        "rises",
                    )
                )
            before = max(before, point.pressure_mbar)
            drawn = max(drawn, through(point))
        return faults


class ChamberKeys(Section):
    """The oven: chamber, pump, heater, and how heat gets to the coils."""

    volume_m3: float = key(..., "gas volume beside the load [m3]", gt=0.001, le=1000)
    pump: PumpKeys = key(..., "the pump set")
    leak_mbar_l_per_s: float = key(
        0.1, "room air into the evacuated chamber [mbar l/s]", ge=0, le=1000
    )
    vent_Nm3_per_h: float | None = key(
        None,
        "the most that fills it [m3/h at 0 degC, 1013.25 mbar]; default: 12 volumes, "
        "that is 1 atm in 5 min",
        gt=0,
        le=100_000,
    )
    wall_kg: float = key(..., "steel that warms with it [kg]", gt=0.1, le=1e6)
    wall_loss_W_per_K: float = key(..., "through the insulation [W/K]", ge=0, le=1e5)
    heater_kW: float = key(..., "the most it heats [kW]", gt=0, le=10_000)
    cooler_kW: float = key(
        0.0, "the most it cools [kW]; 0: by its losses alone", ge=0, le=10_000
    )
    emissivity: float = key(0.8, "effective, wall to coil", ge=0, le=1)
    still_gas_W_per_m2_K: float = key(
        1.0, "heat transfer by still gas [W/(m2 K)]", ge=0, le=1000
    )
    convection_W_per_m2_K: float = key(
        6.0, "by moved gas, at 1 atm [W/(m2 K)]", ge=0, le=1000
    )
    fan: bool = key(False, "a fan moves it: falls with p^0.8, without p^0.5")
    plates_W_per_m2_K: float = key(
        0.0, "hot plates, per area of one end face of a coil [W/(m2 K)]", ge=0, le=1e4
    )
    latent_heat: bool = key(True, "desorption takes its heat from the coil")
    heater_carrier: Literal["electricity", "natural_gas", "district_heat"] = key(
        "electricity", "what its heat is bought as; district_heat: also steam or oil"
    )
    heater_efficiency_pct: float = key(
        100.0, "heat into the chamber over energy bought [%]", ge=10, le=100
    )
    cooling_cop: float = key(
        4.0, "heat the cooler takes over its electricity [-]", gt=0.2, le=50
    )
