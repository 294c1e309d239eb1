"""The library of check lists: what there is, what each holds, and changing one's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from anxi_desktop.app.library import Library, LibraryList, blank_work, export_work, read_workbook
from anxi_desktop.app.list_draft import ListDraft
from anxi_desktop.domain import checklist_edit, words
from anxi_desktop.domain.checklist import CheckList, Frequency, Item, ResponsibleLevel, Verification
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.dialog import ask_text
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.two_line_list import Line, TwoLineList

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_LIST, _EDIT = 320, 330
_KEY = int(Qt.ItemDataRole.UserRole)


class LibraryLists(QWidget):
    """At the left the lists, in the middle the items of one, at the right the item that is changed."""

    def __init__(self, shell: Shell, library: Library) -> None:
        super().__init__()
        self.shell, self.library = shell, library
        self._lists: list[LibraryList] = []
        self.draft = ListDraft(shell.session)
        self.list = TwoLineList(name=self.tr("检查清单"), steady=True, wraps=True)
        self.bring = button(self.tr("从 Excel 导入…"), icon="import")
        self._title = label("", "card", wrap=True)
        self._about = label("", "secondary", wrap=True)
        self.wrong = Banner("", tone="warning")
        self.wrong.hide()
        self.tree = QTreeWidget()
        self.editor = ItemEditor()
        self.copy = button(self.tr("复制成本单位清单"), icon="copy")
        self.change = button(self.tr("修改"), icon="edit")
        self.keep = button(self.tr("保存新版本"), kind="primary")
        self.drop = button(self.tr("放弃修改"), kind="quiet")
        self.more = button(self.tr("更多"), icon="more")
        self._lay_out()
        self._connect()
        self.refresh()

    # ---- what is shown ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read the lists again; what is being changed stays on the screen."""
        self._lists = self.library.lists()
        lines: list[Line] = []
        if self.draft.check_list is not None:
            lines.append(
                Line(self.draft.check_list.title, self.tr("没有保存的修改"), self.tr("修改中"), "warning")
            )
        for item in self._lists:
            found = item.check_list
            count = sum(1 for _ in found.items())
            note = self.tr("{edition} · {n} 条").format(edition=_edition(found), n=count)
            if item.retired:
                lines.append(Line(found.title, note, self.tr("已停用")))
            elif item.is_own:
                lines.append(Line(found.title, note, self.tr("本单位"), "accent"))
            else:
                lines.append(Line(found.title, note))
        self.list.set_lines(lines)
        if self.list.current_row() < 0 and lines:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show()

    def shown(self) -> CheckList | None:
        """The list in sight."""
        if self._is_draft():
            return self.draft.check_list
        item = self._item()
        return item.check_list if item is not None else None

    def _is_draft(self) -> bool:
        return self.draft.check_list is not None and self.list.current_row() == 0

    def _item(self) -> LibraryList | None:
        place = self.list.current_row() - (1 if self.draft.check_list is not None else 0)
        return self._lists[place] if 0 <= place < len(self._lists) else None

    def _show(self) -> None:
        check_list = self.shown()
        editing = self._is_draft()
        item = self._item()
        self.editor.setVisible(editing)
        self.keep.setVisible(editing)
        self.drop.setVisible(editing)
        self.copy.setVisible(not editing)
        self.change.setVisible(not editing and item is not None and item.is_own)
        if check_list is None:
            return
        self._title.setText(check_list.title)
        self._about.setText(_about(check_list))
        self._fill_tree(check_list)
        self._show_wrong(check_list if editing else None)

    def _show_wrong(self, check_list: CheckList | None) -> None:
        off = checklist_edit.marks_off(check_list) if check_list is not None else []
        if not off:
            self.wrong.set("")
            return
        title, full, guarantee = off[0]
        text = self.tr(
            "“{title}”现在合计 {full} 分、保证项目 {guarantee} 分；要合计 100、保证项目 60（或没有）才能保存。"
        )
        self.wrong.set(text.format(title=title, full=full, guarantee=guarantee), tone="warning")

    def _fill_tree(self, check_list: CheckList) -> None:
        scored = check_list.kind is ListKind.SCORED
        chosen = self._chosen_key()
        with QSignalBlocker(self.tree):
            self.tree.clear()
            self.tree.setColumnHidden(1, not scored)
            for place in (2, 3, 4, 5):  # beside the editor there is room for the item alone
                self.tree.setColumnHidden(place, self._is_draft())
            for group in check_list.groups:
                marks = f"{group.full}" if scored else ""
                head = QTreeWidgetItem([f"{group.number} {group.title}".strip(), marks])
                head.setData(0, _KEY, group.key)
                font = head.font(0)
                font.setBold(True)
                head.setFont(0, font)
                for item in group.items:
                    row = QTreeWidgetItem(_cells(item))
                    row.setData(0, _KEY, item.key)
                    row.setToolTip(0, item.title)
                    head.addChild(row)
                self.tree.addTopLevelItem(head)
                head.setExpanded(True)
        self._choose(chosen)

    def _chosen_key(self) -> str:
        item = self.tree.currentItem()
        return str(item.data(0, _KEY)) if item is not None else ""

    def _choose(self, key: str) -> None:
        for at in range(self.tree.topLevelItemCount()):
            head = self.tree.topLevelItem(at)
            if head is None:
                continue
            for place in range(head.childCount()):
                row = head.child(place)
                if row is not None and row.data(0, _KEY) == key:
                    self.tree.setCurrentItem(row)
                    return

    # ---- changing -----------------------------------------------------------------------------------------

    def _changed(self, check_list: CheckList) -> None:
        """Keep what was changed at once: half-done edits survive closing."""
        self.draft.keep(check_list)
        self._fill_tree(check_list)
        self._show_wrong(check_list)
        self._title.setText(check_list.title)
        self._about.setText(_about(check_list))

    @Slot()
    def _on_copy(self) -> None:
        check_list = self.shown()
        if check_list is not None:
            self._begin(self.library.copy(check_list))

    @Slot()
    def _on_change(self) -> None:
        item = self._item()
        if item is not None:
            self._begin(checklist_edit.next_edition(item.check_list))

    def _begin(self, check_list: CheckList) -> None:
        if self.draft.check_list is not None:
            self.shell.toast(self.tr("还有一份没有保存的修改，请先保存或放弃"), tone="info")
            return
        self.draft.begin(check_list)
        self.refresh()
        self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show()

    @Slot()
    def _on_keep(self) -> None:
        check_list = self.draft.check_list
        if check_list is None:
            return
        try:
            self.library.save(check_list)
        except AnxiError as error:
            self.wrong.set(sentence(error), tone="danger")
            return
        self.draft.end()
        self.shell.toast(
            self.tr("已保存：{title} {edition}").format(title=check_list.title, edition=_edition(check_list)),
            undo=True,
        )
        self.refresh()

    @Slot()
    def _on_drop(self) -> None:
        self.draft.end()
        self.refresh()

    @Slot(object)
    def _on_item(self, item: Item) -> None:
        check_list = self.draft.check_list
        if check_list is not None:
            self._changed(checklist_edit.changed_item(check_list, item))

    @Slot()
    def _on_chosen(self) -> None:
        check_list = self.draft.check_list
        if check_list is None or not self._is_draft():
            return
        key = self._chosen_key()
        self.editor.show_item(check_list.item_by_key.get(key), scored=check_list.kind is ListKind.SCORED)

    def move_item(self, by: int) -> None:
        """Move the chosen item within its group."""
        if self.draft.check_list is not None and self._chosen_key():
            self._changed(checklist_edit.moved_item(self.draft.check_list, self._chosen_key(), by))

    @Slot()
    def _on_add(self) -> None:
        check_list = self.draft.check_list
        item = self.tree.currentItem()
        if check_list is None or item is None:
            return
        head = item.parent() or item
        made, key = checklist_edit.added_item(check_list, str(head.data(0, _KEY)), self.tr("新的检查项"))
        self._changed(made)
        self._choose(key)
        self.editor.title.setFocus()
        self.editor.title.selectAll()

    @Slot()
    def _on_retire(self) -> None:
        check_list = self.draft.check_list
        key = self._chosen_key()
        if check_list is not None and key in check_list.item_by_key:
            self._changed(checklist_edit.retired_item(check_list, key))

    @Slot()
    def _on_rename(self) -> None:
        check_list = self.draft.check_list
        if check_list is None:
            return
        name = ask_text(
            self,
            self.tr("清单名称"),
            self.tr("会印在检查记录上"),
            yes=self.tr("改名"),
            no=self.tr("取消"),
            value=check_list.title,
        )
        if name:
            self._changed(replace(check_list, title=name))

    @Slot()
    def _on_group(self) -> None:
        check_list = self.draft.check_list
        if check_list is None or check_list.kind is ListKind.SCORED:
            self.shell.toast(self.tr("评分表的各表合计要满 100 分，请在 Excel 里增加新的表"), tone="info")
            return
        name = ask_text(
            self, self.tr("新的分组"), self.tr("分组名称"), yes=self.tr("增加"), no=self.tr("取消")
        )
        if name:
            self._changed(checklist_edit.added_group(check_list, name, self.tr("新的检查项")))

    # ---- files --------------------------------------------------------------------------------------------

    @Slot()
    def _on_export(self) -> None:
        check_list = self.shown()
        if check_list is None:
            return
        path = self._ask(
            self.tr("导出清单"), f"{check_list.title} {check_list.edition}.xlsx", "Excel (*.xlsx)"
        )
        if path is not None:
            self.shell.run(self.tr("导出清单"), export_work(check_list, path), self.shell.exported)

    @Slot()
    def _on_blank(self) -> None:
        check_list = self.shown()
        if check_list is None:
            return
        path = self._ask(
            self.tr("打印空白表"), f"{check_list.title} 空白表.pdf", "PDF (*.pdf);;Word (*.docx)"
        )
        if path is not None:
            settings = self.shell.session.settings
            work = blank_work(check_list, path, unit=settings.unit, resources=self.shell.session.resources)
            self.shell.run(self.tr("打印空白表"), work, self.shell.exported)

    @Slot()
    def _on_import(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("选择清单工作簿"), "", "Excel (*.xlsx)")
        if name:
            self.take_workbook(Path(name))

    def take_workbook(self, path: Path) -> None:
        """Show a workbook's list as an edition that can be looked at and saved."""
        try:
            check_list = read_workbook(path)
        except AnxiError as error:
            self.shell.show_error(error)
            return
        self._begin(check_list)

    @Slot()
    def _on_retire_list(self) -> None:
        item = self._item()
        if item is not None and item.is_own and not self._is_draft():
            self.library.set_retired(item, retired=not item.retired)
            self.shell.toast(
                self.tr("已恢复") if item.retired else self.tr("已停用，做过的检查不受影响"), undo=True
            )

    def _ask(self, title: str, name: str, kinds: str) -> Path | None:
        folder = self.shell.session.settings.export_folder
        name = name.replace("/", "_")
        path, _ = QFileDialog.getSaveFileName(
            self, title, str(Path(folder) / name) if folder else name, kinds
        )
        return Path(path) if path else None

    def _lay_out(self) -> None:
        left = QFrame()
        left.setProperty("box", "card")
        left.setFixedWidth(_LIST)
        shelf = QVBoxLayout(left)
        shelf.setContentsMargins(1, 1, 1, 1)
        shelf.addWidget(self.list, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(10, 4, 10, 10)
        foot.addWidget(self.bring)
        foot.addStretch(1)
        shelf.addLayout(foot)
        middle = QFrame()
        middle.setProperty("box", "card")
        column = QVBoxLayout(middle)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(8)
        top = QHBoxLayout()
        top.setSpacing(8)
        for press in (self.keep, self.drop, self.copy, self.change, self.more):
            top.addWidget(press)
        top.addStretch(1)
        column.addWidget(self._title)
        column.addWidget(self._about)
        column.addLayout(top)
        column.addWidget(self.wrong)
        self.tree.setHeaderLabels(
            [
                self.tr("检查项"),
                self.tr("分值"),
                self.tr("检查方法"),
                self.tr("责任层级"),
                self.tr("频率"),
                self.tr("核对程度"),
            ]
        )
        self.tree.setAlternatingRowColors(False)
        self.tree.setFrameShape(QFrame.Shape.NoFrame)
        self.tree.setUniformRowHeights(True)
        header = self.tree.header()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setStretchLastSection(False)
        for place, width in ((1, 64), (2, 130), (3, 110), (4, 90), (5, 120)):
            self.tree.setColumnWidth(place, width)
        column.addWidget(self.tree, 1)
        self.editor.setFixedWidth(_EDIT)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(12)
        layout.addWidget(left)
        layout.addWidget(middle, 1)
        layout.addWidget(self.editor)
        menu = QMenu(self.more)
        acts: tuple[tuple[str, Callable[[], object]], ...] = (
            (self.tr("打印空白表…"), self._on_blank),
            (self.tr("导出 Excel…"), self._on_export),
            (self.tr("停用／恢复这份清单"), self._on_retire_list),
            (self.tr("改清单名称…"), self._on_rename),
            (self.tr("增加分组…"), self._on_group),
        )
        for text, act in acts:
            menu.addAction(text, act)
        self.more.setMenu(menu)

    def _connect(self) -> None:
        self.list.asked.connect(self._show)
        self.list.selectionModel().currentRowChanged.connect(self._show)
        self.bring.clicked.connect(self._on_import)
        self.copy.clicked.connect(self._on_copy)
        self.change.clicked.connect(self._on_change)
        self.keep.clicked.connect(self._on_keep)
        self.drop.clicked.connect(self._on_drop)
        self.tree.currentItemChanged.connect(self._on_chosen)
        self.editor.changed.connect(self._on_item)
        self.editor.up.clicked.connect(lambda: self.move_item(-1))
        self.editor.down.clicked.connect(lambda: self.move_item(1))
        self.editor.add.clicked.connect(self._on_add)
        self.editor.retire.clicked.connect(self._on_retire)


class ItemEditor(QFrame):
    """The fields of one item; `changed` with the item after each keystroke."""

    changed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._item: Item | None = None
        self.title = TextBox(limit=300)
        self.full = TextBox(limit=3)
        self.method = TextBox(limit=300)
        self.basis = TextBox(limit=300)
        self.level = Picker(
            [(item.value, words.choice_word(ResponsibleLevel, item.value)) for item in ResponsibleLevel],
            allow_blank=True,
        )
        self.frequency = Picker(
            [(item.value, words.choice_word(Frequency, item.value)) for item in Frequency], allow_blank=True
        )
        self.up, self.down = button(self.tr("上移")), button(self.tr("下移"))
        self.add, self.retire = (
            button(self.tr("加一项"), icon="add"),
            button(self.tr("停用这项"), kind="danger"),
        )
        self._full = Field(self.tr("应得分"), self.full)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(12)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(1, 1, 1, 1)
        outer.addWidget(scrolling(inner))
        column.addWidget(label(self.tr("这一条"), "section"))
        for name, editor in (
            (self.tr("检查项"), self.title),
            (self.tr("检查方法"), self.method),
            (self.tr("责任层级"), self.level),
            (self.tr("检查频率"), self.frequency),
            (self.tr("依据"), self.basis),
        ):
            column.addWidget(Field(name, editor))
        column.addWidget(self._full)
        for pair in ((self.up, self.down), (self.add, self.retire)):
            row = QHBoxLayout()
            for press in pair:
                row.addWidget(press, 1)
            column.addLayout(row)
        column.addStretch(1)
        for box in (self.title, self.method, self.basis, self.full):
            box.textEdited.connect(self._on_edited)
        self.level.picked.connect(self._on_edited)
        self.frequency.picked.connect(self._on_edited)

    def show_item(self, item: Item | None, *, scored: bool) -> None:
        """Show an item; None for a group's head."""
        self._item = item
        for box in (
            self.title,
            self.method,
            self.basis,
            self.full,
            self.level,
            self.frequency,
            self.retire,
            self.up,
            self.down,
        ):
            box.setEnabled(item is not None)
        self._full.setVisible(scored)
        if item is None:
            return
        for box, text in (
            (self.title, item.title),
            (self.method, item.method),
            (self.basis, item.basis),
            (self.full, "" if item.full is None else str(item.full)),
        ):
            if box.text() != text:
                box.setText(text)
                box.setCursorPosition(0)
        self.level.set_value(item.level.value if item.level else "")
        self.frequency.set_value(item.frequency.value if item.frequency else "")

    @Slot()
    def _on_edited(self) -> None:
        if self._item is None or not self.title.text().strip():
            return
        full = self._item.full
        if full is not None and self.full.text().strip().isdigit():
            full = min(100, max(1, int(self.full.text())))
        level, often = self.level.value(), self.frequency.value()
        item = replace(
            self._item,
            title=self.title.text().strip(),
            method=self.method.text().strip(),
            basis=self.basis.text().strip(),
            full=full,
            level=ResponsibleLevel(level) if level else None,
            frequency=Frequency(often) if often else None,
            verified=self._item.verified if self.title.text() == self._item.title else Verification.PRACTICE,
        )
        if item != self._item:
            self._item = item
            self.changed.emit(item)


def _cells(item: Item) -> list[str]:
    level = words.choice_word(ResponsibleLevel, item.level.value) if item.level else ""
    often = words.choice_word(Frequency, item.frequency.value) if item.frequency else ""
    full = ""
    if item.full is not None:
        full = f"{item.full}{' 保' if item.is_guarantee else ''}"
    return [item.title, full, item.method, level, often, words.choice_word(Verification, item.verified.value)]


def _edition(check_list: CheckList) -> str:
    return check_list.edition if check_list.edition.endswith("版") else f"{check_list.edition} 版"


def _about(check_list: CheckList) -> str:
    days = ""
    if check_list.valid_from or check_list.valid_to:
        days = f"有效期 {check_list.valid_from or '不限'} 至 {check_list.valid_to or '不限'}。"
    kind = words.choice_word(ListKind, check_list.kind.value)
    return f"{kind}，{_edition(check_list)}。{days}出处：{check_list.source}" + (
        f"\n{check_list.note}" if check_list.note else ""
    )
