"""The three sample workbooks through the commands, and 附件4 counted by hand from the same files.

The hand computation reads the workbooks with openpyxl, calamine and csv and counts with plain Python; nothing of
the program's own reading or counting takes part in it. What it counts:

* alive at a month's end: a works row that was accepted, whose 项目状态 is 在建 or 停工 and whose 开工日期 is not later;
* stock columns over those rows: 达标类型 国标 by 达标等级, 地标 reached, 标杆层级, 示范岗位数;
* flows: 自查 rows of works projects by 检查日期, and by 复查日期 where 复查结论 is 合格.
"""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from anxi_desktop.cli import main

MONTHS = {"2026-08": date(2026, 8, 31), "2026-09": date(2026, 9, 30), "2026-10": date(2026, 10, 31)}
IMPORTS = {
    "registry-works.xlsx": ("projects", "在建工程台账"),
    "registry-property.xls": ("projects", "物业小区"),
    "hazards.csv": ("hazards", None),
}

Json = dict[str, Any]
Command = Callable[..., tuple[int, Json]]


def anxi(folder: Path, *arguments: str | Path) -> tuple[int, Json]:
    out, errors = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(errors):
        status = main(["--data", str(folder), "--json", *map(str, arguments)])
    return status, json.loads(out.getvalue())


def take(folder: Path, samples: Path, name: str) -> tuple[int, Json]:
    kind, sheet = IMPORTS[name]
    return anxi(folder, "import", kind, samples / name, *(("--sheet", sheet) if sheet else ()))


@dataclass(frozen=True, slots=True)
class Office:
    """A folder into which the three samples were imported, and what each import said."""

    folder: Path
    said: Mapping[str, tuple[int, Json]]

    def rows(self, table: str, *where: str) -> list[Json]:
        return anxi(self.folder, "list", table, *(part for text in where for part in ("--where", text)))[1][
            "rows"
        ]


@pytest.fixture(scope="module")
def expected(samples: Path) -> Json:
    return json.loads((samples / "expected.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def office(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Office:
    base = tmp_path_factory.mktemp("samples")
    patch = pytest.MonkeyPatch()
    patch.setenv("ANXI_PROFILE", str(base / "profile"))
    try:
        folder = base / "数据"
        unit = ("--unit", "安溪县住建局", "--unit-type", "县级主管部门", "--person", "王小明", "--code", "K7")
        assert anxi(folder, "init", *unit)[0] == 0
        return Office(folder, {name: take(folder, samples, name) for name in IMPORTS})
    finally:
        patch.undo()


@pytest.mark.parametrize("name", IMPORTS)
def test_an_import_gives_what_the_sample_expects(office: Office, expected: Json, name: str) -> None:
    status, said = office.said[name]
    wanted = expected[name]
    assert {key: said[key] for key in ("rows", "new", "changed", "same")} == {
        key: wanted[key] for key in ("rows", "new", "changed", "same")
    }
    assert [{key: row[key] for key in ("row", "column", "code")} for row in said["refused"]] == wanted[
        "refused"
    ]
    assert all(row["reason"] for row in said["refused"])
    assert status == (4 if wanted["refused"] else 0)


def test_what_was_imported_adds_up(office: Office, expected: Json) -> None:
    words = {"active": "在建", "suspended": "停工", "completed": "竣工"}
    levels = {"red": "红", "orange": "橙", "yellow": "黄", "blue": "蓝"}
    works, wanted = office.rows("project", "category=works"), expected["registry-works.xlsx"]
    assert Counter(row["town"] for row in works) == wanted["by_town"]
    assert Counter(words[row["state"]] for row in works) == wanted["by_state"]
    assert Counter(levels[row["level"]] for row in works) == wanted["by_level"]
    assert sum(int(row["area_m2"]) for row in works) == wanted["sum_area"]
    assert sum(float(row["cost_wan"]) for row in works) == wanted["sum_cost_wan"]
    assert sum(row["demo_posts"] for row in works) == wanted["sum_posts"]
    days = [row["start_on"] for row in works]
    assert (min(days), max(days)) == (wanted["earliest_start"], wanted["latest_start"])
    estates, wanted = office.rows("project", "category=property"), expected["registry-property.xls"]
    assert Counter(row["town"] for row in estates) == wanted["by_town"]
    assert sum(int(row["area_m2"]) for row in estates) == wanted["sum_area"]


@pytest.mark.parametrize("month", MONTHS)
def test_hazards_found_and_closed_equal_the_samples(office: Office, expected: Json, month: str) -> None:
    status, figures = anxi(office.folder, "figures", month)
    assert status == 0
    for flow in ("self_works", "self_property", "supervised_works", "supervised_property"):
        assert figures["flows"][flow] == expected["hazards.csv"][flow][month]
    if month == "2026-10":
        assert figures["open"] == expected["hazards.csv"]["open_at_2026-10-31"]


@pytest.mark.parametrize("month", MONTHS)
def test_annex_4_equals_the_hand_computation(
    office: Office, samples: Path, expected: Json, month: str
) -> None:
    (block,) = anxi(office.folder, "figures", month)[1]["附件4"]["blocks"]
    assert block == by_hand(samples, expected, month)


def test_the_same_files_again_change_nothing(office: Office, samples: Path, expected: Json) -> None:
    digest = anxi(office.folder, "digest")[1]
    for name in IMPORTS:
        status, said = take(office.folder, samples, name)
        kept = said["rows"] - len(said["refused"])
        assert (said["new"], said["changed"], said["same"]) == (0, 0, kept)
        assert status == (4 if expected[name]["refused"] else 0)
    assert anxi(office.folder, "digest")[1] == digest


def test_a_later_change_leaves_the_month_before_as_it_was(samples: Path, tmp_path: Path) -> None:
    """A registry imported in November gives October's form, also when a state changes in November."""
    folder = tmp_path / "数据"
    anxi(folder, "init", "--unit", "局", "--unit-type", "县级主管部门", "--person", "王小明", "--code", "K7")
    take(folder, samples, "registry-works.xlsx")
    october = anxi(folder, "figures", "2026-10")[1]
    project = next(row for row in anxi(folder, "list", "project")[1]["rows"] if row["state"] == "active")
    anxi(folder, "edit", "project", project["id"], "state=竣工", "valid_from=2026-11-20")
    assert anxi(folder, "figures", "2026-10")[1] == october
    total = october["附件4"]["blocks"][0]["proj_total"]
    assert anxi(folder, "figures", "2026-11")[1]["附件4"]["blocks"][0]["proj_total"] == total - 1


# The hand computation.


def by_hand(samples: Path, expected: Json, month: str) -> Json:
    """附件4 of a month: the registries and hazards of the samples, counted with plain Python."""
    last = MONTHS[month]
    works = works_rows(samples, expected)
    alive = [row for row in works if row["项目状态"] in ("在建", "停工") and day(row["开工日期"]) <= last]
    names = {squeezed(row["工程名称"]) for row in works}
    found, closed = own_hazards(samples, expected, names, month)

    def graded(kind: str, *grades: str) -> int:
        return sum(row["达标类型"] == kind and row["达标等级"] in grades for row in alive)

    counted = {
        "unit_type": "县级主管部门",
        "proj_total": len(alive),
        "gb_aaa": graded("国标", "国家级AAA", "国家AAA", "AAA"),
        "gb_prov_good": graded("国标", "省级优良", "省优"),
        "gb_city_good": graded("国标", "市级优良", "市优"),
        "gb_pass": graded("国标", "合格"),
        "local_ungraded": sum(row["达标类型"] == "地标" and row["达标等级"] != "未达标" for row in alive),
        "bench_city": sum(row["标杆层级"] == "市级" for row in alive),
        "bench_county": sum(row["标杆层级"] == "县级" for row in alive),
        "demo_posts": sum(int(row["示范岗位数（个）"] or 0) for row in alive),
        "tl_found": found,
        "tl_fixed": closed,
    }
    blank = {"std_kind": None, "bench_level": None, "bench_n": None}
    # The sheets name no 标化评定, no milestones and no risk points.
    none = dict.fromkeys(
        (
            "good_proj",
            "resp_list",
            "tl_proj",
            "fc_proj",
            "fc_red",
            "fc_orange",
            "fc_yellow",
            "fc_blue",
            "s5",
            "six",
        ),
        0,
    )
    return {**blank, **none, **counted}


def works_rows(samples: Path, expected: Json) -> list[Json]:
    """The accepted rows of the works registry, each project once, by their heading."""
    refused = {row["row"] for row in expected["registry-works.xlsx"]["refused"]}
    sheet: Any = openpyxl.load_workbook(samples / "registry-works.xlsx", data_only=True)["在建工程台账"]
    grid = [list(row) for row in sheet.iter_rows(values_only=True)]
    group = ""
    header: list[str] = []
    for upper, lower in zip(grid[2], grid[3], strict=True):
        group = str(upper or group)
        header.append(re.sub(r"\s", "", str(lower or group)))
    rows: dict[str, Json] = {}
    for number, cells in enumerate(grid[4:], 5):
        row = dict(zip(header, cells, strict=True))
        if isinstance(row["序号"], int) and number not in refused:
            rows.setdefault(squeezed(row["工程名称"]), row)
    return list(rows.values())


def own_hazards(samples: Path, expected: Json, works: set[str], month: str) -> tuple[int, int]:
    """自查 hazards of works projects found in the month, and closed in it."""
    refused = {row["row"] for row in expected["hazards.csv"]["refused"]}
    with (samples / "hazards.csv").open(encoding="gbk", newline="") as file:
        rows = [row for number, row in enumerate(csv.DictReader(file), 2) if number not in refused]
    estates = {squeezed(row[1]) for row in estate_rows(samples)}
    own = [row for row in rows if row["来源"] == "自查"]
    assert {squeezed(row["项目名称"]) for row in rows} <= works | estates
    mine = [row for row in own if squeezed(row["项目名称"]) in works]
    found = sum(str(day(row["检查日期"])).startswith(month) for row in mine)
    closed = sum(row["复查结论"] == "合格" and str(day(row["复查日期"])).startswith(month) for row in mine)
    return found, closed


def estate_rows(samples: Path) -> list[list[Any]]:
    book = CalamineWorkbook.from_path(str(samples / "registry-property.xls"))
    return [row for row in book.get_sheet_by_name("物业小区").to_python() if isinstance(row[0], float | int)]


def squeezed(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def day(cell: object) -> date:
    """A day as the samples write it: a date, 20250512, or three numbers with anything between."""
    if isinstance(cell, datetime):
        return cell.date()
    text = str(cell)
    found = re.fullmatch(r"(\d{4})(\d\d)(\d\d)", text) or re.match(r"(\d{4})\D+(\d{1,2})\D+(\d{1,2})", text)
    assert found is not None, text
    return date(*(int(part) for part in found.groups()))
