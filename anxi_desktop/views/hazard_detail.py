"""One hazard on a page of its own: how it stands, what can be done now, before and after, and its whole story."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Conflicts
from anxi_desktop.app.hazards import FullHazard, Hazards
from anxi_desktop.app.registry import HistoryLine
from anxi_desktop.domain import words
from anxi_desktop.domain.hazard_loop import is_listed, is_overdue, possible_steps
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import (
    HazardSource,
    HazardState,
    HazardStepKind,
    Severity,
)
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.photo_pair import PhotoPair
from anxi_desktop.views.components.photo_strip import PhotoStrip, ShownPhoto
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.timeline import Timeline, TimelineEntry
from anxi_desktop.views.conflict_mark import ConflictTag, show_conflict
from anxi_desktop.views.hazard_columns import SEVERITY_TONES, STATE_TONES
from anxi_desktop.views.project_story import timeline_entries

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SHOWN_STEPS = 3
_STEP_TONES = {
    HazardStepKind.CLOSED: "ok",
    HazardStepKind.RETURNED: "danger",
    HazardStepKind.VOIDED: "secondary",
    HazardStepKind.LISTED: "warning",
}


class HazardDetail(QWidget):
    """Signals say what the person wants; the page does it."""

    left = Signal()
    step_asked = Signal(object)
    edit_asked = Signal()
    delete_asked = Signal()
    project_asked = Signal(str)
    inspection_asked = Signal(str)
    photo_asked = Signal(str)
    photos_added = Signal(object, list)
    image_pasted = Signal(object, bytes)
    papers_asked = Signal()

    def __init__(self, shell: Shell, hazards: Hazards) -> None:
        super().__init__()
        self.shell, self.hazards = shell, hazards
        self.record = ""
        self.acts: dict[HazardStepKind, QWidget] = {}
        self._content: QWidget | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def show_hazard(self, full: FullHazard) -> None:
        """Show one."""
        self.record = str(full.row["id"])
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(24, 12, 24, 24)
        column.setSpacing(12)
        self._add_head(column, full)
        halves = QHBoxLayout()
        halves.setSpacing(16)
        first, second = QVBoxLayout(), QVBoxLayout()
        for half in (first, second):
            half.setSpacing(12)
            half.setAlignment(Qt.AlignmentFlag.AlignTop)
        halves.addLayout(first, 3)
        halves.addLayout(second, 2)
        column.addLayout(halves, 1)
        self._add_facts(first, full)
        self._add_photos(first, full)
        self._add_story(second, full)
        self._content = scrolling(inner)
        self._layout.addWidget(self._content)

    # ---- parts --------------------------------------------------------------------------------------------

    def _add_head(self, column: QVBoxLayout, full: FullHazard) -> None:
        row = full.row
        top = QHBoxLayout()
        top.setSpacing(8)
        back = button(self.tr("返回"), kind="quiet", icon="arrow-left")
        back.clicked.connect(self.left)
        top.addWidget(back)
        top.addWidget(label(str(row["number"] or ""), "secondary", selectable=True))
        top.addStretch(1)
        papers = button(self.tr("打印文书"), icon="print")
        papers.clicked.connect(self.papers_asked)
        edit = button(self.tr("修改"), icon="edit")
        edit.clicked.connect(self.edit_asked)
        top.addWidget(papers)
        top.addWidget(edit)
        column.addLayout(top)
        column.addWidget(label(str(row["description"]), "title", wrap=True, selectable=True))
        tags = QWidget()
        flow = FlowLayout(tags, spacing=6)
        for tag in self._tags(full):
            flow.addWidget(tag)
        column.addWidget(tags)
        self._add_actions(column, full)

    def _tags(self, full: FullHazard) -> list[QWidget]:
        row = full.row
        made: list[QWidget] = [Tag(_word(HazardState, full.state.value), tone=STATE_TONES[full.state])]
        if row["severity"]:
            severity = Severity(str(row["severity"]))
            made.append(Tag(_word(Severity, severity.value), tone=SEVERITY_TONES[severity]))
        if row["judged"]:
            made.append(Tag(self.tr("判定为重大事故隐患"), tone="danger"))
        if is_listed(row):
            made.append(Tag(self.tr("挂牌督办"), tone="warning"))
        if row["on_the_spot"]:
            made.append(Tag(self.tr("当场整改"), tone="ok"))
        if full.state is HazardState.OPEN and row["due_on"]:
            late = is_overdue(row, today=self.hazards.today)
            text = self.hazards.due_words(str(row["due_on"]), calendar=self.hazards.calendar())
            made.append(Tag(text, tone="danger" if late else "neutral"))
        if row["extension_due"]:
            made.append(Tag(self.tr("申请延期到 {day}").format(day=row["extension_due"]), tone="warning"))
        count = Conflicts(self.shell.session).marks().get(("hazard", self.record), 0)
        if count:
            mark = ConflictTag(count)
            mark.asked.connect(partial(show_conflict, self.shell, "hazard", self.record))
            made.append(mark)
        return made

    def _add_actions(self, column: QVBoxLayout, full: FullHazard) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        steps = possible_steps(full.row, today=self.hazards.today)
        self.acts = {}
        for place, step in enumerate(steps[:_SHOWN_STEPS]):
            made = button(_word(HazardStepKind, step.value), kind="primary" if place == 0 else "secondary")
            made.clicked.connect(partial(self.step_asked.emit, step))
            self.acts[step] = made
            line.addWidget(made)
        more = button(self.tr("更多"), icon="more")
        menu = QMenu(more)
        for step in steps[_SHOWN_STEPS:]:
            menu.addAction(_word(HazardStepKind, step.value), partial(self.step_asked.emit, step))
        menu.addSeparator()
        menu.addAction(self.tr("删除这条隐患"), self.delete_asked.emit)
        more.setMenu(menu)
        line.addWidget(more)
        line.addStretch(1)
        column.addLayout(line)

    def _add_facts(self, column: QVBoxLayout, full: FullHazard) -> None:
        row = full.row
        card = Card(self.tr("五定和来历"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        judged = " · ".join(
            str(row[name]) for name in ("judged_edition", "judged_category", "judged_basis") if row[name]
        )
        source = _word(HazardSource, row["source"])
        facts: tuple[tuple[str, JournalValue], ...] = (
            (self.tr("定措施"), row["requirement"]),
            (self.tr("定责任人"), "／".join(str(row[name]) for name in ("unit", "person") if row[name])),
            (self.tr("定期限"), row["due_on"]),
            (self.tr("定标准"), row["standard"]),
            (self.tr("资金物资"), row["means"]),
            (self.tr("部位"), row["part"]),
            (self.tr("类别"), row["kind"]),
            (self.tr("依据"), row["basis"]),
            (self.tr("重大判定"), judged),
            (self.tr("发现"), f"{row['found_on']}　{source}"),
            (self.tr("整改完成"), row["rectified_on"]),
            (
                self.tr("复查"),
                " ".join(str(text) for text in (row["reviewed_on"], _review(row["review"])) if text),
            ),
            (
                self.tr("移送"),
                " ".join(str(row[name]) for name in ("referred_on", "referred_to") if row[name]),
            ),
            (self.tr("作废"), " ".join(str(row[name]) for name in ("voided_on", "void_reason") if row[name])),
            (self.tr("备注"), row["note"]),
        )
        place = 0
        for name, value in facts:
            if value:
                grid.addWidget(label(name, "secondary"), place, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(str(value), wrap=True, selectable=True), place, 1)
                place += 1
        card.body.addLayout(grid)
        links = QHBoxLayout()
        to_project = button(str(full.project.get("name") or ""), kind="link")
        to_project.clicked.connect(partial(self.project_asked.emit, str(row["project"])))
        links.addWidget(to_project)
        if row["inspection"]:
            to_inspection = button(self.tr("发现它的那次检查"), kind="link")
            to_inspection.clicked.connect(partial(self.inspection_asked.emit, str(row["inspection"])))
            links.addWidget(to_inspection)
        links.addStretch(1)
        card.body.addLayout(links)
        column.addWidget(card)

    def _add_photos(self, column: QVBoxLayout, full: FullHazard) -> None:
        card = Card(self.tr("照片"))
        after = [photo for photo in full.photos if photo["role"] == PhotoRole.AFTER.value]
        before = [photo for photo in full.photos if photo not in after]
        if before and after:
            pair = PhotoPair()
            pair.show_pair(
                self.shell.thumbnails.large(str(before[0]["digest"])),
                self.shell.thumbnails.large(str(after[-1]["digest"])),
            )
            card.body.addWidget(pair)
        for role, title, photos in (
            (PhotoRole.BEFORE, self.tr("整改前"), before),
            (PhotoRole.AFTER, self.tr("整改后"), after),
        ):
            card.body.addWidget(label(title, "strong"))
            strip = PhotoStrip(self.shell.thumbnails)
            strip.show_photos(
                [
                    ShownPhoto(
                        str(photo["id"]),
                        str(photo["digest"]),
                        str(photo["caption"] or photo["file_name"] or ""),
                        str(photo["taken_at"] or "")[:16],
                    )
                    for photo in photos
                ]
            )
            strip.opened.connect(self.photo_asked)
            strip.files_added.connect(partial(self.photos_added.emit, role))
            strip.image_pasted.connect(partial(self.image_pasted.emit, role))
            card.body.addWidget(strip)
        column.addWidget(card)

    def _add_story(self, column: QVBoxLayout, full: FullHazard) -> None:
        card = Card(self.tr("办理经过"))
        entries = [self._step(step) for step in reversed(full.steps)]
        found = self.tr("{source}发现").format(source=_word(HazardSource, full.row["source"]))
        entries.append(TimelineEntry(found, str(full.row["found_on"]), (), "secondary"))
        card.body.addWidget(Timeline(entries))
        column.addWidget(card)
        history = Card(self.tr("修改记录"))
        story: list[HistoryLine] = self.hazards.story(self.record)
        history.body.addWidget(Timeline(timeline_entries(story[:20], now=datetime.now())))
        column.addWidget(history)

    def _step(self, step: dict[str, JournalValue]) -> TimelineEntry:
        kind = HazardStepKind(str(step["kind"]))
        note = " · ".join(str(text) for text in (step["done_on"], step["person"]) if text)
        lines = [str(step["text"])] if step["text"] else []
        if step["due_on"]:
            lines.append(self.tr("期限：{day}").format(day=step["due_on"]))
        return TimelineEntry(
            _word(HazardStepKind, kind.value), note, tuple(lines), _STEP_TONES.get(kind, "accent")
        )


def _word(choices: type, value: JournalValue) -> str:
    return words.choice_word(choices, str(value)) if value else ""


def _review(value: JournalValue) -> str:
    return words.value_word("hazard", "review", value) if value else ""
