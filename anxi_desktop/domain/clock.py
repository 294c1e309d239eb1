"""Hybrid logical clock: stamps for display order and ties, never for truth.

A stamp is milliseconds since 1970 times 65,536 plus a counter, so that stamps of one laptop always grow even
when its wall clock goes back. Source: exchange design, "Clocks".
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

TICKS = 1 << 16
MAX_DRAG_MS = 24 * 3600 * 1000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def next_stamp(*, last: int, wall_ms: int) -> int:
    """The stamp after `last` at a wall clock of `wall_ms` milliseconds."""
    return max(wall_ms * TICKS, last + 1)


def heard(*, last: int, received: int, wall_ms: int) -> int:
    """Our clock after a received stamp; a clock that is wrong elsewhere drags ours by a day at most."""
    return max(last, min(received, (wall_ms + MAX_DRAG_MS) * TICKS))


def is_behind(*, last: int, wall_ms: int) -> bool:
    """True when the wall clock stands more than a minute before the last own entry: ask to check the date."""
    return wall_ms + 60_000 < last // TICKS


def moment(stamp: int) -> datetime:
    """The UTC time a stamp stands for; clamped to what a calendar can show."""
    seconds = min(max(stamp // TICKS / 1000, 0), 253_402_300_799)
    return _EPOCH + timedelta(seconds=seconds)  # fromtimestamp ends in the year 3000 on Windows


def local_moment(stamp: int) -> datetime:
    """The same on this machine's clock; in UTC where the system's calendar does not reach so far."""
    found = moment(stamp)
    try:
        return found.astimezone()
    except (OSError, OverflowError, ValueError):
        return found
