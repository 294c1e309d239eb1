"""The page 项目: the list of projects and everything a person does with one or many of them.

The list shows and asks, the drawer tells, the panels write; this page only joins them and speaks to the shell.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QStackedLayout, QVBoxLayout

from anxi_desktop.app.registry import Registry
from anxi_desktop.app.registry_export import Shown
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.conflict_mark import show_conflict
from anxi_desktop.views.page import Page
from anxi_desktop.views.project_acts import ProjectActs
from anxi_desktop.views.project_drawer import SHOWS, ProjectDrawer
from anxi_desktop.views.project_empty import NoProjects
from anxi_desktop.views.project_list_view import ProjectListView
from anxi_desktop.views.project_panels import ProjectPanels
from anxi_desktop.views.shell import Shell

VIEW = "projects"
_REMEMBER_MS = 600


class ProjectPage(Page):
    """Everything about projects. Facts it can be shown: record=ID, filters={facet: codes}, search=TEXT."""

    id = "project"
    icon = "project"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.shell = shell
        self.session = shell.session
        self.registry = Registry(self.session)
        self.acts = ProjectActs(shell, self.registry, self)
        self.list = ProjectListView(self.registry)
        self.empty = NoProjects(has_demo="demo" in shell.acts)
        self.drawer: ProjectDrawer | None = None
        self.panels = ProjectPanels(shell, self.registry, self.acts, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 16, 24, 4)
        self._stack = QStackedLayout()
        layout.addLayout(self._stack)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self._remember = QTimer(self)
        self._remember.setSingleShot(True)
        self._remember.setInterval(_REMEMBER_MS)
        self._remember.timeout.connect(self._on_remember)
        self.setFocusProxy(self.list.table)  # where the keyboard goes when a panel or the drawer closes
        self._add_tools()
        self._add_batch_actions()
        self._add_keys()
        self._connect()
        self.list.restore(self.session.settings.views.get(VIEW, ""))
        self._show_list()

    def title(self) -> str:
        """The page's name."""
        return self.tr("项目")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "输入项目或单位名称的任意几个字，或拼音首字母，就能找到项目；几个词用空格隔开。\n"
            "上下键移动，Enter 看详情，F2 编辑，Ctrl+N 新建，Delete 删除，Ctrl+C 复制到 Excel，Ctrl+Z 撤销。\n"
            "按住 Ctrl 或 Shift 可以多选，选中后在下方批量修改。在表头上点右键选择要显示的列。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: show it, without losing what is chosen or where the list stands."""
        if not tables & SHOWS:
            return
        self.list.refresh()
        self._show_list()
        if self.drawer is not None and not self.drawer.refresh():
            self._close_drawer()
        self.panels.show_stored()

    def focus_search(self) -> bool:
        """Put the cursor into the search box."""
        self.list.search.setFocus()
        self.list.search.selectAll()
        return True

    def new_record(self) -> bool:
        """Open the panel for a new project."""
        self.panels.new_project()
        return True

    def show_facts(self, **facts: object) -> None:
        """Come here for something: record=ID, search=TEXT, filters={facet: codes}, new=True."""
        if "filters" in facts or "search" in facts:
            chosen = facts.get("filters")
            filters = dict(chosen) if isinstance(chosen, dict) else {}
            self.list.show_question(search=str(facts.get("search", "")), filters=filters)
        if facts.get("record"):
            self.open_record(str(facts["record"]))
        if facts.get("new"):
            self.panels.new_project()

    @Slot(str)
    def open_record(self, record: str) -> None:
        """Show a project's details beside the list."""
        if not self.list.show_record(record):
            self.list.clear_question()
            self.list.show_record(record)
        self._open_drawer(record)

    # Parts

    def _add_tools(self) -> None:
        bring = button(self.tr("导入"), icon="import")
        menu = QMenu(bring)
        menu.addAction(self.tr("导入 Excel 台账…"), self._on_import)
        menu.addAction(self.tr("下载空白模板…"), self.acts.save_template)
        bring.setMenu(menu)
        take = button(self.tr("导出"), icon="export")
        formats = QMenu(take)
        formats.addAction(self.tr("导出为 Excel…"), partial(self._on_export, ".xlsx"))
        formats.addAction(self.tr("导出为 PDF…"), partial(self._on_export, ".pdf"))
        take.setMenu(formats)
        self.new_button = button(self.tr("新建项目"), kind="primary", icon="add")
        self.new_button.setToolTip("Ctrl+N")
        self.new_button.clicked.connect(self.panels.new_project)
        self.import_button, self.export_button = bring, take
        for tool in (bring, take, self.new_button):
            self.list.tools.addWidget(tool)

    def _add_batch_actions(self) -> None:
        bar = self.list.selection
        change = bar.add_action(self.tr("批量修改"), icon="edit")
        change.clicked.connect(self._on_batch)
        copy = bar.add_action(self.tr("复制"), icon="copy")
        copy.clicked.connect(partial(self._on_copy, heads=False))
        remove = bar.add_action(self.tr("删除"), icon="trash", kind="danger")
        remove.clicked.connect(self._on_delete)
        self.batch_button, self.delete_button = change, remove

    def _add_keys(self) -> None:
        for keys, act in (
            ("F2", self._on_edit),
            ("Ctrl+E", self._on_edit),
            ("Delete", self._on_delete),
            ("Ctrl+C", partial(self._on_copy, heads=False)),
            ("Ctrl+Shift+C", partial(self._on_copy, heads=True)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self.list.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(act)

    def _connect(self) -> None:
        self.list.opened.connect(self._open_drawer)
        self.list.current_changed.connect(self._on_current)
        self.list.view_changed.connect(self._remember.start)
        self.list.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.table.customContextMenuRequested.connect(self._on_menu)
        self.list.table.set_empty(
            self.tr("没有符合条件的项目"),
            self.tr("换几个字再搜，或者去掉一些筛选。"),
            self.tr("清除搜索和筛选"),
            self.list.clear_question,
            icon="search",
        )
        self.panels.made.connect(self._on_made)
        self.panels.open_asked.connect(self.open_record)
        self.empty.import_asked.connect(self._on_import)
        self.empty.new_asked.connect(self.panels.new_project)
        self.empty.demo_asked.connect(partial(self.shell.act, "demo"))
        self.empty.template_asked.connect(self.acts.save_template)

    def _show_list(self) -> None:
        self._stack.setCurrentWidget(self.list if self.list.total else self.empty)

    # Drawer

    @Slot(str)
    def _open_drawer(self, record: str) -> None:
        if self.drawer is None:
            self.drawer = ProjectDrawer(self.registry, self.acts.attempt)
            self.drawer.edit_asked.connect(self.panels.edit_project)
            self.drawer.page_asked.connect(self._on_page_asked)
            self.drawer.conflict_asked.connect(partial(show_conflict, self.shell, "project"))
            self.drawer.close_asked.connect(self._close_drawer)
            self.drawer.closed.connect(self._on_drawer_closed)
        if self.drawer.show_project(record):
            self.shell.open_drawer(self.drawer)

    @Slot(str, str)
    def _on_page_asked(self, page: str, record: str) -> None:
        self.shell.go(page, project=record)

    @Slot()
    def _close_drawer(self) -> None:
        self.shell.close_drawer()
        self.list.table.setFocus()

    @Slot()
    def _on_drawer_closed(self) -> None:
        self.drawer = None

    @Slot(str)
    def _on_made(self, record: str) -> None:
        name = self.registry.project(record)["name"]
        if self.list.show_record(record):
            self._open_drawer(record)
            words = self.tr("已新建项目“{name}”")
        else:
            words = self.tr("已新建项目“{name}”，它不在现在的筛选里")
        self.shell.toast(words.format(name=name), undo=True)

    # Slots

    @Slot(str)
    def _on_current(self, record: str) -> None:
        if self.drawer is not None and record and record != self.drawer.record:
            self.drawer.show_project(record)

    @Slot()
    def _on_edit(self) -> None:
        record = self.list.current_record()
        if record:
            self.panels.edit_project(record, self.list.current_field())

    @Slot()
    def _on_delete(self) -> None:
        self.acts.delete(
            self.list.selected_records() or [record for record in [self.list.current_record()] if record]
        )

    @Slot()
    def _on_batch(self) -> None:
        records = self.list.selected_records()
        if records:
            self.panels.change_projects(records)

    def _on_export(self, suffix: str) -> None:
        shown = Shown(self.list.query, self.list.shown_columns(), self.session.settings.unit)
        self.acts.export(shown, suffix)

    def _on_copy(self, *, heads: bool) -> None:
        rows = self.list.selected_rows()
        if rows:
            self.acts.copy(self.list.model, rows, self.list.shown_columns(), heads=heads)

    @Slot()
    def _on_import(self) -> None:
        self.shell.go("import", kind="projects")

    @Slot(QPoint)
    def _on_menu(self, point: QPoint) -> None:
        if not self.list.table.indexAt(point).isValid():
            return
        several = self.list.table.selected_count() > 1
        menu = QMenu(self)
        if not several:
            menu.addAction(self.tr("查看详情\tEnter"), lambda: self._open_drawer(self.list.current_record()))
            menu.addAction(self.tr("编辑\tF2"), self._on_edit)
        menu.addAction(self.tr("批量修改…") if several else self.tr("修改几栏…"), self._on_batch)
        menu.addSeparator()
        menu.addAction(self.tr("复制\tCtrl+C"), partial(self._on_copy, heads=False))
        menu.addAction(self.tr("复制（含表头）\tCtrl+Shift+C"), partial(self._on_copy, heads=True))
        menu.addSeparator()
        menu.addAction(self.tr("删除\tDelete"), self._on_delete)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.list.table.viewport().mapToGlobal(point))

    @Slot()
    def _on_remember(self) -> None:
        self.acts.remember(VIEW, self.list.state())
