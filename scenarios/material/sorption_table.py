"""What a material holds over humidity: isotherms, shares, facts, a user's own points.

Plain tables in the units of a label, for the app.
"""

import csv
import io
from functools import cache

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from models.material import COATING, Material
from models.psychrometrics import water_activity
from models.units import PPM, kelvin
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.material.library import library, material

FACTS_FILE = PROJECT_FOLDER / "library" / "facts.yaml"
POINTS = 160  # of a curve
DRIEST = 1e-4  # activity at which a curve begins: a frost point of about -68 degC
LARGEST = 256 * 1024  # bytes of a user's table of points
MOST_ROWS = 5000
HUMIDITY, COATING_PPM, ELECTRODE_PPM = (
    "relative_humidity_pct",
    "coating_ppm",
    "water_ppm",
)
WHOLE = "the whole electrode"


class PointsError(ValueError):
    """A user's table of points cannot be used; the text says why and what to do."""


def isotherms(name: str, temperatures_degC: tuple[float, ...]) -> pd.DataFrame:
    """Water over humidity of a library material, and of each component's part in it.

    Columns: `temperature_degC`, `part` (WHOLE or a component), `relative_humidity_pct`
    (over liquid water), `coating_ppm` [mg/kg dry coating], `water_ppm` [mg/kg dry
    electrode, foil included].

    Raises
    ------
    ValueError
        For a name or a temperature that the material does not have.
    """
    built = material(name)
    activity = np.geomspace(DRIEST, built.largest_activity, POINTS)
    tables = []
    for degrees in temperatures_degC:
        at = _temperature(built, degrees)
        tables.append(
            _rows(built, WHOLE, built.isotherm.loading(activity, at), activity, degrees)
        )
        for component in built.components:
            part = component.mass_fraction * component.isotherm.loading(activity, at)
            tables.append(_rows(built, component.name, part, activity, degrees))
    return pd.concat(tables, ignore_index=True)


def _rows(built, part, loading, activity, degrees):
    return pd.DataFrame(
        {
            "temperature_degC": degrees,
            "part": part,
            HUMIDITY: 100.0 * activity,
            COATING_PPM: loading / PPM,
            ELECTRODE_PPM: loading * built.coating_share / PPM,
        }
    )


def _temperature(built: Material, degrees: float) -> float:
    low, high = built.temperature_range
    at = kelvin(degrees)
    if not low <= at <= high:
        raise ValueError(
            f"{degrees:g} °C; the isotherms of {built.name} hold from "
            f"{low - 273.15:.0f} to {high - 273.15:.0f} °C"
        )
    return at


def shares(
    name: str, relative_humidity_pct: float, temperature_degC: float
) -> pd.DataFrame:
    """Where the water of a material sits in equilibrium: a row per component.

    Columns: `component`, `mass_pct` of the dry coating, `share_pct` of the water,
    `coating_ppm` it adds, `own_ppm` [mg/kg of the component itself].
    """
    built = material(name)
    at, activity = _temperature(built, temperature_degC), relative_humidity_pct / 100.0
    water = built.equilibrium_shares(activity, at)
    whole = float(built.equilibrium_ppm(activity, at, COATING))
    return pd.DataFrame(
        [
            {
                "component": c.name,
                "mass_pct": 100.0 * c.mass_fraction,
                "share_pct": 100.0 * float(water[c.name]),
                COATING_PPM: whole * float(water[c.name]),
                "own_ppm": float(c.isotherm.loading(activity, at)) / PPM,
            }
            for c in built.components
        ]
    )


def held(
    name: str, temperature_degC: float, vapour_pressure: float
) -> dict[str, float]:
    """Equilibrium water [ppm] of a material in air of a vapour pressure [Pa].

    ValueError where the air is damper than its isotherms go.
    """
    built = material(name)
    at = _temperature(built, temperature_degC)
    activity = float(water_activity(vapour_pressure, at))
    if activity > built.largest_activity:
        raise ValueError(
            f"the air has a water activity of {activity:.3g}; the isotherms of {name} "
            f"end at {built.largest_activity:g}"
        )
    return {
        ELECTRODE_PPM: float(built.equilibrium_ppm(activity, at)),
        COATING_PPM: float(built.equilibrium_ppm(activity, at, COATING)),
    }


@cache
def _facts():
    return YAML(typ="safe", pure=True).load(FACTS_FILE.read_text(encoding="utf-8"))


def facts(name: str) -> pd.DataFrame:
    """What else is known at 25 degC of the components of a material, beside our law.

    Columns: `component`, `relative_humidity_pct`, `low_ppm`, `high_ppm` (of the
    component), `isotherm_ppm` (ours), `ours` (inside that range, below or above it),
    `standing`, `source`.
    """
    built = material(name)
    own = {c.name: c for c in built.components}
    rows = []
    for fact in _facts()["facts"]:
        if fact["of"] not in own:
            continue
        activity = fact[HUMIDITY] / 100.0
        loading = own[fact["of"]].isotherm.loading(activity, kelvin(25.0))
        rows.append(
            {
                "component": fact["of"],
                HUMIDITY: float(fact[HUMIDITY]),
                "low_ppm": fact["low_kg_per_kg"] / PPM,
                "high_ppm": fact["high_kg_per_kg"] / PPM,
                "isotherm_ppm": float(loading) / PPM,
                "ours": _lies(loading, fact["low_kg_per_kg"], fact["high_kg_per_kg"]),
                "standing": fact["standing"],
                "source": fact["source"],
            }
        )
    heads = ["component", HUMIDITY, "low_ppm", "high_ppm", "isotherm_ppm", "ours"]
    return pd.DataFrame(rows, columns=[*heads, "standing", "source"])


def _lies(value, low, high):
    if low <= value <= high:
        return "inside"
    return "below" if value < low else "above"


def published_share(name: str) -> dict | None:
    """A published share of a material's water in one component, if there is one."""
    return next((dict(s) for s in _facts()["shares"] if s["of"] == name), None)


def names() -> list[tuple[str, str]]:
    """Name and title of every material of the library."""
    return [(name, library().title(name)) for name in library().materials]


def points(data: bytes) -> pd.DataFrame:
    """A user's own sorption points from CSV bytes, checked.

    Columns needed: `relative_humidity_pct` and one of `coating_ppm` and `water_ppm`; a
    `temperature_degC` is optional (25 where there is none).

    Raises
    ------
    PointsError
        Where the table cannot be read, or a cell is no number in its bounds.
    """
    if len(data) > LARGEST:
        raise PointsError(f"the file has {len(data)} bytes; at most {LARGEST} are read")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PointsError(
            "the file is no text in UTF-8; save it as CSV (UTF-8)"
        ) from None
    try:
        frame = pd.read_csv(
            io.StringIO(text), sep=None, engine="python", nrows=MOST_ROWS + 1
        )
    except (ValueError, csv.Error) as error:  # pandas' own kinds are ValueErrors
        raise PointsError(f"the file is no CSV: {str(error)[:200]}") from None
    if len(frame) > MOST_ROWS:
        raise PointsError(f"the file has more than {MOST_ROWS} rows")
    basis = [c for c in (COATING_PPM, ELECTRODE_PPM) if c in frame.columns]
    if HUMIDITY not in frame.columns or len(basis) != 1:
        raise PointsError(
            f"the first line names the columns: {HUMIDITY} and one of {COATING_PPM} "
            f"and {ELECTRODE_PPM}; temperature_degC may be there too"
        )
    if "temperature_degC" not in frame.columns:
        frame["temperature_degC"] = 25.0
    bounds = {
        HUMIDITY: (0.0, 100.0),
        basis[0]: (0.0, 1e6),
        "temperature_degC": (-60.0, 200.0),
    }
    frame = frame[list(bounds)]
    if frame.empty:
        raise PointsError("the file has no rows below its first line")
    for column, (low, high) in bounds.items():
        value = pd.to_numeric(frame[column], errors="coerce")
        bad = np.flatnonzero(~value.between(low, high))
        if len(bad):
            lines = ", ".join(str(i + 2) for i in bad[:5])
            raise PointsError(
                f"{column}: no number from {low:g} to {high:g} on line {lines}"
                + (" and others" if len(bad) > 5 else "")
            )
        frame[column] = value.astype(float)
    return frame
