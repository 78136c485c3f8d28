"""Runs beside each other: what was asked of them, and what came of it.

side.py       Side: a run as it is compared, read from the store
inputs.py     the keys in which scenarios differ
figures.py    water, cells, energy, cost and time of each, and how they differ
sentence.py   what a change did, in a sentence
"""
