"""What stands in the workspace's folders, put there by anybody, breaks no page."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from scenarios.workspace import KINDS, VARIABLE, Workspace

APP = str(Path(__file__).resolve().parents[1] / "dashboard" / "app.py")


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    root = tmp_path / "workspace"
    root.mkdir()
    monkeypatch.setenv(VARIABLE, str(root))
    return Workspace(root)


def opened(view, **query):
    page = AppTest.from_file(APP, default_timeout=60)
    page.switch_page(f"views/{view}.py")
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


LINKS = {
    "out": "/etc/passwd",
    "nowhere": "/nowhere/at.yaml",
    "gone": "gone_too.yaml",
    "round": "round.yaml",
}


@pytest.mark.parametrize(
    ("view", "key", "prefix", "part"),
    [
        ("scenario", "file", "draft-", {}),
        ("room", "file", "draft: ", {}),
        ("exposure", "begin", "draft.", {}),
        ("studies", "file", "draft: ", {"part": "Begin a study"}),
        ("recipe", "oven", "draft.", {}),
    ],
)
def test_a_link_or_a_strange_name_among_the_drafts_breaks_no_page(
    workspace, view, key, prefix, part
):
    for kind in KINDS:
        folder = workspace.drafts / kind
        folder.mkdir(parents=True)
        for name, target in LINKS.items():
            (folder / f"{name}.yaml").symlink_to(target)
        for name in ("n" * 100, "a.yaml", "<img src=x onerror=1>", "-x", "ü"):
            (folder / f"{name}.yaml").write_text("a: 1\n")
        assert workspace.saved(kind) == ["gone"]  # in the folder, though it is not there
    for name in ("out", "round", "n" * 100):
        page = opened(view, **{key: prefix + name}, **part)
        assert not page.exception
        assert "is not there (any more)" in page.warning[0].value
    page = opened(view, **{key: f"{prefix}gone"}, **part)
    assert not page.exception
    assert page.error
