"""The installed program at work: installed, used, upgraded and removed as people do, on a Windows of its own.

On Linux that is Wine with a user whose name is Chinese and has a space, and the window is driven by mouse and
keys; on Windows the same without the window, which has no screen there. What is found is said as it goes;
the first thing that is not as it must be ends it.
"""

from __future__ import annotations

import dataclasses
import shutil
import sys
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import installer
import start_times
import windows_python
from environment import ROOT, WORK
from installed import Installed, expect
from this_windows import ThisWindows
from trial_day import first_day
from trial_window import Hand
from wine import Wine, screen

PHOTOS = WORK / "trial"
_USER = "张 三"
_OTHER_USER = "李四"
_OLD_VERSION = "0.0.1"
_INSTALL_SECONDS = 300
_REMOVE_SECONDS = 60
_SCREEN = (1600, 1000)


def run(setup: Path, folder: Path, *, version: str) -> None:
    """Try an installer whose content is `folder`. Raises SetupError where something is not as it must be."""
    with tempfile.TemporaryDirectory() as scratch:
        if sys.platform == "win32":
            program = Installed(ThisWindows())
            expect(not program.folder.exists(), f"程序已经装在 {program.folder}，请先卸载")
            _begin(program, _older(folder, Path(scratch)))
            program.cli("demo")
            _upgrade(program, setup, folder, version=version)
            _remove(program)
            return
        shutil.rmtree(PHOTOS, ignore_errors=True)
        PHOTOS.mkdir(parents=True)
        with screen(*_SCREEN) as display:
            wine = Wine(Path(scratch) / "试 用", user=_USER, display=display)
            _under_wine(wine, setup, folder, _older(folder, Path(scratch)), version=version)
    print(f"{len(list(PHOTOS.glob('*.png')))} 张图片在 {PHOTOS.relative_to(ROOT)}")


def _under_wine(wine: Wine, setup: Path, folder: Path, older: Path, *, version: str) -> None:
    runtime = windows_python.windows_python()
    wine.make(dlls=runtime.dlls)
    program, hand = Installed(wine), Hand(wine.display, PHOTOS)
    try:
        _begin(program, older)
        before = program.prints()
        with _said("首次启动、导入、修改与撤销、附件4"):
            first_day(program, wine, hand)
        with _said("运行中没有改动程序文件夹"):
            expect(program.prints() == before, "程序运行时改动了自己的文件夹")
        with _said("很深的中文文件夹，另一个用户"):
            _elsewhere(program, wine)
        _upgrade(program, setup, folder, version=version)
        expect(not hand.has_window(), "升级时程序没有关闭")
        start_times.report(program, wine, runtime)
        _remove(program)
    finally:
        wine.end()


def _begin(program: Installed, older: Path) -> None:
    with _said("安装旧版本"):
        _install(program, older)
    with _said("自检"):
        program.cli("self-test")


def _elsewhere(program: Installed, wine: Wine) -> None:
    """Data deep in Chinese folders, then too deep for Windows; and a second user has data of their own."""
    deep = "C:\\" + "\\".join(["安全生产 资料"] * 25)
    program.cli("demo", "--data", deep, "--projects", "5", "--months", "1", "--seed", "1")
    program.cli("check", "--data", deep)
    too_deep = "C:\\" + "\\".join(["安全生产标准化 资料" * 3] * 12)
    ended = program.windows.run(
        program.folder / "anxi-cli.exe", "demo", "--data", too_deep, timeout=_INSTALL_SECONDS
    )
    expect(ended.status == 3 and "路径太长" in ended.text, f"路径太长时没有说清楚：{ended.text}")
    other = Installed(dataclasses.replace(wine, user=_OTHER_USER))
    ended = other.windows.run(
        program.folder / "anxi-cli.exe", "demo", "--projects", "5", timeout=_INSTALL_SECONDS
    )
    expect(ended.status == 0, f"另一个用户打不开程序：{ended.text}")
    expect((other.data / "anxi.db").is_file(), "另一个用户的数据不在自己的文件夹里")


def _upgrade(program: Installed, setup: Path, folder: Path, *, version: str) -> None:
    digest = program.cli("digest")
    with _said("升级（程序开着时先请它关闭）"):
        _install(program, setup)
        expect(f"program: {version}" in program.cli("version"), "升级后还是旧版本")
        expect(program.prints().keys() == _content(folder), "升级后的文件与安装包里的不一致")
    with _said("升级后数据原样"):
        expect(program.cli("digest") == digest, "升级后数据变了")
        program.cli("check")


def _install(program: Installed, setup: Path) -> None:
    ended = program.windows.run(setup, "/S", timeout=_INSTALL_SECONDS)
    expect(ended.status == 0, f"安装以 {ended.status} 结束")
    expect((program.folder / "anxi.exe").is_file(), "装好后没有 anxi.exe")


def _remove(program: Installed) -> None:
    with _said("卸载，数据保留"):
        kept = program.data_prints()
        expect(len(program.shortcuts()) == 2, "桌面或开始菜单里没有快捷方式")
        expect(program.is_registered() and program.opens_bundles(), "没有登记卸载或 .anxi 关联")
        program.windows.run(program.folder / "卸载.exe", "/S", timeout=_INSTALL_SECONDS)
        until = time.monotonic() + _REMOVE_SECONDS  # it goes on from a copy of itself
        while program.folder.exists() and time.monotonic() < until:
            time.sleep(1)
        expect(not program.folder.exists(), "卸载后程序文件夹还在")
        expect(not program.shortcuts(), "卸载后快捷方式还在")
        expect(not program.is_registered() and not program.opens_bundles(), "卸载后注册表里还有登记")
        expect(program.data_prints() == kept, "卸载改动了数据")


def _older(folder: Path, scratch: Path) -> Path:
    """An installer of an older version: the same program with a library that the new one has no more."""
    old = scratch / "older"
    shutil.copytree(folder, old, symlinks=True)
    (old / "_internal" / "旧版本的库.dll").write_bytes(b"old")
    return installer.make(old, scratch / "older.exe", version=_OLD_VERSION, fast=True)


def _content(folder: Path) -> set[str]:
    """What must be in the program's folder."""
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()} | {
        "卸载.exe"
    }


@contextmanager
def _said(what: str) -> Generator[None]:
    started = time.monotonic()
    yield
    print(f"  试用 {what}：正常（{time.monotonic() - started:.0f} 秒）", flush=True)
