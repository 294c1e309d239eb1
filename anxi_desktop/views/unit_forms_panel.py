"""What files that units handed in would become, one card per form, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout

from anxi_desktop.app.unit_forms import Incoming, UnitForms, label_of, outdone
from anxi_desktop.domain.month import Month
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.panel import SidePanel
from anxi_desktop.views.components.picker import OpenPicker, Picker
from anxi_desktop.views.components.switch import Switch
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import ElidedLabel, label, set_kind
from anxi_desktop.views.unit_forms_tables import day_text

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell

_MOST_SHOWN = 6
_UNIT_WIDTH = 200
_MONTH_WIDTH = 148


class IncomingPanel(SidePanel):
    """`confirmed` with the list of Incoming that the person wants taken in."""

    confirmed = Signal(object)

    def __init__(self, shell: Shell, forms: UnitForms, incoming: Sequence[Incoming], month: Month) -> None:
        super().__init__(shell.tr("收到的报表"))
        self.forms = forms
        self._said = label("", "secondary", wrap=True)
        self.body.addWidget(self._said)
        self.cards = [IncomingCard(forms, one, month, self._on_card) for one in incoming]
        for card in sorted(self.cards, key=lambda card: card.is_plain):  # what needs a look comes first
            self.body.addWidget(card)
        self.cancel = button(self.tr("取消"))
        self.go = button("", kind="primary")
        self.cancel.clicked.connect(self.close_asked)
        self.go.clicked.connect(self._on_go)
        self.add_button(self.cancel)
        self.add_button(self.go)
        self._on_card()

    def wanted(self) -> list[Incoming]:
        """What would be taken in."""
        return [card.incoming for card in self.cards if card.is_wanted]

    @Slot()
    def _on_go(self) -> None:
        self.go.setEnabled(False)
        self.confirmed.emit(self.wanted())

    def _on_card(self) -> None:
        """Something was chosen in a card: say again what would happen."""
        chosen = [card for card in self.cards if card.is_wanted]
        by = {chosen[at]: chosen[last] for at, last in outdone([card.incoming for card in chosen]).items()}
        for card in self.cards:
            card.show_outdone(by[card].incoming.path.name if card in by else "")
        count = len(chosen) - len(by)
        self.go.setText(self.tr("确认导入（{n} 份）").format(n=count) if count else self.tr("确认导入"))
        self.go.setEnabled(bool(count))
        refused = sum(len(card.incoming.read.refused) for card in chosen if card.incoming.read)
        text = self.tr("{n} 份可以导入，还没有写入。").format(n=count)
        if left := sum(not card.incoming.is_ready for card in self.cards):
            text += self.tr("{n} 份不能导入，原因写在下面。").format(n=left)
        if refused:
            text += self.tr("{n} 格认不出是多少，会留空；请对方改好再报一次就能补上。").format(n=refused)
        self._said.setText(text)


class IncomingCard(QFrame):
    """One form of one file."""

    def __init__(
        self, forms: UnitForms, incoming: Incoming, month: Month, on_changed: Callable[[], object]
    ) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.forms, self.incoming, self._on_changed = forms, incoming, on_changed
        self._shown = month
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(16, 12, 16, 12)
        self._column.setSpacing(8)
        self.take = Switch(on=not incoming.is_same)
        self.take.setToolTip(self.tr("导入这一份"))
        self.take.setAccessibleName(self.tr("导入 {name}").format(name=incoming.path.name))
        self.take.toggled.connect(self._on_take)
        head = QHBoxLayout()
        head.setSpacing(8)
        if incoming.form:
            head.addWidget(Tag(incoming.form, tone="accent"))
        head.addWidget(ElidedLabel(incoming.path.name, "strong"), 1)
        if not incoming.error:
            head.addWidget(self.take)
        self._column.addLayout(head)
        self.unit = OpenPicker(forms.unit_names(incoming.form))
        self.unit.setCurrentIndex(self.unit.findText(incoming.unit))
        self.unit.setEditText(incoming.unit)
        self.month = Picker([])
        self._outdone = self._line("warning")
        self._state = self._line("secondary")
        if incoming.error:
            self._state.setText(incoming.error)
            set_kind(self._state, "type", "danger")
            self._state.show()
        else:
            self._add_choices()
            self._add_notes(incoming)
            self._say()

    @property
    def is_wanted(self) -> bool:
        """Whether it can be taken in and the person wants it."""
        return self.incoming.is_ready and self.take.isChecked()

    @property
    def is_plain(self) -> bool:
        """Whether there is nothing in it that needs a look."""
        one = self.incoming
        refused = one.read is not None and bool(one.read.refused)
        return one.is_ready and one.month == self._shown and not one.notes and not refused

    def show_outdone(self, name: str) -> None:
        """Say which newer file of the same unit, form and month replaces it; "" for none."""
        text = self.tr("“{name}”是同一单位、同一月份的这张表，文件更新，用那一份；这一份不会导入。")
        self._outdone.setText(text.format(name=name) if name else "")
        self._outdone.setVisible(bool(name))

    def _add_choices(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(label(self.tr("填报单位"), "secondary"))
        self.unit.setMinimumWidth(_UNIT_WIDTH)
        self.unit.setAccessibleName(self.tr("填报单位"))
        self.unit.box.setPlaceholderText(self.tr("选一个，或写上名称"))
        row.addWidget(self.unit, 1)
        row.addWidget(label(self.tr("月份"), "secondary"))
        text = self.tr("{year}年{month}月")
        months = dict.fromkeys((self.incoming.month, self._shown))
        self.month.set_choices([(str(one), text.format(year=one.year, month=one.month)) for one in months])
        self.month.set_value(str(self.incoming.month))
        self.month.setMinimumWidth(_MONTH_WIDTH)
        self.month.setAccessibleName(self.tr("月份"))
        row.addWidget(self.month)
        self._column.insertLayout(1, row)
        self.unit.currentTextChanged.connect(self._on_unit)
        self.month.picked.connect(self._on_month)

    def _add_notes(self, incoming: Incoming) -> None:
        read = incoming.read
        if read is None:
            return
        for cell in read.refused[:_MOST_SHOWN]:
            text = self.tr("{place} {label}：“{value}”没有采用，{reason}。").format(
                place=cell.place,
                label=label_of(incoming.form, cell.key),
                value=cell.value,
                reason=cell.reason,
            )
            self._line("danger", text)
        if len(read.refused) > _MOST_SHOWN:
            self._line("danger", self.tr("还有 {n} 格没有采用。").format(n=len(read.refused) - _MOST_SHOWN))
        for text in incoming.notes[:_MOST_SHOWN]:
            self._line("warning", text)

    def _line(self, kind: str, text: str = "") -> QLabel:
        made = label(text, kind, wrap=True)
        self._column.addWidget(made)
        made.setVisible(bool(text))
        return made

    def _say(self) -> None:
        one = self.incoming
        if one.read is None:
            return
        text = self.tr("{n} 个数").format(n=sum(len(block.cells) for block in one.read.blocks))
        said = [
            text,
            self.tr("填表人 {name}").format(name=one.read.head.person) if one.read.head.person else "",
        ]
        warned: list[str] = []
        if one.month != self._shown:
            shown = self.tr("{year}年{month}月").format(year=self._shown.year, month=self._shown.month)
            warned.append(self.tr("不是正在看的{month}").format(month=shown))
        elif one.read.month is None:
            said.append(self.tr("表里没有写是哪个月"))
        if one.is_same:
            said.append(self.tr("与已有的一份数字相同，不必再导入"))
        elif one.replaces is not None:
            day = day_text(one.replaces.received_on)
            warned.append(self.tr("替换 {day}收到的“{name}”").format(day=day, name=one.replaces.file_name))
        if not one.is_asked:
            warned.append(self.tr("不在填报单位名单里，也会计入汇总"))
        if not one.unit:
            self._state.setText(self.tr("表里没有写填报单位，请选一个。"))
        else:
            self._state.setText(" · ".join(filter(None, [*said, *warned])))
        set_kind(self._state, "type", "danger" if not one.unit else "warning" if warned else "secondary")
        self._state.show()

    @Slot(str)
    def _on_unit(self, text: str) -> None:
        self.incoming = self.forms.placed(self.incoming, unit=text)
        self._say()
        self._on_changed()

    @Slot(str)
    def _on_month(self, text: str) -> None:
        self.incoming = self.forms.placed(self.incoming, month=Month.parse(text))
        self._say()
        self._on_changed()

    @Slot(bool)
    def _on_take(self, _on: bool) -> None:
        self._on_changed()
