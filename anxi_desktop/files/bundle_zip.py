"""The zip of a bundle, byte for byte: one way to write it, and only that way is read.

Members lie end to end, stored, with headers that follow from name, size and CRC alone. So nothing in the file
is free to say two things, to overlap, to hide in a gap or to name a place on this disk: a file is either the
one `ZipWriter` would have made or it is refused. Layout: APPNOTE.TXT 6.3, sections 4.3.7, 4.3.12, 4.3.16.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anxi_desktop.domain.bundle_manifest import MAX_MEMBERS, damaged
from anxi_desktop.domain.bundle_names import short
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store.atomic import disk_error

MAX_BUNDLE_BYTES = 4_000_000_000
CHUNK = 1 << 20

_LOCAL = struct.Struct("<4sHHHHHIIIHH")
_CENTRAL = struct.Struct("<4sHHHHHHIIIHHHHHII")
_END = struct.Struct("<4sHHHHIIH")
_VERSION = 20
_FIRST_DAY = 0x0021  # 1980-01-01, the first day a zip can say; time of day 0
# Wider than the members of today, so that a newer program's bundle gets as far as its min_reader.
_SAFE_NAME = re.compile(rb"[a-z]{1,20}(\.[a-z]{1,8}|/[0-9a-f]{64}(-[0-9]{1,6})?)")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class ZipMember:
    """A member: `offset` is where its bytes begin in the file, `size` how many they are."""

    name: str
    size: int
    crc: int
    offset: int


class ZipWriter:
    """Writes a zip into an empty file that can be read back and sought."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._at = 0
        self._directory: list[bytes] = []

    def add(self, name: str, size: int, chunks: Iterable[bytes]) -> Iterator[int]:
        """Append a member; yields the number of its bytes written so far.

        Raises AnxiError("bundle_source_changed") where the chunks are not of that size.
        """
        text, start = name.encode("ascii"), self._at
        self._file.write(_local(text, size, 0))
        done = crc = 0
        for chunk in chunks:
            self._file.write(chunk)
            crc = zlib.crc32(chunk, crc)
            done += len(chunk)
            yield done
        if done != size:
            raise AnxiError("bundle_source_changed")
        self._at += _LOCAL.size + len(text) + size
        self._file.seek(start)
        self._file.write(_local(text, size, crc))
        self._file.seek(self._at)
        self._directory.append(_central(text, size, crc, start))

    def put(self, name: str, body: bytes) -> None:
        """Append a member that stands in memory."""
        for _ in self.add(name, len(body), (body,)):
            pass

    def finish(self) -> None:
        """Write the directory."""
        directory = b"".join(self._directory)
        self._file.write(directory)
        self._file.write(_end(len(self._directory), len(directory), self._at))


class ZipReader:
    """Reads an open zip that `ZipWriter` could have written. Raises AnxiError("bundle_damaged") for any other."""

    def __init__(self, file: BinaryIO, path: Path) -> None:
        self._file = file
        self._path = path
        try:
            self.members = self._read_members()
        except OSError as error:
            raise disk_error(error, path) from error

    def chunks(self, member: ZipMember) -> Iterator[bytes]:
        """The bytes of a member in chunks of at most 1 MiB, its CRC checked at the end."""
        done = crc = 0
        while done < member.size:
            try:
                self._file.seek(member.offset + done)
                chunk = self._file.read(min(CHUNK, member.size - done))
            except OSError as error:
                raise disk_error(error, self._path) from error
            if not chunk:
                raise damaged("文件在读取时变短了")
            crc = zlib.crc32(chunk, crc)
            done += len(chunk)
            yield chunk
        if crc != member.crc:
            raise damaged(f"{short(member.name)} 的校验码不对")

    def read(self, member: ZipMember, *, limit: int) -> bytes:
        """A member of at most `limit` bytes, whole."""
        if member.size > limit:
            raise damaged(f"{short(member.name)} 太大")
        return b"".join(self.chunks(member))

    def _read_members(self) -> dict[str, ZipMember]:
        size = self._file.seek(0, os.SEEK_END)
        if size > MAX_BUNDLE_BYTES:
            raise damaged("文件太大")
        count, start, length = self._end(size)
        directory = self._at(start, length)
        members: dict[str, ZipMember] = {}
        place = offset = 0
        for _ in range(count):
            member, place = self._member(directory, place, offset)
            if member.name in members:
                raise damaged("成员重名")
            members[member.name] = member
            offset = member.offset + member.size
            if offset > start:
                raise damaged("目录与内容对不上")
        if place != length or offset != start:
            raise damaged("目录与内容对不上")
        return members

    def _end(self, size: int) -> tuple[int, int, int]:
        """(number of members, where the directory begins, its length), from the last bytes of the file."""
        if size < _END.size:
            raise damaged("文件太短")
        tail = self._at(size - _END.size, _END.size)
        _, _, _, _, count, length, start, _ = _END.unpack(tail)
        if tail != _end(count, length, start) or start + length + _END.size != size:
            raise damaged("文件不完整，或者不是数据包")
        if count > MAX_MEMBERS or length > count * (_CENTRAL.size + _LONGEST_NAME):
            raise damaged("成员太多")
        return count, start, length

    def _member(self, directory: bytes, place: int, start: int) -> tuple[ZipMember, int]:
        """The member whose directory entry begins at `place` and whose header at `start`; the next place."""
        if place + _CENTRAL.size > len(directory):
            raise damaged("目录不完整")
        fields = _CENTRAL.unpack_from(directory, place)
        crc, size, length = fields[7], fields[9], fields[10]
        after = place + _CENTRAL.size + length
        name = directory[place + _CENTRAL.size : after]
        if len(name) > _LONGEST_NAME or not _SAFE_NAME.fullmatch(name):
            raise damaged("成员名不合要求")
        if directory[place:after] != _central(name, size, crc, start):
            raise damaged("目录写法不规范")
        offset = start + _LOCAL.size + length
        if self._at(start, _LOCAL.size + length) != _local(name, size, crc):
            raise damaged("文件头写法不规范")
        return ZipMember(name.decode("ascii"), size, crc, offset), after

    def _at(self, offset: int, size: int) -> bytes:
        self._file.seek(offset)
        return self._file.read(size)


def member_overhead(name: str) -> int:
    """Bytes that a member needs in the zip beside its content."""
    return _LOCAL.size + _CENTRAL.size + 2 * len(name)


END_BYTES = _END.size


def _local(name: bytes, size: int, crc: int) -> bytes:
    head = _LOCAL.pack(b"PK\x03\x04", _VERSION, 0, 0, 0, _FIRST_DAY, crc, size, size, len(name), 0)
    return head + name


def _central(name: bytes, size: int, crc: int, start: int) -> bytes:
    fields = (_VERSION, _VERSION, 0, 0, 0, _FIRST_DAY, crc, size, size, len(name), 0, 0, 0, 0, 0, start)
    return _CENTRAL.pack(b"PK\x01\x02", *fields) + name


def _end(count: int, length: int, start: int) -> bytes:
    return _END.pack(b"PK\x05\x06", 0, 0, count, count, length, start, 0)
