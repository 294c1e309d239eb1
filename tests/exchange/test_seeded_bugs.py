"""The histories can fail: bugs put into the exchange on purpose are caught, the untouched exchange is not."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pytest

from anxi_desktop.domain import trust as verdicts
from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.trust import Trust
from anxi_desktop.files import bundle_entries, exchange_export
from anxi_desktop.store import acceptance, db, intake, journal, outgoing, rebuild, settling, tables
from anxi_desktop.store.acceptance import Judge
from anxi_desktop.store.intake import Intake
from anxi_desktop.store.journal import Appender
from tests.exchange.histories import run_history

Patch = pytest.MonkeyPatch
MOST = 40
"""Histories within which a bug must show itself."""


def names_are_counted(patch: Patch) -> None:
    """A name says which laptop's which entry it is, and no longer what the entry says."""

    def wrong(body: bytes) -> str:
        found = json.loads(body)
        return hashlib.sha256(f"{found['stream']} {found['site']} {found['seq']}".encode()).hexdigest()

    for module in (journal, intake, bundle_entries, verdicts):
        patch.setattr(module, "name_of", wrong)


def late_entries_come_to_life(patch: Patch) -> None:
    """Only what has arrived before is replaced."""
    real = rebuild.heads_of

    def wrong(entries: Iterable[tuple[int, str, Any]]) -> Mapping[str, tuple[int, ...]]:
        entries = list(entries)
        keys = {name: key for key, name, _ in entries}

        def cut(key: int, names: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(name for name in names if keys.get(name, key) < key)

        return real(
            (
                key,
                name,
                dataclasses.replace(
                    entry,
                    seen=cut(key, entry.seen),
                    seen_for={field: cut(key, names) for field, names in entry.seen_for.items()},
                ),
            )
            for key, name, entry in entries
        )

    patch.setattr(settling, "heads_of", wrong)


def seen_is_ignored(patch: Patch) -> None:
    real = rebuild.heads_of

    def wrong(entries: Iterable[tuple[int, str, Any]]) -> Mapping[str, tuple[int, ...]]:
        return real(
            (key, name, dataclasses.replace(entry, seen=(), seen_for={})) for key, name, entry in entries
        )

    patch.setattr(settling, "heads_of", wrong)
    patch.setattr(rebuild, "heads_of", wrong)


def the_last_writer_wins(patch: Patch) -> None:
    def wrong(entries: Iterable[tuple[int, str, Any]]) -> Mapping[str, tuple[int, ...]]:
        heads: dict[str, tuple[int, ...]] = {}
        for key, _, entry in sorted(entries, key=lambda one: (one[2].stamp, one[1])):
            heads |= dict.fromkeys(entry.set, (key,))
        return heads

    patch.setattr(settling, "heads_of", wrong)
    patch.setattr(rebuild, "heads_of", wrong)


def the_chain_is_ignored(patch: Patch) -> None:
    """A signature covers all smaller numbers, whatever they are linked to."""
    real = acceptance._reached

    def wrong(connection: Any, stream: str, site: str, waiting: Any, key: str | None) -> set[str]:
        found = real(connection, stream, site, waiting, key)
        last = max((waiting[name].entry.seq for name in found), default=0)
        return {name for name, one in waiting.items() if one.entry.seq <= last}

    patch.setattr(acceptance, "_reached", wrong)


def signatures_are_not_verified(patch: Patch) -> None:
    patch.setattr(acceptance, "is_signed", lambda **_: True)


def a_false_signature_stays(patch: Patch) -> None:
    """The first signature that came with an entry is kept, whatever it is worth."""
    patch.setattr(Intake, "_is_true", lambda *_: False)


def forgeries_are_written_on(patch: Patch) -> None:
    """An own chain goes on behind whatever has come in its name."""

    def wrong(self: Any, stream: str) -> Any:
        if stream not in self._ends:
            found = self._connection.execute(
                "SELECT seq, name, id FROM entry WHERE stream = ? AND site = ? ORDER BY seq DESC LIMIT 1",
                (stream, self._site),
            ).fetchone()
            return journal._End(*found) if found else journal._End()
        return self._ends[stream]

    patch.setattr(Appender, "_end", wrong)


def a_fork_is_not_resent(patch: Patch) -> None:
    """What a receiver holds is taken by its number alone, of chains that have two branches too."""
    patch.setattr(outgoing, "_holds", lambda *_: True)
    real = exchange_export.lacking

    class Counted:
        def __init__(self, connection: Any) -> None:
            self._connection = connection

        def execute(self, query: str, *values: Any) -> Any:
            return self._connection.execute(query.replace("count(*)", "count(DISTINCT seq)"), *values)

    patch.setattr(
        exchange_export,
        "lacking",
        lambda connection, *rest, **more: real(Counted(connection), *rest, **more),  # pyright: ignore[reportArgumentType]
    )


def the_last_number_is_reported(patch: Patch) -> None:
    """A laptop says that it holds all up to its last entry, gap or not."""

    def wrong(connection: db.Connection, sure: Head) -> tuple[Head, Head]:
        query = "SELECT seq, name FROM entry WHERE stream = ? AND site = ? ORDER BY seq DESC, name LIMIT 1"
        found = Head(sure.stream, sure.site, *connection.execute(query, (sure.stream, sure.site)).fetchone())
        return found, found

    patch.setattr(outgoing, "_linked", wrong)


def gaps_are_not_told(patch: Patch) -> None:
    from anxi_desktop.files import exchange_import

    patch.setattr(exchange_import, "gaps", lambda _: iter(()))


def held_entries_count(patch: Patch) -> None:
    """What is refused is written down, and counts all the same."""
    patch.setattr(settling, "_unsigned", lambda *_: set())


def roles_are_ignored(patch: Patch) -> None:
    patch.setattr(Judge, "_verdict", lambda *_: verdicts.Verdict.ACCEPTED)


def revocations_are_ignored(patch: Patch) -> None:
    patch.setattr(Trust, "revocation", lambda *_: None)


def a_newer_list_changes_nothing(patch: Patch) -> None:
    """Entries are judged once, when they arrive."""
    from anxi_desktop.store.meeting import Meeting

    patch.setattr(
        Meeting, "judge_again", lambda self, trust: setattr(self, "trust", trust) or settling.Taken()
    )


def duplicates_are_stored_twice(patch: Patch) -> None:
    patch.setattr(Intake, "_known", lambda *_: {})


def the_shown_value_is_the_first_to_arrive(patch: Patch) -> None:
    real = tables.merge.decide
    patch.setattr(
        tables.merge, "decide", lambda field, candidates, name: real(field, list(candidates)[:1], name)
    )


def moved_rows_stay(patch: Patch) -> None:
    """What no longer counts stays on the screen."""
    patch.setattr(settling, "_forget", lambda *_: None)


BUGS: tuple[Callable[[Patch], None], ...] = (
    names_are_counted,
    late_entries_come_to_life,
    seen_is_ignored,
    the_last_writer_wins,
    the_chain_is_ignored,
    signatures_are_not_verified,
    a_false_signature_stays,
    forgeries_are_written_on,
    a_fork_is_not_resent,
    the_last_number_is_reported,
    gaps_are_not_told,
    held_entries_count,
    roles_are_ignored,
    revocations_are_ignored,
    a_newer_list_changes_nothing,
    duplicates_are_stored_twice,
    the_shown_value_is_the_first_to_arrive,
    moved_rows_stay,
)


def run() -> None:
    for seed in range(MOST):
        run_history(seed)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_seeded_bug_is_caught(bug: Callable[[Patch], None], monkeypatch: Patch) -> None:
    bug(monkeypatch)
    with pytest.raises((AssertionError, AnxiError, db.sqlite3.IntegrityError)):
        run()
