"""A day's coils in several ovens: which coil into which oven when, and how many ovens.

schema     the keys of a day file
task       recipes, coils, ovens and prices as frozen values; what a load costs when
load       a day file to a DayFile, and, with its recipes worked out, to a DayTask
model      the mixed-integer programme of one number of ovens, solved by HiGHS
schedule   its answer as loads in ovens; the best number of ovens; today's practice
explain    why nothing fits: the smallest relaxations, the nearest schedule
answer     tables and the JSON object
picture    ovens over time, and the price of electricity
"""
