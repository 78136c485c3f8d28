"""A web through its dryer: `twin dry`.

schema    the keys of a dryer file
build     keys to the physics in SI: of a dryer file and of a coater
load      a file to a DryingLine, all faults at once
dryer     the web through its zones: DryerRun
text      what is printed; picture: the same, drawn
"""
