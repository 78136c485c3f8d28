# ruff: noqa: N815  (keys carry their unit: degC, mm)
"""CalenderKeys: the nip by porosity or line load, and its hot rolls."""

from typing import Literal

from scenarios.schema.fields import key
from scenarios.schema.machine import MachineKeys


class CalenderKeys(MachineKeys):
    """Compacts the coating, its water stays; hot rolls warm and dry the web."""

    kind: Literal["calender"] = key(..., "kind of station")
    porosity: float | None = key(None, "behind the nip, 0 to 1", gt=0.02, lt=0.95)
    line_load_N_per_mm: float | None = key(
        None,
        "instead of porosity, which then follows from how the material compacts [N/mm]",
        gt=0,
        le=10_000,
    )
    path_after_nip_m: float | None = key(
        None,
        "part of web_path_m that lies behind the nip [m]; default: none, with hot "
        "rolls half of it",
        ge=0,
        le=1000,
    )
    roll_temperature_degC: float | None = key(
        None, "of the rolls' surface [degC]; default: as the web", ge=0, le=200
    )
    roll_contact_mm: float = key(
        20.0, "web that lies on a hot roll [mm]", gt=0, le=10_000
    )
    roll_heat_transfer_W_per_m2_K: float = key(
        2000.0, "from a hot roll to the web [W/(m2 K)]", gt=0, le=5000
    )
    web_heat_transfer_W_per_m2_K: float = key(
        20.0, "from the web behind hot rolls to the air [W/(m2 K)]", gt=0, le=500
    )
    roll_heat: Literal["electricity", "district_heat"] = key(
        "electricity", "what heats hot rolls"
    )
    roll_heating_efficiency_pct: float = key(
        70.0, "heat into the web over energy bought [%]", ge=5, le=100
    )

    @property
    def after_nip(self) -> float:
        """Way of the web behind the nip [m]."""
        if self.path_after_nip_m is not None:
            return self.path_after_nip_m
        return 0.0 if self.roll_temperature_degC is None else 0.5 * self.web_path_m

    def faults(self):
        faults = super().faults()
        if self.porosity is None and self.line_load_N_per_mm is None:
            faults.append(
                (
                    ("porosity",),
                    "missing; a calender needs porosity, or line_load_N_per_mm",
                )
            )
        if self.porosity is not None and self.line_load_N_per_mm is not None:
            faults.append(
                (
                    ("line_load_N_per_mm",),
                    f"{self.line_load_N_per_mm:g} beside a porosity; the one follows "
                    "from the other: keep one",
                )
            )
        if self.after_nip > self.web_path_m:
            faults.append(
                (
                    ("path_after_nip_m",),
                    f"{self.after_nip:g}; it is a part of web_path_m, "
                    f"{self.web_path_m:g}",
                )
            )
        if self.roll_temperature_degC is not None and self.speed_m_per_min is None:
            faults.append(
                (
                    ("roll_temperature_degC",),
                    f"{self.roll_temperature_degC:g}; hot rolls need speed_m_per_min, "
                    "which says how long they touch a metre",
                )
            )
        return faults
