"""What the page 项目 writes: each act is one undo step that tells what it did."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from anxi_desktop.app.registry import Registry, field_list, shown_name
from anxi_desktop.app.registry_work import Place, Written, change_many, delete_many, in_own_store
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.project_list import DONE, ProjectQuery
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import FactKind, MilestoneItem
from anxi_desktop.domain.save import Save
from anxi_desktop.store.store import Store, new_id


@pytest.fixture
def registry(session: Session) -> Registry:
    return Registry(session)


@pytest.fixture
def place(store: Store, profile: object) -> Place:
    return Place(folder=store.folder, profile=profile, author="王小明")  # pyright: ignore[reportArgumentType]


def finish(steps: object) -> tuple[Written, list[tuple[int, str]]]:
    """Run a generator of work to its end: its result and the steps it told."""
    told: list[tuple[int, str]] = []
    while True:
        try:
            told.append(next(steps))  # pyright: ignore[reportArgumentType]
        except StopIteration as end:
            return end.value, told


def make(registry: Registry, name: str, **values: JournalValue) -> str:
    return registry.add({"name": name, "category": "works", **values})


def test_a_new_project_is_one_step_with_its_name(registry: Registry) -> None:
    record = make(registry, "城东安置房", level="red", start_on="2026-03-01")
    assert registry.session.undo_title == "新建项目：“城东安置房”"
    assert registry.project(record)["level"] == "red"
    registry.session.undo()
    with pytest.raises(AnxiError, match="not_found"):
        registry.project(record)


def test_a_refused_value_changes_nothing(registry: Registry) -> None:
    record = make(registry, "城东安置房")
    with pytest.raises(AnxiError, match="bad_value"):
        registry.change(record, {"area_m2": "-5"})
    with pytest.raises(AnxiError, match="bad_value"):
        registry.add({"name": "", "category": "works"})
    assert registry.session.undo_title == "新建项目：“城东安置房”"
    assert registry.project(record)["area_m2"] is None


def test_a_change_is_one_step_and_no_change_is_none(registry: Registry) -> None:
    record = make(registry, "城东安置房", town="湖头镇")
    assert registry.change(record, {"town": "湖头镇"}) is None
    assert registry.change(record, {"town": "龙门镇"}) is not None
    assert registry.session.undo_title == "修改“城东安置房”：属地乡镇"
    registry.session.undo()
    assert registry.project(record)["town"] == "湖头镇"


def test_a_status_holds_from_the_day_given_and_the_day_can_be_corrected(registry: Registry) -> None:
    record = make(registry, "城东安置房", level="red")
    registry.change(record, {"level": "yellow"}, valid_from=date(2026, 9, 1))
    latest, first = registry.facts(record)[FactKind.LEVEL]
    assert (latest.value, latest.valid_from, first.value, first.valid_from) == (
        "yellow",
        "2026-09-01",
        "red",
        None,
    )
    registry.correct_fact(record, latest.id, valid_from=date(2026, 8, 15))
    assert registry.facts(record)[FactKind.LEVEL][0].valid_from == "2026-08-15"
    registry.remove_fact(record, latest.id)
    assert registry.project(record)["level"] == "red"
    registry.session.undo()
    assert registry.project(record)["level"] == "yellow"


def test_an_item_of_the_plan_is_ticked_with_its_day_and_taken_back(registry: Registry) -> None:
    record = make(registry, "城东安置房")
    registry.set_milestone(record, MilestoneItem.FIVE_S, done_on=date(2026, 5, 4), evidence="照片")
    assert registry.session.undo_title == "“城东安置房”：5S已完成"
    row = registry.milestones(record)[MilestoneItem.FIVE_S]
    assert (row["done_on"], row["evidence"]) == ("2026-05-04", "照片")
    query = ProjectQuery(filters={DONE: frozenset({"five_s"})})
    assert len(registry.projects.ids(query)) == 1
    registry.set_milestone(record, MilestoneItem.FIVE_S, done_on=None)
    assert registry.milestones(record)[MilestoneItem.FIVE_S]["done_on"] is None
    assert registry.milestones(record)[MilestoneItem.FIVE_S]["evidence"] == "照片"
    assert len(registry.projects.ids(query)) == 0
    assert registry.set_milestone(record, MilestoneItem.FIVE_S, done_on=None) is None


def test_an_item_two_laptops_entered_is_taken_back_for_both(registry: Registry) -> None:
    record = make(registry, "城东安置房")
    values = {"project": record, "item": "five_s", "done_on": "2026-05-04", "evidence": None}
    registry.session.edit("导入", [Save("milestone", new_id(), values), Save("milestone", new_id(), values)])
    registry.set_milestone(record, MilestoneItem.FIVE_S, done_on=None)
    query = ProjectQuery(filters={DONE: frozenset({"five_s"})})
    assert len(registry.projects.ids(query)) == 0
    registry.set_milestone(record, MilestoneItem.FIVE_S, done_on=date(2026, 6, 1))
    assert registry.milestones(record)[MilestoneItem.FIVE_S]["done_on"] == "2026-06-01"


def test_the_story_tells_who_what_and_old_to_new(registry: Registry) -> None:
    record = make(registry, "城东安置房", town="湖头镇")
    registry.change(record, {"town": "龙门镇"})
    line = registry.story(record)[0]
    assert (line.author, line.device) == ("王小明", "K7")
    assert [(change.label, change.old_word, change.new_word) for change in line.changes] == [
        ("属地乡镇", "湖头镇", "龙门镇")
    ]


def test_many_projects_are_changed_as_one_step(registry: Registry, place: Place) -> None:
    records = [
        make(registry, f"项目{number}", town="湖头镇" if number == 0 else None) for number in range(45)
    ]
    written, told = finish(
        in_own_store(
            place,
            partial(
                change_many,
                records=[*records, "0" * 8],
                changes={"town": "湖头镇"},
                title="批量修改 {count} 个项目",
            ),
        )
    )
    assert (written.changed, written.title) == (44, "批量修改 44 个项目")
    assert told[0] == (0, "正在准备 0/46")
    assert told[-1] == (60, "正在写入 44 个项目")
    registry.note(written)
    by_town = ProjectQuery(filters={"town": frozenset({"湖头镇"})})
    assert len(registry.projects.ids(by_town)) == 45
    registry.session.undo()
    assert len(registry.projects.ids(by_town)) == 1


def test_a_batch_with_a_refused_value_changes_nothing(registry: Registry) -> None:
    records = [make(registry, f"项目{number}") for number in range(3)]
    with pytest.raises(AnxiError, match="bad_value"):
        registry.at_once(partial(change_many, records=records, changes={"level": "purple"}, title="x"))
    assert [registry.project(record)["level"] for record in records] == [None, None, None]


def test_a_batch_stopped_before_its_end_changes_nothing(registry: Registry, place: Place) -> None:
    records = [make(registry, f"项目{number}") for number in range(45)]
    steps = in_own_store(place, partial(change_many, records=records, changes={"town": "湖头镇"}, title="x"))
    next(steps)
    next(steps)
    steps.close()
    assert len(registry.projects.ids(ProjectQuery(filters={"town": frozenset({"湖头镇"})}))) == 0


def test_a_batch_that_changes_nothing_is_no_step(registry: Registry) -> None:
    record = make(registry, "项目", town="湖头镇")
    written = registry.at_once(partial(change_many, records=[record], changes={"town": "湖头镇"}, title="x"))
    assert written == Written("x", None, 0)
    assert registry.session.undo_title == "新建项目：“项目”"


def test_many_projects_are_deleted_and_come_back_as_one_step(registry: Registry) -> None:
    records = [make(registry, f"项目{number}", level="red") for number in range(4)]
    assert (
        registry.at_once(partial(delete_many, records=records[:3], title="删除 {count} 个项目")).changed == 3
    )
    assert registry.session.undo_title == "删除 3 个项目"
    assert registry.projects.total() == 1
    registry.session.undo()
    assert registry.projects.total() == 4
    assert len(registry.projects.ids(ProjectQuery(filters={"level": frozenset({"red"})}))) == 4


def test_titles_stay_short() -> None:
    assert shown_name("安" * 30) == f"“{'安' * 19}…”"
    assert field_list(["town", "level", "grade", "state"]) == "属地乡镇、整体风险等级、达标等级等 4 项"
