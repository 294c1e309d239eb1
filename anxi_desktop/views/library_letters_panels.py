"""What is asked before letters are made, registered and written, and the panel for their words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QGridLayout, QHBoxLayout

from anxi_desktop.app import desktop
from anxi_desktop.app.unit_letter_lines import COPIES, LetterLine
from anxi_desktop.domain import words
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.library_letters_table import tr

_WIDTH = 480
_MARCH_END, _YEAR_END = (3, 31), (12, 31)


def kind_word(kind: LetterKind) -> str:
    """告知书 or 承诺书."""
    return words.choice_word(LetterKind, kind.value)


def usual_deadline(lines: Sequence[LetterLine], year: int, today: date) -> date:
    """The day other letters of the year name; else the end of March (notice, 四（三）), once past the year's end."""
    named = [day for line in lines for letter in line.letters.values() if (day := letter.days["evaluate_by"])]
    if named:
        return max(named, key=named.count)
    march = date(year, *_MARCH_END)
    return march if march >= today else date(year, *_YEAR_END)


class AskingPanel(SidePanel):
    """A panel with 取消 and one thing to do."""

    def __init__(self, title: str, act: str, *, width: int = _WIDTH) -> None:
        super().__init__(title, width=width)
        cancel = button(tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.go = button(act, kind="primary")
        self.go.clicked.connect(self._on_go)
        self.add_button(cancel)
        self.add_button(self.go)

    def _on_go(self) -> None:
        raise NotImplementedError


class MakePanel(AskingPanel):
    """`asked` with the deadline of the self-evaluation (None leaves room on paper) and the date of the letters."""

    asked = Signal(object, object)

    def __init__(
        self, kind: LetterKind, *, new: int, kept: int, first: str, deadline: date, today: date
    ) -> None:
        super().__init__(tr("制作{word}").format(word=kind_word(kind)), tr("制作 {n} 份").format(n=new))
        self.deadline, self.made_on = DateBox(deadline), DateBox(today)
        self._deadline = Field(
            self.tr("自评完成期限"), self.deadline, hint=self.tr("不填就在纸上留空，送达时手写。")
        )
        self._made_on = Field(
            self.tr("落款日期"),
            self.made_on,
            hint=self.tr("承诺书的月日由承诺单位签订时写。") if kind is LetterKind.COMMITMENT else "",
        )
        if new:
            text = self.tr("编号从 {first} 起往下排。").format(first=first)
            self.body.addWidget(label(text, wrap=True))
        if kept:
            text = self.tr("{n} 个项目已经有了，保留原来的编号和登记，不重新制作。").format(n=kept)
            self.body.addWidget(label(text, "secondary", wrap=True))
        for field in (self._deadline, self._made_on):
            self.body.addWidget(field)
        self.go.setEnabled(bool(new))
        self.made_on.changed.connect(lambda: self._made_on.set_error(""))
        self.deadline.changed.connect(lambda: self._deadline.set_error(""))

    @Slot()
    def _on_go(self) -> None:
        deadline, made_on = self.deadline.value(), self.made_on.value()
        no_day = words.reason("not_a_date")
        self._deadline.set_error(no_day if self.deadline.text().strip() and deadline is None else "")
        self._made_on.set_error("" if made_on else no_day)
        if made_on is not None and not self._deadline.error():
            self.asked.emit(deadline, made_on)


class RegisterPanel(AskingPanel):
    """`asked` with {kind: {name: day}}: the days to set, per kind of letter."""

    asked = Signal(object)

    def __init__(self, counts: Mapping[LetterKind, int]) -> None:
        super().__init__(tr("登记送达、签订和副本"), tr("登记"))
        listed = "，".join(
            tr("{word} {n} 份").format(word=kind_word(kind), n=count) for kind, count in counts.items()
        )
        text = self.tr("选中的项目已制作{listed}。只填要登记的，空着的栏目不改动。").format(listed=listed)
        self.body.addWidget(label(text, "secondary", wrap=True))
        self._counts = dict(counts)
        self.served, self.signed = DateBox(), DateBox()
        self.copies = {name: DateBox() for name in COPIES}
        self.kinds = ChoiceChips([(kind.value, kind_word(kind)) for kind in LetterKind], many=True)
        self.kinds.set_value(*(kind.value for kind, count in counts.items() if count))
        self._fields: dict[DateBox, Field] = {}
        first = self.add_section(self.tr("送达和签订"))
        first.addLayout(
            self._grid(((self.served, self.tr("告知书送达")), (self.signed, self.tr("承诺书签订"))))
        )
        second = self.add_section(self.tr("四份去向"))
        second.addWidget(self.kinds)
        second.addLayout(
            self._grid([(box, words.field_word("unit_letter", name)) for name, box in self.copies.items()])
        )
        self.served.setEnabled(bool(counts[LetterKind.NOTICE]))
        self.signed.setEnabled(bool(counts[LetterKind.COMMITMENT]))
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self.body.addWidget(self._wrong)

    def show_refusal(self, text: str) -> None:
        """Say why nothing was registered."""
        self._wrong.setText(text)
        self._wrong.setVisible(bool(text))

    def _grid(self, boxes: Sequence[tuple[DateBox, str]]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(12)
        for place, (box, name) in enumerate(boxes):
            field = self._fields[box] = Field(name, box)
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place % 2, 1)
        return grid

    @Slot()
    def _on_go(self) -> None:
        wrong = False
        today = date.today()
        for box, field in self._fields.items():
            day, typed = box.value(), bool(box.text().strip())
            code = "not_a_date" if typed and day is None else "future_date" if day and day > today else ""
            field.set_error(words.reason(code) if code else "")
            wrong = wrong or bool(code)
        if wrong:
            return
        copies = {name: day for name, box in self.copies.items() if (day := box.value())}
        done = {
            LetterKind.NOTICE: ("served_on", self.served.value()),
            LetterKind.COMMITMENT: ("signed_on", self.signed.value()),
        }
        found: dict[LetterKind, dict[str, date]] = {}
        for kind, (name, day) in done.items():
            days = dict(copies) if kind.value in self.kinds.values() else {}
            if day is not None:
                days[name] = day
            if days:
                found[kind] = days
        if found:
            self.show_refusal("")
            self.asked.emit(found)
        else:
            self.show_refusal(self.tr("还没有填日期。"))


@dataclass(frozen=True, slots=True)
class WriteOrder:
    """What to write: letters by id, `formats` of a file each, all in one PDF where `joined`, and where."""

    records: tuple[str, ...]
    formats: tuple[str, ...]
    joined: bool
    folder: Path


class WritePanel(AskingPanel):
    """`asked` with a WriteOrder."""

    asked = Signal(object)

    def __init__(self, records: Mapping[LetterKind, Sequence[str]], *, folder: str) -> None:
        super().__init__(tr("导出告知书、承诺书"), tr("导出"))
        self._records = {kind: tuple(found) for kind, found in records.items() if found}
        many = sum(map(len, self._records.values())) > 1
        self.kinds = {
            kind: QCheckBox(tr("{word} {n} 份").format(word=kind_word(kind), n=len(found)))
            for kind, found in self._records.items()
        }
        self.joined = QCheckBox(self.tr("合成一个 PDF，一次打印"))
        self.pdf = QCheckBox(self.tr("每份一个 PDF"))
        self.docx = QCheckBox(self.tr("每份一个 Word（docx，可改字）"))
        which = self.add_section(self.tr("导出哪些"))
        for box in self.kinds.values():
            box.setChecked(True)
            which.addWidget(box)
        how = self.add_section(self.tr("格式"), self.tr("一式四份：打印时份数选 4。"))
        for box in (self.joined, self.pdf, self.docx):
            how.addWidget(box)
        self.joined.setVisible(many)
        (self.joined if many else self.pdf).setChecked(True)
        self.folder = Path(folder or desktop.documents_folder())
        self._where = ElidedLabel(str(self.folder), "secondary")
        change = button(self.tr("换文件夹…"), kind="link")
        change.clicked.connect(self._on_change)
        place = self.add_section(self.tr("存到"))
        row = QHBoxLayout()
        row.addWidget(self._where, 1)
        row.addWidget(change)
        place.addLayout(row)
        for box in (*self.kinds.values(), self.joined, self.pdf, self.docx):
            box.toggled.connect(self._on_toggled)
        self._on_toggled()

    def order(self) -> WriteOrder:
        """What was chosen."""
        records = tuple(
            record for kind, box in self.kinds.items() if box.isChecked() for record in self._records[kind]
        )
        formats = tuple(name for name, box in (("pdf", self.pdf), ("docx", self.docx)) if box.isChecked())
        return WriteOrder(records, formats, self.joined.isChecked(), self.folder)

    @Slot()
    def _on_toggled(self) -> None:
        order = self.order()
        count = len(order.records)
        self.go.setText(self.tr("导出 {n} 份").format(n=count) if count else self.tr("导出"))
        self.go.setEnabled(bool(order.records and (order.formats or order.joined)))

    @Slot()
    def _on_change(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("选择文件夹"), str(self.folder))
        if name:
            self.folder = Path(name)
            self._where.setText(name)

    @Slot()
    def _on_go(self) -> None:
        self.asked.emit(self.order())
