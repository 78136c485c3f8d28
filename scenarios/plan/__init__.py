"""The planner: the recipe of a loaded oven that suits a goal and keeps its limits.

schema       the keys of a plan file
load         a plan file to a PlanTask
decisions    what is decided, its levels, and where `$name` stands in a recipe
uncertainty  what is not known for sure: multipliers, drawn as common samples
plant        the oven and its load under each sample
programme    a recipe with its decisions filled in, and the hold that is found
window       by how much a run passes each limit
waiting      air and wrapping behind the oven; waiting_schema, _load, _text are its own
behind       by how much the coils pass their limits behind a wait that is demanded
waits        how long the coils of a recipe may wait, with the plan's confidence
judge        a recipe under all samples: figures, shares within limits, shortest hold
search       NSGA-II by ask and tell over a table of evaluations, then neighbours
full         what the search chose, once more on the full model with all samples
conflict     why nothing fits: limits that exclude each other, smallest relaxations
plan         `planned`: all of this for one file
ledger       every evaluation in SQLite: looked up, never repeated
line_load    the line of a plan file: which scenario, which oven
line         every recipe of the front run on the full line
line_choice  the front's best that keeps its limits there, where a plan does not
kept         begin, resume and keep a plan below plans/
answer       steps, margins and the JSON object, as plain values
text         what `twin plan` prints; line_text: of the line
picture      the front and the chosen recipe
day          a day's coils in several ovens: which coil into which oven when
week         the frost point of a dry room over the week
settings     a whole line: speeds, dryers, waiting, wrapping, ovens, any other key

Left for later: ovens that differ, and the people who load them.
"""
