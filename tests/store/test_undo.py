"""Undo writes what stood before where nobody has changed it since; undoing an undo is the redo."""

from __future__ import annotations

from datetime import date

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save, deletion
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Store, new_id
from anxi_desktop.store.undo import Kept
from tests.store.foreign import arrive
from tests.store.proofs import prove_all

AUTHOR = "王小明"
TODAY = date(2026, 10, 20)


def project(store: Store, **values: JournalValue) -> tuple[str, str]:
    """(row, group) of a new project."""
    saves = record_edit.add_saves(store, "project", {"name": "城东安置房", "category": "works", **values})
    return saves[0].row, store.edit("新建项目", saves, author=AUTHOR).group


def edit(store: Store, row: str, **changes: JournalValue) -> str:
    saves = record_edit.edit_saves(store, "project", row, changes, today=TODAY)
    return store.edit("修改", saves, author=AUTHOR).group


def delete(store: Store, row: str) -> str:
    return store.edit("删除", [deletion("project", row)], author=AUTHOR).group


def undo(store: Store, group: str) -> tuple[str, tuple[Kept, ...]]:
    done = store.undo(group, title="撤销", author=AUTHOR)
    return done.group, done.kept


def shown(store: Store, row: str, *fields: str) -> tuple[JournalValue, ...]:
    values = store.row("project", row)
    return tuple(values[field] for field in fields)


def test_undo_and_redo_of_an_edit(store: Store) -> None:
    row, _ = project(store, town="湖头镇")
    group = edit(store, row, town="凤城镇", manager="张某", level="red")
    undone, kept = undo(store, group)
    assert (shown(store, row, "town", "manager", "level"), kept) == (("湖头镇", None, None), ())
    redone, kept = undo(store, undone)
    assert (shown(store, row, "town", "manager", "level"), kept) == (("凤城镇", "张某", "red"), ())
    undo(store, redone)
    assert shown(store, row, "town", "manager", "level") == ("湖头镇", None, None)
    prove_all(store)


def test_a_field_edited_three_times_is_undone_and_redone_three_times(store: Store) -> None:
    row, _ = project(store, town="甲")
    stack = [edit(store, row, town=town) for town in ("乙", "丙", "丁")]
    undone: list[str] = []
    for town in ("丙", "乙", "甲"):
        group, kept = undo(store, stack.pop())
        undone.append(group)
        assert (shown(store, row, "town"), kept) == ((town,), ())
    for town in ("乙", "丙", "丁"):
        group, kept = undo(store, undone.pop())
        stack.append(group)
        assert (shown(store, row, "town"), kept) == ((town,), ())
    for town in ("丙", "乙", "甲"):
        assert undo(store, stack.pop())[1] == ()
        assert shown(store, row, "town") == (town,)
    prove_all(store)


def test_what_was_changed_since_stays_and_is_named(store: Store) -> None:
    row, _ = project(store, town="湖头镇", manager="张某")
    group = edit(store, row, town="凤城镇", manager="李某")
    edit(store, row, town="官桥镇")
    _, kept = undo(store, group)
    assert kept == (Kept("project", row, "town"),)
    assert shown(store, row, "town", "manager") == ("官桥镇", "张某")
    with pytest.raises(AnxiError) as caught:
        undo(store, group)
    assert caught.value.code == "nothing_to_undo"


def test_what_another_laptop_has_set_beside_stays(store: Store) -> None:
    """Two heads: the field is no longer headed by this action alone."""
    row, _ = project(store, town="湖头镇")
    first = store.connection.execute("SELECT name FROM entry WHERE row = ? ORDER BY id", (row,)).fetchone()[0]
    group = edit(store, row, town="凤城镇", manager="李某")
    arrive(store, "project", row, {"town": "官桥镇"}, seen=(first,))
    _, kept = undo(store, group)
    assert kept == (Kept("project", row, "town"),)
    assert shown(store, row, "manager") == (None,)


def test_undoing_a_new_record_deletes_it_unless_it_was_edited(store: Store) -> None:
    row, made = project(store)
    group = edit(store, row, town="凤城镇")
    _, kept = undo(store, made)
    assert Kept("project", row, "") in kept
    assert shown(store, row, "town", "state") == ("凤城镇", None)
    undo(store, group)
    undone, kept = undo(store, made)
    assert [item for item in kept if item.entity == "project"] == []
    assert list(store.rows("project")) == []
    undo(store, undone)
    assert shown(store, row, "town") == (None,)
    prove_all(store)


def test_undoing_a_deletion_brings_the_record_and_its_children_back(store: Store) -> None:
    row, _ = project(store, level="red")
    values = {"project": row, "item": "five_s", "done_on": "2026-03-01"}
    store.edit("登记", record_edit.add_saves(store, "milestone", values), author=AUTHOR)
    undone, kept = undo(store, delete(store, row))
    assert (shown(store, row, "level"), kept) == (("red",), ())
    assert store.connection.execute("SELECT milestones_ FROM project").fetchone()[0] > 0
    again, kept = undo(store, undone)
    assert (list(store.rows("project")), kept) == ([], ())
    undo(store, again)
    assert shown(store, row, "level") == ("red",)
    prove_all(store)


def test_an_edit_of_what_is_deleted_since_is_left_and_the_rest_undone(store: Store) -> None:
    rows = [project(store, town="湖头镇")[0] for _ in range(3)]
    saves = [Save("project", row, {"town": "凤城镇"}) for row in rows]
    group = store.edit("批量", saves, author=AUTHOR).group
    delete(store, rows[1])
    _, kept = undo(store, group)
    assert kept == (Kept("project", rows[1], ""),)
    assert [shown(store, row, "town") for row in (rows[0], rows[2])] == [("湖头镇",)] * 2


def test_undo_brings_back_what_a_form_would_refuse(store: Store) -> None:
    """Another laptop's newer program wrote a choice this one does not know, and left a required field blank."""
    row, _ = project(store)
    (first,) = store.connection.execute(
        "SELECT name FROM entry WHERE row = ? ORDER BY id DESC LIMIT 1", (row,)
    ).fetchone()
    arrive(store, "project", row, {"category": "hybrid", "name": None}, seen=(first,))
    assert shown(store, row, "category", "name") == ("hybrid", None)
    saves = [Save("project", row, {"category": "works", "name": "城东安置房"})]
    group = store.edit("修改", saves, author=AUTHOR).group
    assert shown(store, row, "category", "name") == ("works", "城东安置房")
    assert undo(store, group)[1] == ()
    assert shown(store, row, "category", "name") == ("hybrid", None)


def test_status_of_a_project_comes_back(store: Store) -> None:
    row, _ = project(store, grade="pass", graded_on="2026-01-01", demo_posts=3)
    group = edit(store, row, grade="aaa", graded_on="2026-06-01", demo_posts=None)
    assert shown(store, row, "grade", "graded_on", "demo_posts") == ("aaa", "2026-06-01", None)
    undo(store, group)
    assert shown(store, row, "grade", "graded_on", "demo_posts") == ("pass", "2026-01-01", 3)
    assert len(store.facts(row)) == 3


def test_an_undo_says_what_it_undoes(store: Store) -> None:
    row, _ = project(store)
    group = edit(store, row, town="凤城镇")
    undone, _ = undo(store, group)
    found = store.connection.execute("SELECT body FROM entry WHERE group_id = ?", (undone,)).fetchall()
    assert len(found) == 1
    assert f'"undoes":"{group}"'.encode() in found[0][0]


def test_an_unknown_action_cannot_be_undone(store: Store) -> None:
    count = store.connection.execute("SELECT count(*) FROM entry").fetchone()
    with pytest.raises(AnxiError) as caught:
        undo(store, "nothing")
    assert caught.value.code == "nothing_to_undo"
    assert store.connection.execute("SELECT count(*) FROM entry").fetchone() == count


def many(store: Store) -> str:
    """The group of an import-like action of 450 records."""
    saves = [Save("project", new_id(), {"name": f"工程 {at}", "category": "works"}) for at in range(450)]
    return store.edit("导入", saves, author=AUTHOR).group


def test_a_large_undo_tells_how_far_it_is(store: Store) -> None:
    group = many(store)
    steps = store.undo_steps(group, title="撤销", author=AUTHOR)
    told: list[tuple[int, str]] = []
    while True:
        try:
            told.append(next(steps))
        except StopIteration as end:
            done = end.value
            break
    assert [percent for percent, _ in told] == [0, 25, 47, 69]
    assert told[-1][1] == "恢复第 401 条，共 450 条"
    assert (done.kept, list(store.rows("project"))) == ((), [])
    prove_all(store)


def test_a_large_undo_that_is_cancelled_has_not_happened(store: Store) -> None:
    group = many(store)
    digest, rows = store.digest(), list(store.rows("project"))
    steps = store.undo_steps(group, title="撤销", author=AUTHOR)
    assert [next(steps)[0] for _ in range(3)] == [0, 25, 47]
    steps.close()
    assert (store.digest(), list(store.rows("project"))) == (digest, rows)
    undo(store, group)
    assert list(store.rows("project")) == []
