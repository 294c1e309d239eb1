"""The state machine can fail: bugs put into the store on purpose are caught, the untouched store is not."""

from __future__ import annotations

import dataclasses
import hashlib
import itertools
from collections.abc import Callable, Generator, Iterable, Mapping
from contextlib import contextmanager
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from anxi_desktop.domain.entry import ALL_FIELDS, DELETED
from anxi_desktop.store import db, journal, rebuild, tables, undo, witness
from anxi_desktop.store.entries import Entries
from anxi_desktop.store.journal import Appender
from tests.store.machine import StoreMachine
from tests.store.proofs import tables_of

Patch = pytest.MonkeyPatch


class EveryStep(StoreMachine):
    """Proves the journal after every step, so that a bug needs few of them."""

    every = 1


def run() -> None:
    run_state_machine_as_test(
        EveryStep,
        settings=settings(
            max_examples=12,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            database=None,
            report_multiple_bugs=False,
            phases=(Phase.generate,),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )


def saves_do_not_say_what_they_saw(patch: Patch) -> None:
    patch.setattr(Appender, "_seen", lambda *_: ((), {}))


def heads_ignore_what_was_seen(patch: Patch) -> None:
    real = rebuild.heads_of

    def wrong(entries: Iterable[tuple[int, str, Any]]) -> Mapping[str, tuple[int, ...]]:
        return real(
            (key, name, dataclasses.replace(entry, seen=(), seen_for={})) for key, name, entry in entries
        )

    patch.setattr(rebuild, "heads_of", wrong)


def chain_is_not_advanced(patch: Patch) -> None:
    real = Appender._end

    def wrong(self: Appender, stream: str) -> Any:
        return dataclasses.replace(real(self, stream), name="")

    patch.setattr(Appender, "_end", wrong)


def number_is_not_advanced(patch: Patch) -> None:
    real = Appender._end

    def wrong(self: Appender, stream: str) -> Any:
        end = real(self, stream)
        return dataclasses.replace(end, seq=min(end.seq, 3))

    patch.setattr(Appender, "_end", wrong)


def deletion_does_not_cover(patch: Patch) -> None:
    real = Appender._seen

    def wrong(self: Appender, save: Any, heads: Any) -> Any:
        common, apart = real(self, save, heads)
        return common, {field: names for field, names in apart.items() if field != ALL_FIELDS}

    patch.setattr(Appender, "_seen", wrong)


def digest_leaves_tombstones_out(patch: Patch) -> None:
    real = rebuild.decoded

    def wrong(heads: str) -> Mapping[str, tuple[int, ...]]:
        found = real(heads)
        return {} if DELETED in found else found

    patch.setattr(rebuild, "decoded", wrong)


def digest_is_taken_from_typed_tables(patch: Patch) -> None:
    def wrong(connection: db.Connection) -> str:
        return hashlib.sha256(repr(tables_of(connection)["project"]).encode()).hexdigest()

    patch.setattr(rebuild, "digest", wrong)


def undo_restores_the_wrong_value(patch: Patch) -> None:
    patch.setattr(Appender, "before", lambda *_: None)


def undo_overwrites_later_changes(patch: Patch) -> None:
    patch.setattr(undo, "_stands_for", lambda *_: range(1_000_000))


def undo_knows_no_former_undo(patch: Patch) -> None:
    patch.setattr(undo, "_stands_for", lambda *_: ())


def facts_do_not_rewrite_the_project(patch: Patch) -> None:
    patch.setattr(tables, "write_status", lambda *_: None)


def rebuild_forgets_the_status(patch: Patch) -> None:
    patch.setattr(rebuild, "write_status", lambda *_: None)


def signature_is_over_another_name(patch: Patch) -> None:
    real = journal.signed_message

    def wrong(*, stream: str, site: str, seq: int, name: str) -> bytes:
        return real(stream=stream, site=site, seq=seq, name=name[::-1])

    patch.setattr(journal, "signed_message", wrong)


def only_one_stream_is_signed(patch: Patch) -> None:
    real = Entries.sign
    patch.setattr(Entries, "sign", lambda self, signatures: real(self, itertools.islice(signatures, 1)))


def names_are_counted(patch: Patch) -> None:
    numbers = itertools.count(1)
    patch.setattr(journal, "name_of", lambda _: f"{next(numbers):064x}")


def refused_action_is_half_kept(patch: Patch) -> None:
    @contextmanager
    def wrong(connection: db.Connection, _path: object) -> Generator[None]:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            connection.execute("COMMIT")

    patch.setattr(db, "transaction", wrong)
    real = Appender.append

    def eager(self: Appender, save: Any) -> None:
        real(self, save)
        self._entries.flush()

    patch.setattr(Appender, "append", eager)


def every_opening_is_a_new_site(patch: Patch) -> None:
    patch.setattr(witness.Witness, "confirms", lambda *_: False)


BUGS: tuple[Callable[[Patch], None], ...] = (
    saves_do_not_say_what_they_saw,
    heads_ignore_what_was_seen,
    chain_is_not_advanced,
    number_is_not_advanced,
    deletion_does_not_cover,
    digest_leaves_tombstones_out,
    digest_is_taken_from_typed_tables,
    undo_restores_the_wrong_value,
    undo_overwrites_later_changes,
    undo_knows_no_former_undo,
    facts_do_not_rewrite_the_project,
    rebuild_forgets_the_status,
    signature_is_over_another_name,
    only_one_stream_is_signed,
    names_are_counted,
    refused_action_is_half_kept,
    every_opening_is_a_new_site,
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.__name__)
def test_a_seeded_bug_is_caught(bug: Callable[[Patch], None], monkeypatch: Patch) -> None:
    bug(monkeypatch)
    with pytest.raises((AssertionError, InvalidSignature)):  # from the model, a proof or the signature
        run()


def test_the_same_run_without_a_bug_passes() -> None:
    run()
