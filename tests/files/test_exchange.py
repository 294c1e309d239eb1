"""Bundles between data folders: whole, planned, cut to size, damaged, sealed, and files that travel with records."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.exchange_export import Exported, ExportOrder, export_bundles, plan_export
from anxi_desktop.files.exchange_import import ImportReport, import_bundle, waiting_in_inbox
from anxi_desktop.store import record_edit
from anxi_desktop.store.attachments import attachment_path, keep_bytes
from anxi_desktop.store.meeting import missing_files, receipts, unconfirmed
from anxi_desktop.store.store import Owner, Store
from tests.store.proofs import prove_rebuild

Make = Callable[[str], Store]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    stores: list[Store] = []

    def made(code: str) -> Store:
        store = Store.create(
            tmp_path / code, profile=tmp_path / f"{code} profile", owner=Owner(code, f"{code}某", "某局")
        )
        stores.append(store)
        return store

    yield made
    for store in stores:
        store.close()


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = record_edit.add_saves(store, entity, values)
    store.edit("新建", saves, author=store.owner().person)
    return saves[0].row


def export(store: Store, path: Path, order: ExportOrder | None = None) -> Exported:
    return finish(export_bundles(store, order or ExportOrder(), path, made_by="测试"))


def take(store: Store, *paths: Path, plan: bool = False, pairing: bool = True) -> ImportReport:
    report: ImportReport | None = None
    for path in paths:
        report = finish(import_bundle(store, path, plan=plan, pairing=pairing))
    assert report is not None
    return report


def key_of(store: Store) -> str:
    with store.meeting() as meeting:
        return meeting.card.key


def test_there_and_back_and_the_same_again(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    row = add(a, "project", name="甲", category="works")
    sent = export(a, tmp_path / "一.anxi")
    report = take(b, *sent.files)
    assert (report.new > 0, report.known, report.conflicts, report.quarantined) == (True, 0, 0, {})
    assert b.row("project", row)["name"] == "甲"
    again = take(b, *sent.files)
    assert (again.entries, again.new, again.changed, again.known) == (0, 0, 0, sent.entries)
    back = export(b, tmp_path / "二.anxi", ExportOrder(to=key_of(a)))
    take(a, *back.files)
    assert a.digest() == b.digest()
    assert unconfirmed(a.connection, [str(next(a.rows("device"))["site"])]) == 0
    assert [receipt.kind for receipt in receipts(b.connection)] == ["export", "import", "import"]


def test_only_what_the_other_lacks_is_sent(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    row = add(a, "project", name="甲", category="works")
    take(b, *export(a, tmp_path / "1.anxi").files)
    take(a, *export(b, tmp_path / "2.anxi").files)
    to_b = ExportOrder(to=key_of(b))
    assert plan_export(a, to_b).entries == 0
    a.edit("改", [Save("project", row, {"note": "新"})], author="a")
    assert plan_export(a, to_b).entries == 1
    small = export(a, tmp_path / "3.anxi", to_b)
    assert small.entries == 1
    take(b, *small.files)
    assert b.row("project", row)["note"] == "新"


def test_a_plan_says_what_would_happen_and_does_nothing(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    add(a, "project", name="甲", category="works")
    files = export(a, tmp_path / "1.anxi").files
    digest = b.digest()
    planned = take(b, *files, plan=True)
    assert planned.is_plan
    assert (b.digest(), list(b.rows("project")), list(receipts(b.connection))) == (digest, [], [])
    done = take(b, *files)
    assert (planned.new, planned.changed, planned.entries) == (done.new, done.changed, done.entries)


def test_without_trust_everything_waits_in_quarantine(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    add(a, "project", name="甲", category="works")
    files = export(a, tmp_path / "1.anxi").files
    report = take(b, *files, pairing=False)
    assert (list(b.rows("project")), set(report.quarantined)) == ([], {"unknown"})
    report = take(b, *files)
    assert [card.code for card in report.paired] == ["K1"]
    assert len(list(b.rows("project"))) == 1
    prove_rebuild(b)


def test_a_photo_travels_and_a_missing_one_is_asked_for(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    home = add(a, "project", name="甲", category="works")
    kept = keep_bytes(a, b"\xff\xd8 not much of a photo")
    add(a, "photo", project=home, role="scene", digest=kept.digest, size=kept.size)
    from anxi_desktop.files.exchange_export import Photos

    take(b, *export(a, tmp_path / "1.anxi", ExportOrder(photos=Photos.NONE)).files)
    assert missing_files(b.connection) == [(kept.digest, kept.size)]
    take(a, *export(b, tmp_path / "2.anxi").files)
    to_b = ExportOrder(to=key_of(b))
    sent = export(a, tmp_path / "3.anxi", to_b)
    assert (sent.entries, sent.attachments) == (0, 1)
    take(b, *sent.files)
    assert missing_files(b.connection) == []
    path = attachment_path(b, kept.digest)
    assert path is not None
    assert path.read_bytes() == b"\xff\xd8 not much of a photo"


def test_over_the_limit_there_are_several_bundles_and_any_order_does(make: Make, tmp_path: Path) -> None:
    a = make("K1")
    from random import Random

    home = add(a, "project", name="甲", category="works")
    for number in range(3):
        kept = keep_bytes(a, Random(number).randbytes(150_000))
        add(a, "photo", project=home, role="scene", digest=kept.digest, size=kept.size)
    sent = export(a, tmp_path / "1.anxi", ExportOrder(limit_bytes=100_000))
    assert len(sent.files) > 3
    assert all(path.stat().st_size <= 100_000 for path in sent.files)
    for seed in range(3):
        b = make(f"B{seed}")
        order = list(sent.files)
        Random(seed).shuffle(order)
        take(b, *order)
        assert missing_files(b.connection) == []
        assert len(list(b.rows("photo"))) == 3
        assert not list((b.folder / "attachments" / "parts").iterdir())


def test_a_damaged_bundle_changes_nothing_and_waits_in_the_inbox(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    add(a, "project", name="甲", category="works")
    (path,) = export(a, tmp_path / "1.anxi").files
    body = bytearray(path.read_bytes())
    body[len(body) // 2] ^= 1
    path.write_bytes(body)
    digest = b.digest()
    with pytest.raises(AnxiError) as caught:
        take(b, path)
    assert caught.value.code == "bundle_damaged"
    assert b.digest() == digest
    assert [waiting.name for waiting in waiting_in_inbox(b)] == ["1.anxi"]


def test_a_passphrase_seals_a_bundle(make: Make, tmp_path: Path) -> None:
    from anxi_desktop.files.bundle_seal import unseal

    a, b = make("K1"), make("K2")
    add(a, "project", name="甲", category="works")
    (path,) = export(a, tmp_path / "1.anxi", ExportOrder(passphrase="安溪铁观音")).files
    assert b"manifest.json" not in path.read_bytes()
    with pytest.raises(AnxiError) as caught:
        take(b, path)
    assert caught.value.code.startswith("sealed")

    def opened(source: Path, target: Path) -> None:
        unseal(source, target, identities=[], passphrase="安溪铁观音")

    finish(import_bundle(b, path, pairing=True, open_sealed=opened))
    assert len(list(b.rows("project"))) == 1


def test_a_cancelled_import_has_not_happened(make: Make, tmp_path: Path) -> None:
    a, b = make("K1"), make("K2")
    for number in range(30):
        add(a, "project", name=f"项目{number}", category="works")
    files = export(a, tmp_path / "1.anxi").files
    digest = b.digest()
    steps = import_bundle(b, files[0], pairing=True)
    for percent, _ in steps:
        if percent >= 90:
            steps.close()
    assert (b.digest(), list(b.rows("project"))) == (digest, [])
    take(b, *files)
    assert len(list(b.rows("project"))) == 30
