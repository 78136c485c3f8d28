"""One way to say that a number of a plant lies outside what is allowed."""

import numpy as np


def bounded(owner, name, value, unit, low, high, advice):
    """`value` as float or array; ValueError unless all of it is within low..high."""
    value = np.asarray(value, dtype=float)[()]
    wrong = ~((value >= low) & (value <= high))  # so that NaN is wrong, too
    if np.any(wrong):
        first = float(np.asarray(value).flat[np.argmax(wrong)])
        unit = f" {unit}" if unit else ""
        raise ValueError(
            f"{name} of {owner} is {first:.6g}{unit}; it is {low:.6g} to {high:.6g}"
            f"{unit}: {advice}"
        )
    return value
