"""What pages have in common: a chart with its data, tables, choices, states.

A text that a user gave (a name, a file, an error that quotes one) is shown by
`show.name` or in a table, or made `show.plain`: as text, never as markdown or HTML.
"""

from dashboard.show.address import ended, keep, stop, turned_to
from dashboard.show.begin import LongWork, at_work, begun, edited
from dashboard.show.choices import (
    called,
    choice,
    number,
    part,
    reference_run,
    run_chooser,
    several,
)
from dashboard.show.data import PLOT, chart, table
from dashboard.show.edits import edits, saved, unsaved
from dashboard.show.states import empty, failed, fault, faults, not_saved
from dashboard.show.words import (
    columns,
    headed,
    name,
    plain,
    shortest,
    unit_of,
    with_unit,
)
from dashboard.show.work import did, downloads, duration, job_line, jobs_of, watched

__all__ = [
    "PLOT", "LongWork", "at_work", "begun", "called", "chart", "choice", "columns",
    "did", "downloads", "duration", "edited", "edits", "empty", "ended", "failed",
    "fault", "faults", "headed", "job_line", "jobs_of", "keep", "name", "not_saved",
    "number", "part", "plain", "reference_run", "run_chooser", "saved", "several",
    "shortest", "stop", "table", "turned_to", "unit_of", "unsaved", "watched",
    "with_unit",
]  # fmt: skip
