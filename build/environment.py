"""Make this checkout ready: its own .venv from the locks, and the Debian libraries and programs it needs.

Standard library only: it runs before anything is installed. What a person reads here is Chinese, because
`dev.py run` is also how a user without an installer starts the program.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if sys.platform == "win32" else "bin")
PYTHON = BIN / ("python.exe" if sys.platform == "win32" else "python")
WORK = ROOT / ".work"

LOCKS = {"run": ROOT / "build" / "requirements.lock", "test": ROOT / "build" / "requirements-dev.lock"}
"""What is installed for a user, and for a developer (the first is part of the second)."""

_STAMP = VENV / "installed.json"

# What Qt opens on Debian 12 when a window is shown: library → package.
_WINDOW_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}

# What the tests look at reports with; a test whose program is missing is skipped with that reason.
_TEST_PROGRAMS = {
    "pdftoppm": "poppler-utils",
    "soffice": "libreoffice-calc",
    "git": "git",
}


# What makes the Windows program on Debian, and tries it.
_PACKAGE_PROGRAMS = {
    "wine": "wine",
    "/usr/lib/wine/wine64": "wine64",
    "makensis": "nsis",
    "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
    "Xvfb": "xvfb",
    "xdotool": "xdotool",
    "import": "imagemagick",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc": "fonts-wqy-microhei",
}


class SetupError(Exception):
    """The checkout cannot be made ready; the text is a Chinese sentence that says what to do."""


def make_ready(level: str) -> None:
    """Install what `level` ("run", "test" or "package") needs. A second call finds its stamp and does nothing."""
    _install_packages(level)
    level = "test" if level == "package" else level
    installed = {name for name, stamp in _stamps().items() if name in LOCKS and stamp == _wanted(name)}
    if PYTHON.exists() and installed & {level, "test"}:
        return
    _make_venv()
    _say("正在安装程序用到的库（只在第一次或版本变化时）……")
    _pip("install", "--require-hashes", "-r", str(LOCKS[level]))
    _pip("install", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    _STAMP.write_text(json.dumps({name: _wanted(name) for name in {*installed, level}}), encoding="utf-8")


def run_python(*arguments: str, environment: dict[str, str] | None = None) -> int:
    """Run the .venv's Python in the checkout and hand back its exit status."""
    return subprocess.run(
        [str(PYTHON), *arguments], cwd=ROOT, check=False, env={**os.environ, **(environment or {})}
    ).returncode


def has_display() -> bool:
    """False on a Linux without any screen to open a window on."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _wanted(level: str) -> str:
    """A digest of what would be installed: the lock, the entry points and the interpreter."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    entries = json.dumps([project["name"], project["scripts"], project["gui-scripts"], sys.version_info[:2]])
    return hashlib.sha256(LOCKS[level].read_bytes() + entries.encode()).hexdigest()


def _stamps() -> dict[str, str]:
    try:
        found = json.loads(_STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _make_venv() -> None:
    if PYTHON.exists() and _is_quiet([str(PYTHON), "-m", "pip", "-V"]):
        return
    _say("正在建立 .venv ……")
    shutil.rmtree(VENV, ignore_errors=True)
    made = subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=False)
    if made.returncode != 0:
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError("建立 .venv 没有成功，原因见上面的输出。")


def _is_quiet(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def _pip(*arguments: str) -> None:
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", "-qq"]
    cache = os.environ.get("ANXI_CACHE")
    if cache:
        command += ["--cache-dir", str(Path(cache).expanduser() / "pip")]
    if subprocess.run([*command, *arguments], cwd=ROOT, check=False).returncode != 0:
        raise SetupError("安装没有成功，原因见上面的输出。如果是网络不通，请联网后再运行一次。")


def _install_packages(level: str) -> None:
    """Debian packages: what nothing works without must be there, what only some tests use may be missing."""
    if not sys.platform.startswith("linux"):
        return
    known = _known_libraries()
    needed = [package for name, package in _WINDOW_LIBRARIES.items() if name not in known]
    if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
        needed.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")  # Debian keeps it apart
    if level == "package":
        needed += [package for name, package in _PACKAGE_PROGRAMS.items() if not _is_there(name)]
    programs = _TEST_PROGRAMS if level == "test" else {}
    useful = [package for name, package in programs.items() if shutil.which(name) is None]
    if not needed and not useful:
        return
    try:
        _apt_install([*needed, *useful])
    except SetupError as error:
        if needed:
            raise
        _say(f"{error}没有它们，用到的测试会跳过。")


def _is_there(name: str) -> bool:
    """True for a file by its path, or a program by its name."""
    return Path(name).exists() if name.startswith("/") else shutil.which(name) is not None


def _known_libraries() -> frozenset[str]:
    """The sonames the loader knows; everything when it cannot be asked (then Qt itself will say)."""
    program = shutil.which("ldconfig") or "/sbin/ldconfig"
    try:
        listed = subprocess.run([program, "-p"], capture_output=True, text=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return frozenset(_WINDOW_LIBRARIES)
    return frozenset(line.split()[0] for line in listed.splitlines() if line.startswith("\t"))


def _apt_install(packages: list[str]) -> None:
    """Install Debian packages as root; otherwise say the exact command."""
    names = " ".join(packages)
    command = f"apt-get update && apt-get install -y --no-install-recommends {names}"
    if shutil.which("apt-get") is None:
        raise SetupError(f"缺少系统组件，请用本机的软件管理器安装与这些 Debian 包相当的包：{names}。")
    if os.name != "posix" or os.geteuid() != 0:
        raise SetupError(f"缺少系统组件，请用管理员身份执行：sudo sh -c '{command}'，然后再运行一次。")
    _say(f"正在安装系统组件：{names}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for step in (["update", "-q"], ["install", "-y", "-q", "--no-install-recommends", *packages]):
        done = subprocess.run(
            ["apt-get", *step],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if done.returncode != 0:
            raise SetupError(f"系统组件没有装上，原因见上面的输出。请手工执行：{command}。")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
