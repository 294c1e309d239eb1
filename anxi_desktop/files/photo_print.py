"""A photo as it is printed: upright, small enough, its marks drawn, and when, where and by whom burnt in.

The original never changes; the stamp is made here only.
"""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.photo_marks import Mark, MarkKind

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

PRINT_PIXELS = 1200
_INK, _HALO = (229, 35, 27), (255, 255, 255)
_QUALITY = 80
_UNFIT = re.compile(r'[\\/:*?"<>|\x00-\x1f]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Printed:
    """JPEG bytes with their size in pixels."""

    body: bytes
    width: int
    height: int


def print_photo(
    path: Path, *, marks: Iterable[Mark], stamp: str, font: Path, pixels: int = PRINT_PIXELS
) -> Printed | None:
    """A picture ready for paper, at most so many pixels; None where it cannot be read.

    `font` is a TrueType file with Chinese.
    """
    from PIL import Image, ImageDraw, ImageFont, ImageOps

    try:
        with Image.open(path) as opened:
            opened.thumbnail((pixels, pixels), reducing_gap=2)
            image = ImageOps.exif_transpose(opened).convert("RGB")
    except (OSError, ValueError):
        return None
    draw = ImageDraw.Draw(image)
    for mark in marks:
        _draw(draw, image, mark, font)
    if stamp:
        letters = ImageFont.truetype(str(font), max(16, image.width // 44))
        box = draw.textbbox((0, 0), stamp, font=letters)
        height = int(box[3] - box[1]) + 14
        band = Image.new("RGB", (image.width, height), (0, 0, 0))
        place = (0, image.height - height)
        image.paste(Image.blend(image.crop((*place, image.width, image.height)), band, 0.55), place)
        draw.text((12, image.height - height + 5 - box[1]), stamp, font=letters, fill=(255, 255, 255))
    body = io.BytesIO()
    image.save(body, "JPEG", quality=_QUALITY)
    return Printed(body.getvalue(), image.width, image.height)


def safe_name(text: str, *, limit: int = 100) -> str:
    """A file name Windows takes, made of free text: never empty, never reserved, no blanks or dots at its ends."""
    name = _UNFIT.sub("_", text).strip(" .")[:limit].rstrip(" .")
    return f"_{name}" if _RESERVED.fullmatch(name) else name or "未命名"


def _draw(draw: ImageDraw, image: Image, mark: Mark, font: Path) -> None:
    from PIL import ImageFont

    width = max(3, image.width // 200)
    begin = (mark.x * image.width, mark.y * image.height)
    end = (mark.to_x * image.width, mark.to_y * image.height)
    if mark.kind is MarkKind.TEXT:
        letters = ImageFont.truetype(str(font), max(16, image.width // 32))
        box = draw.textbbox(begin, mark.text, font=letters)
        draw.rectangle((box[0] - 6, box[1] - 4, box[2] + 6, box[3] + 4), fill=_INK)
        draw.text(begin, mark.text, font=letters, fill=_HALO)
        return
    for ink, wide in ((_HALO, width * 2), (_INK, width)):
        if mark.kind is MarkKind.CIRCLE:
            left, right = sorted((begin[0], end[0]))
            top, bottom = sorted((begin[1], end[1]))
            draw.ellipse((left, top, right, bottom), outline=ink, width=wide)
            continue
        draw.line((begin, end), fill=ink, width=wide)
        angle = math.atan2(end[1] - begin[1], end[0] - begin[0])
        for turn in (0.45, -0.45):
            side = (
                end[0] - width * 6 * math.cos(angle + turn),
                end[1] - width * 6 * math.sin(angle + turn),
            )
            draw.line((end, side), fill=ink, width=wide)
