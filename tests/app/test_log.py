"""The log and the crash file: kept small, shown once."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from anxi_desktop.app import log


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, given back as it was."""
    from PySide6.QtCore import qInstallMessageHandler

    found = logging.getLogger()
    handlers, level = list(found.handlers), found.level
    before = qInstallMessageHandler(None)
    qInstallMessageHandler(before)
    yield found
    qInstallMessageHandler(before)
    for handler in found.handlers[:]:
        if handler not in handlers:
            found.removeHandler(handler)
            handler.close()
    found.setLevel(level)


def test_a_large_log_is_put_aside_and_five_are_kept(tmp_path: Path, root: logging.Logger):
    for number in range(7):
        (tmp_path / log.LOG_FILE).write_text(f"{number}" * 1_000_001, encoding="utf-8")
        log.start_log(tmp_path)
    kept = sorted(path.name for path in tmp_path.glob(f"{log.LOG_FILE}.*"))
    assert kept == [f"{log.LOG_FILE}.{number}" for number in range(1, 6)]
    assert (tmp_path / f"{log.LOG_FILE}.1").read_text(encoding="utf-8")[0] == "6"
    logging.getLogger("anxi").info("hello")
    assert "hello" in (tmp_path / log.LOG_FILE).read_text(encoding="utf-8")


def test_a_small_log_goes_on(tmp_path: Path, root: logging.Logger):
    (tmp_path / log.LOG_FILE).write_text("before\n", encoding="utf-8")
    log.start_log(tmp_path)
    logging.getLogger("anxi").info("after")
    assert (tmp_path / log.LOG_FILE).read_text(encoding="utf-8").startswith("before\n")
    assert not list(tmp_path.glob(f"{log.LOG_FILE}.*"))


def test_a_crash_is_shown_once(tmp_path: Path):
    assert log.take_crash(tmp_path) is None
    log.write_crash(tmp_path, "ZeroDivisionError")
    found = log.take_crash(tmp_path)
    assert found is not None
    assert "ZeroDivisionError" in found
    assert log.take_crash(tmp_path) is None


def test_a_process_that_died_left_its_fault_file(tmp_path: Path):
    (tmp_path / log.FAULT_FILE).write_text("", encoding="utf-8")
    assert log.take_crash(tmp_path) is None
    (tmp_path / log.FAULT_FILE).write_text("Fatal Python error: Segmentation fault", encoding="utf-8")
    assert "Segmentation fault" in (log.take_crash(tmp_path) or "")
