"""The plant in time: zones, coils, stations and the line that runs them.

A frozen `Scenario` goes in, a `Result` of tidy tables comes out (`twin.line.run`).
"""
