"""What leaves through the edge or the faces is what is missing, to round-off."""

import numpy as np
import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st
from two_scale_cases import material
from two_scale_hard import LIVES

from models import isotherms
from models.isotherms import ISOTHERMS
from models.material import Component, Material, MicroDomain
from models.sorption import EDGE, FACE, SEALED, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.units import kelvin
from scenarios.verification.lines import saturation

ROOM = 298.15
CLOSURE = 1e-10  # of the water present
NEXT_TO_NOTHING = 1e-9  # kg/m3, less than a millionth of a ppm

RANGES = {"activity_range": (0.0, 0.9), "temperature_range": (253.15, 373.15)}
EXAMPLES = {
    "henry": isotherms.Henry(2e-3, 4e3, **RANGES),
    "gab": isotherms.GAB(0.095, 5.0, 0.93, 4e3, 200.0, **RANGES),
    "bet": isotherms.BET(4e-4, 12.0, 3e3, **RANGES),
    "langmuir": isotherms.Langmuir(1e-4, 500.0, 6e3, **RANGES),
    "freundlich": isotherms.Freundlich(5e-3, 0.6, 3e3, **RANGES),
    "flory_huggins": isotherms.FloryHuggins(1.5, 0.7, **RANGES),
    "tabulated": isotherms.Tabulated(
        (0.0, 0.1, 0.3, 0.6, 0.97),
        (0.0, 2e-3, 5e-3, 9e-3, 4e-2),
        activity_range=(0.0, 0.9),
        temperature_range=(253.15, 373.15),
    ),
    "sum": isotherms.Sum(
        (
            isotherms.GAB(4e-4, 10.0, 0.75, **RANGES),
            isotherms.Langmuir(1e-4, 800.0, 8e3, **RANGES),
        ),
        (0.7, 1.3),
    ),
}
SHAPES = ("slab", "cylinder", "sphere")


def test_every_kind_of_isotherm_is_tried_here():
    assert set(EXAMPLES) == set(ISOTHERMS)


def coating(macro, micro=(), desorption=None):
    """Material of the isotherm kind `macro`; `micro`: (kind, shape, size, D, beta)."""
    populations = tuple(
        Component(
            f"binder{i}",
            0.03,
            EXAMPLES[kind],
            MicroDomain(shape, size, diffusivity, 30e3, exponent),
        )
        for i, (kind, shape, size, diffusivity, exponent) in enumerate(micro)
    )
    powder = Component(
        "powder", 1 - 0.03 * len(micro), EXAMPLES[macro], None, desorption
    )
    return Material(
        name="sample",
        thickness=70e-6,
        density=1700.0,
        porosity=0.4,
        pore_diameter=1e-6,
        components=(powder, *populations),
    )


def assert_closes(model, start, exposures):
    """Assert the balance of every exposure; the last state."""
    before = start
    for outcome in model.advance([start], [exposures])[0]:
        water = model.water(before), model.water(outcome.state)
        assert np.isfinite(outcome.released)
        assert np.all(np.isfinite(outcome.state.macro))
        assert np.all(np.isfinite(outcome.state.micro))
        gap = water[1] - water[0] + outcome.released
        # nearly dry is a few 1e-10 of activity on either side of nought
        most = max(NEXT_TO_NOTHING, *map(abs, water))
        assert abs(gap) <= CLOSURE * most, (water, outcome.released)
        assert model.profile(outcome.state) @ model.cell_widths == pytest.approx(
            water[1] * model.half_width, rel=1e-12
        )
        before = outcome.state
    return before


@st.composite
def lives(draw):
    """A model, a start and exposures, of any kind and mesh there is."""
    number = lambda low, high: draw(st.floats(low, high))  # noqa: E731
    macro = draw(st.sampled_from(sorted(EXAMPLES)))
    micro = tuple(
        (
            draw(st.sampled_from(sorted(EXAMPLES))),
            draw(st.sampled_from(SHAPES)),
            10 ** number(-7.5, -5.0),
            10 ** number(-17.0, -11.0),
            draw(st.sampled_from([0.0, 3.0, 25.0])),
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    desorption = None
    if macro in ("henry", "gab") and draw(st.booleans()):
        desorption = isotherms.Sum((EXAMPLES[macro],), (1.05,))
    model = TwoScaleModel(
        coating(macro, micro, desorption),
        10 ** number(-2.5, -0.6),
        cells=draw(st.integers(1, 30)),
        modes=draw(st.integers(1, 8)),
        tolerance=draw(st.sampled_from([1e-2, 1e-3, 1e-4, 1e-5])),
    )
    event(f"macro {macro}, {len(micro)} populations")
    coolest = 10.0
    most = 0.6 * float(saturation(kelvin(coolest)))
    first = draw(st.sampled_from([0.0, 1e-6, 1e-3, 0.1, 0.5, 1.0]))
    start = model.equilibrium(kelvin(number(20.0, 30.0)), first * most)
    exposures, now = [], 0.0
    for _ in range(draw(st.integers(1, 3))):
        kind = draw(st.sampled_from([EDGE, FACE, SEALED]))
        film = draw(st.sampled_from([np.inf, 1e-3, 1e-1]))
        wrap = draw(st.sampled_from([np.inf, 1e-9])) if kind == EDGE else np.inf
        heating = draw(st.sampled_from([0.0, 100.0, 5000.0]))
        pieces = draw(st.integers(1, 4))
        length = 10 ** number(-1.0, 6.0)
        times = now + length * np.cumsum([0.0] + [number(0.1, 1.0)] * pieces)

        def ends(low, high, pieces=pieces):
            return np.array([[number(low, high) for _ in "ab"] for _ in range(pieces)])

        air = AirHistory(
            times,
            kelvin(ends(coolest, 35.0)),
            most * np.round(ends(0.0, 1.0), 6),
            10 ** ends(3.0, 5.0),
            draw(st.sampled_from(["air", "nitrogen", "argon"])),
        )
        exposures.append(
            Exposure(air, now, float(times[-1]), Exchange(kind, film, wrap, heating))
        )
        now = float(times[-1])
    return model, start, exposures


@settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    database=None,
    phases=[Phase.generate],  # shrinking a fault would take minutes
)
@given(lives())
def test_water_balance_closes_for_any_coating_mesh_and_exchange(life):
    assert_closes(*life)


@pytest.mark.parametrize("kind", EXAMPLES)
@pytest.mark.parametrize("shape", SHAPES)
def test_water_balance_closes_for_every_isotherm_and_shape(kind, shape):
    micro = ((kind, shape, 1e-6, 1e-15, 5.0),)
    model = TwoScaleModel(coating(kind, micro), 0.05)
    p_sat = float(saturation(ROOM))
    start = model.equilibrium(ROOM, 0.7 * p_sat)
    dry = AirHistory.constant(kelvin(60), 20.0, 1e4, "nitrogen")
    humid = AirHistory.constant(ROOM, 0.5 * p_sat, 101325.0)
    assert_closes(
        model,
        start,
        [
            Exposure(dry, 0.0, 4000.0, Exchange(EDGE, heating_time=1000.0)),
            Exposure(humid, 0.0, 30.0, Exchange(FACE, film=5e-3)),
            Exposure(humid, 0.0, 5e5, Exchange(EDGE, film=1e-3, wrap=1e-9)),
            Exposure(dry, 0.0, 1e4, Exchange(SEALED)),
        ],
    )


@pytest.mark.parametrize("name", LIVES)
def test_water_balance_closes_over_the_hard_lives(name):
    life = LIVES[name]
    model = TwoScaleModel(material(life.coating), life.half_width)
    assert_closes(model, model.equilibrium(*life.start), life.exposures)


@pytest.mark.parametrize("kind", EXAMPLES)
@pytest.mark.parametrize("exchange", [EDGE, FACE, SEALED])
def test_equilibrium_stays_put(kind, exchange):
    """A month in the air it is in equilibrium with: nothing moves, to 1e-12."""
    micro = ((kind, "slab", 1e-6, 1e-14, 5.0), ("gab", "sphere", 2e-6, 1e-15, 0.0))
    model = TwoScaleModel(coating(kind, micro), 0.1)
    for activity in (0.0, 1e-6, 0.3, 0.89):
        p_w = activity * float(saturation(ROOM))
        start = model.equilibrium(ROOM, p_w)
        air = AirHistory.constant(ROOM, p_w, 101325.0)
        exposure = Exposure(air, 0.0, 30 * 86400.0, Exchange(exchange))
        (outcome,) = model.advance([start], [[exposure]])[0]
        water = model.water(start)
        slack = 1e-12 * water + 1e-13  # the second for none at all: 1e-10 ppm
        assert abs(outcome.released) <= slack
        # among each other the cells pass on the round-off of their fluxes
        assert np.all(np.abs(outcome.state.macro - start.macro) <= 10 * slack)
        moved = np.abs(outcome.state.micro - start.micro)
        assert np.all(moved <= 1e-12 * start.micro.max() + 1e-15)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_sealed_coil_keeps_its_water_through_any_weather(kind):
    model = TwoScaleModel(coating(kind, ((kind, "sphere", 1e-6, 1e-15, 0.0),)), 0.1)
    start = model.equilibrium(ROOM, 0.3 * float(saturation(ROOM)))
    times = np.array([0.0, 3600.0, 7200.0, 1e5])
    air = AirHistory(
        times,
        kelvin(np.array([[25.0, 45.0], [10.0, 10.0], [10.0, 30.0]])),
        np.array([[0.0, 2000.0], [1e3, 0.0], [10.0, 500.0]]),
        np.full((3, 2), 1e5),
    )
    (outcome,) = model.advance(
        [start], [[Exposure(air, 0.0, 1e5, Exchange(SEALED, heating_time=900.0))]]
    )[0]
    assert outcome.released == 0.0
    assert model.water(outcome.state) == pytest.approx(model.water(start), rel=1e-13)


def test_uniform_state_holds_what_was_asked_in_equilibrium():
    model = TwoScaleModel(coating("gab", (("sum", "slab", 1e-6, 1e-14, 0.0),)), 0.1)
    for ppm in (0.0, 1.0, 300.0, 20000.0):
        state = model.uniform(ppm, ROOM)
        assert model.water(state) == pytest.approx(ppm * 1e-6 * 1700.0, rel=1e-12)
        exposure = Exposure(
            AirHistory.constant(ROOM, 0.0, 1e5), 0.0, 1e6, Exchange(SEALED)
        )
        (outcome,) = model.advance([state], [[exposure]])[0]
        assert outcome.state.macro == pytest.approx(state.macro, rel=1e-10, abs=1e-300)


def test_exposure_of_no_length_changes_nothing():
    model = TwoScaleModel(coating("gab"), 0.1)
    start = model.equilibrium(ROOM, 100.0)
    air = AirHistory.constant(ROOM, 1000.0, 1e5)
    (outcome,) = model.advance([start], [[Exposure(air, 5.0, 5.0, Exchange(EDGE))]])[0]
    assert outcome.released == 0.0
    assert outcome.state.macro.tobytes() == start.macro.tobytes()
