"""The page of a run: one HTML file with all in it, which asks nothing of a network.

Every text is escaped. Scripts are named by their digests in the page's own content
policy, so that no other runs even if one got in; nothing may be loaded.
"""

import base64
import hashlib
from pathlib import Path

from scenarios.charts import compare as compared
from scenarios.charts import report as charts
from scenarios.compare.figures import station_table
from scenarios.compare.side import side
from scenarios.report import parts
from scenarios.runs import StoredRun
from scenarios.whole_file import put

LARGEST = 8_000_000  # bytes a page should have at most
FOLDER = Path(__file__).parent
DRAW = """
for (const place of document.querySelectorAll("[data-chart]")) {
  const chart = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  chart.layout.font = Object.assign({color: "#222"}, chart.layout.font);
  Plotly.newPlot(place, chart.data, chart.layout,
    {displaylogo: false, displayModeBar: false, responsive: true});
}
"""


def page(run: StoredRun) -> str:
    """The page of a run of the store.

    Raises
    ------
    StoreError, ScenarioError
        If the run cannot be read, or the program of today refuses its scenario.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup
    from plotly.offline import get_plotlyjs

    result, beside = run.result(), side(run)
    kept, words = parts.verdict(result)
    drawn = {"water": compared.water(station_table((beside,)))}
    air = parts.zone_air(result)
    drawn["air"] = charts.air(air)
    energy = parts.station_energy(result)
    if len(energy):
        drawn["energy"] = charts.station_energy(energy)
    library = get_plotlyjs()
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        policy=policy(library, DRAW),
        library=Markup(library),
        draw=Markup(DRAW),
        charts={name: Markup(_json(figure)) for name, figure in drawn.items()},
        name=printable(run.name),
        description=printable(result.scenario.description),
        summary={k: printable(str(v)) for k, v in run.summary.items()},
        warnings=[printable(text) for text in result.warnings],
        kept=kept,
        verdict=words,
        sentences=parts.sentences(result),
        watched=parts.days_watched(result),
        limits=parts.limit_rows(beside),
        stations=parts.station_rows(result),
        zones=parts.zone_rows(result),
        carriers=parts.carrier_rows(beside),
        balance=parts.balance_rows(result),
        inputs=run.summary.get("inputs", {}),
        source=source(run),
        scenario=printable(_without_head(run.scenario_text())),
    )


def source(run: StoredRun) -> str:
    """The file that was run; of an absolute path its name, which is what travels."""
    path = Path(str(run.summary["source"]))
    return printable(path.name if path.is_absolute() else str(path))


def _without_head(text):
    """The scenario's text without the line that says which file it was."""
    head, _, rest = text.partition("\n")
    return rest if head.startswith("#") else text


def policy(*scripts: str) -> str:
    """The content policy of a page in which these scripts run and nothing else does."""
    digests = (hashlib.sha256(script.encode()).digest() for script in scripts)
    named = " ".join(f"'sha256-{base64.b64encode(d).decode()}'" for d in digests)
    return (
        f"default-src 'none'; script-src {named}; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )


def _json(figure) -> str:
    """A chart as JSON that cannot end the element it stands in."""
    text = figure.to_json()
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def printable(text: str) -> str:
    """`text` without control characters, line ends apart."""
    return "".join(c if c.isprintable() or c == "\n" else "?" for c in text)


def save(run: StoredRun, path: Path) -> None:
    """Write the page of a run to `path`, whole or not at all."""
    put(path, page(run))
