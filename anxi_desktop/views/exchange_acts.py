"""Carrying data out and in from the page 交换: panels, progress, and the receipt at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from anxi_desktop.app import desktop
from anxi_desktop.app.exchange_overview import Held, Laptop
from anxi_desktop.app.exchange_work import Delivered, ExportOrder, ExportPlan, Imported, Reading, Receipt
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.exchange_export_panel import ExportAsked, ExportPanel
from anxi_desktop.views.exchange_import_panel import ImportPanel
from anxi_desktop.views.exchange_receipts import ReceiptDrawer

if TYPE_CHECKING:
    from anxi_desktop.views.exchange_page import ExchangePage

_BUNDLES = "*.anxi"


class ExchangeActs(QObject):
    """The page's acts on data. Trust is decided in `ExchangeTrustActs`."""

    def __init__(self, page: ExchangePage) -> None:
        super().__init__(page)
        self.page, self.shell, self.session = page, page.shell, page.shell.session
        self.work = page.exchange.work
        self._counting = 0

    # Out

    @Slot()
    def open_export(self, laptop: Laptop | None = None) -> None:
        """Ask what goes onto a stick."""
        self._open_export(mail=False, laptop=laptop)

    @Slot()
    def open_mail(self) -> None:
        """Ask what goes into a mail."""
        self._open_export(mail=True, laptop=None)

    def _open_export(self, *, mail: bool, laptop: Laptop | None) -> None:
        seen = self.page.seen
        if seen is None:
            return
        settings = self.session.settings
        panel = ExportPanel(
            seen,
            mail=mail,
            folder=settings.export_folder,
            drives=lambda: self.page.watch.drives,
            addresses=settings.mail_works or settings.mail_property,
            mail_limit=self.work.mail_limit(),
            to=laptop.key if laptop is not None else "",
        )
        panel.close_asked.connect(self.shell.close_panel)
        panel.count_asked.connect(partial(self._count, panel))
        panel.asked.connect(self._export)
        self.page.watch.changed.connect(panel.show_drives)
        self.shell.open_panel(panel)
        self._count(panel, panel.order())

    def _count(self, panel: ExportPanel, order: ExportOrder) -> None:
        self._counting += 1
        number = self._counting

        def counted(plan: ExportPlan) -> None:
            if number == self._counting and not panel.is_gone:
                panel.show_amount(plan)

        self.shell.run_quietly(self.work.plan_work(order), counted)

    @Slot(object)
    def _export(self, asked: ExportAsked) -> None:
        self.shell.close_panel()
        if asked.to is not None:
            work = self.work.mail_work(asked.order, asked.target, asked.to)
            self.shell.run(self.tr("生成邮件"), work, partial(self._on_exported, asked))
            return
        work = self.work.export_work(asked.order, asked.target)
        self.shell.run(self.tr("导出数据包"), work, partial(self._on_exported, asked))

    def _on_exported(self, asked: ExportAsked, done: Delivered) -> None:
        if not asked.stick and str(asked.target) != self.session.settings.export_folder:
            self.session.change_settings(export_folder=str(asked.target))
        self.page.reload()
        said = [(self._done_words(asked, done), "ok")]
        if done.exported.missing:
            text = self.tr("有 {n} 个照片不在本机，没有放进去。").format(n=len(done.exported.missing))
            said.append((text, "warning"))
        if done.too_large:
            text = self.tr("有 {n} 封超过一封邮件的上限 {mb} MB，请改用U盘。").format(
                n=done.too_large, mb=self.session.settings.mail_limit_mb
            )
            said.append((text, "warning"))
        title = self.tr("邮件已生成") if asked.to is not None else self.tr("已导出")
        self.show_receipts([done.receipt] if done.receipt else [], title, said=said, files=done.files)

    def _done_words(self, asked: ExportAsked, done: Delivered) -> str:
        if asked.to is not None:
            return self.tr("{n} 封邮件草稿已存好，打开后检查收件人再发送。").format(n=len(done.files))
        if asked.stick:
            return self.tr("已写好并读回核对，可以拔出U盘了：{stick}").format(stick=asked.stick)
        return self.tr("已写好并读回核对。")

    # In

    @Slot()
    def ask_import(self) -> None:
        """Ask for bundles."""
        drives = self.page.watch.drives
        start = str(drives[0].root) if drives else desktop.documents_folder()
        names, _ = QFileDialog.getOpenFileNames(
            self.page,
            self.tr("选择收到的数据包"),
            start,
            self.tr("数据包 ({pattern})").format(pattern=_BUNDLES),
        )
        if names:
            self.open_import([Path(name) for name in names])

    def open_import(self, paths: Sequence[Path], *, passphrase: str = "") -> None:
        """Read bundles and show what importing them would do."""
        self.shell.run(
            self.tr("查看数据包"),
            self.work.read_work(paths, passphrase=passphrase),
            partial(self._show_plan, paths, passphrase),
        )

    def _show_plan(self, paths: Sequence[Path], passphrase: str, readings: list[Reading]) -> None:
        panel = ImportPanel(readings, self.page.exchange.me(), tried=bool(passphrase))
        panel.close_asked.connect(self.shell.close_panel)
        panel.opened.connect(lambda typed: self.open_import(paths, passphrase=typed))
        good = [one.path for one in panel.good]
        panel.asked.connect(lambda pairing: self._import(good, pairing=pairing, passphrase=passphrase))
        self._come()
        self.shell.open_panel(panel)
        if not panel.passphrase.isHidden() and not good:
            panel.passphrase.setFocus()

    def _import(self, paths: Sequence[Path], *, pairing: bool, passphrase: str) -> None:
        """Take bundles in one after the other: one that is cancelled has changed nothing, those before it stay."""
        self.shell.close_panel()
        so_far = Imported()
        left = list(paths)

        def go_on(_done: object = None) -> None:
            if not left:
                self._on_imported(so_far)
                return
            path = left.pop(0)
            self.shell.run(
                self.tr("导入 {name}").format(name=path.name),
                self.work.import_work([path], pairing=pairing, passphrase=passphrase, so_far=so_far),
                go_on,
                on_stopped=stopped,
            )

        def stopped() -> None:
            if so_far.reports:
                self._on_imported(so_far)

        go_on()

    def _on_imported(self, done: Imported) -> None:
        self.session.note_foreign(frozenset(done.tables))
        self.page.reload()
        said = [(f"{path.name}：{sentence(error)}", "danger") for path, error in done.failed]
        conflicts = sum(report.conflicts for report in done.reports)
        if done.reports:
            missing = done.reports[-1].missing_attachments
            said.insert(0, (self._imported_words(done), "ok"))
            if missing:
                said.append(
                    (self.tr("还缺 {n} 个照片和附件，下次导出时自动索要。").format(n=missing), "warning")
                )
            held = sum(count for why, count in done.held.items() if why is not Held.UNSIGNED)
            if held:
                text = self.tr("有 {n} 条流水进了隔离区，先存着，不生效。").format(n=f"{held:,}")
                said.append((text, "warning"))
        title = self.tr("导入完成") if done.reports else self.tr("没有导入")
        self.show_receipts(done.receipts, title, said=said, conflicts=conflicts)

    def _imported_words(self, done: Imported) -> str:
        new = sum(report.new for report in done.reports)
        changed = sum(report.changed for report in done.reports)
        if not new and not changed:
            return self.tr("已导入，没有新的内容；对方收到了哪些，本机已记下。")
        return self.tr("已导入：新增 {new} 条记录，改动 {changed} 条。").format(
            new=f"{new:,}", changed=f"{changed:,}"
        )

    # Receipts

    def show_receipts(
        self,
        receipts: Sequence[Receipt],
        title: str,
        *,
        said: Sequence[tuple[str, str]] = (),
        files: Sequence[Path] = (),
        conflicts: int = 0,
    ) -> None:
        """Show receipts beside the page."""
        cards = {card.key: card for card in self.work.cards()}
        drawer = ReceiptDrawer(title, receipts, cards, said=said, files=files, conflicts=conflicts)
        drawer.close_asked.connect(self.shell.close_drawer)
        drawer.print_asked.connect(self._print)
        drawer.conflicts_asked.connect(self.page.show_conflicts)
        self._come()
        self.shell.open_drawer(drawer)

    def _come(self) -> None:
        """The person may have gone to another page meanwhile."""
        if self.shell.page() is not self.page:
            self.shell.go(self.page.id)

    @Slot(object)
    def _print(self, receipts: Sequence[Receipt]) -> None:
        folder = Path(self.session.settings.export_folder or desktop.documents_folder())
        usual = folder / self.tr("数据交换收据 {day}.pdf").format(day=f"{date.today():%Y-%m-%d}")
        name, _ = QFileDialog.getSaveFileName(self.page, self.tr("收据存为"), str(usual), "PDF (*.pdf)")
        if name:
            work = self.work.print_work(receipts, Path(name))
            self.shell.run(self.tr("写收据"), work, self.shell.exported)
