"""Study files: what is refused before anything runs, and with which words."""

from pathlib import Path

import pytest
from scenario_text import DATA
from study_cases import DRAWN, GRID, ONE, WATER, study, text, written

from scenarios.faults import ScenarioError
from scenarios.load import load as load_scenario
from scenarios.study import figures
from scenarios.study.load import load
from twin import kpis
from twin.line import run

WIDE = "  electrodes.coil.width_mm: {grid: {from: 90, to: 120, steps: 4}}\n"
SHIPPED_LINES = Path(__file__).parents[1] / "scenarios"
SHIPPED = sorted((SHIPPED_LINES / "studies").glob("*.yaml"))


def refused(folder, content, workers=1):
    with pytest.raises(ScenarioError) as caught:
        load(written(folder, content), workers)
    return str(caught.value)


def test_a_sound_file_gives_its_points_and_figures(tmp_path):
    found = study(tmp_path, more="replications: 4\n", figures="['coil.*_ppm_median']")
    assert found.count == 12
    assert set(found.figures) == {WATER, "coil.rack.water_in_ppm_median"}
    assert 0.3 < found.seconds < 10.0


def test_all_faults_of_the_keys_are_named_at_once(tmp_path):
    content = text(more="replications: 0\nsample: sobol\npoint: 3\n")
    said = refused(tmp_path, content)
    assert "replications: 0; allowed is" in said
    assert "point: unknown key; did you mean points?" in said


@pytest.mark.parametrize(
    ("vary", "says"),
    [
        ("  zones.rom.dew_point_degC: [-30]\n", "did you mean room?"),
        ("  zones.room.dew_pont_degC: [-30]\n", "did you mean dew_point_degC?"),
        ("  zone.room.dew_point_degC: [-30]\n", "did you mean zones?"),
        ("  zones.room.dew_point_degC: [-30, dry]\n", "dew_point_degC[1]: with 'dry'"),
        ("  zones.room.dew_point_degC: [-30, 999]\n", "with 999"),
        ("  zones..room: [1]\n", "not a key"),
        ("  replication: [0, 1]\n", "give replications beside vary"),
        ("  budget.time_min: [1, 2]\n", "changes what a run costs"),
        ("  numerics.threads: [1, 2]\n", "changes what a run costs"),
        ("  name: [a, b]\n", "it changes no figure"),
        ("  materials.anode_cmc_sbr.porosty: [0.3]\n", "did you mean porosity?"),
        ("  zones.room.dew_point_degC: -30\n", "is not a list"),
        ("  zones.room.dew_point_degC: []\n", "it is empty"),
        ("  zones.room.dew_point_degC: {grid: {from: 1, to: 1, steps: 3}}\n", "differ"),
        (GRID + "  zones.room: [{dew_point_degC: -30}]\n", "one holds the other"),
        (GRID + "  zones.room.water_ppmv: [100]\n", "same in other words"),
    ],
)
def test_a_key_that_cannot_vary_so_is_a_fault(tmp_path, vary, says):
    assert says in refused(tmp_path, text(vary))


@pytest.mark.parametrize(
    ("draw", "says"),
    [
        ("{kind: normal, mean: 100}", "sd: missing; normal is given by mean, sd"),
        ("{kind: normal, mean: 100, sd: 1, low: 3}", "low: does not belong to normal"),
        ("{kind: gauss, mean: 100, sd: 1}", "'gauss'"),
        ("{kind: uniform, low: 3, high: 2}", "the order is low <= high"),
        ("{kind: lognormal, mean: -3, sd: 2}", "a lognormal mean is above 0"),
        ("{kind: normal, mean: -100, sd: 1}", "with -100"),
    ],
)
def test_a_distribution_without_sense_is_a_fault(tmp_path, draw, says):
    vary = f"  electrodes.coil.start_ppm: {draw}\n"
    content = text(vary, "sample: latin_hypercube\npoints: 8\n")
    assert says in refused(tmp_path, content)


@pytest.mark.parametrize(
    ("vary", "more", "says"),
    [
        (DRAWN, "", "give latin_hypercube or sobol"),
        (DRAWN, "sample: latin_hypercube\n", "how many samples"),
        (DRAWN, "sample: sobol\npoints: 12\n", "powers of 2: 8 or 16"),
        (GRID, "points: 8\n", "all values are listed"),
        (GRID, "sample: sobol\n", "no key has a distribution"),
        (GRID + DRAWN, "sensitivity: morris\npoints: 8\n", "its values are listed"),
        (DRAWN, "sensitivity: morris\npoints: 8\n", "compare at least two"),
        (DRAWN, "sensitivity: sobol\npoints: 9\n", "powers of 2"),
        (
            DRAWN,
            f"sensitivity: morris\npoints: 8\nlimits: {{{WATER}: {{max: 1}}}}\n",
            "no sample of the distributions",
        ),
        (GRID, f"limits: {{{WATER}: {{}}}}\n", "neither max nor min"),
        (GRID, f"limits: {{{WATER}: {{max: 1, min: 2}}}}\n", "above the max"),
        (GRID + WIDE, "replications: 10000\n", "a study has at most 100000"),
    ],
)
def test_a_sample_that_does_not_fit_is_a_fault(tmp_path, vary, more, says):
    assert says in refused(tmp_path, text(vary, more))


def test_keys_and_figures_are_judged_in_one_go(tmp_path):
    vary = "  zones.room.dew_pont_degC: [-30]\n  seed: {kind: normal, mean: 1}\n"
    said = refused(tmp_path, text(vary, figures="[coil.rack.wter]"))
    assert said.count("\n") == 5, said
    for words in ("dew_point_degC?", "sd: missing", "wter", "sample", "points"):
        assert words in said


def test_a_misspelt_figure_gets_a_suggestion(tmp_path):
    said = refused(tmp_path, text(figures="[coil.rack.water_out_ppm_medan, '*.watr']"))
    assert f"did you mean {WATER}?" in said
    assert "figures[1]: no figure of this scenario is like '*.watr'" in said
    limits = "limits: {coil.rack.over_limt: {max: 0}}\n"
    assert "did you mean coil.rack.over_limit?" in refused(tmp_path, text(more=limits))


@pytest.mark.parametrize(
    "path",
    [
        DATA / "one_coil.yaml",
        DATA / "small_line.yaml",
        pytest.param(SHIPPED_LINES / "full_dry_room.yaml", marks=pytest.mark.slow),
    ],
    ids=lambda path: path.stem,
)
def test_known_figures_are_those_of_a_run(path):
    """What the study knows beforehand, and what the run's summary then has."""
    shorter = []
    if path.stem == "full_dry_room":  # long enough that a coil comes to every station
        shorter = ["duration_d=6", "warm_up_d=0"]
    scenario = load_scenario(path, shorter).scenario
    row = kpis.summarise(run(scenario))
    numbers = {k for k, v in row.items() if not isinstance(v, str)}
    assert set(figures.names(scenario)) == numbers - {"seed", "replication"}


def test_a_scenario_is_found_beside_the_file_or_among_those_shipped(tmp_path):
    inside = written(tmp_path, ONE.read_text(), "own.yaml")
    assert study(tmp_path, scenario=inside.name).count == 3
    vary = "  zones.dry_room.dew_point_degC: [-30, -40]\n"
    found = study(
        tmp_path,
        vary=vary,
        scenario="dry_room_queue.yaml",
        figures="[anode.coils_over]",
    )
    assert found.count == 2
    said = refused(tmp_path, text(scenario="nowhere.yaml"))
    assert "scenario: 'nowhere.yaml' is not a file" in said
    assert "reference_line.yaml" in said


def test_faults_of_the_scenario_itself_are_said_as_its_own(tmp_path):
    written(tmp_path, ONE.read_text().replace("duration_d: 1", "duration_d: -1"), "s")
    assert "duration_d: -1" in refused(tmp_path, text(scenario="s"))


def test_too_large_a_study_is_refused_with_advice(tmp_path):
    said = refused(tmp_path, text(more="replications: 9000\nbudget: {time_min: 1}\n"))
    assert "27000 points on 1 worker take" in said
    assert "more than budget.time_min allows" in said
    assert "fewer points" in said
    many = refused(tmp_path, text(), workers=100)
    assert "budget.memory_GiB" in many


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_studies_are_sound_and_small(path):
    found = load(path)
    assert found.figures
    assert found.seconds < 60.0


def test_shipped_studies_are_found():
    assert len(SHIPPED) >= 3


def test_identity_follows_what_decides_the_points(tmp_path):
    base = study(tmp_path).identity
    same = study(
        tmp_path, name="another", figures="[coil.coils_over]", more="description: x\n"
    )
    assert same.identity == base
    assert study(tmp_path, more="replications: 2\n").identity != base
    assert study(tmp_path, vary=GRID.replace("-40", "-41")).identity != base
    other = written(tmp_path, ONE.read_text().replace("500", "501"), "other.yaml")
    assert study(tmp_path, scenario=other).identity != base


def test_files_that_vary_count_by_their_content(tmp_path):
    rows = "".join(f"{m},22,-40\n" for m in range(0, 1440, 10))
    for name in ("a", "b"):
        written(tmp_path, "minute,t,td\n" + rows, f"{name}.csv")
    written(tmp_path, "minute,t,td\n" + rows.replace("-40", "-41"), "c.csv")
    keys = "{file: a.csv, time_min: minute, temperature_degC: t, dew_point_degC: td}"
    scenario = ONE.read_text().replace(
        "{temperature_degC: 22, dew_point_degC: -30}", f"{{readings: {keys}}}"
    )
    written(tmp_path, scenario, "readings.yaml")
    vary = "  zones.room.readings.file: [a.csv, b.csv, c.csv]\n"
    found = study(tmp_path, vary=vary, scenario="readings.yaml")
    from scenarios.study.sampling import points

    first, second, third = (found.key_of(at) for at in points(found.keys))
    assert first == second != third
    vary = f"  zones.room.readings: [{keys}]\n"
    said = refused(tmp_path, text(vary, scenario="readings.yaml"))
    assert "vary zones.room.readings.file" in said


def test_no_file_and_no_mapping_are_said_in_words(tmp_path):
    with pytest.raises(ScenarioError, match="shipped with the program are studies/"):
        load(tmp_path / "none.yaml")
    assert "the file is empty" in refused(tmp_path, "")
    assert "a study has the keys name" in refused(tmp_path, "- 1\n")


def test_the_file_shown_in_the_docs_is_sound(tmp_path):
    page = (DATA.parents[1] / "docs" / "studies.md").read_text(encoding="utf-8")
    content = page.split("```yaml\n")[1].split("```")[0].replace("../", "")
    found = load(written(tmp_path, content))
    assert found.count == 2 * 60 * 2
