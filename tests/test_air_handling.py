"""The air-handling unit: streams, coils, wheels, balances, limits, carriers."""

from dataclasses import replace

import numpy as np
import pytest
from CoolProp.HumidAirProp import HAPropsSI
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from models.air_handling import (
    POINTS,
    AirHandling,
    Chiller,
    Coil,
    Fan,
    Heater,
    HeatPump,
    SecondWheel,
    Wheel,
    flow_sheet,
)
from models.air_handling.climate import seasonal_amplitude, synthetic_year
from models.air_handling.control import (
    ConstantFlow,
    HumidityFlow,
    PeopleFlow,
)
from models.air_handling.limits import wheel_limits
from models.air_handling.streams import (
    AIR_HEAT,
    Stream,
    cooled,
    mixed,
    saturation_humidity,
    temperature_of,
    with_heat,
)
from models.air_handling.wheel import lowest_outlet_pressure, needed_temperature
from models.psychrometrics import (
    frost_point,
    humidity_ratio,
    relative_humidity,
    vapour_pressure_from_dew_point,
    vapour_pressure_from_humidity_ratio,
)
from models.units import HOUR, STANDARD_PRESSURE, celsius, kelvin

FLOW = 10000.0 * 1.2 / HOUR
WHEEL = Wheel(
    regeneration_share=0.3, purge_share=0.1, regeneration_temperature=kelvin(135.0)
)
UNIT = AirHandling(
    outdoor_share=1.0 / 3.0,
    precooler=Coil(kelvin(8.0)),
    cooler=Coil(kelvin(8.0)),
    wheel=WHEEL,
    fan=Fan.of_pressure(1.1 * FLOW, 1800.0, 0.70),
    regeneration_fan=Fan(0.3 * FLOW, 1490.0),
    chiller=Chiller(2.5),
    supply_heater=Heater("district_heat"),
    regeneration_heater=Heater("natural_gas", 0.9),
    preheater=Heater("district_heat"),
    preheat=kelvin(8.0),
    heat_recovery=0.5,
)
POLISHING = SecondWheel(
    Wheel(
        regeneration_share=0.12, purge_share=0.05, purge_temperature=kelvin(60.0),
        regeneration_temperature=kelvin(80.0), highest_temperature=kelvin(140.0),
        control="needed",
    ),
    inlet_humidity=1.4e-4,  # a frost point of -35 degC
    cooler=Coil(kelvin(8.0), bypass=0.05),
    heater=Heater("electricity"),
)  # fmt: skip
NEEDED = replace(
    WHEEL, control="needed", regeneration_temperature=kelvin(60.0),
    highest_temperature=kelvin(180.0),
)  # fmt: skip
TWO = replace(UNIT, outdoor_share=0.45, wheel=NEEDED, second=POLISHING)


def dew(point):
    return float(
        humidity_ratio(vapour_pressure_from_dew_point(kelvin(point)), STANDARD_PRESSURE)
    )


def summer(unit=UNIT, supply=-55.0, outdoor=0.014, **other):
    """30 degC outdoors, the room at 22 degC and a frost point of -42 degC."""
    values = {
        "outdoor_temperature": kelvin(30.0),
        "outdoor_humidity": outdoor,
        "return_temperature": kelvin(22.0),
        "return_humidity": dew(-42.0),
        "supply_flow": FLOW,
        "supply_temperature": kelvin(18.0),
        "supply_humidity": dew(supply),
    }
    return flow_sheet(unit, **(values | other))


# ------------------------------------------------------------------ streams


@pytest.mark.parametrize(
    ("degrees", "humidity"), [(30, 0.014), (8, 0.0066), (22, 7e-5), (95, 0.002)]
)
def test_states_agree_with_coolprop(degrees, humidity):
    """Enthalpy differences to 0.6 %, saturation to 0.6 %: CoolProp has real gas in it,
    with an enhancement factor of 0.4 % (PHYSICS 8)."""
    at = {"T": kelvin(degrees), "P": STANDARD_PRESSURE, "W": humidity}
    pairs = [item for pair in at.items() for item in pair]
    stream = Stream(1.0, kelvin(degrees), humidity)
    low = [
        item for pair in {**at, "T": kelvin(5.0), "W": 1e-5}.items() for item in pair
    ]
    base = Stream(1.0, kelvin(5.0), 1e-5)
    rise = HAPropsSI("H", *pairs) - HAPropsSI("H", *low)
    assert stream.enthalpy - base.enthalpy == pytest.approx(rise, rel=6e-3)
    point = HAPropsSI("D", *pairs)
    assert float(stream.dew_point()) == pytest.approx(point, abs=0.1)
    full = HAPropsSI("W", "T", kelvin(8.0), "P", STANDARD_PRESSURE, "R", 1.0)
    assert saturation_humidity(kelvin(8.0)) == pytest.approx(full, rel=6e-3)


def test_every_point_of_the_sheet_agrees_with_coolprop():
    """From the frost point of the supply air to the heater: enthalpy over point 7."""
    sheet = summer()
    base = sheet.streams[7]

    def real(stream):
        return HAPropsSI(
            "H", "T", float(stream.temperature), "P", STANDARD_PRESSURE, "W",
            float(stream.humidity),
        )  # fmt: skip

    for number, stream in sheet.streams.items():
        rise = real(stream) - real(base)
        own = float(stream.enthalpy - base.enthalpy)
        # 1 % of the rise; next to point 7 itself a tenth of a kelvin
        assert own == pytest.approx(rise, rel=1e-2, abs=100.0), POINTS[number]


def test_temperature_undoes_enthalpy():
    stream = Stream(1.0, kelvin(np.linspace(-30, 140, 9)), np.linspace(0, 0.02, 9))
    assert temperature_of(stream.enthalpy, stream.humidity) == pytest.approx(
        stream.temperature, rel=1e-14
    )


def test_mixing_and_heating_keep_water_and_heat():
    one = Stream(np.array([1.2]), np.array([kelvin(30)]), np.array([0.014]))
    two = Stream(np.array([2.4]), np.array([kelvin(22)]), np.array([5e-5]))
    both = mixed(one, two)
    assert both.water == pytest.approx(one.water + two.water, rel=1e-14)
    assert both.heat == pytest.approx(one.heat + two.heat, rel=1e-14)
    assert with_heat(both, 5e3).heat == pytest.approx(both.heat + 5e3, rel=1e-14)
    none = Stream(np.array([0.0]), np.array([kelvin(22)]), np.array([5e-5]))
    assert mixed(none, none).temperature == none.temperature


def test_coil_saturates_what_it_touches_and_passes_the_rest():
    air = Stream(np.array([1.0]), np.array([kelvin(30)]), np.array([0.014]))
    full, taken = cooled(air, kelvin(8))
    vapour = vapour_pressure_from_humidity_ratio(full.humidity, STANDARD_PRESSURE)
    assert relative_humidity(vapour, full.temperature) == pytest.approx(1.0)
    assert taken.condensate == pytest.approx(0.014 - full.humidity)
    # 65.97 - 24.79 kJ/kg less 7.34 g/kg of water at 8 degC, 33.5 kJ/kg
    assert taken.duty == pytest.approx(40.93e3, rel=2e-3)
    part, less = cooled(air, kelvin(8), bypass=0.2)
    assert part.humidity == pytest.approx(0.2 * 0.014 + 0.8 * full.humidity)
    assert less.duty == pytest.approx(0.8 * taken.duty, rel=1e-12)


def test_coil_leaves_cold_and_dry_air_alone():
    cold = Stream(np.array([1.0]), np.array([kelvin(5)]), np.array([0.005]))
    dry = Stream(np.array([1.0]), np.array([kelvin(30)]), np.array([0.001]))
    assert cooled(cold, kelvin(8))[1].duty == 0.0
    out, taken = cooled(dry, kelvin(8))
    assert taken.condensate == 0.0
    assert taken.duty == pytest.approx((AIR_HEAT + 0.001 * 1860.0) * 22.0)
    assert out.humidity == 0.001


# ------------------------------------------------------------------ the sheet


# every example is a year: one that fails is not shrunk, which would take minutes
@settings(max_examples=40, deadline=None, phases=[Phase.generate])
@given(
    mean=st.floats(-5.0, 30.0),
    humid=st.floats(0.1, 1.0),
    room=st.floats(-55.0, -5.0),
    supply=st.floats(-75.0, -56.0),
    warm=st.floats(10.0, 35.0),
    two=st.booleans(),
)
def test_water_and_energy_close_at_every_hour_of_a_year(
    mean, humid, room, supply, warm, two
):
    """To 1e-8 (it is rounding), one wheel or two, flow set back at night."""
    hours = np.arange(0, 8760, 11)
    air = synthetic_year(kelvin(mean), humid, hours=hours)
    at_work = (hours % 168 < 120) & (hours % 24 >= 6) & (hours % 24 < 22)
    flow = ConstantFlow(FLOW, 0.5).flow(None, None, at_work)
    sheet = flow_sheet(
        TWO if two else UNIT, *air, kelvin(22.0), dew(room), flow, kelvin(warm),
        dew(supply),
    )  # fmt: skip
    assert np.abs(sheet.water_gap).max() < 1e-8
    assert np.abs(sheet.energy_gap).max() < 1e-8
    for number, stream in sheet.streams.items():
        assert (stream.flow >= 0.0).all(), POINTS[number]
        assert (stream.humidity >= 0.0).all(), POINTS[number]
    for carrier, power in sheet.energy.items():
        assert (power >= 0.0).all(), carrier


def test_the_balance_would_show_a_lost_gram():
    sheet = summer()
    exhaust = sheet.streams[19]
    less = Stream(exhaust.flow, exhaust.temperature, exhaust.humidity * (1 - 1e-6))
    wrong = replace(sheet, streams={**sheet.streams, 19: less})
    assert abs(sheet.water_gap) < 1e-12 < 1e-8 < abs(wrong.water_gap)


def test_the_sheet_names_its_points_and_meets_the_set_point():
    sheet = summer()
    assert set(sheet.streams) == set(range(1, 20))
    assert set(summer(TWO, -70.0).streams) == set(POINTS)
    supply = sheet.streams[11]
    assert celsius(supply.temperature) == pytest.approx(18.0)
    assert celsius(supply.dew_point()) == pytest.approx(-55.0)
    assert supply.flow == pytest.approx(FLOW)
    # 10 000 to the room, 11 000 through the fan, 3 333 fresh, 3 000 for regeneration
    flows = [sheet.streams[n].flow / FLOW for n in (6, 1, 4, 16)]
    assert flows == pytest.approx([1.1, 1 / 3, 1.1 - 1 / 3, 0.3])


def test_published_return_share_of_the_blb_unit():
    """PHYSICS 5.1: return-air ratio 0.7045, purge 5 %."""
    wheel = replace(WHEEL, purge_share=0.05)
    share = (1.0 - 0.7045) * 1.05
    unit = replace(UNIT, wheel=wheel, outdoor_share=share)
    assert unit.return_share == pytest.approx(0.7045)
    sheet = summer(unit)
    assert sheet.streams[4].flow / sheet.streams[5].flow == pytest.approx(0.7045)


def test_process_air_warms_in_the_wheel_by_the_heat_of_adsorption():
    """T8 = T7 + q (X7 - X8)/cp (PHYSICS 5.2), and the water is in the spent air."""
    streams = summer().streams
    rise = streams[8].temperature - streams[7].temperature
    taken = streams[7].humidity - streams[8].humidity
    assert rise == pytest.approx(2.8e6 * taken / AIR_HEAT, rel=1e-4)
    carried = streams[17].water - streams[16].water
    assert carried == pytest.approx(streams[8].flow * taken, rel=1e-9)
    assert streams[17].temperature < streams[16].temperature
    brought = replace(UNIT, wheel=replace(WHEEL, carry_over=0.05))
    more = summer(brought).streams[8].temperature - streams[8].temperature
    assert more == pytest.approx(0.05 * (135 - 8), rel=1e-6)


def test_wheel_gives_no_water_to_air_that_is_drier_already():
    sheet = summer(supply=-10.0, outdoor=1e-4, return_humidity=1e-4)
    assert sheet.removed["wheel"] == 0.0
    assert sheet.streams[11].humidity == pytest.approx(1e-4)


def test_published_fan_and_heater_powers():
    """PHYSICS T13: fan 7.8 kW, regeneration heater 80 to 93 kW, both to 10 %: 135 degC,
    fresh regeneration air at 45 degC behind the recovery, purge air at 95 degC."""
    winter = {"outdoor_temperature": kelvin(5.0), "outdoor_humidity": 0.004}
    lifted = summer(replace(UNIT, heat_recovery=0.0), **winter).streams[17].temperature
    share = (45.0 - 5.0) / (celsius(lifted) - 5.0)
    sheet = summer(replace(UNIT, heat_recovery=float(share)), **winter)
    assert celsius(sheet.streams[14].temperature) == pytest.approx(45.0)
    assert celsius(sheet.streams[15].temperature) == pytest.approx(61.7, abs=0.2)
    assert sheet.fans["fan"] == pytest.approx(7.8e3, rel=0.02)
    heat = sheet.heat["regeneration heater"]
    assert 0.9 * 80e3 < heat < 1.1 * 93e3
    assert sheet.energy["natural_gas"] == pytest.approx(heat / 0.9)


def test_a_unit_that_stands_still_costs_nothing():
    sheet = summer(supply_flow=np.array([0.0, FLOW]))
    assert sheet.water_gap.tolist()[0] == 0.0
    assert sheet.energy_gap.tolist()[0] == 0.0
    for carrier, power in sheet.energy.items():
        assert power[0] == 0.0 < power[1], carrier


def test_fans_follow_the_third_power():
    full, half = summer(), summer(supply_flow=FLOW / 2)
    for name, power in full.fans.items():
        assert half.fans[name] == pytest.approx(power / 8.0)


def test_carriers_are_where_their_heaters_are():
    electric = replace(UNIT, regeneration_heater=Heater("electricity"))
    pumped = replace(UNIT, regeneration_heater=HeatPump(kelvin(30.0)))
    steam = replace(UNIT, regeneration_heater=Heater("steam", 0.95))
    gas, power, pump, vapour = (summer(u) for u in (UNIT, electric, pumped, steam))
    heat = gas.heat["regeneration heater"]
    more = power.energy["electricity"] - gas.energy["electricity"]
    assert more == pytest.approx(heat, rel=1e-9)
    assert "natural_gas" not in power.energy
    assert vapour.energy["steam"] == pytest.approx(heat / 0.95)
    # 0.5 Carnot between 30 and 140 degC: COP 0.5 * 413.15 / 110
    drawn = pump.energy["electricity"] - gas.energy["electricity"]
    assert drawn == pytest.approx(heat / (0.5 * 413.15 / 110.0), rel=1e-9)
    low = HeatPump(kelvin(30.0), hottest=kelvin(100.0))
    with pytest.raises(ValueError, match="reaches 100 °C"):
        summer(replace(UNIT, regeneration_heater=low))


def test_chiller_costs_more_when_it_is_hot_outside():
    chiller = Chiller(carnot_share=0.45)
    cool, hot = chiller.cop(kelvin(10.0)), chiller.cop(kelvin(38.0))
    assert cool == pytest.approx(0.45 * 277.15 / 26.0)  # held at 30 degC
    assert hot == pytest.approx(0.45 * 277.15 / 46.0)
    unit = replace(UNIT, chiller=chiller)
    sheet = summer(unit)
    cold = sheet.energy["electricity"] - sum(sheet.fans.values())
    assert cold == pytest.approx(sheet.cold / chiller.cop(kelvin(30.0)))


# ------------------------------------------------------------------ wheel limits


@pytest.mark.parametrize(
    ("gram", "phi", "point"), [(15, 0.0077, -37), (3, 0.00155, -51)]
)
def test_one_wheel_dries_as_far_as_its_regeneration_air_allows(gram, phi, point):
    """PHYSICS 5.2: 15 and 3 g/kg at 135 degC, outlet at 20 degC: about -37 and -51."""
    vapour = vapour_pressure_from_humidity_ratio(1e-3 * gram, STANDARD_PRESSURE)
    lowest = lowest_outlet_pressure(vapour, kelvin(135.0), kelvin(20.0))
    assert relative_humidity(vapour, kelvin(135.0)) == pytest.approx(phi, rel=0.03)
    assert celsius(frost_point(lowest)) == pytest.approx(point, abs=1.0)


@pytest.mark.parametrize("gram", [5.0, 7.0, 10.0])
def test_one_wheel_needs_150_to_180_degrees_for_minus_50(gram):
    """PHYSICS 5.2, as makers say; outlet at 20 degC, ordinary outdoor air."""
    vapour = vapour_pressure_from_humidity_ratio(1e-3 * gram, STANDARD_PRESSURE)
    target = vapour_pressure_from_dew_point(kelvin(-50.0))
    needed = needed_temperature(vapour, target, kelvin(20.0), kelvin(200.0))
    assert 150.0 < celsius(needed) < 180.0
    back = lowest_outlet_pressure(vapour, needed, kelvin(20.0))
    assert back == pytest.approx(target, rel=1e-9)


def test_it_says_when_one_wheel_cannot_do_it():
    """-60 degC in a humid summer is beyond one wheel at 180 degC, -45 degC is not."""
    unit = replace(UNIT, wheel=NEEDED)
    deep = wheel_limits(unit, summer(unit, -60.0))["wheel"]
    assert not deep.reachable
    assert deep.needed == np.inf
    assert deep.lowest > deep.asked
    assert "no regeneration temperature that it stands" in deep.verdict("wheel")
    near = wheel_limits(unit, summer(unit, -45.0))["wheel"]
    assert near.reachable
    assert "within reach" in near.verdict("wheel")


def test_a_wheel_set_too_cool_is_told_how_hot_it_should_be():
    low = replace(UNIT, wheel=replace(WHEEL, regeneration_temperature=kelvin(100.0)))
    sheet = summer(low, -45.0)
    limit = wheel_limits(low, sheet)["wheel"]
    assert not limit.reachable
    warm = float(limit.needed)
    assert f"regenerate at {celsius(warm):.0f} °C" in limit.verdict("wheel")
    hot = replace(WHEEL, regeneration_temperature=warm + 0.01)
    enough = replace(UNIT, wheel=hot)
    assert wheel_limits(enough, summer(enough, -45.0))["wheel"].reachable
    short = replace(UNIT, wheel=replace(hot, regeneration_temperature=warm - 0.1))
    assert not wheel_limits(short, summer(short, -45.0))["wheel"].reachable


def test_a_second_wheel_reaches_what_one_cannot():
    """-70 degC in the same summer, regenerated with dry air well below 140 degC."""
    sheet = summer(TWO, -70.0)
    limits = wheel_limits(TWO, sheet)
    assert limits["wheel"].reachable
    assert limits["second wheel"].reachable
    assert celsius(sheet.streams[11].dew_point()) == pytest.approx(-70.0)
    assert sheet.streams[21].temperature < kelvin(130.0)
    assert sheet.streams[8].humidity == pytest.approx(1.4e-4)


@pytest.mark.parametrize(
    ("unit", "asked"),
    [
        (replace(UNIT, wheel=NEEDED), -60.0),
        (replace(UNIT, wheel=replace(NEEDED, purge_share=0.0)), -55.0),
        (replace(UNIT, wheel=replace(WHEEL, regeneration_share=0.12)), -30.0),
        (replace(TWO, second=replace(TWO.second, inlet_humidity=2e-3)), -80.0),
    ],
    ids=["hot enough is not hot", "no purge", "too little heat", "two wheels"],
)
def test_a_unit_at_its_limits_is_as_dry_as_they_allow_and_no_drier(unit, asked):
    """Its air is just within reach: a thousandth of the humidity less is not."""
    missed = wheel_limits(unit, summer(unit, asked))
    last = list(missed)[-1]
    assert not missed[last].reachable
    limited = summer(unit, asked, limited=True)
    reached = float(limited.streams[11].humidity)
    assert reached > 1.001 * dew(asked)
    assert wheel_limits(unit, limited)[last].reachable
    drier = summer(unit, supply_humidity=0.999 * reached)
    assert not wheel_limits(unit, drier)[last].reachable
    assert abs(limited.water_gap) < 1e-12
    assert abs(limited.energy_gap) < 1e-12


def test_limits_change_nothing_where_a_wheel_can_do_it():
    unit = replace(UNIT, wheel=NEEDED)
    plain, limited = summer(unit, -45.0), summer(unit, -45.0, limited=True)
    for point, stream in plain.streams.items():
        assert vars(limited.streams[point]) == vars(stream), point
    assert limited.energy == plain.energy


def test_dry_regeneration_cold_inlet_and_purge_each_help():
    """PHYSICS 5.2: deep dew points need dry regeneration air, a cold inlet, a purge."""

    def lowest(unit, **other):
        return float(wheel_limits(unit, summer(unit, **other))["wheel"].lowest)

    as_is = lowest(UNIT)
    assert lowest(UNIT, outdoor=0.004) < as_is - 5.0
    assert lowest(replace(UNIT, cooler=Coil(kelvin(2.0)))) < as_is - 2.0
    bare = replace(UNIT, wheel=replace(WHEEL, purge_share=0.0))
    assert lowest(bare) > as_is + 3.0


def test_spent_air_cannot_be_damper_than_the_air_it_dried():
    """With a third of the regeneration air the heat does not suffice, however dry."""
    thin = replace(WHEEL, regeneration_share=0.12)
    unit = replace(UNIT, wheel=thin)
    limit = wheel_limits(unit, summer(unit, -30.0))["wheel"]
    assert limit.spent > 1.0
    assert not limit.reachable
    assert "too damp" in limit.verdict("wheel")


# ------------------------------------------------------------------ control, climate


def test_controls_stay_between_their_flows():
    dry, damp = 5e-5, 1e-4
    control = HumidityFlow(dry, damp, 1.0, 3.0, always=False)
    wanted = [float(control.flow(x, 0.0, True)) for x in (0.0, dry, 7.5e-5, damp, 1e-3)]
    assert wanted == pytest.approx([1.0, 1.0, 2.0, 3.0, 3.0])
    assert control.flow(1e-3, 0.0, False) == 1.0
    people = PeopleFlow(1.0, 0.5, 3.0)
    assert [people.flow(0.0, n, True) for n in (0, 2, 9)] == [1.0, 2.0, 3.0]
    with pytest.raises(ValueError, match="it is above dry"):
        HumidityFlow(damp, dry, 1.0, 3.0)


@pytest.mark.parametrize(("mean", "humid"), [(9.7, 0.76), (27.4, 0.80), (-3.0, 0.7)])
def test_synthetic_year_has_its_means_and_no_fog(mean, humid):
    temperature, humidity = synthetic_year(kelvin(mean), humid)
    assert celsius(temperature.mean()) == pytest.approx(mean, abs=0.01)
    assert (humidity <= saturation_humidity(temperature) * (1 + 1e-12)).all()
    swing = np.ptp(temperature.reshape(365, 24).mean(axis=1)) / 2.0
    assert swing == pytest.approx(float(seasonal_amplitude(kelvin(mean))), rel=1e-3)
    days = temperature.reshape(365, 24)
    assert days.mean(axis=1).argmin() == 15  # mid January
    assert set(days.argmin(axis=1)) <= {2, 3, 4}
    still, water = synthetic_year(kelvin(mean), humid, seasonal=0.0, daily=0.0)
    assert np.ptp(still) < 1e-9
    assert np.ptp(water) < 1e-12


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: replace(UNIT, outdoor_share=0.05), "at least what is purged"),
        (lambda: Coil(kelvin(-5.0)), "surface of a coil is 268.15 K"),
        (lambda: Heater("coal"), "carrier of a heater is 'coal'; it is one of"),
        (lambda: replace(WHEEL, control="often"), "it is 'set' or 'needed'"),
        (lambda: replace(WHEEL, regeneration_share=0.05), "purge air is part of it"),
        (lambda: Fan.of_pressure(1.0, 1800.0, 1.7), "efficiency of a fan is 1.7"),
        (lambda: summer(outdoor=0.05), "which is fog"),
        (lambda: summer(supply_humidity=0.0), "it is above 0"),
        (lambda: summer(supply_flow=-1.0), "it is 0 kg/s or more"),
        (lambda: synthetic_year(kelvin(10), 76.0), "mean_relative_humidity"),
    ],
)
def test_wrong_numbers_are_named(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()
