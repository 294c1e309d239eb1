"""Two ways to many points at once: the starter library, and the check of sizes against 危大 thresholds."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.risks import Risks
from anxi_desktop.domain.assessing import assess
from anxi_desktop.domain.level_words import level_word
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.risk_library import Met, StarterPoint, Tier
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

STAGES = {
    "foundation": "基础阶段",
    "structure": "主体阶段",
    "finishing": "装饰阶段",
    "installation": "安装阶段",
    "zone": "功能区",
    "place": "部位和设备",
    "process": "管理流程",
}


class StarterList(QWidget):
    """Points of the library with a box each, under their units; `changed` when the choice is another."""

    changed = Signal()

    def __init__(self, risks: Risks) -> None:
        super().__init__()
        self._risks = risks
        self._preset = risks.presets()[0]
        self.boxes: dict[str, QCheckBox] = {}
        self._points: dict[str, StarterPoint] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self._made: list[QWidget] = []

    def show_points(self, points: list[StarterPoint], *, checked: bool) -> None:
        """Offer these."""
        let_go(self._column, self._made)
        self._made, self.boxes = [], {}
        self._points = {point.code: point for point in points}
        unit = ""
        for point in points:
            if point.unit.title != unit:
                unit = point.unit.title
                head = label(unit, "strong")
                head.setContentsMargins(0, 10 if self._made else 0, 0, 0)
                self._add(head)
            self._add(self._row(point, checked=checked))
        self.changed.emit()

    def chosen(self) -> list[StarterPoint]:
        """What is ticked."""
        return [self._points[code] for code, box in self.boxes.items() if box.isChecked()]

    def add_chosen(self, shell: Shell, project: str) -> bool:
        """Add what is ticked to a project, in one action; False where nothing is."""
        chosen = self.chosen()
        if chosen:
            self._risks.add_starters(project, chosen)
            shell.toast(self.tr("已加入 {n} 个风险点").format(n=len(chosen)), undo=True)
        return bool(chosen)

    def _add(self, widget: QWidget) -> None:
        self._made.append(widget)
        self._column.addWidget(widget)

    def _row(self, point: StarterPoint, *, checked: bool) -> QWidget:
        made = QWidget()
        row = QHBoxLayout(made)
        row.setContentsMargins(0, 0, 0, 0)
        box = QCheckBox(point.name)
        box.setChecked(checked)
        box.setToolTip(point.texts["measures"])
        box.toggled.connect(self.changed)
        self.boxes[point.code] = box
        level = assess(self._preset, dict(zip("lec", point.lec, strict=True))).level
        row.addWidget(box, 1)
        if point.dangerous:
            row.addWidget(Tag("危大", tone="warning"))
        row.addWidget(RiskTag(level_word(level), level=level.value))
        return made


class RiskLibraryPanel(SidePanel):
    """The library by stage; `done` after points were added."""

    done = Signal()

    def __init__(self, shell: Shell, risks: Risks, project: str) -> None:
        super().__init__(shell.tr("从风险库添加"))
        self.shell, self.risks, self.project = shell, risks, project
        family = Family(str(risks.store.row("project", project)["category"]))
        self._all = risks.missing(project, risks.starters(family))
        stages = list(dict.fromkeys(point.unit.stage for point in self._all))
        self.stage = ChoiceChips([(code, STAGES.get(code, code)) for code in stages], required=True)
        self.list = StarterList(risks)
        self.body.addWidget(
            label(
                self.tr(
                    "勾选本项目有的，一次加入。等级按库里的参考分值算，加入后请逐个核实。已有的不再列出。"
                ),
                "secondary",
                wrap=True,
            )
        )
        self.body.addWidget(self.stage)
        self.every = button(self.tr("全选这一阶段"), kind="link")
        self.every.clicked.connect(self._on_every)
        self.body.addWidget(self.every)
        self.body.addWidget(self.list)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add = button(self.tr("加入"), kind="primary")
        self.add.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.add)
        self.list.changed.connect(self._on_changed)
        self.stage.picked.connect(self._on_stage)
        if stages:
            self.stage.set_value(stages[0])
            self._on_stage(stages[0])
        else:
            self.body.addWidget(label(self.tr("库里的风险点这个项目都有了。"), "secondary"))
            self._on_changed()

    def _on_stage(self, code: object) -> None:
        self.list.show_points([point for point in self._all if point.unit.stage == code], checked=False)

    def _on_every(self) -> None:
        boxes = self.list.boxes.values()
        on = not all(box.isChecked() for box in boxes)
        for box in boxes:
            box.setChecked(on)

    def _on_changed(self) -> None:
        count = len(self.list.chosen())
        self.add.setText(self.tr("加入 {n} 个").format(n=count) if count else self.tr("加入"))
        self.add.setEnabled(bool(count))

    @Slot()
    def write(self) -> None:
        """Add what is ticked, in one action."""
        if self.list.add_chosen(self.shell, self.project):
            self.done.emit()


class DangerousPanel(SidePanel):
    """Sizes of the works; what they reach, and which points are still missing. `done` after points were added."""

    done = Signal()

    def __init__(self, shell: Shell, risks: Risks, project: str) -> None:
        super().__init__(shell.tr("危大工程核对"))
        self.shell, self.risks, self.project = shell, risks, project
        self.numbers: dict[str, TextBox] = {}
        self.ticks: dict[str, QCheckBox] = {}
        self.body.addWidget(
            label(
                self.tr(
                    "填本项目的尺寸，没有的留空。按建办质〔2018〕31号的界限判断是不是危大工程、要不要专家论证，并列出还缺的风险点。"
                ),
                "secondary",
                wrap=True,
            )
        )
        for category in risks.categories:
            section = self.add_section(category.title)
            for question in category.questions:
                if question.is_number:
                    box = TextBox()
                    box.setFixedWidth(140)
                    box.textChanged.connect(self._look)
                    self.numbers[question.code] = box
                    section.addWidget(Field(f"{question.text}（{question.unit}）", box))
                else:
                    tick = QCheckBox(question.text)
                    tick.toggled.connect(self._look)
                    self.ticks[question.code] = tick
                    section.addWidget(tick)
        self._found = self.add_section(self.tr("结果"))
        self._made: list[QWidget] = []
        self.list = StarterList(risks)
        self.body.addWidget(self.list)
        cancel = button(self.tr("关闭"))
        cancel.clicked.connect(self.close_asked)
        self.add = button(self.tr("加入缺的风险点"), kind="primary")
        self.add.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.add)
        self._look()

    def answers(self) -> dict[str, Decimal | bool | None]:
        """What was filled in; a number that is none is not answered."""
        found: dict[str, Decimal | bool | None] = {
            code: tick.isChecked() for code, tick in self.ticks.items()
        }
        for code, box in self.numbers.items():
            try:
                number = Decimal(box.text().strip()) if box.text().strip() else None
            except InvalidOperation:
                number = None
            found[code] = number if number is not None and number.is_finite() else None
        return found

    def _look(self) -> None:
        let_go(self._found, self._made)
        self._made = []
        met = self.risks.needed(self.answers())
        if not met:
            self._say(label(self.tr("按填的尺寸，没有达到危大工程的界限。"), "secondary", wrap=True))
        for found in met:
            self._say(self._row(found))
        codes = {code for found in met for code in found.points}
        points = [point for point in self.risks.library.points if point.code in codes]
        missing = self.risks.missing(self.project, points)
        self.list.show_points(missing, checked=True)
        self.add.setEnabled(bool(missing))
        count = self.tr("加入缺的 {n} 个风险点").format(n=len(missing))
        self.add.setText(count if missing else self.tr("没有缺的风险点"))
        if met and not missing:
            self._say(label(self.tr("要的风险点都已经登记。"), "ok"))

    def _say(self, widget: QWidget) -> None:
        self._made.append(widget)
        self._found.addWidget(widget)

    def _row(self, met: Met) -> QWidget:
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.addWidget(label(met.category.title, "strong"))
        over = met.tier is Tier.OVERSIZE
        text = self.tr("超过一定规模，要专家论证") if over else self.tr("危大工程，要专项方案")
        row.addWidget(Tag(text, tone="danger" if over else "warning"))
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(label("；".join(met.reasons), "secondary", wrap=True))
        return made

    @Slot()
    def write(self) -> None:
        """Add what is ticked."""
        if self.list.add_chosen(self.shell, self.project):
            self.done.emit()
