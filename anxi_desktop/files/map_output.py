"""Puts a risk map out: vector PDF on A4 to A0 or in tiles, SVG, and PNG. All draw the same marks.

The PNG is the PDF painted by pdfium, strip by strip, so that an A1 at 300 dpi needs no second copy in memory.
"""

from __future__ import annotations

import base64
import math
import tempfile
from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from xml.sax.saxutils import escape, quoteattr

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.map_frame import PAPERS, Framed, frame
from anxi_desktop.domain.map_picture import Glyph, MapSheet, Mark, Stroke, Words, map_picture
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer
from anxi_desktop.domain.signs import read_signs
from anxi_desktop.domain.zone import Item
from anxi_desktop.files.map_pen import MapPen, plain_fonts
from anxi_desktop.files.pen import POINTS_PER_MM, FormFonts
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

MOST_PIXELS = 250_000_000
_STRIP = 512
_OVERLAP = 10.0
_TILE_MARGIN = 8.0
_ANCHORS = {"left": "start", "centre": "middle", "right": "end"}

Steps = Generator[tuple[int, str], None, int]


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
    plain = plain_fonts(job.resources)
    wide, high = (side * POINTS_PER_MM for side in job.page_mm)
    if job.tiles is None:
        pen = MapPen(path, page=(wide, high), fonts=plain, title=job.sheet.name)
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
    pen = MapPen(path, page=page, fonts=fonts, title=job.sheet.name)
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
    pen: MapPen, job: MapJob, framed: Framed, picture: Sequence[Mark], shift: tuple[float, float]
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
