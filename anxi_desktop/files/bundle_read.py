"""A bundle is opened, checked and read; nothing of it is written anywhere but where the caller says.

The order of the checks: size, zip structure, names, the manifest's signature, what it says of the members, the
hash of every member, then entry by entry while they are inflated. The first thing that does not fit refuses
the whole. What an entry may do is not decided here. Source: sync design, section 4, "Import".
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from anxi_desktop.domain import bundle_manifest as manifests
from anxi_desktop.domain import bundle_names as names
from anxi_desktop.domain.bundle_manifest import Manifest, damaged
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.bundle_entries import ReadEntry, read_entries
from anxi_desktop.files.bundle_seal import demand_open, is_sealed
from anxi_desktop.files.bundle_zip import ZipMember, ZipReader
from anxi_desktop.store.atomic import disk_error
from anxi_desktop.store.keys import is_signed

Unseal = Callable[[Path, Path], None]
"""Opens the sealed file at the first path into a plain one at the second."""

_SIGNATURE = re.compile(rb"[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class BundledFile:
    """A whole attachment in a bundle: SHA-256 (64 hex digits) and size in bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class BundledPart:
    """Part `number` of `count` of an attachment: `size` bytes of the `whole`."""

    digest: str
    number: int
    count: int
    size: int
    whole: int


class OpenBundle:
    """A bundle whose structure and signature are sound; `check` (or the first reading) goes over the rest."""

    def __init__(self, reader: ZipReader) -> None:
        self._reader = reader
        self._is_checked = False
        self.manifest = _read_manifest(reader)
        """What the sender signed."""
        self._names = tuple(name for name in reader.members if name in self.manifest.members)
        self.trust = self._read_trust()
        """The bytes of the trust list that rides along, or None."""

    def check(self) -> Generator[tuple[int, str]]:
        """Go over the hash of every member. Raises AnxiError("bundle_damaged")."""
        whole = sum(info.size for info in self.manifest.members.values()) or 1
        done = 0
        for name in self._names:
            for chunk in self._hashed(name):
                done += len(chunk)
                yield done * 100 // whole, "核对数据包"
        self._is_checked = True

    def entries(self) -> Iterator[ReadEntry]:
        """All entries in the order of the file; may be asked again. Raises AnxiError("bundle_damaged").

        A later one may be refused after earlier ones were handed out: take effect only when all have come.
        """
        self._demand_checked()
        chunks = self._hashed(names.ENTRIES)
        return read_entries(chunks, count=self.manifest.entry_count, raw=self.manifest.raw_bytes)

    def attachments(self) -> tuple[BundledFile, ...]:
        """The whole attachments in this file, in its order."""
        return tuple(
            BundledFile(digest, self.manifest.members[name].size)
            for name in self._names
            if (digest := names.attachment_of(name))
        )

    def parts(self) -> tuple[BundledPart, ...]:
        """The parts in this file of attachments that were cut."""
        found: list[BundledPart] = []
        for name in self._names:
            if part := names.part_of(name):
                size, whole = self.manifest.members[name].size, self.manifest.parts[part[0]]
                found.append(BundledPart(*part, count=whole.count, size=size, whole=whole.size))
        return tuple(found)

    def copy_attachment(self, digest: str, target: BinaryIO) -> None:
        """Write a whole attachment into `target`, checked once more. Raises AnxiError("bundle_damaged").

        KeyError where the file does not hold it.
        """
        self._copy(names.attachment_name(digest), target)

    def copy_part(self, digest: str, number: int, target: BinaryIO) -> None:
        """The same for a part; the parts 1 … count one behind the other are the attachment."""
        self._copy(names.part_name(digest, number), target)

    def _copy(self, name: str, target: BinaryIO) -> None:
        self._demand_checked()
        target.writelines(self._hashed(name))

    def _demand_checked(self) -> None:
        if not self._is_checked:
            for _ in self.check():
                pass

    def _hashed(self, name: str) -> Iterator[bytes]:
        """The bytes of a member, at the end of which its hash must be the one in the manifest."""
        sha256, total = self.manifest.members[name].sha256, hashlib.sha256()
        for chunk in self._reader.chunks(self._reader.members[name]):
            total.update(chunk)
            yield chunk
        if total.hexdigest() != sha256:
            raise damaged(f"{names.short(name)} 的指纹不对")

    def _read_trust(self) -> bytes | None:
        return b"".join(self._hashed(names.TRUST)) if names.TRUST in self.manifest.members else None


@contextmanager
def open_bundle(path: Path, *, open_sealed: Unseal | None = None) -> Generator[OpenBundle]:
    """The bundle at `path`, for as long as the context lasts; a sealed one is opened into a temporary folder.

    Errors: bundle_damaged, bundle_newer, file_missing, file_not_readable, those of `unseal`; for a sealed file
    without `open_sealed` sealed_passphrase_needed or sealed_for_others.
    """
    with ExitStack() as stack:
        try:
            if not path.is_file():
                raise AnxiError("file_missing", path=path)
            plain = path
            if is_sealed(path):
                if open_sealed is None:
                    raise demand_open(path)
                folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="anxi-"))
                plain = Path(folder) / "bundle.zip"
                open_sealed(path, plain)
            file = stack.enter_context(plain.open("rb"))
            bundle = OpenBundle(ZipReader(file, path))
        except PermissionError as error:
            raise AnxiError("file_not_readable", path=path) from error
        except OSError as error:
            raise disk_error(error, path) from error
        yield bundle


def _read_manifest(reader: ZipReader) -> Manifest:
    """The manifest, signed by the sender it names and in agreement with what the zip holds."""
    members = list(reader.members.values())
    if [member.name for member in members[:2]] != [names.MANIFEST, names.SIGNATURE]:
        raise damaged("没有清单")
    body = reader.read(members[0], limit=manifests.MAX_BYTES)
    signature = reader.read(members[1], limit=128)
    if not _SIGNATURE.fullmatch(signature) or not is_signed(
        public=manifests.signer_of(body),
        message=manifests.signed_bytes(body),
        signature=bytes.fromhex(signature.decode("ascii")),
    ):
        raise damaged("清单的签名不对")
    manifest = Manifest.read(body)
    _demand_agreement(manifest, members)
    return manifest


def _demand_agreement(manifest: Manifest, members: list[ZipMember]) -> None:
    places = [names.place_in_order(member.name) for member in members]
    if None in places or places != sorted(place for place in places if place is not None):
        raise damaged("成员的名字或顺序不对")
    held = {member.name: member.size for member in members[2:]}
    if held != {name: info.size for name, info in manifest.members.items()}:
        raise damaged("成员与清单不符")
