"""The five levers of an oven: what each does to the drying time, all else kept.

A lever is judged in the vacuum alone. The load of an OvenTask begins hot, as wet as it
came, in the deepest vacuum of its recipe, which is held until all is through the limit:
so every variant starts from the same water, and heat-up does not blur what a lever
does. Beside each stands the law it follows where nothing else has a say:

- temperature: 1/p_sat(T), as vapour thickens;
- width: its square, as diffusion goes;
- pressure: 1/D(p) of thin vapour in the pores, with its plateau where their walls
  decide (Knudsen), if dry gas sweeps the chamber; without that the chamber fills with
  vapour, and its floor decides;
- porosity: capacity per volume over diffusivity, rho/D_e;
- load: a pump shared by n coils is to each what a gas film is, 1/Bi = sum of
  V D_e / s^2 over S; the slowest mode of a slab then lasts (1 + 1/Bi)^2 times as long.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.gas_diffusion import pore_diffusivity
from models.oven import ChamberState
from models.oven.columns import SPEED
from models.oven.gas import pump_value
from models.psychrometrics import liquid_vapour_pressure
from models.two_scale import TwoScaleModel
from models.units import DAY, GAS_CONSTANT, MBAR, celsius, kelvin
from scenarios.oven.load import OvenTask, with_geometry
from scenarios.oven.oven import equilibrium_water, run
from twin.coil import Coil

VACUUM = 200.0 * MBAR  # Pa: below it a step of a recipe is its vacuum
LONGEST = 20.0 * DAY  # s, for which a vacuum is held on
SWEPT = 0.9  # of what the pump draws: the dry gas that sweeps the chamber
TEMPERATURES = (60.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0)  # degC
WIDTHS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.5)  # of the width given
PRESSURES = (300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3)  # mbar
POROSITIES = (0.55, 0.50, 0.45, 0.40, 0.33, 0.28)
LOADS = (0.25, 0.5, 1.0, 2.0, 4.0)  # of the coils given


@dataclass(frozen=True)
class Lever:
    """One lever: values, the hours of vacuum at them, and the law beside.

    Attributes
    ----------
    name, column : str
        In words; as a column, with its unit.
    values : tuple of float
        In the unit of the column.
    through_h : tuple of float or None
        Hours until the last coil is through the limit; None: never.
    law_h : tuple of float or None
        What it says, through the point at `anchor`.
    anchor : float
        The value the load has, or for the pressure the lowest.
    swept_h : tuple of float or None
        Pressure only: hours in a chamber swept with dry gas, to which the law belongs.
    never_above : float or None
        Pressure only [mbar]: from there on the floor in pure vapour is above the limit.
    """

    name: str
    column: str
    values: tuple[float, ...]
    through_h: tuple[float | None, ...]
    law_h: tuple[float | None, ...]
    anchor: float
    swept_h: tuple[float | None, ...] = ()
    never_above: float | None = None

    def table(self) -> dict[str, list]:
        """Its columns."""
        found = {self.column: list(self.values), "through_h": list(self.through_h)}
        if self.swept_h:
            found["swept_through_h"] = list(self.swept_h)
        return found | {"law_h": list(self.law_h)}


def levers(task: OvenTask) -> list[Lever]:
    """All five of them for `task`, which has a limit of water.

    Raises
    ------
    ValueError
        Without a limit of water, a step below 200 mbar, or a step warmer than the oven
        is at the start.
    """
    if task.limits.water is None and task.limits.wettest is None:
        raise ValueError(
            "limits.water_ppm is missing; a lever is judged by when the load is "
            "through it"
        )
    base = hot_load(task)
    width = 1e3 * task.geometry[0].width
    coils = sum(coil.count for coil in task.coils)
    own = base.coils[0].model.material.porosity
    hot = celsius(base.start.wall)
    return [
        _lever(
            base, "temperature of the oven in °C", "temperature_degC",
            _with(TEMPERATURES, hot), hot, at_temperature,
            lambda b: 1.0 / float(liquid_vapour_pressure(b.start.wall)),
        ),
        _lever(
            base, "width of the first coil in mm", "width_mm",
            [share * width for share in WIDTHS], width,
            lambda b, value: at_width(b, value / width),
            lambda b: b.coils[0].model.half_width ** 2,
        ),
        _pressure(base),
        _lever(
            base, "porosity of the first coating", "porosity",
            _with(POROSITIES, own), own, at_porosity,
            lambda b: b.coils[0].model.material.density / _spread(b, b.coils[0]),
        ),
        _lever(
            base, "coils in the oven", "coils", [share * coils for share in LOADS],
            coils, lambda b, value: at_load(b, value / coils),
            lambda b: (1.0 + pump_share(b)) ** 2,
        ),
    ]  # fmt: skip


def _with(values, own):
    return sorted({*values, round(own, 6)})


def _lever(
    base: OvenTask, name: str, column: str, values: Sequence[float], own: float,
    changed: Callable, weight: Callable,
) -> Lever:  # fmt: skip
    variants = [changed(base, value) for value in values]
    hours = [run(variant).summary["through_h"] for variant in variants]
    at = int(np.argmin(np.abs(np.array(values) - own)))
    weights = np.array([weight(variant) for variant in variants])
    return Lever(
        name, column, tuple(values), tuple(hours),
        _through(weights, hours, at), values[at],
    )  # fmt: skip


def _through(weights, hours, at):
    """A law through one of the points; nowhere, if that was never reached."""
    if hours[at] is None:
        return (None,) * len(hours)
    return tuple((hours[at] * weights / weights[at]).tolist())


def _pressure(base: OvenTask) -> Lever:
    """Pure vapour and a swept chamber over the pressure."""
    plain = [at_pressure(base, p) for p in PRESSURES]
    swept = [swept_with_gas(variant) for variant in plain]
    hours, others = (
        [run(variant).summary["through_h"] for variant in some]
        for some in (plain, swept)
    )
    weights = np.array([1.0 / _spread(variant, base.coils[0]) for variant in plain])
    lowest = int(np.argmin(PRESSURES))
    return Lever(
        "pressure of the vacuum in mbar", "pressure_mbar", PRESSURES, tuple(hours),
         _through(weights, others, lowest), PRESSURES[lowest],
        tuple(others), highest_pressure(base),
    )  # fmt: skip


def _spread(task, coil):
    """Effective diffusivity [m2/s] of thin vapour in `coil` under the task's vacuum."""
    made, piece = coil.model.material, task.pieces[-1]
    free = pore_diffusivity(
        task.start.wall, piece.pressure, 0.0, made.pore_diameter, piece.gas
    )
    return made.in_plane_factor * float(free)


def pump_speed(task: OvenTask) -> float:
    """What the pump draws [m3/s] at the pressure of the task's vacuum."""
    pump = task.oven.pump
    rows = np.column_stack([pump.pressure, pump.speed, pump.power])
    return float(pump_value(rows, task.pieces[-1].pressure, SPEED))


def pump_share(task: OvenTask) -> float:
    """Resistance of the pump over that of the coils' pores, 1/Bi [-]."""
    through = sum(
        coil.count * coil.coating_volume * _spread(task, coil)
        / coil.model.half_width**2
        for coil in task.coils
    )  # fmt: skip
    return through / pump_speed(task)


def highest_pressure(task: OvenTask) -> float | None:
    """Pressure [mbar] of pure vapour that leaves the limit in the load; None: any of
    PRESSURES leaves less."""
    limit = min(x for x in (task.limits.water, task.limits.wettest) if x is not None)
    warm = task.start.wall

    def floor(mbar):
        return max(
            equilibrium_water(task, i, mbar * MBAR, warm)
            for i in range(len(task.coils))
        )

    low, high = min(PRESSURES), max(PRESSURES)
    if floor(high) <= limit:
        return None
    for _ in range(60):
        middle = (low * high) ** 0.5
        low, high = (low, middle) if floor(middle) > limit else (middle, high)
    return high


def hot_load(task: OvenTask) -> OvenTask:
    """`task` in the deepest vacuum of its recipe from the start, its load as hot."""
    deepest = min(task.steps, key=lambda step: step.pressure)
    if deepest.pressure >= VACUUM:
        raise ValueError(
            f"the recipe of {task.name!r} has no step below {VACUUM / MBAR:g} mbar; "
            "its levers are those of a vacuum"
        )
    last = sum(s.pieces for s in task.steps[: task.steps.index(deepest) + 1]) - 1
    hot = deepest.temperature
    piece = replace(task.pieces[last], duration=LONGEST, start=hot, end=hot)
    base = replace(task, steps=(replace(deepest, pieces=1),), pieces=(piece,))
    return _begun(base, hot, deepest.pressure)


def _begun(task, temperature, pressure):
    """`task` of one step with load, walls and gas at `temperature` and `pressure`."""
    coils = tuple(
        replace(coil, state=replace(coil.state, temperature=temperature))
        for coil in task.coils
    )
    (piece,), (step,) = task.pieces, task.steps
    return replace(
        task,
        coils=coils,
        start=ChamberState.filled(task.oven, temperature, pressure, 0.0),
        pieces=(replace(piece, start=temperature, end=temperature, pressure=pressure),),
        steps=(replace(step, temperature=temperature, pressure=pressure),),
    )


def at_temperature(task: OvenTask, temperature_degC: float) -> OvenTask:
    """A hot `task` at another temperature."""
    return _begun(task, kelvin(temperature_degC), task.pieces[-1].pressure)


def at_pressure(task: OvenTask, pressure_mbar: float) -> OvenTask:
    """A hot `task` at another pressure."""
    return _begun(task, task.start.wall, pressure_mbar * MBAR)


def swept_with_gas(task: OvenTask) -> OvenTask:
    """A hot `task` with as much of its gas as the pump draws, but for a tenth."""
    (piece,) = task.pieces
    flow = SWEPT * pump_speed(task) * piece.pressure / (GAS_CONSTANT * task.start.wall)
    return replace(task, pieces=(replace(piece, purge=flow),))


def at_load(task: OvenTask, share: float) -> OvenTask:
    """`task` with `share` times its coils."""
    coils = tuple(replace(coil, count=share * coil.count) for coil in task.coils)
    return replace(task, coils=coils)


def at_width(task: OvenTask, share: float) -> OvenTask:
    """`task` with coils `share` times as wide, wound as long."""
    return _rewound(task, lambda coil: (coil.material, share * coil.width))


def at_porosity(task: OvenTask, porosity: float) -> OvenTask:
    """`task` with coatings calendered to `porosity`; water per dry mass is kept."""
    return _rewound(task, lambda coil: (coil.material.compacted(porosity), coil.width))


def _rewound(task, changed):
    coils, geometry = [], []
    for coil, wound in zip(task.coils, task.geometry, strict=True):
        material, width = changed(wound)
        model = TwoScaleModel(
            material,
            0.5 * width,
            coil.model.cells,
            coil.model.modes,
            coil.model.tolerance,
        )
        new = Coil(
            coil.name,
            coil.name,
            material,
            model,
            wound.length,
            width,
            wound.core_diameter,
            0.0,
        )
        ppm = coil.model.water(coil.state) / coil.model.material.density * 1e6
        state = model.uniform(ppm, coil.state.temperature)
        coils.append(with_geometry(replace(coil, model=model, state=state), new, wound))
        geometry.append(new)
    return replace(task, coils=tuple(coils), geometry=tuple(geometry))
