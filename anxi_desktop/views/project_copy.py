"""Chosen rows as text for Excel: tab-separated, and as a table whose cells Excel takes as they are.

A long number pasted as plain text loses its last digits in Excel and text that begins with "=" becomes a
formula; spreadsheets prefer the table, where text cells are marked as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from PySide6.QtCore import QMimeData

MOST_COPIED = 20_000
_TEXT_STYLE = "mso-number-format:'\\@'"
_QUOTED = frozenset('\t\n"')


def copied(rows: Iterable[Sequence[str]], *, numbers: Sequence[bool]) -> QMimeData:
    """The clipboard's content for rows of cell texts; `numbers` says per column whether it holds numbers."""
    plain: list[str] = []
    table: list[str] = []
    for row in rows:
        plain.append("\t".join(map(_plain, row)))
        cells = zip(row, numbers, strict=True)
        table.append("<tr>" + "".join(_cell(text, number=number) for text, number in cells) + "</tr>")
    made = QMimeData()
    made.setText("\n".join(plain))
    made.setHtml(f'<meta charset="utf-8"><table>{"".join(table)}</table>')
    return made


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return '"' + text.replace('"', '""') + '"' if _QUOTED & set(text) else text


def _cell(text: str, *, number: bool) -> str:
    style = "" if number else f' style="{_TEXT_STYLE}"'
    return f"<td{style}>{escape(text).replace(chr(10), '<br>')}</td>"
