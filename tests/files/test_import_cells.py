"""One cell at a time: every spelling people use, and nothing guessed."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.save import decimal_text, refusal
from anxi_desktop.files.import_cells import Parsed, is_blank, parse
from anxi_desktop.files.import_grid import Cell, CellError
from anxi_desktop.files.import_kinds import kind_of

ONE = Decimal(1)
calm = settings(derandomize=True, max_examples=150, deadline=None)


def read(cell: Cell, field: str, *, kind: str = "projects", scale: Decimal = ONE) -> Parsed:
    column = kind_of(kind).column(field)
    return parse(column.spec, cell, scale=scale, spellings=column.spellings)


@pytest.mark.parametrize(
    "cell",
    [
        date(2023, 3, 10),
        datetime(2023, 3, 10, 14, 30),
        44995,
        44995.75,
        20230310,
        "44995",
        "2023-03-10",
        "2023-3-10",
        "2023.3.10",
        "2023．3．10",
        "2023。3。10".replace("。", "."),
        "2023年3月10日",
        "2023年03月10号",
        "2023 年 3 月 10 日",
        "20230310",
        "２０２３０３１０",
        "2023/3/10",
        "2023／3／10",
        "2023－3－10",
        " 2023-03-10　",
        "2023-03-10 00:00:00",
        "2023/3/10 14:30",
        "2023-03-10T08:00:00",
        "2023年3月10日 星期五",
        "2023年3月10日（周五）",
        "二〇二三年三月十日",
        "二零二三年三月十日",
    ],
)
def test_a_day_in_every_spelling(cell: Cell) -> None:
    assert read(cell, "start_on") == Parsed("2023-03-10")


@pytest.mark.parametrize(
    "cell",
    [
        "2023.13.45",
        "2023-02-29",
        "2023-3",
        "2023年3月",
        "3月10日",
        "3/10/2023",
        "10.3.23",
        "明年",
        "待定",
        "2023",
        2023,
        2023.1,
        0,
        1,
        -5,
        99999999,
        20231345,
        True,
        time(8, 0),
        "2023-03-10至2024-03-10",
        "2023.3.10.5",
        "1850-01-01",
        "9999-12-31",
        float("nan"),
        float("inf"),
        1e300,
    ],
)
def test_what_is_no_day_is_refused(cell: Cell) -> None:
    assert read(cell, "start_on").code == "not_a_date"


@given(st.dates(date(1950, 1, 1), date(2100, 12, 31)))
@calm
def test_every_day_comes_back_from_its_serial_number_and_its_texts(day: date) -> None:
    wanted = Parsed(day.isoformat())
    serial = (day - date(1899, 12, 30)).days
    spellings: list[Cell] = [
        serial,
        float(serial) + 0.25,
        int(day.strftime("%Y%m%d")),
        day.strftime("%Y%m%d"),
        f"{day.year}.{day.month}.{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day.year}/{day.month:02}/{day.day:02}",
    ]
    assert [read(cell, "end_on") for cell in spellings] == [wanted] * len(spellings)


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (7383, "7383"),
        (7383.0, "7383"),
        (0.1 + 0.2, "0.3"),
        ("7383", "7383"),
        ("７３８３", "7383"),
        ("7383㎡", "7383"),
        ("7383m2", "7383"),
        ("7383M²", "7383"),
        ("7383平方米", "7383"),
        ("7,383", "7383"),
        ("７，３８３", "7383"),
        ("12 000", "12000"),
        ("1,234,567.5", "1234567.5"),
        ("1.2万㎡", "12000"),
        ("1.2902万㎡", "12902"),
        ("0.1601 万 平方米", "1601"),
        ("1.2万", "12000"),
        ("1.2E4", "12000"),
        ("0", "0"),
        (0, "0"),
    ],
)
def test_an_area_is_square_metres(cell: Cell, wanted: str) -> None:
    assert read(cell, "area_m2") == Parsed(wanted)


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("3500万元", "3500"),
        ("3500万", "3500"),
        ("1.5亿元", "15000"),
        ("1.5亿", "15000"),
        ("3.5479亿元", "35479"),
        ("25000元", "2.5"),
        ("￥25,000元", "2.5"),
        ("人民币3500万元", "3500"),
        ("1.2千万元", "1200"),
        (3500, "3500"),
    ],
)
def test_an_amount_is_ten_thousand_yuan(cell: Cell, wanted: str) -> None:
    assert read(cell, "cost_wan") == Parsed(wanted)


def test_a_plain_number_has_the_unit_of_its_header_and_a_written_unit_wins() -> None:
    ten_thousand = Decimal(10_000)
    assert read(1.2, "area_m2", scale=ten_thousand) == Parsed("12000")
    assert read("1.2", "area_m2", scale=ten_thousand) == Parsed("12000")
    assert read("12000㎡", "area_m2", scale=ten_thousand) == Parsed("12000")
    assert read(35_000_000, "cost_wan", scale=Decimal("0.0001")) == Parsed("3500")


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (-500, "negative"),
        ("-500", "negative"),
        ("－500㎡", "negative"),
        ("约1200", "not_a_number"),
        ("1000-2000", "not_a_number"),
        ("1,2", "not_a_number"),
        ("1.2.3", "not_a_number"),
        ("1200亩", "not_a_number"),
        ("1200万元", "not_a_number"),
        ("㎡", "not_a_number"),
        (True, "not_a_number"),
        (date(2026, 1, 1), "not_a_number"),
        (1e20, "too_large"),
        ("9" * 30, "too_large"),
        (CellError("#REF!"), "cell_error"),
        ("#N/A", "cell_error"),
    ],
)
def test_what_is_no_area_is_refused(cell: Cell, code: str) -> None:
    assert read(cell, "area_m2").code == code


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        (3, Parsed(3)),
        ("3个", Parsed(3)),
        ("３", Parsed(3)),
        ("3.0", Parsed(3)),
        ("3.5", Parsed(code="not_whole")),
    ],
)
def test_a_count_is_whole(cell: Cell, wanted: Parsed) -> None:
    assert read(cell, "demo_posts") == wanted


@given(st.decimals(min_value=0, max_value=10**12, places=4, allow_nan=False, allow_infinity=False))
@calm
def test_a_number_keeps_its_value_in_every_spelling(number: Decimal) -> None:
    text = decimal_text(number)
    wanted = Parsed(text)
    whole, _, fraction = text.partition(".")
    grouped = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    wide = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    for cell in (text, grouped, wide, f"{text}㎡", f" {grouped} 平方米 "):
        assert read(cell, "area_m2") == wanted
    assert read(f"{text}万㎡", "area_m2").value in (decimal_text(number * 10_000), None)


@given(
    st.one_of(
        st.text(max_size=40),
        st.integers(),
        st.floats(),
        st.booleans(),
        st.datetimes(),
        st.dates(),
        st.times(),
    )
)
@calm
def test_any_cell_becomes_a_value_the_journal_takes_or_is_refused(cell: Cell) -> None:
    for kind in ("projects", "hazards", "enforcement"):
        for column in kind_of(kind).columns:
            found = parse(column.spec, cell, scale=ONE, spellings=column.spellings)
            if found.code is None and found.value is not None:
                assert refusal(column.spec, found.value) is None
            else:
                assert found.value is None


@pytest.mark.parametrize(
    "cell", [None, "", "  ", "　", "无", " 无 ", "/", "／", "-", "－", "—", "——", "--", "\u200b"]
)
def test_these_all_say_nothing(cell: Cell) -> None:
    assert is_blank(cell)
    assert read(cell, "benchmark") == Parsed()
    assert read(cell, "area_m2") == Parsed()
    assert read(cell, "permit_no") == Parsed()


@pytest.mark.parametrize("cell", [0, False, "0", "无人机", "一"])
def test_these_say_something(cell: Cell) -> None:
    assert not is_blank(cell)


@pytest.mark.parametrize(
    ("field", "cell", "wanted"),
    [
        ("phone", 19900003479.0, "19900003479"),
        ("phone", 19900003479, "19900003479"),
        ("phone", " 199 0000 3479 ", "19900003479"),
        ("phone", "0595-2323 1234", "0595-23231234"),
        ("name", " 凤城中片区幼儿园68号工程　", "凤城中片区幼儿园68号工程"),
        ("name", "凤城\n安置房", "凤城安置房"),
        ("name", "ＡＢＣ（一期）", "ABC(一期)"),
        ("name", "Anxi Tea　Park", "Anxi Tea Park"),
        ("manager", "王　明", "王明"),
        ("address", "凤城镇  中山路", "凤城镇 中山路"),
        ("note", "第一行\r\n  第二行 \n\n", "第一行\n第二行"),
        ("note", date(2026, 3, 10), "2026-03-10"),
        ("structure", 3.5, "3.5"),
    ],
)
def test_text_is_unified_and_loses_stray_spaces(field: str, cell: Cell, wanted: str) -> None:
    assert read(cell, field) == Parsed(wanted)


def test_text_that_is_too_long_is_refused_never_cut() -> None:
    assert read("长" * 200, "name") == Parsed("长" * 200)
    assert read("长" * 201, "name").code == "too_long"
    assert read("长" * 500, "address") == Parsed("长" * 500)
    assert read("长" * 501, "address").code == "too_long"
    assert read("长" * 20_000, "note") == Parsed("长" * 20_000)
    assert read("长" * 20_001, "note").code == "too_long"


@pytest.mark.parametrize(
    ("kind", "field", "spellings"),
    [
        (
            "projects",
            "category",
            {"works": "工程 工程项目 房屋市政工程", "property": "物业 物业小区 物业服务项目"},
        ),
        (
            "projects",
            "state",
            {"active": "在建 在管", "suspended": "停工", "completed": "竣工", "withdrawn": "撤出"},
        ),
        (
            "projects",
            "standard_kind",
            {"national": "国标", "provincial": "省标", "local": "地标", "self": "自评"},
        ),
        (
            "projects",
            "grade",
            {
                "aaa": "国家级AAA 国家AAA AAA ＡＡＡ aaa",
                "provincial_good": "省级优良 省优",
                "city_good": "市级优良 市优",
                "pass": "合格",
                "none": "未达标 不合格",
            },
        ),
        ("projects", "benchmark", {"city": "市级", "county": "县级", "town": "乡级"}),
        ("projects", "evaluation", {"good": "优良", "pass": "合格"}),
        (
            "projects",
            "level",
            {
                "red": "红 红色 红色风险 重大",
                "orange": "橙 橙色 橙色风险 较大",
                "yellow": "黄 黄色 黄色风险 一般",
                "blue": "蓝 蓝色 蓝色风险 较低 低",
            },
        ),
        (
            "hazards",
            "source",
            {"self": "自查 企业自查 项目自查", "supervision": "监督检查 监督 执法检查 主管部门检查"},
        ),
        ("hazards", "severity", {"general": "一般", "larger": "较大", "major": "重大"}),
        ("hazards", "review", {"pass": "合格 通过", "fail": "不合格 未通过"}),
        (
            "milestones",
            "item",
            {
                "responsibility_list": "责任制及考核清单",
                "check_list": "检查清单",
                "hazard_list": "隐患清单",
                "rectification_list": "整改清单",
                "risk_assessment": "风险辨识评估",
                "emergency_plan": "应急预案",
                "information_system": "信息化系统",
                "five_s": "5S ５Ｓ 5s",
                "six_haves": "六有",
            },
        ),
    ],
)
def test_every_accepted_word_of_a_choice(kind: str, field: str, spellings: dict[str, str]) -> None:
    for code, accepted in spellings.items():
        for word in accepted.split():
            assert read(word, field, kind=kind) == Parsed(code), word
            assert read(f" {word}　", field, kind=kind) == Parsed(code)
    declared = SPECS[kind_of(kind).entity].fields[field].choices
    assert declared is not None
    assert set(spellings) == {item.value for item in declared}


@pytest.mark.parametrize(
    ("kind", "field", "word"),
    [
        ("projects", "level", "紫色"),
        ("projects", "state", "在建/停工"),
        ("projects", "state", "在建中"),
        ("projects", "grade", "优秀"),
        ("projects", "category", "市政"),
        ("projects", "level", 3),
        ("hazards", "source", "抽查"),
        ("hazards", "review", "已整改"),
        ("enforcement", "kind", "警告"),
    ],
)
def test_an_unlisted_choice_is_refused_not_guessed(kind: str, field: str, word: Cell) -> None:
    assert read(word, field, kind=kind).code == "unknown_choice"
