"""The tests of the lower floors and the command line under the Windows Python, beside the packaging."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass

from environment import ROOT, SetupError
from windows_python import WindowsPython
from wine import Wine

# The window is tried by the packaged program itself.
_FOLDERS = ("tests/domain", "tests/files", "tests/store", "tests/test_cli.py", "tests/test_samples.py")
_SECONDS = 900


@dataclass(frozen=True, slots=True)
class WindowsTests:
    """A run that goes on in the background until it is waited for."""

    process: subprocess.Popen[bytes]
    wine: Wine

    @classmethod
    def start(cls, runtime: WindowsPython) -> WindowsTests:
        """Begin."""
        command = ("-m", "pytest", "--no-header", "-q", "-p", "no:cacheprovider", *_FOLDERS)
        variables = {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}
        started = runtime.wine.start(runtime.python, *command, folder=ROOT, variables=variables)
        return cls(started, runtime.wine)

    def leave(self) -> None:
        """Let nothing go on behind a build that has failed."""
        if self.process.poll() is None:
            self.wine.end()
            self.process.kill()
            self.process.wait()

    def finish(self) -> str:
        """Wait for the end: what pytest counted. Raises SetupError with all it said where a test failed."""
        try:
            output, _ = self.process.communicate(timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise SetupError(f"Windows 下的测试在 {_SECONDS} 秒内没有结束。") from None
        text = output.decode("utf-8", "replace").replace("\r\n", "\n")
        if self.process.returncode != 0:
            raise SetupError(f"Windows 下的测试没有通过。\n{text[-8000:]}")
        done = "".join(re.findall(r"^([.sxX]+) ", text, re.MULTILINE))
        return f"{done.count('.')} 项通过，{done.count('s')} 项跳过"
