"""Energy of a run: every number of a hand-made line, and sums that close."""

import json
import math
from dataclasses import replace
from functools import cache, partial
from io import StringIO

import numpy as np
import pandas as pd
import pytest
from plant import HOUR, WellMixed, electrode, fixed, machine, scenario
from rich.console import Console
from scenario_text import DATA, changed, load_text, load_tree
from typer.testing import CliRunner

from models.calendering import HotRolls
from models.units import KWH, MINUTE, kelvin
from scenarios import store
from scenarios.cli import app
from scenarios.energy_text import print_energy
from scenarios.faults import ScenarioError
from scenarios.material.library import material
from twin import energy_kpis, kpis, line
from twin.energy import COLUMNS, Energy
from twin.energy_tables import BOOKED, told_apart
from twin.faults import faults
from twin.scenario import (
    AssemblySpec,
    Breakdowns,
    CalenderSpec,
    CellDesign,
    CoilOrder,
    Distribution,
    OvenSpec,
    Rates,
    RecipeStep,
    Sheet,
    Shifts,
    SlitterSpec,
    StoreSpec,
    Tariff,
)

run = partial(line.run, model_for=WellMixed)
KW = 1e3  # W
FIFTH = Tariff(electricity=0.2 / KWH, district_heat=0.1 / KWH)  # EUR per kWh
HALF = Rates(electricity=0.5 / KWH, district_heat=0.25 / KWH)  # kg per kWh
HOLD = RecipeStep(298.15, 1.0, 1e4, 10.0, "nitrogen", 4 * HOUR)


def winder_and_oven(hours=24, **others):
    """Two coils, the second half as long: 2 h each on the winder, 5 h in the oven.

    The winder fails after 3 h of work, an hour into the second coil, for an hour.
    """
    stations = {
        "winder": machine(
            2.0,
            power=10 * KW,
            standby=1 * KW,
            breakdowns=Breakdowns(fixed(3), fixed(1)),
            changeover=fixed(0.5),
        ),
        "oven": OvenSpec(
            zone="hall",
            capacity=2,
            min_load=2,
            recipe=(HOLD,),
            loading=0.5 * HOUR,
            unloading=0.5 * HOUR,
            power=6 * KW,
            standby=0.6 * KW,
        ),
    }
    orders = (CoilOrder("long", 0.0), CoilOrder("short", 0.0, length=180.0))
    coils = {"anode": electrode("winder", orders=orders)}
    given = {"tariff": FIFTH, "co2": HALF} | others
    return scenario(stations, hours, coils, **given)


def row(table, station, use="visits"):
    return table[(table["station"] == station) & (table["use"] == use)].iloc[0]


def test_a_room_that_shares_its_name_with_a_station_keeps_its_own_row():
    rows = [("dry", "visits", 3.0), ("dry", "standby", 1.0), ("dry", "air", 20.0)]
    rows += [("hall", "air", 5.0), ("winder", "visits", 2.0)]
    table = pd.DataFrame(rows, columns=["station", "use", "electricity_kWh"])
    sums = told_apart(table).groupby("station")["electricity_kWh"].sum()
    assert sums.to_dict() == {"dry": 4.0, "dry (room)": 20.0, "hall": 5, "winder": 2}


# ---------------------------------------------------------------- by hand


def test_every_visit_draws_what_its_machine_does_while_it_works():
    visits = run(winder_and_oven()).visits
    assert visits["station"].tolist() == ["winder", "winder", "oven", "oven"]
    assert visits["finished_h"].tolist() == pytest.approx([2.0, 5.5, 10.5, 10.5])
    assert visits["work_h"].tolist() == pytest.approx([2, 2, 10 / 3, 5 / 3])
    # 10 kW for 2 h each, the repair left out; 6 kW for 5 h, two to one by dry mass
    assert visits["electricity_kWh"].tolist() == pytest.approx([20, 20, 20, 10])
    assert visits["energy_cost"].tolist() == pytest.approx([4, 4, 4, 2])
    assert visits["co2_kg"].tolist() == pytest.approx([10, 10, 10, 5])
    assert visits["web_m2"].tolist() == pytest.approx([72, 36, 72, 36])
    assert not visits[list(COLUMNS[1:])].any(axis=None)


def test_standby_is_what_is_left_of_each_machines_time():
    table = run(winder_and_oven()).energy
    assert table["station"].tolist() == ["winder", "winder", "oven", "oven"]
    assert table["use"].tolist() == ["visits", "standby"] * 2
    assert table["machine_h"].tolist() == pytest.approx([4, 20, 5, 19])
    assert table["electricity_kWh"].tolist() == pytest.approx([40, 20, 30, 11.4])
    assert table["energy_cost"].tolist() == pytest.approx([8, 4, 6, 2.28])
    assert table["co2_kg"].tolist() == pytest.approx([20, 10, 15, 5.7])


def test_work_counts_until_the_run_ends():
    # the second coil began after 2.5 h, broke down at 3.5 h and goes on at 4.5 h
    for hours, worked in ((3.0, 2.5), (4.0, 3.0), (5.0, 3.5)):
        table = run(winder_and_oven(hours)).energy
        assert row(table, "winder")["machine_h"] == pytest.approx(worked)
        assert row(table, "winder")["electricity_kWh"] == pytest.approx(10 * worked)
        standby = row(table, "winder", "standby")
        assert standby["electricity_kWh"] == pytest.approx(hours - worked)
    # loaded at 6 h, four hours in the chamber
    assert row(run(winder_and_oven(8.0)).energy, "oven")["machine_h"] == pytest.approx(
        2.5
    )


def test_window_takes_the_work_after_the_warm_up():
    result = run(winder_and_oven(warm_up=3.0 * HOUR))
    table = energy_kpis.consumption(result)
    # of the winder's work 2.5 h lie before; its standby is 21 h less the 1.5 h left
    assert row(table, "winder")["electricity_kWh"] == pytest.approx(15)
    assert row(table, "winder", "standby")["electricity_kWh"] == pytest.approx(19.5)
    assert row(table, "oven")["electricity_kWh"] == pytest.approx(30)
    assert row(table, "oven", "standby")["electricity_kWh"] == pytest.approx(16 * 0.6)
    drawn = energy_kpis.plant_energy(result)
    assert drawn["electricity_kWh"] == pytest.approx(15 + 19.5 + 30 + 9.6)
    assert drawn["standby_electricity_kWh"] == pytest.approx(29.1)
    assert drawn["energy_cost"] == pytest.approx(0.2 * drawn["kWh"])
    assert math.isnan(drawn["kWh_per_kWh_of_cells"])  # none were made


def test_means_per_coil_and_per_m2_are_those_of_the_finished_visits():
    table = energy_kpis.station_energy(run(winder_and_oven()))
    assert table["station"].tolist() == ["winder", "oven"]
    winder, oven = table.to_dict("records")
    assert (winder["coils"], winder["web_m2"]) == (2, pytest.approx(108))
    assert winder["electricity_kWh_per_coil"] == pytest.approx(20)
    assert oven["electricity_kWh_per_coil"] == pytest.approx(15)
    assert oven["kWh_per_m2"] == pytest.approx(30 / 108)
    assert oven["energy_cost_per_m2"] == pytest.approx(6 / 108)
    assert oven["co2_kg_per_coil"] == pytest.approx(7.5)
    # half way: only the first coil is through the winder, none through the oven
    table = energy_kpis.station_energy(run(winder_and_oven(hours=5)))
    assert table["coils"].tolist() == [1]
    assert table["electricity_kWh_per_coil"].tolist() == pytest.approx([20])


def test_summary_names_energy_with_its_units_and_the_currency():
    found = kpis.summarise(run(winder_and_oven()))
    assert found["currency"] == "EUR"
    assert found["energy.electricity_kWh"] == pytest.approx(101.4)
    assert found["energy.energy_cost"] == pytest.approx(20.28)
    assert found["energy.co2_kg"] == pytest.approx(50.7)
    assert found["anode.oven.electricity_kWh_per_coil"] == pytest.approx(15)
    assert found["anode.oven.kWh_per_m2"] == pytest.approx(30 / 108)


def test_daughters_carry_what_their_mother_drew_by_dry_mass():
    stations = {
        "winder": machine(2.0, power=10 * KW),
        "slitter": SlitterSpec(
            zone="hall",
            duration=fixed(1.0),
            daughter_widths=(0.06, 0.12),
            trim=0.01,
            power=4 * KW,
            standby=7 * KW,
        ),
        "store": StoreSpec(zone="hall", duration=fixed(1.0), machines=2, power=1 * KW),
    }
    result = run(scenario(stations, 10, tariff=FIFTH, co2=HALF))
    coils = result.coils.set_index("coil")
    mother, narrow, wide = coils.index
    drawn = coils["electricity_kWh"]
    assert drawn[mother] == pytest.approx(24)
    assert drawn[narrow] == pytest.approx(24 / 3 + 1)  # none goes to the trim
    assert drawn[wide] == pytest.approx(24 * 2 / 3 + 1)
    assert coils["energy_cost"][wide] == pytest.approx(0.2 * 17)
    assert coils["co2_kg"][wide] == pytest.approx(0.5 * 17)


def assembly_line():
    """500 cells of 7 Wh: 300 with the first cathode coil, 200 with the second."""
    cell = CellDesign(
        "anode",
        "cathode",
        Sheet(2, 0.15, 0.1),
        Sheet(1, 0.1, 0.2),
        "electrode",
        capacity=2.0,
        voltage=3.5,
        separator_area=0.5,
    )
    assembly = AssemblySpec(
        zone="hall",
        cell=cell,
        time_per_cell=Distribution("fixed", (3.6,)),
        power=3 * KW,
        standby=1 * KW,
    )
    anodes = (CoilOrder("A1", 0.0, length=100.05),)
    cathodes = (CoilOrder("C1", 0.0, length=30.0), CoilOrder("C2", 0.0, length=90.0))
    coils = {
        "anode": electrode("assembly", orders=anodes),
        "cathode": electrode("assembly", orders=cathodes),
    }
    return scenario({"assembly": assembly}, 10, coils, tariff=FIFTH, co2=HALF)


def test_partners_in_assembly_share_the_machine_half_and_half():
    visits = run(assembly_line()).visits.set_index("coil")
    assert visits["work_h"].to_dict() == pytest.approx(
        {"A1": 0.25, "C1": 0.15, "C2": 0.1}
    )
    assert visits["electricity_kWh"].to_dict() == pytest.approx(
        {"A1": 0.75, "C1": 0.45, "C2": 0.3}
    )


def test_consumption_per_kwh_of_cells_is_the_plants_over_the_cells_made():
    result = run(assembly_line())
    drawn = energy_kpis.plant_energy(result)
    assert (drawn["cells"], drawn["cells_kWh"]) == pytest.approx((500, 3.5))
    # half an hour at 3 kW, nine and a half at 1 kW
    assert drawn["kWh_per_kWh_of_cells"] == pytest.approx(11 / 3.5)
    assert drawn["kWh_per_cell"] == pytest.approx(11 / 500)
    assert drawn["cost_per_kWh_of_cells"] == pytest.approx(2.2 / 3.5)
    assert drawn["co2_kg_per_cell"] == pytest.approx(5.5 / 500)
    # of the first pair's 0.3 h half lies before a warm-up of 0.15 h
    late = replace(result, scenario=replace(result.scenario, warm_up=0.15 * HOUR))
    assert energy_kpis.cells_made(late) == pytest.approx((350, 2.45))


# ---------------------------------------------------------------- sums that close


@cache
def random_line():
    """Failures, shifts, a queue and loads of all sizes, cut off by the run's end."""
    hours = Distribution("uniform", (1.0 * HOUR, 4.0 * HOUR))
    stations = {
        "winder": machine(
            2.0,
            machines=2,
            power=7 * KW,
            standby=0.9 * KW,
            changeover=fixed(0.3),
            shifts=Shifts(((6 * HOUR, 22 * HOUR), (30 * HOUR, 46 * HOUR))),
            breakdowns=Breakdowns(
                Distribution("exponential", (5.0 * HOUR,)),
                Distribution("exponential", (1.0 * HOUR,)),
            ),
        ),
        "oven": OvenSpec(
            zone="hall",
            capacity=3,
            max_wait=3 * HOUR,
            recipe=(HOLD,),
            loading=0.2 * HOUR,
            power=11 * KW,
            standby=0.13 * KW,
            breakdowns=Breakdowns(
                Distribution("exponential", (9.0 * HOUR,)), fixed(0.7)
            ),
        ),
        "store": StoreSpec(zone="dry", duration=hours, machines=3, power=0.2 * KW),
    }
    orders = tuple(
        CoilOrder(f"C{n}", n * 1.3 * HOUR, length=200.0 + 37.0 * (n % 5))
        for n in range(30)
    )
    return run(
        scenario(
            stations,
            41.7,
            {"anode": electrode("winder", orders=orders)},
            warm_up=9.1 * HOUR,
            tariff=FIFTH,
            co2=HALF,
        )
    )


def test_random_line_has_failures_and_work_cut_off_by_both_ends():
    visits = random_line().visits
    working = visits["started_h"].notna() & visits["finished_h"].isna()
    assert working.any()
    assert visits["repair_h"].sum() > 1.0
    across = visits["work_counted_h"].between(1e-6, visits["work_h"] - 1e-6)
    assert across.any()


def test_work_and_standby_are_the_machines_time():
    result = random_line()
    for table, hours in (
        (result.energy, 41.7),
        (energy_kpis.consumption(result), 41.7 - 9.1),
    ):
        whole = table.groupby("station")["machine_h"].sum().to_dict()
        assert whole == pytest.approx(
            {"winder": 2 * hours, "oven": hours, "store": 3 * hours}, rel=1e-12
        )
        assert (table["machine_h"] > 0.0).all()


def test_work_is_the_time_at_the_machine_without_repairs():
    visits = random_line().visits
    visits = visits[visits["finished_h"].notna()]
    time = visits["finished_h"] - visits["started_h"] - visits["repair_h"]
    alone = visits["station"] != "oven"
    assert visits["work_h"][alone].to_numpy() == pytest.approx(
        time[alone].to_numpy(), rel=1e-9
    )
    loads = visits[~alone].assign(time=time).groupby("started_h")
    assert loads["work_h"].sum().to_numpy() == pytest.approx(
        loads["time"].first().to_numpy(), rel=1e-9
    )
    assert loads.size().max() > 1


def test_visits_and_standby_are_all_that_is_drawn():
    result = random_line()
    booked = result.energy.groupby("use")[list(BOOKED)].sum()
    by_visit, by_coil = result.visits[list(BOOKED)].sum(), result.coils[list(BOOKED)]
    for name in BOOKED:
        total = math.fsum(result.energy[name])
        parts = math.fsum(result.visits[name]) + booked.loc["standby", name]
        assert parts == pytest.approx(total, rel=1e-12)
        assert by_coil[name].sum() == pytest.approx(by_visit[name], rel=1e-12)
    power = {name: s.power for name, s in result.scenario.stations.items()}
    worked = row(result.energy, "winder")["machine_h"] * power["winder"]
    worked += row(result.energy, "oven")["machine_h"] * power["oven"]
    worked += row(result.energy, "store")["machine_h"] * power["store"]
    assert booked.loc["visits", "electricity_kWh"] == pytest.approx(
        worked * HOUR / KWH, rel=1e-12
    )
    # without a warm-up the window is the whole run
    visits = result.visits.assign(work_counted_h=result.visits["work_h"])
    plant = replace(result.scenario, warm_up=0.0)
    whole = replace(result, scenario=plant, visits=visits)
    found = energy_kpis.plant_energy(whole)
    for name in BOOKED:
        assert found[name] == pytest.approx(math.fsum(result.energy[name]), rel=1e-12)


# ---------------------------------------------------------------- hot rolls


def calendered(**others):
    """Result of one anode coil of 360 m through a calender at 0.5 m/s."""
    given = {
        "zone": "hall",
        "speed": 30.0 / MINUTE,
        "web_path": 12.0,
        "path_after_nip": 4.0,
        "porosity": 0.33,
        "hot_rolls": HotRolls(kelvin(100.0), 0.02, 2000.0),
    }
    dispatch = others.pop("dispatch", "first_in")
    store = StoreSpec(zone="hall", duration=fixed(1.0), dispatch=dispatch)
    coil = electrode(
        "calender", material="anode", as_coated_porosity=0.5, count=3, interval=fixed(0)
    )
    plant = scenario(
        {"calender": CalenderSpec(**(given | others)), "store": store},
        hours=24,
        electrodes={"anode": coil},
        materials={"anode": material("anode_cmc_sbr")},
        tariff=FIFTH,
        co2=HALF,
    )
    assert faults(plant) == []
    return line.run(plant)


def heat_by_hand(rolls=100.0):
    """m cp dT [kWh] of 360 m x 0.2 m of web that comes at 25 degC, 0.04 s in touch."""
    anode = material("anode_cmc_sbr")
    per_area = anode.electrode_mass_per_area * anode.specific_heat
    warmer = (rolls - 25.0) * (1.0 - math.exp(-0.04 * 2 * 2000.0 / per_area))
    return 360.0 * 0.2 * per_area * warmer / KWH


def test_hot_rolls_draw_the_heat_of_the_web_over_their_efficiency():
    visits = calendered(roll_heating_efficiency=0.8).visits
    found = visits[visits["station"] == "calender"]["electricity_kWh"]
    assert found.tolist() == pytest.approx([heat_by_hand() / 0.8] * 3, rel=1e-9)
    both = calendered(roll_heating_efficiency=0.8, power=30 * KW).visits.iloc[0]
    assert both["electricity_kWh"] == pytest.approx(
        heat_by_hand() / 0.8 + 30 * 0.2, rel=1e-9
    )


def test_rolls_on_district_heat_draw_that():
    visit = calendered(roll_heat="district_heat", roll_heating_efficiency=0.5).visits
    heat = 2 * heat_by_hand()
    assert visit["district_heat_kWh"][0] == pytest.approx(heat, rel=1e-9)
    assert visit["electricity_kWh"][0] == 0.0
    assert visit["energy_cost"][0] == pytest.approx(0.1 * heat, rel=1e-9)
    assert visit["co2_kg"][0] == pytest.approx(0.25 * heat, rel=1e-9)


def test_rolls_colder_than_the_web_buy_no_heat():
    cold = calendered(hot_rolls=HotRolls(kelvin(15.0))).visits
    assert cold["electricity_kWh"].tolist() == [0.0] * len(cold)


def test_a_look_at_the_water_books_no_heat_twice():
    looked = calendered(dispatch="wettest_first", power=30 * KW)
    plain = calendered(power=30 * KW)
    assert looked.energy.equals(plain.energy)
    assert looked.visits["electricity_kWh"].equals(plain.visits["electricity_kWh"])


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize(
    ("spec", "says"),
    [
        (machine(1.0, power=-1.0), "power is -1.0 W, standby 0.0 W; both are from 0"),
        (machine(1.0, standby=math.inf), "standby inf W"),
        (
            CalenderSpec("hall", speed=1.0, porosity=0.3, roll_heat="gas"),
            "roll_heat of 'one' is 'gas'; electricity or district_heat",
        ),
        (
            CalenderSpec("hall", speed=1.0, porosity=0.3, roll_heating_efficiency=0),
            "roll_heating_efficiency of 'one' is 0; it is a share above 0, at most 1",
        ),
    ],
)
def test_power_and_efficiency_that_cannot_be_are_faults(spec, says):
    found = faults(scenario({"one": spec}, 10))
    assert any(says in fault for fault in found)


# ---------------------------------------------------------------- scenario files


def test_power_of_a_file_comes_in_watts():
    content = changed(
        ("stations/calender/power_kW", 30),
        ("stations/calender/standby_kW", 4.5),
        ("stations/calender/roll_temperature_degC", 90),
        ("stations/calender/roll_heat", "district_heat"),
        ("stations/calender/roll_heating_efficiency_pct", 60),
    )
    spec = load_tree(content).scenario.stations["calender"]
    assert (spec.power, spec.standby) == (30e3, 4.5e3)
    assert (spec.roll_heat, spec.roll_heating_efficiency) == ("district_heat", 0.6)
    silent = load_tree(changed()).scenario.stations["calender"]
    assert (silent.power, silent.standby) == (0.0, 0.0)


def test_what_a_file_does_not_price_is_priced_as_in_germany():
    plant = load_tree(changed()).scenario
    one = Energy(KWH, KWH, KWH, 1.0, 1.0)
    assert plant.tariff.currency == "EUR"
    assert plant.tariff.of(one) == pytest.approx(0.168 + 0.065 + 0.10 + 0.15 + 1.5)
    assert plant.co2.of(one) == pytest.approx(0.363 + 0.202 + 0.25 + 0.09 + 0.3)
    # 56.1 t/TJ is 0.202 kg/kWh
    assert plant.co2.natural_gas == pytest.approx(56.1e3 / 1e12, rel=1e-3)
    for rates in (plant.tariff, plant.co2):
        for carrier, source in rates.sources.items():
            assert source.standing in ("published", "recalled", "estimate"), carrier
            assert len(source.source) > 15


def test_price_comes_with_its_standing_and_source():
    contract = {
        "value": 0.21,
        "unit": "EUR/kWh",
        "standing": "user",
        "source": "contract of 2026",
    }
    content = changed(("tariff", {"electricity_per_kWh": contract}))
    tariff = load_tree(content).scenario.tariff
    assert tariff.electricity * KWH == pytest.approx(0.21, rel=1e-15)
    assert tariff.sources["electricity"].source == "contract of 2026"
    bare = changed(("tariff", {"electricity_per_kWh": 0.21}))
    assert load_tree(bare).scenario.tariff.electricity == tariff.electricity


@pytest.mark.parametrize(
    ("section", "keys", "says"),
    [
        ("tariff", {"electricity_per_kWh": -0.1}, "electricity_per_kWh: -0.1; price"),
        ("tariff", {"electricity_per_MWh": 100}, "did you mean electricity_per_kWh?"),
        ("tariff", {"argon_per_Nm3": {"value": 2, "unit": "EUR/kg"}}, "currency/Nm3"),
        ("tariff", {"currency": "euro"}, "tariff.currency: 'euro'; three capitals"),
        (
            "tariff",
            {"currency": "USD", "electricity_per_kWh": 0.1},
            "natural_gas_per_kWh: missing; the currency is USD",
        ),
        ("co2", {"electricity_kg_per_kWh": "green"}, "kg/kWh"),
        ("co2", {"natural_gas_kg_per_kWh": 5000}, "5000; CO2 [kg/kWh], from 0 and at"),
    ],
)
def test_a_tariff_that_cannot_be_is_a_fault_of_its_key(section, keys, says):
    with pytest.raises(ScenarioError) as caught:
        load_tree(changed((section, keys)))
    assert says in str(caught.value)


def test_another_currency_with_all_its_prices_is_sound_and_runs_again():
    prices = {
        "currency": "CHF",
        "electricity_per_kWh": {"value": 0.2, "unit": "CHF/kWh"},
        "natural_gas_per_kWh": 0.09,
        "district_heat_per_kWh": 0.11,
        "nitrogen_per_Nm3": 0.2,
        "argon_per_Nm3": 2,
    }
    loaded = load_tree(changed(("tariff", prices)))
    again = load_text(store.scenario_text(loaded), folder=DATA)
    assert again.scenario.tariff == loaded.scenario.tariff
    assert store.run_hash(again) == store.run_hash(loaded)


@pytest.mark.parametrize(
    ("power", "shown"),
    [(["stations.rack.power_kW=2", "stations.rack.standby_kW=0.5"], True), ([], False)],
)
def test_run_prints_its_energy_where_anything_draws(tmp_path, power, shown):
    words = ["run", str(DATA / "one_coil.yaml"), "--out", str(tmp_path)]
    for setting in power:
        words += ["--set", setting]
    answer = CliRunner().invoke(app, words, env={"COLUMNS": "120"})
    assert answer.exit_code == 0, answer.output
    assert ("cost EUR" in answer.stdout) is shown
    assert ("no cells were made" in answer.stdout) is shown
    answer = CliRunner().invoke(app, [*words, "--json"])
    energy = json.loads(answer.stdout)["energy"]
    assert energy["currency"] == "EUR"
    assert (energy["electricity_kWh"] > 0.0) is shown
    assert energy["kWh_per_cell"] is None


def test_energy_drawn_before_the_warm_up_alone_is_told_so():
    # cells are made from 0.5 h on, by a machine that draws nothing
    whole = assembly_line()
    cells = replace(whole.stations["assembly"], power=0.0, standby=0.0)
    coils = {
        name: replace(spec, first_station="winder")
        for name, spec in whole.electrodes.items()
    }
    stations = {"winder": machine(0.5, power=KW, machines=3), "assembly": cells}
    result = run(scenario(stations, 10, coils, warm_up=0.5 * HOUR))
    assert result.energy["electricity_kWh"].sum() == pytest.approx(1.5)
    assert energy_kpis.plant_energy(result)["kWh"] == 0.0
    assert energy_kpis.cells_made(result)[0] > 0.0
    console = Console(file=StringIO(), width=120)
    print_energy(result, console)
    said = console.file.getvalue().strip()
    assert said == "energy: none was drawn after the warm-up"


def test_energy_adds_and_scales_carrier_by_carrier():
    two = Energy(1.0, 2.0, 3.0, 4.0, 5.0) + 0.5 * Energy(2.0, 2.0, 2.0, 2.0, 2.0)
    assert two == Energy(2.0, 3.0, 4.0, 5.0, 6.0)
    assert np.isclose(Rates(argon=2.0).of(two), 12.0)
