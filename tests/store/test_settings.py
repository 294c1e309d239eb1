"""Settings survive newer and older programs, and a damaged file is put aside, never overwritten."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.records.fields import NAME_LIMIT
from anxi_desktop.domain.words import sentence
from anxi_desktop.store.settings import FILE, Settings, load_settings, save_settings


def test_settings_come_back(folder: Path) -> None:
    settings = Settings(
        unit="县住建局", person="王小明", code="K7", compact_rows=True, views={"projects": "{}"}
    ).with_columns("projects", {"工地名": "name", "杂项": ""})
    save_settings(folder, settings)
    assert load_settings(folder) == (settings, None)
    assert load_settings(folder / "none") == (Settings(), None)


def test_what_a_newer_program_wrote_is_kept(folder: Path) -> None:
    body = {"person": "李某", "sound": True, "layers": {"a": [1]}}
    (folder / FILE).write_text(json.dumps(body), encoding="utf-8")
    settings, problem = load_settings(folder)
    assert (settings.person, problem) == ("李某", None)
    save_settings(folder, dataclasses.replace(settings, unit="局"))
    found = json.loads((folder / FILE).read_text(encoding="utf-8"))
    assert (found["sound"], found["layers"], found["person"], found["unit"]) == (
        True,
        {"a": [1]},
        "李某",
        "局",
    )


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("person", 5),
        ("compact_rows", "yes"),
        ("views", []),
        ("import_columns", {"projects": "x"}),
        ("theme", None),
        ("person", "王" * (NAME_LIMIT + 1)),
        ("unit", "局" * (NAME_LIMIT + 1)),
    ],
)
def test_a_value_of_another_kind_is_not_taken(folder: Path, key: str, value: Any) -> None:
    (folder / FILE).write_text(json.dumps({key: value, "code": "K7"}), encoding="utf-8")
    settings, problem = load_settings(folder)
    assert (settings.code, problem) == ("K7", None)
    assert getattr(settings, key) == getattr(Settings(), key)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_file_is_put_aside(folder: Path, content: bytes) -> None:
    (folder / FILE).write_bytes(content)
    settings, problem = load_settings(folder)
    assert settings == Settings()
    assert problem is not None
    assert str(problem.facts["path"]) in sentence(problem)
    assert Path(str(problem.facts["path"])).read_bytes() == content
    assert not (folder / FILE).exists()
    save_settings(folder, settings)
    assert load_settings(folder) == (Settings(), None)


def test_columns_are_remembered_by_kind(folder: Path) -> None:
    settings = Settings().with_columns("projects", {"甲": "name"}).with_columns("hazards", {"甲": "part"})
    settings = settings.with_columns("projects", {"乙": "town", "甲": ""}).with_view("projects", "x")
    assert settings.import_columns == {"projects": {"甲": "", "乙": "town"}, "hazards": {"甲": "part"}}
    assert settings.views == {"projects": "x"}
