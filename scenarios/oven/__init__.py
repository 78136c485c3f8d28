"""A loaded vacuum oven under its recipe: `twin oven`.

schema    the keys of an oven file
load      a file to an OvenTask, all faults at once
oven      what became of the load: OvenResult
answer    the same as tables and figures for a page, with what it cost
levers    what each of the five levers does to the drying time
text      what is printed; picture: the same, drawn
"""
