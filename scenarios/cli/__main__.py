"""`python -m scenarios.cli`, the command `twin` without its installation."""

from scenarios.cli import main

main()
