"""entries.z: the journal entries of a bundle, one a line, through zlib; cut to size, and read with bounds.

A line is the entry's canonical bytes, a tab, its signature as hex (or nothing), a line feed; canonical JSON
holds neither tab nor line feed. A chain's entries stand together in ascending order, the last one signed.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
import zlib
from collections.abc import Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple

from anxi_desktop.domain.bundle_manifest import MAX_RAW_BYTES, damaged
from anxi_desktop.domain.entry import MAX_BYTES, Entry, name_of, parse
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.bundle_zip import CHUNK

_LEVEL = 6
_SIGNATURE = re.compile(rb"(?:[0-9a-f]{128})?")
_LONGEST_LINE = MAX_BYTES + 130
_IN_MEMORY = 8 * 1024 * 1024
# zlib holds back at most a block of 16,384 symbols and its window; measuring exactly is needed only near the limit.
_HELD_BACK = 192 * 1024
_STEP = 2_000


class BundleEntry(NamedTuple):
    """An entry to be sent: its chain, its place there, canonical bytes, and its signature (64 bytes) if it has one."""

    stream: str
    site: str
    seq: int
    body: bytes
    sig: bytes | None


class ReadEntry(NamedTuple):
    """An entry as it came: validated, with its bytes and its signature (64 bytes, not verified) if it has one."""

    entry: Entry
    body: bytes
    sig: bytes | None


@dataclass(frozen=True, slots=True)
class Segment:
    """A finished entries.z on disk: how many entries, bytes inflated, bytes and SHA-256 of the file."""

    path: Path
    count: int
    raw: int
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class CutEntries:
    """The segments in order, at least one; `unsigned` entries at the ends of chains could not go along."""

    segments: tuple[Segment, ...]
    unsigned: int


def cut_entries(
    entries: Iterable[BundleEntry], folder: Path, *, room: int
) -> Generator[int, None, CutEntries]:
    """Write entries into files of at most `room` bytes in `folder`, cut only after signed entries.

    Yields the number of entries so far. What one signature covers stays together, even where that alone needs
    more than `room`. Raises AnxiError("bundle_too_large") where it would need more than any bundle may hold.
    """
    chain: tuple[str, str] | None = None
    done = count = unsigned = 0
    with (
        closing(_Cutter(folder, room)) as cutter,
        tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY, dir=str(folder)) as group,
    ):
        for one in entries:
            if (one.stream, one.site) != chain:
                unsigned += count
                count = _emptied(group)
                chain = one.stream, one.site
            group.write(b"%b\t%b\n" % (one.body, one.sig.hex().encode("ascii") if one.sig else b""))
            count += 1
            if one.sig:
                cutter.add(group, count)
                count = _emptied(group)
            done += 1
            if done % _STEP == 0:
                yield done
        return CutEntries(cutter.finish(), unsigned + count)


def no_entries(folder: Path) -> Segment:
    """A segment without entries, for bundles that carry attachments alone."""
    with closing(_SegmentWriter(folder / "none.z")) as writer:
        return writer.finish()


def read_entries(chunks: Iterable[bytes], *, count: int, raw: int) -> Iterator[ReadEntry]:
    """The entries in the bytes of an entries.z, each validated. Raises AnxiError("bundle_damaged").

    Memory is bounded by one line, work by `raw`, the bytes it may inflate to.
    """
    done, order = 0, _Order()
    for line in _lines(_inflated(chunks, raw)):
        done += 1
        body, _, signature = line.rpartition(b"\t")
        if not _SIGNATURE.fullmatch(signature):
            raise damaged(f"第 {done} 条记录的签名")
        try:
            entry = parse(body)
        except AnxiError as error:
            raise damaged(f"第 {done} 条记录{error.facts.get('reason', '')}") from error
        sig = bytes.fromhex(signature.decode("ascii")) or None
        order.take(entry, body, is_signed=sig is not None)
        yield ReadEntry(entry, body, sig)
    order.end()
    if done != count:
        raise damaged("记录的条数不对")


class _Order:
    """Demands that chains stand together, ascend, hold no entry twice and end signed."""

    def __init__(self) -> None:
        self._chain: tuple[str, str] | None = None
        self._ended: set[tuple[str, str]] = set()
        self._seq = 0
        self._names: set[str] = set()  # of this number: a cloned laptop may have used it twice
        self._is_signed = True

    def take(self, entry: Entry, body: bytes, *, is_signed: bool) -> None:
        chain = entry.stream, entry.site
        if chain != self._chain:
            self.end()
            if chain in self._ended:
                raise damaged("记录的顺序不对")
            self._ended.add(chain)
            self._chain, self._seq = chain, 0
        if entry.seq < self._seq:
            raise damaged("记录的顺序不对")
        if entry.seq > self._seq:
            self._names.clear()
        name = name_of(body)
        if name in self._names:
            raise damaged("记录重复")
        self._names.add(name)
        self._seq, self._is_signed = entry.seq, is_signed

    def end(self) -> None:
        """The chain in work is over."""
        if not self._is_signed:
            raise damaged("末尾的记录没有签名")


class _SegmentWriter:
    """An entries.z in work, which can be taken back to where it stood before."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.open("wb")
        self._zlib = zlib.compressobj(_LEVEL)
        self._hash = hashlib.sha256()
        self.size: int = 0
        self.raw: int = 0
        self.count: int = 0

    def feed(self, group: IO[bytes], count: int) -> None:
        group.seek(0)
        while chunk := group.read(CHUNK):
            self.raw += len(chunk)
            self._put(self._zlib.compress(chunk))
        self.count += count

    def feed_within(self, group: IO[bytes], count: int, *, room: int) -> bool:
        """Feed unless the finished file would then be larger than `room`; False says that nothing was done."""
        before = self._zlib.copy(), self._hash.copy(), self.size, self.raw, self.count
        self.feed(group, count)
        if self.size + len(self._zlib.copy().flush()) <= room:
            return True
        self._zlib, self._hash, self.size, self.raw, self.count = before
        self._file.seek(self.size)
        self._file.truncate()
        return False

    def finish(self) -> Segment:
        self._put(self._zlib.flush())
        self.close()
        return Segment(self._path, self.count, self.raw, self.size, self._hash.hexdigest())

    def close(self) -> None:
        """Let the file go, finished or not."""
        self._file.close()

    def _put(self, packed: bytes) -> None:
        self._file.write(packed)
        self._hash.update(packed)
        self.size += len(packed)


class _Cutter:
    """Puts groups, each ending with a signed entry, into segments."""

    def __init__(self, folder: Path, room: int) -> None:
        self._folder = folder
        self._room = room
        self._done: list[Segment] = []
        self._writer = self._new()

    def add(self, group: IO[bytes], count: int) -> None:
        raw = group.tell()
        if raw > MAX_RAW_BYTES:
            raise AnxiError("bundle_too_large")
        writer = self._writer
        if writer.count and writer.raw + raw > MAX_RAW_BYTES:
            writer = self._next()
        if writer.count and writer.size + _HELD_BACK + raw + raw // 1000 > self._room:
            if writer.feed_within(group, count, room=self._room):
                return
            writer = self._next()
        writer.feed(group, count)

    def finish(self) -> tuple[Segment, ...]:
        self._done.append(self._writer.finish())
        return tuple(self._done)

    def close(self) -> None:
        """Let the file in work go."""
        self._writer.close()

    def _next(self) -> _SegmentWriter:
        self._done.append(self._writer.finish())
        self._writer = self._new()
        return self._writer

    def _new(self) -> _SegmentWriter:
        return _SegmentWriter(self._folder / f"{len(self._done)}.z")


def _emptied(group: IO[bytes]) -> int:
    """Empty the group; the number of entries in it, 0."""
    group.seek(0)
    group.truncate()
    return 0


def _inflated(chunks: Iterable[bytes], raw: int) -> Iterator[bytes]:
    """The inflated bytes, exactly `raw` of them, never more than a chunk at a time."""
    left, inflater = raw, zlib.decompressobj()
    try:
        for chunk in chunks:
            while chunk:
                if inflater.eof:
                    raise damaged("记录后面还有多余的内容")
                out = inflater.decompress(chunk, CHUNK)
                chunk = inflater.unconsumed_tail or inflater.unused_data
                left -= len(out)
                if left < 0:
                    raise damaged("记录比清单说的多")
                if out:
                    yield out
    except zlib.error as error:
        raise damaged("记录解不开") from error
    if left or not inflater.eof:
        raise damaged("记录不完整")


def _lines(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """The lines without their line feed; the last one must have it too."""
    rest = b""
    for block in blocks:
        *lines, last = (rest + block).split(b"\n") if rest else block.split(b"\n")
        yield from lines
        rest = last
        if len(rest) > _LONGEST_LINE:
            raise damaged("一条记录太长")
    if rest:
        raise damaged("记录不完整")
