"""The profile inside the binder is that of the model's own unknowns."""

import numpy as np
import pytest
from plant import real_materials

from models.isotherms import GAB
from models.material import Component, Material, MicroDomain
from models.sorption import FACE, AirHistory, Exchange, Exposure
from models.two_scale import TwoScaleModel
from models.two_scale.profile import cell_activity, micro_profiles

ROOM = 296.15  # K


def material(shape):
    binder = Component(
        "binder", 0.05, GAB(0.1, 5.0, 0.9), MicroDomain(shape, 2e-6, 1e-14)
    )
    solid = Component("solid", 0.95, GAB(4e-4, 10.0, 0.75))
    return Material("m", 60e-6, 1500.0, 0.35, 1e-6, (solid, binder))


@pytest.mark.parametrize("name", ["anode", "cathode"])
def test_in_equilibrium_the_binder_is_as_its_wall(name):
    model = TwoScaleModel(real_materials()[name], 0.1)
    state = model.equilibrium(ROOM, 900.0)
    for cell in (0, 15):
        (profile,) = micro_profiles(model, state, cell)
        assert profile.loadings == pytest.approx(profile.wall, rel=1e-10)
        places = np.linspace(0.0, profile.size, 9)
        assert profile.at(places) == pytest.approx(profile.wall, rel=1e-9)


def test_activity_of_a_cell_is_that_of_the_air_it_is_in_equilibrium_with():
    from models.psychrometrics import water_activity

    model = TwoScaleModel(real_materials()["anode"], 0.1)
    for vapour in (0.5, 12.84, 1200.0):
        state = model.equilibrium(ROOM, vapour)
        told = float(water_activity(vapour, ROOM))
        assert cell_activity(model, state, 3) == pytest.approx(told, rel=1e-9)


@pytest.mark.parametrize(
    ("shape", "power"), [("slab", 0), ("cylinder", 1), ("sphere", 2)]
)
def test_mean_of_the_drawn_profile_is_the_loading_of_the_domain(shape, power):
    model = TwoScaleModel(material(shape), 0.05)
    start = model.equilibrium(ROOM, 1200.0)
    air = AirHistory.constant(ROOM, 50.0, 101325.0)
    path = [Exposure(air, 0.0, 40.0, Exchange(FACE, 0.01))]
    state = model.advance([start], [path])[0][0].state
    (profile,) = micro_profiles(model, state, 7)
    x, weight = np.polynomial.legendre.leggauss(12)
    x, weight = 0.5 * (x + 1.0), 0.5 * weight
    mean = (power + 1) * (weight * x**power) @ profile.at(x * profile.size)
    assert mean == pytest.approx(model.domain_loadings(state)[7, 0], rel=1e-9)
    # it dries from outside: the wall ahead of the middle
    assert profile.wall < profile.at(0.0) - 1e-3
    assert profile.at(profile.size) == pytest.approx(profile.wall, rel=1e-12)


def test_perfectly_dry_cell_has_no_activity():
    model = TwoScaleModel(real_materials()["anode"], 0.1)
    assert cell_activity(model, model.equilibrium(ROOM, 0.0), 0) == 0.0


def test_state_wetter_than_the_isotherms_reach_is_refused():
    model = TwoScaleModel(real_materials()["anode"], 0.1)
    state = model.equilibrium(ROOM, 900.0)
    state.macro[:] *= 50.0
    with pytest.raises(ValueError, match="more than anode holds"):
        cell_activity(model, state, 0)
