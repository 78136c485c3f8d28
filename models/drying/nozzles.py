"""Heat transfer under an array of slot nozzles, by Martin's correlation."""

import math
from dataclasses import dataclass

from models.drying.film import AIR_HEAT_CAPACITY, air_conductivity, air_density
from models.gas_diffusion import gas_viscosity
from models.units import MM, STANDARD_PRESSURE

REYNOLDS = (1500.0, 40_000.0)
DISTANCE = (1.0, 40.0)  # H/S
LEAST_OPEN = 0.008  # f, and at most 2.5 f0
MOST_OPEN = 2.5  # times f0


@dataclass(frozen=True)
class SlotNozzles:
    """Slots across the web that blow air at right angles onto it.

    Attributes
    ----------
    velocity : float
        Of the air at the slots' exit [m/s].
    slot_width : float
        B [m].
    pitch : float
        From slot to slot, L_T [m].
    distance : float
        From the slots to the web, H [m].
    """

    velocity: float
    slot_width: float
    pitch: float
    distance: float

    def __post_init__(self):
        for name in ("velocity", "slot_width", "pitch", "distance"):
            if not 0.0 < getattr(self, name) < math.inf:
                raise ValueError(
                    f"{name} of the slot nozzles is {getattr(self, name)}; it is a "
                    "finite number above 0"
                )
        if self.slot_width >= self.pitch:
            raise ValueError(
                f"the slots are {self.slot_width / MM:g} mm wide and "
                f"{self.pitch / MM:g} mm apart; they stand wider apart than they are"
            )

    @property
    def open_share(self) -> float:
        """Open area over area of the array, f = B/L_T [-]."""
        return self.slot_width / self.pitch

    @property
    def air_flow(self) -> float:
        """Air blown per area of web [m3/(s m2)]."""
        return self.velocity * self.open_share

    def reynolds(self, temperature: float, pressure: float = STANDARD_PRESSURE):
        """Reynolds number [-] on S = 2B, with air of `temperature` [K]."""
        density = air_density(temperature, pressure)
        viscosity = float(gas_viscosity(temperature)) / density
        return self.velocity * 2.0 * self.slot_width / viscosity

    def heat_transfer(
        self, temperature: float, pressure: float = STANDARD_PRESSURE
    ) -> float:
        """Mean heat-transfer coefficient [W/(m2 K)] of a face under the array.

        Parameters
        ----------
        temperature : float
            Of the air [K], at which its properties are taken.

        Notes
        -----
        Nu/Pr^0.42 = (2/3) f0^(3/4) (2 Re/(f/f0 + f0/f))^(2/3), Nu = alpha S/lambda,
        f0 = (60 + 4 (H/S - 2)^2)^(-1/2), S = 2B: Martin (1977), Adv. Heat Transfer 13,
        1; recalled. For 1500 <= Re <= 40 000, 1 <= H/S <= 40, 0.008 <= f <= 2.5 f0,
        there within 15 %.

        Raises
        ------
        ValueError
            Outside that range; it names all that lies outside.
        """
        hydraulic = 2.0 * self.slot_width
        far, open_share = self.distance / hydraulic, self.open_share
        best = (60.0 + 4.0 * (far - 2.0) ** 2) ** -0.5
        reynolds = self.reynolds(temperature, pressure)
        self._check(reynolds, far, open_share, best)
        conductivity = air_conductivity(temperature)
        viscosity = float(gas_viscosity(temperature))
        prandtl = viscosity * AIR_HEAT_CAPACITY / conductivity
        flow = 2.0 * reynolds / (open_share / best + best / open_share)
        nusselt = prandtl**0.42 * (2.0 / 3.0) * best**0.75 * flow ** (2.0 / 3.0)
        return nusselt * conductivity / hydraulic

    @staticmethod
    def _check(reynolds, far, open_share, best):
        faults = []
        if not REYNOLDS[0] <= reynolds <= REYNOLDS[1]:
            faults.append(
                f"Re is {reynolds:.4g}, allowed is {REYNOLDS[0]:g} to {REYNOLDS[1]:g} "
                "(velocity, slot width)"
            )
        if not DISTANCE[0] <= far <= DISTANCE[1]:
            faults.append(
                f"H/S is {far:.4g}, allowed is {DISTANCE[0]:g} to {DISTANCE[1]:g} "
                "(distance over twice the slot width)"
            )
        if not LEAST_OPEN <= open_share <= MOST_OPEN * best:
            faults.append(
                f"f is {open_share:.4g}, allowed is {LEAST_OPEN:g} to "
                f"{MOST_OPEN * best:.4g} (slot width over pitch)"
            )
        if faults:
            raise ValueError(
                "the slot nozzles lie outside Martin's correlation: "
                + "; ".join(faults)
                + "; change them, or give a measured heat-transfer coefficient"
            )
