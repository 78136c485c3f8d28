"""The plant in time: from a Scenario to a Result.

`line.run(scenario)` gives a `records.Result` of tidy tables; `kpis` and `energy_kpis`
make numbers of them; `faults.faults(scenario)` says what keeps a scenario from running.
Inside: `route` (the graph of stations), `zone` (places with air), `coil` (what holds
water, and `settle`), `station` (machines and queues), `streams` (random draws by name),
`life` (one coil's life retraced).
"""
