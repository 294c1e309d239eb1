"""The journal entry: its canonical bytes, its name, and the one function that validates it.

Save, import and bundle all pass `_check`: what could not be exported cannot be saved. Source: exchange design,
section 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NoReturn, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue

VERSION = 1
MAX_BYTES = 256 * 1024
MAX_DEPTH = 8
MAX_INTEGER = 2**63
DELETED = "_deleted"
ALL_FIELDS = "*"

_NAME = re.compile(r"[0-9a-f]{64}\Z")
_SITE = re.compile(r"[0-9a-f]{32}\Z")
_CODE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,63}\Z")
_ROW = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z")
_STREAM = re.compile(r"(county|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(/office)?\Z")
_KEYS = frozenset(
    "v stream site seq chain stamp author title group undoes entity row set seen seen_for".split()
)
# Prepared once: json.dumps with other than its usual settings makes a new encoder for every call.
_ENCODER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


@dataclass(frozen=True, slots=True)
class Entry:
    """One save of one record.

    `stamp` counts milliseconds·65536; `set` maps field to journal value; `seen` and `seen_for` hold sorted
    entry names (64 hex digits) of the heads at the time of the save; `extra` keeps keys a newer program added.
    """

    stream: str
    site: str
    seq: int
    chain: str
    stamp: int
    author: str
    title: str
    group: str
    undoes: str | None
    entity: str
    row: str
    set: Mapping[str, JournalValue]
    seen: tuple[str, ...]
    seen_for: Mapping[str, tuple[str, ...]]
    extra: Mapping[str, object]

    def saw(self, field: str) -> tuple[str, ...]:
        """The names this entry saw (and so replaces) for a field it sets."""
        return self.seen_for.get(field, self.seen)

    def to_bytes(self) -> bytes:
        """Canonical bytes: sorted keys, no spaces, UTF-8, no NaN. Equal entries have equal bytes everywhere."""
        return canonical(self._object())

    def _object(self) -> dict[str, object]:
        return {
            "v": VERSION,
            "stream": self.stream,
            "site": self.site,
            "seq": self.seq,
            "chain": self.chain,
            "stamp": self.stamp,
            "author": self.author,
            "title": self.title,
            "group": self.group,
            "undoes": self.undoes,
            "entity": self.entity,
            "row": self.row,
            "set": dict(self.set),
            "seen": self.seen,
            "seen_for": dict(self.seen_for),
            **self.extra,
        }

    def validate(self) -> bytes:
        """The bytes of this entry, after the same checks a bundle's entry gets. Raises AnxiError("bad_entry")."""
        _check(self)
        body = self.to_bytes()
        if len(body) > MAX_BYTES:
            raise _bad("内容太长")
        return body


def canonical(body: object) -> bytes:
    """The one spelling of a JSON value. Raises AnxiError("bad_entry") for what has none."""
    try:
        return _ENCODER.encode(body).encode("utf-8")
    except (ValueError, TypeError, RecursionError) as error:
        raise _bad("有不能保存的字符或数字") from error


def name_of(body: bytes) -> str:
    """The name of an entry: SHA-256 of its bytes, 64 hex digits."""
    return hashlib.sha256(body).hexdigest()


def signed_message(*, stream: str, site: str, seq: int, name: str) -> bytes:
    """What a device signs after a transaction: the last entry of each stream it touched."""
    return canonical(["anxi-entry", stream, site, seq, name])


def parse(body: bytes) -> Entry:
    """The entry in canonical bytes. Raises AnxiError("bad_entry") for anything else.

    What JSON can say in two ways (a key twice, spaces, escapes) is caught by writing the entry again.
    """
    if len(body) > MAX_BYTES:
        raise _bad("内容太长")
    try:
        found = json.loads(body.decode("utf-8"), parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError) as error:
        raise _bad("读不懂") from error
    entry = from_object(found)
    _check(entry)
    if entry.to_bytes() != body:
        raise _bad("写法不规范")
    return entry


def stored(body: bytes) -> Entry:
    """The entry in bytes that this store has validated before; damage raises AnxiError("bad_entry")."""
    try:
        found = json.loads(body.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise _bad("读不懂") from error
    return from_object(found)


def from_object(found: object) -> Entry:
    """The entry in a parsed JSON object; its containers are checked here, its contents by `_check`."""
    if not isinstance(found, dict):
        raise _bad("读不懂")
    keys = cast("dict[str, Any]", found)
    version = keys.get("v")
    if not _KEYS <= keys.keys() or type(version) is not int or version != VERSION:
        raise _bad("缺少内容或版本不同")
    if type(keys["set"]) is not dict or type(keys["seen"]) is not list or type(keys["seen_for"]) is not dict:
        raise _bad("内容不合要求")
    seen, seen_for = cast("list[str]", keys["seen"]), cast("dict[str, list[str]]", keys["seen_for"])
    if not all(type(names) is list for names in seen_for.values()):
        raise _bad("前文不合要求")
    return Entry(
        stream=keys["stream"],
        site=keys["site"],
        seq=keys["seq"],
        chain=keys["chain"],
        stamp=keys["stamp"],
        author=keys["author"],
        title=keys["title"],
        group=keys["group"],
        undoes=keys["undoes"],
        entity=keys["entity"],
        row=keys["row"],
        set=cast("dict[str, JournalValue]", keys["set"]),
        seen=tuple(seen),
        seen_for={field: tuple(names) for field, names in seen_for.items()},
        extra={key: value for key, value in keys.items() if key not in _KEYS}
        if len(keys) > len(_KEYS)
        else {},
    )


def is_row_id(text: str) -> bool:
    """True for the text form of a UUID in lower case."""
    return _ROW.match(text) is not None


def is_stream(text: str) -> bool:
    """True for the name of a stream: `county`, `county/office`, `<project>`, `<project>/office`."""
    return _STREAM.match(text) is not None


def _check(entry: Entry) -> None:
    """The one gate of everything that enters a journal. Raises AnxiError("bad_entry")."""
    _match(entry.stream, _STREAM)
    _match(entry.site, _SITE)
    _integer(entry.seq, least=1)
    if entry.chain != "":
        _match(entry.chain, _NAME)
    _integer(entry.stamp, least=0)
    _text(entry.author, 500)
    _text(entry.title, 500)
    _text(entry.group, 64)
    if entry.undoes is not None:
        _text(entry.undoes, 64)
    _match(entry.entity, _CODE)
    _match(entry.row, _ROW)
    if not entry.set:
        raise _bad("没有内容")
    for field, value in entry.set.items():
        if len(field) > 64 or not _is_code(field):
            raise _bad("标识不合要求")
        if type(value) is not str and value is not None:
            _value(value)
    _names(entry.seen)
    for field, names in entry.seen_for.items():
        if field != ALL_FIELDS:
            _match(field, _CODE)
        _names(names)
    if entry.extra:
        _check_extra(entry.extra, MAX_DEPTH)


def _refuse(_text: str) -> NoReturn:
    raise ValueError("number without a canonical spelling")


def _bad(reason: str) -> AnxiError:
    return AnxiError("bad_entry", reason=reason)


def _text(value: object, limit: int) -> None:
    if not isinstance(value, str) or len(value) > limit:
        raise _bad("文字不合要求")


def _match(value: object, form: re.Pattern[str]) -> None:
    if not isinstance(value, str) or not form.match(value):
        raise _bad("标识不合要求")


@lru_cache(maxsize=4_000)
def _is_code(text: str) -> bool:
    return _CODE.match(text) is not None


def _integer(value: object, *, least: int) -> None:
    if type(value) is not int or not least <= value < MAX_INTEGER:
        raise _bad("数字不合要求")


def _names(names: tuple[object, ...]) -> None:
    before = ""
    for name in names:
        if not isinstance(name, str) or not _NAME.match(name) or name <= before:
            raise _bad("前文不合要求")
        before = name


def _value(value: object) -> None:
    """A field's value that is neither text nor null: a boolean, an integer, a list of texts."""
    if isinstance(value, bool) or (type(value) is int and abs(value) < MAX_INTEGER):
        return
    if type(value) is list and all(type(item) is str for item in cast("list[object]", value)):
        return
    raise _bad("内容不合要求")


def _check_extra(value: object, left: int) -> None:
    """What a newer program added: any JSON of bounded depth with integers every program can hold."""
    if left == 0:
        raise _bad("层次太深")
    inner: Iterable[object] = ()
    if isinstance(value, Mapping):
        inner = cast("Mapping[str, object]", value).values()
    elif isinstance(value, list):
        inner = cast("list[object]", value)
    elif type(value) is int and abs(value) >= MAX_INTEGER:
        raise _bad("数字不合要求")
    for item in inner:
        _check_extra(item, left - 1)
