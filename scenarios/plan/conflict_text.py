"""A conflict in words, alike for a recipe, a week and the settings of a line."""

from collections.abc import Sequence


def conflict_sentence(limits: Sequence[str]) -> str:
    """What cannot be kept; `limits` are those of which one, given up, is enough.

    >>> conflict_sentence(["water", "duration"])
    'water and duration cannot hold together: one of them has to give'
    """
    if len(limits) > 1:
        return (
            f"{', '.join(limits[:-1])} and {limits[-1]} cannot hold together: one of "
            "them has to give"
        )
    if limits:
        return f"{limits[0]} cannot be kept within what may be decided"
    return "more than one limit has to give: no single one helps"
