"""The registers behind the monthly forms over a real store: what is refused, counted, taken away and brought back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from anxi_desktop.app.register_export import export_work, report_rows
from anxi_desktop.app.registers import EnforcementKind, Registers, SelfReported
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.words import sentence
from anxi_desktop.store.record_edit import add_saves, delete_saves, edit_saves
from anxi_desktop.store.store import new_id
from tests.store.proofs import prove_all

OCTOBER = Month(2026, 10)


def add_project(session: Session, name: str, family: str = "works", **values: JournalValue) -> str:
    saves = add_saves(session.store, "project", {"name": name, "category": family, **values})
    session.edit("新建", saves)
    return saves[0].row


def add_hazard(session: Session, project: str, **values: JournalValue) -> str:
    row = new_id()
    made: dict[str, JournalValue] = {
        "project": project,
        "source": "self",
        "found_on": "2026-10-05",
        "description": "临边没有防护栏杆",
        **values,
    }
    session.edit("记", [Save("hazard", row, made)])
    return row


@pytest.fixture
def registers(session: Session) -> Registers:
    return Registers(session)


@pytest.fixture
def project(session: Session) -> str:
    return add_project(session, "龙津花园", town="城厢镇")


def fine(project: str | None, **values: JournalValue) -> dict[str, JournalValue]:
    made: dict[str, JournalValue] = {"kind": "fine", "done_on": "2026-10-08", "amount_wan": "1.5", **values}
    return {**made, "project": project} if project else made


def test_a_measure_of_a_project_counts_in_the_projects_family(
    registers: Registers, session: Session, project: str
) -> None:
    row, done = registers.save_enforcement(None, fine(project, family="property"))
    assert done is not None
    (found,) = registers.enforcements(2026, EnforcementKind.FINE)
    assert (found["id"], found["project_name"], found["family"]) == (row, "龙津花园", "works")
    assert session.undo_title == "登记执法激励：罚款"
    assert registers.save_enforcement(row, {"amount_wan": "1.5"}) == (row, None)
    registers.save_enforcement(row, {"amount_wan": "2", "note": "已缴"})
    assert registers.enforcements()[0]["amount_wan"] == "2"
    session.undo()
    session.undo()
    assert registers.enforcements() == []
    prove_all(session.store)


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"kind": "fine"}, "amount_wan", "罚款要填金额"),
        ({"kind": "fine", "amount_wan": "0"}, "amount_wan", "罚款要填金额"),
        ({"kind": "judicial"}, "persons", "移送司法机关要填人数"),
        ({"kind": "listed"}, "hazards", "挂牌督办要填隐患数"),
        ({"kind": "halt", "project": None}, "family", "没有选项目的，要选类别"),
        ({"kind": None}, "kind", "必填"),
        ({"kind": "halt", "done_on": None}, "done_on", "必填"),
        ({"kind": "fine", "amount_wan": "-1"}, "amount_wan", "不能小于 0"),
    ],
)
def test_a_measure_without_what_the_forms_count_is_refused(
    registers: Registers, project: str, values: dict[str, JournalValue], field: str, reason: str
) -> None:
    whole: dict[str, JournalValue] = {"done_on": "2026-10-08", "project": project, **values}
    with pytest.raises(AnxiError, match="bad_value") as caught:
        registers.save_enforcement(None, whole)
    assert caught.value.facts["name"] == field
    assert reason in str(caught.value.facts["reason"])
    assert registers.enforcements() == []


def test_a_measure_cannot_lose_what_the_forms_count(registers: Registers, project: str) -> None:
    row, _ = registers.save_enforcement(None, fine(project))
    with pytest.raises(AnxiError, match="bad_value"):
        registers.save_enforcement(row, {"amount_wan": None})
    registers.save_enforcement(row, {"kind": "halt", "amount_wan": None})
    assert registers.enforcements()[0]["kind"] == "halt"


def test_a_year_is_summed_and_other_years_are_left_out(
    registers: Registers, session: Session, project: str
) -> None:
    registers.save_enforcement(None, fine(project))
    registers.save_enforcement(None, fine(None, family="property", amount_wan="0.3"))
    registers.save_enforcement(None, {"kind": "halt", "done_on": "2026-01-01", "project": project})
    registers.save_enforcement(None, fine(project, done_on="2025-12-31", amount_wan="9"))
    totals = registers.year_totals(2026)
    assert (dict(totals.counts), totals.fines_wan) == ({"fine": 2, "halt": 1}, Decimal("1.8"))
    assert totals.whole == 3
    assert registers.enforcement_years() == [2026, 2025]
    assert [row["done_on"] for row in registers.enforcements(2026)] == [
        "2026-10-08",
        "2026-10-08",
        "2026-01-01",
    ]
    assert len(registers.enforcements()) == 4
    session.edit("删除", delete_saves(session.store, "project", project))
    assert registers.year_totals().whole == 1, "what belongs to a deleted project is hidden with it"
    assert registers.enforcement_years() == [2026]


def test_documents_are_kept_the_latest_first(registers: Registers, session: Session) -> None:
    old, _ = registers.save_document(None, {"kind": "guide", "title": "提升指南", "issued_on": "2025-03-01"})
    new, _ = registers.save_document(None, {"kind": "detail", "title": "达标细则", "issued_on": "2026-03-01"})
    assert [row["id"] for row in registers.documents()] == [new, old]
    assert session.undo_title == "登记标准规范文件：达标细则"
    registers.save_document(old, {"copies": 30})
    assert session.undo_title == "修改标准规范文件：提升指南"
    with pytest.raises(AnxiError, match="bad_value"):
        registers.save_document(None, {"kind": "guide"})
    registers.delete("document", [old, new])
    assert session.undo_title == "删除标准规范文件（2 条）"
    assert registers.documents() == []
    session.undo()
    assert len(registers.documents()) == 2
    prove_all(session.store)


def test_a_unit_is_known_once_in_its_family(registers: Registers, session: Session) -> None:
    row, _ = registers.save_unit(None, {"name": "县质安中心", "unit_type": "质安中心", "family": "works"})
    other, _ = registers.save_unit(None, {"name": "县质安中心", "family": "property"})
    with pytest.raises(AnxiError, match="unit_known"):
        registers.save_unit(None, {"name": " 县质安中心 ", "family": "works"})
    with pytest.raises(AnxiError, match="unit_known"):
        registers.save_unit(other, {"family": "works"})
    registers.save_unit(row, {"unit_type": "县级主管部门"})
    registers.set_retired([row], retired=True)
    assert [(unit["id"], bool(unit["retired"])) for unit in registers.units()] == [
        (other, False),
        (row, True),
    ]
    assert session.undo_title == "停用填报单位"
    registers.set_retired([row], retired=False)
    assert [unit["id"] for unit in registers.units()] == [row, other]


def test_live_projects_of_a_month_are_asked_for_their_numbers(
    registers: Registers, session: Session, project: str
) -> None:
    estate = add_project(session, "凤山小区", "property")
    done = add_project(session, "完工楼", state="completed", start_on="2025-01-01", end_on="2026-09-30")
    late = add_project(session, "停工楼")
    session.edit(
        "停工",
        edit_saves(
            session.store,
            "project",
            late,
            {"state": "withdrawn"},
            today=date(2026, 11, 2),
            valid_from=date(2026, 11, 1),
        ),
    )
    assert {item.name for item in registers.self_reports(OCTOBER)} == {"龙津花园", "凤山小区", "停工楼"}
    assert {item.name for item in registers.self_reports(OCTOBER.after)} == {"龙津花园", "凤山小区"}
    assert [item.project for item in registers.self_reports(OCTOBER, Family.PROPERTY)] == [estate]
    registers.save_self_report(done, OCTOBER, 1, None)
    assert done in {item.project for item in registers.self_reports(OCTOBER)}, (
        "a report is never out of sight"
    )


def test_numbers_are_reported_changed_taken_away_and_given_again(
    registers: Registers, session: Session, project: str
) -> None:
    def now() -> SelfReported:
        (item,) = registers.self_reports(OCTOBER)
        return item

    assert not now().is_reported
    assert registers.save_self_report(project, OCTOBER, None, None) is None
    assert registers.save_self_report(project, OCTOBER, 5, None) is not None
    assert (now().found, now().closed, now().town) == (5, None, "城厢镇")
    (row,) = session.store.rows("self_report")
    assert row["id"] == named_id("self_report", project, "2026-10")
    assert registers.save_self_report(project, OCTOBER, 5, None) is None
    registers.save_self_report(project, OCTOBER, 5, 4)
    registers.save_self_report(project, OCTOBER, None, None)
    assert not now().is_reported
    assert list(session.store.rows("self_report")) == []
    registers.save_self_report(project, OCTOBER, 7, 0)
    assert (now().found, now().closed) == (7, 0)
    session.undo()
    assert not now().is_reported
    session.undo()
    assert (now().found, now().closed) == (5, 4)
    assert registers.self_reports(OCTOBER.before)[0].found is None
    with pytest.raises(AnxiError, match="bad_value"):
        registers.save_self_report(project, OCTOBER, -1, None)
    prove_all(session.store)


def test_a_report_is_refused_where_hazards_are_kept_one_by_one(
    registers: Registers, session: Session, project: str
) -> None:
    add_hazard(session, project)
    add_hazard(session, project, found_on="2026-09-20", review="pass", reviewed_on="2026-10-31")
    add_hazard(session, project, found_on="2026-10-01", review="pass", reviewed_on="2026-10-09")
    add_hazard(session, project, voided_on="2026-10-06", void_reason="重复")
    add_hazard(session, project, source="supervision")
    add_hazard(session, project, found_on="2026-09-02", review="fail", reviewed_on="2026-10-09")
    with pytest.raises(AnxiError, match="self_report_has_details") as caught:
        registers.save_self_report(project, OCTOBER, 2, 1)
    assert "3 条" in sentence(caught.value)
    assert "明细和申报不能同时计" in sentence(caught.value)
    (item,) = registers.self_reports(OCTOBER)
    assert (item.details, item.details_found, item.details_closed) == (3, 2, 2)
    assert list(session.store.rows("self_report")) == []
    assert registers.save_self_report(project, OCTOBER.after, 2, 1) is not None


def test_a_report_can_be_taken_away_once_details_have_come(
    registers: Registers, session: Session, project: str
) -> None:
    registers.save_self_report(project, OCTOBER, 2, 1)
    add_hazard(session, project)
    with pytest.raises(AnxiError, match="self_report_has_details"):
        registers.save_self_report(project, OCTOBER, 3, 1)
    assert registers.save_self_report(project, OCTOBER, None, None) is not None
    assert not registers.self_reports(OCTOBER)[0].is_reported


def test_a_report_under_another_id_is_never_counted_twice(
    registers: Registers, session: Session, project: str
) -> None:
    stray = new_id()
    values: dict[str, JournalValue] = {"project": project, "month": "2026-10", "found": 9}
    session.edit("命令行", [Save("self_report", stray, values)])
    assert registers.self_reports(OCTOBER)[0].found == 9
    registers.save_self_report(project, OCTOBER, 9, 8)
    (row,) = session.store.rows("self_report")
    assert (row["id"], row["closed"]) == (named_id("self_report", project, "2026-10"), 8)
    session.undo()
    (row,) = session.store.rows("self_report")
    assert row["id"] == stray


def test_registers_are_written_as_workbooks(
    registers: Registers, project: str, resources: Path, tmp_path: Path
) -> None:
    registers.save_enforcement(None, fine(project, company="=1+1"))
    registers.save_self_report(project, OCTOBER, 5, 4)
    registers.save_unit(None, {"name": "县质安中心", "family": "works"})
    for entity, rows, told in (
        ("enforcement", registers.enforcements(), ["罚款", "龙津花园", "=1+1", 1.5]),
        ("self_report", report_rows(registers.self_reports(OCTOBER), OCTOBER), ["龙津花园", 5, 4]),
        ("reporting_unit", registers.units(), ["县质安中心", "工程项目"]),
    ):
        path = tmp_path / f"{entity}.xlsx"
        work = export_work(entity, rows, path, title="台账", subtitle="安溪县住建局", resources=resources)
        for _ in work():
            pass
        sheet = openpyxl.load_workbook(path).worksheets[0]
        cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
        assert not any(cell.data_type == "f" for cell in cells)
        for value in told:
            assert value in [cell.value for cell in cells], (entity, value)
    with pytest.raises(AnxiError, match="nothing_to_export"):
        next(
            step
            for step in export_work(
                "document", [], tmp_path / "a.xlsx", title="", subtitle="", resources=resources
            )()
            if step[0] > 10
        )


def test_a_month_that_ends_on_the_25th_asks_for_its_own_days(
    registers: Registers, session: Session, project: str
) -> None:
    add_hazard(session, project, found_on="2026-10-28")
    assert registers.self_reports(OCTOBER)[0].details == 1
    rule: dict[str, JournalValue] = {"year": 2026, "rule": "A-03", "choice": "day25"}
    session.edit("口径", [Save("counting_rule", new_id(), rule)])
    assert registers.self_reports(OCTOBER)[0].details == 0
    assert registers.self_reports(OCTOBER.after)[0].details == 1
    assert registers.save_self_report(project, OCTOBER, 2, 1) is not None
