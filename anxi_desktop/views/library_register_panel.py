"""The panel in which one record of a register is written: made from the fields' declarations."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from anxi_desktop.app.registers import Registers, Row
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.field_editors import ChoiceEditor, Editor, editor_for

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

Draft = dict[str, str]

_HALF = 284
"""Half the room of a panel."""


class RegisterPanel(SidePanel):
    """One record, written whole by 保存. `saved` gives its id and whether anything was written."""

    saved = Signal(str, bool)
    entity: ClassVar[str]
    rows: ClassVar[tuple[tuple[str, ...], ...]]
    """The fields by name; those of one row stand side by side."""

    def __init__(self, shell: Shell, registers: Registers, record: str = "") -> None:
        word = words.ENTITIES[self.entity]
        edit, new = (
            QCoreApplication.translate("RegisterPanel", text) for text in ("修改{what}", "新增{what}")
        )
        super().__init__((edit if record else new).format(what=word))
        self.shell, self.registers, self.record = shell, registers, record
        self.editors: dict[str, Editor] = {}
        self.fields: dict[str, Field] = {}
        self._restored = Banner(self.tr("已恢复上次没有保存的内容。"))
        self._restored.add_action(self.tr("清空重来"), self.start_anew)
        self._restored.hide()
        self._failed = label("", "error", wrap=True)
        self._failed.hide()
        # A layout that is aligned is never higher than one row of chips makes it; a stretch lets them wrap.
        self.body.setAlignment(Qt.AlignmentFlag(0))
        self.body.addWidget(self._restored)
        self._lay_out()
        self.body.addWidget(self._failed)
        self.body.addStretch(1)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.save_button = button(self.tr("保存"), kind="primary")
        self.save_button.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.save_button)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.Save), self)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        keys.activated.connect(self.write)
        self.start_anew()

    @Slot()
    def start_anew(self) -> None:
        """What is stored, or an empty form."""
        self._restored.hide()
        stored = self.registers.store.row(self.entity, self.record) if self.record else self.first()
        for name, editor in self.editors.items():
            editor.set_value(stored.get(name))
            self.fields[name].set_error("")

    def first(self) -> Row:
        """What stands in a new record's form."""
        return {}

    def raw(self) -> Draft:
        """What is typed; blank fields are missing."""
        return {name: text for name, editor in self.editors.items() if (text := editor.raw().strip())}

    def draft(self) -> Draft:
        """What was typed into a new record's form and not saved; {} where it is as at first."""
        typed = self.raw()
        first = {name: str(value) for name, value in self.first().items()}
        return {} if self.record or typed == first else typed

    def take_up(self, draft: Draft) -> None:
        """Offer what was typed last time."""
        if draft:
            for name, editor in self.editors.items():
                editor.set_raw(draft.get(name, ""))
            self._restored.show()

    @Slot()
    def write(self) -> None:
        """Save; what is wrong is said beneath its field."""
        self._failed.hide()
        values: dict[str, JournalValue] = {}
        for name, editor in self.editors.items():
            typed = editor.typed()
            spec = SPECS[self.entity].fields[name]
            self.fields[name].set_error(words.reason(typed.code, limit=spec.limit) if typed.code else "")
            values[name] = typed.value
        wrong = next((name for name, field in self.fields.items() if field.error()), "")
        if wrong:
            self.focus(wrong)
            return
        try:
            record, done = self._save(values)
        except AnxiError as error:
            self._show_failure(error)
            return
        self.saved.emit(record, done)

    def focus(self, name: str) -> None:
        """Bring a field into sight and the keyboard into it."""
        editor = self.editors[name].widget
        if isinstance(self.editors[name], ChoiceEditor):
            editor = next(iter(editor.findChildren(QWidget)), editor)
        editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(self.fields[name], 0, 60)

    def _save(self, values: Row) -> tuple[str, bool]:
        """Write the record: its id, and whether anything differed."""
        raise NotImplementedError

    def _show_failure(self, error: AnxiError) -> None:
        name = str(error.facts.get("name", ""))
        if name in self.fields and error.code == "bad_value" and not self.fields[name].isHidden():
            self.fields[name].set_error(str(error.facts["reason"]))
            self.focus(name)
            return
        self._failed.setText(sentence(error))
        self._failed.show()
        self.area.ensureWidgetVisible(self._failed)

    def _lay_out(self) -> None:
        for names in self.rows:
            for name in names:
                self._make(name)
            if len(names) == 1:
                self.body.addWidget(self.fields[names[0]])
                continue
            row = QHBoxLayout()
            row.setSpacing(16)
            for name in names:
                self.fields[name].setMaximumWidth(_HALF)
                row.addWidget(self.fields[name], 1, Qt.AlignmentFlag.AlignTop)
            row.addStretch()
            self.body.addLayout(row)

    def _make(self, name: str) -> None:
        spec = SPECS[self.entity].fields[name]
        editor = editor_for(spec)
        field = Field(self._word(name), editor.widget, required=spec.required)
        self.fields[name], self.editors[name] = field, editor
        editor.edited.connect(partial(self._on_edited, name))

    def _word(self, name: str) -> str:
        unit = words.UNITS[SPECS[self.entity].fields[name].unit]
        word = words.field_word(self.entity, name)
        return f"{word}（{unit}）" if unit else word

    def _on_edited(self, name: str) -> None:
        self.fields[name].set_error("")
