"""The exchange of the page between two data folders: out, plan, in, receipts, photos asked for, enrolling."""

from __future__ import annotations

import email
import email.policy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PySide6.QtWidgets import QApplication

from anxi_desktop.app import exchange_found
from anxi_desktop.app.drives import Drive
from anxi_desktop.app.exchange import Exchange
from anxi_desktop.app.exchange_office import Decided
from anxi_desktop.app.exchange_overview import Overview, Standing
from anxi_desktop.app.exchange_receipts import receipt_lines
from anxi_desktop.app.exchange_work import Delivered, ExportOrder, Imported, Photos, Reading
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.domain.trust import Role
from anxi_desktop.store import record_edit
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store


@dataclass
class Side:
    """One laptop."""

    session: Session
    exchange: Exchange

    @property
    def store(self) -> Store:
        return self.session.store

    def add(self, entity: str, **values: JournalValue) -> str:
        saves = record_edit.add_saves(self.store, entity, values)
        self.session.edit("新建", saves)
        return saves[0].row

    def look(self, drives: list[Drive] | None = None) -> Overview:
        return finish(self.exchange.overview_work(drives or [])())

    def export(self, folder: Path, **order: Any) -> Delivered:
        return finish(self.exchange.work.export_work(ExportOrder(**order), folder)())

    def plan(self, *files: Path, passphrase: str = "") -> list[Reading]:
        return finish(self.exchange.work.read_work(files, passphrase=passphrase)())

    def take(self, *files: Path, pairing: bool = False, passphrase: str = "") -> Imported:
        return finish(self.exchange.work.import_work(files, pairing=pairing, passphrase=passphrase)())


Make = Callable[[str], Side]


@pytest.fixture
def make(
    tmp_path: Path, resources: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Make]:
    profile = tmp_path / "profile"
    monkeypatch.setenv("ANXI_PROFILE", str(profile))
    made: list[Store] = []

    def one(code: str) -> Side:
        owner = Owner(code, f"{code}某", "安溪县某局")
        store = Store.create(tmp_path / code, profile=profile, owner=owner)
        made.append(store)
        session = Session(
            store, Settings(unit=owner.unit, person=owner.person, code=code), resources=resources
        )
        return Side(session, Exchange(session))

    yield one
    for store in made:
        store.close()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    made = tmp_path / "U盘"
    made.mkdir()
    return made


@pytest.fixture
def pair(make: Make, stick: Path) -> tuple[Side, Side]:
    """Two laptops that have paired and hold the same."""
    a, b = make("K1"), make("K2")
    a.add("project", name="龙津花园", category="works")
    b.take(*a.export(stick).files, pairing=True)
    a.take(*b.export(stick).files, pairing=True)
    return a, b


def test_out_plan_in_and_what_both_know_afterwards(make: Make, stick: Path) -> None:
    a, b = make("K1"), make("K2")
    row = a.add("project", name="龙津花园", category="works")
    before = finish(a.exchange.work.plan_work(ExportOrder())())
    sent = a.export(stick)
    assert before.entries == sent.exported.entries > 0
    assert [path.name for path in sent.files] == [f"安溪数据 K1 {date.today()}.anxi"]
    (reading,) = b.plan(*sent.files)
    assert reading.report is not None
    assert [card.code for card in reading.report.paired] == ["K1"]
    assert (reading.report.new > 0, reading.report.conflicts, reading.missing) == (True, 0, 0)
    assert list(b.store.rows("project")) == []
    told: list[frozenset[str]] = []
    b.session.changed.connect(told.append)
    done = b.take(*sent.files, pairing=True)
    b.session.note_foreign(frozenset(done.tables))
    assert told
    assert "project" in told[0]
    assert b.store.row("project", row)["name"] == "龙津花园"
    (laptop,) = b.look().laptops
    assert (laptop.code, laptop.standing, laptop.lacks > 0) == ("K1", Standing.PAIRED, True)
    assert a.look().unconfirmed > 0
    assert a.look().best is None
    a.take(*b.export(stick).files, pairing=True)
    seen = a.look()
    assert seen.unconfirmed == 0
    assert seen.best is not None
    assert (seen.best.code, seen.best.lacks) == ("K2", 0)
    a.session.edit("改", [Save("project", row, {"note": "新"})])
    later = a.look()
    assert (later.unconfirmed, later.laptops[0].lacks) == (1, 1)
    assert later.best is not None
    assert later.best.confirmed_to is not None


def test_what_was_undone_cannot_be_the_import(pair: tuple[Side, Side], stick: Path) -> None:
    a, b = pair
    a.add("project", name="安置房", category="works")
    b.add("project", name="本机的", category="works")
    done = b.take(*a.export(stick).files)
    b.session.note_foreign(frozenset(done.tables))
    assert b.session.undo_title == "新建"
    b.session.undo()
    assert sorted(str(row["name"]) for row in b.store.rows("project")) == ["安置房", "龙津花园"]


def test_a_missing_photo_is_listed_with_its_laptop_and_asked_for(
    pair: tuple[Side, Side], stick: Path
) -> None:
    a, b = pair
    home = next(iter(a.store.rows("project")))["id"]
    kept = keep_bytes(a.store, b"\xff\xd8 a picture")
    a.add("photo", project=home, role="scene", digest=kept.digest, size=kept.size)
    sent = a.export(stick, photos=Photos.NONE)
    (reading,) = b.plan(*sent.files)
    assert reading.missing == 1
    b.take(*sent.files)
    (missing,) = b.look().missing_files
    assert (missing.size, missing.code, missing.project) == (kept.size, "K1", "龙津花园")
    a.take(*b.export(stick).files)
    whole = a.export(stick, to=b.exchange.me().key)
    assert (whole.exported.entries, whole.exported.attachments) == (0, 1)
    (reading,) = b.plan(*whole.files)
    assert (reading.photos, reading.missing) == (1, 0)
    b.take(*whole.files)
    assert b.look().missing_files == ()


def test_a_gap_is_named_and_nothing_of_it_is_lost(pair: tuple[Side, Side], stick: Path) -> None:
    a, b = pair
    home = str(next(iter(a.store.rows("project")))["id"])
    for number in range(3):
        a.session.edit("改", [Save("project", home, {"note": str(number)})])
    lost = a.export(stick)
    with b.store.meeting() as meeting:  # as if b had said it holds more
        key = meeting.card.key
    a.take(*b.export(stick).files)
    from anxi_desktop.domain.bundle_manifest import Head
    from anxi_desktop.store.outgoing import heads

    head = next(one for one in heads(a.store.connection, lambda _: True) if one.stream == home)
    a.session.edit("改", [Save("project", home, {"note": "最后"})])
    with a.store.meeting() as meeting:
        meeting.hear(key, [Head(head.stream, head.site, head.seq, head.name)], [])
    b.take(*a.export(stick, to=key).files)
    seen = b.look()
    (gap,) = [one for one in seen.gaps if one.where == "龙津花园"]
    assert (gap.code, gap.last - gap.first + 1) == ("K1", 3)
    assert seen.laptops[0].missing >= 3
    b.take(*lost.files)
    assert b.look().gaps == ()


def test_receipts_say_what_happened_and_are_printed(
    pair: tuple[Side, Side], stick: Path, tmp_path: Path
) -> None:
    a, b = pair
    a.add("project", name="安置房", category="works")
    done = b.take(*a.export(stick, to=b.exchange.me().key).files)
    (receipt,) = done.receipts
    lines = dict(receipt_lines(receipt, {}))
    assert lines["来自"] == "K1 K1某 安溪县某局"
    assert lines["新增记录"] == f"{done.reports[0].new} 条"
    seen = a.look().receipts
    assert [one.kind for one in seen] == ["export", "import", "export"]
    cards = {card.key: card for card in a.exchange.work.cards()}
    assert dict(receipt_lines(seen[0], cards))["给谁"] == "K2 K2某 安溪县某局"
    path = finish(a.exchange.work.print_work(seen[:1], tmp_path / "收据.pdf")())
    text = pypdfium2.PdfDocument(path)[0].get_textpage().get_text_range()
    assert "数据交换收据" in text
    assert "K2" in text


def test_bundles_on_a_stick_are_found_but_not_ones_own_and_not_twice(
    pair: tuple[Side, Side], stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pair
    drive = Drive("老王的U盘", stick, 1 << 30)
    for path in stick.iterdir():
        path.unlink()
    a.add("project", name="安置房", category="works")
    sent = a.export(stick)
    assert a.look([drive]).sticks == ()
    (found,) = b.look([drive]).sticks
    assert (found.code, found.place, found.path) == ("K1", "老王的U盘", sent.files[0])
    monkeypatch.setattr(exchange_found, "removable_drives", lambda: [drive])
    assert len(finish(b.exchange.overview_work()()).sticks) == 1
    b.take(*sent.files)
    assert b.look([drive]).sticks == ()
    assert b.look([Drive("拔走的", stick / "gone", 0)]).sticks == ()


def test_a_damaged_one_among_several_does_not_hold_up_the_others(
    pair: tuple[Side, Side], stick: Path
) -> None:
    a, b = pair
    a.add("project", name="安置房", category="works")
    good = a.export(stick).files[0]
    bad = stick / "0 坏.anxi"
    body = bytearray(good.read_bytes())
    body[len(body) // 2] ^= 1
    bad.write_bytes(body)
    first, second = b.plan(bad, good)
    assert first.error is not None
    assert (first.error.code, second.error) == ("bundle_damaged", None)
    assert b.look().inbox == ()
    done = b.take(bad, good)
    assert [path.name for path, _ in done.failed] == ["0 坏.anxi"]
    assert len(list(b.store.rows("project"))) == 2
    (waiting,) = b.look().inbox
    assert b.exchange.waiting() == (0, 0, 1)
    waiting.path.write_bytes(good.read_bytes())
    assert not b.take(waiting.path).failed
    assert b.look().inbox == ()


def test_a_passphrase_is_asked_for_and_a_stick_is_read_back(pair: tuple[Side, Side], stick: Path) -> None:
    a, b = pair
    a.add("project", name="安置房", category="works")
    sent = a.export(stick, passphrase="安溪铁观音")
    assert sent.files[0].parent == stick
    (reading,) = b.plan(*sent.files)
    assert reading.needs_passphrase
    (reading,) = b.plan(*sent.files, passphrase="错")
    assert reading.needs_passphrase
    (reading,) = b.plan(*sent.files, passphrase="安溪铁观音")
    assert reading.report is not None
    b.take(*sent.files, passphrase="安溪铁观音")
    assert len(list(b.store.rows("project"))) == 2


def test_a_mail_carries_bundles_that_fit_it(pair: tuple[Side, Side], stick: Path, tmp_path: Path) -> None:
    a, b = pair
    from random import Random

    home = next(iter(a.store.rows("project")))["id"]
    for seed in range(3):
        kept = keep_bytes(a.store, Random(seed).randbytes(500_000))
        a.add("photo", project=home, role="scene", digest=kept.digest, size=kept.size)
    a.session.change_settings(mail_limit_mb=1)
    target = tmp_path / "邮件"
    target.mkdir()
    sent: Delivered = finish(a.exchange.work.mail_work(ExportOrder(), target, ["某 <a@example.org>"])())
    assert len(sent.files) > 1
    assert sent.too_large == 0
    assert all(path.suffix == ".eml" and path.stat().st_size <= 1 << 20 for path in sent.files)
    taken: list[Path] = []
    for path in sent.files:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        for attached in message.iter_attachments():
            name = str(attached.get_filename())
            assert name.endswith(".anxi")
            (stick / name).write_bytes(attached.get_content())
            taken.append(stick / name)
    assert not b.take(*reversed(taken)).failed
    assert b.look().missing_files == ()
    with pytest.raises(AnxiError) as caught:
        finish(a.exchange.work.mail_work(ExportOrder(), target, ["没有写对"])())
    assert caught.value.code == "bad_address"


def test_a_cancelled_import_keeps_what_was_whole_and_says_so(pair: tuple[Side, Side], stick: Path) -> None:
    a, b = pair
    a.add("project", name="安置房", category="works")
    first = a.export(stick).files[0]
    a.add("project", name="学校", category="works")
    second = a.export(stick).files[0]
    so_far = Imported()
    steps = b.exchange.work.import_work([first, second], pairing=False, so_far=so_far)()
    for percent, _ in steps:
        if percent >= 90:
            steps.close()
    assert len(so_far.reports) == 1
    assert sorted(str(row["name"]) for row in b.store.rows("project")) == ["安置房", "龙津花园"]


# An office


def created(side: Side, tmp_path: Path) -> Path:
    sheet = tmp_path / "恢复单.pdf"
    done: Decided = finish(side.exchange.office.create_work(sheet)())
    assert isinstance(done.tables, frozenset)
    return sheet


def joined(office: Side, laptop: Side, tmp_path: Path, role: Role, projects: list[str] | None = None) -> None:
    request, listed = tmp_path / "申请.anxi-request", tmp_path / "名单.anxi-trust"
    own = laptop.exchange.office.write_request(request)
    asked = office.exchange.office.read_request(request)
    assert asked.fingerprint == own.fingerprint
    finish(office.exchange.office.enrol_work(asked, role, projects)())
    office.exchange.office.write_trust(listed)
    offered = laptop.exchange.office.read_trust(listed)
    assert (offered.names_me, offered.digits) == (True, office.exchange.office.county_digits())
    finish(laptop.exchange.office.take_work(listed)())


def test_a_laptop_joins_in_four_steps_and_its_records_count(make: Make, tmp_path: Path, stick: Path) -> None:
    office, laptop = make("K1"), make("K2")
    assert not office.exchange.me().has_county
    sheet = created(office, tmp_path)
    assert "县级密钥恢复单" in pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_range()
    me = office.exchange.me()
    assert (me.is_office, me.role) == (True, Role.OFFICE)
    laptop.add("project", name="龙津花园", category="works")
    sent = laptop.export(stick)
    office.take(*sent.files)
    (held,) = office.look().quarantined
    assert (held.why, held.code, held.digits) == (Held.UNKNOWN, "K2", laptop.exchange.me().digits)
    joined(office, laptop, tmp_path, Role.INSPECTOR)
    assert office.look().quarantined == ()
    assert len(list(office.store.rows("project"))) == 1
    assert laptop.exchange.me().role is Role.INSPECTOR
    (known,) = office.look().laptops
    assert (known.standing, known.role, known.projects) == (Standing.MEMBER, Role.INSPECTOR, None)


def test_what_is_sealed_for_a_laptop_only_it_can_open(make: Make, tmp_path: Path, stick: Path) -> None:
    office, laptop, third = make("K1"), make("K2"), make("K3")
    created(office, tmp_path)
    joined(office, laptop, tmp_path, Role.INSPECTOR)
    joined(office, third, tmp_path, Role.INSPECTOR)
    office.add("project", name="龙津花园", category="works")
    to = next(one for one in office.look().laptops if one.code == "K2")
    sent = office.export(stick, to=to.key, seal_for=(to.age,))
    (reading,) = third.plan(*sent.files)
    assert reading.error is not None
    assert reading.error.code == "sealed_for_others"
    assert not laptop.take(*sent.files).failed
    assert len(list(laptop.store.rows("project"))) == 1


def test_an_enterprise_gets_only_its_projects(make: Make, tmp_path: Path, stick: Path) -> None:
    office, firm = make("K1"), make("Q1")
    created(office, tmp_path)
    own = office.add("project", name="龙津花园", category="works")
    office.add("project", name="别人的", category="works")
    with pytest.raises(AnxiError) as caught:
        joined(office, firm, tmp_path, Role.ENTERPRISE, [])
    assert caught.value.code == "projects_missing"
    joined(office, firm, tmp_path, Role.ENTERPRISE, [own])
    sent = office.export(stick, to=firm.exchange.me().key)
    firm.take(*sent.files)
    assert [row["name"] for row in firm.store.rows("project")] == ["龙津花园"]
    assert office.look().laptops[0].projects == (own,)


def test_what_a_revoked_laptop_writes_later_does_not_count(make: Make, tmp_path: Path, stick: Path) -> None:
    office, laptop = make("K1"), make("K2")
    created(office, tmp_path)
    joined(office, laptop, tmp_path, Role.INSPECTOR)
    laptop.add("project", name="以前的", category="works")
    office.take(*laptop.export(stick).files)
    finish(office.exchange.office.revoke_work(laptop.exchange.me().key)())
    laptop.add("project", name="以后的", category="works")
    office.take(*laptop.export(stick).files)
    seen = office.look()
    assert [row["name"] for row in office.store.rows("project")] == ["以前的"]
    assert seen.laptops[0].standing is Standing.REVOKED
    assert [held.why for held in seen.quarantined] == [Held.REVOKED]


def test_the_sheet_brings_the_office_back(make: Make, tmp_path: Path, stick: Path) -> None:
    office, other = make("K1"), make("K2")
    sheet = created(office, tmp_path)
    joined(office, other, tmp_path, Role.INSPECTOR)
    typed = pypdfium2.PdfDocument(sheet)[0].get_textpage().get_text_range()
    with pytest.raises(AnxiError) as caught:
        finish(other.exchange.office.recover_work("1: ABCD")())
    assert caught.value.code == "recovery_line"
    finish(other.exchange.office.recover_work(typed)())
    me = other.exchange.me()
    assert (me.is_office, me.role) == (True, Role.OFFICE)


def test_another_countys_list_is_refused(make: Make, tmp_path: Path) -> None:
    office, other = make("K1"), make("K2")
    created(office, tmp_path)
    created(other, tmp_path)
    path = tmp_path / "名单.anxi-trust"
    other.exchange.office.write_trust(path)
    with pytest.raises(AnxiError) as caught:
        office.exchange.office.read_trust(path)
    assert caught.value.code == "wrong_county"


def test_pairing_by_hand_frees_what_waited(make: Make, stick: Path) -> None:
    a, b = make("K1"), make("K2")
    a.add("project", name="龙津花园", category="works")
    b.take(*a.export(stick).files, pairing=False)
    assert list(b.store.rows("project")) == []
    (held,) = b.look().quarantined
    finish(b.exchange.office.pair_work(held.key)())
    assert len(list(b.store.rows("project"))) == 1
    assert b.look().quarantined == ()
