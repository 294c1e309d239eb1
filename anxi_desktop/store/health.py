"""Is the database sound? SQLite's own check, the journal's chains and signatures, tables equal to journal.

The check never writes: the tables are made again in a scratch copy and compared. A repair makes them again
in place, which is safe because they hold nothing of their own; entries are never touched.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import cast

from anxi_desktop.domain import words
from anxi_desktop.domain.entry import Entry, name_of, parse, signed_message
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.store import db
from anxi_desktop.store.attachments import place_of
from anxi_desktop.store.backup import is_sound, latest_backup
from anxi_desktop.store.cards import cards_of
from anxi_desktop.store.keys import is_signed
from anxi_desktop.store.rebuild import rebuild
from anxi_desktop.store.store import Store

Steps = Generator[tuple[int, str], None, "Health"]

_STEP = 2000
_MOST = 50  # problems of one kind; a broken disk would fill the screen


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: a code of `words.PROBLEMS` and its sentence."""

    code: str
    text: str


@dataclass(frozen=True, slots=True)
class Orphan:
    """A record that is hidden because its project is deleted (or has not arrived: `missing`)."""

    entity: str
    id: str
    project: str
    missing: bool


@dataclass(frozen=True, slots=True)
class Health:
    """What a check found. Children of deleted projects are listed but no problem: undo brings them back."""

    problems: tuple[Problem, ...]
    orphans: tuple[Orphan, ...]
    entries: int
    repaired: bool = False


def check(store: Store, *, repair: bool = False) -> Steps:
    """Check the whole data folder; yields (percent, what is being done) and returns the Health.

    `repair` makes state and typed tables again when they differ and the entries are readable and unaltered.
    """
    found = _Findings()
    yield 0, "检查数据库文件"
    with _told(found):
        for (answer,) in store.connection.execute("PRAGMA integrity_check(20)"):
            if answer != "ok":
                found.add("sqlite", found=answer)
    entries = 0
    with _told(found):
        entries = yield from _check_journal(store, found)
    is_readable = not found.has("sqlite", "unreadable", "altered")
    yield 70, "核对由流水生成的表"
    differing = False
    repaired = False
    if is_readable:
        differing = found.add_all(_differing(store))
    else:
        found.add("not_rebuilt")
    if repair and differing:
        yield 85, "重新生成表"
        store.rebuild()
        found.drop("table_differs")
        found.add_all(_differing(store))
        repaired = True
    yield 95, "检查备份"
    orphans: tuple[Orphan, ...] = ()
    with _told(found):
        orphans = tuple(_orphans(store))
    for entity in SPECS:
        lost = [orphan.id for orphan in orphans if orphan.entity == entity and orphan.missing]
        if lost:
            found.add("missing_parent", entity=words.ENTITIES[entity], count=len(lost), example=lost[0])
    with _told(found):
        for digest in _lost_attachments(store):
            found.add("attachment_lost", digest=digest[:12])
    backup = latest_backup(store.folder / "backups")
    if backup is not None and not is_sound(backup):
        found.add("backup_damaged", path=backup)
    yield 100, "检查完成"
    return Health(tuple(found.problems), orphans, entries, repaired)


@contextmanager
def _told(found: _Findings) -> Generator[None]:
    """Where SQLite stops reading a damaged file, that is a finding and no end of the check."""
    try:
        yield
    except db.sqlite3.DatabaseError as error:
        name = str(getattr(error, "sqlite_errorname", ""))
        if not name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise
        if not found.has("sqlite"):
            found.add("sqlite", found=error)


class _Findings:
    """Problems in the order they were met, at most a screenful of each kind."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._counts: dict[str, int] = {}

    def add(self, code: str, **facts: object) -> None:
        self._counts[code] = self._counts.get(code, 0) + 1
        if self._counts[code] <= _MOST:
            self.problems.append(Problem(code, words.problem(code, **facts)))

    def has(self, *codes: str) -> bool:
        return any(problem.code in codes for problem in self.problems)

    def add_all(self, facts: Iterator[dict[str, object]]) -> bool:
        """Add what a comparison of tables found; True when there was anything."""
        before = len(self.problems)
        for found in facts:
            self.add("table_differs", **found)
        return len(self.problems) > before

    def drop(self, code: str) -> None:
        self.problems = [problem for problem in self.problems if problem.code != code]


def _check_journal(store: Store, found: _Findings) -> Generator[tuple[int, str], None, int]:
    """Every entry's bytes and name, every chain's numbers, links and signatures."""
    total = cast("int", store.connection.execute("SELECT count(*) FROM entry").fetchone()[0])
    cursor = store.connection.execute(
        "SELECT id, name, stream, site, seq, stamp, group_id, row, body, sig FROM entry"
        " ORDER BY stream, site, seq, id"
    )
    chain: _Chain | None = None
    devices = _devices(store)
    for number, (key, name, stream, site, seq, stamp, group, row, body, sig) in enumerate(cursor):
        if number % _STEP == 0:
            yield 5 + 65 * number // max(total, 1), "核对流水"
        raw = body if isinstance(body, bytes) else b""  # the store writes bytes and nothing else
        try:
            entry = parse(raw)
        except AnxiError as error:
            found.add("unreadable", key=key, reason=error.facts.get("reason", ""))
            entry = None
        if name_of(raw) != name:
            found.add("altered", key=key)
        if entry is not None:
            _check_columns(found, key, entry, (stream, site, seq, stamp, group, row))
        if chain is None or (chain.stream, chain.site) != (stream, site):
            if chain is not None:
                chain.end()
            chain = _Chain(found, stream=stream, site=site, device=devices.get(site))
        chain.link(seq=seq, name=name, before=entry.chain if entry else None, sig=sig)
    if chain is not None:
        chain.end()
    return total


def _check_columns(found: _Findings, key: int, entry: Entry, columns: tuple[object, ...]) -> None:
    names = ("流", "库标识", "序号", "时间", "操作", "记录")
    wanted = (entry.stream, entry.site, entry.seq, entry.stamp, entry.group, entry.row)
    for word, left, right in zip(names, columns, wanted, strict=True):
        if left != right:
            found.add("misfiled", key=key, column=word)


class _Chain:
    """One laptop's entries in one stream, met in order."""

    def __init__(self, found: _Findings, *, stream: str, site: str, device: tuple[str, str] | None) -> None:
        self.stream, self.site = stream, site
        self._found = found
        self._code, self._public = device or (site[:8], "")
        self._seq = 0
        self._name = ""
        self._signed = 0
        if device is None:
            found.add("unknown_signer", site=site, stream=stream)

    def link(self, *, seq: int, name: str, before: str | None, sig: bytes | None) -> None:
        """The next entry; `before` is the name it says it follows, None where it cannot be read."""
        facts = {"device": self._code, "stream": self.stream}
        if seq == self._seq:
            self._found.add("fork", seq=seq, **facts)
        elif seq != self._seq + 1:
            self._found.add("gap", first=self._seq + 1, last=seq - 1, **facts)
        elif before is not None and before != self._name:
            self._found.add("broken_chain", seq=seq, **facts)
        self._seq, self._name = seq, name
        if sig is None:
            return
        message = signed_message(stream=self.stream, site=self.site, seq=seq, name=name)
        if not self._public or is_signed(public=self._public, message=message, signature=bytes(sig)):
            self._signed = seq
        else:
            self._found.add("bad_signature", seq=seq, **facts)

    def end(self) -> None:
        """What follows the last good signature counts for nothing."""
        if self._signed < self._seq:
            facts = {"device": self._code, "stream": self.stream}
            self._found.add("unsigned", first=self._signed + 1, last=self._seq, **facts)


def _devices(store: Store) -> dict[str, tuple[str, str]]:
    """Site → (laptop code, public key): from the cards, and from the records of laptops that count here."""
    known = {site: (card.code, card.key) for site, card in cards_of(store.connection).items()}
    rows = store.connection.execute("SELECT site, code, key FROM device ORDER BY rowid DESC")
    return known | {str(site): (str(code), str(public)) for site, code, public in rows}


def _differing(store: Store) -> Iterator[dict[str, object]]:
    """Tables whose rows differ from what the journal says, with a count and an example."""
    scratch = db.sqlite3.connect("", isolation_level=None)  # a temporary file that SQLite itself removes
    try:
        store.connection.backup(scratch)
        scratch.execute("PRAGMA synchronous = OFF")
        with db.transaction(scratch, store.path):
            rebuild(scratch)
        for table, key in (("state", "row"), ("pending", "seen"), *((entity, "id") for entity in SPECS)):
            columns = [str(row[1]) for row in scratch.execute(f"PRAGMA table_info({table})")]
            listed = ", ".join(f'"{column}"' for column in columns)
            query = f"SELECT {listed} FROM {table}"
            wanted = {tuple(row) for row in scratch.execute(query)}
            standing = {tuple(row) for row in store.connection.execute(query)}
            wrong = wanted ^ standing
            if wrong:
                place = columns.index(key)
                rows = sorted({str(row[place]) for row in wrong})
                yield {"table": words.ENTITIES.get(table, table), "count": len(rows), "example": rows[0]}
    finally:
        scratch.close()


def _lost_attachments(store: Store) -> Iterator[str]:
    """The digests of kept files that are gone or have another size; what is inside them is not read here."""
    for digest, size in store.connection.execute(
        "SELECT digest, size FROM attachment WHERE have ORDER BY digest"
    ):
        try:
            is_there = place_of(store.folder, str(digest)).stat().st_size == size
        except OSError:
            is_there = False
        if not is_there:
            yield str(digest)


def _orphans(store: Store) -> Iterator[Orphan]:
    for spec in SPECS.values():
        if spec.parent != "project":
            continue
        for row, project, known in store.connection.execute(
            f"SELECT child.id, child.project, (SELECT 1 FROM state WHERE row = child.project)"
            f" FROM {spec.entity} AS child WHERE child.project IS NOT NULL"
            " AND NOT EXISTS (SELECT 1 FROM project WHERE id = child.project) ORDER BY child.rowid"
        ):
            yield Orphan(spec.entity, str(row), str(project), missing=known is None)
