"""The Windows we are on, asked as `wine.Wine` asks a prefix: for the trial on a machine that needs no Wine."""

from __future__ import annotations

import os
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from environment import SetupError
from wine import Ended


@dataclass(frozen=True, slots=True)
class ThisWindows:
    """The person who is signed in."""

    @property
    def home(self) -> Path:
        """The user's own folder."""
        return Path(os.environ["USERPROFILE"])

    def run(
        self,
        *command: str | Path,
        timeout: int,
        folder: Path | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> Ended:
        """Run a program to its end. Raises SetupError after `timeout` seconds."""
        # Into a file: what a program leaves running would hold a pipe open and this would wait for it.
        with tempfile.TemporaryFile() as said:
            try:
                done = subprocess.run(
                    [str(part) for part in command],
                    cwd=folder,
                    env={**os.environ, **(variables or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=subprocess.STDOUT,
                    timeout=timeout,
                    check=False,
                )
            except subprocess.TimeoutExpired:
                shown = " ".join(str(part) for part in command)
                raise SetupError(f"{shown} 在 {timeout} 秒内没有结束，已停止。") from None
            said.seek(0)
            output = said.read()
        return Ended(done.returncode, output.decode("utf-8", "replace").replace("\r\n", "\n"))
