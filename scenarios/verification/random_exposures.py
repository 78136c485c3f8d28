"""200 lives of coils, stacks, webs and sheets, drawn with fixed seeds.

Each draws from a stream of its own. A life is refused and drawn again where its air, or
its coil heated or cooled with all its water inside, passes the activity WETTEST.
Hysteresis is left out: its memory of the last turn is no unknown of an ODE.
"""

import math
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from models.material import SHAPES, Material
from models.psychrometrics import ice_vapour_pressure, liquid_vapour_pressure
from models.sorption import EDGE, FACE, SEALED, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, MBAR, MINUTE, MM, STANDARD_PRESSURE, kelvin
from scenarios.material.library import library, load_materials
from scenarios.verification.semi_discrete import straight_pieces

COUNT = 200
SEED = 20260
WETTEST = 0.9  # activity; the library's isotherms end at 0.95
LOOKS = 33  # instants per straight piece at which its activity is judged
COIL, FILMED, WRAPPED, WEB, SLIT, SEALED_COIL = KINDS = (
    "coil or stack",
    "film",
    "wrapped",
    "web or sheet",
    "slit, then a sheet",
    "sealed",
)
SHARES = (0.28, 0.18, 0.12, 0.12, 0.15, 0.15)


@dataclass(frozen=True, eq=False)
class Life:
    """A coil at its start, and what it meets.

    Attributes
    ----------
    name : str
        Number, material, exchange and half width, for messages.
    kind : str
        One of KINDS.
    material : Material
    half_width : float
        [m]
    start : tuple of float
        Temperature [K] and vapour pressure [Pa] it was in equilibrium with.
    exposures : tuple of Exposure
    """

    name: str
    kind: str
    material: Material
    half_width: float
    start: tuple[float, float]
    exposures: tuple[Exposure, ...]


@cache
def materials() -> dict[str, Material]:
    """Every material of the library, and again with strong sites where it has them."""
    found = dict(library().materials)
    stronger = load_materials(
        {
            f"{name}, strong sites": {"extends": name, "strong_sites": True}
            for name in found
            if not name.startswith("separator")
        }
    )
    return found | stronger


def life(number: int) -> Life:
    """Life `number`, from 0; the same whenever it is asked for."""
    random = np.random.default_rng([SEED, number])
    while True:
        drawn = _drawn(random, number)
        if _within_range(drawn):
            return drawn


def lives(count: int = COUNT) -> tuple[Life, ...]:
    """The first `count` lives."""
    return tuple(life(number) for number in range(count))


# ---------------------------------------------------------------- one draw


def _between(random, low, high):
    """A number between two others, evenly in its logarithm."""
    return math.exp(random.uniform(math.log(low), math.log(high)))


def _drawn(random, number):
    name, material = _material(random)
    kind = str(random.choice(KINDS, p=SHARES))
    half_width = _between(random, 5 * MM, 150 * MM)
    temperature = kelvin(random.uniform(15.0, 40.0))
    activity = _between(random, 1e-3, 0.8)
    start = (temperature, activity * float(liquid_vapour_pressure(temperature)))
    exposures = tuple(_exposures(random, kind))
    name = f"{number:03d} {name}, {kind}, {half_width / MM:.0f} mm"
    return Life(name, kind, material, half_width, start, exposures)


def _material(random):
    """A material; one in three has thick binder domains, which take up to hours."""
    name = str(random.choice(list(materials())))
    material = materials()[name]
    if random.random() < 1 / 3 and material.micro_fraction > 0.0:
        shape, times = str(random.choice(SHAPES)), _between(random, 5.0, 30.0)
        thick = tuple(
            replace(c, micro=replace(c.micro, shape=shape, size=times * c.micro.size))
            if c.micro
            else c
            for c in material.components
        )
        name = f"{name}, binder as {shape} {times:.0f} times as thick"
        material = replace(material, components=thick)
    return name, material


def _exposures(random, kind):
    """One exposure, or two where the first makes a profile for the second."""
    heating = _between(random, 10 * MINUTE, 3 * HOUR) if random.random() < 0.5 else 0.0
    duration = _between(random, 5 * MINUTE, 8 * DAY)
    film = _between(random, 5e-4, 5e-2)
    if kind == COIL:
        yield _exposure(random, duration, Exchange(EDGE, heating_time=heating))
    elif kind == FILMED:
        yield _exposure(random, duration, Exchange(EDGE, film, heating_time=heating))
    elif kind == WRAPPED:
        wrap = _between(random, 1e-11, 1e-8)
        yield _exposure(random, duration, Exchange(EDGE, film, wrap, heating))
    else:
        if kind != WEB:
            yield _exposure(random, min(duration, DAY), Exchange(EDGE))
        if kind == SEALED_COIL:
            exchange = Exchange(SEALED, heating_time=heating)
            yield _exposure(random, _between(random, HOUR, 4 * DAY), exchange)
        else:
            yield _exposure(
                random, _between(random, 1.0, 2 * HOUR), Exchange(FACE, film)
            )


def _exposure(random, duration, exchange):
    """Air of one to four straight pieces, which ramp or are level, and jump or join."""
    count = int(random.integers(1, 5))
    # pressure is level within a plant's step; a ramp of it is the pump at work
    cuts = np.sort(random.uniform(0.05, 0.95, count - 1))
    times = np.concatenate([[0.0], cuts, [1.0]]) * duration
    ends, now = [], _point(random)
    for _ in range(count):
        if random.random() < 0.6:
            now = _point(random)
        later = _point(random) if random.random() < 0.4 else now
        ends.append((now, later))
        now = later
    values = np.array(ends).transpose(2, 0, 1)
    gas = str(random.choice(["air", "nitrogen", "argon"]))
    return Exposure(AirHistory(times, *values, gas), 0.0, duration, exchange)


def _point(random):
    """Temperature [K], vapour pressure [Pa], pressure [Pa] of a hall or an oven."""
    if random.random() < 0.6:
        temperature, pressure = kelvin(random.uniform(15.0, 35.0)), STANDARD_PRESSURE
        most = 0.7 * float(liquid_vapour_pressure(temperature))
        if random.random() < 0.15:
            pressure = most  # pure vapour, as where isotherms are measured
            return temperature, pressure, pressure
    else:
        temperature = kelvin(random.uniform(45.0, 120.0))
        pressure = _between(random, 1.0, 1013.0) * MBAR
        most = min(0.7 * float(liquid_vapour_pressure(temperature)), 0.5 * pressure)
    return (
        temperature,
        _between(random, float(ice_vapour_pressure(kelvin(-60.0))), max(most, 2.0)),
        pressure,
    )


def _within_range(life):
    """Whether neither air nor coil passes WETTEST, whatever the coil's temperature."""
    model = TwoScaleModel(life.material, life.half_width, cells=1)
    temperature, vapour_pressure = life.start
    met = [(temperature, vapour_pressure)]
    for exposure in life.exposures:
        heating = exposure.exchange.heating_time
        for piece in straight_pieces(exposure, temperature):
            for elapsed in np.linspace(0.0, piece.end - piece.start, LOOKS):
                temperature = piece.coil_temperature(elapsed, heating)
                first, rate = piece.vapour_pressure
                met.append((temperature, first + rate * elapsed))
    reached = np.array([t for t, _ in met])
    activities = np.array([p for _, p in met]) / liquid_vapour_pressure(reached)
    if activities.max() > WETTEST:
        return False
    # each water met, at the coldest and the hottest the coil becomes: macro scale alone
    # (a slow binder does not take part) and both together
    room = np.min(
        [_waters(model, WETTEST, t) for t in (reached.min(), reached.max())], axis=0
    )
    return all(
        np.all(_waters(model, a, t) <= room)
        for a, t in zip(activities, reached, strict=True)
    )


def _waters(model, activity, temperature):
    """Water of the macro scale and of both [kg/m3] in equilibrium."""
    macro, loadings = model._loadings(float(activity), float(temperature), 0.0)
    return np.array([macro, macro + np.dot(loadings, model._masses)])
