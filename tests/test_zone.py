"""The air of a zone: plant-clock schedules, readings, disturbances, recipes."""

import math
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from plant import HOUR, MONDAY, air, machine, scenario

from models.units import DAY
from twin import tables, zone, zone_faults
from twin.scenario import Disturbance, Readings, RecipeStep, SetPoint, ZoneSpec

WET, DRY = air(1000.0, 295.15), air(10.0, 293.15)


def a_run(hours):
    """A scenario that lasts as long."""
    return scenario({"rack": machine(1.0)}, hours)


def history(spec, hours, start=MONDAY):
    assert zone_faults.faults("z", spec, a_run(hours)) == []
    return zone.air_history(spec, start, hours * HOUR)


def vapour(found, *hours):
    return [found.at(hour * HOUR)[1] for hour in hours]


def test_weekly_schedule_follows_the_plants_clock():
    """Dry from Monday 06:00, wet from Friday 22:00; the run begins Thursday 12:00."""
    spec = ZoneSpec(
        schedule=(SetPoint(6 * HOUR, DRY), SetPoint(4 * DAY + 22 * HOUR, WET))
    )
    found = history(spec, 10 * 24, MONDAY + timedelta(days=3, hours=12))
    friday, monday = 34, 34 + 56
    assert vapour(found, 0, friday - 0.1, friday, monday - 0.1, monday, 239) == [
        10.0,
        10.0,
        1000.0,
        1000.0,
        10.0,
        1000.0,
    ]


def test_daily_schedule_repeats_every_day_and_its_last_point_reaches_over_midnight():
    spec = ZoneSpec(
        schedule=(SetPoint(8 * HOUR, WET), SetPoint(18 * HOUR, DRY)),
        schedule_period=DAY,
    )
    found = history(spec, 72)
    for day in range(3):
        hours = [24 * day + h for h in (0, 7.9, 8, 17.9, 18, 23.9)]
        assert vapour(found, *hours) == [10.0, 10.0, 1000.0, 1000.0, 10.0, 10.0]
    assert found.at(9 * HOUR)[0] == 295.15


READINGS = Readings(
    np.arange(5) * HOUR,
    np.array([293.0, 294.0, 295.0, 296.0]),
    np.array([10.0, 20.0, 30.0, 40.0]),
    np.full(4, 1e5),
)


def test_readings_hold_until_the_next():
    found = history(ZoneSpec(readings=READINGS), 4)
    assert vapour(found, 0, 0.99, 1, 3.5) == [10, 10, 20, 40]
    assert found.at(2.5 * HOUR) == (295.0, 30.0, 1e5)


def test_readings_that_end_early_hold_repeat_or_stop():
    hold = replace(READINGS, after_end="hold")
    assert vapour(history(ZoneSpec(readings=hold), 20), 4, 19) == [40, 40]
    repeat = replace(READINGS, after_end="repeat")
    found = history(ZoneSpec(readings=repeat), 11)
    assert vapour(found, 4, 5, 7.5, 8, 10) == [10, 20, 40, 10, 30]
    (fault,) = zone_faults.faults("z", ZoneSpec(readings=READINGS), a_run(5))
    assert "its readings end at 4 h, the run at 5 h" in fault


def test_repeated_readings_that_began_before_the_run_keep_their_rhythm():
    early = replace(READINGS, times=READINGS.times - 1.5 * HOUR, after_end="repeat")
    found = history(ZoneSpec(readings=early), 9)
    assert vapour(found, 0, 2, 2.5, 6.5) == [20, 40, 10, 10]


# ---------------------------------------------------------------- disturbances


def exact(event, base, hour):
    """Vapour pressure of an exponential approach and return, by its definition."""
    t, stop = hour * HOUR, event.start + event.duration
    if t < event.start:
        share = 0.0
    elif t < stop:
        tau = event.onset
        share = 1.0 - math.exp(-(t - event.start) / tau) if tau else 1.0
    else:
        tau = event.onset
        share = 1.0 - math.exp(-event.duration / tau) if tau else 1.0
        back = event.recovery
        share *= math.exp(-(t - stop) / back) if back else 0.0
    return base + share * (event.air.vapour_pressure - base)


@pytest.mark.parametrize("onset", [0.0, 0.2, 3.0])
@pytest.mark.parametrize("recovery", [0.0, 0.5, 20.0])
@pytest.mark.parametrize("base", ["constant", "readings"])
def test_disturbance_follows_its_exponentials_within_the_stated_accuracy(
    onset, recovery, base
):
    event = Disturbance(1.3 * HOUR, 2 * HOUR, WET, onset * HOUR, recovery * HOUR)
    own = {"air": DRY} if base == "constant" else {"readings": READINGS}
    undisturbed = history(ZoneSpec(**own), 4)
    found = history(ZoneSpec(**own, disturbances=(event,)), 4)
    assert (np.diff(found.times) > 0).all()
    bound = zone.DISTURBANCE_ACCURACY * 990.0 * (1 + 1e-9)
    for hour in np.linspace(0, 3.999, 1111):
        before = undisturbed.at(hour * HOUR)[1]
        assert found.at(hour * HOUR)[1] == pytest.approx(
            exact(event, before, hour), abs=bound
        )


def test_disturbance_mixes_all_that_air_is_made_of():
    event = Disturbance(HOUR, HOUR, replace(WET, pressure=1.02e5))
    found = history(ZoneSpec(DRY, disturbances=(event,)), 3)
    assert found.at(1.5 * HOUR) == pytest.approx((295.15, 1000.0, 1.02e5), rel=1e-14)
    assert found.at(2 * HOUR)[1] == pytest.approx(10.0, rel=1e-14)


def test_two_disturbances_add_to_each_other():
    """A door is opened while the dehumidifier is down: the second acts on the first."""
    first = Disturbance(0.0, 4 * HOUR, WET)
    second = Disturbance(HOUR, HOUR, air(2000.0), onset=0.5 * HOUR)
    found = history(ZoneSpec(DRY, disturbances=(first, second)), 4)
    assert found.at(0.5 * HOUR)[1] == pytest.approx(1000.0)
    expected = 2000.0 - 1000.0 * math.exp(-1.0)
    assert found.at(1.5 * HOUR)[1] == pytest.approx(expected, abs=2.0)
    assert found.at(3 * HOUR)[1] == pytest.approx(1000.0)


def test_zones_table_draws_what_the_history_says():
    event = Disturbance(1.3 * HOUR, HOUR, WET, 0.3 * HOUR, 0.3 * HOUR)
    found = history(ZoneSpec(readings=READINGS, disturbances=(event,)), 4)
    table = tables.zones_table([zone.Zone("dry", found)], 3.5 * HOUR)
    assert table["time_h"].is_monotonic_increasing
    assert table["time_h"].iloc[-1] == 3.5
    inside = np.linspace(0.013, 3.49, 200)
    drawn = np.interp(inside, table["time_h"], table["vapour_pressure_Pa"])
    assert drawn == pytest.approx(vapour(found, *inside), rel=1e-6)


# ---------------------------------------------------------------- recipes and faults


def test_recipe_ramps_from_where_the_chamber_is():
    steps = (
        RecipeStep(373.15, 0.02, 1e5, 50.0, "nitrogen", 600.0),
        RecipeStep(373.15, math.inf, 100.0, 5.0, "nitrogen", 900.0),
        RecipeStep(323.15, 0.05, 9e4, 5.0, "nitrogen", 0.0),
    )
    pieces = zone.recipe_pieces(steps, 293.15)
    assert [p.duration for p in pieces] == pytest.approx([4000, 600, 900, 1000])
    air_inside = zone.recipe_air(pieces, 1000.0)
    assert air_inside.at(3000.0) == pytest.approx((333.15, 50.0, 1e5))
    assert air_inside.at(6000.0) == pytest.approx((373.15, 5.0, 100.0))
    assert air_inside.at(7000.0)[0] == pytest.approx(348.15)
    assert air_inside.gas == "nitrogen"
    assert [p.duration for p in zone.recipe_pieces(steps, 373.15)] == pytest.approx(
        [600, 900, 1000]
    )


FAULTS = {
    "nothing given": (
        ZoneSpec(),
        "needs exactly one of air, schedule, readings and room",
    ),
    "two given": (ZoneSpec(WET, readings=READINGS), "exactly one of"),
    "gas changes": (
        ZoneSpec(WET, disturbances=(Disturbance(0, 1, air(1.0, gas="argon")),)),
        "changes its gas (air, argon)",
    ),
    "same time twice": (
        ZoneSpec(schedule=(SetPoint(0.0, WET), SetPoint(0.0, DRY))),
        "two set points at the same time",
    ),
    "beyond the period": (
        ZoneSpec(schedule=(SetPoint(DAY, WET),), schedule_period=DAY),
        "a set point outside its period",
    ),
    "begins late": (
        ZoneSpec(readings=replace(READINGS, times=READINGS.times + HOUR)),
        "begin 1 h after the run",
    ),
    "does not rise": (
        ZoneSpec(readings=replace(READINGS, times=READINGS.times[::-1])),
        "do not rise",
    ),
    "too few instants": (
        ZoneSpec(readings=replace(READINGS, times=READINGS.times[:-1])),
        "one instant more than values",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault_of_a_zone_is_said_in_plain_words(name):
    spec, words = FAULTS[name]
    found = zone_faults.faults("z", spec, a_run(2))
    assert any(words in fault for fault in found), found
