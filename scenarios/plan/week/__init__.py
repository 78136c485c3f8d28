"""The dew point of a dry room over the week."""
