"""What keeps a scenario from running, in plain words and all at once."""

import math
from itertools import pairwise

from models.units import WEEK
from twin import route, streams, zone_faults
from twin.scenario import (
    AssemblySpec,
    CalenderSpec,
    CoaterSpec,
    CutterSpec,
    Distribution,
    MachineSpec,
    OvenSpec,
    Scenario,
    SlitterSpec,
    rows_across,
)

RULES = ("first_in", "wettest_first", "driest_first", "closest_to_limit")
ROLL_HEATS = ("electricity", "district_heat")


def faults(scenario: Scenario) -> list[str]:
    """Everything that is wrong with `scenario`; empty: it can run."""
    found = []
    if not 0.0 < scenario.duration < math.inf:
        found.append(f"duration is {scenario.duration} s; it is above 0 and finite")
    if not 0.0 <= scenario.warm_up < scenario.duration:
        found.append(
            f"warm_up is {scenario.warm_up / 3600.0:g} h; it is from 0 to below the "
            f"duration of {scenario.duration / 3600.0:g} h"
        )
    for name, spec in scenario.zones.items():
        found += zone_faults.faults(name, spec, scenario)
    found += zone_faults.room_faults(scenario)
    for name, spec in scenario.stations.items():
        found += _station_faults(name, spec, scenario)
    for name, spec in scenario.electrodes.items():
        found += _electrode_faults(name, spec, scenario)
    found += route.faults(scenario)
    found += _buffers_without_use(scenario)
    if not found:  # what follows walks along a sound route
        for electrode, way in route.paths(scenario).items():
            found += _way_faults(scenario, electrode, way)
        found += _limit_faults(scenario)
    return found


def _buffers_without_use(scenario):
    """A plan releases coils whether there is place or not: nothing to block."""
    entered = {edge.target for edge in scenario.route}
    entered |= {rule.target for rule in scenario.rework}
    return [
        f"{name!r} has a buffer of {spec.buffer}, but no station before it that could "
        "be blocked: coils are released to it all the same; leave buffer out"
        for name, spec in scenario.stations.items()
        if spec.buffer is not None and name not in entered
    ]


def _drawn(owner, distribution):
    if not isinstance(distribution, Distribution):
        return []
    return [f"{owner}: {fault}" for fault in streams.faults(distribution)]


def _station_faults(name, spec, scenario):
    found = []
    zones = {spec.zone, getattr(spec, "web_zone", None)}
    zones |= {getattr(spec, "separator_zone", None)}
    found += [
        f"{name!r} lies in zone {zone!r}, which does not exist; the zones are "
        f"{', '.join(scenario.zones)}"
        for zone in sorted(zones - {None})
        if zone not in scenario.zones
    ]
    if spec.machines < 1:
        found.append(f"{name!r} has {spec.machines} machines; it has at least 1")
    if spec.buffer is not None and spec.buffer < 0:
        found.append(f"{name!r} has a buffer of {spec.buffer}; it is from 0 up")
    if spec.dispatch not in RULES:
        found.append(f"dispatch of {name!r} is {spec.dispatch!r}; {', '.join(RULES)}")
    if not (spec.film > 0.0 and spec.heat_transfer > 0.0 and spec.transport >= 0.0):
        found.append(
            f"{name!r}: film and heat_transfer are above 0, transport from 0 up"
        )
    if not (0.0 <= spec.power < math.inf and 0.0 <= spec.standby < math.inf):
        found.append(
            f"{name!r}: power is {spec.power} W, standby {spec.standby} W; both are "
            "from 0 up"
        )
    found += _shift_faults(name, spec.shifts.intervals)
    for use in ("duration", "changeover", "time_per_cell"):
        found += _drawn(f"{use} of {name!r}", getattr(spec, use, None))
    if spec.breakdowns is not None:
        found += _drawn(f"time between failures of {name!r}", spec.breakdowns.between)
        found += _drawn(f"repair of {name!r}", spec.breakdowns.repair)
        between = spec.breakdowns.between
        if not found and max(between.parameters) == 0.0:
            found.append(f"{name!r} fails at once and for ever; between is above 0")
    if isinstance(spec, MachineSpec):
        found += _machine_faults(name, spec)
    if isinstance(spec, OvenSpec):
        found += _oven_faults(name, spec)
    if isinstance(spec, AssemblySpec) and spec.cell is not None:
        found += _assembly_faults(name, spec.cell, scenario)
    return found


def _shift_faults(name, intervals):
    spans = sorted(intervals)
    sound = all(0.0 <= begin < end <= WEEK for begin, end in spans)
    apart = all(a[1] <= b[0] for a, b in pairwise(spans))
    if sound and apart:
        return []
    return [
        f"the shifts of {name!r} are no separate spans within a week; each begins and "
        "ends between Monday 00:00 and Sunday 24:00, before the next begins"
    ]


def _machine_faults(name, spec):
    found = []
    if spec.speed is None and spec.duration is None:
        found.append(f"{name!r} has neither speed nor duration; it needs one")
    if spec.speed is not None and not 0.0 < spec.speed < math.inf:
        found.append(f"speed of {name!r} is {spec.speed} m/s; it is above 0")
    if spec.web_path > 0.0 and spec.speed is None:
        found.append(f"{name!r} has a web path but no speed; give the speed too")
    if spec.web_path < 0.0:
        found.append(f"web_path of {name!r} is {spec.web_path} m; it is from 0 up")
    if isinstance(spec, CoaterSpec) and spec.dryer is not None:
        found += _dryer_faults(name, spec)
    if isinstance(spec, CalenderSpec):
        found += _calender_faults(name, spec)
    if isinstance(spec, SlitterSpec):
        widths = spec.daughter_widths
        if not widths or min(widths) <= 0.0 or spec.trim < 0.0:
            found.append(f"{name!r} needs daughter widths above 0 and a trim from 0 up")
    if (
        isinstance(spec, CutterSpec)
        and not min(spec.sheet_width, spec.sheet_length) > 0
    ):
        found.append(f"{name!r} needs a sheet width and length above 0")
    return found


def _dryer_faults(name, spec):
    found = []
    if spec.speed is None:
        found.append(f"{name!r} has a dryer but no speed; give the speed too")
    if spec.web_path > 0.0 or spec.web_zone not in (None, spec.zone):
        found.append(
            f"{name!r} has a dryer, which is its web's way and air; leave out web_path "
            "and web_zone"
        )
    return found


def _calender_faults(name, spec):
    found = []
    if (spec.porosity is None) == (spec.line_load is None):
        found.append(f"{name!r} is set by its porosity or its line_load, by one of two")
    if spec.porosity is not None and not 0.0 < spec.porosity < 1.0:
        found.append(f"porosity of {name!r} is {spec.porosity}; it is between 0 and 1")
    if spec.line_load is not None and not 0.0 <= spec.line_load < math.inf:
        found.append(f"line_load of {name!r} is {spec.line_load} N/m; it is from 0 up")
    if spec.roll_heat not in ROLL_HEATS:
        found.append(
            f"roll_heat of {name!r} is {spec.roll_heat!r}; {' or '.join(ROLL_HEATS)}"
        )
    if not 0.0 < spec.roll_heating_efficiency <= 1.0:
        found.append(
            f"roll_heating_efficiency of {name!r} is {spec.roll_heating_efficiency}; "
            "it is a share above 0, at most 1"
        )
    if not 0.0 <= spec.path_after_nip <= spec.web_path:
        found.append(
            f"path_after_nip of {name!r} is {spec.path_after_nip} m; it is a part of "
            f"the web path of {spec.web_path} m"
        )
    if spec.hot_rolls is not None and spec.speed is None:
        found.append(f"{name!r} has hot rolls but no speed; give the speed too")
    return found


def _oven_faults(name, spec):
    found = []
    if not 1 <= spec.min_load <= spec.capacity:
        found.append(
            f"min_load of {name!r} is {spec.min_load}; it is from 1 to the capacity of "
            f"{spec.capacity}"
        )
    if any(step.ramp <= 0.0 or step.hold < 0.0 for step in spec.recipe):
        found.append(f"recipe of {name!r}: ramps are above 0, holds from 0 up")
    if not any(step.hold > 0.0 for step in spec.recipe):
        found.append(f"recipe of {name!r} holds nothing; give a step its hold time")
    found += [
        f"recipe of {name!r}, step {number}: a vapour pressure of "
        f"{step.vapour_pressure:g} Pa in a chamber at {step.pressure:g} Pa; it is from "
        "0 to the pressure"
        for number, step in enumerate(spec.recipe, start=1)
        if not 0.0 <= step.vapour_pressure <= step.pressure
    ]
    return found


def _assembly_faults(name, cell, scenario):
    found = []
    if cell.separator not in scenario.materials:
        found.append(f"separator {cell.separator!r} of {name!r} is not a material")
    for electrode, sheet in (
        (cell.anode, cell.anode_sheets),
        (cell.cathode, cell.cathode_sheets),
    ):
        if sheet.count < 1 or not min(sheet.width, sheet.length) > 0.0:
            found.append(
                f"the cell of {name!r} needs at least one sheet of {electrode}, with a "
                "width and length above 0"
            )
    if not (cell.capacity > 0.0 and cell.voltage > 0.0 and cell.separator_area >= 0.0):
        found.append(f"the cell of {name!r} needs a capacity and a voltage above 0")
    return found


def _electrode_faults(name, spec, scenario):
    found = []
    if spec.material not in scenario.materials:
        return [f"material {spec.material!r} of {name} does not exist"]
    if not min(spec.length, spec.width) > 0.0 or spec.core_diameter < 0.0:
        found.append(f"{name} needs a length and a width above 0")
    if spec.orders:
        names = [order.name for order in spec.orders]
        if len(set(names)) < len(names):
            found.append(f"two coils of {name} have the same name")
        if any(order.release < 0.0 for order in spec.orders):
            found.append(f"a coil of {name} is released before the run begins")
    elif spec.interval is None and spec.count is None:
        found.append(f"{name} needs an interval, a count, or a list of coils")
    elif spec.interval is not None:
        found += _drawn(f"interval of {name}", spec.interval)
        if max(spec.interval.parameters, default=0.0) == 0.0 and spec.count is None:
            found.append(f"interval of {name} is 0 and its count has no end")
    if spec.start_ppm is not None and spec.start_air is not None:
        found.append(f"{name} starts with a water content or with an air, not both")
    for number in (spec.count,):
        if number is not None and number < 0:
            found.append(f"count of {name} is {number}; it is from 0 up")
    porosity = spec.as_coated_porosity
    if porosity is not None and not 0.0 < porosity < 1.0:
        found.append(
            f"as_coated_porosity of {name} is {porosity}; it is between 0 and 1"
        )
    return found


def _way_faults(scenario, electrode, way):
    """Walk one electrode along its way: does it fit into every station?"""
    spec = scenario.electrodes[electrode]
    lengths = {spec.length if o.length is None else o.length for o in spec.orders}
    lengths = lengths or {spec.length}
    widths = {spec.width}
    material = scenario.materials[spec.material]
    if spec.as_coated_porosity is not None:
        material = material.compacted(spec.as_coated_porosity)
    found = []
    for position, name in enumerate(way):
        station = scenario.stations[name]
        if isinstance(station, CoaterSpec):
            if position > 0:
                found.append(f"{name!r} is a coater; {electrode} would be coated twice")
            if station.dryer is not None:
                coated = _coating_faults(name, station.dryer, electrode, spec, material)
                found += coated
                if coated:
                    continue
        if isinstance(station, MachineSpec):
            path = station.way_of(material)
            found += _web_faults(name, station, path, electrode, min(lengths))
        if isinstance(station, CalenderSpec):
            try:
                porosity = station.porosity_behind(material)
            except ValueError as fault:
                found.append(f"{name!r} cannot press {electrode}: {fault}")
                continue
            if porosity > material.porosity:
                found.append(
                    f"{name!r} presses {electrode} to a porosity of "
                    f"{porosity:g}; it comes with {material.porosity:g}"
                )
            material = material.compacted(porosity)
        if isinstance(station, SlitterSpec):
            needed = sum(station.daughter_widths) + 2.0 * station.trim
            if needed > min(widths) * (1.0 + 1e-9):
                found.append(
                    f"{name!r} cuts {needed * 1e3:g} mm out of {electrode} coils that "
                    f"are {min(widths) * 1e3:g} mm wide"
                )
            widths = set(station.daughter_widths)
        if isinstance(station, CutterSpec):
            found += _sheet_faults(name, electrode, station.sheet_width, widths)
            widths = {
                rows_across(width, station.sheet_width) * station.sheet_width
                for width in widths
            }
        if isinstance(station, AssemblySpec):
            cell = station.cell
            anode = electrode == cell.anode
            sheet = cell.anode_sheets if anode else cell.cathode_sheets
            found += _sheet_faults(name, electrode, sheet.width, widths)
    return found


def _coating_faults(name, dryer, electrode, spec, material):
    found = []
    starts = [spec.start_ppm, spec.start_air, *(o.start_ppm for o in spec.orders)]
    if any(start is not None for start in starts):
        found.append(
            f"coils of {electrode} begin as dry as the dryer of {name!r} leaves them; "
            "leave out start_ppm and start_air"
        )
    try:
        dryer.passes(material)  # its slurry is looked at when it is dried
    except ValueError as fault:
        found.append(f"{name!r} cannot coat {electrode}: {fault}")
    return found


def _sheet_faults(name, electrode, sheet_width, widths):
    return [
        f"{name!r} needs sheets {sheet_width * 1e3:g} mm wide; {electrode} coils come "
        f"{width * 1e3:g} mm wide"
        for width in sorted(widths)
        if rows_across(width, sheet_width) < 1
    ]


def _web_faults(name, station, path, electrode, length):
    if path == 0.0 or station.speed is None:
        return []
    web = path / station.speed
    if station.duration is None:
        whole = length / station.speed
    else:
        whole = streams.smallest(station.duration)
    if web <= whole:
        return []
    return [
        f"{name!r} has {web:g} s of web path for a coil of {electrode} that takes "
        f"{whole:g} s at least; shorten the path, or draw its duration from a uniform, "
        "triangular or empirical distribution that is longer"
    ]


def _limit_faults(scenario):
    ways = route.paths(scenario)
    found, seen = [], set()
    for limit in scenario.limits:
        if limit.station not in ways.get(limit.electrode, ()):
            found.append(
                f"a limit is for {limit.electrode!r} at {limit.station!r}, where it "
                "never comes"
            )
        if (limit.station, limit.electrode) in seen:
            found.append(f"{limit.electrode} has two limits at {limit.station!r}")
        seen.add((limit.station, limit.electrode))
    for name, spec in scenario.stations.items():
        if spec.dispatch != "closest_to_limit":
            continue
        for electrode, way in ways.items():
            if name in way and not any(
                (station, electrode) in seen for station in way[way.index(name) :]
            ):
                found.append(
                    f"{name!r} serves what is closest to its limit, but {electrode} "
                    "has no limit there or later"
                )
    return found
