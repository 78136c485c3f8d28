"""Water in a whole plant, with the two-scale model: it is kept, and looking is free."""

import math
import pickle
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest
from plant import HOUR, MONDAY, PRESSURE, edges, fixed, real_materials

from models.psychrometrics import Atmosphere
from models.sorption import EDGE, AirHistory, Exchange, SolverError
from models.two_scale import TwoScaleModel
from models.units import PPM
from twin import line
from twin.coil import SLIT, Coil
from twin.cutting import held_between
from twin.scenario import (
    AssemblySpec,
    Breakdowns,
    CalenderSpec,
    CellDesign,
    CheckSpec,
    CoaterSpec,
    CutterSpec,
    Distribution,
    ElectrodeSpec,
    KarlFischer,
    Limit,
    OvenSpec,
    RecipeStep,
    Rework,
    Scenario,
    Sheet,
    SlitterSpec,
    StoreSpec,
    ZoneSpec,
)
from twin.settle import settle, water_at
from twin.wrapping import Wrapping
from twin.zone import Zone

HALL = Atmosphere.from_relative_humidity(296.15, PRESSURE, 0.45)
DRY_ROOM = Atmosphere.from_dew_point(295.15, PRESSURE, 233.15)
CELLS, MODES = 8, 3
MATERIALS = real_materials()


def random_hours(low, mode, high):
    return Distribution("triangular", (low * HOUR, mode * HOUR, high * HOUR))


@cache
def plant():
    """Three mothers of each electrode from the coater to the cells, twelve stations."""
    recipe = (
        RecipeStep(383.15, 60 / HOUR, 9e4, 20.0, "nitrogen", 2 * HOUR),
        RecipeStep(383.15, math.inf, 500.0, 5.0, "nitrogen", 6 * HOUR),
        RecipeStep(303.15, 60 / HOUR, 9.5e4, 5.0, "nitrogen", 2 * HOUR),
    )
    stations, electrodes, route = {}, {}, []
    for name, porosity, ppm in (("anode", 0.28, 1200.0), ("cathode", 0.24, 180.0)):
        own = f"{name}_"
        stations |= {
            f"{own}coater": CoaterSpec(zone="hall", speed=0.2, web_path=5.0),
            f"{own}calender": CalenderSpec(
                zone="hall",
                speed=0.2,
                web_path=5.0,
                porosity=porosity,
                breakdowns=Breakdowns(
                    Distribution("exponential", (5 * HOUR,)), fixed(0.5)
                ),
            ),
            f"{own}slitter": SlitterSpec(
                zone="hall",
                speed=0.2,
                web_path=5.0,
                daughter_widths=(0.24, 0.15),
                trim=0.02,
                changeover=random_hours(0.1, 0.2, 0.4),
            ),
        }
        electrodes[name] = ElectrodeSpec(
            material=name,
            length=800.0,
            width=0.45,
            core_diameter=0.152,
            first_station=f"{own}coater",
            start_ppm=ppm,
            interval=Distribution("exponential", (2 * HOUR,)),
            count=3,
        )
        route += edges(f"{own}coater", f"{own}calender", f"{own}slitter", "store")
    stations |= {
        "store": StoreSpec(
            zone="hall",
            machines=20,
            duration=random_hours(3, 5, 10),
            wrapping=Wrapping("film", 4e-13),
            transport=600.0,
        ),
        "oven": OvenSpec(
            zone="hall",
            machines=2,
            capacity=4,
            max_wait=3 * HOUR,
            recipe=recipe,
            loading=900.0,
            unloading=900.0,
        ),
        "check": CheckSpec(
            zone="dry",
            dispatch="wettest_first",
            measurement=KarlFischer(0.0, 10e-6, 0.05, 1800.0),
        ),
        "cutter": CutterSpec(
            zone="dry", speed=0.3, web_path=3.0, sheet_width=0.07, sheet_length=0.1
        ),
        "assembly": AssemblySpec(
            zone="dry",
            cell=CellDesign(
                "anode",
                "cathode",
                Sheet(20, 0.07, 0.1),
                Sheet(19, 0.07, 0.1),
                "separator",
                0.4,
                10.0,
                3.7,
                5e-6,
            ),
            time_per_cell=Distribution("lognormal", (20.0, 5.0)),
        ),
    }
    route += edges("store", "oven", "check", "cutter", "assembly")
    return Scenario(
        name="small plant",
        start=MONDAY,
        duration=80 * HOUR,
        zones={"hall": ZoneSpec(HALL), "dry": ZoneSpec(DRY_ROOM)},
        electrodes=electrodes,
        stations=stations,
        route=tuple(dict.fromkeys(route)),
        materials=MATERIALS,
        seed=7,
        rework=(Rework("check", "oven", 30e-6, at_most=1),),
        limits=(
            Limit("anode", "check", 12e-6),
            Limit("cathode", "cutter", 40e-6, "coating", "worst"),
        ),
        macro_cells=CELLS,
        micro_modes=MODES,
        tolerance=1e-3,
        threads=1,
    )


@cache
def result():
    return line.run(plant())


TABLES = ("coils", "visits", "zones", "cells", "balance", "energy")


def same(one, other):
    """Whether the tables of two results are equal bit for bit."""
    return all(getattr(one, name).equals(getattr(other, name)) for name in TABLES)


# ---------------------------------------------------------------- it is kept


def test_plant_exercises_what_the_other_claims_are_about():
    coils = result().coils
    assert set(coils["fate"]) >= {"slit", "consumed"}
    assert coils["rework_count"].sum() > 0
    assert result().cells["cells"].sum() > 500
    assert result().visits["repair_h"].sum() > 0
    # one cathode coil is left over at the end
    assert [text for text in result().warnings if "deadlock" in text] == []


def test_water_put_in_is_found_again():
    balance = result().balance.set_index("electrode")
    assert balance["closure"].abs().max() < 1e-9
    parts = ["removed_kg", "scrapped_kg", "in_cells_kg", "left_kg", "inside_kg"]
    for name in ("anode", "cathode"):
        assert balance.loc[name, parts].sum() == pytest.approx(
            balance.loc[name, "put_in_kg"], rel=1e-9
        )
    # coils, visits and cells tell the same story as the balance
    coils = result().coils
    roots = coils[coils["parent"].isna()]
    put_in = roots.groupby("electrode")["start_water_kg"].sum()
    assert put_in.to_dict() == pytest.approx(balance["put_in_kg"].to_dict())
    cells = result().cells
    in_cells = (cells["cells"] * cells["anode_mg"]).sum() * 1e-6
    assert in_cells == pytest.approx(balance.loc["anode", "in_cells_kg"])


def test_every_visit_changes_water_by_what_it_released():
    visits = result().visits
    whole = visits[(visits["station"] != "assembly") & visits["left_h"].notna()]
    whole = whole[whole["station"] != "cutter"]  # there the margin is cut off
    change = whole["water_in_kg"] - whole["water_out_kg"]
    scale = whole[["water_in_kg", "water_out_kg"]].max(axis=1)
    assert ((change - whole["released_kg"]).abs() < 1e-10 * scale).all()
    assert len(whole) > 40


def wetted(cells=16, width=0.45, name="anode"):
    """A coil with a profile: uniform at first, then two days in the dry room."""
    stuff = MATERIALS[name]
    model = TwoScaleModel(stuff, 0.5 * width, cells, MODES)
    state = model.uniform(1500.0, HALL.temperature)
    coil = Coil("M", "anode", stuff, model, 800.0, width, 0.152, 0.0, state)
    air = AirHistory.constant(DRY_ROOM.temperature, DRY_ROOM.vapour_pressure, PRESSURE)
    coil.move_to(Zone("dry", air), Exchange(EDGE, 5e-3), 0.0)
    coil.mark(48 * HOUR)
    return coil


def models_of(stuff, cells=16):
    return cache(lambda half_width: TwoScaleModel(stuff, half_width, cells, MODES))


@pytest.mark.parametrize(
    "cuts",
    [
        ((0.02, 0.26), (0.26, 0.41)),
        ((0.0, 0.225), (0.225, 0.45)),
        ((0.1, 0.2),),
        ((0.0, 0.1), (0.1, 0.2), (0.2, 0.3), (0.3, 0.4)),
    ],
)
def test_slitter_shares_the_mothers_water_exactly(cuts):
    mother = wetted()
    now = 48 * HOUR
    daughters = mother.slit(cuts, models_of(mother.material), now)
    settle(daughters)
    held = mother.end.reading.water
    shared = sum(daughter.start.reading.water for daughter in daughters)
    assert shared + mother.trimmed == pytest.approx(held, rel=1e-12)
    assert mother.fate == SLIT
    assert [daughter.cut.mother for daughter in daughters] == [mother] * len(cuts)
    mass = sum(daughter.coating_mass for daughter in daughters)
    assert mass <= mother.coating_mass * (1 + 1e-12)
    figures = mother.end.reading.figures
    assert figures.worst > 1.02 * figures.edge  # there is a profile to share


def test_trim_is_drier_than_the_middle_where_the_edge_has_dried():
    mother = wetted()
    mother.slit(((0.02, 0.43),), models_of(mother.material), 48 * HOUR)
    settle([mother])
    share = 0.04 / 0.45
    assert 0 < mother.trimmed < 0.9 * share * mother.end.reading.water


@pytest.mark.parametrize("porosity", [0.2, 0.27, 0.33])
def test_calender_keeps_water_per_area(porosity):
    coil = wetted()
    before = coil.mark(48 * HOUR)
    pressed = coil.material.compacted(porosity)
    model = TwoScaleModel(pressed, coil.half_width, 16, MODES)
    coil.compact(pressed, model, 48 * HOUR)
    after = coil.mark(48 * HOUR)
    settle([coil])
    assert after.reading.water == pytest.approx(before.reading.water, rel=1e-12)
    for place in ("mean", "edge", "worst"):
        assert getattr(after.reading.figures, place) == pytest.approx(
            getattr(before.reading.figures, place), rel=1e-12
        )
    assert coil.coating_mass == before.coating_mass


@pytest.mark.parametrize(
    ("sheet_width", "sheet_length"), [(0.2, 0.3), (0.45, 0.5), (0.1, 0.07), (0.14, 0.2)]
)
def test_cutter_keeps_water_but_for_the_margin(sheet_width, sheet_length):
    coil = wetted()
    before = coil.mark(48 * HOUR)
    rows = int(0.45 / sheet_width)
    models = models_of(coil.material)
    coil.cut_sheets(rows, sheet_width, sheet_length, models, 48 * HOUR)
    after = coil.mark(48 * HOUR)
    settle([coil])
    held = after.reading.water + coil.trimmed
    assert held == pytest.approx(before.reading.water, rel=1e-12)
    assert coil.half_width == pytest.approx(0.5 * min(sheet_width, sheet_length))
    assert coil.booked_model.half_width == pytest.approx(coil.half_width)
    figures = after.reading.figures
    if sheet_length < sheet_width:  # z now lies along the web, which was even
        assert figures.worst == pytest.approx(figures.mean, rel=1e-12)


def test_water_between_two_cuts_adds_up():
    coil = wetted()
    settle([coil])
    args = coil.state, coil.booked_model
    whole = held_between(*args, 0.0, 0.45)
    parts = [held_between(*args, a, b) for a, b in ((0, 0.1), (0.1, 0.3), (0.3, 0.45))]
    assert sum(parts) == pytest.approx(whole, rel=1e-13)
    assert parts[0] == pytest.approx(held_between(*args, 0.35, 0.45), rel=1e-12)
    mean = coil.booked_model.figures(coil.state).mean
    assert whole == pytest.approx(mean, rel=1e-13)


# ---------------------------------------------------------------- looking is free


def test_same_scenario_gives_the_same_tables_bit_for_bit():
    assert same(result(), line.run(plant()))


def test_number_of_threads_changes_nothing():
    assert same(result(), line.run(replace(plant(), threads=2)))


def test_looking_changes_nothing():
    """Settle everything and look at every coil at each of many instants."""
    watched = line.Line(plant())
    looks = 0

    def look():
        nonlocal looks
        while True:
            yield watched.env.timeout(0.37 * HOUR)
            coils = [coil for coil in watched.coils if coil.stay is not None]
            looks += len(watched.water_now(coils))

    watched.env.process(look())
    seen = watched.run()
    assert looks > 500
    assert same(result(), seen)


def test_a_look_agrees_with_the_books():
    coil = wetted()
    (early,) = water_at([coil], 48 * HOUR)
    mark = coil.mark(48 * HOUR)
    settle([coil])
    assert early.water == pytest.approx(mark.reading.water, rel=1e-12)


def test_other_seed_gives_other_tables():
    assert not same(result(), line.run(replace(plant(), seed=8)))


# ---------------------------------------------------------------- what it says


def test_limits_are_judged_on_their_own_basis_and_place():
    visits = result().visits
    judged = visits[visits["limit_ppm"].notna() & visits["left_h"].notna()]
    assert set(judged["station"]) == {"check", "cutter"}
    for row in judged.to_dict("records"):
        if row["station"] == "check":
            water = row["water_out_ppm"]
        else:
            share = row["coating_out_ppm"] / row["water_out_ppm"]
            water = row["worst_out_ppm"] * share
        assert bool(row["within_limit"]) == (water <= row["limit_ppm"])
    assert judged["within_limit"].nunique() == 2


def test_drying_and_wetting_go_the_way_they_should():
    table = result().visits.groupby(["electrode", "station"])
    water = table[["water_in_ppm", "water_out_ppm"]].median()
    for name in ("anode", "cathode"):
        assert (
            water.loc[(name, "oven"), "water_out_ppm"]
            < 0.5 * (water.loc[(name, "oven"), "water_in_ppm"])
        )
        # a web in a hall of 45 % RH takes up what the wound coil cannot
        assert water.loc[(name, f"{name}_calender"), "water_out_ppm"] > 100
    regimes = set(result().visits["regime"].dropna())
    assert regimes <= {"macro-limited", "mixed", "micro-limited"}


def test_solver_error_names_coil_zone_and_station():
    """Air beyond the fitted range of the isotherms; a note says where it was."""
    fog = Atmosphere.from_relative_humidity(296.15, PRESSURE, 0.99)
    foggy = replace(plant(), zones=plant().zones | {"hall": ZoneSpec(fog)})
    with pytest.raises(SolverError) as error:
        line.run(foggy)
    (note,) = error.value.__notes__
    assert "in zone hall, at anode_coater" in note or "at cathode_coater" in note


def test_start_beyond_the_isotherm_names_the_coil():
    wet = replace(plant().electrodes["anode"], start_ppm=1e6)
    soaked = replace(plant(), electrodes=plant().electrodes | {"anode": wet})
    with pytest.raises(ValueError, match="coating_ppm") as error:
        line.run(soaked)
    assert "start of coil anode-0001" in error.value.__notes__[0]


def test_free_sheet_follows_the_air_and_a_coil_lags_behind():
    """A web that stays a day in the dry room is dry, the wound coil is not."""
    sheet = Coil("S", "a", *_stuff(), 1.0, 0.45, 0.152, 0.0, _start())
    air = AirHistory.constant(DRY_ROOM.temperature, DRY_ROOM.vapour_pressure, PRESSURE)
    sheet.move_to(Zone("dry", air), Exchange("face", 5e-3), 0.0)
    coil = wetted()
    end = sheet.mark(48 * HOUR)
    settle([sheet])
    (wound,) = water_at([coil], 48 * HOUR)
    assert end.reading.figures.mean < 0.1 * wound.figures.mean
    floor = sheet.model.equilibrium(DRY_ROOM.temperature, DRY_ROOM.vapour_pressure)
    assert end.reading.figures.mean == pytest.approx(
        sheet.model.figures(floor).mean, rel=0.01
    )


def _stuff():
    stuff = MATERIALS["anode"]
    return stuff, TwoScaleModel(stuff, 0.225, 16, MODES)


def _start():
    return _stuff()[1].uniform(1500.0, HALL.temperature)


def test_heating_time_is_that_of_the_example_coil():
    """PHYSICS 3.2: 1890 m of 0.25 m, 141 kg, 90 kJ/K: 3.1 h at 8 W/(m2 K)."""
    stuff = replace(MATERIALS["anode"], specific_heat=640.0, name="example")
    coil = Coil(
        "E",
        "anode",
        stuff,
        TwoScaleModel(stuff, 0.125, 8, MODES),
        1890.0,
        0.25,
        0.152,
        0.0,
        TwoScaleModel(stuff, 0.125, 8, MODES).uniform(100.0, 298.15),
    )
    assert coil.electrode_mass == pytest.approx(141, rel=0.02)
    assert coil.outer_diameter == pytest.approx(0.60, abs=1e-3)
    assert coil.heating_time(8.0) / HOUR == pytest.approx(3.1, rel=0.06)


def test_wrapping_is_referred_to_the_edges():
    """Q A / A_edge: 1.2 m2 of film on 2 x 2 coatings of 65 um x 1890 m."""
    stuff = MATERIALS["anode"]
    model = TwoScaleModel(stuff, 0.125, 8, MODES)
    coil = Coil(
        "E",
        "anode",
        stuff,
        model,
        1890.0,
        0.25,
        0.152,
        0.0,
        model.uniform(100.0, 298.15),
    )
    edge_area = 4 * 65e-6 * 1890.0
    assert coil.edge_area == pytest.approx(edge_area)
    wrapped = coil.wrapped(Wrapping("film", 2e-12, 1.2), 5e-3, 8.0)
    assert wrapped.wrap == pytest.approx(2e-12 * 1.2 / edge_area)
    assert coil.wrapped(Wrapping("film", 0.0), 5e-3, 8.0).kind == "sealed"
    assert coil.wrapped(Wrapping(), 5e-3, 8.0) == coil.wound(5e-3, 8.0)
    whole = coil.wrapped(Wrapping("film", 2e-12), 5e-3, 8.0)
    assert whole.wrap == pytest.approx(2e-12 * coil.surface / edge_area)


def test_result_holds_no_live_objects_and_can_go_to_another_process():
    again = pickle.loads(pickle.dumps(result()))
    assert same(result(), again)
    assert again.scenario.name == "small plant"


def test_tables_survive_parquet(tmp_path):
    for name in TABLES:
        table = getattr(result(), name)
        path = tmp_path / f"{name}.parquet"
        table.to_parquet(path)
        pd.testing.assert_frame_equal(pd.read_parquet(path), table, check_dtype=False)


def test_zones_table_draws_the_air_of_every_zone():
    zones = result().zones
    assert set(zones["zone"]) == {"hall", "dry", "oven/1", "oven/2"}
    for name in ("hall", "dry"):
        rows = zones[zones["zone"] == name]
        assert list(rows["time_h"]) == [0, 80]
    dry = zones[zones["zone"] == "dry"]
    assert dry["dew_point_degC"].to_numpy() == pytest.approx(-40, abs=1e-9)
    assert dry["water_ppmv"].to_numpy() == pytest.approx(126.8, rel=1e-3)
    assert np.isfinite(zones["dew_point_degC"]).all()
    assert result().coils["start_water_ppm"].iloc[0] * PPM > 0
