"""A day file to a DayTask: its keys first, then the recipes that it names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from models.units import HOUR, KWH, MINUTE
from scenarios.confinement import is_file
from scenarios.document import Document
from scenarios.faults import Fault, Faults, ScenarioError, dotted, listed, quoted
from scenarios.key_faults import faults_of
from scenarios.merge import without_nulls
from scenarios.oven import load as oven_load
from scenarios.oven.load import OvenTask
from scenarios.plan import kept
from scenarios.plan import load as plan_load
from scenarios.plan.day.schema import DayFileKeys
from scenarios.plan.day.task import (
    DayCoils,
    DayRecipe,
    DayTask,
    Ovens,
    Practice,
    annuity,
)
from scenarios.plan.load import PlanTask, with_counts
from scenarios.plan.plan import names as called_by
from scenarios.plan.plant import Plant
from scenarios.plan.programme import Programme, piece_energies, programme
from scenarios.schema import tariff as schema_tariff
from scenarios.shipped import beside, found, read_tree
from twin.energy import Energy

KIND = "oven_day"


@dataclass(frozen=True, eq=False)
class DayFile:
    """The keys of a sound day file, and what its recipes come from, by their names."""

    source: str
    text: bytes
    keys: DayFileKeys
    sources: Mapping[str, PlanTask | OvenTask | None]


def is_day(content) -> bool:
    """Whether the keys of a file are those of a day of ovens."""
    return isinstance(content, dict) and content.get("kind") == KIND


def load(path: str | Path) -> DayFile:
    """The DayFile at `path`; ScenarioError with all that is wrong with it."""
    tree = read_tree(path, "plans")
    file = found(path)
    return loaded(tree.content, tree.lines, str(path), file.parent, file.read_bytes())


def loaded(
    content, lines=None, source="day", folder: str | Path = ".", text: bytes = b""
) -> DayFile:
    """The DayFile of the keys of a day file whose paths begin at `folder`."""
    if not isinstance(content, dict):
        said = "the file is empty" if content is None else f"it is {quoted(content)}"
        message = f"{said}; a day file has the keys {listed(DayFileKeys.model_fields)}"
        raise ScenarioError(source, [Fault((), message)])
    document = Document(source, content, {source: lines or {}}, {(): source})
    faults = Faults()
    try:
        keys = DayFileKeys.model_validate(without_nulls(content))
    except ValidationError as error:
        faults += faults_of(error, DayFileKeys)
        raise document.error(dict.fromkeys(faults)) from None
    for path, section in _sections(keys):
        faults.between_keys(path, section)
    sources = {} if faults else _sources(keys, Path(folder), faults)
    if faults:
        raise document.error(dict.fromkeys(faults))
    return DayFile(source, text, keys, sources)


def _sections(keys):
    for name, one in keys.recipes.items():
        yield ("recipes", name), one
    for i, one in enumerate(keys.coils):
        yield ("coils", i), one
    yield ("ovens",), keys.ovens
    yield ("tariff",), keys.tariff
    yield (), keys


def _sources(keys, folder, faults):
    """What each recipe comes from; None where its numbers are given."""
    sources, plans = {}, {}
    for name, one in keys.recipes.items():
        path = ("recipes", name)
        try:
            if one.plan is not None:
                file = _file(one.plan, folder)
                if file not in plans:
                    plans[file] = plan_load.load(file)
                sources[name] = plans[file]
                known = called_by(plans[file])
                if one.called is not None and one.called not in known:
                    message = f"{quoted(one.called)}; the plan has {listed(known)}"
                    faults.add((*path, "called"), message)
            elif one.oven_file is not None:
                sources[name] = oven_load.load(_file(one.oven_file, folder))
            else:
                sources[name] = None
        except ScenarioError as error:
            key_name = "plan" if one.plan is not None else "oven_file"
            for fault in error.faults[:5]:
                where = f"{dotted(fault.path)}: " if fault.path else ""
                faults.add((*path, key_name), f"{where}{fault.message}")
    return sources


def _file(name, folder) -> str:
    """A path as it is given in the file, or as that of a shipped one."""
    own = beside(folder, name, "plans")
    return str(own if "\x00" not in name and is_file(own) else name)


# ---------------------------------------------------------------- recipes


def resolved(
    day: DayFile,
    plans: Path,
    told: Callable[[str, int, int], None] = lambda *said: None,
) -> DayTask:
    """The DayTask of `day`: its plans' recipes as kept below `plans`, or found now.

    Raises
    ------
    ScenarioError
        Where a plan has no recipe called so, or no recipe fits the horizon.
    LedgerError, SolverError
        Where a plan cannot be kept, or breaks off.
    """
    keys, faults, recipes = day.keys, Faults(), []
    chosen: dict[int, Mapping] = {}
    for name, one in keys.recipes.items():
        source = day.sources[name]
        pieces, said = None, "its numbers in the day file"
        if isinstance(source, PlanTask):
            if id(source) not in chosen:
                chosen[id(source)] = kept.chosen(source, plans, told)
            values = chosen[id(source)].get(one.called)
            if values is None:
                words = " and ".join(chosen[id(source)]) or "none: nothing fits"
                message = f"{quoted(one.called)}; the plan has {words}"
                faults.add(("recipes", name, "called"), message)
                continue
            pieces = of_plan(source, values)
            said = f"{one.called} of {one.plan}"
        elif source is not None:
            recipe = Programme(source.steps, source.pieces)
            plant = Plant(source.oven, source.coils)
            pieces = piece_energies(plant, recipe, source)
            said = one.oven_file
        else:
            energy = Energy(
                one.electricity_kWh * KWH,
                one.natural_gas_kWh * KWH,
                one.district_heat_kWh * KWH,
                one.nitrogen_Nm3,
            )
            pieces = ((one.hours * HOUR, energy),)
        made = DayRecipe(
            name, one.electrode, one.least_coils, one.most_coils, tuple(pieces), said
        )
        if made.duration > keys.horizon_h * HOUR:
            message = (
                f"a load takes {made.duration / HOUR:.1f} h, the horizon is "
                f"{keys.horizon_h:g} h; take a longer one"
            )
            faults.add(("recipes", name), message)
        recipes.append(made)
    if faults:
        raise ScenarioError(day.source, list(faults))
    return _task(day, tuple(recipes))


def of_plan(task: PlanTask, values: Mapping) -> tuple[tuple[float, Energy], ...]:
    """What each piece of a plan's recipe takes [s] and draws, without multipliers."""
    plant = Plant(task.base.oven, with_counts(task, task.base.coils, values))
    recipe = programme(task.recipe, values, task.base, None)
    return piece_energies(plant, recipe, task.base)


def _task(day, recipes) -> DayTask:
    keys = day.keys
    tariff = schema_tariff.tariff(keys.tariff)
    prices = keys.electricity_by_hour
    if prices is None:
        prices = [tariff.electricity * KWH] * 24
    price = keys.ovens.price
    yearly = annuity(
        price.value, keys.ovens.life_years, keys.ovens.interest_pct / 100.0
    )
    hours, minutes = keys.starts.split(":")
    today = keys.today
    return DayTask(
        keys.name,
        keys.description,
        day.source,
        int(hours) * HOUR + int(minutes) * MINUTE,
        keys.horizon_h * HOUR,
        keys.grid_min * MINUTE,
        recipes,
        _coils(keys),
        Ovens(
            keys.ovens.at_least,
            keys.ovens.at_most,
            keys.ovens.turnaround_min * MINUTE,
            yearly / keys.ovens.days_per_year,
            price.as_source,
        ),
        None if keys.late_per_coil_h is None else keys.late_per_coil_h.value / HOUR,
        keys.hour_per_coil.value / HOUR,
        tariff,
        tuple(one / KWH for one in prices),
        schema_tariff.co2(keys.co2),
        today and Practice(today.ovens, dict(today.recipes), today.least_coils),
        keys.gap_pct / 100.0,
        keys.time_limit_s,
    )


def _coils(keys) -> tuple[DayCoils, ...]:
    coils, taken = [], {}
    for one in keys.coils:
        name = one.name or f"{one.electrode}-{one.arrives_h:g}h"
        taken[name] = taken.get(name, 0) + 1
        if taken[name] > 1:  # equal names would make equal coils
            name = f"{name}.{taken[name]}"
        coils.append(
            DayCoils(
                name, one.electrode, one.count, one.arrives_h * HOUR, one.due_h * HOUR
            )
        )
    return tuple(coils)
