"""All components in all states, to look at while working on them: `python -m anxi_desktop --gallery`."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.big_number import BigNumber
from anxi_desktop.views.components.buttons import button, icon_button
from anxi_desktop.views.components.card import Card, SettingRow
from anxi_desktop.views.components.cells import KEY_ROLE, KIND_ROLE, LEVEL_ROLE, TONE_ROLE
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.filter_bar import FilterBar, FilterSpec
from anxi_desktop.views.components.picker import OpenPicker, Picker
from anxi_desktop.views.components.progress_row import ProgressRow
from anxi_desktop.views.components.search_box import SearchBox
from anxi_desktop.views.components.selection_bar import SelectionBar
from anxi_desktop.views.components.step_bar import StepBar
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextArea, TextBox
from anxi_desktop.views.components.timeline import Timeline, TimelineEntry
from anxi_desktop.views.components.toast import Toast, ToastAction
from anxi_desktop.views.theme import Theme

_LEVELS = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
_TONES = ("neutral", "accent", "ok", "warning", "danger")


class Gallery(QWidget):
    """A scrolling page of cards; the chips at its top change the look."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setWindowTitle(self.tr("界面部件"))
        self.resize(1440, 900)
        page = QWidget()
        self._column = QVBoxLayout(page)
        self._column.setContentsMargins(24, 24, 24, 24)
        self._column.setSpacing(16)
        self._add_look()
        for add in (self._add_buttons, self._add_fields, self._add_tags, self._add_table, self._add_messages):
            add()
        self._add_rest()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(scrolling(page))

    def _add_look(self) -> None:
        row = QHBoxLayout()
        row.addWidget(label(self.tr("界面部件"), "title"))
        row.addStretch(1)
        modes = (("light", self.tr("浅色")), ("dark", self.tr("深色")), ("sunlight", self.tr("强光")))
        chips = ChoiceChips(modes, required=True, value="light", wraps=False)
        chips.picked.connect(self._on_mode)
        row.addWidget(chips)
        self._column.addLayout(row)

    def _on_mode(self, mode: str) -> None:
        self._theme.set_look(mode=mode, compact=False, reduced_motion=False)

    def _card(self, title: str) -> Card:
        card = Card(title)
        self._column.addWidget(card)
        return card

    def _add_buttons(self) -> None:
        card = self._card(self.tr("按钮"))
        row = QHBoxLayout()
        for kind, words in (
            ("primary", self.tr("主要")),
            ("secondary", self.tr("次要")),
            ("quiet", self.tr("安静")),
            ("danger", self.tr("删除")),
            ("link", self.tr("链接")),
        ):
            row.addWidget(button(words, kind=kind, icon="add" if kind != "link" else ""))
            off = button(words, kind=kind)
            off.setEnabled(False)
            row.addWidget(off)
        row.addWidget(icon_button("edit", tip=self.tr("修改")))
        row.addWidget(icon_button("trash", tip=self.tr("删除"), small=True))
        row.addStretch(1)
        card.body.addLayout(row)
        chips = ChoiceChips([("a", self.tr("工程项目")), ("b", self.tr("物业项目"))], value="a")
        card.body.addWidget(chips)
        more = QHBoxLayout()
        for words, on in ((self.tr("没选"), False), (self.tr("选了"), True)):
            box, dot = QCheckBox(words), QRadioButton(words)
            box.setChecked(on)
            dot.setChecked(on)
            dot.setAutoExclusive(False)
            more.addWidget(box)
            more.addWidget(dot)
            more.addWidget(Switch(on=on))
        off_box = QCheckBox(self.tr("不能选"))
        off_box.setEnabled(False)
        more.addWidget(off_box)
        more.addStretch(1)
        card.body.addLayout(more)

    def _add_fields(self) -> None:
        card = self._card(self.tr("输入"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(16)
        wrong = Field(self.tr("联系电话"), TextBox("12"), required=True)
        off = TextBox(self.tr("不能改"))
        off.setEnabled(False)
        choices = [("w", self.tr("工程项目")), ("p", self.tr("物业项目"))]
        fields = (
            Field(
                self.tr("项目名称"), TextBox(placeholder=self.tr("必填")), hint=self.tr("与施工许可证一致")
            ),
            wrong,
            Field(self.tr("只读"), off),
            Field(self.tr("开工日期"), DateBox(date(2026, 3, 10))),
            Field(self.tr("类别"), Picker(choices, allow_blank=True)),
            Field(self.tr("单位类型"), OpenPicker([word for _, word in choices], value=choices[0][1])),
            Field(self.tr("搜索"), SearchBox(self.tr("名称、拼音首字母"))),
            Field(self.tr("备注"), TextArea(placeholder=self.tr("想到什么写什么"))),
        )
        for number, field in enumerate(fields):
            grid.addWidget(field, number // 3, number % 3, Qt.AlignmentFlag.AlignTop)
        wrong.set_error(self.tr("电话应为 7 到 12 位数字"))
        card.body.addLayout(grid)

    def _add_tags(self) -> None:
        card = self._card(self.tr("标签与数字"))
        row = QHBoxLayout()
        for tone in _TONES:
            row.addWidget(Tag(self.tr("在建"), tone=tone))
        for level, word in _LEVELS.items():
            row.addWidget(RiskTag(word, level=level))
        row.addStretch(1)
        card.body.addLayout(row)
        numbers = QHBoxLayout()
        numbers.addWidget(BigNumber(self.tr("在建项目"), "1,208", note=self.tr("比上月多 12"), link=True))
        numbers.addWidget(BigNumber(self.tr("未销号隐患"), "37"))
        numbers.addWidget(BigNumber(self.tr("整改率"), "92.4%"))
        card.body.addLayout(numbers)

    def _add_table(self) -> None:
        card = self._card(self.tr("表格"))
        towns = (("h", "湖头镇"), ("l", "龙门镇"))
        filters = FilterBar(
            [
                FilterSpec(
                    "category", self.tr("类别"), (("w", self.tr("工程项目")), ("p", self.tr("物业项目")))
                ),
                FilterSpec("town", self.tr("乡镇"), towns),
            ]
        )
        filters.set_counts({"category": {"w": 180, "p": 32}, "town": {"h": 21, "l": 9}})
        filters.set_values({"town": ["h"]})
        card.body.addWidget(filters)
        table = DataTable()
        table.setModel(_Rows(self))
        table.setMinimumHeight(250)
        table.sortByColumn(0, Qt.SortOrder.AscendingOrder)
        table.select_rows([1])
        card.body.addWidget(table)
        bar = SelectionBar(self.tr("个项目"))
        bar.add_action(self.tr("批量修改"), icon="edit")
        bar.add_action(self.tr("删除"), icon="trash", kind="danger")
        bar.set_count(3)
        card.body.addWidget(bar)
        empty = DataTable()
        empty.setModel(_Rows(self, rows=0))
        empty.set_empty(
            self.tr("没有符合条件的项目"), self.tr("换几个字再搜，或者去掉一些筛选。"), self.tr("清除筛选")
        )
        empty.setMinimumHeight(280)
        card.body.addWidget(empty)

    def _add_messages(self) -> None:
        card = self._card(self.tr("消息"))
        for tone, words in (
            ("info", self.tr("这个月的报表还没有提交。")),
            ("ok", self.tr("检查完成，没有发现问题。")),
            ("warning", self.tr("电脑的日期比上次保存时还早，请核对系统日期。")),
            ("danger", self.tr("磁盘空间不足，没有改动。请腾出空间后再试。")),
        ):
            banner = Banner(words, tone=tone, closable=True)
            if tone == "info":
                banner.add_action(self.tr("去看看"), self.update)
            card.body.addWidget(banner)
        undo = ToastAction(self.tr("撤销"), self.update)
        card.body.addWidget(Toast(self.tr("已删除 3 个项目"), [undo], tone="ok", stay=True))
        row = ProgressRow(self.tr("导入"))
        row.set_progress(42, self.tr("核对第 4,200 行"))
        card.body.addWidget(row)

    def _add_rest(self) -> None:
        card = self._card(self.tr("步骤、时间线与设置"))
        steps = [self.tr("选择文件"), self.tr("核对列"), self.tr("预览"), self.tr("完成")]
        card.body.addWidget(StepBar(steps, current=1))
        card.body.addWidget(
            SettingRow(self.tr("紧凑的表格行"), self.tr("一屏多看几行"), Switch(on=True), icon="list")
        )
        card.body.addWidget(
            Timeline(
                [
                    TimelineEntry(
                        self.tr("修改：施工单位"), "今天 14:32 · 王小明 · K7", (self.tr("甲公司 → 乙公司"),)
                    ),
                    TimelineEntry(self.tr("新建"), "2026-03-10 09:00 · 王小明 · K7", tone="ok"),
                ]
            )
        )
        card.body.addWidget(
            EmptyState(
                self.tr("这里还没有项目"),
                self.tr("导入 Excel 台账，或者新建一个。"),
                self.tr("导入"),
                icon="project",
            )
        )


class _Rows(QAbstractTableModel):
    """A few rows that show every kind of column."""

    _HEADS = (("name", "name"), ("state", "tag"), ("level", "risk"), ("area", "number"), ("town", "text"))

    def __init__(self, parent: QWidget, *, rows: int = 4) -> None:
        super().__init__(parent)
        self._count = rows
        self._words = [
            self.tr("项目名称"),
            self.tr("状态"),
            self.tr("风险等级"),
            self.tr("建筑面积"),
            self.tr("乡镇"),
        ]

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return self._count

    def columnCount(self, parent: QModelIndex | QPersistentModelIndex | None = None) -> int:
        return len(self._HEADS)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        level = list(_LEVELS)[index.row() % 4]
        tone = _TONES[index.row() % len(_TONES)]
        shown = (
            f"城东安置房 {index.row() + 1} 号楼",
            self.tr("在建"),
            _LEVELS[level],
            f"{12345 * (index.row() + 1):,}",
            self.tr("湖头镇"),
        )
        if role == Qt.ItemDataRole.DisplayRole:
            return shown[index.column()]
        if role == LEVEL_ROLE:
            return level
        return tone if role == TONE_ROLE and index.column() == 1 else None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal:
            return None
        key, kind = self._HEADS[section]
        found = {Qt.ItemDataRole.DisplayRole: self._words[section], KEY_ROLE: key, KIND_ROLE: kind}
        return found.get(role)
