"""What is done with the letters of many projects or of one: asked in a panel, done at once, undone from the toast."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from anxi_desktop.app import desktop
from anxi_desktop.app.unit_letter_files import letters_work
from anxi_desktop.app.unit_letter_lines import LetterLine
from anxi_desktop.app.unit_letters import UnitLetters
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.library_letters_panels import (
    MakePanel,
    RegisterPanel,
    WriteOrder,
    WritePanel,
    kind_word,
    usual_deadline,
)
from anxi_desktop.views.library_letters_words import WordsPanel

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


class LetterActs(QObject):
    """The panels of the letters. `panel` is the one opened last."""

    def __init__(self, shell: Shell, letters: UnitLetters, parent: QObject) -> None:
        super().__init__(parent)
        self.shell, self.letters = shell, letters
        self.panel: SidePanel | None = None

    def ask_to_make(self, kind: LetterKind, lines: Sequence[LetterLine], year: int) -> None:
        """Ask by when and of what date, then make the letters that are missing."""
        new = [line for line in lines if kind not in line.letters]
        today = date.today()
        panel = MakePanel(
            kind,
            new=len(new),
            kept=len(lines) - len(new),
            first=self.letters.next_number(kind, year),
            deadline=usual_deadline(self.letters.overview(year), year, today),
            today=today,
        )
        panel.asked.connect(partial(self._make, kind, year, [line.project for line in lines]))
        self._open(panel)

    def _make(
        self, kind: LetterKind, year: int, projects: list[str], deadline: date | None, made_on: date
    ) -> None:
        try:
            made = self.letters.make(projects, kind, year, evaluate_by=deadline, made_on=made_on)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.close_panel()
        if made.done is not None:
            write = ToastAction(self.tr("导出打印…"), partial(self.ask_to_write, {kind: list(made.new)}))
            text = self.tr("已制作{word} {n} 份").format(word=kind_word(kind), n=len(made.new))
            self.shell.toast(text, undo=True, actions=[write])

    def ask_to_register(self, lines: Sequence[LetterLine]) -> None:
        """Ask for days and set them for the letters these projects have."""
        records = records_of(lines)
        if not any(records.values()):
            self.shell.toast(self.tr("选中的项目还没有告知书和承诺书，请先制作"), tone="info")
            return
        panel = RegisterPanel({kind: len(found) for kind, found in records.items()})
        panel.asked.connect(partial(self._register, panel, records))
        self._open(panel)

    def _register(
        self,
        panel: RegisterPanel,
        records: Mapping[LetterKind, Sequence[str]],
        days: Mapping[LetterKind, Mapping[str, date]],
    ) -> None:
        changes = {record: dict(days[kind]) for kind in days for record in records[kind]}
        try:
            done = self.letters.register(changes, today=date.today())
        except AnxiError as error:
            panel.show_refusal(sentence(error))
            return
        self.shell.close_panel()
        if done is None:
            self.shell.toast(self.tr("这些日期已经登记过了"), tone="info")
        else:
            self.shell.toast(self.tr("已登记 {n} 份").format(n=len(changes)), undo=True)

    def ask_to_write(self, records: Mapping[LetterKind, Sequence[str]]) -> None:
        """Ask as what and where, and write the letters beside the window."""
        if not any(records.values()):
            self.shell.toast(self.tr("选中的项目还没有告知书和承诺书，请先制作"), tone="info")
            return
        panel = WritePanel(records, folder=self.shell.session.settings.export_folder)
        panel.asked.connect(self._write)
        self._open(panel)

    @Slot(object)
    def _write(self, order: WriteOrder) -> None:
        settings = self.shell.session.settings
        try:
            if str(order.folder) != settings.export_folder:
                self.shell.session.change_settings(export_folder=str(order.folder))
            work = letters_work(
                self.letters, order.records, order.folder, formats=order.formats, joined=order.joined
            )
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.close_panel()
        self.shell.run(self.tr("导出告知书、承诺书"), work, self._on_written)

    def _on_written(self, paths: list[Path]) -> None:
        if len(paths) == 1:
            self.shell.exported(paths[0])
            return
        actions = [
            ToastAction(self.tr("打开第一份"), lambda: desktop.open_file(paths[0])),
            ToastAction(self.tr("打开所在文件夹"), lambda: desktop.show_in_folder(paths[0])),
        ]
        self.shell.toast(self.tr("已导出 {n} 个文件").format(n=len(paths)), actions=actions)

    def _open(self, panel: SidePanel) -> None:
        panel.close_asked.connect(self.shell.close_panel)
        self.panel = panel
        self.shell.open_panel(panel)

    def ask_for_words(self, year: int) -> None:
        """Open the panel for the text and the numbers."""
        panel = WordsPanel(self.letters, year)
        panel.saved.connect(self._on_words_saved)
        self._open(panel)

    @Slot()
    def _on_words_saved(self) -> None:
        self.shell.close_panel()
        self.shell.toast(self.tr("已保存，以后制作和导出的都用新的文字；已有的编号不变"))


def records_of(lines: Sequence[LetterLine]) -> dict[LetterKind, list[str]]:
    """The letters of projects by kind."""
    return {kind: [line.letters[kind].id for line in lines if kind in line.letters] for kind in LetterKind}
