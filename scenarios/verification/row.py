"""What a case of the verification hands back: rows to judge, findings, charts."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

PASSED, FAILED = "passed", "FAILED"
LINE, DASHED, POINTS = "line", "dashed", "points"
PLOT, PIE = "plot", "pie"


@dataclass(frozen=True)
class Row:
    """One line of the table: a computed number held against a reference.

    `error` and `tolerance` are in the unit of the two numbers, or a share of the
    reference where the row is `relative`. `source` names the paper, table or derivation
    the reference comes from.
    """

    name: str
    computed: float
    reference: float
    error: float
    tolerance: float
    source: str
    unit: str = ""
    relative: bool = False

    @classmethod
    def of(
        cls, name, computed, reference, tolerance, source, unit="", relative=False
    ) -> "Row":
        """A row that passes where `computed` is within `tolerance` of `reference`.

        With `relative` the tolerance is a share of the reference, which is then not 0.
        """
        computed, reference = float(computed), float(reference)
        error = abs(computed - reference)
        if relative:
            if reference == 0.0:
                raise ValueError(
                    f"{name}: the reference is 0, of which no share can be taken; "
                    "give a tolerance that is not relative"
                )
            error /= abs(reference)
        tolerance = float(tolerance)
        return cls(name, computed, reference, error, tolerance, source, unit, relative)

    @classmethod
    def printed(cls, name, computed, text, source, unit="", slack=0.0) -> "Row":
        """A row whose reference is `text` as printed: half its last digit is allowed.

        "5.3e3" has two digits, "5300" four. `slack` is a share of the reference allowed
        on top, for a reason that `source` gives.

        >>> Row.printed("a", 2.454e-5, "2.45e-5", "a table").passed
        True
        """
        half = 0.5 * 10.0 ** Decimal(text).as_tuple().exponent
        reference = float(text)
        tolerance = half + slack * abs(reference)
        return cls.of(name, computed, reference, tolerance, source, unit)

    @classmethod
    def at_most(cls, name, computed, bound, source, unit="", slack=0.0) -> "Row":
        """A row that passes where `computed` exceeds `bound` by no more than `slack`.

        The error is what it exceeds the bound by; a NaN stays one, and fails.
        """
        computed, bound = float(computed), float(bound)
        over = 0.0 if computed <= bound else computed - bound
        return cls(name, computed, bound, over, float(slack), source, unit)

    @classmethod
    def at_least(cls, name, computed, bound, source, unit="", slack=0.0) -> "Row":
        """A row that passes where `computed` falls short of `bound` by at most `slack`.

        The error is what it falls short by; a NaN stays one, and fails.
        """
        computed, bound = float(computed), float(bound)
        short = 0.0 if computed >= bound else bound - computed
        return cls(name, computed, bound, short, float(slack), source, unit)

    @classmethod
    def broken(cls, name, error: BaseException) -> "Row":
        """The failed row of a case that raised `error` instead of answering."""
        said = f"{type(error).__name__}: {error}"
        notes = "; ".join([said, *getattr(error, "__notes__", ())])
        return cls(name, math.nan, math.nan, math.nan, 0.0, notes)

    @property
    def passed(self) -> bool:
        """Whether the error is within the tolerance; an error that is NaN is not."""
        return self.error <= self.tolerance

    @property
    def used(self) -> float:
        """Error over tolerance; inf where there is no number, or an error allowed none.

        >>> Row.of("a", 1.5, 1.0, 2.0, "by hand").used
        0.25
        """
        if math.isnan(self.error):
            return math.inf
        if self.tolerance > 0.0:
            return self.error / self.tolerance
        return 0.0 if self.error <= self.tolerance else math.inf

    @property
    def verdict(self) -> str:
        """In a word, so that nobody has to tell colours apart."""
        return PASSED if self.passed else FAILED


@dataclass(frozen=True)
class Finding:
    """A fact to print that neither passes nor fails."""

    text: str


@dataclass(frozen=True, eq=False)
class Curve:
    """Points of a chart; `style` is "line", "dashed" or "points"."""

    label: str
    x: Sequence[float]
    y: Sequence[float]
    style: str = LINE

    def __post_init__(self):
        if self.style not in (LINE, DASHED, POINTS):
            raise ValueError(
                f"curve {self.label!r} has the style {self.style!r}; "
                f"there are {LINE}, {DASHED}, {POINTS}"
            )
        if len(self.x) != len(self.y):
            raise ValueError(
                f"curve {self.label!r} has {len(self.x)} x but {len(self.y)} y"
            )


@dataclass(frozen=True, eq=False)
class Chart:
    """Curves over one axis, or with `kind` "pie" the shares `values` of `labels`."""

    title: str
    x_label: str = ""
    y_label: str = ""
    curves: tuple[Curve, ...] = ()
    log_x: bool = False
    log_y: bool = False
    note: str = ""
    kind: str = PLOT
    labels: tuple[str, ...] = ()
    values: tuple[float, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """What one case found."""

    rows: tuple[Row, ...]
    charts: tuple[Chart, ...] = ()
    findings: tuple[Finding, ...] = ()
