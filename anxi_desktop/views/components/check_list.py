"""A list of choices with check boxes and counts, for filters and for choosing columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.popup import Popup
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.style import check_box

_CODE = int(Qt.ItemDataRole.UserRole) + 1
_COUNT = _CODE + 1
_ROW = 34
_SEARCH_FROM = 9
_SHOWN = 10


class CheckList(Popup):
    """Check boxes in a popup; `changed` gives the checked codes each time one is pressed."""

    changed = Signal(object)

    def __init__(
        self,
        owner: QWidget,
        choices: Iterable[tuple[str, str]],
        *,
        checked: Iterable[str] = (),
        counts: Mapping[str, int] | None = None,
        clear_text: str = "",
    ) -> None:
        super().__init__(owner)
        self._model = QStandardItemModel(self)
        chosen = set(checked)
        width = 0
        metrics = self.fontMetrics()
        for code, word in choices:
            item = QStandardItem(word)
            item.setEditable(False)
            item.setCheckable(True)
            item.setCheckState(Qt.CheckState.Checked if code in chosen else Qt.CheckState.Unchecked)
            item.setData(code, _CODE)
            if counts is not None:
                item.setData(counts.get(code, 0), _COUNT)
            self._model.appendRow(item)
            width = max(width, metrics.horizontalAdvance(word))
        self._search = TextBox(placeholder=self.tr("筛选"))
        if self._model.rowCount() < _SEARCH_FROM:  # never show(): without a parent it would open as a window
            self._search.hide()
        self._search.textChanged.connect(self._on_search)
        self.body.addWidget(self._search)
        self.view = _List(self._model)
        self.view.setMinimumWidth(min(420, max(200, width + (64 if counts is None else 120))))
        self.view.setFixedHeight(_ROW * min(_SHOWN, max(1, self._model.rowCount())) + 2)
        self.view.pressed_row.connect(self._on_pressed)
        self.body.addWidget(self.view)
        self._clear = button(clear_text or self.tr("清除"), kind="quiet")
        self._clear.clicked.connect(self._on_clear)
        self._clear.setEnabled(bool(chosen))
        if counts is not None or clear_text:
            self.body.addWidget(self._clear)

    def open_under(self, anchor: QWidget, *, align_right: bool = False) -> None:
        """Show it and let the keyboard work in the list."""
        super().open_under(anchor, align_right=align_right)
        (self._search if self._search.isVisible() else self.view).setFocus()

    def checked(self) -> frozenset[str]:
        """The checked codes."""
        return frozenset(
            str(self._model.item(row).data(_CODE))
            for row in range(self._model.rowCount())
            if self._model.item(row).checkState() is Qt.CheckState.Checked
        )

    @Slot(int)
    def _on_pressed(self, row: int) -> None:
        item = self._model.item(row)
        on = item.checkState() is Qt.CheckState.Checked
        item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)
        self._tell()

    @Slot()
    def _on_clear(self) -> None:
        for row in range(self._model.rowCount()):
            self._model.item(row).setCheckState(Qt.CheckState.Unchecked)
        self._tell()

    @Slot(str)
    def _on_search(self, text: str) -> None:
        for row in range(self._model.rowCount()):
            self.view.setRowHidden(row, text.strip() not in self._model.item(row).text())

    def _tell(self) -> None:
        found = self.checked()
        self._clear.setEnabled(bool(found))
        self.changed.emit(found)


class _List(QListView):
    pressed_row = Signal(int)

    def __init__(self, model: QStandardItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(_Rows(self))
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setProperty("flat", True)
        self.setProperty("popup", True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.clicked.connect(self._on_clicked)
        if model.rowCount():
            self.setCurrentIndex(model.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Enter press the row."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return) and self.currentIndex().isValid():
            self.pressed_row.emit(self.currentIndex().row())
            return
        if event.key() == Qt.Key.Key_Escape:
            self.window().close()
            return
        super().keyPressEvent(event)

    @Slot(QModelIndex)
    def _on_clicked(self, index: QModelIndex) -> None:
        self.pressed_row.emit(index.row())


class _Rows(QStyledItemDelegate):
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(120, _ROW)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = themes.current()
        shown: Any = option
        rect: QRect = shown.rect
        state: QStyle.StateFlag = shown.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_HasFocus):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color("hover"))
            painter.drawRoundedRect(QRectF(rect).adjusted(1, 1, -1, -1), 4, 4)
        checked = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked.value
        checked = checked or index.data(Qt.ItemDataRole.CheckStateRole) is Qt.CheckState.Checked
        box = QRectF(rect.left() + 8, rect.top(), 18, rect.height())
        check_box(painter, box, colors=theme.colors, checked=checked)
        count = index.data(_COUNT)
        painter.setPen(theme.color("text" if count != 0 else "disabled"))
        inner = rect.adjusted(36, 0, -10, 0)
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        if count is not None:
            painter.setPen(theme.color("secondary"))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{count:,}")
        painter.restore()

    def editorEvent(self, event: QEvent, *others: object) -> bool:
        """The list itself answers presses."""
        return False
