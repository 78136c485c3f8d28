"""What `twin curve` prints: tables, the words of an air and of a time, CSV."""

import csv
import io
import math

from models.psychrometrics import dew_point, liquid_vapour_pressure
from models.units import DAY, HOUR, MBAR, MINUTE, celsius
from scenarios.curve.curve import Curve
from scenarios.curve.linear import LinearCurve
from scenarios.curve.load import Step
from scenarios.tables import NOTHING, number, rows_table

HUMID = 0.02  # relative humidity from which on it is the usual word for an air
TRACE = 1e-3  # Pa; below it no instrument knows a frost point
GASES = {"air": "air", "nitrogen": "N₂", "argon": "Ar"}
UNITS = (("d", DAY), ("h", HOUR), ("min", MINUTE), ("s", 1.0), ("ms", 1e-3))


def duration(hours: float) -> str:
    """A time in the unit people would use, two or three digits.

    >>> duration(0.5), duration(30), duration(80), duration(1e-5), duration(0.0)
    ('30 min', '30 h', '3.3 d', '36 ms', '0 s')
    """
    seconds = hours * HOUR
    if not math.isfinite(seconds):
        return NOTHING
    if seconds == 0.0:
        return "0 s"
    unit, size = next(
        ((u, s) for u, s in UNITS if seconds >= (2 * s if u == "d" else s)), UNITS[-1]
    )
    return f"{_plain(seconds / size)} {unit}"


def _plain(value):
    """Two digits, and all of those before the point."""
    if value >= 99.5:
        return f"{value:.0f}"
    return f"{value:.2g}"


def air_words(step: Step) -> tuple[str, str, str]:
    """Temperature, humidity and pressure of a step's air."""
    air = step.air
    saturation = float(liquid_vapour_pressure(air.temperature))
    share = air.vapour_pressure / saturation
    if share >= HUMID:
        humidity = f"{100.0 * share:.3g} % RH"
    elif air.vapour_pressure == 0.0:
        humidity = "no vapour"
    elif air.vapour_pressure < TRACE:
        humidity = f"{air.vapour_pressure:.2g} Pa vapour"
    else:
        point = celsius(float(dew_point(air.vapour_pressure)))
        humidity = f"{'frost' if point < 0.0 else 'dew'} {point:.0f} °C"
    gas = "pure vapour" if step.pure else GASES[air.gas]
    temperature = f"{celsius(air.temperature):.3g} °C"
    return temperature, humidity, f"{_pressure(air.pressure / MBAR)} mbar {gas}"


def _pressure(mbar):
    return f"{mbar:.0f}" if mbar >= 100.0 else f"{mbar:.3g}"


def steps_table(curve: Curve):
    """One line per step: its air, what limits it, and the water at its end."""
    experiment, steps = curve.experiment, curve.steps
    shown = range(len(steps["step"]))
    columns = {
        "step": [f"{steps['step'][i]} {steps['name'][i]}".strip() for i in shown],
        "air": [", ".join(air_words(experiment.steps[i])) for i in shown],
        "until": [f"{hours:.4g} h" for hours in steps["end_h"]],
        "tau macro": [duration(hours) for hours in steps["tau_macro_h"]],
        "tau micro": [duration(hours) for hours in steps["tau_micro_h"]],
        "f": [number(share, 3) for share in steps["micro_share"]],
        "Biot": [f"{biot:.3g}" for biot in steps["biot"]],
        "limited by": [regime.removesuffix("-limited") for regime in steps["regime"]],
        "water": [number(ppm, 1) for ppm in steps["water_ppm"]],
        "coating": [number(ppm, 1) for ppm in steps["coating_ppm"]],
        "balance": [number(ppm, 1) for ppm in steps["balance_ppm"]],
    }
    if all(math.isinf(biot) for biot in steps["biot"]):
        del columns["Biot"]  # no film, no wrapping
    bases = "water: per dry electrode, foil included; coating: per dry coating"
    if curve.zero_ppm is None:
        del columns["balance"]
    else:
        bases += "; balance: as water, above its zero"
    table = rows_table(
        list(zip(*columns.values(), strict=True)),
        tuple(columns),
        f"{experiment.name}: {experiment.material.name}, water in mg per kg at the end "
        f"of each step; {curve.rows['water_ppm'][0]:.4g} before",
        tuple(name for name in columns if name not in ("step", "air", "limited by")),
    )
    for column in table.columns[2:]:
        column.no_wrap = True
    table.caption, table.caption_justify = bases, "left"
    return table


def linear_table(curve: LinearCurve):
    """One line per instant."""
    rows = curve.rows
    lines = [
        (f"{time:.4g}", *(number(value, 2) for value in values))
        for time, *values in zip(*rows.values(), strict=True)
    ]
    return rows_table(
        lines, tuple(rows), "water of the published two-scale model", tuple(rows)
    )


def linear_words(curve: LinearCurve) -> str:
    """The numbers of the model and what limits it, in a line."""
    model = curve.model
    film = f", Biot {model.biot:g}" if math.isfinite(model.biot) else ""
    mean = duration(model.mean_time / HOUR)
    return (
        f"tau macro {duration(model.tau_macro / HOUR)}, "
        f"tau micro {duration(model.tau_micro / HOUR)}, "
        f"f = {model.micro_share:g}{film}: {model.regime}"
        + (f", mean time {mean}" if mean != NOTHING else ", closed")
    )


def csv_text(columns: dict[str, list]) -> str:
    """A table as CSV: numbers in full, an empty cell where there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*columns.values(), strict=True))
    return text.getvalue()
