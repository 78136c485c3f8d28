"""Physical constants with their sources, and the only conversion factors.

Inside the packages every quantity is in SI and has a bare name; a number that enters
or leaves carries its unit in its name (``temperature_degC``) and is converted with
the factors below, once, at the door.
"""

GAS_CONSTANT = 8.314462618  # J/(mol K), exact since SI 2019 (CODATA 2018)
WATER_MOLAR_MASS = 18.015268e-3  # kg/mol, IAPWS R6-95
DRY_AIR_MOLAR_MASS = 28.966e-3  # kg/mol, ASHRAE RP-1485 (Herrmann et al. 2009)
NITROGEN_MOLAR_MASS = 28.0134e-3  # kg/mol, IUPAC
ARGON_MOLAR_MASS = 39.948e-3  # kg/mol, IUPAC
STANDARD_PRESSURE = 101325.0  # Pa, one atmosphere by definition
STEFAN_BOLTZMANN = 5.670374419e-8  # W/(m2 K4), exact since SI 2019 (CODATA 2018)
ICE_POINT = 273.15  # K, 0 degC by definition
REFERENCE_TEMPERATURE = 298.15  # K, the 25 degC at which sorption data are stated

MINUTE = 60.0  # s
HOUR = 3600.0  # s
DAY = 86400.0  # s
WEEK = 7 * DAY  # s
MBAR = 100.0  # Pa
PPM = 1e-6  # kg/kg or mol/mol
NM = 1e-9  # m
UM = 1e-6  # m
MM = 1e-3  # m
MG = 1e-6  # kg
GRAM = 1e-3  # kg
G_PER_KG = 1e-3  # kg/kg
N_PER_MM = 1e3  # N/m
GPA = 1e9  # Pa
KJ = 1e3  # J
MJ = 1e6  # J
KWH = 3.6e6  # J
KILO = 1e3  # of kW and kJ/kg; g in a kg
NORM_VOLUME = STANDARD_PRESSURE / (GAS_CONSTANT * ICE_POINT)  # mol in 1 Nm3 (DIN 1343)


def kelvin(temperature_degC):
    """Temperature [K] of a temperature in degC."""
    return temperature_degC + ICE_POINT


def celsius(temperature):
    """Temperature [degC] of a temperature in K."""
    return temperature - ICE_POINT
