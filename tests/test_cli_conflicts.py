"""`conflicts` and `resolve`: what they print, their JSON and exit status, and what they write."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.save import Save
from anxi_desktop.store.store import Owner, Store, new_id
from tests.store.foreign import SITE, foreign, take
from tests.test_cli import Said
from tests.test_cli import run as run  # the fixture

HAZARD = {
    "source": "supervision",
    "found_on": "2026-03-01",
    "description": "临边没有防护栏杆",
    "severity": "general",
    "due_on": "2026-03-20",
}
Run = Callable[..., Said]
Change = Callable[[str, str, Mapping[str, Any], Mapping[str, Any]], None]


@pytest.fixture
def data(tmp_path: Path, own_places: None) -> Path:
    """A data folder with one project and one hazard, seen by the commands as their own."""
    del own_places
    folder = tmp_path / "数据"
    with closing(
        Store.create(folder, profile=profile_of(), owner=Owner("K7", "王小明", "安溪县住建局"))
    ) as store:
        home, row = new_id(), new_id()
        store.edit(
            "新建", [Save("project", home, {"name": "龙津花园", "category": "works"})], author="王小明"
        )
        store.edit("新建", [Save("hazard", row, {"project": home, **HAZARD})], author="王小明")
    return folder


def profile_of() -> Path:
    from anxi_desktop.app import paths

    return paths.profile_folder()


@pytest.fixture
def disagree(data: Path) -> Change:
    """Edit a record here and, from what both knew, elsewhere."""

    def change(entity: str, row: str, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        with closing(Store.open(data, profile=profile_of())) as store:
            query = "SELECT name FROM entry WHERE row = ? ORDER BY id DESC"
            both = str(store.connection.execute(query, (row,)).fetchone()[0])
            store.edit("改", [Save(entity, row, ours)], author="王小明")
            covered = {"*": (both,)} if "_deleted" in theirs else None
            take(store, foreign(entity, row, theirs, seen=(both,), seen_for=covered))

    return change


def hazard(run: Run) -> str:
    return str(run("--json", "list", "hazard").data["rows"][0]["id"])


def test_a_conflict_is_listed_and_waits_for_a_person(run: Run, data: Path, disagree: Change) -> None:
    row = hazard(run)
    disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    said = run("--json", "conflicts")
    assert said.status == 4
    (found,) = said.data["conflicts"]
    assert (found["table"], found["id"], found["field"]) == ("hazard", row, "severity")
    assert (found["shown"], found["before"], found["before_known"]) == ("major", "general", True)
    assert [(side["value"], side["author"], side["device"]) for side in found["values"]] == [
        ("larger", "王小明", "K7"),
        ("major", "陈某", SITE[:6]),
    ]
    assert said.data["orphans"] == []
    told = run("conflicts").out
    assert "隐患等级（hazard severity）现在显示：重大；原来：一般" in told
    assert "共 1 处冲突" in told


def test_nothing_in_conflict(run: Run, data: Path) -> None:
    said = run("--json", "conflicts")
    assert (said.status, said.data) == (0, {"conflicts": [], "orphans": []})
    assert run("conflicts").out == "共 0 处冲突\n"


@pytest.mark.parametrize(
    ("text", "value"), [("较大", "larger"), ("larger", "larger"), ("重大", "major"), ("", None)]
)
def test_a_value_is_taken_as_people_write_it(
    run: Run, data: Path, disagree: Change, text: str, value: str | None
) -> None:
    row = hazard(run)
    disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    said = run("--json", "resolve", "hazard", row, "severity", "--take", text)
    assert (said.status, said.data["id"], said.data["left"]) == (0, row, 0)
    assert len(said.data["entry"]) == 64
    assert run("--json", "list", "hazard").data["rows"][0]["severity"] == value
    assert run("--json", "conflicts").status == 0


def test_the_value_of_an_entry_is_taken_by_the_beginning_of_its_name(
    run: Run, data: Path, disagree: Change
) -> None:
    row = hazard(run)
    disagree("hazard", row, {"severity": "larger"}, {"severity": "major"})
    (found,) = run("--json", "conflicts").data["conflicts"]
    name = found["values"][0]["entry"]
    for wrong in ("", "zz", "f" * 64):
        refused = run("--json", "resolve", "hazard", row, "severity", "--entry", wrong)
        assert (refused.status, refused.data["error"]["code"]) == (3, "conflict_entry")
    assert run("resolve", "hazard", row, "severity", "--entry", name[:12]).status == 0
    assert run("--json", "list", "hazard").data["rows"][0]["severity"] == "larger"


def test_another_value_is_checked_as_in_an_edit(run: Run, data: Path, disagree: Change) -> None:
    row = hazard(run)
    disagree("hazard", row, {"due_on": "2026-03-22"}, {"due_on": "2026-03-25"})
    refused = run("--json", "resolve", "hazard", row, "due_on", "--take", "2026.2.1")
    assert (refused.status, refused.data["error"]["code"]) == (3, "bad_value")
    assert "早于检查日期" in refused.err
    assert run("resolve", "hazard", row, "due_on", "--take", "2026.3.30").status == 0
    assert run("--json", "list", "hazard").data["rows"][0]["due_on"] == "2026-03-30"


def test_a_deletion_against_an_edit_goes_either_way(run: Run, data: Path, disagree: Change) -> None:
    row = hazard(run)
    disagree("hazard", row, {"part": "3层"}, {"_deleted": True})
    assert "删除（hazard _deleted）" in run("conflicts").out
    assert run("resolve", "hazard", row, "_deleted", "--take", "也许").status == 2
    assert run("resolve", "hazard", row, "_deleted", "--take", "保留").status == 0
    assert run("--json", "list", "hazard").data["rows"][0]["part"] == "3层"
    assert run("conflicts").status == 0


def test_a_fact_is_told_as_the_status_it_is_about(run: Run, data: Path, disagree: Change) -> None:
    home = run("--json", "list", "project").data["rows"][0]["id"]
    assert run("edit", "project", home, "level=蓝").status == 0
    fact = run("--json", "list", "fact", "--where", "fact=level").data["rows"][0]["id"]
    disagree("fact", fact, {"value": "red"}, {"value": "orange"})
    assert "现在显示：红；原来：蓝" in run("conflicts").out
    assert run("resolve", "fact", fact, "value", "--take", "橙").status == 0
    assert run("--json", "list", "project").data["rows"][0]["level"] == "orange"


@pytest.mark.parametrize(
    ("arguments", "status", "code"),
    [
        (("hazard", "{row}", "severity", "--take", "重大"), 3, "no_conflict"),
        (("hazard", "{row}", "colour", "--take", "红"), 3, "unknown_field"),
        (("rocket", "{row}", "severity", "--take", "重大"), 3, "unknown_table"),
        (("hazard", "7", "severity", "--take", "重大"), 3, "not_found"),
        (("hazard", "{row}", "severity"), 2, ""),
        (("hazard", "{row}", "severity", "--take", "x", "--entry", "y"), 2, ""),
    ],
)
def test_what_cannot_be_decided_changes_nothing(
    run: Run, data: Path, arguments: tuple[str, ...], status: int, code: str
) -> None:
    row = hazard(run)
    digest = run("--json", "digest").data
    said = run("--json", "resolve", *(part.format(row=row) for part in arguments))
    assert said.status == status
    if code:
        assert said.data["error"]["code"] == code
    assert run("--json", "digest").data == digest


def test_what_hangs_on_a_deleted_project_is_listed_and_no_conflict(run: Run, data: Path) -> None:
    home = run("--json", "list", "project").data["rows"][0]["id"]
    assert run("delete", "project", home).status == 0
    said = run("--json", "conflicts")
    assert said.status == 0
    (hidden,) = said.data["orphans"]
    assert (hidden["table"], hidden["id"], hidden["missing"]) == ("project", home, False)
    assert hidden["counts"] == {"hazard": 1}
    assert f"项目 {home} 已经删除，属于它的不显示：隐患 1 条" in run("conflicts").out
