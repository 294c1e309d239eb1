"""The inspection assistant: each step painted, a keystroke kept beside a bare write, typing while photos load.

An inspection of 100 items with 12 hazards. Aim: each step painted in 100 ms, and no keystroke slower while ten
photos of 12 megapixels are taken in.
"""

from __future__ import annotations

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.session import Session
from anxi_desktop.domain.inspection_draft import DraftStep, Head
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    Signing,
)
from anxi_desktop.domain.save import Save
from anxi_desktop.store import db
from anxi_desktop.store.check_lists import shipped_lists
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store, new_id

if TYPE_CHECKING:
    from anxi_desktop.views.inspection_assistant import InspectionAssistant

_HEAD = Head(
    kind=InspectionKind.SUPERVISION,
    level=InspectionLevel.COUNTY,
    done_on=date(2026, 11, 25),
    team=("王小明",),
    signing=Signing.PAPER,
)


def run(arguments: list[str]) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="dev.py bench assistant", description=__doc__)
    parser.add_argument("--photos", type=int, default=10)
    chosen = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="anxi-bench-") as scratch:
        os.environ["ANXI_PROFILE"] = str(Path(scratch) / "profile")
        _measure(Path(scratch), photos=chosen.photos)
    return 0


def _measure(scratch: Path, *, photos: int) -> None:
    from PySide6.QtTest import QTest

    from anxi_desktop.__main__ import make_application
    from anxi_desktop.app import paths
    from anxi_desktop.app.jobs import Jobs
    from anxi_desktop.views.inspection_assistant import InspectionAssistant
    from anxi_desktop.views.pages import page_specs
    from anxi_desktop.views.shell import Shell
    from anxi_desktop.views.theme import Theme

    app = make_application()
    theme = Theme(app, resources=paths.resources())
    theme.start(mode="light", compact=False, reduced_motion=True)
    folder, profile = scratch / "data", scratch / "profile"
    folder.mkdir()
    profile.mkdir()
    with closing(Store.create(folder, profile=profile, owner=Owner("K7", "王小明", "县住建局"))) as store:
        session = Session(store, Settings(person="王小明"), resources=paths.resources())
        work = _work(session)
        jobs = Jobs()
        shell = Shell(session, theme, jobs, page_specs())
        shell.resize(1440, 900)
        shell.show()
        QTest.qWait(200)
        shell.go("inspection")
        page = shell.page()
        assert page is not None
        QTest.qWait(200)
        assistant = InspectionAssistant(shell, work)
        assistant.setParent(page)
        assistant.resize(page.size())
        assistant.show()
        QTest.qWait(100)
        print(f"检查项 {work.draft.progress().total}，隐患 {len(work.draft.hazards)}")
        for step in DraftStep:
            times = [_painted(lambda step=step: assistant.go(step)) for _ in range(5)]
            print(f"  步骤 {step.value:<14} 首次 {times[0]:5.0f} ms  中位 {statistics.median(times):5.0f} ms")
        bare = _bare(store)
        alone = _keystrokes(assistant, 60)
        print(f"  一次裸的 SQLite 写入      中位 {bare:5.1f} ms")
        _tell("  一次按键（存好并显示）", alone)
        files = _photos(scratch, photos)
        assistant.go(DraftStep.ITEMS)
        started = time.perf_counter()
        assistant.items.strip.files_added.emit(files)
        loading: list[float] = []
        while assistant.photos.taking:
            loading.extend(_keystrokes(assistant, 1))
            QTest.qWait(15)
        print(
            f"  {photos} 张 1200 万像素照片加入用 {time.perf_counter() - started:.1f} 秒，同时打了 {len(loading)} 个字"
        )
        if loading:
            _tell("  照片加入时一次按键", loading)
        jobs.stop()


def _tell(what: str, times: list[float]) -> None:
    ordered = sorted(times)
    print(
        f"{what}　中位 {statistics.median(ordered):5.1f} ms  95% {ordered[int(len(ordered) * 0.95) - 1]:5.1f} ms"
        f"  最慢 {ordered[-1]:5.1f} ms"
    )


def _work(session: Session) -> InspectionWork:
    row = new_id()
    session.edit("新建", [Save("project", row, {"name": "龙津花园二期", "category": "works"})])
    lists = shipped_lists(session.resources)
    check_list = next(found for found in lists if found.key == "jgj59")
    work = InspectionWork.begin(session, check_list=check_list, head=replace(_HEAD, project=row))
    for group in check_list.groups:
        if (group.key, "") not in work.draft.sheets and work.draft.progress().total < 95:
            work.add_sheet(group.key, "")
    for number, place in enumerate(work.draft.places()):
        failed = number % 8 == 3
        work.answer(
            place, result=ItemResult.FAILED if failed else ItemResult.PASSED, deducted="2" if failed else ""
        )
        if failed:
            work.add_hazard(
                place,
                description=f"第 {number} 项不符合要求",
                severity=Severity.GENERAL,
                requirement="按规定改好",
                person="张师傅",
                due_on=date(2026, 12, 2),
            )
    return work


def _painted(act: Callable[[], object]) -> float:
    """Milliseconds until what `act` shows has been painted."""
    from PySide6.QtWidgets import QApplication

    started = time.perf_counter()
    act()
    QApplication.sendPostedEvents()
    for widget in QApplication.topLevelWidgets():
        if widget.isVisible():
            widget.repaint()
    QApplication.processEvents()
    return (time.perf_counter() - started) * 1000


def _keystrokes(assistant: InspectionAssistant, count: int) -> list[float]:
    from PySide6.QtTest import QTest

    box = assistant.items.reason
    assistant.items.answer(ItemResult.FAILED)
    return [_painted(lambda: QTest.keyClicks(box, "a")) for _ in range(count)]


def _bare(store: Store) -> float:
    """A small write of SQLite itself with the same promises, in milliseconds."""
    times: list[float] = []
    for number in range(60):
        started = time.perf_counter()
        with db.transaction(store.connection, store.path):
            store.connection.execute(
                "INSERT INTO local(key, value) VALUES ('bench', ?)"
                " ON CONFLICT(key) DO UPDATE SET value = excluded.value",
                (str(number),),
            )
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def _photos(folder: Path, count: int) -> list[Path]:
    from PIL import Image

    base = folder / "base.jpg"
    Image.effect_noise((1000, 750), 80).resize((4000, 3000)).convert("RGB").save(base, quality=85)
    body = base.read_bytes()
    made: list[Path] = []
    for number in range(count):
        note = f"photo {number}".encode()
        path = folder / f"IMG_{number}.jpg"
        path.write_bytes(body[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + body[2:])
        made.append(path)
    return made
