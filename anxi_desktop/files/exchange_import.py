"""In: a bundle checked, planned, taken in whole or not at all, with a receipt.

The plan is the import itself, rolled back: what it says is what would happen.
"""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.signed_trust import SignedTrust
from anxi_desktop.domain.site import Card
from anxi_desktop.files.bundle_read import OpenBundle, Unseal, open_bundle
from anxi_desktop.files.exchange_files import completed, take_files
from anxi_desktop.store.acceptance import Held
from anxi_desktop.store.atomic import disk_error, write_beside
from anxi_desktop.store.attachments import Attachment, place_of, register
from anxi_desktop.store.backup import before_import
from anxi_desktop.store.cards import cards_of, keep_cards
from anxi_desktop.store.conflicts import rows_in_conflict
from anxi_desktop.store.meeting import Meeting, missing_files
from anxi_desktop.store.outgoing import files_of, gaps
from anxi_desktop.store.settling import Taken
from anxi_desktop.store.store import Store
from anxi_desktop.store.trust import county_of, current_trust, pair, take_trust

INBOX = "inbox"
_SPARE = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers of a laptop's chain that have not arrived although later ones have."""

    code: str
    stream: str
    first: int
    last: int


@dataclass(slots=True)
class ImportReport:
    """What an import did, or (`is_plan`) would do. `new` and `changed` count records.

    `waiting` are entries no signature reaches, `quarantined` those whose signer is unknown, revoked or went beyond
    its role; `unknown` are records of a newer program. `tables` are the record types that changed.
    """

    file: str
    sender: Card
    bundle: str
    part: tuple[int, int]
    is_plan: bool = False
    entries: int = 0
    known: int = 0
    new: int = 0
    changed: int = 0
    conflicts: int = 0
    waiting: int = 0
    unknown: int = 0
    quarantined: dict[str, int] = field(default_factory=dict[str, int])
    files: int = 0
    missing_attachments: int = 0
    gaps: tuple[Gap, ...] = ()
    adopted: bool = False
    paired: tuple[Card, ...] = ()
    tables: frozenset[str] = frozenset()

    def to_object(self) -> dict[str, object]:
        """As a receipt keeps it."""
        return {
            "file": self.file,
            "bundle": self.bundle,
            "part": list(self.part),
            "sender": self.sender.to_object(),
            "entries": self.entries,
            "known": self.known,
            "new": self.new,
            "changed": self.changed,
            "conflicts": self.conflicts,
            "waiting": self.waiting,
            "unknown": self.unknown,
            "quarantined": self.quarantined,
            "files": self.files,
            "missing_attachments": self.missing_attachments,
            "gaps": [[gap.code, gap.stream, gap.first, gap.last] for gap in self.gaps],
        }


class _PlannedError(Exception):
    """Rolls a plan back."""


def import_bundle(
    store: Store,
    path: Path,
    *,
    plan: bool = False,
    pairing: bool = False,
    open_sealed: Unseal | None = None,
) -> Generator[tuple[int, str], None, ImportReport]:
    """Take a bundle in: all of it or nothing. Yields (percent, text); closing the generator rolls back.

    `plan` only says what would happen. `pairing` trusts the sender and every laptop whose card is in the bundle, in a
    folder without a county key. A damaged bundle, and one of a newer program, is kept in the inbox.
    Errors: bundle_damaged, bundle_newer, county_no_pairing, disk_full, those of `open_bundle`.
    """
    try:
        with open_bundle(path, open_sealed=open_sealed) as bundle:
            for percent, text in bundle.check():
                yield percent * 40 // 100, text
            _demand_space(store, bundle)
            report = ImportReport(
                path.name, bundle.manifest.sender, bundle.manifest.id, bundle.manifest.part, is_plan=plan
            )
            if not plan:
                before_import(store)
                yield 45, "接收照片和文件"
                report.files = yield from take_files(store, bundle)
            yield 60, "核对记录"
            try:
                with store.meeting() as meeting:
                    yield from _take(store, meeting, bundle, report, pairing=pairing)
                    if plan:
                        raise _PlannedError
                    meeting.note("import", report.to_object())
            except _PlannedError:
                pass
            yield 100, "导入完成"
            return report
    except AnxiError as error:
        if error.code in ("bundle_damaged", "bundle_newer") and not plan:
            keep_in_inbox(store, path)
        raise


def keep_in_inbox(store: Store, path: Path) -> Path | None:
    """A copy of a bundle that could not be taken in, to be tried again; None where it is there already."""
    inbox = store.folder / INBOX
    if path.parent == inbox or not path.is_file():
        return None
    target = inbox / path.name
    try:
        inbox.mkdir(parents=True, exist_ok=True)
        with write_beside(target) as temporary:
            shutil.copyfile(path, temporary)
    except (OSError, AnxiError):
        return None  # nothing is lost: the file stands where it came from
    return target


def waiting_in_inbox(store: Store) -> list[Path]:
    """The bundles that wait in the inbox, oldest first."""
    folder = store.folder / INBOX
    if not folder.is_dir():
        return []
    return sorted(folder.glob("*.anxi"), key=lambda path: (path.stat().st_mtime, path.name))


def _take(
    store: Store, meeting: Meeting, bundle: OpenBundle, report: ImportReport, *, pairing: bool
) -> Generator[tuple[int, str]]:
    connection, manifest = meeting.connection, bundle.manifest
    keep_cards(connection, [manifest.sender, *manifest.cards])
    changed = bundle.trust is not None and _take_trust(meeting, bundle.trust)
    if pairing:
        report.paired = tuple(_pair(meeting, [manifest.sender, *manifest.cards]))
    report.adopted = changed
    meeting.trust = current_trust(connection, meeting.card.key)
    before = sum(rows_in_conflict(connection).values())
    again = meeting.judge_again(meeting.trust) if changed or report.paired else Taken()
    intake = meeting.intake()
    named: dict[str, int] = {}
    lines = _noting((tuple(one) for one in bundle.entries()), named)
    for done in intake.take(lines):  # pyright: ignore[reportArgumentType]
        yield 60 + 30 * done // max(1, manifest.entry_count), f"导入记录 {done} / {manifest.entry_count}"
    taken = intake.finish()
    taken.touched |= again.touched
    taken.tables |= again.tables
    yield 95, "核对附件"
    _register(store, named)
    meeting.hear(manifest.sender.key, manifest.known, manifest.wants)
    _tell(meeting, report, taken)
    if report.is_plan:  # what the bundle itself carries is not missing once it is taken in
        carried = {one.digest for one in bundle.attachments()} | set(completed(store, bundle))
        report.missing_attachments = sum(digest not in carried for digest, _ in missing_files(connection))
    report.conflicts = max(0, sum(rows_in_conflict(connection).values()) - before)


def _noting(lines: Iterator[tuple[object, ...]], named: dict[str, int]) -> Iterator[tuple[object, ...]]:
    """The entries as they come; the files they name go into `named`, with the size where an entry says it."""
    for line in lines:
        entry = line[0]
        for digest in files_of(entry):  # pyright: ignore[reportArgumentType]
            size = entry.set.get("size")  # pyright: ignore[reportAttributeAccessIssue, reportUnknownVariableType, reportUnknownMemberType]
            named[digest] = size if isinstance(size, int) else 0
        yield line


def _take_trust(meeting: Meeting, body: bytes) -> bool:
    """A trust list that rides along: of our county and newer, it holds from now on; of another it is nobody's word."""
    try:
        return take_trust(meeting.connection, SignedTrust.of_text(body.decode()))
    except (AnxiError, UnicodeDecodeError):
        return False


def _pair(meeting: Meeting, cards: list[Card]) -> Iterator[Card]:
    if county_of(meeting.connection) is not None:
        raise AnxiError("county_no_pairing")
    known = {str(key) for (key,) in meeting.connection.execute("SELECT key FROM paired")}
    known.add(meeting.card.key)
    for card in cards:
        if card.is_sound and card.key not in known:
            known.add(card.key)
            pair(meeting.connection, card.key)
            yield card


def _register(store: Store, named: dict[str, int]) -> None:
    """Every file an entry names has a row: here, or still to come; what was missing may have come with this bundle."""
    for digest, size in [*named.items(), *missing_files(store.connection)]:
        place = place_of(store.folder, digest)
        have = place.is_file()
        register(store.connection, Attachment(digest, place.stat().st_size if have else size), have=have)


def _tell(meeting: Meeting, report: ImportReport, taken: Taken) -> None:
    connection = meeting.connection
    report.entries, report.known = taken.entries, taken.known
    report.new, report.changed, report.unknown = taken.new, taken.changed, taken.unknown
    report.waiting = taken.held.get(Held.UNSIGNED, 0)
    report.quarantined = {
        why.value: count for why, count in taken.held.items() if why is not Held.UNSIGNED and count
    }
    report.missing_attachments = len(missing_files(connection))
    codes = {site: card.code for site, card in cards_of(connection).items()}
    report.gaps = tuple(
        Gap(codes.get(site, site[:6]), stream, first, last) for stream, site, first, last in gaps(connection)
    )
    report.tables = frozenset(taken.tables)


def _demand_space(store: Store, bundle: OpenBundle) -> None:
    needed = sum(one.size for one in bundle.attachments()) + 2 * bundle.manifest.raw_bytes + _SPARE
    try:
        free = shutil.disk_usage(store.folder).free
    except OSError as error:
        raise disk_error(error, store.folder) from error
    if free < needed:
        raise AnxiError("disk_full", path=store.folder)
