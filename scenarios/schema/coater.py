"""The keys of a coater, and of the dryer behind it."""

from typing import ClassVar, Literal

from scenarios.dryer.schema import DryerAirKeys, SlurryKeys, WebKeys
from scenarios.schema.fields import key
from scenarios.schema.machine import MachineKeys

QUALITY = "is asked by `twin dry`; a coater's coils do not depend on it, remove it"


class CoaterCoatingKeys(SlurryKeys):
    """The slurry on the web; which of its faces is dry follows from the passes."""

    elsewhere: ClassVar = {
        "porosity": "is that of the coil, electrodes.NAME.as_coated_porosity; remove "
        "it",
        "dry_back": "follows from wet_faces and the coated_sides of the material; "
        "remove it",
        "particles": QUALITY,
        "binder_diffusivity_m2_per_s": QUALITY,
        "binder_activation_energy_kJ_per_mol": QUALITY,
    }


class CoaterWebKeys(WebKeys):
    """How the web comes in and when it counts as dry; its speed is the coater's."""

    elsewhere: ClassVar = {
        "speed_m_per_min": "is that of the coater, stations.NAME.speed_m_per_min; "
        "remove it"
    }


class CoaterDryerKeys(DryerAirKeys):
    """The keys of a dryer file, without what the scenario says elsewhere."""

    elsewhere: ClassVar = {
        "material": "is that of the electrodes that are coated here; remove it",
        "materials": "stand at the top of the scenario; move them there",
        "name": "is that of the station; remove it",
        "description": "stands at the top of the scenario; remove it",
    }

    coating: CoaterCoatingKeys = key(..., "the slurry on the web")
    line: CoaterWebKeys = key(..., "entry, and when the web is dry")
    tandem: bool = key(
        True,
        "all faces in one run, each coated and dried on its own, in dryers alike; "
        "false: a coil runs through once for each pass, and takes as long",
    )


class CoaterKeys(MachineKeys):
    """Coater with dryer: coils are made here.

    With `dryer` they begin with the water it leaves them; else its air is that of
    `web_zone`, and they begin as their electrode says.
    """

    kind: Literal["coater"] = key(..., "kind of station")
    dryer: CoaterDryerKeys | None = key(
        None, "the dryer, zone by zone; default: the air of web_zone"
    )

    def faults(self):
        faults = super().faults()
        if self.dryer is None:
            return faults
        if self.speed_m_per_min is None and self.duration_min is not None:
            words = "missing; by it follows how long a metre is in the dryer"
            faults.append((("speed_m_per_min",), words))
        if self.web_zone not in (None, self.zone):
            words = "given beside dryer, whose zones have their own air; keep one"
            faults.append((("web_zone",), f"'{self.web_zone}', {words}"))
        if self.web_path_m > 0:
            length = sum(zone.length_m for zone in self.dryer.zones)
            words = (
                f"{self.web_path_m:g}; the dryer's zones say how long it is, "
                f"{length:g} m: remove it (web_path_m: null in a file that extends "
                "another)"
            )
            faults.append((("web_path_m",), words))
        return faults
