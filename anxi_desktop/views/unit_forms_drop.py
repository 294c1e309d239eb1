"""Files that hang over a view: what is shown meanwhile, and which of them are workbooks."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from anxi_desktop.app.unit_forms import SUFFIXES
from anxi_desktop.views import theme as themes
from anxi_desktop.views.tokens import RADIUS


class DropHint(QWidget):
    """What stands over the view while files hang over it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, view: QWidget) -> None:
        """Cover the view."""
        self.setGeometry(view.rect())
        self.raise_()
        self.show()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A dashed frame with a sentence."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent"), 2)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("accent_tint"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS, RADIUS)
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("card"))
        painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.tr("松开就读取这些报表"))


def dropped_files(event: QDropEvent) -> list[Path]:
    """The workbooks of a drag, those in dropped folders too, by name."""
    found: list[Path] = []
    for url in event.mimeData().urls():
        path = Path(url.toLocalFile()) if url.isLocalFile() else None
        if path is None:
            continue
        with suppress(OSError):  # a folder one may not look into
            found += filter(_is_workbook, sorted(path.iterdir()) if path.is_dir() else [path])
    return found


def _is_workbook(path: Path) -> bool:
    # Excel's own "~$" file beside an open workbook is none.
    return path.suffix.lower() in SUFFIXES and path.is_file() and not path.name.startswith("~$")
