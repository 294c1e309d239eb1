"""One laptop beside the page: who it is, what each lacks, the digits to compare, and what can be done with it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app.exchange_overview import Laptop, Me, Overview, Standing
from anxi_desktop.app.exchange_receipts import gap_words
from anxi_desktop.domain.trust import Role
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.exchange_words import day_words, digits_label, moment_words, standing_words

_MOST_GAPS = 20


class LaptopDrawer(Drawer):
    """What is asked: an export for it, trusting it without an office, revoking it."""

    export_asked = Signal(object)
    pair_asked = Signal(object)
    revoke_asked = Signal(object)

    def __init__(self, laptop: Laptop, seen: Overview, projects: Mapping[str, str]) -> None:
        super().__init__(laptop.name or laptop.key[:8])
        self.laptop = laptop
        tag, tone = standing_words(laptop)
        self.set_tags(Tag(tag, tone=tone))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(20, 8, 20, 20)
        column.setSpacing(8)
        for text in self._facts(laptop):
            column.addWidget(label(text, wrap=True))
        self._add_projects(column, projects)
        lost = [one for one in seen.gaps if one.key == laptop.key]
        if lost:
            column.addWidget(label(self.tr("没有到的流水"), "section"))
            for one in lost[:_MOST_GAPS]:
                words = f"{gap_words(one.code, one.first, one.last)}（{one.where}）"
                column.addWidget(label(words, wrap=True))
            ask = self.tr("请它再导出一次，给所有人或给本机都可以；早先的数据包也可以再导入一次。")
            column.addWidget(label(ask, "caption", wrap=True))
        column.addSpacing(8)
        column.addWidget(label(self.tr("它的核对码"), "section"))
        column.addWidget(digits_label(laptop.digits))
        column.addWidget(label(self._compare(seen.me), "caption", wrap=True))
        column.addSpacing(8)
        self.export = button(self.tr("导出给这台电脑…"), icon="export")
        self.pair = button(self.tr("数字相同，信任这台电脑"), kind="primary")
        self.revoke = button(self.tr("吊销…"), kind="danger")
        for press in (self.pair, self.export, self.revoke):
            column.addWidget(press)
        self._show_acts(seen.me)
        self.export.clicked.connect(lambda: self.export_asked.emit(laptop))
        self.pair.clicked.connect(lambda: self.pair_asked.emit(laptop))
        self.revoke.clicked.connect(lambda: self.revoke_asked.emit(laptop))
        column.addStretch(1)
        self.set_body(body)

    def _facts(self, laptop: Laptop) -> list[str]:
        found = [laptop.unit] if laptop.unit else []
        found.append(self.tr("最近一次：{when}").format(when=moment_words(laptop.met_at)))
        if laptop.confirmed_to is not None:
            found.append(self.tr("本机写的，它已确认到 {day}").format(day=day_words(laptop.confirmed_to)))
        if laptop.met_at is not None:
            found.append(
                self.tr("他缺 {a} 条，我缺 {b} 条").format(a=f"{laptop.lacks:,}", b=f"{laptop.missing:,}")
            )
        return found

    def _add_projects(self, column: QVBoxLayout, projects: Mapping[str, str]) -> None:
        laptop = self.laptop
        if laptop.standing is not Standing.MEMBER:
            return
        if laptop.projects is None:
            column.addWidget(label(self.tr("可以写：全部项目"), "secondary"))
            return
        names = "、".join(projects.get(row, self.tr("（还没有到的项目）")) for row in laptop.projects)
        kind = self.tr("只能写这些项目的自查：{names}")
        if laptop.role is not Role.ENTERPRISE:
            kind = self.tr("可以写这些项目：{names}")
        column.addWidget(label(kind.format(names=names), "secondary", wrap=True))

    def _compare(self, me: Me) -> str:
        if self.laptop.standing is Standing.UNKNOWN and not me.has_county:
            return self.tr(
                "请对方打开“交换 › 信任 › 本机核对码”，当面或打电话一组一组念给您听。六组都相同，才信任它。"
            )
        if self.laptop.standing is Standing.UNKNOWN:
            return self.tr(
                "它还不在本县的名单里。请它生成入网申请，由监管部门的电脑登记，登记后隔离的内容自动生效。"
            )
        return self.tr("有疑问时，和对方屏幕上的“本机核对码”比对。")

    def _show_acts(self, me: Me) -> None:
        unknown, revoked = (
            self.laptop.standing is Standing.UNKNOWN,
            self.laptop.standing is Standing.REVOKED,
        )
        self.pair.setVisible(unknown and not me.has_county)
        self.export.setVisible(not unknown and not revoked)
        self.revoke.setVisible(me.is_office and self.laptop.standing is Standing.MEMBER)
