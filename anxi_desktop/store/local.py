"""What only this laptop keeps in its database: its site, clock, token. Outside the journal and the digest."""

from __future__ import annotations

from anxi_desktop.store.db import Connection


def get_local(connection: Connection, key: str) -> str | None:
    """A value of this laptop, or None."""
    found = connection.execute("SELECT value FROM local WHERE key = ?", (key,)).fetchone()
    return str(found[0]) if found else None


def put_local(connection: Connection, key: str, value: str) -> None:
    """Keep a value of this laptop."""
    connection.execute(
        "INSERT INTO local(key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value",
        (key, value),
    )


def drop_local(connection: Connection, *keys: str) -> None:
    """Forget values of this laptop."""
    connection.executemany("DELETE FROM local WHERE key = ?", [(key,) for key in keys])


def local_under(connection: Connection, prefix: str) -> dict[str, str]:
    """All values whose key begins with `prefix`."""
    rows = connection.execute("SELECT key, value FROM local WHERE key GLOB ? || '*'", (prefix,))
    return {str(key): str(value) for key, value in rows}
