"""What to run: scenario files, the command `twin`, the store of finished runs."""
