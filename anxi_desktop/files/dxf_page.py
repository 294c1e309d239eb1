"""A DXF drawing as a page of a PDF in memory, from which its picture is painted."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

from reportlab.pdfgen.canvas import Canvas

from anxi_desktop.files.dxf import DxfDrawing
from anxi_desktop.files.pdf_text import faces_for
from anxi_desktop.files.printable import printable

_THIN = 1.2
_LEAST_TEXT = 3.0


def drawing_page(drawing: DxfDrawing, pixels: tuple[int, int], scale: float, *, resources: Path) -> bytes:
    """The bytes of a PDF whose one page is `pixels` points large; `scale` is points in a drawing unit."""
    body = io.BytesIO()
    canvas = cast("Any", Canvas(body, pagesize=pixels, pageCompression=0, invariant=1))
    style = faces_for(resources)
    left, bottom = drawing.bounds[0], drawing.bounds[1]
    color = ""
    for line in drawing.lines:
        if line.color != color:
            color = line.color
            canvas.setStrokeColor(color)
            canvas.setFillColor(color)
        canvas.setLineWidth(max(_THIN, line.width * 3))
        path = canvas.beginPath()
        for number, (x, y) in enumerate(line.spots):
            place = ((x - left) * scale, (y - bottom) * scale)
            if number == 0:
                path.moveTo(*place)
            else:
                path.lineTo(*place)
        canvas.drawPath(path, stroke=1, fill=int(line.filled))
    for words in drawing.texts:
        size = words.height * scale
        if size < _LEAST_TEXT:
            continue
        canvas.saveState()
        canvas.setFillColor(words.color)
        canvas.translate((words.spot[0] - left) * scale, (words.spot[1] - bottom) * scale)
        canvas.rotate(words.angle)
        for number, row in enumerate(words.text.splitlines()):
            x = 0.0
            for face, part, width in style.runs(printable(row)):
                canvas.setFont(face.name, size)
                canvas.drawString(x, -number * size * 1.5, part)
                x += width * size
        canvas.restoreState()
    canvas.showPage()
    canvas.save()
    return body.getvalue()
