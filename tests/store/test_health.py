"""A sound folder has no problems; every kind of seeded damage is found, and only tables are ever repaired."""

from __future__ import annotations

from pathlib import Path

import pytest

from anxi_desktop.domain.steps import finish
from anxi_desktop.store import backup, health, record_edit
from anxi_desktop.store.attachments import keep_bytes, place_of
from anxi_desktop.store.health import Health
from anxi_desktop.store.store import Store


def run(store: Store, *, repair: bool = False) -> Health:
    return finish(health.check(store, repair=repair))


@pytest.fixture
def project(store: Store) -> str:
    """A project with an edit, a hazard and a risk point."""
    saves = record_edit.add_saves(store, "project", {"name": "甲", "category": "works", "town": "湖头镇"})
    store.edit("新建项目", saves, author="王小明")
    row = saves[0].row
    for entity, values in (
        ("hazard", {"source": "self", "found_on": "2026-09-01", "description": "临边无防护"}),
        ("risk_point", {"name": "深基坑", "level": "red"}),
    ):
        more = record_edit.add_saves(store, entity, {"project": row, **values})
        store.edit("新建", more, author="王小明")
    return row


def codes(found: Health) -> set[str]:
    return {problem.code for problem in found.problems}


def execute(store: Store, statement: str, *values: object) -> None:
    store.connection.execute(statement, values)


def test_a_sound_folder_has_no_problems(store: Store, project: str) -> None:
    digest = store.digest()
    found = run(store)
    assert (found.problems, found.orphans, found.repaired) == ((), (), False)
    assert found.entries == store.connection.execute("SELECT count(*) FROM entry").fetchone()[0] > 4
    assert store.digest() == digest


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '湖头镇', '凤城镇') AS BLOB)", "altered"),
        ("UPDATE entry SET body = x'7b7d' WHERE seq = 1 AND stream <> 'county'", "unreadable"),
        ("DELETE FROM entry WHERE seq = 1 AND stream <> 'county'", "gap"),
        ("UPDATE entry SET seq = seq + 7 WHERE stream <> 'county'", "misfiled"),
        ("UPDATE entry SET sig = NULL WHERE stream <> 'county'", "unsigned"),
        ("UPDATE entry SET sig = zeroblob(64) WHERE stream <> 'county'", "bad_signature"),
        ("UPDATE project SET town = '官桥镇'", "table_differs"),
        ("DELETE FROM hazard", "table_differs"),
        ("UPDATE state SET heads = '{}' WHERE entity = 'hazard'", "table_differs"),
        ("UPDATE device SET site = ''", "table_differs"),
    ],
)
def test_seeded_damage_is_found(store: Store, project: str, statement: str, code: str) -> None:
    execute(store, statement)
    found = run(store)
    assert code in codes(found)
    assert all(problem.text and "{" not in problem.text for problem in found.problems)


def test_a_broken_chain_is_found(store: Store, project: str) -> None:
    """Two chains that are each numbered well, but one entry follows another than it says."""
    rows = store.connection.execute(
        "SELECT id, seq, body FROM entry WHERE stream = ? ORDER BY seq", (project,)
    ).fetchall()
    body = bytes(rows[1][2])
    chain = body[body.index(b'"chain":"') + 9 :][:64]
    from anxi_desktop.domain.entry import name_of

    forged = body.replace(chain, b"0" * 64)
    execute(store, "UPDATE entry SET body = ?, name = ? WHERE id = ?", forged, name_of(forged), rows[1][0])
    assert "broken_chain" in codes(run(store))


def test_repair_makes_the_tables_again_and_leaves_the_journal(store: Store, project: str) -> None:
    digest, rows = store.digest(), list(store.rows("project"))
    execute(store, "UPDATE project SET town = '官桥镇'")
    execute(store, "UPDATE state SET heads = '{}' WHERE entity = 'hazard'")
    assert not run(store).repaired
    found = run(store, repair=True)
    assert (found.problems, found.repaired) == ((), True)
    assert list(store.rows("project")) == rows
    assert store.digest() == digest


def test_repair_never_spreads_an_altered_entry(store: Store, project: str) -> None:
    execute(store, "UPDATE entry SET body = CAST(replace(CAST(body AS TEXT), '湖头镇', '凤城镇') AS BLOB)")
    found = run(store, repair=True)
    assert {"altered", "not_rebuilt"} <= codes(found)
    assert not found.repaired
    assert store.row("project", project)["town"] == "湖头镇"


def test_children_of_a_deleted_project_are_listed_and_no_problem(store: Store, project: str) -> None:
    store.edit("删除", record_edit.delete_saves(store, "project", project), author="王小明")
    found = run(store)
    assert found.problems == ()
    assert {item.entity for item in found.orphans} >= {"hazard", "risk_point"}
    assert not any(item.missing for item in found.orphans)


def test_a_damaged_backup_is_told(store: Store, project: str, folder: Path) -> None:
    path = backup.write_backup(store.connection, folder / "backups", reason="test")
    assert run(store).problems == ()
    path.write_bytes(b"x" * 5000)
    assert codes(run(store)) == {"backup_damaged"}


def test_a_lost_photo_is_found(store: Store) -> None:
    whole, cut, gone = (keep_bytes(store, body) for body in (b"whole", b"cut", b"gone"))
    assert run(store).problems == ()
    place_of(store.folder, cut.digest).write_bytes(b"c")
    place_of(store.folder, gone.digest).unlink()
    found = run(store).problems
    assert [problem.code for problem in found] == ["attachment_lost", "attachment_lost"]
    said = "".join(problem.text for problem in found)
    assert whole.digest[:12] not in said
    assert cut.digest[:12] in said
    assert gone.digest[:12] in said
