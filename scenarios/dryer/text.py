"""What `twin dry` prints: a table of the stages, one of the zones, the answers."""

import math

from models.drying.cracking import LIKELY, SAFE, WATCH
from models.drying.web_profile import STAGES
from models.units import KWH, MINUTE, UM, celsius
from scenarios.dryer.dryer import FACES, DryerRun
from scenarios.tables import number, rows_table

PRACTICE = {
    SAFE: "thinner than where cracks begin to be seen",
    WATCH: "as thick as where cracks begin to be seen",
    LIKELY: "thicker than what usually stays whole",
}
TERMS = {
    "latent": "evaporation",
    "air": "fresh air",
    "vapour": "warming the vapour",
    "web": "warming the web",
    "shed": "cooling zones",
    "loss": "casing",
    "recovered": "heat recovery",
}


def zones_table(run: DryerRun):
    """One line per zone: air, heat transfer, what evaporates."""
    line, zones = run.line, run.zones
    ends = run.line.dryer.borders
    lines = []
    for i, name in enumerate(zones["zone"]):
        both = (zones["heat_W_per_m2_K"][i], zones["back_heat_W_per_m2_K"][i])
        lines.append(
            (
                name,
                f"{ends[i]:g} to {ends[i + 1]:g} m",
                f"{zones['air_temperature_degC'][i]:.4g} °C",
                " / ".join(number(alpha) for alpha in both),
                number(zones["time_s"][i], 1),
                number(zones["evaporated_g_per_m2"][i], 2),
                number(celsius(_temperature_at(run, i)), 1),
            )
        )
    heads = ("zone", "from", "air", "W/(m²K)", "s", "g/m²", "web °C")
    solvent = line.web.coating.solvent.name
    title = (
        f"{line.name}: {line.material.name}, {solvent}, {line.speed * MINUTE:g} m/min"
    )
    table = rows_table(lines, heads, title, heads[2:])
    table.caption = (
        "W/(m²K): top / bottom; g/m²: evaporated from all wet faces per m² of web; "
        "web: where it leaves the zone"
    )
    table.caption_justify = "left"
    return table


def _temperature_at(run, zone):
    profile = run.profile
    last = (profile.zone_number == zone).nonzero()[0][-1]
    return float(profile.temperature[last])


def answer_lines(run: DryerRun) -> list[str]:
    """The answers in sentences."""
    return [
        *_stage_lines(run),
        *_exit_lines(run),
        _speed_line(run),
        *_quality_lines(run),
        *_energy_lines(run),
    ]


def _stage_lines(run):
    many = run.line.web.wet_faces > 1
    lines = []
    for face in range(run.line.web.wet_faces):
        ends = run.profile.stage_ends(face)
        said = [
            f"{stage} {'not finished' if ends[stage] is None else _to(ends[stage])}"
            for stage in STAGES[:-1]
        ]
        dry = ends[STAGES[-1]]
        said.append("dry never" if dry is None else f"dry at {dry:.1f} m")
        words = f"{FACES[face]} face: " if many else "stages: "
        lines.append(words + ", ".join(said))
    return lines


def _to(place):
    return f"to {place:.1f} m"


def _exit_lines(run):
    answers = run.summary
    solvent = run.line.web.coating.solvent.name
    verdict = "dry" if answers["dry"] else "NOT DRY"
    lines = [
        f"{verdict}: {answers['residual_coating_ppm']:.0f} mg of {solvent} per kg of "
        f"dry coating leave the dryer ({answers['residual_electrode_ppm']:.0f} per kg "
        f"of dry electrode), the limit is {answers['limit_coating_ppm']:.0f}; web "
        f"{answers['web_temperature_degC']:.1f} °C"
    ]
    if solvent != "water":
        lines.append(
            f"water: {answers['water_coating_ppm']:.1f} mg per kg of dry coating, in "
            "equilibrium with the last zone's air"
        )
    return lines


def _speed_line(run):
    if run.highest is None:
        return "no speed dries this web: the last zones' air holds too much vapour"
    if math.isinf(run.highest):
        return "dry at any speed that was tried"
    missing = run.missing
    words = (
        f"{missing:.1f} m of dryer are missing"
        if missing > 0.0
        else f"{-missing:.1f} m of dryer are in reserve"
    )
    return (
        f"highest safe speed {run.highest * MINUTE:.1f} m/min; {words}, all zones alike"
    )


def _quality_lines(run):
    answers, lines = run.summary, []
    if answers["binder_enrichment"] is not None:
        lines.append(
            f"binder: {answers['binder_enrichment']:.2f} times its mean at the surface "
            "when the particles touch (mean Peclet number "
            f"{answers['binder_peclet']:.2g}); how it moves later is not modelled"
        )
    if run.cracks is not None:
        practice = PRACTICE.get(run.cracks.practice)
        lines.append(
            f"cracks: {run.cracks.thickness / UM:.0f} um dry are "
            f"{run.cracks.index:.2f} of the critical "
            f"{run.cracks.critical / UM:.0f} um (an indicator)"
            + (f"; {practice}" if practice else "")
        )
    return lines


def _energy_lines(run):
    energy, answers = run.energy, run.summary
    solvent = run.line.web.coating.solvent.name
    bought = [
        f"{getattr(energy, kind) / KWH:.3f} kWh of {kind}"
        for kind in ("electricity", "heat", "gas")
        if getattr(energy, kind) > 0.0
    ]
    terms = ", ".join(
        f"{TERMS[name]} {value:.2f}"
        for name in TERMS
        if abs(value := run.energy_terms[name]) >= 0.005
    )
    lines = [
        f"energy per m² of web: {', '.join(bought)}; together "
        f"{answers['energy_kWh_per_kg_solvent']:.2f} kWh per kg of {solvent}",
        f"of the heat, kWh per kg: {terms}",
    ]
    share = answers["explosive_limit_pct"]
    if share is not None:
        lines.append(
            f"exhaust at {share:.0f} % of the lower explosive limit, "
            f"{answers['solvent_recovered_pct']:.1f} % of the {solvent} recovered"
        )
    return lines


def parameter_columns(run: DryerRun) -> dict[str, list]:
    """Every number with a provenance, as columns."""
    names = sorted(run.line.parameters)
    rows = [run.line.parameters[name] for name in names]
    return {"parameter": names} | {
        column: [getattr(row, column) for row in rows]
        for column in ("value", "unit", "standing", "source")
    }


def json_object(run: DryerRun) -> dict:
    """All that came out, as one object."""
    return {
        "name": run.line.name,
        **run.summary,
        "stages": run.stages,
        "zones": run.zones,
        "heat_kWh_per_kg_solvent": run.energy_terms,
        "profile": run.rows,
        "parameters": parameter_columns(run),
    }
