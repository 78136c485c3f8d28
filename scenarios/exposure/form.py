"""An exposure file as the few choices of a form, and back to its keys.

What the form does not know of (an air film, changed materials, the numbers of a
wrapping) stays as the file has it.
"""

from dataclasses import dataclass

from models.bag import BAG
from models.exposure_limits import MEAN, PLACES
from models.psychrometrics import dew_point
from models.units import HOUR, PPM, celsius
from scenarios.exposure.load import Plan, loaded
from scenarios.schema.sample import COIL, FREE_SHEET, SIZES, STACK
from scenarios.schema.wrapping import KINDS, OPEN

AIR = "here"  # name of the form's air
NEW = {  # what a form begins with that no file fills
    "name": "exposure",
    "material": "anode_cmc_sbr",
    "sample": {"kind": COIL, "width_mm": 250, "length_m": 1000, "film_mm_per_s": 5},
    "start": {"temperature_degC": 22, "water_ppm": 150},
    "airs": {AIR: {"temperature_degC": 22, "dew_point_degC": -10}},
    "limits": [{"water_ppm": 300, "place": "edge"}],
    "times_h": [8],
    "longest_d": 366,
}
SIZED = {  # mm, m, pieces: where a file does not say how large the sample is
    FREE_SHEET: {},
    STACK: {"width_mm": 100.0, "length_mm": 200.0, "sheets": 50},
    COIL: {"width_mm": 250.0, "length_m": 1000.0},
}
USUAL_DEW_POINT, USUAL_WAIT = -30.0, 8.0  # degC, h; where a file has none
OF_A_FILE = ("wrappings", "places")  # keys of a map that name what a form replaces
SWEEP = [-60, -50, -45, -40, -35, -30, -25, -20, -15, -10, -5, 0, 5, 10]  # degC


@dataclass(frozen=True)
class Choices:
    """What a form asks for; lengths as the keys have them, None where not sized so."""

    material: str
    kind: str  # free_sheet, stack, coil
    width_mm: float | None
    length_mm: float | None
    sheets: int | None
    length_m: float | None
    wrapping: str  # one of the names of `wrappings`
    start_ppm: float  # mg per kg dry electrode, foil included; so is the next
    limit_ppm: float
    place: str
    temperature_degC: float  # noqa: N815
    dew_point_degC: float  # noqa: N815
    wait_h: float


def wrappings(content: dict) -> dict[str, dict]:
    """Wrappings to choose among, by name: those of a file's keys, then the library's.

    Of a kind that the file has as it is, only the file's.
    """
    own = dict(content.get("wrappings") or {OPEN: {"kind": OPEN}})
    plain = [{"kind": kind} for kind in KINDS]
    return own | {k["kind"]: k for k in plain if k not in own.values()}


def choices(content: dict) -> Choices:
    """The form as a file's keys fill it: first limit, driest air, longest wait.

    Raises
    ------
    ScenarioError
        With all that is wrong with the keys.
    """
    plan = loaded(content)
    share = plan.material.coating_share / PPM
    limit, sample = plan.limits[0], plan.sample
    temperature, point = _air(plan)
    sizes = {
        name: getattr(sample, name)
        if sample.kind == kind and getattr(sample, name) is not None
        else usual
        for kind, sized in SIZED.items()
        for name, usual in sized.items()
        if kind == sample.kind
    }
    return Choices(
        content["material"],
        sample.kind,
        sizes.get("width_mm"),
        sizes.get("length_mm"),
        sizes.get("sheets"),
        sizes.get("length_m"),
        plan.wrappings[0][0],
        round(plan.model.figures(plan.start).mean * share, 6),
        round(limit.water * share, 6),
        MEAN if sample.kind == FREE_SHEET else limit.place,
        temperature,
        point,
        max(plan.waits) / HOUR if plan.waits else USUAL_WAIT,
    )


def _air(plan: Plan):
    """Temperature and dew point [degC] of the driest named air, or usual ones."""
    named = [p.air for p in plan.places if p.dew_point is None]
    named = [air for air in named if air.vapour_pressure > 0.0]
    if not named:
        return round(celsius(plan.wait_temperatures[0]), 6), USUAL_DEW_POINT
    driest = min(named, key=lambda air: air.vapour_pressure)
    point = celsius(float(dew_point(driest.vapour_pressure)))
    return round(celsius(driest.temperature), 6), round(point, 1)


def keys(content: dict, chosen: Choices) -> dict:
    """The keys of what waits, up to what: `content` with what was chosen; no airs.

    Limits count at all places, the chosen one first.
    """
    kind = chosen.kind
    every = dict.fromkeys(name for names in SIZES.values() for name in names)
    before = content.get("sample") or {}
    sample = {"kind": kind}
    sample |= {k: v for k, v in before.items() if k != "kind" and k not in every}
    if before.get("kind") == kind:  # what is not asked for: open sides, a core
        sample |= {k: v for k, v in before.items() if k in SIZES[kind]}
    sample |= {name: getattr(chosen, name) for name in SIZED[kind]}
    places = [chosen.place, *(place for place in PLACES if place != chosen.place)]
    if kind == FREE_SHEET:
        places = [MEAN]
    wrapped = OPEN if kind == FREE_SHEET else chosen.wrapping
    made = {
        "name": content.get("name", NEW["name"]),
        "description": content.get("description", ""),
        "material": chosen.material,
        "materials": content.get("materials") or {},
        "sample": sample,
        "start": {
            "temperature_degC": _start_temperature(content),
            "water_ppm": chosen.start_ppm,
        },
        "wrappings": {wrapped: wrappings(content).get(wrapped, {"kind": OPEN})},
        "limits": [{"water_ppm": chosen.limit_ppm, "place": one} for one in places],
        "longest_d": content.get("longest_d", NEW["longest_d"]),
        "numerics": content.get("numerics") or {},
    }
    return {name: value for name, value in made.items() if value not in ("", {})}


def _start_temperature(content):
    return (content.get("start") or NEW["start"])["temperature_degC"]


def file_keys(content: dict, chosen: Choices, name: str | None = None) -> dict:
    """All keys of an exposure file for what was chosen, as `twin expose` runs it.

    With the air, a sweep over dew points and the wait. With a map unless what it is
    wrapped in has an air of its own, in which a map takes minutes.

    Raises
    ------
    ScenarioError
        With all that is wrong with what was chosen.
    """
    made = keys(content, chosen)
    asked = {
        "airs": {AIR: air_keys(chosen)},
        "times_h": [chosen.wait_h],
        "at_temperatures_degC": [chosen.temperature_degC],
    }
    dry = [point for point in SWEEP if point < chosen.temperature_degC - 5]
    if len(dry) > 1:
        asked["sweep"] = {
            "temperature_degC": chosen.temperature_degC,
            "dew_points_degC": dry,
        }
    if not has_own_air(made):
        before = content.get("map") or {}
        asked["map"] = {k: v for k, v in before.items() if k not in OF_A_FILE}
    whole = {**made, **asked} if name is None else {**made, **asked, "name": name}
    loaded(whole)
    return whole


def air_keys(chosen: Choices) -> dict:
    """The keys of the chosen air."""
    return {
        "temperature_degC": chosen.temperature_degC,
        "dew_point_degC": chosen.dew_point_degC,
    }


def has_own_air(content: dict) -> bool:
    """Whether the wrapping of these keys has an air of its own: a second per answer."""
    plan = loaded({"times_h": [1.0], **content})
    return any(exchange.kind == BAG for _, _, exchange in plan.wrappings)
