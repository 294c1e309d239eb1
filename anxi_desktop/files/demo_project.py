"""One synthetic project with all that belongs to it: facts over time, milestones, risk points, measures."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from anxi_desktop.domain import status
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import MilestoneItem
from anxi_desktop.domain.records.registers import EnforcementKind
from anxi_desktop.domain.save import Save
from anxi_desktop.files import demo_words as w
from anxi_desktop.files.demo_hazard import hazard_saves
from anxi_desktop.files.demo_map import map_saves
from anxi_desktop.files.demo_span import DemoSpan, Names, person, phone, seeded_id
from anxi_desktop.files.demo_visit import visit_saves

Values = dict[str, JournalValue]

_MEASURES = tuple(EnforcementKind)
# One measure a month for every fourth project, so that forty projects show all ten kinds each month.
_MEASURE_CYCLE = 4 * len(_MEASURES)


@dataclass(slots=True)
class _Draft:
    """A project while it is being made: its dated facts are needed to make the next one."""

    random: Random
    span: DemoSpan
    values: Values
    saves: list[Save] = field(default_factory=list[Save])
    facts: list[status.DatedFact] = field(default_factory=list[status.DatedFact])

    @property
    def id(self) -> str:
        return self.saves[0].row

    def add(self, entity: str, values: Values) -> None:
        filled = {name: value for name, value in values.items() if value is not None}
        self.saves.append(Save(entity, seeded_id(self.random), filled))

    def add_facts(self, saves: list[Save]) -> None:
        for save in saves:
            self.saves.append(save)
            value, day = save.set["value"], save.set["valid_from"]
            self.facts.append(
                status.DatedFact(
                    save.row,
                    str(save.set["fact"]),
                    None if value is None else str(value),
                    None if day is None else str(day),
                    len(self.facts),
                )
            )


def project_saves(number: int, *, seed: int, span: DemoSpan, names: Names) -> list[Save]:
    """All saves of the project with this number, its own first; without months only it and its facts."""
    random = Random(f"{seed}/{number}")
    is_works = number % 5 < 3
    row = seeded_id(random)
    values = _works(random, span, names) if is_works else _estate(random, names)
    values["permit_no"] = f"演示-{span.last.year}-{number + 1:06d}" if is_works else None
    stored = {name: value for name, value in values.items() if value is not None and name not in _STATUS}
    draft = _Draft(random, span, values, [Save("project", row, stored)])
    draft.add_facts(status.first_facts(row, values, new_id=lambda: seeded_id(random)))
    if not span.months:
        return draft.saves
    _later_facts(draft)
    done = _milestones(draft)
    if MilestoneItem.RISK_ASSESSMENT.value in done:
        _risk_points(draft, is_works=is_works, day=done[MilestoneItem.RISK_ASSESSMENT.value])
    for place, month in enumerate(span.months):
        turn = (number + place) % _MEASURE_CYCLE
        measure = _MEASURES[turn] if turn < len(_MEASURES) else None
        if _is_over(draft, month):
            continue
        draft.saves.extend(
            hazard_saves(
                random,
                project=row,
                values=values,
                month=month,
                span=span,
                names=names,
                with_major=measure is EnforcementKind.LISTED,
            )
        )
        if measure is not None:
            _measure(draft, measure, month)
    # Visits and maps each by a chance of its own, so that all other records stay as they were without them.
    hazards = [save for save in draft.saves if save.entity == "hazard"]
    visits, linked = visit_saves(
        Random(f"{seed}/{number}/visit"), project=row, values=values, hazards=hazards, span=span, names=names
    )
    draft.saves = [save for save in draft.saves if save.entity != "hazard"] + visits + linked
    points = [save for save in draft.saves if save.entity == "risk_point"]
    if points:
        chance = Random(f"{seed}/{number}/map")
        day = done[MilestoneItem.RISK_ASSESSMENT.value]
        draft.saves.extend(map_saves(chance, project=row, points=points, is_works=is_works, day=day))
    return draft.saves


_STATUS = frozenset({*status.STATUS_FIELDS, "graded_on"})


def _works(random: Random, span: DemoSpan, names: Names) -> Values:
    town = _town(random, busy=0.6)
    first = random.choice(w.ESTATE_FIRST) if random.random() < 0.5 else town[:-1]
    name = names.unique(f"{first}{random.choice(w.WORKS)}{random.choice(w.SECTIONS)}")
    started = span.day(random, least=span.first - timedelta(days=600), most=span.last - timedelta(days=10))
    long = random.randint(240, 720)
    draw = random.random()
    state, ended = "active", None
    if draw < 0.08 and started < span.first - timedelta(days=120):
        state = "completed" if draw < 0.07 else "withdrawn"
        ended = span.day(random, least=span.first, most=span.last)
    elif draw < 0.12:
        state = "suspended"
    kind, grade = _works_grade(random)
    graded = None
    if grade != "none":
        graded = span.day(random, least=min(started, span.last), most=span.last)
    return {
        "name": name,
        "category": "works",
        "unit_type": "乡镇" if random.random() < 0.2 else None,
        "town": town,
        "address": f"{town}演示路{random.randint(1, 199)}号",
        "owner": f"安溪{random.choice(w.COMPANY_FIRST)}置业（演示）有限公司",
        "contractor": f"福建{random.choice(w.COMPANY_FIRST)}建设（演示）有限公司",
        "supervisor": f"泉州{random.choice(w.COMPANY_FIRST)}监理（演示）有限公司",
        "manager": person(random),
        "phone": phone(random),
        "safety_officer": person(random),
        "grid_member": person(random),
        "area_m2": str(random.randint(8, 900) * 100),
        "cost_wan": str(random.randint(20, 3000) * 10),
        "structure": random.choice(w.STRUCTURES),
        "stage": "收尾" if ended else random.choice(w.STAGES),
        "state": state,
        "start_on": started.isoformat(),
        "planned_end_on": (started + timedelta(days=long)).isoformat(),
        "end_on": ended.isoformat() if ended else None,
        "standard_kind": kind,
        "grade": grade,
        "graded_on": graded.isoformat() if graded else None,
        "benchmark": random.choices(("city", "county", "town", None), (2, 5, 3, 90))[0],
        "evaluation": random.choices(("good", "pass", None), (6, 34, 60))[0],
        "demo_posts": random.choices((0, 1, 2, 3, 5), (50, 20, 15, 10, 5))[0],
        "level": _level(random),
    }


def _works_grade(random: Random) -> tuple[str, str]:
    kind = random.choices(("national", "provincial", "local", "self"), (30, 4, 12, 54))[0]
    if kind == "national":
        return kind, random.choices(("aaa", "provincial_good", "city_good", "pass"), (4, 8, 18, 70))[0]
    if kind == "self":
        return kind, "none"
    return kind, random.choices(("pass", "none"), (80, 20))[0]


def _estate(random: Random, names: Names) -> Values:
    town = _town(random, busy=0.95)
    name = names.unique(f"{town[:-1]}{random.choice(w.ESTATE_FIRST)}{random.choice(w.ESTATE_LAST)}")
    passed = random.random() < 0.65
    return {
        "name": name,
        "category": "property",
        "town": town,
        "address": f"{town}演示路{random.randint(1, 199)}号",
        "property_company": f"福建{random.choice(w.COMPANY_FIRST)}物业（演示）有限公司",
        "manager": person(random),
        "phone": phone(random),
        "safety_officer": person(random),
        "grid_member": person(random),
        "area_m2": str(random.randint(150, 2800) * 100),
        "state": "active",
        "standard_kind": "local" if passed else "self",
        "grade": "pass" if passed else "none",
        "benchmark": random.choices(("county", None), (6, 94))[0],
        "evaluation": "pass" if passed and random.random() < 0.8 else None,
        "demo_posts": random.choices((0, 1, 2), (60, 30, 10))[0],
        "level": _level(random),
    }


def _town(random: Random, *, busy: float) -> str:
    towns = w.TOWNS[: w.BUSY_TOWNS] if random.random() < busy else w.TOWNS
    return random.choice(towns)


def _level(random: Random) -> str:
    return random.choices(("red", "orange", "yellow", "blue"), (4, 16, 45, 35))[0]


def _later_facts(draft: _Draft) -> None:
    """A level, a grade or the state that changed in the months looked at."""
    random, span = draft.random, draft.span
    changes: list[tuple[str, str]] = []
    if random.random() < 0.3:
        changes.append(("level", _level(random)))
    if random.random() < 0.08 and draft.values["state"] == "active":
        changes.append(("state", "suspended"))
    if random.random() < 0.12 and draft.values.get("grade") == "none":
        changes.append(("grade", "pass"))
    for name, value in changes:
        day = span.day(random, least=span.first, most=span.last).isoformat()
        change: Values = {name: value}
        if name == "grade" and draft.values["standard_kind"] == "self":
            change["standard_kind"] = "local" if draft.values["category"] == "property" else "national"
        draft.add_facts(
            status.changed_facts(
                draft.id,
                draft.facts,
                change,
                today=day,
                valid_from=day,
                new_id=lambda: seeded_id(random),
            )
        )


def _milestones(draft: _Draft) -> dict[str, date]:
    """The items of 一企一策 with their days; a tenth is planned without a day."""
    random, span = draft.random, draft.span
    done: dict[str, date] = {}
    zeal = random.random()
    for item in MilestoneItem:
        draw = random.random()
        if draw > 0.35 + zeal * 0.6:
            continue
        day = None
        if draw > 0.06:
            day = span.day(random, least=span.first - timedelta(days=200), most=span.last)
            done[item.value] = day
        evidence = f"{item.value}-{random.randint(100, 999)}.pdf" if day and random.random() < 0.5 else None
        draft.add(
            "milestone",
            {
                "project": draft.id,
                "item": item.value,
                "done_on": day.isoformat() if day else None,
                "evidence": evidence,
            },
        )
    return done


def _risk_points(draft: _Draft, *, is_works: bool, day: date) -> None:
    random = draft.random
    dangers = w.WORKS_DANGERS if is_works else w.PROPERTY_DANGERS
    for danger in random.sample(dangers, random.randint(3, 6)):
        likely, often = random.choice((1, 3, 6)), random.choice((2, 3, 6))
        harm = random.choice((3, 7, 15, 40))
        score = likely * often * harm
        level = "red" if score >= 320 else "orange" if score >= 160 else "yellow" if score >= 70 else "blue"
        draft.add(
            "risk_point",
            {
                "project": draft.id,
                "unit": danger.unit,
                "name": danger.name,
                "place": danger.place,
                "factors": danger.factors,
                "accidents": danger.accidents,
                "method": "lec",
                "l_score": str(likely),
                "e_score": str(often),
                "c_score": str(harm),
                "level": level,
                "measures": danger.measures,
                "emergency": "立即停止作业、撤离人员，按应急预案处置并报告",
                "duty_level": {"red": "企业主要负责人", "orange": "分管领导", "yellow": "项目部"}.get(
                    level, "班组"
                ),
                "person": person(random),
                "identified_on": day.isoformat(),
            },
        )


def _is_over(draft: _Draft, month: Month) -> bool:
    ended, started = draft.values.get("end_on"), draft.values.get("start_on")
    return (isinstance(ended, str) and ended < month.first.isoformat()) or (
        isinstance(started, str) and started > month.first.isoformat()
    )


def _measure(draft: _Draft, kind: EnforcementKind, month: Month) -> None:
    random, values = draft.random, draft.values
    company = values.get("contractor") or values.get("property_company")
    draft.add(
        "enforcement",
        {
            "kind": kind.value,
            "done_on": draft.span.day(random, least=month.first, most=month.last).isoformat(),
            "project": draft.id,
            "company": company,
            "family": values["category"],
            "persons": 1 if kind is EnforcementKind.JUDICIAL else None,
            "amount_wan": str(random.randint(2, 10) / 2).removesuffix(".0")
            if kind is EnforcementKind.FINE
            else None,
            "hazards": 1 if kind is EnforcementKind.LISTED else None,
            "document_no": f"演示〔{month.year}〕{random.randint(1, 99)}号",
        },
    )
