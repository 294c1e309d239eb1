"""The floors, the names and the words, proved from the source itself."""

from __future__ import annotations

import ast
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

import pytest

import anxi_desktop
from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS, fields
from anxi_desktop.store.store import Owner, Store

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "anxi_desktop"
OURS = "anxi_desktop"

# What each floor may import: floors of ours, and libraries beside the standard one.
FLOORS: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "": (frozenset(), frozenset()),
    "domain": (frozenset({"domain"}), frozenset({"pypinyin"})),
    "store": (
        frozenset({"domain", "store"}),
        frozenset({"pysqlite3", "sqlite_utils", "cryptography"}),
    ),
    "files": (
        frozenset({"domain", "store", "files"}),
        frozenset(
            {
                *("openpyxl", "reportlab", "python_calamine", "msoffcrypto", "olefile"),
                *("PIL", "pi_heif", "docx", "pypdfium2", "segno", "cryptography", "pyrage"),
            }
        ),
    ),
    "app": (
        frozenset({"domain", "store", "files", "app"}),
        frozenset({"PySide6.QtCore", "PySide6.QtGui", "platformdirs"}),
    ),
    "forms": (frozenset({"views"}), frozenset({"PySide6"})),  # the components its forms are promoted to
    "views": (frozenset({"domain", "app", "forms", "views"}), frozenset({"PySide6"})),
    "commands": (frozenset({"domain", "store", "files", "app.paths", "commands"}), frozenset()),
    "cli": (frozenset({"domain", "store", "files", "app.paths", "commands", "cli"}), frozenset()),
    "__main__": (frozenset({"domain", "store", "app", "views", "cli"}), frozenset({"PySide6"})),
}

# What is imported where it is used, never at a start.
HEAVY = frozenset(
    {
        *("openpyxl", "reportlab", "python_calamine", "sqlite_utils", "msoffcrypto", "pypinyin"),
        *("pypdfium2", "segno", "pyrage"),
    }
)

FORBIDDEN_NAMES = frozenset({"utils", "util", "helpers", "helper", "manager", "common", "base", "misc"})


@dataclass(frozen=True, slots=True)
class Imported:
    """One import: where it stands, what it names, and whether it runs when the module is loaded."""

    module: str
    line: int
    name: str
    is_eager: bool


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name below the package ("" is the package itself)."""
    found: dict[str, ast.Module] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        found[name] = ast.parse(path.read_text(encoding="utf-8"), str(path))
    return found


MODULES = modules()


def imports(module: str, tree: ast.Module) -> Iterator[Imported]:
    """All imports of a module, also those inside functions and under TYPE_CHECKING."""
    eager = {id(node) for node in _eager_nodes(tree.body)}
    is_package = any(other.startswith(f"{module}.") for other in MODULES) or not module
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield Imported(module, node.lineno, alias.name, id(node) in eager)
        elif isinstance(node, ast.ImportFrom):
            start = node.module or ""
            if node.level:
                own = [OURS, *[part for part in module.split(".") if part]]
                kept = own[: len(own) - node.level + (1 if is_package else 0)]
                start = ".".join([*kept, *([start] if start else [])])
            for alias in node.names:
                yield Imported(module, node.lineno, f"{start}.{alias.name}", id(node) in eager)


def _eager_nodes(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements that run when the module is loaded."""
    for node in body:
        yield node
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            yield from _eager_nodes(node.orelse)
        elif isinstance(node, ast.If | ast.Try | ast.With | ast.For | ast.While):
            for part in ("body", "orelse", "finalbody", "handlers"):
                for inner in getattr(node, part, []):
                    yield from _eager_nodes(inner.body if isinstance(inner, ast.ExceptHandler) else [inner])


def floor(name: str) -> str:
    """The floor a dotted name below the package stands on."""
    return name.split(".", maxsplit=1)[0]


def forbidden(found: Imported) -> str | None:
    """Why an import breaks the floors, or None."""
    ours, libraries = FLOORS[floor(found.module)]
    top = found.name.split(".", maxsplit=1)[0]
    if top == OURS:
        below = found.name.removeprefix(OURS).lstrip(".")
        if below in ("", "__version__") or any(below == one or below.startswith(f"{one}.") for one in ours):
            return None
        return f"may not import {below}"
    if top in sys.stdlib_module_names or top == "__future__":
        return None
    if any(found.name == one or found.name.startswith(f"{one}.") for one in libraries):
        return None
    return f"may not import the library {found.name}"


def every_import() -> list[Imported]:
    return [found for module, tree in MODULES.items() for found in imports(module, tree)]


def test_imports_go_downward_only() -> None:
    broken = [
        f"{found.module}:{found.line} {why}"
        for found in every_import()
        if (why := forbidden(found)) is not None
    ]
    assert broken == []


@pytest.mark.parametrize(
    ("module", "name"),
    [
        ("domain.month", "anxi_desktop.store.db"),
        ("domain.month", "openpyxl"),
        ("store.db", "anxi_desktop.files.ledger"),
        ("files.ledger", "PySide6.QtCore"),
        ("app.jobs", "PySide6.QtWidgets.QWidget"),
        ("app.jobs", "anxi_desktop.views.shell"),
        ("views.shell", "anxi_desktop.store.store"),
        ("views.shell", "openpyxl.Workbook"),
        ("cli", "anxi_desktop.app.session"),
        ("cli", "PySide6.QtCore"),
    ],
)
def test_the_floor_test_can_fail(module: str, name: str) -> None:
    assert forbidden(Imported(module, 1, name, is_eager=False)) is not None


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    needs: dict[str, set[str]] = {name: set() for name in MODULES}
    for found in every_import():
        below = found.name.removeprefix(OURS).lstrip(".")
        target = next((one for one in (below, below.rpartition(".")[0]) if one in MODULES), None)
        if found.is_eager and found.name.startswith(OURS) and target and target != found.module:
            needs[found.module].add(target)
    done: set[str] = set()
    while ready := {name for name, others in needs.items() if name not in done and others <= done}:
        done |= ready
    assert sorted(set(needs) - done) == []


def test_no_module_is_named_after_nothing() -> None:
    named = [name for name in MODULES if FORBIDDEN_NAMES & set(re.split(r"[._]", name))]
    assert named == []
    assert not (ROOT / "build" / "__init__.py").exists()


def test_the_command_line_starts_without_qt_and_other_heavy_libraries() -> None:
    assert loaded_after("import anxi_desktop.cli") & {"PySide6", *HEAVY} == set()


def loaded_after(code: str) -> set[str]:
    """Top names of what a fresh Python has loaded after running `code`."""
    script = f"{code}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True
    )
    return set(done.stdout.split())


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call of a function or class by its bare name, with the place it stands at."""
    for module, tree in MODULES.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] == name:
                yield f"{module}:{node.lineno}", node


def literals(node: ast.expr) -> Iterator[str]:
    """The texts an expression can stand for, through a conditional."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from literals(node.body)
        yield from literals(node.orelse)


def test_every_known_error_has_its_sentence() -> None:
    used = [
        (place, code) for place, call in calls("AnxiError") if call.args for code in literals(call.args[0])
    ]
    assert len(used) > 20
    assert [pair for pair in used if pair[1] not in words.ERRORS] == []


def test_every_sentence_gets_the_facts_it_names() -> None:
    wrong: list[str] = []
    for place, call in calls("AnxiError"):
        given = {keyword.arg for keyword in call.keywords}
        for code in literals(call.args[0]) if call.args and None not in given else ():
            named = set(re.findall(r"{(\w+)}", words.ERRORS.get(code, "")))
            if named - given:
                wrong.append(f"{place} {code} lacks {sorted(named - given)}")
    assert wrong == []


def test_every_choice_and_field_has_its_word() -> None:
    for spec in SPECS.values():
        assert spec.entity in words.ENTITIES
        assert set(spec.fields) == set(words.FIELDS[spec.entity]), spec.entity
    for choices in domain_enums():
        assert {item.value for item in choices} == set(words.CHOICES[choices]), choices


def domain_enums() -> list[type[Enum]]:
    """Every closed set that the records declare; how a field is kept is nothing a person reads."""
    package = importlib.import_module("anxi_desktop.domain.records")
    names = [f"{package.__name__}.{info.name}" for info in pkgutil.iter_modules(package.__path__)]
    found = {
        value
        for module in map(importlib.import_module, names)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Enum) and value.__module__ == module.__name__
    } - {fields.Kind, fields.Stream}
    return sorted(found, key=lambda choices: choices.__qualname__)


def test_no_lambda_is_connected_to_a_worker() -> None:
    """A lambda connected to a signal of an object in the worker thread runs in the worker thread."""
    signals = {"progressed", "finished", "failed", "cancelled"}
    found = [
        place
        for place, call in calls("connect")
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Attribute)
        and call.func.value.attr in signals
        and any(isinstance(argument, ast.Lambda) for argument in call.args)
    ]
    assert found == []


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], capture_output=True, cwd=ROOT, check=False)
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_no_path_of_a_machine_stands_in_the_repository() -> None:
    own = {str(ROOT.parent) + "/", str(Path.home()) + "/"} - {"//", "/tmp/"}
    found = [
        path.relative_to(ROOT).as_posix()
        for path in tracked_files()
        if path.suffix not in {".ttf", ".png", ".pdf", ".xlsx", ".xls", ".ico"}
        and any(place.encode() in path.read_bytes() for place in own)
    ]
    assert found == []


def test_the_version_is_stated_once() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", anxi_desktop.__version__)


@pytest.mark.parametrize("has_data", [True, False], ids=["data folder", "first run"])
def test_the_first_paint_loads_nothing_heavy(
    folder: Path, profile: Path, owner: Owner, has_data: bool
) -> None:
    if has_data:
        Store.create(folder, profile=profile, owner=owner).close()
    environment = {
        **os.environ,
        "ANXI_DATA": str(folder),
        "ANXI_PROFILE": str(profile),
        "ANXI_BENCH_STARTED": "0",
    }
    command = [sys.executable, str(ROOT / "build" / "first_paint.py"), "program"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=60)
    assert "painted " in done.stdout, done.stdout + done.stderr
    assert "loaded \n" in done.stdout


def test_every_module_of_the_lower_floors_can_be_the_first_one_imported() -> None:
    """A circle of imports shows only to whoever comes in by the wrong door."""
    modules = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for floor in ("domain", "store", "files")
        for path in sorted((ROOT / "anxi_desktop" / floor).rglob("*.py"))
    ]
    script = (
        "import importlib, sys\n"
        "for name in sys.argv[1:]:\n"
        "    for known in [key for key in sys.modules if key.startswith('anxi_desktop')]:\n"
        "        del sys.modules[known]\n"
        "    importlib.import_module(name)\n"
    )
    ended = subprocess.run([sys.executable, "-c", script, *modules], cwd=ROOT, capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr[-2000:]
