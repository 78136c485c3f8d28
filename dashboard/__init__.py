"""What to look at: the pages of the app, which ask `scenarios` for everything."""
