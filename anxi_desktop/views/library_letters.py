"""告知书 and 承诺书 of all projects in a year: who has none, what was served and signed, where the copies are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app import desktop
from anxi_desktop.app.unit_letter_lines import COPIES, Lack, LetterLine, counts_of
from anxi_desktop.app.unit_letters import UnitLetters
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.flow import FlowLayout
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.text import label
from anxi_desktop.views.library_letters_acts import LetterActs, records_of
from anxi_desktop.views.library_letters_drawer import LetterDrawer
from anxi_desktop.views.library_letters_panels import kind_word
from anxi_desktop.views.library_letters_table import LetterTable, copy_tip, letter_record

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

SHOWS = frozenset({"unit_letter", "project", "fact"})
"""The record types whose change is seen here."""

_WANTED: Mapping[str, frozenset[Lack]] = {
    "": frozenset(),
    "no_notice": frozenset({Lack.NO_NOTICE}),
    "no_commitment": frozenset({Lack.NO_COMMITMENT}),
    "undone": frozenset({Lack.UNSERVED, Lack.UNSIGNED}),
    "copies": frozenset({Lack.COPIES}),
}
_FIRST_YEAR, _LAST_YEAR = 2000, 2200


class LibraryLetters(QWidget):
    """One way of the page 资料. `leave` when another way is shown: its drawer belongs to this one."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.letters = UnitLetters(shell.session)
        self.year = date.today().year
        self.lines: dict[str, LetterLine] = {}
        self.drawer: LetterDrawer | None = None
        self.acts = LetterActs(shell, self.letters, self)
        self._name = label("", "card")
        self.family = ChoiceChips(
            [
                ("", self.tr("全部项目")),
                *((family.value, words.choice_word(Family, family.value)) for family in Family),
            ],
            required=True,
            wraps=False,
        )
        self.family.set_value("")
        self.wanted = ChoiceChips(
            [
                ("", self.tr("全部")),
                ("no_notice", self.tr("还没有告知书")),
                ("no_commitment", self.tr("还没有承诺书")),
                ("undone", self.tr("未送达、未签订")),
                ("copies", self.tr("副本不齐")),
            ],
            required=True,
        )
        self.wanted.set_value("")
        self.words = button(self.tr("文字和编号…"), kind="quiet", icon="template")
        self.table = LetterTable(self._tip)
        self.selection = SelectionBar(self.tr("个项目"))
        self.make = {
            kind: self.selection.add_action(self.tr("制作{word}").format(word=kind_word(kind)), icon="add")
            for kind in LetterKind
        }
        self.register = self.selection.add_action(self.tr("登记送达、签订"), icon="check")
        self.write = self.selection.add_action(self.tr("导出"), icon="export")
        self._sum = label("", "secondary", wrap=True)
        self._lay_out()
        self._connect()
        self.setFocusProxy(self.table)
        self.refresh()

    # ---- showing ------------------------------------------------------------------------------------------

    def show_year(self, year: int) -> None:
        """Show another year."""
        self.year = min(_LAST_YEAR, max(_FIRST_YEAR, year))
        self.refresh()

    def refresh(self) -> None:
        """Read again; what is chosen stays chosen."""
        self._name.setText(self.tr("{year} 年").format(year=self.year))
        family = Family(self.family.value()) if self.family.value() else None
        lines = self.letters.overview(self.year, family)
        self.lines = {line.project: line for line in lines}
        self._show_empty(any_project=bool(lines))
        wanted = _WANTED[self.wanted.value()]
        self.table.show_records(
            [
                letter_record(line, place)
                for place, line in enumerate(lines)
                if not wanted or wanted & line.lacks
            ]
        )
        counts = counts_of(lines)
        text = self.tr(
            "{n} 个在建（在管）项目：告知书 {notices} 份，已送达 {served} 份；"
            "承诺书 {commitments} 份，已签订 {signed} 份；"
            "两种文书的副本都齐的 {complete} 个。"
        )
        self._sum.setText(
            text.format(
                n=counts.projects,
                notices=counts.notices,
                served=counts.served,
                commitments=counts.commitments,
                signed=counts.signed,
                complete=counts.complete,
            )
        )
        self._show_drawer()
        self._on_selection()

    def leave(self) -> None:
        """Another way of the page is shown."""
        if self.drawer is not None:
            self.shell.close_drawer()

    def chosen(self) -> list[LetterLine]:
        """The chosen lines in the order they stand."""
        return [self.lines[project] for project in self.table.chosen() if project in self.lines]

    def open_line(self, project: str, kind: LetterKind | None = None) -> None:
        """Show a project's letters beside the table."""
        if project not in self.lines:
            return
        if self.drawer is None:
            self.drawer = self._made_drawer()
        self.drawer.show_line(self.lines[project])
        if kind is not None:
            self.drawer.show_kind(kind)
        self.shell.open_drawer(self.drawer)
        place = self.table.place_of(project)
        if place >= 0 and place != self.table.current_row():
            self.table.show_row(place)
        self._on_selection()

    def _show_empty(self, *, any_project: bool) -> None:
        if not any_project:
            self.table.set_empty(
                self.tr("还没有在建（在管）的项目"),
                self.tr("登记了项目，这里就逐个列出告知书和承诺书。"),
                self.tr("去登记项目"),
                partial(self.shell.go, "project"),
                icon="project",
            )
        elif self.wanted.value():
            self.table.set_empty(
                self.tr("没有这样的项目"),
                self.tr("换一个条件，或者看全部项目。"),
                self.tr("看全部项目"),
                self._on_all,
                icon="search",
            )
        else:
            self.table.set_empty("")

    def _show_drawer(self) -> None:
        if self.drawer is None:
            return
        line = self.lines.get(self.drawer.project)
        if line is None:
            self.shell.close_drawer()
        else:
            self.drawer.show_line(line)

    def _tip(self, project: str, copy: int) -> str:
        line = self.lines.get(project)
        return copy_tip(line, copy) if line is not None else ""

    # ---- one letter ---------------------------------------------------------------------------------------

    def _made_drawer(self) -> LetterDrawer:
        drawer = LetterDrawer()
        drawer.close_asked.connect(self._on_close)
        drawer.closed.connect(self._on_closed)
        for kind, form in drawer.forms.items():
            form.make_asked.connect(partial(self._on_make_one, kind))
            form.days_changed.connect(partial(self._on_days, kind))
            form.note_changed.connect(
                lambda text, kind=kind: self._attempt(
                    kind, lambda record: self.letters.set_note(record, text)
                )
            )
            form.renumber_asked.connect(partial(self._attempt, kind, self.letters.renumber))
            form.scan_chosen.connect(partial(self.attach_scan, kind))
            form.scan_asked.connect(partial(self._on_open_scan, kind))
            form.paper_asked.connect(partial(self._on_paper, kind))
        return drawer

    def attach_scan(self, kind: LetterKind, path: str) -> None:
        """Keep a scan for the letter shown beside the table."""
        if self._attempt(kind, lambda record: self.letters.attach_scan(record, Path(path))):
            self.shell.toast(self.tr("已加入扫描件"), undo=True)

    def _record(self, kind: LetterKind) -> str:
        line = self.lines.get(self.drawer.project) if self.drawer is not None else None
        letter = line.letters.get(kind) if line is not None else None
        return letter.id if letter is not None else ""

    def _attempt(self, kind: LetterKind, act: Callable[[str], object]) -> bool:
        """Do something with the letter beside the table; False where it was refused, and why is said."""
        record = self._record(kind)
        try:
            if record:
                act(record)
        except AnxiError as error:
            self.shell.show_error(error)
            return False
        return bool(record)

    def _on_days(self, kind: LetterKind, days: dict[str, date | None]) -> None:
        record = self._record(kind)
        if not record or self.drawer is None:
            return
        try:
            self.letters.set_dates([record], days, today=date.today())
        except AnxiError as error:
            self.drawer.forms[kind].show_refusal(
                str(error.facts.get("name") or next(iter(days))),
                str(error.facts.get("reason") or sentence(error)),
            )

    def _on_make_one(self, kind: LetterKind) -> None:
        if self.drawer is not None and self.drawer.project in self.lines:
            self.acts.ask_to_make(kind, [self.lines[self.drawer.project]], self.year)

    def _on_open_scan(self, kind: LetterKind) -> None:
        self._attempt(kind, lambda record: desktop.open_file(self.letters.open_scan(record)))

    def _on_paper(self, kind: LetterKind) -> None:
        record = self._record(kind)
        if record:
            self.acts.ask_to_write({kind: [record]})

    # ---- slots --------------------------------------------------------------------------------------------

    @Slot()
    def _on_all(self) -> None:
        self.wanted.set_value("")
        self.refresh()

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        record = self.table.record_at(place)
        if record is not None:
            self.open_line(str(record["id"]))

    @Slot(int)
    def _on_current(self, place: int) -> None:
        record = self.table.record_at(place)
        if self.drawer is not None and record is not None and str(record["id"]) in self.lines:
            self.drawer.show_line(self.lines[str(record["id"])])

    @Slot()
    def _on_selection(self) -> None:
        count = self.table.selected_count()
        if self.drawer is not None and count > 1:
            self.shell.close_drawer()  # what many are for needs the room
        # One row beside its own drawer is being looked at, not chosen for something.
        self.selection.set_count(count if self.drawer is None else 0)

    @Slot(str, int)
    def _on_copy(self, project: str, copy: int) -> None:
        line = self.lines.get(project)
        if line is None:
            return
        try:
            done = self.letters.mark_copy(line, COPIES[copy], today=date.today())
        except AnxiError as error:
            self.shell.show_error(error)
            return
        if done is None:
            self.shell.toast(self.tr("这个项目还没有告知书和承诺书，请先制作"), tone="info")
            return
        there = all(letter.days[COPIES[copy]] for letter in self.lines[project].letters.values())
        text = self.tr("{name}：{copy}已登记") if there else self.tr("{name}：{copy}的登记已取消")
        self.shell.toast(
            text.format(name=line.name, copy=words.field_word("unit_letter", COPIES[copy])), undo=True
        )

    @Slot()
    def _on_close(self) -> None:
        self.shell.close_drawer()
        self.table.setFocus()

    @Slot()
    def _on_closed(self) -> None:
        self.drawer = None
        self._on_selection()

    def _lay_out(self) -> None:
        back = icon_button("chevron-left", tip=self.tr("上一年"))
        on = icon_button("chevron-right", tip=self.tr("下一年"))
        back.clicked.connect(lambda: self.show_year(self.year - 1))
        on.clicked.connect(lambda: self.show_year(self.year + 1))
        self.back, self.on = back, on
        years = QWidget()
        row = QHBoxLayout(years)
        row.setContentsMargins(0, 0, 12, 0)
        row.setSpacing(4)
        for widget in (back, self._name, on):
            row.addWidget(widget)
        top = QWidget()
        flow = FlowLayout(top)
        for widget in (years, self.family, self.words):
            flow.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(10)
        layout.addWidget(top)
        layout.addWidget(self.wanted)
        layout.addWidget(self._sum)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.selection)
        layout.addWidget(
            label(
                self.tr("双击或按 Enter 看一个项目的文书；四份去向点一下登记为今天，或在这一行上按 1–4。"),
                "caption",
                wrap=True,
            )
        )

    def _connect(self) -> None:
        self.family.picked.connect(self.refresh)
        self.wanted.picked.connect(self.refresh)
        self.words.clicked.connect(lambda: self.acts.ask_for_words(self.year))
        self.table.opened.connect(self._on_opened)
        self.table.row_shown.connect(self._on_current)
        self.table.selection_changed.connect(self._on_selection)
        self.table.copy_pressed.connect(self._on_copy)
        self.selection.cleared.connect(self.table.clearSelection)
        for kind, press in self.make.items():
            press.clicked.connect(partial(self._on_make, kind))
        self.register.clicked.connect(lambda: self.acts.ask_to_register(self.chosen()))
        self.write.clicked.connect(lambda: self.acts.ask_to_write(records_of(self.chosen())))

    def _on_make(self, kind: LetterKind) -> None:
        self.acts.ask_to_make(kind, self.chosen(), self.year)
