"""Studies: what if many things vary, and what does a figure depend on?"""

import streamlit as st

from dashboard import show
from dashboard.results import studies
from scenarios.charts import study as charts

BEGIN, RESULTS = "Begin a study", "Results"
OF_A_DRAW = ("mean_h", "sd_h", "low_h", "mode_h", "high_h", "scale_h")  # last parts
SPREAD = ("p5", "p50", "p95", "mean")
MEASURES = {
    "morris": "By how much the figure changes on average when this key alone moves "
    "(mu* of Morris), with 95 % intervals.",
    "sobol": "The share of the figure's variance that would go if this key were known "
    "(Sobol's indices), with 95 % intervals.",
}


def asked(text, workers):
    """Name of what a study's text asks for, and how much that is."""
    size = studies.checked(text, workers)
    return size["name"], (
        f"**{size['points']} points**, about {show.duration(size['seconds'])} on "
        f"{workers} processes and {size['memory_GiB']:.2g} GiB. What is finished of it "
        "already is not run again."
    )


BOXES = {  # of what the limits come to, with its sign
    studies.KEPT: ("success", "check_circle"),
    studies.SOME: ("info", "rule"),
    studies.BROKEN: ("error", "error"),
}
WORK = show.LongWork(
    kind="study",
    called="study",
    drafts="studies",
    files=studies.files,
    text=studies.file_text,
    save=studies.save,
    checked=asked,
    about="What varies by dotted key, how it is sampled, which figures come out. "
    "See the document *Studies* on the page *The model*.",
    stopping="Stop pauses it: what is finished is kept, and resumed.",
)


def results():
    """What a kept study says."""
    found = {study.folder: study for study in studies.listed()}
    for folder, why in studies.unread().items():
        todo = "Move its folder away, or mend what is said, and begin the study again."
        show.failed(f"The study {show.plain(folder)} cannot be read.", why, todo)
    if not found:
        show.empty(
            "There is no study in this workspace yet.",
            f"Begin one under *{BEGIN}* above; or `twin study` in a terminal.",
        )
        return
    folder = show.choice(
        "Study",
        list(found),
        "study",
        lambda one: (
            f"{found[one].name}: {found[one].done} of {found[one].count} points"
        ),
    )
    kept = found[folder]
    try:
        said = studies.answers(kept)
    except (studies.LedgerError, studies.ScenarioError) as error:
        show.failed("This study cannot be read.", error, "Begin it anew.")
        return
    show.name(said["description"] or said["name"], 500)
    first = headline(kept, said)
    if not kept.done:
        show.empty(
            f"None of {kept.count} points has a result yet.",
            "Wait while it is at work; if it is not, resume it above, or begin it.",
        )
        return
    figure = show.choice(
        "Figure", said["figures"], "figure", show.headed, default=first
    )
    one_figure(said, figure)
    limits(said)
    if not said["failures"].empty:
        st.subheader("Points that failed")
        show.table(said["failures"], "failed points", "failures")
    with st.expander("All points"):
        show.table(said["points"], f"study {kept.name}", "points")
    st.download_button(
        "The study's file", lambda: studies.text(folder), f"{kept.name}.yaml",
        key="yaml", on_click="ignore", icon=":material/download:",
    )  # fmt: skip


def headline(kept, said):
    """The answer in sentences; the figure that is told of first, or None."""
    if kept.done + kept.failed == 0:
        return None
    if not kept.finished:
        st.warning(
            f"{kept.done + kept.failed} of {kept.count} points are finished; what is "
            "shown will change with the rest."
        )
    found = studies.verdict(
        said["limits"],
        said["listed"],
        studies.Words(
            limit=lambda row: show.plain(limit_of(row), 300),
            key=lambda key: show.plain(said_of(said, key, "")[0], 200),
            value=lambda key, value: show.plain(said_of(said, key, value)[1], 200),
        ),
    )
    if found is None:
        return None
    box, icon = BOXES[found.kind]
    text = "\n".join((found.sentence, *("- " + line for line in found.lines)))
    getattr(st, box)(text, icon=f":material/{icon}:")
    return found.figure


def said_of(said, key, value):
    """A listed key in words, and a value of it with its unit."""
    short = said["short"][key]
    head = show.headed(short)
    name = head.removesuffix(f" [{show.unit_of(head)}]")
    return name, show.with_unit(short, value).removeprefix(name).strip()


def limit_of(row):
    """A limit in words: anode, cutter: water out P95 at most 120 ppm."""
    head = show.headed(row["figure"])
    unit = show.unit_of(head)
    return f"{head.removesuffix(f' [{unit}]')} {row['limit']} {unit}".rstrip()


def cases(said, row):
    """The listed values of a row, each with its name and unit."""
    return [show.with_unit(said["short"][key], row[key]) for key in said["listed"]]


def words(said):
    """The keys that vary, as axes say them: short, with their unit."""
    return {key: word(key, short) for key, short in said["short"].items()}


def word(key, short):
    """A key as axes say it; what is only a mean, of what."""
    if short in OF_A_DRAW and "." in key:
        of = show.headed(key.rsplit(".", 2)[-2])
        return f"{of.removesuffix(f' [{show.unit_of(of)}]')}, {show.headed(short)}"
    return show.headed(short)


def one_figure(said, figure):
    """Distribution, dependence on what was listed, and what matters."""
    title = show.headed(figure)
    bounds = said["bounds"].get(figure, ())
    quantiles = said["quantiles"][said["quantiles"]["figure"] == figure]
    values = said["points"][figure]
    if values.notna().sum() == 0:
        show.empty("No point has this figure.", "Choose another one.")
        return
    if said["listed"]:
        key, *others = said["listed"]
        called = words(said)
        show.chart(
            charts.over_cases(
                quantiles,
                key,
                title,
                called[key],
                bounds,
                {other: called[other] for other in others},
            ),
            quantiles,
            f"{figure} over {key}",
            "cases",
        )
    # the design of a Morris screening is no sample of the distributions
    elif said["kind"] != "morris":
        show.chart(
            charts.distribution(values, title, bounds),
            said["points"][["point", "case", figure]],
            f"distribution of {figure}",
            "distribution",
        )
    unit = show.unit_of(title)
    heads = {name: f"{name.replace('p', 'P')} [{unit or '-'}]" for name in SPREAD}
    show.table(
        quantiles,
        f"quantiles of {figure}",
        "quantiles",
        heads | words(said),
        height="content",
        column_order=[*said["listed"], "points", *SPREAD],
    )
    if said["indices"] is not None:
        rows = said["indices"][said["indices"]["figure"] == figure]
        st.subheader("What it depends on")
        show.chart(
            charts.tornado(rows, said["kind"], words(said), unit),
            rows,
            f"sensitivity of {figure}",
            "tornado",
        )
        st.caption(MEASURES[said["kind"]])
    elif figure in said["swings"] and not said["swings"][figure].empty:
        st.subheader("What it depends on")
        rows = said["swings"][figure]
        show.chart(
            charts.swings(rows, title, words(said)),
            rows,
            f"swings of {figure}",
            "swings",
        )
        st.caption("Means with 95 % intervals; the other keys vary meanwhile.")


def limits(said):
    """How likely each limit is broken."""
    table = said["limits"]
    if table.empty:
        return
    st.subheader("Limits")
    said_of = [
        "\n".join(filter(None, (limit_of(row), ", ".join(cases(said, row)))))
        for row in table.to_dict("records")
    ]
    show.chart(charts.broken(table, said_of), table, "limits of the study", "limits")
    st.caption("The bars are 95 % intervals: the fewer draws, the longer.")


st.title("Studies")
part = show.part("Part", [RESULTS, BEGIN], "part", label_visibility="collapsed")
show.at_work(WORK, renews=part == RESULTS)
if part == BEGIN:
    show.edited(WORK)
else:
    results()
