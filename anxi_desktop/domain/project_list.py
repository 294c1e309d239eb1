"""What a list of projects can be asked for: the words searched, the filters, the order.

A filter names a field and the values it lets through; within one field any of them will do, between fields
all must hold. Two filters are about 一企一策: which items are done and which are missing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from anxi_desktop.domain import words
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.project import Family, MilestoneItem

Filters = Mapping[str, frozenset[str | None]]

DONE = "milestones_done"
MISSING = "milestones_missing"
FACETS: tuple[str, ...] = (
    "category",
    "town",
    "state",
    "level",
    "grade",
    "standard_kind",
    "benchmark",
    "unit_type",
    DONE,
    MISSING,
)
"""The fields a list of projects can be filtered by, in the order people read them."""

MILESTONES = "milestones"
"""The column that says how many items of 一企一策 are done; sortable like a field."""
COMPANY = "company"
"""The column of who runs the place: the contractor, else the property company; sortable like a field."""

ALL_ITEMS = "all"
THREE_LISTS = "three_lists"
_TOGETHER: dict[str, tuple[MilestoneItem, ...]] = {
    ALL_ITEMS: tuple(MilestoneItem),
    THREE_LISTS: (MilestoneItem.CHECK_LIST, MilestoneItem.HAZARD_LIST, MilestoneItem.RECTIFICATION_LIST),
}
MILESTONE_CODES: tuple[str, ...] = (*_TOGETHER, *(item.value for item in MilestoneItem))
"""What the two filters about 一企一策 can name: a set of items, or one item."""

_TOGETHER_WORDS = {
    DONE: {ALL_ITEMS: "九项齐全", THREE_LISTS: "三张清单齐全"},
    MISSING: {ALL_ITEMS: "任意一项", THREE_LISTS: "三张清单之一"},
}
_SHORT_WORDS = {
    "town": "乡镇",
    "state": "状态",
    "level": "风险等级",
    "benchmark": "标杆",
    "unit_type": "单位类型",
    DONE: "一企一策有",
    MISSING: "一企一策缺",
}
_COLUMN_WORDS = {
    "town": "乡镇",
    "state": "状态",
    "level": "风险等级",
    MILESTONES: "一企一策",
    COMPANY: "施工/物业单位",
}


@dataclass(frozen=True, slots=True)
class ProjectQuery:
    """One question to the list. `filters` maps a facet to the values let through (None: blank)."""

    search: str = ""
    filters: Filters = field(default_factory=dict[str, frozenset[str | None]])
    sort: str = "name"
    descending: bool = False

    @property
    def is_narrowed(self) -> bool:
        """True when not every project is asked for."""
        return bool(search_words(self.search)) or any(self.filters.values())


def search_words(text: str) -> tuple[str, ...]:
    """The words of a search, written as search text is; a project has to hold all of them."""
    return tuple(dict.fromkeys(unicodedata.normalize("NFKC", text).lower().split()))


def milestone_mask(items: Iterable[str | None]) -> int:
    """A number with one bit per item of 一企一策; an item of a newer program has none."""
    return sum({_BITS[item] for item in items if item in _BITS})


def milestone_code_mask(code: str) -> int:
    """The bits of all items a code of the two filters stands for; 0 for an unknown one."""
    return _CODE_MASKS.get(code, 0)


def facet_word(facet: str) -> str:
    """What a filter is called, in few letters: there is a row of them."""
    return _SHORT_WORDS.get(facet) or words.field_word("project", facet)


def column_word(column: str) -> str:
    """What a column of the list is called."""
    return _COLUMN_WORDS.get(column) or words.field_word("project", column)


def facet_value_word(facet: str, value: str | None) -> str:
    """What a value of a filter is called; a blank one too."""
    if facet in _TOGETHER_WORDS:
        return _TOGETHER_WORDS[facet].get(value or "") or words.value_word("milestone", "item", value)
    if value is None:
        return "未填写"
    return words.value_word("project", facet, value)


def state_word(code: str | None, category: str | None) -> str:
    """A state as people say it: a works project is 在建, an estate is 在管; the one code has both words."""
    both = words.value_word("project", "state", code).split("/")
    return both[-1] if category == Family.PROPERTY.value else both[0]


def facet_codes(facet: str) -> tuple[str, ...]:
    """The values a filter always offers, in order; the others are what the records hold."""
    if facet in (DONE, MISSING):
        return MILESTONE_CODES
    choices = SPECS["project"].fields[facet].choices
    return tuple(str(member.value) for member in choices) if choices else ()


_BITS: dict[str | None, int] = {item.value: 1 << place for place, item in enumerate(MilestoneItem)}
_CODE_MASKS: dict[str, int] = {
    **{code: milestone_mask(item.value for item in items) for code, items in _TOGETHER.items()},
    **{item.value: milestone_mask((item.value,)) for item in MilestoneItem},
}
