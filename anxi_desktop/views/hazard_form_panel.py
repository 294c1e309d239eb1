"""The panel for a new hazard, or for changing one: picked from the common ones, never written twice."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from anxi_desktop.app.hazards import Hazards
from anxi_desktop.app.inspections import ProjectChoice, find_projects
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.known_hazards import KnownHazard
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardSource, Severity
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.field_editors import ChoiceEditor, DayEditor, Editor, TextEditor, editor_for

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SPEC = SPECS["hazard"]
_FIELDS = (
    *("description", "part", "kind", "severity", "source", "found_on", "basis"),
    *("requirement", "person", "unit", "due_on", "standard", "means", "note"),
)


class HazardFormPanel(SidePanel):
    """`saved` gives the record id."""

    saved = Signal(str)

    def __init__(self, shell: Shell, hazards: Hazards, *, record: str = "", project: str = "") -> None:
        super().__init__(shell.tr("修改隐患") if record else shell.tr("新建隐患"))
        self.shell, self.hazards, self.record = shell, hazards, record
        self._project = project
        self._found: dict[str, ProjectChoice] = {}
        self._known: dict[str, KnownHazard] = {}
        self.project = TextBox(placeholder=self.tr("输入项目名称的几个字，或拼音首字母"))
        self.project_offer = Suggestions(self.project, self._project_words, listed=True)
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Field] = {}
        self.alike = Banner("", tone="warning")
        self.alike.hide()
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._lay_out()
        self._show()
        self.save_button = button(self.tr("保存"), kind="primary")
        self.save_button.clicked.connect(self.write)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add_button(cancel)
        self.add_button(self.save_button)
        self.project_offer.taken.connect(self._on_project)

    def write(self) -> None:
        """Save; what is wrong is said beneath its field."""
        values: dict[str, JournalValue] = {}
        for name, editor in self.editors.items():
            typed = editor.typed()
            self.fields[name].set_error(
                words.reason(typed.code, limit=_SPEC.fields[name].limit) if typed.code else ""
            )
            if typed.code:
                editor.widget.setFocus()
                return
            values[name] = typed.value
        if not self._project:
            self._say(self.tr("请从列表里选一个项目"))
            self.project.setFocus()
            return
        try:
            if self.record:
                done = self.hazards.edit(self.record, values)
                if done is not None:
                    self.shell.toast(self.tr("已保存"), undo=True)
                self.saved.emit(self.record)
            else:
                kept = {name: value for name, value in values.items() if value is not None}
                row, _ = self.hazards.add({**kept, "project": self._project})
                self.shell.toast(self.tr("已新建隐患"), undo=True)
                self.saved.emit(row)
        except AnxiError as error:
            self._say(sentence(error))

    def _lay_out(self) -> None:
        self.body.addWidget(Field(self.tr("项目"), self.project, required=True))
        for name in _FIELDS:
            editor = editor_for(_SPEC.fields[name])
            self.editors[name] = editor
            self.fields[name] = Field(
                words.field_word("hazard", name), editor.widget, required=_SPEC.fields[name].required
            )
            self.body.addWidget(self.fields[name])
            if name == "description":
                self.body.addWidget(self.alike)
        self.body.addWidget(self._error)
        description = self.editors["description"]
        if isinstance(description, TextEditor):
            self.known_offer = Suggestions(description.box, self._suggested, listed=True)
            self.known_offer.taken.connect(self._on_known)
        description.left.connect(self._look_alike)
        severity = self.editors["severity"]
        severity.edited.connect(self._propose)

    def _show(self) -> None:
        if self.record:
            row = self.hazards.store.row("hazard", self.record)
            self._project = str(row["project"])
            for name, editor in self.editors.items():
                editor.set_value(row[name])
            self.project.setReadOnly(True)
        else:
            self.editors["found_on"].set_value(date.today().isoformat())
            self.editors["source"].set_value(HazardSource.SUPERVISION.value)
        if self._project:
            self.project.setText(str(self.hazards.store.row("project", self._project)["name"]))

    def _project_words(self, text: str) -> list[str]:
        found = find_projects(self.hazards.store, text)
        self._found = {choice.title: choice for choice in found}
        return list(self._found)

    @Slot(str)
    def _on_project(self, title: str) -> None:
        choice = self._found.get(title)
        if choice is not None:
            self._project = choice.id
            project = self.hazards.store.row("project", choice.id)
            unit = self.editors["unit"]
            if not unit.raw().strip():
                unit.set_value(project["contractor"] or project["property_company"])
            self._say("")
            self._look_alike()

    def _suggested(self, text: str) -> list[str]:
        found = self.hazards.suggestions(self._project, text)
        self._known = {item.description: item for item in found}
        return list(self._known)

    @Slot(str)
    def _on_known(self, text: str) -> None:
        known = self._known.get(text)
        if known is None:
            return
        for name, value in (
            ("kind", known.kind),
            ("severity", known.severity.value if known.severity else ""),
            ("basis", known.basis),
            ("requirement", known.requirement),
            ("standard", known.standard),
        ):
            if value and not self.editors[name].raw().strip():
                self.editors[name].set_value(value)
        self._propose()
        self._look_alike()

    @Slot()
    def _propose(self) -> None:
        """A deadline, where none was typed."""
        severity, found, due = self.editors["severity"], self.editors["found_on"], self.editors["due_on"]
        if due.raw().strip() or not isinstance(severity, ChoiceEditor) or not isinstance(found, DayEditor):
            return
        code = severity.raw()
        proposal = self.hazards.proposal(Severity(code) if code else None, found.box.value())
        if proposal is not None and proposal.due_on is not None:
            due.set_value(proposal.due_on.isoformat())
            self.fields["due_on"].set_hint(self.tr("按惯例建议的工作日期限，可改"))

    @Slot()
    def _look_alike(self) -> None:
        if not self.isVisible():
            return  # a field left because its window closed: nobody reads the hint, and the store may be closed
        text = self.editors["description"].raw().strip()
        if self.record or not self._project or len(text) < 4:
            return
        found = self.hazards.duplicates(self._project, text, self.editors["part"].raw())
        self.alike.clear_actions()
        if not found:
            self.alike.set("")
            return
        first = found[0]
        said = self.tr("这个项目已有一条相近、还没销号的隐患：{number} {text}")
        self.alike.set(said.format(number=first["number"] or "", text=first["description"]), tone="warning")
        self.alike.add_action(self.tr("去看那一条"), lambda: self.saved.emit(str(first["id"])))

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
