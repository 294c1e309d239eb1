"""What is chosen on the map, and what can be said about it. Every field is saved when it is left."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from anxi_desktop.app.map_work import MapWork, Side, Step
from anxi_desktop.domain import words
from anxi_desktop.domain.level_words import level_words
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Flow, Layer, Shape
from anxi_desktop.domain.zone import Item
from anxi_desktop.views.components.buttons import Button, button, icon_button
from anxi_desktop.views.components.card import line
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.riskmap.palette import sign_icon
from anxi_desktop.views.riskmap.symbol import SymbolArt

if TYPE_CHECKING:
    from anxi_desktop.views.riskmap.editor import MapEditor

Row = Mapping[str, JournalValue]
_BY_POINTS = "points"


class Properties(QWidget):
    """Shows the selection of an editor. Asks the editor for everything it does not write itself."""

    point_asked = Signal(str)
    """Open a risk point of the register."""
    assess_asked = Signal(str)
    """Assess a risk point."""

    def __init__(self, editor: MapEditor, art: SymbolArt) -> None:
        super().__init__()
        self._editor = editor
        self._art = art
        self._key: tuple[object, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(10)
        self._column.addStretch(1)
        self._content: QWidget | None = None
        self.name: TextBox | None = None
        self.level: ChoiceChips | None = None
        self.reason: TextBox | None = None
        self._updates: list[Callable[[], None]] = []

    @property
    def _work(self) -> MapWork:
        return self._editor.work

    def show_selection(self) -> None:
        """Show what is chosen now; an editor that is being typed in stays as it is."""
        items = [self._work.items[row] for row in self._editor.selected if row in self._work.items]
        key = (tuple(item.id for item in items), items[0].shape if items else None, self._facts(items))
        if key == self._key and self._content is not None:
            for update in self._updates:
                update()
            return
        typing = (
            self._content is not None and self.focusWidget() is not None and self.focusWidget().hasFocus()
        )
        if typing and self._key and key[0] == self._key[0] and isinstance(self.focusWidget(), TextBox):
            self._key = key
            return
        self._key = key
        self._build(items)

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        if self.name is not None:
            self.name.setFocus()
            self.name.selectAll()

    # ---- building -----------------------------------------------------------------------------------------

    def _facts(self, items: Sequence[Item]) -> tuple[object, ...]:
        """What decides which editors there are."""
        if len(items) != 1:
            return tuple((item.locked, bool(item.cluster), item.layer) for item in items[:50])
        item = items[0]
        points = tuple(self._work.points_of(item.id)) if item.layer is Layer.ZONE else ()
        return (
            item,
            points,
            tuple(sorted((key, str(value)) for key, value in self._editor.point_levels.items())),
        )

    def _build(self, items: Sequence[Item]) -> None:
        let_go(self._column, [self._content])
        self.name = self.level = self.reason = None
        self._updates = []
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        if not items:
            self._build_sheet(column)
        elif len(items) == 1:
            self._build_one(column, items[0])
        else:
            self._build_many(column, items)
        self._column.insertWidget(0, self._content)

    def _build_sheet(self, column: QVBoxLayout) -> None:
        sheet = self._work.sheet
        column.addWidget(label(str(sheet["name"]), "section", wrap=True))
        below = [str(sheet["part"] or ""), self.tr("第 {n} 版").format(n=sheet["version"] or 1)]
        column.addWidget(label(" · ".join(part for part in below if part), "caption"))
        scale = self.tr("还没有定比例：用“量尺”量一段已知的距离") if not sheet["mm_per_unit"] else ""
        if scale:
            column.addWidget(label(scale, "warning", wrap=True))
        column.addWidget(
            label(
                self.tr("选中图上的东西，这里就是它的属性。左边是绘图工具；空格加鼠标拖动画面，滚轮缩放。"),
                "secondary",
                wrap=True,
            )
        )
        for text, icon, act in (
            (self.tr("图名、比例和签署…"), "title-block", self._editor.edit_sheet),
            (self.tr("换底图…"), "background", self._editor.choose_background),
        ):
            made = button(text, icon=icon)
            made.clicked.connect(act)
            column.addWidget(made)

    def _build_one(self, column: QVBoxLayout, item: Item) -> None:
        head = QHBoxLayout()
        head.addWidget(label(self._kind_word(item), "section"), 1)
        if item.locked:
            head.addWidget(Tag(self.tr("已锁定"), tone="neutral"))
        column.addLayout(head)
        if item.layer is Layer.POINT and item.risk_point:
            self._build_pin(column, item)
        elif item.layer is Layer.MARK:
            self._build_mark(column, item)
        else:
            word = self.tr("文字") if item.layer is Layer.NOTE else self.tr("名称")
            self._add_name(column, item, word)
        if item.layer is Layer.ZONE:
            self._build_level(column, item)
            self._build_points(column, item)
        if item.shape is Shape.LINE and item.layer in (Layer.ZONE, Layer.ROUTE):
            self._build_flow(column, item)
        if item.shape is Shape.SPOT:
            self._build_size(column, item)
        column.addWidget(line())
        self._build_acts(column, [item])

    def _build_many(self, column: QVBoxLayout, items: Sequence[Item]) -> None:
        column.addWidget(label(self.tr("已选 {n} 个").format(n=len(items)), "section"))
        grid = QGridLayout()
        grid.setSpacing(6)
        names = {
            Side.LEFT: self.tr("左对齐"),
            Side.CENTRE: self.tr("左右居中"),
            Side.RIGHT: self.tr("右对齐"),
            Side.TOP: self.tr("上对齐"),
            Side.MIDDLE: self.tr("上下居中"),
            Side.BOTTOM: self.tr("下对齐"),
        }
        for number, (side, word) in enumerate(names.items()):
            made = button(word)
            made.clicked.connect(
                partial(self._attempt, partial(self._work.line_up, self._editor.selected, side))
            )
            grid.addWidget(made, number // 3, number % 3)
        column.addLayout(grid)
        if sum(item.closed for item in items) > 1:
            merge = button(self.tr("合并成一个区域"))
            merge.clicked.connect(self._editor.merge_selected)
            column.addWidget(merge)
        column.addWidget(line())
        self._build_acts(column, items)

    def _add_name(self, column: QVBoxLayout, item: Item, word: str) -> None:
        self.name = TextBox(item.label, limit=500, placeholder=self._placeholder(item))
        self.name.editingFinished.connect(partial(self._save_text, item.id, "label", self.name))
        self.name.setEnabled(not item.locked)
        column.addWidget(Field(word, self.name))

    def _build_pin(self, column: QVBoxLayout, item: Item) -> None:
        row = self._editor.point_rows.get(item.risk_point)
        if row is None:
            column.addWidget(label(self.tr("登记簿里已经没有这个风险点"), "warning", wrap=True))
            return
        column.addWidget(label(str(row["name"]), "strong", wrap=True))
        if row["place"] or row["unit"]:
            column.addWidget(label(str(row["place"] or row["unit"]), "caption", wrap=True))
        tag = QHBoxLayout()
        if row["level"]:
            tag.addWidget(RiskTag(level_words(RiskLevel(row["level"])), level=str(row["level"])))
        else:
            tag.addWidget(Tag(self.tr("未评估"), tone="warning"))
        tag.addStretch(1)
        column.addLayout(tag)
        for text, signal in (
            (self.tr("评估等级…"), self.assess_asked),
            (self.tr("打开风险点…"), self.point_asked),
        ):
            made = button(text)
            made.clicked.connect(partial(signal.emit, item.risk_point))
            column.addWidget(made)

    def _build_mark(self, column: QVBoxLayout, item: Item) -> None:
        sign = self._art.signs.by_code.get(item.symbol)
        row = QHBoxLayout()
        picture = QLabel()
        picture.setPixmap(sign_icon(self._art, sign, 48).pixmap(48, 48))
        row.addWidget(picture)
        row.addWidget(label(sign.name if sign else item.symbol, "strong", wrap=True), 1)
        column.addLayout(row)
        if sign is not None and sign.valid_to is not None:
            column.addWidget(label(self.tr("旧版标志，新版标准里已经没有"), "warning", wrap=True))
        self._add_name(column, item, self.tr("说明（空着就写标志名）"))

    def _build_level(self, column: QVBoxLayout, item: Item) -> None:
        shown = self._editor.levels.get(item.id)
        row = QHBoxLayout()
        row.addWidget(label(self.tr("等级"), "strong"))
        if shown is not None:
            row.addWidget(RiskTag(level_words(shown), level=shown.value))
        else:
            row.addWidget(Tag(self.tr("未定级"), tone="warning"))
        row.addStretch(1)
        column.addLayout(row)
        choices = [(_BY_POINTS, self.tr("按风险点"))]
        choices += [(level.value, words.choice_word(RiskLevel, level.value)) for level in RiskLevel]
        self.level = ChoiceChips(choices, required=True, value=item.level.value if item.level else _BY_POINTS)
        self.level.setEnabled(not item.locked)
        self.level.picked.connect(partial(self._on_level, item.id))
        column.addWidget(self.level)
        self.reason = TextBox(item.level_reason, limit=500)
        self.reason.setPlaceholderText(self.tr("为什么这样定"))
        self.reason.editingFinished.connect(partial(self._save_text, item.id, "level_reason", self.reason))
        field = Field(self.tr("手工定级的理由"), self.reason)
        field.setVisible(item.level is not None)
        column.addWidget(field)
        if item.level is not None and not item.level_reason:
            field.set_error(self.tr("手工定的等级要写理由"))

    def _build_points(self, column: QVBoxLayout, item: Item) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self.tr("区内风险点"), "strong"), 1)
        add = icon_button("add", tip=self.tr("加一个风险点到这个区域"), small=True)
        add.clicked.connect(partial(self._editor.choose_point_for, item.id, add))
        row.addWidget(add)
        column.addLayout(row)
        ids = self._work.points_of(item.id)
        if not ids:
            column.addWidget(
                label(self.tr("还没有。把风险点钉在区内，或点右上的加号。"), "caption", wrap=True)
            )
        for record in ids:
            column.addWidget(self._point_row(item, record))

    def _point_row(self, item: Item, record: str) -> QWidget:
        made = QWidget()
        inner = QHBoxLayout(made)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        row = self._editor.point_rows.get(record)
        name = str(row["name"]) if row else self.tr("（已删除的风险点）")
        if row and row["level"]:
            inner.addWidget(RiskTag(words.choice_word(RiskLevel, str(row["level"])), level=str(row["level"])))
        open_it = ElidedLabel(name)
        inner.addWidget(open_it, 1)
        if record in item.points:
            drop = icon_button("close", tip=self.tr("从这个区域去掉"), small=True)
            drop.clicked.connect(partial(self._drop_point, item.id, record))
            inner.addWidget(drop)
        else:
            inner.addWidget(label(self.tr("钉在区内"), "caption"))
        return made

    def _build_flow(self, column: QVBoxLayout, item: Item) -> None:
        choices = [("", self.tr("不标"))]
        choices += [(flow.value, words.choice_word(Flow, flow.value)) for flow in Flow]
        if item.layer is Layer.ROUTE:
            choices = choices[1:]
        value = item.flow.value if item.flow else ("forward" if item.layer is Layer.ROUTE else "")
        chips = ChoiceChips(
            [(code or "none", word) for code, word in choices], required=True, value=value or "none"
        )
        chips.picked.connect(partial(self._on_flow, item.id))
        column.addWidget(Field(self.tr("箭头（流向）"), chips))

    def _build_size(self, column: QVBoxLayout, item: Item) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self.tr("大小"), "strong"), 1)
        for text, factor in ((self.tr("小一点"), 0.8), (self.tr("大一点"), 1.25)):
            made = button(text)
            made.clicked.connect(partial(self._resize, item.id, factor))
            row.addWidget(made)
        column.addLayout(row)

    def _build_acts(self, column: QVBoxLayout, items: Sequence[Item]) -> None:
        locked = any(item.locked for item in items)
        grouped = any(item.cluster for item in items)
        acts: list[tuple[str, str, Callable[[], object]]] = [
            ("chevron-up", self.tr("上移一层"), partial(self._editor.reorder, Step.UP)),
            ("chevron-down", self.tr("下移一层"), partial(self._editor.reorder, Step.DOWN)),
            ("copy", self.tr("再制（Ctrl+D）"), self._editor.duplicate_selected),
            (
                "unlock" if locked else "lock",
                self.tr("解锁") if locked else self.tr("锁定"),
                self._editor.toggle_lock,
            ),
        ]
        if len(items) > 1:
            text = self.tr("取消组合") if grouped else self.tr("组合（Ctrl+G）")
            acts.append(("group", text, partial(self._editor.group_selected, together=not grouped)))
        acts.append(("trash", self.tr("删除（Delete）"), self._editor.delete_selected))
        row = QHBoxLayout()
        row.setSpacing(2)
        for icon, tip, act in acts:
            made: Button = icon_button(icon, tip=tip)
            made.clicked.connect(partial(_call, act))
            row.addWidget(made)
        row.addStretch(1)
        column.addLayout(row)

    # ---- saving -------------------------------------------------------------------------------------------

    def _attempt(self, act: Callable[[], object], _checked: bool = False) -> None:
        self._editor.attempt(act)

    def _save_text(self, record: str, field: str, box: TextBox) -> None:
        item = self._work.items.get(record)
        text = box.text().strip()
        if item is not None and text != getattr(item, field):
            self._editor.attempt(lambda: self._work.change([record], {field: text or None}))

    def _on_level(self, record: str, code: object) -> None:
        item = self._work.items.get(record)
        if item is None:
            return
        changes: dict[str, JournalValue] = {"level": None if code == _BY_POINTS else str(code)}
        if code == _BY_POINTS and item.level_reason:
            changes["level_reason"] = None
        self._editor.attempt(lambda: self._work.change([record], changes, "定级"))
        if code != _BY_POINTS and self.reason is not None:
            self.reason.setFocus()

    def _on_flow(self, record: str, code: object) -> None:
        value = None if code == "none" else str(code)
        self._editor.attempt(lambda: self._work.change([record], {"flow": value}))

    def _drop_point(self, record: str, point: str) -> None:
        item = self._work.items.get(record)
        if item is not None:
            left = [other for other in item.points if other != point]
            self._editor.attempt(lambda: self._work.change([record], {"points": left or None}, "去掉风险点"))

    def _resize(self, record: str, factor: float) -> None:
        item = self._work.items.get(record)
        if item is not None:
            size = f"{max((item.size or 60) * factor, 8):.2f}"
            size = size.rstrip("0").rstrip(".")
            self._editor.attempt(lambda: self._work.change([record], {"size": size}, "改大小"))

    @Slot()
    def _placeholder(self, item: Item) -> str:
        return {
            Layer.ZONE: self.tr("如：基坑北侧"),
            Layer.AREA: self.tr("如：办公区、加工区"),
            Layer.ROUTE: self.tr("如：疏散通道"),
        }.get(item.layer, "")

    def _kind_word(self, item: Item) -> str:
        if item.layer is Layer.ZONE and item.shape is Shape.LINE:
            return self.tr("管线或边线")
        return words.choice_word(Layer, item.layer.value)


def _call(act: Callable[[], object], _checked: bool = False) -> None:
    act()
