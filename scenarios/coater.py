"""A coater's dryer in SI, and what is wrong between it and what it coats."""

from models.material import Material
from models.units import PPM, kelvin
from scenarios.dryer import build as dryer_build
from scenarios.faults import Faults
from scenarios.schema.coater import CoaterDryerKeys
from scenarios.schema.scenario import ScenarioKeys
from twin import scenario as twin


def dryer(
    station: str, keys: CoaterDryerKeys | None, pressure: float, faults: Faults
) -> twin.CoaterDryer | None:
    """The dryer of a coater in a plant at `pressure` [Pa]; None where it has faults."""
    if keys is None:
        return None
    found = Faults()
    dryer_build.between_keys(keys, found)
    zones, system = dryer_build.airs(keys, pressure, found)
    _below(("stations", station, "dryer"), found, faults)
    if zones is None or system is None:
        return None
    line = keys.line
    return twin.CoaterDryer(
        dryer_build.slurry(keys.coating),
        zones,
        system,
        line.limit_coating_ppm * PPM,
        keys.coating.wet_faces,
        kelvin(line.entry_temperature_degC),
        line.emissivity.value,
        keys.tandem,
    )


def _below(path, found, faults):
    for fault in found:
        faults.add((*path, *fault.path), fault.message)


# ---------------------------------------------------------------- checking


def coated(
    name: str, stop: str, keys: ScenarioKeys, coating: Material | None, faults: Faults
) -> None:
    """What keeps the coater `stop` from coating electrode `name`, which begins there.

    `coating` is its material as coated; None: that is a fault itself.
    """
    electrode, station = keys.electrodes[name], keys.stations[stop]
    path = ("stations", stop, "dryer")
    for key in ("start_ppm", "start_air"):
        if getattr(electrode, key) is not None:
            faults.add(
                ("electrodes", name, key),
                f"the dryer of {stop} says how wet a new coil is; remove this, or that "
                "dryer",
            )
    if coating is None:
        return
    given = station.dryer.coating
    if given.wet_faces > coating.coated_sides:
        faults.add(
            (*path, "coating", "wet_faces"),
            f"{given.wet_faces}; {coating.name}, the material of {name}, is coated on "
            f"{coating.coated_sides} side: 1",
        )
        return
    found = Faults()
    dryer_build.swells(given, coating, found)
    dryer_build.bearable(station.dryer, coating, found)
    _below(path, found, faults)
    _length(name, electrode, stop, station, coating, faults)


def _length(name, electrode, stop, station, coating, faults):
    """A coil is longer than the dryers it is in at once."""
    length = sum(zone.length_m for zone in station.dryer.zones)
    passes = coating.coated_sides // station.dryer.coating.wet_faces
    at_once = length * passes if station.dryer.tandem else length
    if at_once <= electrode.length_m:
        return
    each = f"{passes} times {length:g} m" if at_once > length else f"{length:g} m"
    faults.add(
        ("stations", stop, "dryer", "zones"),
        f"the dryer is {each} long; it is shorter than a coil of {name}, "
        f"{electrode.length_m:g} m",
    )
