"""Wrapping: what a waiting coil is wrapped in, and how it meets the air through it."""

import math
from dataclasses import dataclass, replace

from models.bag import BAG, Bag, BagExchange, Desiccant
from models.isotherms import Isotherm
from models.sorption import SEALED, Exchange


@dataclass(frozen=True)
class DryingAgent:
    """Desiccant in a bag: isotherm, `mass` [kg], loading when it is put in [kg/kg]."""

    name: str
    isotherm: Isotherm
    mass: float
    start: float = 0.0


@dataclass(frozen=True)
class Wrapping:
    """What a waiting coil is wrapped in.

    `permeance` Q [kg/(m2 s Pa)] on `area` [m2; None: the coil's whole surface]. A
    permeance of 0 is a sealed bag, inf no wrapping. With `desiccant`, or a `pressure`
    [Pa] of its own inside, it is a bag with an air of its own (:mod:`models.bag`).
    """

    name: str = "open"
    permeance: float = math.inf
    area: float | None = None
    desiccant: DryingAgent | None = None
    pressure: float | None = None

    @property
    def is_bag(self) -> bool:
        """Whether the air inside is reckoned."""
        return self.desiccant is not None or self.pressure is not None

    def around(
        self, edge: Exchange, surface: float, edge_area: float, coating_volume: float
    ) -> Exchange:
        """How what meets the air through `edge` when open meets it when wrapped.

        `surface` [m2] of what is wrapped, `edge_area` [m2] the cross-section of its
        coatings at their open edges, `coating_volume` [m3] of dry coating.
        """
        if math.isinf(self.permeance):
            return edge
        area = surface if self.area is None else self.area
        if self.is_bag:
            agent, desiccant = self.desiccant, None
            if agent is not None:
                mass = agent.mass / coating_volume
                desiccant = Desiccant(agent.isotherm, mass, agent.start)
            bag = Bag(self.permeance * area / coating_volume, desiccant, self.pressure)
            return BagExchange(BAG, edge.film, heating_time=edge.heating_time, bag=bag)
        if self.permeance == 0.0:
            return Exchange(SEALED, heating_time=edge.heating_time)
        return replace(edge, wrap=self.permeance * area / edge_area)


OPEN = Wrapping()
