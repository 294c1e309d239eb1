"""The maps of one project: a card for each, and the panels for a new one, its title block and its background."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app import paths
from anxi_desktop.app.map_background import background_work, page_count
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.app.risk_maps import Background, RiskMaps
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.dialog import ask_text
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea, TextBox

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

FILES = "图片、PDF、DXF (*.png *.jpg *.jpeg *.bmp *.webp *.tif *.tiff *.pdf *.dxf)"


class RiskMapsView(QWidget):
    """`opened` with a map's id; `new_asked` for a new one."""

    opened = Signal(str)
    new_asked = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.maps: RiskMaps | None = None
        self.cards: dict[str, Card] = {}
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 0, 8, 12)
        self._column.setSpacing(10)
        self._column.setAlignment(Qt.AlignmentFlag.AlignTop)
        inner = QWidget()
        inner.setLayout(self._column)
        self.empty = EmptyState(
            self.tr("还没有四色图"),
            self.tr("导入平面图（图片、PDF 或 DXF）或用空白网格，画出风险区域，钉上风险点，就能打印张贴。"),
            self.tr("新建四色图"),
            icon="risk",
            kind="secondary",
        )
        self.empty.acted.connect(self.new_asked)
        self._list = scrolling(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._list, 1)
        layout.addWidget(self.empty, 1)

    def show_project(self, project: str) -> None:
        """Show the maps of a project."""
        self.maps = RiskMaps(self.shell.session, project)
        let_go(self._column, self.cards.values())
        self.cards = {}
        rows, counts = self.maps.maps(), self.maps.item_counts()
        for row in rows:
            self.cards[str(row["id"])] = self._card(row, counts.get(str(row["id"]), 0))
            self._column.addWidget(self.cards[str(row["id"])])
        self._list.setVisible(bool(rows))
        self.empty.setVisible(not rows)

    def _card(self, row: dict[str, JournalValue], items: int) -> Card:
        record = str(row["id"])
        card = Card()
        line = QHBoxLayout()
        wordsof = QVBoxLayout()
        wordsof.setSpacing(2)
        name = str(row["name"]) + (f" · {row['part']}" if row["part"] else "")
        wordsof.addWidget(label(name, "card"))
        parts = [self.tr("第 {n} 版").format(n=row["version"] or 1), str(row["drawn_on"] or "")]
        parts.append(self.tr("{n} 个对象").format(n=items))
        parts.append(str(row["background_name"] or self.tr("空白网格")))
        wordsof.addWidget(label(" · ".join(part for part in parts if part), "secondary"))
        line.addLayout(wordsof, 1)
        for text, kind, act in (
            (self.tr("打开编辑"), "secondary", partial(self.opened.emit, record)),
            (self.tr("复制为新版"), "quiet", partial(self._on_copy, record)),
            (self.tr("删除"), "quiet", partial(self._on_delete, record)),
        ):
            made = button(text, kind=kind)
            made.clicked.connect(act)
            line.addWidget(made)
        card.body.addLayout(line)
        return card

    def _on_copy(self, record: str, _checked: bool = False) -> None:
        if self.maps is not None:
            self.maps.copy_forward(record)
            self.shell.toast(self.tr("已复制为新版，旧版不变"), undo=True)

    def _on_delete(self, record: str, _checked: bool = False) -> None:
        if self.maps is not None:
            self.maps.delete(record)
            self.shell.toast(self.tr("已删除一张四色图"), undo=True)


class NewMapPanel(SidePanel):
    """Name, part, and what is beneath. `made` with the id."""

    made = Signal(str)

    def __init__(self, shell: Shell, project: str) -> None:
        super().__init__(shell.tr("新建四色图"), width=480)
        self.shell = shell
        self.maps = RiskMaps(shell.session, project)
        self._background: Background | None = None
        self.name = TextBox(self.tr("总平面四色图"), limit=200)
        self.part = TextBox(limit=200, placeholder=self.tr("如：基础阶段、标准层、地下一层；可空"))
        self.body.addWidget(Field(self.tr("图名"), self.name, required=True))
        self.body.addWidget(Field(self.tr("楼层或阶段"), self.part))
        self.choose = button(self.tr("选择平面图…"), icon="background")
        self.choose.clicked.connect(self._on_choose)
        self.chosen = label(self.tr("空白网格（也可以以后再换）"), "secondary", wrap=True)
        self.body.addWidget(label(self.tr("底图"), "strong"))
        self.body.addWidget(self.choose, alignment=Qt.AlignmentFlag.AlignLeft)
        self.body.addWidget(self.chosen)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self.body.addWidget(self._error)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.go = button(self.tr("新建并打开"), kind="primary")
        self.go.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.go)

    @Slot()
    def write(self) -> None:
        """Make it."""
        try:
            record, _done = self.maps.make(
                self.name.text().strip(), part=self.part.text().strip(), background=self._background
            )
        except AnxiError as error:
            self._error.setText(sentence(error))
            self._error.show()
            return
        self.shell.toast(self.tr("已新建四色图"), undo=True)
        self.made.emit(record)

    @Slot()
    def _on_choose(self) -> None:
        self.go.setEnabled(False)
        if not choose_background(self.shell, self, self._on_background, self._on_stopped):
            self.go.setEnabled(True)

    def _on_background(self, background: Background) -> None:
        self.go.setEnabled(True)
        self._background = background
        self.chosen.setText(
            self.tr("{name}（{w}×{h}）").format(name=background.name, w=background.width, h=background.height)
        )

    def _on_stopped(self) -> None:
        self.go.setEnabled(True)


class SheetPanel(SidePanel):
    """The title block, the scale, north, and how far the background stands back."""

    done = Signal()

    def __init__(self, shell: Shell, project: str, record: str) -> None:
        super().__init__(shell.tr("图名、比例和签署"), width=480)
        self.shell, self.record = shell, record
        self.maps = RiskMaps(shell.session, project)
        row = shell.session.store.row("risk_map", record)
        self.boxes: dict[str, TextBox] = {}
        for name, title, hint in (
            ("name", self.tr("图名"), ""),
            ("part", self.tr("楼层或阶段"), ""),
            ("prepared_by", self.tr("编制"), ""),
            ("checked_by", self.tr("审核"), self.tr("空着就在图上留签字的线")),
            ("approved_by", self.tr("批准"), ""),
            (
                "mm_per_unit",
                self.tr("比例：图上一个单位是几毫米"),
                self.tr("用“量尺”量一段已知的距离，这里会自动填"),
            ),
            ("north", self.tr("指北针顺时针转多少度"), self.tr("0 是正上方为北")),
        ):
            box = TextBox("" if row[name] is None else str(row[name]), limit=200)
            self.boxes[name] = box
            self.body.addWidget(Field(title, box, hint=hint, required=name == "name"))
        day = row["drawn_on"]
        self.day = DateBox(date.fromisoformat(str(day)) if day else None)
        self.body.addWidget(Field(self.tr("绘制日期"), self.day))
        self.faded = ChoiceChips(
            [
                ("0", self.tr("原样")),
                ("30", self.tr("淡一些")),
                ("55", self.tr("很淡")),
                ("80", self.tr("几乎看不见")),
            ],
            required=True,
            value=str(row["faded"] or 0),
        )
        self.body.addWidget(Field(self.tr("底图深浅"), self.faded))
        self.note = TextArea(str(row["note"] or ""), lines=3)
        self.body.addWidget(Field(self.tr("备注"), self.note))
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self.body.addWidget(self._error)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.save = button(self.tr("保存"), kind="primary")
        self.save.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.save)

    @Slot()
    def write(self) -> None:
        """Save what differs."""
        changes: dict[str, JournalValue] = {
            name: box.text().strip() or None for name, box in self.boxes.items()
        }
        try:
            north = changes["north"]
            changes["north"] = int(str(north)) % 360 if north else None
            scale = changes["mm_per_unit"]
            changes["mm_per_unit"] = f"{Decimal(str(scale)).normalize():f}" if scale else None
        except (ValueError, InvalidOperation):
            self._say(self.tr("比例和角度要填数字"))
            return
        day = self.day.value()
        changes["drawn_on"] = day.isoformat() if day else None
        changes["faded"] = int(self.faded.value() or 0) or None
        changes["note"] = self.note.toPlainText().strip() or None
        try:
            if self.maps.change(self.record, changes) is not None:
                self.shell.toast(self.tr("已保存"), undo=True)
        except AnxiError as error:
            self._say(sentence(error))
            return
        self.done.emit()

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))


def choose_background(
    shell: Shell,
    owner: QWidget,
    on_done: Callable[[Any], object],
    on_stopped: Callable[[], object] | None = None,
) -> bool:
    """Ask for a file and make a background of it beside the window; False where none was chosen."""
    folder = shell.session.settings.export_folder
    name, _ = QFileDialog.getOpenFileName(owner, shell.tr("选择平面图"), folder, FILES)
    if not name:
        return False
    page = _page_of(shell, owner, Path(name))
    if page is None:
        return False
    take_background(shell, Path(name), on_done, on_stopped, page=page)
    return True


def take_background(
    shell: Shell,
    path: Path,
    on_done: Callable[[Any], object],
    on_stopped: Callable[[], object] | None = None,
    *,
    page: int = 0,
) -> None:
    """Make a background of a file beside the window."""
    work = background_work(PhotoPlace.of(shell.session), path, page=page, resources=paths.resources())
    shell.run(shell.tr("读取底图"), work, on_done, on_stopped=on_stopped)


def _page_of(shell: Shell, owner: QWidget, path: Path) -> int | None:
    """Which page of a PDF, counted from 0; None where the person took it back or it cannot be read."""
    if path.suffix.lower() != ".pdf":
        return 0
    try:
        count = page_count(path)
    except AnxiError as error:
        shell.show_error(error)
        return None
    if count == 1:
        return 0
    text = ask_text(
        owner,
        shell.tr("用第几页？"),
        shell.tr("这个 PDF 有 {n} 页，填要用的页码。").format(n=count),
        yes=shell.tr("用这一页"),
        no=shell.tr("取消"),
        value="1",
    )
    return int(text) - 1 if text.isdigit() and 1 <= int(text) <= count else None
