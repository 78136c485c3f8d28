"""A recipe under all samples: what it costs, and which share keeps the window.

One run per sample answers for every length of the hold that is found: water falls and
dose grows as it goes on, so the run to its longest is read at all of them.
"""

import math
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from models.oven import LoadRun, run_load
from models.sorption import SolverError
from models.units import HOUR
from scenarios.faults import ScenarioError
from scenarios.oven.load import OvenTask
from scenarios.plan.behind import behind_at_holds, behind_at_states
from scenarios.plan.load import PlanTask, with_counts
from scenarios.plan.plant import Plant, plants
from scenarios.plan.programme import Programme, programme, stopped_run, whole_run
from scenarios.plan.uncertainty import Surface, multipliers
from scenarios.plan.window import BEHIND, SURE, doses, excesses
from twin.energy import NOTHING, Energy

ASKED = 512  # samples at which what few samples say is asked
LOOKS = 24  # lengths of the hold looked at before those between


@dataclass(frozen=True, eq=False)
class Judged:
    """What came of a recipe.

    Attributes
    ----------
    values : mapping
        Each decision's value, the found hold's too.
    figures : mapping
        By goal: time [h of the recipe], energy_cost [currency per coil], co2 [kg per
        coil], severity [h at the dose's reference temperature], without any
        multiplier.
    energy : Energy
        Of the load.
    share : float
        Of the samples, that keep all limits [-].
    needed : float
        What it has to be, a whole number of samples [-].
    excess : mapping
        By limit: what the confidence leaves as the worst, as `window` counts it.
    kept : mapping
        By limit: share of the samples that keep it [-].
    holds, looks : array [holds], [samples, limits, holds]
        The samples' excesses at some lengths of the hold [h].
    binding : str
        The limit for which the hold is no shorter, or "".
    failed : str
        Why there is no answer, or "".
    """

    values: Mapping[str, float | int]
    figures: Mapping[str, float] = field(default_factory=dict)
    energy: Energy = NOTHING
    share: float = 0.0
    needed: float = 1.0
    excess: Mapping[str, float] = field(default_factory=dict)
    kept: Mapping[str, float] = field(default_factory=dict)
    holds: np.ndarray | None = None
    looks: np.ndarray | None = None
    binding: str = ""
    failed: str = ""

    @property
    def is_feasible(self) -> bool:
        """Whether enough samples keep all limits."""
        return not self.failed and self.share >= self.needed - 1e-12


class Judge:
    """Judges recipes of a task on one grid, under its own common samples.

    `fitted`: few samples, whose answer is asked at many (the search); else each sample
    counts for itself.
    """

    def __init__(self, task: PlanTask, base: OvenTask, samples: int, fitted: bool):
        self.task, self.base = task, base
        self.limits = task.limits
        self.at_door = tuple(n for n in self.limits if n not in BEHIND)
        self.behind = tuple(n for n in self.limits if n in BEHIND)
        seed, spreads = task.search.seed, task.spreads
        self.rows = multipliers(spreads, samples, seed)
        self.samples = plants(base, task.starts, spreads, self.rows)
        self.nominal = Plant(base.oven, base.coils)
        self.bags: dict[tuple, list] = {}  # waits in bags, as far as they are known
        self.surface = None
        if fitted and spreads:
            asked = multipliers(spreads, ASKED, seed + 1)
            self.surface = Surface(self.rows, asked)
        count = ASKED if self.surface is not None else len(self.rows)
        confidence = task.window.confidence
        # of n fresh samples, order statistics keep a share of k / (n + 1)
        self.needed = min(math.ceil(confidence * (count + 1)), count) / count

    # ------------------------------------------------------------ one recipe

    def programme(self, values: Mapping) -> Programme:
        """The recipe under `values`, its found hold at its longest."""
        task = self.task
        if task.hold is not None:
            longest = task.hold.value(task.hold.levels - 1)
            values = {task.hold.name: longest, **values}
        return programme(task.recipe, values, self.base, task.hold_at)

    def plant(self, plant: Plant, values: Mapping) -> Plant:
        """`plant` with as many coils as `values` say."""
        if not self.task.counts:
            return plant
        return Plant(plant.oven, with_counts(self.task, plant.coils, values))

    def __call__(self, values: Mapping[str, float | int]) -> Judged:
        """The recipe of `values`; without a value for it, with the shortest hold."""
        try:
            return self._judged(values)
        except (SolverError, ScenarioError) as error:
            notes = "; ".join([str(error), *getattr(error, "__notes__", ())])
            return Judged(dict(values), failed=notes)

    def _judged(self, values) -> Judged:
        task = self.task
        recipe = self.programme(values)
        hold, fixed = (
            task.hold,
            None if task.hold is None else values.get(task.hold.name),
        )
        nominal = self.plant(self.nominal, values)
        if hold is None:
            excess = np.array(
                [
                    self.at_end(plant, run, values)
                    for plant, run in self.runs(recipe, values)
                ]
            )
            holds = np.array([0.0])
            return self._answer(values, recipe, nominal, excess[:, :, None], holds, 0)
        holds = np.array(hold.values())
        excess = self._at_holds(nominal, recipe, values, holds)
        if fixed is not None:
            k = int(np.abs(holds - fixed).argmin())
        else:
            k = self.shortest(excess)
        if recipe.rest > 0.0:  # what follows the hold changes a little, the same in all
            shift = self._shift(nominal, recipe.held(holds[k]), values)
            excess = excess + shift[None, :, None]
            if fixed is None:
                k = self.shortest(excess)
        values = {**values, hold.name: hold.value(k)}
        return self._answer(values, recipe.held(holds[k]), nominal, excess, holds, k)

    def runs(self, recipe: Programme, values: Mapping):
        """Each sample's plant, and its run up to the end of the hold that is found."""
        for plant in self.samples:
            own = self.plant(plant, values)
            yield own, run_load(
                own.oven, own.coils, recipe.until_hold_ends, self.base.start,
                tolerance=self.base.tolerance,
            )  # fmt: skip

    def _at_holds(self, nominal, recipe, values, holds):
        """Excesses where the hold ends at each of `holds` [samples, limits, holds]."""
        if self.behind:
            runs, behind = behind_at_holds(self, nominal, recipe, values, holds)
        else:
            runs = [run for _, run in self.runs(recipe, values)]
        at, window = recipe.before + holds * HOUR, self.task.window
        door = np.array(
            [
                excesses(window, self.at_door, nominal.coils, run, at, recipe.rest)
                for run in runs
            ]
        )
        return np.concatenate([door, behind], axis=1) if self.behind else door

    def at_door_end(self, plant: Plant, run: LoadRun) -> np.ndarray:
        """Excesses at the oven's door, where the run of `plant` ends."""
        at, window = run.times[-1:], self.task.window
        return excesses(window, self.at_door, plant.coils, run, at, 0.0)[:, 0]

    def at_end(self, plant: Plant, run: LoadRun, values: Mapping) -> np.ndarray:
        """Excesses where the run of `plant` ends, and behind the wait [limits]."""
        door = self.at_door_end(plant, run)
        if not self.behind:
            return door
        behind = behind_at_states(self, plant, values, [run.states])
        return np.concatenate([door, behind[:, 0]])

    def _shift(self, plant, recipe, values):
        """What the rest of the recipe adds to each excess behind the hold."""
        run, _ = whole_run(plant, recipe, self.base)
        end = float(run.times[-1] - recipe.rest)
        at, window = np.array([end]), self.task.window
        before = excesses(window, self.at_door, plant.coils, run, at, recipe.rest)[:, 0]
        if self.behind:
            _, states = stopped_run(plant, recipe, self.base, [recipe.hold_hours])
            behind = behind_at_states(self, plant, values, states)[:, 0]
            before = np.concatenate([before, behind])
        return self.at_end(plant, run, values) - before

    def _answer(self, values, recipe, nominal, excess, holds, k) -> Judged:
        """The Judged at hold `k`; `excess` [samples, limits, holds]."""
        looks = np.union1d(_looks(len(holds)), [k])
        return self.answer(
            values, recipe, nominal, excess[:, :, k], holds[looks],
            excess[:, :, looks].astype(np.float32),
        )  # fmt: skip

    def answer(self, values, recipe, nominal, excess, holds=None, looks=None) -> Judged:
        """The Judged of a whole recipe; `excess` [samples, limits] at its end."""
        asked = self.at_all(excess[:, :, None])[:, :, 0]
        figures, energy = self.figures(nominal, recipe, values)
        worst = np.quantile(asked, self.task.window.confidence, axis=0)
        good = asked <= 0.0
        return Judged(
            values,
            figures,
            energy,
            float(good.all(1).mean()),
            self.needed,
            dict(zip(self.limits, worst.tolist(), strict=True)),
            dict(zip(self.limits, good.mean(0).tolist(), strict=True)),
            holds,
            looks,
        )

    def figures(self, nominal: Plant, recipe: Programme, values: Mapping):
        """Figures by goal, and the energy, of a whole run without multipliers.

        The wrapping of a wait that is demanded is part of what a coil costs.
        """
        run, energy = whole_run(nominal, recipe, self.base)
        count = math.fsum(coil.count for coil in nominal.coils)
        cost = self.task.tariff.of(energy) / count
        if self.behind:
            cost += self.task.waiting.costs[self.task.waiting.name(values)]
        figures = {
            "time": float(recipe.duration) / HOUR,
            "energy_cost": cost,
            "co2": self.task.co2.of(energy) / count,
            "severity": float(doses(self.task.window, run)[-1].max()) / HOUR,
        }
        return figures, energy

    # ------------------------------------------------------------ many samples

    def at_all(self, excess: np.ndarray) -> np.ndarray:
        """`excess` [samples, limits, ...] at all samples that are asked."""
        if self.surface is None:
            return excess
        fits = [i for i, name in enumerate(self.limits) if name not in SURE]
        asked = np.empty((ASKED, *excess.shape[1:]))
        asked[:] = excess.max(0)
        fitted = self.surface.at_asked(excess[:, fits].reshape(len(excess), -1))
        asked[:, fits] = fitted.reshape(ASKED, len(fits), -1)
        return asked

    def quantiles(self, excess: np.ndarray) -> np.ndarray:
        """Of each limit's `excess`, what the confidence leaves as the worst."""
        confidence = self.task.window.confidence
        return np.quantile(self.at_all(excess), confidence, axis=0)

    def relaxation(self, excess: np.ndarray, names: Sequence[str]) -> np.ndarray:
        """Excess up to which the limits `names` have to give, the others kept [holds].

        inf where too few samples keep the others.
        """
        asked = self.at_all(excess)
        own = [self.limits.index(name) for name in names]
        others = np.delete(asked, own, axis=1) <= 0.0
        most = asked[:, own].max(1)
        sorted_ = np.sort(np.where(others.all(1), most, np.inf), axis=0)
        return sorted_[round(self.needed * len(asked)) - 1]

    def shares(self, excess: np.ndarray) -> np.ndarray:
        """Share of the samples that keep all limits [holds]."""
        return (self.at_all(excess) <= 0.0).all(1).mean(0)

    def shortest(self, excess: np.ndarray) -> int:
        """Index of the shortest hold with which enough samples keep all limits.

        Where none does: that with the least sum of broken limits.
        """
        count = excess.shape[2]
        looks = _looks(count)
        good = np.flatnonzero(self.shares(excess[:, :, looks]) >= self.needed - 1e-12)
        if not len(good):
            worst = self.quantiles(excess[:, :, looks])
            return int(looks[np.maximum(worst, 0.0).sum(0).argmin()])
        first = looks[good[0]]
        if good[0] == 0:
            return int(first)
        between = np.arange(looks[good[0] - 1] + 1, first + 1)
        fine = self.shares(excess[:, :, between]) >= self.needed - 1e-12
        return int(between[np.flatnonzero(fine)[0]])


def _looks(count):
    """Indices of the lengths of a hold that are looked at first."""
    return np.unique(np.linspace(0, count - 1, LOOKS).astype(int))


class Crew:
    """Threads that judge recipes, or run samples, side by side; order is kept."""

    def __init__(self, threads: int):
        self.threads = threads

    def map(self, work, items: Sequence) -> list:
        """`work` of each of `items`, in their order."""
        if self.threads == 1 or len(items) < 2:
            return [work(item) for item in items]
        with ThreadPoolExecutor(self.threads) as pool:
            return list(pool.map(work, items))
