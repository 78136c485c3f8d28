"""The frost point of a dry room over the week: set points that suit a goal.

schema     the keys of such a plan file
clock      its week: the price of electricity, which band has which hours
load       a file to a WeekTask
course     a schedule through its week: recoveries, the room, its supply air
cost       what the unit draws then, in the weeks of the year that count
water      what lies in the room: its water at the end of each stay, against its limits
judge      a Schedule: all of this for one choice of set points
settled    weeks of one set point: what every schedule is nearly made of
search     the best of all choices, exactly, from few of them
conflict   why nothing suits: smallest relaxations, nearest plan
line       a schedule in the line of a scenario
plan       `planned`: all of this for one file
kept       begin, resume and keep a week below plans/
answer     hours, margins and the JSON object, as plain values
text       what `twin plan` prints
picture    set point, room, price and power over the week
"""
