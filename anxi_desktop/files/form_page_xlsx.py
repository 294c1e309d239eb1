"""The sheet of a workbook that is an official form: merged cells, stacked words, and how it prints."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from anxi_desktop.files.form_layout import (
    Align,
    CellRole,
    CellValue,
    PlacedCell,
    PlacedForm,
    PlacedHead,
    upright,
)
from anxi_desktop.files.pen import Paper
from anxi_desktop.files.xlsx_cells import (
    HEI,
    SONG,
    ems,
    points_of,
    print_landscape,
    put,
    width_of,
)

_FLAT = 4  # characters of 9 points in a column of 15 mm
_LABEL_ROW, _TITLE_ROW, _HEAD_ROW, _GRID_ROW = 1, 2, 3, 4
_LINES = ((_LABEL_ROW, 8.5), (_TITLE_ROW, 12.0), (_HEAD_ROW, 8.0))
_TOP_MM, _BOTTOM_MM = 13.0, 10.0
_LEAST_SCALE = 0.72  # at which a form on one sheet is still readable
_SCALE = 0.82  # of many sheets; where Arial is missing, columns come out a sixth too wide and still fit
_STACK_LEADING = 1.45  # the highest lines of the faces that stand in for 宋体, in ems
_PAPER_SIZES = {Paper.A4: 9, Paper.A3: 8}  # Excel's numbers of the sheets
_MEDIUM, _THIN = Side(style="medium"), Side(style="thin")


class FormPage:
    """The sheet that is the official form; measures and type grow with the paper."""

    def __init__(self, sheet: Worksheet, placed: PlacedForm, paper: Paper) -> None:
        self.sheet = sheet
        self.placed = placed
        self.paper = paper
        self.scale = paper.value[0] / Paper.A4.value[0]
        self.stack_size = self._stack_size()

    def write(self) -> None:
        """Fill the sheet."""
        sheet, placed = self.sheet, self.placed
        self._set_measures()
        last = len(placed.widths)
        label = sheet.cell(_LABEL_ROW, 1)
        put(label, placed.label)
        label.font = self._font(16, face=HEI)
        label.alignment = Alignment(vertical="center")
        title = sheet.cell(_TITLE_ROW, 1)
        put(title, placed.title)
        title.font = self._font(18, bold=True)
        title.alignment = Alignment(horizontal="center", vertical="center", shrink_to_fit=True)
        sheet.merge_cells(start_row=_TITLE_ROW, end_row=_TITLE_ROW, start_column=1, end_column=last)
        for part in placed.head:
            self._write_head(part)
        for cell in placed.cells:
            self._write_cell(cell)
        self._write_notes()
        self._set_print()

    def _font(self, size: float, *, face: str = SONG, bold: bool = False) -> Font:
        """A face of `size` points at A4, in the half points that Excel knows."""
        return Font(name=face, size=int(size * self.scale * 2) / 2, bold=bold)

    def _set_measures(self) -> None:
        for number, width in enumerate(self.placed.widths, 1):
            self.sheet.column_dimensions[get_column_letter(number)].width = width_of(width * self.scale)
        heights = [*_LINES]
        heights += [(_GRID_ROW + number, height) for number, height in enumerate(self.placed.heights)]
        for row, height in heights:
            self.sheet.row_dimensions[row].height = points_of(height * self.scale)

    def _write_head(self, part: PlacedHead) -> None:
        cell = self.sheet.cell(_HEAD_ROW, part.first + 1)
        put(cell, part.text)
        cell.font = self._font(self.placed.head_size(part, ems(part.text)))
        side = "right" if part.align is Align.RIGHT else "left"
        cell.alignment = Alignment(horizontal=side, vertical="center", shrink_to_fit=True)
        cell.protection = Protection(locked=False)
        self.sheet.merge_cells(
            start_row=_HEAD_ROW, end_row=_HEAD_ROW, start_column=part.first + 1, end_column=part.last + 1
        )

    def _write_cell(self, placed_cell: PlacedCell) -> None:
        sheet = self.sheet
        top, left = _GRID_ROW + placed_cell.row, 1 + placed_cell.col
        bottom, right = top + placed_cell.rowspan - 1, left + placed_cell.colspan - 1
        cell = sheet.cell(top, left)
        assert isinstance(cell, Cell)
        if (top, left) != (bottom, right):
            # Before the borders: merging copies the first cell's borders over the others'.
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=right)
        if placed_cell.role is CellRole.HEADER:
            self._write_header(cell, placed_cell)
        else:
            self._write_value(cell, placed_cell.value)
        open_to_hand = Protection(locked=placed_cell.role is not CellRole.VALUE)
        last_row, last_col = _GRID_ROW + len(self.placed.heights) - 1, len(self.placed.widths)
        for row in range(top, bottom + 1):
            for col in range(left, right + 1):
                each = sheet.cell(row, col)
                each.protection = open_to_hand
                each.border = Border(
                    left=_MEDIUM if col == 1 else _THIN,
                    right=_MEDIUM if col == last_col else _THIN,
                    top=_MEDIUM if row == _GRID_ROW else _THIN,
                    bottom=_MEDIUM if row == last_row else _THIN,
                )

    def _write_value(self, cell: Cell, value: CellValue) -> None:
        put(cell, value)
        words = isinstance(value, str)
        if isinstance(value, Decimal):
            cell.number_format = "0.00"
        cell.font = self._font(self._words_size() if words else self.placed.text_size + 1)
        cell.alignment = Alignment(
            horizontal="center", vertical="center", wrap_text=words, shrink_to_fit=not words
        )

    def _words_size(self) -> float:
        # Half a point less than drawn: Excel keeps more room at a cell's sides.
        return self.placed.text_size - 0.5

    def _stack_size(self) -> float:
        """One size for all stacked headings: the one at which the tightest stands in its height."""
        tightest = min(
            (self.placed.height_of(cell) / len(cell.text) for cell in self.placed.cells if _is_stacked(cell)),
            default=100.0,
        )
        return min(self._words_size(), max(6.0, points_of(tightest) / _STACK_LEADING))

    def _write_header(self, cell: Cell, placed_cell: PlacedCell) -> None:
        words, size = placed_cell.text, self._words_size()
        stacked = _is_stacked(placed_cell)
        if stacked:
            words, size = upright(words), self.stack_size
        elif placed_cell.vertical:
            words = _flat(words.replace("\n", ""))
        cell.value = words
        cell.data_type = "s"
        cell.font = self._font(size)
        cell.alignment = Alignment(
            horizontal="center", vertical="center", wrap_text=not stacked, textRotation=255 if stacked else 0
        )

    def _write_notes(self) -> None:
        placed = self.placed
        if not placed.notes:
            return
        row = _GRID_ROW + len(placed.heights)
        cell = self.sheet.cell(row, 1)
        words = placed.notes_label + "".join(placed.notes)
        put(cell, words)
        cell.font = self._font(9)
        cell.alignment = Alignment(wrap_text=True, vertical="center")
        self.sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=len(placed.widths))
        self.sheet.row_dimensions[row].height = points_of(self._notes_height() * self.scale)

    def _notes_height(self) -> float:
        """Millimetres at A4: Excel never fits merged cells, so characters are counted, with one line to spare."""
        placed = self.placed
        per_line = int(sum(placed.widths) / 3.3)
        length = len(placed.notes_label) + sum(map(len, placed.notes))
        return (length // per_line + 2) * 4.4 if placed.notes else 0.0

    def _set_print(self) -> None:
        sheet, placed = self.sheet, self.placed
        last = get_column_letter(len(placed.widths))
        header_end = _GRID_ROW + placed.header_rows - 1
        end = _GRID_ROW + len(placed.heights) - (0 if placed.notes else 1)
        sheet.print_area = f"A1:{last}{end}"
        print_landscape(sheet, title_rows=f"{_LABEL_ROW}:{header_end}", numbered=False)
        sheet.page_setup.paperSize = _PAPER_SIZES[self.paper]
        room = Paper.A4.value[1] - _TOP_MM - _BOTTOM_MM
        above = sum(height for _, height in _LINES)
        if (above + sum(placed.heights) + self._notes_height()) * _LEAST_SCALE <= room:
            sheet.page_setup.fitToHeight = 1
        else:
            # Excel heeds its own breaks only on a sheet that is not fitted.
            sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=False)
            sheet.page_setup.scale = round(_SCALE * 100)
            header = sum(placed.heights[: placed.header_rows])
            block = sum(placed.heights[placed.header_rows :][: placed.block_rows])
            fit = max(1, int((room / _SCALE - above - header - self._notes_height()) // block))
            breaks: Any = sheet.row_breaks
            for number in range(fit, placed.blocks, fit):
                breaks.append(Break(id=header_end + number * placed.block_rows))
        sheet.freeze_panes = f"A{header_end + 1}"
        margins, inch = sheet.page_margins, 25.4 / self.scale
        margins.left = margins.right = 12 / inch
        margins.top, margins.bottom = _TOP_MM / inch, _BOTTOM_MM / inch
        margins.header = margins.footer = 5 / inch
        sheet.sheet_view.showGridLines = False
        # Fixed words are locked against typing by chance; without a password, since offices do edit.
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = sheet.protection.formatCells = False


def _flat(words: str) -> str:
    """A long heading in lines of four characters, which most Chinese words fill; its unit on its own line."""
    at = words.find("（")
    core, unit = (words, "") if at < 0 else (words[:at], words[at:])
    lines = [core[place : place + _FLAT] for place in range(0, len(core), _FLAT)]
    return "\n".join([*lines, *([unit] if unit else [])])


def _is_stacked(cell: PlacedCell) -> bool:
    """True for one line of stacked words.

    Excel sets two such lines from left to right, LibreOffice from right to left: these lie flat instead.
    """
    return cell.vertical and "\n" not in cell.text
