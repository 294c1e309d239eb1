"""Measurements, each beside something bare in the same run; figures are printed, never asserted.

A measurement is a module bench_NAME.py beside this one, with a docstring and `run(arguments) -> int`.
"""

from __future__ import annotations

import ast
import importlib
import sys
from pathlib import Path

_PREFIX = "bench_"


def names() -> dict[str, str]:
    """What can be measured, each with the first line of its docstring."""
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob(f"{_PREFIX}*.py")):
        text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
        found[path.stem.removeprefix(_PREFIX)] = text.partition("\n")[0]
    return found


def main(arguments: list[str]) -> int:
    """Run one measurement, or list them all."""
    known = names()
    if not arguments or arguments[0] not in known:
        for name, text in known.items():
            print(f"  {name:<10} {text}")
        return 0 if not arguments else 2
    return importlib.import_module(_PREFIX + arguments[0]).run(arguments[1:])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
