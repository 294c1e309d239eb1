"""The shipped risk library and the thresholds of 危大工程: complete, consistent and short enough to print."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.domain.risk_library import Tier, needed, read_categories, read_library
from anxi_desktop.domain.risk_rules import read_preset, shipped_tables

RISK = Path(__file__).parents[2] / "resources" / "risk"
LIBRARY: dict[str, Any] = json.loads((RISK / "library.json").read_text("utf-8"))
DANGEROUS: dict[str, Any] = json.loads((RISK / "dangerous.json").read_text("utf-8"))
UNITS: list[dict[str, Any]] = LIBRARY["units"]
POINTS: list[dict[str, Any]] = LIBRARY["points"]
CATEGORIES: list[dict[str, Any]] = DANGEROUS["categories"]
QUESTIONS = [question for category in CATEGORIES for question in category["questions"]]
RULES = [rule for category in CATEGORIES for rule in category["rules"]]
TABLES = {table.key: table for table in shipped_tables((RISK / "rules.json").read_bytes())}

# GB 2894-2008, without 禁止穿化纤服装: the 2025 edition dropped it
SIGNS_2008 = """
禁止吸烟 禁止烟火 禁止带火种 禁止用水灭火 禁止放置易燃物 禁止堆放 禁止启动 禁止合闸 禁止转动
禁止叉车和厂内机动车辆通行 禁止乘人 禁止靠近 禁止入内 禁止推动 禁止停留 禁止通行 禁止跨越 禁止攀登
禁止跳下 禁止伸出窗外 禁止倚靠 禁止坐卧 禁止蹬踏 禁止触摸 禁止伸入 禁止饮用 禁止抛物 禁止戴手套
禁止穿带钉鞋 禁止开启无线移动通讯设备 禁止携带金属物或手表 禁止佩戴心脏起搏器者靠近
禁止植入金属材料者靠近 禁止游泳 禁止滑冰 禁止携带武器及仿真武器 禁止携带托运易燃及易爆物品
禁止携带托运有毒物品及有害液体 禁止携带托运放射性及磁性物品
注意安全 当心火灾 当心爆炸 当心腐蚀 当心中毒 当心感染 当心触电 当心电缆 当心自动启动 当心机械伤人
当心塌方 当心冒顶 当心坑洞 当心落物 当心吊物 当心碰头 当心挤压 当心烫伤 当心伤手 当心夹手 当心扎脚
当心有犬 当心弧光 当心高温表面 当心低温 当心磁场 当心电离辐射 当心裂变物质 当心激光 当心微波 当心叉车
当心车辆 当心火车 当心坠落 当心障碍物 当心跌落 当心滑倒 当心落水 当心缝隙
必须戴防护眼镜 必须佩戴遮光护目镜 必须戴防尘口罩 必须戴防毒面具 必须戴护耳器 必须戴安全帽 必须戴防护帽
必须系安全带 必须穿救生衣 必须穿防护服 必须戴防护手套 必须穿防护鞋 必须洗手 必须加锁 必须接地
必须拔出插头
紧急出口 避险处 应急避难场所 可动火区 击碎板面 急救点 应急电话 紧急医疗站
""".split()
SIGNS_2025 = "禁止放置重物 禁止喷水 当心电池充电 当心电弧 必须握住扶手 洗眼台 安全淋浴设施".split()

STAGES = {
    "works": {"foundation", "structure", "finishing", "installation", "zone"},
    "property": {"place", "process"},
}
SCALES = {"l": {10, 6, 3, 1, 0.5, 0.2, 0.1}, "e": {10, 6, 3, 2, 1, 0.5}, "c": {100, 40, 15, 7, 3, 1}}
OTHERS = ("place", "factors", "accidents", "consequences", "emergency", "reporting")
LENGTHS = {"name": 30, "measures": 300, **dict.fromkeys(OTHERS, 200)}
FAMILY = {unit["code"]: unit["family"] for unit in UNITS}


def repeated(values: list[Any]) -> list[Any]:
    return [value for value, count in Counter(values).items() if count > 1]


def level(preset: str, scores: list[float], names: str) -> RiskLevel:
    product = Decimal(1)
    for score in scores:
        product *= Decimal(str(score))
    assert len(scores) == len(names)
    return read_preset(TABLES[preset]).level(product)


def levels(family: str) -> Counter[RiskLevel]:
    return Counter(level("lec", point["lec"], "lec") for point in POINTS if FAMILY[point["unit"]] == family)


def test_every_code_is_unique() -> None:
    for rows in (UNITS, POINTS, CATEGORIES, QUESTIONS):
        assert repeated([row["code"] for row in rows]) == []
    assert repeated([(FAMILY[point["unit"]], point["name"]) for point in POINTS]) == []


def test_orders_are_unique_in_a_family_and_follow_the_list() -> None:
    for family in STAGES:
        orders = [unit["order"] for unit in UNITS if unit["family"] == family]
        assert orders == sorted(set(orders))


def test_units_have_points_and_every_reference_exists() -> None:
    codes = {point["code"] for point in POINTS}
    assert {point["unit"] for point in POINTS} == {unit["code"] for unit in UNITS}
    assert {point["dangerous"] for point in POINTS} <= {None, *(row["code"] for row in CATEGORIES)}
    for category in CATEGORIES:
        asked = {question["code"] for question in category["questions"]}
        assert {rule["question"] for rule in category["rules"]} == asked
        assert all(rule["points"] and set(rule["points"]) <= codes for rule in category["rules"])
        assert repeated([(r["question"], r["at_least"], r["tier"]) for r in category["rules"]]) == []


def test_a_point_of_a_category_is_proposed_by_it() -> None:
    for category in CATEGORIES:
        own = {point["code"] for point in POINTS if point["dangerous"] == category["code"]}
        assert own <= {point for rule in category["rules"] for point in rule["points"]}
    assert {FAMILY[point["unit"]] for point in POINTS if point["dangerous"]} == {"works"}


def test_only_allowed_values() -> None:
    assert LIBRARY["verification"] in ("V", "M")
    assert DANGEROUS["verification"] in ("V", "M")
    assert all(unit["stage"] in STAGES[unit["family"]] for unit in UNITS)
    for point in POINTS:
        assert len(point["lec"]) == 3
        assert all(score in SCALES[name] for name, score in zip("lec", point["lec"], strict=True)), point[
            "code"
        ]
        assert len(point["ls"]) == 2
        assert all(type(score) is int and 1 <= score <= 5 for score in point["ls"]), point["code"]
    kinds = {question["code"]: question["kind"] for question in QUESTIONS}
    assert set(kinds.values()) == {"number", "yes"}
    assert all(bool(question.get("unit")) == (question["kind"] == "number") for question in QUESTIONS)
    for rule in RULES:
        assert rule["tier"] in ("dangerous", "oversize")
        assert rule["verification"] in ("V", "M")
        assert (rule["at_least"] is None) == (kinds[rule["question"]] == "yes")


def test_no_text_is_empty_or_too_long() -> None:
    for unit in UNITS:
        assert all(unit[name].strip() for name in ("code", "division", "title"))
    for point in POINTS:
        for name, most in LENGTHS.items():
            text = point[name]
            assert text == text.strip(), (point["code"], name)
            assert 0 < len(text) <= most, (point["code"], name)
            assert "\n" not in text
        assert 3 <= len(point["measures"].split("；")) <= 5, point["code"]
    for row in (*QUESTIONS, *RULES):
        assert 0 < len(row["text"].strip()) <= 200
    assert all(category["title"].strip() for category in CATEGORIES)


def test_signs_are_names_of_the_standard() -> None:
    known = {*SIGNS_2008, *SIGNS_2025}
    assert len(SIGNS_2008) == 102
    for point in POINTS:
        assert point["signs"], point["code"]
        assert repeated(point["signs"]) == [], point["code"]
        assert set(point["signs"]) <= known, point["code"]


def test_how_many_there_are() -> None:
    units, points = Counter(FAMILY.values()), Counter(FAMILY[point["unit"]] for point in POINTS)
    assert 20 <= units["works"] <= 28
    assert 12 <= units["property"] <= 16
    assert 55 <= points["works"] <= 70
    assert 35 <= points["property"] <= 40
    for family, stages in STAGES.items():
        assert {unit["stage"] for unit in UNITS if unit["family"] == family} == stages
    assert {unit["title"] for unit in UNITS if unit["stage"] == "zone"} == {
        *("办公区", "生活区", "加工区", "施工现场公共部分")
    }


def test_few_points_are_red_and_all_levels_occur() -> None:
    works, estates = levels("works"), levels("property")
    assert 6 <= works[RiskLevel.RED] <= 8
    assert estates[RiskLevel.RED] == 2
    for found in (works, estates):
        assert set(found) == set(RiskLevel)
        assert max(found.values()) <= sum(found.values()) / 2


@pytest.mark.parametrize("point", POINTS, ids=lambda point: point["code"])
def test_both_methods_give_the_same_level(point: dict[str, Any]) -> None:
    assert level("lec", point["lec"], "lec") is level("ls-a", point["ls"], "ls")


def test_all_categories_of_the_notice_are_there() -> None:
    assert {row["code"] for row in CATEGORIES} == {
        *("pit", "formwork", "lifting", "scaffold", "demolition", "tunnel", "other")
    }
    for category in CATEGORIES:
        assert {rule["tier"] for rule in category["rules"]} == {"dangerous", "oversize"}


# 0.1: the kind of work itself is 危大, so any size given says that it is there
NUMBERS = {
    "pit_depth": (3, 5),
    "form_height": (5, 8),
    "form_span": (10, 18),
    "form_load": (10, 15),
    "form_line": (15, 20),
    "bearing_point": (0.1, 7),
    "lift_unusual": (10, 100),
    "crane_capacity": (0.1, 300),
    "crane_height": (0.1, 200),
    "crane_base": (None, 200),
    "sc_floor": (24, 50),
    "sc_climb_height": (0.1, 150),
    "sc_cantilever_height": (0.1, 20),
    "curtain_height": (0.1, 50),
    "steel_span": (0.1, 36),
    "grid_span": (0.1, 60),
    "manual_pile_depth": (0.1, 16),
    "jacking": (None, 1000),
}


def test_the_numbers_are_those_of_the_table() -> None:
    found = {question["code"]: [None, None] for question in QUESTIONS if question["kind"] == "number"}
    for rule in RULES:
        if rule["at_least"] is not None:
            found[rule["question"]][rule["tier"] == "oversize"] = rule["at_least"]
    assert {code: tuple(pair) for code, pair in found.items()} == NUMBERS


def test_the_program_reads_both_and_proposes() -> None:
    library = read_library((RISK / "library.json").read_bytes())
    categories = read_categories((RISK / "dangerous.json").read_bytes())
    assert len(library.points) == len(POINTS)
    assert library.of(Family.WORKS)[0].unit.code == "demolition"
    met = needed(
        categories, {"pit_depth": Decimal(5), "sc_floor": Decimal("23.9"), "form_height": Decimal(5)}
    )
    assert [(one.category.code, one.tier) for one in met] == [
        ("pit", Tier.OVERSIZE),
        ("formwork", Tier.DANGEROUS),
    ]
    assert "pit_collapse" in met[0].points
