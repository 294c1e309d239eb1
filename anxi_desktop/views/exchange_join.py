"""Joining the county on a new laptop: its request with the digits to read out, and the office's list taken in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QWidget

from anxi_desktop.app.exchange_office import TRUST_SUFFIX, Offered
from anxi_desktop.app.exchange_overview import Me
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.dialog import Dialog
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.step_bar import StepBar
from anxi_desktop.views.components.text import label
from anxi_desktop.views.exchange_words import digits_label

_WIDTH = 560


class JoinPanel(SidePanel):
    """`request_asked` for the file; `asked` with the path of the list to go by from now on."""

    request_asked = Signal()
    asked = Signal(object)

    def __init__(self, me: Me, read: Callable[[Path], Offered], *, digits: str, start: str = "") -> None:
        """`digits` are those of the request, over all keys of this laptop."""
        super().__init__(
            self.tr("本机加入本县") if not me.has_county else self.tr("导入信任名单"), width=_WIDTH
        )
        self._me, self._read, self._start = me, read, start
        self.path: Path | None = None
        self.offered: Offered | None = None
        self.steps = StepBar([self.tr("生成申请"), self.tr("念数字"), self.tr("导入名单")])
        self.make = button(self.tr("生成申请文件…"), icon="save", kind="primary")
        self.digits = digits_label(digits)
        self.choose = button(self.tr("选择信任名单…"), icon="folder")
        self._wrong = label("", "error", wrap=True)
        self._says = label("", "strong", wrap=True)
        self.county = digits_label("")
        self._compare = label(
            self.tr("这是名单里写的本县核对码。请监管部门念他们屏幕上的，六组都相同才采用。"), wrap=True
        )
        self.same = QCheckBox(self.tr("和监管部门的六组数字都相同"))
        self.go = button(self.tr("采用这份名单"), kind="primary")
        self._lay_out()
        self._connect()
        self._show()

    def show_list(self, path: Path) -> None:
        """Take a list up."""
        try:
            self.offered = self._read(path)
        except AnxiError as error:
            self.offered = None
            self._wrong.setText(sentence(error))
        else:
            self.path = path
            self._wrong.setText("")
        self.same.setChecked(self.offered is not None and self.offered.is_own_county)
        self._show()

    def show_made(self) -> None:
        """The request has been written."""
        if self.offered is None:
            self.steps.set_current(1)

    def _lay_out(self) -> None:
        self.body.addWidget(self.steps)
        first = self.add_section(
            self.tr("一、把申请交给监管部门"),
            self.tr("申请文件里是本机的代号、姓名和公钥，没有秘密。用U盘或邮件带去。"),
        )
        first.addWidget(self.make)
        second = self.add_section(
            self.tr("二、念数字"), self.tr("监管部门登记时，当面或打电话把这六组数字念给他们听。")
        )
        second.addWidget(self.digits)
        third = self.add_section(
            self.tr("三、导入信任名单"),
            self.tr("登记以后，监管部门会给您一份信任名单；他们导出的数据包里也带着。"),
        )
        for widget in (self.choose, self._wrong, self._says, self._compare, self.county, self.same):
            third.addWidget(widget)
        close = button(self.tr("关闭"))
        close.clicked.connect(self.close_asked)
        self.add_button(close)
        self.add_button(self.go)

    def _connect(self) -> None:
        self.make.clicked.connect(self.request_asked)
        self.choose.clicked.connect(self._on_choose)
        self.same.toggled.connect(self._show)
        self.go.clicked.connect(self._on_go)

    @Slot()
    def _show(self, _on: object = None) -> None:
        found = self.offered
        self._wrong.setVisible(bool(self._wrong.text()))
        self._says.setVisible(found is not None)
        is_new = found is not None and not found.is_own_county
        for widget in (self._compare, self.county, self.same):
            widget.setVisible(is_new)
        if found is not None:
            self.steps.set_current(2)
            self._says.setText(self._words(found))
            self.county.setText(found.digits)
        self.go.setVisible(found is not None)
        self.go.setEnabled(found is not None and self.same.isChecked())

    def _words(self, found: Offered) -> str:
        text = self.tr("第 {version} 版名单，有 {n} 台电脑。").format(
            version=found.version, n=len(found.members)
        )
        if found.names_me:
            return text + self.tr("本机已登记。")
        return text + self.tr("里面还没有本机：采用以后，本机写的在别的电脑上先进隔离区，登记了才算数。")

    @Slot()
    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("选择信任名单"),
            self._start,
            self.tr("信任名单 (*{suffix})").format(suffix=TRUST_SUFFIX),
        )
        if name:
            self.show_list(Path(name))

    @Slot()
    def _on_go(self) -> None:
        if self.path is not None and self.go.isEnabled():
            self.asked.emit(self.path)


class DigitsDialog(Dialog):
    """The own digits, to be read out to whoever pairs with this laptop; the county's where there is one."""

    def __init__(self, owner: QWidget, me: Me, *, request: str, county: str) -> None:
        super().__init__(owner, owner.tr("本机核对码"), width=560)
        who = " · ".join(part for part in (me.code, me.person, me.unit) if part)
        self.body.addWidget(label(who, "strong", wrap=True))
        self._add(
            owner.tr("和别的电脑直接交换时"),
            owner.tr("对方第一次导入本机的数据包，屏幕上应当是这六组数字："),
            me.digits,
        )
        self._add(owner.tr("申请登记时"), owner.tr("监管部门打开本机的申请，屏幕上应当是："), request)
        if county:
            self._add(owner.tr("本县"), owner.tr("新电脑导入信任名单时，屏幕上应当是："), county)
        self.body.addWidget(label(owner.tr("当面或打电话念，不要和文件放在一起发送。"), "caption", wrap=True))
        self.add_button(owner.tr("关闭"))

    def _add(self, title: str, text: str, digits: str) -> None:
        self.body.addSpacing(4)
        self.body.addWidget(label(title, "section"))
        self.body.addWidget(label(text, "secondary", wrap=True))
        self.body.addWidget(digits_label(digits))
