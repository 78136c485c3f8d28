"""A finished plan of a line's settings read back: settings, figures, candidates."""

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from scenarios.plan.naming import head, value_words
from scenarios.plan.settings import figures
from scenarios.plan.settings.kept import CANDIDATES
from scenarios.plan.stored import Answer, PlanStoreError, frame, reading

TODAY, NEAREST, LEAST_BROKEN = "today", "nearest", "least broken"


@dataclass(frozen=True, eq=False)
class StoredLine:
    """The tables of a plan of a line.

    `goals` with +1 where less is better, -1 where more; `names` are keys of the
    settings, `plans` what is recommended (of an infeasible plan the nearest candidate).

    Attributes
    ----------
    settings : one row a setting, a column for each of today and the plans
    figures : one row a figure, columns alike; `within_pct` last
    limits : one row a limit and `candidate`, with `margin` and `kept_pct`
    changes : what a step of a setting does, by `plan`
    candidates : all that were judged, `feasible` or not; None: not kept
    relaxations : what each limit would have to be
    """

    currency: str
    goals: dict[str, float]
    names: tuple[str, ...]
    plans: tuple[str, ...]
    settings: pd.DataFrame
    figures: pd.DataFrame
    limits: pd.DataFrame
    changes: pd.DataFrame
    candidates: pd.DataFrame | None
    relaxations: pd.DataFrame

    @property
    def axes(self) -> list[str]:
        """Figures that candidates are drawn over, the goals first."""
        numbers = [] if self.candidates is None else _numbers(self.candidates)
        found = [name for name in (*self.goals, *self.figures["figure"], *self.names)
                 if name in numbers]  # fmt: skip
        return list(dict.fromkeys(found))

    def setting(self, name: str, candidate: str) -> float:
        """A number that is set, by its key; NaN where it is none."""
        rows = self.settings[self.settings["setting"] == name]
        value = pd.to_numeric(rows[candidate], errors="coerce")
        return float(value.iloc[0]) if len(value) else float("nan")


def line_of(kept: Answer) -> StoredLine:
    """The tables of a kept answer; PlanStoreError where it is damaged."""
    with reading(kept.entry.folder):
        return _line(kept)


def _line(kept) -> StoredLine:
    answer = kept.answer
    own = {plan["called"]: plan for plan in answer["plans"]}
    conflict, currency = answer.get("conflict"), str(answer["currency"])
    plans = tuple(own)
    if conflict is not None:
        for name, key in ((NEAREST, "nearest"), (LEAST_BROKEN, "least_broken")):
            if not own and conflict[key] is not None:
                own[name] = conflict[key]
        plans = tuple(name for name in own if name == NEAREST)
    now = answer["fresh_today"] or answer["today"]
    if now["failed"]:  # nothing is held against the figures of those runs that have any
        now = {**now, "figures": {}, "within_pct": float("nan")}
    every = {TODAY: now, **{n: one.get("fresh") or one for n, one in own.items()}}
    signs = {"less": 1.0, "more": -1.0}
    names = list(answer["today"]["settings"])
    return StoredLine(
        currency=currency,
        goals={
            str(goal): signs[way]
            for goal, way in zip(answer["goals"], answer["better"], strict=True)
        },
        names=tuple(names),
        plans=plans,
        settings=pd.DataFrame(
            [
                {
                    "setting": name,
                    **{n: _said(e["settings"][name]) for n, e in every.items()},
                }
                for name in names
            ]
        ),
        figures=pd.DataFrame(list(_figures(answer, every))),
        limits=pd.DataFrame(list(_limits(every, own))),
        changes=pd.concat(
            [
                frame(one["changes"]).assign(plan=n)
                for n, one in own.items()
                if "changes" in one
            ]
            or [pd.DataFrame()],
            ignore_index=True,
        ),
        candidates=_candidates(kept.path / CANDIDATES, answer),
        relaxations=pd.DataFrame(list(_gives(conflict, currency))),
    )


def _said(value):
    return value if isinstance(value, str) else f"{value:g}"


def _figures(answer, every) -> Iterator[dict]:
    """Goals first, then what plans and today are set side by side in."""
    known = [n for one in every.values() for n in one["figures"]]
    first = [*answer["goals"], figures.CELLS]
    names = [n for n in dict.fromkeys([*first, *known]) if _compared(n, answer)]
    for name in names:
        values = {n: one["figures"].get(name) for n, one in every.items()}
        if any(value is not None for value in values.values()):
            yield {"figure": name, **{n: _number(v) for n, v in values.items()}}
    yield {
        "figure": "within_pct",
        **{n: float(one["within_pct"]) for n, one in every.items()},
    }


def _compared(name, answer):
    of_money = (figures.COST, figures.CO2, figures.EQUIPMENT, figures.SPENT)
    chosen = (*answer["goals"], figures.CELLS, *of_money, figures.WHOLE)
    ends = (f".{figures.LEAD}", "_per_kWh_of_cells")
    return name in (*chosen, figures.PER_CELL) or name.endswith(ends)


def _number(value):
    return float("nan") if value is None else float(value)


def _limits(every, own) -> Iterator[dict]:
    for name, one in every.items():
        binds = frame(own[name]["margins"]) if "margins" in own.get(name, {}) else None
        for row in frame(one["limits"], "figure", "limit", "worst").to_dict("records"):
            bound = float(str(row["limit"]).rpartition(" ")[2])
            bind = False
            if binds is not None and len(binds):
                same = (binds["figure"] == row["figure"]) & (
                    binds["limit"] == row["limit"]
                )
                bind = bool(binds.loc[same, "binds"].any())
            numbers = {key: _number(row[key]) for key in ("worst", "margin")}
            yield {
                "candidate": name,
                "figure": str(row["figure"]),
                "limit": str(row["limit"]),
                "bound": bound,
                **numbers,
                "kept_pct": _number(row["kept_pct"]),
                "binds": bind,
            }


def _gives(conflict, currency) -> Iterator[dict]:
    for one in [] if conflict is None else conflict["relaxations"]:
        told = one["settings"]
        said = "does not help alone"
        if told is not None:
            said = ", ".join(value_words(n, v) for n, v in told.items())
        yield {
            "limit": head(str(one["figure"]), currency),
            "is": str(one["is"]),
            "would_have_to_be": _number(one["would_have_to_be"]),
            "settings": said,
        }


def _candidates(path, answer):
    """All candidates of the search; None where they were not kept."""
    if not path.is_file():
        return None
    try:
        table = pd.read_csv(path)
    except (OSError, ValueError) as error:
        raise PlanStoreError(
            f"{path.parent.name}/{path.name} cannot be read ({error}); ask for the "
            "plan again"
        ) from None
    table["feasible"] = table["feasible"].astype(str) == "True"
    return table


def _numbers(table):
    return [n for n in table.columns if table[n].dtype.kind in "if"]
