"""Dry rooms: how large, at what cost, how humid over a day; `twin room`.

schema                the keys of a room file; schema_air_handling, schema_weather
load                  a file to a RoomTask, all faults at once
build                 keys to the frozen RoomPlant, sized: also for a zone of a line
unit                  keys to the frozen AirHandling
weather               a year of outdoor air, hour by hour
sizing                supply flow by what asks for it, load by source
year                  energy, cost and CO2 of a year; the design hours
day                   the design day, and what a door does
answer                all of it: RoomAnswer; figures: what is told of it
replay                a measured room beside its balance
text, words, picture  what is printed, said and drawn
"""
