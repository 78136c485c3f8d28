"""One measure of humidity, written as people write it, into all the others.

``conversion("frost -40 C", at="25 C")`` is what the command ``twin humidity`` answers.
"""

from dataclasses import dataclass

from models import psychrometrics
from models.psychrometrics import TRIPLE_POINT, Atmosphere
from models.units import ICE_POINT, MBAR, STANDARD_PRESSURE, celsius, kelvin
from scenarios import humidity_text
from scenarios.humidity_text import (
    ABSOLUTE,
    ACTIVITY,
    DEW,
    FROST,
    MOLES,
    RATIO,
    RELATIVE,
    VAPOUR,
    WATER_DEW,
)

COLUMNS = {  # of a measure: its name among all
    FROST: "frost_point_degC",
    DEW: "dew_point_degC",
    WATER_DEW: "dew_point_over_water_degC",
    RELATIVE: "relative_humidity_pct",
    ACTIVITY: "water_activity",
    MOLES: "water_ppmv",
    VAPOUR: "vapour_pressure_Pa",
    RATIO: "humidity_ratio_g_per_kg",
    ABSOLUTE: "absolute_humidity_g_per_m3",
}
NEEDS_TEMPERATURE = (RELATIVE, ACTIVITY, ABSOLUTE)
DEFAULT_TEMPERATURE = kelvin(25.0)
DRIEST = 3e-9  # Pa; no formula names a dew point over water below (123 K)


@dataclass(frozen=True)
class Humidity:
    """The air a text describes, in every measure.

    Attributes
    ----------
    given : str
        The text as it was given.
    air : Atmosphere
        The air in SI, from which all measures come.
    notes : tuple of str
        How the text was understood, where that is not plain from it.
    """

    given: str
    air: Atmosphere
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, object]:
        """All measures by names that carry their unit; None where there is none.

        Dry air (below 3e-9 Pa) has no dew point, a dew point above 0.01 degC is no
        frost point, and pure vapour has no humidity ratio and no enthalpy per kg of
        dry gas.
        """
        air = self.air
        damp = air.vapour_pressure >= DRIEST
        dew = air.dew_point if damp else None
        frosty = damp and dew < TRIPLE_POINT
        mixed = air.vapour_pressure < air.pressure
        return {
            "given": self.given,
            "temperature_degC": _rounded(celsius(air.temperature)),
            "pressure_mbar": _rounded(air.pressure / MBAR),
            "dew_point_degC": _rounded(celsius(dew)) if damp else None,
            "frost_point_degC": _rounded(celsius(dew)) if frosty else None,
            "dew_point_over_water_degC": (
                _rounded(celsius(air.dew_point_over_water)) if damp else None
            ),
            "vapour_pressure_Pa": air.vapour_pressure,
            "water_ppmv": air.water_ppmv,
            "humidity_ratio_g_per_kg": air.humidity_ratio / 1e-3 if mixed else None,
            "absolute_humidity_g_per_m3": air.absolute_humidity / 1e-3,
            "relative_humidity_pct": air.relative_humidity / 0.01,
            "water_activity": air.water_activity,
            "enthalpy_kJ_per_kg": air.enthalpy / 1e3 if mixed else None,
            "enhanced": air.enhanced,
            "notes": list(self.notes),
        }

    def measure(self, kind: str) -> float | None:
        """One of the measures of `humidity_text`, in its unit of BOXES there."""
        value = self.as_dict()[COLUMNS[kind]]
        return None if value is None else float(f"{value:.6g}") + 0.0

    def table(self) -> list[tuple[str, str, str]]:
        """Rows (measure, value, unit) of text, to print below each other."""
        v = self.as_dict()
        ratio = v["humidity_ratio_g_per_kg"]
        milli = None if ratio is None else 1e3 * ratio
        t = f"{v['temperature_degC']:.6g} °C"
        p = f"{v['pressure_mbar']:.6g} mbar"
        rows = [
            ("frost point", _degrees(v["frost_point_degC"]), "°C"),
            ("dew point", _degrees(v["dew_point_degC"]), "°C"),
            ("dew point over water", _degrees(v["dew_point_over_water_degC"]), "°C"),
            ("vapour pressure", _digits(v["vapour_pressure_Pa"]), "Pa"),
            (f"mole fraction at {p}", _digits(v["water_ppmv"]), "ppmv"),
            (f"humidity ratio at {p}", _digits(ratio), "g/kg dry air"),
            (f"the same in mg at {p}", _digits(milli), "mg/kg dry air"),
            (
                f"absolute humidity at {t}",
                _digits(v["absolute_humidity_g_per_m3"]),
                "g/m³",
            ),
            (
                f"relative humidity at {t}, over liquid water",
                _digits(v["relative_humidity_pct"]),
                "%",
            ),
            (f"water activity at {t}", _digits(v["water_activity"]), "-"),
            (
                f"enthalpy at {t}",
                _digits(v["enthalpy_kJ_per_kg"]),
                "kJ/kg dry air",
            ),
        ]
        return [(m, x, "" if x == "none" else unit) for m, x, unit in rows]


def conversion(
    text: str,
    at: str | None = None,
    pressure: str | None = None,
    *,
    enhanced: bool = False,
) -> Humidity:
    """Humidity described by `text`, in every measure.

    Parameters
    ----------
    text : str
        One measure with its unit, such as "frost -40 C", "rh 45 %" or "79 mg/kg".
        "dew" below 0 degC is over ice, as everywhere here; "dew over water" is not.
    at : str, optional
        Temperature of the air, "25 C" or "298.15 K"; 25 degC if left out. Relative
        humidity, activity and mass per volume mean nothing without it.
    pressure : str, optional
        Total pressure, "1013.25 mbar"; one atmosphere if left out.
    enhanced : bool
        With the enhancement factor of real air; the twin itself does without.

    Raises
    ------
    ValueError
        Saying what was given, what is allowed and what to do.

    Examples
    --------
    >>> rows = conversion("frost -40 C", at="25 C").table()
    >>> [f"{value} {unit}" for _, value, unit in rows[:5]]
    ['-40.00 °C', '-40.00 °C', '-43.65 °C', '12.84 Pa', '126.8 ppmv']
    """
    try:
        kind, value = humidity_text.measure(text)
        temperature = DEFAULT_TEMPERATURE
        if at is not None:
            temperature = humidity_text.temperature(at)
        elif kind in NEEDS_TEMPERATURE:
            raise ValueError(
                f'{kind} needs the temperature of the air: add --at "25 C"'
            )
        total = STANDARD_PRESSURE
        if pressure is not None:
            total = humidity_text.pressure(pressure)
        damp = _vapour_pressure(kind, value, temperature, total, enhanced)
        if at is None and damp > psychrometrics.liquid_vapour_pressure(temperature):
            raise ValueError(
                f"air of 25 °C cannot hold {damp:.6g} Pa of vapour; add --at with the"
                " temperature of the air, at or above its dew point"
            )
        air = Atmosphere(temperature, total, damp, enhanced=enhanced)
        return Humidity(text, air, _notes(kind, air, at))
    except ValueError as error:
        raise ValueError(f"humidity {humidity_text.quoted(text)}: {error}") from None


def _vapour_pressure(kind, value, temperature, pressure, enhanced):
    """Vapour pressure [Pa] of air whose measure `kind` has `value` in SI."""
    at = {"enhanced_at": pressure if enhanced else None}
    if kind == FROST:
        return psychrometrics.vapour_pressure_from_frost_point(value, **at)
    if kind == DEW:
        return psychrometrics.vapour_pressure_from_dew_point(value, **at)
    if kind == WATER_DEW:
        return psychrometrics.vapour_pressure_from_dew_point_over_water(value, **at)
    if kind in (RELATIVE, ACTIVITY):
        return psychrometrics.vapour_pressure_from_relative_humidity(
            value, temperature, **at
        )
    if kind == MOLES:
        return psychrometrics.vapour_pressure_from_mole_fraction(value, pressure)
    if kind == RATIO:
        return psychrometrics.vapour_pressure_from_humidity_ratio(value, pressure)
    if kind == ABSOLUTE:
        return psychrometrics.vapour_pressure_from_absolute_humidity(value, temperature)
    return value


def _notes(kind, air, at):
    notes = []
    if kind == DEW and air.dew_point < ICE_POINT:
        over_water = celsius(air.dew_point_over_water)
        notes.append(
            "below 0 °C a dew point is taken over ice, as a frost point; over"
            f' supercooled water the same air has "dew over water {over_water:.2f} C"'
        )
    saturated = psychrometrics.saturation_pressure(air.temperature)
    if air.temperature < ICE_POINT and air.vapour_pressure > saturated:
        notes.append("damper than ice of its temperature: frost forms from this air")
    if at is None:
        notes.append(
            "relative humidity, activity, absolute humidity and enthalpy are for air of"
            ' 25 °C; --at "20 C" changes that'
        )
    return tuple(notes)


# ---------------------------------------------------------------- numbers as text


def _rounded(value):
    """`value` without the dust of the shift by 273.15; never -0."""
    return round(value, 9) + 0.0


def _degrees(value):
    return "none" if value is None else f"{round(value, 2) + 0.0:.2f}"


def _digits(value):
    return "none" if value is None else f"{value:.4g}"
