"""The plant of a run at an instant: what its tables say, and a picture of it.

history     LineHistory: the tables of a run, ordered to be asked for an instant
limits      which limit a coil is held against, and how near it is
state       PlantState: coils, stations, ovens, zones at an instant
risk        coils that are over a limit, near one, or soon will be
layout      where each station stands in the picture
picture     the picture, as SVG
"""
