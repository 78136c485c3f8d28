"""A sample in SI: its half width, its start, and how it meets the air."""

from models.material import Material
from models.sorption import EDGE, FACE, Exchange, MoistureState
from models.two_scale import TwoScaleModel
from models.units import HOUR, MM, STANDARD_PRESSURE, kelvin
from scenarios.airs import atmosphere
from scenarios.schema.sample import (
    ALL_SIDES,
    COIL,
    FREE_SHEET,
    SHORT_SIDES,
    SampleKeys,
    StartKeys,
)
from twin.coil import Coil
from twin.wrapping import OPEN, Wrapping

CORE_DIAMETER_MM = 152.4  # six inches
ANY_HALF_WIDTH = 0.05  # m; what leaves by the faces does not depend on it


def half_width(sample: SampleKeys) -> float:
    """The way of the water to the open edge [m]."""
    if sample.kind == FREE_SHEET:
        return ANY_HALF_WIDTH
    if sample.kind == COIL:
        return 0.5 * sample.width_mm * MM
    sides = sorted((sample.width_mm, sample.length_mm))
    return 0.5 * sides[(sample.open_sides or ALL_SIDES) == SHORT_SIDES] * MM


def start(keys: StartKeys, model: TwoScaleModel) -> MoistureState:
    """The state before anything happens; ValueError beyond the isotherms' ranges."""
    temperature = kelvin(keys.temperature_degC)
    if keys.coating_ppm is not None:
        return model.uniform(keys.coating_ppm, temperature)
    if keys.water_ppm is not None:
        return model.uniform(keys.water_ppm / model.material.coating_share, temperature)
    air = atmosphere(keys, STANDARD_PRESSURE)
    return model.equilibrium(air.temperature, air.vapour_pressure)


def exchange(
    sample: SampleKeys, model: TwoScaleModel, wrapping: Wrapping = OPEN
) -> Exchange:
    """How the sample meets the air, in `wrapping`."""
    film = float("inf") if sample.film_mm_per_s is None else sample.film_mm_per_s * MM
    kind = FACE if sample.kind == FREE_SHEET else EDGE
    bare = Exchange(kind, film, heating_time=sample.heating_time_h * HOUR)
    if wrapping == OPEN:
        return bare
    surface, edges, volume = _sizes(sample, model.material, model)
    return wrapping.around(bare, surface, edges, volume)


def _sizes(sample, material: Material, model):
    """Surface of the whole sample [m2], cross-section of its coatings at both edges
    [m2], volume of its coatings [m3]."""
    width = sample.width_mm * MM
    if sample.kind == COIL:
        core = (sample.core_diameter_mm or CORE_DIAMETER_MM) * MM
        coil = Coil("", "", material, model, sample.length_m, width, core, 0.0)
        return coil.surface, coil.edge_area, coil.coating_mass / material.density
    length = sample.length_mm * MM
    height = sample.sheets * material.electrode_thickness
    surface = 2.0 * (width * length + (width + length) * height)
    volume = sample.sheets * material.coated_sides * material.thickness * width * length
    return surface, volume / model.half_width, volume
