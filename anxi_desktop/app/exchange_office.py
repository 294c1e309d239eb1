"""Whom this laptop trusts: asking to be enrolled, enrolling, the county key, revoking, pairing without an office.

What decides anew which entries count is work for a job: in a large county every record of others is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from anxi_desktop.app import paths
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint, same
from anxi_desktop.domain.request import Request
from anxi_desktop.domain.trust import Member, Role
from anxi_desktop.files import trust_files
from anxi_desktop.files.letter import Look, Paper, Para
from anxi_desktop.store import office, trust
from anxi_desktop.store.age_key import load_or_make_age_identity
from anxi_desktop.store.county_key import (
    CountyKey,
    keep_county_key,
    key_of_recovery,
    load_county_key,
    make_county_key,
    recovery_text,
)
from anxi_desktop.store.folder import KEYS
from anxi_desktop.store.keys import load_key
from anxi_desktop.store.meeting import Meeting
from anxi_desktop.store.store import Store

REQUEST_SUFFIX, TRUST_SUFFIX = trust_files.REQUEST_SUFFIX, trust_files.TRUST_SUFFIX

# The sheet of the command line is a file of text; this one is paper.
_BY_COMMAND = "；\n或者用命令"
_BY_TYPING = "。哪一行输错了，程序会指出来。"

__all__ = ["Request", "Role", "same"]


@dataclass(frozen=True, slots=True)
class Offered:
    """A trust list in a file, before anybody goes by it: its county's digits, what it says, whether we know it."""

    digits: str
    version: int
    members: tuple[Member, ...]
    is_own_county: bool
    names_me: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """A change of trust that has been made: the record types whose values moved."""

    tables: frozenset[str]


class ExchangeOffice:
    """Trust, read and changed. Files are read and written at once, changes are work for a job."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def own_request(self) -> Request:
        """What this laptop asks to be enrolled with; announces it where it has not written yet."""
        store = self._session.store
        with store.meeting() as meeting:
            return _own_request(store, meeting)

    def write_request(self, path: Path) -> Request:
        """Write this laptop's request. Errors: those of a write, key_unreadable."""
        asked = self.own_request()
        key = load_key(self._session.store.folder / KEYS)
        if key is None or key.public != asked.card.key:
            raise AnxiError("card_missing")
        trust_files.write_request(path, asked, key)
        return asked

    def read_request(self, path: Path) -> Request:
        """Another laptop's request. Errors: request_unreadable, those of a file."""
        return trust_files.read_request(path)

    def write_trust(self, path: Path) -> None:
        """Write the list this laptop goes by. Raises AnxiError("trust_list_missing")."""
        signed = trust.signed_trust(self._session.store.connection)
        if signed is None:
            raise AnxiError("trust_list_missing")
        trust_files.write_trust(path, signed)

    def read_trust(self, path: Path) -> Offered:
        """What a trust list says. Errors: trust_unreadable, trust_newer, wrong_county, those of a file."""
        listed = trust_files.read_trust(path).listed()
        connection = self._session.store.connection
        county = trust.county_of(connection)
        if county not in (None, listed.county):
            raise AnxiError("wrong_county")
        own = self.own_request().card.key
        return Offered(
            digits=fingerprint(listed.county),
            version=listed.version,
            members=listed.members,
            is_own_county=county is not None,
            names_me=listed.member(own) is not None and not listed.is_revoked(own),
        )

    def county_digits(self) -> str:
        """The digits of the county this laptop goes by, "" without one."""
        county = trust.county_of(self._session.store.connection)
        return fingerprint(county) if county is not None else ""

    def take_work(self, path: Path) -> Work:
        """Work that goes by the list in a file from now on, after a person has compared its digits."""

        def act(_store: Store, meeting: Meeting) -> None:
            trust.take_trust(meeting.connection, trust_files.read_trust(path), adopt=True)

        return self._deciding(act)

    def enrol_work(self, asked: Request, role: Role, projects: Sequence[str] | None) -> Work:
        """Work that enrols a laptop, or gives it another role. Errors: those of `store.trust.enrol`."""

        def act(store: Store, meeting: Meeting) -> None:
            trust.enrol(meeting.connection, _county_key(store), asked, role, projects)

        return self._deciding(act)

    def revoke_work(self, key: str) -> Work:
        """Work that revokes a laptop: what it has written so far and is here goes on to count."""

        def act(store: Store, meeting: Meeting) -> None:
            heads = trust.heads_of(meeting.connection, key)
            trust.revoke(meeting.connection, _county_key(store), key, heads)

        return self._deciding(act)

    def pair_work(self, key: str) -> Work:
        """Work that trusts a laptop without an office. Raises AnxiError("county_known") where there is one."""

        def act(_store: Store, meeting: Meeting) -> None:
            trust.pair(meeting.connection, key)

        return self._deciding(act)

    def create_work(self, sheet: Path) -> Work:
        """Work that makes the county's key: first the sheet that brings it back, then the key and its first list."""
        resources = self._session.resources

        def act(store: Store, meeting: Meeting) -> None:
            from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf

            if trust.county_of(meeting.connection) is not None:
                raise AnxiError("county_known")
            key = make_county_key()
            write_pdf(sheet, recovery_paper(key), fonts=letter_fonts(resources))
            keep_county_key(store.folder / KEYS, key)
            office.create_office(meeting.connection, key, _own_request(store, meeting))

        return self._deciding(act)

    def check_recovery(self, typed: str) -> None:
        """Raise AnxiError("recovery_line", "recovery_mixed") where the sheet was not typed as it is printed."""
        key_of_recovery(typed)

    def recover_work(self, typed: str) -> Work:
        """Work that goes on as the office with the key on the recovery sheet.

        Errors: recovery_line, recovery_mixed, wrong_county.
        """

        def act(store: Store, meeting: Meeting) -> None:
            key = key_of_recovery(typed)
            if trust.county_of(meeting.connection) not in (None, key.public):
                raise AnxiError("wrong_county")
            keep_county_key(store.folder / KEYS, key)
            office.recover_office(meeting.connection, key, _own_request(store, meeting))

        return self._deciding(act)

    def _deciding(self, act: Callable[[Store, Meeting], object]) -> Work:
        folder, profile = self._session.store.folder, paths.profile_folder()

        def work() -> Generator[tuple[int, str], None, Decided]:
            yield 10, "核对信任名单"
            with closing(Store.open(folder, profile=profile)) as store, store.meeting() as meeting:
                act(store, meeting)
                trusted = trust.current_trust(meeting.connection, meeting.card.key)
                return Decided(frozenset(meeting.judge_again(trusted).tables))

        return work


def recovery_paper(key: CountyKey) -> Paper:
    """The recovery sheet on one page to print and to lock away."""
    text, command, _ = recovery_text(key).partition(_BY_COMMAND)
    title, *lines = (text + _BY_TYPING if command else text).splitlines()
    paras = [Para(line.strip(), bold=line.startswith("    ")) for line in lines]
    return Paper(title=title, look=Look.FORM, blocks=tuple(paras))


def _own_request(store: Store, meeting: Meeting) -> Request:
    from anxi_desktop.files.bundle_seal import new_identity

    _, recipient = load_or_make_age_identity(store.folder / KEYS, new_identity)
    return Request(meeting.card, recipient)


def _county_key(store: Store) -> CountyKey:
    key = load_county_key(store.folder / KEYS)
    if key is None:
        raise AnxiError("county_key_missing")
    return key
