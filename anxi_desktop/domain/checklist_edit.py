"""Changing a check list: every change gives a new list, keys are never given twice, what is dropped is retired.

An inspection that was made by an edition keeps it whatever is done here.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable

from anxi_desktop.domain.checklist import CheckList, Group, Item, Verification
from anxi_desktop.domain.records.inspection import ListKind

_NUMBERED = re.compile(r"(.*?)(\d+)$")


def copied(check_list: CheckList, *, key: str, title: str) -> CheckList:
    """A list of one's own that begins as another one: same items, another key, first edition."""
    return dataclasses.replace(check_list, key=key, title=title, edition="1", valid_from=None, valid_to=None)


def next_edition(check_list: CheckList) -> CheckList:
    """The same list under the next edition's name: 2 after 1, 2026-2 after 2026-1, else with -2 behind it."""
    found = _NUMBERED.fullmatch(check_list.edition)
    is_year = found is not None and not found[1] and len(found[2]) == 4
    name = f"{check_list.edition}-2" if found is None or is_year else f"{found[1]}{int(found[2]) + 1}"
    return dataclasses.replace(check_list, edition=name)


def changed_item(check_list: CheckList, item: Item) -> CheckList:
    """With an item replaced by one of the same key."""
    return _items(
        check_list, lambda group: tuple(item if known.key == item.key else known for known in group.items)
    )


def added_item(check_list: CheckList, group: str, title: str) -> tuple[CheckList, str]:
    """With a new item at the end of a group; its key. In a scored list it has no marks yet worth the name: 1."""
    key = free_key(check_list, group)
    scored = check_list.kind is ListKind.SCORED
    item = Item(
        key,
        title,
        full=1 if scored else None,
        full_verified=Verification.PRACTICE if scored else None,
    )
    made = _items(check_list, lambda known: (*known.items, item) if known.key == group else known.items)
    return made, key


def retired_item(check_list: CheckList, key: str) -> CheckList:
    """Without an item; its key stays known for ever. A group that has no item left goes with it."""
    made = _items(check_list, lambda group: tuple(item for item in group.items if item.key != key))
    gone = [group.key for group in made.groups if not group.items]
    groups = tuple(group for group in made.groups if group.items)
    return dataclasses.replace(made, groups=groups, retired=(*check_list.retired, key, *gone))


def moved_item(check_list: CheckList, key: str, by: int) -> CheckList:
    """With an item so many places up (negative) or down within its group."""

    def moved(group: Group) -> tuple[Item, ...]:
        places = [item.key for item in group.items]
        if key not in places:
            return group.items
        at = places.index(key)
        items = list(group.items)
        item = items.pop(at)
        items.insert(max(0, min(len(items), at + by)), item)
        return tuple(items)

    return _items(check_list, moved)


def added_group(check_list: CheckList, title: str, first_item: str) -> CheckList:
    """With a new group of one item at the end; not for scored lists, whose tables have to sum to 100."""
    taken = check_list.keys() | set(check_list.retired)
    number = 1
    while f"group-{number}" in taken:
        number += 1
    key = f"group-{number}"
    group = Group(key, title, (Item(f"{key}.01", first_item),))
    return dataclasses.replace(check_list, groups=(*check_list.groups, group))


def free_key(check_list: CheckList, group: str) -> str:
    """A key for one more item of a group that was never given before."""
    taken = check_list.keys() | set(check_list.retired)
    number = 1
    while f"{group}.{number:02d}" in taken:
        number += 1
    return f"{group}.{number:02d}"


def marks_off(check_list: CheckList) -> list[tuple[str, int, int]]:
    """Tables of a scored list that do not sum as they must: (title, sum, sum of 保证项目)."""
    if check_list.kind is not ListKind.SCORED:
        return []
    return [
        (group.title, group.full, group.guarantee_full)
        for group in check_list.groups
        if group.full != 100 or group.guarantee_full not in (0, 60)
    ]


def _items(check_list: CheckList, change: Callable[[Group], tuple[Item, ...]]) -> CheckList:
    groups = tuple(dataclasses.replace(group, items=change(group)) for group in check_list.groups)
    return dataclasses.replace(check_list, groups=groups)
