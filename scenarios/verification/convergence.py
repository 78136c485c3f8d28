"""Cases on how fast the time-stepping model's error falls, and where to."""

import numpy as np

from models.linear_two_scale import LinearTwoScaleModel
from models.sorption import FACE, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import STANDARD_PRESSURE
from scenarios.material.library import material
from scenarios.verification.row import (
    DASHED,
    LINE,
    POINTS,
    Chart,
    Curve,
    Finding,
    Outcome,
    Row,
)
from scenarios.verification.samples import (
    OPEN,
    ROOM,
    cut,
    linear_material,
    slow_binder,
    still,
    vapour,
)

# ---------------------------------------------------------------- the tangent

BASE = 0.3  # activity the steps start from
STEPS = (0.02, 0.01, 0.005, 0.0025)  # of activity, up and down
INSTANTS = np.array([0.1, 0.3, 1.0, 3.0])  # of tau_macro
SLOWNESS = 10.0  # tau_micro over tau_macro when dry


def tangent() -> Outcome:
    """Small steps against the exact linear model with the material's tangents."""
    rows, curves = [], []
    for name, component in (
        ("anode_pvdf", "pvdf"),
        ("anode_cmc_sbr", "cmc"),
        ("cathode_lfp", "pvdf"),
    ):
        up, down, share = _differences(name, component)
        even = np.abs(0.5 * (up + down)).max(axis=1)
        odd = np.abs(0.5 * (up - down)).max(axis=1)
        one_sided = np.abs(up).max(axis=1)
        said = f"{name} with slow {component}"
        exact = "derived: tangents of the same isotherms; linear model solved exactly"
        for label, errors, order in (
            ("error of a step, its part that changes sign with it", odd, 1.0),
            ("error of the mean of a step up and a step down", even, 2.0),
        ):
            rows.append(
                Row.of(
                    f"{said}: order of the {label}",
                    np.log2(errors[-2] / errors[-1]),
                    order,
                    0.1,
                    f"derived: Taylor's series in the step; {exact}",
                )
            )
        # Richardson: what is left when the step goes to nought
        limit = (4.0 * 0.5 * (up + down)[-1] - 0.5 * (up + down)[-2]) / 3.0
        rows += [
            Row.of(
                f"{said}: error of a step of {STEPS[-1]:g}",
                one_sided[-1],
                0.0,
                2e-3,
                f"{exact}; of the first order, so of the step's own size",
                "of the change",
            ),
            Row.of(
                f"{said}: error as the step goes to nought",
                np.abs(limit).max(),
                0.0,
                1e-5,
                f"{exact}; what is left is the mesh of 32 cells and 6 nodes",
                "of the change",
            ),
        ]
        label = f"{said} (f = {share:.2f})"
        curves += [
            Curve(f"{label}, one step", STEPS, one_sided, LINE),
            Curve(f"{label}, mean of up and down", STEPS, even, DASHED),
        ]
    chart = Chart(
        "Distance to the exact linear model over the size of the step",
        f"step of the activity from {BASE:g} [-]",
        "largest difference [of the change]",
        tuple(curves),
        log_x=True,
        log_y=True,
        note="First order for one step, second for the mean of two opposite ones.",
    )
    return Outcome(tuple(rows), (chart,))


def _differences(name, component):
    """Time-stepping minus linear residual [steps, instants], up and down; and f."""
    half_width = 0.01
    fast = _tangents(TwoScaleModel(material(name), half_width))
    slow = slow_binder(name, component, SLOWNESS * fast.tau_macro)
    model = TwoScaleModel(slow, half_width, cells=32, modes=6, tolerance=1e-6)
    found = _tangents(model)
    linear = LinearTwoScaleModel(found.tau_macro, found.tau_micro, found.micro_share)
    times = INSTANTS * found.tau_macro
    exact = linear.residual(times)
    start = model.equilibrium(ROOM, vapour(BASE))
    differences = []
    for sign in (1.0, -1.0):
        left = []
        for step in STEPS:
            after = BASE + sign * step
            paths = [cut(still(after), (t,)) for t in times]
            outcomes = model.advance([start] * len(times), paths)
            end = model.water(model.equilibrium(ROOM, vapour(after)))
            water = np.array([model.water(outcome.state) for (outcome,) in outcomes])
            left.append((water - end) / (model.water(start) - end))
        differences.append(np.array(left) - exact)
    return *differences, found.micro_share


def _tangents(model):
    """What the model reports at equal activity: its tangent times and share."""
    start = model.equilibrium(ROOM, vapour(BASE))
    return model.advance([start], [cut(still(BASE), (1.0,))])[0][0]


# ---------------------------------------------------------------- orders

TRACE = 1e-6  # activity so low that the vapour's diffusivity is constant
CELLS = (6, 12, 24)
MODES = (1, 3, 5, 7)
TOLERANCES = (1e-3, 1e-4, 1e-5, 1e-6)
RATIOS = ((0.5, 0.1), (0.5, 1.0), (0.5, 10.0), (0.11, 1.0), (0.11, 17.0))


def _linear(share, ratio):
    """A material of that micro share and tau_micro/tau_macro, and its exact model."""
    half_width = 0.05
    probe = TwoScaleModel(linear_material(share, 1.0), half_width)
    start = probe.equilibrium(ROOM, vapour(TRACE))
    tau = probe.advance([start], [cut(still(0.0), (1.0,))])[0][0].tau_macro
    made = linear_material(share, ratio * tau)
    return made, half_width, LinearTwoScaleModel(tau, ratio * tau, share)


def _left(model, times, before=TRACE, after=0.0, exchange=OPEN):
    """Share of the removable water left at `times` [s]."""
    start = model.equilibrium(ROOM, vapour(before))
    end = model.water(model.equilibrium(ROOM, vapour(after)))
    paths = [cut(still(after), (t,), exchange) for t in times]
    outcomes = model.advance([start] * len(times), paths)
    water = np.array([model.water(outcome.state) for (outcome,) in outcomes])
    return (water - end) / (model.water(start) - end)


def over_the_width() -> Outcome:
    """Half the cell, a sixteenth of the error; of curved isotherms at least a fourth"""
    rows, curves = [], []
    for share, ratio in RATIOS:
        made, half_width, exact = _linear(share, ratio)
        times = np.array([0.1, 0.3, 1.0]) * exact.tau_macro
        errors = []
        for cells in CELLS:
            model = TwoScaleModel(
                made, half_width, cells=cells, modes=8, tolerance=1e-7
            )
            errors.append(np.linalg.norm(_left(model, times) - exact.residual(times)))
        said = f"Henry isotherms, f = {share:g}, tau_micro/tau_macro = {ratio:g}"
        rows.append(
            Row.of(
                f"{said}: order over {CELLS[0]} to {CELLS[-1]} cells",
                _order(CELLS, errors),
                4.0,
                0.7,
                "derived: fluxes through the means of four cells; exact linear model",
            )
        )
        curves.append(Curve(f"Henry, f {share:g}, ratio {ratio:g}", CELLS, errors))
    orders = []
    for name in ("anode_pvdf", "anode_cmc_sbr", "cathode_lfp"):
        tau = _jump_time(name)
        times = np.array([0.1, 0.3, 1.0]) * tau
        finest, *coarse = (
            _left(_refined(name, cells), times, 0.5, 0.2) for cells in (64, *CELLS)
        )
        errors = [np.linalg.norm(left - finest) for left in coarse]
        orders.append(_order(CELLS, errors))
        rows.append(
            Row.at_least(
                f"{name}, 50 to 20 % RH: order over {CELLS[0]} to {CELLS[-1]} cells",
                orders[-1],
                2.0,
                "derived: the activity of a mean is not the mean of the activity; "
                "against 64 cells",
            )
        )
        curves.append(Curve(f"{name}, 50 to 20 % RH", CELLS, errors, DASHED))
    chart = Chart(
        "Error over the number of cells",
        "cells over the half width [-]",
        "error [of the change]",
        tuple(curves),
        log_x=True,
        log_y=True,
    )
    listed = ", ".join(f"{order:.1f}" for order in orders)
    finding = Finding(
        "The fourth order over the width is that of Henry isotherms. Where they are "
        "curved, the activity is taken at a cell's mean water, which is of the second "
        f"order with a small factor: observed {listed} between {CELLS[0]} and "
        f"{CELLS[-1]} cells."
    )
    return Outcome(tuple(rows), (chart,), (finding,))


def _jump_time(name):
    model = TwoScaleModel(material(name), 0.05)
    start = model.equilibrium(ROOM, vapour(0.5))
    return model.advance([start], [cut(still(0.2), (1.0,))])[0][0].tau_macro


def _refined(name, cells):
    return TwoScaleModel(material(name), 0.05, cells=cells, modes=4, tolerance=1e-7)


def _order(sizes, errors):
    """Slope of the error over the number of unknowns, both as logarithms."""
    return -np.polyfit(np.log(sizes), np.log(errors), 1)[0]


def inside_the_binder() -> Outcome:
    """Two more nodes: less than a tenth of the error, in every shape."""
    rows, curves = [], []
    time, least = 1e4, 1e-7  # s; what the time steps leave
    for shape in ("slab", "cylinder", "sphere"):
        made = linear_material(0.9, time, shape)

        def left(modes, made=made):
            model = TwoScaleModel(made, 1e-3, cells=4, modes=modes, tolerance=1e-9)
            return _left(model, [0.05 * time], exchange=Exchange(FACE))[0]

        finest = left(12)
        errors = [abs(left(modes) - finest) for modes in MODES]
        for before, after, modes in zip(
            errors[:-1], errors[1:], MODES[1:], strict=True
        ):
            rows.append(
                Row.at_most(
                    f"{shape}: error with {modes} nodes over that with {modes - 2}",
                    max(after - least, 0.0) / before,
                    0.1,
                    "derived: spectral, faster than any order; against 12 nodes, less "
                    f"the {least:g} that the time steps leave",
                )
            )
        curves.append(Curve(shape, MODES, np.maximum(errors, 1e-12), LINE))
    chart = Chart(
        "Error over the number of nodes inside the binder, 0.05 tau_micro after a jump",
        "nodes [-]",
        "error [of the change]",
        tuple(curves),
        log_y=True,
    )
    return Outcome(tuple(rows), (chart,))


def in_time() -> Outcome:
    """A tenth of the tolerance: steps^-3 of the error, and always below it."""
    rows, curves = [], []
    made, half_width, exact = _linear(0.5, 1.0)
    samples = {
        "Henry isotherms": (made, half_width, exact.tau_macro, TRACE, 0.0),
        "anode_pvdf": (
            material("anode_pvdf"),
            0.05,
            _jump_time("anode_pvdf"),
            0.5,
            0.2,
        ),
        "anode_cmc_sbr": (
            *(material("anode_cmc_sbr"), 0.05),
            *(_jump_time("anode_cmc_sbr"), 0.5, 0.2),
        ),
    }
    for name, (solid, width, time, before, after) in samples.items():
        # on a straight line, so that a start at the edge does not hide the order
        air = AirHistory(
            np.array([0.0, time]),
            np.full((1, 2), ROOM),
            np.array([[vapour(before), vapour(after)]]),
            np.full((1, 2), STANDARD_PRESSURE),
        )
        finest, *runs = (
            _faded(TwoScaleModel(solid, width, tolerance=tolerance), air, before, after)
            for tolerance in (1e-9, *TOLERANCES)
        )
        steps = [run[0] for run in runs]
        errors = [abs(run[1] - finest[1]) for run in runs]
        rows.append(
            Row.of(
                f"{name}: order over {steps[0]} to {steps[-1]} steps",
                _order(steps, errors),
                3.0,
                0.5,
                "Alexander (1977): SDIRK of three stages has order three",
            )
        )
        for tolerance, error in zip(TOLERANCES, errors, strict=True):
            rows.append(
                Row.at_most(
                    f"{name}: error at a tolerance of {tolerance:g}",
                    error,
                    tolerance,
                    "the model's promise: a share of the largest distance from "
                    "equilibrium; against 1e-9",
                    "of the change",
                )
            )
        curves.append(Curve(name, steps, errors, POINTS))
    shown = np.array([20.0, 700.0])
    third = 1e-5 * (shown / shown[0]) ** -3.0
    curves.append(Curve("third order", shown, third, DASHED))
    chart = Chart(
        "Error over the number of time steps, air on a straight line",
        "steps [-]",
        "error [of the change]",
        tuple(curves),
        log_x=True,
        log_y=True,
    )
    return Outcome(tuple(rows), (chart,))


def _faded(model, air, before, after):
    """Steps taken, and share of the removable water left, at the end of `air`."""
    start = model.equilibrium(ROOM, vapour(before))
    end = model.water(model.equilibrium(ROOM, vapour(after)))
    exposure = Exposure(air, 0.0, float(air.times[-1]), OPEN)
    outcome = model.advance([start], [[exposure]])[0][0]
    left = (model.water(outcome.state) - end) / (model.water(start) - end)
    return outcome.steps, left


CASES = {
    "non-linear: tangent problem": tangent,
    "order of convergence: over the width": over_the_width,
    "order of convergence: inside the binder": inside_the_binder,
    "order of convergence: in time": in_time,
}
