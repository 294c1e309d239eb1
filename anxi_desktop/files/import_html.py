"""Reads the tables of a web page that was saved as .xls, as many office systems "export to Excel".

Tags are found by a scanner of our own: it takes time in proportion to the file for hostile pages too, which the
standard library's parser does not. All tables of the page make one sheet, one below the other, as Excel shows
them; a table inside a cell is part of that cell's text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from anxi_desktop.files.import_grid import MOST_CELLS, Cell, Grid, Merge, TooLargeError, used_rows

_BEGINS = re.compile(
    r"(?:\ufeff|\s)*(?:<\?xml[^>]*>\s*)?(?:<!--[^>]*-->\s*)?<(?:!doctype\s+html|html|head|meta|style|body|table)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][\w:-]*)([^<>]*)>")
_SPAN = re.compile(r"\b(row|col)span\s*=\s*[\"']?(\d{1,6})", re.IGNORECASE)
_SILENT = ("script", "style", "xml", "title")
_BREAKS = frozenset({"br", "p", "div", "li", "tr", "table"})
_WIDEST, _TALLEST = 1_000, 65_536
_SPACES = re.compile(r"[ \t\r\n\f]+")


def is_page(text: str) -> bool:
    """True for what begins as a web page does."""
    return _BEGINS.match(text[:4096]) is not None


def read_page(text: str, *, name: str) -> Grid | None:
    """The tables of a page as one sheet called `name`; None where it has none. Raises TooLargeError."""
    tables = _Tables()
    for closing, tag, rest in _pieces(text):
        if not tag:
            tables.text(rest)
        elif closing:
            tables.close(tag)
        else:
            tables.open(tag, rest)
    tables.end_row()
    return Grid(name, used_rows(tables.rows), tuple(tables.merges)) if tables.found else None


def _pieces(text: str) -> Iterator[tuple[bool, str, str]]:
    """(closing, tag in small letters, attributes) of every tag, and (False, "", text) of what is between."""
    at, end = 0, len(text)
    small = text.lower() if len(text.lower()) == end else text
    while at < end:
        begin = text.find("<", at)
        if begin < 0:
            begin = end
        if begin > at:
            yield False, "", text[at:begin]
        if begin == end:
            return
        if text.startswith(("<!", "<?"), begin):
            mark = "-->" if text.startswith("<!--", begin) else ">"
            close = text.find(mark, begin + 2)
            at = end if close < 0 else close + len(mark)
            continue
        found = _TAG.match(text, begin)
        if found is None:
            yield False, "", "<"
            at = begin + 1
            continue
        tag = found[2].lower()
        at = found.end()
        if tag in _SILENT and not found[1]:
            close = small.find(f"</{tag}", at)
            at = end if close < 0 else close
        yield bool(found[1]), tag, found[3]


class _Tables:
    """Rows and merged ranges as tags come."""

    def __init__(self) -> None:
        self.rows: list[list[Cell]] = []
        self.merges: list[Merge] = []
        self.found = False
        self._depth = 0
        self._row: list[Cell] | None = None
        self._cell: list[str] | None = None
        self._span = (1, 1)
        self._taken: dict[int, int] = {}  # column → last row that a cell from above reaches down to
        self._cells = 0

    def open(self, tag: str, rest: str) -> None:
        if tag == "table":
            self._depth += 1
            self.found = True
        if self._depth == 1 and tag == "tr":
            self.end_row()
            self._row = []
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()
            if self._row is None:
                self._row = []
            spans = {word.lower(): int(number) for word, number in _SPAN.findall(rest)}
            down, right = spans.get("row", 1), spans.get("col", 1)
            self._span = (max(1, min(down, _TALLEST)), max(1, min(right, _WIDEST)))
            self._cell = []
        elif self._cell is not None and tag in _BREAKS:
            self._cell.append("\n")

    def close(self, tag: str) -> None:
        if tag == "table" and self._depth:
            self._depth -= 1
            if self._depth == 0:
                self.end_row()
                self._taken.clear()
        elif self._depth == 1 and tag == "tr":
            self.end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def text(self, text: str) -> None:
        if self._cell is not None:
            self._cell.append(_SPACES.sub(" ", text))

    def end_row(self) -> None:
        """Put down the row that is being read, if there is one."""
        self._end_cell()
        if self._row is not None:
            self.rows.append(self._row)
            self._row = None
            self._count(1)

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            return
        number, column = len(self.rows), len(self._row)
        while self._taken.get(column, -1) >= number:
            column += 1
        down, right = self._span
        self._count(column + right - len(self._row))
        self._row.extend([None] * (column + right - len(self._row)))
        lines = (line.strip(" \xa0") for line in html.unescape("".join(self._cell)).split("\n"))
        self._row[column] = "\n".join(line for line in lines if line) or None
        if down > 1:
            self._taken.update(dict.fromkeys(range(column, column + right), number + down - 1))
        if (down, right) != (1, 1):
            self.merges.append(Merge(number, column, number + down - 1, column + right - 1))
        self._cell = None

    def _count(self, more: int) -> None:
        self._cells += more
        if self._cells > MOST_CELLS:
            raise TooLargeError(f"{len(self.rows)} 行以上")
