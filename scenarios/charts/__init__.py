"""Charts for the app and the report: functions from plain tables to plotly figures.

One module per subject; what they have in common is in `palette`. A chart computes
nothing: what it shows stands in the tables it is given.
"""
