"""Columns of a table with widths, so that those that matter fit a small window."""

from typing import NamedTuple

import streamlit as st


class Shown(NamedTuple):
    """How a column is shown: its head, how a number is written, its width [px].

    `form` as of printf; none for texts. Without a width the column takes what is left.
    """

    head: str
    form: str | None = None
    width: int | None = None


def columns(shown: dict[str, Shown]) -> dict:
    """`shown`, by name of the column, as Streamlit has it."""
    return {
        name: st.column_config.Column(one.head, width=one.width)
        if one.form is None
        else st.column_config.NumberColumn(one.head, format=one.form, width=one.width)
        for name, one in shown.items()
    }
