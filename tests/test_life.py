"""A coil's life retraced: that of the run, and with a longer wait what follows."""

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
from scenario_text import DATA

from models.units import HOUR, PPM
from scenarios.life.line import kept_run, longer
from scenarios.load import load
from scenarios.shipped import PROJECT_FOLDER
from twin.life import Wait, retrace
from twin.life.met import looks
from twin.line import Line, run
from twin.scenario import ELECTRODE_BASIS

SHIPPED = PROJECT_FOLDER
SMALL = DATA / "small_line.yaml"
CUT = 1e-4  # of the change: looks cut exposures, each within the solver's tolerance

ONE = """
name: one coil
duration_d: 4
start: "2026-01-05 06:00"
zones:
  hall: {temperature_degC: 23, relative_humidity_pct: 60}
  dry_room: {temperature_degC: 22, dew_point_degC: -40}
electrodes:
  coil:
    {material: anode_cmc_sbr, length_m: 500, width_mm: 120, start_ppm: 600,
     interval_h: 8, count: 1}
stations:
  store: {kind: store, zone: hall, machines: 9, duration_h: STORED}
  oven:
    kind: oven
    zone: hall
    capacity: 1
    chamber: {fan: true}
    recipe:
      - {temperature_degC: 90, ramp_K_per_h: 60, pressure_mbar: 900, hold_h: 1,
         gas: nitrogen, dew_point_degC: -60}
      - {pressure_mbar: 5, hold_h: 1}
      - {temperature_degC: 30, pressure_mbar: 950, hold_h: 2}
  buffer: {kind: store, zone: dry_room, machines: 9, duration_h: BUFFERED}
route:
  coil: [store, oven, buffer]
limits:
  - {electrode: coil, station: oven, water_ppm: 200}
"""


@cache
def kept(path, *settings):
    return kept_run(load(path, settings).scenario)


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """The plant of a single coil, by how long it is in store and in the buffer [h]."""
    folder = tmp_path_factory.mktemp("one")

    def made(stored, buffered=3.0):
        path = folder / f"{stored}_{buffered}.yaml"
        text = ONE.replace("STORED", str(stored)).replace("BUFFERED", str(buffered))
        path.write_text(text, encoding="utf-8")
        return kept(path)

    return made


def ppm(reading):
    return reading.content(ELECTRODE_BASIS) / PPM


def water_out(life, station):
    return next(ppm(p.water_out) for p in life.passages if p.station == station)


def one_of_each_kind(run_kept):
    """A coil for each electrode, fate and place where it is or ended."""
    found = {}
    for coil in run_kept.coils.values():
        found.setdefault((coil.electrode, coil.fate, coil.last_station), coil.name)
    return list(found.values())


def assert_as_noted(run_kept, names):
    """Every mark of the visits, and the end, are read again to the last digits."""
    visits = {(v.coil, v.station, v.visit): v for v in run_kept.log}
    checked = 0
    for name in names:
        life = run_kept.life(name)
        assert life.lost < 1e-12
        assert ppm(life.last) == pytest.approx(
            ppm(run_kept.coils[name].end.reading), rel=1e-12
        )
        for own in life.passages:
            noted = visits[own.coil, own.station, own.visit]
            for mine, mark in (
                (own.water_in, noted.water_in),
                (own.water_out, noted.water_out),
            ):
                if mine is None:
                    assert mark is None or mark.reading is None
                    continue
                told = mark.reading
                assert mine.time == told.time
                assert mine.water == pytest.approx(told.water, rel=1e-12)
                assert mine.figures.edge == pytest.approx(told.figures.edge, rel=1e-12)
                checked += 1
    return checked


# ---------------------------------------------------------------- as it was


def test_retraced_lives_of_every_kind_are_those_of_the_reference_line():
    run_kept = kept(SHIPPED / "reference_line.yaml")
    names = one_of_each_kind(run_kept)
    assert len(names) > 10
    assert assert_as_noted(run_kept, names) > 100


def test_retraced_lives_are_those_of_a_line_with_schedule_rework_and_plain_oven():
    run_kept = kept(SMALL)
    assert assert_as_noted(run_kept, run_kept.coils) > 100


def test_retraced_lives_are_those_of_a_dry_room_that_its_coils_moisten():
    run_kept = kept(SHIPPED / "full_dry_room.yaml", "duration_d=5")
    names = one_of_each_kind(run_kept)
    met = {e.zone for name in names for e in run_kept.life(name).episodes}
    assert "dry_room" in met
    assert assert_as_noted(run_kept, names) > 50


def test_a_line_that_keeps_has_the_tables_of_one_that_does_not():
    scenario = load(SMALL).scenario
    plain, keeping = run(scenario), Line(scenario, keep=True).run()
    for name in ("coils", "visits", "zones", "cells", "balance", "energy"):
        pd.testing.assert_frame_equal(getattr(plain, name), getattr(keeping, name))


def test_looks_meet_the_uncut_life_at_the_end_of_each_episode():
    run_kept = kept(SMALL)
    for name in one_of_each_kind(run_kept):
        life = run_kept.life(name)
        for episode in life.episodes:
            span = episode.end - episode.start
            if span < 1.0:
                continue
            times = np.array([0.4, 0.7, 1.0 - 1e-9]) * span + episode.start
            (*_, last) = looks([episode], [times])
            model, outcome = episode.model, episode.outcome
            change = max(
                abs(model.profile(outcome.state) - model.profile(episode.before))
            )
            apart = abs(model.profile(last.state) - model.profile(outcome.state))
            assert max(apart) <= 20 * CUT * change + 1e-6 * model.water(outcome.state)


def test_looks_inside_an_oven_follow_the_load_that_was_solved(one):
    run_kept = one(10)
    (name,) = run_kept.coils
    life = run_kept.life(name)
    (episode,) = [e for e in life.episodes if "/" in e.zone]
    load_run = run_kept.coils[name].kept
    (stay,) = [i for i in load_run if getattr(i, "load", None) is not None]
    own = stay.load.sections[0].run
    inside = (own.times > episode.start) & (own.times < own.times[-1])
    found = looks([episode], [own.times[inside]])
    mine = np.array([episode.model.water(look.state) for look in found])
    told = own.mean[inside, 0]
    # another solver on the recorded vapour, whose lines join the load's own instants
    assert np.abs(mine - told).max() < 5e-4 * (told.max() - told.min())


def test_looks_cover_the_life_and_every_episode():
    run_kept = kept(SMALL)
    name = one_of_each_kind(run_kept)[0]
    life = run_kept.life(name)
    found = life.looks(300)
    times = [look.time for look in found]
    assert times == sorted(times)
    assert {id(look.episode) for look in found} == {id(e) for e in life.episodes}
    assert 250 <= len(found) <= 400
    for before, after in zip(life.episodes[:-1], life.episodes[1:], strict=True):
        assert after.start == pytest.approx(before.end, abs=1e-6)


def test_look_between_is_that_of_its_time_and_beyond_is_refused(one):
    run_kept = one(10)
    (name,) = run_kept.coils
    life = run_kept.life(name)
    middle = 0.5 * (life.begin + life.end)
    assert life.look(middle).time == middle
    with pytest.raises(ValueError, match="followed from"):
        life.look(life.end + 1.0)


# ---------------------------------------------------------------- a longer wait


def test_no_longer_wait_is_the_same_life():
    run_kept = kept(SMALL)
    for name in one_of_each_kind(run_kept):
        was = run_kept.life(name)
        for visit in run_kept.waits(name):
            same = run_kept.life(name, Wait(visit.station, visit.visit, 0.0))
            assert same.last.water == was.last.water
            assert [p.arrived for p in same.passages] == [
                p.arrived for p in was.passages
            ]
            assert len(same.episodes) == len(was.episodes)


def test_longer_in_the_damp_hall_is_wetter_and_never_less_so(one):
    run_kept = one(10)
    (name,) = run_kept.coils
    waters = [
        water_out(run_kept.life(name, longer("store", 1, extra)), "store")
        for extra in (0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0)
    ]
    assert np.all(np.diff(waters) > 0.0)
    assert waters[-1] > waters[0] + 20.0


def test_longer_in_the_dry_room_behind_the_oven_is_drier_at_the_edge_first(one):
    run_kept = one(10)
    (name,) = run_kept.coils
    was = run_kept.life(name)
    now = run_kept.life(name, longer("buffer", 1, 6.0))
    assert now.last.figures.edge < was.last.figures.edge
    assert water_out(now, "oven") == water_out(was, "oven")


def test_life_with_a_longer_wait_is_that_of_a_line_in_which_it_waits_longer(one):
    """The oven's load, too: it is solved with the coil that comes wetter."""
    was, longer_store = one(10), one(12)
    (name,) = was.coils
    now, told = was.life(name, longer("store", 1, 2.0)), longer_store.life(name)
    for station in ("store", "oven", "buffer"):
        before = water_out(was.life(name), station)
        change = water_out(told, station) - before
        mine = water_out(now, station) - before
        assert mine == pytest.approx(change, abs=0.02 * abs(change) + 0.02)
    assert now.end == pytest.approx(told.end, abs=1e-6)
    assert abs(water_out(now, "store") - water_out(was.life(name), "store")) > 5.0


def test_mothers_wait_is_her_daughters_too():
    run_kept = kept(SMALL)
    daughter = next(c for c in run_kept.coils.values() if c.cut and c.fate != "slit")
    visit = next(
        v for v in run_kept.waits(daughter.name) if v.coil == daughter.cut.mother.name
    )
    was = run_kept.life(daughter.name)
    now = run_kept.life(daughter.name, longer(visit.station, visit.visit, 3.0))
    assert was.coils[0] == daughter.cut.mother.name
    later = [
        b.arrived - a.arrived for a, b in zip(was.passages, now.passages, strict=True)
    ]
    place = [p.station for p in was.passages].index(visit.station)
    assert later[: place + 1] == [0.0] * (place + 1)
    assert later[place + 1 :] == pytest.approx([3.0 * HOUR] * len(later[place + 1 :]))


def test_water_is_kept_whatever_the_wait_and_beyond_the_end_of_the_run():
    run_kept = kept(SMALL)
    beyond = 0
    for name in one_of_each_kind(run_kept):
        for visit in run_kept.waits(name):
            life = run_kept.life(name, longer(visit.station, visit.visit, 20.0))
            assert life.lost < 1e-12
            beyond += life.end > run_kept.scenario.duration
            for before, after in zip(
                life.episodes[:-1], life.episodes[1:], strict=True
            ):
                assert after.start == pytest.approx(before.end, abs=1e-6)
    assert beyond > 0


def test_later_stay_meets_the_air_of_the_later_time(one):
    """The dry room's door opens at hour 30: one who waits longer meets it."""
    path = SMALL  # schedule and door from hour 30 to 31
    run_kept = kept(path)
    met = 0
    for name in one_of_each_kind(run_kept):
        for visit in run_kept.waits(name):
            life = run_kept.life(name, longer(visit.station, visit.visit, 7.0))
            for episode in life.episodes:
                if episode.zone != "dry_room" or episode.end > 95 * HOUR:
                    continue
                assert episode.shift == 0.0
                told = next(
                    e.path[0].air
                    for e in life.episodes
                    if e.zone == "dry_room" and e.shift == 0.0
                )
                middle = 0.5 * (episode.start + episode.end)
                assert episode.air_at(middle) == told.at(middle)
                met += 1
    assert met > 0


@pytest.mark.parametrize(
    ("wait", "says"),
    [
        (Wait("store", 2, 1.0), "did not wait at store"),
        (Wait("nowhere", 1, 1.0), "could have waited longer at store"),
        (Wait("store", 1, -1.0), "0 s to the length of the run"),
        (Wait("store", 1, 1e9), "0 s to the length of the run"),
        (Wait("store", 1, math.nan), "0 s to the length of the run"),
    ],
)
def test_wait_that_cannot_be_is_refused_with_what_can(one, wait, says):
    run_kept = one(10)
    (name,) = run_kept.coils
    with pytest.raises(ValueError, match=says):
        run_kept.life(name, wait)


def test_line_that_keeps_nothing_says_how_to_make_one_that_does():
    scenario = load(DATA / "one_coil.yaml").scenario
    line = Line(scenario)
    line.run()
    with pytest.raises(ValueError, match="keep=True"):
        retrace(line.coils[0], line.log, scenario.duration)


def test_unknown_coil_is_refused(one):
    with pytest.raises(ValueError, match="no coil of this name"):
        one(10).life("../../etc/passwd")
