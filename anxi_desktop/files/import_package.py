"""The zip package of an .xlsx file, opened with bounds that hold for hostile files too."""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Callable, Generator
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from anxi_desktop.files.import_grid import DamagedError, TooLargeError

MOST_PART = 600 << 20
MOST_SMALL_PART = 150 << 20

_CHUNK = 1 << 18
_MOST_MEMBERS = 10_000
# Cells that only carry a format, and rows of nothing else: a million of them are common and say nothing.
_BLANK_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"[^<>]*/>')
_BLANK_ROW = re.compile(rb'<row r="[0-9]{1,7}"[^<>]*(?:/>|></row>)')

Connect = Callable[[expat.XMLParserType], None]
"""Sets the handlers of a parser."""


class Package:
    """An open package; parts are named in small letters. Raises DamagedError or TooLargeError."""

    def __init__(self, source: Path | BytesIO) -> None:
        try:
            self._zip = zipfile.ZipFile(source)
        except (zipfile.BadZipFile, zipfile.LargeZipFile, ValueError, NotImplementedError) as error:
            raise DamagedError(str(error)) from error
        members = self._zip.infolist()
        if len(members) > _MOST_MEMBERS:
            self._zip.close()
            raise TooLargeError(f"{len(members)} 个部件")
        self._parts = {info.filename.lstrip("/").lower(): info for info in members}

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return part in self._parts

    def size(self, part: str) -> int:
        """The bytes a part declares to be."""
        return self._parts[part].file_size

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relation id → (part, kind), both in small letters; "" stands for the package itself."""
        folder, _, name = part.rpartition("/")
        relations = posixpath.join(folder, "_rels", f"{name}.rels")
        found: dict[str, tuple[str, str]] = {}

        def on_start(name: str, attributes: dict[str, str]) -> None:
            if name == "Relationship" and attributes.get("TargetMode") != "External":
                target = attributes.get("Target", "").replace("\\", "/")
                whole = target if target.startswith("/") else f"/{posixpath.join(folder, target)}"
                place = posixpath.normpath(whole).lstrip("/").lower()
                found[attributes.get("Id", "")] = (place, attributes.get("Type", "").lower())

        if relations.lower() in self._parts:
            self.walk(relations.lower(), on_start)
        return found

    def walk(self, part: str, on_start: Callable[[str, dict[str, str]], None]) -> None:
        """Call `on_start` for every element of a small part."""

        def connect(parser: expat.XMLParserType) -> None:
            def start(name: str, attributes: dict[str, str]) -> None:
                on_start(local_name(name), attributes)

            parser.StartElementHandler = start

        if part not in self._parts:
            raise DamagedError(part)
        for _ in self.feed(part, connect, limit=MOST_SMALL_PART):
            pass

    def feed(self, part: str, connect: Connect, *, limit: int, thin: bool = False) -> Generator[int]:
        """Parse a part chunk by chunk, `thin` without blank cells; yields the bytes so far."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = _refuse_doctype
        connect(parser)
        done = 0
        try:
            rest = b""
            for chunk in self._inflate(self._parts[part], limit=limit):
                done += len(chunk)
                if thin:
                    chunk, rest = _thinned(rest + chunk)
                parser.Parse(chunk, False)
                yield done
            parser.Parse(rest, True)
        except expat.ExpatError as error:
            raise DamagedError(str(error)) from error

    def read(self, part: str, *, limit: int) -> bytes:
        """A whole part. Raises TooLargeError before anything is read where it declares more than `limit`."""
        if part not in self._parts:
            raise DamagedError(part)
        return b"".join(self._inflate(self._parts[part], limit=limit))

    def _inflate(self, info: zipfile.ZipInfo, *, limit: int) -> Generator[bytes]:
        """A member's bytes, never more than it declares nor than `limit`."""
        if info.file_size > limit:
            raise TooLargeError(f"解开后 {info.file_size >> 20} MB")
        if info.flag_bits & 1:
            raise DamagedError("encrypted member")
        done = 0
        try:
            with self._zip.open(info) as member:
                while chunk := member.read(_CHUNK):
                    done += len(chunk)
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise DamagedError(str(error)) from error
        if done != info.file_size:
            raise DamagedError("short member")


def local_name(name: str) -> str:
    """An element's name without its namespace."""
    return name.rpartition("}")[2]


def _thinned(chunk: bytes) -> tuple[bytes, bytes]:
    """The chunk without blank cells, and its end from the last cell or row on, which may go on in the next."""
    if b"<![CDATA[" in chunk:
        return chunk, b""
    end = max(chunk.rfind(b"<c "), chunk.rfind(b"<row "), 0)
    if len(chunk) - end > _CHUNK:
        end = len(chunk)  # one cell longer than any real one
    return _BLANK_ROW.sub(b"", _BLANK_CELL.sub(b"", chunk[:end])), chunk[end:]


def _refuse_doctype(*_: object) -> None:
    raise DamagedError("doctype")
