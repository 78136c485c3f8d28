"""The table of a recipe's steps, edited in the browser: `asked` shows it.

Streamlit's own table waits 0.16 s before it sends an edit; this one sends it at once,
is built of real fields, and keeps to itself what no step may hold. rows.js knows rows,
grid.js draws them, steps.js listens and sends, steps.css is the look.
"""

from dashboard.steps.table import ALL, HEADS, asked, shown

__all__ = ["ALL", "HEADS", "asked", "shown"]
