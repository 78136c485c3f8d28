"""The app's stories in a real browser: `make e2e`.

Starts the app as a user would, in a workspace of its own with three runs, and walks
through it with Debian's Chromium. Pictures of the pages go to E2E_PICTURES (docs/img/
with `make e2e`), so that README shows the app as it is.
"""

import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from scenarios import store
from scenarios.load import load
from twin.line import run

ROOT = Path(__file__).resolve().parents[1]
PICTURES = Path(os.environ.get("E2E_PICTURES", ROOT / "runs" / "e2e"))
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
SCENARIOS = ("reference_line", "dry_room_fault", "humid_summer")
PATIENCE = 120_000  # ms for work that takes a while on a busy machine
NASTY = "<img src=x onerror=window.pwn=1>"
PAGES = {
    "": "The line",
    "studies": "Studies",
    "materials": "Materials and humidity",
    "model": "The model",
}


# ---------------------------------------------------------------- browser and server


def chromium() -> str:
    """Path of the browser; installed by apt where this may be done."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None and os.geteuid() == 0 and shutil.which("apt-get"):
        for words in (["update"], ["install", "-y", "--no-install-recommends"]):
            names = ["chromium", "fonts-dejavu-core"] if words[0] == "install" else []
            subprocess.run(
                ["apt-get", "-qq", *words, *names],
                check=True,
                env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            )
        found = shutil.which("chromium")
    if found is None:
        pytest.fail(
            "no Chromium found: install it (Debian: sudo apt install chromium), then "
            "make e2e again"
        )
    return found


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium(),
            args=[
                *("--headless", "--no-sandbox", "--disable-gpu"),
                "--disable-background-networking",
            ],
        )
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def workspace(tmp_path_factory):
    """A workspace with the reference line, a fault of the dry room, a humid summer."""
    root = tmp_path_factory.mktemp("workspace")
    for name in SCENARIOS:
        loaded = load(ROOT / "scenarios" / f"{name}.yaml")
        kept = ROOT / "runs" / store.folder_name(loaded)
        if (kept / "summary.json").is_file():
            shutil.copytree(kept, root / "runs" / kept.name)
        else:
            store.save(loaded, run(loaded.scenario), root / "runs")
    return root


@pytest.fixture(scope="session")
def address(workspace):
    """Where the app answers; it is started as `twin app` does for everybody."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["app", "--port", str(port), "--workspace", str(workspace)]
    server = subprocess.Popen(
        [sys.executable, "-m", "scenarios.cli", *words],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    )
    said = []
    threading.Thread(target=lambda: said.extend(server.stderr), daemon=True).start()
    until = time.monotonic() + 120
    while True:
        assert server.poll() is None, "".join(said)
        assert time.monotonic() < until, "".join(said)
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(30)


@pytest.fixture
def page(browser):
    opened = browser.new_page(viewport={"width": 1280, "height": 900})
    opened.set_default_timeout(PATIENCE)
    errors, asked = [], []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: asked.append(request.url))
    yield opened
    opened.close()
    assert errors == []
    local = ("http://127.0.0.1:", "data:", "blob:")
    assert [url for url in asked if not url.startswith(local)] == []


def visit(page: Page, address: str, path: str = "", title: str | None = None) -> None:
    """Open a page of the app and wait until it stands still."""
    page.goto(f"{address}/{path}")
    if title is not None:
        expect(page.locator("h1").first).to_have_text(title, timeout=PATIENCE)
    settled(page)


def settled(page: Page) -> None:
    """Wait until the app has answered: nothing runs, nothing is stale."""
    page.wait_for_timeout(150)
    running = page.locator('[data-testid="stApp"][data-test-script-state="running"]')
    expect(running).to_have_count(0, timeout=PATIENCE)
    expect(page.locator('[data-testid="stException"]')).to_have_count(0)


def picture(page: Page, name: str) -> None:
    """The page as it is seen, for README and for the eye."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_timeout(600)  # charts fade in
    page.screenshot(path=PICTURES / f"{name}.png")


def choose(page: Page, label: str, text: str) -> None:
    """Choose the first option with `text` in a box."""
    page.get_by_role("combobox", name=label).first.click()
    page.get_by_role("option").filter(has_text=text).first.click()
    settled(page)


# ---------------------------------------------------------------- every page


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens(page, address, path):
    visit(page, address, path, PAGES[path])
    assert page.evaluate("window.pwn") is None


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 1920])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_is_wider_than_the_window(browser, address, path, width, scheme):
    page = browser.new_page(
        viewport={"width": width, "height": 1000}, color_scheme=scheme
    )
    page.set_default_timeout(PATIENCE)
    visit(page, address, path, PAGES[path])
    picture(page, f"{path or 'line'}_{width}_{scheme}")
    body = "document.scrollingElement.scrollWidth"
    assert page.evaluate(body) <= width
    page.close()


def test_first_paint_is_quick(browser, address):
    """Two seconds are promised; the bound here leaves room for a busy machine."""
    page = browser.new_page()
    visit(page, address)  # the server has answered once
    page.close()
    page = browser.new_page()
    begun = time.monotonic()
    page.goto(address)
    page.wait_for_selector("h1", timeout=PATIENCE)
    print(f"first paint after {time.monotonic() - begun:.2f} s")
    page.close()


def test_a_nasty_address_does_no_harm(page, address):
    for path in (f"?run={NASTY}", "?run=../../etc/passwd", f"?run={'x' * 5000}"):
        visit(page, address, path, "The line")
        assert page.evaluate("window.pwn") is None
        assert "root:" not in page.content()
