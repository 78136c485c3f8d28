"""The event engine against queueing theory; the moisture model is switched off."""

import math
from functools import cache

import numpy as np
import pytest
from plant import HOUR, WellMixed, electrode, fixed, machine, scenario

from models.sorption import Outcome
from twin import kpis, line
from twin.scenario import (
    Breakdowns,
    CheckSpec,
    Distribution,
    KarlFischer,
    MachineSpec,
)

NUMBER, WARM_UP, BATCHES = 12000, 400, 29


class Still(WellMixed):
    """A coil whose water never changes, which costs next to nothing."""

    def _along(self, state, path):
        return [Outcome(state, 0.0, 0.0, 0.0, 0.0, 0.0, 0) for _ in path]


def exponential(hours):
    return Distribution("exponential", (hours * HOUR,))


@cache
def queue(service, machines, seed):
    """A run of NUMBER coils that arrive once per hour on average."""
    spec = MachineSpec(zone="hall", duration=service, machines=machines)
    plant = scenario(
        {"winder": spec},
        2.0 * NUMBER,
        {"anode": electrode("winder", interval=exponential(1.0), count=NUMBER)},
        seed=seed,
    )
    return line.run(plant, model_for=Still)


def mean_and_error(waits):
    """Mean wait, and its standard error from the means of batches."""
    means = waits[WARM_UP : WARM_UP + BATCHES * 400].reshape(BATCHES, 400).mean(axis=1)
    return means.mean(), means.std(ddof=1) / math.sqrt(BATCHES)


def test_single_machine_queue_waits_as_long_as_mm1():
    """Arrivals 1/h, service 0.5 h: Wq = rho / (mu - lambda) = 0.5 h."""
    waits = queue(exponential(0.5), 1, 11).visits["queue_h"].to_numpy()
    mean, error = mean_and_error(waits)
    assert error < 0.05
    assert abs(mean - 0.5) < 3 * error


def deterministic_wait(load, machines):
    """Mean wait of M/D/c, arrivals 1/h, by the chain of what is there every service.

    After one service time all that were in service have left, and a Poisson number has
    come: N' = max(N - c, 0) + Poisson(c load). Its stationary law is that of any time.
    """
    service = load * machines
    size = 200
    arrivals = np.exp(
        -service
        + np.arange(size) * math.log(service)
        - np.array([math.lgamma(n + 1) for n in range(size)])
    )
    step = np.zeros((size, size))
    for n in range(size):
        left = max(n - machines, 0)
        step[n, left:] = arrivals[: size - left]
    law = np.full(size, 1.0 / size)
    for _ in range(3000):
        law = law @ step
        law /= law.sum()
    return float((np.maximum(np.arange(size) - machines, 0) * law).sum())


def test_two_machines_with_fixed_times_wait_as_long_as_md2():
    expected = deterministic_wait(0.7, 2)
    # M/D/1 at half load, as a check of the chain: Wq = rho D / (2 (1 - rho))
    assert deterministic_wait(0.5, 1) == pytest.approx(0.25, rel=1e-9)
    waits = queue(fixed(1.4), 2, 5).visits["queue_h"].to_numpy()
    mean, error = mean_and_error(waits)
    assert error < 0.1
    assert abs(mean - expected) < 3 * error


@pytest.mark.parametrize("station", ["winder", None])
@pytest.mark.parametrize("seed", [5, 11])
def test_littles_law_is_exact(station, seed):
    result = queue(fixed(1.4), 2, 5) if seed == 5 else queue(exponential(0.5), 1, 11)
    inside, rate, time = kpis.little(result, station)
    assert inside == pytest.approx(rate * time, rel=1e-12)
    assert inside > 0.4


def test_littles_law_is_exact_on_a_window_that_cuts_stays():
    plant = scenario(
        {"first": machine(1.0), "second": machine(1.3, buffer=0)},
        37.3,
        {"anode": electrode("first", interval=exponential(1.0), count=None)},
        warm_up=5.7 * HOUR,
    )
    result = line.run(plant, model_for=Still)
    for station in ("first", "second", None):
        inside, rate, time = kpis.little(result, station)
        assert inside == pytest.approx(rate * time, rel=1e-12)


def test_utilisation_is_the_load_offered():
    result = queue(exponential(0.5), 1, 11)
    visits = result.visits
    busy = (visits["finished_h"] - visits["started_h"]).sum()
    watched = result.scenario.duration / HOUR
    found = kpis.utilisation(result)["winder"]
    assert found == pytest.approx(busy / watched, rel=1e-12)
    assert found * watched == pytest.approx(0.5 * NUMBER, rel=0.05)


def test_machine_in_repair_has_the_availability_of_its_mean_times():
    """Working 10 h, repaired 2 h on average: 10/12 of a busy machine's time is work."""
    plant = scenario(
        {
            "winder": machine(
                1.0, breakdowns=Breakdowns(exponential(10), exponential(2))
            )
        },
        4000,
        {"anode": electrode("winder", count=4000)},
        seed=3,
    )
    result = line.run(plant, model_for=Still)
    assert kpis.utilisation(result)["winder"] == pytest.approx(10 / 12, abs=0.03)


def test_same_seed_gives_the_same_draws_whatever_else_the_plant_has():
    """A second station and a moisture check draw from streams of their own."""
    electrodes = {"anode": electrode("winder", interval=exponential(1.0), count=30)}
    alone = scenario({"winder": machine(0.5)}, 200, electrodes, seed=4)
    more = scenario(
        {
            "winder": machine(0.5),
            "second": MachineSpec(zone="hall", duration=exponential(0.3), machines=2),
        },
        200,
        electrodes,
        seed=4,
    )
    released = [line.run(p, model_for=Still).coils["released_h"] for p in (alone, more)]
    assert released[0].equals(released[1])
    assert released[0].nunique() == 30


def test_replications_draw_differently():
    def released(**others):
        plant = scenario(
            {"winder": machine(0.5)},
            50,
            {"anode": electrode("winder", interval=exponential(1.0), count=5)},
            **others,
        )
        return list(line.run(plant, model_for=Still).coils["released_h"])

    assert released(replication=0) == released(replication=0)
    assert released(replication=0) != released(replication=1)
    assert released(seed=1) != released(seed=2)


def test_measurement_error_has_the_spread_it_was_given():
    measurement = KarlFischer(bias=50e-6, standard_error=20e-6, relative_error=0.01)
    plant = scenario(
        {"check": CheckSpec(zone="hall", measurement=measurement)},
        10,
        {"anode": electrode("check", count=2000, start_ppm=800.0)},
        seed=8,
    )
    visits = line.run(plant, model_for=Still).visits
    error = visits["measured_ppm"] - visits["sampled_ppm"] - 50
    assert abs(error.mean()) < 3 * 20 / math.sqrt(2000)
    assert error.std() == pytest.approx(20, rel=0.05)
