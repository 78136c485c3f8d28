"""The part of `twin plan` that finds the settings of a whole line."""

from pathlib import Path

from scenarios.cli.plan_work import drawn, told, working


def is_line(file: str) -> bool:
    """Whether `file` is that of a line; ScenarioError if it cannot be read."""
    from scenarios.plan.settings.load import is_settings
    from scenarios.shipped import read_tree

    return is_settings(read_tree(file, "plans").content)


def line_settings(
    file: str,
    picture,
    workers: int,
    resume: bool,
    fresh: bool,
    out: Path,
    as_json: bool,
) -> None:
    """Work the plan out on `workers` processes, print it and keep it below `out`."""
    from scenarios.plan import kept as plans
    from scenarios.plan.settings import answer, kept, text
    from scenarios.plan.settings.far import Far, words_before
    from scenarios.plan.settings.load import load
    from scenarios.plan.settings.plan import NoReferenceError
    from scenarios.program import program
    from scenarios.progress import shown
    from scenarios.runner import runner
    from scenarios.shipped import found

    task = load(file, workers)
    on = runner(workers, None, program)
    with working(on, also=(NoReferenceError,)) as work:
        content = found(file).read_bytes()
        work.folder = plans.begin(task, content, out, resume, fresh)
        far = Far(task)
        with shown(task.name, words_before(task, workers)) as tell:
            result = kept.conducted(
                task, work.folder, on,
                lambda said, n, of: tell(*far(said, n, of)),
                None if workers == 1 else 1,
            )  # fmt: skip
    told(result, work.folder, answer, text, as_json)

    def figure():
        from scenarios.plan.settings import picture as pictures

        return pictures.figure(result)

    drawn(result, picture, figure, without_plan=True)
