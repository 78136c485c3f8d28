"""The verification suite behind `twin verify`: cases with a reference of their own.

A case is a function without arguments that returns an Outcome: rows of a computed
number against a reference, charts, findings. A case module offers them as `CASES`,
title to function, and may name in `SLOW_CASES` the titles that take more than a few
seconds: these are started first, and left out of the quick tests. Its name in MODULES
joins it.

row       Row, Finding, Curve, Chart, Outcome
suite     runs cases in processes of their own, each with its seconds
report    the page in HTML
table     what the command prints
figures   a Chart as a plotly figure
samples   materials, airs and random lives for the cases

paper            the published model: figures 4 and 5, the micro scale alone
paper_anode      figures 6 and 7, and what they determine
limits           exact answers: table, limits, moments, symmetries
laws             gas diffusion and tortuosity against tables
moist_air        vapour pressures and dry-room air against tables and papers
sorption_tables  isotherms: equations, the library's table, the literature
nonlinear        the time-stepping model: rest, balance, sign, one way
convergence      the time-stepping model: towards what its error falls, and how fast
drying           the convective dryer: film, nozzles, the web's way, energy
drying_binder    binder migration: against a spectral solution, and in its trends
nip              calendering: line load, water that stays, hot rolls
handling         wrappings and bags, times to a limit
oven             the loaded oven: its gas and its balances
oven_heat        heat-up, radiation, gas
oven_floors      diffusion times of a coil, and what the oven's vapour leaves in it
oven_together    its coils: alone in a flood of gas, and sharing their vapour
independent      the time-stepping model: 200 random lives against other solvers

random_exposures                  these lives
right_side, semi_discrete, cvode  the model's equations as an ODE, and CVODE on them
oven_system                       a loaded oven as one ODE, and CVODE on it
coating, line_rates, lines        laws and meshes written afresh, and scipy on them
refined                           both on meshes that get finer
"""

from collections.abc import Callable
from importlib import import_module

from scenarios.verification.row import Chart, Curve, Finding, Outcome, Row

__all__ = ["Chart", "Curve", "Finding", "Outcome", "Row", "cases", "slow_cases"]

MODULES = (  # in the order of the report
    "paper",
    "paper_anode",
    "limits",
    "laws",
    "moist_air",
    "sorption_tables",
    "nonlinear",
    "convergence",
    "drying",
    "drying_binder",
    "nip",
    "handling",
    "oven",
    "oven_heat",
    "oven_floors",
    "oven_together",
    "independent",
)


def _modules():
    """The case modules, imported when asked for: they load the compiled solver."""
    return [import_module(f"scenarios.verification.{name}") for name in MODULES]


def cases() -> dict[str, Callable[[], Outcome]]:
    """All cases by title, in the order of the report."""
    joined = {}
    for module in _modules():
        for title, case in module.CASES.items():
            if title in joined:
                raise ValueError(
                    f"two cases are called {title!r}; one is in {module.__name__}"
                )
            joined[title] = case
    return joined


def slow_cases() -> frozenset[str]:
    """Titles of the cases that take more than a few seconds."""
    return frozenset().union(
        *(getattr(module, "SLOW_CASES", ()) for module in _modules())
    )
