"""What can lie under a map: pictures of any size, pages of a PDF, DXF of three versions; broken ones are refused."""

from __future__ import annotations

import io
import struct
import zlib
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.map_background import MOST_PIXELS, MadeBackground, make_background, pdf_pages

DXF = Path(__file__).parents[1] / "data" / "dxf"


def make(path: Path, resources: Path, *, page: int = 0) -> tuple[MadeBackground, list[int]]:
    steps: Any = make_background(path, page=page, resources=resources)
    percents: list[int] = []
    while True:
        try:
            percents.append(next(steps)[0])
        except StopIteration as end:
            return end.value, percents


def picture(made: MadeBackground) -> Image.Image:
    image = Image.open(io.BytesIO(made.body))
    assert image.size == (made.width, made.height)
    assert made.width * made.height <= MOST_PIXELS * 1.01
    return image


@pytest.mark.parametrize("name", ["a.png", "a.jpg", "a.bmp", "a.webp", "a.tif"])
def test_pictures_of_every_kind(tmp_path: Path, resources: Path, name: str) -> None:
    path = tmp_path / name
    Image.effect_noise((300, 200), 90).convert("RGB").save(path)
    made, percents = make(path, resources)
    assert picture(made).size == (300, 200)
    assert percents == sorted(percents)
    assert made.mm_per_unit is None


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGBA", "LA", "CMYK", "I;16"])
def test_pictures_of_every_mode(tmp_path: Path, resources: Path, mode: str) -> None:
    path = tmp_path / ("a.tif" if mode in ("CMYK", "I;16") else "a.png")
    source = Image.new("L", (400, 300), 200)
    (Image.new("I;16", (400, 300), 9000) if mode == "I;16" else source.convert(mode)).save(path)
    made, _percents = make(path, resources)
    assert picture(made).mode in ("L", "RGB")


def test_a_scan_of_two_hundred_megapixels_is_made_small_in_steps(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "大扫描.png"
    image = Image.new("L", (16_000, 12_500), 255)
    image.paste(0, (4_000, 3_000, 8_000, 6_000))
    image.save(path, compress_level=1)
    made, percents = make(path, resources)
    small = picture(made).convert("L")
    assert len(percents) >= 4
    share = made.width / 16_000
    assert small.getpixel((round(6_000 * share), round(4_000 * share))) == 0
    assert small.getpixel((round(9_000 * share), round(8_000 * share))) == 255


def test_a_photo_stands_upright(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "横.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (400, 200), "red").save(path, exif=exif)
    assert picture(make(path, resources)[0]).size == (200, 400)


def test_a_page_of_a_pdf(tmp_path: Path, resources: Path) -> None:
    path = tmp_path / "图.pdf"
    canvas = Canvas(str(path), pagesize=(842, 595))
    canvas.showPage()
    canvas.setFillColorRGB(1, 0, 0)
    canvas.rect(0, 0, 421, 595, stroke=0, fill=1)
    canvas.showPage()
    canvas.save()
    assert pdf_pages(path) == 2
    made, _percents = make(path, resources, page=1)
    image = picture(made).convert("RGB")
    assert 5_700 < image.width <= 6_000
    assert image.getpixel((1000, 1000)) == (255, 0, 0)
    assert image.getpixel((5000, 1000)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("name", "known"), [("r12.dxf", False), ("r2000_gbk.dxf", True), ("r2018.dxf", True)]
)
def test_drawings_of_three_versions(resources: Path, name: str, known: bool) -> None:
    made, percents = make(DXF / name, resources)
    image = picture(made).convert("L")
    assert max(image.size) == pytest.approx(6000, abs=2)
    dark = image.resize((600, 400)).histogram()[:200]
    assert sum(dark) > 200  # lines were drawn
    assert (made.mm_per_unit is not None) == known
    assert made.mm_per_unit is None or made.mm_per_unit > Decimal(0)
    assert percents == sorted(percents)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.png", b"\x89PNG\r\n\x1a\n broken", "background_unreadable"),
        ("a.jpg", b"\xff\xd8\xff\xe0 cut", "background_unreadable"),
        ("a.pdf", b"%PDF-1.7 nothing", "background_unreadable"),
        ("a.dxf", b"0\nSECTION\n2\nENTITIES\n0\nLINE\n", "background_unreadable"),
        ("a.dwg", b"AC1032\x00\x00", "background_unreadable"),
        ("a.txt", b"hello", "background_unreadable"),
        ("empty.png", b"", "background_unreadable"),
        ("gone.png", None, "file_missing"),
    ],
)
def test_what_cannot_be_read_is_refused(
    tmp_path: Path, resources: Path, name: str, body: bytes | None, code: str
) -> None:
    path = tmp_path / name
    if body is not None:
        path.write_bytes(body)
    with pytest.raises(AnxiError) as caught:
        make(path, resources)
    assert caught.value.code == code


def test_a_picture_that_says_it_is_gigantic_is_refused_unread(tmp_path: Path, resources: Path) -> None:
    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 0, 0, 0, 0)
    chunk, data = b"IHDR" + head, b"IDAT" + zlib.compress(b"\0" * 9)
    path = tmp_path / "炸弹.png"
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I", 13)
        + chunk
        + struct.pack(">I", zlib.crc32(chunk))
        + struct.pack(">I", len(data) - 4)
        + data
        + struct.pack(">I", zlib.crc32(data))
    )
    with pytest.raises(AnxiError) as caught:
        make(path, resources)
    assert "太大" in str(caught.value.facts["reason"])
