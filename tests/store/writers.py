"""Starts, listens to and kills the processes of writer.py and inspection_writer.py."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
CAN_FORK = hasattr(os, "fork")

Said = dict[str, Any]


class Writers:
    """Writes into one data folder with one child process at a time."""

    def __init__(self, folder: Path, profile: Path, *, script: str = "writer.py") -> None:
        self._command = [
            sys.executable,
            str(Path(__file__).with_name(script)),
            str(folder),
            str(profile),
        ]
        self._process: subprocess.Popen[str] | None = None
        self._child = 0
        self._is_over = True
        self.ended = 0

    def start(self, **told: object) -> None:
        """Start a child that does what the script is told."""
        assert self._is_over
        if self._process is None:
            self._process = subprocess.Popen(
                [*self._command, "fork"] if CAN_FORK else self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )
        self.tell(json.dumps(told))
        self._is_over = False
        self._child = 0
        said = self._line()
        if said is None:
            self._is_over = True
        assert said is not None, "the script did not start"
        self._child = said["pid"]

    def tell(self, line: str) -> None:
        """Send a line."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def listen(self) -> Said | None:
        """What the child says next, or None at its end."""
        if self._is_over:
            return None
        said = self._line()
        if said is None or "end" in said:
            self._is_over = True
            self.ended = said["end"] if said else self._leave()
            return None
        return said

    def rest(self) -> Iterator[Said]:
        """Everything until the child's end."""
        while (said := self.listen()) is not None:
            yield said

    def kill(self) -> None:
        """End the child as a power cut would; what it said before can still be read."""
        if CAN_FORK:
            assert self._child, "it never said that it began"  # 0 would be this process and all beside it
            os.kill(self._child, signal.SIGKILL)
        else:
            assert self._process is not None
            self._process.kill()

    def close(self) -> None:
        """End everything."""
        if not self._is_over:
            self.kill()
            for _ in self.rest():
                pass
        if self._process is not None:
            self._leave()

    def _line(self) -> Said | None:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        return json.loads(line) if line else None

    def _leave(self) -> int:
        assert self._process is not None
        self._process.communicate()
        code, self._process = self._process.returncode, None
        return code
