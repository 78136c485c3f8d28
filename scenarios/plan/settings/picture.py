"""The picture of a plan of a line: its candidates over the goals, and its limits."""

import numpy as np

from scenarios.pictures import BLUE, GREEN, GREY, SMALL, VERMILLION
from scenarios.plan import naming
from scenarios.plan.settings.plan import SettingsPlanned

LOOKS = ((VERMILLION, "s"), (BLUE, "D"), (GREEN, "^"), ("black", "v"))
WIDEST = 1.0  # parts of a limit that are shown either side of it
LONGEST = 44  # letters of a label


def figure(result: SettingsPlanned):
    """A matplotlib Figure: candidates over two figures; below it, today and the plans
    against each limit."""
    from matplotlib.figure import Figure

    count = len(result.task.limits)
    heights = [3.6, 0.8 + 0.42 * count] if count else [3.6]
    picture = Figure(figsize=(9.0, sum(heights) + 0.8), layout="constrained")
    panels = picture.subplots(len(heights), 1, height_ratios=heights, squeeze=False)[
        :, 0
    ]
    _candidates(panels[0], result, picture)
    if count:
        _limits(panels[1], result)
    panels[0].set_title(result.task.name, loc="left", fontsize=10)
    for ax in panels:
        for side in ("top", "right"):
            ax.spines[side].set_visible(False)
        ax.tick_params(labelsize=9)
    return picture


def axes_of(result: SettingsPlanned) -> list[str]:
    """The figures of the picture's axes, a third as colour."""
    goals = list(dict.fromkeys(name for name, _ in result.task.goals))
    if len(goals) == 1:
        goals.append("cells.per_day" if goals[0] != "cells.per_day" else
                     "energy.cost_per_day")  # fmt: skip
    return goals[:3]


def _candidates(ax, result, picture):
    """Every candidate with an answer; plans and today's settings marked."""
    names = axes_of(result)
    heads = [naming.head(name, result.task.currency) for name in names]
    known = [
        point
        for point in result.table.points.values()
        if all(name in point.answer.figures for name in names)
    ]
    for feasible, colour, words in (
        (False, GREY, "breaks a limit"), (True, BLUE, "keeps all limits"),
    ):  # fmt: skip
        own = [p.answer.figures for p in known if p.is_feasible == feasible]
        if not own:
            continue
        at = np.array([[row[name] for name in names] for row in own])
        if len(names) == 3 and feasible:
            dots = ax.scatter(*at[:, :2].T, c=at[:, 2], s=20, cmap="viridis_r")
            picture.colorbar(dots, ax=ax).set_label(heads[2], fontsize=9)
        else:
            mark = "o" if feasible else "x"
            ax.scatter(*at[:, :2].T, color=colour, s=20, marker=mark, label=words)
    if result.task.is_front and len(names) == 2:
        front = [[p.answer.figures[name] for name in names] for p in result.front]
        ax.plot(*np.array(front).T, color=BLUE, lw=0.8)
    marked = [(plan.called, plan.judged) for plan in result.plans]
    marked.append(("today", result.today))
    for called, own in marked:
        if all(name in own.figures for name in names):
            at = [own.figures[name] for name in names[:2]]
            ax.plot(*at, "o", mfc="none", mec="black", ms=9)
            text = {"xytext": (7, 7), "textcoords": "offset points"}
            ax.annotate(_short(called), at, **text, **SMALL)
    ax.set_xlabel(heads[0])
    ax.set_ylabel(heads[1])
    if ax.get_legend_handles_labels()[0]:
        ax.legend(frameon=False, fontsize=8)


def _limits(ax, result):
    """By how much today and the plans pass each limit, a mark for each run."""
    task = result.task
    today = result.today if result.fresh_today is None else result.fresh_today
    everyone = [("today", today, (GREY, "o"))]
    everyone += [
        (plan.called, plan.told, LOOKS[k % len(LOOKS)])
        for k, plan in enumerate(result.plans)
    ]
    for k, (called, own, (colour, mark)) in enumerate(everyone):
        shift = 0.16 * (k - 0.5 * (len(everyone) - 1))
        for place, standing in enumerate(own.standings):
            each = np.array([e for e in standing.each if np.isfinite(e)])
            label = _short(called) if place == 0 else None
            ax.plot(
                100.0 * each.clip(-WIDEST, WIDEST),
                np.full(len(each), place + shift),
                mark, color=colour, ms=3.5, label=label,
            )  # fmt: skip
    ax.axvline(0.0, color="black", lw=0.8, ls="--")
    words = [_limit(one, task.currency) for one in task.limits]
    ax.set_yticks(range(len(words)), words, fontsize=8)
    ax.set_ylim(len(words) - 0.5, -0.5)
    ax.set_xlim(-105.0 * WIDEST, 105.0 * WIDEST)
    ax.set_xlabel(
        "beyond the limit in % of it (temperatures: of 10 K); a mark is a run; "
        "those further out lie at the edge", fontsize=8.5,
    )  # fmt: skip
    ax.legend(frameon=False, fontsize=8, ncols=len(everyone), loc="lower left",
              bbox_to_anchor=(0.0, 1.0))  # fmt: skip


def _limit(one, currency):
    """What is limited, and below it what it may be."""
    what = naming.words(one.figure, currency)[0]
    said = naming.limit_words(one.figure, one.words, currency)
    return f"{_short(what)}\n{said.removeprefix(what).lstrip()}"


def _short(text):
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
