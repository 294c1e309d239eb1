"""The palette at the left of the canvas, and what opens from it: points to pin, signs to put."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.signs import Sign, SignKind
from anxi_desktop.views.components.buttons import Button, icon_button
from anxi_desktop.views.components.card import line
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.popup import Popup
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.tags import RiskTag
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.riskmap.symbol import SymbolArt

_SIGN_PX = 44
_COLUMNS = 5

TOOLS: tuple[tuple[str, str], ...] = (
    ("arrow", "V"),
    ("polygon", "P"),
    ("rectangle", "R"),
    ("circle", "C"),
    ("freehand", "F"),
    ("area", "A"),
    ("pipeline", "L"),
    ("route", "E"),
    ("pin", "I"),
    ("sign", "S"),
    ("words", "T"),
    ("knife", "K"),
    ("measure", "M"),
)
"""The tools in their order, each with its key."""
_PARTS_AFTER = frozenset({"arrow", "freehand", "route", "words"})


class Palette(QFrame):
    """`picked` with the tool's id."""

    picked = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "surface")
        self.setFixedWidth(52)
        self.buttons: dict[str, Button] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(3)
        group = QButtonGroup(self)
        group.setExclusive(True)
        names = tool_words(self)
        for tool, key in TOOLS:
            made = icon_button(tool, tip=f"{names[tool]}（{key}）")
            made.setCheckable(True)
            made.clicked.connect(partial(self.picked.emit, tool))
            group.addButton(made)
            self.buttons[tool] = made
            column.addWidget(made)
            if tool in _PARTS_AFTER:
                column.addSpacing(2)
                column.addWidget(line())
                column.addSpacing(2)
        column.addStretch(1)

    def show_tool(self, tool: str) -> None:
        """Mark the tool in the hand."""
        self.buttons[tool].setChecked(True)


def tool_words(widget: QWidget) -> dict[str, str]:
    """What each tool is called."""
    return {
        "arrow": widget.tr("选择和移动"),
        "polygon": widget.tr("多边形区域"),
        "rectangle": widget.tr("矩形区域"),
        "circle": widget.tr("圆形区域"),
        "freehand": widget.tr("手绘区域"),
        "area": widget.tr("功能区"),
        "pipeline": widget.tr("管线或边线"),
        "route": widget.tr("疏散路线"),
        "pin": widget.tr("风险点"),
        "sign": widget.tr("标识、六有和消防设施"),
        "words": widget.tr("文字"),
        "knife": widget.tr("分割区域"),
        "measure": widget.tr("量尺，定比例"),
    }


class PointPopup(Popup):
    """The register's points, those without a pin first; `picked` with one's id, "new" asks for a new one."""

    picked = Signal(str)

    def __init__(
        self,
        owner: QWidget,
        rows: Sequence[dict[str, JournalValue]],
        placed: frozenset[str],
        words: Callable[[str], str],
    ) -> None:
        super().__init__(owner)
        self._words = words
        self._rows = sorted(rows, key=lambda row: row["id"] in placed)
        self._placed = placed
        self.search = SearchBox(self.tr("找风险点"))
        self.search.text_changed.connect(self._show)
        inner = QWidget()
        self._list = QVBoxLayout(inner)
        self._list.setContentsMargins(0, 4, 0, 4)
        self._list.setSpacing(0)
        self._list.setAlignment(Qt.AlignmentFlag.AlignTop)
        area = scrolling(inner)
        area.setFixedSize(360, 320)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.body.setSpacing(6)
        self.body.addWidget(self.search)
        self.body.addWidget(area)
        new = Button(text=self.tr("登记一个新的风险点…"), kind="row", icon="add")
        new.clicked.connect(partial(self._on_picked, "new"))
        self.body.addWidget(new)
        self._buttons: list[QWidget] = []
        self._show("")
        self.search.setFocus()

    def _show(self, text: str) -> None:
        let_go(self._list, self._buttons)
        self._buttons = []
        wanted = text.strip().lower()
        for row in self._rows:
            words = f"{row['name']} {row['unit'] or ''} {row['place'] or ''}".lower()
            if wanted and wanted not in words:
                continue
            made = self._button(row)
            self._buttons.append(made)
            self._list.addWidget(made)
        if not self._buttons:
            text = self.tr("没有找到") if self._rows else self.tr("这个项目还没有风险点")
            empty = label(text, "secondary")
            empty.setContentsMargins(12, 12, 12, 12)
            self._buttons.append(empty)
            self._list.addWidget(empty)

    def _button(self, row: dict[str, JournalValue]) -> Button:
        made = Button(kind="row")
        made.setAccessibleName(str(row["name"]))
        made.setProperty("tall", True)
        made.clicked.connect(partial(self._on_picked, str(row["id"])))
        inner = QHBoxLayout(made)
        inner.setContentsMargins(10, 4, 10, 4)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(str(row["name"])))
        words.addWidget(ElidedLabel(str(row["unit"] or row["place"] or ""), "caption"))
        inner.addLayout(words, 1)
        if row["id"] in self._placed:
            inner.addWidget(label(self.tr("已在图上"), "caption"))
        if row["level"]:
            inner.addWidget(RiskTag(self._words(str(row["level"])), level=str(row["level"])))
        return made

    def _on_picked(self, record: str) -> None:
        self.close()
        self.picked.emit(record)


class SignPopup(Popup):
    """Signs, marks and equipment by class; `picked` with a code."""

    picked = Signal(str)

    def __init__(self, owner: QWidget, art: SymbolArt, *, kind: SignKind = SignKind.WARNING) -> None:
        super().__init__(owner)
        self._art = art
        self.kinds = ChoiceChips(
            [
                (SignKind.PROHIBITION.value, self.tr("禁止")),
                (SignKind.WARNING.value, self.tr("警告")),
                (SignKind.MANDATORY.value, self.tr("指令")),
                (SignKind.INFORMATION.value, self.tr("提示")),
                (SignKind.SIX.value, self.tr("六有")),
                (SignKind.FIRE.value, self.tr("消防")),
                (SignKind.ESCAPE.value, self.tr("疏散")),
            ],
            required=True,
            value=kind.value,
            wraps=False,
        )
        self.kinds.picked.connect(self._show)
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        area = scrolling(inner)
        area.setFixedSize(_COLUMNS * 104 + 20, 330)
        self.body.setContentsMargins(12, 12, 12, 8)
        self.body.setSpacing(8)
        self.body.addWidget(self.kinds)
        self.body.addWidget(area)
        note = label(art.signs.note, "caption")
        self.body.addWidget(note)
        self.buttons: dict[str, Button] = {}
        self._show(kind.value)

    def _show(self, kind: object) -> None:
        let_go(self._grid, self.buttons.values())
        self.buttons = {}
        for number, sign in enumerate(self._art.signs.of(SignKind(str(kind)))):
            made = self._button(sign)
            self.buttons[sign.code] = made
            self._grid.addWidget(made, number // _COLUMNS, number % _COLUMNS)

    def _button(self, sign: Sign) -> Button:
        made = Button(kind="tile")
        made.setToolTip(sign.name + (self.tr("（旧版）") if sign.valid_to else ""))
        made.setAccessibleName(sign.name)
        column = QVBoxLayout(made)
        column.setContentsMargins(2, 6, 2, 4)
        column.setSpacing(2)
        picture = QLabel()
        picture.setPixmap(sign_icon(self._art, sign, _SIGN_PX).pixmap(QSize(_SIGN_PX, _SIGN_PX)))
        picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        words = ElidedLabel(sign.name, "caption")
        words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        column.addWidget(picture)
        column.addWidget(words)
        made.clicked.connect(partial(self._on_picked, sign.code))
        return made

    def _on_picked(self, code: str) -> None:
        self.close()
        self.picked.emit(code)


def sign_icon(art: SymbolArt, sign: Sign | None, side: int) -> QIcon:
    """A sign as an icon."""
    made = QPixmap(side * 2, side * 2)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    art.paint_sign(painter, sign, made.rect().adjusted(2, 2, -2, -2).toRectF())
    painter.end()
    made.setDevicePixelRatio(2)
    return QIcon(made)
