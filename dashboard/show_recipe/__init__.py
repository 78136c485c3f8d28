"""The parts of the page Post-drying recipe.

editing   the recipe that is edited: what is kept of it, its table, its figures
search    the planner from here: what it found, taken into the editor
save      as an oven file, as a scenario, as a download
"""
