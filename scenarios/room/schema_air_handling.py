# ruff: noqa: N815  (keys carry their unit: degC, pct, kW)
"""The keys of an air-handling unit; what is left out is an estimate, stated as one.

Parameters of physics are written bare or with their provenance, as in material files;
settings of the plant are plain numbers.
"""

from typing import Literal

from models.air_handling import HeatPump
from scenarios.material.law_schema import Quantity, number
from scenarios.room.week_clock import moment_words, uncovered
from scenarios.schema.fields import Name, Section, Text, hours_faults, key

RECALLED, ESTIMATE = "recalled", "estimate"
PUMP_APPROACH = HeatPump.approach  # K, of a heat pump above the air that it heats


def _known(value, unit, standing, source):
    return Quantity(value=value, unit=unit, standing=standing, source=source)


Share = number("%", "of the supply air", above=0, most=150)


class HeatPumpKeys(Section):
    """A heat pump: its COP falls as the air it heats gets hotter."""

    source_degC: float = key(..., "its cold side [degC]", ge=-30, le=120)
    carnot_share: number("-", "of the ideal COP", least=0.05, most=1) = _known(
        0.5, "-", ESTIMATE, "industrial heat pumps, 0.4 to 0.55"
    )
    hottest_degC: float = key(160.0, "it reaches [degC]", ge=40, le=200)


class HeaterKeys(Section):
    """What heats the air: a carrier with an efficiency, or a heat pump."""

    carrier: Literal["electricity", "natural_gas", "district_heat", "steam"] | None = (
        key(None, "what it draws; default: by its place")
    )
    efficiency: float | None = key(
        None, "heat in the air per energy drawn; default: 0.9 of gas, else 1",
        ge=0.05, le=10,
    )  # fmt: skip
    heat_pump: HeatPumpKeys | None = key(None, "a heat pump instead")

    def faults(self):
        if self.heat_pump is not None and self.carrier not in (None, "electricity"):
            return [(("carrier",), "a heat pump draws electricity; remove it")]
        if self.heat_pump is not None and self.efficiency is not None:
            words = "a heat pump's COP comes from its temperatures; remove it"
            return [(("efficiency",), words)]
        return []


class WheelKeys(Section):
    """A desiccant wheel and its regeneration."""

    regeneration_share_pct: Share = _known(
        30.0, "%", RECALLED, "27 to 33 % of the process air"
    )
    purge_share_pct: number("%", "of the supply air", least=0, most=50) = _known(
        10.0, "%", "published", "Vogt et al. 2022, J. Clean. Prod. 370, 133512"
    )
    purge_degC: number("degC", "purge air behind it", least=0, most=200) = _known(
        95.0, "degC", "published", "Vogt et al. 2022, J. Clean. Prod. 370, 133512"
    )
    control: Literal["needed", "set"] = key(
        "needed", "needed: as hot as its limits ask for; set: regeneration_degC"
    )
    regeneration_degC: float = key(
        90.0, "of the regeneration air; needed: at least [degC]", ge=40, le=200
    )
    K_per_g_per_kg: float = key(
        0.0, "set: added for each g/kg that the rooms add to the air", ge=0, le=1000
    )
    highest_degC: number("degC", "wheel and heater stand", least=40, most=200) = _known(
        160.0, "degC", RECALLED, "makers: 93 to 180 degC"
    )
    adsorption_heat_MJ_per_kg: number(
        "MJ/kg", "released into the process air", least=2.0, most=4.5
    ) = _known(2.8, "MJ/kg", RECALLED, "2.7 to 3.0 MJ/kg")
    carry_over: number("-", "heat brought over", least=0, most=0.5) = _known(
        0.05, "-", ESTIMATE, "0.03 to 0.1 by speed and purge"
    )
    face_velocity_m_per_s: number("m/s", "on the wheel", least=0.5, most=6) = _known(
        2.5, "m/s", ESTIMATE, "2 to 3 m/s is usual"
    )


class SecondWheelKeys(WheelKeys):
    """A polishing wheel behind the first, regenerated with the first one's dry air."""

    regeneration_share_pct: Share = _known(
        15.0, "%", ESTIMATE, "half of the first wheel's: it takes little water"
    )
    purge_share_pct: number("%", "of the supply air", least=0, most=50) = _known(
        5.0, "%", ESTIMATE, "half of the first wheel's"
    )
    inlet_dew_point_degC: float = key(
        -30.0, "what the first wheel then has to reach [degC]", ge=-70, le=20
    )
    cooler_degC: float = key(8.0, "surface of the coil before it [degC]", gt=0, le=40)
    heater: HeaterKeys = key(HeaterKeys(), "of its regeneration air; default: as first")


class FanKeys(Section):
    """A fan at full flow; its power goes with the third power of the flow."""

    pressure_Pa: float = key(
        1800.0, "pressure rise [Pa]; of the published plant", ge=0, le=20_000
    )
    efficiency_pct: float = key(70.0, "total [%]", gt=1, le=100)


class RegenerationFanKeys(FanKeys):
    """The fan of the regeneration air."""

    pressure_Pa: float = key(1200.0, "pressure rise [Pa]; an estimate", ge=0, le=20_000)


class ChillerKeys(Section):
    """What cooling costs: a fixed COP, or a share of the ideal one by weather."""

    cop: float | None = key(None, "heat taken per electricity", ge=0.1, le=30)
    carnot_share: float | None = key(
        None, "of the ideal COP; default: 0.45, an estimate", ge=0.05, le=1
    )
    cold_degC: float = key(4.0, "of the cold water [degC]", ge=-20, le=25)
    approach_K: float = key(12.0, "recooling above outdoor air [K]", ge=0, le=40)

    def faults(self):
        if None not in (self.cop, self.carnot_share):
            return [(("cop",), "cop and carnot_share are both given; keep one")]
        return []


class SetPointKeys(Section):
    """The frost point asked of a room in some hours of the week."""

    when: list[Text] = key(
        ["daily 00:00-24:00"], 'hours, like "Mon-Fri 06:00-22:00"; default: all that '
        "no entry before it has", min_length=1, max_length=50,
    )  # fmt: skip
    frost_point_degC: float = key(
        ..., "asked of the room; above 0 the dew point [degC]", ge=-90, le=20
    )
    recovery_min: float = key(
        0.0, "full flow for so long before these hours begin [min]", ge=0, le=1440
    )

    def faults(self):
        return hours_faults(self.when)


class ControlKeys(Section):
    """How much supply air at which time."""

    kind: Literal["constant", "people", "humidity", "set_point"] = key(
        "constant", "what the flow answers; set_point: a frost point by the hour"
    )
    set_points: list[SetPointKeys] | None = key(
        None, "set_point: by hours of the week; the first that has an hour counts",
        min_length=1, max_length=200,
    )  # fmt: skip
    set_back_pct: float = key(
        100.0, "of the full flow off shift [%]; constant, and all further rooms",
        ge=0, le=100,
    )  # fmt: skip
    lowest_pct: float = key(
        30.0, "of the full flow; people, humidity and set_point [%]", ge=0, le=100
    )
    band_K: float = key(
        5.0, "humidity: full flow at the frost point asked for, lowest so much below",
        gt=0, le=40,
    )  # fmt: skip
    room: Name | None = key(None, "where the sensor is; default: the first room")

    def faults(self):
        if (self.kind == "set_point") != (self.set_points is not None):
            words = "set_points belong to kind: set_point, and it needs them"
            return [(("set_points",), words)]
        if self.set_points is None or any(one.faults() for one in self.set_points):
            return []
        left = uncovered([one.when for one in self.set_points])
        if left:
            moment = moment_words(left[0].begin)
            words = f"nothing is asked from {moment} on; end with an entry without when"
            return [(("set_points",), words)]
        return []


class AirHandlingKeys(Section):
    """The unit that makes supply air out of outdoor and return air."""

    outdoor_share_pct: float | None = key(
        None,
        "outdoor air over supply air [%]; default: purge, second wheel and exhaust, "
        "and overpressure_pct",
        ge=0,
        le=150,
    )
    return_share_pct: float | None = key(
        None, "return air over the air through the fan [%]", ge=0, le=100
    )
    overpressure_pct: float = key(
        5.0, "of the supply air, which leaves through gaps [%]", ge=0, le=50
    )
    supply_frost_point_degC: float | None = key(
        None, "of the supply air [degC]; default: 10 K below the driest room", ge=-95,
        le=10,
    )  # fmt: skip
    lowest_supply_degC: float = key(
        14.0, "coldest supply air that people stand [degC]", ge=-5, le=30
    )
    highest_supply_degC: float = key(
        35.0, "warmest supply air that still mixes [degC]", ge=15, le=60
    )
    preheat_degC: float = key(
        5.0, "outdoor air is heated to this [degC]; -30: never", ge=-30, le=40
    )
    precooler_degC: float = key(8.0, "coil in the outdoor air [degC]", gt=0, le=40)
    cooler_degC: float = key(8.0, "coil before the wheel [degC]", gt=0, le=40)
    coil_bypass_pct: float = key(
        0.0, "of the air passes a coil untouched [%]", ge=0, le=90
    )
    wheel: WheelKeys = key(WheelKeys(), "the desiccant wheel")
    second_wheel: SecondWheelKeys | None = key(None, "a second wheel; default: none")
    regeneration_heater: HeaterKeys = key(HeaterKeys(), "default: natural gas")
    supply_heater: HeaterKeys = key(HeaterKeys(), "default: district heat")
    preheater: HeaterKeys = key(HeaterKeys(), "default: district heat")
    heat_recovery_pct: float = key(
        50.0, "from spent to fresh regeneration air, an effectiveness [%]", ge=0, le=95
    )
    fan: FanKeys = key(FanKeys(), "of the process air")
    regeneration_fan: RegenerationFanKeys = key(RegenerationFanKeys(), "of its air")
    chiller: ChillerKeys = key(ChillerKeys(), "for all coils")
    control: ControlKeys = key(ControlKeys(), "of the supply flow")
    unit_m3_per_h: float | None = key(
        None, "largest unit to be bought, supply air [m3/h]; default: one for all",
        gt=0, le=1e7,
    )  # fmt: skip

    def faults(self):
        faults = []
        if None not in (self.outdoor_share_pct, self.return_share_pct):
            words = "outdoor_share_pct says it already; keep one"
            faults.append((("return_share_pct",), words))
        for name in ("wheel", "second_wheel"):
            wheel = getattr(self, name)
            if wheel is None:
                continue
            if wheel.purge_share_pct.value > wheel.regeneration_share_pct.value:
                words = "purge air is part of the regeneration air: at most as much"
                faults.append(((name, "purge_share_pct"), words))
            if wheel.regeneration_degC > wheel.highest_degC.value:
                words = f"above highest_degC, {wheel.highest_degC.value:g} °C"
                faults.append(((name, "regeneration_degC"), words))
        faults += self._pump_faults()
        if self.preheater.heat_pump is not None:
            words = "the preheater is no heat pump; give a carrier and an efficiency"
            faults.append((("preheater", "heat_pump"), words))
        return faults

    def _pump_faults(self):
        """Of heat pumps that do not get as hot as what they always have to heat."""
        heated = [
            (("regeneration_heater",), self.regeneration_heater, "wheel", self.wheel)
        ]
        if self.second_wheel is not None:
            own = self.second_wheel
            usual = own.heater == HeaterKeys()
            at = ("regeneration_heater",) if usual else ("second_wheel", "heater")
            heater = self.regeneration_heater if usual else own.heater
            heated.append((at, heater, "second_wheel", own))
        asked = [
            (at, heater, f"{name}.regeneration_degC", wheel.regeneration_degC)
            for at, heater, name, wheel in heated
        ]
        asked.append(
            (
                ("supply_heater",), self.supply_heater, "highest_supply_degC",
                self.highest_supply_degC,
            )
        )  # fmt: skip
        return [
            (
                (*at, "heat_pump", "hottest_degC"),
                f"{heater.heat_pump.hottest_degC:g}; {name} is {air:g} °C, and the "
                f"heat pump {PUMP_APPROACH:g} K hotter: at least "
                f"{air + PUMP_APPROACH:g} °C",
            )
            for at, heater, name, air in asked
            if heater.heat_pump is not None
            and heater.heat_pump.hottest_degC < air + PUMP_APPROACH
        ]
