"""What is asked before an export: for whom, what, sealed how, onto which stick or into which mail; how much it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout

from anxi_desktop.app import desktop
from anxi_desktop.app.drives import Drive
from anxi_desktop.app.exchange_overview import Laptop, Overview, Role, Standing
from anxi_desktop.app.exchange_work import ExportOrder, ExportPlan, Photos
from anxi_desktop.app.month_sending import addresses_of, wrong_address
from anxi_desktop.domain import words
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.date_box import DateBox
from anxi_desktop.views.components.field import Field
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.text import ElidedLabel, label
from anxi_desktop.views.components.text_box import TextBox
from anxi_desktop.views.exchange_words import size_words
from anxi_desktop.views.two_line_list import Line, TwoLineList

_WIDTH = 560
_MOST_DRIVES = 3
_LEAST_PASSPHRASE = 6
_LONGEST_PASSPHRASE = 200
_PLAIN, _FOR_IT, _PASSPHRASE = "plain", "key", "passphrase"


@dataclass(frozen=True, slots=True)
class ExportAsked:
    """What was chosen: the order, the folder, whether it is a stick, and whom a mail goes to (None: no mail)."""

    order: ExportOrder
    target: Path
    stick: str = ""
    to: tuple[str, ...] | None = None


class ExportPanel(SidePanel):
    """`asked` with an ExportAsked; `count_asked` with an order whenever the amount must be counted anew."""

    asked = Signal(object)
    count_asked = Signal(object)

    def __init__(
        self,
        seen: Overview,
        *,
        mail: bool,
        folder: str,
        drives: Callable[[], Sequence[Drive]] = tuple,
        addresses: str = "",
        mail_limit: int = 0,
        to: str = "",
    ) -> None:
        super().__init__(self.tr("生成邮件") if mail else self.tr("导出到U盘"), width=_WIDTH)
        self._seen, self._mail, self._limit, self._find_drives = seen, mail, mail_limit, drives
        self._drives: list[Drive] = []
        self._counted = ExportPlan(0, 0, 0)
        self.is_gone = False
        self.folder = Path(folder or desktop.documents_folder())
        self.whom = Picker(
            [("", self.tr("所有人"))] + [(one.key, self._laptop(one)) for one in self._known()], value=to
        )
        self.photos = ChoiceChips(
            [
                (Photos.ORIGINAL.value, self.tr("带上照片和附件")),
                (Photos.NONE.value, self.tr("先不带，只带记录")),
            ],
            required=True,
            value=Photos.NONE.value if mail else Photos.ORIGINAL.value,
        )
        self.since = DateBox(placeholder=self.tr("不填就是全部"))
        self.seal = Picker([(_PLAIN, self.tr("不加密"))], value=_PLAIN)
        self.passphrase = TextBox(limit=_LONGEST_PASSPHRASE)
        self.addresses = TextBox(addresses, placeholder="name@example.com", limit=1000)
        self.list = TwoLineList(name=self.tr("U盘"), steady=True)
        self._no_drive = label(
            self.tr("没有找到U盘。插好以后会自动出现；也可以存到一个文件夹。"), "secondary", wrap=True
        )
        self._where = ElidedLabel(str(self.folder), "secondary")
        self._to_folder = False
        self.amount = label(self.tr("正在计算…"), "strong", wrap=True)
        self.go = button(self.tr("生成邮件") if mail else self.tr("导出"), kind="primary")
        self._lay_out()
        self._connect()
        self.show_drives()
        self._on_whom("")

    # What stands here

    def _lay_out(self) -> None:
        self._whom = Field(self.tr("给谁"), self.whom, hint=" ")
        self.body.addWidget(self._whom)
        place = self.add_section(self.tr("收件和存放") if self._mail else self.tr("存到"))
        if self._mail:
            self._addresses = Field(
                self.tr("收件邮箱"),
                self.addresses,
                hint=self.tr("几个之间用；隔开；也可以不填，在邮件程序里再填。"),
            )
            place.addWidget(self._addresses)
            place.addWidget(
                label(self.tr("邮件草稿先存成文件，用 Outlook 或 Foxmail 打开后发送。"), "caption", wrap=True)
            )
        else:
            place.addWidget(self.list)
            place.addWidget(self._no_drive)
        self._add_folder_row(place)
        what = self.add_section(self.tr("照片"))
        what.addWidget(self.photos)
        sealing = self.add_section(self.tr("加密"))
        sealing.addWidget(self.seal)
        self._passphrase = Field(
            self.tr("口令"),
            self.passphrase,
            hint=self.tr("至少 {n} 个字，打电话告诉对方，不要和文件放在一起。忘了口令谁也打不开。").format(
                n=_LEAST_PASSPHRASE
            ),
        )
        sealing.addWidget(self._passphrase)
        self._since = Field(
            self.tr("只要这一天以后到本机的"),
            self.since,
            hint=self.tr("给所有人时可以填，包会小一些；拿不准就不填。"),
        )
        self.body.addWidget(self._since)
        self.body.addStretch(1)
        cancel = button(self.tr("取消"))
        cancel.clicked.connect(self.close_asked)
        self.add_button(self.amount, left=True)
        self.add_button(cancel)
        self.add_button(self.go)

    def _add_folder_row(self, place: QVBoxLayout) -> None:
        row = QHBoxLayout()
        self.change = button(
            self.tr("换文件夹…") if self._mail else self.tr("存到文件夹…"), kind="link", icon="folder"
        )
        self.change.clicked.connect(self._on_folder)
        row.addWidget(self.change)
        row.addWidget(self._where, 1)
        self._where.setVisible(self._mail)
        place.addLayout(row)

    def _connect(self) -> None:
        self.whom.picked.connect(self._on_whom)
        self.photos.picked.connect(self._on_changed)
        self.seal.picked.connect(self._on_seal)
        self.since.left.connect(self._on_changed)
        self.go.clicked.connect(self._on_go)
        self.closed.connect(self._on_closed)

    def _known(self) -> list[Laptop]:
        fine = (Standing.MEMBER, Standing.PAIRED)
        return [one for one in self._seen.laptops if one.standing in fine]

    def _laptop(self, laptop: Laptop) -> str:
        name = " · ".join(part for part in (laptop.name, laptop.unit) if part) or laptop.key[:8]
        return self.tr("{name}（缺 {n} 条）").format(name=name, n=f"{laptop.lacks:,}")

    def chosen(self) -> Laptop | None:
        """The laptop it is for, None for everybody."""
        return self._seen.laptop(self.whom.value())

    @Slot()
    def show_drives(self) -> None:
        """Show the sticks that are plugged in now."""
        self._drives = list(self._find_drives())
        free = self.tr("空闲 {size}")
        self.list.set_lines([Line(one.name, free.format(size=size_words(one.free))) for one in self._drives])
        self.list.setFixedHeight(self.list.row_height() * min(_MOST_DRIVES, max(1, len(self._drives))) + 2)
        self.list.setVisible(bool(self._drives) and not self._to_folder)
        self._no_drive.setVisible(not self._drives and not self._to_folder)
        if self._drives and self.list.current_row() < 0:
            self.list.setCurrentIndex(self.list.model().index(0, 0))
        self._show_go()

    def show_amount(self, plan: ExportPlan) -> None:
        """Say how much it will be."""
        self._counted = plan
        text = self.tr("{n} 条流水、{m} 个照片和附件，约 {size}").format(
            n=f"{plan.entries:,}", m=f"{plan.files:,}", size=size_words(plan.bytes)
        )
        if self._mail and self._limit and plan.bytes > self._limit:
            count = -(-plan.bytes // self._limit)
            text += self.tr("，分成约 {n} 封").format(n=count)
        if not plan.entries and not plan.files:
            text = self.tr("它已经什么都不缺了；导出的包只用来确认收到。")
        self.amount.setText(text)

    # What was chosen

    def order(self) -> ExportOrder:
        """What to export."""
        laptop, seal = self.chosen(), self.seal.value()
        return ExportOrder(
            to=laptop.key if laptop is not None else None,
            since=self.since.value() if laptop is None else None,
            photos=Photos(self.photos.value()),
            seal_for=(laptop.age,) if laptop is not None and seal == _FOR_IT else (),
            passphrase=self.passphrase.text() if seal == _PASSPHRASE else "",
        )

    def target(self) -> tuple[Path, str] | None:
        """Where to, and the name of the stick ("" for a folder); None where nothing is chosen yet."""
        if self._mail or self._to_folder:
            return self.folder, ""
        row = self.list.current_row()
        if not 0 <= row < len(self._drives):
            return None
        return self._drives[row].root, self._drives[row].name

    def _show_go(self) -> None:
        self.go.setEnabled(self.target() is not None)

    @Slot(str)
    def _on_whom(self, _key: str) -> None:
        laptop = self.chosen()
        if laptop is None:
            hint = self.tr("本机有的全部内容；对方已经有的，导入时自动略过。")
        elif laptop.role is Role.ENTERPRISE:
            hint = self.tr("只有它自己项目的内容，监管部门内部的不会带出去。")
        else:
            hint = self.tr("只带它还缺的，按它上次来的数据包算。")
        self._whom.set_hint(hint)
        self._since.setVisible(laptop is None)
        ways = [(_PLAIN, self.tr("不加密")), (_PASSPHRASE, self.tr("用口令加密"))]
        if laptop is not None and laptop.age:
            ways.append((_FOR_IT, self.tr("只有 {code} 能打开").format(code=laptop.code)))
        self.seal.set_choices(ways)
        self.seal.set_value(self.seal.value() or _PLAIN)
        self._on_seal()
        self._on_changed()

    @Slot(str)
    def _on_seal(self, _code: str = "") -> None:
        self._passphrase.setVisible(self.seal.value() == _PASSPHRASE)
        if self.seal.value() == _PASSPHRASE:
            self.passphrase.setFocus()

    @Slot()
    @Slot(object)
    def _on_changed(self, _chosen: object = None) -> None:
        self.amount.setText(self.tr("正在计算…"))
        self.count_asked.emit(self.order())

    @Slot()
    def _on_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("存到哪个文件夹"), str(self.folder))
        if name:
            self.folder, self._to_folder = Path(name), True
            self._where.setText(name)
            self._where.show()
            self.show_drives()

    @Slot()
    def _on_closed(self) -> None:
        self.is_gone = True

    def _mail_field(self) -> Field:
        return self._addresses if self._mail else self._whom

    @Slot()
    def _on_go(self) -> None:
        wrong_day = bool(self.since.text().strip()) and self.since.value() is None
        self._since.set_error(words.reason("not_a_date") if wrong_day else "")
        order = self.order()
        short = self.seal.value() == _PASSPHRASE and len(order.passphrase) < _LEAST_PASSPHRASE
        self._passphrase.set_error(
            self.tr("口令至少要 {n} 个字。").format(n=_LEAST_PASSPHRASE) if short else ""
        )
        bad = wrong_address(self.addresses.text()) if self._mail else ""
        if self._mail:
            self._addresses.set_error(self.tr("“{bad}”不是邮箱地址。").format(bad=bad) if bad else "")
        target = self.target()
        late = wrong_day and order.to is None
        for wrong, at in ((late, self._since), (short, self._passphrase), (bool(bad), self._mail_field())):
            if wrong:
                at.editor.setFocus()
                self.area.ensureWidgetVisible(at)
        if target is None or bad or short or late:
            return
        to = tuple(addresses_of(self.addresses.text())) if self._mail else None
        self.asked.emit(ExportAsked(order, target[0], target[1], to))
