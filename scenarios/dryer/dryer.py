"""A web through its dryer: the profile, what it means, what it costs.

Outside the units are those of a shop floor: degC, g/m2, um, m/min, kWh.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from models.drying.binder import Migration, migration_in
from models.drying.cracking import CrackIndicator, crack_indicator
from models.drying.energy import DryerEnergy, dryer_energy
from models.drying.line_speed import highest_speed, missing_length
from models.drying.web_profile import WebProfile, web_profile
from models.units import GRAM, KWH, MINUTE, PPM, UM, celsius
from scenarios.dryer.load import DryingLine

FACES = ("top", "bottom")
COLUMNS = (  # once for the web, then those of each wet face
    "position_m",
    "zone",
    "air_temperature_degC",
    "web_temperature_degC",
)
FACE_COLUMNS = (
    "solvent_g_per_m2",
    "rate_g_per_m2_s",
    "coating_ppm",  # mg of solvent per kg of dry coating
    "thickness_um",
    "solid_fraction",
    "saturation",
    "stage",
    "binder_enrichment",  # at the surface over the mean; none once particles touch
)
ENERGY_TERMS = ("air", "vapour", "web", "latent", "shed", "recovered", "loss")


@dataclass(frozen=True, eq=False)
class DryerRun:
    """What came out of one dryer file.

    `highest` is the highest safe speed [m/s]: None if no speed dries the web, inf if
    every speed does that was tried.
    """

    line: DryingLine
    profile: WebProfile
    highest: float | None
    migrations: tuple[Migration | None, ...]
    cracks: CrackIndicator | None
    energy: DryerEnergy

    @cached_property
    def missing(self) -> float:
        """Length of dryer that is missing [m]; below 0 what could be left out."""
        return missing_length(self.profile, self.highest)

    @cached_property
    def rows(self) -> dict[str, list]:
        """One row per position, as lists by column name."""
        profile = self.profile
        zones = [self.line.dryer.zones[i] for i in profile.zone_number]
        rows = {
            "position_m": profile.position.tolist(),
            "zone": [zone.name for zone in zones],
            "air_temperature_degC": [celsius(zone.air.temperature) for zone in zones],
            "web_temperature_degC": celsius(profile.temperature).tolist(),
        }
        for face, column in enumerate(self._face_columns()):
            before = f"{FACES[face]}_" if len(self.migrations) > 1 else ""
            rows.update({before + name: column[name] for name in FACE_COLUMNS})
        return rows

    def _face_columns(self):
        profile, coating = self.profile, self.line.web.coating
        for face, migration in enumerate(self.migrations):
            solvent = profile.solvent[face].tolist()
            yield {
                "solvent_g_per_m2": [s / GRAM for s in solvent],
                "rate_g_per_m2_s": (profile.rate[face] / GRAM).tolist(),
                "coating_ppm": [s / coating.solid_mass / PPM for s in solvent],
                "thickness_um": [coating.thickness(s) / UM for s in solvent],
                "solid_fraction": [coating.solid_fraction(s) for s in solvent],
                "saturation": [coating.saturation(s) for s in solvent],
                "stage": profile.stage(face),
                "binder_enrichment": _enrichment(migration, profile),
            }

    @cached_property
    def stages(self) -> dict[str, list]:
        """Where each stage of each wet face ends, as lists by column name."""
        table = {"face": [], "stage": [], "ends_at_m": []}
        for face in range(len(self.migrations)):
            for stage, end in self.profile.stage_ends(face).items():
                table["face"].append(FACES[face])
                table["stage"].append(stage)
                table["ends_at_m"].append(end)
        return table

    @cached_property
    def zones(self) -> dict[str, list]:
        """What each zone does to a square metre of web, as lists by column name."""
        names = ("zone", "length_m", "air_temperature_degC", "heat_W_per_m2_K")
        names += ("back_heat_W_per_m2_K", "time_s", "evaporated_g_per_m2")
        names += ("heat_to_web_kWh_per_m2", "latent_kWh_per_m2")
        lines = [
            (
                zone.name,
                zone.length,
                celsius(zone.air.temperature),
                zone.heat_transfer,
                zone.back_heat_transfer,
                total.time,
                total.evaporated / GRAM,
                (total.convection + total.radiation) / KWH,
                total.latent / KWH,
            )
            for zone, total in zip(
                self.line.dryer.zones, self.profile.zone_totals, strict=True
            )
        ]
        return dict(zip(names, map(list, zip(*lines, strict=True)), strict=True))

    @cached_property
    def summary(self) -> dict:
        """The answers, by name with unit."""
        profile, energy = self.profile, self.energy
        highest = self.highest
        binder = [m for m in self.migrations if m is not None]
        worst = max(binder, key=lambda m: m.enrichment[-1]) if binder else None
        answers = {
            "speed_m_per_min": self.line.speed * MINUTE,
            "residence_s": self.line.dryer.length / self.line.speed,
            "dry": profile.is_dry,
            "residual_coating_ppm": profile.residual / PPM,
            "limit_coating_ppm": round(self.line.limit / PPM, 9),
            "residual_electrode_ppm": profile.residual_per_electrode / PPM,
            "water_coating_ppm": profile.water_at_exit() / PPM,
            "web_temperature_degC": celsius(profile.exit_temperature),
            "highest_speed_m_per_min": None if highest is None else highest * MINUTE,
            "missing_length_m": self.missing,
            "ninety_percent_gone_m": self._gone(0.9),
            "peak_rate_g_per_m2_s": float(profile.rate.max()) / GRAM,
            "binder_enrichment": None if worst is None else worst.enrichment[-1],
            "binder_peclet": None if worst is None else worst.mean_peclet,
            "crack_index": None if self.cracks is None else self.cracks.index,
            "critical_thickness_um": self.cracks and self.cracks.critical / UM,
            "crack_practice": self.cracks and self.cracks.practice,
            "electricity_kWh_per_m2": energy.electricity / KWH,
            "heat_kWh_per_m2": energy.heat / KWH,
            "gas_kWh_per_m2": energy.gas / KWH,
            "energy_kWh_per_kg_solvent": energy.per_solvent / KWH,
            "solvent_recovered_pct": 100.0 * energy.condensed / energy.evaporated,
            "fresh_air_kg_per_m2": energy.fresh_air,
            "explosive_limit_pct": energy.explosive_share
            and 100.0 * energy.explosive_share,
            "solvent_closure": profile.solvent_closure,
            "heat_closure": profile.heat_closure,
            "binder_closure": None if worst is None else worst.closure,
        }
        return {k: _finite(v) for k, v in answers.items()}

    @cached_property
    def energy_terms(self) -> dict[str, float]:
        """Where the heaters' heat goes [kWh per kg of solvent]; it adds up to them."""
        scale = KWH * self.energy.evaporated
        terms = {name: getattr(self.energy, name) / scale for name in ENERGY_TERMS}
        terms["recovered"] *= -1.0
        return terms

    def _gone(self, share):
        """Where `share` of all solvent has evaporated [m]; None if it never has."""
        left = self.profile.solvent.sum(axis=0)
        place = np.flatnonzero(left <= (1.0 - share) * left[0])
        return float(self.profile.position[place[0]]) if place.size else None


def run(line: DryingLine) -> DryerRun:
    """The answers of one dryer.

    DryingError or ValueError, with a note that says where, if the web leaves what the
    physics hold for.
    """
    profile = web_profile(line.web, line.dryer, line.speed, line.limit)
    migrations = tuple(
        migration_in(profile, face, line.binder) for face in range(line.web.wet_faces)
    )
    cracks = None
    if line.particles is not None:
        solvent = line.web.coating.solvent
        thickness = line.material.thickness
        cracks = crack_indicator(thickness, line.particles, solvent, line.slurry)
    highest = highest_speed(line.web, line.dryer, line.limit, start=line.speed)
    energy = dryer_energy(profile, line.system)
    return DryerRun(line, profile, highest, migrations, cracks, energy)


def _enrichment(migration, profile):
    if migration is None:
        return [None] * profile.position.size
    last = migration.time[-1] * profile.speed * (1.0 + 1e-12)
    found = np.interp(
        profile.position, migration.time * profile.speed, migration.enrichment
    )
    return [
        float(value) if place <= last else None
        for place, value in zip(profile.position, found, strict=True)
    ]


def _finite(value):
    """None for what JSON has no number for."""
    number = isinstance(value, float | np.floating)
    if number and not np.isfinite(value):
        return None
    return float(value) if isinstance(value, np.floating) else value
