"""Opens the panels of the page 项目 one at a time, and keeps what was half typed in them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from anxi_desktop.app.registry import Registry
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.views.project_acts import ProjectActs
from anxi_desktop.views.project_batch import BatchPanel
from anxi_desktop.views.project_panel import EditProjectPanel, NewProjectPanel
from anxi_desktop.views.shell import Shell

DRAFT = "project_draft"
"""The view of the settings that keeps a half typed new project over a restart."""


class ProjectPanels(QObject):
    """At most one panel is open; `panel` is it."""

    made = Signal(str)
    """A new project was saved and its panel closed."""
    open_asked = Signal(str)
    """Show this project in place of the panel."""

    def __init__(self, shell: Shell, registry: Registry, acts: ProjectActs, parent: QObject) -> None:
        super().__init__(parent)
        self._shell = shell
        self._registry = registry
        self._acts = acts
        self._drafts = {"": _read_draft(registry.session.settings.views.get(DRAFT, ""))}
        self.panel: NewProjectPanel | EditProjectPanel | BatchPanel | None = None

    @Slot()
    def new_project(self) -> None:
        """The panel for a new project, with the draft of last time."""
        if isinstance(self.panel, NewProjectPanel):
            self.panel.form.focus("name")
            return
        panel = NewProjectPanel(self._registry)
        panel.saved.connect(self._on_saved)
        panel.saved_for_more.connect(self._on_saved_for_more)
        self._open(panel)
        panel.take_up(self._drafts.get("", {}))
        panel.form.focus("name")

    def edit_project(self, record: str, field: str = "") -> None:
        """The panel of an existing project, at a field."""
        try:
            panel = EditProjectPanel(self._registry, record)
        except AnxiError as error:
            self._shell.show_error(error)
            return
        self._open(panel)
        panel.take_up(self._drafts.pop(record, {}))
        panel.form.focus(field or "name")

    def change_projects(self, records: Sequence[str]) -> None:
        """The panel that sets the same fields of several projects."""
        panel = BatchPanel(self._registry, len(records))
        panel.asked.connect(partial(self._on_batch_asked, records))
        self._open(panel)

    def show_stored(self) -> None:
        """Something was written: an open panel shows what is stored now."""
        if isinstance(self.panel, EditProjectPanel):
            self.panel.show_stored()

    def _open(self, panel: NewProjectPanel | EditProjectPanel | BatchPanel) -> None:
        self._shell.close_panel()
        self.panel = panel
        panel.close_asked.connect(self._shell.close_panel)
        panel.closed.connect(self._on_closed)
        if not isinstance(panel, BatchPanel):
            panel.open_asked.connect(self._on_open_asked)
        self._shell.open_panel(panel)

    @Slot()
    def _on_closed(self) -> None:
        """Keep what is half typed; what could be saved was saved when the keyboard left its field."""
        panel, self.panel = self.panel, None
        if panel is None or isinstance(panel, BatchPanel):
            return
        record = panel.record() or ""
        draft = panel.draft()
        self._drafts.pop(record, None)
        if draft:
            self._drafts[record] = draft
        if not record:
            self._acts.remember(DRAFT, json.dumps(draft, ensure_ascii=False) if draft else "")

    @Slot(str)
    def _on_open_asked(self, record: str) -> None:
        self._shell.close_panel()
        self.open_asked.emit(record)

    @Slot(str)
    def _on_saved(self, record: str) -> None:
        self._shell.close_panel()
        self.made.emit(record)

    @Slot(str)
    def _on_saved_for_more(self, record: str) -> None:
        name = self._registry.project(record)["name"]
        self._shell.toast(self.tr("已新建项目“{name}”").format(name=name), undo=True)

    def _on_batch_asked(
        self, records: Sequence[str], changes: dict[str, JournalValue], since: date | None
    ) -> None:
        self._shell.close_panel()
        self._acts.change(records, changes, valid_from=since)


def _read_draft(text: str) -> dict[str, str]:
    """A draft as kept in the settings; nothing where it is not understood."""
    try:
        found: Any = json.loads(text or "{}")
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
