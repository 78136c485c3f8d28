"""Water of a sample under steps of air: `twin curve`.

schema    the keys of a curve file
load      a file to an Experiment, all faults at once
curve     the sample through its steps: Curve
linear    the published model's curve, from numbers of the command line
text      what is printed; picture: the same, drawn
"""
