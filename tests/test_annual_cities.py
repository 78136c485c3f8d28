"""A year of the published dry room in 14 cities, 10 sizes, 3 loads: one plant model.

Vogt et al. (2022), J. Clean. Prod. 370, 133512; see shared/data/README.md. Errors of
electricity and gas are relative to themselves, of district heat to the row's sum of
the three carriers. Six unknowns, shared by all 420 rows, at most three per carrier.
"""

import os
from dataclasses import astuple, fields, replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from models.air_handling.annual_fit import SAMPLED, Rooms, errors, fit_unknowns
from models.air_handling.reference import (
    BY_CARRIER,
    FITTED,
    PUBLISHED,
    Site,
    Unknowns,
    reference_hours,
    reference_unit,
)
from models.units import celsius, kelvin

ROWS = Path(__file__).parents[2] / "shared/data/dry_room_energy/annual_14_cities.csv"
MEDIAN = {"electricity": 0.08, "natural_gas": 0.08, "district_heat": 0.03}
WORST = {"electricity": 0.30, "natural_gas": 0.30, "district_heat": 0.18}


@cache
def table():
    if not ROWS.exists():
        if os.environ.get("CI"):
            pytest.fail(f"the annual energies are missing: {ROWS.name}")
        pytest.skip(f"the annual energies are missing: {ROWS.name}")
    rows = np.genfromtxt(ROWS, delimiter=",", names=True, dtype=None, encoding="utf-8")
    assert len(rows) == 420
    return rows


@cache
def sites():
    """City by city; the peak load, capped in large rooms, is that of the smallest."""
    rows, made = table(), []
    for city in dict.fromkeys(rows["city"].tolist()):
        own = rows[rows["city"] == city]
        small = own[(own["size_scale"] == 0.5) & (own["load_scale"] == 0.5)][0]
        site = Site(
            kelvin(small["mean_outdoor_temperature_C"]),
            small["mean_outdoor_relative_humidity"],
            small["peak_moisture_load_kg_per_s"] / 0.25,
        )
        energy = {
            carrier: own[f"{carrier}_kWh"].astype(float) for carrier in BY_CARRIER
        }
        made.append(Rooms(site, own["size_scale"], own["load_scale"], energy))
    return made


@cache
def fitted_errors():
    return errors(sites())


def within_targets(found):
    medians = {carrier: np.median(np.abs(e)) for carrier, e in found.items()}
    worst = {carrier: np.abs(e).max() for carrier, e in found.items()}
    return all(medians[c] < MEDIAN[c] and worst[c] < WORST[c] for c in MEDIAN)


@pytest.mark.parametrize("carrier", list(MEDIAN))
def test_one_plant_without_a_factor_per_city_gives_all_420_years(carrier):
    """The targets of the issue; every hour of the synthetic year."""
    error = np.abs(fitted_errors()[carrier])
    assert len(error) == 420
    assert np.median(error) < MEDIAN[carrier]
    assert error.max() < WORST[carrier]


@pytest.mark.parametrize(
    ("carrier", "median", "worst"),
    [
        ("electricity", 0.055, 0.10),
        ("natural_gas", 0.027, 0.16),
        ("district_heat", 0.0079, 0.043),
    ],
)
def test_the_errors_are_those_that_the_page_states(carrier, median, worst):
    error = np.abs(fitted_errors()[carrier])
    assert np.median(error) == pytest.approx(median, rel=0.1)
    assert error.max() == pytest.approx(worst, rel=0.1)


def test_no_carrier_has_more_than_three_unknowns():
    names = {entry.name for entry in fields(Unknowns)}
    assert all(len(own) <= 3 for own in BY_CARRIER.values())
    assert {name for own in BY_CARRIER.values() for name in own} == names


@pytest.mark.parametrize("name", [entry.name for entry in fields(Unknowns)])
def test_each_unknown_moves_the_carriers_it_is_counted_for_and_no_other(name):
    """So that the count of three is honest: 2 % of it, or 1 K, on two cities."""
    some = sites()[::10]
    value = getattr(FITTED, name)
    step = 1.0 if "temperature" in name and "per" not in name else 0.02 * value
    moved = replace(FITTED, **{name: value + step})
    before = errors(some, FITTED, hours=SAMPLED)
    after = errors(some, moved, hours=SAMPLED)
    for carrier, own in BY_CARRIER.items():
        change = np.abs(after[carrier] - before[carrier]).max()
        if name in own:
            assert change > 1e-4, carrier
        else:
            assert change < 2e-3, carrier


def test_fitted_numbers_make_physical_sense():
    """Their meaning is in docs/dry_room.md; here only that none is absurd."""
    assert 1.0 < FITTED.cop < 2.5  # published: 2.5 for the machine, 1.45 for the plant
    assert 20.0 < celsius(FITTED.room_temperature) < 26.0
    supply = celsius(FITTED.room_temperature) - (FITTED.heat_gain + 2024.0) / 3350.0
    assert 17.0 < supply < 21.0  # published: 18 degC
    highest = PUBLISHED["highest_temperature"].value
    assert FITTED.regeneration_temperature < highest
    assert 0.0 < FITTED.heat_recovery < 0.9
    # heat per water of the room: 15 to 19 MJ/kg (PHYSICS 5.1: 5.25 kWh/kg)
    per_water = FITTED.temperature_per_pick_up * 0.3 * 1006.0
    assert 12e6 < per_water < 20e6


def test_the_plant_closes_its_balances_in_every_city_and_hour():
    for rooms in sites():
        sheet = reference_hours(rooms.site, rooms.size[:3], rooms.load[:3])
        assert sheet.water_gap.shape == (3, 8760)
        assert np.abs(sheet.water_gap).max() < 1e-8
        assert np.abs(sheet.energy_gap).max() < 1e-8
        hottest = sheet.streams[16].temperature.max()
        assert hottest <= reference_unit(FITTED).wheel.highest_temperature


@pytest.mark.parametrize(
    "assumed",
    [
        {"seasonal": 0.0},
        {"daily": 0.0},
        {"daily": 8.0},
        {"seasonal_share": 0.0},
        {"seasonal_share": 1.0},
        {"weekend_flow": 0.6},
    ],
)
def test_targets_hold_under_other_assumptions_without_a_new_fit(assumed):
    """What the publication leaves open: weather waves, load profile, weekend flow."""
    assert within_targets(errors(sites(), hours=SAMPLED, **assumed))


@pytest.mark.parametrize(
    ("carrier", "constant"), [("electricity", 0.122), ("natural_gas", 0.067)]
)
def test_the_plant_explains_what_a_constant_per_size_does_not(carrier, constant):
    """One number per m3/h, whatever city and load, is a close guess for gas already:
    6.7 %, worst 26 %. The plant has less than half of its error."""
    per_size = np.concatenate([rooms.energy[carrier] / rooms.size for rooms in sites()])
    plain = np.median(np.abs(np.median(per_size) / per_size - 1.0))
    assert plain == pytest.approx(constant, rel=0.02)
    assert np.median(np.abs(fitted_errors()[carrier])) < 0.5 * plain


@pytest.mark.slow
def test_fit_from_elsewhere_comes_back_to_the_stated_numbers():
    start = Unknowns(2.0, kelvin(20.0), 8e3, kelvin(110.0), 2e4, 0.4)
    again = fit_unknowns(sites(), start)
    stated, found = np.array(astuple(FITTED)), np.array(astuple(again))
    assert found[[1, 3]] == pytest.approx(stated[[1, 3]], abs=0.2)  # K
    assert found[[0, 2, 4, 5]] == pytest.approx(stated[[0, 2, 4, 5]], rel=0.02)


@pytest.mark.slow
@pytest.mark.parametrize("half", [0, 1])
def test_seven_cities_foretell_the_other_seven(half):
    fitted = fit_unknowns(sites()[half::2])
    assert within_targets(errors(sites()[1 - half :: 2], fitted, hours=SAMPLED))


@pytest.mark.slow
@pytest.mark.parametrize("weekend_flow", [0.5, 1.0])
def test_targets_hold_for_any_weekend_flow_once_fitted(weekend_flow):
    """It is not published and cannot be told apart from the COP: so it is assumed."""
    fitted = fit_unknowns(sites(), weekend_flow=weekend_flow)
    assert within_targets(
        errors(sites(), fitted, hours=SAMPLED, weekend_flow=weekend_flow)
    )
