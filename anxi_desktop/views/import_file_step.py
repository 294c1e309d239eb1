"""Step ①: what kind of file, which file, which sheet."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.imports import SUFFIXES, Opened
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.icons import icon
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.import_sheet import SheetPreview
from anxi_desktop.views.tokens import RADIUS
from anxi_desktop.views.two_line_list import Line, TwoLineList

_ZONE_HEIGHT = 240
_PICTURE = 40
_SHEET_WIDTH = 220


class FileStep(QWidget):
    """`file_chosen` with a path, `sheet_chosen` with a name, `kind_chosen` with a code; nothing is read here."""

    file_chosen = Signal(object)
    file_asked = Signal()
    sheet_chosen = Signal(str)
    kind_chosen = Signal(str)
    template_asked = Signal()

    def __init__(self, kinds: Sequence[tuple[str, str]], *, kind: str) -> None:
        super().__init__()
        self.kinds = ChoiceChips(kinds, required=True, value=kind)
        self.kinds.picked.connect(self._on_kind)
        self.zone = DropZone()
        self.zone.dropped.connect(self.file_chosen)
        self.zone.press.clicked.connect(self.file_asked)
        self.zone.template.clicked.connect(self.template_asked)
        self.recent = TwoLineList(name=self.tr("最近导入的文件"))
        self.recent.asked.connect(self._on_recent)
        self._recent_paths: list[Path] = []
        self._recent_title = label(self.tr("最近导入的文件"), "section")
        self.name = ElidedLabel("", "strong")
        self._facts = label("", "caption")
        self.sheets = Picker([])
        self.sheets.setMinimumWidth(_SHEET_WIDTH)
        self.sheets.picked.connect(self.sheet_chosen)
        self._sheet_word = label(self.tr("工作表"), "secondary")
        self.other = button(self.tr("换一个文件"), icon="folder")
        self.other.clicked.connect(self.file_asked)
        self.banner = Banner()
        self.preview = SheetPreview()
        self._stack = QStackedLayout()
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(label(self.tr("导入什么"), "secondary"), alignment=Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.kinds, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)  # first: else its first widget would open as a window of its own
        self._stack.addWidget(self._before())
        self._stack.addWidget(self._after())
        self.setAcceptDrops(True)

    def show_recent(self, paths: Sequence[Path]) -> None:
        """Offer files imported before."""
        self._recent_paths = list(paths)
        self.recent.set_lines([Line(path.name, str(path.parent)) for path in paths])
        self.recent.setFixedHeight(self.recent.row_height() * len(paths) + 2)
        for widget in (self.recent, self._recent_title):
            widget.setVisible(bool(paths))

    def show_opened(self, opened: Opened | None) -> None:
        """Show a file that was read, or ask for one."""
        self._stack.setCurrentIndex(0 if opened is None else 1)
        if opened is None:
            return
        found = opened.recognised
        self.name.setText(opened.path.name)
        self._facts.setText(
            self.tr("{rows} 行，{columns} 列").format(
                rows=f"{len(found.grid.rows):,}", columns=found.grid.width
            )
        )
        several = len(opened.sheets) > 1
        self.sheets.setVisible(several)
        self._sheet_word.setVisible(several)
        hidden = self.tr("{name}（隐藏）")
        self.sheets.set_choices(
            [
                (item.name, hidden.format(name=item.name) if item.hidden else item.name)
                for item in opened.sheets
            ]
        )
        self.sheets.set_value(found.grid.name)
        self._say(opened)
        self.preview.show_sheet(found)

    def _say(self, opened: Opened) -> None:
        found = opened.recognised
        if found.missing:
            wanted = "、".join(item.header for item in found.missing)
            text = self.tr("没有认出这些必填的列：{wanted}。换一张工作表，或到下一步自己指定。").format(
                wanted=wanted
            )
            self.banner.set(text, tone="warning")
            return
        first, last = found.header.first + 1, found.header.last + 1
        rows = str(first) if first == last else f"{first}–{last}"
        text = self.tr("表头在第 {rows} 行，认出 {known} 列。").format(rows=rows, known=len(found.by_field))
        if found.ignored:
            text += self.tr("用不到 {n} 列：{names}。").format(
                n=len(found.ignored), names="、".join(found.ignored)
            )
        self.banner.set(text, tone="ok")

    def _before(self) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(self.zone)
        layout.addSpacing(8)
        layout.addWidget(self._recent_title)
        layout.addWidget(self.recent)
        layout.addStretch(1)
        return made

    def _after(self) -> QWidget:
        made = QWidget()
        bar = QFrame()
        bar.setProperty("box", "card")
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 10, 12, 10)
        row.setSpacing(12)
        picture = QLabel()
        picture.setPixmap(icon("table", color="accent").pixmap(QSize(24, 24), self.devicePixelRatioF()))
        row.addWidget(picture)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.name)
        words.addWidget(self._facts)
        row.addLayout(words, 1)
        row.addWidget(self._sheet_word)
        row.addWidget(self.sheets)
        row.addWidget(self.other)
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(bar)
        layout.addWidget(self.banner)
        layout.addWidget(self.preview, 1)
        return made

    @Slot(object)
    def _on_kind(self, kind: str) -> None:
        self.kind_chosen.emit(kind)

    @Slot(int)
    def _on_recent(self, row: int) -> None:
        self.file_chosen.emit(self._recent_paths[row])

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A file may be dropped anywhere on the step."""
        if dropped_file(event) is not None:
            event.acceptProposedAction()
            self.zone.set_aimed(aimed=True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It has gone again."""
        self.zone.set_aimed(aimed=False)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        self.zone.set_aimed(aimed=False)
        path = dropped_file(event)
        if path is not None:
            event.acceptProposedAction()
            self.file_chosen.emit(path)


class DropZone(QFrame):
    """A dashed frame to drop a file into, with a button for those who do not drag."""

    dropped = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._aimed = False
        self.setFixedHeight(_ZONE_HEIGHT)
        self.press = button(self.tr("选择文件"), kind="primary", icon="folder")
        self.template = button(self.tr("没有台账？下载空白模板"), kind="link")
        layout = QVBoxLayout(self)
        layout.setSpacing(8)
        layout.addStretch(1)
        picture = QLabel()
        picture.setPixmap(
            icon("import", color="secondary").pixmap(QSize(_PICTURE, _PICTURE), self.devicePixelRatioF())
        )
        middle = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(picture, alignment=middle)
        layout.addWidget(label(self.tr("把 Excel 台账拖到这里"), "card"), alignment=middle)
        kinds = self.tr("可以是 .xlsx、.xls（WPS 也行）或 .csv；先看清楚再导入，不满意随时可以撤销")
        layout.addWidget(label(kinds, "secondary"), alignment=middle)
        layout.addSpacing(6)
        layout.addWidget(self.press, alignment=middle)
        layout.addWidget(self.template, alignment=middle)
        layout.addStretch(1)

    def set_aimed(self, *, aimed: bool) -> None:
        """Show that a file hangs over it."""
        self._aimed = aimed
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dashed frame."""
        theme = themes.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.color("accent" if self._aimed else "line_strong"), 2 if self._aimed else 1.5)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(theme.color("accent_tint" if self._aimed else "surface"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), RADIUS + 2, RADIUS + 2)


def dropped_file(event: QDropEvent) -> Path | None:
    """The one file of a drag that can be imported, or None."""
    urls = event.mimeData().urls()
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    path = Path(urls[0].toLocalFile())
    return path if path.suffix.lower() in SUFFIXES else None
