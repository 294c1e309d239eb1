"""Rows of settings that are each saved as soon as they are entered, with what is wrong beneath."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.card import SettingRow
from anxi_desktop.views.components.text_box import TextBox

EDITOR = 320
"""The width of a text's box in pixels."""
_NUMBER = 80
_LONGEST = 200


class SettingRows(QObject):
    """`by_name` are the rows by the setting's name; new ones are added to `column`."""

    def __init__(self, session: Session, column: QVBoxLayout, parent: QObject) -> None:
        super().__init__(parent)
        self._session = session
        self._column = column
        self.by_name: dict[str, SettingRow] = {}

    def add(self, name: str, words: str, text: str, control: QWidget | None, icon: str) -> SettingRow:
        """One row with a control of its own."""
        row = SettingRow(words, text, control, icon=icon)
        self.by_name[name] = row
        self._column.addWidget(row)
        return row

    def add_text(
        self,
        name: str,
        words: str,
        text: str,
        icon: str,
        *,
        needed: bool = False,
        limit: int = _LONGEST,
        placeholder: str = "",
        check: Callable[[str], str] = lambda _text: "",
    ) -> TextBox:
        """One line of text. What `check` finds wrong, in a sentence, is not saved and stays to be mended."""
        box = TextBox(self.stored(name), limit=limit, placeholder=placeholder)
        box.setFixedWidth(EDITOR)
        box.editingFinished.connect(partial(self._on_text, name, box, check, needed=needed))
        self.add(name, words, text, box, icon)
        return box

    def add_number(self, name: str, words: str, text: str, icon: str, *, most: int, unit: str) -> TextBox:
        """A whole number from 1 to `most`."""
        box = TextBox(self.stored(name), limit=len(str(most)))
        box.setFixedWidth(_NUMBER)
        box.editingFinished.connect(partial(self._on_number, name, box, most, unit))
        self.add(name, words, text, box, icon)
        return box

    def stored(self, name: str) -> str:
        """A setting as text, as it holds now."""
        return str(getattr(self._session.settings, name))

    def write(self, name: str, **changes: object) -> bool:
        """Save changed settings; False where that failed, which the row of `name` then says."""
        row = self.by_name[name]
        try:
            self._session.change_settings(**changes)
        except AnxiError as error:
            row.set_error(sentence(error))
            return False
        row.set_error("")
        return True

    def _on_text(self, name: str, box: TextBox, check: Callable[[str], str], *, needed: bool) -> None:
        text = box.text().strip()
        old = self.stored(name)
        if needed and not text:
            self.by_name[name].set_error(self.tr("不能为空，仍用“{old}”").format(old=old))
            box.setText(old)
            return
        box.setText(text)
        wrong = check(text)
        if wrong or text == old:
            self.by_name[name].set_error(wrong)
        else:
            self.write(name, **{name: text})

    def _on_number(self, name: str, box: TextBox, most: int, unit: str) -> None:
        text = box.text().strip()
        old = self.stored(name)
        if not (text.isascii() and text.isdigit() and 1 <= int(text) <= most):
            words = self.tr("请填 1 到 {most} 的整数，仍用 {old} {unit}")
            self.by_name[name].set_error(words.format(most=most, old=old, unit=unit))
            box.setText(old)
        elif text != old:
            self.write(name, **{name: int(text)})
        else:
            self.by_name[name].set_error("")
