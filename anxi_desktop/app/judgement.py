"""The editions of the judgement standard for 重大事故隐患, to choose edition and category from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from anxi_desktop.app.session import Session
from anxi_desktop.domain.checklist import CheckList
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.store.check_lists import kept_editions, shipped_lists


@dataclass(frozen=True, slots=True)
class JudgementStandard:
    """One edition: its name for people and its categories in order."""

    edition: str
    title: str
    categories: tuple[str, ...]


def judgement_standards(session: Session, day: date | None) -> list[JudgementStandard]:
    """The editions, the one that holds on `day` first (the newest where several do)."""
    kept = [edition.check_list for edition in kept_editions(session.store) if not edition.retired]
    found = [
        check_list
        for check_list in (*shipped_lists(session.resources), *kept)
        if check_list.kind is ListKind.DICTIONARY
    ]
    found.sort(key=lambda item: _rank(item, day or date.today()), reverse=True)
    return [
        JudgementStandard(item.edition, item.title, tuple(group.title for group in item.groups))
        for item in found
    ]


def _rank(check_list: CheckList, day: date) -> tuple[bool, date, str]:
    return check_list.is_valid_on(day), check_list.valid_from or date.min, check_list.edition
