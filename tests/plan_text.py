"""A small plan as the keys of its file, for the tests of the planner."""

from copy import deepcopy

STEP = {"gas": "nitrogen", "dew_point_degC": -50}
PLAN = {
    "name": "small plan",
    "room": {"temperature_degC": 23, "relative_humidity_pct": 30},
    "oven": {
        "volume_m3": 0.5,
        "pump": {"ultimate_mbar": 0.01, "speed_m3_per_h": 60, "power_kW": 1.5},
        "wall_kg": 300,
        "wall_loss_W_per_K": 5,
        "heater_kW": 8,
    },
    "load": [
        {
            "name": "coil",
            "material": "anode_cmc_sbr",
            "width_mm": 120,
            "length_m": 600,
            "start": {"temperature_degC": 23, "relative_humidity_pct": 40},
        }
    ],
    "recipe": [
        {"name": "heat", "temperature_degC": "$warm", "ramp_K_per_h": 120,
         "pressure_mbar": 900, **STEP, "hold_h": "$heat"},
        {"name": "dry", "pressure_mbar": "$mbar", "hold_h": "$dry"},
    ],
    "today": [
        {"name": "heat", "temperature_degC": 90, "ramp_K_per_h": 120,
         "pressure_mbar": 900, **STEP, "hold_h": 3},
        {"name": "dry", "pressure_mbar": 10, "hold_h": 6},
    ],
    "decide": {
        "warm": {"low": 70, "high": 120, "step": 2},
        "heat": {"low": 0.5, "high": 3, "step": 0.25},
        "mbar": {"low": 1, "high": 50, "step": 1},
        "dry": {"low": 0.1, "high": 10, "step": 0.05, "shortest": True},
    },
    "window": {"water_ppm": 150},
    "uncertainty": {
        "sorption": {"kind": "lognormal", "sd": 0.15},
        "pore_diffusivity": {"kind": "lognormal", "sd": 0.2},
        "heat_transfer": {"kind": "normal", "sd": 0.1},
        "pump_speed": {"kind": "triangular", "low": 0.8, "mode": 1, "high": 1.05},
    },
    "goal": "time",
    "search": {"evaluations": 60, "population": 12, "samples": 16, "plan_samples": 64},
    "numerics": {"macro_cells": 8, "micro_modes": 2, "tolerance": 0.002},
}  # fmt: skip


def plan(**changes):
    """The small plan with sections laid over its own; None takes a key away."""
    content = deepcopy(PLAN)
    for name, value in changes.items():
        if isinstance(value, dict) and isinstance(content.get(name), dict):
            section = {**content[name], **value}
            value = {k: v for k, v in section.items() if v is not None}
        content[name] = value
    return {k: v for k, v in content.items() if v is not None}
