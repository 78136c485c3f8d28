"""A plan of a dry room over a small week, for the tests of plans."""

from scenarios.plan.week.load import loaded
from scenarios.shipped import PROJECT_FOLDER

SHIFTS = ["Mon-Fri 06:00-22:00"]
SHEETS = {
    "material": "anode",
    "sample": {"kind": "free_sheet", "film_mm_per_s": 5},
    "start": {"temperature_degC": 22, "water_ppm": 100},
    "exposed": {"during": SHIFTS, "for_min": 20},
    "limits": [{"water_ppm": 100}],
}
COILS = {
    "material": "anode",
    "sample": {"kind": "coil", "width_mm": 240, "film_mm_per_s": 5},
    "start": {"temperature_degC": 22, "water_ppm": 150},
    "waits": ["Fri 22:00 - Mon 06:00"],
    "limits": [{"water_ppm": 250, "place": "edge"}],
}
PLAN = {
    "name": "a small week",
    "room_file": "rooms/twenty_people.yaml",
    "materials": {"anode": {"extends": "anode_cmc_sbr", "strong_sites": True}},
    "changes": {"air_handling.wheel.regeneration_degC": 50},
    "bands": {
        "work": {"when": SHIFTS, "low": -39, "high": -33, "step": 2},
        "night": {
            "when": ["Mon-Thu 22:00-24:00", "Tue-Fri 00:00-06:00"],
            "low": -39,
            "high": -9,
            "step": 10,
        },
        "weekend": {"low": -39, "high": -9, "step": 10},
    },
    "products": {"sheets": SHEETS, "coils": COILS},
    "weeks": [3],
    "today": {"frost_point_degC": -40},
    "tariff": {
        "electricity_hours": [
            {"when": ["daily 22:00-06:00"], "electricity_per_kWh": 0.1}
        ]
    },
}


def plan(**changes):
    """The small plan with other keys; None takes one away."""
    return {k: v for k, v in {**PLAN, **changes}.items() if v is not None}


def task(**changes):
    return loaded(plan(**changes), folder=PROJECT_FOLDER)
