"""Hostile and unlucky use of the commands: one Chinese sentence, status 3, and nothing changed."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.cli import main
from anxi_desktop.domain.words import disk_reason

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
    assert said.err == error["text"] + "\n"
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
    assert found == {"not_a_database"}


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
