"""Stamps grow whatever the wall clock does, and no wrong clock elsewhere takes ours away."""

from __future__ import annotations

from datetime import UTC, datetime

from anxi_desktop.domain.clock import MAX_DRAG_MS, TICKS, heard, is_behind, local_moment, moment, next_stamp

NOW = 1_790_000_000_000  # milliseconds


def test_stamps_of_one_laptop_always_grow() -> None:
    last = 0
    for wall in (NOW, NOW, NOW - 86_400_000, NOW - 50 * 365 * 86_400_000, NOW + 1, NOW):
        following = next_stamp(last=last, wall_ms=wall)
        assert following > last
        last = following
    assert last // TICKS == NOW + 1


def test_the_counter_starts_again_with_every_millisecond() -> None:
    assert next_stamp(last=(NOW - 1) * TICKS + 77, wall_ms=NOW) == NOW * TICKS
    assert next_stamp(last=NOW * TICKS, wall_ms=NOW) == NOW * TICKS + 1


def test_what_arrives_drags_our_clock_by_a_day_at_most() -> None:
    own = NOW * TICKS
    far = (NOW + 79 * 365 * 86_400_000) * TICKS
    assert heard(last=own, received=far, wall_ms=NOW) == (NOW + MAX_DRAG_MS) * TICKS
    assert heard(last=own, received=own + 5, wall_ms=NOW) == own + 5
    assert heard(last=own, received=0, wall_ms=NOW) == own
    assert heard(last=far, received=own, wall_ms=NOW) == far


def test_a_clock_that_was_put_back_is_told() -> None:
    last = NOW * TICKS + 3
    assert not is_behind(last=last, wall_ms=NOW)
    assert not is_behind(last=last, wall_ms=NOW - 59_000)
    assert is_behind(last=last, wall_ms=NOW - 61_000)
    assert not is_behind(last=0, wall_ms=0)


def test_every_stamp_has_a_time_that_a_calendar_can_show() -> None:
    assert moment(NOW * TICKS + 5) == datetime.fromtimestamp(NOW / 1000, UTC)
    assert moment(-1).year == 1970
    assert moment(2**63 - 1).year == 6429
    assert moment(2**80).year == 9999


def test_a_far_stamp_has_a_local_time_on_every_system() -> None:
    for stamp in (-1, NOW * TICKS, 2**63 - 1, 2**80):
        assert local_moment(stamp).tzinfo is not None
    assert local_moment(NOW * TICKS) == moment(NOW * TICKS)
