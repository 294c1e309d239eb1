"""Hostile and unlucky use of the commands: one Chinese sentence, status 3, and nothing changed."""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from anxi_desktop.cli import main
from anxi_desktop.domain.words import disk_reason
from anxi_desktop.store import backup, db

PAGE = 4096


@dataclass(frozen=True, slots=True)
class Said:
    """What a command with --json said."""

    status: int
    data: dict[str, Any]
    err: str


Run = Callable[..., Said]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that holds two dozen projects."""
    folder = tmp_path / "数据"
    assert main(["--data", str(folder), "demo", "--projects", "24", "--months", "1"]) == 0
    return folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on that folder; its JSON is always exactly one object."""

    def command(*arguments: str | Path) -> Said:
        capsys.readouterr()
        status = main(["--json", "--data", str(data), *map(str, arguments)])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(status, json.loads(said.out), said.err)

    return command


def refused(said: Said) -> str:
    """The error's code; it came as one line with Chinese in it."""
    error = said.data["error"]
    assert said.status == 3
    shown = error["text"].encode("utf-8", "backslashreplace").decode("utf-8")
    assert said.err == shown + "\n"
    assert len(said.err.splitlines()) == 1
    assert any("\u4e00" <= letter <= "\u9fff" for letter in said.err)
    return error["code"]


@pytest.mark.parametrize("name", ["anxi.db", "anxi.db-wal", "settings.json", "keys/device.key"])
def test_a_backup_never_takes_the_place_of_the_programs_own_files(run: Run, data: Path, name: str) -> None:
    settings, key = (data / "settings.json").read_bytes(), (data / "keys" / "device.key").read_bytes()
    digest = run("digest").data
    assert refused(run("backup", "--out", data / name)) == "own_file"
    assert run("digest").data == digest
    assert (data / "settings.json").read_bytes() == settings
    assert (data / "keys" / "device.key").read_bytes() == key


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="pipes with a name are POSIX")
def test_a_pipe_is_neither_read_nor_replaced(run: Run, tmp_path: Path) -> None:
    pipe = tmp_path / "管道.csv"
    os.mkfifo(pipe)
    assert refused(run("import", "projects", pipe)) == "file_not_readable"
    assert refused(run("backup", "--out", pipe)) == "read_only"
    assert pipe.is_fifo()


@pytest.mark.parametrize("out", ["", "长" * 90])
def test_an_impossible_output_name_is_no_bug(run: Run, tmp_path: Path, out: str) -> None:
    path = tmp_path / f"{out}.db" if out else Path(out)
    said = run("backup", "--out", path)
    assert refused(said) in ("file_failed", "read_only")
    assert "No such" not in said.err


def test_the_systems_reasons_are_told_in_chinese() -> None:
    import errno

    assert disk_reason(errno.ENAMETOOLONG) == "名称太长"
    assert disk_reason(errno.ENXIO) == "系统错误 ENXIO"
    assert disk_reason(None) == "系统错误"


def test_a_name_with_line_breaks_stays_one_sentence(run: Run, tmp_path: Path) -> None:
    assert refused(run("import", "projects", tmp_path / "没\n有\x1b[31m.xlsx")) == "file_missing"


def test_a_damaged_page_is_a_known_error_wherever_it_is_read(run: Run, data: Path) -> None:
    path = data / "anxi.db"
    sound = path.read_bytes()
    noise = random.Random(7)
    found: set[str] = set()
    for page in range(2, len(sound) // PAGE, 9):
        damaged = bytearray(sound)
        damaged[page * PAGE : (page + 1) * PAGE] = noise.randbytes(PAGE)
        path.write_bytes(damaged)
        for command in (("list", "project"), ("figures", "2026-10"), ("digest",)):
            said = run(*command)
            if said.status == 3:
                found.add(refused(said))
        said = run("check", "--repair")
        assert said.status == 3 or (said.status == 4 and said.data["problems"][0]["code"] == "sqlite")
        assert path.read_bytes() == damaged
    assert found <= {"not_a_database", "database_broken_alone"}
    assert "database_broken_alone" in found


def test_a_damaged_page_names_the_newest_backup_that_is_whole(run: Run, data: Path) -> None:
    (data / "backups").mkdir()
    assert run("backup", "--out", data / "backups" / "anxi-20260301-080000-manual.db").status == 0
    (data / "backups" / "anxi-20260302-080000-daily.db").write_bytes(b"SQLite format 3\0" + b"x" * 9000)
    with db.sqlite3.connect(data / "anxi.db") as looking:
        page = looking.execute("SELECT rootpage FROM sqlite_master WHERE name = 'hazard'").fetchone()[0]
    looking.close()
    damaged = bytearray((data / "anxi.db").read_bytes())
    damaged[(page - 1) * PAGE : page * PAGE] = b"\xff" * PAGE
    (data / "anxi.db").write_bytes(damaged)
    said = run("list", "hazard")
    assert refused(said) == "database_broken"
    assert "anxi-20260301-080000-manual.db" in said.err


@pytest.mark.parametrize("text", ["[" * 200_000, '{"person": "\\ud800", "unit": "a\\u0000b"}', "\0" * 300])
def test_damaged_settings_never_stand_in_the_way(run: Run, data: Path, text: str) -> None:
    (data / "settings.json").write_text(text, encoding="utf-8")
    assert run("add", "project", "name=甲", "category=works").status == 0


def test_a_damaged_witness_only_makes_a_new_site(run: Run) -> None:
    assert run("add", "project", "name=甲", "category=works").status == 0
    for witness in (Path(os.environ["ANXI_PROFILE"]) / "witness").iterdir():
        witness.write_text("[" * 200_000, encoding="utf-8")
    assert run("add", "project", "name=乙", "category=works").status == 0
    assert run("check").data["problems"] == []


def test_a_text_that_is_no_text_finds_nothing_and_is_never_written(run: Run) -> None:
    for condition in ("name=\udcff", "state=\udcff"):
        said = run("list", "project", "--where", condition)
        assert refused(said) == "bad_condition"
        assert "没有保存" not in said.err
    assert run("list", "project", "--where", "id=\udcff").data == {"rows": []}
    assert refused(run("add", "hazard", "project=\udcff", "source=self")) == "bad_value"
    assert refused(run("history", "project", "\udcff")) == "not_found"


def test_a_limit_beyond_all_numbers_is_wrong_usage(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["--data", str(data), "list", "project", "--limit", "9" * 30]) == 2
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", ["x" * 300, "~nobody-of-this-name/data"])
def test_an_impossible_data_folder_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    status = main(["--json", "--data", name, "list", "project"])
    said = capsys.readouterr()
    assert refused(Said(status, json.loads(said.out), said.err)) in ("file_failed", "not_initialised")


@pytest.mark.parametrize("option", ["--unit", "--unit-type", "--person"])
@pytest.mark.parametrize("text", ["甲\n乙", "甲\udcff", "长" * 201, " "])
def test_a_refused_init_leaves_no_folder(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, text: str
) -> None:
    folder = tmp_path / "新"
    options = {"--unit": "住建局", "--unit-type": "乡镇", "--person": "王小明", "--code": "K7", option: text}
    words = [word for pair in options.items() for word in pair]
    status = main(["--json", "--data", str(folder), "init", *words])
    said = capsys.readouterr()
    assert refused(Said(status, json.loads(said.out), said.err)) == "bad_value"
    assert not folder.exists()


def test_a_disk_that_fills_during_a_backup_is_told_and_leaves_nothing(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def small(path: str, **options: Any) -> db.Connection:
        connection = connect(path, **options)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    connect = db.sqlite3.connect
    out = tmp_path / "out"
    out.mkdir()
    monkeypatch.setattr(
        backup.db.sqlite3,
        "connect",
        lambda path, **options: (small if str(path).endswith(".tmp") else connect)(path, **options),
    )
    assert refused(run("backup", "--out", out / "备份.db")) == "disk_full"
    assert list(out.iterdir()) == []


@pytest.mark.parametrize("years", [-50, 79, 120])
def test_a_wrong_clock_never_keeps_a_workbook_from_being_written(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, years: int
) -> None:
    real, localtime = time.time, time.localtime
    wrong = years * 31_557_600
    monkeypatch.setattr(time, "time", lambda: real() + wrong)
    monkeypatch.setattr(time, "localtime", lambda seconds=None: localtime(seconds or real() + wrong))
    out = tmp_path / "台账.xlsx"
    assert run("export", "ledger", "projects", "--out", out).status == 0
    assert run("template", "hazards", "--out", tmp_path / "模板.xlsx").status == 0
    assert run("report", "2026-10", "--family", "works", "--out", tmp_path).status in (0, 4)
    assert load_workbook(out).active is not None
