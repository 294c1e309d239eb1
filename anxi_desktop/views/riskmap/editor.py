"""The map editor: palette, canvas with rulers and small map, properties and layers, and the line of hints.

The tools see it as their `Desk`. It writes nothing itself: every act is `MapWork`'s, and what was written comes
back through the session's one signal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QMenu, QVBoxLayout, QWidget

from anxi_desktop.app.map_work import SIZES, Draft, MapWork, Step
from anxi_desktop.app.risks import Risks
from anxi_desktop.domain import geometry
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.geometry import TICKS, Spot
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer, Shape
from anxi_desktop.domain.snapping import Snap, snap
from anxi_desktop.domain.words import choice_word, sentence
from anxi_desktop.views.components.card import line
from anxi_desktop.views.components.dialog import ask_text
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.riskmap.arrow import Arrow
from anxi_desktop.views.riskmap.bar import Bar
from anxi_desktop.views.riskmap.drawing import (
    BoxTool,
    FreehandTool,
    KnifeTool,
    LineTool,
    MeasureTool,
    PolygonTool,
    StampTool,
)
from anxi_desktop.views.riskmap.edges import MiniMap, Ruler
from anxi_desktop.views.riskmap.layers import Layers
from anxi_desktop.views.riskmap.palette import TOOLS, Palette, PointPopup, SignPopup
from anxi_desktop.views.riskmap.properties import Properties
from anxi_desktop.views.riskmap.scene import MapScene
from anxi_desktop.views.riskmap.symbol import SymbolArt
from anxi_desktop.views.riskmap.view import Hand, MapView

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SIDE = 288
_SNAP_PX = 9
_FEW = 400  # items near the pointer that are looked at for snapping


class MapEditor(QWidget):
    """Edits one map. `closed` when the person goes back to the list of maps."""

    closed = Signal()
    export_asked = Signal()
    sheet_asked = Signal()
    background_asked = Signal()
    version_asked = Signal()
    point_asked = Signal(str)
    """Open a risk point ("" for a new one)."""
    assess_asked = Signal(str)

    def __init__(self, shell: Shell, risks: Risks, record: str) -> None:
        super().__init__()
        self.shell, self.risks = shell, risks
        self.work = MapWork(shell.session, record)
        self.selected: list[str] = []
        self.point_rows: dict[str, dict[str, JournalValue]] = {}
        self.point_levels: dict[str, RiskLevel | None] = {}
        self.levels: dict[str, RiskLevel | None] = {}
        self.snapping = True
        self._draft: Draft | None = None
        self._tool = "arrow"
        self.art = SymbolArt.load(shell.session.resources)
        sheet = self.work.sheet
        self.scene = MapScene(float(str(sheet["width"])), float(str(sheet["height"])), self.art)
        self.view = MapView(self.scene)
        self.view.more_keys = self._on_key
        self.minimap = MiniMap(self.view, self.scene)
        self.minimap.asked.connect(self._on_minimap)
        self.rulers = (Ruler(self.view, across=True), Ruler(self.view, across=False))
        self.palette_bar = Palette()
        self.properties = Properties(self, self.art)
        self.layers = Layers()
        self.hint = ElidedLabel("", "caption")
        self.place = label("", "caption")
        self.bar = Bar()
        self._lay_out()
        self._connect()
        self._show_background()
        self.refresh()
        self.pick_tool("arrow")

    # ---- what the tools use -------------------------------------------------------------------------------

    def select(self, ids: Sequence[str]) -> None:
        """Choose items."""
        self.selected = list(dict.fromkeys(row for row in ids if row in self.work.items))
        self.properties.show_selection()
        self.view.repaint_over()

    def attempt(self, act: Callable[[], object]) -> bool:
        """Do an act; a refusal is said and nothing has changed."""
        try:
            act()
        except AnxiError as error:
            self.shell.toast(sentence(error), tone="warning")
            self.view.repaint_over()
            return False
        return True

    def draw(self, draft: Draft) -> None:
        """Draw something and choose it."""
        made: list[str] = []
        if self.attempt(lambda: made.append(self.work.draw(draft))):
            self.pick_tool("arrow")
            self.select(made)

    def put(self, spot: Spot) -> None:
        """Put what was picked: a pin, a sign, words."""
        draft = self._draft
        if draft is None:
            self.back_to_arrow()
            return
        self._draft = None
        size = SIZES[draft.layer] * self.scene.width_units / 4200
        changed = Draft(
            draft.layer,
            Shape.SPOT,
            (spot,),
            label=draft.label,
            symbol=draft.symbol,
            risk_point=draft.risk_point,
            size=draft.size or round(size, 1),
        )
        self.draw(changed)
        if draft.layer is Layer.NOTE:
            self.properties.focus_name()

    def measured(self, start: Spot, end: Spot) -> None:
        """Ask how long the measured way really is: that is the scale."""
        units = ((start[0] - end[0]) ** 2 + (start[1] - end[1]) ** 2) ** 0.5 / TICKS
        if units < 1:
            return
        known = float(str(self.work.sheet["mm_per_unit"] or 0))
        text = ask_text(
            self,
            self.tr("这段有多长？"),
            self.tr("填实际的米数，例如 25 或 12.5。图上的比例尺和尺子就按它来。"),
            yes=self.tr("定为比例"),
            no=self.tr("取消"),
            value=f"{units * known / 1000:.2f}" if known else "",
        )
        try:
            metres = float(text.replace("米", "").replace("m", "").strip())
        except ValueError:
            metres = 0.0
        if text and not 0 < metres < 100_000:
            self.shell.toast(self.tr("没有定比例：请填一个米数，例如 25"), tone="warning")
        elif text:
            from decimal import Decimal

            value = Decimal(str(metres * 1000 / units)).quantize(Decimal("0.0001")).normalize()
            self.attempt(lambda: self.change_sheet({"mm_per_unit": f"{value:f}"}))
        self.back_to_arrow()

    def snapped(self, place: QPointF, corners: Sequence[Spot] = (), leave: Sequence[str] = ()) -> Snap:
        """The spot a place of the viewport stands for."""
        at = self.view.spot_at(place)
        if not self.snapping or QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ControlModifier:
            return Snap(at)
        reach = self.view.ticks(_SNAP_PX)
        near = [row for row in self.work.places.near(at, reach=reach) if row not in leave]
        items = [self.work.items[row] for row in near[:_FEW]]
        shown = [
            item for item in items if item.layer not in self.scene.hidden and item.shape is not Shape.SPOT
        ]
        grid = 0 if self.scene.background.has_picture else 10 * TICKS
        return snap(at, reach=reach, items=shown, corners=corners, grid=grid)

    def back_to_arrow(self) -> None:
        """The arrow again."""
        self._draft = None
        self.pick_tool("arrow")

    def open_item(self, record: str) -> None:
        """Name it, or open the risk point of a pin."""
        item = self.work.items.get(record)
        if item is None:
            return
        if item.layer is Layer.POINT and item.risk_point:
            self.point_asked.emit(item.risk_point)
            return
        self.select([record])
        self.properties.focus_name()

    def show_menu(self, place: QPointF) -> None:
        """What can be done with what is chosen."""
        menu = QMenu(self)
        if self.selected:
            items = [self.work.items[row] for row in self.selected]
            menu.addAction(self.tr("再制"), self.duplicate_selected)
            menu.addAction(self.tr("复制"), self.copy_selected)
            if sum(item.closed for item in items) > 1:
                menu.addAction(self.tr("合并成一个区域"), self.merge_selected)
            menu.addAction(self.tr("置于顶层"), partial(self.reorder, Step.TOP))
            menu.addAction(self.tr("置于底层"), partial(self.reorder, Step.BOTTOM))
            menu.addAction(self.tr("顺时针转 90°"), partial(self.turn_selected, 90))
            menu.addAction(self.tr("顺时针转 15°"), partial(self.turn_selected, 15))
            locked = any(item.locked for item in items)
            menu.addAction(self.tr("解锁") if locked else self.tr("锁定"), self.toggle_lock)
            menu.addSeparator()
            menu.addAction(self.tr("删除"), self.delete_selected)
        else:
            menu.addAction(self.tr("粘贴"), self.paste)
            menu.addAction(self.tr("全选"), self.select_all)
            menu.addAction(self.tr("看全图"), self.view.fit)
        menu.popup(self.view.viewport().mapToGlobal(place.toPoint()))

    # ---- acts on what is chosen ---------------------------------------------------------------------------

    def duplicate_selected(self) -> None:
        """The same again, a little beside."""
        made: list[str] = []
        by = round(self.scene.width_units * TICKS / 60)
        if self.selected and self.attempt(lambda: made.extend(self.work.duplicate(self.selected, by=by))):
            self.select(made)

    def copy_selected(self) -> None:
        """To the clipboard; it can be pasted into another map."""
        if self.selected:
            QGuiApplication.clipboard().setText(self.work.copied(self.selected))
            self.shell.toast(
                self.tr("已复制 {n} 个，可以粘贴到别的图").format(n=len(self.selected)), tone="info"
            )

    def paste(self) -> None:
        """What was copied, a little beside where it was."""
        made: list[str] = []
        by = round(self.scene.width_units * TICKS / 80)
        text = QGuiApplication.clipboard().text()
        if self.attempt(lambda: made.extend(self.work.paste(text, dx=by, dy=by))):
            if made:
                self.select(made)
            else:
                self.shell.toast(self.tr("剪贴板里没有图上的东西"), tone="info")

    def delete_selected(self) -> None:
        """Take it off the map; undo brings it back."""
        if self.selected:
            self.attempt(lambda: self.work.delete(self.selected))

    def merge_selected(self) -> None:
        """Zones that touch become one."""
        made: list[str] = []
        if self.attempt(lambda: made.append(self.work.merge(self.selected))):
            self.select(made)

    def reorder(self, step: Step) -> None:
        """Up or down among its layer."""
        self.attempt(lambda: self.work.put_in_order(self.selected, step))

    def turn_selected(self, degrees: float) -> None:
        """Turn clockwise."""
        self.attempt(lambda: self.work.turn(self.selected, degrees))

    def toggle_lock(self) -> None:
        """Lock, or unlock where something is locked."""
        locked = any(self.work.items[row].locked for row in self.selected)
        self.attempt(lambda: self.work.lock(self.selected, locked=not locked))

    def group_selected(self, *, together: bool) -> None:
        """One group, or free."""
        self.attempt(lambda: self.work.group(self.selected, together=together))

    def select_all(self) -> None:
        """All that is shown and free."""
        items = self.work.in_order()
        self.select([i.id for i in items if i.layer not in self.scene.hidden and not i.locked])

    def edit_sheet(self) -> None:
        """The title block and the scale."""
        self.sheet_asked.emit()

    def choose_background(self) -> None:
        """Another picture beneath."""
        self.background_asked.emit()

    def change_sheet(self, changes: dict[str, JournalValue]) -> None:
        """Change the map's own record. Raises AnxiError."""
        from anxi_desktop.app.risk_maps import RiskMaps

        RiskMaps(self.shell.session, self.work.project).change(self.work.record, changes)

    def choose_point_for(self, zone: str, anchor: QWidget) -> None:
        """Pick a point of the register for a zone."""
        item = self.work.items.get(zone)
        if item is None:
            return

        def add(record: str) -> None:
            if record == "new":
                self.point_asked.emit("")
                return
            points = list(dict.fromkeys([*item.points, record]))
            self.attempt(lambda: self.work.change([zone], {"points": points}, "加风险点"))

        self._open_points(anchor, frozenset(self.work.points_of(zone)), add)

    # ---- tools --------------------------------------------------------------------------------------------

    def pick_tool(self, tool: str) -> None:
        """Put a tool into the hand; pins and signs are picked from a list first."""
        if tool == "pin":
            placed = frozenset(item.risk_point for item in self.work.items.values())
            self._open_points(self.palette_bar.buttons["pin"], placed, self.hold_pin)
        elif tool == "sign":
            popup = SignPopup(self, self.art)
            popup.picked.connect(self.hold_sign)
            popup.closed.connect(popup.deleteLater)
            popup.open_under(self.palette_bar.buttons["sign"])
            self.sign_popup = popup
        if tool == "words":
            self._draft = Draft(Layer.NOTE, Shape.SPOT, (), label=self.tr("文字"))
        if tool in ("pin", "sign"):
            self.palette_bar.show_tool(self._tool)
            return
        self._take(tool)

    def hold_pin(self, record: str) -> None:
        """The next press pins this risk point."""
        if record == "new":
            self.point_asked.emit("")
            return
        self._draft = Draft(Layer.POINT, Shape.SPOT, (), risk_point=record)
        self._take("pin")

    def hold_sign(self, code: str) -> None:
        """The next press puts this sign."""
        self._draft = Draft(Layer.MARK, Shape.SPOT, (), symbol=code)
        self._take("sign")

    def _take(self, tool: str) -> None:
        self._tool = tool
        self.palette_bar.show_tool(tool)
        self.view.set_hand(self._hand(tool))
        self.hint.setText(self._hint(tool))
        self.view.setFocus()

    def _hand(self, tool: str) -> Hand:
        made: dict[str, Callable[[], Hand]] = {
            "arrow": lambda: Arrow(self),
            "polygon": lambda: PolygonTool(self),
            "rectangle": lambda: BoxTool(self, Shape.RECTANGLE),
            "circle": lambda: BoxTool(self, Shape.CIRCLE),
            "freehand": lambda: FreehandTool(self),
            "area": lambda: BoxTool(self, Shape.RECTANGLE, Layer.AREA),
            "pipeline": lambda: LineTool(self, Layer.ZONE),
            "route": lambda: LineTool(self, Layer.ROUTE),
            "pin": lambda: StampTool(self),
            "sign": lambda: StampTool(self),
            "words": lambda: StampTool(self),
            "knife": lambda: KnifeTool(self),
            "measure": lambda: MeasureTool(self),
        }
        return made[tool]()

    def _hint(self, tool: str) -> str:
        return {
            "arrow": self.tr("点选，拖动移动，框选多个；双击边线加顶点，Delete 删除；右键更多"),
            "polygon": self.tr("点击添加顶点，双击或点回起点结束，Backspace 撤回一点；按住 Ctrl 不吸附"),
            "rectangle": self.tr("拖出一个矩形，或点两个对角"),
            "circle": self.tr("从圆心拖出半径，或点圆心再点边上"),
            "freehand": self.tr("按住鼠标画一圈，松开结束"),
            "area": self.tr("拖出一个功能区：办公区、生活区、加工区、施工现场"),
            "pipeline": self.tr("点击添加顶点，双击或 Enter 结束；流向在右边定"),
            "route": self.tr("沿疏散方向点击，双击或 Enter 结束"),
            "pin": self.tr("点一下，把风险点钉在这里"),
            "sign": self.tr("点一下，把标识放在这里"),
            "words": self.tr("点一下，写文字"),
            "knife": self.tr("从区域外点到区域外，穿过它，双击或 Enter 切开"),
            "measure": self.tr("点已知距离的两头，再填实际米数"),
        }[tool]

    def _open_points(self, anchor: QWidget, placed: frozenset[str], take: Callable[[str], None]) -> None:
        rows = [row for row in self.point_rows.values() if not row["removed_on"]]
        popup = PointPopup(self, rows, placed, lambda code: choice_word(RiskLevel, code))
        popup.picked.connect(take)
        popup.closed.connect(popup.deleteLater)
        popup.open_under(anchor)
        self.point_popup = popup

    def _on_key(self, event: QKeyEvent) -> bool:
        """Keys of the canvas that no tool wanted."""
        standard = QKeySequence.StandardKey
        for keys, act in (
            (standard.Copy, self.copy_selected),
            (standard.Paste, self.paste),
            (standard.Cut, self._cut),
            (standard.SelectAll, self.select_all),
            (standard.ZoomIn, partial(self.view.zoom, 1.25)),
            (standard.ZoomOut, partial(self.view.zoom, 0.8)),
        ):
            if event.matches(keys):
                act()
                return True
        control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
        shifted = event.modifiers() == Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        key = event.key()
        with_control: dict[int, Callable[[], object]] = {
            Qt.Key.Key_D: self.duplicate_selected,
            Qt.Key.Key_G: partial(self.group_selected, together=True),
            Qt.Key.Key_L: self.toggle_lock,
            Qt.Key.Key_J: self.merge_selected,
            Qt.Key.Key_0: self.view.fit,
            Qt.Key.Key_BracketRight: partial(self.reorder, Step.UP),
            Qt.Key.Key_BracketLeft: partial(self.reorder, Step.DOWN),
            Qt.Key.Key_P: self.export_asked.emit,
        }
        if control and key in with_control:
            with_control[key]()
            return True
        if shifted and key == Qt.Key.Key_G:
            self.group_selected(together=False)
            return True
        if event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier):
            for tool, letter in TOOLS:
                if event.text().upper() == letter:
                    self.pick_tool(tool)
                    return True
            if event.text() in ("+", "="):
                self.view.zoom(1.25)
                return True
            if event.text() == "-":
                self.view.zoom(0.8)
                return True
        return False

    def _cut(self) -> None:
        self.copy_selected()
        self.delete_selected()

    # ---- reading again ------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Something was written: show it."""
        found = self.work.read_again()
        rows = self.risks.points(self.work.project)
        self.point_rows = {str(row["id"]): row for row in rows}
        self.point_levels = self.risks.levels_of(rows)
        self.levels = self.work.levels(self.point_levels)
        fresh = found.changed if self.scene.items_by_id else frozenset(self.work.items)
        self.scene.show_items(
            [self.work.items[row] for row in fresh], found.gone, self.levels, self.point_levels
        )
        self.selected = [row for row in self.selected if row in self.work.items]
        counts: dict[Layer, int] = {}
        for item in self.work.items.values():
            counts[item.layer] = counts.get(item.layer, 0) + 1
        self.layers.show_counts(counts)
        self.properties.show_selection()
        self._show_sheet()
        self.minimap.look_again()
        self.view.repaint_over()

    def _show_sheet(self) -> None:
        sheet = self.work.sheet
        name = str(sheet["name"]) + (f" · {sheet['part']}" if sheet["part"] else "")
        self.bar.title.setText(self.tr("{name}（第 {n} 版）").format(name=name, n=sheet["version"] or 1))
        for ruler in self.rulers:
            ruler.set_scale(float(str(sheet["mm_per_unit"] or 0)))
        if sheet["background"] != self._background:
            self._show_background()
        self.scene.background.set_faded(int(str(sheet["faded"] or 0)))

    def _show_background(self) -> None:
        """Read the picture beside the window; the grid stands there until it has come."""
        sheet = self.work.sheet
        self._background = sheet["background"]
        wide, high = float(str(sheet["width"])), float(str(sheet["height"]))
        if (wide, high) != (self.scene.width_units, self.scene.height_units):
            self.scene.set_sheet(wide, high)
            self.minimap.fit_sheet()
        self.scene.background.show_pictures([], faded=0)
        if self._background:
            from anxi_desktop.app.map_background import picture_work

            work = picture_work(self.shell.session.store.folder, str(self._background))
            self.shell.run_quietly(work, partial(self._on_picture, str(self._background)))

    def _on_picture(self, digest: str, copies: list[QImage]) -> None:
        if digest == self._background:
            faded = int(str(self.work.sheet["faded"] or 0))
            self.scene.background.show_pictures(copies, faded=faded)
            self.minimap.look_again()

    # ---- layout -------------------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        canvas = QWidget()
        grid = QGridLayout(canvas)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        corner = QFrame()
        corner.setProperty("box", "surface")
        grid.addWidget(corner, 0, 0)
        grid.addWidget(self.rulers[0], 0, 1)
        grid.addWidget(self.rulers[1], 1, 0)
        grid.addWidget(self.view, 1, 1)
        side = QFrame()
        side.setProperty("box", "side")
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scrolling(self.properties), 1)
        column.addWidget(line())
        lower = QVBoxLayout()
        lower.setContentsMargins(16, 10, 16, 10)
        lower.addWidget(label(self.tr("图层"), "strong"))
        lower.addWidget(self.layers)
        column.addLayout(lower)
        foot = QFrame()
        foot.setProperty("box", "foot")
        below = QHBoxLayout(foot)
        below.setContentsMargins(12, 3, 12, 3)
        below.addWidget(self.hint, 1)
        below.addWidget(self.place)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self.palette_bar)
        middle.addWidget(canvas, 1)
        middle.addWidget(side)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.bar)
        layout.addLayout(middle, 1)
        layout.addWidget(foot)

    def _connect(self) -> None:
        self.bar.back.clicked.connect(self.closed)
        self.bar.undo.clicked.connect(self.shell.undo)
        self.bar.redo.clicked.connect(self.shell.redo)
        self.bar.zoom_in.clicked.connect(partial(self._zoom, 1.25))
        self.bar.zoom_out.clicked.connect(partial(self._zoom, 0.8))
        self.bar.zoom_words.clicked.connect(partial(self._zoom, 0.0))
        self.bar.fit.clicked.connect(partial(self._fit))
        self.bar.snap_button.toggled.connect(self._on_snap)
        self.bar.pattern_button.toggled.connect(self._on_patterns)
        self.bar.version.clicked.connect(self.version_asked)
        self.bar.export.clicked.connect(self.export_asked)
        self.palette_bar.picked.connect(self.pick_tool)
        self.layers.toggled.connect(self._on_layer)
        self.layers.chosen.connect(self._on_layer_chosen)
        self.properties.point_asked.connect(self.point_asked)
        self.properties.assess_asked.connect(self.assess_asked)
        self.view.moved.connect(self._on_moved)
        self.view.pointed.connect(self._on_pointed)
        self.shell.session.stack_changed.connect(self._show_stack)
        self._show_stack()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The small map stays in its corner."""
        super().resizeEvent(event)
        self._place_minimap()

    def _place_minimap(self) -> None:
        room = self.view.rect()
        self.minimap.move(
            room.width() - self.minimap.width() - 12, room.height() - self.minimap.height() - 12
        )
        sheet = self.scene.background.boundingRect()
        partly = not self.view.in_sight().contains(sheet)
        self.minimap.setVisible(partly and room.width() > 480 and room.height() > 320)

    def _zoom(self, factor: float, _checked: bool = False) -> None:
        self.view.zoom(factor or 1 / self.view.scale_now)

    def _fit(self, _checked: bool = False) -> None:
        if self.selected:
            spots = [spot for row in self.selected for spot in self.work.items[row].ring]
            left, top, right, bottom = (side / TICKS for side in geometry.bounds(spots))
            box = QRectF(left, top, max(right - left, 1), max(bottom - top, 1))
            wide = self.scene.width_units / 12
            self.view.fit(box.adjusted(-wide, -wide, wide, wide))
        else:
            self.view.fit()

    def _on_moved(self) -> None:
        self.bar.zoom_words.setText(f"{self.view.scale_now * 100:.0f}%")
        self._place_minimap()

    def _on_pointed(self, spot: object) -> None:
        if not isinstance(spot, tuple):
            self.place.setText("")
            return
        scale = float(str(self.work_scale or 0))
        x, y = (float(side) / TICKS for side in spot)
        if scale:
            self.place.setText(f"{x * scale / 1000:.2f} m, {y * scale / 1000:.2f} m")
        else:
            self.place.setText(f"{x:.0f}, {y:.0f}")

    @property
    def work_scale(self) -> float:
        """Millimetres in a map unit, 0 where unknown; kept by the ruler so that no move asks the file."""
        return self.rulers[0].mm_per_unit

    def _on_minimap(self, there: object) -> None:
        if isinstance(there, QPointF):
            self.view.show_at(there, QPointF(self.view.viewport().rect().center()))

    def _on_snap(self, on: bool) -> None:
        self.snapping = on

    def _on_patterns(self, on: bool) -> None:
        self.scene.set_patterns(on=on)
        self.minimap.look_again()

    def _on_layer(self, layer: Layer, shown: bool) -> None:
        self.scene.set_layer_shown(layer, shown=shown)
        if not shown:
            self.select([row for row in self.selected if self.work.items[row].layer is not layer])
        self.minimap.look_again()

    def _on_layer_chosen(self, layer: Layer) -> None:
        self.select([item.id for item in self.work.in_order() if item.layer is layer])

    def _show_stack(self) -> None:
        session = self.shell.session
        self.bar.undo.setEnabled(bool(session.undo_title))
        self.bar.redo.setEnabled(bool(session.redo_title))
        self.bar.undo.setToolTip(self.tr("撤销：{title}（Ctrl+Z）").format(title=session.undo_title))
        self.bar.redo.setToolTip(self.tr("重做：{title}（Ctrl+Y）").format(title=session.redo_title))
