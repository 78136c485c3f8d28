"""What all kinds of plans show: the answer in words, figures beside today's."""

from collections.abc import Iterable

import streamlit as st

from dashboard import show
from dashboard.results.found_plans import Answer

SENTENCES = 4  # below the first one, before the others are folded away
LONGEST = 600  # characters of a sentence


def headline(kept: Answer) -> None:
    """The answer as the command says it: the first sentence, then the others."""
    first, rest = kept.words[:1], kept.words[1:]
    if not first:
        st.info(
            "Another version of the program made this plan, and kept no words of it. "
            "Ask for it again to have them."
        )
        return
    if kept.entry.feasible:
        said = show.plain(first[0][:1].upper() + first[0][1:], LONGEST)
        st.success(f"**{said}.**", icon=":material/check_circle:")
    else:
        said = show.plain(first[0], LONGEST)
        st.error(f"**Nothing keeps all limits:** {said}.", icon=":material/block:")
    most = SENTENCES if kept.entry.feasible else len(rest)
    _listed(rest[:most])
    if rest[most:]:
        with st.expander("More that was found"):
            _listed(rest[most:])


def _listed(lines):
    if lines:
        st.markdown("\n".join(f"- {show.plain(line, LONGEST)}" for line in lines))


def figures(rows: Iterable[tuple], reference: str) -> None:
    """Figures in a row; (title with unit, value, of the reference or None, digits).

    A fifth entry says what is better: "less" (default), "more" or "".
    """
    rows = list(rows)
    colours = {"less": "inverse", "more": "normal", "": "off"}
    for place, row in zip(st.columns(len(rows)), rows, strict=True):
        title, value, before, digits, *better = row
        delta, way = None, colours[better[0] if better else "less"]
        if before is not None and before == before and value == value:
            delta = f"{value - before:+z,.{digits}f}"
            share = 100.0 * (value - before) / abs(before) if before else None
            if share is not None:
                delta += f" ({share:+z.1f} %)"
            delta = delta.replace(",", " ")
            if _none(value - before, digits) or _none(share, 1):
                delta, way = f"as {reference}", "off"
        place.metric(
            show.plain(title, 80),
            "–" if value != value else f"{value:,.{digits}f}".replace(",", " "),
            delta,
            delta_color=way,
            delta_arrow="off" if way == "off" else "auto",
            help=None if delta is None else f"Below: against {show.plain(reference)}.",
        )


def _none(value, digits):
    """Whether nothing is left of a number so rounded."""
    return value is not None and not float(f"{value:.{digits}f}")


def recommended(plans: tuple[str, ...], key: str) -> str:
    """The plan that is looked at, of several."""
    if len(plans) == 1:
        return plans[0]
    return show.choice("Looked at", list(plans), key, lambda one: one)


def way_out(relaxations, key: str) -> None:
    """What each limit would have to be for a plan to exist."""
    if relaxations.empty:
        return
    st.subheader("What would have to give")
    st.markdown(
        "Each limit alone, all others kept. Give one of them, or widen what may be "
        "decided, in the plan's file (*Change its file*, below), and ask again."
    )
    show.table(relaxations, "relaxations", key, width="stretch", height="content")
