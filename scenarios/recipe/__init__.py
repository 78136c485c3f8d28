"""An oven's recipe: as a file gives it, and as rows of a table.

steps    to steps with every number filled in
table    as rows of a table, and back; rows: the same with the faults beside their row
"""
