"""Makes the picture a map is drawn over: of a photo or scan, a page of a PDF, or a DXF drawing.

Whatever comes in, one picture of at most 24 megapixels goes out, in a format that is read in a moment: a scan of
200 megapixels or a drawing of a hundred thousand lines is worked through once, beside the window.
"""

from __future__ import annotations

import io
from collections.abc import Generator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import retold

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 24_000_000
READ_PIXELS = 300_000_000
"""A picture with more is refused: reading it would take gigabytes of memory."""
_FILE_LIMIT = 512 * 1024 * 1024
_LONG_SIDE = 6_000
_QUALITY = 88

Progress = Generator[tuple[int, str], None, "MadeBackground"]


@dataclass(frozen=True, slots=True)
class MadeBackground:
    """The picture (PNG or JPEG bytes), its size in pixels, and millimetres in a pixel where the file says so."""

    body: bytes
    width: int
    height: int
    mm_per_unit: Decimal | None = None


def make_background(path: Path, *, page: int, resources: Path) -> Progress:
    """Make a background of a file; `page` counts from 0 and is a PDF's. Yields progress.

    Errors: file_missing, background_unreadable (the file is left as it is).
    """
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(32)
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise _unreadable(path, "打不开") from error
    if size > _FILE_LIMIT:
        raise _unreadable(path, "文件太大")
    yield 2, path.name
    suffix = path.suffix.lower()
    if head.startswith(b"%PDF") or suffix == ".pdf":
        return (yield from _of_pdf(path, page=page))
    if suffix in (".dxf", ".dwg") or head.lstrip().startswith((b"0\r\nSECTION", b"0\nSECTION")):
        return (yield from _of_dxf(path, resources=resources))
    return (yield from _of_picture(path))


def pdf_pages(path: Path) -> int:
    """How many pages a PDF has. Raises AnxiError("background_unreadable")."""
    document = _open_pdf(path)
    try:
        return len(document)
    finally:
        document.close()


def _of_picture(path: Path) -> Progress:
    from PIL import Image, ImageOps

    limit, Image.MAX_IMAGE_PIXELS = Image.MAX_IMAGE_PIXELS, None
    try:
        with Image.open(path) as image:
            width, height = image.size
            if width * height > READ_PIXELS:
                raise _unreadable(path, f"{width}×{height} 像素，太大了")
            yield 10, f"{width}×{height}"
            scale = _scale(width, height)
            if scale < 1 and image.format == "JPEG":
                image.draft("RGB", (round(width * scale), round(height * scale)))
            if image.mode not in ("L", "P", "RGB", "1"):
                image.load()
            yield 30, "读取图片"
            small = _shrunk(image, scale if image.size == (width, height) else _scale(*image.size))
            yield 70, "缩小图片"
            upright = ImageOps.exif_transpose(small)
            body = _bytes_of(upright)
            yield 90, "保存图片"
            return MadeBackground(body, *upright.size)
    except AnxiError:
        raise
    except (OSError, ValueError, SyntaxError, MemoryError, ArithmeticError) as error:
        raise _unreadable(path, "不是图片，或者已经损坏") from error
    finally:
        Image.MAX_IMAGE_PIXELS = limit


def _shrunk(image: Image, scale: float) -> Image:
    """The picture in RGB or grey, no larger than allowed. Whole steps first: they need no second full copy."""
    from PIL import Image as Pictures

    steps = int(1 / scale) if scale < 1 else 1
    plain = image if image.mode in ("L", "RGB") else None
    if steps > 1 and plain is not None:
        image = plain.reduce(steps)
    elif steps > 1:
        # A palette or two colours are averaged as grey or colour only after a nearest step keeps memory low.
        image = image.convert("L" if image.mode == "1" else "RGB").reduce(steps)
    if image.mode not in ("L", "RGB"):
        if "A" in image.getbands() or "transparency" in image.info:
            clear = image.convert("RGBA")
            ground = Pictures.new("RGB", clear.size, "white")
            ground.paste(clear, mask=clear.getchannel("A"))
            image = ground
        else:
            image = image.convert("L" if image.mode in ("1", "I;16", "I", "F") else "RGB")
    rest = _scale(*image.size)
    if rest < 1:
        target = (max(round(image.width * rest), 1), max(round(image.height * rest), 1))
        image = image.resize(target, Pictures.Resampling.BOX)  # pyright: ignore[reportUnknownMemberType]
    return image


def _bytes_of(image: Image) -> bytes:
    """PNG for drawings (few colours compress well and stay sharp), JPEG for photos."""
    file = io.BytesIO()
    sample = image.resize((256, 256))  # pyright: ignore[reportUnknownMemberType]
    few = image.mode == "L" or sample.getcolors(2_000) is not None
    if few:
        image.save(file, "PNG", compress_level=4)
        if file.tell() < 6_000_000:
            return file.getvalue()
        file = io.BytesIO()
    image.save(file, "JPEG", quality=_QUALITY)
    return file.getvalue()


def _of_pdf(path: Path, *, page: int) -> Progress:
    document = _open_pdf(path)
    try:
        if not 0 <= page < len(document):
            raise _unreadable(path, f"没有第 {page + 1} 页")
        yield 20, "读取 PDF"
        sheet = document[page]
        width, height = sheet.get_size()
        if not (width > 0 and height > 0):
            raise _unreadable(path, "页面没有大小")
        scale = _LONG_SIDE / max(width, height)
        yield 35, "画出页面"
        image = sheet.render(scale=scale * min(1.0, _scale(width * scale, height * scale))).to_pil()
        yield 80, "保存图片"
        picture = image.convert("RGB")
        return MadeBackground(_bytes_of(picture), *picture.size)
    except AnxiError:
        raise
    except Exception as error:  # pdfium's own errors have no common class
        if type(error).__name__ not in ("PdfiumError", "ValueError", "MemoryError", "OSError"):
            raise
        raise _unreadable(path, "PDF 已损坏") from error
    finally:
        document.close()


def _open_pdf(path: Path) -> Any:
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    try:
        # From memory: pdfium would hold the file open, and Windows then lets nobody move it.
        return pypdfium2.PdfDocument(path.read_bytes())
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        raise _unreadable(path, "PDF 设有密码" if locked else "PDF 已损坏") from error
    except OSError as error:
        raise _unreadable(path, "打不开") from error


def _of_dxf(path: Path, *, resources: Path) -> Progress:
    """A drawing becomes a page of a PDF, which is then painted: one painter, with fonts and smooth lines."""
    from anxi_desktop.files.dxf import read_dxf
    from anxi_desktop.files.dxf_page import drawing_page

    drawing = yield from retold(read_dxf(path), lambda step: (2 + step[0] // 2, step[1]))
    left, top, right, bottom = drawing.bounds
    width, height = max(right - left, 1e-9), max(bottom - top, 1e-9)
    scale = _LONG_SIDE / max(width, height)
    pixels = (max(round(width * scale), 200), max(round(height * scale), 200))
    if pixels[0] * pixels[1] > MOST_PIXELS:
        shrink = _scale(*pixels)
        scale *= shrink
        pixels = (round(pixels[0] * shrink), round(pixels[1] * shrink))
    yield 60, "画出图纸"
    body = drawing_page(drawing, pixels, scale, resources=resources)
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    document = cast("Any", pypdfium2).PdfDocument(body)
    try:
        picture = document[0].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()
    yield 85, "保存图片"
    unit = drawing.mm_per_unit
    per_pixel = Decimal(str(unit / scale)).quantize(Decimal("0.0001")) if unit else None
    return MadeBackground(_bytes_of(picture), picture.width, picture.height, per_pixel or None)


def _scale(width: float, height: float) -> float:
    """By how much a picture must shrink to be no larger than allowed."""
    by_pixels = (MOST_PIXELS / max(width * height, 1)) ** 0.5
    return min(1.0, by_pixels, _LONG_SIDE * 1.5 / max(width, height, 1))


def _unreadable(path: Path, reason: str) -> AnxiError:
    return AnxiError("background_unreadable", name=path.name, reason=reason)
