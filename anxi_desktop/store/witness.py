"""The witness: how a database notices that it is a copy or was put back from an old one.

The database and one small file in the user profile hold the same random token, replaced at every opening and
closing. Any mismatch (another path, another machine, an older copy) makes the store write as a new site, so
that no (stream, site, seq) is ever used twice. Source: exchange design, "Clones and restores".
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from anxi_desktop.store.atomic import disk_error, write_beside


@dataclass(frozen=True, slots=True)
class Witness:
    """The witness file of one data folder. While a token is being replaced the file holds both."""

    path: Path
    place: str

    @classmethod
    def of(cls, *, profile: Path, folder: Path) -> Witness:
        """The witness for `folder`, kept under the user's `profile` folder."""
        place = f"{platform.node()}\n{os.path.normcase(folder.resolve())}"
        name = hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        return cls(profile / "witness" / f"{name}.json", place)

    def confirms(self, token: str) -> bool:
        """True when the database that holds `token` is the one this profile saw last at this place."""
        try:
            found: Any = json.loads(self.path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return False
        if not isinstance(found, dict):
            return False
        known = cast("dict[str, object]", found)
        return bool(token) and token in (known.get("token"), known.get("next"))

    def announce(self, *, token: str, following: str) -> None:
        """Before the database takes the token `following`: either of the two will be right after a crash."""
        self._write({"place": self.place, "token": token, "next": following})

    def settle(self, token: str) -> None:
        """After the database has taken `token`."""
        self._write({"place": self.place, "token": token})

    def _write(self, content: dict[str, str]) -> None:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise disk_error(error, self.path.parent) from error
        with write_beside(self.path) as temporary:
            temporary.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8", newline="\n")


def new_token() -> str:
    """A random token of 32 hex digits."""
    return secrets.token_hex(16)
