"""What one user action leaves in the journal, and that a refused one leaves nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, cast

import pytest

from anxi_desktop.domain.entry import MAX_BYTES, Entry, parse
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save, deletion
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.store import Store, check_id, new_id
from tests.store.proofs import prove_all

AUTHOR = "王小明"


def entries(store: Store, group: str | None = None) -> list[Entry]:
    rows = store.connection.execute(
        "SELECT body FROM entry WHERE group_id = coalesce(?, group_id) ORDER BY id", (group,)
    )
    return [parse(bytes(body)) for (body,) in rows]


def name(store: Store, entry: Entry) -> str:
    found = store.connection.execute(
        "SELECT name FROM entry WHERE stream = ? AND site = ? AND seq = ?",
        (entry.stream, entry.site, entry.seq),
    ).fetchone()
    return str(found[0])


def signed(store: Store) -> list[int]:
    """Numbers of the entries that carry a signature."""
    return [
        row[0] for row in store.connection.execute("SELECT id FROM entry WHERE sig IS NOT NULL ORDER BY id")
    ]


def project(store: Store, **values: Any) -> str:
    saves = record_edit.add_saves(store, "project", {"name": "城东安置房", "category": "works", **values})
    store.edit("新建项目", saves, author=AUTHOR)
    return saves[0].row


def write(store: Store, *saves: Save) -> list[Entry]:
    return entries(store, store.edit("写", saves, author=AUTHOR).group)


def test_an_entry_says_who_did_what_to_which_record(store: Store) -> None:
    row = project(store)
    (entry,) = write(store, Save("project", row, {"town": "湖头镇", "note": "第一行\n第二行"}))
    assert (entry.author, entry.title, entry.entity, entry.row) == (AUTHOR, "写", "project", row)
    assert entry.set == {"town": "湖头镇", "note": "第一行\n第二行"}
    assert (entry.stream, entry.undoes, entry.extra) == (row, None, {})
    before, last = entries(store)[-3:-1]
    assert (entry.chain, entry.seq, last.seq) == (name(store, last), last.seq + 1, before.seq + 1)


def test_records_go_into_their_streams_and_each_is_signed_at_its_end(store: Store) -> None:
    home = project(store)
    count = len(entries(store))
    made = write(
        store,
        Save(
            "hazard",
            new_id(),
            {"project": home, "source": "self", "found_on": "2026-03-10", "description": "a"},
        ),
        Save("enforcement", new_id(), {"kind": "fine", "done_on": "2026-03-10", "project": home}),
        Save("enforcement", new_id(), {"kind": "fine", "done_on": "2026-03-10"}),
        Save("document", new_id(), {"kind": "guide", "title": "指南"}),
        Save(
            "hazard",
            new_id(),
            {"project": home, "source": "self", "found_on": "2026-03-11", "description": "b"},
        ),
        Save("document", new_id(), {"kind": "detail", "title": "细则"}),
    )
    assert [entry.stream for entry in made] == [
        home,
        f"{home}/office",
        "county/office",
        "county",
        home,
        "county",
    ]
    numbers = [row[0] for row in store.connection.execute("SELECT id FROM entry ORDER BY id")][count:]
    assert [number for number in numbers if number in signed(store)] == [
        numbers[1],
        numbers[2],
        numbers[4],
        numbers[5],
    ]
    prove_all(store)


def test_a_record_never_changes_its_stream(store: Store) -> None:
    here, there = project(store), project(store, name="乙")
    row = new_id()
    values = {"project": here, "source": "self", "found_on": "2026-03-10", "description": "a"}
    write(store, Save("hazard", row, values))
    with pytest.raises(AnxiError) as caught:
        store.edit("移动", [Save("hazard", row, {"project": there})], author=AUTHOR)
    assert caught.value.code == "bad_value"
    assert write(store, Save("hazard", row, {"part": "屋面"}))[0].stream == here


def test_a_save_saw_the_heads_of_what_it_sets(store: Store) -> None:
    row = project(store, town="湖头镇")
    first = next(entry for entry in entries(store) if entry.row == row)
    (second,) = write(store, Save("project", row, {"town": "凤城镇"}))
    (third,) = write(store, Save("project", row, {"town": "官桥镇", "name": "乙", "note": "新"}))
    assert second.seen == (name(store, first),)
    assert dict(second.seen_for) == {}
    assert third.saw("town") == (name(store, second),)
    assert third.saw("name") == (name(store, first),)
    assert third.saw("note") == ()
    assert set(third.seen_for) == {"note", "town"} or len(third.seen_for) == 2
    assert (first.seen, dict(first.seen_for)) == ((), {})


def test_a_deletion_covers_every_head_of_the_row(store: Store) -> None:
    row = project(store)
    write(store, Save("project", row, {"town": "凤城镇"}))
    heads = sorted(name(store, entry) for entry in entries(store) if entry.row == row)
    (gone,) = write(store, deletion("project", row))
    assert gone.set == {"_deleted": True}
    assert gone.saw("_deleted") == ()
    assert list(gone.seen_for["*"]) == heads
    (back,) = write(store, Save("project", row, {"_deleted": False}))
    assert back.saw("_deleted") == (name(store, gone),)
    assert store.row("project", row)["town"] == "凤城镇"
    (again,) = write(store, deletion("project", row))
    assert name(store, back) in again.seen_for["*"]
    assert again.saw("_deleted") == (name(store, back),)


def test_one_action_may_save_a_record_twice(store: Store) -> None:
    row = new_id()
    made = write(
        store,
        Save("project", row, {"name": "甲", "category": "works"}),
        Save("project", row, {"name": "乙"}),
        Save("project", row, {"name": "丙", "town": "湖头镇"}),
    )
    assert made[1].seen == (name(store, made[0]),)
    assert made[2].saw("name") == (name(store, made[1]),)
    assert made[2].saw("town") == ()
    assert store.row("project", row)["name"] == "丙"
    prove_all(store)


def test_an_action_of_many_batches_is_one(store: Store) -> None:
    """Entries are written in batches; the ends of chains, states and tables know them all."""
    home = project(store)
    row = new_id()
    values = {"project": home, "source": "self", "found_on": "2026-03-10"}
    saves = [Save("hazard", new_id(), {**values, "description": str(number)}) for number in range(2_500)]
    first = Save("hazard", row, {**values, "description": "first"})
    last = Save("hazard", row, {"description": "last"})
    done = store.edit("导入", [first, *saves, last], author=AUTHOR)
    found = entries(store, done.group)
    assert [entry.seq for entry in found] == list(range(found[0].seq, found[0].seq + 2_502))
    assert found[-1].seen == (name(store, found[0]),)
    assert store.row("hazard", row)["description"] == "last"
    prove_all(store)
    assert store.undo(done.group, title="撤销", author=AUTHOR).kept == ()
    assert list(store.rows("hazard")) == []


def refused(store: Store, *saves: Save) -> str:
    before = store.digest(), len(entries(store)), store.connection.total_changes
    with pytest.raises(AnxiError) as caught:
        store.edit("错", saves, author=AUTHOR)
    assert (store.digest(), len(entries(store))) == before[:2]
    assert not store.connection.in_transaction
    return caught.value.code


def test_a_refused_save_takes_the_whole_action_with_it(store: Store) -> None:
    row = project(store)
    good = Save("project", new_id(), {"name": "乙", "category": "works"})
    gone = project(store, name="删")
    write(store, deletion("project", gone))
    cases = [
        Save("project", row, {"name": ""}),
        Save("project", row, {"name": "字" * 201}),
        Save("hazard", row, {"part": "x"}),
        Save("project", gone, {"town": "湖头镇"}),
        Save("project", new_id(), {"name": "没有类别"}),
        Save("hazard", new_id(), {"source": "self", "found_on": "2026-03-10", "description": "没有项目"}),
        Save("project", "no id", {"name": "乙", "category": "works"}),
        Save("project", row, {}),
    ]
    for bad in cases:
        assert refused(store, good, bad) in ("bad_value", "not_found", "bad_entry")
    assert write(store, good)


def test_what_no_bundle_could_carry_is_not_saved(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    row = project(store)
    monkeypatch.setattr("anxi_desktop.store.journal.check", lambda save, new: None)
    assert refused(store, Save("project", row, {"note": "x" * MAX_BYTES})) == "bad_entry"
    assert refused(store, Save("project", row, {"note": "\ud800"})) == "bad_entry"
    bad: Any = {"note": 1.5}
    assert refused(store, Save("project", row, bad)) == "bad_entry"
    with pytest.raises(AnxiError) as caught:
        store.edit("字" * 501, [Save("project", row, {"note": "x"})], author=AUTHOR)
    assert caught.value.code == "bad_entry"


def test_an_action_that_breaks_off_leaves_nothing(store: Store) -> None:
    def broken() -> Iterator[Save]:
        yield Save("project", new_id(), {"name": "甲", "category": "works"})
        raise ZeroDivisionError

    before = store.digest()
    with pytest.raises(ZeroDivisionError):
        store.edit("断", broken(), author=AUTHOR)
    assert (store.digest(), store.connection.in_transaction) == (before, False)
    project(store)


def test_closing_a_stepwise_action_takes_it_back(store: Store) -> None:
    saves = [Save("project", new_id(), {"name": str(number), "category": "works"}) for number in range(3)]
    before = store.digest()
    steps = store.edit_steps("导入", saves, author=AUTHOR)
    assert [next(steps), next(steps)] == [1, 2]
    steps.close()
    assert (store.digest(), store.connection.in_transaction) == (before, False)
    steps = store.edit_steps("导入", saves, author=AUTHOR)
    assert list(steps) == [1, 2, 3]
    assert len(list(store.rows("project"))) == 3


def test_saves_may_be_made_inside_the_transaction(store: Store) -> None:
    """To number a new record, say: nobody else can take the number meanwhile."""
    row = new_id()

    def numbered(appender: object) -> list[Save]:
        assert store.connection.in_transaction
        count = store.connection.execute("SELECT count(*) FROM project").fetchone()[0]
        return [Save("project", row, {"name": f"第 {count + 1} 个", "category": "works"})]

    done = store.edit("新建", numbered, author=AUTHOR)
    assert done.tables == {"project"}
    assert store.row("project", row)["name"] == "第 1 个"


def test_an_empty_action_writes_no_entry(store: Store) -> None:
    count = len(entries(store))
    done = store.edit("空", [], author=AUTHOR)
    assert (len(entries(store)), done.tables) == (count, frozenset())


def test_a_failing_commit_is_rolled_back(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    row = project(store)
    before = store.digest()

    class Failing:
        """A connection whose COMMIT fails once, as on a disk that is full."""

        def __init__(self, real: db.Connection) -> None:
            self._real = real

        def __getattr__(self, key: str) -> Any:
            return getattr(self._real, key)

        def execute(self, statement: str, *rest: Any) -> Any:
            if statement == "COMMIT":
                error = db.sqlite3.OperationalError("disk I/O error")
                cast("Any", error).sqlite_errorname = "SQLITE_FULL"
                raise error
            return self._real.execute(statement, *rest)

    with (
        pytest.raises(AnxiError) as caught,
        db.transaction(cast("db.Connection", Failing(store.connection)), store.path),
    ):
        store.connection.execute("DELETE FROM state")
    assert caught.value.code == "disk_full"
    assert (store.digest(), store.connection.in_transaction) == (before, False)
    assert write(store, Save("project", row, {"town": "湖头镇"}))


def test_rows_come_in_the_order_of_their_first_entries(store: Store) -> None:
    first, second, third = (project(store, name=letter) for letter in "甲乙丙")
    gone = store.edit("删", [deletion("project", first)], author=AUTHOR).group
    assert [row["id"] for row in store.rows("project")] == [second, third]
    store.undo(gone, title="撤销", author=AUTHOR)
    assert [row["id"] for row in store.rows("project")] == [first, second, third]
    store.rebuild()
    assert [row["id"] for row in store.rows("project")] == [first, second, third]
    assert [row["id"] for row in store.rows("project", limit=1)] == [first]
    assert [row["id"] for row in store.rows("project", {"name": "乙"})] == [second]
    assert next(iter(store.rows("project", {"town": None, "name": "甲"})))["id"] == first


def test_a_record_that_is_not_there(store: Store) -> None:
    for row in (new_id(), "1"):
        with pytest.raises(AnxiError) as caught:
            store.row("project", row)
        assert caught.value.code == "not_found"
    with pytest.raises(AnxiError):
        check_id("project", "1")
    row = new_id()
    assert check_id("project", row) == row


def test_state_holds_one_row_per_record(store: Store) -> None:
    row = project(store, town="湖头镇")
    write(store, Save("project", row, {"town": "凤城镇"}))
    keys = [
        found[0]
        for found in store.connection.execute("SELECT id FROM entry WHERE row = ? ORDER BY id", (row,))
    ]
    (text,) = store.connection.execute("SELECT heads FROM state WHERE row = ?", (row,)).fetchone()
    assert json.loads(text) == {"name": keys[0], "category": keys[0], "town": keys[1]}
