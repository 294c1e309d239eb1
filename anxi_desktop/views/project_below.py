"""What belongs to a project and has pages of its own: its hazards and risk points, to read, and the way there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.domain import words
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import ReviewResult
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import line
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import label

Row = Mapping[str, JournalValue]
_MOST = 60


class BelowList(QWidget):
    """A list of a project's hazards or risk points, one under the other. `page_asked` leads to their page."""

    page_asked = Signal()

    def __init__(self, to_page: str) -> None:
        super().__init__()
        self._to_page = to_page
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 14, 20, 24)
        self._layout.setSpacing(10)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignTop)

    def show_hazards(self, rows: Sequence[Row], *, today: date) -> None:
        """Show hazards, the latest first; which are open, overdue, closed."""
        self._clear()
        if not rows:
            self._say(self.tr("这个项目还没有隐患记录。"))
            self._lead()
            return
        opened = sum(not is_closed(row) for row in rows)
        self._say(self.tr("共 {n} 条，未销号 {open} 条").format(n=len(rows), open=opened))
        self._lead()
        for row in rows[:_MOST]:
            self._add(self._hazard(row, today))
        self._more(len(rows))

    def show_risk_points(self, rows: Sequence[Row]) -> None:
        """Show risk points, the most dangerous first."""
        self._clear()
        if not rows:
            self._say(self.tr("这个项目还没有风险点。"))
            self._lead()
            return
        self._say(self.tr("共 {n} 个风险点").format(n=len(rows)))
        self._lead()
        for row in rows[:_MOST]:
            self._add(self._risk_point(row))
        self._more(len(rows))

    def _hazard(self, row: Row, today: date) -> QWidget:
        word, tone = hazard_state(row, today=today)
        tags: list[QWidget] = [Tag(word, tone=tone)]
        if row["severity"] == "major":
            tags.append(Tag(words.value_word("hazard", "severity", "major"), tone="danger"))
        parts = (
            words.value_word("hazard", "source", row["source"]),
            self.tr("{day} 检查").format(day=row["found_on"] or "—"),
            self.tr("期限 {day}").format(day=row["due_on"]) if row["due_on"] else "",
            str(row["number"] or ""),
        )
        place = f"{row['part']}：" if row["part"] else ""
        return _item(f"{place}{row['description'] or ''}", " · ".join(part for part in parts if part), tags)

    def _risk_point(self, row: Row) -> QWidget:
        level = str(row["level"] or "")
        tags = [RiskTag(words.value_word("risk_point", "level", level), level=level)] if level else []
        parts = (row["unit"], row["place"], row["accidents"], row["person"])
        return _item(str(row["name"] or ""), " · ".join(str(part) for part in parts if part), tags)

    def _lead(self) -> None:
        made = button(self._to_page, kind="link")
        made.clicked.connect(self.page_asked)
        self._layout.addWidget(made, alignment=Qt.AlignmentFlag.AlignLeft)

    def _clear(self) -> None:
        while (item := self._layout.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()

    def _say(self, text: str) -> None:
        self._layout.addWidget(label(text, "secondary", wrap=True))

    def _add(self, item: QWidget) -> None:
        self._layout.addWidget(line())
        self._layout.addWidget(item)

    def _more(self, count: int) -> None:
        if count > _MOST:
            self._layout.addWidget(line())
            self._say(self.tr("还有 {n} 条没有列出").format(n=count - _MOST))


def is_closed(row: Row) -> bool:
    """True when the re-inspection found the hazard put right."""
    return row["review"] == ReviewResult.PASS.value


def hazard_state(row: Row, *, today: date) -> tuple[str, str]:
    """Where a hazard stands: its word and the tone of its tag."""
    if is_closed(row):
        return "已销号", "ok"
    if row["due_on"] and str(row["due_on"]) < today.isoformat():
        return "逾期", "danger"
    return ("待复查", "accent") if row["rectified_on"] else ("待整改", "warning")


def _item(title: str, note: str, tags: Sequence[QWidget]) -> QWidget:
    made = QFrame()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(10)
    text = QVBoxLayout()
    text.setSpacing(2)
    text.addWidget(label(title, wrap=True, selectable=True))
    if note:
        text.addWidget(label(note, "caption", wrap=True))
    row.addLayout(text, 1)
    for tag in tags:
        row.addWidget(tag, alignment=Qt.AlignmentFlag.AlignTop)
    return made
