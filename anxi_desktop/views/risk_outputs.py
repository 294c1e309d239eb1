"""What leaves the page 风险 on paper: the control list, the boards and cards, the map."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.hazard_export import list_name
from anxi_desktop.app.risk_export import (
    BoardChoice,
    MapPrint,
    board_choices,
    boards_work,
    map_job,
    map_print_work,
    risk_list_work,
)
from anxi_desktop.app.risks import Risks
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.words import choice_word
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.tags import RiskTag
from anxi_desktop.views.components.text import label

if TYPE_CHECKING:
    from anxi_desktop.views.riskmap.editor import MapEditor
    from anxi_desktop.views.shell import Shell

_KINDS = ("zone", "point", "post")


class BoardsView(QWidget):
    """What boards can be made for, ticked and printed together."""

    def __init__(self, shell: Shell, risks: Risks) -> None:
        super().__init__()
        self.shell, self.risks = shell, risks
        self.project = ""
        self.boxes: list[tuple[BoardChoice, QCheckBox]] = []
        self._ticked: dict[tuple[str, str], bool] = {}
        self.kind = ChoiceChips(
            [
                ("zone", self.tr("风险公告栏")),
                ("point", self.tr("风险告知卡")),
                ("post", self.tr("岗位告知卡")),
            ],
            required=True,
            value="zone",
            wraps=False,
        )
        self.paper = ChoiceChips([("A3", "A3"), ("A4", "A4")], required=True, value="A3", wraps=False)
        self.every = button(self.tr("全选"), kind="link")
        self.go = button(self.tr("生成 PDF"), kind="primary", icon="print")
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 4, 8, 8)
        self._column.setSpacing(2)
        self._column.addStretch(1)
        inner = QWidget()
        inner.setLayout(self._column)
        self._list = scrolling(inner)
        self.empty = EmptyState(
            self.tr("还没有可以做公告的内容"),
            self.tr(
                "登记了风险点就有告知卡；在四色图上画了区域并放进风险点，就有公告栏；风险点写了岗位，就有岗位告知卡。"
            ),
            icon="board",
        )
        top = QHBoxLayout()
        top.setSpacing(10)
        top.addWidget(self.kind)
        top.addWidget(self.every)
        top.addStretch(1)
        top.addWidget(self.paper)
        top.addWidget(self.go)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(
            label(
                self.tr("内容取自登记簿：改了风险点，这里出的就是新的。二维码里是文字，手机不联网也能看。"),
                "caption",
                wrap=True,
            )
        )
        layout.addWidget(self._list, 1)
        layout.addWidget(self.empty, 1)
        self.kind.picked.connect(self._show)
        self.every.clicked.connect(self._on_every)
        self.go.clicked.connect(self.write)

    def show_project(self, project: str) -> None:
        """Show a project's."""
        if project != self.project:
            self._ticked = {}
        self.project = project
        self.choices = board_choices(self.risks, project)
        self._show()

    def chosen(self) -> list[BoardChoice]:
        """What is ticked of the kind shown."""
        return [choice for choice, box in self.boxes if box.isChecked()]

    def _show(self, _kind: object = None) -> None:
        let_go(self._column, [box.parentWidget() for _choice, box in self.boxes])
        self.boxes = []
        kind = self.kind.value()
        self.paper.set_value("A3" if kind == "zone" else "A4")
        for choice in self.choices:
            if choice.kind != kind:
                continue
            row = QWidget()
            inner = QHBoxLayout(row)
            inner.setContentsMargins(0, 2, 0, 2)
            box = QCheckBox(choice.title)
            box.setChecked(self._ticked.get((kind, choice.key), True))
            box.toggled.connect(self._on_ticked)
            inner.addWidget(box, 1)
            if len(choice.points) > 1:
                inner.addWidget(label(self.tr("{n} 个风险点").format(n=len(choice.points)), "caption"))
            if choice.level:
                inner.addWidget(RiskTag(choice_word(RiskLevel, choice.level), level=choice.level))
            self.boxes.append((choice, box))
            self._column.insertWidget(self._column.count() - 1, row)
        self._list.setVisible(bool(self.boxes))
        self.empty.setVisible(not self.boxes)
        self._on_ticked()

    def _on_every(self) -> None:
        on = not all(box.isChecked() for _choice, box in self.boxes)
        for _choice, box in self.boxes:
            box.setChecked(on)

    def _on_ticked(self) -> None:
        for choice, box in self.boxes:
            self._ticked[choice.kind, choice.key] = box.isChecked()
        count = len(self.chosen())
        self.go.setText(self.tr("生成 {n} 份 PDF").format(n=count) if count else self.tr("生成 PDF"))
        self.go.setEnabled(bool(count))

    @Slot()
    def write(self) -> None:
        """Ask where, and write."""
        names = {"zone": self.tr("风险公告栏"), "point": self.tr("风险告知卡"), "post": self.tr("岗位告知卡")}
        title = names[self.kind.value()]
        project = str(self.risks.store.row("project", self.project)["name"])
        path = _ask(
            self.shell, self, title, list_name(title, project).replace(".xlsx", ".pdf"), "PDF (*.pdf)"
        )
        if path is not None:
            work = boards_work(
                self.risks, self.project, self.chosen(), path, large=self.paper.value() == "A3"
            )
            self.shell.run(self.tr("生成{title}").format(title=title), work, self.shell.exported)


class MapPrintPanel(SidePanel):
    """Paper, tiles, patterns, and as what."""

    def __init__(self, shell: Shell, risks: Risks, editor: MapEditor) -> None:
        super().__init__(shell.tr("打印和导出"), width=480)
        self.shell, self.risks, self.editor = shell, risks, editor
        self.format = ChoiceChips(
            [("pdf", self.tr("PDF（矢量）")), ("png", self.tr("图片 PNG")), ("svg", "SVG")],
            required=True,
            value="pdf",
        )
        self.page = ChoiceChips(
            [(size, size) for size in ("A4", "A3", "A2", "A1", "A0")], required=True, value="A3"
        )
        wide = editor.scene.width_units >= editor.scene.height_units
        self.turn = ChoiceChips(
            [("landscape", self.tr("横向")), ("portrait", self.tr("纵向"))],
            required=True,
            value="landscape" if wide else "portrait",
        )
        self.tiles = ChoiceChips(
            [("", self.tr("一整张")), ("A4", self.tr("拼成 A4")), ("A3", self.tr("拼成 A3"))], required=True
        )
        self.tiles.set_value("")
        self.patterns = QCheckBox(self.tr("加花纹（黑白打印、色觉不便）"))
        self.patterns.setChecked(editor.scene.patterns)
        self.dpi = ChoiceChips(
            [("100", "100 dpi"), ("150", "150 dpi"), ("300", "300 dpi")], required=True, value="150"
        )
        self._dpi = Field(self.tr("图片精度"), self.dpi)
        self._tiles = Field(
            self.tr("拼接"), self.tiles, hint=self.tr("小打印机打大图：分页打印，按裁切线拼起来")
        )
        for widget in (
            Field(self.tr("格式"), self.format),
            Field(self.tr("纸张"), self.page),
            Field(self.tr("方向"), self.turn),
            self._tiles,
            self._dpi,
            self.patterns,
        ):
            self.body.addWidget(widget)
        self.body.addWidget(
            label(self.tr("隐藏的图层不打印。图上带图例、指北针、比例尺和图签。"), "caption", wrap=True)
        )
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.go = button(self.tr("导出"), kind="primary")
        self.go.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.go)
        self.format.picked.connect(self._on_format)
        self._on_format()

    def order(self) -> MapPrint:
        """What was chosen."""
        return MapPrint(
            page=self.page.value(),
            landscape=self.turn.value() == "landscape",
            tiles=self.tiles.value() if self.format.value() == "pdf" else "",
            patterns=self.patterns.isChecked(),
            dpi=int(self.dpi.value()),
            hidden=frozenset(self.editor.scene.hidden),
        )

    def _on_format(self, _code: object = None) -> None:
        self._dpi.setVisible(self.format.value() == "png")
        self._tiles.setVisible(self.format.value() == "pdf")

    @Slot()
    def write(self) -> None:
        """Ask where, and write."""
        suffix = self.format.value()
        sheet = self.editor.work.sheet
        name = list_name(str(sheet["name"]), str(sheet["part"] or ""), self.page.value())
        path = _ask(
            self.shell,
            self,
            self.tr("导出四色图"),
            name.replace(".xlsx", f".{suffix}"),
            f"{suffix.upper()} (*.{suffix})",
        )
        if path is None:
            return
        order = self.order()
        job = map_job(self.risks, self.editor.work, order)
        self.shell.run(self.tr("导出四色图"), map_print_work(job, path, dpi=order.dpi), self.shell.exported)
        self.close_asked.emit()


def open_map_print(shell: Shell, risks: Risks, editor: MapEditor) -> None:
    """Open the panel for putting out the map that is open."""
    panel = MapPrintPanel(shell, risks, editor)
    panel.close_asked.connect(shell.close_panel)
    shell.open_panel(panel)


def export_risk_list(shell: Shell, owner: QWidget, project: str) -> None:
    """Ask where, and write 风险分级管控清单."""
    title = shell.tr("风险分级管控清单")
    name = str(shell.session.store.row("project", project)["name"]) if project else ""
    path = _ask(shell, owner, title, list_name(title, name), "Excel (*.xlsx);;PDF (*.pdf)")
    if path is None:
        return
    try:
        work = risk_list_work(Risks(shell.session), project, path)
    except AnxiError as error:
        shell.show_error(error)
        return
    shell.run(shell.tr("导出{title}").format(title=title), work, shell.exported)


def _ask(shell: Shell, owner: QWidget, title: str, name: str, kinds: str) -> Path | None:
    folder = shell.session.settings.export_folder
    start = str(Path(folder) / name) if folder else name
    path, _ = QFileDialog.getSaveFileName(owner, title, start, kinds)
    return Path(path) if path else None
