"""What the command line prints of a run's energy: by station, and per kWh of cells."""

import math

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from models.units import DAY
from scenarios.tables import number
from twin import energy_kpis
from twin.energy import COLUMNS
from twin.energy_tables import BOOKED

HEADS = {
    "electricity_kWh": "electricity kWh",
    "natural_gas_kWh": "gas kWh",
    "district_heat_kWh": "heat kWh",
    "nitrogen_Nm3": "N2 Nm³",
    "argon_Nm3": "Ar Nm³",
}


def energy_table(result) -> Table:
    """What each station drew after the warm-up, and what that cost.

    Stations and carriers of which there is nothing are left out.
    """
    totals = energy_kpis.station_totals(result)
    totals = totals[(totals[list(COLUMNS)] != 0.0).any(axis=1)]
    carriers = [name for name in COLUMNS if (totals[name] != 0.0).any()]
    scenario = result.scenario
    days = (scenario.duration - scenario.warm_up) / DAY
    table = Table(
        box=box.SIMPLE_HEAD,
        title=f"{scenario.name}: energy of the {days:g} days after the warm-up",
        title_justify="left",
        caption="standby is in the electricity, but not in kWh/m² of web as it arrived",
        caption_justify="left",
    )
    table.add_column("station", no_wrap=True)
    money = f"cost {scenario.tariff.currency}"
    heads = [HEADS[name] for name in carriers]
    heads.insert(1, "standby")  # electricity is the first: what stands by draws it
    for head in (*heads, money, "CO2 kg", "kWh/m²"):
        table.add_column(head, justify="right", no_wrap=True)
    shown = [*carriers, "energy_cost", "co2_kg"]
    shown.insert(1, "standby_kWh")
    for row in totals.to_dict("records"):
        cells = [number(row[name]) for name in shown]
        table.add_row(Text(row["station"]), *cells, number(row["kWh_per_m2"], 4))
    table.add_section()
    sums = [number(math.fsum(totals[name])) for name in shown]
    table.add_row("together", *sums, "")
    return table


def closing_line(result) -> str:
    """What the plant drew per kWh of the cells it made, or in all without cells."""
    drawn = energy_kpis.plant_energy(result)
    if not any(drawn[name] for name in BOOKED):
        return "energy: none was drawn after the warm-up"
    money = result.scenario.tariff.currency
    if not drawn["cells"]:
        return (
            f"energy: {number(drawn['kWh'])} kWh, {number(drawn['energy_cost'])} "
            f"{money}, {number(drawn['co2_kg'])} kg of CO2; no cells were made"
        )
    # of gas alone, which is no energy, none is standby
    standby = drawn["standby_electricity_kWh"] / drawn["kWh"] if drawn["kWh"] else 0.0
    return (
        f"energy per kWh of cells: {number(drawn['kWh_per_kWh_of_cells'], 1)} kWh, "
        f"{number(drawn['cost_per_kWh_of_cells'], 2)} {money}, "
        f"{number(drawn['co2_kg_per_kWh_of_cells'], 1)} kg of CO2; "
        f"{number(standby * 100)} % is standby"
    )


def print_energy(result, console: Console) -> None:
    """Table and closing line, where the scenario says what anything draws."""
    if not (result.energy[list(BOOKED)] != 0.0).any(axis=None):
        return
    if (energy_kpis.consumption(result)[list(BOOKED)] != 0.0).any(axis=None):
        console.print(energy_table(result))
    console.print(Text(closing_line(result)))
