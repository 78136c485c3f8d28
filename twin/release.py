"""How coils come into a plant: when they are released, and with which water."""

from typing import Any

from models.units import PPM
from twin.coil import Coil
from twin.scenario import ElectrodeSpec
from twin.streams import draws, stream


def coils(line, name: str, spec: ElectrodeSpec):
    """Process of the clock: put the coils of electrode `name` into `line`, one by one.

    As its orders list them, or every interval.
    """
    env = line.env
    if spec.orders:
        for order in sorted(spec.orders, key=lambda o: o.release):
            if order.release > env.now:
                yield env.timeout(order.release - env.now)
            length = spec.length if order.length is None else order.length
            ppm = spec.start_ppm if order.start_ppm is None else order.start_ppm
            _put_in(line, order.name, name, spec, length, ppm)
        return
    scenario = line.scenario
    rng = stream(scenario.seed, scenario.replication, f"{name}/interval")
    if spec.first_release > 0.0:
        yield env.timeout(spec.first_release)
    number = 0
    while spec.count is None or number < spec.count:
        number += 1
        _put_in(line, f"{name}-{number:04d}", name, spec, spec.length, spec.start_ppm)
        if spec.interval is not None:
            yield env.timeout(float(draws(spec.interval, rng, 1)[0]))


def _put_in(line, name, electrode, spec, length, ppm):
    now = line.env.now
    material = line.scenario.materials[spec.material]
    if spec.as_coated_porosity is not None:
        material = line.compacted(material, spec.as_coated_porosity)
    model = line.model(material, 0.5 * spec.width)
    try:
        state = _start_state(line, model, spec, ppm, now)
    except (ValueError, RuntimeError) as error:
        error.add_note(f"start of coil {name}")
        raise
    coil = Coil(
        name,
        electrode,
        material,
        model,
        length,
        spec.width,
        spec.core_diameter,
        now,
        state,
        keeps=line.keep,
    )
    line.coils.append(coil)
    line.stations[spec.first_station].arrive(coil)


def _start_state(line, model: Any, spec: ElectrodeSpec, ppm: float | None, now: float):
    """The state a coil starts with: as its dryer, its content or its air says."""
    first = line.stations[spec.first_station]
    if getattr(first.spec, "dryer", None) is not None:
        web = first.dried(model.material)
        return _uniform(line, model, web.water / PPM, web.temperature)
    if ppm is not None:
        coating_ppm = ppm / model.material.coating_share
        return _uniform(line, model, coating_ppm, spec.start_temperature)
    air = spec.start_air
    if air is not None:
        temperature, vapour_pressure = air.temperature, air.vapour_pressure
    else:
        zone = getattr(first, "web_zone", first.zone)  # of a coater: its dryer
        temperature, vapour_pressure, _ = zone.air.at(now)
    key = id(model), "air", temperature, vapour_pressure
    if key not in line.starts:
        line.starts[key] = model.equilibrium(temperature, vapour_pressure)
    return line.starts[key]


def _uniform(line, model, coating_ppm, temperature):
    """Equal starts share a state, for none is changed."""
    key = id(model), coating_ppm, temperature
    if key not in line.starts:
        line.starts[key] = model.uniform(coating_ppm, temperature)
    return line.starts[key]
