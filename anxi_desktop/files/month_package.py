"""A month's finished forms as one zip to hand in, with a list of its files and their SHA-256.

The zip is the same byte for byte for the same parts and time. Names hold Chinese: the zip says that they are
UTF-8 (general purpose bit 11 of APPNOTE 6.3), which Windows Explorer has gone by since Windows 8.
"""

from __future__ import annotations

import hashlib
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside
from anxi_desktop.store.attachments import digest_of_file

LISTING = "清单.txt"

_LONGEST_NAME = 120
_LONGEST_SUFFIX = 10
_FIRST_DAY, _LAST_DAY = datetime(1980, 1, 1), datetime(2107, 12, 31, 23, 59, 58)  # what a zip can hold
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16
_CHUNK = 1 << 20
_MOST_LISTING = 4 << 20
_ROW = re.compile(r"([0-9a-f]{64}) +(\d{1,15})  (.+)")
# What zipfile raises for bytes that are no sound zip.
_UNSOUND = (
    *(zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error),
    *(EOFError, NotImplementedError, OSError, RuntimeError, ValueError),
)


@dataclass(frozen=True, slots=True)
class PackagePart:
    """A file for the package: the name it gets there, and where it is or its bytes."""

    name: str
    source: Path | bytes


@dataclass(frozen=True, slots=True)
class PackedFile:
    """A file in a package: its name, its size in bytes, its SHA-256 (64 hex digits)."""

    name: str
    size: int
    digest: str


@dataclass(frozen=True, slots=True)
class WrittenPackage:
    """A package on disk: the size and SHA-256 of the zip, and its files in order, without the listing."""

    path: Path
    size: int
    digest: str
    files: tuple[PackedFile, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the files."""
        return tuple(file.name for file in self.files)


def write_package(
    path: Path, parts: Sequence[PackagePart], *, title: str, made_at: datetime
) -> WrittenPackage:
    """Write the parts and their listing, headed by `title`, as a zip whose files all date from `made_at`.

    Errors: nothing_to_export without parts, file_missing, file_not_readable, those of `write_beside`.
    """
    if not parts:
        raise AnxiError("nothing_to_export")
    names = windows_names((part.name for part in parts), taken=(LISTING,))
    with write_beside(path) as temporary:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
            files = tuple(
                _put(archive, name, part.source, made_at) for name, part in zip(names, parts, strict=True)
            )
            _put(archive, LISTING, _listing(files, title, made_at), made_at)
        size, digest = temporary.stat().st_size, digest_of_file(temporary)
    return WrittenPackage(path, size, digest, files)


def read_package(path: Path) -> tuple[PackedFile, ...]:
    """The files of a package, each found to be what the listing says.

    Errors: file_missing, file_not_readable, package_damaged also where a file was added, lost or changed.
    """
    try:
        opened = path.open("rb")
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=path) from error
    place = path.name
    with opened:
        try:
            with zipfile.ZipFile(opened) as archive:
                members = {info.filename: info for info in archive.infolist()}
                place = LISTING
                listed = _listed(b"".join(_inflated(archive, members[LISTING], _MOST_LISTING)))
                doubtful = {file.name for file in listed} ^ (members.keys() - {LISTING})
                if doubtful or len(members) != len(archive.infolist()):
                    place = min(doubtful, default=place)
                    raise ValueError(place)
                for file in listed:
                    place = file.name
                    _prove(archive, members[place], file)
        except (*_UNSOUND, KeyError) as error:
            raise AnxiError("package_damaged", path=path, name=place) from error
    return listed


def windows_names(
    names: Iterable[str], *, taken: Iterable[str] = (), limit: int = _LONGEST_NAME
) -> list[str]:
    """File names Windows takes, at most `limit` characters, no two of them or of `taken` the same to Windows.

    What would be the same gets （2）, （3） … before its ending.
    """
    used = {name.casefold() for name in taken}
    made: list[str] = []
    for name in names:
        whole = PurePath(safe_name(printable(name), limit=1000))
        suffix = whole.suffix if len(whole.suffix) <= _LONGEST_SUFFIX else ""
        stem = whole.name.removesuffix(suffix)
        number, mark = 1, ""
        while (fit := _fit(stem, mark + suffix, limit)).casefold() in used:
            number += 1
            mark = f"（{number}）"
        used.add(fit.casefold())
        made.append(fit)
    return made


def chunks_of(source: Path) -> Iterator[bytes]:
    """The bytes of a file to hand on. Raises AnxiError("file_missing") or AnxiError("file_not_readable")."""
    try:
        with source.open("rb") as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=source) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=source) from error


def _fit(stem: str, end: str, limit: int) -> str:
    return safe_name(stem, limit=limit - len(end)) + end


def _put(archive: zipfile.ZipFile, name: str, source: Path | bytes, made_at: datetime) -> PackedFile:
    """Write one file and say what was written."""
    day = min(max(made_at.replace(tzinfo=None), _FIRST_DAY), _LAST_DAY)
    info = zipfile.ZipInfo(name, date_time=day.timetuple()[:6])
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = _UNIX, _PLAIN_FILE  # the same on every machine
    size, total = 0, hashlib.sha256()
    chunks = iter((source,)) if isinstance(source, bytes) else chunks_of(source)
    with archive.open(info, "w") as member:
        for chunk in chunks:
            size += len(chunk)
            total.update(chunk)
            member.write(chunk)
    return PackedFile(name, size, total.hexdigest())


def _listing(files: Sequence[PackedFile], title: str, made_at: datetime) -> bytes:
    """The listing as Notepad of every Windows shows it."""
    lines = [
        printable(title),
        f"生成时间：{made_at:%Y-%m-%d %H:%M}",
        f"共 {len(files)} 个文件，{sum(file.size for file in files)} 字节（不含本清单）",
        "",
        f"{'SHA-256':<64} {'字节':>10}  文件名",
        *(f"{file.digest} {file.size:>12}  {file.name}" for file in files),
    ]
    return "".join(f"{line}\r\n" for line in lines).encode("utf-8-sig")


def _listed(body: bytes) -> tuple[PackedFile, ...]:
    """The files a listing names; its first line is the title, whatever that says."""
    rows = [_ROW.fullmatch(line) for line in body.decode("utf-8-sig").split("\r\n")[1:]]
    return tuple(PackedFile(row[3], int(row[2]), row[1]) for row in rows if row)


def _prove(archive: zipfile.ZipFile, info: zipfile.ZipInfo, listed: PackedFile) -> None:
    """Raise ValueError unless the member holds what is listed; no more than its size is ever inflated."""
    total, size = hashlib.sha256(), 0
    for chunk in _inflated(archive, info, listed.size):
        total.update(chunk)
        size += len(chunk)
    if size != listed.size or total.hexdigest() != listed.digest:
        raise ValueError(listed.name)


def _inflated(archive: zipfile.ZipFile, info: zipfile.ZipInfo, most: int) -> Iterator[bytes]:
    if info.file_size > most or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(info.filename)
    with archive.open(info) as member:
        while chunk := member.read(_CHUNK):
            yield chunk
