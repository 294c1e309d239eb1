"""The page about the command line tells of the commands there are, and of no others."""

from __future__ import annotations

import re
from pathlib import Path

from anxi_desktop.commands.arguments import COMMANDS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "cli.md"


def table() -> dict[str, str]:
    """Command → the whole first cell that tells how to call it."""
    rows = re.findall(r"^\| `([a-z-]+)((?:\\\||[^|])*)\|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    return dict(rows)


def test_every_command_has_its_row_and_no_row_is_stale() -> None:
    assert sorted(table()) == sorted(command.name for command in COMMANDS)


def test_every_option_is_named() -> None:
    rows = table()
    missing = [
        f"{command.name} {name}"
        for command in COMMANDS
        for names, _ in command.arguments
        for name in names
        if name.startswith("--") and name not in rows[command.name]
    ]
    assert missing == []
