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
    from ctypes import wintypes

    _QUERY_LIMITED = 0x1000
    _STILL_ACTIVE = 259
    _ACCESS_DENIED = 5
    _LARGEST = 2**32 - 1

    def is_alive(number: int) -> bool:
        """True while a process of this number lives, another user's too."""
        if not 0 < number <= _LARGEST:
            return False
        system = ctypes.WinDLL("kernel32", use_last_error=True)
        system.OpenProcess.restype = wintypes.HANDLE
        system.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
        system.GetExitCodeProcess.argtypes = (wintypes.HANDLE, wintypes.LPDWORD)
        system.CloseHandle.argtypes = (wintypes.HANDLE,)
        handle = system.OpenProcess(_QUERY_LIMITED, False, number)
        if not handle:
            return ctypes.get_last_error() == _ACCESS_DENIED
        # A process that has ended can still be opened while anybody holds a handle of it.
        code = wintypes.DWORD()
        known = system.GetExitCodeProcess(handle, ctypes.byref(code))
        system.CloseHandle(handle)
        return not known or code.value == _STILL_ACTIVE

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
