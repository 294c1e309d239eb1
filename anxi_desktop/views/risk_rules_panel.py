"""评估标准和规则: the thresholds, marks, frequencies and raising rules people may change; a change is an edition."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from anxi_desktop.app.risks import Risks
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.project_level import FACTOR_WORDS
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.domain.records.risk import RuleKind
from anxi_desktop.domain.risk_rules import LEAST_MONTHS, TableText
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.letting_go import let_go
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.tags import RiskTag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

Body = dict[str, Any]


class RulesPanel(SidePanel):
    """One table at a time. Saving makes a new edition; what was assessed before stays as it is."""

    def __init__(self, shell: Shell, risks: Risks) -> None:
        super().__init__(shell.tr("评估标准和规则"))
        self.shell, self.risks = shell, risks
        self._tables = {table.key: table for table in risks.tables()}
        self.table = Picker([(key, table.title) for key, table in self._tables.items()])
        self.boxes: dict[tuple[object, ...], TextBox] = {}
        self._content: QWidget | None = None
        self._read: Callable[[Body], None] = lambda _body: None
        self._note = label("", "secondary", wrap=True)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        self.body.addWidget(Field(self.tr("哪一张表"), self.table))
        self.body.addWidget(self._note)
        self._place = QVBoxLayout()
        self.body.addLayout(self._place)
        self.edition = TextBox(limit=100)
        self.body.addWidget(
            Field(
                self.tr("新版本名"),
                self.edition,
                hint=self.tr("改了就存成新版本，从现在起用；以前的评估按当时的版本留着"),
            )
        )
        self.body.addWidget(self._error)
        cancel = button(self.tr("关闭"))
        cancel.clicked.connect(self.close_asked)
        self.save = button(self.tr("存为新版本"), kind="primary")
        self.save.clicked.connect(self.write)
        self.add_button(cancel)
        self.add_button(self.save)
        self.table.picked.connect(self.show_table)
        self.show_table(next(iter(self._tables)))

    def show_table(self, key: str) -> None:
        """Show one."""
        self.table.set_value(key)
        table = self._tables[key]
        let_go(self._place, [self._content])
        self.boxes = {}
        self._content = QWidget()
        column = QVBoxLayout(self._content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        body = cast("Body", json.loads(table.body))
        where = self.tr("程序自带") if table.shipped else self.tr("本单位修改")
        self._note.setText(
            self.tr("现在用的是“{edition}”版（{where}）。没有统一规定的数值都可以改。").format(
                edition=table.edition, where=where
            )
        )
        self.edition.setText(self._next_edition(table))
        builders = {
            RuleKind.LEC: self._build_preset,
            RuleKind.LS: self._build_preset,
            RuleKind.RAISE: self._build_raising,
            RuleKind.LEVEL: self._build_level,
            RuleKind.FREQUENCY: self._build_frequency,
        }
        builders[table.kind](column, body)
        self._place.addWidget(self._content)
        self._say("")

    @Slot()
    def write(self) -> None:
        """Keep it as a new edition."""
        table = self._tables[self.table.value()]
        body = cast("Body", json.loads(table.body))
        try:
            self._read(body)
        except ValueError:
            self._say(self.tr("要填数字的地方有别的内容，没有保存。"))
            return
        made = TableText(
            table.kind,
            table.key,
            self.edition.text().strip(),
            table.title,
            json.dumps(body, ensure_ascii=False, indent=1),
            shipped=False,
        )
        if json.loads(made.body) == json.loads(table.body):
            self._say(self.tr("和现在的一样，不用保存。"))
            return
        try:
            self.risks.save_table(made)
        except AnxiError as error:
            self._say(
                self.tr("数值不合要求（红、橙、黄的界限要从大到小），没有保存。")
                if error.code == "content_unreadable"
                else sentence(error)
            )
            return
        self.shell.toast(self.tr("已保存：{title}").format(title=table.title), undo=True)
        self._tables = {found.key: found for found in self.risks.tables()}
        self.show_table(table.key)

    # ---- one builder a kind of table ----------------------------------------------------------------------

    def _build_bands(self, column: QVBoxLayout, body: Body, unit: str) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        for number, level in enumerate(list(RiskLevel)[:-1]):
            grid.addWidget(RiskTag(words.choice_word(RiskLevel, level.value), level=level.value), number, 0)
            self._box(grid, ("band", number), str(body["bands"][number][0]), number, 1)
            grid.addWidget(label(self.tr("{unit}起").format(unit=unit), "secondary"), number, 2)
        grid.setColumnStretch(2, 1)
        column.addWidget(label(self.tr("分档界限"), "strong"))
        column.addLayout(grid)

    def _read_bands(self, body: Body) -> None:
        for number in range(3):
            body["bands"][number][0] = self._number(("band", number))

    def _build_preset(self, column: QVBoxLayout, body: Body) -> None:
        self._build_bands(column, body, self.tr("分"))
        titles = {"l": "L", "e": "E", "c": "C", "s": "S"}
        for name, steps in body["scales"].items():
            column.addWidget(label(self.tr("{name} 的分值和含义").format(name=titles[name]), "strong"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(12)
            grid.setVerticalSpacing(6)
            for number, (value, word) in enumerate(steps):
                self._box(grid, (name, number, 0), str(value), number, 0)
                self._box(grid, (name, number, 1), str(word), number, 1, wide=True)
            column.addLayout(grid)

        def read(body: Body) -> None:
            self._read_bands(body)
            for name, steps in body["scales"].items():
                for number in range(len(steps)):
                    steps[number] = [
                        self._number((name, number, 0)),
                        self.boxes[name, number, 1].text().strip(),
                    ]

        self._read = read

    def _build_raising(self, column: QVBoxLayout, body: Body) -> None:
        grid = QGridLayout()
        grid.setVerticalSpacing(8)
        for number, (_code, level, text) in enumerate(body["rules"]):
            grid.addWidget(RiskTag(words.choice_word(RiskLevel, level), level=level), number, 0)
            self._box(grid, ("rule", number), text, number, 1, wide=True)
        column.addWidget(label(self.tr("符合就至少是左边的等级"), "strong"))
        column.addLayout(grid)

        def read(body: Body) -> None:
            for number, rule in enumerate(body["rules"]):
                rule[2] = self.boxes["rule", number].text().strip()

        self._read = read

    def _build_level(self, column: QVBoxLayout, body: Body) -> None:
        self._build_bands(column, body, self.tr("分"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        for place, text in enumerate((self.tr("情况"), self.tr("每个得分"), self.tr("最多得分"))):
            grid.addWidget(label(text, "caption"), 0, place)
        for number, (factor, (each, most)) in enumerate(body["weights"].items(), 1):
            grid.addWidget(label(FACTOR_WORDS[factor]), number, 0)
            self._box(grid, (factor, 0), str(each), number, 1)
            self._box(grid, (factor, 1), str(most), number, 2)
        grid.setColumnStretch(0, 1)
        column.addLayout(grid)
        floors = [
            self.tr("{factor} {n} 个及以上，至少为{level}").format(
                factor=FACTOR_WORDS[factor], n=least, level=words.choice_word(RiskLevel, level)
            )
            for factor, least, level in body["floors"]
        ]
        column.addWidget(label("；".join(floors), "caption", wrap=True))

        def read(body: Body) -> None:
            self._read_bands(body)
            for factor in body["weights"]:
                body["weights"][factor] = [self._number((factor, 0)), self._number((factor, 1))]

        self._read = read

    def _build_frequency(self, column: QVBoxLayout, body: Body) -> None:
        for family in Family:
            least = LEAST_MONTHS[family]
            text = self.tr("{family}（通知要求：最长 {n} 个月一次）").format(
                family=words.choice_word(Family, family.value), n=least
            )
            column.addWidget(label(text, "strong"))
            grid = QGridLayout()
            grid.setVerticalSpacing(6)
            for number, level in enumerate(RiskLevel):
                months, focus = body[family.value][level.value]
                grid.addWidget(
                    RiskTag(words.choice_word(RiskLevel, level.value), level=level.value), number, 0
                )
                self._box(grid, (family, level, 0), str(months), number, 1)
                grid.addWidget(label(self.tr("个月"), "secondary"), number, 2)
                self._box(grid, (family, level, 1), focus, number, 3, wide=True)
            column.addLayout(grid)

        def read(body: Body) -> None:
            for family in Family:
                for level in RiskLevel:
                    months = int(self.boxes[family, level, 0].text().strip())
                    body[family.value][level.value] = [months, self.boxes[family, level, 1].text().strip()]

        self._read = read

    def _box(
        self,
        grid: QGridLayout,
        key: tuple[object, ...],
        text: str,
        row: int,
        column: int,
        *,
        wide: bool = False,
    ) -> None:
        box = TextBox(text, limit=200)
        if not wide:
            box.setFixedWidth(76)
        self.boxes[key] = box
        grid.addWidget(box, row, column)

    def _number(self, key: tuple[object, ...]) -> str:
        """A number as it was typed; the table's own check says whether it will do."""
        text = self.boxes[key].text().strip()
        float(text)
        return text

    def _next_edition(self, table: TableText) -> str:
        day = date.today().isoformat()
        known = {found.edition for found in self.risks.editions(table.key)}
        return next(
            name
            for number in range(1, 1000)
            if (name := day if number == 1 else f"{day}-{number}") not in known
        )

    def _say(self, text: str) -> None:
        self._error.setText(text)
        self._error.setVisible(bool(text))
