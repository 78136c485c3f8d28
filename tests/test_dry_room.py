"""Dry rooms in time: people, balances, passages, recovery, the BLB room replayed."""

import math
import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import solve_ivp

from models.air_handling.control import (
    ConstantFlow,
    HumidityFlow,
    PeopleFlow,
)
from models.dry_room import (
    ACTIVITIES,
    Drive,
    Passage,
    Room,
    Rooms,
    RoomState,
    advance,
    controlled,
    recovery_time,
    settled,
)
from models.dry_room.people import EVAPORATION
from models.dry_room.replay import BLB, Readings, fit_replay, replay
from models.psychrometrics import humidity_ratio, vapour_pressure_from_frost_point
from models.units import DAY, HOUR, MINUTE, STANDARD_PRESSURE, kelvin

READINGS = Path(__file__).parents[2] / "shared/data/dry_room_blb/room_days_1_to_3.csv"
GRAM_PER_HOUR = 1e-3 / HOUR
NOT_HELD = ("instants", "temperature")
LAB = Room("lab", 600.0, 6e5, wall_conductance=500.0, leakage=2e-3)
BOX = Room("box", 5.0, 2e4, wall_conductance=20.0)


def frost(point):
    return float(
        humidity_ratio(
            vapour_pressure_from_frost_point(kelvin(point)), STANDARD_PRESSURE
        )
    )


def alone(**values):
    return Rooms((replace(LAB, **values),))


# ------------------------------------------------------------------ people


@pytest.mark.parametrize(
    ("activity", "gram_per_hour"), [("I", 22), ("II", 50), ("III", 98), ("IV", 113)]
)
def test_people_give_off_water_as_vdi_2078(activity, gram_per_hour):
    """PHYSICS T23, at 20 degC: exact."""
    given_off = ACTIVITIES[activity].moisture(kelvin(20.0)) / GRAM_PER_HOUR
    assert given_off == pytest.approx(gram_per_hour, rel=1e-12)


def test_people_give_off_more_water_and_less_heat_when_it_is_warm():
    """Slope 5.4 g/(h K) for light work; the total heat stays."""
    light = ACTIVITIES["II"]
    cool, warm = kelvin(20.0), kelvin(26.0)
    more = (light.moisture(warm) - light.moisture(cool)) / GRAM_PER_HOUR
    assert more == pytest.approx(6 * 5.4, rel=1e-12)
    for temperature in (cool, warm):
        latent = EVAPORATION * light.moisture(temperature)
        assert light.sensible_heat(temperature) + latent == pytest.approx(125.0)


def test_people_in_a_cold_room_are_refused():
    with pytest.raises(ValueError, match=r"12\.00 °C; their moisture is known from 16"):
        ACTIVITIES["II"].moisture(kelvin(12.0))


# ------------------------------------------------------------------ balance


def test_one_room_follows_the_exponential():
    """X = X_end + (X_0 - X_end) exp(-F t / M), leak and supply both ways."""
    rooms = alone()
    drive = Drive.held(
        rooms, [0.0, 100.0, 700.0], supply_flow=1.6, supply_humidity=1e-5,
        surroundings_humidity=8e-3, product=2e-5, temperature=kelvin(20),
    )  # fmt: skip
    got = advance(rooms, RoomState(kelvin(20), 1e-4), drive)
    flow = 1.6 + 2e-3
    end = (1.6 * 1e-5 + 2e-3 * 8e-3 + 2e-5) / flow
    expected = end + (1e-4 - end) * np.exp(-flow / 600.0 * drive.instants)
    assert got.humidity[:, 0] == pytest.approx(expected, rel=1e-12)
    over = end + (1e-4 - end) * (1 - math.exp(-flow / 6)) / (flow / 6)
    assert got.mean_humidity[0, 0] == pytest.approx(over, rel=1e-12)
    assert settled(rooms, drive).humidity[0] == pytest.approx(end, rel=1e-12)


def test_published_room_has_a_time_constant_of_364_s():
    """PHYSICS T14: 593.9 kg at 1.63 kg/s."""
    rooms = Rooms((BLB,))
    drive = Drive.held(rooms, [0.0, 1.0], supply_flow=1.63, temperature=kelvin(20))
    start = RoomState(kelvin(20), 1e-4)
    time = recovery_time(rooms, start, drive, "BLB", 1e-4 / math.e)
    assert time == pytest.approx(593.9 / 1.63, rel=1e-9)


def two_rooms():
    """An enclosure of -50 degC in a room of -30, air over to it and back."""
    passages = (Passage("box", "lab", 0.08), Passage("lab", "box", 0.03))
    rooms = Rooms((LAB, BOX), passages)
    drive = Drive.held(
        rooms,
        [0.0, 900.0, 3600.0],
        supply_flow=[1.2, 0.05],
        supply_humidity=[frost(-40), frost(-60)],
        supply_temperature=kelvin(18),
        surroundings_humidity=[8e-3, frost(-30)],
        surroundings_temperature=kelvin(24),
        people=[[3.0, 0.0], [5.0, 0.0]],
        machines=[2000.0, 100.0],
        product=[[1e-6, 2e-8], [3e-6, -1e-9]],
        exhaust=[0.2, 0.01],  # so that the enclosure draws 0.01 kg/s in
        door=[[0.0, 0.0], [0.05, 0.0]],
    )
    return rooms, drive


def integrated(rooms, drive, start):
    """The same equations, written out for two rooms, by an adaptive integrator."""
    y, rows, people_water = start, [start], []
    for k, duration in enumerate(drive.durations):

        def rate(_, y, k=k):
            t, x = y[:2], y[2:4]
            light = ACTIVITIES["II"]
            each = (light.slope * (t - 273.15) - light.offset) * GRAM_PER_HOUR
            supply, door, exhaust = (
                getattr(drive, name)[k] for name in ("supply_flow", "door", "exhaust")
            )
            inward = np.array([0.08, 0.03])
            swapped = np.array([2e-3, 0.0]) + door
            drawn = np.maximum(exhaust + inward[::-1] - supply - inward, 0.0)
            fresh = swapped + drawn
            leaving = supply + inward + fresh
            dx = supply * drive.supply_humidity[k] + inward * x[::-1] - leaving * x
            dx = dx + fresh * drive.surroundings_humidity[k]
            dx = dx + drive.people[k] * each + drive.product[k]
            dt = supply * drive.supply_temperature[k] + inward * t[::-1] - leaving * t
            dt = 1006.0 * (dt + fresh * drive.surroundings_temperature[k])
            walls = np.array([500.0, 20.0])
            dt = dt + walls * (drive.surroundings_temperature[k] - t)
            dt = dt + drive.machines[k]
            dt = dt + drive.people[k] * (125.0 - EVAPORATION * each)
            water = drive.people[k] * each
            return np.concatenate([dt / [6e5, 2e4], dx / [600.0, 5.0], water])

        run = solve_ivp(
            rate, (0.0, duration), np.append(y, [0.0, 0.0]), method="DOP853",
            rtol=1e-11, atol=1e-15,
        )  # fmt: skip
        y = run.y[:4, -1]
        rows.append(y)
        people_water.append(run.y[4:, -1])
    return np.array(rows), np.array(people_water)


def test_two_rooms_agree_with_an_adaptive_integrator():
    """Temperature and people's water to 1e-9; humidity to what evening out people's
    water within an interval costs while the temperature still moves."""
    rooms, drive = two_rooms()
    start = np.array([kelvin(21), kelvin(20), 1e-4, 2e-5])
    expected, water = integrated(rooms, drive, start)
    got = advance(rooms, RoomState(start[:2], start[2:]), drive)
    assert got.temperature == pytest.approx(expected[:, :2], rel=1e-10)
    assert got.water["people"] == pytest.approx(water, rel=1e-9, abs=1e-15)
    assert got.humidity == pytest.approx(expected[:, 2:], rel=5e-3)
    fine = np.linspace(0.0, 3600.0, 3601)
    place = np.searchsorted(drive.instants, fine[:-1], side="right") - 1
    cut = Drive(
        fine,
        **{k: v[place] for k, v in vars(drive).items() if k not in NOT_HELD},
    )  # fmt: skip
    close = advance(rooms, RoomState(start[:2], start[2:]), cut)
    assert close.humidity[-1] == pytest.approx(expected[-1, 2:], rel=1e-8)


def test_the_length_of_an_interval_does_not_matter():
    """Held inputs, temperature held by control: one interval or a thousand."""
    rooms, drive = two_rooms()
    whole = drive.part(1, 2)
    held = np.full((1, 2), kelvin(20))
    start = RoomState(kelvin(20), np.array([1e-4, 2e-5]))
    once = advance(rooms, start, replace(whole, temperature=held))
    times = np.linspace(*whole.instants, 1001)
    values = {
        name: np.repeat(value, 1000, axis=0)
        for name, value in vars(whole).items()
        if name not in NOT_HELD
    }
    cut = Drive(times, temperature=np.repeat(held, 1000, axis=0), **values)
    often = advance(rooms, start, cut)
    assert often.end.humidity == pytest.approx(once.end.humidity, rel=1e-11)
    for cause, water in once.water.items():
        total = often.water[cause].sum(axis=0)
        assert total == pytest.approx(water[0], rel=1e-10, abs=1e-16)


@pytest.mark.parametrize("duration", [5.0, 29.0, 31.0, 1000.0])
def test_a_short_interval_is_as_exact_as_a_long_one(duration):
    """Leakage alone, 2e-3 kg/s into 600 kg: below 30 s the answer is by series."""
    rooms = alone()
    drive = Drive.held(
        rooms, [0.0, duration], surroundings_humidity=8e-3, temperature=kelvin(20)
    )
    got = advance(rooms, RoomState(kelvin(20), 1e-4), drive)
    assert np.abs(got.water_gap).max() < 1e-12
    z = 2e-3 / 600.0 * duration
    # to the third term of (1 - exp(-z)) / z = 1 - z/2 + z^2/6 - ...
    gone = 1.0 - z / 2.0 + z**2 / 6.0 - z**3 / 24.0
    mean = 8e-3 + (1e-4 - 8e-3) * gone
    assert got.mean_humidity[0, 0] == pytest.approx(mean, rel=1e-8)
    gained = got.mean_humidity[0, 0] - 1e-4
    if z < 1e-3:
        assert gained == pytest.approx(7.9e-3 * z / 2.0 * (1.0 - z / 3.0), rel=1e-6)


def test_stepping_with_coils_is_the_same_as_one_call():
    """The twin asks interval by interval, with what the coils then release."""
    rooms, drive = two_rooms()
    start = RoomState(kelvin(np.array([21.0, 20.0])), np.array([1e-4, 2e-5]))
    whole = advance(rooms, start, drive)
    state = start
    for k in range(2):
        made = advance(rooms, state, drive.part(k, k + 1))
        assert made.mean_humidity[0] == pytest.approx(whole.mean_humidity[k], rel=1e-14)
        state = made.end
    assert state.humidity == pytest.approx(whole.end.humidity, rel=1e-14)


flow = st.floats(0.0, 5.0)


@settings(max_examples=60, deadline=None)
@given(
    supply=st.lists(flow, min_size=3, max_size=3),
    exhaust=flow,
    door=st.floats(0.0, 1.0),
    over=st.lists(flow, min_size=3, max_size=3),
    people=st.floats(0.0, 20.0),
    duration=st.floats(60.0, 1e5),
)
def test_water_and_heat_close_in_any_rooms(
    supply, exhaust, door, over, people, duration
):
    """To 1e-8 in each interval of a minute or more; three rooms in a ring, of which
    the last holds 1e11 J: in a second its rounding is a few 1e-8 of the turnover."""
    names = ("a", "b", "c")
    made = tuple(
        Room(name, mass, 2e5 * mass, 100.0, leakage=1e-3)
        for name, mass in zip(names, (30.0, 600.0, 4000.0), strict=True)
    )
    ring = tuple(
        Passage(names[i], names[(i + 1) % 3], value) for i, value in enumerate(over)
    )
    rooms = Rooms(made, ring)
    drive = Drive.held(
        rooms, [0.0, duration, 3.0 * duration], supply_flow=supply,
        supply_humidity=1e-5, supply_temperature=kelvin(18), door=door,
        exhaust=[exhaust, 0.0, 0.0], surroundings_humidity=8e-3,
        surroundings_temperature=kelvin(22), people=[people, 0.0, 0.0], machines=50.0,
        product=1e-6,
    )  # fmt: skip
    state = settled(rooms, replace(drive, people=0.0 * drive.people))
    held = replace(drive, temperature=np.full((2, 3), kelvin(20)))
    for inputs in (replace(drive, people=0.0 * drive.people), held):
        got = advance(rooms, RoomState(state.temperature, 2e-4), inputs)
        assert np.abs(got.water_gap).max() < 1e-8
        assert np.abs(got.heat_gap).max() < 1e-8


def test_the_account_of_water_names_every_cause():
    rooms, drive = two_rooms()
    got = advance(rooms, RoomState(kelvin(20), 1e-4), drive)
    assert np.abs(got.water_gap).max() < 1e-12
    assert np.abs(got.heat_gap).max() < 1e-12
    assert got.water["product"][1].tolist() == pytest.approx([8.1e-3, -2.7e-6])
    assert got.water["door"][0].tolist() == [0.0, 0.0]
    assert got.water["leakage"][0, 0] == pytest.approx(2e-3 * 8e-3 * 900.0)
    # what one room passes on, the other gets: 0.08 kg/s of the enclosure's mean air
    passed = 0.08 * got.mean_humidity[:, 1] * drive.durations
    assert got.water["passages"][:, 0] == pytest.approx(passed, rel=1e-12)


def test_exhaust_beyond_the_supply_draws_hall_air_in():
    rooms = alone(leakage=0.0)
    drive = Drive.held(
        rooms, [0.0, 60.0], supply_flow=1.0, exhaust=[[1.4]],
        surroundings_humidity=8e-3, temperature=kelvin(20),
    )  # fmt: skip
    got = advance(rooms, RoomState(kelvin(20), 0.0), drive)
    assert got.water["make_up"][0, 0] == pytest.approx(0.4 * 8e-3 * 60.0)
    assert got.return_flow[0, 0] == 0.0
    spared = replace(drive, exhaust=np.array([[0.3]]))
    assert advance(rooms, RoomState(kelvin(20), 0.0), spared).return_flow[0, 0] == 0.7


def test_enclosure_stays_drier_than_the_room_it_stands_in():
    """-50 degC inside a room of -30: its own dry supply, overflowing into the room."""
    rooms = Rooms((LAB, BOX), (Passage("box", "lab", 0.05),))
    drive = Drive.held(
        rooms, [0.0, 1.0], supply_flow=[1.2, 0.05], supply_humidity=frost(-60),
        surroundings_humidity=[8e-3, 0.0], people=[20.0, 0.0], product=[0.0, 8e-7],
        temperature=kelvin(20),
    )  # fmt: skip
    end = settled(rooms, drive).humidity
    lab = (1.25 * frost(-60) + 2e-3 * 8e-3 + 20 * 50 * GRAM_PER_HOUR + 8e-7) / 1.252
    assert end[0] == pytest.approx(lab, rel=1e-9)
    assert end[1] == pytest.approx(frost(-60) + 8e-7 / 0.05, rel=1e-9)
    assert end[1] < frost(-50) < frost(-32) < end[0] < frost(-28)


def test_product_cannot_take_more_water_than_the_air_has():
    rooms = alone(leakage=0.0)
    drive = Drive.held(rooms, [0.0, 600.0], product=-1e-5, temperature=kelvin(20))
    with pytest.raises(ValueError, match="product in lab takes more water"):
        advance(rooms, RoomState(kelvin(20), 5e-6), drive)


def test_room_without_any_flow_never_settles():
    rooms = alone(leakage=0.0)
    drive = Drive.held(rooms, [0.0, 60.0], temperature=kelvin(20), product=1e-6)
    with pytest.raises(ValueError, match="nothing flows through"):
        settled(rooms, drive)
    got = advance(rooms, RoomState(kelvin(20), 1e-5), drive)
    assert got.end.humidity[0] == pytest.approx(1e-5 + 1e-6 * 60 / 600, rel=1e-12)


def test_heat_of_people_and_machines_is_carried_off_by_the_supply():
    rooms = alone(leakage=0.0, wall_conductance=0.0)
    drive = Drive.held(
        rooms, [0.0, 1.0], supply_flow=1.5, supply_temperature=kelvin(16),
        machines=4000.0, people=8.0,
    )  # fmt: skip
    end = settled(rooms, drive).temperature[0]
    people = 8 * ACTIVITIES["II"].sensible_heat(end)
    assert 1.5 * 1006.0 * (end - kelvin(16)) == pytest.approx(4000.0 + people)


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"supply": 1.0}, "has no supply; it has supply_flow"),
        ({"people": -1.0}, "people of a drive is -1  in interval 0; it is at least 0"),
        ({"product": math.nan}, "product of a drive is nan"),
        ({"door": [1.0, 2.0, 3.0]}, "door of a drive has the shape"),
    ],
)
def test_wrong_inputs_are_named(fault, message):
    with pytest.raises(ValueError, match=message):
        Drive.held(alone(), [0.0, 1.0, 2.0], **fault)


def test_passages_lead_between_rooms_that_exist():
    with pytest.raises(ValueError, match="attic is not a room, the rooms are lab, box"):
        Rooms((LAB, BOX), (Passage("lab", "attic", 1.0),))


# ------------------------------------------------------------------ recovery, control


def test_recovery_from_a_door_takes_as_long_as_the_logarithm_says():
    rooms = alone(leakage=0.0)
    drive = Drive.held(
        rooms, [0.0, 1.0], supply_flow=1.6, supply_humidity=1e-5, temperature=kelvin(20)
    )
    time = recovery_time(rooms, RoomState(kelvin(20), 9e-5), drive, "lab", 2e-5)
    assert time == pytest.approx(600.0 / 1.6 * math.log(8.0), rel=1e-9)


def test_room_that_cannot_get_dry_enough_never_recovers():
    rooms = alone(leakage=0.0)
    drive = Drive.held(
        rooms, [0.0, 1.0], supply_flow=1.6, supply_humidity=3e-5, temperature=kelvin(20)
    )
    start = RoomState(kelvin(20), 9e-5)
    assert recovery_time(rooms, start, drive, "lab", 2e-5) == math.inf
    assert recovery_time(rooms, start, drive, "lab", 1e-4) == 0.0


def day_with_people():
    """Ten people from 8 to 16 h, minute by minute."""
    rooms = alone()
    instants = 60.0 * np.arange(1441)
    present = (instants[:-1] >= 8 * HOUR) & (instants[:-1] < 16 * HOUR)
    drive = Drive.held(
        rooms, instants, supply_humidity=frost(-60), surroundings_humidity=8e-3,
        people=10.0 * present, temperature=kelvin(20),
    )  # fmt: skip
    at_work = (instants[:-1] >= 6 * HOUR) & (instants[:-1] < 22 * HOUR)
    return rooms, drive, at_work


@pytest.mark.parametrize(
    "control",
    [
        HumidityFlow(frost(-42), frost(-38), 0.4, 3.0),
        PeopleFlow(0.4, 0.26, 3.0),
    ],
)
def test_flow_that_follows_the_load_saves_air_and_holds_the_room(control):
    rooms, drive, working = day_with_people()
    start = RoomState(kelvin(20), frost(-45))
    always = controlled(rooms, start, drive, ConstantFlow(3.0), working)
    wise = controlled(rooms, start, drive, control, working)
    assert always.supply_flow.tolist() == [3.0] * 1440
    assert wise.supply_flow.mean() < 0.6 * always.supply_flow.mean()
    assert wise.history.humidity.max() < frost(-38)
    assert np.abs(wise.history.water_gap).max() < 1e-10
    # what is supplied is what the control asks for at each interval's end
    again = control.flow(wise.history.humidity[1:, 0], drive.people[:, 0], working)
    assert wise.supply_flow == pytest.approx(again)


NO_LEAST = HumidityFlow(frost(-45), frost(-40), 0.0, 3.0)


def controlled_day(step, control=NO_LEAST):
    """The same day in steps [s], after a day of the same; its run and its drive."""
    rooms, _, _ = day_with_people()
    instants = np.arange(0.0, 2 * DAY + step, step)
    clock = instants[:-1] % DAY
    drive = Drive.held(
        rooms, instants, supply_humidity=frost(-60), surroundings_humidity=8e-3,
        people=10.0 * ((clock >= 8 * HOUR) & (clock < 16 * HOUR)),
        temperature=kelvin(20),
    )  # fmt: skip
    start = RoomState(kelvin(20), frost(-45))
    run = controlled(rooms, start, drive, control, np.ones(len(clock), bool))
    return run, clock, len(clock) // 2


@pytest.mark.parametrize("step", [60.0, 600.0, 3600.0])
def test_a_flow_with_no_least_does_not_swing_at_night(step):
    """At night leakage alone is carried off: one flow, by hand, hour after hour."""
    run, clock, _ = controlled_day(step)
    calm = (clock >= 20 * HOUR) | (clock < 7 * HOUR)
    calm[: len(calm) // 4] = False  # the first morning still settles
    rooms, _, _ = day_with_people()
    leak = rooms.rooms[0].leakage
    for flow, moist in zip(
        run.supply_flow[calm][::5], run.history.humidity[1:, 0][calm][::5], strict=True
    ):
        assert flow * (moist - frost(-60)) == pytest.approx(
            leak * (8e-3 - moist), rel=1e-6
        )
    assert np.ptp(run.supply_flow[calm]) < 1e-6 * 3.0
    assert run.history.humidity.max() < frost(-38)


def test_a_longer_step_of_the_control_changes_its_day_little():
    """Minutes, ten minutes, hours: the same air and the same humidity by the day."""
    air, moist = [], []
    for step in (60.0, 600.0, 1200.0):
        run, _, half = controlled_day(step)
        air.append(run.supply_flow[half:].mean())
        moist.append(run.history.mean_humidity[half:, 0].mean())
    assert air[1] == pytest.approx(air[0], rel=0.01)
    assert air[2] == pytest.approx(air[0], rel=0.02)
    assert moist[1:] == pytest.approx([moist[0]] * 2, rel=0.01)


def test_supply_air_damper_than_the_room_still_gives_one_settled_flow():
    """More air then makes the room damper: the control opens to its end."""
    rooms = alone(leakage=0.0)
    drive = Drive.held(
        rooms, [0.0, 600.0], supply_humidity=frost(-30), temperature=kelvin(20)
    )
    start = RoomState(kelvin(20), frost(-44))
    run = controlled(rooms, start, drive, NO_LEAST, [True])
    end = run.history.humidity[-1, 0]
    assert run.supply_flow[0] == pytest.approx(NO_LEAST.flow(end, 0.0, True), abs=1e-6)


def test_set_back_lowers_the_flow_at_night_and_at_weekends():
    rooms, drive, at_work = day_with_people()
    saturday = np.zeros_like(at_work)
    control = ConstantFlow(3.0, set_back=0.4)
    night = controlled(rooms, RoomState(kelvin(20), 1e-4), drive, control, saturday)
    assert night.supply_flow == pytest.approx(1.2)


def test_people_need_as_much_air_as_the_sizing_equation_says():
    """PHYSICS 5.2: 113 g/h, -40/-60: about 1340 m3/h; -50/-60: about 5500 m3/h."""
    for room, volume in ((-40, 1340), (-50, 5500)):
        needed = 113 * GRAM_PER_HOUR / (frost(room) - frost(-60))
        assert needed / 1.2 * HOUR == pytest.approx(volume, rel=0.04)
        rooms = alone(leakage=0.0, activity="IV")
        drive = Drive.held(
            rooms, [0.0, 1.0], supply_flow=needed, supply_humidity=frost(-60),
            people=1.0, temperature=kelvin(20),
        )  # fmt: skip
        assert settled(rooms, drive).humidity[0] == pytest.approx(frost(room))


# ------------------------------------------------------------------ the measured room


@cache
def readings():
    if not READINGS.exists():
        if os.environ.get("CI"):
            pytest.fail(f"the readings are missing: {READINGS.name}")
        pytest.skip(f"the readings are missing: {READINGS.name}")
    rows = np.genfromtxt(READINGS, delimiter=",", names=True)
    assert rows["minute"].tolist() == list(range(4320))
    return Readings(
        kelvin(rows["room_temperature_C"]),
        rows["room_humidity_ratio_kg_per_kg"],
        rows["people"],
    )


@cache
def fitted():
    return fit_replay(readings())


def test_two_numbers_from_day_1_foretell_days_2_and_3():
    """Median over the 2880 minutes of |model / measured - 1|, the room running freely
    from minute 0; the issue asks for 22 % and half of what the day-1 mean scores."""
    pooled = fitted().median_error(1440, 4320)
    mean = readings().humidity[:1440].mean()
    plain = np.median(np.abs(mean / readings().humidity[1440:] - 1.0))
    assert plain == pytest.approx(0.464, abs=0.001)  # PHYSICS 5.1: 46 %
    assert pooled < 0.22
    assert pooled < 0.5 * plain
    for day in (1, 2):
        assert fitted().median_error(1440 * day, 1440 * (day + 1)) < 0.22


def test_the_fit_knows_nothing_of_days_2_and_3():
    other = readings()
    humidity = other.humidity.copy()
    humidity[1440:] *= 3.0
    people = other.people.copy()
    people[1440:] = 0.0
    again = fit_replay(Readings(other.temperature, humidity, people))
    assert (again.leakage, again.door) == (fitted().leakage, fitted().door)


def test_fitted_leakage_and_door_are_a_least_square_and_make_sense():
    day = Readings(
        *(getattr(readings(), k)[:1440] for k in ("temperature", "humidity", "people"))
    )

    def squares(leakage, door):
        return np.sum((replay(day, leakage, door) / day.humidity - 1.0) ** 2)

    best = squares(fitted().leakage, fitted().door)
    for leak, door in ((1.03, 1.0), (0.97, 1.0), (1.0, 1.3), (1.0, 0.7)):
        assert squares(fitted().leakage * leak, fitted().door * door) > best
    assert 30.0 < fitted().leakage_water / GRAM_PER_HOUR < 70.0  # regression: 69 g/h
    assert 1e-3 < fitted().door_water < 20e-3  # the air of a lock: about 1 kg


def test_people_are_what_makes_the_replay_better_than_a_mean():
    """The check above can tell: without people the same fit fails it."""
    nobody = replace(readings(), people=np.zeros(4320))
    assert fit_replay(nobody).median_error(1440, 4320) > fitted().median_error(
        1440, 4320
    )


def test_published_mean_and_peak_of_the_room():
    """PHYSICS T14: mean 2.9e-5, peak 8.5e-5 kg/kg; the replay's mean within 20 %."""
    humidity = readings().humidity
    assert humidity.mean() == pytest.approx(2.9e-5, rel=0.02)
    assert humidity.max() == pytest.approx(8.5e-5, rel=0.02)
    assert fitted().humidity.mean() == pytest.approx(2.9e-5, rel=0.20)
    assert MINUTE * len(humidity) == 3 * DAY
