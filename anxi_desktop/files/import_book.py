"""Opens what people bring: a workbook or a csv file, told apart by its content, not by its name's ending.

A file that cannot be read is one calm sentence (AnxiError), whatever the libraries below stumble over.
"""

from __future__ import annotations

import stat
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.import_csv import looks_like_lines, read_csv, read_lines, text_of
from anxi_desktop.files.import_grid import DamagedError, Grid, TooLargeError
from anxi_desktop.files.import_html import is_page, read_page
from anxi_desktop.files.import_xls import LockedError, XlsBook, unlocked
from anxi_desktop.files.import_xlsx import Steps, XlsxBook

SUFFIXES = (".xlsx", ".xlsm", ".xls", ".et", ".csv")
MOST_BYTES = 200 << 20

_ZIP = b"PK"
_OLE = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class SheetName:
    """One sheet of a book as its tab shows it."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class TextBook:
    """A web page, or lines of separated cells, under the name of a workbook: many systems export so."""

    text: str
    page: bool

    def read(self, name: str) -> Grid:
        """Its one sheet. Raises ForeignError, DamagedError or TooLargeError."""
        if not self.page:
            return read_lines(self.text, name=name)
        grid = read_page(self.text, name=name)
        if grid is None:
            raise ForeignError("网页，里面没有表格")
        return grid


class ForeignError(Exception):
    """A file of a kind that Excel opens and this program does not; says which kind in Chinese."""


class Book:
    """An open file with its sheets. Close it, or use it as a context manager."""

    def __init__(self, path: Path, source: XlsxBook | XlsBook | TextBook | None) -> None:
        self.path = path
        self._source = source if isinstance(source, XlsxBook | XlsBook) else None
        self._text = source if isinstance(source, TextBook) else None
        sheets = self._source.sheets if self._source is not None else (SheetName(path.stem),)
        self.sheets: tuple[SheetName, ...] = tuple(SheetName(item.name, item.hidden) for item in sheets)

    def __enter__(self) -> Book:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        if isinstance(self._source, XlsxBook):
            self._source.close()

    def steps(self, name: str | None = None) -> Steps:
        """Read the sheet `name` (None: the first visible one); yields (percent, text), returns the Grid.

        Errors: sheet_missing, workbook_empty, workbook_damaged, workbook_too_large, sheet_too_wide.
        """
        place = self._place(name)
        with _known(self.path):
            if isinstance(self._source, XlsxBook):
                grid = yield from self._source.read(self._source.sheets[place])
            elif self._source is not None:
                yield 0, "读取工作表"
                grid = self._source.read(self._source.sheets[place])
            else:
                yield 0, "读取文件"
                name = self.sheets[0].name
                grid = self._text.read(name) if self._text else read_csv(self.path, name=name)
        if grid.is_empty:
            raise AnxiError("workbook_empty", sheet=grid.name)
        return grid

    def _place(self, name: str | None) -> int:
        if name is None:
            return next((number for number, sheet in enumerate(self.sheets) if not sheet.hidden), 0)
        if self._source is None:
            return 0  # a csv file and a web page have one sheet, whatever it is called
        for number, sheet in enumerate(self.sheets):
            if sheet.name == name:
                return number
        for number, sheet in enumerate(self.sheets):
            if sheet.name.strip().casefold() == name.strip().casefold():
                return number
        raise AnxiError("sheet_missing", sheet=name, names="、".join(sheet.name for sheet in self.sheets))


def open_book(path: Path) -> Book:
    """Open a workbook or csv file.

    Errors: file_missing, file_not_readable, unsupported_format, workbook_password, workbook_damaged,
    workbook_foreign, workbook_too_large.
    """
    suffix = path.suffix.lower()
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):  # a folder, or a pipe or device that never ends
            raise AnxiError("file_not_readable", path=path)
        size = about.st_size
        if suffix not in SUFFIXES:
            raise AnxiError("unsupported_format", suffix=suffix or "没有扩展名", path=path)
        if size > MOST_BYTES:
            raise AnxiError("workbook_too_large", size=f"{size >> 20} MB", path=path)
        with path.open("rb") as file:
            head = file.read(8)
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=path) from error
    with _known(path):
        return Book(path, _source(path, head, suffix))


def read_sheet(book: Book, name: str | None = None) -> Grid:
    """Read a sheet to its end. Errors: those of `Book.steps`."""
    return finish(book.steps(name))


def _source(path: Path, head: bytes, suffix: str) -> XlsxBook | XlsBook | TextBook | None:
    if head.startswith(_ZIP):
        return XlsxBook(path)
    if head == _OLE:
        data = path.read_bytes()
        try:
            return XlsBook(data)
        except LockedError:
            clear = unlocked(data)
        return XlsxBook(BytesIO(clear)) if clear.startswith(_ZIP) else XlsBook(clear)
    if suffix == ".csv":
        return None
    return _text_book(path.read_bytes())


def _text_book(data: bytes) -> TextBook:
    """What is no workbook: a page, lines of cells, or a kind that only Excel reads."""
    beginning = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if beginning[:13].lower() == b"mime-version:":
        raise ForeignError("网页存档（mht）")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in beginning and b"<html" not in beginning.lower():
        raise ForeignError("XML 表格")
    text = text_of(data)
    if is_page(text):
        return TextBook(text, page=True)
    if looks_like_lines(text):
        return TextBook(text, page=False)
    raise DamagedError("neither a package nor a workbook")


@contextmanager
def _known(path: Path) -> Generator[None]:
    try:
        yield
    except LockedError as error:
        raise AnxiError("workbook_password", path=path) from error
    except ForeignError as error:
        raise AnxiError("workbook_foreign", kind=error, path=path) from error
    except (DamagedError, UnicodeError) as error:
        raise AnxiError("workbook_damaged", path=path) from error
    except TooLargeError as error:
        if error.place:
            raise AnxiError("sheet_too_wide", place=error.place, path=path) from error
        raise AnxiError("workbook_too_large", size=error.size, path=path) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=path) from error
