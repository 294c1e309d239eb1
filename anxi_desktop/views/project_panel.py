"""The panel for a new project, and for an existing one that is saved field by field.

Half-typed input survives: what was not saved is kept as a draft and offered when the panel opens again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication

from anxi_desktop.app.registry import NearDuplicate, Registry
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import Family, ProjectState
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.project_form import BASIC, PEOPLE, SCALE, STATUS, ProjectForm

_FIELDS = SPECS["project"].fields
_IDENTITY = frozenset({"name", "category", "permit_no"})
Drafts = Mapping[str, str]


class ProjectPanel(SidePanel):
    """What a new and an existing project's panel have in common: the form, its sections, the warning."""

    open_asked = Signal(str)
    """Show another project (a near duplicate)."""

    def __init__(self, title: str, registry: Registry) -> None:
        super().__init__(title)
        self.registry = registry
        self.form = ProjectForm(registry, self)
        self._banner = Banner(tone="warning")
        self._banner.hide()
        self._open = self._banner.add_action(self.tr("打开它"), self._on_open)
        self._near = ""
        self.form.edited.connect(self._on_edited)
        self.form.left.connect(self._on_left)

    def record(self) -> str | None:
        """The id of the project being edited; None for a new one."""
        return None

    def warn_of_near(self) -> None:
        """Say, without blocking, that the same project seems to be there already."""
        typed = self.form.typed()
        name, category, permit = (typed.get(field) for field in ("name", "category", "permit_no"))
        found = self.registry.projects.near_duplicates(
            name=str(name or ""),
            category=str(category) if category else None,
            permit_no=str(permit) if permit else None,
            without=self.record(),
        )
        self._near = found[0].id if found else ""
        self._banner.set(self._near_words(found) if found else "", tone="warning")
        self._banner.setVisible(bool(found))

    def _near_words(self, found: list[NearDuplicate]) -> str:
        first = found[0]
        by = self.tr("同名") if first.field == "name" else self.tr("施工许可证号相同")
        return self.tr("库里已有{by}的项目：{name}。可以继续，但请先看看是不是同一个。").format(
            by=by, name=first.name
        )

    @Slot()
    def _on_open(self) -> None:
        if self._near:
            self.open_asked.emit(self._near)

    @Slot(str)
    def _on_edited(self, name: str) -> None:
        """While typing, an error goes once it is mended; it comes only where more typing cannot mend it."""
        field = self.form.fields[name]
        code = self.form.editors[name].typed().code
        if field.error() or code in ("negative", "too_long", "too_large", "not_text"):
            self.form.check(name)
        if name in _IDENTITY:
            self.warn_of_near()
        if name == "category":
            self._show_fields()

    @Slot(str)
    def _on_left(self, name: str) -> None:
        self.form.check(name)

    def _show_fields(self) -> None:
        typed = self.form.typed()
        filled = [name for name, value in typed.items() if value is not None]
        self.form.show_for(typed.get("category"), filled=filled)


class NewProjectPanel(ProjectPanel):
    """A new project: written once, by 保存."""

    saved = Signal(str)
    """The new project's id."""
    saved_for_more = Signal(str)
    """The new project's id; the panel stays for the next one."""

    def __init__(self, registry: Registry) -> None:
        super().__init__(QApplication.translate("NewProjectPanel", "新建项目"), registry)
        self._restored = Banner(self.tr("已恢复上次没有保存的内容。"))
        self._restored.add_action(self.tr("清空重来"), self.start_anew)
        self._restored.hide()
        self.body.addWidget(self._restored)
        self.form.add_section(self, self.tr("基本"), BASIC)
        self.body.insertWidget(2, self._banner)
        self.form.add_section(self, self.tr("单位与人员"), PEOPLE)
        self.form.add_section(self, self.tr("规模与工期"), SCALE)
        self.form.add_section(
            self,
            self.tr("状态与达标"),
            STATUS,
            self.tr(
                "首次登记的状态算作一直如此：项目状态从开工日期起，达标等级从达标日期起。以后的变化再记日期。"
            ),
        )
        self._failed = label("", "error", wrap=True)
        self._failed.hide()
        more = button(self.tr("保存并再建一个"))
        more.clicked.connect(self._on_more)
        self.save_button = button(self.tr("保存"), kind="primary")
        self.save_button.clicked.connect(self._on_save)
        self.add_button(self._failed, left=True)
        self.add_button(more)
        self.add_button(self.save_button)
        save = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self._on_save)
        self.start_anew()

    @Slot()
    def start_anew(self, category: JournalValue = Family.WORKS.value) -> None:
        """An empty form."""
        self.form.show_values({"category": category, "state": ProjectState.ACTIVE.value})
        self._restored.hide()
        self._banner.hide()
        self._show_fields()
        self.form.focus("name")

    def draft(self) -> dict[str, str]:
        """What was typed and not saved; empty when only what stood there from the start."""
        found = self.form.raw()
        typed = {name: text for name, text in found.items() if name not in ("category", "state")}
        return found if typed else {}

    def take_up(self, draft: Drafts) -> None:
        """Offer what was typed last time."""
        if not draft:
            return
        self.form.show_raw(draft)
        self._show_fields()
        self._restored.show()
        self.warn_of_near()

    def _write(self) -> str:
        wrong = self.form.check_all()
        if wrong:
            self.form.focus(wrong)
            return ""
        try:
            return self.registry.add(self.form.typed())
        except AnxiError as error:
            self._show_failure(error)
            return ""

    def _show_failure(self, error: AnxiError) -> None:
        name = str(error.facts.get("name", ""))
        if name in self.form.fields:
            self.form.fields[name].set_error(str(error.facts.get("reason", "")))
            self.form.focus(name)
            return
        self._failed.setText(words.sentence(error))
        self._failed.show()

    @Slot()
    def _on_save(self) -> None:
        record = self._write()
        if record:
            self.form.show_values({})
            self.saved.emit(record)

    @Slot()
    def _on_more(self) -> None:
        record = self._write()
        if record:
            self.start_anew(self.registry.project(record)["category"])
            self.saved_for_more.emit(record)


class EditProjectPanel(ProjectPanel):
    """An existing project: each field is saved when it is left, as an undo step of its own."""

    def __init__(self, registry: Registry, record: str) -> None:
        super().__init__(QApplication.translate("EditProjectPanel", "编辑项目"), registry)
        self._record = record
        self._stored = registry.project(record)
        self._tell = label(self.tr("每一栏填好离开就自动保存，Ctrl+Z 可以撤销。"), "caption", wrap=True)
        self.body.addWidget(self._tell)
        self.form.add_section(self, self.tr("基本"), BASIC)
        self.body.insertWidget(2, self._banner)
        self.form.add_section(self, self.tr("单位与人员"), PEOPLE)
        self.form.add_section(self, self.tr("规模与工期"), SCALE)
        section = self.form.add_section(self, self.tr("状态与达标"), STATUS)
        self.since = DateBox()
        self.since.set_value(date.today())
        self.since_field = Field(
            self.tr("以下改动从哪天起"),
            self.since,
            hint=self.tr("这一天之前的月报不变。要更正已经记下的日期，在右侧详情的“概况”里点那个日期。"),
        )
        section.insertWidget(1, self.since_field)
        done = button(self.tr("完成"), kind="primary")
        done.clicked.connect(self.close_asked)
        self.add_button(done)
        self.show_stored()

    def record(self) -> str | None:
        """The id of the project being edited."""
        return self._record

    def show_stored(self) -> None:
        """Show what is stored, but in fields with an error or with the keyboard in them."""
        try:
            self._stored = self.registry.project(self._record)
        except AnxiError:
            self.close_asked.emit()
            return
        keep = frozenset(
            name
            for name, editor in self.form.editors.items()
            if self.form.fields[name].error() or (editor.has_focus() and self._is_changed(name))
        )
        self.form.show_values(self._stored, keep=keep)
        self.set_title(str(self._stored["name"]))
        self._show_fields()

    def draft(self) -> dict[str, str]:
        """What is typed and could not be saved."""
        return {
            name: editor.raw()
            for name, editor in self.form.editors.items()
            if self.form.fields[name].error() and self._is_changed(name)
        }

    def take_up(self, draft: Drafts) -> None:
        """Offer what could not be saved last time, with what is wrong about it."""
        self.form.show_raw(draft)
        for name in draft:
            if name in self.form.editors:
                self.form.check(name)

    def _is_changed(self, name: str) -> bool:
        typed = self.form.editors[name].typed()
        return typed.code is not None or typed.value != (self._stored.get(name) or None)

    @Slot(str)
    def _on_left(self, name: str) -> None:
        if not self._is_changed(name):
            self.form.fields[name].set_error("")
            return
        if not self.form.check(name):
            return
        value = self.form.editors[name].typed().value
        since = self._since() if _FIELDS[name].status else None
        if _FIELDS[name].status and since is None:
            return
        try:
            self.registry.change(self._record, {name: value}, valid_from=since)
        except AnxiError as error:
            self.form.fields[name].set_error(str(error.facts.get("reason") or words.sentence(error)))

    def _since(self) -> date | None:
        day = self.since.value()
        self.since_field.set_error("" if day else self.tr("不是日期，请写成 2026-03-10 这样"))
        return day
