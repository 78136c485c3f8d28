"""One coil's life, worked out again from what it noted: at any instant of it.

A line that keeps (``Line(scenario, keep=True)``) lets its coils keep what they met.
From that the life of one coil, its mothers' included, is retraced without running the
line again: as it was, or as it would have been with a longer wait.

met        what a coil meets, piece by piece: :class:`Episode`, and its looks inside
oven       what a load did to one of its coils, or would have done to a wetter one
retrace    :func:`retrace`, :class:`Life`, :class:`Wait`
"""

from twin.life.met import Episode, Look
from twin.life.retrace import Life, Passage, Wait, lineage, retrace, waits

__all__ = [
    "Episode",
    "Life",
    "Look",
    "Passage",
    "Wait",
    "lineage",
    "retrace",
    "waits",
]
