"""Writes a paper as docx, so that an office can change its words before it goes out; the same texts as the PDF."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

from anxi_desktop.files.dated_zip import save_docx
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.letter import (
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
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

_MARGINS_MM = {Look.LETTER: (28.0, 37.0, 26.0, 35.0), Look.FORM: (20.0, 18.0, 20.0, 18.0)}
_BODY = {Look.LETTER: 16.0, Look.FORM: 10.5}
_FACE = {Look.LETTER: "仿宋_GB2312", Look.FORM: "宋体"}
_CAPTION = 12.0
_TITLE_FACE = {Look.LETTER: "方正小标宋简体", Look.FORM: "黑体"}


def write_docx(path: Path, paper: Paper) -> None:
    """Write `paper`. Errors: those of `write_beside`."""
    document = _Document(paper).made()
    body = io.BytesIO()
    save_docx(document, body)
    with write_beside(path) as temporary:
        temporary.write_bytes(body.getvalue())


class _Document:
    """python-docx has no types worth the name: everything of it is Any here."""

    def __init__(self, paper: Paper) -> None:
        import docx

        self.paper = paper
        self.document: Any = docx.Document()
        self.size = _BODY[paper.look]
        self.face = _FACE[paper.look]

    def made(self) -> Any:
        from docx.shared import Mm

        section = self.document.sections[0]
        section.page_width, section.page_height = Mm(210), Mm(297)
        left, top, right, bottom = _MARGINS_MM[self.paper.look]
        section.left_margin, section.top_margin = Mm(left), Mm(top)
        section.right_margin, section.bottom_margin = Mm(right), Mm(bottom)
        self.width_mm = 210 - left - right
        title = 22 if self.paper.look is Look.LETTER else 18
        for line in self.paper.title.split("\n"):
            self._paragraph(line, Align.CENTER, size=title, face=_TITLE_FACE[self.paper.look], bold=True)
        if self.paper.number:
            align = Align.CENTER if self.paper.look is Look.LETTER else Align.RIGHT
            self._paragraph(self.paper.number, align)
        if self.paper.addressee:
            self._paragraph(self.paper.addressee, Align.LEFT)
        for block in self.paper.blocks:
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
        self._page_number(section)
        core = self.document.core_properties
        core.title, core.author, core.comments = printable(self.paper.title), "", ""
        return self.document

    def _para(self, block: Para) -> None:
        for text in block.text.split("\n"):
            made = self._paragraph(
                text, block.align, bold=block.bold, indent=block.indent, size=9 if block.small else self.size
            )
            made.paragraph_format.keep_with_next = block.bold  # a heading stands above something

    def _paragraph(
        self,
        text: str,
        align: Align,
        *,
        bold: bool = False,
        indent: bool = False,
        size: float | None = None,
        face: str = "",
        where: Any = None,
    ) -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        made = (where if where is not None else self.document).add_paragraph()
        made.alignment = {
            Align.LEFT: WD_ALIGN_PARAGRAPH.LEFT,
            Align.CENTER: WD_ALIGN_PARAGRAPH.CENTER,
            Align.RIGHT: WD_ALIGN_PARAGRAPH.RIGHT,
        }[align]
        size = size or self.size
        form = made.paragraph_format
        form.space_before = form.space_after = Pt(0)
        form.line_spacing = Pt(28.95) if self.paper.look is Look.LETTER and size >= 16 else Pt(size * 1.6)
        if indent:
            form.first_line_indent = Pt(2 * size)
        self._run(made, text, size=size, bold=bold, face=face)
        return made

    def _run(self, paragraph: Any, text: str, *, size: float, bold: bool = False, face: str = "") -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        run = paragraph.add_run(printable(text))
        run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Times New Roman"
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), face or self.face)

    def _facts(self, block: Facts) -> None:
        grid = self._grid(len(block.rows), [24.0, self.width_mm - 24.0])
        for number, (name, value) in enumerate(block.rows):
            self._cell(grid.cell(number, 0), name, Align.CENTER)
            self._cell(grid.cell(number, 1), value, Align.LEFT)

    def _table(self, block: Table) -> None:
        from docx.oxml.ns import qn

        if block.title:
            self._paragraph(block.title, Align.LEFT, bold=True)
        whole = sum(column.share for column in block.columns)
        widths = [self.width_mm * column.share / whole for column in block.columns]
        grid = self._grid(len(block.rows) + 1, widths)
        for place, column in enumerate(block.columns):
            self._cell(grid.cell(0, place), column.title, Align.CENTER, bold=True)
        repeated = _xml("w:tblHeader")
        repeated.set(qn("w:val"), "true")
        grid.rows[0]._tr.get_or_add_trPr().append(repeated)
        for number, row in enumerate(block.rows, 1):
            cells = grid.rows[number].cells
            for place, text in enumerate(row):
                self._cell(cells[place], text, block.columns[place].align)

    def _grid(self, rows: int, widths_mm: list[float]) -> Any:
        from docx.shared import Mm

        grid = self.document.add_table(rows=rows, cols=len(widths_mm))
        grid.style = "Table Grid"
        grid.autofit = False
        for column, width in zip(grid.columns, widths_mm, strict=True):
            column.width = Mm(width)
        for row in grid.rows:
            for cell, width in zip(row.cells, widths_mm, strict=True):
                cell.width = Mm(width)
        return grid

    def _cell(self, cell: Any, text: str, align: Align, *, bold: bool = False) -> None:
        first = cell.paragraphs[0]
        first._element.getparent().remove(first._element)
        for line in text.split("\n"):
            self._paragraph(line, align, size=10, bold=bold, where=cell)

    def _pictures(self, block: Pictures) -> None:
        from docx.shared import Mm

        if not block.items:
            return
        if block.title:
            self._paragraph(block.title, Align.LEFT, bold=True)
        half = self.width_mm / 2
        rows = (len(block.items) + 1) // 2
        grid = self.document.add_table(rows=rows, cols=2)
        grid.autofit = False
        for place, item in enumerate(block.items):
            cell = grid.cell(place // 2, place % 2)
            cell.width = Mm(half)
            width = min(half - 4, 78 * item.width / max(1, item.height))
            cell.paragraphs[0].add_run().add_picture(io.BytesIO(item.body), width=Mm(width))
            self._paragraph(item.caption, Align.CENTER, size=9, where=cell)

    def _drawing(self, block: Drawing) -> None:
        from docx.shared import Mm, Pt

        made = self.document.add_paragraph()
        made.paragraph_format.keep_with_next = True
        made.paragraph_format.space_before = Pt(8)
        made.paragraph_format.space_after = Pt(0)
        made.add_run().add_picture(io.BytesIO(block.picture), width=Mm(self.width_mm))
        self._paragraph(block.caption, Align.CENTER, size=_CAPTION)

    def _signatures(self, block: Signatures) -> None:
        from docx.shared import Mm

        grid = self.document.add_table(rows=1, cols=len(block.items))
        for cell, item in zip(grid.rows[0].cells, block.items, strict=True):
            first = cell.paragraphs[0]
            self._run(first, item.label, size=10.5 if self.paper.look is Look.FORM else 14)
            if item.picture is not None:
                first.add_run().add_picture(
                    io.BytesIO(item.picture.body), height=Mm(_sign_height(item.picture))
                )
            else:
                for _ in range(2):
                    self._paragraph("", Align.LEFT, where=cell)
            if item.below:
                self._paragraph(item.below, Align.LEFT, size=9, where=cell)

    def _page_number(self, section: Any) -> None:
        """The number between dashes, from a field of Word itself."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml.ns import qn

        foot = section.footer.paragraphs[0]
        foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
        self._run(foot, "— ", size=14)
        run = foot.add_run()
        for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
            if kind:
                part = _xml("w:fldChar")
                part.set(qn("w:fldCharType"), kind)
            else:
                part = _xml("w:instrText")
                part.text = text
            run._element.append(part)
        self._run(foot, " —", size=14)


def _xml(tag: str) -> Any:
    """A piece of WordprocessingML."""
    import docx.oxml

    return cast("Any", docx.oxml).OxmlElement(tag)


def _sign_height(picture: Picture) -> float:
    """Millimetres, so that a broad signature stays on its half of the page."""
    return min(18.0, 60.0 * picture.height / max(1, picture.width))
