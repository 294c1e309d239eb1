"""The plan of an import before anything is written: what is new, in conflict, waiting, missing, and whom it comes from.

Where a laptop is seen for the first time and there is no office, its thirty digits are compared here.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout

from anxi_desktop.app.exchange_overview import Held, Me
from anxi_desktop.app.exchange_receipts import gap_words
from anxi_desktop.app.exchange_work import ImportReport, Reading
from anxi_desktop.domain import words
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.text import label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.exchange_words import digits_label, moment_words

_WIDTH = 600
_MOST_GAPS = 6


class ImportPanel(SidePanel):
    """`asked` with whether to trust the laptops shown; `opened` with a passphrase for what is sealed."""

    asked = Signal(bool)
    opened = Signal(str)

    def __init__(self, readings: Sequence[Reading], me: Me, *, tried: bool = False) -> None:
        """`tried`: a passphrase was given already."""
        count = len(readings)
        super().__init__(
            self.tr("导入数据包") if count == 1 else self.tr("导入 {n} 个数据包").format(n=count),
            width=_WIDTH,
        )
        self.readings = list(readings)
        self._me = me
        self.good = [one for one in readings if one.report is not None]
        self.banners: list[Banner] = []
        self.passphrase = TextBox(limit=200)
        self._field: Field | None = None
        self.open = button(self.tr("打开"))
        self.go = button(self.tr("导入"), kind="primary")
        self.keep = button(self.tr("先不信任，只存着"))
        self._locked = [one for one in readings if one.needs_passphrase]
        for reading in readings:
            if reading.error is not None and not reading.needs_passphrase:
                self._say(f"{reading.path.name}：{sentence(reading.error)}", "danger")
        if self._locked:
            self._add_passphrase(tried=tried)
        if self._strangers():  # first: the plan holds only where the digits agree
            self._add_strangers()
        for reading in self.good:
            self._add_plan(reading)
        self._add_foot()

    def texts(self) -> list[str]:
        """What the banners say."""
        return [banner.text() for banner in self.banners]

    def _say(self, text: str, tone: str) -> None:
        banner = Banner(text, tone=tone)
        self.banners.append(banner)
        self.body.addWidget(banner)

    def _add_passphrase(self, *, tried: bool) -> None:
        names = "、".join(one.path.name for one in self._locked)
        self.body.addWidget(label(self.tr("“{names}”设了口令。").format(names=names), wrap=True))
        self._field = Field(self.tr("口令"), self.passphrase, hint=self.tr("请向发送的人打电话问。"))
        if tried:
            self._field.set_error(self.tr("口令不对，文件没有改动。请核对后再试（区分大小写）。"))
        self.body.addWidget(self._field)
        self.body.addWidget(self.open, alignment=Qt.AlignmentFlag.AlignLeft)
        self.open.clicked.connect(self._on_open)
        self.passphrase.returnPressed.connect(self._on_open)

    # The plan

    def _add_plan(self, reading: Reading) -> None:
        report = reading.report
        if report is None:
            return
        card = QFrame()
        card.setProperty("box", "card")
        column = QVBoxLayout(card)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(8)
        sender = report.sender
        who = " · ".join(part for part in (sender.code, sender.person, sender.unit) if part)
        column.addWidget(label(who or sender.key[:8], "strong", wrap=True))
        made = self.tr("{when} 导出 · {name}").format(
            when=moment_words(reading.made_at), name=reading.path.name
        )
        if report.part[1] > 1:
            made += self.tr("（共 {n} 个包的第 {i} 个）").format(n=report.part[1], i=report.part[0])
        column.addWidget(label(made, "caption", wrap=True))
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (name, value, tone) in enumerate(self._rows(reading, report)):
            grid.addWidget(label(name, "secondary"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(value, tone, wrap=True), row, 1)
        column.addLayout(grid)
        self.body.addWidget(card)

    def _rows(self, reading: Reading, report: ImportReport) -> list[tuple[str, str, str]]:
        if not report.entries and not reading.photos:
            return [(self.tr("内容"), self.tr("本机都已经有了，没有新的"), "body")]
        records = self.tr("{n} 条")
        rows = [
            (self.tr("新增记录"), records.format(n=f"{report.new:,}"), "body"),
            (self.tr("改动记录"), records.format(n=f"{report.changed:,}"), "body"),
            (
                self.tr("冲突"),
                self.tr("{n} 条，导入后由您决定").format(n=f"{report.conflicts:,}")
                if report.conflicts
                else self.tr("没有"),
                "warning" if report.conflicts else "body",
            ),
            (self.tr("照片和附件"), self._photos(reading), "warning" if reading.missing else "body"),
        ]
        waiting = reading.held.get(Held.UNSIGNED, 0)
        if waiting:
            text = self.tr("{n} 条流水，同一台电脑的下一个包到了就生效").format(n=f"{waiting:,}")
            rows.append((self.tr("等待签名"), text, "body"))
        if report.unknown:
            text = self.tr("{n} 条记录是更新的程序写的，先存着，升级后显示").format(n=report.unknown)
            rows.append((self.tr("等待升级"), text, "body"))
        held = [
            self.tr("{n} 条：{why}").format(n=f"{count:,}", why=words.HELD[why.value])
            for why, count in reading.held.items()
            if why is not Held.UNSIGNED
        ]
        if held:
            rows.append((self.tr("进隔离区"), "；".join(held), "warning"))
        if report.gaps and len(self.readings) == 1:
            listed = [gap_words(gap.code, gap.first, gap.last) for gap in report.gaps]
            more = self.tr("等 {n} 处").format(n=len(listed)) if len(listed) > _MOST_GAPS else ""
            rows.append((self.tr("没有到的"), "；".join(listed[:_MOST_GAPS]) + more, "warning"))
        return rows

    def _photos(self, reading: Reading) -> str:
        text = self.tr("收到 {n} 个").format(n=f"{reading.photos:,}")
        if reading.missing:
            text += self.tr("，还缺 {n} 个，下次导出时自动索要").format(n=f"{reading.missing:,}")
        return text

    # Laptops seen for the first time

    def _strangers(self) -> list[tuple[str, str]]:
        found: dict[str, str] = {}
        for reading in self.good:
            for card in reading.report.paired if reading.report is not None else ():
                found[card.key] = " · ".join(part for part in (card.code, card.person, card.unit) if part)
        return list(found.items())

    def _add_strangers(self) -> None:
        strangers = self._strangers()
        section = self.add_section(
            self.tr("第一次见到的电脑：先核对数字"),
            self.tr(
                "请对方打开“交换 › 信任 › 本机核对码”，当面或打电话一组一组念给您听。"
                "六组都和下面相同，才信任；有一组不同，文件就可能被人换过。"
            ),
        )
        for key, name in strangers:
            section.addWidget(label(name or key[:8], "strong", wrap=True))
            section.addWidget(digits_label(fingerprint(key)))
        section.addWidget(label(self.tr("对方要核对的是本机的数字："), "secondary"))
        section.addWidget(digits_label(self._me.digits))

    # The foot

    def _add_foot(self) -> None:
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add_button(cancel, left=True)
        self.add_button(self.keep)
        self.add_button(self.go)
        strange = bool(self._strangers())
        self.keep.setVisible(strange)
        if strange:
            self.go.setText(self.tr("数字相同，信任并导入"))
        elif len(self.good) < len(self.readings) and self.good:
            self.go.setText(self.tr("导入能读的 {n} 个").format(n=len(self.good)))
        self.go.setVisible(bool(self.good))
        self.go.clicked.connect(self._on_go)
        self.keep.clicked.connect(self._on_keep)

    @Slot()
    def _on_open(self) -> None:
        if self.passphrase.text():
            self.opened.emit(self.passphrase.text())

    @Slot()
    def _on_go(self) -> None:
        self.asked.emit(bool(self._strangers()))

    @Slot()
    def _on_keep(self) -> None:
        self.asked.emit(False)
