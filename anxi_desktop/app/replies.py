"""The round trip with enterprises that have no program: the workbook out, its plan, and taking it in."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from datetime import date
from pathlib import Path

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.files.reply_read import ReplyOutcome, ReplyPlan, ReplyRow, apply_reply, plan_reply
from anxi_desktop.store.store import Done, Store


def reply_name(project: str, today: date) -> str:
    """The file name of a project's workbook."""
    return safe_name(f"整改回复_{project}_{today.isoformat()}") + ".xlsx"


def write_work(place: PhotoPlace, project: str, path: Path, *, unit: str, today: date) -> Work:
    """Work that writes a project's workbook; its result is the path. Errors: nothing_to_export, those of a write."""

    def work() -> Generator[tuple[int, str], None, Path]:
        from anxi_desktop.files.reply_write import write_reply

        yield 10, path.name
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            write_reply(store, project, path, unit=unit, today=today)
        return path

    return work


def plan_work(place: PhotoPlace, path: Path, *, today: date) -> Work:
    """Work that looks a filled-in workbook over; its result is the ReplyPlan."""

    def work() -> Generator[tuple[int, str], None, ReplyPlan]:
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            return (yield from plan_reply(store, path, today=today))

    return work


def apply_work(place: PhotoPlace, plan: ReplyPlan, *, author: str, today: date) -> Work:
    """Work that carries a plan out; its result is what was written, or None."""

    def work() -> Generator[tuple[int, str], None, Done | None]:
        with closing(Store.open(place.folder, profile=place.profile)) as store:
            return (yield from apply_reply(store, plan, author=author, today=today))

    return work


__all__ = ["ReplyOutcome", "ReplyPlan", "ReplyRow", "apply_work", "plan_work", "reply_name", "write_work"]
