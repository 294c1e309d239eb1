"""Which picture lies in which cell of a workbook: floating ones by their anchor, and WPS's pictures in cells.

Nothing is inflated here but small parts of XML; a picture is read when it is asked for, and never past its limit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from anxi_desktop.files.import_package import MOST_SMALL_PART, Package, local_name
from anxi_desktop.files.import_xlsx import XlsxBook

_MOST_PICTURES = 2000
_IN_CELL = re.compile(r'DISPIMG\(\s*"([^"]{1,80})"', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture: its part of the package, the bytes it declares to be, row and column from 0 (-1 for by id)."""

    part: str
    size: int
    row: int
    column: int
    id: str = ""


class ReplyPictures:
    """The pictures of one sheet. Raises DamagedError or TooLargeError."""

    def __init__(self, path: Path, sheet: str) -> None:
        book = XlsxBook(path)
        try:
            part = next((found.part for found in book.sheets if found.name == sheet), book.sheets[0].part)
        finally:
            book.close()
        self._package = Package(path)
        try:
            self.placed = self._floating(part)
            self._by_id = self._in_cells()
        except BaseException:
            self._package.close()
            raise

    def close(self) -> None:
        """Let go of the file."""
        self._package.close()

    def of_row(self, row: int, cells: list[str]) -> list[PlacedPicture]:
        """The pictures whose upper left corner lies in a row, then those its cells speak of."""
        found = [picture for picture in self.placed if picture.row == row]
        names = [name for text in cells for name in _IN_CELL.findall(text)]
        return [*found, *(self._by_id[name] for name in names if name in self._by_id)]

    def read(self, picture: PlacedPicture, *, limit: int) -> bytes:
        """The bytes of a picture. Raises DamagedError, TooLargeError where it is more than `limit`."""
        return self._package.read(picture.part, limit=limit)

    def _floating(self, sheet: str) -> list[PlacedPicture]:
        found: list[PlacedPicture] = []
        for part, kind in self._package.relations(sheet).values():
            if kind.endswith("/drawing") and part in self._package:
                found.extend(self._anchors(part))
        return found

    def _anchors(self, drawing: str) -> list[PlacedPicture]:
        targets = self._package.relations(drawing)
        found: list[PlacedPicture] = []
        place = {"row": -1, "col": -1}
        inside: list[str] = []
        text: list[str] = []

        def connect(parser: expat.XMLParserType) -> None:
            def start(name: str, attributes: dict[str, str]) -> None:
                local = local_name(name)
                inside.append(local)
                text.clear()
                if local in ("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"):
                    place.update(row=-1, col=-1)
                link = next((value for key, value in attributes.items() if key.endswith("}embed")), "")
                if local == "blip" and link in targets and len(found) < _MOST_PICTURES:
                    part = targets[link][0]
                    if part in self._package:
                        size = self._package.size(part)
                        found.append(PlacedPicture(part, size, place["row"], place["col"]))

            def end(name: str) -> None:
                local = local_name(name)
                if local in place and "from" in inside and "".join(text).strip().isdigit():
                    place[local] = int("".join(text).strip()[:7])
                inside.pop()

            parser.StartElementHandler, parser.EndElementHandler = start, end
            parser.CharacterDataHandler = text.append

        for _ in self._package.feed(drawing, connect, limit=MOST_SMALL_PART):
            pass
        return found

    def _in_cells(self) -> dict[str, PlacedPicture]:
        """WPS keeps pictures in cells in a part of its own; the cells hold =DISPIMG("ID_…",1)."""
        part = "xl/cellimages.xml"
        if part not in self._package:
            return {}
        targets = self._package.relations(part)
        found: dict[str, PlacedPicture] = {}
        name_of = {"name": ""}

        def on_start(name: str, attributes: dict[str, str]) -> None:
            if name == "cNvPr":
                name_of["name"] = attributes.get("name", "")
            link = next((value for key, value in attributes.items() if key.endswith("}embed")), "")
            if name == "blip" and link in targets and name_of["name"] and len(found) < _MOST_PICTURES:
                target = targets[link][0]
                if target in self._package:
                    key = name_of["name"]
                    found[key] = PlacedPicture(target, self._package.size(target), -1, -1, key)

        self._package.walk(part, on_start)
        return found
