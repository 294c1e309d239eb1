"""Makes the program's icon in its sizes from `resources/icons/app.svg`; the results are committed.

Run it after the drawing has changed: `.venv/bin/python build/icons.py`.
"""

from __future__ import annotations

import os
import struct
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ICONS = Path(__file__).resolve().parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256)


def main() -> int:
    """Write app/app-N.png and anxi.ico."""
    app = QGuiApplication(sys.argv)
    renderer = QSvgRenderer(str(ICONS / "app.svg"))
    (ICONS / "app").mkdir(exist_ok=True)
    drawn: list[tuple[int, bytes]] = []
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter)
        painter.end()
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue]
        drawn.append((size, bytes(data.data())))
        (ICONS / "app" / f"app-{size}.png").write_bytes(drawn[-1][1])
    (ICONS / "anxi.ico").write_bytes(_ico(drawn))
    del app
    return 0


def _ico(drawn: list[tuple[int, bytes]]) -> bytes:
    """A Windows icon file whose images are PNG."""
    head = struct.pack("<HHH", 0, 1, len(drawn))
    offset = len(head) + 16 * len(drawn)
    entries = b""
    for size, data in drawn:
        entries += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), offset)
        offset += len(data)
    return head + entries + b"".join(data for _, data in drawn)


if __name__ == "__main__":
    sys.exit(main())
