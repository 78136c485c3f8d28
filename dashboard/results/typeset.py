"""Units as they are printed, not as they are typed in a file or a terminal."""

import re

PRINTED = (
    (r"\bdegC\b", "°C"),
    (r"m3\b", "m³"),
    (r"m2\b", "m²"),
    (r"\bum\b", "µm"),
    (r"\bCO2\b", "CO₂"),
)


def typeset(words: str) -> str:
    """`words` with their units as they are printed.

    >>> typeset("Nm3/h"), typeset("degC"), typeset("CO2 per kWh"), typeset("frost_um")
    ('Nm³/h', '°C', 'CO₂ per kWh', 'frost_um')
    """
    for typed, printed in PRINTED:
        words = re.sub(typed, printed, words)
    return words
