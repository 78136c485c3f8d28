"""Files that long work begins with: those shipped, and drafts of this workspace."""

from dataclasses import dataclass
from pathlib import Path

from scenarios import edit
from scenarios.faults import ScenarioError
from scenarios.input_paths import PROJECT_FOLDER
from scenarios.workspace import Workspace

__all__ = ["ScenarioError", "YamlFiles"]
SHIPPED, DRAFT = "shipped: ", "draft: "


@dataclass(frozen=True)
class YamlFiles:
    """Files of a kind ("studies", "plans"), each known by a word where it is from."""

    kind: str

    @property
    def folder(self) -> Path:
        """Where relative paths of an edited text begin: the drafts' folder."""
        return Workspace.here().drafts / self.kind

    def listed(self) -> list[str]:
        """Names of those shipped, then of drafts."""
        shipped = sorted(
            path.stem for path in (PROJECT_FOLDER / self.kind).glob("*.yaml")
        )
        drafts = Workspace.here().saved(self.kind)
        return [SHIPPED + name for name in shipped] + [DRAFT + name for name in drafts]

    def text(self, name: str) -> str:
        """What stands in a file; ScenarioError, ValueError where it cannot be read."""
        place = Workspace.here()
        path = PROJECT_FOLDER / self.kind / f"{name.removeprefix(SHIPPED)}.yaml"
        if name.startswith(DRAFT):
            path = place.draft(self.kind, name.removeprefix(DRAFT))
        with place.confined():
            return edit.uploaded(edit.read(path), path.name)

    def save(self, name: str, text: str) -> Path:
        """Keep a text as a draft, in place of one of this name."""
        return Workspace.here().save(self.kind, name, text, replace=True)
