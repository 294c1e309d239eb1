"""One project's letters beside the table: a tab for each, its days saved field by field, its scan."""

from __future__ import annotations

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.unit_letter_lines import COPIES, Lack, Letter, LetterLine
from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.components.text_box import TextArea
from anxi_desktop.views.field_editors import DayEditor, NoteEditor
from anxi_desktop.views.library_letters_table import tr

_FIELDS = SPECS["unit_letter"].fields
_SIDE = 20


class LetterForm(QWidget):
    """One letter, or the way to make it.

    `days_changed` with {name: day}; `scan_chosen` with a path, `scan_asked` to open the one that is kept.
    """

    make_asked = Signal()
    renumber_asked = Signal()
    days_changed = Signal(object)
    note_changed = Signal(str)
    scan_chosen = Signal(str)
    scan_asked = Signal()
    paper_asked = Signal()

    def __init__(self, kind: LetterKind) -> None:
        super().__init__()
        self.kind = kind
        self.letter: Letter | None = None
        word = words.choice_word(LetterKind, kind.value)
        self.make = button(self.tr("制作{word}").format(word=word), kind="primary", icon="add")
        self.number = label("", "card", selectable=True)
        self.wrong = label(
            self.tr("另一份用了同一个编号，可能是两台电脑各自制作的。请给其中一份换一个编号，重新打印。"),
            "warning",
            wrap=True,
        )
        self.renumber = button(self.tr("换成下一个编号"), kind="link")
        self.days: dict[str, DayEditor] = {}
        self.fields: dict[str, Field] = {}
        self.today = button(self.tr("没填的都填今天"), kind="link")
        self.scan_name = ElidedLabel("", "body")
        self.open_scan = button(self.tr("打开"), icon="external")
        self.add_scan = button("", icon="add")
        self.note = NoteEditor(_FIELDS["note"])
        self.paper = button(self.tr("导出这一份…"), icon="export")
        self._empty = QWidget()
        self._filled = QWidget()
        self._lay_out(word)
        self.make.clicked.connect(self.make_asked)
        self.renumber.clicked.connect(self.renumber_asked)
        self.today.clicked.connect(self._on_today)
        self.open_scan.clicked.connect(self.scan_asked)
        self.add_scan.clicked.connect(self._on_scan)
        self.note.left.connect(self._on_note)
        self.paper.clicked.connect(self.paper_asked)

    def show_letter(self, letter: Letter | None) -> None:
        """Show a letter, or that there is none. What is half typed stays while it is the same one."""
        same = letter is not None and self.letter is not None and letter.id == self.letter.id
        self.letter = letter
        self._empty.setVisible(letter is None)
        self._filled.setVisible(letter is not None)
        if letter is None:
            return
        self.number.setText(letter.number or self.tr("没有编号"))
        for widget in (self.wrong, self.renumber):
            widget.setVisible(letter.same_number)
        for name, editor in self.days.items():
            if not (same and editor.has_focus()):
                day = letter.days[name]
                editor.set_value(day.isoformat() if day else None)
                self.fields[name].set_error("")
        if not (same and self.note.has_focus()):
            self.note.set_value(letter.note)
        self.scan_name.setText(letter.scan_name if letter.scan else self.tr("还没有"))
        self.open_scan.setVisible(bool(letter.scan))
        self.add_scan.setText(self.tr("换一份…") if letter.scan else self.tr("加入扫描件…"))
        self.today.setVisible(letter.copies < len(COPIES))

    def show_refusal(self, name: str, text: str) -> None:
        """Say beneath a field why its day was not taken."""
        self.fields[name].set_error(text)

    def _lay_out(self, word: str) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_SIDE, 12, _SIDE, 24)
        layout.setSpacing(0)
        layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        empty = QVBoxLayout(self._empty)
        empty.setContentsMargins(0, 12, 0, 0)
        empty.setSpacing(12)
        empty.addWidget(
            label(self.tr("这个项目这一年还没有{word}。").format(word=word), "secondary", wrap=True)
        )
        empty.addWidget(self.make, alignment=Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self._filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.number)
        column.addWidget(self.wrong)
        column.addWidget(self.renumber, alignment=Qt.AlignmentFlag.AlignLeft)
        first = ("made_on", "evaluate_by")
        done = ("served_on", "signed_on") if self.kind is LetterKind.NOTICE else ("signed_on",)
        column.addLayout(self._grid((*first, *done)))
        head = QHBoxLayout()
        head.addWidget(label(self.tr("四份去向"), "section"), 1)
        head.addWidget(self.today)
        column.addSpacing(6)
        column.addLayout(head)
        column.addLayout(self._grid(COPIES))
        column.addSpacing(6)
        column.addWidget(label(self.tr("签好的扫描件"), "section"))
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.scan_name, 1)
        row.addWidget(self.open_scan)
        row.addWidget(self.add_scan)
        column.addLayout(row)
        column.addWidget(label(self.tr("PDF、JPG 或 PNG，不超过 50 MB。"), "caption"))
        box = self.note.widget
        assert isinstance(box, TextArea)
        column.addWidget(Field(words.field_word("unit_letter", "note"), box))
        column.addSpacing(6)
        column.addWidget(self.paper, alignment=Qt.AlignmentFlag.AlignLeft)
        for widget in (self._empty, self._filled):
            layout.addWidget(widget)
        self.wrong.hide()
        self.renumber.hide()

    def _grid(self, names: tuple[str, ...]) -> QGridLayout:
        names_of = {
            "made_on": self.tr("落款日期"),
            "signed_on": self.tr("签收日期") if self.kind is LetterKind.NOTICE else self.tr("签订日期"),
        }
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(10)
        for column in (0, 1):
            grid.setColumnStretch(column, 1)
        for place, name in enumerate(names):
            editor = DayEditor(_FIELDS[name])
            made = Field(names_of.get(name, words.field_word("unit_letter", name)), editor.widget)
            editor.edited.connect(partial(made.set_error, ""))
            editor.left.connect(partial(self._on_day, name))
            self.days[name], self.fields[name] = editor, made
            grid.addWidget(made, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
        return grid

    def _on_day(self, name: str) -> None:
        if self.letter is None:
            return
        typed = self.days[name].typed()
        if typed.code:
            self.fields[name].set_error(words.reason(typed.code))
            return
        day = date.fromisoformat(str(typed.value)) if typed.value else None
        if day != self.letter.days[name]:
            self.days_changed.emit({name: day})

    @Slot()
    def _on_today(self) -> None:
        if self.letter is not None:
            letter = self.letter
            self.days_changed.emit({name: date.today() for name in COPIES if letter.days[name] is None})

    @Slot()
    def _on_note(self) -> None:
        if self.letter is not None:
            self.note_changed.emit(str(self.note.typed().value or ""))

    @Slot()
    def _on_scan(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("选择签好的扫描件"),
            str(Path.home()),
            self.tr("扫描件 (*.pdf *.jpg *.jpeg *.png)"),
        )
        if name:
            self.scan_chosen.emit(name)


class LetterDrawer(Drawer):
    """Shows one line; its forms tell what a person wants."""

    def __init__(self) -> None:
        super().__init__()
        self.project = ""
        self.forms = {kind: LetterForm(kind) for kind in LetterKind}
        for kind, form in self.forms.items():
            self.add_tab(words.choice_word(LetterKind, kind.value), form)

    def show_line(self, line: LetterLine) -> None:
        """Show a project's letters, or read them again."""
        self.project = line.project
        self.set_title(line.name)
        undone = [(lack, word) for lack, word in _lack_words() if lack in line.lacks]
        tags: list[QWidget] = [Tag(word, tone="warning") for _lack, word in undone]
        self.set_tags(*(tags or [Tag(tr("都齐了"), tone="ok")]))
        for kind, form in self.forms.items():
            form.show_letter(line.letters.get(kind))

    def show_kind(self, kind: LetterKind) -> None:
        """Bring a letter's tab to the front."""
        self.show_tab(list(self.forms).index(kind))


def _lack_words() -> tuple[tuple[Lack, str], ...]:
    return (
        (Lack.SAME_NUMBER, tr("编号重复")),
        (Lack.NO_NOTICE, tr("没有告知书")),
        (Lack.UNSERVED, tr("未送达")),
        (Lack.NO_COMMITMENT, tr("没有承诺书")),
        (Lack.UNSIGNED, tr("未签订")),
        (Lack.COPIES, tr("副本不齐")),
        (Lack.SCAN, tr("缺扫描件")),
    )
