"""Handing a month in: what stands in the way, submitting, and the ways it leaves the house."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app.month_submission import FAMILY_WORDS, HandedIn
from anxi_desktop.app.reports import cell_text
from anxi_desktop.domain.figure_words import label_of
from anxi_desktop.domain.snapshot import CellChange
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.two_line_list import Line, TwoLineList

_WEEKDAYS = "一二三四五六日"
_MOST_LINES = 6


def day_words(day: date) -> str:
    """10月30日（周五）."""
    return f"{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


class HandingDrawer(Drawer):
    """What is asked: `submit_asked` with the reason, the ways out, scans, a paper, a cell (form, unit type, key)."""

    submit_asked = Signal(str)
    scans_asked = Signal()
    package_asked = Signal()
    mail_asked = Signal()
    stick_asked = Signal()
    paper_asked = Signal(object)
    cell_asked = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._state: HandedIn | None = None
        self._papers: Sequence[tuple[str, Path | None]] = ()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(10)
        self._due = label("", wrap=True)
        self._state_words = label("", "strong", wrap=True)
        self._errors_head = label("", "section")
        self.errors = TwoLineList(name=self.tr("提交前要处理的错误"), wraps=True, pad=0)
        self._moved_head = label("", "section")
        self.moved = TwoLineList(name=self.tr("提交以后变化的格子"), pad=0)
        self.reason = TextBox(limit=500)
        self._reason_field = Field(self.tr("说明"), self.reason)
        self.submit = button(self.tr("提交"), kind="primary", icon="check")
        self._out_head = label(self.tr("报送"), "section")
        self.package = button(self.tr("打包成 zip…"), icon="save")
        self.mail = button(self.tr("生成邮件…"), icon="external")
        self.stick = button(self.tr("拷到U盘…"), icon="exchange")
        self._papers_head = label(self.tr("已提交的文件"), "section")
        self.papers = TwoLineList(name=self.tr("已提交的文件"), pad=0)
        self.scans = button(self.tr("附盖章扫描件…"), kind="quiet", icon="add")
        self._banner_place = QVBoxLayout()
        self._banners: list[Banner] = []
        column.addWidget(self._due)
        column.addWidget(self._state_words)
        column.addLayout(self._banner_place)
        for widget in (
            *(self._errors_head, self.errors, self._moved_head, self.moved),
            *(self._reason_field, self.submit, self._out_head, self.package, self.mail, self.stick),
            *(self._papers_head, self.papers, self.scans),
        ):
            column.addWidget(widget)
        column.addStretch(1)
        self.set_body(body)
        self._connect()

    def show_state(self, state: HandedIn, papers: Sequence[tuple[str, Path | None]], *, today: date) -> None:
        """Show how a family's month stands."""
        if self._state is None or (self._state.month, self._state.family) != (state.month, state.family):
            self.reason.clear()  # it was written for another one
        self._state, self._papers = state, papers
        month, last = state.month, state.last
        self.set_title(
            self.tr("{year}年{month}月{family}月报").format(
                year=month.year, month=month.month, family=FAMILY_WORDS[state.family]
            )
        )
        self.set_tags(self._tag(state))
        self._due.setText(self._due_words(state, today))
        self._state_words.setText(self._submitted_words(state))
        self._show_banners(state)
        self._show_errors(state)
        self._show_moved(state)
        self._show_submit(state)
        for widget in (self._out_head, self.package, self.mail, self.stick, self._papers_head, self.papers):
            widget.setVisible(last is not None)
        self.scans.setVisible(last is not None)
        self.papers.set_lines(
            [Line(name, "" if path is not None else self.tr("不在这台电脑上")) for name, path in papers]
        )
        self._fit(self.papers, len(papers))

    def begin(self) -> None:
        """The keys go to what is to be done next: the reason, handing in, or the first way out."""
        wanted = (self.reason, self.submit, self.package)
        next(widget for widget in wanted if not widget.isHidden() and widget.isVisibleTo(self)).setFocus()

    def _connect(self) -> None:
        self.submit.clicked.connect(self._on_submit)
        self.reason.returnPressed.connect(self._on_submit)
        self.package.clicked.connect(self.package_asked)
        self.mail.clicked.connect(self.mail_asked)
        self.stick.clicked.connect(self.stick_asked)
        self.scans.clicked.connect(self.scans_asked)
        self.errors.asked.connect(self._on_error)
        self.moved.asked.connect(self._on_moved)
        self.papers.asked.connect(self._on_paper)

    def _tag(self, state: HandedIn) -> Tag:
        if state.last is None:
            return Tag(self.tr("草稿"))
        if state.moved:
            return Tag(self.tr("已提交，有变化"), tone="warning")
        return Tag(self.tr("已提交"), tone="ok")

    def _due_words(self, state: HandedIn, today: date) -> str:
        deadline = state.deadline
        words = self.tr("{target}前报送，表上印的是 {printed}。").format(
            target=day_words(deadline.target), printed=day_words(deadline.printed)
        )
        if deadline.strict < deadline.printed:
            words += self.tr("通知正文要求 {day}前。").format(day=day_words(deadline.strict))
        if state.last is None:
            left = deadline.days_left(today)
            if today > deadline.printed:
                words += self.tr("已经过期。")
            elif left > 0:
                words += self.tr("还有 {n} 个工作日。").format(n=left)
            else:
                words += self.tr("今天要报。")
        return words

    def _submitted_words(self, state: HandedIn) -> str:
        last = state.last
        if last is None:
            return self.tr("还没有提交。提交时冻结所有数值和核对结果，并生成 Excel、PDF、Word 和工作总结。")
        day = last.submitted_on
        words = self.tr("{day} {person} 提交").format(
            day=day_words(day), person=last.person or self.tr("（没有署名）")
        )
        return words + (self.tr("（更正）") if last.corrects else "")

    def _show_banners(self, state: HandedIn) -> None:
        let_go(self._banner_place, self._banners)
        self._banners = []
        if state.last is not None and not state.last.is_whole:
            self._banners.append(
                Banner(self.tr("这次提交的内容和它的校验值对不上，可能被改动过。"), tone="danger")
            )
        if state.last is not None and state.last.snapshot is None:
            self._banners.append(
                Banner(self.tr("这次提交是更新的程序做的，这里不能比较变化。"), tone="warning")
            )
        for banner in self._banners:
            self._banner_place.addWidget(banner)

    def _show_errors(self, state: HandedIn) -> None:
        errors = state.errors if state.can_submit else ()
        self._errors_head.setText(self.tr("{n} 个错误").format(n=len(errors)))
        self._errors_head.setVisible(bool(errors))
        self.errors.setVisible(bool(errors))
        self.errors.set_lines(
            [Line(f"{found.form} {found.text}", tag=found.rule, tone="danger") for found in errors]
        )
        self._fit(self.errors, len(errors))

    def _show_moved(self, state: HandedIn) -> None:
        self._moved_head.setText(self.tr("提交以后变化了 {n} 格").format(n=len(state.moved)))
        self._moved_head.setVisible(bool(state.moved))
        self.moved.setVisible(bool(state.moved))
        self.moved.set_lines([self._change(change) for change in state.moved])
        self._fit(self.moved, len(state.moved))

    def _change(self, change: CellChange) -> Line:
        blank = self.tr("空白")
        name = label_of(change.form, change.key)
        return Line(
            self.tr("{old} → {new}  {name}").format(
                old=cell_text(change.old) or blank,
                new=cell_text(change.new) or blank,
                name=name.rpartition(" › ")[2],
            ),
            f"{change.form} · {change.unit_type} · {name}",
        )

    def _show_submit(self, state: HandedIn) -> None:
        is_correction = state.last is not None
        self.submit.setVisible(state.can_submit)
        self._reason_field.setVisible(state.can_submit and (is_correction or bool(state.errors)))
        self._reason_field.set_error("")
        if is_correction:
            self.submit.setText(self.tr("提交更正"))
            self._reason_field.set_name(self.tr("更正原因"))
            self._reason_field.set_hint(self.tr("原来提交的保留不动，更正另存一份。"))
        else:
            self.submit.setText(self.tr("提交"))
            self._reason_field.set_name(self.tr("为什么带着错误提交"))
            self._reason_field.set_hint(self.tr("最好先处理上面的错误；确实要这样报的，写明原因。"))

    def _fit(self, rows: TwoLineList, count: int) -> None:
        rows.setFixedHeight(min(count, _MOST_LINES) * rows.row_height() + 2)

    def needs_reason(self) -> bool:
        """True where a reason must be given and is not."""
        return self._reason_field.isVisibleTo(self) and not self.reason.text().strip()

    @Slot()
    def _on_submit(self) -> None:
        if self.needs_reason():
            self._reason_field.set_error(self.tr("请先写明原因。"))
            self.reason.setFocus()
            return
        self.submit_asked.emit(self.reason.text().strip())

    @Slot(int)
    def _on_error(self, row: int) -> None:
        if self._state is not None:
            found = self._state.errors[row]
            self.cell_asked.emit(found.form, found.unit_type, found.keys[0] if found.keys else "")

    @Slot(int)
    def _on_moved(self, row: int) -> None:
        if self._state is not None:
            change = self._state.moved[row]
            self.cell_asked.emit(change.form, change.unit_type, change.key)

    @Slot(int)
    def _on_paper(self, row: int) -> None:
        self.paper_asked.emit(self._papers[row][1])
