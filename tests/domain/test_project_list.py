"""The words of a search and the words of the filters."""

from __future__ import annotations

import pytest

from anxi_desktop.domain.project_list import (
    DONE,
    FACETS,
    MILESTONE_CODES,
    MISSING,
    ProjectQuery,
    facet_codes,
    facet_value_word,
    facet_word,
    milestone_code_mask,
    milestone_mask,
    search_words,
)
from anxi_desktop.domain.records.project import MilestoneItem


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("  城东　安置房 ", ("城东", "安置房")),
        ("ＡＸ Jydj", ("ax", "jydj")),
        ("", ()),
        ("城东 城东", ("城东",)),
    ],
)
def test_a_search_is_split_into_plain_words(typed: str, words: tuple[str, ...]) -> None:
    assert search_words(typed) == words


def test_each_item_has_a_bit_of_its_own_and_unknown_ones_none() -> None:
    masks = [milestone_mask((item.value,)) for item in MilestoneItem]
    assert len({*masks}) == len(masks)
    assert all(mask.bit_count() == 1 for mask in masks)
    assert milestone_mask(["five_s", "five_s", "of_a_newer_program", None]) == milestone_mask(["five_s"])


def test_three_lists_are_check_hazard_and_rectification() -> None:
    lists = ["check_list", "hazard_list", "rectification_list"]
    assert milestone_code_mask("three_lists") == milestone_mask(lists)
    assert milestone_code_mask("all").bit_count() == len(MilestoneItem)
    assert milestone_code_mask("no_such") == 0


def test_every_filter_and_each_of_its_values_has_a_word() -> None:
    for facet in FACETS:
        assert facet_word(facet) != facet
        for code in facet_codes(facet):
            assert facet_value_word(facet, code) not in ("", code)
    assert facet_value_word("town", None) == "未填写"
    assert facet_value_word("town", "湖头镇") == "湖头镇"
    assert (facet_word(MISSING), facet_value_word(MISSING, "five_s")) == ("一企一策缺", "5S")
    assert facet_value_word(DONE, "three_lists") == "三张清单齐全"
    assert facet_codes(DONE) == MILESTONE_CODES


def test_a_query_is_narrowed_by_words_or_filters_only() -> None:
    assert not ProjectQuery(search="  ", filters={"town": frozenset()}, sort="town").is_narrowed
    assert ProjectQuery(search="a").is_narrowed
    assert ProjectQuery(filters={"town": frozenset({None})}).is_narrowed
