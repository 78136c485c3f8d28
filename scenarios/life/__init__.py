"""One coil's life as tables: what its page draws, and the answers in words.

line     the run once more, its coils keeping what they met
coils    all coils of a run beside their limits
tables   a retraced life as tables: course, map over the width, exposures, visits
steps    what each stay changed, net
words    why a coil is as wet as it is where its limit stands
what_if  the same life with a longer wait, beside the real one
depth    the profile inside the binder at one instant and place
"""
