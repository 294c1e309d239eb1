"""Reads a sheet of an .xlsx file in a stream.

Libraries that are faster give an error cell (#REF!) out as blank and reserve memory for the whole area between the
first and the last cell; an import may do neither. A cell that only carries a format costs nothing here.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from anxi_desktop.files.import_grid import DamagedError, Grid
from anxi_desktop.files.import_package import MOST_PART, MOST_SMALL_PART, Package, local_name
from anxi_desktop.files.import_sheet_xml import SheetReader, StringsReader, format_kind, whole

Steps = Generator[tuple[int, str], None, Grid]

_READING = "读取工作表"


@dataclass(frozen=True, slots=True)
class XlsxSheet:
    """Where one sheet stands in the package."""

    name: str
    part: str
    hidden: bool


class XlsxBook:
    """An open workbook. Raises DamagedError or TooLargeError."""

    def __init__(self, source: Path | BytesIO) -> None:
        self._package = Package(source)
        self.sheets: tuple[XlsxSheet, ...] = ()
        self._epoch = date(1899, 12, 30)
        self._strings = ""
        self._styles = ""
        self._texts: list[str] | None = None
        try:
            self._read_workbook()
        except BaseException:
            self._package.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._package.close()

    def read(self, sheet: XlsxSheet) -> Steps:
        """The sheet's cells; yields (percent, text) while reading."""
        if sheet.part not in self._package:
            raise DamagedError(sheet.part)
        reader = SheetReader(strings=self._shared_strings(), formats=self._formats(), epoch=self._epoch)
        size = max(1, self._package.size(sheet.part))
        for done in self._package.feed(sheet.part, reader.connect, limit=MOST_PART, thin=True):
            yield min(99, done * 100 // size), _READING
        return reader.grid(sheet.name)

    def _read_workbook(self) -> None:
        start = next(
            (part for part, kind in self._package.relations("").values() if kind.endswith("/officedocument")),
            "",
        )
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

        self._package.walk(start, on_start)
        targets = self._package.relations(start)
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

    def _shared_strings(self) -> list[str]:
        if self._texts is None:
            reader = StringsReader()
            if self._strings in self._package:
                for _ in self._package.feed(self._strings, reader.connect, limit=MOST_SMALL_PART):
                    pass
            self._texts = reader.texts
        return self._texts

    def _formats(self) -> list[str]:
        """Per cell style: "date", "time" or "" for a number."""
        if self._styles not in self._package:
            return []
        codes: dict[int, str] = {}
        styles: list[int] = []
        inside: list[str] = []

        def connect(parser: expat.XMLParserType) -> None:
            def start(name: str, attributes: dict[str, str]) -> None:
                local = local_name(name)
                if local == "numFmt":
                    codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")
                elif local == "xf" and inside and inside[-1] == "cellXfs":
                    styles.append(whole(attributes.get("numFmtId")))
                inside.append(local)

            def end(_name: str) -> None:
                inside.pop()

            parser.StartElementHandler, parser.EndElementHandler = start, end

        for _ in self._package.feed(self._styles, connect, limit=MOST_SMALL_PART):
            pass
        return [format_kind(number, codes.get(number)) for number in styles]
