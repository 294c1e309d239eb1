"""Sizes as a matter of taste: what is longest, and how much of the program can be tested without a window.

Nothing fails here. A file past 400 lines, a function past 50 or a class past 20 methods asks which noun
wants to leave.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import ROOT

_SHOWN = 8
_FILE_LINES, _FUNCTION_LINES, _CLASS_METHODS = 400, 50, 20
_QT_SHARE_WANTED = 2 / 3


@dataclass(frozen=True, slots=True)
class Size:
    """How much of something there is, and where."""

    amount: int
    where: str


def report() -> int:
    """Print the longest files, functions and classes, and the share of lines in modules without Qt."""
    files: list[Size] = []
    functions: list[Size] = []
    classes: list[Size] = []
    without_qt = 0
    for path in sources():
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        name = path.relative_to(ROOT).as_posix()
        files.append(Size(text.count("\n"), name))
        functions.extend(_functions(tree, name))
        classes.extend(_classes(tree, name))
        if name.startswith("anxi_desktop/") and not imports_qt(tree):
            without_qt += files[-1].amount
    _print("files, lines", files, _FILE_LINES)
    _print("functions, lines", functions, _FUNCTION_LINES)
    _print("classes, methods", classes, _CLASS_METHODS)
    whole = sum(size.amount for size in files if size.where.startswith("anxi_desktop/"))
    print(
        f"lines without Qt: {without_qt} of {whole} = {without_qt / whole:.0%} (aim {_QT_SHARE_WANTED:.0%})"
    )
    return 0


def sources() -> Iterator[Path]:
    """The program's modules and the build scripts; generated forms are not ours to shorten."""
    for folder in ("anxi_desktop", "build"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "forms" not in path.parent.parts[-1:]:
                yield path


def imports_qt(tree: ast.AST) -> bool:
    """True where a module imports PySide6, at its top or later."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import) and any(alias.name.startswith("PySide6") for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6"):
            return True
    return False


def _functions(tree: ast.AST, name: str) -> Iterator[Size]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield Size(
                (node.end_lineno or node.lineno) - node.lineno + 1, f"{name}:{node.lineno} {node.name}"
            )


def _classes(tree: ast.AST, name: str) -> Iterator[Size]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            methods = sum(isinstance(part, ast.FunctionDef) for part in node.body)
            yield Size(methods, f"{name}:{node.lineno} {node.name}")


def _print(title: str, sizes: list[Size], limit: int) -> None:
    print(f"Longest {title} (ask from {limit} on):")
    for size in sorted(sizes, key=lambda size: -size.amount)[:_SHOWN]:
        print(f"  {'!' if size.amount > limit else ' '} {size.amount:>5}  {size.where}")
