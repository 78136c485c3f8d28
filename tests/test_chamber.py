"""An oven's chamber in the line: one balance with its load, booked where it belongs."""

import math
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from plant import HOUR, electrode, fixed, real_materials, scenario
from test_oven_load import oven

from models.oven import ChamberState, LoadCoil, Piece, run_load
from models.psychrometrics import Atmosphere
from models.sorption import SolverError
from models.units import KWH, NORM_VOLUME, kelvin
from scenarios.lives import lives
from twin import line
from twin.chamber import INSIDE
from twin.energy import CARRIERS
from twin.line import Line
from twin.scenario import (
    Breakdowns,
    ChamberSpec,
    OvenSpec,
    RecipeStep,
    SlitterSpec,
    StoreSpec,
    ZoneSpec,
)

ROOM = kelvin(23.0)
HALL = Atmosphere.from_relative_humidity(ROOM, 101325.0, 0.4)
DRY_SHARE = 1e-5


def step(degC, mbar, hours, ramp=120.0, purge=0.0, gas="nitrogen"):
    pressure = 100.0 * mbar
    return RecipeStep(
        kelvin(degC),
        ramp / HOUR,
        pressure,
        DRY_SHARE * pressure,
        gas,
        hours * HOUR,
        purge,
    )


RECIPE = (
    step(90, 900, 2.0, purge=0.01),
    step(90, 5, 2.0),
    step(40, 900, 1.0, gas="argon"),
)
CHAMBER = ChamberSpec(
    oven(cooler=6e3, leak=0.01),
    heater_carrier="natural_gas",
    heater_efficiency=0.8,
    cooling_cop=3.0,
)


def plant(coils=2, hours=30.0, chamber=CHAMBER, others=(), width=0.25, **changes):
    """Coils straight into one oven of a hall at 40 %; then into a store."""
    given = {"zone": "hall", "capacity": coils, "recipe": RECIPE, "chamber": chamber}
    stations = {
        **dict(others),
        "oven": OvenSpec(**(given | changes)),
        "store": StoreSpec(zone="hall", machines=50),
    }
    first = next(iter(stations))
    anode = electrode(
        first,
        material="anode",
        length=800.0,
        width=width,
        start_ppm=None,
        start_air=HALL,
        interval=fixed(0.5),
        count=coils,
    )
    return scenario(
        stations,
        hours,
        electrodes={"anode": anode},
        zones={"hall": ZoneSpec(HALL)},
        materials=real_materials(),
        macro_cells=8,
        micro_modes=2,
    )


@cache
def usual():
    return line.run(plant())


def visits(result, station="oven"):
    return result.visits[result.visits["station"] == station]


def test_a_load_in_the_line_is_the_load_of_the_balance_itself():
    whole = plant(coils=1)
    result = line.run(whole)
    own = Line(whole)
    own.run()
    (coil,) = own.coils
    (visit,) = [v for v in own.log if v.station == "oven"]
    start = whole.stations["oven"].chamber.oven
    balance = replace(
        start,
        room_temperature=ROOM,
        room_vapour=HALL.vapour_pressure,
        room_pressure=HALL.pressure,
    )
    pieces, at = [], ROOM
    for one in RECIPE:
        ramp = abs(one.temperature - at) / one.ramp
        common = (one.pressure, one.purge, DRY_SHARE, one.gas)
        pieces.append(Piece(ramp, at, one.temperature, *common))
        pieces.append(Piece(one.hold, one.temperature, one.temperature, *common))
        at = one.temperature
    material = coil.material
    model = own.model(material, coil.half_width)
    load = LoadCoil(
        "coil",
        model,
        model.equilibrium(ROOM, HALL.vapour_pressure),
        INSIDE,
        coil.coating_mass / material.density,
        coil.electrode_mass * material.specific_heat,
        coil.surface,
    )
    chamber = ChamberState.filled(balance, ROOM, HALL.pressure, HALL.vapour_pressure)
    run = run_load(balance, [load], pieces, chamber, 0.0, whole.tolerance)
    expected = model.water(run.states[0]) / material.density * coil.coating_mass
    found = visits(result)["water_out_kg"].iloc[0]
    assert found == pytest.approx(expected, rel=1e-12)
    assert visit.finished - visit.started == pytest.approx(
        sum(piece.duration for piece in pieces), rel=1e-12
    )


def test_water_and_heat_of_every_load_close():
    loads = usual().loads
    assert len(loads) == 1
    assert loads["water_closure"].abs().max() < 1e-12
    assert loads["heat_closure"].abs().max() < 1e-10
    assert usual().balance["closure"].abs().max() < 1e-12


def test_what_the_coils_release_is_what_the_load_gave_off():
    released = visits(usual())["released_kg"].sum()
    assert released == pytest.approx(usual().loads["water_removed_kg"].sum(), rel=1e-12)
    assert released > 0.1


def test_a_fuller_oven_dries_more_slowly_in_the_line():
    out = {
        coils: visits(line.run(plant(coils)))["water_out_ppm"].max()
        for coils in (1, 4, 8)
    }
    assert out[1] < out[4] < out[8]


def test_energy_of_the_visits_is_that_of_heater_cooler_pump_and_gas():
    load, visit = usual().loads.iloc[0], visits(usual())
    electricity = load["pump_kWh"] + load["cooling_kWh"] / 3.0
    assert visit["electricity_kWh"].sum() == pytest.approx(electricity, rel=1e-12)
    gas = load["heat_kWh"] / 0.8
    assert visit["natural_gas_kWh"].sum() == pytest.approx(gas, rel=1e-12)
    assert visit["district_heat_kWh"].sum() == 0.0
    # two coils of one size share it
    assert visit["natural_gas_kWh"].nunique() == 1
    assert load["pump_kWh"] > 0.0
    assert load["cooling_kWh"] > 0.0


def test_gas_is_what_purge_and_vent_let_in_each_on_its_own():
    own = Line(plant())
    own.run()
    (load,) = own.loads
    nitrogen, argon = load.sections
    for section, name in ((nitrogen, "nitrogen"), (argon, "argon")):
        totals = section.run.totals
        let_in = sum(
            totals[f"{way}_{what}"]
            for way in ("purge", "vent")
            for what in ("dry", "water")
        )
        assert getattr(load.energy, name) == pytest.approx(let_in / NORM_VOLUME)
    # purge of 0.01 mol/s through ramp and hold, then the chamber is filled anew
    purged = 0.01 * (2.0 * HOUR + (kelvin(90) - ROOM) / (120.0 / HOUR)) / NORM_VOLUME
    assert load.energy.nitrogen == pytest.approx(purged, rel=1e-9)
    filled = 1.5 * 0.9 / 1.01325 * 273.15 / kelvin(90.0)
    # what cools in the chamber is made up for
    assert filled < load.energy.argon < 1.3 * filled


def test_an_oven_without_balance_draws_nothing():
    result = line.run(plant(chamber=None))
    columns = [name for name in result.visits.columns if name.startswith(CARRIERS)]
    assert len(columns) == 5
    assert (result.visits[columns].to_numpy() == 0.0).all()
    assert result.loads.empty


def test_the_zone_shows_the_chamber_s_own_air():
    zone = usual().zones
    own = zone[zone["zone"] == "oven/1"]
    load = usual().loads.iloc[0]
    assert own["time_h"].min() == pytest.approx(load["started_h"])
    assert own["time_h"].max() == pytest.approx(load["ended_h"])
    assert own["vapour_pressure_Pa"].iloc[-1] == load["end_vapour_pressure_Pa"]
    assert (own["vapour_pressure_Pa"] <= 100.0 * own["pressure_mbar"]).all()
    # the wet load fills the chamber with more vapour than any gas brings
    assert own["vapour_pressure_Pa"].max() > 100.0 * 90000.0 * DRY_SHARE


class Watched(Line):
    """A line in which somebody looks at all coils every few minutes."""

    def look(self, every):
        while True:
            yield self.env.timeout(every)
            readings = self.water_now([c for c in self.coils if c.state is not None])
            self.seen.append((self.env.now, [r.water for r in readings]))


def test_a_look_into_a_running_oven_changes_nothing():
    whole = plant()
    watched = Watched(whole)
    watched.seen = []
    watched.env.process(watched.look(1234.5))
    result = watched.run()
    for name in ("coils", "visits", "cells", "balance", "loads"):
        pd.testing.assert_frame_equal(
            getattr(result, name), getattr(usual(), name), check_exact=True
        )
    start, end = usual().loads[["started_h", "ended_h"]].iloc[0]
    inside = [w for t, w in watched.seen if start < t / HOUR < end]
    assert len(inside) > 10
    totals = [sum(water) for water in inside]
    assert totals[0] > 1.5 * totals[-1]


def test_marks_within_a_load_lie_between_what_went_in_and_what_came_out():
    (life,) = lives(plant(), usual(), ["anode-0001"], instants=200)
    start, end = usual().loads[["started_h", "ended_h"]].iloc[0]
    inside = (life.time_h > start + 3.0) & (life.time_h < end)
    assert inside.sum() > 20
    water = life.water_ppm[inside]
    visit = visits(usual()).iloc[0]
    assert water.max() < visit["water_in_ppm"]
    assert water[-1] == pytest.approx(visit["water_out_ppm"], rel=2e-3)
    assert np.isfinite(life.equilibrium_ppm[10:]).any()


def test_two_halves_of_a_run_give_the_same_on_any_number_of_threads():
    two = replace(plant(coils=3, machines=2, capacity=2, max_wait=HOUR), threads=2)
    one = replace(two, threads=1)
    first, second = line.run(one), line.run(two)
    assert len(first.loads) == 2
    for name in ("coils", "visits", "zones", "loads"):
        pd.testing.assert_frame_equal(
            getattr(first, name), getattr(second, name), check_exact=True
        )


def test_the_next_load_finds_the_walls_warm():
    own = Line(plant(coils=2, capacity=1, min_load=1, max_wait=0.0, hours=40.0))
    result = own.run()
    first, second = own.loads
    assert second.before is first
    left = first.sections[-1].run.chamber.wall
    waited = second.start - first.end
    rate = CHAMBER.oven.wall_loss / CHAMBER.oven.wall_capacity
    expected = ROOM + (left - ROOM) * math.exp(-rate * waited)
    begun = second.sections[0].run.wall[0]
    assert begun == pytest.approx(expected, abs=1e-9)
    assert begun > ROOM + 10.0
    heat = result.loads["heat_kWh"].to_numpy()
    assert heat[1] < 0.9 * heat[0]


def test_a_run_that_ends_inside_a_recipe_values_the_load_as_it_is_then():
    whole = plant()
    end = usual().loads["started_h"].iloc[0] + 3.3
    cut = line.run(replace(whole, duration=end * HOUR))
    load = cut.loads.iloc[0]
    assert load["ended_h"] == pytest.approx(end)
    assert load["water_closure"] == pytest.approx(0.0, abs=1e-12)
    assert cut.balance["closure"].abs().max() < 1e-12
    own = Line(whole)
    seen = []

    def look():
        yield own.env.timeout(end * HOUR)
        seen.extend(r.water for r in own.water_now(own.coils))

    own.env.process(look())
    own.run()
    assert cut.coils["end_water_kg"].to_numpy() == pytest.approx(seen, rel=1e-12)


def test_a_repair_holds_the_recipe_where_it_stands():
    broken = Breakdowns(fixed(2.0), fixed(0.75))
    result = line.run(plant(breakdowns=broken))
    (load,) = result.loads.to_dict("records")
    (usual_load,) = usual().loads.to_dict("records")
    repair = visits(result)["repair_h"].iloc[0]
    assert repair > 0.7
    longer = load["ended_h"] - load["started_h"]
    assert longer == pytest.approx(
        usual_load["ended_h"] - usual_load["started_h"] + repair
    )
    assert visits(result)["water_out_ppm"].max() < (
        visits(usual())["water_out_ppm"].max()
    )


def test_daughters_from_mirrored_places_are_solved_as_one():
    slitter = SlitterSpec(
        zone="hall", speed=1.0, daughter_widths=(0.235, 0.235), trim=0.01
    )
    own = Line(plant(others={"slitter": slitter}, width=0.49, coils=2))
    own.run()
    assert [len(load.coils) for load in own.loads] == [2, 2]
    for load in own.loads:
        assert [coil.count for coil in load.sections[0].coils] == [2.0]
    skew = replace(slitter, daughter_widths=(0.235, 0.225))
    own = Line(plant(others={"slitter": skew}, width=0.49, coils=2))
    own.run()
    assert [coil.count for coil in own.loads[0].sections[0].coils] == [1.0, 1.0]


def test_an_error_inside_an_oven_names_coil_chamber_and_station():
    hot = (step(199, 1000, 4.0, ramp=5000.0), step(30, 900, 4.0))
    whole = plant(recipe=hot, chamber=ChamberSpec(replace(CHAMBER.oven, heater=2e5)))
    with pytest.raises(SolverError) as caught:
        line.run(whole)
    notes = " ".join(caught.value.__notes__)
    assert "oven/1, at oven" in notes
    assert "coil anode-" in notes


def test_too_hot_a_recipe_is_said():
    hot = (step(150, 900, 4.0), step(40, 900, 1.0))
    names = {"anode": real_materials()["anode"]}
    assert "sbr" in [c.name for c in names["anode"].components]
    result = line.run(plant(recipe=hot, chamber=replace(CHAMBER)))
    assert any("hotter than their coils stand" in w for w in result.warnings)
    assert not any("hotter" in w for w in usual().warnings)


def test_heat_of_a_load_is_that_of_its_parts():
    """Warming 2 coils and the walls to 90 degC, and the losses meanwhile."""
    load = usual().loads.iloc[0]
    own = Line(plant())
    own.run()
    (one,) = own.loads
    stored = sum(shape.capacity for shape in one.shapes) * (load["hottest_degC"] - 23.0)
    assert load["heat_to_coils_kWh"] < stored / KWH + load["heat_of_desorption_kWh"]
    assert load["heat_kWh"] > stored / KWH
