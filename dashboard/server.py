"""The process behind `twin app`: loads what the pages need, then serves them.

The first visitor finds everything loaded; without this he would wait for imports.
"""

import logging
import sys
from pathlib import Path

import numpy  # noqa: F401
import pandas  # noqa: F401
import plotly.graph_objects  # noqa: F401
from streamlit.web.cli import main

# said of every cache that is made before the server runs, as all of them are here
logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
    lambda record: "No runtime found" not in record.getMessage()
)

import dashboard.results.jobs  # noqa: E402
import dashboard.results.runs  # noqa: E402, F401

APP = Path(__file__).with_name("app.py")

if __name__ == "__main__":
    sys.argv = ["streamlit", "run", str(APP), *sys.argv[1:]]
    sys.exit(main())
