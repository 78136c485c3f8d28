"""Materials: from YAML to frozen values, each number with its source.

schema          the keys of a material; law_schema: those of isotherms and diffusion
faults          what is wrong with them, in words
build           checked keys to the frozen Material
library         those shipped, and what a file adds to them or changes in them
sorption_table  what a material holds over humidity, and a user's own points
"""
