"""`twin check`: whether a scenario file is sound, and how large its run will be."""

from scenarios.cli.answers import Json, answering, print_json
from scenarios.cli.scenario_file import File, Settings


def check(file: File, settings: Settings = None, as_json: Json = False) -> None:
    """Check a scenario file and say how large its run will be."""
    from scenarios.faults import ScenarioError, dotted

    with answering():
        from dataclasses import asdict

        from scenarios import load, store

        try:
            loaded = load.load(file, settings or ())
        except ScenarioError as error:
            if as_json:
                faults = [
                    {"key": dotted(f.path), "message": f.message, "place": f.place}
                    for f in error.faults
                ]
                print_json({"file": file, "sound": False, "faults": faults})
            raise
        if as_json:
            print_json(
                {
                    "file": file,
                    "sound": True,
                    "faults": [],
                    "hash": store.run_hash(loaded),
                    "estimate": asdict(loaded.estimate),
                }
            )
            return
        scenario = loaded.scenario
        print(
            f"{file} is sound: {len(scenario.electrodes)} electrodes, "
            f"{len(scenario.stations)} stations, {len(scenario.zones)} zones, "
            f"{scenario.duration / 86400:g} d"
        )
        print(f"a run takes {loaded.estimate.words()}")
