"""Writes a paper as PDF: A4 upright, text measured and broken by our own pen, tables over pages with their heads."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.letter import (
    Column,
    Drawing,
    Facts,
    Look,
    Paper,
    Para,
    Picture,
    Pictures,
    Signatures,
    Table,
)
from anxi_desktop.files.pen import POINTS_PER_MM, FormFonts, form_fonts
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

_WIDTH, _HEIGHT = 210 * POINTS_PER_MM, 297 * POINTS_PER_MM
# Left, top, right, bottom in millimetres; the letter's are those of GB/T 9704.
_MARGINS = {Look.LETTER: (28.0, 37.0, 26.0, 35.0), Look.FORM: (20.0, 18.0, 20.0, 18.0)}
_TITLE = {Look.LETTER: 22.0, Look.FORM: 18.0}
_BODY = {Look.LETTER: 16.0, Look.FORM: 10.5}
_PITCH = {Look.LETTER: 28.95, Look.FORM: 17.0}
_TABLE, _TABLE_PITCH, _PAD = 10.0, 15.0, 4.0
_SMALL = 9.0
_KEPT_TOGETHER = 6
"""Lines of a row that are not parted."""
_CAPTION = 12.0
_PICTURE_MM = 78.0
_SIGN_MM = 22.0
_FANGSONG = ("simfang.ttf",)


def letter_fonts(resources: Path) -> FormFonts:
    """仿宋 of the machine where it has one, else the bundled song face."""
    bundled = form_fonts(resources)
    folder = Path(os.environ.get("WINDIR", r"C:\Windows")) / "Fonts"
    found = next((folder / name for name in _FANGSONG if (folder / name).is_file()), None)
    return bundled if found is None else replace(bundled, regular=found)


def write_pdf(path: Path, paper: Paper, *, fonts: FormFonts) -> tuple[str, ...]:
    """Write `paper`; returns characters no font has. Errors: those of `write_beside`."""
    from anxi_desktop.files.map_pen import MapPen

    with write_beside(path) as temporary:
        pen = MapPen(temporary, page=(_WIDTH, _HEIGHT), fonts=fonts, title=paper.title)
        _Writer(pen, paper).write()
        pen.save()
        return pen.missing


class _Writer:
    """Goes down the pages; `y` is where the next block begins, in points from the top."""

    def __init__(self, pen: Any, paper: Paper) -> None:
        left, top, right, bottom = (side * POINTS_PER_MM for side in _MARGINS[paper.look])
        self.pen, self.paper = pen, paper
        self.left, self.top = left, top
        self.width = _WIDTH - left - right
        self.bottom = _HEIGHT - bottom
        self.size, self.pitch = _BODY[paper.look], _PITCH[paper.look]
        self.y = top
        self.page = 1

    def write(self) -> None:
        paper = self.paper
        size = _TITLE[paper.look]
        lines = [
            line
            for part in paper.title.split("\n")
            for line in self.pen.break_lines(printable(part), size, width=self.width, bold=True)
        ]
        for line in lines:
            self._need(size * 1.5)
            self.pen.text(
                self.left + self.width / 2, self.y + size * 0.75, line, size, bold=True, align=Align.CENTER
            )
            self.y += size * 1.5
        if paper.number:
            align = Align.CENTER if paper.look is Look.LETTER else Align.RIGHT
            x = self.left + (self.width / 2 if align is Align.CENTER else self.width)
            self.pen.text(x, self.y + self.pitch / 2, paper.number, self.size, align=align)
            self.y += self.pitch
        self.y += self.pitch * (0.6 if paper.look is Look.LETTER else 0.2)
        if paper.addressee:
            self._para(Para(paper.addressee))
        for block in paper.blocks:
            if isinstance(block, Para):
                self._para(block)
            elif isinstance(block, Facts):
                self._facts(block)
            elif isinstance(block, Table):
                self._table(block)
            elif isinstance(block, Pictures):
                self._pictures(block)
            elif isinstance(block, Drawing):
                self._drawing(block)
            else:
                self._signatures(block)
        self._number()

    # ---- pages --------------------------------------------------------------------------------------------

    def _need(self, height: float) -> bool:
        """Room for so much; True where a new page was begun for it."""
        if self.y + height <= self.bottom or self.y <= self.top:
            return False
        self._break()
        return True

    def _break(self) -> None:
        self._number()
        self.pen.next_page()
        self.page += 1
        self.y = self.top

    def _number(self) -> None:
        middle = (
            _HEIGHT - 20 * POINTS_PER_MM if self.paper.look is Look.LETTER else _HEIGHT - 10 * POINTS_PER_MM
        )
        if self.paper.look is Look.LETTER:
            odd = self.page % 2 == 1
            x = self.left + self.width - 14 if odd else self.left + 14
            align = Align.RIGHT if odd else Align.LEFT
            self.pen.text(x, middle, f"— {self.page} —", 14, align=align)
        else:
            self.pen.text(
                self.left + self.width / 2, middle, f"第 {self.page} 页", _SMALL, align=Align.CENTER
            )

    # ---- blocks -------------------------------------------------------------------------------------------

    def _para(self, block: Para) -> None:
        size = _SMALL if block.small else self.size
        pitch = size * 1.6 if block.small else self.pitch
        indent = 2 * size if block.indent else 0.0
        if block.bold:  # a heading stands above something
            self._need(2 * pitch)
        for text in block.text.split("\n"):
            # The first line is shorter by its indent: broken with room for it, the rest broken again.
            lines = self._indented(text, size, indent, bold=block.bold)
            for number, line in enumerate(lines):
                self._need(pitch)
                x = self.left + (indent if number == 0 and block.align is Align.LEFT else 0)
                if block.align is Align.RIGHT:
                    x = self.left + self.width
                elif block.align is Align.CENTER:
                    x = self.left + self.width / 2
                self.pen.text(x, self.y + pitch / 2, line, size, bold=block.bold, align=block.align)
                self.y += pitch

    def _indented(self, text: str, size: float, indent: float, *, bold: bool) -> list[str]:
        text = printable(text)
        if not text:
            return [""]
        if not indent:
            return self.pen.break_lines(text, size, width=self.width, bold=bold)
        first = self.pen.break_lines(text, size, width=self.width - indent, bold=bold)[0]
        rest = text[len(first) :].lstrip(" ")
        return [first, *(self.pen.break_lines(rest, size, width=self.width, bold=bold) if rest else [])]

    def _facts(self, block: Facts) -> None:
        """A ruled form: name, value; short neighbours share a line."""
        name_width = 62.0
        for pair in _paired(block.rows, self.pen.width, _TABLE, (self.width - 2 * name_width) / 2 - 2 * _PAD):
            if len(pair) == 2:
                half = self.width / 2
                widths = [name_width, half - name_width, name_width, half - name_width]
            else:
                widths = [name_width, self.width - name_width]
            cells = [text for name, value in pair for text in (name, value)]
            self._row(cells, widths, [Align.CENTER, Align.LEFT] * len(pair))

    def _table(self, block: Table) -> None:
        if block.title:
            self.y += 6
            self._need(self.pitch + 40)
            self._para(Para(block.title, bold=True))
        self.y += 4
        whole = sum(column.share for column in block.columns)
        widths = [self.width * column.share / whole for column in block.columns]
        self._head(block.columns, widths)
        for row in block.rows:
            aligns = [column.align for column in block.columns]
            self._row(list(row), widths, aligns, head=lambda: self._head(block.columns, widths))
        self.y += 6

    def _head(self, columns: Sequence[Column], widths: Sequence[float]) -> None:
        titles = [column.title for column in columns]
        self._need(_TABLE_PITCH * 3)
        self._row(titles, widths, [Align.CENTER] * len(titles), bold=True, gray=0.93)

    def _row(
        self,
        cells: Sequence[str],
        widths: Sequence[float],
        aligns: Sequence[Align],
        *,
        bold: bool = False,
        gray: float = 1.0,
        head: Callable[[], None] | None = None,
    ) -> None:
        """A row with lines around it; one higher than what is left goes to the next page, or over several."""
        broken = [
            [
                line
                for part in (cell or "").split("\n")
                for line in self.pen.break_lines(printable(part), _TABLE, width=width - 2 * _PAD, bold=bold)
            ]
            for cell, width in zip(cells, widths, strict=True)
        ]
        while True:
            most = max(len(lines) for lines in broken)
            fits = int((self.bottom - self.y - 2 * _PAD) // _TABLE_PITCH)
            if most > fits and (most <= _KEPT_TOGETHER or fits < _KEPT_TOGETHER):
                self._break()
                if head is not None:
                    head()
                continue
            if most > fits:
                self._draw_row([lines[:fits] for lines in broken], widths, aligns, fits, bold=bold, gray=gray)
                broken = [lines[fits:] or [""] for lines in broken]
                self._break()
                if head is not None:
                    head()
                continue
            self._draw_row(broken, widths, aligns, most, bold=bold, gray=gray)
            return

    def _draw_row(
        self,
        broken: Sequence[Sequence[str]],
        widths: Sequence[float],
        aligns: Sequence[Align],
        most: int,
        *,
        bold: bool,
        gray: float,
    ) -> None:
        height = most * _TABLE_PITCH + 2 * _PAD
        x = self.left
        for lines, width, align in zip(broken, widths, aligns, strict=True):
            if gray < 1:
                self.pen.shade((x, self.y), (width, height), gray=gray)
            self.pen.box((x, self.y), (width, height), width=0.6)
            top = self.y + (height - len(lines) * _TABLE_PITCH) / 2
            for number, line in enumerate(lines):
                at = {
                    Align.LEFT: x + _PAD,
                    Align.CENTER: x + width / 2,
                    Align.RIGHT: x + width - _PAD,
                }[align]
                middle = top + (number + 0.5) * _TABLE_PITCH
                self.pen.text(at, middle, line, _TABLE, bold=bold, align=align)
            x += width
        self.y += height

    def _pictures(self, block: Pictures) -> None:
        if block.title and block.items:
            self._need(self.pitch + _PICTURE_MM * POINTS_PER_MM)
            self._para(Para(block.title, bold=True))
        wide = (self.width - 12) / 2
        for first in range(0, len(block.items), 2):
            pair = block.items[first : first + 2]
            sizes = [_fitted(item, wide, _PICTURE_MM * POINTS_PER_MM) for item in pair]
            height = max(size[1] for size in sizes)
            self._need(height + 26)
            for place, (item, size) in enumerate(zip(pair, sizes, strict=True)):
                x = self.left + place * (wide + 12)
                self.pen.picture(item.body, (x + (wide - size[0]) / 2, self.y), size)
                caption = self.pen.break_lines(printable(item.caption), _SMALL, width=wide)[:2]
                for number, line in enumerate(caption):
                    middle = self.y + height + 8 + number * 11
                    self.pen.text(x + wide / 2, middle, line, _SMALL, align=Align.CENTER)
            self.y += height + 30

    def _drawing(self, block: Drawing) -> None:
        scale = self.width / block.size[0]
        height = block.size[1] * scale
        self._need(height + 2 * self.pitch)
        self.y += self.pitch / 3
        # Kept in a box of its own, so that its colours end with it.
        with self.pen.clipped(*(side / POINTS_PER_MM for side in (0.0, self.y - 4, _WIDTH, height + 8))):
            for mark in block.marks:
                self.pen.draw(mark, (scale, self.left, self.y))
        self.y += height
        middle = self.y + _CAPTION
        self.pen.text(
            self.left + self.width / 2, middle, printable(block.caption), _CAPTION, align=Align.CENTER
        )
        self.y += self.pitch

    def _signatures(self, block: Signatures) -> None:
        height = _SIGN_MM * POINTS_PER_MM
        self._need(height + 24)
        wide = self.width / len(block.items)
        for place, item in enumerate(block.items):
            x = self.left + place * wide
            size = _BODY[Look.FORM] if self.paper.look is Look.FORM else 14.0
            self.pen.text(x, self.y + height / 2, item.label, size)
            start = x + self.pen.width(item.label, size) + 6
            if item.picture is not None:
                box = _fitted(item.picture, wide - (start - x) - 16, height - 4)
                self.pen.picture(item.picture.body, (start, self.y + (height - box[1]) / 2), box)
            if item.below:
                self.pen.text(x, self.y + height + 8, item.below, _SMALL)
        self.y += height + 22


def _fitted(item: Picture, width: float, height: float) -> tuple[float, float]:
    scale = min(width / max(1, item.width), height / max(1, item.height))
    return item.width * scale, item.height * scale


def _paired(
    rows: Sequence[tuple[str, str]],
    measure: Callable[[str, float], float],
    size: float,
    room: float,
) -> list[list[tuple[str, str]]]:
    """Lines of the form: two short facts side by side, a long one alone."""
    made: list[list[tuple[str, str]]] = []
    waiting: list[tuple[str, str]] = []
    for row in rows:
        short = "\n" not in row[1] and measure(row[1], size) <= room
        if short and waiting:
            made.append([*waiting, row])
            waiting = []
        elif short:
            waiting = [row]
        else:
            if waiting:
                made.append(waiting)
                waiting = []
            made.append([row])
    if waiting:
        made.append(waiting)
    return made


def read_picture(body: bytes, caption: str) -> Picture | None:
    """A picture with its size; None for bytes that are none."""
    from PIL import Image

    try:
        with Image.open(io.BytesIO(body)) as image:
            return Picture(body, caption, image.width, image.height)
    except (OSError, ValueError):
        return None
