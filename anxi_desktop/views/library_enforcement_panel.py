"""The panel of one measure against, or in favour of, a company or project."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Slot

from anxi_desktop.app.inspections import ProjectChoice, find_projects
from anxi_desktop.app.registers import NEEDED, Row
from anxi_desktop.domain import words
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.library_register_panel import Draft, RegisterPanel


class EnforcementPanel(RegisterPanel):
    """One measure: its figures come with its kind, its family with its project."""

    entity = "enforcement"
    rows = (
        ("kind",),
        ("done_on", "amount_wan", "persons", "hazards"),
        ("company",),
        ("family",),
        ("document_no",),
        ("note",),
    )

    def first(self) -> Row:
        """Done today."""
        return {"done_on": date.today().isoformat()}

    @Slot()
    def start_anew(self) -> None:
        """What is stored, or an empty form."""
        super().start_anew()
        stored = self.registers.store.row("enforcement", self.record) if self.record else {}
        self.show_project(str(stored.get("project") or ""))
        self._show_fields()

    def show_project(self, project: str) -> None:
        """Say which project the measure is about, "" for none."""
        self._project = project
        row = self.registers.store.row("project", project) if project else {}
        self.project.setText(str(row.get("name") or ""))
        self.project.setCursorPosition(0)
        self._project_field.set_error("")

    def raw(self) -> Draft:
        """What is typed, with the project that was chosen."""
        return {**super().raw(), **({"project": self._project} if self._project else {})}

    def take_up(self, draft: Draft) -> None:
        """Offer what was typed last time."""
        super().take_up(draft)
        project = draft.get("project", "")
        if project and next(self.registers.store.rows("project", {"id": project}, limit=1), None):
            self.show_project(project)
        self._show_fields()

    @Slot()
    def write(self) -> None:
        """Save; a project that is only typed is none."""
        if self.project.text().strip() and not self._project:
            self._project_field.set_error(self.tr("请从列表里选一个项目；不针对项目的请清空"))
            self.project.setFocus()
            return
        super().write()

    def _save(self, values: Row) -> tuple[str, bool]:
        wanted = {**values, "project": self._project or None}
        if not self.record:
            wanted = {name: value for name, value in wanted.items() if value is not None}
        record, done = self.registers.save_enforcement(self.record or None, wanted)
        return record, done is not None

    def _lay_out(self) -> None:
        self._project = ""
        self._choices: dict[str, ProjectChoice] = {}
        self.project = TextBox(placeholder=self.tr("输入项目名称的几个字，或拼音首字母"))
        self.project_offer = Suggestions(self.project, self._project_words, listed=not self.record)
        hint = self.tr("记录不能换到别的项目") if self.record else self.tr("不针对某个项目的留空")
        self._project_field = Field(words.field_word("enforcement", "project"), self.project, hint=hint)
        self.project.setReadOnly(bool(self.record))
        self.project.textEdited.connect(self._on_project_typed)
        self.project_offer.taken.connect(self._on_project)
        super()._lay_out()
        self.body.insertWidget(1, self._project_field)

    def _show_fields(self) -> None:
        """What the kind counts, what is filled in already, and the family where no project gives it."""
        kind = self.editors["kind"].raw()
        figures = {name for name, _ in NEEDED.values()}
        counted = NEEDED[kind][0] if kind in NEEDED else ""
        for name in figures:
            self.fields[name].setVisible(name == counted or bool(self.editors[name].raw().strip()))
        self.fields["family"].setVisible(not self._project)
        for name in (*figures, "family"):
            needed = " *" if name in (counted, "family") else ""
            self.fields[name].set_name(f"{self._word(name)}{needed}")

    def _on_edited(self, name: str) -> None:
        super()._on_edited(name)
        if name == "kind":
            self._show_fields()

    def _project_words(self, text: str) -> list[str]:
        self._choices = {choice.title: choice for choice in find_projects(self.registers.store, text)}
        return list(self._choices)

    @Slot(str)
    def _on_project_typed(self, _text: str) -> None:
        self._project = ""
        self._project_field.set_error("")
        self._show_fields()

    @Slot(str)
    def _on_project(self, title: str) -> None:
        choice = self._choices.get(title)
        if choice is None:
            return
        self.show_project(choice.id)
        row = self.registers.store.row("project", choice.id)
        if not self.editors["company"].raw().strip():
            self.editors["company"].set_value(row["contractor"] or row["property_company"])
        self._show_fields()
