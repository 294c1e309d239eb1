"""The table of projects with their letters; four ticks say where the copies are and can be pressed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import (
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyleOptionViewItem, QToolTip

from anxi_desktop.app.unit_letter_lines import COPIES, Letter, LetterLine
from anxi_desktop.domain import words
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.records.project import Family
from anxi_desktop.views import theme as themes
from anxi_desktop.views.components.cells import KEY_ROLE, PAD, Cells
from anxi_desktop.views.components.icons import paint_icon
from anxi_desktop.views.risk_tables import Record, RecordTable
from anxi_desktop.views.rows_model import VALUE_ROLE, Cell, ListColumn

_ALL, _PART, _NONE = "a", "p", "n"
# Ground, edge and ink of a tick by its state.
_LOOKS = {
    _ALL: ("ok_tint", "ok", "ok"),
    _PART: ("warning_tint", "warning", "warning"),
    _NONE: ("surface", "line_strong", "secondary"),
}
_ICONS = {_ALL: "check", _PART: "minus"}
_WIDTH, _HEIGHT, _GAP, _MARK = 42, 26, 4, 14
_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)

Index = QModelIndex | QPersistentModelIndex


def tr(text: str) -> str:
    """These words in the window's language."""
    return QCoreApplication.translate("library_letters", text)


def copy_words() -> tuple[str, ...]:
    """Where the four copies go, as short as a person says it."""
    return tr("企业"), tr("公示"), tr("乡镇"), tr("县")


class LetterTable(RecordTable):
    """`copy_pressed` with a project and which of the four copies, by mouse or by the keys 1 to 4."""

    copy_pressed = Signal(str, int)

    def __init__(self, tip_of: Callable[[str, int], str]) -> None:
        """`tip_of` says in words where a project's copy is."""
        columns = (
            ListColumn("name", tr("项目"), 180, kind="name"),
            ListColumn("family", tr("类别"), 96, word=_family, shown=False),
            ListColumn("town", tr("乡镇"), 96, shown=False),
            ListColumn("company", tr("施工／物业单位"), 200, shown=False),
            ListColumn("notice", tr("告知书"), 150, tone=_tone, hint=tr("编号和送达日期")),
            ListColumn("commitment", tr("承诺书"), 150, tone=_tone, hint=tr("编号和签订日期")),
            ListColumn(
                "copies",
                tr("四份去向"),
                2 * PAD + 4 * (_WIDTH + _GAP),
                word=_copies,
                hint=tr("企业备查、企业公示、乡镇安办备案、县主管部门备案；点一下或按 1–4 登记"),
            ),
            ListColumn("scans", tr("扫描件"), 84, hint=tr("有扫描件的份数／已制作的份数")),
        )
        super().__init__(columns, ("name",), checkable=True)
        self._cells = _CopyCells(self, tip_of)
        self.setItemDelegate(self._cells)
        for name in ("notice", "commitment"):
            self.sort_by(name, lambda record, name=name: record[f"{name}_at"])
        self.sort_by("name", lambda record: record["place"])

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press on a tick marks the copy and leaves the chosen rows as they are."""
        found = self._tick(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and found is not None:
            row, copy = found
            self.setFocus()
            self._press(row, copy)
            return
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing follows a press on a tick."""
        if event.button() is Qt.MouseButton.LeftButton and self._tick(event.position().toPoint()) is not None:
            return
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A quick second press on a tick is one more press."""
        if event.button() is Qt.MouseButton.LeftButton and self._tick(event.position().toPoint()) is not None:
            self.mousePressEvent(event)
            return
        super().mouseDoubleClickEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say by the pointer that a tick can be pressed."""
        super().mouseMoveEvent(event)
        hand = self._tick(event.position().toPoint()) is not None
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if hand else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """1 to 4 mark a copy of the current row."""
        plain = event.modifiers() in (
            Qt.KeyboardModifier.NoModifier,
            Qt.KeyboardModifier.KeypadModifier,
        )
        if plain and event.key() in _KEYS and self.current_row() >= 0:
            self._press(self.current_row(), _KEYS.index(Qt.Key(event.key())))
            return
        super().keyPressEvent(event)

    def tick_place(self, row: int, copy: int) -> QRect:
        """Where a tick stands in the viewport."""
        column = self.rows_model.column("copies")
        return _tick_boxes(self.visualRect(self.rows_model.index(row, column)))[copy]

    def _tick(self, point: QPoint) -> tuple[int, int] | None:
        index = self.indexAt(point)
        if not index.isValid() or index.column() != self.rows_model.column("copies") or not index.data():
            return None
        for copy, box in enumerate(_tick_boxes(self.visualRect(index))):
            if box.contains(point):
                return index.row(), copy
        return None

    def _press(self, row: int, copy: int) -> None:
        record = self.record_at(row)
        if record is not None:
            self.copy_pressed.emit(str(record["id"]), copy)


class _CopyCells(Cells):
    """Paints the ticks; their words are the cell's text, for screen readers and copying."""

    def __init__(self, table: LetterTable, tip_of: Callable[[str, int], str]) -> None:
        super().__init__(table)
        self._table, self._tip_of = table, tip_of

    def _content(self, painter: QPainter, rect: QRect, index: Index, theme: themes.Theme) -> None:
        key = index.model().headerData(index.column(), Qt.Orientation.Horizontal, KEY_ROLE)
        states = index.data(VALUE_ROLE)
        if key != "copies" or not states:
            super()._content(painter, rect, index, theme)
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = rect.adjusted(-PAD, 0, PAD, 1)
        for box, state, word in zip(_tick_boxes(whole), str(states), copy_words(), strict=True):
            ground, edge, ink = (theme.color(name) for name in _LOOKS[state])
            painter.setBrush(ground)
            painter.setPen(edge)
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setFont(theme.font("caption", bold=state == _ALL))
            painter.setPen(ink)
            icon = _ICONS.get(state)
            words_box = box.adjusted(0, 0, -_MARK if icon else 0, 0)
            # One character keeps four of them readable side by side; the tip has the whole word.
            painter.drawText(
                words_box.adjusted(4 if icon else 0, 0, 0, 0), Qt.AlignmentFlag.AlignCenter, word[0]
            )
            if icon:
                mark = QRect(box.right() - _MARK - 4, box.center().y() - _MARK // 2 + 1, _MARK, _MARK)
                paint_icon(painter, mark, icon, theme, color=_LOOKS[state][2])
        painter.restore()

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem, index: Index
    ) -> bool:
        """Say in words where a copy is."""
        key = index.model().headerData(index.column(), Qt.Orientation.Horizontal, KEY_ROLE)
        record = self._table.record_at(index.row())
        if key == "copies" and record is not None and index.data():
            for copy, box in enumerate(_tick_boxes(self._table.visualRect(index))):
                if box.contains(event.pos()):
                    QToolTip.showText(event.globalPos(), self._tip_of(str(record["id"]), copy), view)
                    return True
        return super().helpEvent(event, view, option, index)


def letter_record(line: LetterLine, place: int) -> Record:
    """A line of the table; `place` is its place in the order of names."""
    letters = list(line.letters.values())
    states = "".join(_state(letters, name) for name in COPIES)
    scans = sum(bool(letter.scan) for letter in letters)
    notice, commitment = (line.letters.get(kind) for kind in LetterKind)
    return {
        "id": line.project,
        "place": place,
        "name": line.name,
        "family": line.family.value,
        "town": line.town or None,
        "company": line.company or None,
        "notice": letter_text(notice, LetterKind.NOTICE),
        "notice_at": notice.sequence if notice else None,
        "commitment": letter_text(commitment, LetterKind.COMMITMENT),
        "commitment_at": commitment.sequence if commitment else None,
        "copies": states if letters else None,
        "scans": f"{scans}／{len(letters)}" if letters else None,
    }


def letter_text(letter: Letter | None, kind: LetterKind) -> str:
    """A letter in few words: 001号 03-12 送达."""
    if letter is None:
        return tr("没有")
    number = tr("{n}号").format(n=f"{letter.sequence:03d}") if letter.sequence else tr("无编号")
    if letter.same_number:
        return tr("{number} 重号").format(number=number)
    done = tr("送达") if kind is LetterKind.NOTICE else tr("签订")
    day = letter.done_on
    return f"{number} {day:%m-%d} {done}" if day else tr("{number} 未{done}").format(number=number, done=done)


def copy_tip(line: LetterLine, copy: int) -> str:
    """Where a copy of each letter is: 企业备查 / 告知书：2026-03-12 / 承诺书：未登记."""
    rows = [words.field_word("unit_letter", COPIES[copy])]
    for kind, letter in line.letters.items():
        day: date | None = letter.days[COPIES[copy]]
        word = words.choice_word(LetterKind, kind.value)
        rows.append(f"{word}：{day.isoformat() if day else tr('未登记')}")
    return "\n".join(rows)


def _state(letters: list[Letter], copy: str) -> str:
    there = sum(letter.days[copy] is not None for letter in letters)
    return _NONE if there == 0 else _ALL if there == len(letters) else _PART


def _tick_boxes(cell: QRect) -> list[QRect]:
    top = cell.center().y() - _HEIGHT // 2
    return [
        QRect(cell.left() + PAD + place * (_WIDTH + _GAP), top, _WIDTH, _HEIGHT)
        for place in range(len(COPIES))
    ]


def _family(value: Cell, _other: Cell) -> str:
    return words.choice_word(Family, str(value))


def _copies(value: Cell, _other: Cell) -> str:
    marks = {_ALL: tr("有"), _PART: tr("部分"), _NONE: tr("未登记")}
    return "、".join(f"{word}{marks[state]}" for word, state in zip(copy_words(), str(value), strict=True))


def _tone(value: Cell) -> str | None:
    text = str(value)
    if text == tr("没有"):
        return "secondary"
    return "danger" if text.endswith(tr("重号")) else "warning" if tr("未") in text else None
