"""An official form as docx: one landscape page whose grid an office may go on filling in."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any, cast

from anxi_desktop.files.dated_zip import save_docx
from anxi_desktop.files.form_layout import Align, CellRole, PlacedCell, PlacedForm
from anxi_desktop.files.pen import POINTS_PER_MM, Paper
from anxi_desktop.files.printable import printable
from anxi_desktop.files.xlsx_cells import ems
from anxi_desktop.store.atomic import write_beside

_SONG, _HEI, _LATIN = "宋体", "黑体", "Times New Roman"
_SIDE_MM, _TOP_MM, _BOTTOM_MM = 12.0, 12.0, 9.0
_LABEL_MM, _TITLE_MM, _HEAD_MM = 8.0, 12.0, 7.5
_GAP_MM = 1.5  # between the grid and what stands above and below
_OUTER, _INNER = 10, 4  # eighths of a point
_CELL_SIDE_MM = 0.5
_LEAST = 6.0
_LEADING = 1.25
# In a vertical line up to three letters or digits stay upright side by side.
_VERTICAL_RUNS = re.compile(r"[A-Za-z0-9]{1,3}|[^A-Za-z0-9]+")


def write_form_docx(path: Path, placed: PlacedForm, *, paper: Paper = Paper.A4) -> None:
    """Write the form; more blocks than one page holds go on, with the header repeated.

    A cell says what `placed.texts()` says. Errors: those of `write_beside`.
    """
    body = io.BytesIO()
    save_docx(_FormDocument(placed, paper).made(), body)
    with write_beside(path) as temporary:
        temporary.write_bytes(body.getvalue())


class _FormDocument:
    """python-docx has no types worth the name: everything of it is Any here."""

    def __init__(self, placed: PlacedForm, paper: Paper) -> None:
        import docx

        self.placed = placed
        self.paper = paper
        self.scale = paper.value[0] / Paper.A4.value[0]
        self.document: Any = docx.Document()
        self.vertical_size = self._vertical_size()

    def made(self) -> Any:
        """The document with everything in it."""
        placed = self.placed
        self._set_page()
        # What an office types into an empty cell.
        self._set_type(self.document.styles["Normal"], placed.text_size + 1, _SONG)
        self._paragraph(placed.label, 16, _LABEL_MM, face=_HEI)
        room = sum(placed.widths) * POINTS_PER_MM
        size = min(18.0, room / ems(placed.title))
        self._paragraph(placed.title, size, _TITLE_MM, align=Align.CENTER, bold=True)
        self._head()
        self._grid()
        self._notes()
        core = self.document.core_properties
        core.title, core.author, core.comments = printable(placed.title), "", ""
        return self.document

    def _mm(self, millimetres: float) -> Any:
        from docx.shared import Mm

        return Mm(millimetres * self.scale)

    def _pt(self, points: float) -> Any:
        from docx.shared import Pt

        return Pt(points * self.scale)

    def _set_page(self) -> None:
        from docx.enum.section import WD_ORIENTATION
        from docx.shared import Mm

        section = self.document.sections[0]
        section.orientation = WD_ORIENTATION.LANDSCAPE
        section.page_width, section.page_height = map(Mm, self.paper.value)
        section.left_margin = section.right_margin = self._mm(_SIDE_MM)
        section.top_margin, section.bottom_margin = self._mm(_TOP_MM), self._mm(_BOTTOM_MM)
        section.header_distance = section.footer_distance = self._mm(5)

    def _paragraph(
        self,
        text: str,
        size: float,
        height_mm: float,
        *,
        align: Align = Align.LEFT,
        bold: bool = False,
        face: str = _SONG,
    ) -> Any:
        """One line outside the grid, `height_mm` high at A4."""
        made = self.document.add_paragraph()
        self._shape(made, height_mm * POINTS_PER_MM, align)
        if text:
            self._run(made, text, size, bold=bold, face=face)
        return made

    def _shape(self, paragraph: Any, leading: float, align: Align) -> None:
        """Exact line height: fonts that take more room cannot push the form onto a second page."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING

        paragraph.alignment = {
            Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
            Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
            Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
        }[align]
        form = paragraph.paragraph_format
        form.space_before = form.space_after = self._pt(0)
        form.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        form.line_spacing = self._pt(leading)
        spacing = paragraph._p.pPr.find(_name("w:spacing"))
        for between in ("w:autoSpaceDE", "w:autoSpaceDN"):
            # No gap between 附件 and its number.
            spacing.addprevious(_xml(between, val=0))

    def _run(self, paragraph: Any, text: str, size: float, *, bold: bool = False, face: str = _SONG) -> Any:
        run = paragraph.add_run(text)
        self._set_type(run, size, face)
        run.font.bold = bold
        return run

    def _set_type(self, where: Any, size: float, face: str) -> None:
        """The faces and the size of a run or a style."""
        where.font.size, where.font.name = self._pt(round(size * 2) / 2), _LATIN
        fonts = where._element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(_name("w:eastAsia"), face)
        # Else curly quotes, which the Latin face has too, would be half as wide as the form prints them.
        fonts.set(_name("w:hint"), "eastAsia")

    def _head(self) -> None:
        """The line to fill in: its parts begin at tab stops over the columns they stand over."""
        from docx.enum.text import WD_TAB_ALIGNMENT

        placed = self.placed
        if not placed.head:
            self._paragraph("", 1, 4 * _GAP_MM)
            return
        line = self._paragraph("", 10.5, _HEAD_MM)
        line.paragraph_format.space_after = self._mm(_GAP_MM)
        for number, part in enumerate(placed.head):
            if number:
                right = part.align is Align.RIGHT
                end = part.last + 1 if right else part.first
                line.paragraph_format.tab_stops.add_tab_stop(
                    self._mm(sum(placed.widths[:end])),
                    WD_TAB_ALIGNMENT.RIGHT if right else WD_TAB_ALIGNMENT.LEFT,
                )
                self._run(line, "\t", 10.5)
            self._run(line, part.text, placed.head_size(part, ems(part.text)))

    def _grid(self) -> None:
        from docx.enum.table import WD_ROW_HEIGHT_RULE

        placed = self.placed
        grid = self.document.add_table(rows=len(placed.heights), cols=len(placed.widths))
        self._set_table(grid)
        cells = [list(row.cells) for row in grid.rows]
        for row in cells:
            for cell, width in zip(row, placed.widths, strict=True):
                cell.width = self._mm(width)
        for number, (row, height) in enumerate(zip(grid.rows, placed.heights, strict=True)):
            head = number < placed.header_rows
            row.height = self._mm(height)
            # A long name that is typed in later may make its row higher; the header stays as it is.
            row.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY if head else WD_ROW_HEIGHT_RULE.AT_LEAST
            properties = row._tr.get_or_add_trPr()
            properties.append(_xml("w:cantSplit"))
            if head:
                properties.append(_xml("w:tblHeader"))
        for cell in placed.cells:
            first = cells[cell.row][cell.col]
            last = cells[cell.row + cell.rowspan - 1][cell.col + cell.colspan - 1]
            self._fill(first if first is last else first.merge(last), cell)
        for number, row in enumerate(grid.rows):
            if (number - placed.header_rows) % placed.block_rows < placed.block_rows - 1:
                for paragraph in row._tr.iter(_name("w:p")):
                    # A block that does not fit any more goes to the next page as a whole.
                    paragraph.get_or_add_pPr().get_or_add_keepNext()

    def _set_table(self, grid: Any) -> None:
        from docx.enum.table import WD_TABLE_ALIGNMENT

        grid.autofit = False
        properties = grid._tbl.tblPr
        borders = _xml("w:tblBorders")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
            size = _INNER if side.startswith("inside") else _OUTER
            borders.append(_xml(f"w:{side}", val="single", sz=size, space=0, color="000000"))
        margins = _xml("w:tblCellMar")
        twips = round(_CELL_SIDE_MM * self.scale * POINTS_PER_MM * 20)
        for side, wide in (("top", 0), ("left", twips), ("bottom", 0), ("right", twips)):
            margins.append(_xml(f"w:{side}", w=wide, type="dxa"))
        # Word refuses these in another order.
        layout = properties.find(_name("w:tblLayout"))
        layout.addprevious(borders)
        layout.addnext(margins)
        grid.alignment = WD_TABLE_ALIGNMENT.CENTER
        for column, width in zip(grid.columns, self.placed.widths, strict=True):
            column.width = self._mm(width)

    def _fill(self, cell: Any, placed_cell: PlacedCell) -> None:
        from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT

        cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.CENTER
        size = self._size(placed_cell)
        paragraph = cell.paragraphs[0]
        self._shape(paragraph, size * (1.5 if placed_cell.vertical else _LEADING), Align.CENTER)
        if placed_cell.vertical:
            align = cell._tc.tcPr.find(_name("w:vAlign"))
            align.addprevious(_xml("w:textDirection", val="tbRlV"))
        for number, line in enumerate(placed_cell.text.split("\n")):
            if number:
                paragraph.add_run().add_break()
            if not placed_cell.vertical:
                self._run(paragraph, line, size)
                continue
            for piece in _VERTICAL_RUNS.findall(line):
                run = self._run(paragraph, piece, size)
                if piece.isascii():
                    run._element.rPr.append(_xml("w:eastAsianLayout", id=1, vert=1))

    def _size(self, cell: PlacedCell) -> float:
        """Points at A4, so that no line of the form's own is broken and no number."""
        placed = self.placed
        words = cell.role is CellRole.HEADER or (isinstance(cell.value, str) and not cell.text.isascii())
        size = placed.text_size + (0 if words else 1)
        if cell.vertical:
            return self.vertical_size
        length = max(ems(line) for line in cell.text.split("\n"))
        if not length or (words and cell.role is CellRole.VALUE):
            return size
        return max(_LEAST, min(size, _points_in(placed.width_of(cell)) / length))

    def _vertical_size(self) -> float:
        """One size for all vertical headings: the one at which the tightest stands in its height."""
        placed = self.placed
        sizes = [placed.text_size]
        for cell in placed.cells:
            if cell.vertical:
                lengths = [_upright_ems(line) for line in cell.text.split("\n")]
                sizes.append(_points_in(placed.height_of(cell)) / max(lengths))
        return max(_LEAST, min(sizes))

    def _notes(self) -> None:
        placed = self.placed
        if not placed.notes:
            # Word wants a paragraph after a table: one that takes no room.
            self._paragraph("", 1, 0.4)
            return
        self._paragraph("", 1, _GAP_MM)
        made = self._paragraph(placed.notes_label + "".join(placed.notes), 9, 4)
        indent = ems(placed.notes_label) * 9
        made.paragraph_format.left_indent = self._pt(indent)
        made.paragraph_format.first_line_indent = self._pt(-indent)


def _points_in(millimetres: float) -> float:
    """What a cell's words may take of its width or height."""
    return (millimetres - 2 * _CELL_SIDE_MM - 1) * POINTS_PER_MM


def _upright_ems(line: str) -> float:
    """LibreOffice draws upright brackets of a stand-in face longer than it measures them."""
    return ems(line) + 2.5 * sum(mark in "（）" for mark in line)


def _name(tag: str) -> str:
    from docx.oxml.ns import qn

    return qn(tag)


def _xml(tag: str, **attributes: str | int) -> Any:
    """A piece of WordprocessingML with attributes of its own namespace."""
    import docx.oxml

    made: Any = cast("Any", docx.oxml).OxmlElement(tag)
    for name, value in attributes.items():
        made.set(_name(f"w:{name}"), str(value))
    return made
