"""The panel that sets the same fields of many projects as one step that can be undone."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QVBoxLayout, QWidget

from anxi_desktop.app.offers import offer_of
from anxi_desktop.app.registry import Registry
from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.field_editors import Editor, editor_for

_SPEC = SPECS["project"]
FIELDS: tuple[str, ...] = (
    *("town", "grid_member", "unit_type"),
    *("state", "level", "standard_kind", "grade", "benchmark", "evaluation"),
    *("contractor", "supervisor", "property_company", "safety_officer", "stage"),
)
"""What can be the same for many projects; names, dates and sizes are each project's own."""

_WIDTH = 520


class BatchPanel(SidePanel):
    """`asked` gives {field: value} and the day from which status changes hold (None where none is set)."""

    asked = Signal(object, object)

    def __init__(self, registry: Registry, count: int) -> None:
        title = QApplication.translate("BatchPanel", "批量修改 {n} 个项目").format(n=f"{count:,}")
        super().__init__(title, width=_WIDTH)
        self._registry = registry
        self._count = count
        self.boxes: dict[str, QCheckBox] = {}
        self.editors: dict[str, Editor] = {}
        self._under: dict[str, QWidget] = {}
        self._wrong: dict[str, QLabel] = {}
        self.body.addWidget(
            label(self.tr("勾选要改的栏目。勾选后留空，就是把这一栏清空。"), "secondary", wrap=True)
        )
        choices = QVBoxLayout()
        choices.setSpacing(6)
        for name in FIELDS:
            choices.addWidget(self._row(name))
        self.body.addLayout(choices)
        self.since = DateBox()
        self.since.set_value(date.today())
        self._since = Field(self.tr("状态类改动从哪天起"), self.since, hint=self.tr("这一天之前的月报不变。"))
        self._since.hide()
        self.body.addWidget(self._since)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.go = button("", kind="primary")
        self.go.clicked.connect(self._on_go)
        self.add_button(cancel)
        self.add_button(self.go)
        self._tell()

    def changes(self) -> dict[str, JournalValue] | None:
        """What is to be set; None where something is wrong, which is said beneath its field."""
        found: dict[str, JournalValue] = {}
        for name in self._chosen():
            typed = self.editors[name].typed()
            # A project without a state would be in no form.
            code = typed.code or ("missing" if name == "state" and typed.value is None else None)
            self._wrong[name].setText(words.reason(code, limit=_SPEC.fields[name].limit) if code else "")
            self._wrong[name].setVisible(code is not None)
            if code is not None:
                return None
            found[name] = typed.value
        return found

    def _row(self, name: str) -> QWidget:
        made = QWidget()
        layout = QVBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        box = QCheckBox(words.field_word("project", name))
        editor = editor_for(_SPEC.fields[name], offer=offer_of(self._registry, name))
        editor.widget.setAccessibleName(words.field_word("project", name))
        wrong = label("", "error", wrap=True)
        wrong.hide()
        under = QWidget()
        inner = QVBoxLayout(under)
        inner.setContentsMargins(28, 0, 0, 8)
        inner.addWidget(editor.widget)
        inner.addWidget(wrong)
        under.hide()
        box.toggled.connect(partial(self._on_toggled, name))
        layout.addWidget(box)
        layout.addWidget(under)
        self.boxes[name], self.editors[name] = box, editor
        self._under[name], self._wrong[name] = under, wrong
        return made

    def _chosen(self) -> list[str]:
        return [name for name, box in self.boxes.items() if box.isChecked()]

    def _on_toggled(self, name: str, checked: bool) -> None:
        self._under[name].setVisible(checked)
        self._since.setVisible(any(_SPEC.fields[chosen].status for chosen in self._chosen()))
        if checked:
            self.editors[name].widget.setFocus()
        self._tell()

    def _tell(self) -> None:
        self.go.setText(self.tr("修改 {n} 个项目").format(n=f"{self._count:,}"))
        self.go.setEnabled(bool(self._chosen()))

    @Slot()
    def _on_go(self) -> None:
        changes = self.changes()
        if not changes:
            return
        since = None
        if any(_SPEC.fields[name].status for name in changes):
            since = self.since.value()
            self._since.set_error("" if since else self.tr("不是日期，请写成 2026-03-10 这样"))
            if since is None:
                return
        self.asked.emit(changes, since)
