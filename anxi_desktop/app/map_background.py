"""The picture a map is drawn over: taking it in beside the window, and reading it for the screen."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.app.risk_maps import Background
from anxi_desktop.store.attachments import keep_bytes, place_of
from anxi_desktop.store.store import Store

_SMALLEST = 600
_ROOM_MB = 512


def background_work(place: PhotoPlace, path: Path, *, page: int, resources: Path) -> Work:
    """Work that makes a background of a picture, a page of a PDF or a DXF; its result is a Background.

    Errors: background_unreadable, file_missing, those of keeping a file.
    """

    def work() -> Generator[tuple[int, str], None, Background]:
        from anxi_desktop.files.map_background import make_background

        made = yield from make_background(path, page=page, resources=resources)
        yield 95, path.name
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            kept = keep_bytes(store, made.body)
        return Background(kept.digest, path.name, made.width, made.height, made.mm_per_unit)

    return work


def page_count(path: Path) -> int:
    """How many pages a PDF has. Raises AnxiError("background_unreadable")."""
    from anxi_desktop.files.map_background import pdf_pages

    return pdf_pages(path)


def picture_work(folder: Path, digest: str) -> Work:
    """Work that reads a kept background: the picture and its halved copies, [] where it has not arrived."""

    def work() -> Generator[tuple[int, str], None, list[QImage]]:
        yield 1, digest[:8]
        reader = QImageReader(str(place_of(folder, digest)))
        reader.setDecideFormatFromContent(True)
        QImageReader.setAllocationLimit(_ROOM_MB)
        image = reader.read()
        return [] if image.isNull() else halved(image)

    return work


def halved(image: QImage) -> list[QImage]:
    """The picture and copies of half its size each, down to some hundred pixels: a far view paints a small one."""
    copies = [image.convertToFormat(QImage.Format.Format_RGB32)]
    while min(copies[-1].width(), copies[-1].height()) > _SMALLEST:
        last = copies[-1]
        copies.append(
            last.scaled(
                last.width() // 2,
                last.height() // 2,
                Qt.AspectRatioMode.IgnoreAspectRatio,
                Qt.TransformationMode.SmoothTransformation,
            )
        )
    return copies
