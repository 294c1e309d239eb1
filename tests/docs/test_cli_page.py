"""The page about the command line tells of the commands there are, and of no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from anxi_desktop.commands.arguments import COMMANDS, CommandLine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def table() -> dict[str, str]:
    """Command → the whole first cell that tells how to call it."""
    rows = re.findall(
        r"^\| `([a-z-]+(?: [a-z][a-z-]*)?)(?=[ `])((?:\\\||[^|])*)\|",
        PAGE.read_text(encoding="utf-8"),
        re.MULTILINE,
    )
    known = {name for name, _ in commands()}
    return {name if name in known else name.split()[0]: rest for name, rest in rows}


def commands() -> Iterator[tuple[str, CommandLine]]:
    """Every command that does something, by all its words."""
    for line in COMMANDS:
        if not line.commands:
            yield line.name, line
        for below in line.commands:
            yield f"{line.name} {below.name}", below


def test_every_command_has_its_row_and_no_row_is_stale() -> None:
    assert sorted(table()) == sorted(name for name, _ in commands())


def test_every_option_is_named() -> None:
    rows = table()
    missing = [
        f"{called} {name}"
        for called, command in commands()
        for names, _ in command.arguments
        for name in names
        if name.startswith("--") and name not in rows[called]
    ]
    assert missing == []
