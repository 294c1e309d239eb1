"""A finished inspection beside the list: what was found, how it scored, its photos, and its papers."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from anxi_desktop.app.inspections import FullInspection, team_words
from anxi_desktop.app.thumbnails import Thumbnails
from anxi_desktop.domain import words
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState, Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    PhotoRole,
    Signing,
    SiteGrade,
)
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.photo_strip import PhotoStrip, ShownPhoto
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.inspection_score import score_lines
from anxi_desktop.views.two_line_list import Line, TwoLineList

_GRADE_TONES = {"good": "ok", "pass": "accent", "fail": "danger"}
_STATE_TONES = {
    HazardState.OPEN: "warning",
    HazardState.RECTIFIED: "accent",
    HazardState.CLOSED: "ok",
    HazardState.REFERRED: "neutral",
    HazardState.VOIDED: "neutral",
}


class InspectionDrawer(Drawer):
    """`hazard_asked` and `photo_asked` give ids; `scan_asked` to add signed pages; `papers` holds the paper buttons."""

    hazard_asked = Signal(str)
    photo_asked = Signal(str)
    papers_asked = Signal()
    scans_added = Signal(list)
    project_asked = Signal(str)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self.inspection = ""
        self._hazards: list[str] = []
        self.papers = button(self.tr("打印文书"), kind="accent", icon="print")
        self.papers.clicked.connect(self.papers_asked)
        self.add_action(self.papers)

    def show_inspection(self, full: FullInspection) -> None:
        """Show one."""
        self.inspection = str(full.row["id"])
        self.set_title(full.title)
        row = full.row
        tags: list[QWidget] = [
            Tag(_word(InspectionKind, row["kind"])),
            Tag(_word(InspectionLevel, row["level"])),
        ]
        if row["grade"]:
            text = f"{row['score']} 分 {_word(SiteGrade, row['grade'])}"
            tags.append(Tag(text, tone=_GRADE_TONES.get(str(row["grade"]), "neutral")))
        self.set_tags(*tags)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(20, 8, 20, 24)
        column.setSpacing(8)
        column.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._add_head(column, full)
        self._add_hazards(column, full)
        self._add_failed(column, full)
        self._add_photos(column, full)
        self._add_score(column, full)
        self.set_body(content)

    def _add_head(self, column: QVBoxLayout, full: FullInspection) -> None:
        row = full.row
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnMinimumWidth(0, 84)
        grid.setColumnStretch(1, 1)
        team, numbers = row["team"], row["certificates"]
        moments = [str(text)[11:16] for text in (row["started_at"], row["ended_at"]) if text]
        signing = _word(Signing, row["signing"]) if row["signing"] else ""
        if row["refusal"]:
            signing += f"：{row['refusal']}（见证人 {row['witness'] or ''}）"
        listed = full.draft.check_list if full.draft else None
        facts = (
            (self.tr("检查日期"), f"{row['done_on']}　{'—'.join(moments)}".strip()),
            (self.tr("地点"), row["place"]),
            (
                self.tr("检查人员"),
                team_words(
                    team if isinstance(team, list) else [], numbers if isinstance(numbers, list) else []
                ),
            ),
            (self.tr("受检单位"), row["site_unit"]),
            (self.tr("现场负责人"), row["site_person"]),
            (self.tr("清单"), f"{listed.title}（{listed.edition}）" if listed else self.tr("清单未到")),
            (
                self.tr("结果"),
                self.tr("{n} 项：符合 {a}，不符合 {b}，不适用 {c}").format(
                    n=row["items"] or 0, a=row["passed"] or 0, b=row["failed"] or 0, c=row["absent"] or 0
                ),
            ),
            (self.tr("检查意见"), row["opinion"]),
            (self.tr("签字"), signing),
        )
        place = 0
        for name, value in facts:
            if value:
                grid.addWidget(label(name, "secondary"), place, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(label(str(value), wrap=True, selectable=True), place, 1)
                place += 1
        column.addLayout(grid)
        to_project = button(self.tr("看这个项目"), kind="link")
        to_project.clicked.connect(partial(self.project_asked.emit, str(row["project"])))
        column.addWidget(to_project, alignment=Qt.AlignmentFlag.AlignLeft)

    def _add_hazards(self, column: QVBoxLayout, full: FullInspection) -> None:
        column.addSpacing(6)
        column.addWidget(label(self.tr("隐患 {n} 条").format(n=len(full.hazards)), "section"))
        if not full.hazards:
            return
        listed = TwoLineList(name=self.tr("隐患"), wraps=True, pad=4)
        lines: list[Line] = []
        self._hazards = []
        for hazard in full.hazards:
            state = state_of(hazard)
            severity = _word(Severity, hazard["severity"]) if hazard["severity"] else ""
            note = " · ".join(str(text) for text in (hazard["number"], severity, hazard["part"]) if text)
            word = words.choice_word(HazardState, state.value)
            lines.append(Line(str(hazard["description"]), note, word, _STATE_TONES[state]))
            self._hazards.append(str(hazard["id"]))
        listed.set_lines(lines)
        listed.setFixedHeight(min(7, len(lines)) * listed.row_height() + 4)
        listed.asked.connect(self._on_hazard)
        column.addWidget(listed)

    def _add_failed(self, column: QVBoxLayout, full: FullInspection) -> None:
        draft = full.draft
        if draft is None:
            return
        failed = [place for place in draft.places() if draft.answer(place).result is ItemResult.FAILED]
        if not failed:
            return
        column.addSpacing(6)
        column.addWidget(label(self.tr("不符合 {n} 项").format(n=len(failed)), "section"))
        for place in failed:
            answer = draft.answer(place)
            group = draft.check_list.group_by_key[place.table]
            head = f"{group.title} {place.sheet}".strip()
            points = f"　−{answer.deducted} 分" if answer.deducted else ""
            column.addWidget(label(f"{head} · {draft.item(place).title}{points}", wrap=True))
            said = "；".join(text for text in (answer.reason, answer.no_hazard, answer.note) if text)
            if said:
                column.addWidget(label(said, "caption", wrap=True))

    def _add_photos(self, column: QVBoxLayout, full: FullInspection) -> None:
        column.addSpacing(6)
        column.addWidget(label(self.tr("照片和扫描件"), "section"))
        strip = PhotoStrip(self._thumbnails, add=self.tr("加扫描件"))
        strip.show_photos(
            [
                ShownPhoto(
                    str(photo["id"]),
                    str(photo["digest"]),
                    str(photo["caption"] or photo["file_name"] or ""),
                    _word(PhotoRole, photo["role"]),
                )
                for photo in full.photos
            ]
        )
        strip.opened.connect(self.photo_asked)
        strip.files_added.connect(self.scans_added)
        column.addWidget(strip)

    def _add_score(self, column: QVBoxLayout, full: FullInspection) -> None:
        score = full.draft.score() if full.draft is not None else None
        if score is None:
            return
        column.addSpacing(6)
        column.addWidget(label(self.tr("得分怎么来的"), "section"))
        column.addWidget(label(score_lines(score), "caption", wrap=True, selectable=True))

    def _on_hazard(self, row: int) -> None:
        self.hazard_asked.emit(self._hazards[row])


def _word(choices: type, value: JournalValue) -> str:
    return words.choice_word(choices, str(value)) if value else ""
