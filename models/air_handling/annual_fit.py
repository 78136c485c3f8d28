"""Fit of the reference plant's unknowns to published annual energies."""

from dataclasses import astuple, dataclass, fields

import numpy as np
from scipy.optimize import least_squares

from models.air_handling.climate import HOURS
from models.air_handling.parts import DISTRICT_HEAT, ELECTRICITY, NATURAL_GAS
from models.air_handling.reference import FITTED, Unknowns, annual_energies

COMPARED = (ELECTRICITY, NATURAL_GAS, DISTRICT_HEAT)
# every eleventh hour: prime to 24 and 168, so all hours of day and week get their turn
SAMPLED = np.arange(0, HOURS, 11)
SCALES = np.array([0.1, 1.0, 2e3, 5.0, 5e3, 0.1])  # of the unknowns, for the search
USUAL = 0.05  # relative error up to which the fit counts squares, then magnitudes


@dataclass(frozen=True)
class Rooms:
    """The rooms of one site with their published energies.

    Attributes
    ----------
    site : Site
    size, load : array
    energy : dict
        Carrier to energies of a year [kWh], one entry a room.
    """

    site: object
    size: np.ndarray
    load: np.ndarray
    energy: dict


def errors(sites, unknowns=FITTED, **assumed):
    """Carrier to the relative errors of all rooms, one site after the other.

    Electricity and gas relative to themselves; district heat, which falls to nothing
    where the wheel heats enough, relative to the room's sum of the three.
    """
    found = {carrier: [] for carrier in COMPARED}
    for rooms in sites:
        model = annual_energies(rooms.site, rooms.size, rooms.load, unknowns, **assumed)
        total = sum(rooms.energy[carrier] for carrier in COMPARED)
        for carrier in COMPARED:
            truth = rooms.energy[carrier]
            basis = total if carrier == DISTRICT_HEAT else truth
            found[carrier].append((model[carrier] - truth) / basis)
    return {carrier: np.concatenate(parts) for carrier, parts in found.items()}


def fit_unknowns(sites, start=FITTED, *, hours=SAMPLED, **assumed):
    """The Unknowns that fit the sites' energies best, all rooms weighing the same.

    Errors as in :func:`errors`, district heat's doubled (its allowance is about half);
    beyond 5 % they count by magnitude, so that no city rules.
    """
    low = [0.3, 288.15, 0.0, 323.15, 0.0, 0.0]
    high = [6.0, 308.15, 60e3, 408.15, 2e5, 0.95]

    def residuals(vector):
        found = errors(sites, Unknowns(*vector), hours=hours, **assumed)
        doubled = 2.0 * found[DISTRICT_HEAT]
        return np.concatenate([found[ELECTRICITY], found[NATURAL_GAS], doubled])

    fit = least_squares(
        residuals, astuple(start), bounds=(low, high), x_scale=SCALES,
        loss="soft_l1", f_scale=USUAL, xtol=1e-6, ftol=1e-8,
    )  # fmt: skip
    if not fit.success:
        raise ValueError(
            f"the fit of the annual energies did not settle: {fit.message}"
        )
    at_bound = [
        entry.name
        for entry, bound in zip(fields(Unknowns), fit.active_mask, strict=True)
        if bound
    ]
    if at_bound:
        raise ValueError(
            f"the fit of the annual energies leaves {', '.join(at_bound)} at the end "
            "of what makes sense: the model does not describe these plants"
        )
    return Unknowns(*(float(value) for value in fit.x))
