"""Options that several commands have: numbers within bounds, the former name of one."""

from collections.abc import Callable

import typer
from typer.core import TyperCommand

FORMER = {"--plot": "--picture"}  # still heard, shown nowhere


class Drawing(TyperCommand):
    """A command whose `--picture` is also heard by its former name."""

    def parse_args(self, ctx, args: list[str]) -> list[str]:
        """The arguments, read with today's names of the options."""
        return super().parse_args(ctx, [_today(word) for word in args])


def _today(word):
    option, equals, value = word.partition("=")
    return FORMER.get(option, option) + equals + value


def whole(low: int, high: int | None = None) -> Callable[[int | None], int | None]:
    """A check that an option's whole number lies within bounds, both allowed."""

    def checked(value: int | None) -> int | None:
        if value is None or (low <= value and (high is None or value <= high)):
            return value
        said = f"at least {low}" if high is None else f"from {low} to {high}"
        raise typer.BadParameter(f"{value}; allowed is {said}")

    return checked
