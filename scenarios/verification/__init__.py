"""The cases behind `twin verify`, and the solvers they are held against."""
