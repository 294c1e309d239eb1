"""Whose entries count: roles both ways, revocation, and a verdict that no order of arrival changes."""

from __future__ import annotations

import hashlib
import itertools
import json
import random
from collections.abc import Callable, Mapping, Sequence
from datetime import date

import pytest

from anxi_desktop.domain.checklist import edition_row
from anxi_desktop.domain.entry import Entry, from_object, name_of
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import Act, act_saves
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardStepKind
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.trust import (
    Member,
    Origin,
    Revoked,
    Role,
    SignedTrust,
    Trust,
    TrustList,
    Verdict,
    is_first,
    kept_names,
    needs_origin,
    newest,
    origin_of,
    parent_of,
    standing,
    verdict,
)

OWN, OFFICE, INSPECTOR, DISTRICT, UNIT, TWIN, OTHER, ALIEN = (f"{number:02x}" * 32 for number in range(1, 9))
P = "0a1b2c3d-0000-4000-8000-000000000001"
Q = "0a1b2c3d-0000-4000-8000-000000000002"
ROW = "0a1b2c3d-0000-4000-8000-00000000000a"
ABOVE = "0a1b2c3d-0000-4000-8000-00000000000b"
SEEN = "5" * 64
NAMES = {OFFICE: "K1", INSPECTOR: "K2", DISTRICT: "K3", UNIT: "E1", TWIN: "E2", OTHER: "E3"}


def member(key: str, role: Role, projects: Sequence[str] | None = None, *, unit: str = "县住建局") -> Member:
    return Member(
        key, "", NAMES.get(key, ""), "王小明", unit, role, None if projects is None else tuple(projects)
    )


LIST = TrustList(
    "c" * 64,
    7,
    (
        member(OFFICE, Role.OFFICE),
        member(INSPECTOR, Role.INSPECTOR),
        member(DISTRICT, Role.INSPECTOR, [P]),
        member(UNIT, Role.ENTERPRISE, [P], unit="甲建设公司"),
        member(TWIN, Role.ENTERPRISE, [P], unit="甲建设公司"),
        member(OTHER, Role.ENTERPRISE, [P, Q], unit="乙物业公司"),
    ),
)
TRUST = Trust(OWN, LIST)

HAZARD: dict[str, JournalValue] = {
    "project": P,
    "source": "self",
    "found_on": "2026-03-01",
    "description": "d",
}
FOUND: dict[str, JournalValue] = {**HAZARD, "source": "supervision"}
INSPECTION: dict[str, JournalValue] = {
    "project": P,
    "kind": "self",
    "level": "officer",
    "done_on": "2026-03-01",
}


def entry(
    entity: str,
    values: Mapping[str, JournalValue],
    *,
    first: bool = True,
    stream: str = P,
    row: str = ROW,
    stamp: int = 1,
    site: str = "0" * 32,
    seq: int = 1,
    chain: str = "",
) -> Entry:
    return from_object(
        {
            "v": 1, "stream": stream, "site": site, "seq": seq, "chain": chain, "stamp": stamp, "author": "",
            "title": "", "group": "g", "undoes": None, "entity": entity, "row": row, "set": dict(values),
            "seen": [] if first else [SEEN], "seen_for": {},
        }
    )  # fmt: skip


def judge(
    key: str,
    one: Entry,
    *,
    made: Sequence[tuple[str, Entry]] = (),
    above: Sequence[tuple[str, Entry]] = (),
    trust: Trust = TRUST,
) -> bool:
    """Whether an entry counts among the first entries of its row and of the row above."""
    firsts = [*made, (key, one)] if is_first(one) else list(made)
    said = verdict(trust, key, one, creator=origin_of(trust, firsts), parent=origin_of(trust, above))
    assert said in (Verdict.ACCEPTED, Verdict.ROLE)
    return said is Verdict.ACCEPTED


@pytest.mark.parametrize("key", [OFFICE, INSPECTOR, OWN])
@pytest.mark.parametrize("stream", ["county", "county/office", P, f"{Q}/office"])
def test_supervision_writes_everywhere(key: str, stream: str) -> None:
    assert judge(key, entry("hazard", FOUND, stream=stream))
    assert judge(key, entry("hazard", {"review": "pass"}, first=False, stream=stream))


def test_an_inspector_of_some_projects_writes_in_those_and_in_the_county() -> None:
    for stream, may in (
        (P, True),
        (f"{P}/office", True),
        ("county", True),
        ("county/office", True),
        (Q, False),
    ):
        assert judge(DISTRICT, entry("hazard", FOUND, stream=stream)) is may
    assert not judge(DISTRICT, entry("listing", {"project": Q}, stream=f"{Q}/office"))


def test_who_is_not_listed_is_unknown() -> None:
    one = entry("hazard", FOUND)
    assert verdict(TRUST, ALIEN, one, creator=Origin()) is Verdict.UNKNOWN
    assert standing(TRUST, ALIEN, one) is Verdict.UNKNOWN
    assert verdict(Trust(OWN), INSPECTOR, one, creator=Origin()) is Verdict.UNKNOWN


def test_without_an_office_paired_laptops_write_everything_but_others_cards() -> None:
    trust = Trust(OWN, paired=frozenset({ALIEN}))
    assert judge(ALIEN, entry("listing", {"project": P}, stream=f"{P}/office"), trust=trust)
    assert judge(ALIEN, entry("device", {"key": ALIEN}, stream="county"), trust=trust)
    assert not judge(ALIEN, entry("device", {"key": OWN}, stream="county"), trust=trust)
    assert verdict(trust, INSPECTOR, entry("hazard", FOUND), creator=Origin()) is Verdict.UNKNOWN


def test_a_list_ends_pairing() -> None:
    trust = Trust(OWN, LIST, frozenset({ALIEN}))
    assert verdict(trust, ALIEN, entry("hazard", FOUND), creator=Origin()) is Verdict.UNKNOWN


def test_the_own_entries_always_count() -> None:
    listed = TrustList("c" * 64, 8, (member(OWN, Role.ENTERPRISE, [P]),), (Revoked(OWN, {}),))
    for trust in (Trust(OWN), Trust(OWN, LIST), Trust(OWN, listed)):
        assert judge(OWN, entry("document", {"title": "t"}, stream="county/office"), trust=trust)


def test_only_an_enterprises_verdict_asks_who_made_a_row() -> None:
    assert [needs_origin(TRUST, key) for key in (OWN, OFFICE, INSPECTOR, UNIT, ALIEN)] == [
        *(False, False, False, True, False)
    ]


@pytest.mark.parametrize("key", [INSPECTOR, UNIT])
def test_everybody_writes_their_own_card_alone(key: str) -> None:
    card = {"code": "K9", "key": key, "site": "1" * 32}
    mine = (key, entry("device", card, stream="county"))
    assert judge(key, mine[1])
    assert judge(key, entry("device", {"code": "K8"}, first=False, stream="county"), made=[mine])
    assert not judge(key, entry("device", {"key": ALIEN}, first=False, stream="county"), made=[mine])
    assert not judge(key, entry("device", {**card, "key": OFFICE}, stream="county"))
    theirs = (OFFICE, entry("device", {**card, "key": OFFICE}, stream="county"))
    for first in (True, False):
        assert not judge(key, entry("device", {"code": "K8"}, first=first, stream="county"), made=[theirs])
    lent = (OFFICE, entry("device", card, stream="county"))
    assert not judge(key, entry("device", {"code": "K8"}, first=False, stream="county"), made=[lent])
    assert judge(OFFICE, entry("device", {"code": "K8"}, first=False, stream="county"), made=[mine])


@pytest.mark.parametrize(
    ("entity", "values", "stream"),
    [
        ("hazard", HAZARD, Q),
        ("hazard", {**HAZARD, "project": Q}, P),
        ("hazard", HAZARD, f"{P}/office"),
        ("listing", {"project": P}, f"{P}/office"),
        ("enforcement", {"project": P}, f"{P}/office"),
        ("document", {"title": "t"}, "county/office"),
        ("month_cell", {"month": "2026-03"}, "county"),
        ("target", {"year": 2026}, "county"),
        ("project", {"name": "n"}, P),
        ("fact", {"project": P}, P),
        ("risk_point", {"project": P}, P),
        ("unit_letter", {"project": P}, P),
        ("newer_entity", {"project": P}, P),
    ],
)
def test_an_enterprise_writes_nothing_else(entity: str, values: dict[str, JournalValue], stream: str) -> None:
    assert not judge(UNIT, entry(entity, values, stream=stream))


def test_an_enterprise_finds_hazards_itself() -> None:
    assert judge(UNIT, entry("hazard", HAZARD))
    assert not judge(UNIT, entry("hazard", FOUND))
    assert not judge(UNIT, entry("hazard", {key: HAZARD[key] for key in HAZARD if key != "source"}))


OWN_HAZARD = (UNIT, entry("hazard", HAZARD))
THEIR_HAZARD = (INSPECTOR, entry("hazard", FOUND))


@pytest.mark.parametrize("key", [UNIT, TWIN])
def test_an_enterprise_goes_on_with_the_hazards_of_its_unit(key: str) -> None:
    for values in ({"description": "e"}, {"reviewed_on": "2026-03-03", "review": "pass"}, {"_deleted": True}):
        assert judge(key, entry("hazard", values, first=False), made=[OWN_HAZARD])
    for values in (
        {"source": "supervision"},
        {"listed_on": "2026-03-03"},
        {"delisted_on": None},
        {"project": Q},
    ):
        assert not judge(key, entry("hazard", values, first=False), made=[OWN_HAZARD])


@pytest.mark.parametrize("made", [THEIR_HAZARD, (OTHER, entry("hazard", HAZARD))])
def test_of_anothers_hazard_only_the_reply_is_filled_in(made: tuple[str, Entry]) -> None:
    may: list[dict[str, JournalValue]] = [
        {"rectified_on": "2026-03-03"},
        {"extension_due": "2026-04-01"},
        {"rectified_on": None, "reviewed_on": None, "review": None},
        {"rectified_on": None, "reviewed_on": "2026-03-02", "review": "fail"},
    ]
    for values in may:
        assert judge(UNIT, entry("hazard", values, first=False), made=[made])
    may_not: list[dict[str, JournalValue]] = [
        {"review": "pass"},
        {"rectified_on": "2026-03-03", "reviewed_on": "2026-03-03", "review": "pass"},
        {"reviewed_on": "2026-03-03"},
        {"due_on": "2027-01-01"},
        {"severity": "general"},
        {"source": "self"},
        {"voided_on": "2026-03-03"},
        {"_deleted": True},
        {"review": ["fail"]},
    ]
    for values in may_not:
        assert not judge(UNIT, entry("hazard", values, first=False), made=[made])


def test_what_the_program_writes_for_a_reply_counts_and_its_undo() -> None:
    hazard: dict[str, JournalValue] = {**FOUND, "id": ROW, "due_on": "2026-03-20"}
    acts = [
        Act(HazardStepKind.RECTIFIED, date(2026, 3, 3), person="王小明", text="已修好"),
        Act(HazardStepKind.EXTENSION_ASKED, date(2026, 3, 3), text="缺料", due_on=date(2026, 4, 1)),
        Act(HazardStepKind.REMARK, date(2026, 3, 3), text="说明"),
    ]
    for act in acts:
        for save in act_saves(hazard, act, today=date(2026, 3, 4), new_id=lambda: ABOVE):
            is_step = save.entity == "hazard_step"
            made = [] if is_step else [THEIR_HAZARD]
            assert judge(UNIT, entry(save.entity, save.set, first=is_step, row=save.row), made=made)


def test_nobody_takes_a_hazard_over_by_beginning_it_again() -> None:
    again = (UNIT, entry("hazard", HAZARD))
    assert not judge(UNIT, again[1], made=[THEIR_HAZARD])
    assert not judge(UNIT, entry("hazard", {"description": "e"}, first=False), made=[THEIR_HAZARD, again])
    # nor can it be kept from its unit: another enterprise's and a stranger's beginnings take nothing away
    for key in (OTHER, ALIEN):
        intruder = (key, entry("hazard", HAZARD))
        assert judge(UNIT, entry("hazard", {"description": "e"}, first=False), made=[intruder, OWN_HAZARD])


def test_a_hazard_of_another_project_is_not_drawn_into_ones_own() -> None:
    far = (INSPECTOR, entry("hazard", {**FOUND, "project": Q}, stream=Q, stamp=9))
    reply = entry("hazard", {"rectified_on": "2026-03-03"}, first=False)
    claim = (UNIT, entry("hazard", HAZARD))
    assert not judge(UNIT, reply, made=[far])
    assert not judge(UNIT, reply, made=[far, claim])
    assert not judge(UNIT, claim[1], made=[far])
    # the record stays where it is, for everybody
    at_home = entry("hazard", {"rectified_on": "2026-03-03"}, first=False, stream=Q)
    assert judge(OTHER, at_home, made=[far, claim])
    assert judge(INSPECTOR, at_home, made=[far, claim])
    assert not judge(INSPECTOR, entry("hazard", {"note": "n"}, first=False, stream=P), made=[far, claim])


def test_a_beginning_where_its_author_may_not_write_takes_nothing() -> None:
    mine = (OTHER, entry("hazard", {**HAZARD, "project": Q}, stream=Q))
    intruder = (DISTRICT, entry("hazard", {**FOUND, "project": Q}, stream=Q))
    assert judge(OTHER, entry("hazard", {"description": "e"}, first=False, stream=Q), made=[intruder, mine])


def test_of_several_beginnings_the_earliest_is_the_home() -> None:
    early = (INSPECTOR, entry("hazard", {**FOUND, "part": "a"}, stamp=1))
    late = (OFFICE, entry("hazard", {**FOUND, "part": "b", "kind": "k"}, stamp=2))
    elsewhere = (OFFICE, entry("hazard", {**FOUND, "note": "n"}, stamp=3, stream=Q))
    another = (OFFICE, entry("photo", {"caption": "c"}, stamp=4))
    found = origin_of(TRUST, [another, late, elsewhere, early])
    assert (found.entity, found.stream, found.keys) == ("hazard", P, {INSPECTOR, OFFICE})
    assert found.values == {**FOUND, "part": "a", "kind": "k"}
    assert found.by_supervision


def test_a_record_that_says_it_belongs_to_another_project_is_left_alone() -> None:
    astray = (INSPECTOR, entry("hazard", {**FOUND, "project": Q}))
    assert not judge(UNIT, entry("hazard", {"rectified_on": "2026-03-03"}, first=False), made=[astray])
    own = (UNIT, entry("hazard", {**HAZARD, "project": Q}))
    assert not judge(UNIT, entry("hazard", {"project": P}, first=False), made=[own])


def test_what_has_not_begun_here_yet_waits() -> None:
    assert not judge(UNIT, entry("hazard", {"rectified_on": "2026-03-03"}, first=False))
    assert not judge(UNIT, entry("self_report", {"found": 1}, first=False))
    assert judge(INSPECTOR, entry("hazard", {"rectified_on": "2026-03-03"}, first=False))


def test_a_row_of_another_type_is_not_written_under_a_harmless_name() -> None:
    assert not judge(UNIT, entry("self_report", {"note": "n", "project": P}), made=[THEIR_HAZARD])
    assert not judge(
        UNIT,
        entry("hazard", {"rectified_on": "2026-03-03"}, first=False),
        made=[(INSPECTOR, entry("inspection", INSPECTION))],
    )


def step(kind: str, *, first: bool = True) -> Entry:
    return entry(
        "hazard_step", {"project": P, "hazard": ABOVE, "kind": kind, "done_on": "2026-03-03"}, first=first
    )


def test_steps_of_an_enterprise() -> None:
    own = [(UNIT, entry("hazard", HAZARD, row=ABOVE))]
    theirs = [(INSPECTOR, entry("hazard", FOUND, row=ABOVE))]
    for kind in ("rectified", "extension_asked", "remark"):
        for above in (own, theirs, []):
            assert judge(UNIT, step(kind), above=above)
    for kind in ("closed", "returned", "extended", "extension_refused", "referred", "voided", "reopened"):
        assert judge(UNIT, step(kind), above=own)
        assert not judge(UNIT, step(kind), above=theirs)
        assert not judge(UNIT, step(kind), above=[*own, *theirs])
        for author, values, stream in (
            (INSPECTOR, HAZARD, P),
            (UNIT, FOUND, P),
            (OTHER, {**HAZARD, "project": Q}, Q),
        ):
            wrong = (author, entry("hazard", values, row=ABOVE, stream=stream))
            assert not judge(UNIT, step(kind), above=[wrong])
        assert not judge(UNIT, step(kind))
    for kind in ("listed", "delisted", "newer_kind"):
        assert not judge(UNIT, step(kind), above=own)
    written = [(INSPECTOR, step("remark"))]
    assert not judge(UNIT, entry("hazard_step", {"text": "t"}, first=False), made=written)
    mine = [(UNIT, step("remark"))]
    assert judge(UNIT, entry("hazard_step", {"text": "t"}, first=False), made=mine)
    assert not judge(UNIT, entry("hazard_step", {"kind": "closed"}, first=False), made=mine, above=theirs)


def test_inspections_of_an_enterprise() -> None:
    assert judge(UNIT, entry("inspection", INSPECTION))
    for level in ("county", "town", None, ["officer"]):
        assert not judge(UNIT, entry("inspection", {**INSPECTION, "level": level}))
    own = [(UNIT, entry("inspection", INSPECTION, row=ABOVE))]
    theirs = [(INSPECTOR, entry("inspection", {**INSPECTION, "level": "county"}, row=ABOVE))]
    assert judge(UNIT, entry("inspection", {**INSPECTION, "reviews": ABOVE}), above=own)
    assert not judge(UNIT, entry("inspection", {**INSPECTION, "reviews": ABOVE}), above=theirs)
    began = [(UNIT, entry("inspection", INSPECTION))]
    assert judge(UNIT, entry("inspection", {"note": "n"}, first=False), made=began)
    assert not judge(UNIT, entry("inspection", {"level": "county"}, first=False), made=began)
    assert not judge(
        UNIT,
        entry("inspection", {"note": "n"}, first=False),
        made=[(INSPECTOR, entry("inspection", INSPECTION))],
    )
    for entity, values in (
        ("inspection_item", {"project": P, "inspection": ABOVE, "item": "a.1", "result": "passed"}),
        ("photo", {"project": P, "inspection": ABOVE, "role": "scene", "digest": "d"}),
        ("hazard", {**HAZARD, "inspection": ABOVE}),
    ):
        assert judge(UNIT, entry(entity, values), above=own)
        assert not judge(UNIT, entry(entity, values), above=theirs)
        assert not judge(UNIT, entry(entity, values))
        for author, level in ((INSPECTOR, "officer"), (UNIT, "county")):
            wrong = (author, entry("inspection", {**INSPECTION, "level": level}, row=ABOVE))
            assert not judge(UNIT, entry(entity, values), above=[wrong])


def test_pictures_of_an_enterprise() -> None:
    values: dict[str, JournalValue] = {"project": P, "hazard": ABOVE, "role": "after", "digest": "d"}
    assert judge(UNIT, entry("photo", values))
    change = entry("photo", {"caption": "c"}, first=False)
    assert judge(UNIT, change, made=[(UNIT, entry("photo", values))])
    assert not judge(UNIT, change, made=[(INSPECTOR, entry("photo", values))])
    assert not judge(UNIT, entry("photo", {**values, "inspection": ["x"]}))


def test_self_reports_of_an_enterprise() -> None:
    row = named_id("self_report", P, "2026-03")
    begun: dict[str, JournalValue] = {"project": P, "month": "2026-03", "found": 3}
    assert judge(UNIT, entry("self_report", begun, row=row))
    theirs = [(INSPECTOR, entry("self_report", begun, row=row))]
    assert judge(UNIT, entry("self_report", begun, row=row), made=theirs)
    assert judge(UNIT, entry("self_report", {"found": 4}, first=False, row=row), made=theirs)
    assert judge(UNIT, entry("self_report", {"_deleted": True}, first=False, row=row), made=theirs)
    assert not judge(UNIT, entry("self_report", {"project": Q}, first=False, row=row), made=theirs)


def test_an_enterprise_keeps_the_edition_it_used_and_no_other_list() -> None:
    body = "{}"
    digest = hashlib.sha256(body.encode()).hexdigest()
    values: dict[str, JournalValue] = {"key": "k", "digest": digest, "body": body, "retired": True}
    row = edition_row(digest)
    assert judge(UNIT, entry("check_list", values, row=row, stream="county"))
    assert not judge(UNIT, entry("check_list", values, stream="county"))
    for change in ({"retired": None}, {"body": "[]"}, {"digest": "d"}):
        assert not judge(UNIT, entry("check_list", {**values, **change}, row=row, stream="county"))
    kept = [(UNIT, entry("check_list", values, row=row, stream="county"))]
    assert not judge(
        UNIT, entry("check_list", {"title": "t"}, first=False, row=row, stream="county"), made=kept
    )


def test_values_that_are_no_text_are_refused_without_a_stumble() -> None:
    for field, entity in itertools.product(
        ("project", "source", "level", "kind", "digest", "body", "key", "inspection", "hazard", "reviews"),
        (
            "hazard",
            "hazard_step",
            "inspection",
            "inspection_item",
            "photo",
            "check_list",
            "device",
            "self_report",
        ),
    ):
        for stream in (P, "county"):
            for value in (["x"], 1, True):
                one = entry(entity, {"project": P, field: value}, stream=stream)
                assert parent_of(one, Origin()) is None or field not in ("inspection", "hazard", "reviews")
                judge(UNIT, one)


def test_the_verdict_asks_for_the_record_above() -> None:
    first = step("closed")
    assert parent_of(first, Origin()) == ABOVE
    assert (
        parent_of(entry("hazard_step", {"kind": "closed"}, first=False), origin_of(TRUST, [(UNIT, first)]))
        == ABOVE
    )
    assert parent_of(entry("photo", {"project": P, "inspection": ABOVE}), Origin()) == ABOVE
    assert parent_of(entry("self_report", {"project": P}), Origin()) is None


def test_no_order_changes_a_verdict() -> None:
    rng = random.Random(7)
    keys = (OFFICE, INSPECTOR, DISTRICT, UNIT, TWIN, OTHER, ALIEN)
    makers: tuple[Callable[[], dict[str, JournalValue]], ...] = (
        lambda: dict(HAZARD),
        lambda: {**FOUND, "project": rng.choice((P, Q))},
        lambda: {"rectified_on": "2026-03-03"},
    )
    seen: set[Verdict] = set()
    for _ in range(400):
        firsts = [
            (
                rng.choice(keys),
                entry(
                    "hazard",
                    rng.choice(makers)(),
                    stream=rng.choice((P, Q)),
                    stamp=rng.randrange(3),
                    seq=place,
                ),
            )
            for place in range(1, rng.randrange(2, 5))
        ]
        judged = [*firsts, *((key, entry("hazard", {"note": "n"}, first=False)) for key in keys)]
        said = [verdict(TRUST, key, one, creator=origin_of(TRUST, firsts)) for key, one in judged]
        seen.update(said)
        for order in itertools.permutations(firsts):
            origin = origin_of(TRUST, order)
            assert [verdict(TRUST, key, one, creator=origin) for key, one in judged] == said
    assert seen == {Verdict.ACCEPTED, Verdict.UNKNOWN, Verdict.ROLE}


def chain_of_three(author: str) -> list[Entry]:
    made: list[Entry] = []
    for seq in (1, 2, 3):
        chain = name_of(made[-1].to_bytes()) if made else ""
        made.append(entry("hazard", {"note": f"{author}{seq}"}, first=False, seq=seq, chain=chain))
    return made


def test_a_revoked_laptops_entries_count_up_to_its_heads() -> None:
    ours = chain_of_three("a")
    names = [name_of(one.to_bytes()) for one in ours]
    revoked = Revoked(INSPECTOR, {(P, "0" * 32): (2, names[1])})
    trust = Trust(OWN, TrustList("c" * 64, 8, LIST.members, (revoked,)))
    chains = dict(zip(names, ("", *names), strict=False))
    kept = kept_names(revoked, chains.get)
    assert kept == set(names[:2])

    def said(one: Entry) -> Verdict:
        return verdict(trust, INSPECTOR, one, creator=Origin(), kept=kept)

    assert [said(one) for one in ours] == [Verdict.ACCEPTED, Verdict.ACCEPTED, Verdict.REVOKED]
    # another stream, another site, and a second number 2 written with the stolen key
    assert said(entry("hazard", FOUND, stream=Q)) is Verdict.REVOKED
    assert said(entry("hazard", FOUND, site="9" * 32)) is Verdict.REVOKED
    assert said(entry("hazard", {"note": "forged"}, first=False, seq=2, chain=names[0])) is Verdict.REVOKED
    far = entry("hazard", FOUND, stream=Q)
    assert standing(trust, INSPECTOR, far, kept={name_of(far.to_bytes())}) is Verdict.REVOKED
    # without the walk nothing of it counts, and others are not touched
    assert verdict(trust, INSPECTOR, ours[0], creator=Origin()) is Verdict.REVOKED
    assert verdict(trust, DISTRICT, ours[0], creator=Origin()) is Verdict.ACCEPTED


def test_what_is_kept_of_a_revoked_laptop_is_still_judged_by_its_role() -> None:
    one = entry("hazard", FOUND)
    name = name_of(one.to_bytes())
    trust = Trust(OWN, TrustList("c" * 64, 8, LIST.members, (Revoked(UNIT, {(P, "0" * 32): (1, name)}),)))
    assert verdict(trust, UNIT, one, creator=Origin(), kept={name}) is Verdict.ROLE


def test_a_walk_ends_where_entries_are_missing() -> None:
    revoked = Revoked(UNIT, {(P, "0" * 32): (9, "a" * 64), (Q, "0" * 32): (1, "b" * 64)})
    assert kept_names(revoked, {"a" * 64: "c" * 64, "b" * 64: ""}.get) == {"a" * 64, "b" * 64, "c" * 64}


def signed(listed: TrustList) -> SignedTrust:
    return SignedTrust(listed.text(), "0" * 128)


def test_a_list_reads_as_it_was_written() -> None:
    heads = {("county", "1" * 32): (3, "e" * 64), (f"{P}/office", "1" * 32): (1, "f" * 64)}
    listed = TrustList(
        "c" * 64, 7, LIST.members, (Revoked(UNIT, heads), Revoked(OTHER, {})), {"later": [1, {}]}
    )
    again = TrustList.read(listed.text())
    assert again.members == tuple(sorted(listed.members, key=lambda one: one.key))
    assert (again.text(), again.digest, again.extra) == (listed.text(), listed.digest, {"later": [1, {}]})
    assert again.revoked[0].heads == heads
    assert TrustList("c" * 64, 7, LIST.members[::-1]).digest == LIST.digest
    assert SignedTrust.of_text(signed(listed).to_text()) == signed(listed)
    assert signed(listed).digest == listed.digest


def test_what_a_newer_program_adds_to_a_member_stays() -> None:
    found = json.loads(LIST.text())
    found["members"][0]["later"] = "x"
    text = json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    again = TrustList.read(text)
    assert again.members[0].extra == {"later": "x"}
    assert again.enrolling(member(ALIEN, Role.INSPECTOR)).text().count('"later":"x"') == 1


def changed(change: Callable[[dict[str, object]], object]) -> str:
    found = json.loads(LIST.text())
    change(found)
    return json.dumps(found, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def with_member(**values: object) -> str:
    def change(found: dict[str, object]) -> None:
        members = found["members"]
        assert isinstance(members, list)
        members[-1].update(values)

    return changed(change)


def with_head(*head: object) -> str:
    return changed(lambda found: found.update(revoked=[{"key": UNIT, "heads": [list(head)]}]))


@pytest.mark.parametrize(
    "text",
    [
        *("", "{", "[]", "null", "1", '"x"', "[" * 100_000, '{"format":1}', LIST.text() + " "),
        LIST.text().replace('"version":7', '"version":7,"version":7'),
        LIST.text().replace('"version":7', '"version":7.0'),
        LIST.text().replace('"version":7', '"version":NaN'),
        LIST.text().replace('"version":7', '"version":' + "9" * 5000),
        *(
            changed(lambda found, value=value: found.update(version=value))
            for value in (0, -1, True, None, 2**63)
        ),
        *(
            changed(lambda found, value=value: found.update(county=value))
            for value in ("", "C" * 64, 1, None)
        ),
        *(changed(lambda found, value=value: found.update(members=value)) for value in ({}, [1], [{}], None)),
        changed(lambda found: found.update(members=[*found["members"], *found["members"]])),  # type: ignore[misc]
        changed(lambda found: found.update(members=found["members"][::-1])),  # type: ignore[index]
        changed(lambda found: found.update(format=0)),
        changed(lambda found: found.update(revoked=[{"key": ALIEN, "heads": []}])),
        changed(lambda found: found.update(revoked=[{"key": UNIT, "heads": []}] * 2)),
        changed(lambda found: found.update(later="\ud800")),
        *(with_member(role=value) for value in ("boss", None, [])),
        with_member(role="enterprise", projects=None),
        *(with_member(projects=value) for value in (["x"], [P, P], [Q, P], "x", {P: 1})),
        *(with_member(age=value) for value in ("age1", "AGE-SECRET-KEY-1", None)),
        *(with_member(person=value) for value in (None, 1, "x" * 201, "\ud800")),
        with_head("moon", "1" * 32, 1, "e" * 64),
        with_head(P, "1" * 31, 1, "e" * 64),
        with_head(P, "1" * 32, 0, "e" * 64),
        with_head(P, "1" * 32, 1, "e"),
        with_head(P, "1" * 32, 1),
        with_head(P, "1" * 32, True, "e" * 64),
        with_head([], "1" * 32, 1, "e" * 64),
    ],
)
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(AnxiError) as caught:
        TrustList.read(text)
    assert caught.value.code == "trust_unreadable"


def test_a_list_of_a_later_format_says_so() -> None:
    with pytest.raises(AnxiError) as caught:
        TrustList.read(changed(lambda found: found.update(format=2)))
    assert caught.value.code == "trust_newer"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '{"list":"","signature":""}',
        '{"list":1,"signature":"' + "0" * 128 + '"}',
        "[" * 100_000,
        '{"list":"\\ud800","signature":"' + "0" * 128 + '"}',
        signed(LIST).to_text() + "\n",
    ],
)
def test_a_signed_list_is_read_strictly(text: str) -> None:
    with pytest.raises(AnxiError) as caught:
        SignedTrust.of_text(text)
    assert caught.value.code == "trust_unreadable"


def test_the_newest_list_wins() -> None:
    older, newer = signed(LIST), signed(LIST.enrolling(member(ALIEN, Role.INSPECTOR)))
    assert newest(None, older) == older
    assert newest(older, newer) == newest(newer, older) == newer
    rival = signed(LIST.revoking(Revoked(OTHER, {})))
    assert rival.listed().version == newer.listed().version
    won = newest(rival, newer)
    assert won == newest(newer, rival) == max(rival, newer, key=lambda one: one.digest)


def test_the_next_version_changes_one_member() -> None:
    again = LIST.enrolling(member(UNIT, Role.ENTERPRISE, [Q], unit="甲建设公司"))
    assert (again.version, len(again.members)) == (8, len(LIST.members))
    found = again.member(UNIT)
    assert found is not None
    assert found.projects == (Q,)
    revoked = again.revoking(Revoked(UNIT, {})).revoking(Revoked(UNIT, {("county", "1" * 32): (1, "e" * 64)}))
    assert (revoked.version, len(revoked.revoked), revoked.is_revoked(UNIT)) == (10, 1, True)
    assert not revoked.is_revoked(OFFICE)
