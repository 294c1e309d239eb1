"""What a laptop goes by: pairing, a county's list that only grows, enrolling, revoking, an office that was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.request import Request
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.site import Card, new_nonce, site_of
from anxi_desktop.domain.trust import Role, SignedTrust, Trust
from anxi_desktop.domain.words import sentence
from anxi_desktop.store import db, trust
from anxi_desktop.store.county_key import CountyKey, make_county_key
from anxi_desktop.store.db import Connection
from anxi_desktop.store.local import get_local
from anxi_desktop.store.office import create_office, own_request, recover_office
from anxi_desktop.store.store import Owner, Store, new_id

P = "0a1b2c3d-0000-4000-8000-000000000001"
OWN, THEIRS, STRANGER = "a1" * 32, "b2" * 32, "c3" * 32
COUNTY = make_county_key()


def asked(key: str, code: str = "K9", person: str = "李小红") -> Request:
    nonce = new_nonce()
    return Request(Card(code, person, "甲建设公司", key, nonce, site_of(key, nonce)), "")


@pytest.fixture
def connection(store: Store) -> Connection:
    return store.connection


@contextmanager
def another(tmp_path: Path, name: str = "other") -> Iterator[Store]:
    """A second laptop."""
    folder, profile = tmp_path / name, tmp_path / f"{name} profile"
    folder.mkdir()
    profile.mkdir()
    store = Store.create(folder, profile=profile, owner=Owner("K8", "李小红", "县住建局"))
    yield store
    store.close()


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(AnxiError) as caught:
        act()
    assert "…" not in sentence(caught.value)
    return caught.value.code


def test_a_new_folder_trusts_itself_alone(connection: Connection) -> None:
    assert trust.current_trust(connection, OWN) == Trust(OWN)
    assert trust.members(connection) == ()
    assert trust.signed_trust(connection) is None
    assert trust.county_of(connection) is None


def test_pairing(connection: Connection) -> None:
    trust.pair(connection, THEIRS)
    trust.pair(connection, THEIRS)
    found = trust.current_trust(connection, OWN)
    assert found.paired == {THEIRS}
    assert found.member(THEIRS) is not None
    assert found.member(STRANGER) is None
    assert refusal(lambda: trust.pair(connection, "x")) == "card_unreadable"


def test_an_office_begins_and_enrols(connection: Connection) -> None:
    trust.pair(connection, STRANGER)
    first = create_office(connection, COUNTY, asked(OWN, "K1", "王小明"))
    assert trust.county_of(connection) == COUNTY.public
    assert trust.prove(first).version == 1
    second = trust.enrol(connection, COUNTY, asked(THEIRS, "\u202eK9\n", " 李小红 "), Role.ENTERPRISE, [P, P])
    assert trust.signed_trust(connection) == second
    listed = trust.prove(second)
    assert listed.version == 2
    assert [(one.code, one.person, one.role, one.projects) for one in trust.members(connection)] == [
        ("K1", "王小明", Role.OFFICE, None),
        ("K9", "李小红", Role.ENTERPRISE, (P,)),
    ]
    found = trust.current_trust(connection, OWN)
    assert (found.listed, found.paired) == (listed, frozenset())
    assert found.member(STRANGER) is None  # what was paired before is the office's to enrol
    again = trust.enrol(connection, COUNTY, asked(THEIRS), Role.INSPECTOR)
    assert [one.role for one in trust.prove(again).members] == [Role.OFFICE, Role.INSPECTOR]
    assert refusal(lambda: create_office(connection, COUNTY, asked(OWN))) == "county_known"
    assert refusal(lambda: trust.pair(connection, STRANGER)) == "county_known"


def test_what_an_office_may_not_do(connection: Connection) -> None:
    other = make_county_key()

    def enrol(key: CountyKey = COUNTY, role: Role = Role.INSPECTOR) -> SignedTrust:
        return trust.enrol(connection, key, asked(THEIRS), role)

    assert refusal(enrol) == "wrong_county"
    create_office(connection, COUNTY, asked(OWN))
    assert refusal(lambda: enrol(other)) == "wrong_county"
    assert refusal(lambda: enrol(role=Role.ENTERPRISE)) == "projects_missing"
    assert refusal(lambda: trust.revoke(connection, COUNTY, THEIRS, {})) == "not_a_member"
    assert refusal(lambda: trust.revoke(connection, other, OWN, {})) == "wrong_county"
    signed = trust.signed_trust(connection)
    assert signed is not None
    assert signed.listed().version == 1


def test_a_revoked_laptop_stays_out(connection: Connection) -> None:
    create_office(connection, COUNTY, asked(OWN))
    trust.enrol(connection, COUNTY, asked(THEIRS), Role.INSPECTOR)
    heads = {(P, "1" * 32): (3, "e" * 64)}
    signed = trust.revoke(connection, COUNTY, THEIRS, heads)
    found = trust.current_trust(connection, OWN).revocation(THEIRS)
    assert found is not None
    assert found.heads == heads
    assert trust.prove(signed).version == 3
    assert len(trust.members(connection)) == 2
    assert refusal(lambda: trust.enrol(connection, COUNTY, asked(THEIRS), Role.INSPECTOR)) == "member_revoked"


def test_a_list_is_taken_once_and_never_an_older_one(connection: Connection, tmp_path: Path) -> None:
    with another(tmp_path) as office:
        lists = [create_office(office.connection, COUNTY, asked(OWN))]
        lists.append(trust.enrol(office.connection, COUNTY, asked(THEIRS), Role.INSPECTOR))
        lists.append(trust.revoke(office.connection, COUNTY, THEIRS, {}))
    assert not trust.take_trust(connection, lists[1])
    assert trust.county_of(connection) is None
    assert trust.take_trust(connection, lists[1], adopt=True)
    assert trust.county_of(connection) == COUNTY.public
    assert [
        trust.take_trust(connection, one) for one in (lists[0], lists[1], lists[2], lists[2], lists[1])
    ] == [*(False, False, True, False, False)]
    assert trust.signed_trust(connection) == lists[2]


def test_of_two_lists_of_one_version_all_keep_the_same(connection: Connection, tmp_path: Path) -> None:
    with another(tmp_path) as office, another(tmp_path, "third") as third:
        first = create_office(office.connection, COUNTY, asked(OWN))
        trust.take_trust(third.connection, first, adopt=True)
        rivals = [
            trust.enrol(one.connection, COUNTY, asked(THEIRS, code), Role.INSPECTOR)
            for one, code in ((office, "K2"), (third, "K3"))
        ]
        taken = [
            trust.take_trust(one.connection, rival)
            for one, rival in ((office, rivals[1]), (third, rivals[0]))
        ]
        assert sorted(taken) == [False, True]
        assert trust.signed_trust(office.connection) == trust.signed_trust(third.connection)
        for order in (rivals, rivals[::-1]):
            for one in order:
                trust.take_trust(connection, one, adopt=True)
            assert trust.signed_trust(connection) == trust.signed_trust(office.connection)


def test_another_county_and_forged_lists_change_nothing(connection: Connection, tmp_path: Path) -> None:
    other = make_county_key()
    with another(tmp_path) as office:
        foreign = create_office(office.connection, other, asked(THEIRS))
    mine = create_office(connection, COUNTY, asked(OWN))
    for adopt in (False, True):
        assert (
            refusal(lambda adopt=adopt: trust.take_trust(connection, foreign, adopt=adopt)) == "wrong_county"
        )
    forged = SignedTrust(mine.text.replace('"version":1', '"version":9'), mine.signature)
    for signed in (forged, SignedTrust(mine.text, foreign.signature)):
        assert (
            refusal(lambda signed=signed: trust.take_trust(connection, signed, adopt=True)) == "trust_forged"
        )
    assert (
        refusal(lambda: trust.take_trust(connection, SignedTrust("{}", "0" * 128), adopt=True))
        == "trust_unreadable"
    )
    assert trust.signed_trust(connection) == mine


def test_nothing_stays_of_a_transaction_that_failed(store: Store) -> None:
    def fail() -> None:
        with db.transaction(store.connection, store.path):
            create_office(store.connection, COUNTY, asked(OWN))
            raise AnxiError("cancelled")

    assert refusal(fail) == "cancelled"
    assert trust.county_of(store.connection) is None


def test_a_lost_office_comes_back(connection: Connection, tmp_path: Path) -> None:
    new = asked(STRANGER, "K1b")
    with another(tmp_path) as office:
        create_office(office.connection, COUNTY, asked(OWN, "K1"))
        last = trust.enrol(office.connection, COUNTY, asked(THEIRS), Role.INSPECTOR)
    assert recover_office(connection, COUNTY, new) is None
    assert trust.current_trust(connection, STRANGER) == Trust(STRANGER)
    assert (
        refusal(lambda: trust.enrol(connection, COUNTY, asked(THEIRS), Role.INSPECTOR))
        == "trust_list_missing"
    )
    assert trust.take_trust(connection, last)
    signed = recover_office(connection, COUNTY, new)
    assert signed is not None
    assert recover_office(connection, COUNTY, new) == signed
    listed = trust.prove(signed)
    assert (listed.version, len(listed.members)) == (3, 3)
    found = listed.member(STRANGER)
    assert found is not None
    assert found.role is Role.OFFICE
    assert refusal(lambda: recover_office(connection, make_county_key(), new)) == "wrong_county"


def test_the_heads_of_a_laptop_are_its_last_entries_that_count(store: Store) -> None:
    connection = store.connection
    key = str(connection.execute("SELECT key FROM device").fetchone()[0])
    project = new_id()
    store.edit("a", [Save("project", project, {"name": "甲", "category": "works"})], author="王小明")
    store.edit("b", [Save("project", project, {"name": "乙"})], author="王小明")
    own = own_request(connection, key=key, age="")
    assert own.card.site == get_local(connection, "site")
    heads = trust.heads_of(connection, key)
    assert set(heads) == {("county", own.card.site), (project, own.card.site)}
    for (stream, site), (seq, name) in heads.items():
        last = connection.execute(
            "SELECT max(seq) FROM entry WHERE stream = ? AND site = ?", (stream, site)
        ).fetchone()
        assert (seq,) == last
        assert connection.execute("SELECT seq FROM entry WHERE name = ?", (name,)).fetchone() == last
    (row,) = connection.execute(
        "SELECT id FROM entry WHERE name = ?", (heads[project, own.card.site][1],)
    ).fetchone()
    connection.execute("INSERT INTO held(id, why) VALUES (?, 'role')", (row,))
    assert trust.heads_of(connection, key)[project, own.card.site][0] == heads[project, own.card.site][0] - 1
    assert trust.heads_of(connection, STRANGER) == {}


def test_a_laptop_asks_with_the_card_it_has_announced(connection: Connection) -> None:
    key = str(connection.execute("SELECT key FROM device").fetchone()[0])
    assert own_request(connection, key=key, age="").card.is_sound
    assert refusal(lambda: own_request(connection, key=STRANGER, age="")) == "card_missing"
