"""Forms of units summed: blank stays blank, the last of two counts, and what the own records count otherwise."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.form_sum import (
    AskedUnit,
    UnitBlocks,
    compared,
    differences,
    standings,
    summed,
)
from anxi_desktop.domain.month_report import Head
from anxi_desktop.domain.monthly import FORM_4, FORM_5
from anxi_desktop.domain.unit_form_body import FormBlock, FormBody, Refused, name_key


def handed(
    unit: str, *blocks: tuple[str, dict[str, Any]], form: str = FORM_5, record: str = "", day: int = 1
) -> UnitBlocks:
    body = FormBody(tuple(FormBlock(name, cells) for name, cells in blocks))
    return UnitBlocks(record or unit, form, unit, body, date(2026, 11, day))


def cells_of(blocks: tuple[FormBlock, ...]) -> list[tuple[str, dict[str, Any]]]:
    return [(block.unit_type, dict(block.cells)) for block in blocks]


def test_whole_numbers_and_amounts_add_and_blank_stays_blank() -> None:
    total = summed(
        [
            handed("城厢镇", ("乡镇", {"red": 1, "fine_amt": Decimal("1.5"), "halt": None})),
            handed("凤城镇", ("乡镇", {"red": 2, "fine_amt": Decimal("0.0001"), "blue": 0})),
            handed("某公司", ("施工企业", {"red": 5})),
            UnitBlocks("x", FORM_5, "读不懂", None),
        ]
    )
    assert cells_of(total) == [
        ("乡镇", {"red": 3, "fine_amt": Decimal("1.5001"), "halt": None, "blue": 0}),
        ("施工企业", {"red": 5}),
    ]


def test_unit_types_are_one_whatever_their_width_and_the_own_ones_come_first() -> None:
    total = summed(
        [
            handed("甲", ("丙类", {"red": 1}), ("县(市、区)", {"red": 1})),
            handed("乙", ("县（市、 区）", {"red": 2}), ("甲类", {"red": 4}), ("", {"red": 9})),
        ],
        spelt=["县（市、区）", "从没报过"],
    )
    assert cells_of(total) == [
        ("县（市、区）", {"red": 3}),
        ("", {"red": 9}),
        ("丙类", {"red": 1}),
        ("甲类", {"red": 4}),
    ]


def test_who_handed_in_and_who_did_not() -> None:
    units = [AskedUnit("城厢镇", "乡镇"), AskedUnit("凤城镇", "乡镇"), AskedUnit("龙门镇")]
    lines = standings(
        units,
        [
            handed("凤城镇", form=FORM_4),
            handed("凤城镇", form=FORM_5),
            handed("城厢镇", form=FORM_5),
            handed("外来公司", form=FORM_4),
        ],
    )
    assert [(line.unit, line.is_asked, line.lacks((FORM_4, FORM_5))) for line in lines] == [
        ("城厢镇", True, (FORM_4,)),
        ("凤城镇", True, ()),
        ("龙门镇", True, (FORM_4, FORM_5)),
        ("外来公司", False, ()),
    ]


@pytest.mark.parametrize(("first", "second", "counts"), [(1, 2, "b"), (2, 1, "a"), (1, 1, "b")])
def test_of_two_forms_of_a_unit_the_last_received_counts(first: int, second: int, counts: str) -> None:
    forms = [handed("城厢镇", record="a", day=first), handed("城 厢镇", record="b", day=second)]
    (line,) = standings([AskedUnit("城厢镇")], forms)
    assert line.unit == "城厢镇"
    assert line.forms[FORM_5].id == counts
    assert [form.id for form in line.older] == [name for name in "ab" if name != counts]


def test_differences_from_the_own_records() -> None:
    total = [FormBlock("乡镇", {"red": 3, "blue": None, "fine_amt": Decimal("1.5"), "halt": 0})]
    own = [
        FormBlock("乡镇", {"red": 1, "blue": 2, "fine_amt": Decimal("1.50"), "halt": None}),
        FormBlock("项目", {"red": 4, "blue": 0}),
    ]
    cells = list(compared(total, own, ("red", "blue", "fine_amt", "halt")))
    assert [(cell.unit_type, cell.key, cell.value, cell.own, cell.delta) for cell in differences(cells)] == [
        ("乡镇", "red", 3, 1, 2),
        ("乡镇", "blue", None, 2, -2),
        ("项目", "red", None, 4, -4),
    ]
    assert len(cells) == 8


def test_a_cell_that_is_no_number_is_not_compared() -> None:
    (cell,) = compared([FormBlock("乡镇", {"red": 3})], [FormBlock("乡镇", {"red": "--"})], ["red"])
    assert cell.delta is None
    assert not cell.differs


def test_what_is_kept_of_a_form_comes_back() -> None:
    body = FormBody(
        (FormBlock("乡镇", {"red": 0, "fine_amt": Decimal("12.5")}), FormBlock("", {"blue": 7})),
        (Refused(7, "AB", "halt", "约3个", "不是数字"),),
        Head(person="王小明", phone="0595-00001234", filled_on=date(2026, 11, 1)),
    )
    assert FormBody.read(FORM_5, body.text()) == body
    assert body.refused[0].place == "AB7"


@pytest.mark.parametrize(
    "change",
    [
        lambda body: body.update(format=2),
        lambda body: body.update(more=1),
        lambda body: body["blocks"][0]["cells"].update(unknown=1),
        lambda body: body["blocks"][0]["cells"].update(red="3"),
        lambda body: body["blocks"][0]["cells"].update(red=-3),
        lambda body: body["blocks"][0]["cells"].update(red=True),
        lambda body: body["blocks"][0]["cells"].update(red=10**12),
        lambda body: body["blocks"][0]["cells"].update(fine_amt=3),
        lambda body: body["blocks"][0]["cells"].update(fine_amt="1e5"),
        lambda body: body["refused"].append(
            {"row": 1, "column": "A", "key": "gb_aaa", "value": "?", "reason": "?"}
        ),
        lambda body: body.update(blocks=[3]),
    ],
)
def test_a_text_no_form_can_say_is_refused_as_a_whole(change: Any) -> None:
    body = json.loads(FormBody((FormBlock("乡镇", {"red": 1}),)).text())
    FormBody.read(FORM_5, json.dumps(body))
    change(body)
    with pytest.raises(AnxiError, match="content_unreadable"):
        FormBody.read(FORM_5, json.dumps(body))


def test_names_are_compared_without_width_and_spaces() -> None:
    assert name_key("Ａ公司（安溪） ") == name_key("a公司(安 溪)")
    assert name_key("城厢镇") != name_key("城厢")
