# ruff: noqa: N815  (keys carry their unit: degC, Pa, Ah)
"""The keys that describe air: constant, on a schedule, disturbed, or as measured."""

from typing import Literal

from models.units import DAY, HOUR, MINUTE
from scenarios.schema.fields import DAYS, PathText, Section, Text, key, moment

HUMIDITIES = (
    "dew_point_degC",
    "dew_point_over_water_degC",
    "relative_humidity_pct",
    "humidity_ratio_g_per_kg",
    "vapour_pressure_Pa",
    "water_ppmv",
)
READ_HUMIDITIES = (*HUMIDITIES, "humidity_ratio_kg_per_kg")
CLOCKS = {"time_s": 1.0, "time_min": MINUTE, "time_h": HOUR, "timestamp": None}


def one_humidity(section, names=HUMIDITIES) -> list[tuple[tuple, str]]:
    """A fault unless exactly one of the humidity keys is given."""
    given = [name for name in names if getattr(section, name) is not None]
    if len(given) == 1:
        return []
    if not given:
        return [((), f"no humidity is given; give one of {', '.join(names)}")]
    return [
        (
            (),
            f"humidity is given {len(given)} times, as {' and '.join(given)}; keep one",
        )
    ]


def temperature_key(default):
    return key(default, "temperature of the air [degC]", ge=-60, le=200)


class Humidity(Section):
    """Exactly one of six measures of how moist a gas is."""

    dew_point_degC: float | None = key(
        None, "dew point [degC]; below 0 the frost point, over ice", ge=-100, le=100
    )
    dew_point_over_water_degC: float | None = key(
        None, "dew point over (supercooled) water [degC]", ge=-100, le=100
    )
    relative_humidity_pct: float | None = key(
        None, "relative humidity over liquid water [%]", ge=0, le=100
    )
    humidity_ratio_g_per_kg: float | None = key(
        None, "water per dry gas [g/kg]", ge=0, le=2000
    )
    vapour_pressure_Pa: float | None = key(
        None, "partial pressure of the water vapour [Pa]", ge=0, le=200_000
    )
    water_ppmv: float | None = key(
        None, "water molecules per million molecules of the gas", ge=0, le=1_000_000
    )

    @property
    def measure(self) -> str:
        """The one humidity key that is given."""
        return next(name for name in HUMIDITIES if getattr(self, name) is not None)


class AirKeys(Humidity):
    """Air: temperature, pressure (else the plant's) and one humidity."""

    temperature_degC: float = temperature_key(...)
    pressure_mbar: float | None = key(
        None, "total pressure [mbar]; default: the plant's", gt=0, le=2000
    )

    def faults(self):
        return one_humidity(self)


class SetPointKeys(AirKeys):
    """From `from` on, until the next set point, this is the air."""

    since: str = key(
        ...,
        'when it begins: "Mon 06:00" in a weekly schedule, "06:00" in a daily one',
        alias="from",
    )


class ScheduleKeys(Section):
    """Set points that come back every week or every day."""

    period: Literal["week", "day"] = key("week", "how often the schedule repeats")
    set_points: list[SetPointKeys] = key(
        ..., "set points in the order of time", min_length=1, max_length=1000
    )

    def faults(self):
        shape = '"Mon 06:00"' if self.period == "week" else '"06:00"'
        faults, before = [], -1.0
        for i, point in enumerate(self.set_points):
            since = moment(point.since, self.period)
            if since is None:
                days = f" with {', '.join(DAYS)}" if self.period == "week" else ""
                faults.append(
                    (
                        ("set_points", i, "from"),
                        f"'{point.since[:40]}'; in a schedule by the {self.period} it "
                        f"reads like {shape}{days}",
                    )
                )
                continue
            if since <= before:
                faults.append(
                    (
                        ("set_points", i, "from"),
                        f"'{point.since}' is not after the set point before it; put "
                        "them in the order of time",
                    )
                )
            before = since
        return faults

    @property
    def seconds(self) -> float:
        """Length of the period [s]."""
        return 7 * DAY if self.period == "week" else DAY


class DisturbanceKeys(AirKeys):
    """A dehumidifier fault or an open door: for a while the air moves elsewhere."""

    name: Text = key("disturbance", "what happened")
    start_h: float = key(..., "begin, after the start of the run [h]", ge=0, le=88_000)
    duration_h: float = key(..., "how long it lasts [h]", gt=0, le=88_000)
    onset_min: float = key(
        0.0, "time constant towards the disturbed air [min]; 0: at once", ge=0, le=1e5
    )
    recovery_min: float = key(
        0.0, "time constant of the way back [min]; 0: at once", ge=0, le=1e5
    )


class ReadingsKeys(Section):
    """Measured air from a CSV file: which column holds what."""

    file: PathText = key(..., "CSV file, relative to this scenario file")
    separator: Literal[",", ";", "\t", "|"] = key(",", "between the columns")
    decimal: Literal[".", ","] = key(".", "decimal sign")
    time_s: Text | None = key(None, "column with the time [s]")
    time_min: Text | None = key(None, "column with the time [min]")
    time_h: Text | None = key(None, "column with the time [h]")
    timestamp: Text | None = key(
        None, "column with date and time of the plant clock, like 2026-01-05 06:00"
    )
    timestamp_format: Text | None = key(
        None, 'how timestamps are written, like "%d.%m.%Y %H:%M"; default: ISO 8601'
    )
    temperature_degC: Text = key(..., "column with the temperature [degC]")
    dew_point_degC: Text | None = key(None, "column with the dew or frost point [degC]")
    dew_point_over_water_degC: Text | None = key(
        None, "column with the dew point over water [degC]"
    )
    relative_humidity_pct: Text | None = key(None, "column with the humidity [%]")
    humidity_ratio_g_per_kg: Text | None = key(
        None, "column with the water per dry air [g/kg]"
    )
    humidity_ratio_kg_per_kg: Text | None = key(
        None, "column with the water per dry air [kg/kg]"
    )
    vapour_pressure_Pa: Text | None = key(None, "column with the vapour pressure [Pa]")
    water_ppmv: Text | None = key(None, "column with the water content [ppmv]")
    pressure_mbar: Text | None = key(
        None, "column with the total pressure [mbar]; default: the plant's"
    )
    max_gap_min: float | None = key(
        None,
        "gaps and unreadable rows up to this long [min] keep the last reading",
        gt=0,
        le=100_000,
    )
    temperature_correction_K: float = key(
        0.0, "added to every temperature: what a calibration found [K]", ge=-10, le=10
    )
    dew_point_correction_K: float = key(
        0.0, "added to every dew or frost point, however humidity was measured [K]",
        ge=-20, le=20,
    )  # fmt: skip
    after_end: Literal["hold", "repeat", "stop"] = key(
        "stop", "what counts after the last reading; stop: a longer run is a fault"
    )

    @property
    def measure(self) -> str:
        """The one humidity key that is given."""
        return next(name for name in READ_HUMIDITIES if getattr(self, name) is not None)

    @property
    def clock(self) -> str:
        """The one time key that is given."""
        return next(name for name in CLOCKS if getattr(self, name) is not None)

    def faults(self):
        faults = one_humidity(self, READ_HUMIDITIES)
        clocks = [name for name in CLOCKS if getattr(self, name) is not None]
        if len(clocks) != 1:
            faults.append(
                (
                    (),
                    f"{len(clocks)} time columns are named; name one of "
                    f"{', '.join(CLOCKS)}",
                )
            )
        elif self.timestamp_format is not None and self.timestamp is None:
            faults.append(
                (("timestamp_format",), f"not used with {clocks[0]}; remove it")
            )
        if self.separator == self.decimal:
            faults.append(
                (
                    ("decimal",),
                    "separator and decimal are both ','; with decimal commas the "
                    "separator is usually ';'",
                )
            )
        return faults
