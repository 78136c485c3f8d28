"""Small studies for the tests: a coil on a rack, 30 ms a point; and calls to make."""

import os
import signal
from pathlib import Path

from scenario_text import DATA

from scenarios.runner import Here
from scenarios.study import conduct, point
from scenarios.study.load import Study, load

ONE = DATA / "one_coil.yaml"
GRID = "  zones.room.dew_point_degC: [-20, -30, -40]\n"
DRAWN = "  electrodes.coil.start_ppm: {kind: normal, mean: 100, sd: 10}\n"
WATER = "coil.rack.water_out_ppm_median"


def text(vary=GRID, more="", figures=f"[{WATER}]", scenario=ONE, name="small study"):
    """A study file."""
    return (
        f"name: {name}\nscenario: {scenario}\nvary:\n{vary}figures: {figures}\n{more}"
    )


def written(folder: Path, content: str, name: str = "study.yaml") -> Path:
    """The file with `content` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def study(folder: Path, **keys) -> Study:
    """A loaded study."""
    return load(written(folder, text(**keys)))


def finished(of: Study, out: Path, runner=None, resume=False, fresh=False, **more):
    """Run a study to its end."""
    folder = conduct.begin(of, out, resume, fresh)
    runner = runner or Here()
    try:
        return conduct.conduct(of, folder, runner, **more)
    finally:
        runner.close()


def quick(task: point.Task) -> point.Outcome:
    """In place of a run: figures that follow from the values, at once."""
    numbers = [v for v in task.values.values() if isinstance(v, int | float)]
    figures = {WATER: sum(numbers) + 1000.0 * task.replication}
    return point.Outcome(figures, None, "0" * 12, 0.001, point.program())


def die(argument):
    """A call that kills its worker; `argument` is a file that counts how often."""
    with open(argument, "a") as file:
        file.write("x")
    os.kill(os.getpid(), signal.SIGKILL)


def double(argument):
    """A call that is made without fuss."""
    return 2 * argument
