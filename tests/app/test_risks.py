"""The risk register and the overall level over a real store: one action, its undo, and past months."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest

from anxi_desktop.app.risks import Risks
from anxi_desktop.app.session import Session
from anxi_desktop.domain.assessing import assess, judged
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_figures import month_forms
from anxi_desktop.domain.monthly import FORM_4
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk import RuleKind
from anxi_desktop.domain.risk_rules import TableText
from anxi_desktop.domain.save import Save
from anxi_desktop.store import record_edit
from anxi_desktop.store.month_data import month_data
from anxi_desktop.store.store import new_id
from tests.store.proofs import prove_all

TODAY = date.today()


@pytest.fixture
def project(session: Session) -> str:
    values: dict[str, JournalValue] = {"name": "龙津花园", "category": "works", "start_on": "2026-01-05"}
    saves = record_edit.add_saves(session.store, "project", values)
    session.edit("新建", saves)
    return saves[0].row


@pytest.fixture
def risks(session: Session) -> Risks:
    return Risks(session)


def add(risks: Risks, project: str, level: str | None, **values: JournalValue) -> str:
    saves = record_edit.add_saves(
        risks.store,
        "risk_point",
        {"project": project, "name": "基坑边坡", "level": level, "identified_on": "2026-03-01", **values},
    )
    risks.session.edit("加", saves)
    return saves[0].row


def counted(risks: Risks, month: str) -> dict[str, object]:
    data = month_data(risks.store.connection, Month.parse(month), own_unit_type="质安中心")
    (block,) = month_forms(data)[FORM_4]
    return {level.value: block.figures[f"fc_{level.value}"].value for level in RiskLevel}


def test_past_months_keep_the_level_a_point_had(risks: Risks, project: str) -> None:
    point = add(risks, project, "yellow")
    later = add(risks, project, None, name="卸料平台")
    risks.assess(point, judged(RiskLevel.RED), assessed_on=date(2026, 6, 10))
    risks.assess(later, judged(RiskLevel.BLUE), assessed_on=date(2026, 7, 1))
    risks.assess(point, judged(RiskLevel.ORANGE), assessed_on=date(2026, 8, 31))
    risks.remove([later], removed_on=date(2026, 9, 30))
    none = {"red": 0, "orange": 0, "yellow": 0, "blue": 0}
    assert counted(risks, "2026-02") == none
    assert counted(risks, "2026-05") == {**none, "yellow": 1}
    assert counted(risks, "2026-06") == {**none, "red": 1}
    assert counted(risks, "2026-07") == {**none, "red": 1, "blue": 1}
    assert counted(risks, "2026-08") == {**none, "orange": 1, "blue": 1}
    assert counted(risks, "2026-09") == {**none, "orange": 1}
    assert [row["level"] for row in risks.story(point)] == ["orange", "red", "yellow"]
    prove_all(risks.store)


def test_an_edit_by_command_or_import_is_an_assessment_too(risks: Risks, project: str) -> None:
    point = add(risks, project, "blue")
    saves = record_edit.edit_saves(
        risks.store, "risk_point", point, {"level": "orange"}, today=date(2026, 5, 20)
    )
    risks.session.edit("改", saves)
    assert counted(risks, "2026-04")["blue"] == 1
    assert counted(risks, "2026-05")["orange"] == 1
    assert [row["assessed_on"] for row in risks.story(point)] == ["2026-05-20", "2026-03-01"]


def test_assessing_proposes_a_new_overall_level_and_undo_takes_all_of_it_back(
    risks: Risks, project: str
) -> None:
    point = add(risks, project, "blue", duty_level="班组")
    before = risks.store.digest(), risks.standing(project).proposal, risks.counts(project)
    done = risks.assess(
        point,
        assess(risks.presets()[0], {"l": Decimal(6), "e": Decimal(6), "c": Decimal(40)}),
        assessed_on=TODAY,
        with_values={"place": "北侧"},
    )
    assert done.before.level is not RiskLevel.ORANGE
    assert done.after.level is RiskLevel.ORANGE
    assert risks.counts(project) == {project: {"red": 1}}
    row = risks.store.row("risk_point", point)
    assert (row["level"], row["duty_level"], row["place"]) == ("red", "企业主要负责人", "北侧")
    risks.session.undo()
    assert (risks.standing(project).proposal, risks.counts(project)) == before[1:]
    assert risks.story(point) == []
    risks.session.redo()
    assert risks.standing(project).proposal == done.after
    prove_all(risks.store)


def test_a_decision_needs_a_reason_where_it_differs(risks: Risks, project: str) -> None:
    add(risks, project, "blue")
    proposed = risks.standing(project).proposal.level
    assert proposed is RiskLevel.BLUE or proposed is RiskLevel.YELLOW
    with pytest.raises(AnxiError) as caught:
        risks.decide(project, RiskLevel.RED, reason=" ", decided_on=TODAY)
    assert caught.value.code == "level_reason"
    risks.decide(project, RiskLevel.RED, reason="汛期深基坑", decided_on=TODAY)
    assert risks.store.row("project", project)["level"] == "red"
    (decision,) = risks.decisions(project)
    assert decision["proposed"] == proposed.value
    assert "建议：" in str(decision["arithmetic"])
    assert risks.standing(project).frequency.months == 1
    risks.session.undo()
    assert risks.decisions(project) == []
    assert risks.store.row("project", project)["level"] is None


def test_hazards_scores_and_coverage_count(risks: Risks, project: str) -> None:
    def hazard(**values: JournalValue) -> None:
        made = {
            "project": project,
            "source": "self",
            "found_on": "2026-04-01",
            "description": "x",
            "severity": "general",
            **values,
        }
        risks.session.edit("隐患", [Save("hazard", new_id(), made)])

    def inspection(kind: str, day: str, grade: str | None) -> None:
        values: dict[str, JournalValue] = {
            "project": project,
            "kind": kind,
            "level": "county",
            "done_on": day,
            "grade": grade,
        }
        made = {name: value for name, value in values.items() if value is not None}
        risks.session.edit("检查", [Save("inspection", new_id(), made)])

    hazard(severity="major")
    hazard(due_on="2026-04-10")
    hazard(due_on="2026-04-10", rectified_on="2026-04-09")
    hazard()
    hazard(review="pass", reviewed_on="2026-04-20", rectified_on="2026-04-19")
    hazard(voided_on="2026-04-02", void_reason="重复")
    inspection("random", "2026-05-01", "fail")
    inspection("random", "2026-06-01", "pass")
    inspection("self", "2026-06-02", "fail")
    inspection("full", (TODAY - timedelta(days=10)).isoformat(), None)
    assert risks.standing(project).risks.standing.counts == {
        "red_points": 0,
        "orange_points": 0,
        "yellow_points": 0,
        "major_open": 1,
        "overdue": 1,
        "open": 2,
        "random_fail": 0,
        "random_pass": 1,
        "score_fail": 1,
        "uncovered": 0,
        "unassessed": 1,
    }
    assert risks.overview()[0].proposal == risks.standing(project).proposal


def test_a_changed_preset_holds_from_now_on_and_old_assessments_stay(risks: Risks, project: str) -> None:
    point = add(risks, project, None)
    scores = {"l": Decimal(3), "e": Decimal(6), "c": Decimal(15)}
    risks.assess(point, assess(risks.presets()[0], scores), assessed_on=date(2026, 4, 1))
    table = risks.tables(RuleKind.LEC)[0]
    body = json.loads(table.body)
    body["bands"][0][0] = "250"
    stricter = TableText(table.kind, table.key, "2", table.title, json.dumps(body))
    risks.save_table(stricter)
    assert assess(risks.presets()[0], scores).level is RiskLevel.RED
    assert risks.story(point)[0]["preset"] == "lec@1"
    assert risks.story(point)[0]["level"] == "orange"
    with pytest.raises(AnxiError) as caught:
        risks.save_table(stricter)
    assert caught.value.code == "rule_table_known"
    risks.session.undo()
    assert assess(risks.presets()[0], scores).level is RiskLevel.ORANGE
