"""A month as it was handed in: the same bytes for the same values, read again as it was, refused when damaged."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.snapshot import (
    CellChange,
    FrozenBlock,
    FrozenFinding,
    Snapshot,
    changes,
    digest_of,
)

_NAMES = st.text(st.characters(codec="utf-8", categories=("L", "N")), min_size=1, max_size=12)
# What a record takes: also marks of direction and blanks around, as they come with a pasted name.
_WORDS = st.text(st.characters(codec="utf-8"), max_size=12)
_CELLS = st.one_of(
    st.none(),
    st.just("--"),
    st.integers(0, 10**9),
    st.decimals(min_value=0, max_value=10**6, places=4),
)
_BLOCKS = st.builds(
    FrozenBlock,
    unit_type=_WORDS,
    cells=st.dictionaries(_NAMES, _CELLS, max_size=6),
    year=st.dictionaries(_NAMES, _CELLS, max_size=3),
    reasons=st.dictionaries(_NAMES, _WORDS, max_size=2),
)
_SNAPSHOTS = st.builds(
    Snapshot,
    month=st.just("2026-10"),
    family=st.sampled_from(["works", "property"]),
    head=st.dictionaries(_NAMES, _WORDS, max_size=4),
    rules=st.dictionaries(_NAMES, _NAMES, max_size=4),
    forms=st.dictionaries(_NAMES, st.lists(_BLOCKS, max_size=3).map(tuple), max_size=3),
    findings=st.lists(
        st.builds(FrozenFinding, _NAMES.map(lambda x: x[:10]), st.just("warn"), _WORDS), max_size=3
    ).map(tuple),
)


@given(_SNAPSHOTS)
def test_what_is_read_again_is_what_was_frozen(snapshot: Snapshot) -> None:
    text = snapshot.text()
    again = Snapshot.read(text)
    assert again == snapshot
    assert again.text() == text
    assert digest_of(text) == digest_of(again.text())


def block(**cells: object) -> FrozenBlock:
    return FrozenBlock("质安中心", cells, {}, {})  # pyright: ignore[reportArgumentType]


def test_only_cells_that_differ_are_changes() -> None:
    old = {"附件4": (block(a=1, b=None, c=Decimal("2.50")),), "附件5": (block(x=0),)}
    new = {
        "附件4": (block(a=2, b=None, c=Decimal("2.5")),),
        "附件5": (block(x=None),),
        "附件6": (block(y=1),),
    }
    assert list(changes(old, new)) == [
        CellChange("附件4", "质安中心", "a", 1, 2),
        CellChange("附件5", "质安中心", "x", 0, None),
    ]


def test_a_block_that_came_or_went_is_told_cell_by_cell() -> None:
    town = FrozenBlock("乡镇", {"a": 3}, {}, {})
    assert list(changes({"附件4": (block(a=1), town)}, {"附件4": (block(a=1),)})) == [
        CellChange("附件4", "乡镇", "a", 3, None)
    ]
    assert list(changes({"附件4": (block(a=1),)}, {"附件4": (block(a=1), town)})) == [
        CellChange("附件4", "乡镇", "a", None, 3)
    ]


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"forms": []},
        {"forms": {"附件4": [{"unit_type": "x"}]}},
        {"forms": {"附件4": [{"unit_type": "x", "cells": {"a": 1.5}, "year": {}, "reasons": {}}]}},
        *(
            {
                "forms": {
                    "附件4": [
                        {"unit_type": "x", "cells": {"a": {"wan": no_amount}}, "year": {}, "reasons": {}}
                    ]
                }
            }
            for no_amount in ("NaNx", "NaN", "Infinity")
        ),
        {"forms": {"附件4": [{"unit_type": "x", "cells": {"a": True}, "year": {}, "reasons": {}}]}},
        {"findings": [1]},
        {"extra": 1},
    ],
)
def test_a_text_that_is_no_snapshot_is_refused(change: dict[str, object]) -> None:
    sound = Snapshot("2026-10", "works", {}, {}, {"附件4": (block(a=1),)}, ())
    text = json.dumps({**json.loads(sound.text()), **change}, ensure_ascii=False)
    with pytest.raises(AnxiError) as caught:
        Snapshot.read(text)
    assert caught.value.code == "content_unreadable"
