"""The page 交换: who holds what, three ways out and in, and all that waits for a person."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.drive_watch import DriveWatch
from anxi_desktop.app.exchange import Exchange
from anxi_desktop.app.exchange_overview import Overview
from anxi_desktop.app.exchange_receipts import receipt_title
from anxi_desktop.views import exchange_lists as lists
from anxi_desktop.views.components.banner import Banner
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.icons import picture
from anxi_desktop.views.components.text import label
from anxi_desktop.views.conflicts_view import ConflictsView
from anxi_desktop.views.exchange_acts import ExchangeActs
from anxi_desktop.views.exchange_cards import ActionCard, CountChips
from anxi_desktop.views.exchange_trust_acts import ExchangeTrustActs
from anxi_desktop.views.exchange_words import confirmed_words, own_words
from anxi_desktop.views.page import Page

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_SUFFIX = ".anxi"
_LEAST = 480
"""What a drawer beside the page leaves in the smallest window."""


class ExchangePage(Page):
    """Facts it can be shown: conflict=(record type, id), conflicts=True, path="….anxi"."""

    id = "exchange"
    icon = "exchange"

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.exchange = Exchange(shell.session)
        self.seen: Overview | None = None
        self.watch = DriveWatch(self)
        self.acts = ExchangeActs(self)
        self.trust_acts = ExchangeTrustActs(self)
        self._reads = 0
        self.setAcceptDrops(True)
        self.stick = Banner("", tone="info", closable=True)
        self.forked = Banner("", tone="warning", closable=True)
        self._dismissed: frozenset[Path] = frozenset()
        self._mark = picture("exchange", color="secondary")
        self.line = label(self.tr("正在读取…"), "strong", wrap=True)
        self._own = label("", "caption", wrap=True)
        self.export = ActionCard(
            "export", self.tr("导出到U盘"), self.tr("写好读回核对，告诉您什么时候可以拔出")
        )
        self.mail = ActionCard("external", self.tr("生成邮件"), self.tr("按邮件大小自动分包，存成草稿"))
        self.incoming = ActionCard(
            "import", self.tr("导入收到的数据包"), self.tr("先看会改什么，再导入；不会抹掉任何内容")
        )
        self.trust = button(self.tr("信任"), icon="shield")
        self._menu = QMenu(self.trust)
        self._menu.aboutToShow.connect(partial(self.trust_acts.fill_menu, self._menu))
        self.trust.setMenu(self._menu)
        self.chips = CountChips(
            [
                ("laptops", self.tr("电脑")),
                ("conflicts", self.tr("冲突")),
                ("missing", self.tr("缺照片")),
                ("gaps", self.tr("没有到的")),
                ("quarantine", self.tr("隔离区")),
                ("inbox", self.tr("收件箱")),
                ("receipts", self.tr("收据")),
            ],
            value="laptops",
        )
        self.parts = lists.make_parts()
        self._below = QStackedLayout()
        self.conflicts = ConflictsView(shell)
        self.back = button(self.tr("返回交换"), kind="quiet", icon="chevron-left")
        self._pages = QStackedLayout(self)
        self._lay_out()
        self._connect()
        self.reload()

    def title(self) -> str:
        """The page's name."""
        return self.tr("交换")

    def help_text(self) -> str:
        """What can be done here, for F1."""
        return self.tr(
            "电脑之间只用文件交换：U盘或邮件附件。晚到、重复、先后颠倒、缺一个，都没有关系。\n"
            "“导出到U盘”写好后读回核对，显示可以拔出才拔。“生成邮件”按大小分成几封，每个包单独都能导入。\n"
            "“导入收到的数据包”先给您看会新增、改动什么；也可以双击数据包，或把它拖到这一页。\n"
            "几台电脑填得不一样时列在“冲突”，由您决定，决定之前照常工作。\n"
            "第一次和一台电脑交换，先核对 30 位数字；县里建立密钥以后，由监管部门登记，不用每次核对。\n"
            "“他缺”“我缺”按最近一次交换算；缺的照片下次导出时自动索要。"
        )

    def refresh(self, tables: frozenset[str]) -> None:
        """Something was written: what is unconfirmed and in conflict may be other than before."""
        self.conflicts.refresh(tables)
        self.reload()

    def reload(self) -> None:
        """Read everything again, beside the window."""
        self._reads += 1
        work = self.exchange.overview_work(self.watch.drives)
        self.shell.run_quietly(work, partial(self._on_read, self._reads))

    def show_facts(self, **facts: object) -> None:
        """Come here for a conflict, or with a bundle that was opened."""
        conflict, path = facts.get("conflict"), facts.get("path")
        if isinstance(conflict, tuple) and len(conflict) == 2:
            self.show_conflicts()
            self.conflicts.show_record(str(conflict[0]), str(conflict[1]))
        elif facts.get("conflicts"):
            self.show_conflicts()
        elif isinstance(path, str) and path:
            self.show_lists()
            self.acts.open_import([Path(path)])

    @Slot()
    def show_conflicts(self) -> None:
        """Show the review of conflicts in place of the lists."""
        self._pages.setCurrentIndex(1)
        self.conflicts.read()
        self.conflicts.setFocus()

    @Slot()
    def show_lists(self) -> None:
        """Back to the lists."""
        self._pages.setCurrentIndex(0)
        if self.chips.value() == "conflicts":
            self.chips.set_value("laptops")
            self._on_chip("laptops")

    def showEvent(self, event: QShowEvent) -> None:
        """In sight: look for sticks."""
        super().showEvent(event)
        self.watch.watch(on=True)

    def hideEvent(self, event: QHideEvent) -> None:
        """Out of sight."""
        super().hideEvent(event)
        self.watch.watch(on=False)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Bundles may be dropped."""
        if self._dropped(event):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Import what was dropped."""
        if found := self._dropped(event):
            event.acceptProposedAction()
            self.acts.open_import(found)

    def _dropped(self, event: QDropEvent) -> list[Path]:
        paths = [Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()]
        return [path for path in paths if path.suffix.lower() == _SUFFIX]

    # Inside

    def _lay_out(self) -> None:
        overview, review = QWidget(), QWidget()
        self._pages.addWidget(overview)
        self._pages.addWidget(review)
        overview.setMinimumWidth(_LEAST)
        column = QVBoxLayout(overview)
        column.setContentsMargins(24, 14, 24, 12)
        column.setSpacing(12)
        column.addWidget(self.stick)
        column.addWidget(self.forked)
        self.stick.hide()
        self.forked.hide()
        said = QHBoxLayout()
        said.setSpacing(10)
        said.addWidget(self._mark)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.line)
        texts.addWidget(self._own)
        said.addLayout(texts, 1)
        said.addWidget(self.trust)
        column.addLayout(said)
        actions = QHBoxLayout()
        actions.setSpacing(12)
        for card in (self.export, self.mail, self.incoming):
            actions.addWidget(card, 1)
        column.addLayout(actions)
        column.addWidget(self.chips)
        column.addLayout(self._below, 1)
        for part in self.parts.values():
            self._below.addWidget(part)
        reviewed = QVBoxLayout(review)
        reviewed.setContentsMargins(0, 8, 0, 0)
        reviewed.setSpacing(4)
        top = QHBoxLayout()
        top.setContentsMargins(16, 0, 16, 0)
        top.addWidget(self.back)
        top.addStretch(1)
        reviewed.addLayout(top)
        reviewed.addWidget(self.conflicts, 1)

    def _connect(self) -> None:
        self.export.pressed.connect(self.acts.open_export)
        self.mail.pressed.connect(self.acts.open_mail)
        self.incoming.pressed.connect(self.acts.ask_import)
        self.chips.picked.connect(self._on_chip)
        self.back.clicked.connect(self.show_lists)
        self.watch.changed.connect(self.reload)
        self.stick.dismissed.connect(self._on_dismissed)
        self.parts["laptops"].asked.connect(self._on_laptop)
        self.parts["quarantine"].asked.connect(self._on_quarantined)
        self.parts["inbox"].asked.connect(self._on_inbox)
        self.parts["receipts"].asked.connect(self._on_receipt)

    def _on_read(self, number: int, seen: Overview) -> None:
        if number != self._reads:
            return
        self.seen = seen
        text, tone = confirmed_words(seen)
        self.line.setText(text)
        self._mark.set("ok" if tone == "ok" else "info", color="ok" if tone == "ok" else "warning")
        self._own.setText(own_words(seen.me))
        for code, count in (
            ("laptops", len(seen.laptops)),
            ("conflicts", seen.conflicts),
            ("missing", len(seen.missing_files)),
            ("gaps", len(seen.gaps)),
            ("quarantine", len(seen.quarantined)),
            ("inbox", len(seen.inbox)),
        ):
            self.chips.set_count(code, count)
        self.parts["laptops"].show_lines([lists.laptop_line(one) for one in seen.laptops])
        self.parts["missing"].show_lines(lists.missing_lines(seen))
        self.parts["gaps"].show_lines(lists.gap_lines(seen))
        self.parts["quarantine"].show_lines(lists.quarantine_lines(seen))
        self.parts["inbox"].show_lines([lists.inbox_line(one) for one in seen.inbox])
        self.parts["receipts"].show_lines([lists.receipt_line(one) for one in seen.receipts])
        self._show_banners(seen)

    def _show_banners(self, seen: Overview) -> None:
        waiting = [one for one in seen.sticks if one.path not in self._dismissed]
        self.stick.clear_actions()
        if waiting:
            words = self.tr("U盘“{place}”上有 {n} 个没有导入过的数据包：{names}").format(
                place=waiting[0].place,
                n=len(waiting),
                names="、".join(one.path.name for one in waiting[:3]) + ("…" if len(waiting) > 3 else ""),
            )
            paths = [one.path for one in waiting]
            self.stick.add_action(self.tr("查看并导入"), lambda: self.acts.open_import(paths))
            self.stick.set(words, tone="info")
        else:
            self.stick.set("")
        if seen.forked:
            words = self.tr(
                "{code} 出现了两份：有人复制过那台电脑的数据库。两份写的都保留着，请问清楚用哪一台。"
            )
            self.forked.set(words.format(code="、".join(seen.forked)), tone="warning")
        else:
            self.forked.set("")

    @Slot()
    def _on_dismissed(self) -> None:
        if self.seen is not None:
            self._dismissed |= {one.path for one in self.seen.sticks}

    @Slot(str)
    def _on_chip(self, code: str) -> None:
        if code == "conflicts":
            self.show_conflicts()
        else:
            self._below.setCurrentWidget(self.parts[code])

    @Slot(int)
    def _on_laptop(self, row: int) -> None:
        if self.seen is not None:
            self.trust_acts.show_laptop(self.seen.laptops[row])

    @Slot(int)
    def _on_quarantined(self, row: int) -> None:
        if self.seen is not None:
            laptop = self.seen.laptop(self.seen.quarantined[row].key)
            if laptop is not None:
                self.trust_acts.show_laptop(laptop)

    @Slot(int)
    def _on_inbox(self, row: int) -> None:
        if self.seen is not None:
            self.acts.open_import([self.seen.inbox[row].path])

    @Slot(int)
    def _on_receipt(self, row: int) -> None:
        if self.seen is not None:
            receipt = self.seen.receipts[row]
            self.acts.show_receipts([receipt], receipt_title(receipt))
