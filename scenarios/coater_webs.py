"""Webs that their dryer leaves wet, or as no coil can begin."""

import math
from collections.abc import Iterator

from models.drying.web_profile import DryingError
from models.material import Material
from models.units import PPM
from scenarios.checks import airs_of
from scenarios.faults import Faults
from twin import scenario as twin
from twin.drying import dried_web


def leave_dry(scenario: twin.Scenario, faults: Faults) -> None:
    """A fault where a dryer leaves a web wet, or so that no coil can begin with it.

    Works out each dryer with each of its materials, a tenth of a second a pass.
    """
    for name, stop, station, material in _coatings(scenario):
        path = ("stations", stop, "dryer")
        before = len(faults)
        with faults.guarded((*path, "coating")):
            station.dryer.webs(material)
        if len(faults) > before:
            continue
        try:
            web = dried_web(station.dryer, material, station.speed)
        except (ValueError, DryingError) as error:
            notes = "".join(f"; {note}" for note in getattr(error, "__notes__", ()))
            faults.add(path, f"{name}: {error}{notes}")
            continue
        least = _least_held(scenario.zones[station.zone], material)
        if web.water > least:
            faults.add(
                path,
                f"{name}: the web leaves with {web.water / PPM:.0f} mg of water per kg "
                f"of dry coating, but as cold as {station.zone} the isotherms of "
                f"{material.name} reach only {least / PPM:.0f}: dry it further",
            )


def _least_held(zone, material):
    """What the isotherms reach at the worst of a zone's temperatures [kg/kg]."""
    low, high = material.temperature_range
    found = [math.inf]
    for _, temperature, _ in airs_of(zone):
        inside = temperature[(low <= temperature) & (temperature <= high)]
        if inside.size:  # what lies outside is a fault of the zone
            held = material.isotherm.loading(material.largest_activity, inside)
            found.append(float(held.min()))
    return min(found)


def _coatings(
    scenario: twin.Scenario,
) -> Iterator[tuple[str, str, twin.CoaterSpec, Material]]:
    """Electrode, coater, its spec, material as coated; where the coater has a dryer."""
    for name, electrode in scenario.electrodes.items():
        station = scenario.stations[electrode.first_station]
        if getattr(station, "dryer", None) is None:
            continue
        material = scenario.materials[electrode.material]
        if electrode.as_coated_porosity is not None:
            material = material.compacted(electrode.as_coated_porosity)
        yield name, electrode.first_station, station, material
