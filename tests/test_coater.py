"""A coater's dryer: what coils begin with, what it draws, how long it takes, faults."""

import copy
import math
import pickle
from dataclasses import replace

import pytest
from plant import HOUR, WellMixed, air, edges, electrode, electrode_material, fixed
from plant import scenario as plant
from scenario_text import GONE, changed, load_tree

from models.drying.air_system import AirSystem
from models.drying.dryer import Dryer, DryerZone
from models.drying.film import DryingAir
from models.drying.leaving import leaving
from models.drying.slurry import NmpSwelling, Slurry
from models.drying.solvent import NMP, WATER
from models.units import KWH, MINUTE, PPM, celsius, kelvin
from scenarios.dryer import dryer
from scenarios.dryer.load import loaded as dryer_loaded
from scenarios.faults import ScenarioError
from scenarios.merge import merged
from twin import drying
from twin.drying import dried_web
from twin.faults import faults as plant_faults
from twin.line import run
from twin.scenario import Breakdowns, CoaterDryer, CoaterSpec, ZoneSpec

SPEED = 0.1  # m/s
LENGTH = 360.0  # m: an hour a run
DRYER_LENGTH = 18.0  # m: 3 min a pass


def hot(length=DRYER_LENGTH, temperature=373.15):
    """A zone that dries the small plant's 50 um long before its end."""
    return DryerZone("hot", length, DryingAir(temperature, 2000.0, 2000.0), 60.0, 60.0)


def coater_dryer(**others):
    given = {
        "slurry": Slurry(WATER, 0.4),
        "dryer": Dryer((hot(),)),
        "system": AirSystem(296.15, 1000.0, heat_recovery=0.5),
        "limit": 5e-3,
    }
    return CoaterDryer(**(given | others))


def coater(dryer=None, **others):
    dryer = dryer or coater_dryer()
    return CoaterSpec(**({"zone": "hall", "speed": SPEED, "dryer": dryer} | others))


def coated(spec, hours=20, electrodes=None, **others):
    electrodes = electrodes or {"anode": electrode("coater", start_ppm=None)}
    return plant({"coater": spec}, hours, electrodes, edges("coater"), **others)


def visits(*words, **others):
    return run(coated(*words, **others), model_for=WellMixed).visits


# ---------------------------------------------------------------- keys for a scenario

AQUEOUS = {
    "coating": {"solvent": "water", "solids_pct": 50},
    "line": {"limit_coating_ppm": 2000},
    "fresh_air": {"temperature_degC": 23, "relative_humidity_pct": 45},
    "zones": [
        {
            "length_m": 12,
            "temperature_degC": 75,
            "dew_point_degC": 25,
            "top": {"heat_transfer_W_per_m2_K": 60},
        },
        {
            "length_m": 8,
            "temperature_degC": 110,
            "dew_point_degC": 30,
            "top": {"heat_transfer_W_per_m2_K": 70},
            "bottom": {"heat_transfer_W_per_m2_K": 70},
        },
    ],
    "energy": {"heat_source": "gas", "heat_recovery_pct": 50},
}
FROM_NMP = {
    "coating": {"solvent": "nmp", "solids_pct": 70},
    "line": {"limit_coating_ppm": 500, "entry_temperature_degC": 22},
    "fresh_air": {"temperature_degC": 25, "dew_point_degC": 0},
    "zones": [
        {
            "length_m": 14,
            "temperature_degC": temperature,
            "dew_point_degC": 0,
            "lfl_share_pct": share,
            "top": {"heat_transfer_W_per_m2_K": 70},
            "bottom": {"heat_transfer_W_per_m2_K": 70},
        }
        for temperature, share in ((95, 25), (125, 10))
    ],
    "energy": {
        "heat_source": "heat",
        "heat_recovery_pct": 60,
        "recovery": {"condenser_degC": 10, "precooled_to_degC": 35},
    },
}
KEYS = {"anode": AQUEOUS, "cathode": FROM_NMP}


def dried_line(*edits):
    """The small line's keys with a dryer at both coaters, and further changes."""
    edits = [
        ("stations/anode_coater/dryer", copy.deepcopy(AQUEOUS)),
        ("stations/cathode_coater/dryer", copy.deepcopy(FROM_NMP)),
        ("electrodes/anode/as_coated_porosity", 0.5),
        ("electrodes/cathode/as_coated_porosity", 0.45),
        ("electrodes/cathode/start_air", GONE),
        *(
            (f"stations/{side}_coater/{key}", GONE)
            for side in KEYS
            for key in ("web_zone", "web_path_m")
        ),
        *edits,
    ]
    return changed(*edits)


def with_dryer(side, keys):
    return (f"stations/{side}_coater/dryer", keys)


def at(section, **changes):
    """AQUEOUS with keys of one section changed."""
    return {**AQUEOUS, section: {**AQUEOUS[section], **changes}}


def in_zone(number, **changes):
    zones = [dict(zone) for zone in AQUEOUS["zones"]]
    zones[number] |= changes
    return {**AQUEOUS, "zones": zones}


def faults_of(*edits):
    """Path and message of each fault of the small line with dryers, changed."""
    with pytest.raises(ScenarioError) as error:
        load_tree(dried_line(*edits))
    return [
        (".".join(map(str, fault.path)), fault.message) for fault in error.value.faults
    ]


@pytest.fixture(scope="module")
def small():
    return load_tree(dried_line())


@pytest.fixture(scope="module")
def small_run(small):
    return run(small.scenario)


def last_pass(side, keys):
    """`twin dry` of the second pass of a coater: the keys of a file of its own."""
    content = {
        "name": "by itself",
        **keys,
        "material": side,
        "materials": {
            "anode": {"extends": "anode_cmc_sbr", "porosity": 0.4},
            "cathode": {"extends": "cathode_nmc622"},
        },
    }
    porosity = {"anode": 0.5, "cathode": 0.45}[side]
    content["coating"] = {**keys["coating"], "porosity": porosity, "dry_back": True}
    content["line"] = {**keys["line"], "speed_m_per_min": 10}
    return content


# ---------------------------------------------------------------- water


@pytest.mark.parametrize("side", KEYS)
def test_coils_begin_with_the_water_that_twin_dry_finds_for_the_same_keys(
    side, small_run
):
    alone = dryer.run(dryer_loaded(last_pass(side, KEYS[side])))
    share = alone.line.material.coating_share
    begun = small_run.visits.query(f"station == '{side}_coater'")["water_in_ppm"]
    assert len(begun) > 3
    expected = alone.summary["water_coating_ppm"] * share
    assert begun.tolist() == pytest.approx([expected] * len(begun), rel=1e-12)


def test_water_balance_of_a_line_with_dryers_closes(small_run):
    assert (small_run.balance["closure"].abs() < 1e-12).all()
    assert (small_run.balance["put_in_kg"] > 0.0).all()


def test_coil_is_bare_foil_until_its_dryer_ends_and_then_wound_in_the_hall():
    """1 h a run, 6 min in two dryers: (60 + 6)/2 min bare, 27 min wound."""
    found = run(coated(coater()), model_for=WellMixed)
    start = dried_web(coater_dryer(), electrode_material(), SPEED).water / PPM
    (visit,) = found.visits.to_dict("records")
    assert visit["coating_out_ppm"] != pytest.approx(start, rel=1e-3)
    hall = 1000.0  # mg per kg of coating in air of 1000 Pa
    expected = hall + (start - hall) * math.exp(-27 * MINUTE / (10 * HOUR))
    assert visit["coating_out_ppm"] == pytest.approx(expected, rel=1e-12)
    assert visit["water_in_ppm"] == pytest.approx(0.5 * start, rel=1e-12)


def test_foil_in_front_of_a_broken_coater_stays_bare():
    """The first failure is after 10 min, long before the coil's mean metre is dry."""
    broken = coater(breakdowns=Breakdowns(fixed(1 / 6), fixed(5)))
    sound, late = visits(coater()), visits(broken, hours=60)
    # six failures of 5 h in an hour's work, three before the web's end at 33 min
    assert late["repair_h"].tolist() == pytest.approx([25.0])
    assert late["water_in_ppm"].tolist() == sound["water_in_ppm"].tolist()
    start = late["water_in_ppm"][0] * 2.0
    expected = 1000 + (start - 1000) * math.exp(-(10 * HOUR + 27 * MINUTE) / 36e3)
    assert late["coating_out_ppm"][0] == pytest.approx(expected, rel=1e-9)


def test_web_takes_the_temperature_of_the_hall_behind_the_chill_rolls():
    zones = {"hall": ZoneSpec(air(1000.0, 290.0))}
    seen = []

    class Noted(WellMixed):
        def advance(self, states, paths, threads=None):
            seen.extend(state.temperature for state in states)
            return super().advance(states, paths, threads)

    run(coated(coater(), zones=zones), model_for=Noted)
    assert seen == [290.0]


def test_nmp_leaves_the_water_that_its_last_zone_s_air_leaves(small_run, small):
    station = small.scenario.stations["cathode_coater"]
    material = small.scenario.materials["cathode_nmc622"].compacted(0.45)
    web = dried_web(station.dryer, material, station.speed)
    vapour = station.dryer.dryer.zones[-1].air.water_pressure
    assert celsius(web.temperature) == pytest.approx(125.0, abs=0.1)
    assert vapour == pytest.approx(611.2, abs=0.2)
    activity = vapour / 232_200.0  # over water of 125 degC
    held = float(material.isotherm.loading(activity, web.temperature))
    assert web.water == pytest.approx(held, rel=1e-3)


def test_two_electrodes_on_one_coater_begin_each_with_its_own_water():
    thick = replace(electrode_material("thick"), thickness=80e-6)
    electrodes = {
        "thin": electrode("coater", start_ppm=None),
        "thick": electrode("coater", start_ppm=None, material="thick"),
    }
    materials = {"electrode": electrode_material(), "thick": thick}
    dryer = coater_dryer(dryer=Dryer((hot(10.0),)), limit=0.2)
    found = visits(
        coater(dryer),
        electrodes=electrodes,
        materials=materials,
    )
    drawn = {}
    for name, material in (("thin", "electrode"), ("thick", "thick")):
        web = dried_web(dryer, materials[material], SPEED)
        (row,) = found.query(f"electrode == '{name}'").to_dict("records")
        share = materials[material].coating_share
        assert row["water_in_ppm"] == pytest.approx(web.water / PPM * share, rel=1e-9)
        drawn[name] = row["natural_gas_kWh"]
    assert drawn["thick"] > 1.3 * drawn["thin"]


# ---------------------------------------------------------------- energy


def test_visit_draws_what_both_passes_take_per_area_of_coating():
    spec = coater()
    (row,) = visits(spec).to_dict("records")
    area = LENGTH * 0.2
    given = spec.dryer
    passes = [
        leaving(web, given.dryer, SPEED, given.limit, given.system)
        for web in given.webs(electrode_material())
    ]
    assert len(passes) == 2
    gas = sum(one.gas for one in passes) * area / KWH
    fans = sum(one.electricity for one in passes) * area / KWH
    assert row["natural_gas_kWh"] == pytest.approx(gas, rel=1e-12)
    assert row["electricity_kWh"] == pytest.approx(fans, rel=1e-12)
    assert row["district_heat_kWh"] == 0.0
    assert gas > 0.0 < fans


@pytest.mark.parametrize("side", KEYS)
def test_energy_of_a_visit_is_that_of_twin_dry_for_both_passes(side, small_run, small):
    first, second = (
        dryer.run(dryer_loaded(content)).summary
        for content in (
            {**last_pass(side, KEYS[side]), "coating": coating}
            for coating in (
                {**last_pass(side, KEYS[side])["coating"], "dry_back": back}
                for back in (False, True)
            )
        )
    )
    electrode = small.scenario.electrodes[side]
    area = electrode.length * electrode.width
    dried = small_run.visits.query(f"station == '{side}_coater' and left_h == left_h")
    for carrier, name in (
        ("electricity", "electricity_kWh"),
        ("gas", "natural_gas_kWh"),
        ("heat", "district_heat_kWh"),
    ):
        key = f"{carrier}_kWh_per_m2"
        expected = (first[key] + second[key]) * area
        assert dried[name].tolist() == pytest.approx([expected] * len(dried), rel=1e-12)


def test_nothing_is_drawn_before_the_web_has_left_the_dryer():
    cut = visits(coater(), hours=0.54)
    done = visits(coater(), hours=0.56)
    assert cut["natural_gas_kWh"].tolist() == [0.0]
    assert done["natural_gas_kWh"][0] > 0.0


def test_a_dryer_is_worked_out_once_for_all_coils_of_a_run(monkeypatch):
    asked = []

    def counted(*words):
        asked.append(words)
        return leaving(*words)

    monkeypatch.setattr(drying, "leaving", counted)
    drying.dried_web.cache_clear()
    many = {"anode": electrode("coater", start_ppm=None, count=5, interval=fixed(2))}
    found = visits(coater(), electrodes=many)
    assert len(found) == 5
    assert len(asked) == 2  # one for each pass


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("dryer", "hours", "bare"),
    [
        (coater_dryer(), 1.0, (60 + 2 * 3) / 2),  # tandem: through both dryers
        (coater_dryer(tandem=False), 2.0, 60 + (60 + 3) / 2),  # twice through one
        (coater_dryer(wet_faces=2), 1.0, (60 + 3) / 2),  # both faces at once
    ],
    ids=["tandem", "two runs", "both faces wet"],
)
def test_a_coil_takes_a_run_for_each_time_it_goes_through(dryer, hours, bare):
    """Hand-worked: minutes until the mean metre leaves its last dryer."""
    (row,) = visits(coater(dryer)).to_dict("records")
    assert row["finished_h"] - row["started_h"] == pytest.approx(hours, rel=1e-12)
    start = dried_web(dryer, electrode_material(), SPEED).water / PPM
    wound = hours * HOUR - bare * MINUTE
    expected = 1000 + (start - 1000) * math.exp(-wound / (10 * HOUR))
    assert row["coating_out_ppm"] == pytest.approx(expected, rel=1e-12)


def test_a_foil_coated_on_one_side_takes_one_pass():
    one_side = replace(electrode_material(), coated_sides=1)
    given = coater_dryer(tandem=False)
    assert given.passes(one_side) == given.runs(one_side) == 1
    (web,) = given.webs(one_side)
    assert web.coated_faces == 1
    assert given.web_path(one_side) == DRYER_LENGTH


def test_the_second_pass_has_a_dry_back_and_so_more_to_heat():
    first, second = coater_dryer().webs(electrode_material())
    assert (first.dry_back, second.dry_back) == (False, True)
    passes = dried_web(coater_dryer(), electrode_material(), SPEED).passes
    assert passes[1].gas > passes[0].gas


# ---------------------------------------------------------------- webs that are refused


def test_a_wet_web_is_refused_with_the_speed_and_length_that_would_dry_it():
    keys = {**AQUEOUS, "zones": [in_zone(0, length_m=7)["zones"][0]]}
    ((path, words),) = faults_of(with_dryer("anode", keys))
    assert path == "stations.anode_coater.dryer"
    assert "anode: the web leaves the dryer wet at 10 m/min" in words
    assert "dry is 2000" in words
    alone = dryer.run(dryer_loaded(last_pass("anode", keys)))
    highest = alone.summary["highest_speed_m_per_min"]
    assert f"the highest safe speed is {highest:.4g} m/min" in words
    assert f"{alone.missing:.3g} m of dryer are missing" in words
    slower = (
        (*with_dryer("anode", keys),),
        (
            "stations/anode_coater/speed_m_per_min",
            0.99 * highest,
        ),
    )
    assert load_tree(dried_line(*slower)).scenario.stations["anode_coater"].speed > 0.0


def test_a_limit_below_what_the_air_leaves_is_told_that_no_speed_keeps_it():
    ((path, words),) = faults_of(with_dryer("anode", at("line", limit_coating_ppm=5)))
    assert path == "stations.anode_coater.dryer"
    assert "no speed dries it: hotter or drier air in the last zones does" in words


def test_a_web_beyond_its_isotherms_is_refused_with_advice():
    """Dry by its limit, but wetter than a coil of it can be."""
    keys = at("line", limit_coating_ppm=150_000)
    keys["zones"] = [{**keys["zones"][0], "length_m": 14}]
    ((path, words),) = faults_of(with_dryer("anode", keys))
    assert path == "stations.anode_coater.dryer"
    assert "the isotherms of anode_wet reach" in words
    assert "lower the limit and dry it further" in words


def test_nmp_s_last_zone_damper_than_the_isotherms_is_refused_with_advice():
    damp = {
        **FROM_NMP["zones"][1],
        "temperature_degC": 20,
        "dew_point_degC": 19.8,
        "fresh_air_share_pct": 100,
    }
    keys = {**FROM_NMP, "zones": [*FROM_NMP["zones"], damp]}
    ((path, words),) = faults_of(with_dryer("cathode", keys))
    assert path == "stations.cathode_coater.dryer"
    assert "water activity of 0.97;" in words
    assert "warm the web longer or dry that air" in words


def test_a_line_made_without_a_file_refuses_a_wet_web_too():
    wet = coater(coater_dryer(dryer=Dryer((hot(1.0),))))
    with pytest.raises(ValueError, match="highest safe speed is") as error:
        visits(wet)
    assert error.value.__notes__ == ["start of coil anode-0001"]


# ---------------------------------------------------------------- faults of the keys

# what is set at a path of the file; where the fault is said; what it says
STATION = "stations.anode_coater"
PLACED = [
    ("electrodes/anode/start_ppm", 100, "says how wet a new coil is"),
    ("stations/anode_coater/web_zone", "dryer", "given beside dryer"),
    ("stations/anode_coater/web_path_m", 20, "zones say how long it is, 20 m"),
    ("stations/anode_coater/speed_m_per_min", GONE, "needs speed_m_per_min"),
]
IN_DRYER = [  # keys of the dryer; where the fault is below it; what it says
    ({**AQUEOUS, "material": "x"}, "material", "that of the electrodes"),
    ({**AQUEOUS, "name": "x"}, "name", "that of the station"),
    (at("line", speed_m_per_min=5), "line.speed_m_per_min", "that of the coater"),
    (at("coating", porosity=0.5), "coating.porosity", "as_coated_porosity"),
    (at("coating", dry_back=True), "coating.dry_back", "follows from wet_faces"),
    (at("coating", particles={}), "coating.particles", "asked by `twin dry`"),
    (at("coating", solids_pct=150), "coating.solids_pct", "150; allowed"),
    (at("coating", solids_pct=90), "coating", "it still flows"),
    (at("coating", wet_faces=2), "zones.0.bottom", "air has to blow onto both"),
    (in_zone(1, lenght_m=3), "zones.1.lenght_m", "did you mean length_m?"),
    (in_zone(1, temperature_degC=190), "zones.1.temperature_degC", "a dry web comes"),
    (in_zone(0, dew_point_degC=80), "zones.0", "warm the air or dry it"),
    (in_zone(1, dew_point_degC=0), "zones.1", "no flow keeps it so dry"),
    (in_zone(0, lfl_share_pct=20), "zones.0.lfl_share_pct", "where water dries"),
    (in_zone(1, top={}), "zones.1.top", "nothing blows here"),
    (at("energy", recovery={"condenser_degC": 10}), "energy.recovery", "nobody"),
    (at("fresh_air", dew_point_degC=5), "fresh_air", "humidity is given 2 times"),
    (FROM_NMP, "coating.nmp.binder", "'pvdf' is not a component"),
]
SEVERAL = [
    (
        [
            ("stations/anode_coater/speed_m_per_min", GONE),
            ("stations/anode_coater/duration_min", 60),
        ],
        f"{STATION}.speed_m_per_min",
        "how long a metre is in the dryer",
    ),
    (
        [("electrodes/anode/start_air", {"temperature_degC": 20, "dew_point_degC": 0})],
        "electrodes.anode.start_air",
        "anode_coater says how wet",
    ),
    (
        [("electrodes/anode/length_m", 30)],
        f"{STATION}.dryer.zones",
        "2 times 20 m long; it is shorter than a coil of anode, 30 m",
    ),
    (
        [
            ("materials/one_side", {"extends": "anode_cmc_sbr", "coated_sides": 1}),
            ("electrodes/anode/material", "one_side"),
            with_dryer("anode", at("coating", wet_faces=2)),
        ],
        f"{STATION}.dryer.coating.wet_faces",
        "is coated on 1 side: 1",
    ),
]
BAD = [
    *(([(key, value)], key.replace("/", "."), says) for key, value, says in PLACED),
    *(
        ([with_dryer("anode", keys)], f"{STATION}.dryer.{path}", says)
        for keys, path, says in IN_DRYER
    ),
    *SEVERAL,
]


@pytest.mark.parametrize(
    ("edits", "path", "says"), BAD, ids=[f"{path}: {says}" for _, path, says in BAD]
)
def test_a_fault_of_a_dryer_is_said_at_its_key(edits, path, says):
    found = faults_of(*edits)
    assert any(where == path and says in words for where, words in found), found
    assert len(found) == len(set(found))


def test_all_faults_of_a_dryer_are_said_at_once():
    keys = {
        **in_zone(1, temperature_degC=190),
        "energy": {"recovery": {"condenser_degC": 10}},
    }
    found = faults_of(
        with_dryer("anode", keys),
        ("stations/anode_coater/web_path_m", 20),
        ("electrodes/anode/start_ppm", 100),
        ("stations/cathode_coater/dryer/coating/nmp", {"binder": "pvf"}),
    )
    assert sorted(path for path, _ in found) == [
        "electrodes.anode.start_ppm",
        "stations.anode_coater.dryer.energy.recovery",
        "stations.anode_coater.dryer.zones.1.temperature_degC",
        "stations.anode_coater.web_path_m",
        "stations.cathode_coater.dryer.coating.nmp.binder",
    ]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"speed": None, "duration": fixed(1)}, "has a dryer but no speed"),
        ({"web_path": 5.0}, "leave out web_path and web_zone"),
        ({"web_zone": "dry"}, "leave out web_path and web_zone"),
        ({"dryer": coater_dryer(dryer=Dryer((hot(200.0),)))}, "4000 s of web path"),
    ],
)
def test_a_line_made_without_a_file_says_what_is_wrong_with_its_dryer(change, says):
    found = plant_faults(coated(coater(**change)))
    assert any(says in words for words in found), found


def test_a_line_made_without_a_file_says_which_faces_a_material_has_not():
    one_side = {"electrode": replace(electrode_material(), coated_sides=1)}
    both = coater(coater_dryer(wet_faces=2))
    (words,) = plant_faults(coated(both, materials=one_side))
    assert "'coater' cannot coat anode: wet_faces is 2" in words


@pytest.mark.parametrize(
    ("slurry", "says"),
    [
        (Slurry(WATER, 0.9), "it still flows"),
        (
            Slurry(NMP, 0.4, swelling=NmpSwelling()),
            "'pvdf' is not a component of electrode",
        ),
    ],
)
def test_a_slurry_that_makes_no_coating_is_refused_where_a_coil_begins(slurry, says):
    with pytest.raises(ValueError, match=says) as error:
        visits(coater(coater_dryer(slurry=slurry)))
    assert error.value.__notes__ == ["start of coil anode-0001"]


def test_a_start_beside_a_dryer_is_a_fault_without_a_file_too():
    wet = {"anode": electrode("coater", start_ppm=100.0)}
    (words,) = plant_faults(coated(coater(), electrodes=wet))
    assert "as dry as the dryer of 'coater' leaves them" in words


# ---------------------------------------------------------------- the file around it


def test_keys_of_a_dryer_come_out_in_si(small):
    found = small.scenario.stations["cathode_coater"].dryer
    assert found.limit == pytest.approx(5e-4)
    assert found.entry_temperature == kelvin(22)
    assert found.slurry.solids == pytest.approx(0.7)
    assert found.slurry.solvent is NMP
    assert found.dryer.length == pytest.approx(28.0)
    assert found.system.recovery.temperature == kelvin(10)
    assert found.tandem
    assert found.dryer == dryer_loaded(last_pass("cathode", FROM_NMP)).dryer


def test_the_plant_s_pressure_is_that_of_its_dryers():
    low = load_tree(dried_line(("pressure_mbar", 950)))
    for zone in low.scenario.stations["anode_coater"].dryer.dryer.zones:
        assert zone.air.pressure == pytest.approx(95_000.0)


def test_a_scenario_with_dryers_goes_to_another_process(small):
    again = pickle.loads(pickle.dumps(small.scenario))
    assert again.stations == small.scenario.stations


def test_filled_keys_of_a_line_with_dryers_make_the_same_line(small):
    again = load_tree(small.content)
    assert again.scenario.stations == small.scenario.stations
    assert again.content == small.content


def test_a_dryer_takes_the_place_of_an_inherited_web_zone_and_the_other_way_round():
    zone = {"stations": {"coater": {"kind": "coater", "web_zone": "warm"}}}
    own = {"stations": {"coater": {"dryer": AQUEOUS}}}
    both = merged(zone, own, {}, "file")["stations"]["coater"]
    assert both == {"kind": "coater", "dryer": AQUEOUS}
    back = merged(own, {"stations": {"coater": {"web_zone": "warm"}}}, {}, "file")
    assert back["stations"]["coater"] == {"web_zone": "warm"}


def test_a_number_given_anew_does_not_keep_the_source_of_the_inherited_one():
    old = {"value": 0.3, "unit": "-", "standing": "published", "source": "our balance"}
    base = {"stations": {"c": {"dryer": {"coating": {"critical_saturation": old}}}}}
    new = {"stations": {"c": {"dryer": {"coating": {"critical_saturation": {}}}}}}
    inner = new["stations"]["c"]["dryer"]["coating"]["critical_saturation"]
    inner["value"] = 0.2
    found = merged(base, new, {}, "file")["stations"]["c"]["dryer"]["coating"]
    assert found["critical_saturation"] == {"value": 0.2}


def test_a_dryer_s_energy_is_in_the_visits_of_its_coater_only(small_run):
    later = small_run.visits.query("station in ['calender', 'slitter', 'store']")
    columns = ["electricity_kWh", "natural_gas_kWh", "district_heat_kWh"]
    assert len(later) > 10
    assert (later[columns] == 0.0).all(axis=None)
