"""The story of a record: values decided from what each entry saw, facts told as status fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from anxi_desktop.domain.entry import name_of, parse
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.entries import Entries, NewEntry
from anxi_desktop.store.history import Change, history
from anxi_desktop.store.store import Store

OTHER_SITE = "ab" * 16

Told = tuple[str, JournalValue, JournalValue, str | None]


def add(store: Store, entity: str, title: str = "新建", **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit(title, saves, author="王小明")
    return saves[0].row


def edit(
    store: Store,
    entity: str,
    row: str,
    title: str,
    *,
    today: date = date(2026, 9, 1),
    author: str = "李某",
    **changes: JournalValue,
) -> str:
    saves = record_edit.edit_saves(store, entity, row, changes, today=today)
    return store.edit(title, saves, author=author).group


def arrive(store: Store, row: str, values: dict[str, JournalValue], *, title: str) -> None:
    """An entry of another laptop that saw only the first one of the record."""
    name, body = store.connection.execute(
        "SELECT name, body FROM entry WHERE row = ? ORDER BY id LIMIT 1", (row,)
    ).fetchone()
    first = parse(bytes(body))
    entry = replace(
        first,
        site=OTHER_SITE,
        seq=1,
        chain="",
        stamp=first.stamp + 10**12,
        author="陈某",
        title=title,
        group="other",
        set=values,
        seen=(name,),
        seen_for={},
    )
    content = entry.to_bytes()
    with db.transaction(store.connection, store.path):
        entries = Entries(store.connection)
        entries.add(NewEntry(name_of(content), entry, content, arrived=0))
        entries.flush()
    store.rebuild()


def told(changes: Sequence[Change]) -> list[Told]:
    return [(change.key, change.old, change.new, change.valid_from) for change in changes]


def test_a_change_names_who_when_which_laptop_and_old_to_new(store: Store) -> None:
    row = add(store, "project", name="甲", category="works")
    edit(store, "project", row, "改乡镇", town="湖头镇")
    edit(store, "project", row, "再改乡镇", town="凤城镇", manager="张某")
    newest, middle, first = history(store, row)
    assert (newest.author, newest.device, newest.title) == ("李某", "K7", "再改乡镇")
    assert told(newest.changes) == [("town", "湖头镇", "凤城镇", None), ("manager", None, "张某", None)]
    assert told(middle.changes) == [("town", None, "湖头镇", None)]
    assert ("name", None, "甲", None) in told(first.changes)
    assert newest.when.tzinfo is not None
    assert newest.when >= middle.when >= first.when
    assert (newest.changes[0].label, newest.changes[0].old_word) == ("属地乡镇", "湖头镇")


def test_a_status_change_is_told_as_the_field_with_its_day(store: Store) -> None:
    row = add(store, "project", name="甲", category="works", level="blue", start_on="2026-01-05")
    group = edit(store, "project", row, "改等级", level="red", state="suspended")
    store.undo(group, title="撤销：改等级", author="李某")
    undone, changed, first = history(store, row)
    assert told(changed.changes) == [
        ("state", "active", "suspended", "2026-09-01"),
        ("level", "blue", "red", "2026-09-01"),
    ]
    assert (undone.undoes, told(undone.changes)) == (
        group,
        [("state", "suspended", "active", "2026-09-01"), ("level", "red", "blue", "2026-09-01")],
    )
    assert ("state", None, "active", "2026-01-05") in told(first.changes)
    assert changed.changes[1].label == "整体风险等级（自 2026-09-01）"
    assert (changed.changes[1].old_word, changed.changes[1].new_word) == ("蓝", "红")


def test_a_corrected_day_is_told_as_a_day(store: Store) -> None:
    row = add(store, "project", name="甲", category="works", grade="pass", graded_on="2026-01-01")
    edit(store, "project", row, "改日期", graded_on="2026-02-01")
    assert [(c.field, c.old, c.new) for c in history(store, row)[0].changes] == [
        ("graded_on", "2026-01-01", "2026-02-01")
    ]


def test_milestones_belong_to_the_story_of_their_project_and_hazards_do_not(store: Store) -> None:
    row = add(store, "project", name="甲", category="works")
    item = add(store, "milestone", project=row, item="five_s")
    add(store, "hazard", project=row, source="self", found_on="2026-09-01", description="临边无防护")
    edit(store, "milestone", item, "完成 5S", done_on="2026-09-09")
    assert [line.title for line in history(store, row)] == ["完成 5S", "新建", "新建"]
    change = history(store, row)[0].changes[0]
    assert (change.key, change.new, change.label) == ("five_s.done_on", "2026-09-09", "5S：完成日期")


def test_two_sides_of_a_conflict_each_tell_what_they_saw(store: Store) -> None:
    """The old value is not the one before in time, but the one the entry had seen."""
    row = add(store, "project", name="甲", category="works", town="湖头镇")
    edit(store, "project", row, "本机改", town="凤城镇")
    arrive(store, row, {"town": "官桥镇"}, title="那边改")
    lines = {line.title: told(line.changes) for line in history(store, row)}
    assert lines["本机改"] == [("town", "湖头镇", "凤城镇", None)]
    assert lines["那边改"] == [("town", "湖头镇", "官桥镇", None)]


def test_a_deleted_record_keeps_its_story_and_an_unknown_one_has_none(store: Store) -> None:
    row = add(store, "project", name="甲", category="works")
    store.edit("删除项目", record_edit.delete_saves(store, "project", row), author="李某")
    newest = history(store, row)[0]
    assert told(newest.changes) == [("_deleted", None, True, None)]
    assert (newest.changes[0].label, newest.changes[0].new_word) == ("记录", "已删除")
    assert history(store, "00000000-0000-4000-8000-000000000000") == []
