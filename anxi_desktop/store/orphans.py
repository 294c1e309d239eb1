"""Records that are hidden because the one they belong to is deleted, or has not arrived from elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import Kind
from anxi_desktop.store.db import Connection
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.row_state import read_state

# Children by the record they hang on: a photo may hang on either.
LINKS: tuple[tuple[str, str, str], ...] = (
    *(
        (spec.entity, name, field.entity)
        for spec in SPECS.values()
        for name, field in spec.stored.items()
        if field.kind is Kind.ROW and (field.required or name == spec.parent)
    ),
    ("photo", "hazard", "hazard"),
    ("photo", "inspection", "inspection"),
)
"""(child's record type, its field, the parent's record type)."""

Place = tuple[str, str]
"""Record type and id."""


@dataclass(frozen=True, slots=True)
class Orphans:
    """Records that are hidden because the one they belong to is deleted (or has not arrived: `is_missing`).

    `counts` by record type; `later` of them were written after the deletion, as far as clocks can tell.
    """

    entity: str
    row: str
    is_missing: bool
    counts: Mapping[str, int]
    later: int


def orphans(connection: Connection) -> list[Orphans]:
    """What hangs on deleted or missing records, by that record."""
    counts: dict[Place, dict[str, int]] = {}
    links: dict[Place, list[tuple[str, str]]] = {}
    for child, field, parent in LINKS:
        for row, count in connection.execute(
            f"SELECT {field}, count(*) FROM {child} WHERE {field} IS NOT NULL"
            f" AND NOT EXISTS (SELECT 1 FROM {parent} WHERE id = {child}.{field}) GROUP BY {field}"
        ):
            place = (parent, str(row))
            found = counts.setdefault(place, {})
            found[child] = found.get(child, 0) + int(count)
            links.setdefault(place, []).append((child, field))
    return [
        _orphans(connection, place, counts=found, links=links[place])
        for place, found in sorted(counts.items())
    ]


def _orphans(
    connection: Connection, place: Place, *, counts: Mapping[str, int], links: Iterable[tuple[str, str]]
) -> Orphans:
    parent, row = place
    state = read_state(connection, row)
    deletions = state.heads.get(DELETED, ()) if state is not None and state.entity == parent else ()
    if not deletions:
        return Orphans(parent, row, True, counts, 0)
    entries = Entries(connection)
    deleted = max(entries.head(key).stamp for key in deletions)
    later = sum(
        int(
            connection.execute(
                f"SELECT count(*) FROM {child} WHERE {field} = ? AND stamp_ > ?", (row, deleted)
            ).fetchone()[0]
        )
        for child, field in links
    )
    return Orphans(parent, row, False, counts, later)
