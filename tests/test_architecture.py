"""Who may import whom, what may stand in a file: read from the source, line by line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
OWN = ("models", "twin", "scenarios", "dashboard")  # each imports only those before it
ONLY_IN = {  # library: where it may be imported
    "simpy": ("twin",),
    "networkx": ("twin",),
    "streamlit": ("dashboard",),
    "pydantic": ("scenarios",),
    "ruamel": ("scenarios",),
    "typer": ("scenarios",),
    "rich": ("scenarios",),
    "plotly": ("scenarios", "dashboard"),
    "matplotlib": ("scenarios",),
    "pvlib": ("scenarios",),
    "jinja2": ("scenarios",),
    "xlsxwriter": ("scenarios",),
    "sqlite3": ("scenarios",),
    "pyarrow": ("scenarios",),
    "pymoo": ("scenarios",),
    "SALib": ("scenarios",),
    "dask": ("scenarios",),
    "distributed": ("scenarios",),
    "pandas": ("twin", "scenarios", "dashboard"),
    "lmfit": ("models/fitting",),
    "filterpy": ("twin/shadow",),
    "sksundae": ("scenarios/verification",),
    "CoolProp": (),
    "psychrolib": (),
}
WRITERS = ("scenarios", "dashboard")  # what may read and write files
MOST_LINES = 400
SKIPPED = (".git", ".hypothesis", "runs", "studies", "plans", "jobs", "drafts")
SKIPPED += ("verification",)
SOURCES = sorted(
    path
    for package in OWN
    for path in (ROOT / package).rglob("*.py")
    if "__pycache__" not in path.parts
)


def place(path):
    return path.relative_to(ROOT).as_posix()


def parsed(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and dotted module of every import statement, wherever it stands."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield node.lineno, name.name
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def wrong_imports(where: str, tree: ast.AST) -> list[str]:
    """Import statements of the module at `where` that the tree does not allow."""
    package, found = where.split("/")[0], []
    for line, module in imports(tree):
        top = module.split(".")[0]
        if module.startswith("."):
            found.append(f"{where}:{line} imports {module}; imports start at the root")
        elif top in OWN and OWN.index(top) > OWN.index(package):
            found.append(f"{where}:{line} {package} imports {module}")
        elif top in ONLY_IN and not where.startswith(ONLY_IN[top]):
            allowed = " or ".join(ONLY_IN[top]) or "tests"
            found.append(f"{where}:{line} imports {module}, which is for {allowed}")
    return found


def test_sources_are_found():
    assert len(SOURCES) > 60


def test_imports_go_to_the_right_only_and_libraries_stay_in_their_place():
    wrong = [
        line for path in SOURCES for line in wrong_imports(place(path), parsed(path))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("where", "source", "says"),
    [
        ("models/mesh.py", "from twin.coil import Coil", "models imports twin.coil"),
        ("twin/line.py", "import scenarios.load", "twin imports scenarios.load"),
        ("twin/line.py", "def f():\n    import rich.table", ":2 imports rich.table"),
        ("models/mesh.py", "import pandas as pd", "is for twin or scenarios"),
        ("scenarios/load.py", "import simpy", "simpy, which is for twin"),
        ("models/x.py", "from CoolProp import HAPropsSI", "is for tests"),
        ("twin/coil.py", "from . import stay", "imports start at the root"),
    ],
)
def test_a_wrong_import_is_named(where, source, says):
    (found,) = wrong_imports(where, ast.parse(source))
    assert found.startswith(f"{where}:")
    assert says in found


VIEWS_MAY = ("streamlit", "dashboard.show", "dashboard.results", "scenarios.charts")


def test_pages_ask_results_and_charts_and_nothing_else():
    found = [
        f"{place(path)}:{line} imports {module}"
        for path in SOURCES
        if place(path).startswith("dashboard/views/")
        for line, module in imports(parsed(path))
        if not module.startswith(VIEWS_MAY) and module != "dashboard"
    ]
    assert found == []


def test_modules_import_each_other_in_no_circle():
    """Imports at the head of a module; one inside a function runs later."""
    modules = {}
    for path in SOURCES:
        name = place(path).removesuffix(".py").replace("/", ".")
        modules[name.removesuffix(".__init__")] = path
    edges = {}
    for name, path in modules.items():
        targets = set()
        for node in parsed(path).body:
            for _, module in imports(node) if _is_import(node) else ():
                names = [module]
                if isinstance(node, ast.ImportFrom):
                    names = [f"{module}.{alias.name}" for alias in node.names]
                targets |= {n if n in modules else n.rpartition(".")[0] for n in names}
        edges[name] = (targets & set(modules)) - {name}
    while leaves := [name for name, after in edges.items() if not after]:
        for name in leaves:
            del edges[name]
        for after in edges.values():
            after.difference_update(leaves)
    # a package whose head gathers its own modules is no circle if they do not ask it
    assert edges == {}


def _is_import(node):
    return isinstance(node, ast.Import | ast.ImportFrom)


def test_models_and_twin_touch_no_files_and_print_nothing():
    found = []
    for path in SOURCES:
        if place(path).startswith(WRITERS) or place(path) == "models/__init__.py":
            continue  # the latter says where compiled code is kept
        for node in ast.walk(parsed(path)):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Name) and called.id in ("open", "print"):
                found.append(f"{place(path)}:{node.lineno} {called.id}()")
        found += [
            f"{place(path)}:{line} imports {module}"
            for line, module in imports(parsed(path))
            if module.split(".")[0] in ("pathlib", "logging", "csv", "shutil", "yaml")
        ]
    assert found == []


def test_constants_and_conversion_factors_are_defined_once():
    """What models/units.py names has its number there alone."""
    factors = set(_numbers(ROOT / "models/units.py"))
    assert {"STEFAN_BOLTZMANN", "GRAM", "HOUR"} <= factors
    found = [
        f"{place(path)} defines {name}"
        for path in SOURCES
        if place(path) != "models/units.py"
        for name in _numbers(path)
        if name in factors
    ]
    assert found == []


def _numbers(path):
    """Names at the head of a module that are given a number, or reckoned from some."""
    for node in parsed(path).body:
        if isinstance(node, ast.Assign) and not any(
            isinstance(part, ast.Constant) and isinstance(part.value, str)
            for part in ast.walk(node.value)
        ):
            yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def test_no_module_is_longer_than_a_reader_can_hold():
    lengths = {
        place(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in SOURCES
    }
    assert {k: n for k, n in lengths.items() if n > MOST_LINES} == {}


def undocumented(tree: ast.AST, where: str, owner: str = "") -> list[str]:
    """Public modules, classes, functions and methods without a docstring."""
    found = [] if owner or ast.get_docstring(tree) else [f"{where}: the module"]
    for node in tree.body:
        if not isinstance(node, ast.ClassDef | ast.FunctionDef):
            continue
        if node.name.startswith("_"):
            continue
        known = owner and _inherited(tree, node)
        if not ast.get_docstring(node) and not known:
            found.append(f"{where}:{node.lineno} {owner}{node.name}")
        if isinstance(node, ast.ClassDef):
            found += undocumented(node, where, f"{node.name}.")
    return found


def _inherited(owner, node):
    """Whether a method overrides that of a base, whose docstring says it all."""
    return isinstance(owner, ast.ClassDef) and bool(owner.bases)


@pytest.mark.parametrize("package", ["models", "twin"])
def test_what_is_public_says_what_it_is(package):
    found = [
        line
        for path in SOURCES
        if place(path).startswith(f"{package}/")
        for line in undocumented(parsed(path), place(path))
    ]
    assert found == []


def committed_texts() -> Iterator[tuple[Path, str]]:
    """The project's own texts: sources, scenarios, configuration."""
    suffixes = (".py", ".yaml", ".json", ".toml", ".txt", ".in", ".md", ".sh", "")
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        if parts[0].startswith(".venv") or parts[0] in SKIPPED:
            continue
        if any(part.endswith(("cache__", ".egg-info", "_cache")) for part in parts):
            continue
        if path.is_file() and path.suffix in suffixes:
            yield path, path.read_text(encoding="utf-8", errors="replace")


MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|Users|root|work|tmp|opt|mnt)/\w")


def test_no_file_knows_the_machine_it_was_written_on():
    here = Path(__file__).resolve()
    found = [
        f"{place(path)}:{number} {line.strip()[:80]}"
        for path, text in committed_texts()
        if path != here
        for number, line in enumerate(text.splitlines(), start=1)
        if MACHINE_PATH.search(line) or re.search(r"\b[A-Z]:\\\\?Users", line)
    ]
    assert found == []


def test_requirements_name_no_host():
    files = [*(ROOT / "requirements").iterdir(), ROOT / "pyproject.toml"]
    assert len(files) >= 4
    found = [
        f"{place(path)}:{number} {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if "://" in line or "index-url" in line or "--find-links" in line
    ]
    assert found == []


def test_locked_requirements_carry_hashes():
    for name in ("run.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text()
        pinned = re.findall(r"^[A-Za-z0-9_.\[\]-]+==\S+.*$", text, re.M)
        assert len(pinned) > 10
        assert all(line.rstrip().endswith("\\") for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)
