"""Studies: one scenario many times over, what varies in it, and what comes out.

schema        the keys of a study file
load          a file to a Study, its keys tried on the scenario
sampling      the points: listed values, samples of distributions, replications
figures       which figures a run has, and which the study asks for
point         one point: its key in the store, its run in a worker
ledger        which points are open, claimed, done or failed (SQLite)
results       the results of points (parquet)
conduct       begin, run what is open on a runner, keep, resume
table         one row per point
report        quantiles, probabilities of limits
verdict       where all limits are kept, in sentences
sensitivity   Morris and Sobol indices
text, picture   what is printed and drawn

Where points are run says :mod:`scenarios.runner`.
"""
