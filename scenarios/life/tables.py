"""A retraced life as tables: here its numbers leave SI for what the columns name."""

import math
from collections.abc import Sequence

import numpy as np
import pandas as pd

from models import psychrometrics
from models.bag import BAG
from models.sorption import EDGE, FACE, SEALED
from models.units import GRAM, HOUR, MM, PPM, celsius
from scenarios.life.limits import limits_of, reading_ppm, terms
from twin.life import Episode, Life, Look
from twin.scenario import ELECTRODE_BASIS, Scenario

LOWEST_DEW_POINT = 173.15  # K; below it psychrometrics has no answer
IN_OVEN = "in the oven's chamber"


def course(looks: Sequence[Look]) -> pd.DataFrame:
    """One row per look: the coil's water, its temperature, and the air around it.

    `equilibrium_ppm` is what the coil would come to hold in this vapour at the
    temperature it has; NaN beyond the fitted range of its isotherms.
    """
    rows = []
    for look in looks:
        episode, model = look.episode, look.episode.model
        share = model.material.coating_share
        figures = model.figures(look.state)
        warm, vapour, pressure = episode.air_at(look.time)
        rows.append(
            (
                look.time / HOUR,
                episode.coil,
                station_of(episode),
                episode.zone,
                figures.mean * share / PPM,
                figures.edge * share / PPM,
                figures.worst * share / PPM,
                equilibrium_ppm(model.material, vapour, look.state.temperature),
                float(celsius(look.state.temperature)),
                float(celsius(warm)),
                _dew_point(vapour),
                vapour,
                vapour / pressure / PPM,
            )
        )
    return pd.DataFrame(rows, columns=list(COURSE_COLUMNS))


COURSE_COLUMNS = (
    "time_h",
    "coil",
    "station",
    "zone",
    "water_ppm",
    "edge_ppm",
    "worst_ppm",
    "equilibrium_ppm",
    "coil_degC",
    "air_degC",
    "dew_point_degC",
    "vapour_pressure_Pa",
    "water_ppmv",
)


def station_of(episode: Episode) -> str:
    """The station of an episode; "on its way" between two."""
    return "on its way" if episode.visit is None else episode.visit.station


def way_of(episode: Episode) -> str:
    """How the coil meets the air, in words."""
    in_load = episode.path[0].air is not episode.airs[0]  # felt with a heat of its own
    if in_load or episode.zone.startswith(f"{station_of(episode)}/"):
        return IN_OVEN
    if episode.kind == EDGE and math.isfinite(episode.path[0].exchange.wrap):
        return "wrapped"
    return {
        EDGE: "wound, by its edges",
        FACE: "as a web, by its faces",
        SEALED: "sealed",
        BAG: "in a bag",
    }[episode.kind]


def equilibrium_ppm(material, vapour_pressure: float, temperature: float) -> float:
    """What a coil comes to hold [ppm] in this vapour [Pa] at a temperature [K]."""
    activity = float(psychrometrics.water_activity(vapour_pressure, temperature))
    low, high = material.temperature_range
    if activity > material.largest_activity or not low <= temperature <= high:
        return math.nan
    return float(material.equilibrium_ppm(activity, temperature))


def _dew_point(vapour_pressure):
    if vapour_pressure < psychrometrics.ice_vapour_pressure(LOWEST_DEW_POINT):
        return math.nan
    return float(celsius(psychrometrics.dew_point(vapour_pressure)))


def width_map(looks: Sequence[Look]) -> pd.DataFrame:
    """Water over the width and time: one row per look and cell of the coil's mesh.

    `from_edge_mm`, `to_edge_mm` bound the cell, measured from the open edge; water is
    the cell's mean, per dry electrode. `part` counts the coil's widths: it is cut.
    """
    rows = []
    part, before = -1, None
    for look in looks:
        model = look.episode.model
        widths = np.asarray(model.cell_widths)
        if before is None or not np.array_equal(widths, before):
            part, before = part + 1, widths
        inner = np.concatenate([[0.0], np.cumsum(widths[::-1])]) / MM
        share = model.material.coating_share / model.material.density / PPM
        water = model.profile(look.state)[::-1] * share
        rows += [
            (part, look.time / HOUR, near, far, value)
            for near, far, value in zip(inner[:-1], inner[1:], water, strict=True)
        ]
    return pd.DataFrame(rows, columns=list(MAP_COLUMNS))


MAP_COLUMNS = ("part", "time_h", "from_edge_mm", "to_edge_mm", "water_ppm")


def exposures(life: Life) -> pd.DataFrame:
    """One row per episode: where, how, for how long, what it did, and its regime."""
    rows = []
    for episode in life.episodes:
        model, outcome = episode.model, episode.outcome
        share = model.material.coating_share / model.material.density / PPM
        before, after = model.water(episode.before), model.water(outcome.state)
        rows.append(
            (
                episode.coil,
                station_of(episode),
                episode.zone,
                way_of(episode),
                episode.start / HOUR,
                (episode.end - episode.start) / HOUR,
                before * share,
                after * share,
                (after - before) * share,
                episode.released / GRAM,
                outcome.tau_macro / HOUR,
                outcome.tau_micro,
                outcome.micro_share,
                None if math.isnan(outcome.tau_macro) else outcome.regime,
            )
        )
    return pd.DataFrame(rows, columns=list(EXPOSURE_COLUMNS))


EXPOSURE_COLUMNS = (
    "coil",
    "station",
    "zone",
    "exchange",
    "from_h",
    "hours",
    "before_ppm",
    "after_ppm",
    "change_ppm",
    "released_g",
    "tau_macro_h",
    "tau_micro_s",
    "micro_share",
    "regime",
)


def passages(life: Life, scenario: Scenario) -> pd.DataFrame:
    """One row per visit: when, the water in and out, and the limit that holds there.

    `judged_ppm` is the water behind the station in the limit's own terms.
    """
    limits, end = limits_of(scenario, life.electrode), life.end
    rows = []
    for own in life.passages:
        limit = limits.get(own.station)
        out = own.water_out
        judged, place = math.nan, ()
        if limit is not None and out is not None:
            judged, place = reading_ppm(out, limit), (limit.basis, limit.place)
        rows.append(
            (
                own.coil,
                own.station,
                own.visit,
                own.arrived / HOUR,
                own.started / HOUR,
                (end if math.isnan(own.left) else own.left) / HOUR,
                _ppm(own.water_in),
                _ppm(out),
                math.nan if limit is None else limit.water / PPM,
                "" if limit is None else terms(limit),
                judged,
                None if math.isnan(judged) else out.content(*place) <= limit.water,
                own.can_wait,
            )
        )
    table = pd.DataFrame(rows, columns=list(PASSAGE_COLUMNS))
    return table.astype({"within": "boolean"})


PASSAGE_COLUMNS = (
    "coil",
    "station",
    "visit",
    "arrived_h",
    "started_h",
    "left_h",
    "water_in_ppm",
    "water_out_ppm",
    "limit_ppm",
    "limit_on",
    "judged_ppm",
    "within",
    "can_wait",
)


def _ppm(reading):
    if reading is None:
        return math.nan
    return reading.content(ELECTRODE_BASIS) / PPM
