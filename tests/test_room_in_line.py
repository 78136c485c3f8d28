"""A dry room as a zone: its air follows from people, supply and the coils in it."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from plant import HOUR, electrode, fixed, real_materials, scenario

from models.air_handling import AirHandling, Chiller, Coil, Fan, Heater, Wheel
from models.air_handling.control import HumidityFlow
from models.dry_room import Passage, Room, Rooms, RoomState, controlled
from models.dry_room.balance import AIR_HEAT
from models.dry_room.people import ACTIVITIES
from models.psychrometrics import (
    Atmosphere,
    humidity_ratio,
    vapour_pressure_from_frost_point,
)
from models.units import KWH, kelvin
from twin import line
from twin.faults import faults
from twin.line import Line
from twin.scenario import (
    Course,
    CutterSpec,
    OvenSpec,
    RecipeStep,
    RoomPlant,
    RoomsSpec,
    RoomUse,
    StoreSpec,
    ZoneSpec,
)

PRESSURE = 101325.0
WARM = kelvin(22.0)
HALL = Atmosphere.from_relative_humidity(kelvin(23.0), PRESSURE, 0.4)
SUPPLY = float(
    humidity_ratio(float(vapour_pressure_from_frost_point(kelvin(-60.0))), PRESSURE)
)


YEAR = 8760
DRY_DAY = (np.full(YEAR, kelvin(10.0)), np.full(YEAR, 6e-3))
MOST = Course.of_shifts([(1.0, [(6 * HOUR, 22 * HOUR)])], period=86400.0)


def use(people=0.0, door=0.0, humidity=1e-4, **others):
    return RoomUse(
        WARM,
        humidity,
        Course.constant(people),
        Course.constant(3000.0),
        Course.constant(door),
        **others,
    )


def room(flow=0.2, mass=80.0, own=None, outdoor=DRY_DAY, step=600.0, **changes):
    """One room that is called dry."""
    given = {
        "rooms": Rooms((Room("dry", mass, 1e6, 50.0, leakage=1e-4),)),
        "uses": (use() if own is None else own,),
        "shares": (),
        "supply_flow": (flow,),
        "supply_humidity": SUPPLY,
        "surroundings_temperature": HALL.temperature,
        "surroundings_humidity": 1e-3,  # the hall's own counts
        "pressure": PRESSURE,
        "working": MOST,
    }
    return RoomsSpec(RoomPlant(**(given | changes)), "hall", *outdoor, step)


def plant(hours=48.0, spec=None, coils=1, stations=None, start_ppm=1500.0, **changes):
    """Wet coils that are put into a dry room at once."""
    spec = room() if spec is None else spec
    stations = stations or {
        "rack": StoreSpec(zone="dry", machines=50, duration=fixed(hours / 2.0))
    }
    anode = electrode(
        next(iter(stations)),
        material="anode",
        length=800.0,
        start_ppm=start_ppm,
        start_temperature=WARM,
        interval=fixed(3.0),
        count=coils,
    )
    given = {
        "electrodes": {"anode": anode},
        "zones": {"hall": ZoneSpec(HALL), "dry": ZoneSpec(room=True)},
        "materials": real_materials(),
        "rooms": spec,
        "macro_cells": 8,
        "micro_modes": 2,
    }
    return scenario(stations, hours, **(given | changes))


def test_an_empty_room_stands_where_supply_leakage_and_people_lead():
    spec = room(own=use(2.0, 5e-4))
    result = line.run(plant(24.0, spec, coils=0))
    outside = float(humidity_ratio(HALL.vapour_pressure, PRESSURE))
    person = float(ACTIVITIES["II"].moisture(WARM))
    came = 0.2 * SUPPLY + (1e-4 + 5e-4) * outside + 2.0 * person
    expected = came / (0.2 + 1e-4 + 5e-4)
    vapour = result.zones[result.zones["zone"] == "dry"]["vapour_pressure_Pa"]
    found = humidity_ratio(vapour.to_numpy(), PRESSURE)
    assert found == pytest.approx(expected, rel=1e-9)


def test_what_coils_give_off_is_what_the_room_takes_in():
    whole = plant(48.0, coils=5)
    own = Line(whole)
    taken = []
    zone = own.zones["dry"]
    inner = zone.take_in
    zone.take_in = lambda stay, kg: (taken.append(kg), inner(stay, kg))
    result = own.run()
    product = result.rooms["product_g"].sum()
    assert product == pytest.approx(1e3 * sum(taken), rel=1e-10)
    # nothing but this room ever met the coils
    assert product == pytest.approx(1e3 * result.coils["removed_kg"].sum(), rel=1e-10)
    assert product > 1.0
    assert result.rooms["closure"].max() < 1e-10


def test_the_room_s_water_adds_up_window_by_window():
    result = line.run(plant(24.0, coils=3))
    rows = result.rooms
    came = sum(
        rows[f"{cause}_g"]
        for cause in (
            "supply", "people", "leakage", "door", "make_up", "passages", "product"
        )
    )  # fmt: skip
    assert (came - rows["out_g"] - rows["stored_g"]).abs().max() < 1e-9
    assert rows["start_h"].iloc[0] == 0.0
    assert rows["end_h"].iloc[-1] == pytest.approx(24.0)
    assert (rows["end_h"].to_numpy()[:-1] == rows["start_h"].to_numpy()[1:]).all()


def test_wet_coils_make_the_room_damper_and_a_damp_room_wets_coils():
    empty = line.run(plant(24.0, coils=0)).rooms["dew_point_degC"]
    full = line.run(plant(24.0, coils=8)).rooms["dew_point_degC"]
    assert full.max() > empty.max() + 1.0
    crowded = room(own=use(6.0))
    quiet = line.run(plant(48.0, coils=1, start_ppm=50.0))
    busy = line.run(plant(48.0, crowded, coils=1, start_ppm=50.0))
    end = [r.coils["end_water_ppm"].iloc[0] for r in (quiet, busy)]
    assert end[1] > end[0] + 5.0


def test_a_room_that_feels_nothing_dries_as_constant_air_does():
    """A flood of supply air: the balance is then that of constant air."""
    spec = room(flow=1e4)
    own = line.run(plant(48.0, spec, coils=2))
    vapour = float(vapour_pressure_from_frost_point(kelvin(-60.0)))
    constant = Atmosphere(WARM, PRESSURE, vapour)
    zones = {"hall": ZoneSpec(HALL), "dry": ZoneSpec(constant)}
    other = line.run(replace(plant(48.0, coils=2, zones=zones), rooms=None))
    water = [r.visits["water_out_ppm"].to_numpy() for r in (own, other)]
    assert water[0] == pytest.approx(water[1], rel=2e-4)


def test_shorter_windows_change_little_and_converge():
    ends = [
        line.run(plant(24.0, room(step=step), coils=4)).coils["end_water_ppm"]
        for step in (1200.0, 600.0, 300.0, 150.0)
    ]
    errors = [(end - ends[-1]).abs().max() for end in ends[:-1]]
    assert errors[0] > errors[1] > errors[2]
    assert errors[1] < 0.5  # ppm of 1500


def test_cutting_sheets_in_a_room_keeps_its_books():
    cutter = CutterSpec(
        zone="dry", speed=0.3, web_path=3.0, sheet_width=0.07, sheet_length=0.1
    )
    stations = {"cutter": cutter, "rack": StoreSpec(zone="dry", machines=9)}
    result = line.run(plant(24.0, stations=stations, coils=3))
    assert result.balance["closure"].abs().max() < 1e-12
    removed = result.coils["removed_kg"].sum()
    assert result.rooms["product_g"].sum() == pytest.approx(1e3 * removed, rel=1e-10)
    # the web's pulse is there
    assert result.rooms["product_g"].max() > 10.0 * result.rooms["product_g"].median()


def test_the_same_on_any_number_of_threads_and_beside_a_look():
    one = replace(plant(24.0, coils=3), threads=1)
    first, second = line.run(one), line.run(replace(one, threads=2))
    own = Line(one)

    def looks():
        while True:
            yield own.env.timeout(1700.0)
            own.water_now([c for c in own.coils if c.state is not None])

    own.env.process(looks())
    third = own.run()
    for name in ("coils", "visits", "zones", "rooms", "energy"):
        for other in (second, third):
            pd.testing.assert_frame_equal(
                getattr(first, name), getattr(other, name), check_exact=True
            )


def unit():
    """A small unit with one wheel."""
    return AirHandling(
        outdoor_share=0.3,
        precooler=Coil(kelvin(8.0)),
        cooler=Coil(kelvin(8.0)),
        wheel=Wheel(0.3, 0.1, kelvin(95.0), kelvin(140.0)),
        fan=Fan(0.25, 700.0),
        regeneration_fan=Fan(0.08, 150.0),
        chiller=Chiller(3.0),
        supply_heater=Heater("district_heat"),
        regeneration_heater=Heater("natural_gas"),
        preheater=Heater("district_heat"),
    )


def test_energy_of_the_air_is_in_the_run_s_ledger():
    spec = room(unit=unit(), own=use(1.0))
    result = line.run(plant(24.0, spec, coils=1))
    row = result.energy[result.energy["use"] == "air"]
    assert row["station"].tolist() == ["dry"]
    for column in ("electricity_kWh", "natural_gas_kWh", "energy_cost", "co2_kg"):
        total = result.rooms[column].sum()
        assert row[column].iloc[0] == pytest.approx(total, rel=1e-12)
    assert row["natural_gas_kWh"].iloc[0] > 10.0
    # both fans run all day at the flow of the supply air and what is purged
    share = unit().process_share
    fan = unit().fan.power_at(0.2 * share) * 24.0 * HOUR / KWH
    assert row["electricity_kWh"].iloc[0] > fan


def test_what_the_wheel_cannot_do_is_said():
    spec = room(unit=unit(), own=use(1.0))
    result = line.run(plant(24.0, spec, coils=0))
    (said,) = [w for w in result.warnings if w.startswith("air of dry: wheel")]
    assert "-60.0 °C dew point is asked" in said
    assert "missed in 144 of 144 windows" in said
    # the rooms then get what the wheel can do, and its energy is that of the wheel
    (told,) = [w for w in result.warnings if "damper than asked" in w]
    assert "in 144 windows" in told
    limit = float(told.split("up to ")[1].split(" °C")[0])
    assert -60.0 < limit < -40.0
    rows = result.rooms
    vapour = float(vapour_pressure_from_frost_point(kelvin(limit)))
    grams = rows["supply_g"] / (rows["supply_kg_per_s"] * 600.0)
    assert 1e-3 * grams.to_numpy() == pytest.approx(
        float(humidity_ratio(vapour, PRESSURE)), rel=0.02
    )
    assert rows["closure"].max() < 1e-9
    dry = line.run(plant(24.0, room(own=use(1.0)), coils=0)).rooms
    assert rows["dew_point_degC"].min() > dry["dew_point_degC"].max() + 0.5
    easier = float(vapour_pressure_from_frost_point(kelvin(-45.0)))
    moist = room(
        unit=unit(),
        own=use(1.0),
        supply_humidity=float(humidity_ratio(easier, PRESSURE)),
    )
    assert line.run(plant(24.0, moist, coils=0)).warnings == []


def test_humidity_control_answers_the_coils():
    control = HumidityFlow(2e-5, 1e-4, 0.05, 0.4)
    spec = room(control=control, controlled=0)
    quiet = line.run(plant(48.0, spec, coils=0)).rooms["supply_kg_per_s"]
    busy = line.run(plant(48.0, spec, coils=8)).rooms["supply_kg_per_s"]
    assert busy.max() > quiet.max()
    assert busy.between(0.05, 0.4).all()


def test_a_humidity_control_with_no_least_flow_does_not_swing_in_the_line():
    """An empty night: one flow that carries off the leakage, window after window."""
    spec = room(control=HumidityFlow(4e-5, 1e-4, 0.0, 0.4), controlled=0)
    rows = line.run(plant(24.0, spec, coils=0)).rooms
    flow = rows["supply_kg_per_s"].to_numpy()
    assert flow.min() > 0.0
    assert np.ptp(flow) < 1e-6 * 0.4
    finer = line.run(plant(24.0, replace(spec, step=60.0), coils=0)).rooms
    assert finer["supply_kg_per_s"].mean() == pytest.approx(flow.mean(), rel=1e-6)


def test_a_control_s_day_in_the_line_is_its_day_in_the_sizing():
    """People from 6 to 22 h: the same flows as `controlled` finds by the minute."""
    shift = Course.of_shifts([(4.0, [(6 * HOUR, 22 * HOUR)])], period=86400.0)
    own = RoomUse(WARM, 1e-4, shift, Course.constant(0.0), Course.constant(0.0))
    control = HumidityFlow(6e-5, 1.2e-4, 0.0, 2.0)
    spec = room(own=own, control=control, controlled=0, supply_flow=(2.0,))
    rows = line.run(plant(48.0, spec, coils=0)).rooms
    outside = float(humidity_ratio(HALL.vapour_pressure, PRESSURE))
    own_plant = replace(
        spec.plant,
        surroundings_humidity=outside,
        surroundings_temperature=HALL.temperature,
    )
    instants = 60.0 * np.arange(2 * 1440 + 1)
    drive = own_plant.drive(instants)
    start = RoomState(own_plant.temperature, 6e-5)
    working = np.ones(len(instants) - 1, bool)
    minutes = controlled(own_plant.rooms, start, drive, control, working)
    second = rows["start_h"] >= 24.0
    assert rows.loc[second, "supply_kg_per_s"].mean() == pytest.approx(
        minutes.supply_flow[1440:].mean(), rel=0.01
    )


def test_an_enclosure_passes_its_air_to_the_room_around_it():
    """A box inside the room: it leaks both ways, and passes on its supply air."""
    leaky = (Passage("dry", "box", 1e-4), Passage("box", "dry", 1e-4))
    spec = room(
        rooms=Rooms(
            (
                Room("dry", 80.0, 1e6, 50.0, leakage=1e-4),
                Room("box", 5.0, 1e4, 5.0),
            ),
            (*leaky, Passage("box", "dry", 0.0)),
        ),
        uses=(use(3.0), use(humidity=3e-5, inside=0)),
        shares=(1.0,),
        supply_flow=(0.2, 0.05),
    )
    zones = {
        "hall": ZoneSpec(HALL),
        "dry": ZoneSpec(room=True),
        "box": ZoneSpec(room=True),
    }
    stations = {"rack": StoreSpec(zone="box", machines=9, duration=fixed(12.0))}
    result = line.run(plant(24.0, spec, coils=1, zones=zones, stations=stations))
    air = result.rooms.groupby("zone")["dew_point_degC"].mean()
    assert air["box"] < air["dry"] - 5.0
    sums = result.rooms.groupby("zone")[["passages_g", "product_g"]].sum()
    assert sums.loc["dry", "passages_g"] > sums.loc["box", "passages_g"] > 0.0
    assert sums.loc["dry", "product_g"] == 0.0
    removed = result.coils["removed_kg"].sum()
    assert sums.loc["box", "product_g"] == pytest.approx(1e3 * removed, rel=1e-10)
    assert result.rooms["closure"].max() < 1e-9


def test_people_come_and_go_by_the_plant_s_clock():
    """Monday 00:00 to Tuesday: four people from 6 to 22 h."""
    shift = Course.of_shifts([(4.0, [(6 * HOUR, 22 * HOUR)])], period=86400.0)
    own = RoomUse(WARM, 1e-4, shift, Course.constant(0.0), Course.constant(0.0))
    rows = line.run(plant(24.0, room(own=own), coils=0)).rooms
    there = rows["start_h"].between(5.99, 21.9)
    assert (rows.loc[there, "people"] == 4.0).all()
    assert (rows.loc[~there, "people"] == 0.0).all()
    assert rows["people_g"].sum() == pytest.approx(
        4 * 16 * 3.6e6 * float(ACTIVITIES["II"].moisture(WARM)), rel=1e-9
    )


def test_supply_air_carries_what_heats_the_room():
    found = line.run(plant(24.0, room(own=use(2.0)), coils=0)).rooms["supply_degC"]
    heat = 3000.0 + 2.0 * float(ACTIVITIES["II"].sensible_heat(WARM))
    heat += (50.0 + AIR_HEAT * 1e-4) * (HALL.temperature - WARM)
    expected = 22.0 - heat / (AIR_HEAT * 0.2)
    assert found.to_numpy() == pytest.approx(expected, abs=1e-9)


def test_faults_of_rooms_are_all_said():
    spec = replace(room(), surroundings="nowhere", step=0.0)
    bad = plant(24.0, spec, zones={"hall": ZoneSpec(HALL), "dry": ZoneSpec(HALL)})
    said = " ".join(faults(bad))
    assert "room 'dry' is no zone that is marked as one" in said
    assert "lie in 'nowhere'" in said
    assert "window is 0.0 s" in said
    lonely = replace(plant(24.0), rooms=None)
    assert "zone 'dry' is a room, but there are no rooms" in faults(lonely)


def test_a_standstill_is_told_although_the_room_goes_on():
    """A rack that waits for three coils gets two: rooms' windows do not hide that."""
    oven = OvenSpec(
        zone="dry",
        capacity=3,
        min_load=3,
        recipe=(RecipeStep(WARM + 25.0, math.inf, 1e3, 100.0, "nitrogen", HOUR),),
    )
    result = line.run(plant(48.0, stations={"oven": oven}, coils=2))
    (said,) = [w for w in result.warnings if "nothing happens any more" in w]
    assert "2 coils still wait at 'oven'" in said
    # the room's own air goes on to the end
    assert result.rooms["end_h"].max() == 48.0
    assert len(result.rooms) == 48 * 6
