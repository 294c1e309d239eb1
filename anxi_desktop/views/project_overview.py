"""The drawer's first tab: what is known of a project, and since when its status holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from anxi_desktop.domain import words
from anxi_desktop.domain.project_list import state_word
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue, Kind
from anxi_desktop.domain.records.project import FactKind, Family
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.views.components.buttons import Button, button
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.text import label
from anxi_desktop.views.moments import day_word
from anxi_desktop.views.project_columns import number_text, tone

Values = Mapping[str, JournalValue]
_NAME_WIDTH = 104
_FIELDS = SPECS["project"].fields

SECTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("基本", ("unit_type", "town", "address", "permit_no", "structure", "stage")),
    (
        "单位与人员",
        (
            "owner",
            "contractor",
            "supervisor",
            "property_company",
            "manager",
            "phone",
            "safety_officer",
            "grid_member",
        ),
    ),
    ("规模与工期", ("area_m2", "cost_wan", "start_on", "planned_end_on", "end_on")),
    ("备注", ("note",)),
)
"""The fields by what they are about, as the drawer and the panel show them; status fields stand apart."""

_ONLY_WORKS = frozenset({"owner", "contractor", "supervisor", "structure", "stage", "permit_no", "cost_wan"})


def fields_for(category: JournalValue) -> frozenset[str]:
    """The fields that mean something for a family; a works project has no property company."""
    every = frozenset(_FIELDS)
    if category == Family.PROPERTY.value:
        return every - _ONLY_WORKS
    return every - {"property_company"} if category == Family.WORKS.value else every


def value_text(field: str, value: JournalValue) -> str:
    """A field's value as people read it, numbers with separators and unit."""
    spec = _FIELDS[field]
    if value is not None and spec.kind in (Kind.DECIMAL, Kind.INTEGER):
        return f"{number_text(str(value))} {words.UNITS[spec.unit]}".strip()
    return words.value_word("project", field, value)


def status_tag(kind: FactKind, value: str | None, category: JournalValue) -> QWidget:
    """A status value as a tag; blank as a quiet word."""
    if value is None:
        return label("已取消", "secondary")
    if kind is FactKind.LEVEL:
        return RiskTag(words.value_word("project", "level", value), level=value)
    if kind is FactKind.DEMO_POSTS:
        return label(value_text("demo_posts", value))
    return Tag(status_word(kind, value, category), tone=tone(kind.value, value))


def status_word(kind: FactKind, value: str | None, category: JournalValue) -> str:
    """A status value as people read it; "" for blank."""
    if kind is FactKind.STATE:
        return state_word(value, str(category))
    return words.value_word("project", kind.value, value)


class Overview(QWidget):
    """Facts with their days, then the fields that are filled; what is blank is named in one line."""

    correct_asked = Signal(object, object)
    """A fact (DatedFact) whose day is to be corrected, and the button that asked."""
    fill_asked = Signal(str)
    """A blank field the person wants to fill."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(20, 14, 20, 24)
        self._layout.setSpacing(6)
        self._layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._content: QWidget | None = None

    def show_project(self, values: Values, facts: Mapping[FactKind, Sequence[DatedFact]]) -> None:
        """Show one project."""
        if self._content is not None:
            self._layout.removeWidget(self._content)
            self._content.hide()
            self._content.deleteLater()
        self._content = QWidget()
        inner = QVBoxLayout(self._content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(6)
        self._add_status(inner, values, facts)
        usual = fields_for(values["category"])
        blank: list[str] = []
        for title, names in SECTIONS:
            filled = [name for name in names if values[name] not in (None, "")]
            blank.extend(name for name in names if name not in filled and name in usual)
            if filled:
                self._add_fields(inner, title, [(name, values[name]) for name in filled])
        if blank:
            self._add_blank(inner, blank)
        self._layout.addWidget(self._content)

    def _add_status(
        self, layout: QVBoxLayout, values: Values, facts: Mapping[FactKind, Sequence[DatedFact]]
    ) -> None:
        layout.addWidget(label(self.tr("状态与达标"), "section"))
        grid = _grid()
        row = 0
        for kind in FactKind:
            for number, fact in enumerate(facts.get(kind, ())):
                if number == 0:
                    name = label(words.field_word("project", kind.value), "secondary")
                    grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
                grid.addWidget(self._fact(fact, kind, values["category"], old=number > 0), row, 1)
                row += 1
        layout.addLayout(grid)

    def _fact(self, fact: DatedFact, kind: FactKind, category: JournalValue, *, old: bool) -> QWidget:
        made = QWidget()
        line = QHBoxLayout(made)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(8)
        if old:
            earlier = status_word(kind, fact.value, category) or self.tr("空")
            line.addWidget(label(self.tr("之前：{word}").format(word=earlier), "caption"))
        else:
            line.addWidget(status_tag(kind, fact.value, category))
        link = button(day_word(fact.valid_from), kind="link")
        link.setToolTip(self.tr("更正从哪天起"))
        link.setProperty("fact", fact.id)
        link.clicked.connect(self._asking(fact, link))
        line.addWidget(link)
        line.addStretch(1)
        return made

    def _asking(self, fact: DatedFact, link: Button) -> object:
        def ask() -> None:
            self.correct_asked.emit(fact, link)

        return ask

    def _add_fields(self, layout: QVBoxLayout, title: str, rows: Sequence[tuple[str, JournalValue]]) -> None:
        layout.addSpacing(10)
        layout.addWidget(label(self.tr(title), "section"))
        grid = _grid()
        for row, (name, value) in enumerate(rows):
            text = label(value_text(name, value), wrap=True, selectable=True)
            if name == "note":
                grid.addWidget(text, row, 0, 1, 2)
                continue
            grid.addWidget(
                label(words.field_word("project", name), "secondary"), row, 0, Qt.AlignmentFlag.AlignTop
            )
            grid.addWidget(text, row, 1)
        layout.addLayout(grid)

    def _add_blank(self, layout: QVBoxLayout, names: Sequence[str]) -> None:
        layout.addSpacing(10)
        listed = "、".join(words.field_word("project", name) for name in names)
        layout.addWidget(label(self.tr("还没有填：{names}").format(names=listed), "caption", wrap=True))
        fill = button(self.tr("去补填"), kind="link")
        fill.clicked.connect(lambda: self.fill_asked.emit(names[0]))
        layout.addWidget(fill, alignment=Qt.AlignmentFlag.AlignLeft)


def _grid() -> QGridLayout:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(6)
    grid.setColumnMinimumWidth(0, _NAME_WIDTH)
    grid.setColumnStretch(1, 1)
    return grid
