"""Side: a run as it is compared: what was asked, what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from scenarios.faults import printable
from scenarios.input_paths import with_files
from scenarios.runs import StoredRun, StoreError
from scenarios.yaml_tree import parse
from twin.scenario import MEAN, PER_COATING

DONE = ("consumed", "left")  # fates of a coil that went all the way


@dataclass(frozen=True, eq=False)
class Side:
    """A run of the store beside others.

    `label` tells it from them; `content` is its filled scenario, input files by name
    and digest; `figures` those of its summary; `lead_h` per electrode the hours from
    release to use of each coil that entered after the warm-up.
    """

    label: str
    content: dict
    figures: dict
    lead_h: dict[str, list[float]]

    @property
    def window_d(self) -> float:
        """Days that are watched: from the warm-up to the end."""
        warm_up = float(self.content.get("warm_up_d", 0.0))
        return self.figures["duration_h"] / 24.0 - warm_up

    @property
    def currency(self) -> str:
        """Of its cost."""
        return str(self.figures.get("currency", ""))

    @property
    def route(self) -> list[tuple[str, str]]:
        """Electrode and station, along the routes."""
        routes = self.content.get("route", {})
        return [(name, stop) for name, stops in routes.items() for stop in stops]

    def limited_at(self, electrode: str, station: str) -> str:
        """What its limit there is of: mean, edge or worst; "" where there is none.

        One per dry coating is "mean, per coating". Figures of the water are of the
        mean, per dry electrode: only a limit of that stands beside them.
        """
        found = ""
        for limit in self.content.get("limits", []):  # the last one is that of the run
            if (limit.get("electrode"), limit.get("station")) == (electrode, station):
                found = str(limit.get("place", MEAN))
                found += "" if limit.get("coating_ppm") is None else PER_COATING
        return found

    def at(self, electrode: str, station: str, figure: str) -> float | None:
        """A figure of the coils of an electrode at a station; None where there is none.

        Such figures are `water_out_ppm_p95`, `limit_ppm`, `over_limit`.
        """
        return self.figures.get(f"{electrode}.{station}.{figure}")


def side(run: StoredRun, label: str | None = None) -> Side:
    """The run as it is compared; StoreError where it cannot be read."""
    tree = parse(run.scenario_text(), f"{run.folder}/scenario.yaml").content
    try:
        figures = dict(run.summary["figures"])
        digests = dict(run.summary.get("inputs", {}))
        content = with_files(
            tree, lambda name: f"{name} ({digests.get(name, 'unknown')[:8]})"
        )
        duration = float(figures["duration_h"])
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise StoreError(
            f"{run.folder}: its summary lacks {error}; run the scenario again"
        ) from None
    content["duration_d"] = duration / 24.0  # also where it was "as_readings"
    lead = _lead_times(run.table("coils"), float(content.get("warm_up_d", 0.0)) * 24.0)
    return Side(label or run.name, content, figures, lead)


def _lead_times(coils: pd.DataFrame, warm_up_h: float) -> dict[str, list[float]]:
    """A daughter has entered when its mother did."""
    done = coils[coils["fate"].isin(DONE) & (coils["entered_h"] >= warm_up_h)]
    hours = done["ended_h"] - done["entered_h"]
    return {
        str(name): list(group)
        for name, group in hours.groupby(done["electrode"], sort=False)
    }


def labels(names: Sequence[str], digests: Sequence[str]) -> list[str]:
    """A label for each run: its scenario's name, with its hash where two have one.

    It is on one line and has an end, whatever the name.

    >>> labels(["a", "b", "a"], ["123456789", "222222222", "987654321"])
    ['a (123456)', 'b', 'a (987654)']
    """
    names = [printable(name) for name in names]
    return [
        f"{name} ({digest[:6]})" if names.count(name) > 1 else name
        for name, digest in zip(names, digests, strict=True)
    ]
