"""What the histories and their review have found in the exchange: each case by itself, small enough to read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest

from anxi_desktop.domain.bundle_manifest import Head
from anxi_desktop.domain.entry import Entry, name_of, signed_message
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.trust import Member, Revoked, Role, Trust, TrustList
from anxi_desktop.files.exchange_export import ExportOrder, export_bundles
from anxi_desktop.files.exchange_import import import_bundle
from anxi_desktop.store import meeting as meetings
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.attachments import keep_bytes
from anxi_desktop.store.cards import cards_of, keep_cards
from anxi_desktop.store.intake import Line
from anxi_desktop.store.keys import load_key
from anxi_desktop.store.outgoing import gaps, heads, lacking
from anxi_desktop.store.settling import Taken
from anxi_desktop.store.store import Store
from tests.exchange.import_kills import finish
from tests.store.proofs import prove_rebuild
from tests.store.test_intake import Make, add, everything, lines, make, own_key, project, sent, take  # noqa: F401

GARBAGE = b"\x01" * 64


def note(store: Store, row: str, text: str) -> None:
    store.edit("改", [Save("project", row, {"note": text})], author="a")


def signed(store: Store, entry: Entry) -> Line:
    """An entry as the owner of `store` would have signed it."""
    body = entry.to_bytes()
    key = load_key(store.folder / "keys")
    assert key is not None
    message = signed_message(stream=entry.stream, site=entry.site, seq=entry.seq, name=name_of(body))
    return entry, body, key.sign(message)


def last_of(store: Store, row: str) -> Entry:
    return [entry for entry, _, _ in sent(store) if entry.row == row][-1]


def waiting(store: Store) -> int:
    (count,) = store.connection.execute("SELECT count(*) FROM held WHERE why = 'unsigned'").fetchone()
    return int(count)


def test_a_true_signature_takes_the_place_of_a_false_one(make: Make) -> None:  # noqa: F811
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    true = sent(a)
    take(b, [(entry, body, sig and GARBAGE) for entry, body, sig in true], a)
    assert waiting(b) == len(true)
    take(b, true, a)
    assert waiting(b) == 0
    assert b.row("project", row)["name"] == "甲"
    take(b, [(entry, body, sig and GARBAGE) for entry, body, sig in true], a)
    assert [sig for _, _, sig in sent(b) if sig == GARBAGE] == []
    prove_rebuild(b)


def test_a_card_that_comes_after_its_entries_lets_them_count(make: Make) -> None:  # noqa: F811
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    take(b, sent(a))
    assert waiting(b) == len(sent(a))
    take(b, sent(a), a)
    assert b.row("project", row)["name"] == "甲"


def test_a_forgery_in_the_own_name_is_never_written_on(make: Make) -> None:  # noqa: F811
    """Else the own next signature would reach back over it, and everybody would take it for ours."""
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    last = last_of(a, row)
    end = max((one for one, _, _ in sent(a) if one.stream == row), key=lambda one: one.seq)
    forged = replace(last, seq=end.seq + 1, chain=name_of(end.to_bytes()), set={"note": "伪造"})
    assert take(a, [signed(b, forged)], b).held == {Held.UNSIGNED: 1}
    note(a, row, "真的")
    take(b, [*sent(a), signed(b, forged)], a)
    assert b.row("project", row)["note"] == "真的"
    assert waiting(b) == 1
    assert a.digest() != ""
    prove_rebuild(a)


def test_numbers_of_another_branch_do_not_fill_a_gap(make: Make) -> None:  # noqa: F811
    """A copied database wrote on: entry 4 of one branch and entry 5 of the other are no chain."""
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    start = [line for line in sent(a) if line[0].stream == row]
    for text in ("一", "二"):
        note(a, row, text)
    branch = [line for line in sent(a) if line[0].stream == row][len(start) :]
    other = signed(a, replace(branch[0][0], set={"note": "另一支"}))
    take(b, [*start, other, branch[1]], a)
    (head,) = [head for head in heads(b.connection, everything) if head.stream == row]
    assert head.seq == branch[0][0].seq
    resent = lines(lacking(a.connection, heads(b.connection, everything), everything))
    assert branch[0][1] in {body for _, body, _ in resent}
    take(b, resent, a)
    (head,) = [head for head in heads(b.connection, everything) if head.stream == row]
    assert head.seq in (branch[0][0].seq, branch[1][0].seq)


def test_a_forgery_that_both_hold_is_no_meeting_point(make: Make) -> None:  # noqa: F811
    """The receiver says that its chain ends with what it cannot check; so does the sender hold it, and sends all."""
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    take(b, sent(a), a)
    end = max((one for one, _, _ in sent(a) if one.stream == row), key=lambda one: one.seq)
    forged = signed(b, replace(end, seq=end.seq + 1, chain=name_of(end.to_bytes()), title="伪造"))
    for store in (a, b):
        take(store, [forged], a, b)
    note(a, row, "真的")
    going = lines(lacking(a.connection, heads(b.connection, everything), everything))
    take(b, going, a)
    assert b.row("project", row)["note"] == "真的"


def test_small_photos_and_parts_of_large_ones_share_bundles(make: Make, tmp_path: Path) -> None:  # noqa: F811
    a, b = make("K1"), make("K2")
    home = project(a, "甲")
    for number, size in enumerate((60_000, 500, 60_000, 500, 500)):
        kept = keep_bytes(a, Random(number).randbytes(size))
        add(a, "photo", project=home, role="scene", digest=kept.digest, size=kept.size)
    files = finish(
        export_bundles(a, ExportOrder(limit_bytes=25_000), tmp_path / "数据.anxi", made_by="测试")
    ).files
    for file in reversed(files):
        finish(import_bundle(b, file, pairing=True))
    assert meetings.missing_files(b.connection) == []


def test_parts_of_two_ways_to_cut_a_photo_do_not_spoil_it(make: Make, tmp_path: Path) -> None:  # noqa: F811
    a, b = make("K1"), make("K2")
    home = project(a, "甲")
    kept = keep_bytes(a, Random(1).randbytes(60_000))
    add(a, "photo", project=home, role="scene", digest=kept.digest, size=kept.size)

    def cut(limit: int) -> Sequence[Path]:
        order = ExportOrder(limit_bytes=limit)
        return finish(export_bundles(a, order, tmp_path / f"{limit}.anxi", made_by="测试")).files

    coarse, fine = cut(40_000), cut(20_000)
    assert len(fine) > len(coarse) > 1
    for file in (*coarse[:-1], *fine, *fine):
        finish(import_bundle(b, file, pairing=True))
    assert meetings.missing_files(b.connection) == []


def test_what_waits_proves_no_gap(make: Make) -> None:  # noqa: F811
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    last = last_of(a, row)
    take(b, [*sent(a), signed(b, replace(last, seq=10**9, chain="e" * 64))], a)
    assert waiting(b) == 1
    assert list(gaps(b.connection)) == []


def test_an_export_since_a_day_ends_with_a_signature(
    make: Make,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The end of a chain came first, what stands before it later: both go along."""
    a, b = make("K1"), make("K2")
    row = project(a, "甲")
    mine = [line for line in sent(a) if line[0].stream == row]
    take(b, mine[-1:], a)
    day = int(datetime.combine(date(2027, 1, 1), datetime.min.time()).timestamp() * 1000)
    monkeypatch.setattr("time.time_ns", lambda: (day + 5) * 1_000_000)
    take(b, mine[:-1], a)
    going = lines(lacking(b.connection, [], everything, since_ms=day))
    assert [body for _, body, _ in going if body in {line[1] for line in mine}] == [line[1] for line in mine]


def test_nobody_confirms_what_he_cannot_name(make: Make) -> None:  # noqa: F811
    a = make("K1")
    row = project(a, "甲")
    (site,) = {entry.site for entry, _, _ in sent(a)}
    count = len(sent(a))
    assert meetings.unconfirmed(a.connection, [site]) == count
    with a.meeting() as meeting:
        meeting.hear("b" * 64, [Head(row, site, 10**9, "c" * 64)], [])
    assert meetings.unconfirmed(a.connection, [site]) == count
    with a.meeting() as meeting:
        meeting.hear("b" * 64, heads(a.connection, everything), [])
    assert meetings.unconfirmed(a.connection, [site]) == 0


def member(store: Store, role: Role, projects: Sequence[str] | None = None) -> Member:
    owner = store.owner()
    return Member(
        own_key(store),
        "",
        owner.code,
        owner.person,
        owner.code,
        role,
        None if projects is None else tuple(projects),
    )


def judged(store: Store, listed: TrustList, *others: Store, arrived: Sequence[Line] = ()) -> Taken:
    """Let entries arrive under a trust list."""
    with store.meeting() as meeting:
        for other in others:
            keep_cards(store.connection, cards_of(other.connection).values())
        meeting.trust = Trust(meeting.card.key, listed)
        intake = meeting.intake()
        for _ in intake.take(arrived):
            pass
        return intake.finish()


def judge_again(store: Store, listed: TrustList) -> None:
    with store.meeting() as meeting:
        meeting.judge_again(Trust(meeting.card.key, listed))


def test_to_fill_in_a_blank_field_makes_nobody_the_maker(make: Make) -> None:  # noqa: F811
    """An inspector adds the place of an enterprise's hazard, and the hazard stays the enterprise's, and stays."""
    office, unit = make("K1"), make("E1")
    home = project(office, "甲")
    listed = TrustList("c" * 64, 1, (member(office, Role.OFFICE), member(unit, Role.ENTERPRISE, [home])))
    judged(unit, listed, office, arrived=sent(office))
    values: dict[str, JournalValue] = {"found_on": "2026-10-01", "description": "临边"}
    row = add(unit, "hazard", project=home, source="self", **values)
    judged(office, listed, unit, arrived=sent(unit))
    office.edit("补充", [Save("hazard", row, {"part": "三层"})], author="a")
    judge_again(office, listed)
    assert office.row("hazard", row)["description"] == "临边"
    assert office.row("hazard", row)["part"] == "三层"
    unit.edit("改", [Save("hazard", row, {"description": "临边已围"})], author="e")
    judged(office, listed, unit, arrived=sent(unit))
    assert office.row("hazard", row)["description"] == "临边已围"


def test_a_revoked_laptop_counts_again_as_far_as_it_did_once_its_gap_is_filled(make: Make) -> None:  # noqa: F811
    a, gone = make("K1"), make("K2")
    row = project(gone, "甲")
    for number in range(4):
        note(gone, row, str(number))
    chain = [line for line in sent(gone) if line[0].stream == row]
    ends = {(one.stream, one.site): (one.seq, name_of(one.to_bytes())) for one, _, _ in sent(gone)}
    members = (member(a, Role.OFFICE), member(gone, Role.INSPECTOR))
    listed = TrustList("c" * 64, 2, members, (Revoked(own_key(gone), ends),))
    missing = chain[-2]
    judged(a, listed, gone, arrived=[line for line in sent(gone) if line[1] != missing[1]])
    assert (
        a.row("project", row)["name"] is None
    )  # whether what stands before the gap belongs to it nobody can tell
    judged(a, listed, gone, arrived=[missing])
    assert (a.row("project", row)["name"], a.row("project", row)["note"]) == ("甲", "3")
    assert a.connection.execute("SELECT count(*) FROM held").fetchone() == (0,)


def test_a_fact_that_is_moved_leaves_no_trace_in_the_project_it_was_in(make: Make) -> None:  # noqa: F811
    """No window moves a fact; a foreign program may."""
    a, b = make("K1"), make("K2")
    row, other = project(a, "甲"), project(a, "乙")
    take(b, sent(a), a)
    (fact,) = a.rows("fact", {"project": row, "fact": "level"})
    written = last_of(a, str(fact["id"]))
    chain = [one for one, _, _ in sent(a) if one.stream == row]
    end = max(chain, key=lambda one: one.seq)
    moved = replace(
        written,
        seq=end.seq + 1,
        chain=name_of(end.to_bytes()),
        set={"project": other, "valid_from": "2027-01-01"},
        seen=(name_of(written.to_bytes()),),
        stamp=end.stamp + 1,
    )
    take(b, [signed(a, moved)], a)
    assert b.row("project", row)["level"] is None
    prove_rebuild(b)
