"""Office files are zips, and a zip's members bear a date: it must be one a zip can hold, whatever the clock says."""

from __future__ import annotations

import time
import zipfile
from pathlib import Path
from typing import IO, Any

_FIRST, _LAST = (1980, 1, 1, 0, 0, 0), (2107, 12, 31, 23, 59, 59)


class DatedZip(zipfile.ZipFile):
    """A zip whose members have a date that a zip can hold: an empty clock battery makes it 1970."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *more: Any, **options: Any) -> None:
        """As in the base class, with the date clamped."""
        if isinstance(zinfo_or_arcname, str):
            now = time.localtime()[:6]
            info = zipfile.ZipInfo(zinfo_or_arcname, date_time=min(max(now, _FIRST), _LAST))
            info.compress_type = self.compression
            info.external_attr = 0o600 << 16
            zinfo_or_arcname = info
        super().writestr(zinfo_or_arcname, data, *more, **options)


def save_docx(document: Any, target: Path | IO[bytes]) -> None:
    """Save a document of python-docx. Errors: OSError."""
    from docx.opc.pkgwriter import PackageWriter

    package = document.part.package
    for part in package.parts:
        part.before_marshal()
    writer: Any = PackageWriter
    with DatedZip(target, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        members = _Members(archive)
        writer._write_content_types_stream(members, package.parts)
        writer._write_pkg_rels(members, package.rels)
        writer._write_parts(members, package.parts)


class _Members:
    """What python-docx writes its parts with."""

    def __init__(self, archive: DatedZip) -> None:
        self._archive = archive

    def write(self, pack_uri: Any, blob: bytes) -> None:
        """One part under its name in the package."""
        self._archive.writestr(pack_uri.membername, blob)
