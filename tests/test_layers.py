"""The house stands: imports point downward only, and each concern lives in one place."""

from __future__ import annotations

import ast
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "kg"

# From the ground up. A package, or a module of the house itself, imports from lower rows only.
ROWS = (
    {"errors", "messages", "namespaces"},
    {"files", "layout", "limits", "processes"},
    {"text"},
    {"columnar", "columnstore"},
    {"asking"},
    {"dataset"},
    {"shacl"},
    {"checking"},
    {"exporting", "generation", "mutation", "pushing", "rechecking"},
    {"building"},
    {"peers"},
    {"knowledge_graph"},
    {"kg"},
    {"benchmarks", "cli", "testing", "trials"},
    {"__main__"},
)
ROW = {room: row for row, rooms in enumerate(ROWS) for room in rooms}
FOUNDATION = ROWS[0] | ROWS[1]

ONLY_IN = {
    "pyshacl": {"columnar.reference", "shacl.repairs", "shacl.shapes"},
    "SPARQLWrapper": {"asking.remote"},
    "polars": {"columnar", "columnstore"},
    "numpy": {"columnar", "columnstore"},
    "rdflib": {"benchmarks", "columnar", "dataset.rdflib_graph", "exporting.exports", "peers.embedded",
               "rechecking.locality", "shacl"},
    "pandas": {"asking.frames"},
    "yaml": {"asking.heads"},
    "urllib.request": {"asking.remote", "benchmarks"},
    "socket": {"asking.remote", "benchmarks.server", "pushing"},
    "maplib": {"benchmarks.others", "peers.embedded"},
}

# Loaded inside a function, so that the way to an answer does not pay for them; counted as no dependency.
LATE = {
    ("asking.tables", "asking.frames"): "pandas is there for those who ask for a frame",
    ("asking.tables", "asking.rendering"): "a program that reads rows needs no layout",
    ("asking.questions", "asking.heads"): "YAML is parsed only for what the first line of a head does not say",
    ("asking.questions", "asking.linting"): "asked for by tests, never by an answer",
}

LONGEST_MODULE = 250
LONGEST_FUNCTION = 30
LONGER_MODULES: dict[str, str] = {}  # path in the package → why it may be longer
LONGER_FUNCTIONS: dict[str, str] = {}  # path:function → why it may be longer

FILES = sorted(path for path in PACKAGE.rglob("*.py") if "shipped" not in path.parts)


def relative(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def module(path: Path) -> str:
    """The name below `kg`: `asking.tables`, and `asking` for its `__init__.py`; `kg` for that of the whole."""
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "kg"


def room(name: str) -> str:
    return name.partition(".")[0]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def imported(path: Path) -> list[str]:
    """Every module that a file imports when it runs, in full and wherever the import stands."""
    found = []
    base = ("kg", *path.relative_to(PACKAGE).parts[:-1])
    skipped = {inner for node in ast.walk(tree(path)) if is_for_types(node) for inner in ast.walk(node)}
    for node in set(ast.walk(tree(path))) - skipped:
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(base[: len(base) - node.level + 1]) if node.level else ""
            origin = ".".join(filter(None, (start, node.module)))
            found += [f"{origin}.{alias.name}" for alias in node.names]
    return found


MODULES = {module(path) for path in FILES}


def own(name: str) -> str | None:
    """The module of ours that a full name belongs to."""
    if name != "kg" and not name.startswith("kg."):
        return None
    inner = name.removeprefix("kg").removeprefix(".")
    while inner and inner not in MODULES:
        inner = inner.rpartition(".")[0]
    return inner or "kg"


@cache
def edges() -> dict[str, set[str]]:
    """Module of ours → modules of ours that it imports."""
    found = {module(path): {own(name) for name in imported(path)} - {None} for path in FILES}
    return {name: {target for target in targets if target != name and (name, target) not in LATE}
            for name, targets in found.items()}  # fmt: skip


def test_each_room_has_its_row():
    assert {room(name) for name in MODULES} == ROW.keys()


@pytest.mark.parametrize("name", sorted(MODULES))
def test_imports_point_downward(name):
    upward = {target for target in edges()[name] if ROW[room(target)] >= ROW[room(name)]}
    assert {target for target in upward if room(target) != room(name)} - FOUNDATION == set()


def test_there_is_no_cycle():
    remaining = {name: set(targets) for name, targets in edges().items()}
    while free := [name for name, targets in remaining.items() if not targets & remaining.keys()]:
        for name in free:
            del remaining[name]
    assert remaining == {}


@pytest.mark.parametrize(("importer", "target"), sorted(LATE))
def test_what_is_loaded_late_is_not_loaded_early(importer, target):
    file = PACKAGE.joinpath(*importer.split(".")).with_suffix(".py")
    top = [node for node in tree(file).body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert not [node for node in top if target.rpartition(".")[2] in ast.unparse(node)]
    assert target in MODULES


@pytest.mark.parametrize("library", sorted(ONLY_IN))
def test_a_library_is_imported_in_its_own_modules_only(library):
    users = {
        module(path)
        for path in FILES
        for name in imported(path)
        if name == library or name.startswith(library + ".")
    }
    places = tuple(f"{place}." for place in ONLY_IN[library])
    assert {user for user in users if not f"{user}.".startswith(places)} == set()


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_only_the_command_line_and_the_benchmark_print(path):
    calls = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
    prints = [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "print"]
    streams = [node.lineno for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)
               and isinstance(node.value, ast.Name) and node.value.id == "sys"
               and node.attr in {"stdout", "stderr"}]  # fmt: skip
    allowed = room(module(path)) in {"cli", "benchmarks"} or path.name in {"__main__.py", "benchmark.py"}
    assert allowed or prints + streams == []


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_nothing_catches_everything(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"{relative(path)}:{node.lineno}"
            caught = ast.unparse(node.type)
            is_last_resort = room(module(path)) == "cli" and caught == "Exception"
            assert is_last_resort or caught not in {"Exception", "BaseException"}, f"{relative(path)}:{node.lineno}"


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_a_module_says_what_it_is_and_stays_short(path):
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert ast.get_docstring(tree(path))
    assert lines <= LONGEST_MODULE or relative(path) in LONGER_MODULES


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_functions_stay_short(path):
    long = {
        f"{relative(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > LONGEST_FUNCTION
    }
    assert {name: lines for name, lines in long.items() if name not in LONGER_FUNCTIONS} == {}


@pytest.mark.parametrize("path", FILES, ids=relative)
def test_public_functions_and_classes_are_documented(path):
    def is_public(node: ast.AST) -> bool:
        return isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")

    assert [node.name for node in tree(path).body if is_public(node) and not ast.get_docstring(node)] == []


def test_every_exception_to_length_is_still_needed():
    lengths = {relative(path): len(path.read_text(encoding="utf-8").splitlines()) for path in FILES}
    assert {name for name in LONGER_MODULES if lengths.get(name, 0) <= LONGEST_MODULE} == set()
    functions = {
        f"{relative(path)}:{node.name}": node.end_lineno - node.lineno + 1
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef)
    }
    assert {name for name in LONGER_FUNCTIONS if functions.get(name, 0) <= LONGEST_FUNCTION} == set()


def test_importing_the_package_imports_nothing_heavy():
    heavy = "{'rdflib', 'pyshacl', 'pandas', 'SPARQLWrapper', 'owlready2'}"
    code = f"import sys, kg; print(sorted({heavy} & sys.modules.keys()))"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert result.stdout == "[]\n"
