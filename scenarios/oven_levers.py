"""The five levers of an oven: what each does to the drying time, all else kept.

Each lever changes one thing of an OvenTask. The vacuum of the recipe is held until the
load is through, so that a slow variant has its time; what comes after it is left out.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from models.two_scale import TwoScaleModel
from models.units import DAY, HOUR, MBAR, celsius
from scenarios.oven import OvenResult, run
from scenarios.oven_load import OvenTask, with_geometry
from twin.coil import Coil

VACUUM = 200.0 * MBAR  # Pa: below it a step of a recipe is its vacuum
LONGEST = 20.0 * DAY  # s, for which a vacuum is held on
TEMPERATURES = (60.0, 70.0, 80.0, 90.0, 100.0, 110.0, 120.0)  # degC
WIDTHS = (0.4, 0.6, 0.8, 1.0, 1.2, 1.5)  # of the width given
PRESSURES = (300.0, 100.0, 30.0, 10.0, 3.0, 1.0, 0.3)  # mbar
POROSITIES = (0.55, 0.50, 0.45, 0.40, 0.33, 0.28)
LOADS = (0.25, 0.5, 1.0, 2.0, 4.0)  # of the coils given


@dataclass(frozen=True)
class Lever:
    """One lever: what it is called, its unit, values, and the results at them.

    `vacuum_h` is how long after the vacuum began the last coil was through, None where
    it never was; negative where it was before.
    """

    name: str
    values: tuple[float, ...]
    through_h: tuple[float | None, ...]
    vacuum_h: tuple[float | None, ...]


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
    base = held_on(task)
    if max(step.temperature for step in base.steps) <= task.start.wall:
        raise ValueError(
            f"no step of the recipe of {task.name!r} up to its vacuum is warmer than "
            f"the oven at the start, {celsius(task.start.wall):g} degC; there is no "
            "temperature to vary"
        )
    hottest = celsius(max(step.temperature for step in task.steps))
    width = 1e3 * task.geometry[0].width
    coils = sum(coil.count for coil in task.coils)
    own = task.coils[0].model.material.porosity
    variants: Sequence[tuple[str, Sequence[float], Callable, Callable]] = (
        (
            "temperature of the oven in °C",
            _with(TEMPERATURES, hottest),
            at_temperature,
            float,
        ),
        ("width of the first coil in mm", WIDTHS, at_width, lambda v: v * width),
        ("pressure of the vacuum in mbar", PRESSURES, at_pressure, float),
        ("porosity of the first coating", _with(POROSITIES, own), at_porosity, float),
        ("coils in the oven", LOADS, at_load, lambda v: v * coils),
    )
    found = []
    for name, values, changed, shown in variants:
        results = [run(changed(base, value)) for value in values]
        through = tuple(result.summary["through_h"] for result in results)
        begins = [_vacuum_begins(result) for result in results]
        after = tuple(
            None if t is None else t - b for t, b in zip(through, begins, strict=True)
        )
        found.append(Lever(name, tuple(shown(v) for v in values), through, after))
    return found


def _with(values, own):
    return tuple(sorted({*values, round(own, 6)}))


def _vacuum_begins(result: OvenResult) -> float:
    task, begun = result.task, 0.0
    for piece in task.pieces:
        if piece.pressure < VACUUM or piece is task.pieces[-1]:
            break
        begun += piece.duration
    return begun / HOUR


def held_on(task: OvenTask) -> OvenTask:
    """`task` up to its first step below 200 mbar, which is held until all is dry."""
    before = 0
    for k, step in enumerate(task.steps):
        if step.pressure < VACUUM:
            end = before + step.pieces
            last = task.pieces[end - 1]
            pieces = (*task.pieces[: end - 1], replace(last, duration=LONGEST))
            return replace(task, steps=task.steps[: k + 1], pieces=pieces)
        before += step.pieces
    raise ValueError(
        f"the recipe of {task.name!r} has no step below {VACUUM / MBAR:g} mbar; its "
        "levers are those of a vacuum"
    )


def at_temperature(task: OvenTask, temperature_degC: float) -> OvenTask:
    """`task` with its hottest steps at another temperature, its ramps in proportion."""
    start = task.start.wall
    hottest = max(step.temperature for step in task.steps)
    share = (temperature_degC - celsius(start)) / (hottest - start)

    def moved(value):
        return start + share * (value - start)

    pieces = tuple(
        replace(p, start=moved(p.start), end=moved(p.end)) for p in task.pieces
    )
    steps = tuple(replace(s, temperature=moved(s.temperature)) for s in task.steps)
    return replace(task, pieces=pieces, steps=steps)


def at_pressure(task: OvenTask, pressure_mbar: float) -> OvenTask:
    """`task` with its last step, the vacuum, at another pressure."""
    pressure = pressure_mbar * MBAR
    count = task.steps[-1].pieces
    pieces = (
        *task.pieces[:-count],
        *(replace(p, pressure=pressure) for p in task.pieces[-count:]),
    )
    steps = (*task.steps[:-1], replace(task.steps[-1], pressure=pressure))
    return replace(task, pieces=pieces, steps=steps)


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
