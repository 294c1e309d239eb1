"""各单位报表: the forms that units hand in for a month, who still owes one, and their sums beside the own records."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app import paths
from anxi_desktop.app.registry_work import Place
from anxi_desktop.app.reports import COUNTED
from anxi_desktop.app.unit_forms import (
    FORMS_OF,
    SUFFIXES,
    Family,
    Incoming,
    Reading,
    Standing,
    Summed,
    UnitForms,
    Written,
)
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.words import choice_word
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.text import label
from anxi_desktop.views.risk_tables import RecordTable
from anxi_desktop.views.unit_forms_drawer import UnitDrawer
from anxi_desktop.views.unit_forms_drop import DropHint, dropped_files
from anxi_desktop.views.unit_forms_panel import IncomingPanel
from anxi_desktop.views.unit_forms_tables import sum_record, sum_table, unit_record, unit_table

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

SHOWS = frozenset({"unit_form", "reporting_unit"})
"""The record types whose changes change the table of units; the sums also show what the own forms count."""

_UNITS = "units"
_DIFFERENT = "different"


class UnitFormsView(QWidget):
    """One month and family. Files can be dropped anywhere on it."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.forms = UnitForms(shell.session)
        self.month = Month.of(date.today()).before
        self.family = Family.WORKS
        self.lines: tuple[Standing, ...] = ()
        self.sums: dict[str, Summed] | None = None
        self.panel: IncomingPanel | None = None
        self.drawer: UnitDrawer | None = None
        self.parts: ChoiceChips | None = None
        self.units: RecordTable | None = None
        self.bring = button(self.tr("导入各单位报表…"), kind="primary", icon="import")
        self.take = button(self.tr("导出汇总…"), icon="export")
        self.copy = button(self.tr("复制没报齐的单位"), kind="quiet", icon="copy")
        self.said = label("", "secondary", wrap=True)
        self.only = ChoiceChips([(_DIFFERENT, self.tr("只看不同的"))], wraps=False)
        self.sum = sum_table()
        self.selection = SelectionBar(self.tr("个单位"))
        self.remove = self.selection.add_action(self.tr("删除报来的表"))
        self._head = QHBoxLayout()
        self._stack = QStackedLayout()
        self._units_home = QVBoxLayout()
        self._lay_out()
        self._hint = DropHint(self)
        self._connect()
        self.setAcceptDrops(True)
        self._show_family()

    # ---- what is shown --------------------------------------------------------------------------------------

    def show_month(self, month: Month, family: Family) -> None:
        """Show another month, or the other family."""
        other = family is not self.family
        self.month, self.family = month, family
        if other:
            self._show_family()
        else:
            self._read()

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: read again what is shown."""
        if tables & SHOWS:
            self._read()
        elif tables & COUNTED:
            self.sums = None
            self._show_part()

    @property
    def part(self) -> str:
        """What is in sight: "units", or the label of a summed form."""
        return self.parts.value() if self.parts is not None else _UNITS

    def _show_family(self) -> None:
        forms = FORMS_OF[self.family]
        shown = self.part if self.part == _UNITS else forms[0]
        chips = ChoiceChips(
            [
                (_UNITS, self.tr("报送情况")),
                *((form, self.tr("{form} 汇总").format(form=form)) for form in forms),
            ],
            required=True,
            value=shown,
        )
        chips.picked.connect(self._on_part)
        table = unit_table(forms)
        table.opened.connect(self._on_unit)
        table.selection_changed.connect(self.selection.set_count)
        self.selection.cleared.connect(table.clearSelection)
        table.setAccessibleName(self.tr("填报单位和报来的表"))
        let_go(self._head, [self.parts])
        let_go(self._units_home, [self.units])
        self._head.insertWidget(0, chips, 1)
        self._units_home.insertWidget(0, table, 1)
        self.parts, self.units = chips, table
        self._read()

    def _read(self) -> None:
        forms = FORMS_OF[self.family]
        self.lines = self.forms.overview(self.month, self.family)
        assert self.units is not None
        self.units.show_records([unit_record(line, forms) for line in self.lines])
        self.selection.set_count(self.units.selected_count())
        has_forms = any(line.forms for line in self.lines)
        self.take.setEnabled(has_forms)
        self.bring.setVisible(bool(self.lines))  # else the empty table offers it
        self._show_empty()
        self.sums = None
        self._show_part()

    def _show_part(self) -> None:
        part = self.part
        self._stack.setCurrentIndex(0 if part == _UNITS else 1)
        self.only.setVisible(part != _UNITS)
        lacking = any(line.lacks(FORMS_OF[self.family]) for line in self.lines)
        self.copy.setVisible(part == _UNITS and lacking)
        if part == _UNITS:
            self.said.setText(self._units_words())
            return
        if self.sums is None:
            self.sums = self.forms.summed(self.month, self.family)
        found = self.sums[part]
        cells = found.differences if self.only.values() else found.cells
        self.sum.show_records([sum_record(part, cell) for cell in cells])
        self.said.setText(self._sum_words(found))
        if found.units:
            self.sum.set_empty(
                self.tr("没有不同的"), self.tr("各单位报来的合计与本单位的记录一致。"), icon="ok"
            )
        else:
            self.sum.set_empty(
                self.tr("还没有单位报{form}").format(form=part),
                self.tr("导入以后，这里是各单位的合计，和本单位的记录逐栏对照。"),
                icon="table",
            )

    def _units_words(self) -> str:
        forms = FORMS_OF[self.family]
        asked = [line for line in self.lines if line.is_asked]
        if not asked:
            return ""
        lacking = [line for line in asked if line.lacks(forms)]
        text = self.tr("应报 {all} 个单位，报齐 {whole} 个").format(
            all=len(asked), whole=len(asked) - len(lacking)
        )
        return text + (self.tr("，还差 {n} 个。").format(n=len(lacking)) if lacking else self.tr("。"))

    def _sum_words(self, found: Summed) -> str:
        if not found.units:
            return ""
        text = self.tr("{n} 个单位报了{form}；").format(n=len(found.units), form=found.form)
        count = len(found.differences)
        if not count:
            return text + self.tr("合计与本单位的记录一致。")
        return text + self.tr("合计与本单位的记录有 {n} 处不同。").format(n=count)

    def _show_empty(self) -> None:
        assert self.units is not None
        self.units.set_empty(
            self.tr("还没有{family}的填报单位").format(family=choice_word(Family, self.family.value)),
            self.tr(
                "各单位交来的月报在这里导入，拖进来也行。谁没有报，要先在“资料 › 月报登记 › 填报单位”登记名单才看得出。"
            ),
            self.tr("导入各单位报表…"),
            self._on_bring,
            icon="import",
        )

    # ---- bringing files in ----------------------------------------------------------------------------------

    def read_files(self, files: Sequence[Path]) -> None:
        """Read these files as a job, then show what they would become."""
        if files:
            self.shell.run(self.tr("读取各单位报表"), self.forms.reading(files), self._on_read)

    @Slot(object)
    def _on_read(self, readings: list[Reading]) -> None:
        incoming = self.forms.preview(readings, self.month)
        panel = IncomingPanel(self.shell, self.forms, incoming, self.month)
        panel.close_asked.connect(self.shell.close_panel)
        panel.closed.connect(self._on_panel_closed)
        panel.confirmed.connect(self._on_confirmed)
        self.panel = panel
        self.shell.open_panel(panel)

    @Slot(object)
    def _on_confirmed(self, incoming: list[Incoming]) -> None:
        session = self.shell.session
        home = Place(session.store.folder, paths.profile_folder(), session.settings.person)
        try:
            work = self.forms.take_in(incoming, home, today=date.today())
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.run(self.tr("导入各单位报表"), work, self._on_taken, on_stopped=self._on_not_taken)

    @Slot(object)
    def _on_taken(self, written: Written) -> None:
        if self.panel is not None:
            self.shell.close_panel()
        self.forms.note(written)
        self.shell.toast(self.tr("已导入 {n} 份报表").format(n=written.changed), undo=True)

    @Slot()
    def _on_not_taken(self) -> None:
        if self.panel is not None:
            self.panel.go.setEnabled(True)

    @Slot()
    def _on_panel_closed(self) -> None:
        self.panel = None

    @Slot()
    def _on_bring(self) -> None:
        kinds = " ".join(f"*{suffix}" for suffix in SUFFIXES)
        found, _ = QFileDialog.getOpenFileNames(
            self, self.tr("各单位报来的月报"), "", self.tr("Excel 表格") + f" ({kinds})"
        )
        self.read_files([Path(name) for name in found])

    # ---- what is there --------------------------------------------------------------------------------------

    @Slot(int)
    def _on_unit(self, place: int) -> None:
        record = self.units.record_at(place) if self.units is not None else None
        line = next((line for line in self.lines if record and line.unit == record["id"]), None)
        if line is None:
            return
        self.drawer = UnitDrawer(line, FORMS_OF[self.family])
        self.drawer.close_asked.connect(self.shell.close_drawer)
        self.drawer.remove_asked.connect(self._on_remove_one)
        self.shell.open_drawer(self.drawer)

    @Slot(str)
    def _on_remove_one(self, record: str) -> None:
        self.shell.close_drawer()
        self._remove([record])

    @Slot()
    def _on_remove(self) -> None:
        chosen = set(self.units.chosen()) if self.units is not None else set[str]()
        self._remove(
            [
                form.id
                for line in self.lines
                if line.unit in chosen
                for form in (*line.forms.values(), *line.older)
            ]
        )

    def _remove(self, records: list[str]) -> None:
        if not records:
            self.shell.toast(self.tr("选中的单位还没有报来的表"), tone="info")
            return
        try:
            self.forms.remove(records)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.toast(self.tr("已删除 {n} 份报来的表").format(n=len(records)), undo=True)

    @Slot()
    def _on_copy(self) -> None:
        forms = FORMS_OF[self.family]
        lines = [f"{line.unit}：{'、'.join(lacks)}" for line in self.lines if (lacks := line.lacks(forms))]
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.shell.toast(self.tr("已复制 {n} 个单位，可以贴到通知里").format(n=len(lines)))

    @Slot()
    def _on_export(self) -> None:
        folder = self.shell.session.settings.export_folder
        word = choice_word(Family, self.family.value)
        name = self.tr("各单位汇总 {family} {month}.xlsx").format(family=word, month=self.month)
        start = str(Path(folder) / name) if folder else name
        chosen, _ = QFileDialog.getSaveFileName(self, self.tr("导出汇总"), start, "Excel (*.xlsx)")
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, target: Path) -> None:
        """Write the summed forms to a workbook, as a job."""
        try:
            work = self.forms.export(self.month, self.family, target, today=date.today())
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self.shell.run(self.tr("导出各单位汇总"), work, self.shell.exported)

    @Slot(object)
    def _on_part(self, _part: object) -> None:
        self._show_part()

    # ---- dropping files -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Workbooks, or a folder of them, may be dropped anywhere."""
        if dropped_files(event):
            event.acceptProposedAction()
            self._hint.show_over(self)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """They have gone again."""
        self._hint.hide()

    def dropEvent(self, event: QDropEvent) -> None:
        """Read them."""
        self._hint.hide()
        event.acceptProposedAction()
        self.read_files(dropped_files(event))

    # ---- layout ---------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        self._head.setSpacing(8)
        self._head.addWidget(self.bring)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self.said, 1)
        for widget in (self.only, self.copy, self.take):
            below.addWidget(widget)
        units, sums = QWidget(), QWidget()
        units.setLayout(self._units_home)
        self._units_home.setContentsMargins(0, 0, 0, 0)
        self._units_home.setSpacing(10)
        self._units_home.addWidget(self.selection)
        inside = QVBoxLayout(sums)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.sum)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(self._head)
        column.addLayout(below)
        column.addLayout(self._stack, 1)  # first: else its first widget would open as a window of its own
        self._stack.addWidget(units)
        self._stack.addWidget(sums)

    def _connect(self) -> None:
        self.sum.setAccessibleName(self.tr("各单位合计与本单位记录"))
        self.bring.clicked.connect(self._on_bring)
        self.take.clicked.connect(self._on_export)
        self.copy.clicked.connect(self._on_copy)
        self.remove.clicked.connect(self._on_remove)
        self.only.picked.connect(self._on_part)
