"""Random recipes, loads and breakdowns: what goes in is accounted for, to the last."""

import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from plant import HOUR, edges, electrode, fixed, real_materials, scenario
from test_chamber import HALL, step
from test_oven_load import oven

from models.units import KWH
from scenarios.energy_text import energy_table
from twin import line
from twin.energy import COLUMNS
from twin.line import Line
from twin.scenario import (
    Breakdowns,
    ChamberSpec,
    CheckSpec,
    Distribution,
    OvenSpec,
    Rework,
    StoreSpec,
    ZoneSpec,
)

SEEDS = range(8)
TABLES = ("coils", "visits", "balance", "loads", "energy")


def recipe(rng):
    """Two to five steps, some in another gas, some purged, some at once."""
    return tuple(
        step(
            rng.choice([30, 60, 90, 110]),
            rng.choice([0.5, 5, 50, 600, 950]),
            rng.choice([0.1, 0.5, 2.0]),
            ramp=rng.choice([60.0, 300.0, 1e4]),
            purge=rng.choice([0.0, 0.005, 0.1]),
            gas=str(rng.choice(["nitrogen", "nitrogen", "argon", "air"])),
        )
        for _ in range(rng.integers(2, 6))
    )


def chamber(rng):
    return ChamberSpec(
        oven(
            cooler=float(rng.choice([0.0, 6e3])),
            leak=float(rng.choice([0.0, 0.01, 1.0])),
            volume=float(rng.choice([0.2, 1.5])),
        ),
        plates=float(rng.choice([0.0, 30.0])),
        heater_carrier=str(rng.choice(["electricity", "natural_gas"])),
        heater_efficiency=0.8,
    )


def plant(seed):
    """Anodes and cathodes through one oven, a check that sends back, and a store."""
    rng = np.random.default_rng(seed)
    failing = Breakdowns(
        Distribution("exponential", (float(rng.choice([1.5, 8.0])) * HOUR,)),
        fixed(float(rng.choice([0.05, 1.0]))),
    )
    dryer = OvenSpec(
        zone="hall",
        machines=int(rng.integers(1, 3)),
        capacity=int(rng.choice([1, 2, 5])),
        max_wait=float(rng.choice([0.0, 2.0])) * HOUR,
        loading=float(rng.choice([0.0, 0.3])) * HOUR,
        unloading=float(rng.choice([0.0, 0.3])) * HOUR,
        recipe=recipe(rng),
        chamber=chamber(rng),
        breakdowns=failing if rng.random() < 0.6 else None,
        dispatch=str(rng.choice(["first_in", "wettest_first"])),
        power=500.0,
        standby=100.0,
    )
    stations = {
        "oven": dryer,
        "check": CheckSpec(zone="hall"),
        "store": StoreSpec(zone="hall", machines=50),
    }
    coils = {
        name: electrode(
            "oven",
            material=name,
            length=float(rng.choice([1.0, 300.0, 900.0])),
            width=width,
            start_ppm=None,
            start_air=HALL,
            interval=fixed(float(rng.choice([0.4, 1.7]))),
            count=int(rng.integers(1, 4)),
        )
        for name, width in (("anode", 0.25), ("cathode", 0.12))
    }
    return scenario(
        stations,
        float(rng.choice([7.3, 19.1, 48.0])),
        coils,
        edges(*stations),
        zones={"hall": ZoneSpec(HALL)},
        materials=real_materials(),
        rework=(Rework("check", "oven", 20e-6, 1),),
        macro_cells=6,
        micro_modes=2,
        seed=seed,
    )


@cache
def ran(seed):
    return line.run(plant(seed))


def differing(one, other):
    """The tables of two results that are not the same to the last bit."""
    return [
        name for name in TABLES if not getattr(one, name).equals(getattr(other, name))
    ]


def test_the_random_lines_have_all_that_is_asked_of_them():
    visits = pd.concat([ran(seed).visits.assign(seed=seed) for seed in SEEDS])
    dried = visits[visits["station"] == "oven"]
    assert sum(len(ran(seed).loads) for seed in SEEDS) > 20
    assert (dried["visit"] == 2).any()  # dried once more
    assert (dried["repair_h"] > 0.0).any()
    assert (dried["finished_h"].isna() & dried["started_h"].notna()).any()  # cut off
    loads = dried.groupby(["seed", "machine", "started_h"])
    assert (loads["electrode"].nunique() == 2).any()  # two materials in one load


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_visits_released_is_what_the_balance_removed(seed):
    result = ran(seed)
    balance = result.balance
    assert balance["closure"].abs().max() < 1e-12
    released = result.visits.groupby("electrode")["released_kg"].sum()
    removed = balance.set_index("electrode")["removed_kg"]
    for name, put_in in balance.set_index("electrode")["put_in_kg"].items():
        assert abs(released[name] - removed[name]) < 1e-12 * put_in


@pytest.mark.parametrize("seed", SEEDS)
def test_every_load_closes(seed):
    loads = ran(seed).loads
    assert loads["water_closure"].abs().max() < 1e-10
    assert loads["heat_closure"].abs().max() < 1e-10


@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_loads_drew_is_what_the_visits_booked(seed):
    result = ran(seed)
    spec = result.scenario.stations["oven"].chamber
    loads, visits = result.loads, result.visits
    own = visits[visits["station"] == "oven"]
    heat = loads["heat_kWh"].sum() / spec.heater_efficiency
    electric = loads["pump_kWh"].sum() + loads["cooling_kWh"].sum() / spec.cooling_cop
    electric += 500.0 * own["work_h"].sum() * 3600.0 / KWH
    gas = heat if spec.heater_carrier == "natural_gas" else 0.0
    electric += heat - gas
    assert own["electricity_kWh"].sum() == pytest.approx(electric, rel=1e-12)
    assert own["natural_gas_kWh"].sum() == pytest.approx(gas, rel=1e-12)
    for name in COLUMNS:
        assert (visits[name] >= 0.0).all()
        whole = visits[name].sum()
        table = result.energy
        booked = table.loc[table["use"] == "visits", name].sum()
        assert booked == pytest.approx(whole, rel=1e-12)
        assert result.coils[name].sum() == pytest.approx(whole, rel=1e-12)
    assert len(energy_table(result).rows) >= 2


@pytest.mark.parametrize("seed", [2, 5])
def test_a_look_at_every_coil_changes_no_number(seed):
    watched = Line(plant(seed))

    def looks():
        while True:
            yield watched.env.timeout(0.37 * HOUR)
            inside = [coil for coil in watched.coils if coil.fate == "in_process"]
            watched.water_now(inside)

    watched.env.process(looks())
    assert differing(watched.run(), ran(seed)) == []


@pytest.mark.parametrize("threads", [1, 3])
def test_threads_and_another_process_change_no_number(threads):
    sent = pickle.loads(pickle.dumps(plant(4)))
    assert differing(line.run(replace(sent, threads=threads)), ran(4)) == []
