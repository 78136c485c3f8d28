"""How fast the line is.

Five hundred coils through eight stations, once in constant air, once in air read every
minute; both in one process after a warm-up, so that the ratio means something whatever
the machine. Each run's time is split into the event engine (simpy and the stations),
the physics (the coils' water) and the tables.
"""

import pathlib
import tempfile
import time

import numpy as np
from rich.table import Table

from scenarios.load import load
from twin.line import run

LINE = """
name: bench
start: "2026-01-05 06:00"
duration_d: 26
seed: 1
zones:
  hall: {hall}
  dryer: {{temperature_degC: 95, dew_point_degC: 25}}
  dry_room: {dry_room}
electrodes:
  anode:
    material: anode_cmc_sbr
    as_coated_porosity: 0.50
    length_m: 1000
    width_mm: 250
    core_diameter_mm: 152.4
    start_ppm: 3000
    interval_h: {{kind: exponential, mean_h: 1}}
    count: {coils}
stations:
  coater: {{kind: coater, zone: hall, web_zone: dryer, speed_m_per_min: 25,
    web_path_m: 40}}
  calender: {{kind: calender, zone: hall, speed_m_per_min: 30, web_path_m: 5,
    porosity: 0.33}}
  storage: {{kind: store, zone: hall, machines: 200, duration_h: 12,
    wrapping: {{transmission_g_per_m2_d: 3}}}}
  oven: {{kind: oven, zone: hall, machines: 8, capacity: 4, min_load: 2, max_wait_h: 4,
    recipe: [
      {{temperature_degC: 90, ramp_K_per_h: 60, pressure_mbar: 900, gas: nitrogen,
        dew_point_degC: -60, hold_h: 2}},
      {{repeat: 3, steps: [{{pressure_mbar: 5, hold_h: 1}},
        {{pressure_mbar: 600, hold_h: 0.25}}]}},
      {{pressure_mbar: 1, hold_h: 4}},
      {{temperature_degC: 30, pressure_mbar: 950, hold_h: 2}}]}}
  check: {{kind: check, zone: dry_room, machines: 8,
    measurement: {{standard_error_ppm: 10, delay_min: 45}}}}
  buffer: {{kind: store, zone: dry_room, machines: 200, duration_h: 4}}
  cutter: {{kind: cutter, zone: dry_room, speed_m_per_min: 25, web_path_m: 3,
    sheet_width_mm: 118, sheet_length_mm: 220}}
  rack: {{kind: store, zone: dry_room, machines: 200, duration_h: 2}}
route:
  anode: [coater, calender, storage, oven, check, buffer, cutter, rack]
"""
CONSTANT = {
    "hall": "{temperature_degC: 23, relative_humidity_pct: 45}",
    "dry_room": "{temperature_degC: 22, dew_point_degC: -40}",
}
COLUMNS = (
    "{{readings: {{file: {file}, time_min: minute, temperature_degC: t,"
    " dew_point_degC: td, after_end: stop}}}}"
)


def minute_readings(folder, name, temperature, dew_point, days):
    """A CSV of made-up readings [degC], one a minute, that wander as a room's do."""
    rng = np.random.default_rng(sum(name.encode()))
    minutes = np.arange(days * 1440 + 1)
    day = np.sin(2 * np.pi * minutes / 1440)
    noise = np.zeros(len(minutes))
    shocks = rng.normal(size=len(minutes))
    for i in range(1, len(minutes)):
        noise[i] = 0.97 * noise[i - 1] + 0.25 * shocks[i]
    rows = np.column_stack(
        [minutes, temperature + 0.5 * day + 0.1 * noise, dew_point + 2 * day + noise]
    )
    path = folder / f"{name}.csv"
    header = "minute,t,td"
    np.savetxt(
        path,
        rows,
        fmt=("%d", "%.4f", "%.4f"),
        delimiter=",",
        header=header,
        comments="",
    )
    return path.name


def loaded(folder, name, coils, zones):
    """The bench line as a scenario, and how long it took to load [s]."""
    path = folder / f"{name}.yaml"
    path.write_text(LINE.format(coils=coils, **zones))
    begun = time.perf_counter()
    scenario = load(path, [], None).scenario
    return scenario, time.perf_counter() - begun


def print_line(console, coils=500):
    """Run the line in both kinds of air, in turn, and print what it takes."""
    table = Table(title=f"{coils} coils through eight stations, whole run")
    for column in ("air", "load s", "run s", "engine", "physics", "tables", "visits"):
        table.add_column(column, justify="left" if column == "air" else "right")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        readings = {
            "hall": minute_readings(folder, "hall", 23.0, 10.0, 27),
            "dry_room": minute_readings(folder, "dry_room", 22.0, -40.0, 27),
        }
        read = {zone: COLUMNS.format(file=file) for zone, file in readings.items()}
        run(loaded(folder, "warm", 8, CONSTANT)[0])  # compiles, where it has to
        both = {"constant": CONSTANT, "read every minute": read}
        runs = {label: [] for label in both}
        for _ in range(3):  # in turn, so that a slow moment of the machine hits both
            for label, zones in both.items():
                scenario, loading = loaded(folder, "line", coils, zones)
                result = run(scenario)
                runs[label].append((result.timing["total_s"], loading, result))
        for label, timed in runs.items():
            total, loading, result = sorted(timed, key=lambda r: r[0])[1]
            shares = [
                f"{result.timing[part] / total:.0%}"
                for part in ("engine_s", "physics_s", "tables_s")
            ]
            visits = str(len(result.visits))
            table.add_row(label, f"{loading:.2f}", f"{total:.2f}", *shares, visits)
        pairs = zip(*runs.values(), strict=True)
        ratio = sorted(read[0] / still[0] for still, read in pairs)[1]
    console.print(table)
    console.print(
        f"readings against constant air: {ratio:.2f} times; medians of three in turn"
    )
