"""Settings of a whole line: speeds, dryers, waiting, wrapping, ovens, dew points.

schema     the keys of such a plan file
decisions  a setting of the scenario, and the values it may take
tries      the scenario loaded with one of its keys changed at a time
load       a file to a SettingsTask
limits     by how much a figure passes what it may be
samples    what is not known for sure: draws that all candidates share
figures    what a run is judged by: a study's figures, and those of a plan
run        one run of the line, in a worker
judge      candidates under all samples: goals, limits, shares that keep them
search     which candidates are judged
plan       `planned`: all of this for one file
conflict   why nothing suits: smallest relaxations, nearest candidate
kept       begin, resume and keep such a plan below plans/
far        how much there is to do, how far it is
answer     settings, limits, changes and the JSON object, as plain values
text       what `twin plan` prints
picture    the front, or each limit beside today's
"""
