"""What is wrong between a coating and the calenders it goes through."""

from models.material import Material
from models.units import N_PER_MM, celsius, kelvin
from scenarios.faults import Faults
from scenarios.schema.calender import CalenderKeys
from scenarios.schema.scenario import ElectrodeKeys


def as_coated(electrode: ElectrodeKeys, material: Material | None) -> Material | None:
    """The material as it comes from the coater; None where that is a fault itself."""
    porosity = electrode.as_coated_porosity
    if material is None or porosity is None:
        return material
    try:
        return material.compacted(porosity)
    except ValueError:
        return None  # said where the electrode is built


def pressed(
    name: str, stop: str, station: CalenderKeys, coating: Material, faults: Faults
) -> Material | None:
    """The coating of electrode `name` behind a calender; None where that cannot be."""
    porosity, load = station.porosity, station.line_load_N_per_mm
    if (porosity is None) == (load is None):
        return None  # a fault of the station's own keys
    rolls, hottest = station.roll_temperature_degC, coating.temperature_range[1]
    if rolls is not None and kelvin(rolls) > hottest:
        faults.add(
            ("stations", stop, "roll_temperature_degC"),
            f"{rolls:g}; the isotherms of {coating.name} hold up to "
            f"{celsius(hottest):.4g} °C",
        )
    if load is not None:
        with faults.guarded(("stations", stop, "line_load_N_per_mm")):
            return coating.compacted(coating.pressed_porosity(load * N_PER_MM))
        return None
    if porosity > coating.porosity:
        faults.add(
            ("stations", stop, "porosity"),
            f"{porosity}; a calender compacts, and {name} comes to it with "
            f"{coating.porosity:g}: lower it, or raise "
            f"electrodes.{name}.as_coated_porosity",
        )
    return coating.compacted(porosity)
