"""How much a plan of a line has to do, and how far it is."""

from scenarios.plan.settings.load import SettingsTask
from scenarios.size import duration_words


def words_before(task: SettingsTask, workers: int) -> str:
    """How much there is to do, in one line."""
    seconds = task.runs * task.seconds / workers
    return (
        f"up to {task.candidates} of {task.combinations} candidates, {task.runs} runs "
        f"of the line: about {duration_words(seconds)}, and the steps around what is "
        "chosen"
    )


class Far:
    """How far a plan is [0 to 1] and what it is at, from what it tells.

    The search has the first four fifths, by its candidates; what is chosen the rest.
    """

    def __init__(self, task: SettingsTask):
        self.task, self.searching, self.reached = task, True, 0.0

    def __call__(self, said: str, n: int, of: int) -> tuple[float, str]:
        """The share and the words for `n` of `of` that are `said`."""
        if said == "candidates":
            self.reached = max(self.reached, 0.8 * n / max(of, 1))
        elif said == "runs":
            whole = self.task.candidates * len(self.task.samples)
            if self.searching and of == whole:  # all candidates in one go
                self.reached = max(self.reached, 0.8 * n / of)
        else:
            self.searching = False
            self.reached = max(self.reached, 0.8 + 0.2 * n / max(of, 1))
        return self.reached, f"{said} {n} of {of}"
