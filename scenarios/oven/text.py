"""What `twin oven` prints: a line per step, a line per group of coils, a few words."""

from collections.abc import Sequence

from models.units import HOUR, PPM, celsius
from scenarios.oven.levers import Lever
from scenarios.oven.oven import OvenResult
from scenarios.tables import NOTHING, number, rows_table


def _digits(value, digits=3):
    return NOTHING if value is None else f"{value:.{digits}g}"


def _pressure(mbar):
    return f"{mbar:.0f}" if mbar >= 100.0 else f"{mbar:.3g}"


def steps_table(result: OvenResult):
    """One line per step of the recipe: what stood at its end."""
    steps = result.steps
    lines = []
    for i in range(len(steps["step"])):
        at = {name: column[i] for name, column in steps.items()}
        above = NOTHING
        if at["above_h"] > 0.0:
            above = f"{_digits(60 * at['above_h'], 2)} min, {at['above_mbar']:.2g} mbar"
        lines.append(
            (
                f"{at['step']} {at['name']}".strip(),
                number(at["end_h"], 2),
                f"{at['coldest_degC']:.1f} of {at['set_degC']:.0f}",
                _pressure(at["pressure_mbar"]),
                _digits(at["vapour_pressure_mbar"]),
                number(at["dew_point_degC"], 0),
                number(at["mean_ppm"], 0),
                number(at["worst_ppm"], 0),
                number(at["floor_ppm"], 1),
                _digits(at["reached_min"], 2),
                above,
            )
        )
    heads = (
        "step", "until h", "coldest °C", "mbar", "vapour", "dew °C", "mean", "wettest",
        "floor", "reached", "above set",
    )  # fmt: skip
    table = rows_table(
        lines,
        heads,
        f"{result.task.name}: at the end of each step; water in ppm of dry electrode",
        heads[1:],
    )
    for column in table.columns:
        column.no_wrap = True
    table.caption = (
        "vapour: its pressure in mbar; water in mg per kg, foil included; floor: what "
        "is in equilibrium with that vapour; reached: "
        "minutes to within 1 % of the set pressure; above set: for how long beyond the "
        "time the empty chamber takes, and by how much at most"
    )
    table.caption_justify = "left"
    return table


def coils_table(result: OvenResult):
    """One line per group of coils that are alike."""
    coils = result.coils
    lines = []
    for i in range(len(coils["name"])):
        at = {name: column[i] for name, column in coils.items()}
        latent = at["latent_share"]
        lines.append(
            (
                at["name"],
                at["count"],
                number(at["mass_kg"], 0),
                number(at["start_ppm"], 0),
                number(at["end_ppm"], 0),
                number(at["end_wettest_ppm"], 0),
                number(at["heated_h"], 1),
                number(at["through_h"], 1),
                f"{number(at['hottest_degC'], 0)} of {number(at['highest_degC'], 0)}",
                number(at["dose_h"], 1),
                number(at["biot"], 2),
                NOTHING if latent is None else f"{100 * latent:.0f} %",
                at["verdict"],
            )
        )
    heads = (
        "coils", "n", "kg", "before", "after", "wettest", "hot h", "through h",
        "hottest °C", "dose h", "Biot", "latent", "verdict",
    )  # fmt: skip
    return rows_table(lines, heads, "", heads[1:-1])


def words(result: OvenResult) -> list[str]:
    """When the last coil is through, what heat-up took, and the energy."""
    summary, energy = result.summary, result.energy
    lines = []
    if summary["limit_set"]:
        if summary["through_h"] is None:
            lines.append(
                f"after {summary['recipe_h']:.4g} h not every coil is through its limit"
            )
        else:
            lines.append(
                f"the last coil is through its limit after {summary['through_h']:.3g} "
                f"of {summary['recipe_h']:.4g} h"
            )
    if summary["heated_h"] is None:
        lines.append("the coldest coil never gets within 5 % of its way to the hottest "
                     "set temperature")  # fmt: skip
    else:
        lines.append(
            f"heat-up takes {summary['heated_h']:.3g} h, "
            f"{100 * summary['heat_up_share']:.0f} % of the time"
        )
    if summary["wall_saturation"] > 1.0:
        lines.append(
            "water would condense on the walls: their dew point is passed by "
            f"{100 * (summary['wall_saturation'] - 1):.2g} % of the vapour pressure, "
            "and what condenses is not modelled"
        )
    lines.append(
        f"heat {energy['heat_kWh']:.3g} kWh ({energy['heat_to_coils_kWh']:.3g} to the "
        f"coils, {energy['heat_of_desorption_kWh']:.2g} of it for desorption; "
        f"{energy['heat_lost_kWh']:.3g} lost, {energy['heat_to_gas_kWh']:.2g} to the "
        f"gas), cooling {energy['cooling_kWh']:.3g} kWh, pump "
        f"{energy['pump_electricity_kWh']:.3g} kWh, gas {energy['gas_Nm3']:.3g} Nm3; "
        f"water removed {energy['water_removed_kg']:.3g} kg"
    )
    carriers = ("electricity", "natural_gas", "district_heat")
    bought = [
        f"{energy[f'{name}_kWh']:.3g} kWh of {name.replace('_', ' ')}"
        for name in carriers
        if energy[f"{name}_kWh"] > 0.0
    ]
    mass = sum(
        coil.count * wound.electrode_mass
        for coil, wound in zip(result.task.coils, result.task.geometry, strict=True)
    )
    lines.append(
        f"bought: {', '.join(bought) or 'nothing'}; "
        f"{sum(energy[f'{n}_kWh'] for n in carriers) / mass:.2g} kWh per kg of "
        "electrode"
    )
    return lines


def json_object(result: OvenResult, levers: Sequence[Lever] = ()) -> dict:
    """All that came out, as one object; tables as lists by column."""
    limits = result.task.limits
    found = {
        "name": result.task.name,
        "limits": {
            "water_ppm": _ppm(limits.water),
            "wettest_ppm": _ppm(limits.wettest),
            "least_water_ppm": _ppm(limits.least),
            "dose_h": limits.dose / HOUR,
            "dose_temperature_degC": celsius(limits.dose_temperature),
            "dose_energy_kJ_per_mol": limits.dose_energy / 1e3,
        },
        "summary": result.summary,
        "energy": result.energy,
        "steps": result.steps,
        "coils": result.coils,
        "rows": result.rows,
    }
    if levers:
        found["levers"] = {lever.column: lever.table() for lever in levers}
    return found


def _ppm(water):
    return None if water is None else water / PPM
