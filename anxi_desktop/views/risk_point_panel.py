"""The panel for a risk point: new, from what the library knows, or to be changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot

from anxi_desktop.app.risks import Risks
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.risk_library import StarterPoint
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.suggestions import Suggestions
from anxi_desktop.views.components.text import label
from anxi_desktop.views.field_editors import Editor, TextEditor, editor_for

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SPEC = SPECS["risk_point"]
_FIELDS = (
    *("name", "unit", "place", "factors", "accidents", "consequences"),
    *("measures", "emergency", "reporting", "duty_level", "person", "post", "identified_on"),
)
_MOST = 12
_ALSO = (("塔吊", "塔机"), ("塔吊", "塔式起重机"), ("外架", "脚手架"), ("电瓶车", "电动自行车"))


class RiskPointPanel(SidePanel):
    """`saved` with the record id, and whether it is to be assessed next."""

    saved = Signal(str, bool)

    def __init__(self, shell: Shell, risks: Risks, project: str, *, record: str = "") -> None:
        super().__init__(shell.tr("修改风险点") if record else shell.tr("新建风险点"))
        self.shell, self.risks, self.project, self.record = shell, risks, project, record
        row = risks.store.row("project", project)
        self._family = Family(str(row["category"]))
        self._known: dict[str, StarterPoint] = {}
        self._signs: list[str] = []
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Field] = {}
        self.dangerous = Picker(
            [(category.code, category.title) for category in risks.categories],
            allow_blank=True,
            blank=self.tr("不是危大工程"),
        )
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self._lay_out()
        self._show()
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add_button(cancel)
        if not record:
            self.only_save = button(self.tr("保存"))
            self.only_save.clicked.connect(self._on_save)
            self.add_button(self.only_save)
        self.save = button(self.tr("保存") if record else self.tr("保存并评估等级"), kind="primary")
        self.save.clicked.connect(self._on_save if record else self._on_save_and_assess)
        self.add_button(self.save)

    def _lay_out(self) -> None:
        for name in _FIELDS:
            editor = editor_for(_SPEC.fields[name])
            self.editors[name] = editor
            field = Field(
                words.field_word("risk_point", name), editor.widget, required=_SPEC.fields[name].required
            )
            self.fields[name] = field
            self.body.addWidget(field)
            if name == "unit":
                self.body.addWidget(Field(words.field_word("risk_point", "dangerous"), self.dangerous))
        self.body.addWidget(self._error)
        name_editor, unit_editor = self.editors["name"], self.editors["unit"]
        if isinstance(name_editor, TextEditor):
            self.offer = Suggestions(name_editor.box, self._names, listed=True)
            self.offer.taken.connect(self._on_taken)
        if isinstance(unit_editor, TextEditor):
            self.unit_offer = Suggestions(unit_editor.box, self._units, listed=True)
        if self._family is Family.PROPERTY:
            self.fields["unit"].set_name(self.tr("部位或管理流程"))

    def _show(self) -> None:
        if self.record:
            row = self.risks.store.row("risk_point", self.record)
            for name, editor in self.editors.items():
                editor.set_value(row[name])
            self.dangerous.set_value(str(row["dangerous"] or ""))
            signs = row["signs"]
            self._signs = list(signs) if isinstance(signs, list) else []
        else:
            self.editors["identified_on"].set_value(self.risks.today.isoformat())

    def _names(self, text: str) -> list[str]:
        wanted = {text.strip()}
        for said, written in _ALSO:  # people say 塔吊, papers write 塔机
            wanted |= {word.replace(said, written) for word in wanted if said in word}
        found = [
            point
            for point in self.risks.starters(self._family)
            if any(word in point.name or word in point.unit.title for word in wanted)
        ]
        self._known = {f"{point.name}（{point.unit.title}）": point for point in found[:_MOST]}
        return list(self._known)

    def _units(self, text: str) -> list[str]:
        titles = [unit.title for unit in self.risks.library.units if unit.family is self._family]
        return [title for title in titles if text.strip() in title][:_MOST]

    @Slot(str)
    def _on_taken(self, title: str) -> None:
        """Everything the library knows of it; what was typed already stays."""
        known = self._known.get(title)
        if known is None:
            return
        self.editors["name"].set_value(known.name)
        for name, value in known.values().items():
            if name in self.editors and name != "name" and not self.editors[name].raw().strip():
                self.editors[name].set_value(value)
        if not self.dangerous.value():
            self.dangerous.set_value(known.dangerous)
        self._signs = list(known.signs)

    @Slot()
    def _on_save(self) -> None:
        self._write(assess=False)

    @Slot()
    def _on_save_and_assess(self) -> None:
        self._write(assess=True)

    def _write(self, *, assess: bool) -> None:
        values: dict[str, JournalValue] = {
            "dangerous": self.dangerous.value() or None,
            "signs": list(self._signs),
        }
        for name, editor in self.editors.items():
            typed = editor.typed()
            code = typed.code
            self.fields[name].set_error(words.reason(code, limit=_SPEC.fields[name].limit) if code else "")
            if code:
                editor.widget.setFocus()
                return
            values[name] = typed.value
        if not self.record:
            values = {name: value for name, value in values.items() if value not in (None, [])}
        try:
            record, done = self.risks.save_point(self.project, self.record, values)
        except AnxiError as error:
            self._error.setText(sentence(error))
            self._error.show()
            return
        if done is not None:
            text = self.tr("已保存") if self.record else self.tr("已新建风险点")
            self.shell.toast(text, undo=True)
        self.saved.emit(record, assess)
