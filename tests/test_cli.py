"""The commands: what they print, their JSON, their exit status, and that a refused one changes nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from anxi_desktop import __version__
from anxi_desktop.cli import main
from anxi_desktop.commands.arguments import COMMANDS, IMPORTS
from anxi_desktop.store import db
from anxi_desktop.store.store import Store

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Said:
    """What a command said: its status, and the two streams."""

    status: int
    out: str
    err: str

    @property
    def data(self) -> dict[str, Any]:
        """Its JSON object; there must be exactly one."""
        found: Any = json.loads(self.out)
        assert isinstance(found, dict)
        return found


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs a command in this process on a data folder of its own."""

    def command(*arguments: str | Path, folder: Path | None = None) -> Said:
        capsys.readouterr()
        status = main(["--data", str(folder or tmp_path / "数据"), *map(str, arguments)])
        said = capsys.readouterr()
        return Said(status, said.out, said.err)

    return command


@pytest.fixture
def office(run: Run) -> Run:
    """The same on a folder that was made by `init`."""
    said = run(
        "init",
        "--unit",
        "安溪县住建局",
        "--unit-type",
        "县级主管部门",
        "--person",
        "王小明",
        "--code",
        "K7",
        "--json",
    )
    assert said.status == 0
    assert said.data["device"]
    return run


def add(run: Run, table: str, *assignments: str) -> str:
    said = run("--json", "add", table, *assignments)
    assert said.status == 0, said
    return said.data["id"]


def row_of(run: Run, table: str, row: str) -> dict[str, Any]:
    (found,) = run("--json", "list", table, "--where", f"id={row}").data["rows"]
    return found


def test_version_names_every_part(run: Run) -> None:
    data = run("--json", "version").data
    assert data["program"] == __version__
    assert data["python"] == ".".join(map(str, sys.version_info[:3]))
    assert set(data) == {"program", "schema", "python", "qt", "sqlite"}
    assert all(data.values())


def test_init_makes_a_folder_once(office: Run, tmp_path: Path) -> None:
    settings = json.loads((tmp_path / "数据" / "settings.json").read_text(encoding="utf-8"))
    assert (settings["unit"], settings["person"], settings["code"]) == ("安溪县住建局", "王小明", "K7")
    digest = office("digest").out
    again = office(
        "init", "--unit", "别的", "--unit-type", "乡镇", "--person", "李某", "--code", "K8", "--json"
    )
    assert (again.status, again.data["error"]["code"]) == (3, "already_initialised")
    assert office("digest").out == digest
    (device,) = office("--json", "list", "device").data["rows"]
    assert (device["code"], device["person"]) == ("K7", "王小明")


def test_init_refuses_a_code_that_cannot_stand_in_a_number(run: Run, tmp_path: Path) -> None:
    said = run(
        "--json", "init", "--unit", "局", "--unit-type", "乡镇", "--person", "李某", "--code", "七号 机"
    )
    assert (said.status, said.data["error"]["code"]) == (3, "bad_value")
    assert not (tmp_path / "数据").exists()


def test_a_record_is_added_edited_deleted_and_its_story_told(office: Run) -> None:
    row = add(
        office, "project", "name=  茗溪安置房 ", "category=工程", "area_m2=1.2万㎡", "cost_wan=3500万元",
        "start_on=2026年3月10日", "level=蓝色", "note=第一行 = 第二行",
    )  # fmt: skip
    found = row_of(office, "project", row)
    assert found["name"] == "茗溪安置房"
    assert (found["category"], found["area_m2"], found["cost_wan"]) == ("works", "12000", "3500")
    assert (found["start_on"], found["state"], found["level"]) == ("2026-03-10", "active", "blue")
    assert found["note"] == "第一行 = 第二行"
    said = office(
        "--json", "edit", "project", row, "town=湖头镇", "level=red", "area_m2=", "valid_from=2026.9.1"
    )
    assert said.data == {"id": row, "changed": True}
    assert row_of(office, "project", row)["area_m2"] is None
    newest, oldest = office("--json", "history", "project", row).data["entries"]
    assert (newest["who"], newest["device"]) == ("王小明", "K7")
    assert newest["old"] == {"town": None, "area_m2": "12000", "level": "blue"}
    assert newest["new"] == {"town": "湖头镇", "area_m2": None, "level": "red"}
    assert newest["when"] >= oldest["when"]
    (fact,) = [row for row in office("--json", "list", "fact").data["rows"] if row["value"] == "red"]
    assert fact["valid_from"] == "2026-09-01"
    assert "整体风险等级（自 2026-09-01）：蓝 → 红" in office("history", "project", row).out
    assert office("delete", "project", row).status == 0
    assert office("--json", "list", "project").data == {"rows": []}
    assert office("--json", "history", "project", row).data["entries"][0]["new"] == {"_deleted": True}


def test_the_same_again_writes_nothing(office: Run) -> None:
    row = add(office, "project", "name=甲", "category=works", "town=湖头镇")
    digest = office("digest").out
    assert office("--json", "edit", "project", row, "town= 湖头镇 ").data == {"id": row, "changed": False}
    assert office("digest").out == digest


def test_records_below_a_project_take_its_name(office: Run) -> None:
    home = add(office, "project", "name=甲工程", "category=works")
    row = add(
        office, "hazard", "project=甲工程", "source=监督检查", "found_on=2026/9/1", "description=临边无防护",
        "severity=重大", "due_on=20260910",
    )  # fmt: skip
    found = row_of(office, "hazard", row)
    assert (found["project"], found["source"], found["severity"]) == (home, "supervision", "major")
    assert found["due_on"] == "2026-09-10"
    assert "项目：甲工程" in office("list", "hazard").out
    add(office, "fact", f"project={home}", "fact=level", "value=橙", "valid_from=2026-01-01")
    assert office("--json", "list", "fact", "--where", "value=orange", "--where", "fact=level").data["rows"]


def test_list_filters_and_limits(office: Run) -> None:
    for name, town in (("甲", "湖头镇"), ("乙", "湖头镇"), ("丙", "凤城镇")):
        add(office, "project", f"name={name}", "category=works", f"town={town}")
    rows = office("--json", "list", "project", "--where", "town=湖头镇").data["rows"]
    assert [row["name"] for row in rows] == ["甲", "乙"]
    assert len(office("--json", "list", "project", "--limit", "1").data["rows"]) == 1
    assert "共 3 条" in office("list", "project").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("add", "project", "name=甲"), "bad_value"),
        (("add", "project", "name=甲", "category=楼盘"), "bad_value"),
        (("add", "project", "name=甲", "category=works", "start_on=2026-02-30"), "bad_value"),
        (("add", "project", "name=甲", "category=works", "area_m2=-3"), "bad_value"),
        (("add", "project", "name=" + "长" * 201, "category=works"), "bad_value"),
        (("add", "project", "name=甲", "category=works", "colour=red"), "unknown_field"),
        (("add", "building", "name=甲"), "unknown_table"),
        (("add", "device", "code=K9", "key=00"), "read_only_table"),
        (("add", "hazard", "project=没有", "source=self", "found_on=2026-9-1", "description=x"), "bad_value"),
        (("edit", "project", "00000000-0000-4000-8000-000000000000", "name=x"), "not_found"),
        (("edit", "project", "甲", "name=x"), "not_found"),
        (("edit", "project", "{row}", "name="), "bad_value"),
        (("edit", "project", "{row}", "level=red", "valid_from=明天"), "bad_value"),
        (("delete", "project", "00000000-0000-4000-8000-000000000000"), "not_found"),
        (("history", "project", "00000000-0000-4000-8000-000000000000"), "not_found"),
        (("list", "project", "--where", "colour=red"), "unknown_field"),
        (("export", "ledger", "projects", "--out", "{tmp}/没有/p.xlsx"), "folder_missing"),
        (("export", "ledger", "projects", "--out", "{tmp}/p.docx"), "unsupported_output"),
        (("restore", "{tmp}/没有.db"), "file_missing"),
        (("backup", "--out", "{tmp}/没有/b.db"), "folder_missing"),
        (("demo", "--projects", "2"), "not_empty"),
    ],
)
def test_a_known_error_is_one_sentence_and_changes_nothing(
    office: Run, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    row = add(office, "project", "name=已有", "category=works")
    digest = office("digest").out
    filled = [text.replace("{row}", row).replace("{tmp}", str(tmp_path)) for text in arguments]
    said = office("--json", *filled)
    assert said.status == 3, said
    assert said.data["error"]["code"] == code
    assert said.err == said.data["error"]["text"] + "\n"
    assert "{" not in said.err
    assert office(*filled) == Said(3, "", said.err)
    assert office("digest").out == digest


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("frobnicate",),
        ("add", "project"),
        ("add", "project", "name"),
        ("add", "project", "name=a", "name=b"),
        ("figures", "2026-13"),
        ("report", "2026-10", "--family", "town", "--out", "x"),
        ("report", "2026-10", "--out", "x"),
        ("report", "2026-10", "--family", "works", "--out", "x", "--formats", "odt"),
        ("list", "project", "--limit", "-1"),
        ("list", "project", "--lim", "1"),
        ("export", "ledger", "people", "--out", "x.xlsx"),
        ("demo", "--projects", "many"),
        ("bundle", "export"),
        ("bundle", "send", "--out", "x"),
        ("bundle",),
    ],
)
def test_wrong_usage_is_status_2_and_says_nothing_on_stdout(office: Run, arguments: tuple[str, ...]) -> None:
    said = office("--json", *arguments)
    assert (said.status, said.out) == (2, "")
    assert "用法不对" in said.err
    assert "error:" not in said.err


def test_help_is_chinese_and_lists_every_command(run: Run) -> None:
    said = run("--help")
    assert said.status == 0
    assert said.out.startswith("用法：")
    assert all(line.name in said.out and line.help[:8] in said.out for line in COMMANDS)
    assert "usage" not in run("report", "--help").out


def test_a_folder_without_a_database_says_what_to_do(run: Run, tmp_path: Path) -> None:
    said = run("--json", "list", "project")
    assert (said.status, said.data["error"]["code"]) == (3, "not_initialised")
    assert "init" in said.err
    assert not (tmp_path / "数据").exists()


def test_a_newer_database_is_left_untouched(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "数据" / "anxi.db"
    changing = db.connect(path)
    changing.execute(
        "INSERT INTO _sqlite_migrations(migration_set, name, applied_at) VALUES ('anxi', '9999_later', '')"
    )
    changing.close()
    before = path.read_bytes()
    for command in (("list", "project"), ("add", "project", "name=甲", "category=works"), ("check",)):
        said = office("--json", *command)
        assert (said.status, said.data["error"]["code"]) == (3, "newer_database")
    assert path.read_bytes() == before


def test_a_file_that_is_no_database(office: Run, tmp_path: Path) -> None:
    path = tmp_path / "数据" / "anxi.db"
    path.write_bytes(b"something else " * 500)
    said = office("--json", "list", "project")
    assert (said.status, said.data["error"]["code"]) == (3, "not_a_database")


def test_a_folder_that_cannot_be_made(run: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    arguments = ("--unit", "局", "--unit-type", "乡镇", "--person", "李某", "--code", "K1")
    said = run("--json", "init", *arguments, folder=tmp_path / "file" / "data")
    assert (said.status, said.data["error"]["code"]) == (3, "read_only")


def test_a_bug_is_status_1_with_its_trace(office: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_store: Store) -> str:
        raise RuntimeError("boom")

    monkeypatch.setattr(Store, "digest", broken)
    said = office("--json", "digest")
    assert (said.status, said.data["error"]["code"]) == (1, "bug")
    assert "RuntimeError: boom" in said.err
    assert "程序出错" in said.err


def test_ctrl_c_is_no_bug(office: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_store: Store) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(Store, "digest", interrupted)
    said = office("--json", "digest")
    assert (said.status, said.data["error"]["code"], said.err) == (3, "cancelled", "已取消，没有改动。\n")


def test_the_demo_county_without_init(run: Run, tmp_path: Path) -> None:
    said = run("demo", "--projects", "6", "--months", "2", "--seed", "5", "--until", "2025-02", "--json")
    assert said.status == 0
    counts = said.data["counts"]
    assert counts["project"] == 6
    assert len(run("--json", "list", "hazard").data["rows"]) == counts["hazard"]
    other = run(
        "demo", "--projects", "6", "--months", "2", "--seed", "5", "--until", "2025-02", folder=tmp_path / "b"
    )
    assert other.status == 0
    for table in counts:
        assert run("--json", "list", table).out == run("--json", "list", table, folder=tmp_path / "b").out
    assert run("--json", "demo").data["error"]["code"] == "not_empty"


def test_figures_and_report_of_the_demo_county(run: Run, tmp_path: Path) -> None:
    run("demo", "--projects", "40", "--months", "3", "--seed", "1")
    figures = run("--json", "figures", "2026-10")
    assert figures.status == 0
    blocks = figures.data["附件4"]["blocks"]
    assert [block["unit_type"] for block in blocks] == ["县级主管部门", "乡镇"]
    assert blocks[0]["std_kind"] is None
    assert blocks[0]["proj_total"] > 0
    flows = figures.data["flows"]
    assert sum(block["tl_found"] for block in blocks) == flows["self_works"]["found"]
    assert all(set(finding) >= {"rule", "level", "form", "text"} for finding in figures.data["findings"])
    out = tmp_path / "报表"
    said = run("--json", "report", "2026-10", "--family", "all", "--out", out)
    assert said.status == 0
    assert [Path(path).name for path in said.data["files"]] == [
        *(f"附件{n} 2026-10.{end}" for n in (3, 4, 5, 6, 7) for end in ("xlsx", "pdf", "docx")),
        "工作总结（工程项目） 2026-10.docx",
        "工作总结（物业项目） 2026-10.docx",
    ]
    asked = [found for found in said.data["findings"] if found["rule"] != "R23"]
    assert asked == figures.data["findings"]
    sheet: Any = openpyxl.load_workbook(out / "附件4 2026-10.xlsx").worksheets[0]
    assert sheet["B7"].value == blocks[0]["proj_total"]
    assert "项目数量 › 总数" in run("figures", "2026-10").out
    one = run("--json", "report", "2026-09", "--family", "works", "--out", out, "--formats", "pdf")
    assert [Path(path).name for path in one.data["files"]] == ["附件4 2026-09.pdf", "附件5 2026-09.pdf"]


def test_a_report_can_be_submitted_and_submitted_again(run: Run, tmp_path: Path) -> None:
    run("demo", "--projects", "20", "--months", "2", "--seed", "1")
    command = ("--json", "report", "2026-10", "--family", "property", "--out", tmp_path / "out", "--submit")
    (first,) = run(*command, "--formats", "pdf").data["submissions"]
    (again,) = run(*command).data["submissions"]
    assert again == first
    (kept,) = run("--json", "list", "submission").data["rows"]
    assert (kept["id"], kept["family"], kept["month"]) == (first, "property", "2026-10")
    assert len(kept["files"]) == 2 + 6 + 1 - 2  # the same PDF twice is one paper


def test_an_inconsistent_month_waits_for_a_person(
    office: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from anxi_desktop.domain import consistency
    from anxi_desktop.domain.consistency import Finding, Level

    error = Finding("R03", Level.ERROR, "附件4", "县级主管部门", ("proj_total",), "合计多于总数。")
    monkeypatch.setattr(consistency, "findings", lambda _report, **_options: (error,))
    figures = office("--json", "figures", "2026-10")
    assert (figures.status, figures.data["findings"][0]["level"]) == (4, "error")
    said = office("report", "2026-10", "--family", "works", "--out", tmp_path / "out")
    assert said.status == 4
    assert "错误 R03（附件4 县级主管部门）合计多于总数。" in said.out
    assert (tmp_path / "out" / "附件4 2026-10.xlsx").is_file()


def test_check_finds_damage_and_repairs_the_tables(office: Run, tmp_path: Path) -> None:
    row = add(office, "project", "name=甲", "category=works", "town=湖头镇")
    sound = office("--json", "check")
    assert (sound.status, sound.data["problems"], sound.data["orphans"]) == (0, [], [])
    changing = db.connect(tmp_path / "数据" / "anxi.db")
    changing.execute("UPDATE project SET town = '凤城镇'")
    changing.close()
    found = office("--json", "check")
    assert (found.status, [problem["code"] for problem in found.data["problems"]]) == (4, ["table_differs"])
    assert row_of(office, "project", row)["town"] == "凤城镇"  # a check never writes
    repaired = office("--json", "check", "--repair")
    assert (repaired.status, repaired.data["repaired"]) == (0, True)
    assert row_of(office, "project", row)["town"] == "湖头镇"


def test_backup_and_restore(office: Run, tmp_path: Path) -> None:
    add(office, "project", "name=甲", "category=works")
    digest = office("digest").out
    assert office("backup", "--out", tmp_path / "备份.db").status == 0
    add(office, "project", "name=乙", "category=works")
    said = office("--json", "restore", tmp_path / "备份.db")
    assert said.status == 0
    assert office("digest").out == digest
    office("restore", said.data["kept"])
    assert [row["name"] for row in office("--json", "list", "project").data["rows"]] == ["甲", "乙"]


def test_export_ledger(office: Run, tmp_path: Path) -> None:
    add(office, "project", "name=甲", "category=works")
    said = office("--json", "export", "ledger", "projects", "--out", tmp_path / "p.xlsx")
    assert said.data == {"rows": 1, "files": [str(tmp_path / "p.xlsx")]}


@pytest.mark.parametrize("kind", IMPORTS)
def test_every_kind_has_a_template(run: Run, tmp_path: Path, kind: str) -> None:
    said = run("--json", "template", kind, "--out", tmp_path / "模板.xlsx")
    assert said.data == {"files": [str(tmp_path / "模板.xlsx")]}
    assert openpyxl.load_workbook(tmp_path / "模板.xlsx").sheetnames


def test_import_says_what_it_took_and_refused(office: Run, tmp_path: Path) -> None:
    sheet = tmp_path / "台账.csv"
    sheet.write_text("项目名称,施工单位,建筑面积\n甲,某公司,12000\n乙,某公司,很大\n", encoding="utf-8")
    dry = office("--json", "import", "projects", sheet, "--dry-run")
    assert (dry.status, dry.data["new"], len(dry.data["refused"])) == (4, 1, 1)
    assert office("--json", "list", "project").data["rows"] == []
    said = office("import", "projects", sheet)
    assert said.status == 4
    assert "读到 2 行：已新增 1，已更新 0，相同 0，拒收 1。" in said.out
    assert "拒收 第 3 行“建筑面积”：不是数字（很大）" in said.out
    again = office("--json", "import", "projects", sheet)
    assert (again.data["new"], again.data["changed"], again.data["same"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("没有.xlsx", None, "file_missing"),
        ("坏的.xlsx", b"PK\x03\x04 nothing", "workbook_damaged"),
        ("表.docx", b"x", "unsupported_format"),
        ("表.csv", "名字,年龄\n甲,3\n".encode(), "no_header"),
    ],
)
def test_a_file_that_cannot_be_imported_changes_nothing(
    office: Run, tmp_path: Path, name: str, content: bytes | None, code: str
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    digest = office("digest").out
    said = office("--json", "import", "projects", tmp_path / name)
    assert (said.status, said.data["error"]["code"]) == (3, code)
    assert office("digest").out == digest


def test_a_sheet_that_does_not_exist_is_named_with_those_that_do(office: Run, tmp_path: Path) -> None:
    office("template", "projects", "--out", tmp_path / "p.xlsx")
    said = office("--json", "import", "projects", tmp_path / "p.xlsx", "--sheet", "第九张")
    assert (said.status, said.data["error"]["code"]) == (3, "sheet_missing")
    assert "第九张" in said.err
    assert "项目" in said.err


def test_self_test_goes_through_and_leaves_the_users_folder_alone(run: Run, tmp_path: Path) -> None:
    said = run("--json", "self-test")
    assert (said.status, said.data["ok"]) == (0, True), said
    assert len(said.data["steps"]) >= 7
    assert not (tmp_path / "数据").exists()


def test_self_test_names_the_step_that_fails(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    from anxi_desktop.store import health

    def check(store: Store) -> health.Steps:
        yield 0, ""
        return health.Health((health.Problem("gap", "缺少流水"),), (), 0)

    monkeypatch.setattr(health, "check", check)
    said = run("--json", "self-test")
    assert (said.status, said.data["failed"]) == (3, "数据库检查")


def anxi(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-m", "anxi_desktop.cli", *map(str, arguments)],
        capture_output=True, cwd=ROOT, env={**os.environ, **environment}, timeout=60, check=False,
    )  # fmt: skip


def test_output_is_utf_8_also_where_the_console_is_not(tmp_path: Path) -> None:
    done = anxi("--data", tmp_path / "没有", "list", "project", PYTHONIOENCODING="ascii", PYTHONUTF8="0")
    assert done.returncode == 3
    assert "还没有数据库" in done.stderr.decode("utf-8")


def test_a_command_loads_nothing_it_does_not_need(office: Run, tmp_path: Path) -> None:
    code = (
        "import sys; from anxi_desktop.cli import main; main(sys.argv[1:]); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "--data", str(tmp_path / "数据"), "list", "project"],
        capture_output=True, cwd=ROOT, text=True, timeout=60, check=True,
    )  # fmt: skip
    loaded = set(done.stderr.split())
    assert loaded & {"PySide6", "openpyxl", "reportlab", "sqlite_utils", "cryptography", "pypinyin"} == set()


def test_reading_works_while_another_process_writes(office: Run, tmp_path: Path) -> None:
    add(office, "project", "name=甲", "category=works", "level=blue")
    writing = db.connect(tmp_path / "数据" / "anxi.db")
    writing.execute("BEGIN IMMEDIATE")
    try:
        for command in (("list", "project"), ("figures", "2026-10"), ("digest",), ("check",)):
            assert office(*command).status == 0
    finally:
        writing.execute("ROLLBACK")
        writing.close()


def test_a_writer_that_waits_too_long_says_so(
    office: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(db, "BUSY_SECONDS", 0)
    writing = db.connect(tmp_path / "数据" / "anxi.db")
    writing.execute("BEGIN IMMEDIATE")
    try:
        said = office("--json", "add", "project", "name=甲", "category=works")
    finally:
        writing.execute("ROLLBACK")
        writing.close()
    assert (said.status, said.data["error"]["code"]) == (3, "store_busy")


def asked(run: Run, *arguments: str, status: int = 0) -> dict[str, Any]:
    """The JSON of a command that has to end with `status`."""
    said = run(*arguments, "--json")
    assert said.status == status, said
    return said.data


def test_a_step_moves_its_hazard_through_the_loop_and_nothing_else_does(office: Run) -> None:
    project = asked(office, "add", "project", "name=甲工程", "category=works")["id"]
    hazard = asked(office,
        "add", "hazard", f"project={project}", "source=supervision", "found_on=2026-10-01", "description=临边缺栏杆",
        "due_on=2026-10-20",
    )["id"]  # fmt: skip
    common = (f"project={project}", f"hazard={hazard}")
    asked(office, "add", "hazard_step", *common, "kind=rectified", "done_on=2026-10-08", "person=李同")
    refused = asked(
        office,
        "add",
        "hazard_step",
        *common,
        "kind=extension_asked",
        "done_on=2026-10-09",
        "text=雨",
        status=3,
    )
    assert refused["error"]["code"] == "hazard_step_refused"
    asked(office, "add", "hazard_step", *common, "kind=closed", "done_on=2026-10-10")
    (row,) = asked(office, "list", "hazard")["rows"]
    assert [row[name] for name in ("rectified_on", "reviewed_on", "review")] == [
        "2026-10-08",
        "2026-10-10",
        "pass",
    ]
    kinds = [
        step["kind"] for step in asked(office, "list", "hazard_step", "--where", f"hazard={hazard}")["rows"]
    ]
    assert kinds == ["rectified", "closed"]


def test_an_inspection_is_checked_like_its_form(office: Run) -> None:
    project = asked(office, "add", "project", "name=甲工程", "category=works")["id"]
    head = (f"project={project}", "kind=supervision", "level=county", "done_on=2026-10-01")
    one = asked(
        office,
        "add",
        "inspection",
        *head,
        "enforcement=是",
        "team=王小明、李同",
        "certificates=闽1",
        status=3,
    )
    assert "两名" in one["error"]["text"]
    row = asked(
        office, "add", "inspection", *head, "enforcement=是", "team=王小明、李同", "certificates=闽1、闽2"
    )["id"]
    (found,) = asked(office, "list", "inspection")["rows"]
    assert found["id"] == row
    assert found["team"] == ["王小明", "李同"]
    assert found["enforcement"] is True
    refused = asked(office, "edit", "inspection", row, "signing=拒绝签字", status=3)
    assert refused["error"]["code"] == "bad_value"
    asked(office, "edit", "inspection", row, "signing=拒绝签字", "refusal=不认可", "witness=陈某")
    assert asked(office, "history", "inspection", row)["entries"][0]["new"]["witness"] == "陈某"
    judged = asked(office,
        "add", "hazard", f"project={project}", "source=自查", "found_on=2026-10-01", "description=甲", "judged=是",
        status=3,
    )  # fmt: skip
    assert "判定" in judged["error"]["text"]


def test_a_reply_goes_out_and_comes_back(office: Run, tmp_path: Path) -> None:
    import openpyxl

    project = asked(office, "add", "project", "name=甲工程", "category=works")["id"]
    asked(
        office, "add", "hazard", f"project={project}", "source=supervision", "found_on=2026-10-01", "description=甲",
    )  # fmt: skip
    path = tmp_path / "回复.xlsx"
    assert asked(office, "reply-export", "甲工程", "--out", str(path))["rows"] == 1
    book = openpyxl.load_workbook(path)
    sheet: Any = book.active
    sheet.cell(5, 9).value = "2026-10-08"
    sheet.cell(6, 1).value = "改过的校验码"
    book.save(path)
    dry = asked(office, "reply-import", str(path), "--dry-run", status=4)
    assert (dry["rows"], dry["changed"], len(dry["refused"])) == (2, 1, 1)
    assert dry["refused"][0]["row"] == 6
    asked(office, "reply-import", str(path), status=4)
    (row,) = asked(office, "list", "hazard")["rows"]
    assert row["rectified_on"] == "2026-10-08"
    assert asked(office, "reply-import", str(path), status=4)["same"] == 1
    assert (
        asked(office, "reply-export", "甲工程", "--out", str(path), status=3)["error"]["code"]
        == "nothing_to_export"
    )
