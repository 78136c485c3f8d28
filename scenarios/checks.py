"""What is wrong between the parts of a scenario: names, sizes, air against material.

The first group needs only names and runs on whatever part of a file is readable; the
second needs the parts in SI.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from models.material import Material
from models.psychrometrics import liquid_vapour_pressure
from models.units import HOUR, MBAR, celsius
from scenarios import coater
from scenarios.calender_checks import as_coated, pressed
from scenarios.faults import Faults, closest, listed, quoted, unknown_name
from scenarios.schema.scenario import ScenarioKeys
from twin import scenario as twin

# ---------------------------------------------------------------- names


def names(
    keys: ScenarioKeys, known: Mapping[str, set[str] | None], faults: Faults
) -> None:
    """Zones, stations, electrodes and materials that are named, but not there.

    `known` holds the names of each section, those of faulty entries included; of
    materials, those of the library, too. None: the section itself is not readable.
    """

    def check(path, name, kind):
        there = known[kind]
        if name is not None and there is not None and name not in there:
            faults.add(path, unknown_name(name, kind[:-1], sorted(there)))

    for name, station in keys.stations.items():
        for key in ("zone", "web_zone", "separator_zone"):
            check(("stations", name, key), getattr(station, key, None), "zones")
    for name, electrode in keys.electrodes.items():
        check(("electrodes", name, "material"), electrode.material, "materials")
    for i, limit in enumerate(keys.limits):
        check(("limits", i, "electrode"), limit.electrode, "electrodes")
        check(("limits", i, "station"), limit.station, "stations")
    for i, way in enumerate(keys.rework):
        check(("rework", i, "electrode"), way.electrode, "electrodes")
        check(("rework", i, "from"), way.origin, "stations")
        check(("rework", i, "to"), way.target, "stations")
    if keys.cell is not None:
        check(("cell", "anode"), keys.cell.anode, "electrodes")
        check(("cell", "cathode"), keys.cell.cathode, "electrodes")
        check(("cell", "separator"), keys.cell.separator, "materials")
    for section in ("zones", "electrodes", "stations"):
        if known[section] == set():
            faults.add((section,), "there are none; a plant has at least one")
    _route_names(keys, known, check, faults)


def _route_names(keys, known, check, faults):
    stations = known["stations"]
    for name, stops in keys.route.items():
        check(("route", name), name, "electrodes")
        if not stops:
            faults.add(("route", name), "it is empty; list the stations, first to last")
        for i, stop in enumerate(stops):
            before = f"after '{stops[i - 1]}' comes" if i else "the route begins with"
            if stations is not None and stop not in stations:
                like = closest(stop, stations)
                hint = f"did you mean {like}? The" if like else "the"
                faults.add(
                    ("route", name, i),
                    f"{before} {quoted(stop)}, which is not a station; {hint} stations "
                    f"are {listed(sorted(stations))}",
                )
            elif stop in stops[:i]:
                faults.add(
                    ("route", name, i),
                    f"'{stop}' comes twice: the route has a cycle; it runs from first "
                    "to last, and a way back from a check is under rework",
                )
    if known["electrodes"] is None or known["route"] is None:
        return
    for name in sorted(known["electrodes"] - known["route"]):
        faults.add(
            ("route", name),
            f"missing; electrode '{name}' needs its list of stations, first to last",
        )


# ---------------------------------------------------------------- geometry


def geometry(
    keys: ScenarioKeys, materials: Mapping[str, Material], faults: Faults
) -> None:
    """Coils against the stations of their route: lengths, widths, porosities."""
    for name, station in keys.stations.items():
        if station.kind == "coater":  # whatever else is wrong with the station
            coater.dryer(name, station.dryer, keys.pressure_mbar * MBAR, faults)
    for name, electrode in keys.electrodes.items():
        widths = [electrode.width_mm]
        coating = as_coated(electrode, materials.get(electrode.material))
        for stop in keys.route.get(name, ()):
            station = keys.stations.get(stop)
            if station is None:
                break
            _web(name, electrode, stop, station, faults)
            if station.kind == "coater" and station.dryer is not None:
                coater.coated(name, stop, keys, coating, faults)
            if station.kind == "slitter":
                widths = _slit(name, stop, station, widths, faults)
            elif station.kind == "cutter":
                _cut(keys, name, stop, station, min(widths), faults)
            elif station.kind == "calender" and coating is not None:
                coating = pressed(name, stop, station, coating, faults)


def _web(name, electrode, stop, station, faults):
    path = getattr(station, "web_path_m", 0.0)
    if path > electrode.length_m:
        faults.add(
            ("stations", stop, "web_path_m"),
            f"{path:g}; the web's way through the air is shorter than a coil of "
            f"{name}, {electrode.length_m:g} m",
        )
    duration = getattr(station, "duration_min", None)
    if path and station.speed_m_per_min and isinstance(duration, int | float):
        there = path / station.speed_m_per_min
        if there > duration:
            faults.add(
                ("stations", stop, "duration_min"),
                f"{duration:g}; a metre of web takes {there:g} min through the air "
                "alone (web_path_m over speed_m_per_min); a coil takes longer",
            )


def _slit(name, stop, station, widths, faults):
    needed = sum(station.daughter_widths_mm) + 2 * station.trim_mm
    if needed > min(widths) * (1 + 1e-12):
        faults.add(
            ("stations", stop, "daughter_widths_mm"),
            f"the daughters and the trim on both sides add up to {needed:g} mm, more "
            f"than a coil of {name} there, {min(widths):g} mm; make them narrower",
        )
    return station.daughter_widths_mm


def _cut(keys, name, stop, station, width, faults):
    if station.sheet_width_mm > width * (1 + 1e-12):
        faults.add(
            ("stations", stop, "sheet_width_mm"),
            f"{station.sheet_width_mm:g}; a coil of {name} is {width:g} mm wide there",
        )
    if keys.cell is None:
        return
    for side in ("anode", "cathode"):
        if getattr(keys.cell, side) != name:
            continue
        sheets = getattr(keys.cell, f"{side}_sheets")
        for key, cell_key in (
            ("sheet_width_mm", "width_mm"),
            ("sheet_length_mm", "length_mm"),
        ):
            if getattr(station, key) != getattr(sheets, cell_key):
                faults.add(
                    ("stations", stop, key),
                    f"{getattr(station, key):g}; cell.{side}_sheets.{cell_key} is "
                    f"{getattr(sheets, cell_key):g}: the cell takes the sheets as cut",
                )


# ---------------------------------------------------------------- air and material


def airs_of(spec: twin.ZoneSpec) -> Iterator[tuple[tuple, np.ndarray, np.ndarray]]:
    """The airs of a zone: key path below it, temperature [K], vapour pressure [Pa]."""
    if spec.air is not None:
        yield (), _array(spec.air.temperature), _array(spec.air.vapour_pressure)
    for i, point in enumerate(spec.schedule):
        yield (
            ("schedule", "set_points", i),
            _array(point.air.temperature),
            _array(point.air.vapour_pressure),
        )
    if spec.readings is not None:
        yield (
            ("readings",),
            spec.readings.temperature,
            spec.readings.vapour_pressure,
        )
    for i, event in enumerate(spec.disturbances):
        yield (
            ("disturbances", i),
            _array(event.air.temperature),
            _array(event.air.vapour_pressure),
        )


def _array(value):
    return np.array([value])


def meetings(scenario: twin.Scenario) -> dict[str, set[str]]:
    """Which materials meet the air of each zone."""
    met = {name: set() for name in scenario.zones}
    stops = {}
    for edge in scenario.route:
        for name in edge.electrodes:
            stops.setdefault(name, set()).update((edge.origin, edge.target))
    for name, electrode in scenario.electrodes.items():
        for stop in stops.get(name, {electrode.first_station}):
            station = scenario.stations[stop]
            for zone in (station.zone, getattr(station, "web_zone", None)):
                if zone is not None:
                    met[zone].add(electrode.material)
    for station in scenario.stations.values():
        if isinstance(station, twin.AssemblySpec) and station.cell is not None:
            met[station.separator_zone or station.zone].add(station.cell.separator)
    return met


def air_against_material(scenario: twin.Scenario, faults: Faults) -> None:
    """Air that takes a material beyond what its isotherms were fitted on."""
    for zone, names_there in meetings(scenario).items():
        for path, temperature, vapour in airs_of(scenario.zones[zone]):
            activity = vapour / liquid_vapour_pressure(temperature)
            for name in sorted(names_there):
                _material_in_air(
                    ("zones", zone, *path),
                    f"zone {zone}",
                    scenario.materials[name],
                    temperature,
                    float(activity.max()),
                    faults,
                )
    _ovens(scenario, faults)
    for name, electrode in scenario.electrodes.items():
        if electrode.start_air is not None:
            air = electrode.start_air
            _material_in_air(
                ("electrodes", name, "start_air"),
                "this air",
                scenario.materials[electrode.material],
                _array(air.temperature),
                air.relative_humidity,
                faults,
            )
        _start(name, electrode, scenario.materials[electrode.material], faults)


def _start(name, electrode, material, faults):
    """A coil that starts wetter, hotter or colder than its isotherms hold for."""
    low, high = material.temperature_range
    temperature = electrode.start_temperature
    if not low <= temperature <= high:
        faults.add(
            ("electrodes", name, "start_temperature_degC"),
            f"{celsius(temperature):.4g}; the isotherms of {material.name} hold from "
            f"{celsius(low):.4g} to {celsius(high):.4g} °C",
        )
        return
    activity = material.largest_activity
    most = float(material.equilibrium_ppm(activity, temperature))
    starts = [(("start_ppm",), electrode.start_ppm, "")]
    starts += [(("coils",), o.start_ppm, f"coil {o.name}: ") for o in electrode.orders]
    for key, ppm, who in starts:
        if ppm is not None and ppm > most:
            faults.add(
                ("electrodes", name, *key),
                f"{who}{ppm:g}; {material.name} holds up to {most:.4g} mg per kg of "
                f"dry electrode, at the {100 * activity:.3g} % relative humidity up to "
                "which its isotherms were fitted",
            )
            return


def _material_in_air(path, where, material, temperature, activity, faults):
    if activity > material.largest_activity:
        faults.add(
            path,
            f"{material.name} meets {100 * activity:.3g} % relative humidity in "
            f"{where}, beyond the {100 * material.largest_activity:.3g} % up to which "
            "its isotherms were fitted; dry the air, or give an isotherm with a wider "
            "range under materials",
        )
    low, high = material.temperature_range
    for value in (float(temperature.min()), float(temperature.max())):
        if not low <= value <= high:
            faults.add(
                path,
                f"{material.name} meets {celsius(value):.4g} °C in {where}; its "
                f"isotherms hold from {celsius(low):.4g} to {celsius(high):.4g} °C",
            )
            break


def _ovens(scenario, faults):
    stops = {}
    for edge in scenario.route:
        for end in (edge.origin, edge.target):
            stops.setdefault(end, set()).update(edge.electrodes)
    for name, station in scenario.stations.items():
        if not isinstance(station, twin.OvenSpec):
            continue
        for electrode in sorted(stops.get(name, ())):
            material = scenario.materials[scenario.electrodes[electrode].material]
            temperature = np.array([step.temperature for step in station.recipe])
            vapour = np.array([step.vapour_pressure for step in station.recipe])
            _material_in_air(
                ("stations", name, "recipe"),
                f"oven {name}",
                material,
                temperature,
                float((vapour / liquid_vapour_pressure(temperature)).max()),
                faults,
            )


# ---------------------------------------------------------------- time


def run_time(scenario: twin.Scenario, keys: ScenarioKeys, faults: Faults) -> None:
    """A run beyond its readings; orders and disturbances beyond the run."""
    for name, zone in scenario.zones.items():
        covered = None if zone.readings is None else float(zone.readings.times[-1])
        if (
            covered is not None
            and zone.readings.after_end == "stop"
            and scenario.duration > covered
        ):
            faults.add(
                ("zones", name, "readings", "after_end"),
                f"stop; the readings last {covered / (24 * HOUR):.6g} d, the run "
                f"{scenario.duration / (24 * HOUR):.6g} d: set duration_d to that or "
                "to as_readings, or after_end to hold or repeat",
            )
        for i, event in enumerate(zone.disturbances):
            if event.start >= scenario.duration:
                faults.add(
                    ("zones", name, "disturbances", i, "start_h"),
                    f"{event.start / HOUR:g}; the run ends after "
                    f"{scenario.duration / HOUR:g} h",
                )
    for name, electrode in scenario.electrodes.items():
        first = min((o.release for o in electrode.orders), default=None)
        if first is None:
            first = electrode.first_release
        if first >= scenario.duration:
            key = "coils" if electrode.orders else "first_release_h"
            faults.add(
                ("electrodes", name, key),
                f"the first coil is released after {first / HOUR:g} h, but the run "
                f"ends after {scenario.duration / HOUR:g} h",
            )
    for name, station in scenario.stations.items():
        if isinstance(station, twin.OvenSpec):
            _oven_time(name, station, scenario, faults)


def _oven_time(name, station, scenario, faults):
    total = sum(step.hold for step in station.recipe)
    total += station.loading + station.unloading
    if total > scenario.duration:
        faults.add(
            ("stations", name, "recipe"),
            f"the recipe takes {total / HOUR:.4g} h, longer than the whole run, "
            f"{scenario.duration / HOUR:.4g} h; no coil would leave the oven",
        )
