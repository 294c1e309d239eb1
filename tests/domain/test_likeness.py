"""Hazards written twice are found, different ones are not."""

from __future__ import annotations

import pytest

from anxi_desktop.domain.likeness import ALIKE_LEAST, Described, alike, likeness

SAME = [
    ("3#楼二层楼梯口堆放模板，占用疏散通道", "３#楼二层楼梯口堆放模板占用疏散通道"),
    ("配电箱未上锁，电缆拖地", "二级配电箱未上锁，电缆拖地"),
    ("临边防护栏杆缺失", "临边防护栏杆缺失2处"),
    ("灭火器压力不足", "灭火器压力不足，未更换"),
]
DIFFERENT = [
    ("临边防护栏杆缺失", "临时用电未接地"),
    ("灭火器压力不足", "消火栓箱内无水带"),
    ("塔吊力矩限制器失灵", "塔吊附着间距超过说明书"),
    ("", "临边防护栏杆缺失"),
    ("，。", "！"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_the_same_thing_written_twice_is_alike(one: str, other: str) -> None:
    assert likeness(Described("1", one), Described("2", other)) >= ALIKE_LEAST


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_things_are_not_alike(one: str, other: str) -> None:
    left, right = Described("1", one, part="1#楼", item="a"), Described("2", other, part="1#楼", item="a")
    assert likeness(left, right) < ALIKE_LEAST


def test_part_and_item_decide_where_words_are_near() -> None:
    one = Described("1", "楼梯口防护缺失", "2#楼", "edge.01")
    near = Described("2", "楼梯口未设防护", "2#楼", "edge.01")
    far = Described("3", "楼梯口未设防护", "5#楼", "edge.02")
    assert likeness(one, near) > likeness(one, far)


def test_the_most_alike_comes_first_and_oneself_never() -> None:
    one = Described("1", "配电箱未上锁")
    others = [
        Described("1", "配电箱未上锁"),
        Described("2", "配电箱没有上锁"),
        Described("3", "配电箱未上锁"),
    ]
    assert [found.id for found in alike(one, others)] == ["3", "2"]
    assert likeness(one, others[1]) == likeness(others[1], one)
