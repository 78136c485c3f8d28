"""The part of `twin plan` that finds the set points of a dry room over the week."""

from pathlib import Path

from scenarios.cli.plan_work import drawn, told, working


def is_dry_room_week(file: str) -> bool:
    """Whether `file` is that of a week; ScenarioError if it cannot be read."""
    from scenarios.plan.week.load import is_week
    from scenarios.shipped import read_tree

    return is_week(read_tree(file, "plans").content)


def dry_room_week(
    file: str, picture, out: Path, resume: bool, fresh: bool, as_json: bool
) -> None:
    """Work the week out, print it, draw it and keep it below `out`."""
    from scenarios.plan.week import answer, kept, text
    from scenarios.plan.week.load import load
    from scenarios.progress import shown
    from scenarios.shipped import found

    task = load(file)
    with working(also=(ValueError,)) as work:
        content = found(file).read_bytes()
        work.folder = kept.begin(task, content, out, resume, fresh)
        with shown(task.name, "schedules through their week") as tell:
            result = kept.conducted(
                task, work.folder, lambda said, n: tell(0.0, f"{said} {n}")
            )
    told(result, work.folder, answer, text, as_json)

    def figure():
        from scenarios.plan.week import picture as pictures

        return pictures.figure(result)

    drawn(result, picture, figure)
