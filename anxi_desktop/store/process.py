"""Which processes live: how a lock file or a mark of a process that was killed is told from one at work."""

from __future__ import annotations

import os
import time

_TOLERANCE_SECONDS = 120


def own_mark() -> str:
    """A text that names this process until the machine is started again."""
    return f"{os.getpid()} {_started_at()}"


def is_mark_alive(mark: str) -> bool:
    """True while the process that made `mark` lives. A number used again after a restart does not count."""
    number, _, started = mark.partition(" ")
    try:
        since = abs(int(started) - _started_at())
        return since <= _TOLERANCE_SECONDS and is_alive(int(number))
    except ValueError:
        return False


def _started_at() -> int:
    """When this machine was started, in seconds; as exact as its wall clock."""
    return int(time.time() - time.monotonic())


if os.name == "nt":
    import ctypes

    def is_alive(number: int) -> bool:
        """True while a process of this number lives."""
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, number)  # query limited information
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)

else:

    def is_alive(number: int) -> bool:
        """True while a process of this number lives."""
        try:
            os.kill(number, 0)
        except (ProcessLookupError, OverflowError):
            return False
        except OSError:
            return True
        return True
