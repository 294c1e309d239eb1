"""The drawer's last tab: a project's history as a timeline, who did what on which laptop, old → new."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from PySide6.QtCore import QCoreApplication

from anxi_desktop.app.registry import HistoryLine
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.views.components.timeline import TimelineEntry
from anxi_desktop.views.moments import short_moment

_MOST_LINES = 12


def timeline_entries(story: Iterable[HistoryLine], *, now: datetime) -> list[TimelineEntry]:
    """The steps of a story for the timeline, in the order given."""
    return [_entry(line, now) for line in story]


def _entry(line: HistoryLine, now: datetime) -> TimelineEntry:
    moment = line.when.replace(tzinfo=None)
    who = " · ".join(part for part in (short_moment(moment, now=now), line.author, line.device) if part)
    changes = [text for text in map(_change, line.changes) if text]
    more = len(changes) - _MOST_LINES
    if more > 0:
        changes = [*changes[:_MOST_LINES], _tr("还有 {n} 处").format(n=more)]
    deleted = any(change.field == DELETED and change.new is True for change in line.changes)
    tone = "danger" if deleted else "secondary" if line.undoes else "accent"
    return TimelineEntry(line.title, who, tuple(changes), tone)


def _change(change: object) -> str:
    label, old, new = (str(getattr(change, name)) for name in ("label", "old_word", "new_word"))
    if not old and not new:
        return ""
    if not old:
        return _tr("{field}：{new}").format(field=label, new=new)
    return _tr("{field}：{old} → {new}").format(field=label, old=old, new=new or _tr("空"))


def _tr(text: str) -> str:
    return QCoreApplication.translate("project_story", text)
