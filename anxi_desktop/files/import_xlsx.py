"""Reads a sheet of an .xlsx file in a stream, with bounds that hold for hostile files too.

Libraries that are faster give an error cell (#REF!) out as blank and reserve memory for the whole area between the
first and the last cell; an import may do neither. A cell that only carries a format costs nothing here.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
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

Steps = Generator[tuple[int, str], None, Grid]

_CHUNK = 1 << 18
_MOST_MEMBERS = 10_000
_MOST_PART = 600 << 20
_MOST_STRINGS = 150 << 20
_MOST_MERGES = 200_000
_MOST_LETTERS = 200_000  # of one cell; Excel itself stops at 32,767
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_READING = "读取工作表"
# Cells that only carry a format, and rows of nothing else: a million of them are common and say nothing.
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*/>')
_BLANK_ROW = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)')
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Number formats every Excel knows by number; 27–36 and 50–58 are the dates of Chinese Windows.
_DATE_IDS = frozenset({*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)})
_TIME_IDS = frozenset({18, 19, 20, 21, *range(32, 36), 45, 46, 47})
_ELAPSED = re.compile(r"\[[hms]+\]", re.IGNORECASE)
_SECONDS_PART = re.compile(r"(?<=s)\.0+")
_NOT_FORMAT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """Where one sheet stands in the package."""

    name: str
    part: str
    hidden: bool


class XlsxBook:
    """An open package. Raises DamagedError or TooLargeError."""

    def __init__(self, source: Path | BytesIO) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError) as error:
            raise DamagedError(str(error)) from error
        try:
            if len(self._zip.infolist()) > _MOST_MEMBERS:
                raise TooLargeError(f"{len(self._zip.infolist())} 个部件")
            self._parts = {info.filename.lstrip("/").lower(): info for info in self._zip.infolist()}
            self.sheets: tuple[XlsxSheet, ...] = ()
            self._epoch = date(1899, 12, 30)
            self._strings = ""
            self._styles = ""
            self._read_workbook()
        except BaseException:
            self._zip.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def read(self, sheet: XlsxSheet) -> Steps:
        """The sheet's cells; yields (percent, text) while reading."""
        if sheet.part not in self._parts:
            raise DamagedError(sheet.part)
        strings = self._shared_strings()
        reader = _SheetReader(strings=strings, formats=self._formats(), epoch=self._epoch)
        size = max(1, self._parts[sheet.part].file_size)
        for done in self._feed(sheet.part, reader.connect, limit=_MOST_PART, thin=True):
            yield min(99, done * 100 // size), _READING
        return reader.grid(sheet.name)

    def _read_workbook(self) -> None:
        start, _ = self._related("", "officedocument")
        if not start:
            raise DamagedError("no workbook")
        found: list[tuple[str, str, bool]] = []

        def on_start(name: str, attributes: dict[str, str]) -> None:
            if name == "sheet":
                link = next((value for key, value in attributes.items() if key.endswith("}id")), "")
                hidden = attributes.get("state", "visible") != "visible"
                found.append((attributes.get("name", ""), link, hidden))
            elif name == "workbookPr" and attributes.get("date1904", "0").lower() in ("1", "true"):
                self._epoch = date(1904, 1, 1)

        self._walk(start, on_start)
        targets = self._relations(start)
        self.sheets = tuple(
            XlsxSheet(name, targets[link][0], hidden)
            for name, link, hidden in found
            if link in targets and targets[link][1].endswith("/worksheet")
        )
        if not self.sheets:
            raise DamagedError("no sheet")
        for part, kind in targets.values():
            if kind.endswith("/sharedstrings"):
                self._strings = part
            elif kind.endswith("/styles"):
                self._styles = part

    def _related(self, part: str, kind: str) -> tuple[str, str]:
        found = [item for item in self._relations(part).values() if item[1].endswith(f"/{kind}")]
        return found[0] if found else ("", "")

    def _relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (part, kind), both in small letters."""
        folder, _, name = part.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def on_start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target if target.startswith("/") else f"/{posixpath.join(folder, target)}"
                place = posixpath.normpath(whole).lstrip("/").lower()
                found[attributes.get("Id", "")] = (place, attributes.get("Type", "").lower())

        if relations.lower() in self._parts:
            self._walk(relations.lower(), on_start)
        return found

    def _walk(self, part: str, on_start: Callable[[str, dict[str, str]], None]) -> None:
        """Call `on_start` for every element of a small part."""

        def connect(parser: expat.XMLParserType) -> None:
            def start(name: str, attributes: dict[str, str]) -> None:
                on_start(_local(name), attributes)

            parser.StartElementHandler = start

        if part not in self._parts:
            raise DamagedError(part)
        for _ in self._feed(part, connect, limit=_MOST_STRINGS):
            pass

    def _shared_strings(self) -> list[str]:
        reader = _StringsReader()
        if self._strings in self._parts:
            for _ in self._feed(self._strings, reader.connect, limit=_MOST_STRINGS):
                pass
        return reader.texts

    def _formats(self) -> list[str]:
        """Per cell style: "date", "time" or "" for a number."""
        if self._styles not in self._parts:
            return []
        codes: dict[int, str] = {}
        styles: list[int] = []
        inside: list[str] = []

        def connect(parser: expat.XMLParserType) -> None:
            def start(name: str, attributes: dict[str, str]) -> None:
                local = _local(name)
                if local == "numFmt":
                    codes[_whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
                elif local == "xf" and inside and inside[-1] == "cellXfs":
                    styles.append(_whole(attributes.get("numFmtId")))
                inside.append(local)

            def end(_name: str) -> None:
                inside.pop()

            parser.StartElementHandler, parser.EndElementHandler = start, end

        for _ in self._feed(self._styles, connect, limit=_MOST_STRINGS):
            pass
        return [_format_kind(number, codes.get(number)) for number in styles]

    def _feed(
        self, part: str, connect: Callable[[expat.XMLParserType], None], *, limit: int, thin: bool = False
    ) -> Generator[int]:
        """Parse a part chunk by chunk, `thin` without blank cells; yields the bytes so far."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        connect(parser)
        done = 0
        try:
            rest = b""
            for chunk in self._inflate(self._parts[part], limit=limit):
                done += len(chunk)
                if thin:
                    chunk, rest = _thinned(rest + chunk)
                parser.Parse(chunk, False)
                yield done
            parser.Parse(rest, True)
        except expat.ExpatError as error:
            raise DamagedError(str(error)) from error

    def _inflate(self, info: zipfile.ZipInfo, *, limit: int) -> Generator[bytes]:
        """A member's bytes, never more than it declares nor than `limit`."""
        if info.file_size > limit:
            raise TooLargeError(f"解开后 {info.file_size >> 20} MB")
        if info.flag_bits & 1:
            raise DamagedError("encrypted member")
        done = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    done += len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise DamagedError(str(error)) from error
        if done != info.file_size:
            raise DamagedError("short member")


@dataclass(slots=True)
class _StringsReader:
    """The shared strings: rich text is joined, phonetic guides are left out."""

    texts: list[str] = field(default_factory=list[str])
    _parts: list[str] = field(default_factory=list[str])
    _in_text: bool = False
    _aside: int = 0

    def connect(self, parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "rPh":
            self._aside += 1
        elif local == "t":
            self._in_text = not self._aside

    def _end(self, name: str) -> None:
        local = _local(name)
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


class _SheetReader:
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
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def grid(self, name: str) -> Grid:
        return Grid(name, used_rows(self._rows), tuple(self._merges))

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        local = _local(name)
        if local == "c":
            self._start_cell(attributes)
        elif local == "v" or (local == "t" and not self._aside):
            self._listening = True
        elif local == "row":
            number = _whole(attributes.get("r"))
            self._row = number - 1 if number else self._row + 1
            self._column = -1
        elif local == "rPh":
            self._aside += 1
        elif local == "mergeCell":
            self._merge(attributes.get("ref", ""))

    def _end(self, name: str) -> None:
        local = _local(name)
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
        self._style = _whole(attributes.get("s"))
        self._parts.clear()
        self._letters = 0

    def _value(self, text: str) -> Cell:
        kind = self._kind
        if kind == "s":
            number = _whole(text.strip(), none=-1)
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


def _thinned(chunk: bytes) -> tuple[bytes, bytes]:
    """The chunk without blank cells, and its end from the last cell or row on, which may go on in the next."""
    if b"<![CDATA[" in chunk:
        return chunk, b""
    end = max(chunk.rfind(b"<c "), chunk.rfind(b"<row "), 0)
    if len(chunk) - end > _CHUNK:
        end = len(chunk)  # one cell longer than any real one
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", chunk[:end])), chunk[end:]


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _place(reference: str) -> tuple[int, int]:
    found = _REFERENCE.match(reference)
    if found is None:
        raise DamagedError(reference)
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _whole(text: str | None, *, none: int = 0) -> int:
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


def _format_kind(number: int, code: str | None) -> str:
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


def _refuse_doctype(*_: object) -> None:
    raise DamagedError("doctype")
