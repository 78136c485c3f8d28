"""Limits of a scenario, and what a coil holds in their terms."""

from collections.abc import Mapping
from typing import Any

from models.units import PPM
from twin.scenario import COATING_BASIS, EDGE_STRIP, MEAN, WORST, Limit, Scenario
from twin.stay import Reading

COLUMNS = {MEAN: "water_out_ppm", EDGE_STRIP: "edge_out_ppm", WORST: "worst_out_ppm"}
PLACES = {MEAN: "mean", EDGE_STRIP: "outer 10 mm", WORST: "wettest place"}


def limits_of(scenario: Scenario, electrode: str) -> dict[str, Limit]:
    """The limits of an electrode, by the station behind which they hold."""
    return {
        limit.station: limit
        for limit in scenario.limits
        if limit.electrode == electrode
    }


def in_terms_of_limit(row: Mapping[str, Any], limit: Limit) -> float:
    """Water [ppm] of a row of the table visits, at the place and basis of `limit`."""
    value = row[COLUMNS[limit.place]]
    if limit.basis == COATING_BASIS:
        # the table has the mean per coating; every place has the same share of it
        value *= row["coating_out_ppm"] / row["water_out_ppm"]
    return float(value)


def reading_ppm(reading: Reading, limit: Limit) -> float:
    """Water [ppm] of a reading at the place and basis of `limit`."""
    return reading.content(limit.basis, limit.place) / PPM


def terms(limit: Limit) -> str:
    """What the limit is on, in words."""
    basis = "coating" if limit.basis == COATING_BASIS else "electrode"
    return f"{PLACES[limit.place]}, per dry {basis}"


PLAIN = f"{PLACES[MEAN]}, per dry electrode"  # where there is no limit
