"""Names stand in the order people look for them."""

from __future__ import annotations

from anxi_desktop.domain.sort_key import sort_key


def ordered(*names: str) -> list[str]:
    return sorted(names, key=sort_key)


def test_names_stand_in_pinyin_order() -> None:
    assert ordered("中凯名城", "安溪城东安置房", "龙湖春江", "河滨华庭", "宝龙名城") == [
        "安溪城东安置房",
        "宝龙名城",
        "河滨华庭",
        "龙湖春江",
        "中凯名城",
    ]


def test_rare_characters_stand_with_their_letter() -> None:
    # 鑫 and 翡 are not among the 3,755 characters GB 2312 orders by pinyin.
    assert ordered("中骏", "翡翠湾", "鑫海", "安然", "龚家") == ["安然", "翡翠湾", "龚家", "鑫海", "中骏"]


def test_numbers_stand_by_their_value() -> None:
    assert ordered("宝龙10期", "宝龙2期", "宝龙1期", "宝龙007期") == [
        "宝龙1期",
        "宝龙2期",
        "宝龙007期",
        "宝龙10期",
    ]


def test_widths_case_and_spaces_do_not_matter() -> None:
    assert sort_key("Ａ１ 地块") == sort_key("a1地块")


def test_latin_names_stand_before_chinese_ones_of_the_same_letter() -> None:
    assert ordered("安溪", "A地块", "B地块", "宝龙") == ["A地块", "安溪", "B地块", "宝龙"]


def test_a_very_long_number_has_a_key() -> None:
    assert sort_key("1" * 5000) > sort_key("9" * 10)
