"""The published model's own parameters, and the diffusion times they mean."""

import math
from dataclasses import dataclass

ABOVE_ZERO = "a finite number above 0"


@dataclass(frozen=True, kw_only=True)
class TransportParameters:
    """The parameters of Heckmann et al. (2026), Eqs. 2 and 3.

    Curves depend on them through `tau_macro`, `tau_micro` and `micro_share` alone.

    Attributes
    ----------
    macro_fraction : float
        Phi, volume share of the macro scale (pores, active material, carbon) [-].
    porosity : float
        epsilon, pores per volume *of the macro scale*: the coating has Phi epsilon [-].
    K_macro : float
        Concentration in the gas over that on the macro solid [-]; 1e-3 to 2e-2 for real
        electrodes, 1 in the paper's model cases.
    K_micro : float
        Concentration on the micro over that on the macro solid [-].
    D_macro : float
        Diffusivity of vapour in the pores, tortuosity included [m2/s].
    D_micro : float
        Diffusivity in the micro domain [m2/s].
    s_macro, s_micro : float
        Ways from the mirror plane to the edge, from a domain's middle to its wall [m].

    Raises
    ------
    ValueError
        For a number out of its range; all of them are named.
    """

    macro_fraction: float
    porosity: float
    K_macro: float
    K_micro: float
    D_macro: float
    D_micro: float
    s_macro: float
    s_micro: float

    def __post_init__(self):
        share = "a fraction above 0 and at most 1"
        positive = {"K_macro": "-", "D_macro": "m2/s", "D_micro": "m2/s"}
        positive |= {"s_macro": "m", "s_micro": "m"}
        faults = [
            f"{name} is {getattr(self, name)}; it is {share}, by volume"
            for name in ("macro_fraction", "porosity")
            if not 0.0 < getattr(self, name) <= 1.0
        ] + [
            f"{name} is {getattr(self, name)} {unit}; it is {ABOVE_ZERO}"
            for name, unit in positive.items()
            if not 0.0 < getattr(self, name) < math.inf
        ]
        if not 0.0 <= self.K_micro < math.inf:
            faults.append(
                f"K_micro is {self.K_micro}; it is a finite number from 0 up (0: no "
                "water on the micro scale)"
            )
        if faults:
            raise ValueError("\n".join(faults))

    @property
    def _held(self):
        """Water on the macro and on the micro scale per concentration on the solid."""
        macro = self.porosity * self.K_macro + 1.0 - self.porosity
        return self.macro_fraction * macro, (1.0 - self.macro_fraction) * self.K_micro

    @property
    def tau_macro(self):
        """Diffusion time of the macro scale [s], with all water counted: Eq. 6."""
        conductance = self.macro_fraction * self.porosity * self.K_macro * self.D_macro
        return sum(self._held) * self.s_macro**2 / conductance

    @property
    def tau_micro(self):
        """Diffusion time of the micro scale [s]: Eq. 4."""
        return self.s_micro**2 / self.D_micro

    @property
    def micro_share(self):
        """Share of the water at equilibrium that is on the micro scale [-]."""
        macro, micro = self._held
        return micro / (macro + micro)
