"""What materials hold, as tables and charts: sums, facts, a user's own points."""

import numpy as np
import pytest

from scenarios.charts import material as charts
from scenarios.material import sorption_table as tables
from scenarios.material.library import library

MATERIALS = list(library().materials)


@pytest.mark.parametrize("name", MATERIALS)
def test_parts_of_a_coating_add_up_to_its_water(name):
    table = tables.isotherms(name, (25.0,))
    parts = table[table["part"] != tables.WHOLE]
    whole = table[table["part"] == tables.WHOLE]["coating_ppm"].to_numpy()
    added = parts.groupby("part")["coating_ppm"].apply(np.array).sum()
    assert added == pytest.approx(whole, rel=1e-12)


@pytest.mark.parametrize("name", MATERIALS)
def test_shares_sum_to_the_whole_and_masses_too(name):
    table = tables.shares(name, 50.0, 25.0)
    assert table["share_pct"].sum() == pytest.approx(100.0, rel=1e-12)
    assert table["mass_pct"].sum() == pytest.approx(100.0, rel=1e-9)
    by_itself = table["own_ppm"] * table["mass_pct"] / 100.0
    assert by_itself.to_numpy() == pytest.approx(table["coating_ppm"].to_numpy())


def test_share_of_the_papers_binder_is_reproduced():
    """Heckmann et al. 2026: 11 % of the water at 50 % RH in 5.5 % of PVDF."""
    table = tables.shares("anode_pvdf", 50.0, 25.0).set_index("component")
    known = tables.published_share("anode_pvdf")
    assert table.loc["pvdf", "share_pct"] == pytest.approx(11.0, abs=0.5)
    assert known["share"] == 0.11


def test_isotherms_lie_within_the_known_ranges_but_for_the_ceramic_coat():
    outside = set()
    for name in MATERIALS:
        for row in tables.facts(name).itertuples():
            inside = row.low_ppm <= row.isotherm_ppm <= row.high_ppm
            assert (row.ours == "inside") == inside
            if not inside:
                outside.add((row.component, row.relative_humidity_pct))
    # found when the library was made: its parameters give 4400 ppm at 50 % RH
    assert outside <= {("ceramic", 50.0), ("polyethylene", 50.0)}


def test_a_temperature_beyond_the_fit_is_refused_with_its_bounds():
    with pytest.raises(ValueError, match="hold from -20 to 160 °C"):
        tables.isotherms("anode_pvdf", (200.0,))


def test_damp_air_beyond_the_isotherms_is_refused():
    with pytest.raises(ValueError, match=r"isotherms of anode_pvdf end at 0\.95"):
        tables.held("anode_pvdf", 25.0, 3150.0)


def test_own_points_are_read_with_and_without_temperature():
    plain = tables.points(b"relative_humidity_pct;coating_ppm\n10;120\n50;600\n")
    assert list(plain["temperature_degC"]) == [25.0, 25.0]
    warm = tables.points(
        b"\xef\xbb\xbfrelative_humidity_pct,water_ppm,temperature_degC\n10,120,40\n"
    )
    assert warm.iloc[0].to_dict() == {
        "relative_humidity_pct": 10.0,
        "water_ppm": 120.0,
        "temperature_degC": 40.0,
    }


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no CSV"),
        (b"\xff\xfe\x00", "UTF-8"),
        (b"a,b\n1,2\n", "first line names the columns"),
        (b"relative_humidity_pct,coating_ppm\n", "no rows"),
        (b"relative_humidity_pct,coating_ppm\n50,=cmd()\n", "line 2"),
        (b"relative_humidity_pct,coating_ppm\n50,600\n150,3\n", "line 3"),
        (b"relative_humidity_pct,coating_ppm\n50,nan\n", "line 2"),
        (b"relative_humidity_pct,coating_ppm,water_ppm\n1,2,3\n", "one of"),
        (b"relative_humidity_pct,coating_ppm\n" + b"1,2\n" * 5001, "5000 rows"),
        (b"x" * 300_000, "bytes"),
    ],
)
def test_a_table_that_is_none_is_refused_with_its_line(data, says):
    with pytest.raises(tables.PointsError, match=says):
        tables.points(data)


def test_chart_shows_the_table_and_escapes_names():
    table = tables.isotherms("anode_pvdf", (25.0, 60.0))
    drawn = charts.isotherms(table)
    cold, warm = drawn.data
    own = table[(table["part"] == tables.WHOLE) & (table["temperature_degC"] == 60.0)]
    assert list(warm.y) == list(own["water_ppm"])
    assert (cold.line.color, cold.line.dash) != (warm.line.color, warm.line.dash)
    shares = tables.shares("anode_pvdf", 50.0, 25.0)
    shares.loc[0, "component"] = "<img src=x onerror=alert(1)>"
    assert "<img" not in charts.pie(shares).to_json()
