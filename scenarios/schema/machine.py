# ruff: noqa: N815  (keys carry their unit: degC, Pa, Ah)
"""The keys that all stations share, and those of a web machine."""

from itertools import pairwise
from typing import Literal

from scenarios.schema.fields import (
    DurationH,
    DurationMin,
    Name,
    Section,
    key,
    shift_intervals,
)
from scenarios.schema.wrapping import WrappingKeys


class BreakdownKeys(Section):
    """Failures of a machine: working time between them, and time to repair."""

    between_h: DurationH = key(..., "working time from one failure to the next [h]")
    repair_h: DurationH = key(..., "time to repair [h]")


class StationKeys(Section):
    """What all stations share."""

    zone: Name = key(..., "zone in which coils wait and are wound")
    machines: int = key(1, "machines or places that work in parallel", ge=1, le=1000)
    buffer: int | None = key(
        None, "coils that may wait; default: any number", ge=0, le=100_000
    )
    dispatch: Literal[
        "first_in", "wettest_first", "driest_first", "closest_to_limit"
    ] = key("first_in", "which waiting coil is next")
    wrapping: WrappingKeys | None = key(None, "wrapping while waiting; default: open")
    transport_min: float = key(0.0, "way from the station before [min]", ge=0, le=1e5)
    shifts: list[str] = key(
        [], 'working hours, like "Mon-Fri 06:00-22:00"; none: always', max_length=100
    )
    breakdowns: BreakdownKeys | None = key(None, "failures; default: none")
    changeover_min: DurationMin | None = key(
        None, "set-up before each coil but the first [min]"
    )
    film_mm_per_s: float = key(
        5.0, "mass transfer of the air film at edges and faces [mm/s]", gt=0, le=1000
    )
    heat_transfer_W_per_m2_K: float = key(
        8.0, "from the coil to the air [W/(m2 K)]", gt=0, le=1000
    )
    power_kW: float = key(
        0.0,
        "electricity of one machine while it works [kW]; 0: not counted",
        ge=0,
        le=100_000,
    )
    standby_kW: float = key(
        0.0,
        "electricity of one machine otherwise: idle, in set-up, repair, off shift [kW]",
        ge=0,
        le=100_000,
    )

    def faults(self):
        faults = [
            (
                ("shifts", i),
                f"'{text[:40]}'; a shift reads like \"Mon-Fri 06:00-22:00\" or "
                '"daily 06:00-14:00"',
            )
            for i, text in enumerate(self.shifts)
            if shift_intervals(text) is None
        ]
        if not faults:
            taken = sorted(
                (span, i)
                for i, text in enumerate(self.shifts)
                for span in shift_intervals(text)
            )
            for ((_, end), _), ((start, _), i) in pairwise(taken):
                if start < end:
                    faults.append(
                        (
                            ("shifts", i),
                            f"'{self.shifts[i]}' overlaps another shift; shifts follow "
                            "one another",
                        )
                    )
                    break
        return faults


class MachineKeys(StationKeys):
    """A web machine: line speed or a duration, and the way of the web through air."""

    kind: Literal["machine", "winder"] = key(..., "kind of station")
    speed_m_per_min: float | None = key(None, "line speed [m/min]", gt=0, le=1000)
    duration_min: DurationMin | None = key(
        None, "time per coil [min], instead of length over line speed"
    )
    web_path_m: float = key(0.0, "way of the web through the air [m]", ge=0, le=1000)
    web_zone: Name | None = key(
        None, "zone of that air; default: the station's own zone"
    )

    def faults(self):
        faults = super().faults()
        if self.speed_m_per_min is None and self.duration_min is None:
            faults.append(
                (
                    ("speed_m_per_min",),
                    "missing; a machine needs speed_m_per_min or duration_min",
                )
            )
        if self.web_path_m > 0 and self.speed_m_per_min is None:
            faults.append(
                (
                    ("web_path_m",),
                    f"{self.web_path_m} m of web need speed_m_per_min, which says how "
                    "long a metre meets the air",
                )
            )
        return faults
