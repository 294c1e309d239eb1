"""The search over everything: what a person can mean by a few letters, from wherever they are."""

from __future__ import annotations

from dataclasses import dataclass

from anxi_desktop.domain.project_list import COMPANY, ProjectQuery, state_word
from anxi_desktop.store.project_list import Cell, ProjectList
from anxi_desktop.store.store import Store


@dataclass(frozen=True, slots=True)
class Hit:
    """One record: which page shows it, its id, and what people read."""

    page: str
    record: str
    title: str
    note: str


def find_records(store: Store, text: str, *, limit: int = 12) -> tuple[list[Hit], int]:
    """Projects by name, pinyin or company, in the order of names, and how many there are in all."""
    if not text.strip():
        return [], 0
    projects = ProjectList(store.connection)
    rows = projects.ids(ProjectQuery(search=text))
    shown = projects.cells(rows[:limit], ("id", "name", "town", "category", "state", COMPANY))
    return [_hit(cells) for cells in shown if cells is not None], len(rows)


def _hit(cells: tuple[Cell, ...]) -> Hit:
    record, name, town, category, state, company = cells
    known = state_word(str(state or ""), str(category)) if state else ""
    note = " · ".join(str(part) for part in (town, company, known) if part)
    return Hit("project", str(record), str(name), note)
