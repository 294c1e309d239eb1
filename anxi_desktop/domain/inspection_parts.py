"""How an inspection in work is kept: small named parts, so that a keystroke writes one of them (`store.drafts`).

A part that a newer or damaged program left is skipped, never a reason to lose the rest.
"""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any, TypeVar, cast

from anxi_desktop.domain.checklist import CheckList
from anxi_desktop.domain.inspection_draft import (
    Answer,
    DraftStep,
    HazardDraft,
    Head,
    InspectionDraft,
    ItemPlace,
    PhotoDraft,
)
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    PhotoRole,
    Signing,
)

HEAD, LIST, SHEETS, AT = "head", "list", "sheets", "at"
_ITEM, _HAZARD, _PHOTO = "item/", "hazard/", "photo/"

_T = TypeVar("_T")


def item_part(place: ItemPlace) -> str:
    """The name of the part that keeps an item's answer."""
    return _ITEM + json.dumps([place.table, place.sheet, place.item], ensure_ascii=False)


def hazard_part(row: str) -> str:
    """The name of the part that keeps a hazard."""
    return _HAZARD + row


def photo_part(row: str) -> str:
    """The name of the part that keeps a picture."""
    return _PHOTO + row


def written(value: Head | Answer | HazardDraft | PhotoDraft) -> str:
    """A part's text."""
    found = {item.name: _plain(getattr(value, item.name)) for item in dataclasses.fields(value)}
    return json.dumps(found, ensure_ascii=False)


def written_sheets(sheets: tuple[tuple[str, str], ...]) -> str:
    """The text of the part of sheets."""
    return json.dumps([list(sheet) for sheet in sheets], ensure_ascii=False)


def written_at(step: DraftStep, at: ItemPlace | None) -> str:
    """The text of the part that says where the person is."""
    return json.dumps({"step": step.value, "at": _plain(at)}, ensure_ascii=False)


def read_draft(parts: Mapping[str, str], *, check_list: CheckList, digest: str) -> InspectionDraft:
    """The draft in its parts; what cannot be read is left out."""
    answers: dict[ItemPlace, Answer] = {}
    hazards: dict[str, HazardDraft] = {}
    photos: dict[str, PhotoDraft] = {}
    for name, body in parts.items():
        if name.startswith(_ITEM):
            place = _place(_loaded(name.removeprefix(_ITEM)))
            if place is not None and place.item in check_list.item_by_key:
                answers[place] = _read(Answer, body)
        elif name.startswith(_HAZARD):
            hazards[name.removeprefix(_HAZARD)] = _read(HazardDraft, body)
        elif name.startswith(_PHOTO):
            photos[name.removeprefix(_PHOTO)] = _read(PhotoDraft, body)
    at = _loaded(parts.get(AT, ""))
    where = cast("dict[str, object]", at) if isinstance(at, dict) else {}
    return InspectionDraft(
        check_list=check_list,
        digest=digest,
        head=_read(Head, parts.get(HEAD, "")),
        sheets=tuple(_sheets(_loaded(parts.get(SHEETS, "")), check_list)),
        answers=answers,
        hazards=dict(sorted(hazards.items(), key=lambda known: known[1].order)),
        photos=dict(sorted(photos.items(), key=lambda known: known[1].order)),
        step=_member(DraftStep, where.get("step")) or DraftStep.START,
        at=_place(where.get("at")),
    )


def title_of(draft: InspectionDraft, *, project: str) -> str:
    """The words of an unfinished inspection in a list: the project and how far it is."""
    progress = draft.progress()
    return f"{project or '未选项目'}　{progress.done}/{progress.total} 项"


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, ItemPlace):
        return [value.table, value.sheet, value.item]
    if isinstance(value, tuple):
        return list(cast("tuple[object, ...]", value))
    return value


def _loaded(body: str) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _read(made: type[_T], body: str) -> _T:
    found = _loaded(body)
    if not isinstance(found, dict):
        return made()
    values = cast("dict[str, object]", found)
    kept: dict[str, Any] = {}
    for item in dataclasses.fields(cast(Any, made)):
        reader = _READERS[str(item.type)]
        value = reader(values.get(item.name))
        if value is not None:
            kept[item.name] = value
    return made(**kept)


def _member(choices: type[_T], value: object) -> _T | None:
    try:
        return choices(value)  # pyright: ignore[reportCallIssue]
    except ValueError:
        return None


def _choice(choices: type[Enum]) -> Callable[[object], object]:
    return lambda value: _member(choices, value)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list):
        return None
    return tuple(item if isinstance(item, str) else "" for item in cast("list[object]", value))


def _day(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _place(value: object) -> ItemPlace | None:
    if not isinstance(value, list):
        return None
    parts = cast("list[object]", value)
    if len(parts) != 3 or not all(isinstance(part, str) for part in parts):
        return None
    return ItemPlace(*cast("list[str]", parts))


def _sheets(value: object, check_list: CheckList) -> Iterator[tuple[str, str]]:
    for sheet in cast("list[object]", value) if isinstance(value, list) else ():
        parts = cast("list[object]", sheet) if isinstance(sheet, list) else []
        if len(parts) == 2 and parts[0] in check_list.group_by_key and isinstance(parts[1], str):
            yield str(parts[0]), parts[1]


_READERS: dict[str, Callable[[object], object]] = {
    "str": _text,
    "bool": lambda value: value if isinstance(value, bool) else None,
    "int": lambda value: value if isinstance(value, int) and not isinstance(value, bool) else None,
    "tuple[str, ...]": _texts,
    "date | None": _day,
    "ItemPlace | None": _place,
    "InspectionKind | None": _choice(InspectionKind),
    "InspectionLevel | None": _choice(InspectionLevel),
    "Signing | None": _choice(Signing),
    "ItemResult | None": _choice(ItemResult),
    "Severity | None": _choice(Severity),
    "PhotoRole | None": _choice(PhotoRole),
}
