"""Saves for photos that belong to records already made: new ones, their marks and their words."""

from __future__ import annotations

from collections.abc import Sequence

from anxi_desktop.domain.photo_marks import Mark, write_marks
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.domain.save import Save
from anxi_desktop.files.photo_intake import TakenPhoto
from anxi_desktop.store.store import new_id


def add_photo_saves(
    photo: TakenPhoto,
    *,
    project: str,
    role: PhotoRole,
    author: str,
    inspection: str = "",
    hazard: str = "",
) -> list[Save]:
    """The save of a picture that was taken in."""
    values: dict[str, JournalValue] = {
        "project": project,
        "hazard": hazard or None,
        "inspection": inspection or None,
        "role": role.value,
        "digest": photo.digest,
        "size": photo.size,
        "file_name": photo.file_name,
        "taken_at": photo.taken_at or None,
        "position": photo.position or None,
        "author": author or None,
    }
    return [Save("photo", new_id(), {name: value for name, value in values.items() if value is not None})]


def photo_marks_saves(record: str, marks: Sequence[Mark]) -> list[Save]:
    """The save of what was drawn over a picture."""
    return [Save("photo", record, {"marks": write_marks(marks) or None})]


def caption_saves(record: str, text: str) -> list[Save]:
    """The save of a picture's words."""
    return [Save("photo", record, {"caption": text.strip() or None})]
