"""Reads the XML of a workbook's sheet: cells, merged ranges, shared strings, and which numbers are days."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from xml.parsers import expat

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
from anxi_desktop.files.import_package import local_name

_MOST_MERGES = 200_000
_MOST_LETTERS = 200_000  # of one cell; Excel itself stops at 32,767
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Number formats every Excel knows by number; 27–36 and 50–58 are the dates of Chinese Windows.
_DATE_IDS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_TIME_IDS = frozenset({18, 19, 20, 21, *range(32, 36), 45, 46, 47})
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_SECONDS_PART = re.compile(r"(?<=s)\.0+")
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(slots=True)
class StringsReader:
    """The shared strings: rich text is joined, phonetic guides are left out."""

    texts: list[str] = field(default_factory=list[str])
    _parts: list[str] = field(default_factory=list[str])
    _in_text: bool = False
    _aside: int = 0

    def connect(self, parser: expat.XMLParserType) -> None:
        """Listen to a parser."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = local_name(name)
        if local == "rPh":
            self._aside += 1
        elif local == "t":
            self._in_text = not self._aside

    def _end(self, name: str) -> None:
        local = local_name(name)
        if local == "si":
            self.texts.append(_unescaped("".join(self._parts)))
            self._parts.clear()
        elif local == "rPh":
            self._aside -= 1
        elif local == "t":
            self._in_text = False

    def _text(self, data: str) -> None:
        if self._in_text:
            self._parts.append(data)


class SheetReader:
    """Turns the elements of a sheet into rows of cells."""

    def __init__(self, *, strings: list[str], formats: list[str], epoch: date) -> None:
        self._strings = strings
        self._formats = formats
        self._epoch = datetime(epoch.year, epoch.month, epoch.day)
        self._rows: list[list[Cell]] = []
        self._merges: list[Merge] = []
        self._row = -1
        self._column = -1
        self._kind = ""
        self._style = 0
        self._parts: list[str] = []
        self._letters = 0
        self._listening = False
        self._aside = 0
        self._cells = 0

    def connect(self, parser: expat.XMLParserType) -> None:
        """Listen to a parser."""
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def grid(self, name: str) -> Grid:
        """What was read, as the sheet called `name`."""
        return Grid(name, used_rows(self._rows), tuple(self._merges))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = local_name(name)
        if local == "c":
            self._start_cell(attributes)
        elif local == "v" or (local == "t" and not self._aside):
            self._listening = True
        elif local == "row":
            number = whole(attributes.get("r"))
            self._row = number - 1 if number else self._row + 1
            self._column = -1
        elif local == "rPh":
            self._aside += 1
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _end(self, name: str) -> None:
        local = local_name(name)
        if local in ("v", "t"):
            self._listening = False
        elif local == "rPh":
            self._aside -= 1
        elif local == "c" and self._parts:
            self._put(self._value("".join(self._parts)))

    def _text(self, data: str) -> None:
        if self._listening and self._letters < _MOST_LETTERS:
            self._parts.append(data)
            self._letters += len(data)

    def _start_cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r")
        if place is None:
            self._column += 1
        else:
            self._row, self._column = _place(place)
        self._kind = attributes.get("t", "n")
        self._style = whole(attributes.get("s"))
        self._parts.clear()
        self._letters = 0

    def _value(self, text: str) -> Cell:
        kind = self._kind
        if kind == "s":
            number = whole(text.strip(), none=-1)
            return self._strings[number] if 0 <= number < len(self._strings) else None
        if kind in ("str", "inlineStr"):
            return _unescaped(text)
        text = text.strip()
        if kind == "e":
            return CellError(text or "#N/A")
        if kind == "b":
            return text in ("1", "true")
        if kind == "d":
            return _iso_day(text)
        return self._number(text)

    def _number(self, text: str) -> Cell:
        try:
            number = float(text)
        except ValueError:
            return text or None
        if number != number or number in (float("inf"), float("-inf")):
            return CellError("#NUM!")
        kind = self._formats[self._style] if self._style < len(self._formats) else ""
        if kind == "date" and 1 <= number < 2_958_466:
            return self._moment(number)
        if kind == "time" and 0 <= number < 1:
            return (datetime.min + timedelta(seconds=round(number * 86_400))).time()
        return int(number) if number.is_integer() and abs(number) < 1e15 else number

    def _moment(self, serial: float) -> date | datetime:
        days = int(serial)
        if self._epoch.year == 1899 and days < 60:
            days += 1  # Excel counts a 29 February 1900 that never was
        day = self._epoch + timedelta(days=days)
        seconds = round((serial - int(serial)) * 86_400)
        return day + timedelta(seconds=seconds) if seconds else day.date()

    def _put(self, value: Cell) -> None:
        self._parts.clear()
        if value is None or (isinstance(value, str) and not value.strip()):
            return
        if not (0 <= self._row < _LAST_ROW and 0 <= self._column < _LAST_COLUMN):
            raise DamagedError("cell outside the sheet")
        rows = self._rows
        while len(rows) <= self._row:
            rows.append([])
        row = rows[self._row]
        missing = self._column + 1 - len(row)
        if missing > 0:
            self._cells += missing
            if self._cells > MOST_CELLS:
                place = f"{column_letter(self._column)}{self._row + 1}"
                raise TooLargeError(f"{MOST_CELLS} 格", place=place)
            row.extend([None] * missing)
        row[self._column] = value

    def _merge(self, reference: str) -> None:
        first, _, last = reference.replace("$", "").partition(":")
        top, left = _place(first)
        bottom, right = _place(last or first)
        if len(self._merges) >= _MOST_MERGES:
            raise TooLargeError(f"{_MOST_MERGES} 个合并区域")
        if bottom >= top and right >= left and (bottom, right) != (top, left):
            self._merges.append(Merge(top, left, bottom, right))


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.match(reference)
    if found is None:
        raise DamagedError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def whole(text: str | None, *, none: int = 0) -> int:
    """A whole number of at most nine digits, else `none`."""
    return int(text) if text is not None and len(text) < 10 and text.isascii() and text.isdigit() else none


def _unescaped(text: str) -> str:
    if "_x" not in text:
        return text
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)


def _iso_day(text: str) -> Cell:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment.date() if "T" not in text else moment.replace(tzinfo=None)


def format_kind(number: int, code: str | None) -> str:
    """What a number format shows: "date", "time", or "" for a number. `code` is None for the built-in ones."""
    if code is None:
        return "date" if number in _DATE_IDS else "time" if number in _TIME_IDS else ""
    if _ELAPSED.search(code):
        return ""
    marks = _SECONDS_PART.sub("", _NOT_FORMAT.sub("", code.split(";")[0]).lower())
    if "general" in marks or "#" in marks or "0" in marks:
        return ""
    if "y" in marks or "d" in marks or "e" in marks or ("m" in marks and not set(marks) & set("hs")):
        return "date"
    return "time" if set(marks) & set("hs") else ""
