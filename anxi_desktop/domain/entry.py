"""The journal entry: its canonical bytes, its name, and the one function that validates it.

Save, import and bundle all pass `from_object`: what could not be exported cannot be saved.
Source: exchange design, section 1.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue

VERSION = 1
MAX_BYTES = 256 * 1024
MAX_DEPTH = 4
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
            "seen": list(self.seen),
            "seen_for": {field: list(names) for field, names in self.seen_for.items()},
            **self.extra,
        }

    def validate(self) -> bytes:
        """The bytes of this entry, after the same checks a bundle's entry gets. Raises AnxiError("bad_entry")."""
        body = self._object()
        from_object(body)
        text = canonical(body)
        if len(text) > MAX_BYTES:
            raise AnxiError("bad_entry", reason="内容太长")
        return text


def canonical(body: object) -> bytes:
    """The one spelling of a JSON value. Raises AnxiError("bad_entry") for what has none."""
    try:
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8")
    except (ValueError, UnicodeEncodeError, RecursionError) as error:
        raise AnxiError("bad_entry", reason="有不能保存的字符或数字") from error


def name_of(body: bytes) -> str:
    """The name of an entry: SHA-256 of its bytes, 64 hex digits."""
    return hashlib.sha256(body).hexdigest()


def signed_message(*, stream: str, site: str, seq: int, name: str) -> bytes:
    """What a device signs after a transaction: the last entry of each stream it touched."""
    return canonical(["anxi-entry", stream, site, seq, name])


def parse(body: bytes) -> Entry:
    """The entry in canonical bytes. Raises AnxiError("bad_entry") for anything else."""
    if len(body) > MAX_BYTES:
        raise AnxiError("bad_entry", reason="内容太长")
    try:
        found = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_no_duplicates,
            parse_constant=_refuse,
            parse_int=_parse_int,
            parse_float=_refuse,
        )
    except (ValueError, RecursionError) as error:
        raise AnxiError("bad_entry", reason="读不懂") from error
    if not isinstance(found, dict):
        raise AnxiError("bad_entry", reason="读不懂")
    entry = from_object(cast("dict[str, object]", found))
    if entry.to_bytes() != body:
        raise AnxiError("bad_entry", reason="写法不规范")
    return entry


def from_object(found: Mapping[str, object]) -> Entry:
    """The entry in a parsed JSON object, every key checked for type and form."""
    if not _KEYS <= found.keys() or found["v"] != VERSION or isinstance(found["v"], bool):
        raise AnxiError("bad_entry", reason="缺少内容或版本不同")
    extra = {key: value for key, value in found.items() if key not in _KEYS}
    if extra:
        _check_depth(extra, MAX_DEPTH)
    return Entry(
        stream=_match(found["stream"], _STREAM),
        site=_match(found["site"], _SITE),
        seq=_integer(found["seq"], least=1),
        chain="" if found["chain"] == "" else _match(found["chain"], _NAME),
        stamp=_integer(found["stamp"], least=0),
        author=_text(found["author"], 500),
        title=_text(found["title"], 500),
        group=_text(found["group"], 64),
        undoes=None if found["undoes"] is None else _text(found["undoes"], 64),
        entity=_match(found["entity"], _CODE),
        row=_match(found["row"], _ROW),
        set=_set(found["set"]),
        seen=_names(found["seen"]),
        seen_for=_seen_for(found["seen_for"]),
        extra=extra,
    )


def is_row_id(text: str) -> bool:
    """True for the text form of a UUID in lower case."""
    return _ROW.match(text) is not None


def _refuse(_text: str) -> Any:
    raise ValueError("number without a canonical spelling")


def _parse_int(text: str) -> int:
    if len(text) > 20:
        raise ValueError("integer too long")
    return int(text)


def _no_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("duplicate key")
    return made


def _bad(reason: str) -> AnxiError:
    return AnxiError("bad_entry", reason=reason)


def _text(value: object, limit: int) -> str:
    if not isinstance(value, str) or len(value) > limit:
        raise _bad("文字不合要求")
    return value


def _match(value: object, form: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not form.match(value):
        raise _bad("标识不合要求")
    return value


def _integer(value: object, *, least: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value < MAX_INTEGER:
        raise _bad("数字不合要求")
    return value


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _bad("前文不合要求")
    names = tuple(_match(item, _NAME) for item in cast("list[object]", value))
    if list(names) != sorted(set(names)):
        raise _bad("前文不合要求")
    return names


def _seen_for(value: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(value, dict):
        raise _bad("前文不合要求")
    items = cast("dict[str, object]", value)
    return {
        (field if field == ALL_FIELDS else _match(field, _CODE)): _names(names)
        for field, names in items.items()
    }


def _set(value: object) -> dict[str, JournalValue]:
    if not isinstance(value, dict) or not value:
        raise _bad("没有内容")
    items = cast("dict[str, object]", value)
    return {_match(field, _CODE): _value(item) for field, item in items.items()}


def _value(value: object) -> JournalValue:
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int) and abs(value) < MAX_INTEGER:
        return value
    if isinstance(value, list) and all(isinstance(item, str) for item in cast("list[object]", value)):
        return cast("list[str]", value)
    raise _bad("内容不合要求")


def _check_depth(value: object, left: int) -> None:
    if left == 0:
        raise _bad("层次太深")
    inner: Iterable[object] = ()
    if isinstance(value, dict):
        inner = cast("dict[str, object]", value).values()
    elif isinstance(value, list):
        inner = cast("list[object]", value)
    for item in inner:
        _check_depth(item, left - 1)
