"""Enrolling a laptop on the office's: its request, its thirty digits compared, what it may write, the list saved."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QFileDialog, QVBoxLayout

from anxi_desktop.app.exchange_office import REQUEST_SUFFIX, Request, Role
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.check_list import CheckList
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.step_bar import StepBar
from anxi_desktop.views.components.text import label
from anxi_desktop.views.exchange_words import digits_label, role_word

_WIDTH = 560
_ALL, _SOME = "all", "some"


class EnrolPanel(SidePanel):
    """`asked` with the request, the role, and the projects (None: all)."""

    asked = Signal(object, object, object)

    def __init__(
        self,
        read: Callable[[Path], Request],
        projects: Sequence[tuple[str, str]],
        *,
        start: str = "",
    ) -> None:
        super().__init__(self.tr("登记新电脑"), width=_WIDTH)
        self._read, self._projects, self._start = read, list(projects), start
        self.request: Request | None = None
        self.chosen_projects: frozenset[str] = frozenset()
        self.steps = StepBar([self.tr("申请文件"), self.tr("核对数字"), self.tr("权限")])
        self.choose = button(self.tr("选择申请文件…"), icon="folder")
        self._who = label(
            self.tr("在新电脑上打开“交换 › 信任 › 本机加入本县”，生成申请文件，用U盘或邮件带到这里。"),
            "secondary",
            wrap=True,
        )
        self._wrong = label("", "error", wrap=True)
        self.digits = digits_label("")
        self.same = QCheckBox(self.tr("六组数字都相同"))
        self.role = ChoiceChips(
            [(role.value, role_word(role)) for role in (Role.INSPECTOR, Role.ENTERPRISE, Role.OFFICE)],
            required=True,
            value=Role.INSPECTOR.value,
        )
        self._role_words = label("", "caption", wrap=True)
        self.scope = ChoiceChips(
            [(_ALL, self.tr("全部项目")), (_SOME, self.tr("只这些项目"))], required=True, value=_ALL
        )
        self.pick = button(self.tr("选项目…"), icon="list")
        self.popup: CheckList | None = None
        self.go = button(self.tr("登记并保存名单…"), kind="primary")
        self._lay_out()
        self._connect()
        self._show()

    def show_request(self, path: Path) -> None:
        """Take a request file up."""
        try:
            self.request = self._read(path)
        except AnxiError as error:
            self.request = None
            self._wrong.setText(sentence(error))
        else:
            self._wrong.setText("")
        self.same.setChecked(False)
        self._show()

    def projects(self) -> list[str] | None:
        """The projects it may write to; None is all of them."""
        return None if self.scope.value() == _ALL else sorted(self.chosen_projects)

    def _lay_out(self) -> None:
        self.body.addWidget(self.steps)
        first = QVBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._who)
        first.addWidget(self.choose)
        first.addWidget(self._wrong)
        self.body.addLayout(first)
        self._second = label(
            self.tr("请新电脑那边把屏幕上的 30 位数字念给您听，当面或打电话。和下面六组都相同，才登记。"),
            wrap=True,
        )
        for widget in (self._second, self.digits, self.same):
            self.body.addWidget(widget)
        self._third = label(self.tr("这台电脑的人是"), "section")
        for widget in (self._third, self.role, self._role_words, self.scope, self.pick):
            self.body.addWidget(widget)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add_button(cancel)
        self.add_button(self.go)

    def _connect(self) -> None:
        self.choose.clicked.connect(self._on_choose)
        self.same.toggled.connect(self._show)
        self.role.picked.connect(self._on_role)
        self.scope.picked.connect(self._show)
        self.pick.clicked.connect(self._on_pick)
        self.go.clicked.connect(self._on_go)

    @Slot()
    @Slot(object)
    def _show(self, _changed: object = None) -> None:
        asked, role = self.request, Role(self.role.value())
        if asked is not None:
            card = asked.card
            self._who.setText(" · ".join(part for part in (card.code, card.person, card.unit) if part))
            self.digits.setText(asked.fingerprint)
        self._wrong.setVisible(bool(self._wrong.text()))
        for widget in (self._second, self.digits, self.same):
            widget.setVisible(asked is not None)
        agreed = asked is not None and self.same.isChecked()
        for widget in (self._third, self.role, self._role_words):
            widget.setVisible(agreed)
        self.scope.setVisible(agreed and role is Role.INSPECTOR)
        picks = self.scope.value() == _SOME and role is not Role.OFFICE
        self.pick.setVisible(agreed and picks)
        count = len(self.chosen_projects)
        self.pick.setText(self.tr("选项目…（已选 {n}）").format(n=count) if count else self.tr("选项目…"))
        self._role_words.setText(self._words(role))
        self.steps.set_current(0 if asked is None else 1 if not agreed else 2)
        self.go.setEnabled(agreed and (not picks or bool(count)))

    def _words(self, role: Role) -> str:
        return {
            Role.INSPECTOR: self.tr("检查、隐患、台账都可以写，也能看监管部门内部的内容。"),
            Role.ENTERPRISE: self.tr("只收到自己项目的内容，只能写自查和整改回复；写别的进隔离区。"),
            Role.OFFICE: self.tr("什么都可以写。登记和吊销还要有县级密钥。"),
        }[role]

    @Slot(object)
    def _on_role(self, code: object) -> None:
        self.scope.set_value(_SOME if code == Role.ENTERPRISE.value else _ALL)
        self._show()

    @Slot()
    def _on_choose(self) -> None:
        name, _ = QFileDialog.getOpenFileName(
            self,
            self.tr("选择入网申请"),
            self._start,
            self.tr("入网申请 (*{suffix})").format(suffix=REQUEST_SUFFIX),
        )
        if name:
            self.show_request(Path(name))

    @Slot()
    def _on_pick(self) -> None:
        self.popup = CheckList(
            self.pick, self._projects, checked=self.chosen_projects, clear_text=self.tr("都不选")
        )
        self.popup.changed.connect(self._on_picked)
        self.popup.open_under(self.pick)

    @Slot(object)
    def _on_picked(self, rows: frozenset[str]) -> None:
        self.chosen_projects = rows
        self._show()

    @Slot()
    def _on_go(self) -> None:
        if self.request is not None and self.go.isEnabled():
            self.asked.emit(self.request, Role(self.role.value()), self.projects())
