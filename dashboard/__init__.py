"""What to look at: the pages of the app, which ask `scenarios` for everything.

server.py   the process behind `twin app`: loads what pages need, then serves them
app.py      the list of pages, and nothing else
views/      one page, one question
results/    the only door from a page to store, planner and twin; cached answers
show.py     what pages have in common: a chart with its data, a choice of runs
"""
