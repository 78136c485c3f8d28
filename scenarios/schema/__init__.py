"""The keys of scenario files: names, units, bounds and what they mean.

scenario    the file as a whole, and its JSON schema
fields      what keys are made of: numbers with bounds, names, draws
stations    what all stations share, and each kind adds: machine, coater, calender, oven
zone, air   places and their air
chamber, recipe, wrapping, tariff, sample    parts that other files have, too
"""
