"""Reads a sheet of an .xls file (Excel 97 to 2003, WPS).

The values come from calamine. A walk over the records first finds what calamine does not tell: error cells, how far
the content reaches, and a password.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from anxi_desktop.files.import_grid import (
    MOST_CELLS,
    Cell,
    CellError,
    DamagedError,
    Grid,
    Merge,
    TooLargeError,
    column_letter,
    used_rows,
)

_FORMULA, _EOF, _FILEPASS, _SHEET, _BOF = 0x0006, 0x000A, 0x002F, 0x0085, 0x0809
_MULRK, _RSTRING, _LABELSST, _NUMBER, _LABEL, _BOOLERR, _RK = (
    0x00BD,
    0x00D6,
    0x00FD,
    0x0203,
    0x0204,
    0x0205,
    0x027E,
)
_WITH_CONTENT = frozenset({_FORMULA, _MULRK, _RSTRING, _LABELSST, _NUMBER, _LABEL, _BOOLERR, _RK})
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
# Excel writes this password itself into workbooks whose structure is protected; nobody is ever asked for it.
_NO_PASSWORD = "VelvetSweatshop"


class LockedError(Exception):
    """The workbook needs a password."""


@dataclass(frozen=True, slots=True)
class XlsSheet:
    """One sheet and where its records begin."""

    name: str
    hidden: bool
    offset: int


@dataclass(slots=True)
class _Found:
    """What a walk over a sheet's records finds."""

    errors: dict[tuple[int, int], str] = field(default_factory=dict[tuple[int, int], str])
    last_row: int = -1
    last_column: int = -1


def unlocked(data: bytes) -> bytes:
    """The workbook or package inside an encrypted OLE file.

    Raises LockedError where Excel would ask for a password.
    """
    import msoffcrypto  # pyright: ignore[reportMissingTypeStubs]

    library: Any = msoffcrypto
    out = BytesIO()
    try:
        file = library.OfficeFile(BytesIO(data))
        file.load_key(password=_NO_PASSWORD)
        file.decrypt(out)
    except Exception as error:  # a library over hostile bytes: whatever it raises, the file stays closed
        raise LockedError(str(error)) from error
    return out.getvalue()


class XlsBook:
    """An open workbook. Raises LockedError, DamagedError or TooLargeError."""

    def __init__(self, data: bytes) -> None:
        self._bytes = data
        self._stream = _stream(data)
        self.sheets = _sheets(self._stream)
        if not self.sheets:
            raise DamagedError("no sheet")

    def read(self, sheet: XlsSheet) -> Grid:
        """The sheet's cells."""
        found = _walk(self._stream, sheet.offset)
        if (found.last_row + 1) * (found.last_column + 1) > MOST_CELLS:
            place = f"{column_letter(found.last_column)}{found.last_row + 1}"
            raise TooLargeError(f"{MOST_CELLS} 格", place=place)
        values, merges = _calamine(self._bytes, sheet.name)
        rows: list[list[Cell]] = [
            [_cell(value) for value in row[: found.last_column + 1]] for row in values[: found.last_row + 1]
        ]
        for (row, column), text in found.errors.items():
            while len(rows) <= row:
                rows.append([])
            rows[row].extend([None] * (column + 1 - len(rows[row])))
            rows[row][column] = CellError(text)
        return Grid(sheet.name, used_rows(rows), merges)


def _calamine(data: bytes, name: str) -> tuple[list[list[Any]], tuple[Merge, ...]]:
    import python_calamine

    try:
        with _quiet(), python_calamine.CalamineWorkbook.from_filelike(BytesIO(data)) as book:
            sheet = book.get_sheet_by_name(name)
            values: list[list[Any]] = sheet.to_python(skip_empty_area=False) if sheet.end else []
            ranges = sheet.merged_cell_ranges or []
    except python_calamine.PasswordError as error:
        raise LockedError(str(error)) from error
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise DamagedError(str(error)) from error
    except BaseException as error:
        # A panic in Rust is no Exception; over a damaged file it means no more than the others.
        if type(error).__name__ != "PanicException":
            raise
        raise DamagedError(str(error)) from error
    return values, tuple(Merge(*first, *last) for first, last in ranges)


@contextmanager
def _quiet() -> Generator[None]:
    """Keep what a panic writes straight to the process's own stderr from the person's console."""
    try:
        kept, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    except OSError:  # a windowed program has no console
        yield
        return
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)


def _cell(value: Any) -> Cell:
    """Calamine's blank is an empty text, its numbers are floats."""
    if value == "":
        return None
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return int(value)
    return value


def _stream(data: bytes) -> bytes:
    import olefile

    try:
        library: Any = olefile
        with library.OleFileIO(BytesIO(data)) as ole:
            for name in ("Workbook", "Book"):
                if ole.exists(name):
                    return bytes(ole.openstream(name).read())
            if ole.exists("EncryptedPackage"):
                raise LockedError("EncryptedPackage")
    except (OSError, ValueError, IndexError, struct.error) as error:
        raise DamagedError(str(error)) from error
    raise DamagedError("no workbook")


def _sheets(stream: bytes) -> tuple[XlsSheet, ...]:
    found: list[XlsSheet] = []
    if stream[:6][4:] != b"\x00\x06":
        raise DamagedError("older than Excel 97")
    for kind, start, size in _records(stream, 0):
        if kind == _FILEPASS:
            raise LockedError("FILEPASS")
        if kind == _EOF:
            break
        if kind == _SHEET and size >= 8:
            offset, state, sheet_kind, length, wide = struct.unpack_from("<IBBBB", stream, start)
            raw = stream[start + 8 : start + 8 + length * (2 if wide & 1 else 1)]
            if sheet_kind == 0:
                name = raw.decode("utf-16-le" if wide & 1 else "latin-1", errors="replace")
                found.append(XlsSheet(name, bool(state & 3), offset))
    return tuple(found)


def _walk(stream: bytes, offset: int) -> _Found:
    found = _Found()
    depth = 0
    for kind, start, size in _records(stream, offset):
        if kind == _BOF:
            depth += 1  # an embedded chart has records of its own
        elif kind == _EOF:
            depth -= 1
            if depth <= 0:
                break
        elif kind in _WITH_CONTENT and depth == 1 and size >= 6:
            row, column = struct.unpack_from("<HH", stream, start)
            last = struct.unpack_from("<H", stream, start + size - 2)[0] if kind == _MULRK else column
            found.last_row = max(found.last_row, row)
            found.last_column = max(found.last_column, last)
            code = _error_code(stream, kind, start, size)
            if code is not None:
                found.errors[row, column] = _ERRORS.get(code, "#N/A")
    return found


def _error_code(stream: bytes, kind: int, start: int, size: int) -> int | None:
    if kind == _BOOLERR and size >= 8 and stream[start + 7]:
        return stream[start + 6]
    if kind == _FORMULA and size >= 14:
        result = stream[start + 6 : start + 14]
        if result[6:8] == b"\xff\xff" and result[0] == 2:
            return result[2]
    return None


def _records(stream: bytes, offset: int) -> list[tuple[int, int, int]]:
    """(kind, start of the body, size) of the records from `offset` on."""
    found: list[tuple[int, int, int]] = []
    place = offset
    while place + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, place)
        if place + 4 + size > len(stream):
            break
        found.append((kind, place + 4, size))
        place += 4 + size
        if kind == _EOF and offset == 0:
            break
    return found
