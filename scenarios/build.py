"""From validated keys to the frozen parts of a Scenario: the conversion to SI.

Every function takes the Faults it adds to, and leaves out what it cannot build.
"""

from datetime import datetime
from itertools import pairwise
from pathlib import Path

from models.calendering import HotRolls
from models.material import Material
from models.psychrometrics import Atmosphere
from models.units import (
    DAY,
    HOUR,
    KILO,
    MBAR,
    MG,
    MINUTE,
    MM,
    N_PER_MM,
    PPM,
    STANDARD_PRESSURE,
    kelvin,
)
from scenarios import chambers, coater, coil_list, readings
from scenarios.airs import atmosphere
from scenarios.csv_table import InputFile, TableError
from scenarios.faults import Faults
from scenarios.recipe.steps import filled, recipe_steps
from scenarios.schema.fields import Drawn, moment, shift_intervals
from scenarios.schema.scenario import CellKeys, ElectrodeKeys, ScenarioKeys
from scenarios.schema.zone import ZoneKeys
from scenarios.wrappings import wrapping
from twin import scenario as twin

IDEAL_TRANSFER = 15.0  # W/(m2 K), gas and radiation
# around a chamber until a run says: a load goes in from the air of the station's zone
ANY_ROOM = Atmosphere(kelvin(20.0), STANDARD_PRESSURE, 1000.0)
WHOLE = 1e-6  # s; a time this near to a whole ms is meant to be it


def seconds(days: float) -> float:
    """Days in s, without the rounding of a product that should be whole ms."""
    time = days * DAY
    return round(time, 3) if abs(time - round(time, 3)) < WHOLE else time


def distribution(value, unit: str) -> twin.Distribution | None:
    """A duration key as a Distribution in s; None stays None."""
    if value is None:
        return None
    if isinstance(value, Drawn):
        return twin.Distribution(value.kind, value.parameters())
    factor = {"s": 1.0, "min": MINUTE, "h": HOUR}[unit]
    return twin.Distribution("fixed", (value * factor,))


# ---------------------------------------------------------------- zones


def zone(
    name: str,
    keys: ZoneKeys,
    pressure: float,
    start: datetime,
    inputs: list[InputFile],
    faults: Faults,
) -> twin.ZoneSpec | None:
    """The zone's air over time; None where it has faults. Adds the files it reads."""
    path = ("zones", name)
    before = len(faults)
    if keys.room is not None:
        return twin.ZoneSpec(room=True)
    air, points, period, measured = None, [], 7 * DAY, None
    if keys.readings is not None:
        if keys.gas != "air":
            faults.add((*path, "gas"), f"'{keys.gas}'; readings are those of air")
        where = (*path, "readings")
        try:
            measured, source = readings.readings(
                keys.readings, Path(keys.readings.file), pressure, start
            )
            inputs.append(source)
        except TableError as error:
            for key, message in error.faults:
                faults.add((*where, key), message)
    elif keys.schedule is not None:
        period = keys.schedule.seconds
        for i, point in enumerate(keys.schedule.set_points):
            with faults.guarded((*path, "schedule", "set_points", i)):
                since = moment(point.since, keys.schedule.period)
                points.append(
                    twin.SetPoint(since, atmosphere(point, pressure, keys.gas))
                )
    else:
        with faults.guarded(path):
            air = atmosphere(keys, pressure, keys.gas)
    events = []
    for i, event in enumerate(keys.disturbances):
        with faults.guarded((*path, "disturbances", i)):
            events.append(
                twin.Disturbance(
                    event.start_h * HOUR,
                    event.duration_h * HOUR,
                    atmosphere(event, pressure, keys.gas),
                    event.onset_min * MINUTE,
                    event.recovery_min * MINUTE,
                    event.name,
                )
            )
    if len(faults) > before:
        return None
    return twin.ZoneSpec(air, tuple(points), period, measured, tuple(events))


# ---------------------------------------------------------------- coils


def electrode(
    name: str,
    keys: ElectrodeKeys,
    first_station: str,
    pressure: float,
    inputs: list[InputFile],
    faults: Faults,
) -> twin.ElectrodeSpec | None:
    """One kind of coil and its release; None where it has faults."""
    path = ("electrodes", name)
    before = len(faults)
    air, orders = None, ()
    if keys.start_air is not None:
        with faults.guarded((*path, "start_air")):
            air = atmosphere(keys.start_air, pressure)
    if keys.coils is not None:
        try:
            orders, source = coil_list.coil_orders(keys.coils, Path(keys.coils.file))
            inputs.append(source)
        except TableError as error:
            for key, message in error.faults:
                faults.add((*path, "coils", key), message)
    if len(faults) > before:
        return None
    return twin.ElectrodeSpec(
        material=keys.material,
        length=keys.length_m,
        width=keys.width_mm * MM,
        core_diameter=keys.core_diameter_mm * MM,
        first_station=first_station,
        as_coated_porosity=keys.as_coated_porosity,
        start_ppm=keys.start_ppm,
        start_air=air,
        start_temperature=kelvin(keys.start_temperature_degC),
        interval=distribution(keys.interval_h, "h"),
        first_release=keys.first_release_h * HOUR,
        count=keys.count,
        orders=orders,
    )


# ---------------------------------------------------------------- stations


def _shared(keys):
    spans = sorted(span for text in keys.shifts for span in shift_intervals(text))
    breakdowns = None
    if keys.breakdowns is not None:
        breakdowns = twin.Breakdowns(
            distribution(keys.breakdowns.between_h, "h"),
            distribution(keys.breakdowns.repair_h, "h"),
        )
    return {
        "zone": keys.zone,
        "machines": keys.machines,
        "buffer": keys.buffer,
        "dispatch": keys.dispatch,
        "wrapping": wrapping(keys.wrapping),
        "transport": keys.transport_min * MINUTE,
        "shifts": twin.Shifts(tuple(spans)),
        "breakdowns": breakdowns,
        "changeover": distribution(keys.changeover_min, "min"),
        "film": keys.film_mm_per_s * MM,
        "heat_transfer": keys.heat_transfer_W_per_m2_K,
        "power": keys.power_kW * KILO,
        "standby": keys.standby_kW * KILO,
    }


def _web(keys):
    speed = keys.speed_m_per_min
    return {
        "speed": None if speed is None else speed / MINUTE,
        "web_path": keys.web_path_m,
        "web_zone": keys.web_zone or keys.zone,
        "duration": distribution(keys.duration_min, "min"),
    }


def _nip(keys):
    load, degrees = keys.line_load_N_per_mm, keys.roll_temperature_degC
    rolls = None
    if degrees is not None:
        rolls = HotRolls(
            kelvin(degrees),
            keys.roll_contact_mm * MM,
            keys.roll_heat_transfer_W_per_m2_K,
            keys.web_heat_transfer_W_per_m2_K,
        )
    return {
        "porosity": keys.porosity,
        "line_load": None if load is None else load * N_PER_MM,
        "path_after_nip": keys.after_nip,
        "hot_rolls": rolls,
        "roll_heat": keys.roll_heat,
        "roll_heating_efficiency": keys.roll_heating_efficiency_pct / 100.0,
    }


def _karl_fischer(keys):
    if keys is None:
        return None
    return twin.KarlFischer(
        keys.bias_ppm * PPM,
        keys.standard_error_ppm * PPM,
        keys.relative_error_pct / 100.0,
        keys.delay_min * MINUTE,
    )


def _oven(name, keys, faults):
    path = ("stations", name, "recipe")
    steps, places, found = filled(keys.recipe, path)
    faults.extend(found)
    recipe, found = recipe_steps(steps, places)
    faults.extend(found)
    wait, transfer = keys.max_wait_h, keys.oven_heat_transfer_W_per_m2_K
    chamber = None
    if keys.ideal_air:
        faults.extend(chambers.ideal_faults(steps, places))
    else:
        faults.extend(
            chambers.balanced_faults(
                steps, places, chambers.ultimate_of(keys.chamber.pump)
            )
        )
        with faults.guarded(("stations", name, "chamber")):
            chamber = chambers.chamber_spec(keys.chamber, ANY_ROOM, keys.capacity)
    return twin.OvenSpec(
        **_shared(keys),
        capacity=keys.capacity,
        min_load=keys.min_load,
        max_wait=float("inf") if wait is None else wait * HOUR,
        recipe=recipe,
        loading=keys.loading_min * MINUTE,
        unloading=keys.unloading_min * MINUTE,
        oven_heat_transfer=IDEAL_TRANSFER if transfer is None else transfer,
        chamber=chamber,
    )


def station(
    name: str,
    keys,
    cell: twin.CellDesign | None,
    faults: Faults,
    pressure: float = STANDARD_PRESSURE,
) -> twin.StationSpec | None:
    """The station of its kind, in SI; None where it has faults.

    `pressure` is the plant's [Pa].
    """
    before = len(faults)
    kind = keys.kind
    if kind in ("machine", "winder"):
        spec = twin.MachineSpec(**_shared(keys), **_web(keys))
    elif kind == "coater":
        spec = twin.CoaterSpec(
            **_shared(keys),
            **_web(keys),
            dryer=coater.dryer(name, keys.dryer, pressure, faults),
        )
    elif kind == "calender":
        spec = twin.CalenderSpec(**_shared(keys), **_web(keys), **_nip(keys))
    elif kind == "slitter":
        spec = twin.SlitterSpec(
            **_shared(keys),
            **_web(keys),
            daughter_widths=tuple(w * MM for w in keys.daughter_widths_mm),
            trim=keys.trim_mm * MM,
        )
    elif kind == "cutter":
        spec = twin.CutterSpec(
            **_shared(keys),
            **_web(keys),
            sheet_width=keys.sheet_width_mm * MM,
            sheet_length=keys.sheet_length_mm * MM,
        )
    elif kind == "store":
        spec = twin.StoreSpec(
            **_shared(keys), duration=distribution(keys.duration_h, "h")
        )
    elif kind == "oven":
        spec = _oven(name, keys, faults)
    elif kind == "check":
        spec = twin.CheckSpec(
            **_shared(keys), measurement=_karl_fischer(keys.measurement)
        )
    else:
        spec = twin.AssemblySpec(
            **_shared(keys),
            cell=cell,
            time_per_cell=distribution(keys.time_per_cell_s, "s"),
            separator_zone=keys.separator_zone or keys.zone,
        )
    return None if len(faults) > before else spec


# ---------------------------------------------------------------- the rest


def cell_design(keys: CellKeys | None) -> twin.CellDesign | None:
    """What a cell is made of, in SI."""
    if keys is None:
        return None
    anode, cathode = (
        twin.Sheet(sheets.count, sheets.width_mm * MM, sheets.length_mm * MM)
        for sheets in (keys.anode_sheets, keys.cathode_sheets)
    )
    return twin.CellDesign(
        anode=keys.anode,
        cathode=keys.cathode,
        anode_sheets=anode,
        cathode_sheets=cathode,
        separator=keys.separator,
        separator_area=keys.separator_area_m2,
        capacity=keys.capacity_Ah,
        voltage=keys.voltage_V,
        limit=None if keys.limit_mg is None else keys.limit_mg * MG,
    )


def edges(route: dict[str, list[str]]) -> tuple[twin.RouteEdge, ...]:
    """One edge for each step from station to station, with who goes there."""
    travellers = {}
    for name, stops in route.items():
        for pair in pairwise(stops):
            travellers.setdefault(pair, []).append(name)
    return tuple(
        twin.RouteEdge(origin, target, tuple(names))
        for (origin, target), names in travellers.items()
    )


def limits(keys) -> tuple[twin.Limit, ...]:
    """Limits with their basis."""
    return tuple(
        twin.Limit(
            limit.electrode,
            limit.station,
            (limit.coating_ppm if limit.water_ppm is None else limit.water_ppm) * PPM,
            twin.COATING_BASIS if limit.water_ppm is None else twin.ELECTRODE_BASIS,
            limit.place,
        )
        for limit in keys
    )


def rework(keys) -> tuple[twin.Rework, ...]:
    """Ways back from a check."""
    return tuple(
        twin.Rework(
            way.origin,
            way.target,
            way.above_ppm * PPM,
            way.at_most,
            way.electrode,
            way.place,
        )
        for way in keys
    )


def pressure(keys: ScenarioKeys) -> float:
    """Total pressure of the plant [Pa]."""
    return keys.pressure_mbar * MBAR


def materials_in_use(keys: ScenarioKeys, known: dict[str, Material]):
    """The materials that the electrodes and the cell name."""
    names = [e.material for e in keys.electrodes.values()]
    if keys.cell is not None:
        names.append(keys.cell.separator)
    return {name: known[name] for name in dict.fromkeys(names) if name in known}
