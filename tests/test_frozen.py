"""The reference line's coils, as they were when someone last looked at them.

When they move on purpose, write them anew and say in the commit what moved and why:

    python -m tests.test_frozen
"""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios.load import load
from twin.energy_tables import BOOKED
from twin.line import run

ROOT = Path(__file__).resolve().parents[1]
FROZEN = Path(__file__).with_name("data") / "reference_coils.csv"

# Bits are promised on one machine only: another processor's fused operations change the
# last digits, and a step size that follows from them a few more. 1e-6 is far above
# that and far below what any change of physics, scheme or plant would move.
RELATIVE = 1e-6
SMALLEST = 1e-9  # kg of water, h: below that a difference is nobody's concern


def reference_coils() -> pd.DataFrame:
    """The `coils` table of the reference line, without what energy they drew.

    That hangs on the machines' power, which is estimated anew without any news of the
    coils' water.
    """
    coils = run(load(ROOT / "scenarios" / "reference_line.yaml").scenario).coils
    return coils.drop(columns=list(BOOKED))


def as_text(table: pd.DataFrame) -> str:
    """As it is kept: ten digits."""
    return table.to_csv(index=False, float_format="%.10g", lineterminator="\n")


def test_coils_of_the_reference_line_have_not_moved():
    found, frozen = reference_coils(), pd.read_csv(FROZEN)
    assert list(found.columns) == list(frozen.columns)
    assert len(found) == len(frozen)
    moved = {}
    for name in frozen.columns:
        new, old = found[name], frozen[name]
        if new.dtype == float:
            new, old = new.to_numpy(), old.to_numpy(dtype=float)
            close = np.isclose(new, old, RELATIVE, SMALLEST, equal_nan=True)
            if not close.all():
                worst = int(np.argmax(np.where(close, 0.0, np.abs(new - old))))
                coil = found["coil"][worst]
                moved[name] = f"{coil}: {old[worst]:.10g} is now {new[worst]:.10g}"
        else:
            texts = [
                column.astype("str").where(column.notna(), "") for column in (new, old)
            ]
            if not (texts[0].to_numpy() == texts[1].to_numpy()).all():
                moved[name] = "differs"
    if moved:
        pytest.fail("moved: " + "; ".join(f"{k} of {v}" for k, v in moved.items()))


if __name__ == "__main__":
    FROZEN.write_text(as_text(reference_coils()), encoding="utf-8")
