"""The details of one project beside the list: what is known, what is in place, what is below it, its history.

Reading needs no dialog; the few things that are corrected here (days of facts, items of 一企一策) are written
at once as undo steps of their own.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from anxi_desktop.app.conflicts import Conflicts
from anxi_desktop.app.registry import Registry
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import FactKind, MilestoneItem
from anxi_desktop.domain.status import DatedFact
from anxi_desktop.views.components.buttons import Button, icon_button
from anxi_desktop.views.components.drawer import Drawer
from anxi_desktop.views.components.tags import RiskTag, Tag
from anxi_desktop.views.components.timeline import Timeline
from anxi_desktop.views.conflict_mark import ConflictTag
from anxi_desktop.views.day_popup import DayPopup
from anxi_desktop.views.moments import iso_day
from anxi_desktop.views.project_below import BelowList
from anxi_desktop.views.project_milestones import MilestoneList
from anxi_desktop.views.project_overview import Overview, status_tag
from anxi_desktop.views.project_story import timeline_entries

OVERVIEW, PLAN, HAZARDS, RISKS, STORY = range(5)
SHOWS = frozenset({"project", "fact", "milestone", "hazard", "risk_point"})
"""The record types whose changes the drawer shows."""


class ProjectDrawer(Drawer):
    """`attempt` runs a write and shows the sentence of a known error; it says whether the write went well."""

    edit_asked = Signal(str, str)
    """A project, and the field to begin with ("" for the first)."""
    page_asked = Signal(str, str)
    """A page (hazard, risk) and the project to show there."""

    conflict_asked = Signal(str)
    """The project whose fields laptops disagree about."""

    def __init__(self, registry: Registry, attempt: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self._registry = registry
        self._attempt = attempt
        self._stale: set[int] = set()
        self.record = ""
        edit = icon_button("edit", tip=self.tr("编辑（F2）"))
        edit.clicked.connect(self._on_edit)
        self.add_action(edit)
        key = QShortcut(QKeySequence("F2"), self)
        key.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        key.activated.connect(self._on_edit)
        self.overview = Overview()
        self.plan = MilestoneList()
        self.hazards = BelowList(self.tr("到“隐患”页办理"))
        self.risks = BelowList(self.tr("到“风险”页评估、画四色图"))
        self.hazards.page_asked.connect(self._on_hazards)
        self.risks.page_asked.connect(self._on_risks)
        self.story = Timeline()
        padded = QWidget()
        around = QVBoxLayout(padded)
        around.setContentsMargins(20, 16, 20, 24)
        around.addWidget(self.story)
        around.addStretch(1)
        for name, content in (
            (self.tr("概况"), self.overview),
            (self.tr("一企一策"), self.plan),
            (self.tr("隐患"), self.hazards),
            (self.tr("风险"), self.risks),
            (self.tr("时间线"), padded),
        ):
            self.add_tab(name, content)
        self.overview.correct_asked.connect(self._on_correct)
        self.overview.fill_asked.connect(self._on_fill)
        self.plan.ticked.connect(self._on_ticked)
        self.plan.day_asked.connect(self._on_day)
        self.tab_changed.connect(self._show_tab)

    def show_project(self, record: str) -> bool:
        """Show a project; False when it is gone."""
        self.record = record
        return self.refresh()

    def refresh(self) -> bool:
        """Read again what is shown; the other tabs when they are looked at. False when the project is gone."""
        try:
            values = self._registry.project(self.record)
        except AnxiError:
            return False
        self.set_title(str(values["name"]))
        tags: list[QWidget] = [Tag(words.value_word("project", "category", values["category"]))]
        for kind in (FactKind.STATE, FactKind.LEVEL, FactKind.GRADE):
            value = values[kind.value]
            if value:
                tags.append(
                    _level_tag(str(value))
                    if kind is FactKind.LEVEL
                    else status_tag(kind, str(value), values["category"])
                )
        count = Conflicts(self._registry.session).marks().get(("project", self.record), 0)
        if count:
            mark = ConflictTag(count)
            mark.asked.connect(partial(self.conflict_asked.emit, self.record))
            tags.append(mark)
        self.set_tags(*tags)
        self._stale = {OVERVIEW, PLAN, HAZARDS, RISKS, STORY}
        self._show_tab(self.current_tab())
        return True

    @Slot(int)
    def _show_tab(self, number: int) -> None:
        if number not in self._stale or not self.record:
            return
        self._stale.discard(number)
        registry, record = self._registry, self.record
        if number == OVERVIEW:
            self.overview.show_project(registry.project(record), registry.facts(record))
        elif number == PLAN:
            self.plan.show_items(registry.milestones(record))
        elif number == HAZARDS:
            self.hazards.show_hazards(registry.hazards(record), today=date.today())
        elif number == RISKS:
            self.risks.show_risk_points(registry.risk_points(record))
        else:
            self.story.set_entries(timeline_entries(registry.story(record), now=datetime.now()))

    @Slot()
    def _on_edit(self) -> None:
        self.edit_asked.emit(self.record, "")

    @Slot()
    def _on_hazards(self) -> None:
        self.page_asked.emit("hazard", self.record)

    @Slot()
    def _on_risks(self) -> None:
        self.page_asked.emit("risk", self.record)

    @Slot(str)
    def _on_fill(self, field: str) -> None:
        self.edit_asked.emit(self.record, field)

    @Slot(object, object)
    def _on_correct(self, fact: DatedFact, link: Button) -> None:
        registry, record = self._registry, self.record

        def move(day: date | None) -> None:
            self._attempt(lambda: registry.correct_fact(record, fact.id, valid_from=day))

        extra: list[tuple[str, Callable[[], object]]] = []
        if fact.valid_from:
            extra.append((self.tr("从一开始"), lambda: move(None)))
        known = registry.facts(record)
        if any(len(facts) > 1 and fact in facts for facts in known.values()):
            extra.append(
                (self.tr("删除"), lambda: self._attempt(lambda: registry.remove_fact(record, fact.id)))
            )
        title = self.tr("“{word}”从哪天起").format(
            word=words.value_word("project", fact.fact, fact.value) or self.tr("空")
        )
        DayPopup(self, title, iso_day(fact.valid_from), move, *extra).open_under(link)

    @Slot(object, bool)
    def _on_ticked(self, item: MilestoneItem, done: bool) -> None:
        day = date.today() if done else None
        went_well = self._attempt(lambda: self._registry.set_milestone(self.record, item, done_on=day))
        if not went_well:
            self.plan.show_items(self._registry.milestones(self.record))

    @Slot(object, object)
    def _on_day(self, item: MilestoneItem, link: Button) -> None:
        row = self._registry.milestones(self.record).get(item, {})

        def move(day: date) -> None:
            self._attempt(lambda: self._registry.set_milestone(self.record, item, done_on=day))

        title = self.tr("“{word}”完成日期").format(word=words.value_word("milestone", "item", item.value))
        DayPopup(self, title, iso_day(row.get("done_on")), move).open_under(link, align_right=True)


def _level_tag(level: str) -> QWidget:
    return RiskTag(f"{words.value_word('project', 'level', level)}色风险", level=level)
