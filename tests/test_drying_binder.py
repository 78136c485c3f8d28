"""Binder migration while the film shrinks, and the crack indicator."""

import math
from itertools import pairwise

import numpy as np
import pytest

from models.drying.binder import BinderDiffusivity, migration, migration_in
from models.drying.coating import WetCoating
from models.drying.cracking import (
    LIKELY,
    SAFE,
    UNKNOWN,
    WATCH,
    Particles,
    crack_indicator,
    critical_thickness,
)
from models.drying.dryer import Dryer, DryerZone, Web
from models.drying.film import DryingAir
from models.drying.solvent import NMP, WATER
from models.drying.uptake import water_uptake
from models.drying.web_profile import web_profile
from models.units import kelvin
from scenarios.material.library import material
from scenarios.verification.drying_binder import PECLET, spectral_enrichment

HEIGHT, SPREAD, SOLID = 200e-6, 5e-11, 0.3
DRIED = material("anode_cmc_sbr").compacted(0.5)
WEB = Web(WetCoating(DRIED, WATER, 0.5, water_uptake(DRIED)))
BINDER = BinderDiffusivity(5e-11, 16e3)


def shrunk(peclet, cells=200, slope=0.0, end=0.5):
    """At `peclet` on average until the height is `end`.

    The rate is 1 + slope (share of the time - 1/2) of its mean.
    """
    mean = peclet * SPREAD / HEIGHT
    last = (1.0 - end) * HEIGHT / mean

    def height(time):
        share = time / last
        sunk = share * (1.0 - 0.5 * slope) + 0.5 * slope * share**2
        return HEIGHT - mean * last * sunk

    return migration(
        height,
        lambda time: mean * (1.0 + slope * (time / last - 0.5)),
        SOLID,
        lambda _: SPREAD,
        np.linspace(0.0, last, 9),
        cells,
    )


@pytest.mark.parametrize("peclet", PECLET)
def test_enrichment_is_that_of_a_spectral_solution(peclet):
    found = shrunk(peclet, 400).enrichment[-1]
    assert found == pytest.approx(spectral_enrichment(peclet), rel=1e-3)


@pytest.mark.parametrize(("peclet", "printed"), PECLET.items())
def test_topmost_cell_is_as_rich_as_worked_out_before(peclet, printed):
    cells = shrunk(peclet, 400).concentration[-1]
    assert cells[-1] / cells.mean() == pytest.approx(printed, rel=0.02)


@pytest.mark.parametrize("peclet", [1e-3, 0.1, 10.0, 300.0, 1e5])
def test_binder_is_kept_and_never_negative(peclet):
    found = shrunk(peclet)
    assert found.closure < 1e-12
    assert found.concentration.min() >= 0.0


def test_error_falls_with_the_square_of_the_cell():
    exact = spectral_enrichment(10.0)
    errors = [abs(shrunk(10.0, n).enrichment[-1] - exact) for n in (25, 50, 100, 200)]
    orders = [math.log2(coarse / fine) for coarse, fine in pairwise(errors)]
    assert min(orders) > 1.95


def test_slow_drying_leaves_the_binder_even():
    assert shrunk(1e-3).enrichment[-1] == pytest.approx(1.0, abs=1e-3)


def test_enrichment_rises_with_the_peclet_number():
    found = [shrunk(pe).enrichment[-1] for pe in (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)]
    assert found == sorted(found)
    assert shrunk(3.0).mean_peclet == pytest.approx(3.0)


def test_without_diffusion_binder_gathers_where_the_surface_was():
    """Far from the surface nothing diffuses: the liquid is as rich as at the start."""
    found = shrunk(1e3)
    assert found.concentration[-1, :60] == pytest.approx(np.ones(60), rel=1e-9)


def test_a_falling_rate_is_kinder_than_a_rising_one():
    steady = shrunk(3.0).enrichment[-1]
    falling = shrunk(3.0, slope=-1.0).enrichment[-1]
    rising = shrunk(3.0, slope=1.0).enrichment[-1]
    assert falling < steady < rising


def test_high_low_high_evens_the_binder_in_the_same_time():
    """Rates along a dryer of three zones; the last one, high, comes after the film."""

    def air(degrees):
        return DryingAir(kelvin(degrees), 1200.0, 1200.0)

    def way(first, second):
        zones = [
            DryerZone("first", 10.0, air(first), 60.0),
            DryerZone("second", 10.0, air(second), 60.0),
            DryerZone("high", 20.0, air(120.0), 90.0),
        ]
        profile = web_profile(WEB, Dryer(zones), 0.5, 0.005, points=20)
        touched = profile.stage_ends(0)["film shrinkage"]
        return migration_in(profile, 0, BINDER).enrichment[-1], touched, profile.is_dry

    kind, kind_end, kind_dry = way(110.0, 63.0)
    harsh, harsh_end, harsh_dry = way(63.0, 110.0)
    assert kind_dry
    assert harsh_dry
    assert kind_end <= harsh_end
    assert kind < 0.8 * harsh


def test_along_a_web_the_height_ends_where_particles_touch():
    zone = DryerZone("zone", 40.0, DryingAir(kelvin(90.0), 1200.0, 1200.0), 60.0, 40.0)
    profile = web_profile(WEB, Dryer((zone,)), 0.6, 0.005)
    found = migration_in(profile, 0, BINDER)
    assert found.height[-1] == pytest.approx(DRIED.thickness, rel=1e-4)
    assert found.closure < 1e-12
    place = found.time[-1] * profile.speed
    assert place == pytest.approx(profile.stage_ends(0)["film shrinkage"])
    sinking = profile.rate[0] / WATER.density
    largest = np.max(sinking * found.height[0] / BINDER.at(profile.temperature))
    assert 0.8 * largest < found.mean_peclet < largest
    fewer = migration_in(profile, 0, BINDER, cells=100)
    assert fewer.enrichment[-1] == pytest.approx(found.enrichment[-1], rel=3e-3)


def test_a_film_that_would_shrink_below_its_solid_is_refused():
    with pytest.raises(ValueError, match="shrinks below its solid"):
        shrunk(1.0, cells=20, end=0.25)


def test_binder_diffuses_faster_when_warm():
    assert BINDER.at(298.15) == pytest.approx(5e-11)
    ratio = BINDER.at(340.0) / BINDER.at(298.15)
    assert ratio == pytest.approx(math.exp(16e3 / 8.314462618 * (1 / 298.15 - 1 / 340)))


# ---------------------------------------------------------------- cracks


def test_critical_thickness_worked_by_hand():
    """G 10 GPa, M 6, phi 0.6, R 5 um, water of 0.070 N/m: sqrt(4.5e-6/0.14) = 5.669e-3,
    x 0.64 x 5.3^-1.5 (0.08196) = 297.4 um."""
    found = critical_thickness(Particles(1e10, 5e-6, 0.6), WATER)
    assert found == pytest.approx(297.4e-6, rel=1e-3)


def test_stiffer_larger_particles_and_nmp_bear_thicker_films():
    base = critical_thickness(Particles(1e10, 5e-6, 0.6), WATER)
    assert critical_thickness(Particles(2e10, 5e-6, 0.6), WATER) > base
    assert critical_thickness(Particles(1e10, 7e-6, 0.6), WATER) > base
    assert critical_thickness(Particles(1e10, 5e-6, 0.6), NMP) > base


def test_practice_is_judged_apart_from_theory():
    particles = Particles(1e10, 5e-6, 0.6)
    found = {
        um: crack_indicator(um * 1e-6, particles, WATER, "aqueous graphite")
        for um in (90, 250, 400)
    }
    assert [found[um].practice for um in found] == [SAFE, WATCH, LIKELY]
    assert found[400].index == pytest.approx(400e-6 / 297.4e-6, rel=1e-3)
    assert crack_indicator(9e-5, particles, NMP).practice == UNKNOWN
    with pytest.raises(ValueError, match="thresholds are known for aqueous graphite"):
        crack_indicator(9e-5, particles, NMP, "slurry")
