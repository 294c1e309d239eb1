"""Puts a risk map out: vector PDF on A4 to A0 or in tiles, SVG, and PNG. All draw the same marks.

The PNG is the PDF painted by pdfium, strip by strip, so that an A1 at 300 dpi needs no second copy in memory.
"""

from __future__ import annotations

import base64
import io
import math
import tempfile
from collections.abc import Generator, Iterable, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.map_frame import PAPERS, Framed, frame
from anxi_desktop.domain.map_picture import Area, Glyph, MapSheet, Mark, Stroke, Words, map_picture
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.domain.signs import read_signs
from anxi_desktop.domain.zone import Item
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.pdf_text import PdfPen
from anxi_desktop.files.pen import POINTS_PER_MM, FormFonts, form_fonts
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

MOST_PIXELS = 250_000_000
_STRIP = 512
_OVERLAP = 10.0
_TILE_MARGIN = 8.0
_ALIGN = {"left": Align.LEFT, "centre": Align.CENTER, "right": Align.RIGHT}
_ANCHORS = {"left": "start", "centre": "middle", "right": "end"}

Steps = Generator[tuple[int, str], None, int]
Place = tuple[float, float, float]
"""Points of paper in a unit, and where the unit's origin is (x, y) in points."""


@dataclass(frozen=True, slots=True)
class MapJob:
    """Everything that is drawn, and on what; `background` is PNG or JPEG bytes, `tiles` A4, A3 or None."""

    sheet: MapSheet
    items: Sequence[Item]
    levels: Mapping[str, RiskLevel | None]
    point_names: Mapping[str, str]
    point_levels: Mapping[str, RiskLevel | None]
    background: bytes
    resources: Path
    page: str = "A3"
    landscape: bool = True
    patterns: bool = False
    layers: frozenset[Layer] = frozenset(Layer)
    tiles: str | None = None
    counts: Mapping[RiskLevel, int] | None = None

    @property
    def page_mm(self) -> tuple[float, float]:
        """Width and height of the paper."""
        wide, high = PAPERS[self.page]
        return (wide, high) if self.landscape else (high, wide)


def write_map_pdf(path: Path, job: MapJob) -> Steps:
    """Write the map as a PDF; returns the pages. Errors: those of `write_beside`."""
    framed, picture = yield from _drawn(job)
    with write_beside(path) as temporary:
        pages = yield from _pdf(temporary, job, framed, picture)
    return pages


def write_map_png(path: Path, job: MapJob, *, dpi: int) -> Steps:
    """Write the map as a picture. Errors: map_too_large beyond 250 megapixels, those of `write_beside`."""
    from PIL import Image

    wide, high = (math.ceil(side / 25.4 * dpi) for side in job.page_mm)
    if wide * high > MOST_PIXELS:
        raise AnxiError("map_too_large", width=wide, height=high)
    framed, picture = yield from _drawn(job)
    with tempfile.TemporaryDirectory(prefix="anxi-map-") as folder:
        whole = Path(folder) / "map.pdf"
        yield from _pdf(whole, job, framed, picture)
        import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

        document = cast("Any", pypdfium2.PdfDocument(whole.read_bytes()))
        made = Image.new("RGB", (wide, high), style.PAPER)
        try:
            page = document[0]
            _page_wide, page_high = page.get_size()
            scale = dpi / 72
            for top in range(0, high, _STRIP):
                yield 40 + 50 * top // high, f"画出第 {top} 行，共 {high} 行"
                bottom = min(top + _STRIP, high)
                below = max(page_high - bottom / scale, 0)
                strip = page.render(scale=scale, crop=(0, below, 0, top / scale)).to_pil()
                made.paste(strip.convert("RGB").crop((0, 0, wide, bottom - top)), (0, top))
        finally:
            document.close()
    yield 92, path.name
    with write_beside(path) as temporary:
        made.save(temporary, "PNG", dpi=(dpi, dpi), compress_level=4)
    return 1


def write_map_svg(path: Path, job: MapJob) -> Steps:
    """Write the map as an SVG. Errors: those of `write_beside`."""
    framed, picture = yield from _drawn(job)
    wide, high = job.page_mm
    parts = [
        '<?xml version="1.0" encoding="UTF-8"?>\n',
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
            f'width="{wide:g}mm" height="{high:g}mm" viewBox="0 0 {wide:g} {high:g}" '
            "font-family=\"'Microsoft YaHei','Noto Sans SC',sans-serif\">\n"
        ),
        f"<title>{escape(printable(job.sheet.name))}</title>\n",
        f'<rect width="{wide:g}" height="{high:g}" fill="{style.PAPER}"/>\n',
    ]
    if job.background:
        kind = "png" if job.background.startswith(b"\x89PNG") else "jpeg"
        data = base64.b64encode(job.background).decode("ascii")
        x, y = framed.origin
        size = (job.sheet.width * framed.scale, job.sheet.height * framed.scale)
        parts.append(
            f'<image x="{x:.3f}" y="{y:.3f}" width="{size[0]:.3f}" height="{size[1]:.3f}" '
            f'opacity="{1 - job.sheet.faded / 100:g}" preserveAspectRatio="none" '
            f'xlink:href="data:image/{kind};base64,{data}"/>\n'
        )
    parts += [_svg_mark(mark, framed.scale, framed.origin) for mark in picture]
    parts += [_svg_mark(mark, 1.0, (0.0, 0.0)) for mark in framed.marks]
    parts.append("</svg>\n")
    yield 80, path.name
    with write_beside(path) as temporary:
        temporary.write_text("".join(parts), encoding="utf-8", newline="\n")
    return 1


def _drawn(job: MapJob) -> Generator[tuple[int, str], None, tuple[Framed, list[Mark]]]:
    signs = read_signs((job.resources / "signs" / "signs.json").read_bytes())
    yield 5, job.sheet.name
    shown = [item for item in job.items if item.layer in job.layers]
    picture = map_picture(
        job.sheet,
        shown,
        levels=job.levels,
        point_names=job.point_names,
        point_levels=job.point_levels,
        signs=signs,
        patterns=job.patterns,
        layers=job.layers,
    )
    yield 15, job.sheet.name
    counts = job.counts or {}
    framed = frame(job.sheet, shown, signs, page=job.page_mm, counts=counts, patterns=job.patterns)
    return framed, picture


# ---- PDF ------------------------------------------------------------------------------------------------------


def _pdf(path: Path, job: MapJob, framed: Framed, picture: Sequence[Mark]) -> Steps:
    fonts = form_fonts(job.resources)
    folder = job.resources / "fonts"
    plain = FormFonts(
        folder / "NotoSansSC-Regular.ttf",
        folder / "NotoSansSC-Bold.ttf",
        (fonts.regular, *fonts.fallback),
    )
    wide, high = (side * POINTS_PER_MM for side in job.page_mm)
    if job.tiles is None:
        pen = _MapPen(path, page=(wide, high), fonts=plain, title=job.sheet.name)
        yield from _sheet(pen, job, framed, picture, (0.0, 0.0))
        pen.next_page()
        pen.save()
        return 1
    return (yield from _tiled(path, job, framed, picture, plain))


def _tiled(path: Path, job: MapJob, framed: Framed, picture: Sequence[Mark], fonts: FormFonts) -> Steps:
    wide, high = job.page_mm
    tile_wide, tile_high = PAPERS[str(job.tiles)]
    if not job.landscape:
        tile_wide, tile_high = tile_high, tile_wide
    room = (tile_wide - 2 * _TILE_MARGIN, tile_high - 2 * _TILE_MARGIN)
    columns, rows = (
        max(math.ceil((whole - _OVERLAP) / (part - _OVERLAP)), 1)
        for whole, part in zip((wide, high), room, strict=True)
    )
    page = (tile_wide * POINTS_PER_MM, tile_high * POINTS_PER_MM)
    pen = _MapPen(path, page=page, fonts=fonts, title=job.sheet.name)
    for row in range(rows):
        for column in range(columns):
            x, y = column * (room[0] - _OVERLAP), row * (room[1] - _OVERLAP)
            shift = ((_TILE_MARGIN - x) * POINTS_PER_MM, (_TILE_MARGIN - y) * POINTS_PER_MM)
            with pen.clipped(_TILE_MARGIN, _TILE_MARGIN, *room):
                yield from _sheet(pen, job, framed, picture, shift)
            pen.cut_marks(_TILE_MARGIN, room)
            where = f"第 {row + 1} 行 第 {column + 1} 列（共 {rows} 行 {columns} 列）"
            text = f"{job.sheet.name}　{where}，沿线裁切，重叠 10 mm"
            pen.draw(
                Words(_TILE_MARGIN, tile_high - _TILE_MARGIN / 2, text, 2.4, style.QUIET, "left"),
                (POINTS_PER_MM, 0.0, 0.0),
            )
            pen.next_page()
    pen.save()
    return rows * columns


def _sheet(
    pen: _MapPen, job: MapJob, framed: Framed, picture: Sequence[Mark], shift: tuple[float, float]
) -> Generator[tuple[int, str], None, None]:
    """The whole sheet of paper, moved by `shift` points."""
    x, y = (shift[at] + framed.origin[at] * POINTS_PER_MM for at in (0, 1))
    unit = framed.scale * POINTS_PER_MM
    if job.background:
        size = (job.sheet.width * unit, job.sheet.height * unit)
        pen.background(job.background, (x, y), size, faded=job.sheet.faded)
    for number, mark in enumerate(picture):
        if number % 1000 == 0:
            yield 20 + 20 * number // max(len(picture), 1), job.sheet.name
        pen.draw(mark, (unit, x, y))
    for mark in framed.marks:
        pen.draw(mark, (POINTS_PER_MM, *shift))


class _MapPen(PdfPen):
    """Draws marks; a place says how large a unit is and where its origin lies."""

    def draw(self, mark: Mark, place: Place) -> None:
        """Draw one mark."""
        unit, left, top = place
        canvas = cast("Any", self._canvas)

        def at(x: float, y: float) -> tuple[float, float]:
            return left + x * unit, self.page_height - top - y * unit

        if isinstance(mark, Words):
            self._say(mark, place)
            return
        path = canvas.beginPath()
        if isinstance(mark, Glyph):
            side = mark.side / 24
            for code, numbers in mark.commands:
                spots = [
                    at(mark.x + numbers[n] * side, mark.y + numbers[n + 1] * side)
                    for n in range(0, len(numbers), 2)
                ]
                if code == "M":
                    path.moveTo(*spots[0])
                elif code == "L":
                    path.lineTo(*spots[0])
                elif code == "C":
                    path.curveTo(*spots[0], *spots[1], *spots[2])
                else:
                    path.close()
            canvas.setFillColor(mark.fill)
            canvas.drawPath(path, stroke=0, fill=1, fillMode=1)
            return
        for number, (x, y) in enumerate(mark.points):
            (path.lineTo if number else path.moveTo)(*at(x, y))
        if isinstance(mark, Area):
            path.close()
            self._stroke(canvas, mark.stroke, mark.width * unit, [part * unit for part in mark.dash])
            if mark.fill:
                canvas.setFillColor(mark.fill)
                canvas.setFillAlpha(mark.opacity)
            canvas.drawPath(path, stroke=int(bool(mark.stroke)), fill=int(bool(mark.fill)))
            canvas.setFillAlpha(1)
        else:
            self._stroke(canvas, mark.color, mark.width * unit, [part * unit for part in mark.dash])
            canvas.drawPath(path, stroke=1, fill=0)

    def background(
        self, body: bytes, corner: tuple[float, float], size: tuple[float, float], *, faded: int
    ) -> None:
        """The picture beneath, in points from the upper left; the same bytes are kept once for all pages."""
        from reportlab.lib.utils import ImageReader

        canvas = cast("Any", self._canvas)
        y = self.page_height - corner[1] - size[1]
        reader = cast("Any", ImageReader)(io.BytesIO(body))
        canvas.drawImage(reader, corner[0], y, width=size[0], height=size[1])
        if faded:
            canvas.setFillColor(style.PAPER)
            canvas.setFillAlpha(faded / 100)
            canvas.rect(corner[0], y, size[0], size[1], stroke=0, fill=1)
            canvas.setFillAlpha(1)

    @contextmanager
    def clipped(self, x: float, y: float, width: float, height: float) -> Generator[None]:
        """Nothing is drawn outside a box, in millimetres."""
        canvas = cast("Any", self._canvas)
        canvas.saveState()
        path = canvas.beginPath()
        high = height * POINTS_PER_MM
        path.rect(x * POINTS_PER_MM, self.page_height - y * POINTS_PER_MM - high, width * POINTS_PER_MM, high)
        canvas.clipPath(path, stroke=0, fill=0)
        yield
        canvas.restoreState()

    def cut_marks(self, margin: float, room: tuple[float, float]) -> None:
        """Short lines at the corners of what is to be cut out."""
        unit = POINTS_PER_MM
        for x in (margin, margin + room[0]):
            for y in (margin, margin + room[1]):
                away = margin * 0.6
                across = x - away if x == margin else x + away
                along = y - away if y == margin else y + away
                self.line((x * unit, y * unit), (across * unit, y * unit), width=0.4)
                self.line((x * unit, y * unit), (x * unit, along * unit), width=0.4)

    def _say(self, mark: Words, place: Place) -> None:
        unit, left, top = place
        canvas = cast("Any", self._canvas)
        size = mark.size * unit
        text = printable(mark.text)
        if size < 0.5 or not text:
            return
        x, y = left + mark.x * unit, top + mark.y * unit
        if mark.ground:
            wide = self.width(text, size, bold=mark.bold) + size * 0.3
            begin = {"left": x - size * 0.15, "centre": x - wide / 2, "right": x - wide + size * 0.15}[
                mark.anchor
            ]
            canvas.setFillColor(mark.ground)
            canvas.setFillAlpha(0.72)
            bottom = self.page_height - y - size * 0.62
            canvas.roundRect(begin, bottom, wide, size * 1.24, size * 0.2, stroke=0, fill=1)
            canvas.setFillAlpha(1)
        canvas.setFillColor(mark.color)
        self.text(x, y, text, size, bold=mark.bold, align=_ALIGN[mark.anchor])

    @staticmethod
    def _stroke(canvas: Any, color: str, width: float, dash: list[float]) -> None:
        if color:
            canvas.setStrokeColor(color)
            canvas.setLineWidth(width)
            canvas.setLineJoin(1)
            canvas.setDash(dash or [])


# ---- SVG ------------------------------------------------------------------------------------------------------


def _svg_mark(mark: Mark, scale: float, origin: tuple[float, float]) -> str:
    def spots(points: Iterable[tuple[float, float]]) -> str:
        return " ".join(f"{origin[0] + x * scale:.3f},{origin[1] + y * scale:.3f}" for x, y in points)

    if isinstance(mark, Words):
        return _svg_words(mark, scale, origin)
    if isinstance(mark, Glyph):
        side = mark.side * scale / 24
        drawing = "".join(
            code + " ".join(f"{number:g}" for number in numbers) for code, numbers in mark.commands
        )
        x, y = origin[0] + mark.x * scale, origin[1] + mark.y * scale
        return (
            f'<path transform="translate({x:.3f} {y:.3f}) scale({side:.5f})" '
            f'd="{drawing}" fill="{mark.fill}"/>\n'
        )
    if isinstance(mark, Stroke):
        look = _svg_stroke(mark.color, mark.width * scale, mark.dash, scale)
        return f'<polyline points="{spots(mark.points)}" fill="none"{look}/>\n'
    fill = f'fill="{mark.fill}" fill-opacity="{mark.opacity:g}"' if mark.fill else 'fill="none"'
    look = _svg_stroke(mark.stroke, mark.width * scale, mark.dash, scale)
    return f'<polygon points="{spots(mark.points)}" {fill}{look}/>\n'


def _svg_stroke(color: str, width: float, dash: tuple[float, ...], scale: float) -> str:
    if not color:
        return ""
    dashes = " ".join(f"{part * scale:.3f}" for part in dash)
    shown = f' stroke-dasharray="{dashes}"' if dash else ""
    return f' stroke="{color}" stroke-width="{width:.3f}" stroke-linejoin="round"{shown}'


def _svg_words(mark: Words, scale: float, origin: tuple[float, float]) -> str:
    x, y = origin[0] + mark.x * scale, origin[1] + mark.y * scale
    size = mark.size * scale
    weight = ' font-weight="bold"' if mark.bold else ""
    ground = (
        f' stroke={quoteattr(mark.ground)} stroke-width="{size * 0.2:.3f}" paint-order="stroke"'
        if mark.ground
        else ""
    )
    return (
        f'<text x="{x:.3f}" y="{y + size * 0.36:.3f}" font-size="{size:.3f}" fill="{mark.color}" '
        f'text-anchor="{_ANCHORS[mark.anchor]}"{weight}{ground}>{escape(printable(mark.text))}</text>\n'
    )
