"""设置: 统计口径 — how a year reads what the county notice leaves open, what is settled, and how each column counts."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.app.reports import FORMS, MonthReports, default_month
from anxi_desktop.domain.counting_rules import RULES, CountingRules, Rule
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.words import sentence
from anxi_desktop.views.components.buttons import button
from anxi_desktop.views.components.card import Card, SettingRow, line
from anxi_desktop.views.components.chips import ChoiceChips
from anxi_desktop.views.components.fold import Fold
from anxi_desktop.views.components.picker import Picker
from anxi_desktop.views.components.tags import Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.shell import Shell

_YEARS_BACK = 4
_YEAR = 120


class CountingRulesCard(QWidget):
    """The rules of one year; a choice is saved at once and can be undone."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self._shell = shell
        self._reports = MonthReports(shell.session)
        due = default_month(date.today()).year
        years = range(due + 1, due - _YEARS_BACK - 1, -1)
        self.year = Picker(
            [(str(year), self.tr("{year} 年").format(year=year)) for year in years], value=str(due)
        )
        self.year.setFixedWidth(_YEAR)
        self.year.picked.connect(self._on_year)
        head = SettingRow(self.tr("年度"), "", self.year, icon="calendar")
        self._head = head
        self.rules: dict[str, RuleRow] = {}
        card = Card()
        card.body.setSpacing(14)
        for rule in RULES:
            if rule.is_open:
                if self.rules:
                    card.body.addWidget(line())
                row = RuleRow(rule)
                row.picked.connect(self._on_picked)
                self.rules[rule.id] = row
                card.body.addWidget(row)
        settled = [rule for rule in RULES if not rule.is_open]
        self.settled = Fold(self.tr("已定的口径（{n} 条）").format(n=len(settled)), self._settled_card)
        self.columns = Fold(self.tr("每一栏怎样数"), self._columns_card)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        for part in (head, card, self.settled, self.columns):
            column.addWidget(part)
        self.refresh()

    def show_year(self, year: int) -> None:
        """Show another year, where it is among those offered."""
        if self.year.findData(str(year)) >= 0:
            self.year.set_value(str(year))
            self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Read the year's choices again."""
        changed = 0
        for rule, code in self._holding():
            if rule.is_open:
                self.rules[rule.id].show_code(code)
                changed += code != rule.readings[0].code
        text = self.tr(
            "通知没有写死的地方，一年定一种读法。改了以后重算这一年的月报；已提交的保持提交时的数字。"
        )
        count = (
            self.tr("这一年改了 {n} 条。").format(n=changed) if changed else self.tr("现在都用推荐的读法。")
        )
        self._head.set_text(text + count)
        self.columns.renew()

    def _holding(self) -> list[tuple[Rule, str]]:
        return self._reports.rules(Month(int(self.year.value()), 1))

    @Slot(str)
    def _on_year(self, _year: str) -> None:
        self.refresh()

    @Slot(object, str)
    def _on_picked(self, rule: Rule, code: str) -> None:
        try:
            self._reports.choose(int(self.year.value()), rule, code)
        except AnxiError as error:
            self.refresh()
            self.rules[rule.id].set_error(sentence(error))
            return
        words = self.tr("已改：{year} 年“{title}”").format(year=self.year.value(), title=rule.title)
        self._shell.toast(words, undo=True)

    def _settled_card(self) -> QWidget:
        card = Card()
        card.body.setSpacing(10)
        for rule in RULES:
            if not rule.is_open:
                card.body.addWidget(_Told(f"{rule.id}　{rule.title}", rule.readings[0].words))
        return card

    def _columns_card(self) -> QWidget:
        card = Card("", self.tr("导出的表格第二页也印着。"))
        card.body.setSpacing(10)
        chosen = {rule.id: code for rule, code in self._holding() if rule.is_open}
        rules = CountingRules(int(self.year.value()), chosen)
        for form in FORMS:
            card.body.addWidget(label(form, "section"))
            for words in FIGURES[form].values():
                card.body.addWidget(_Told(words.label.replace("/", " / "), words.told(rules)))
        return card


class RuleRow(QWidget):
    """One rule with its readings; `picked` with the rule and the code of another reading."""

    picked = Signal(object, str)

    def __init__(self, rule: Rule) -> None:
        super().__init__()
        self.rule = rule
        self._best = self._code = rule.readings[0].code
        self.tag = Tag(self.tr("已改"), tone="warning")
        kept = self.tag.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # the rows beneath stay where they are when one is changed
        self.tag.setSizePolicy(kept)
        self.restore = button(self.tr("恢复推荐"), kind="link")
        self.restore.setAccessibleName(self.tr("恢复推荐：{title}").format(title=rule.title))
        self.restore.clicked.connect(self._on_restore)
        recommended = self.tr("{words}（推荐）")
        self.chips = ChoiceChips(
            [
                (one.code, recommended.format(words=one.words) if one.code == self._best else one.words)
                for one in rule.readings
            ],
            required=True,
        )
        self.chips.setAccessibleName(rule.title)
        self.chips.picked.connect(self._on_chip)
        self._error = label("", "error", wrap=True)
        self._error.hide()
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(label(rule.id, "caption"))
        top.addWidget(label(rule.title, "strong"))
        top.addWidget(self.tag)
        top.addWidget(self.restore)
        top.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self.chips)
        layout.addWidget(self._error)

    def show_code(self, code: str) -> None:
        """Show which reading holds."""
        self._code = code
        self.chips.set_value(code)
        self.tag.setVisible(code != self._best)
        self.restore.setVisible(code != self._best)
        self.set_error("")

    def set_error(self, text: str) -> None:
        """Show what is wrong, "" when nothing is."""
        self._error.setText(text)
        self._error.setVisible(bool(text))

    @Slot(object)
    def _on_chip(self, code: object) -> None:
        if code != self._code:
            self.picked.emit(self.rule, code)

    @Slot()
    def _on_restore(self) -> None:
        self.picked.emit(self.rule, self._best)


class _Told(QWidget):
    """What something is called, and how it is counted."""

    def __init__(self, name: str, rule: str) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addWidget(label(name, "strong", wrap=True))
        layout.addWidget(label(rule, "secondary", wrap=True, selectable=True))
