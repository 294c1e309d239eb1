"""设置: who and where one is, how the window looks, the data, inspecting, what is counted and sent, the program.

Everything is saved as soon as it is entered, each field for itself, with its check beside it.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from anxi_desktop.app import desktop, paths, start, upkeep
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.card import SettingRow
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.drawer import scrolling
from anxi_desktop.views.components.picker import OpenPicker
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.text import label
from anxi_desktop.views.moments import short_moment
from anxi_desktop.views.page import Page
from anxi_desktop.views.setting_rows import EDITOR, SettingRows
from anxi_desktop.views.settings_counting import CountingRulesCard
from anxi_desktop.views.settings_sending import SendingCard
from anxi_desktop.views.shell import Shell

_WIDTH = 960


class SettingsPage(Page):
    """Facts it can be shown: section = office, look, data, inspecting, rules (with year), sending or about."""

    id = "settings"
    icon = "settings"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.session = shell.session
        self.sections: dict[str, QWidget] = {}
        inner = QWidget()
        across = QHBoxLayout(inner)
        across.setContentsMargins(24, 16, 24, 32)
        column_box = QWidget()
        column_box.setMaximumWidth(_WIDTH)
        self._column = QVBoxLayout(column_box)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(6)
        self._made = SettingRows(self.session, self._column, self)
        self.rows: dict[str, SettingRow] = self._made.by_name
        across.addWidget(column_box, 10)
        across.addStretch(1)
        self._add_office()
        self._add_look()
        self._add_data()
        self._add_inspecting()
        self._head("rules", self.tr("统计口径"))
        self.counting = CountingRulesCard(shell)
        self._column.addWidget(self.counting)
        self._head("sending", self.tr("报送"))
        self.sending = SendingCard(shell)
        self._column.addWidget(self.sending)
        self._add_about()
        self._column.addStretch(1)
        self._area: QScrollArea = scrolling(inner)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)

    def title(self) -> str:
        """The page's name."""
        return self.tr("设置")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "改完就保存，不用按确定。\n"
            "单位、姓名和本机代号会印在报表上、记在每条记录里。\n"
            "“数据”里可以立即备份、复制到 U 盘、从备份恢复、移动数据文件夹、检查数据是否完好。\n"
            "“统计口径”里选通知没有写死的地方怎样算，一年一定；“报送”里填月报发给谁、几日前报。\n"
            "在阳光下看不清屏幕时，把外观换成“强光”。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """The line about backups follows the folder, the counting rules what was chosen."""
        self._show_backup()
        if "counting_rule" in tables:
            self.counting.refresh()

    def show_facts(self, **facts: object) -> None:
        """Come here for a section."""
        self._show_backup()
        year = facts.get("year")
        if isinstance(year, int):
            self.counting.show_year(year)
        section = self.sections.get(str(facts.get("section", "")))
        if section is not None:
            # The page may not be laid out yet.
            QTimer.singleShot(0, section, partial(self._scroll_to, section))

    def _scroll_to(self, section: QWidget) -> None:
        self._area.verticalScrollBar().setValue(section.y())

    # Sections

    def _head(self, name: str, words: str) -> None:
        if self.sections:
            self._column.addSpacing(20)
        head = label(words, "section")
        self.sections[name] = head
        self._column.addWidget(head)
        self._column.addSpacing(2)

    def _add_office(self) -> None:
        settings = self.session.settings
        self._head("office", self.tr("单位与本人"))
        self._made.add_text("unit", self.tr("单位"), self.tr("印在报表和导出文件上"), "office", needed=True)
        kind = OpenPicker(start.UNIT_TYPES, value=settings.unit_type)
        kind.setFixedWidth(EDITOR)
        kind.activated.connect(self._on_unit_type)
        kind.box.editingFinished.connect(self._on_unit_type)
        self.unit_type = kind
        self._made.add(
            "unit_type",
            self.tr("单位类型"),
            self.tr("月报按它分块；没有填单位类型的项目归入这里"),
            kind,
            "rules",
        )
        self._made.add_text(
            "person", self.tr("您的姓名"), self.tr("写进此后的每条记录；以前的记录不变"), "user", needed=True
        )
        self._made.add_text("phone", self.tr("联系电话"), self.tr("印在报表的填报人处，可以不填"), "phone")
        owner = self.session.store.owner()
        code = label(settings.code or owner.code, "strong", selectable=True)
        text = self.tr("建立数据时定下，用在隐患编号里，之后不改，免得编号重复")
        self._made.add("code", self.tr("本机代号"), text, code, "laptop")

    def _add_look(self) -> None:
        settings = self.session.settings
        self._head("look", self.tr("外观"))
        modes = (
            ("system", self.tr("跟随系统")),
            ("light", self.tr("浅色")),
            ("dark", self.tr("深色")),
            ("sunlight", self.tr("强光")),
        )
        theme = ChoiceChips(modes, required=True, value=settings.theme, wraps=False)
        theme.picked.connect(partial(self._on_change, "theme"))
        self._made.add(
            "theme", self.tr("颜色"), self.tr("“强光”只用黑白和深色，阳光下也看得清"), theme, "sun"
        )
        compact = Switch(on=settings.compact_rows)
        compact.toggled.connect(partial(self._on_change, "compact_rows"))
        self._made.add("compact_rows", self.tr("紧凑的表格行"), self.tr("一屏多看几行"), compact, "list")
        still = Switch(on=settings.reduced_motion)
        still.toggled.connect(partial(self._on_change, "reduced_motion"))
        self._made.add("reduced_motion", self.tr("减少动画"), self.tr("面板直接出现，不滑动"), still, "play")

    def _add_data(self) -> None:
        self._head("data", self.tr("数据"))
        folder = self.session.store.folder
        self._made.add(
            "folder", self.tr("数据文件夹"), str(folder),
            self._buttons(
                (self.tr("打开"), "folder"), (self.tr("移动到…"), "move"), (self.tr("换一个…"), "other_folder")
            ), "folder",
        )  # fmt: skip
        self._made.add(
            "backup", self.tr("备份"), "", self._buttons((self.tr("立即备份"), "backup")), "shield"
        )
        self._made.add(
            "copy", self.tr("便携副本"),
            self.tr("把数据库、照片和设置整套复制到 U 盘；电脑坏了或换电脑时，用它恢复。备份里只有数据库，没有照片"),
            self._buttons((self.tr("复制到 U 盘…"), "copy")), "copy",
        )  # fmt: skip
        self._made.add(
            "restore", self.tr("从备份恢复"), self.tr("换回某一天的数据，或 U 盘上的副本；现在的数据会先另存一份"),
            self._buttons((self.tr("恢复…"), "restore")), "history",
        )  # fmt: skip
        self._made.add(
            "check", self.tr("检查数据"), self.tr("核对数据库文件、流水的签名和数据表，只看不改"),
            self._buttons((self.tr("检查"), "check")), "ok",
        )  # fmt: skip
        self._made.add(
            "rebuild", self.tr("重建数据表"), self.tr("检查发现数据表与流水不符时使用；由流水重新生成，不丢记录"),
            self._buttons((self.tr("重建"), "rebuild")), "refresh",
        )  # fmt: skip
        export = self.session.settings.export_folder or self.tr("上次用的文件夹")
        choose = button(self.tr("更改…"))
        choose.clicked.connect(self._on_export_folder)
        self._made.add("export_folder", self.tr("导出文件放在"), export, choose, "export")

    def _add_inspecting(self) -> None:
        settings = self.session.settings
        self._head("inspecting", self.tr("检查和整改"))
        rounding = ChoiceChips(
            [("half_up", self.tr("四舍五入")), ("down", self.tr("只舍不入"))],
            required=True,
            value=settings.rounding,
            wraps=False,
        )
        rounding.picked.connect(partial(self._on_change, "rounding"))
        self._made.add(
            "rounding", self.tr("评分取一位小数"), self.tr("只管印出来的分数；优良、合格总按取整前的分数评定"),
            rounding, "rules",
        )  # fmt: skip
        for name, words in (
            ("due_general", self.tr("一般隐患的整改期限")),
            ("due_larger", self.tr("较大隐患的整改期限")),
        ):
            text = self.tr("检查时建议的工作日数，1 到 {most}；每条隐患都可以另定").format(
                most=start.MOST_DUE
            )
            self._made.add_number(name, words, text, "month", most=start.MOST_DUE, unit=self.tr("天"))

    def _add_about(self) -> None:
        self._head("about", self.tr("关于"))
        made = upkeep.versions()
        text = self.tr("数据结构 {schema} · Qt {qt} · SQLite {sqlite} · Python {python}").format(
            schema=made.schema, qt=made.qt, sqlite=made.sqlite, python=made.python
        )
        words = self.tr("安溪安全生产标准化 {version}").format(version=made.program)
        self._made.add("version", words, text, None, "info")
        licences = self.tr(
            "本程序以 Apache-2.0 许可发布。使用 Qt 与 PySide6（LGPL-3.0）、SQLite（公有领域）、"
            "Noto 字体（OFL-1.1）以及 openpyxl、reportlab 等组件，许可文本随程序附带。"
        )
        self._made.add("licences", self.tr("许可"), licences, None, "file")
        logs = button(self.tr("打开"))
        logs.clicked.connect(desktop.open_log_folder)
        self._made.add("log", self.tr("日志文件夹"), str(paths.log_folder()), logs, "list")
        export = button(self.tr("导出…"))
        export.clicked.connect(self._on_diagnostics)
        self._made.add(
            "diagnostics", self.tr("诊断信息"), self.tr("日志和版本号打成一个压缩包，不含台账数据；交给维护人员用"),
            export, "external",
        )  # fmt: skip

    def _buttons(self, *wanted: tuple[str, str]) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        for words, name in wanted:
            press: Button = button(words)
            press.setObjectName(name)
            press.setEnabled(name in self.shell.acts)
            press.clicked.connect(partial(self._on_act, name))
            row.addWidget(press)
        return box

    # What is entered

    def _on_change(self, name: str, value: object) -> None:
        self._made.write(name, **{name: value})

    def _on_act(self, name: str, *_checked: object) -> None:
        self.shell.act(name)

    @Slot()
    def _on_unit_type(self) -> None:
        text = self.unit_type.value()
        if text and text != self.session.settings.unit_type:
            self._made.write("unit_type", unit_type=text)
        elif not text:
            self.unit_type.setCurrentText(self.session.settings.unit_type)

    @Slot()
    def _on_export_folder(self) -> None:
        begin = self.session.settings.export_folder or str(Path.home())
        chosen = QFileDialog.getExistingDirectory(self.window(), self.tr("导出文件放在哪个文件夹"), begin)
        if chosen and self._made.write("export_folder", export_folder=chosen):
            self.rows["export_folder"].set_text(chosen)

    @Slot()
    def _on_diagnostics(self) -> None:
        name = f"anxi-{datetime.now():%Y%m%d-%H%M}.zip"
        chosen, _ = QFileDialog.getSaveFileName(
            self.window(), self.tr("导出诊断信息"), str(Path.home() / name), self.tr("压缩包 (*.zip)")
        )
        if not chosen:
            return
        try:
            upkeep.write_diagnostics(Path(chosen), log_folder=paths.log_folder())
        except AnxiError as error:
            self.rows["diagnostics"].set_error(sentence(error))
            return
        self.rows["diagnostics"].set_error("")
        self.shell.exported(chosen)

    def _show_backup(self) -> None:
        moment = self.session.backed_up_at()
        text = self.tr(
            "每天第一次打开时自动备份，放在数据文件夹的 backups 里；旧的会自动变稀：先每天一份，再每周、每月一份。"
        )
        if moment is not None:
            when = short_moment(moment, now=datetime.now())
            text = self.tr("最近一次：{when}。").format(when=when) + text
        self.rows["backup"].set_text(text)
