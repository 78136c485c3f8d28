"""Atmosphere: air of one state."""

from dataclasses import dataclass

from models.psychrometrics import measures, saturation
from models.psychrometrics.ranges import (
    air_temperature,
    partial_pressure,
    total_pressure,
)
from models.units import PPM, celsius


@dataclass(frozen=True)
class Atmosphere:
    """Air of one state: temperature, total pressure, vapour pressure and carrier gas.

    It knows neither time nor place. Zero vapour pressure is allowed; such air has no
    dew point, and asking for it is a ValueError.

    Attributes
    ----------
    temperature : float
        Temperature [K], 173.15 to 473.15 (-100 to 200 degC).
    pressure : float
        Total pressure [Pa], above 0.
    vapour_pressure : float
        Partial pressure of water [Pa], 0 to `pressure`, and no more than liquid water
        has at this temperature (damper air would be fog).
    gas : str
        "air", "nitrogen" or "argon".
    enhanced : bool
        Dew points, relative humidity and activity count with the enhancement factor;
        a choice for comparisons with real-gas tables, never made by the twin.

    Examples
    --------
    >>> air = Atmosphere.from_dew_point(298.15, 101325.0, 233.15)
    >>> round(air.vapour_pressure, 2), round(air.water_ppmv, 1)
    (12.84, 126.8)
    >>> round(air.water_activity, 5), round(air.dew_point_over_water - 273.15, 1)
    (0.00405, -43.6)
    """

    temperature: float
    pressure: float
    vapour_pressure: float
    gas: str = "air"
    enhanced: bool = False

    def __post_init__(self):
        for name in ("temperature", "pressure", "vapour_pressure"):
            object.__setattr__(self, name, float(getattr(self, name)))
        air_temperature(self.temperature)
        total_pressure(self.pressure)
        measures.molar_mass(self.gas)
        if self.enhanced and self.gas != "air":
            raise ValueError(
                f"enhanced is True with gas {self.gas!r}; the enhancement factor is"
                " known for air only, leave it out"
            )
        partial_pressure(self.vapour_pressure, self.pressure)
        highest = float(
            saturation.vapour_pressure_from_dew_point_over_water(
                self.temperature, enhanced_at=self._enhanced_at
            )
        )
        # a relative humidity of 1 that went through another measure may end an ulp up
        if self.vapour_pressure > highest * (1.0 + 1e-9):
            raise ValueError(
                f"vapour_pressure is {self.vapour_pressure:.6g} Pa, a dew point of"
                f" {celsius(self.dew_point):.6g} °C, in air of"
                f" {celsius(self.temperature):.6g} °C; allowed is 0 to {highest:.6g}"
                " Pa, its saturation over liquid water: warm the air or dry it"
            )

    @property
    def _enhanced_at(self):
        return self.pressure if self.enhanced else None

    @classmethod
    def from_dew_point(
        cls,
        temperature: float,
        pressure: float,
        dew_point: float,
        gas: str = "air",
        enhanced: bool = False,
    ) -> "Atmosphere":
        """Air of a dew point [K]: over ice (frost point) below 0 degC."""
        at = pressure if enhanced else None
        p = saturation.vapour_pressure_from_dew_point(dew_point, enhanced_at=at)
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_dew_point_over_water(
        cls,
        temperature: float,
        pressure: float,
        dew_point: float,
        gas: str = "air",
        enhanced: bool = False,
    ) -> "Atmosphere":
        """Air of a dew point [K] over liquid, below 0 degC supercooled, water."""
        at = pressure if enhanced else None
        p = saturation.vapour_pressure_from_dew_point_over_water(
            dew_point, enhanced_at=at
        )
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_relative_humidity(
        cls,
        temperature: float,
        pressure: float,
        relative_humidity: float,
        gas: str = "air",
        enhanced: bool = False,
    ) -> "Atmosphere":
        """Air of a relative humidity, a fraction from 0 to 1, over liquid water."""
        at = pressure if enhanced else None
        p = measures.vapour_pressure_from_relative_humidity(
            relative_humidity, temperature, enhanced_at=at
        )
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_humidity_ratio(
        cls,
        temperature: float,
        pressure: float,
        humidity_ratio: float,
        gas: str = "air",
        enhanced: bool = False,
    ) -> "Atmosphere":
        """Air of a humidity ratio [kg of water per kg of dry gas]."""
        p = measures.vapour_pressure_from_humidity_ratio(humidity_ratio, pressure, gas)
        return cls(temperature, pressure, p, gas, enhanced)

    @classmethod
    def from_mole_fraction(
        cls,
        temperature: float,
        pressure: float,
        mole_fraction: float,
        gas: str = "air",
        enhanced: bool = False,
    ) -> "Atmosphere":
        """Air of a mole fraction of water [mol/mol]; 127 ppmv is 127e-6."""
        p = measures.vapour_pressure_from_mole_fraction(mole_fraction, pressure)
        return cls(temperature, pressure, p, gas, enhanced)

    @property
    def dew_point(self) -> float:
        """Dew point [K], over ice below 0 degC."""
        return float(
            saturation.dew_point(self.vapour_pressure, enhanced_at=self._enhanced_at)
        )

    @property
    def frost_point(self) -> float:
        """Frost point [K]; ValueError above the triple point of water."""
        return float(
            saturation.frost_point(self.vapour_pressure, enhanced_at=self._enhanced_at)
        )

    @property
    def dew_point_over_water(self) -> float:
        """Dew point [K] over liquid, below 0 degC supercooled, water."""
        return float(
            saturation.dew_point_over_water(
                self.vapour_pressure, enhanced_at=self._enhanced_at
            )
        )

    @property
    def relative_humidity(self) -> float:
        """Relative humidity over liquid water, a fraction from 0 to 1."""
        return float(
            measures.relative_humidity(
                self.vapour_pressure, self.temperature, enhanced_at=self._enhanced_at
            )
        )

    @property
    def water_activity(self) -> float:
        """Water activity of the air at its own temperature [-]."""
        return self.relative_humidity

    @property
    def mole_fraction(self) -> float:
        """Mole fraction of water [mol/mol]."""
        return float(measures.mole_fraction(self.vapour_pressure, self.pressure))

    @property
    def water_ppmv(self) -> float:
        """Water in millionths of the moist gas by volume."""
        return self.mole_fraction / PPM

    @property
    def humidity_ratio(self) -> float:
        """Humidity ratio [kg of water per kg of dry gas]."""
        return float(
            measures.humidity_ratio(self.vapour_pressure, self.pressure, self.gas)
        )

    @property
    def absolute_humidity(self) -> float:
        """Mass of water vapour per volume [kg/m3]."""
        return float(measures.absolute_humidity(self.vapour_pressure, self.temperature))

    @property
    def enthalpy(self) -> float:
        """Enthalpy [J per kg of dry gas]; see `measures.enthalpy` for its zero."""
        return float(measures.enthalpy(self.temperature, self.humidity_ratio, self.gas))
