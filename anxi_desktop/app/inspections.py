"""What the page 检查 asks the store: finished inspections, projects to choose from, and what a person is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anxi_desktop.app.inspection_work import kept_draft, unfinished
from anxi_desktop.app.session import Session
from anxi_desktop.domain import words
from anxi_desktop.domain.inspection_draft import Gap, InspectionDraft
from anxi_desktop.domain.project_list import ProjectQuery
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import Family
from anxi_desktop.store.drafts import Draft
from anxi_desktop.store.inspection_list import FACETS, InspectionList, InspectionQuery
from anxi_desktop.store.project_list import ProjectList
from anxi_desktop.store.store import Store

Row = dict[str, JournalValue]


@dataclass(frozen=True, slots=True)
class ProjectChoice:
    """A project as it is offered: `title` tells two of one name apart."""

    id: str
    title: str


def find_projects(store: Store, text: str, *, limit: int = 10) -> list[ProjectChoice]:
    """Projects by name, pinyin or company, in the order of names."""
    projects = ProjectList(store.connection)
    rows = projects.ids(ProjectQuery(search=text))[:limit]
    found = [cells for cells in projects.cells(rows, ("id", "name", "town", "category")) if cells is not None]
    names = [str(cells[1]) for cells in found]
    made: list[ProjectChoice] = []
    for row, name, town, category in found:
        more = [str(town)] if town else []
        if names.count(str(name)) > 1:
            more.append(words.choice_word(Family, str(category)))
        made.append(ProjectChoice(str(row), f"{name}（{' · '.join(more)}）" if more else str(name)))
    return made


def inspections_of(store: Store, project: str) -> list[tuple[str, str]]:
    """The finished inspections of a project with what tells them apart, the newest first."""
    rows = list(store.rows("inspection", {"project": project})) if project else []
    rows.sort(key=lambda row: (str(row["done_on"]), str(row["number"] or "")), reverse=True)
    return [
        (str(row["id"]), f"{row['done_on']}　{row['number'] or ''}　不符合 {row['failed'] or 0} 项")
        for row in rows
    ]


class Inspections:
    """The finished inspections of a session: lists, one with all that belongs to it."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store
        self.list = InspectionList(session.store.connection)

    def unfinished(self) -> list[Draft]:
        """The inspections in work on this laptop, the one worked on last first."""
        return unfinished(self.store)

    def full(self, record: str) -> FullInspection | None:
        """One inspection with all that belongs to it; None where it is gone."""
        found = next(iter(self.store.rows("inspection", {"id": record}, limit=1)), None)
        if found is None:
            return None
        project = next(iter(self.store.rows("project", {"id": found["project"]}, limit=1)), None)
        return FullInspection(
            row=found,
            project=project or {},
            hazards=tuple(self.store.rows("hazard", {"inspection": record})),
            photos=tuple(self.store.rows("photo", {"inspection": record})),
            draft=kept_draft(self.store, found),
        )


@dataclass(frozen=True, slots=True)
class FullInspection:
    """A finished inspection; `draft` is what was answered, None where its list has not arrived."""

    row: Row
    project: Row
    hazards: tuple[Row, ...]
    photos: tuple[Row, ...]
    draft: InspectionDraft | None

    @property
    def title(self) -> str:
        """Its number and project."""
        return f"{self.row['number'] or '检查'}　{self.project.get('name') or ''}".strip()


def gap_text(gap: Gap, draft: InspectionDraft) -> str:
    """What is missing, in a sentence."""
    item = draft.item(gap.place).title if gap.place is not None else ""
    hazard = draft.hazards.get(gap.hazard)
    title = hazard.description.strip() if hazard is not None else ""
    return words.GAPS[gap.code.value].format(
        item=_short(item), hazard=_short(title or item or "（没有描述）"), count=gap.count
    )


def ago(milliseconds: int, *, now: datetime) -> str:
    """A moment as people say it: 今天 14:32, 昨天 09:05, 11月20日 10:00."""
    moment = datetime.fromtimestamp(milliseconds / 1000)
    days = (now.date() - moment.date()).days
    day = {0: "今天", 1: "昨天"}.get(days, f"{moment.month}月{moment.day}日")
    return f"{day} {moment:%H:%M}"


def team_words(team: Sequence[str], certificates: Sequence[str]) -> str:
    """Names with their certificate numbers."""
    numbers = [*certificates, *("",) * len(team)]
    return "、".join(
        f"{name}（{number}）" if number else name for name, number in zip(team, numbers, strict=False) if name
    )


def _short(text: str, limit: int = 24) -> str:
    return text if len(text) <= limit else text[: limit - 1] + "…"


__all__ = [
    "FACETS",
    "Draft",
    "FullInspection",
    "InspectionQuery",
    "Inspections",
    "ProjectChoice",
    "ago",
    "find_projects",
    "gap_text",
    "inspections_of",
    "team_words",
]
