"""The panel for one act on a hazard, or on many: only the fields this act needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from anxi_desktop.app.hazards import Hazards
from anxi_desktop.app.photo_records import add_photo_saves
from anxi_desktop.app.photo_work import PhotoPlace, Taken, TakenPhoto, take_in_work
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import Act
from anxi_desktop.domain.records.hazard import HazardStepKind as Step
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.photo_strip import PhotoStrip, ShownPhoto
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea, TextBox

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_WIDTH = 480
_DUE = frozenset({Step.EXTENSION_ASKED, Step.EXTENDED, Step.RETURNED, Step.LISTED})
_TO = {Step.REFERRED, Step.LISTED}


@dataclass(frozen=True, slots=True)
class _Words:
    """How the note of an act is called."""

    text: str
    required: bool


class HazardActPanel(SidePanel):
    """`done` after it was written."""

    done = Signal()

    def __init__(self, shell: Shell, hazards: Hazards, records: Sequence[str], kind: Step) -> None:
        super().__init__(words.choice_word(Step, kind.value), width=_WIDTH)
        self.shell, self.hazards, self.kind = shell, hazards, kind
        self.records = list(records)
        self._photos: list[TakenPhoto] = []
        self.day = DateBox(date.today())
        self.person = TextBox(shell.session.settings.person, limit=200)
        self.due = DateBox()
        self.to_whom = TextBox(limit=200)
        self.text = TextArea(lines=4)
        self.strip = PhotoStrip(shell.thumbnails, add=self.tr("整改后照片"))
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._lay_out()
        self.save = button(words.choice_word(Step, kind.value), kind="primary")
        self.cancel = button(self.tr("取消"))
        self.add_button(self.cancel)
        self.add_button(self.save)
        self.save.clicked.connect(self.write)
        self.cancel.clicked.connect(self.close_asked)
        self.strip.files_added.connect(self._on_files)
        self.strip.image_pasted.connect(self._on_pasted)
        self.strip.removed.connect(self._on_removed)

    @Slot()
    def write(self) -> None:
        """Do it; what is refused is said here and changes nothing."""
        day = self.day.value()
        if day is None:
            self._say(self.tr("请填日期"))
            return
        act = Act(
            self.kind,
            day,
            person=self.person.text(),
            text=self.text.toPlainText(),
            due_on=self.due.value() if self.kind in _DUE else None,
            to_whom=self.to_whom.text(),
        )
        try:
            self.hazards.act(self.records, act, more=self._photo_saves())
        except AnxiError as error:
            self._say(sentence(error))
            return
        self.shell.toast(self.title_words(), undo=True)
        self.done.emit()

    def title_words(self) -> str:
        """What was done, for the toast."""
        word = words.choice_word(Step, self.kind.value)
        return (
            word
            if len(self.records) == 1
            else self.tr("{word}：{n} 条").format(word=word, n=len(self.records))
        )

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))

    def _lay_out(self) -> None:
        if len(self.records) > 1:
            self.body.addWidget(
                label(self.tr("这些隐患一起办：{n} 条").format(n=len(self.records)), "strong")
            )
        else:
            row = self.hazards.store.row("hazard", self.records[0])
            self.body.addWidget(
                label(f"{row['number'] or ''} {row['description']}".strip(), "strong", wrap=True)
            )
        self.body.addWidget(Field(self._day_word(), self.day, required=True))
        if self.kind in _DUE:
            self.body.addWidget(Field(self._due_word(), self.due, required=self.kind is Step.EXTENSION_ASKED))
            self._propose()
        if self.kind in _TO:
            word = self.tr("移送给哪个单位") if self.kind is Step.REFERRED else self.tr("督办单位")
            if self.kind is Step.LISTED:
                self.to_whom.setText(self.shell.session.settings.unit)
            self.body.addWidget(Field(word, self.to_whom, required=self.kind is Step.REFERRED))
        self.body.addWidget(Field(self.tr("办理人"), self.person))
        note = self._note()
        self.body.addWidget(Field(note.text, self.text, required=note.required))
        if self.kind is Step.RECTIFIED and len(self.records) == 1:
            self.body.addWidget(self.strip)
        self.body.addWidget(self._error)

    def _propose(self) -> None:
        """For a return: the deadline practice proposes from today."""
        if self.kind is not Step.RETURNED or len(self.records) != 1:
            row = self.hazards.store.row("hazard", self.records[0])
            if self.kind is Step.EXTENDED and row["extension_due"]:
                self.due.set_value(date.fromisoformat(str(row["extension_due"])))
            return
        row = self.hazards.store.row("hazard", self.records[0])
        severity = Severity(str(row["severity"])) if row["severity"] else None
        proposal = self.hazards.proposal(severity, date.today())
        if proposal is not None and proposal.due_on is not None:
            self.due.set_value(proposal.due_on)

    def _day_word(self) -> str:
        return {
            Step.RECTIFIED: self.tr("整改完成日期"),
            Step.CLOSED: self.tr("复查日期"),
            Step.RETURNED: self.tr("复查日期"),
            Step.LISTED: self.tr("挂牌日期"),
            Step.DELISTED: self.tr("摘牌日期"),
        }.get(self.kind, self.tr("日期"))

    def _due_word(self) -> str:
        return {
            Step.EXTENSION_ASKED: self.tr("申请延期到"),
            Step.EXTENDED: self.tr("同意延期到"),
            Step.RETURNED: self.tr("重新定的期限"),
        }.get(self.kind, self.tr("督办期限"))

    def _note(self) -> _Words:
        return {
            Step.RECTIFIED: _Words(self.tr("整改情况"), required=False),
            Step.CLOSED: _Words(self.tr("复查意见"), required=False),
            Step.RETURNED: _Words(self.tr("为什么没通过"), required=True),
            Step.EXTENSION_ASKED: _Words(self.tr("延期原因"), required=True),
            Step.EXTENSION_REFUSED: _Words(self.tr("不同意的原因"), required=True),
            Step.VOIDED: _Words(self.tr("作废原因"), required=True),
            Step.REOPENED: _Words(self.tr("重新打开的原因"), required=True),
            Step.REMARK: _Words(self.tr("备注"), required=True),
        }.get(self.kind, _Words(self.tr("说明"), required=False))

    def _photo_saves(self) -> list[Save]:
        row = self.hazards.store.row("hazard", self.records[0])
        return [
            save
            for photo in self._photos
            for save in add_photo_saves(
                photo,
                project=str(row["project"]),
                hazard=self.records[0],
                role=PhotoRole.AFTER,
                author=self.person.text().strip(),
            )
        ]

    @Slot(list)
    def _on_files(self, paths: list[Path]) -> None:
        self._take(paths, None)

    @Slot(bytes)
    def _on_pasted(self, body: bytes) -> None:
        self._take([], body)

    def _take(self, paths: list[Path], body: bytes | None) -> None:
        self.save.setEnabled(False)  # not before the photos are in: they belong to this act
        place = PhotoPlace.of(self.shell.session)
        work = take_in_work(place, paths, body=body, name=self.tr("粘贴的图片.png"))
        self.shell.run(self.tr("加入照片"), work, self._on_taken)

    def _on_taken(self, taken: Taken) -> None:
        self.save.setEnabled(True)
        self._photos.extend(taken.photos)
        self._show_photos()
        for error in taken.refused:
            self._say(sentence(error))

    @Slot(str)
    def _on_removed(self, row: str) -> None:
        del self._photos[int(row)]
        self._show_photos()

    def _show_photos(self) -> None:
        self.strip.show_photos(
            [
                ShownPhoto(str(place), photo.digest, photo.file_name, self.tr("整改后"))
                for place, photo in enumerate(self._photos)
            ]
        )
