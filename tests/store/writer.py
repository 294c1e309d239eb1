"""The process that the kills kill: `python writer.py FOLDER PROFILE`, told by lines on stdin what to do.

A line is JSON: {"mode": …, "seed": …, "count": …}. Where the system can fork, the process that reads the lines
has imported everything, forks a child per line and answers its number; the child does the work and is killed
or ends, and the parent then says {"end": …}. Elsewhere a process does one line and ends. Every attempt is
announced before the store is called ("try") and acknowledged after it has returned ("ack").
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import sqlite_utils.migrations  # noqa: F401  (warm before a fork)
from cryptography.hazmat.primitives.asymmetric import ed25519  # noqa: F401  (warm before a fork)

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.save import Save
from anxi_desktop.store import db, record_edit, schema
from anxi_desktop.store.folder import BACKUPS, DATABASE
from anxi_desktop.store.store import Store, new_id

AUTHOR = "王小明"
STEP = "9998_step"
STEP_SCRIPT = """
CREATE TABLE extra(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO extra SELECT a.id * 1000 + b.id, a.name FROM entry a, (SELECT id FROM entry LIMIT 40) b;
CREATE INDEX extra_name ON extra(name);
UPDATE extra SET name = name || 'x'
"""


def say(**facts: object) -> None:
    """One line in one write: a killed process leaves no half lines."""
    os.write(1, (json.dumps(facts) + "\n").encode())


def work(store: Store, *, mode: str, seed: int, count: int) -> None:
    """`count` saves, or one group of `count` saves, or a lie, or hold the write lock."""
    if mode == "saves":
        _saves(store, random.Random(seed), count)
    elif mode == "group":
        _group(store, group=f"group-{seed}", count=count)
    elif mode == "lie":
        _lie(store)
    elif mode == "hold":
        with db.transaction(store.connection, store.path):
            say(do="held")
            sys.stdin.readline()
    elif mode == "append":
        _append(store, seed, count)
    elif mode == "backups":
        for _ in range(count):
            say(do="try")
            say(do="ack", path=str(store.backup("manual")))
        sys.stdin.readline()
    elif mode == "lying backup":
        _lying_backup(store)
    else:
        raise ValueError(mode)


def _saves(store: Store, chance: random.Random, count: int) -> None:
    """New projects, edits, deletions and undos of them; the note of a project is its value."""
    rows = sorted(str(row["id"]) for row in store.rows("project"))
    for _ in range(count):
        value = f"{chance.getrandbits(64):x}"
        act = chance.random()
        if act < 0.4 or len(rows) < 3:
            made = record_edit.add_saves(store, "project", {"name": "甲", "category": "works", "note": value})
            row = made[0].row
            say(do="try", row=row, value=value)
            store.edit("新建", made, author=AUTHOR)
            rows.append(row)
        elif act < 0.8:
            row = chance.choice(rows)
            changes = {"note": value, "level": chance.choice(["red", "blue", "orange"])}
            saves = record_edit.edit_saves(store, "project", row, changes, today=date(2026, 10, 20))
            say(do="try", row=row, value=value)
            store.edit("修改", saves, author=AUTHOR)
        else:
            row = chance.choice(rows)
            before = store.row("project", row)["note"]
            say(do="try", row=row, value=None)
            done = store.edit("删除", record_edit.delete_saves(store, "project", row), author=AUTHOR)
            if act < 0.9:
                rows.remove(row)
                value = None
            else:
                say(do="ack", row=row, value=None)
                say(do="try", row=row, value=before)
                store.undo(done.group, title="撤销", author=AUTHOR)
                value = before
        say(do="ack", row=row, value=value)


def _append(store: Store, seed: int, count: int) -> None:
    """New projects; each action also edits the first project, so that all processes write into one chain."""
    for number in range(count):
        value = f"{seed}-{number}"
        made = record_edit.add_saves(store, "project", {"name": value, "category": "works"})
        first = [str(row["id"]) for row in store.rows("project", limit=1)]
        edits = [Save("project", row, {"address": value}) for row in first]
        try:
            store.edit("新建", [*made, *edits], author=AUTHOR)
        except AnxiError as error:
            say(do="failed", code=error.code)
            return
        say(do="ack", row=made[0].row, value=value)


def _group(store: Store, *, group: str, count: int) -> None:
    """An import-like action of `count` records that tells each step, and waits after its acknowledgement."""
    saves = [Save("project", new_id(), {"name": f"{group} {at}", "category": "works"}) for at in range(count)]
    for done in store.edit_steps("导入", saves, author=AUTHOR, group=group):
        say(do="step", done=done)
    say(do="ack", group=group)
    sys.stdin.readline()


def _lie(store: Store) -> None:
    """The negative control: acknowledges inside the transaction, before it is committed, and waits."""
    made = record_edit.add_saves(store, "project", {"name": "谎", "category": "works", "note": "lie"})

    def saves(_: object) -> list[Save]:
        say(do="try", row=made[0].row, value="lie")
        say(do="ack", row=made[0].row, value="lie")
        sys.stdin.readline()
        return made

    store.edit("新建", saves, author=AUTHOR)


def _lying_backup(store: Store) -> None:
    """The negative control: the copy has its name before it is whole, and waits."""

    def half(_status: int, remaining: int, total: int) -> None:
        if remaining < total // 2:
            say(do="half")
            sys.stdin.readline()

    folder = store.folder / BACKUPS
    folder.mkdir(exist_ok=True)
    with closing(db.sqlite3.connect(folder / "anxi-20260301-080000-manual.db", isolation_level=None)) as copy:
        copy.execute("PRAGMA journal_mode = OFF")
        copy.execute("PRAGMA synchronous = OFF")
        copy.execute("PRAGMA cache_size = 1")
        store.connection.backup(copy, pages=1, progress=half)


def _migrate(folder: Path, profile: Path, *, careful: bool) -> None:
    """Open as a program with one migration more; a careless one does each statement by itself, and waits."""
    if careful:
        schema.STEPS[STEP] = STEP_SCRIPT
        say(do="try")
        Store.open(folder, profile=profile).close()
        say(do="ack")
        sys.stdin.readline()
        return
    connection = db.connect(folder / DATABASE)
    for statement in STEP_SCRIPT.split(";")[:2]:
        connection.execute(statement)
    say(do="half")
    sys.stdin.readline()


def _do(line: str, folder: Path, profile: Path) -> None:
    told = json.loads(line)
    if told["mode"] in ("migration", "lying migration"):
        _migrate(folder, profile, careful=told["mode"] == "migration")
        return
    store = Store.open(folder, profile=profile, wait_seconds=told.pop("wait_seconds", db.BUSY_SECONDS))
    say(do="open")
    work(store, **told)
    store.close()


def main(do: Callable[[str, Path, Path], None] = _do) -> None:
    """Serve the lines on stdin."""
    folder, profile = Path(sys.argv[1]), Path(sys.argv[2])
    if sys.argv[3:] != ["fork"]:
        say(pid=os.getpid())
        do(sys.stdin.readline(), folder, profile)
        return
    while line := sys.stdin.readline():
        child = os.fork()
        if child == 0:
            code = 1
            try:
                say(pid=os.getpid())
                do(line, folder, profile)
                code = 0
            finally:
                os._exit(code)
        _, status = os.waitpid(child, 0)
        say(end=status)


if __name__ == "__main__":
    main()
