"""Photos of records as the large view wants them."""

from __future__ import annotations

from collections.abc import Mapping

from anxi_desktop.domain.photo_marks import read_marks
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.views.components.photo_view import LargePhoto


def large_photo(photo: Mapping[str, JournalValue]) -> LargePhoto:
    """A photo's row with what is known of it."""
    about = "　".join(str(photo[name]) for name in ("taken_at", "position", "author") if photo.get(name))
    return LargePhoto(
        str(photo["id"]),
        str(photo["digest"]),
        about,
        str(photo.get("caption") or ""),
        tuple(read_marks(str(photo.get("marks") or ""))),
    )
