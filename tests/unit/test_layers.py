"""The house rules that a script can check: import direction, sizes, nothing at import."""

from __future__ import annotations

import ast
import statistics
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).parents[2] / "service" / "smartregions"
TESTS = Path(__file__).parents[1]

LAYERS = (
    ("errors", "messages", "catalogues", "namespaces", "formats", "settings"),
    ("sparql", "turtle", "contribution", "dataset", "corpus", "registry", "index"),
    ("validation", "library"),
    ("publication", "preview", "catalogue", "spreadsheet", "documentation", "things"),
    ("web", "cli", "__main__"),
)
"""From the words upwards; a module imports its own part, and what lies below it."""

BESIDE = {
    "index": {"sparql"},
    "contribution": {"turtle"},
    "publication": {"preview", "catalogue", "things"},
    "corpus": {"dataset"},
    "cli": {"web"},
    "__main__": {"cli"},
    "settings": {"errors", "messages"},
    "errors": {"messages"},
}
"""What a part may import of its own layer."""

LATE_IMPORTS = {
    "cli/importing.py",
    "messages.py",
    "validation/engines/__init__.py",
    "validation/render/__init__.py",
}
"""What imports commands and the web face, and the tables of engines and renderings: an entry is
imported when it is called for.
What reads a catalogue of messages is, when another language than English is asked for."""

BANNED_NAMES = ("util", "helper", "common", "manager", "service", "handler", "misc")
ALLOWED_NAMES = {"web/service.py"}

MAX_FILE = 250
MAX_FUNCTION = 30
MAX_MEDIAN = 10

_DECLARATIONS = (
    ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.Assign, ast.AnnAssign,
)  # fmt: skip

MODULES = sorted(PACKAGE.rglob("*.py"))


def _name(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def _part(module: str) -> str:
    return module.removeprefix("smartregions").strip(".").partition(".")[0]


def _layer(part: str) -> int:
    return next(i for i, parts in enumerate(LAYERS) if part in parts)


def _imports(tree: ast.AST) -> Iterator[str]:
    """Every module of ours that is imported, `from smartregions import x` as `smartregions.x`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            if node.module == "smartregions":
                yield from (f"smartregions.{alias.name}" for alias in node.names)
            elif node.module:
                yield node.module


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def _length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Lines of the function without its docstring, which is documentation and not size."""
    docstring = ast.get_docstring(function, clean=False) or ""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return lines - (len(docstring.splitlines()) if docstring else 0)


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def _of_all(holds: Callable[[Path], None]) -> Callable[[], None]:
    """A test that names every module for which something does not hold. One for each module and
    rule would be thousands, which take longer to be told of than to run."""

    def test() -> None:
        broken: dict[str, str] = {}
        for path in MODULES:
            try:
                holds(path)
            except AssertionError as error:
                broken[_name(path)] = str(error)
        assert not broken

    return test


def test_the_package_was_found() -> None:
    """The other tests must not pass on nothing."""
    assert len(MODULES) > 20


@_of_all
def test_imports_go_downwards(path: Path) -> None:
    own = _part("smartregions." + _name(path).removesuffix(".py").replace("/", "."))
    if own == "__init__":
        own = "errors"
    for module in _imports(_tree(path)):
        if not module.startswith("smartregions"):
            continue
        part = _part(module)
        if part in ("", "__version__", own):
            continue
        below = _layer(part) < _layer(own)
        assert below or part in BESIDE.get(own, ()), f"{own} must not import {part}"


@_of_all
def test_imports_stand_at_the_top(path: Path) -> None:
    if _name(path) in LATE_IMPORTS:
        return
    tree = _tree(path)
    inside = [
        node.lineno
        for function in _functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not inside, f"imports inside functions at lines {inside}"
    called = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert "import_module" not in {f.attr for f in called if isinstance(f, ast.Attribute)}


@_of_all
def test_a_file_is_no_longer_than_250_lines(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= MAX_FILE


@_of_all
def test_a_function_is_no_longer_than_30_lines(path: Path) -> None:
    long = {f.name: _length(f) for f in _functions(_tree(path)) if _length(f) > MAX_FUNCTION}
    assert not long


def test_half_of_the_functions_are_shorter_than_10_lines() -> None:
    lengths = [_length(f) for path in MODULES for f in _functions(_tree(path))]
    assert statistics.median(lengths) < MAX_MEDIAN


@_of_all
def test_a_module_says_why_it_exists_and_its_public_parts_what_holds(path: Path) -> None:
    tree = _tree(path)
    assert ast.get_docstring(tree)
    silent = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


@_of_all
def test_nothing_happens_at_import(path: Path) -> None:
    """A module holds imports, constants, functions and classes; no loop, no call for its effect."""
    for node in _tree(path).body:
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_union = isinstance(node, ast.AugAssign) and isinstance(node.op, ast.BitOr)
        is_main = isinstance(node, ast.If) and "__name__" in ast.unparse(node.test)
        assert isinstance(node, _DECLARATIONS) or is_docstring or is_union or is_main


@_of_all
def test_a_name_says_what_a_module_holds(path: Path) -> None:
    if _name(path) in ALLOWED_NAMES:
        return
    assert not any(banned in path.stem for banned in BANNED_NAMES)


@_of_all
def test_dataclasses_are_frozen_unless_private(path: Path) -> None:
    for node in ast.walk(_tree(path)):
        if not isinstance(node, ast.ClassDef) or node.name.startswith("_"):
            continue
        for decorator in node.decorator_list:
            text = ast.unparse(decorator)
            assert not text.startswith("dataclass") or "frozen=True" in text, node.name


def test_every_part_of_the_unit_tests_mirrors_a_part_of_the_package() -> None:
    parts = {p.relative_to(PACKAGE).parts[0].removesuffix(".py") for p in MODULES}
    for folder in (TESTS / "unit").iterdir():
        if folder.is_dir() and any(folder.glob("test_*.py")):
            assert folder.name in parts
