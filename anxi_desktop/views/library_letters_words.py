"""The panel for the text of the letters and the pattern of their numbers."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout

from anxi_desktop.app.unit_letters import UnitLetters
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea, TextBox
from anxi_desktop.views.library_letters_panels import AskingPanel, kind_word
from anxi_desktop.views.library_letters_table import tr
from anxi_desktop.views.tokens import PANEL


class WordsPanel(AskingPanel):
    """The number's pattern and the text of both letters. `saved` once they are kept."""

    saved = Signal()

    def __init__(self, letters: UnitLetters, year: int) -> None:
        super().__init__(tr("文字和编号"), tr("保存"), width=PANEL)
        self._letters, self._year = letters, year
        self._drafts = {kind: letters.words.template(kind) for kind in LetterKind}
        self._showing = False
        self.kind = ChoiceChips(
            [(kind.value, kind_word(kind)) for kind in LetterKind],
            required=True,
            value=LetterKind.NOTICE.value,
            wraps=False,
        )
        self.number, self.title = TextBox(limit=80), TextBox(limit=80)
        self.text, self.note = TextArea(lines=11), TextArea(lines=3)
        self._number = Field(self.tr("编号样式"), self.number)
        self._text = Field(
            self.tr("正文"),
            self.text,
            hint=self.tr(
                "{自评期限}、{年份}、{项目}、{单位} 会换成每一份自己的。"
                "正文取自通知附件，引用的标准换了新版，请在这里改。"
            ),
        )
        self.restore = button(self.tr("恢复附件原文"), kind="link")
        top = QHBoxLayout()
        top.addWidget(self.kind)
        top.addStretch(1)
        top.addWidget(self.restore)
        self.body.addLayout(top)
        for field in (
            self._number,
            Field(self.tr("标题"), self.title),
            self._text,
            Field(self.tr("备注"), self.note),
        ):
            self.body.addWidget(field)
        self._wrong = label("", "error", wrap=True)
        self._wrong.hide()
        self.body.addWidget(self._wrong)
        self.kind.picked.connect(self._show)
        self.restore.clicked.connect(self._on_restore)
        for box in (self.number, self.title):
            box.textEdited.connect(self._on_edited)
        for area in (self.text, self.note):
            area.textChanged.connect(self._on_edited)
        self._show()

    def _chosen(self) -> LetterKind:
        return LetterKind(self.kind.value())

    @Slot()
    def _show(self, _code: object = None) -> None:
        draft = self._drafts[self._chosen()]
        self._showing = True
        self.number.setText(draft.number)
        self.title.setText(draft.title)
        self.text.setPlainText(draft.body)
        self.note.setPlainText(draft.note)
        self._showing = False
        self._tell()

    def _tell(self) -> None:
        kind = self._chosen()
        sample = self._letters.next_number(kind, self._year, template=self._drafts[kind])
        self._number.set_hint(
            self.tr("{年份} 和 {序号} 不能少。下一份：") + sample
            if sample
            else self.tr("{年份} 和 {序号} 不能少。")
        )

    @Slot()
    def _on_edited(self) -> None:
        if self._showing:
            return
        kind = self._chosen()
        self._drafts[kind] = replace(
            self._drafts[kind],
            number=self.number.text().strip(),
            title=self.title.text().strip(),
            body=self.text.toPlainText().strip(),
            note=self.note.toPlainText().strip(),
        )
        self._wrong.hide()
        self._tell()

    @Slot()
    def _on_restore(self) -> None:
        self._drafts[self._chosen()] = self._letters.words.printed(self._chosen())
        self._show()

    @Slot()
    def _on_go(self) -> None:
        try:
            self._letters.words.save(self._drafts)
        except AnxiError as error:
            self._wrong.setText(sentence(error))
            self._wrong.show()
            self.area.ensureWidgetVisible(self._wrong)
            return
        self.saved.emit()
