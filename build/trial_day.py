"""The first day of a person with the installed program: first run, import, an edit and its undo, 附件4."""

from __future__ import annotations

import shutil
from pathlib import Path

from environment import ROOT
from installed import Installed, expect
from trial_window import Area, Hand
from wine import Wine

_SAMPLE = ROOT.parent / "shared" / "samples" / "registry-works.xlsx"

# Where the green button of a page stands, in a window of 1440 × 900.
_WELCOME: Area = (300, 380, 1140, 640)
_MARK: Area = (10, 10, 60, 60)
_EMPTY_PAGE: Area = (300, 440, 1400, 640)
_CHOOSE_FILE: Area = (600, 300, 1100, 420)
_NEXT: Area = (1100, 760, 1440, 890)
_DONE: Area = (300, 400, 1000, 760)
_HEAD: Area = (1200, 60, 1440, 130)

_FIRST_ROW = (500, 210)
_PERMIT_NO = (1280, 407)
_MONTH_PAGE = (100, 260)
# How far the middle of 导出 stands left of the green button beside it.
_EXPORT_LEFT = 60
_PERMIT = "P-2026-1"
_LEAST_REPORT = 5000
"""Bytes; a report is never so small."""


def first_day(program: Installed, wine: Wine, hand: Hand) -> None:
    """Drive the program from its first start to the first exported form; it stays open."""
    drive = wine.prefix / "drive_c"
    started = wine.start(program.folder / "anxi.exe", folder=program.folder)
    hand.find_window()
    hand.main_button(_WELCOME, what="开始使用")
    hand.photo("首次启动")
    hand.press_main(_WELCOME, what="开始使用")
    hand.type("Anxi")
    hand.keys("Tab", "Tab")
    hand.type("Zhang")
    hand.photo("填好")
    hand.keys("Return")
    hand.see(_MARK, what="主窗口")
    hand.wait((program.data / "anxi.db").is_file, "没有建立数据库")
    _import(program, hand, drive)
    _edit(program, hand)
    _report(hand, drive)
    expect(started.poll() is None, "程序自己退出了")


def _import(program: Installed, hand: Hand, drive: Path) -> None:
    source = drive / "works.xlsx"
    if _SAMPLE.is_file():
        shutil.copyfile(_SAMPLE, source)
    else:  # the samples lie beside the checkout; without them a ledger of the demo county does
        _demo_ledger(program, source)
    hand.press_main(_EMPTY_PAGE, what="导入 Excel")
    left, top, right, bottom = hand.main_button(_CHOOSE_FILE, what="选择文件")
    hand.click((left + right) // 2, (top + bottom) // 2)
    hand.pause()
    hand.photo("选择文件")
    hand.type("C:\\works.xlsx")
    hand.keys("Return")
    hand.press_main(_NEXT, what="下一步")
    hand.press_main(_NEXT, what="下一步")
    hand.main_button(_NEXT, what="导入")
    hand.photo("预览")
    hand.press_main(_NEXT, what="导入")
    hand.main_button(_DONE, what="查看列表")
    hand.photo("导入完成")
    hand.press_main(_DONE, what="查看列表")
    hand.main_button(_HEAD, what="新建项目")
    hand.photo("列表")
    expect(len(program.projects()) > 0, "导入后没有项目")


def _demo_ledger(program: Installed, target: Path) -> None:
    program.cli("demo", "--data", "C:\\demo", "--projects", "40", "--months", "2", "--seed", "1")
    program.cli("export", "ledger", "projects", "--data", "C:\\demo", "--out", f"C:\\{target.name}")
    shutil.rmtree(target.parent / "demo")


def _edit(program: Installed, hand: Hand) -> None:
    def is_written() -> bool:
        return any(project["permit_no"] == _PERMIT for project in program.projects())

    hand.click(*_FIRST_ROW)
    hand.keys("F2")
    hand.pause()
    hand.click(*_PERMIT_NO)
    hand.type(_PERMIT)
    hand.keys("Tab")
    hand.wait(is_written, "修改没有写入")
    hand.photo("修改")
    hand.keys("ctrl+z")
    hand.wait(lambda: not is_written(), "撤销没有写入")
    hand.photo("撤销")
    hand.keys("Escape")


def _report(hand: Hand, drive: Path) -> None:
    (drive / "reports").mkdir()
    hand.click(*_MONTH_PAGE)
    hand.pause()
    left, top, _, bottom = hand.main_button(_HEAD, what="提交")
    hand.photo("月报")
    hand.click(left - _EXPORT_LEFT, (top + bottom) // 2)
    hand.keys("Down", "Return")
    hand.pause()
    hand.photo("导出")
    made = drive / "reports"
    hand.type(f"C:\\{made.name}")
    hand.keys("Return")

    def is_exported() -> bool:
        files = [*made.glob("附件4*.xlsx"), *made.glob("附件4*.pdf")]
        return len(files) == 2 and all(file.stat().st_size > _LEAST_REPORT for file in files)

    hand.wait(is_exported, "附件4 没有导出")
    hand.photo("导出完成")
