"""The list of projects answers as a plain look at every record would."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date

import pytest

from anxi_desktop.domain.project_list import (
    COMPANY,
    DONE,
    FACETS,
    MILESTONE_CODES,
    MILESTONES,
    MISSING,
    ProjectQuery,
    facet_codes,
    milestone_code_mask,
    milestone_mask,
    search_words,
)
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.store import db, record_edit
from anxi_desktop.store.project_list import NearDuplicate, ProjectList
from anxi_desktop.store.store import Owner, Store, new_id

TODAY = date(2026, 10, 20)
Values = dict[str, JournalValue]


def add(store: Store, *rows: Values, milestones: Iterable[tuple[int, str, str | None]] = ()) -> list[str]:
    """Save projects as one action; milestones are (number of the project, item, day)."""
    saves: list[Save] = []
    ids: list[str] = []
    for row in rows:
        made = record_edit.add_saves(store, "project", row)
        ids.append(made[0].row)
        saves.extend(made)
    saves.extend(
        Save("milestone", new_id(), {"project": ids[at], "item": item, "done_on": day, "evidence": None})
        for at, item, day in milestones
    )
    store.edit("登记", saves, author="王小明")
    return ids


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """120 projects with every field filled or blank by lot; made once, so no test writes to it."""
    base = tmp_path_factory.mktemp("county")
    store = Store.create(base / "data", profile=base, owner=Owner(code="K7", person="王小明", unit="住建局"))
    lot = random.Random(7)
    rows: list[Values] = []
    for number in range(120):
        row: Values = {
            "name": lot.choice(["城东", "湖头", "鑫海"]) + lot.choice(["安置房", "学校"]) + f"{number}期",
            "category": lot.choice(["works", "property"]),
            "contractor": lot.choice(["福建华诚建设有限公司", "福建瑞丰建设有限公司", None]),
            "property_company": lot.choice(["福建安远物业服务有限公司", None]),
            "manager": lot.choice(["陈甲乙", "林丙丁", None]),
            "area_m2": lot.choice(["9800", "12000.5", "400", None]),
            "start_on": lot.choice(["2025-03-01", "2026-01-15", None]),
            "demo_posts": lot.choice([0, 3, 12, None]),
        }
        for facet in FACETS:
            if facet in ("category", DONE, MISSING):
                continue
            codes = facet_codes(facet) or ("湖头镇", "龙门镇", "参内镇")
            row[facet] = lot.choice([*codes, None])
        rows.append(row)
    add(
        store,
        *rows,
        milestones=[
            (number, item.value, lot.choice(["2026-05-01", None]))
            for number in range(120)
            for item in MilestoneItem
            if lot.random() < 0.85
        ],
    )
    yield store
    store.close()


def records(store: Store) -> list[Values]:
    """Every live project with the items it has finished, read without the list."""
    done: dict[JournalValue, set[str]] = {}
    for milestone in store.rows("milestone"):
        if milestone["done_on"]:
            done.setdefault(milestone["project"], set()).add(str(milestone["item"]))
    return [{**row, MILESTONES: milestone_mask(done.get(row["id"], ()))} for row in store.rows("project")]


def holds(row: Values, query: ProjectQuery, *, without: str | None = None) -> bool:
    """What the query asks, said plainly."""
    text = "\n".join(str(row[name] or "") for name in ("name", "contractor", "property_company"))
    if not all(word in text for word in search_words(query.search)):
        return False
    for facet, wanted in query.filters.items():
        if facet == without or not wanted:
            continue
        if facet in (DONE, MISSING):
            masks = [milestone_code_mask(str(code)) for code in wanted]
            full = [int(str(row[MILESTONES])) & mask == mask for mask in masks]
            if not (any(full) if facet == DONE else not all(full)):
                return False
        elif (row[facet] or None) not in wanted:
            return False
    return True


def found(store: Store, query: ProjectQuery) -> list[str]:
    listed = ProjectList(store.connection)
    return listed.record_ids(listed.ids(query))


FILTERS = [
    {"category": frozenset({"works"})},
    {"town": frozenset({"湖头镇", None})},
    {"town": frozenset({None})},
    {"state": frozenset({"active", "suspended"})},
    {"grade": frozenset({"aaa", "none", None})},
    {"standard_kind": frozenset({"national"})},
    {"level": frozenset({"red", "orange"})},
    {"benchmark": frozenset({"city"})},
    {"unit_type": frozenset({"湖头镇"})},
    {DONE: frozenset({"three_lists"})},
    {DONE: frozenset({"all", "five_s"})},
    {MISSING: frozenset({"five_s", "six_haves"})},
    {MISSING: frozenset({"three_lists"})},
    {DONE: frozenset({"three_lists"}), MISSING: frozenset({"five_s"})},
    {
        "category": frozenset({"works"}),
        "level": frozenset({"red", "yellow"}),
        "town": frozenset({"龙门镇", "参内镇"}),
    },
    {"town": frozenset()},
]


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: "+".join(filters))
def test_every_filter_lets_through_what_a_plain_look_finds(
    county: Store, filters: dict[str, frozenset[str | None]]
) -> None:
    query = ProjectQuery(filters=filters)
    wanted = {str(row["id"]) for row in records(county) if holds(row, query)}
    assert 0 < len(wanted)
    assert set(found(county, query)) == wanted


@pytest.mark.parametrize("filters", FILTERS, ids=lambda filters: "+".join(filters))
def test_counts_are_those_of_a_plain_count_under_the_other_filters(
    county: Store, filters: dict[str, frozenset[str | None]]
) -> None:
    query = ProjectQuery(search="期 湖", filters=filters)
    listed = ProjectList(county.connection)
    rows = records(county)
    for facet in FACETS:
        under = [row for row in rows if holds(row, query, without=facet)]
        if facet in (DONE, MISSING):
            wanted: dict[str | None, int] = {
                code: sum(holds(row, ProjectQuery(filters={facet: frozenset({code})})) for row in under)
                for code in MILESTONE_CODES
            }
        else:
            wanted = dict(Counter(None if row[facet] is None else str(row[facet]) for row in under))
        assert listed.counts(query, facet) == wanted, facet


@pytest.mark.parametrize(
    "typed", ["城东", "东安", "3", "华诚", "华诚 学校", "安远物业 湖头", "　期　", "有这样的项目吗"]
)
def test_a_search_finds_any_part_of_name_and_companies(county: Store, typed: str) -> None:
    query = ProjectQuery(search=typed)
    assert set(found(county, query)) == {str(row["id"]) for row in records(county) if holds(row, query)}


def test_a_search_finds_pinyin_initials_of_name_and_companies(store: Store) -> None:
    east, lake = add(
        store,
        {"name": "城东安置房", "category": "works", "contractor": "福建华诚建设有限公司"},
        {"name": "湖头名城", "category": "property", "property_company": "福建安远物业服务有限公司"},
    )
    assert found(store, ProjectQuery(search="cdaz")) == [east]
    assert found(store, ProjectQuery(search="HTMC")) == [lake]
    assert found(store, ProjectQuery(search="azf hc")) == [east]
    assert found(store, ProjectQuery(search="aywy")) == [lake]
    assert found(store, ProjectQuery(search="cdht")) == []


def test_signs_that_mean_something_to_a_database_are_plain_text(store: Store) -> None:
    (made,) = add(store, {"name": "50%_样板*[区]'", "category": "works"})
    add(store, {"name": "五十样板区", "category": "works"})
    for typed in ("%_", "*[", "'", "50%"):
        assert found(store, ProjectQuery(search=typed)) == [made]


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(
    "column", ["name", "town", "contractor", "area_m2", "start_on", "demo_posts", "level", MILESTONES]
)
def test_a_column_sorts_by_what_it_means_with_blanks_last(
    county: Store, column: str, descending: bool
) -> None:
    key = {
        "area_m2": lambda value: float(value),
        "start_on": lambda value: value,
        "demo_posts": lambda value: value,
        "level": lambda value: ["red", "orange", "yellow", "blue"].index(value),
        MILESTONES: lambda value: (value.bit_count(), value),
    }.get(column, sort_key)
    rows = sorted(records(county), key=lambda row: sort_key(str(row["name"])))
    filled = [row for row in rows if row[column] is not None]
    filled.sort(key=lambda row: key(row[column]))
    if descending:
        filled.reverse()
    wanted = [str(row["id"]) for row in filled] + [str(row["id"]) for row in rows if row[column] is None]
    narrowed = ProjectQuery(filters={"category": frozenset({"works"})}, sort=column, descending=descending)
    works = {str(row["id"]) for row in rows if row["category"] == "works"}
    assert found(county, ProjectQuery(sort=column, descending=descending)) == wanted
    assert found(county, narrowed) == [row for row in wanted if row in works]


def test_edits_deletions_and_undo_are_seen_at_once(store: Store) -> None:
    first, second = add(
        store, {"name": "甲地块", "category": "works"}, {"name": "乙地块", "category": "works"}
    )
    listed = ProjectList(store.connection)
    by_town = ProjectQuery(sort="town")
    assert listed.record_ids(listed.ids(by_town)) == [first, second]
    store.edit(
        "改乡镇",
        record_edit.edit_saves(store, "project", second, {"town": "湖头镇", "level": "red"}, today=TODAY),
        author="王小明",
    )
    assert listed.record_ids(listed.ids(by_town)) == [second, first]
    assert found(store, ProjectQuery(filters={"level": frozenset({"red"})})) == [second]
    done = store.edit("删除", record_edit.delete_saves(store, "project", second), author="王小明")
    assert found(store, ProjectQuery()) == [first]
    assert listed.total() == 1
    store.undo(done.group, title="撤销", author="王小明")
    assert found(store, ProjectQuery(filters={"level": frozenset({"red"})})) == [second]
    assert listed.record_ids(listed.ids(by_town)) == [second, first]


def test_finished_items_follow_their_records(store: Store) -> None:
    (row,) = add(
        store,
        {"name": "甲地块", "category": "works"},
        milestones=[(0, "five_s", "2026-05-01"), (0, "six_haves", None)],
    )
    has = ProjectQuery(filters={DONE: frozenset({"five_s"})})
    planned = ProjectQuery(filters={DONE: frozenset({"six_haves"})})
    assert found(store, has) == [row]
    assert found(store, planned) == []
    item = next(store.rows("milestone", {"item": "five_s"}))
    done = store.edit("取消", record_edit.delete_saves(store, "milestone", str(item["id"])), author="王小明")
    assert found(store, has) == []
    store.undo(done.group, title="撤销", author="王小明")
    assert found(store, has) == [row]
    gone = store.edit("删除项目", record_edit.delete_saves(store, "project", row), author="王小明")
    store.undo(gone.group, title="撤销", author="王小明")
    assert found(store, has) == [row]
    store.rebuild()
    assert found(store, has) == [row]


def test_writes_through_another_connection_are_seen(store: Store) -> None:
    listed = ProjectList(store.connection)
    assert len(listed.ids(ProjectQuery())) == 0
    with closing(db.connect(store.path)) as other, db.transaction(other, store.path):
        other.execute("INSERT INTO project(id, name, category, stamp_) VALUES ('x', '甲', 'works', 1)")
    assert len(listed.ids(ProjectQuery())) == 1
    assert len(listed.ids(ProjectQuery(sort="town"))) == 1


def test_cells_come_in_the_order_asked_and_say_what_is_gone(store: Store) -> None:
    first, second = add(
        store,
        {"name": "甲地块", "category": "works", "demo_posts": 3},
        {"name": "乙地块", "category": "works"},
    )
    listed = ProjectList(store.connection)
    one, two = (listed.rows_of([record])[0] for record in (first, second))
    assert listed.cells([two, 9999, one], ("id", "name", "demo_posts", MILESTONES)) == [
        (second, "乙地块", None, 0),
        None,
        (first, "甲地块", 3, 0),
    ]
    with pytest.raises(KeyError):
        listed.cells([one], ("name FROM project; --",))


def test_more_rows_than_a_statement_takes_are_found(store: Store) -> None:
    listed = ProjectList(store.connection)
    made = add(store, {"name": "甲地块", "category": "works"})
    rows = [*range(100, 40_000), *listed.rows_of(made)]
    assert listed.cells(rows, ("name",))[-1] == ("甲地块",)


def test_completions_start_with_the_field_itself_then_others_of_its_kind(county: Store) -> None:
    listed = ProjectList(county.connection)
    assert listed.completions("property_company", "福建")[0] == "福建安远物业服务有限公司"
    assert set(listed.completions("owner", "建设")) == {"福建华诚建设有限公司", "福建瑞丰建设有限公司"}
    assert listed.completions("grid_member", "甲") == ["陈甲乙"]
    assert listed.completions("structure", "框") == []


def test_near_duplicates_by_name_within_the_family_or_by_permit(store: Store) -> None:
    works, _, permit = add(
        store,
        {"name": "城东 安置房（一期）", "category": "works", "contractor": "福建华诚建设有限公司"},
        {"name": "城东安置房(一期)", "category": "property"},
        {"name": "别的项目", "category": "works", "permit_no": "350524202601010101"},
    )
    listed = ProjectList(store.connection)
    assert listed.near_duplicates(name="城东安置房(一期)", category="works", permit_no=None) == [
        NearDuplicate(works, "城东 安置房（一期）", "name")
    ]
    assert listed.near_duplicates(name="城东安置房", category="works", permit_no="350524202601010101") == [
        NearDuplicate(permit, "别的项目", "permit_no")
    ]
    assert listed.near_duplicates(name="别的项目", category="works", permit_no=None, without=permit) == []


def test_every_question_is_answered_from_the_narrow_index(county: Store) -> None:
    """A scan of the wide rows would be several times slower at 100,000 projects."""
    seen: list[str] = []
    county.connection.set_trace_callback(seen.append)
    listed = ProjectList(county.connection)
    for filters in FILTERS:
        query = ProjectQuery(search="城东", filters=filters)
        listed.ids(query)
        for facet in FACETS:
            listed.counts(query, facet)
    county.connection.set_trace_callback(None)
    seen = [statement for statement in seen if statement.startswith("SELECT")]
    assert len(seen) == len(FILTERS) * (1 + len(FACETS))
    for statement in seen:
        plan = county.connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        assert "COVERING INDEX project_list" in plan[0][3], (statement, plan)


def test_all_fields_of_a_project_can_be_shown_and_sorted(county: Store) -> None:
    listed = ProjectList(county.connection)
    fields = [*SPECS["project"].fields, COMPANY, MILESTONES]
    rows = listed.ids(ProjectQuery())
    assert [cells for cells in listed.cells(rows, fields) if cells is None] == []
    for name in fields:
        assert sorted(listed.ids(ProjectQuery(sort=name))) == sorted(rows)


def test_who_runs_the_place_is_the_contractor_else_the_property_company(store: Store) -> None:
    add(
        store,
        {"name": "甲", "category": "works", "contractor": "福建华诚建设有限公司", "owner": "业主"},
        {"name": "乙", "category": "property", "property_company": "福建安远物业服务有限公司"},
        {"name": "丙", "category": "works"},
    )
    listed = ProjectList(store.connection)
    rows = listed.ids(ProjectQuery(sort=COMPANY))
    assert listed.cells(rows, ("name", COMPANY)) == [
        ("乙", "福建安远物业服务有限公司"),
        ("甲", "福建华诚建设有限公司"),
        ("丙", None),
    ]
