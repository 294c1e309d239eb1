"""Reads a .csv file: Chinese Excel writes GBK, others UTF-8 with or without a mark, "Unicode text" is UTF-16."""

from __future__ import annotations

import codecs
import csv
import io
import re
from pathlib import Path

from anxi_desktop.files.import_grid import (
    MOST_CELLS,
    Cell,
    DamagedError,
    Grid,
    TooLargeError,
    used_rows,
)

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_SEPARATORS = ",\t;"
_LONGEST_CELL = 1 << 20  # a longer text is refused by its field's limit; the reader only has to survive it


def read_csv(path: Path, *, name: str) -> Grid:
    """The file as one sheet called `name`. Raises DamagedError for bytes that are no text, TooLargeError."""
    return read_lines(text_of(path.read_bytes()), name=name)


def read_lines(text: str, *, name: str) -> Grid:
    """Lines of separated cells as one sheet. Raises DamagedError, TooLargeError."""
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    rows: list[list[Cell]] = []
    cells = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)):
            rows.append([_cell(item) for item in record])
            cells += 1 + len(record)
            if cells > MOST_CELLS:
                raise TooLargeError(f"{len(rows)} 行以上")
    except csv.Error as error:
        raise DamagedError(str(error)) from error
    return Grid(name, used_rows(rows))


def looks_like_lines(text: str) -> bool:
    """True for text without control characters whose first filled line has more than one cell."""
    first = next((line for line in text[:8192].splitlines() if line.strip()), "")
    return any(mark in first for mark in _SEPARATORS) and _CONTROL.search(text[:65_536]) is None


def text_of(data: bytes) -> str:
    """The text in bytes of any of these encodings. Raises DamagedError where they are none."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decoded(data, encoding)
    sample = data[:4096]
    if sample.count(0) > len(sample) // 8:
        low = sum(1 for byte in sample[1::2] if byte == 0)
        return _decoded(data, "utf-16-le" if low * 2 >= sample.count(0) else "utf-16-be")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decoded(data, "gb18030")


def _decoded(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise DamagedError(str(error)) from error


def _separator(text: str) -> str:
    """The mark that parts the cells: the most frequent one outside quotes in the first lines."""
    counts = dict.fromkeys(_SEPARATORS, 0)
    quoted = False
    for letter in text[:8192]:
        if letter == '"':
            quoted = not quoted
        elif not quoted and letter in counts:
            counts[letter] += 1
    return max(_SEPARATORS, key=lambda mark: counts[mark])


def _cell(text: str) -> Cell:
    if text.startswith('="') and text.endswith('"'):
        text = text[2:-1]  # the customary way to keep Excel from eating leading zeros
    return text or None
