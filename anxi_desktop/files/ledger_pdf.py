"""A ledger as PDF: as many sheets as it takes, each with the header; reportlab's own tables are too slow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.ledger import (
    PICTURE_MM,
    Ledger,
    LedgerColumn,
    Pictures,
    Progress,
    fitted,
    header_parts,
    shown,
)
from anxi_desktop.files.pdf_text import PdfPen
from anxi_desktop.files.pen import POINTS_PER_MM, FormFonts, Paper
from anxi_desktop.files.photo_print import Printed
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

_SIDE, _TOP, _BOTTOM = (mm * POINTS_PER_MM for mm in (13.0, 13.0, 15.0))
_TITLE, _SUBTITLE, _GAP = (mm * POINTS_PER_MM for mm in (10.0, 6.0, 2.0))
_SIZE = 8.5
_LEADING = _SIZE * 1.3
_PADDING = 3.0
_ROW = 7.0 * POINTS_PER_MM
_STEP = 200
_TOTAL = "pages"
# A cell longer than this many lines would fill sheets with one record.
_MOST_LINES = 14


@dataclass(frozen=True, slots=True)
class WrittenPdf:
    """What was written; `missing` are the characters no font has (drawn as □)."""

    rows: int
    pages: int
    missing: tuple[str, ...]


def write_ledger_pdf(
    path: Path, ledger: Ledger, *, fonts: FormFonts, paper: Paper = Paper.A4, progress: Progress | None = None
) -> WrittenPdf:
    """Write the ledger on landscape sheets.

    `progress` is told the rows laid out so far now and then; what it raises stops the export and
    leaves no file. Errors: those of `write_beside`.
    """
    with write_beside(path) as temporary:
        pages = _Pages(temporary, ledger, fonts=fonts, paper=paper)
        return pages.write(progress)


class _Pages:
    """The sheets of one ledger, one open at a time."""

    def __init__(self, path: Path, ledger: Ledger, *, fonts: FormFonts, paper: Paper) -> None:
        page = (paper.value[0] * POINTS_PER_MM, paper.value[1] * POINTS_PER_MM)
        self.pen = PdfPen(path, page=page, fonts=fonts, title=ledger.title)
        self.ledger = ledger
        self.columns: Sequence[LedgerColumn] = ledger.columns
        self.widths = _widths(ledger.columns, room=page[0] - 2 * _SIDE)
        self.edges = [_SIDE]
        for width in self.widths:
            self.edges.append(self.edges[-1] + width)
        self.bottom = page[1] - _BOTTOM
        self.page = 0
        self.top = 0.0  # of the grid on the open sheet
        self.y = 0.0

    def write(self, progress: Progress | None) -> WrittenPdf:
        """All sheets."""
        self._open_page()
        count = 0
        for values in self.ledger.rows:
            texts = [printable(shown(value)) for value in values]
            lines = [self._lines(text, width) for text, width in zip(texts, self.widths, strict=True)]
            pictures = {
                place: value.load() for place, value in enumerate(values) if isinstance(value, Pictures)
            }
            self._row(lines, {place: found for place, found in pictures.items() if found})
            count += 1
            if progress is not None and count % _STEP == 0:
                progress(count)
        if progress is not None:
            progress(count)
        self._close_grid()
        self._notes()
        self._close_page()
        self.pen.fill_later(_TOTAL, f" / 共 {self.page} 页", _SIZE)
        self.pen.save()
        return WrittenPdf(count, self.page, self.pen.missing)

    def _open_page(self) -> None:
        self.page += 1
        pen, ledger = self.pen, self.ledger
        self.y = _TOP
        if self.page == 1:
            size = 16.0
            size = min(
                size, size * (self.edges[-1] - _SIDE) / (pen.width(ledger.title, size, bold=True) or 1)
            )
            pen.text(
                pen.page_width / 2, self.y + _TITLE / 2, ledger.title, size, bold=True, align=Align.CENTER
            )
            self.y += _TITLE
            if ledger.subtitle:
                pen.text(_SIDE, self.y + _SUBTITLE / 2, ledger.subtitle, 9)
                self.y += _SUBTITLE
            self.y += _GAP
        self.top = self.y
        headers = [
            self._header_lines(printable(column.header), width - 2 * _PADDING)
            for column, width in zip(self.columns, self.widths, strict=True)
        ]
        height = max(_ROW * 1.15, max(map(len, headers)) * 9 * 1.3 + 2 * _PADDING)
        pen.shade((_SIDE, self.y), (self.edges[-1] - _SIDE, height), gray=0.93)
        for number, lines in enumerate(headers):
            middle = self.y + height / 2 - (len(lines) - 1) * 9 * 1.3 / 2
            centre = (self.edges[number] + self.edges[number + 1]) / 2
            for line in lines:
                pen.text(centre, middle, line, 9, bold=True, align=Align.CENTER)
                middle += 9 * 1.3
        self.y += height
        self._rule(0.8)

    def _header_lines(self, header: str, width: float) -> list[str]:
        if self.pen.width(header, 9, bold=True) <= width:
            return [header]
        parts = header_parts(header)
        return [line for part in parts for line in self.pen.break_lines(part, 9, width=width, bold=True)]

    def _row(self, cells: Sequence[Sequence[str]], pictures: Mapping[int, Sequence[Printed]]) -> None:
        height = max(_ROW, max(map(len, cells)) * _LEADING + 2 * _PADDING)
        if pictures:
            height = max(height, PICTURE_MM[1] * POINTS_PER_MM + _LEADING + 3 * _PADDING)
        if self.y + height > self.bottom:
            self._close_grid()
            self._close_page()
            self._open_page()
        for number, (lines, column) in enumerate(zip(cells, self.columns, strict=True)):
            if number in pictures:
                self._pictures(number, pictures[number])
                self.pen.text(
                    self._anchor(number, Align.CENTER),
                    self.y + height - _PADDING - _LEADING / 2,
                    " ".join(lines),
                    _SIZE,
                    align=Align.CENTER,
                )
                continue
            middle = self.y + height / 2 - (len(lines) - 1) * _LEADING / 2
            x = self._anchor(number, column.align)
            for line in lines:
                if line:
                    self.pen.text(x, middle, line, _SIZE, align=column.align)
                middle += _LEADING
        self.y += height
        self._rule(0.4)

    def _pictures(self, column: int, pictures: Sequence[Printed]) -> None:
        """Side by side, as large as the column lets them be."""
        room = (self.widths[column] - _PADDING) / len(pictures) - _PADDING
        for number, picture in enumerate(pictures):
            width, height = (side * POINTS_PER_MM for side in fitted(picture))
            scale = min(1.0, room / width)
            x = self.edges[column] + _PADDING + number * (room + _PADDING) + (room - width * scale) / 2
            self.pen.picture(picture.body, (x, self.y + _PADDING), (width * scale, height * scale))

    def _anchor(self, number: int, align: Align) -> float:
        left, right = self.edges[number], self.edges[number + 1]
        if align is Align.CENTER:
            return (left + right) / 2
        return left + _PADDING if align is Align.LEFT else right - _PADDING

    def _lines(self, text: str, width: float) -> list[str]:
        lines = self.pen.break_lines(text, _SIZE, width=width - 2 * _PADDING)
        if len(lines) > _MOST_LINES:
            lines = [*lines[: _MOST_LINES - 1], lines[_MOST_LINES - 1][:-1] + "…"]
        return lines

    def _rule(self, width: float) -> None:
        self.pen.line((_SIDE, self.y), (self.edges[-1], self.y), width=width)

    def _close_grid(self) -> None:
        for edge in self.edges[1:-1]:
            self.pen.line((edge, self.top), (edge, self.y), width=0.4)
        self.pen.box((_SIDE, self.top), (self.edges[-1] - _SIDE, self.y - self.top), width=1.0)

    def _notes(self) -> None:
        for note in self.ledger.notes:
            for line in self.pen.break_lines(printable(note), _SIZE, width=self.edges[-1] - _SIDE):
                if self.y + 2 * _LEADING > self.bottom:
                    self._close_page()
                    self.page += 1
                    self.y = _TOP
                self.y += _LEADING
                self.pen.text(_SIDE, self.y, line, _SIZE)

    def _close_page(self) -> None:
        middle = self.pen.page_height - 8 * POINTS_PER_MM
        centre = self.pen.page_width / 2
        self.pen.text(centre, middle, f"第 {self.page} 页", _SIZE, align=Align.RIGHT)
        self.pen.place_later(_TOTAL, x=centre, middle=middle)
        self.pen.next_page()


def _widths(columns: Sequence[LedgerColumn], *, room: float) -> list[float]:
    """The wished widths, stretched or squeezed to fill the sheet."""
    wished = sum(column.width_mm for column in columns)
    return [column.width_mm / wished * room for column in columns]
