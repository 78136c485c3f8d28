"""Case on moist air: vapour pressures and the measures of dry-room air.

A reference is what is printed, and the tolerance half a unit of its last digit; where a
formula's own doubt is larger, or the table rounds a constant, the source says so.
"""

import numpy as np

from models import psychrometrics
from models.psychrometrics import Atmosphere
from models.units import STANDARD_PRESSURE, celsius, kelvin
from scenarios.verification.row import DASHED, POINTS, Chart, Curve, Outcome, Row

ROOM = kelvin(25.0)
MURPHY_KOOP = "Murphy and Koop (2005)"
# dew point [degC]: vapour pressure [Pa], ppmv, mg/kg at 1 atm, activity at 25 degC
DRY_ROOM_TABLE = """
-80 0.0548 0.541 0.336 1.73e-5
-70 0.262 2.58 1.61 8.26e-5
-60 1.082 10.7 6.64 3.41e-4
-50 3.94 38.9 24.2 1.24e-3
-45 7.21 71.1 44.2 2.27e-3
-40 12.84 126.8 78.9 4.05e-3
-35 22.35 220.6 137 7.05e-3
-30 38.0 375 233 0.0120
-20 103.3 1019 634 0.0326
-10 259.9 2565 1.60e3 0.0820
0 611.2 6032 3774 0.193
10 1228 1.212e4 7632 0.387
"""
CHECK_VALUES = (  # K, Pa over ice, Pa over supercooled water
    (150.0, "0.000006106", "0.00001562"),
    (180.0, "0.0053975", "0.011239"),
    (210.0, "0.70202", "1.2335"),
    (240.0, "27.272", "37.667"),
    (273.15, "611.154", "611.213"),
    (273.16, "611.657", "611.657"),
)
ICE_BY_HAND = {
    -80: "0.05481",
    -70: "0.26186",
    -60: "1.08177",
    -50: "3.93892",
    -40: "12.8443",
    -30: "38.0122",
}
LIQUID_OVER_ICE = dict(
    zip(
        range(-20, -90, -10),
        ("1.22", "1.34", "1.47", "1.60", "1.72", "1.83", "1.93"),
        strict=False,
    )
)
LIQUID_BY_IAPWS = (  # K, Pa, tolerance as a share, source
    (273.16, 611.657, 1e-6, "IAPWS R6-95, triple point"),
    (300.0, 3536.58941, 6e-5, "IAPWS R7-97 table 35; another equation, 4e-5 away"),
    (373.1243, 101325.0, 1e-5, "IAPWS SR1-86, normal boiling point"),
    (453.035632, 1e6, 2e-4, "IAPWS R7-97 table 36; 2e-4 is the release's own doubt"),
)


def moist_air() -> Outcome:
    """Vapour pressures over ice and liquid, and the measures of dry-room air."""
    rows = [*_vapour_pressure_rows()]
    heads = (
        ("vapour pressure", "Pa", 0.0, ""),
        ("water", "ppmv", 0.0, ""),
        (
            *("humidity ratio, 1 atm", "mg/kg", 1.5e-4),
            "; the table takes 18.02 and 28.97 g/mol, 1.3e-4 too much",
        ),
        ("water activity at 25 °C", "", 0.0, ""),
    )
    for line in DRY_ROOM_TABLE.strip().splitlines():
        degrees, *texts = line.split()
        air = _dry_room_air(float(degrees))
        found = (
            air.vapour_pressure,
            air.water_ppmv,
            air.humidity_ratio * 1e6,
            air.water_activity,
        )
        for (name, unit, slack, why), value, text in zip(
            heads, found, texts, strict=True
        ):
            point = "frost point" if float(degrees) <= 0.0 else "dew point"
            rows.append(
                Row.printed(
                    f"{name}, {point} {degrees} °C",
                    value,
                    text,
                    f"derived: {MURPHY_KOOP}, ideal mixture{why}",
                    unit,
                    slack,
                )
            )
    for degrees, text in ((-40, "-43.65"), (-60, "-64.1"), (-80, "-84.1")):
        air = _dry_room_air(degrees)
        rows += [
            Row.printed(
                f"dew point over water of a frost point of {degrees} °C",
                celsius(air.dew_point_over_water),
                text,
                f"derived: {MURPHY_KOOP}, eq. 10 solved for the temperature",
                "°C",
            ),
            Row.of(
                f"frost point {degrees} °C, to vapour pressure and back",
                celsius(air.frost_point),
                degrees,
                1e-9,
                "derived: one undoes the other",
                "°C",
            ),
        ]
    return Outcome(tuple(rows), (_vapour_chart(),))


def _dry_room_air(degrees):
    return Atmosphere.from_dew_point(ROOM, STANDARD_PRESSURE, kelvin(degrees))


def _vapour_pressure_rows():
    ice, liquid = (
        psychrometrics.ice_vapour_pressure,
        psychrometrics.liquid_vapour_pressure,
    )
    source = f"{MURPHY_KOOP}, table C1; liquid near 0 °C leans on IAPWS, 2e-6 on top"
    for temperature, over_ice, over_liquid in CHECK_VALUES:
        for law, name, text in (
            (ice, "ice", over_ice),
            (liquid, "supercooled water", over_liquid),
        ):
            yield Row.printed(
                f"over {name}, {temperature:g} K",
                law(temperature),
                text,
                source,
                "Pa",
                2e-6,
            )
    for degrees, text in ICE_BY_HAND.items():
        yield Row.printed(
            f"over ice, {degrees} °C",
            ice(kelvin(degrees)),
            text,
            f"{MURPHY_KOOP}, eq. 7 worked out by hand",
            "Pa",
        )
    for temperature, pressure, tolerance, said in LIQUID_BY_IAPWS:
        yield Row.of(
            f"over liquid, {temperature:g} K",
            liquid(temperature),
            pressure,
            tolerance,
            said,
            "Pa",
            relative=True,
        )
    for degrees, text in LIQUID_OVER_ICE.items():
        t = kelvin(degrees)
        yield Row.printed(
            f"supercooled water over ice, {degrees} °C",
            liquid(t) / ice(t),
            text,
            f"derived: {MURPHY_KOOP}, eq. 10 over eq. 7",
        )


def _vapour_chart():
    cold, warm = np.linspace(-80, 0, 81), np.linspace(-80, 60, 141)
    table = [line.split() for line in DRY_ROOM_TABLE.strip().splitlines()]
    return Chart(
        "Vapour pressure at saturation",
        "temperature [°C]",
        "vapour pressure [Pa]",
        (
            Curve("over ice", cold, psychrometrics.ice_vapour_pressure(kelvin(cold))),
            Curve(
                "over liquid water",
                warm,
                psychrometrics.liquid_vapour_pressure(kelvin(warm)),
                DASHED,
            ),
            Curve(
                "table",
                [float(line[0]) for line in table],
                [float(line[1]) for line in table],
                POINTS,
            ),
        ),
        log_y=True,
        note="A dew point below 0 °C is over ice: taken over water, a frost point of "
        "-60 °C would read as 72 % more vapour.",
    )


CASES = {"moist air": moist_air}
