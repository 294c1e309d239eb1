"""Deciding whom to trust from the page 交换: joining, enrolling, the county key, pairing, revoking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QMenu

from anxi_desktop.app import desktop
from anxi_desktop.app.exchange_office import REQUEST_SUFFIX, TRUST_SUFFIX, Decided, Request, Role
from anxi_desktop.app.exchange_overview import Laptop
from anxi_desktop.app.jobs import Work
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.views.components.dialog import ask
from anxi_desktop.views.components.toast import ToastAction
from anxi_desktop.views.exchange_county import CreateCountyPanel, RecoverCountyPanel
from anxi_desktop.views.exchange_enrol import EnrolPanel
from anxi_desktop.views.exchange_join import DigitsDialog, JoinPanel
from anxi_desktop.views.exchange_laptops import LaptopDrawer

if TYPE_CHECKING:
    from anxi_desktop.views.exchange_page import ExchangePage


class ExchangeTrustActs(QObject):
    """The page's acts on trust; each change is a job, since all records of others are looked at anew."""

    def __init__(self, page: ExchangePage) -> None:
        super().__init__(page)
        self.page, self.shell, self.session = page, page.shell, page.shell.session
        self.office = page.exchange.office

    def fill_menu(self, menu: QMenu) -> None:
        """Offer what this laptop can do now."""
        me = self.page.exchange.me()
        menu.clear()
        menu.addAction(self.tr("本机核对码…"), self.show_digits)
        if not me.has_county:
            menu.addAction(self.tr("本机加入本县…"), self.open_join)
        elif not me.is_office:
            menu.addAction(self.tr("申请登记、导入信任名单…"), self.open_join)
        if me.is_office:
            menu.addAction(self.tr("登记新电脑…"), self.open_enrol)
        if me.has_county:
            menu.addAction(self.tr("保存信任名单…"), self.save_list)
        menu.addSeparator()
        if not me.has_county:
            menu.addAction(self.tr("建立县级密钥…"), self.open_create)
        if not me.is_office:
            menu.addAction(self.tr("恢复县级密钥…"), self.open_recover)

    @Slot()
    def show_digits(self) -> None:
        """Show the digits to read out."""
        asked = self._try(self.office.own_request)
        if asked is not None:
            county = self.office.county_digits()
            DigitsDialog(self.page, self.page.exchange.me(), request=asked.fingerprint, county=county).exec()

    # On the new laptop

    @Slot()
    def open_join(self) -> None:
        """Join the county, or take a newer list in."""
        asked = self._try(self.office.own_request)
        if asked is None:
            return
        panel = JoinPanel(
            self.page.exchange.me(),
            self.office.read_trust,
            digits=asked.fingerprint,
            start=self._place(),
        )
        panel.close_asked.connect(self.shell.close_panel)
        panel.request_asked.connect(partial(self._make_request, panel))
        panel.asked.connect(self._take)
        self.shell.open_panel(panel)

    def _make_request(self, panel: JoinPanel) -> None:
        code = self.page.exchange.me().code
        path = self._ask_save(
            self.tr("申请文件存到"), self.tr("入网申请 {code}").format(code=code), REQUEST_SUFFIX
        )
        if path is not None and self._try(partial(self.office.write_request, path)) is not None:
            panel.show_made()
            self.shell.exported(path)

    @Slot(object)
    def _take(self, path: Path) -> None:
        self.shell.close_panel()
        self._decide(self.tr("采用信任名单"), self.office.take_work(path), self.tr("已按本县的信任名单工作"))

    # On the office's

    @Slot()
    def open_enrol(self) -> None:
        """Enrol a laptop."""
        panel = EnrolPanel(self.office.read_request, self.page.exchange.projects(), start=self._place())
        panel.close_asked.connect(self.shell.close_panel)
        panel.asked.connect(self._enrol)
        self.shell.open_panel(panel)

    def _enrol(self, asked: Request, role: Role, projects: Sequence[str] | None) -> None:
        path = self._ask_save(
            self.tr("信任名单存到"), self.tr("信任名单 给{code}").format(code=asked.card.code), TRUST_SUFFIX
        )
        if path is None:
            return
        self.shell.close_panel()
        done = self.tr("已登记 {code}，把信任名单交给它导入").format(code=asked.card.code)
        work = self.office.enrol_work(asked, role, projects)
        self._decide(self.tr("登记电脑"), work, done, then=partial(self._write_list, path))

    @Slot()
    def save_list(self) -> None:
        """Save the list for another laptop."""
        path = self._ask_save(self.tr("信任名单存到"), self.tr("信任名单"), TRUST_SUFFIX)
        if path is not None and self._write_list(path):
            self.shell.exported(path)

    def _write_list(self, path: Path) -> bool:
        try:
            self.office.write_trust(path)
        except AnxiError as error:
            self.shell.show_error(error)
            return False
        return True

    def revoke(self, laptop: Laptop) -> None:
        """Revoke a laptop if the person means it: there is no undo on paper."""
        text = self.tr(
            "{name} 以后写的内容不再算数，进隔离区；到今天为止本机已收到的都保留。"
            "新的名单随本机导出的数据包传到别的电脑。那台电脑找回来了，要换新密钥重新登记。"
        )
        meant = ask(
            self.shell,
            self.tr("吊销 {code}？").format(code=laptop.code),
            text.format(name=laptop.name),
            yes=self.tr("吊销"),
            no=self.tr("不吊销"),
            dangerous=True,
        )
        if meant:
            work = self.office.revoke_work(laptop.key)
            self._decide(
                self.tr("吊销电脑"),
                work,
                self.tr("已吊销 {code}，下次导出时告诉别的电脑").format(code=laptop.code),
            )

    @Slot()
    def open_create(self) -> None:
        """Make the county's key."""
        panel = CreateCountyPanel()
        panel.close_asked.connect(self.shell.close_panel)
        panel.asked.connect(self._create)
        self.shell.open_panel(panel)

    @Slot()
    def _create(self) -> None:
        path = self._ask_save(self.tr("恢复单存到"), self.tr("县级密钥恢复单"), ".pdf")
        if path is None:
            return
        self.shell.close_panel()

        def told() -> None:
            actions = [
                ToastAction(self.tr("打开恢复单"), partial(desktop.open_file, path)),
                ToastAction(self.tr("打开所在文件夹"), partial(desktop.show_in_folder, path)),
            ]
            text = self.tr("县级密钥已建立。请马上打印恢复单，锁进保险柜，再删掉文件。")
            self.shell.toast(text, actions=actions, stay=True)

        self._decide(self.tr("建立县级密钥"), self.office.create_work(path), "", then=told)

    @Slot()
    def open_recover(self) -> None:
        """Bring the county's key back from its sheet."""
        panel = RecoverCountyPanel()
        panel.close_asked.connect(self.shell.close_panel)
        panel.asked.connect(partial(self._recover, panel))
        self.shell.open_panel(panel)

    def _recover(self, panel: RecoverCountyPanel, typed: str) -> None:
        try:
            self.office.check_recovery(typed)
        except AnxiError as error:
            panel.show_refusal(error)
            return
        self.shell.close_panel()
        done = self.tr("县级密钥已恢复。本机还没有信任名单时，先导入一个本县的数据包，再恢复一次。")
        self._decide(self.tr("恢复县级密钥"), self.office.recover_work(typed), done)

    # A laptop of the list

    def show_laptop(self, laptop: Laptop) -> None:
        """Show a laptop beside the page."""
        if self.page.seen is None:
            return
        drawer = LaptopDrawer(laptop, self.page.seen, dict(self.page.exchange.projects()))
        drawer.close_asked.connect(self.shell.close_drawer)
        drawer.export_asked.connect(self.page.acts.open_export)
        drawer.pair_asked.connect(self._pair)
        drawer.revoke_asked.connect(self.revoke)
        self.shell.open_drawer(drawer)

    @Slot(object)
    def _pair(self, laptop: Laptop) -> None:
        done = self.tr("已信任 {code}").format(code=laptop.code)
        self._decide(self.tr("信任电脑"), self.office.pair_work(laptop.key), done)

    # Inside

    def _decide(self, title: str, work: Work, done: str, *, then: Callable[[], object] | None = None) -> None:
        def decided(outcome: Decided) -> None:
            self.shell.close_drawer()
            self.session.note_foreign(outcome.tables)
            self.page.reload()
            if then is not None and then() is False:
                return
            if done:
                self.shell.toast(done)

        self.shell.run(title, work, decided)

    def _place(self) -> str:
        drives = self.page.watch.drives
        return str(drives[0].root) if drives else desktop.documents_folder()

    def _ask_save(self, title: str, stem: str, suffix: str) -> Path | None:
        usual = Path(self._place()) / f"{stem}{suffix}"
        name, _ = QFileDialog.getSaveFileName(self.page, title, str(usual), f"*{suffix}")
        if not name:
            return None
        return Path(name) if name.endswith(suffix) else Path(name + suffix)

    def _try(self, act: Callable[[], Any]) -> Any:
        try:
            return act()
        except AnxiError as error:
            self.shell.show_error(error)
            return None
