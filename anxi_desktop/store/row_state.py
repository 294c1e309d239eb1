"""The state of one record: its type and the heads of its fields, as a row of the table `state`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import cast

from anxi_desktop.domain.merge import Heads
from anxi_desktop.store.db import Connection

FORMAT = "1"
"""Changes whenever the way states are written does: they are then made again from the journal."""

_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))


@dataclass(frozen=True, slots=True)
class RowState:
    """One row of `state`: its record type and, per field, the row numbers of the head entries."""

    entity: str
    heads: Heads


def read_state(connection: Connection, row: str) -> RowState | None:
    """The state of a record, None for one that has no entry."""
    found = connection.execute("SELECT entity, heads FROM state WHERE row = ?", (row,)).fetchone()
    return RowState(str(found[0]), decoded(found[1])) if found else None


def write_states(connection: Connection, states: Mapping[str, RowState]) -> None:
    """Write the states of records, over what stood there."""
    connection.executemany(
        "INSERT INTO state(row, entity, heads) VALUES (?, ?, ?)"
        " ON CONFLICT(row) DO UPDATE SET entity = excluded.entity, heads = excluded.heads",
        _rows(states),
    )


def decoded(text: str) -> dict[str, tuple[int, ...]]:
    """Heads from their JSON: one number, or a list of several, per field."""
    found = cast("dict[str, int | list[int]]", json.loads(text))
    return {field: (keys,) if isinstance(keys, int) else tuple(keys) for field, keys in found.items()}


def _rows(states: Mapping[str, RowState]) -> Iterable[tuple[str, str, str]]:
    for row, state in states.items():
        heads = {field: keys[0] if len(keys) == 1 else keys for field, keys in state.heads.items()}
        yield row, state.entity, _ENCODER.encode(heads)
