"""Photos of hazards in a list: small, with their marks, read when the row is written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.photo_marks import read_marks
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.files.ledger import Pictures
from anxi_desktop.files.photo_intake import small_copy
from anxi_desktop.files.photo_print import Printed, print_photo
from anxi_desktop.store.store import Store

_PIXELS = 480
_SHOWN = (PhotoRole.BEFORE, PhotoRole.SCENE, PhotoRole.AFTER)


class HazardPhotos:
    """The photos of all hazards, by their records; `font` is for words that are written on them."""

    def __init__(self, store: Store, *, font: Path) -> None:
        self._store, self._font = store, font
        self._of: dict[str, list[tuple[PhotoRole, str, str]]] = {}
        roles = {role.value: role for role in _SHOWN}
        for hazard, role, digest, marks in store.connection.execute(
            "SELECT hazard, role, digest, marks FROM photo WHERE hazard IS NOT NULL ORDER BY rowid"
        ):
            if role in roles:
                self._of.setdefault(str(hazard), []).append((roles[role], str(digest), str(marks or "")))

    def cell(self, hazard: str, roles: Sequence[PhotoRole], *, words: str) -> Pictures:
        """One photo for each of `roles` where there is one; one of the scene may stand for one before."""
        left = [
            (PhotoRole.AFTER if role is PhotoRole.AFTER else PhotoRole.BEFORE, digest, marks)
            for role, digest, marks in self._of.get(hazard, [])
        ]
        chosen: list[tuple[str, str]] = []
        for role in roles:
            found = next((photo for photo in left if photo[0] is role), None)
            if found is not None:
                left.remove(found)
                chosen.append(found[1:])
        return Pictures(
            words, lambda: [made for photo in chosen if (made := self._printed(*photo)) is not None]
        )

    def _printed(self, digest: str, marks: str) -> Printed | None:
        try:
            path = small_copy(self._store, digest)
        except AnxiError:  # a damaged photo does not keep a list from being printed
            return None
        if path is None:
            return None
        return print_photo(path, marks=read_marks(marks), stamp="", font=self._font, pixels=_PIXELS)
