"""Work that is not finished: every part is written as it is typed and belongs to this laptop alone.

A draft is no record. It is outside the journal and the digest, so that a keystroke costs one small write and the
exchange carries no half inspections; finishing turns it into records and forgets it in the same transaction
(`Appender.forget_draft`). Source: sync design, promise "acknowledged is kept"; domain reference 1.2, drafts.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db
from anxi_desktop.store.db import Connection
from anxi_desktop.store.store import Store

MAX_PART_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Draft:
    """One draft: `began` and `changed` are milliseconds since 1970, UTC."""

    id: str
    kind: str
    title: str
    began: int
    changed: int


def begin_draft(store: Store, kind: str, *, title: str, parts: Mapping[str, str]) -> Draft:
    """A new draft with its first parts, kept once this returns. Errors: those of a write."""
    now = time.time_ns() // 1_000_000
    draft = Draft(uuid.uuid4().hex, kind, title, now, now)
    with db.transaction(store.connection, store.path):
        store.connection.execute(
            "INSERT INTO draft(id, kind, title, began, changed) VALUES (?, ?, ?, ?, ?)",
            (draft.id, kind, title, now, now),
        )
        _put(store.connection, draft.id, parts)
    return draft


def keep_parts(
    store: Store, draft: str, parts: Mapping[str, str | None], *, title: str | None = None
) -> None:
    """Write parts of a draft (None takes one away); kept once this returns.

    Raises AnxiError("draft_gone") where the draft was finished or given up meanwhile, "draft_too_large" for
    a part over 1 MB, and those of a write.
    """
    now = time.time_ns() // 1_000_000
    with db.transaction(store.connection, store.path):
        done = store.connection.execute(
            "UPDATE draft SET changed = ?, title = coalesce(?, title) WHERE id = ?", (now, title, draft)
        )
        if done.rowcount != 1:
            raise AnxiError("draft_gone")
        _put(store.connection, draft, {part: body for part, body in parts.items() if body is not None})
        store.connection.executemany(
            "DELETE FROM draft_part WHERE draft = ? AND part = ?",
            [(draft, part) for part, body in parts.items() if body is None],
        )


def drafts(store: Store, kind: str) -> list[Draft]:
    """The drafts of one kind, the one changed last first."""
    rows = store.connection.execute(
        "SELECT id, kind, title, began, changed FROM draft WHERE kind = ? ORDER BY changed DESC, id", (kind,)
    )
    return [Draft(str(row[0]), str(row[1]), str(row[2]), int(row[3]), int(row[4])) for row in rows]


def draft_parts(store: Store, draft: str) -> dict[str, str]:
    """The parts of a draft by name; empty where there is none."""
    rows = store.connection.execute(
        "SELECT part, body FROM draft_part WHERE draft = ? ORDER BY part", (draft,)
    )
    return {str(part): str(body) for part, body in rows}


def give_up_draft(store: Store, draft: str) -> None:
    """Take a draft away for good: a person decided so."""
    with db.transaction(store.connection, store.path):
        forget_draft(store.connection, draft)


def forget_draft(connection: Connection, draft: str) -> None:
    """The same inside the caller's transaction."""
    connection.execute("DELETE FROM draft_part WHERE draft = ?", (draft,))
    connection.execute("DELETE FROM draft WHERE id = ?", (draft,))


def _put(connection: Connection, draft: str, parts: Mapping[str, str]) -> None:
    for body in parts.values():
        if len(body.encode("utf-8", "surrogatepass")) > MAX_PART_BYTES:
            raise AnxiError("draft_too_large")
    connection.executemany(
        "INSERT INTO draft_part(draft, part, body) VALUES (?, ?, ?)"
        " ON CONFLICT(draft, part) DO UPDATE SET body = excluded.body",
        [(draft, part, body) for part, body in parts.items()],
    )
