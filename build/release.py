"""What is handed out: the portable zip, the checksums, and how large everything is."""

from __future__ import annotations

import hashlib
import os
import subprocess
import zipfile
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from environment import ROOT

SUMS = "SHA256SUMS"
_README = """\
安溪安全生产标准化 {version}（便携版）

1. 把整个文件夹解压到电脑的硬盘上，不要放在 U 盘、网络盘或网盘同步的文件夹里。
2. 双击 anxi.exe 打开。不需要安装，也不需要网络。

数据放在程序旁边的“数据”文件夹里。升级时只换程序，“数据”文件夹留着。
组成和许可见 licences 文件夹。
"""
_EARLIEST = 315532800  # 1980: a zip knows no earlier day


def portable_zip(folder: Path, target: Path, *, version: str) -> Path:
    """The program's folder as a zip that keeps its data beside itself. The same folder gives the same bytes."""
    moment = datetime.fromtimestamp(_moment(), UTC).timetuple()[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                _add(archive, f"anxi/{path.relative_to(folder).as_posix()}", path.read_bytes(), moment)
        text = _README.format(version=version).replace("\n", "\r\n").encode("utf-8-sig")
        _add(archive, "anxi/使用说明.txt", text, moment)
        archive.writestr(zipfile.ZipInfo("anxi/数据/", moment), b"")
    return target


def write_sums(files: Iterable[Path], folder: Path) -> Path:
    """SHA256SUMS beside what it tells of, as `sha256sum -c` reads it."""
    lines = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8", newline="\n")
    return folder / SUMS


def megabytes(path: Path) -> float:
    """The size of a file or of a folder with all it holds."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file()) / 1e6


def largest(folder: Path, *, count: int = 10) -> list[tuple[str, float]]:
    """What takes the space, in MB: by package inside _internal, else by file."""
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            parts = path.relative_to(folder).parts
            sizes["/".join(parts[:2] if parts[0] == "_internal" else parts[:1])] += path.stat().st_size
    return [(name, size / 1e6) for name, size in sizes.most_common(count)]


def _add(archive: zipfile.ZipFile, name: str, body: bytes, moment: tuple[int, ...]) -> None:
    info = zipfile.ZipInfo(name, moment)  # pyright: ignore[reportArgumentType]
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, body)


def _moment() -> int:
    """The moment all files in the zip carry: SOURCE_DATE_EPOCH, else that of the last commit."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return max(_EARLIEST, int(given))
    command = ["git", "log", "-1", "--format=%ct"]
    found = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
    return max(_EARLIEST, int(found)) if found.isdigit() else _EARLIEST
