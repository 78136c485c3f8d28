"""The oven and its load as each sample has them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from models.isotherms import Sum
from models.material import Material
from models.oven import LoadCoil, Oven
from models.two_scale import TwoScaleModel
from models.units import PPM
from scenarios import sample
from scenarios.oven.load import OvenTask
from scenarios.plan.uncertainty import Spread
from scenarios.schema.sample import StartKeys

OF_MATERIAL = ("sorption", "pore_diffusivity", "binder_diffusivity")


@dataclass(frozen=True, eq=False)
class Plant:
    """An oven and the coils in it, under one sample of what is not known."""

    oven: Oven
    coils: tuple[LoadCoil, ...]


def plants(
    task: OvenTask,
    starts: Sequence[StartKeys],
    spreads: Sequence[Spread],
    rows: np.ndarray,
) -> list[Plant]:
    """The plant of `task` under each row of multipliers [samples, spreads].

    `starts` say how each group of coils comes in: where that is an air, a coil that
    sorbs more comes in wetter.

    Raises
    ------
    ValueError
        Where a multiplier leads out of what the physics holds for.
    """
    names = [one.name for one in spreads]
    return [
        _plant(task, starts, dict(zip(names, row, strict=True)))
        for row in rows.tolist()
    ]


def _plant(task, starts, by) -> Plant:
    heat = by.get("heat_transfer", 1.0)
    oven, pump = task.oven, task.oven.pump
    speed = by.get("pump_speed", 1.0)
    oven = replace(
        oven,
        pump=replace(pump, speed=tuple(speed * s for s in pump.speed)),
        leak=oven.leak * by.get("leak", 1.0),
        emissivity=oven.emissivity * heat,
        conduction=oven.conduction * heat,
        convection=oven.convection * heat,
        free_molecular=oven.free_molecular * heat,
    )
    models: dict[int, TwoScaleModel] = {}
    coils = []
    for coil, start in zip(task.coils, starts, strict=True):
        if id(coil.model) not in models:
            models[id(coil.model)] = _model(coil.model, by)
        model = models[id(coil.model)]
        state = sample.start(start, model)
        wetter = by.get("start_water", 1.0)
        if wetter != 1.0:
            ppm = wetter * model.water(state) / model.material.density / PPM
            state = model.uniform(ppm, state.temperature)
        coils.append(
            replace(coil, model=model, state=state, contact=heat * coil.contact)
        )
    return Plant(oven, tuple(coils))


def _model(model: TwoScaleModel, by: Mapping[str, float]) -> TwoScaleModel:
    if not any(name in by for name in OF_MATERIAL):
        return model
    return replace(model, material=material_under(model.material, by))


def material_under(material: Material, by: Mapping[str, float]) -> Material:
    """`material` with its isotherms, pores and micro domains multiplied `by`."""
    more = by.get("sorption", 1.0)
    faster = by.get("binder_diffusivity", 1.0)
    components = []
    for one in material.components:
        micro = one.micro
        if micro is not None:
            micro = replace(micro, diffusivity=faster * micro.diffusivity)
        components.append(
            replace(
                one,
                isotherm=_scaled(one.isotherm, more),
                desorption=one.desorption and _scaled(one.desorption, more),
                micro=micro,
            )
        )
    pores = by.get("pore_diffusivity", 1.0)
    return replace(
        material,
        components=tuple(components),
        in_plane_factor=pores * material.in_plane_factor,
        through_plane_factor=pores * material.through_plane_factor,
    )


def _scaled(isotherm, more):
    return Sum((isotherm,), (more,), name=isotherm.name)
