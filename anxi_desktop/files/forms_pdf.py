"""An official form as PDF, as it would be printed, signed and sealed."""

from __future__ import annotations

from pathlib import Path

from anxi_desktop.files.form_layout import PlacedForm
from anxi_desktop.files.form_sheet import FormSheet
from anxi_desktop.files.pdf_text import PdfPen
from anxi_desktop.files.pen import FormFonts, Paper
from anxi_desktop.store.atomic import write_beside


def write_form_pdf(
    path: Path, placed: PlacedForm, *, fonts: FormFonts, paper: Paper = Paper.A4, show_label: bool = True
) -> tuple[str, ...]:
    """Write the form; more blocks than one sheet holds go on, with the header repeated.

    Returns the characters that no font has (drawn as □). Errors: those of `write_beside`.
    """
    with write_beside(path) as temporary:
        pen = PdfPen(temporary, page=paper.points, fonts=fonts, title=placed.title)
        sheet = FormSheet(pen, placed, paper=paper, show_label=show_label)
        for number in range(len(sheet.pages)):
            sheet.draw_page(number)
            pen.next_page()
        pen.save()
        return pen.missing
