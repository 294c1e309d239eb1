"""The first-run assistant: who are you, which laptop is this, where shall the data stand. Or a look at a demo.

Nothing is written before the last button.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from anxi_desktop.app import start
from anxi_desktop.app.start import NewFolder
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.forms.welcome import Ui_Welcome
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.picker import OpenPicker
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox

_WIDTH = 560
_MARK = 72
_LONGEST = 200


class FirstRun(QWidget):
    """`finished` with what was asked; `demo_asked`; `open_asked` with a folder that holds data already."""

    finished = Signal(object)
    demo_asked = Signal()
    open_asked = Signal(object)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.unit = TextBox(placeholder=self.tr("例如：安溪县住房和城乡建设局"), limit=_LONGEST)
        self.unit_type = OpenPicker(start.UNIT_TYPES, value=start.DEFAULT_UNIT_TYPE)
        self.person = TextBox(placeholder=self.tr("写进每条记录，方便日后查证"), limit=_LONGEST)
        self.code = TextBox("K1", limit=8)
        self.folder = TextBox(str(folder))
        self.done = button(self.tr("建立并打开"), kind="primary")
        self.back = button(self.tr("上一步"), kind="quiet", icon="arrow-left")
        self.banner = Banner("", tone="danger")
        self._fields: dict[str, Field] = {}
        welcome, form = QWidget(), Ui_Welcome()
        form.setupUi(welcome)
        form.mark.setFixedSize(_MARK, _MARK)
        form.mark.set("app")
        self.begin, self.demo = form.begin, form.demo
        self.begin.set_icon("arrow-right")
        self.demo.set_icon("eye")
        self._pages = QStackedWidget()
        self._pages.addWidget(welcome)
        self._pages.addWidget(scrolling(self._questions()))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._pages)
        self._connect()

    def say(self, error: AnxiError) -> None:
        """Making the folder failed: why, and what was kept."""
        self._pages.setCurrentIndex(1)
        self.banner.set(sentence(error), tone="danger")
        self.banner.show()

    def set_busy(self, *, busy: bool) -> None:
        """While the demo is being made nothing else is offered."""
        for press in (self.begin, self.demo, self.done):
            press.setEnabled(not busy)

    def answers(self) -> NewFolder:
        """What is filled in now."""
        return NewFolder(
            folder=Path(self.folder.text().strip()).expanduser(),
            unit=self.unit.text().strip(),
            unit_type=self.unit_type.value() or start.DEFAULT_UNIT_TYPE,
            person=self.person.text().strip(),
            code=self.code.text().strip().upper(),
        )

    def problems(self) -> dict[str, str]:
        """What is wrong with the answers, by field."""
        found: dict[str, str] = {}
        answers = self.answers()
        if not answers.unit:
            found["unit"] = self.tr("请填写单位名称，它会印在每张报表上")
        if not answers.person:
            found["person"] = self.tr("请填写您的姓名，每条记录都会注明是谁写的")
        if not start.is_code(answers.code):
            found["code"] = self.tr("应为 1 到 8 个字母或数字，例如 K1")
        if not self.folder.text().strip():
            found["folder"] = self.tr("请选择数据放在哪个文件夹")
        elif start.has_data(answers.folder):
            found["folder"] = self.tr("这个文件夹里已经有数据，可以直接打开它，或换一个文件夹")
        else:
            try:
                start.check_place(answers.folder)
            except AnxiError as error:
                found["folder"] = sentence(error)
        return found

    def _questions(self) -> QWidget:
        page = QWidget()
        column = _column(page)
        column.addWidget(label(self.tr("先认识一下"), "title"))
        column.addWidget(
            label(self.tr("都可以以后在“设置”里改；按下最后的按钮之前，什么也不会写入。"), "secondary")
        )
        column.addSpacing(16)
        column.addWidget(self.banner)
        self.banner.hide()
        for name, words, editor, hint in (
            ("unit", self.tr("单位"), self.unit, ""),
            ("unit_type", self.tr("单位类型"), self.unit_type, self.tr("可以从中选，也可以自己写。")),
            ("person", self.tr("您的姓名"), self.person, ""),
            ("code", self.tr("本机代号"), self.code, self.tr("同一单位的每台电脑代号要不同：K1、K2、K3……")),
        ):
            self._fields[name] = Field(words, editor, hint=hint, required=name != "unit_type")
            column.addWidget(self._fields[name])
            column.addSpacing(8)
        self._fields["folder"] = self._folder_field()
        column.addWidget(self._fields["folder"])
        column.addSpacing(16)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.open)
        row.addWidget(self.done)
        column.addLayout(row)
        column.addStretch(3)
        return page

    def _folder_field(self) -> Field:
        box = QFrame()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.folder, 1)
        choose = button(self.tr("更改…"), icon="folder")
        choose.clicked.connect(self._on_choose)
        row.addWidget(choose)
        self.open = button(self.tr("打开已有数据"))
        self.open.hide()
        return Field(
            self.tr("数据文件夹"),
            box,
            hint=self.tr("放在本机硬盘上；不要放在 U 盘、网络盘或网盘同步的文件夹里。"),
        )

    def _connect(self) -> None:
        self.begin.clicked.connect(self._on_begin)
        self.back.clicked.connect(self._on_back)
        self.demo.clicked.connect(self.demo_asked)
        self.done.clicked.connect(self._on_done)
        self.open.clicked.connect(self._on_open)
        for name, editor in (("unit", self.unit), ("person", self.person), ("code", self.code)):
            editor.textEdited.connect(lambda _text, name=name: self._fields[name].set_error(""))
        self.folder.editingFinished.connect(self._on_folder)
        for editor in (self.unit, self.person, self.code, self.folder):
            editor.returnPressed.connect(self._on_done)

    @Slot()
    def _on_begin(self) -> None:
        self._pages.setCurrentIndex(1)
        self.unit.setFocus()

    @Slot()
    def _on_back(self) -> None:
        self._pages.setCurrentIndex(0)

    @Slot()
    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, self.tr("数据放在哪个文件夹"), self.folder.text())
        if chosen:
            self.folder.setText(chosen)
            self._on_folder()

    @Slot()
    def _on_folder(self) -> None:
        self._fields["folder"].set_error(self.problems().get("folder", ""))
        self.open.setVisible(start.has_data(self.answers().folder))

    @Slot()
    def _on_open(self) -> None:
        self.open_asked.emit(self.answers().folder)

    @Slot()
    def _on_done(self) -> None:
        problems = self.problems()
        for name, field in self._fields.items():
            field.set_error(problems.get(name, ""))
        if problems:
            first = next(name for name in self._fields if name in problems)
            (self.folder if first == "folder" else self._fields[first].editor).setFocus()
            return
        self.finished.emit(self.answers())


def _column(page: QWidget) -> QVBoxLayout:
    """A column of one width in the middle of the page."""
    row = QHBoxLayout(page)
    row.setContentsMargins(32, 32, 32, 32)
    inner = QWidget()
    inner.setFixedWidth(_WIDTH)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.setAlignment(Qt.AlignmentFlag.AlignTop)
    column.addStretch(2)
    row.addStretch(1)
    row.addWidget(inner)
    row.addStretch(1)
    return column
