"""The fields of a project as a form in sections, with every check in place beneath the field it is about.

The same form serves a new project and an existing one; who uses it decides when a value is written.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from anxi_desktop.app.offers import offer_of
from anxi_desktop.app.registry import Registry
from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.field_editors import ChoiceEditor, Editor, editor_for
from anxi_desktop.views.project_overview import fields_for

_SPEC = SPECS["project"]

BASIC: tuple[str, ...] = (
    *("name", "category", "unit_type", "town", "permit_no", "address", "structure", "stage", "note"),
)
PEOPLE: tuple[str, ...] = (
    *("owner", "contractor", "supervisor", "property_company"),
    *("manager", "phone", "safety_officer", "grid_member"),
)
SCALE: tuple[str, ...] = ("area_m2", "cost_wan", "start_on", "planned_end_on", "end_on")
STATUS: tuple[str, ...] = (
    *("state", "level", "standard_kind", "grade", "graded_on", "demo_posts", "benchmark", "evaluation"),
)
_WIDE = frozenset(
    {"name", "address", "owner", "contractor", "supervisor", "property_company", "state", "grade", "note"}
)


class ProjectForm(QObject):
    """`edited` while a field changes, `left` when the person is done with it; both give its name."""

    edited = Signal(str)
    left = Signal(str)

    def __init__(self, registry: Registry, parent: QObject) -> None:
        super().__init__(parent)
        self._registry = registry
        self.fields: dict[str, Field] = {}
        self.editors: dict[str, Editor] = {}
        self._rows: list[tuple[QGridLayout, tuple[str, ...]]] = []

    def add_section(self, panel: SidePanel, title: str, names: Iterable[str], text: str = "") -> QVBoxLayout:
        """Put fields into the panel under a heading: long ones alone, the others two side by side."""
        section = panel.add_section(title, text)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(14)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        listed = tuple(names)
        for name in listed:
            self._make(name)
        self._rows.append((grid, listed))
        self._place(grid, listed, frozenset(_SPEC.fields))
        section.addLayout(grid)
        return section

    def show_values(self, values: Mapping[str, JournalValue], *, keep: frozenset[str] = frozenset()) -> None:
        """Show stored values in all fields but `keep`."""
        for name, editor in self.editors.items():
            if name not in keep:
                editor.set_value(values.get(name))
                self.fields[name].set_error("")

    def show_for(self, category: JournalValue, *, filled: Iterable[str] = ()) -> None:
        """Show the fields that mean something for a family, and those that are filled all the same."""
        shown = fields_for(category) | frozenset(filled)
        for grid, names in self._rows:
            self._place(grid, names, shown)

    def typed(self) -> dict[str, JournalValue]:
        """The values of all fields that are well; a field with an error is missing."""
        found = {name: editor.typed() for name, editor in self.editors.items()}
        return {name: typed.value for name, typed in found.items() if typed.code is None}

    def raw(self) -> dict[str, str]:
        """What is typed, for a draft; blank fields are missing."""
        return {name: text for name, editor in self.editors.items() if (text := editor.raw().strip())}

    def show_raw(self, texts: Mapping[str, str]) -> None:
        """Take up a draft."""
        for name, text in texts.items():
            if name in self.editors:
                self.editors[name].set_raw(text)

    def check(self, name: str) -> bool:
        """Check one field and say beneath it what is wrong; True when it is well."""
        code = self.editors[name].typed().code
        limit = _SPEC.fields[name].limit
        self.fields[name].set_error(words.reason(code, limit=limit) if code else "")
        return code is None

    def check_all(self) -> str:
        """Check every field; the name of the first that is wrong, "" when all is well."""
        return next((name for name in [*self.editors] if not self.check(name)), "")

    def focus(self, name: str) -> None:
        """Bring a field into sight and the keyboard into it."""
        editor = self.editors[name if name in self.editors else "name"]
        parent = editor.widget.parentWidget()
        while parent is not None and not isinstance(parent, SidePanel):
            parent = parent.parentWidget()
        if isinstance(parent, SidePanel):
            parent.area.ensureWidgetVisible(self.fields[editor.spec.name], 0, 60)
        target = editor.widget
        if isinstance(editor, ChoiceEditor):
            target = next(iter(target.findChildren(QWidget)), target)
        target.setFocus()

    def _make(self, name: str) -> None:
        spec = _SPEC.fields[name]
        editor = editor_for(spec, offer=offer_of(self._registry, name))
        unit = words.UNITS[spec.unit]
        word = words.field_word("project", name)
        if spec.kind in (Kind.DECIMAL, Kind.INTEGER) and unit:
            word = f"{word}（{unit}）"
        field = Field(word, editor.widget, required=spec.required)
        self.fields[name], self.editors[name] = field, editor
        editor.edited.connect(partial(self.edited.emit, name))
        editor.left.connect(partial(self.left.emit, name))

    def _place(self, grid: QGridLayout, names: tuple[str, ...], shown: frozenset[str]) -> None:
        for name in names:
            grid.removeWidget(self.fields[name])
            if self.fields[name].parentWidget() is not None:  # else it would open as a window of its own
                self.fields[name].setVisible(name in shown)
        row, column = 0, 0
        for name in (name for name in names if name in shown):
            wide = name in _WIDE
            if wide and column:
                row, column = row + 1, 0
            grid.addWidget(self.fields[name], row, column, 1, 2 if wide else 1, Qt.AlignmentFlag.AlignTop)
            row, column = (row + 1, 0) if wide or column else (row, 1)
