"""The model of long lists: cells by block, the same rows without a reset, everything by row number."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QTableView

from anxi_desktop.views.components.cells import KEY_ROLE, KIND_ROLE, LEVEL_ROLE, TONE_ROLE
from anxi_desktop.views.rows_model import VALUE_ROLE, Cell, ListColumn, RowsModel


class Source:
    """Answers every row with its number, and remembers what it was asked."""

    def __init__(self) -> None:
        self.gone: set[int] = set()
        self.asked: list[int] = []

    def cells(self, rows: Sequence[int], fields: Sequence[str]) -> list[tuple[Cell, ...] | None]:
        self.asked.append(len(rows))
        return [None if row in self.gone else tuple(f"{field} {row}" for field in fields) for row in rows]


def tone(value: Cell) -> str | None:
    return "ok" if str(value).endswith("7") else None


COLUMNS = (
    ListColumn("name", "项目名称", 200, kind="name", hint="全称"),
    ListColumn(
        "level",
        "等级",
        80,
        kind="risk",
        word=lambda value, name: f"<{value}> {name}",
        other="name",
        tone=tone,
    ),
)


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def model(qapp: QApplication, source: Source) -> RowsModel:
    return RowsModel(source, COLUMNS)


def test_the_model_keeps_qts_rules(model: RowsModel) -> None:
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_rows(array("q", range(10, 400)))
    model.show_rows(array("q", range(10, 400)))
    model.show_rows(array("q", [7]))
    model.show_rows(array("q"))
    assert tester.model() is model


def test_a_cell_says_word_value_level_and_tone(model: RowsModel) -> None:
    model.show_rows(array("q", [7, 8]))
    index = model.index(0, 1)
    assert index.data() == "<level 7> name 7"
    assert index.data(VALUE_ROLE) == "level 7"
    assert index.data(LEVEL_ROLE) == "level 7"
    assert index.data(TONE_ROLE) == "ok"
    assert model.index(1, 1).data(TONE_ROLE) is None
    assert index.data(Qt.ItemDataRole.DecorationRole) is None


def test_a_head_says_title_name_kind_and_hint(model: RowsModel) -> None:
    across = Qt.Orientation.Horizontal
    assert model.headerData(0, across) == "项目名称"
    assert model.headerData(0, across, KEY_ROLE) == "name"
    assert model.headerData(1, across, KIND_ROLE) == "risk"
    assert model.headerData(0, across, Qt.ItemDataRole.ToolTipRole) == "全称"
    assert model.headerData(5, across) is None
    assert model.headerData(0, Qt.Orientation.Vertical) is None
    assert (model.column("level"), model.column("no_such")) == (1, -1)


def test_rows_that_are_gone_are_blank(model: RowsModel, source: Source) -> None:
    source.gone = {8}
    model.show_rows(array("q", [7, 8]))
    assert model.text(1, 0) == ""
    assert model.value(1, 0) is None


def test_only_the_blocks_looked_at_are_read(model: RowsModel, source: Source) -> None:
    model.show_rows(array("q", range(1, 100_001)))
    assert source.asked == []
    assert model.text(0, 0) == "name 1"
    assert model.text(127, 0) == "name 128"
    assert source.asked == [128]
    assert model.text(99_999, 0) == "name 100000"
    assert source.asked == [128, 100_000 % 128]
    assert model.text(50, 1) == "<level 51> name 51"
    assert len(source.asked) == 2


def test_blocks_looked_at_long_ago_are_let_go(model: RowsModel, source: Source) -> None:
    model.show_rows(array("q", range(1, 100_001)))
    for place in range(0, 100_000, 128):
        model.value(place, 0)
    assert len(source.asked) == 782
    assert model._blocks.keys() == {*range(782 - 48, 782)}


def test_the_same_rows_are_shown_without_a_reset(model: RowsModel, source: Source) -> None:
    model.show_rows(array("q", [1, 2, 3]))
    assert model.text(0, 0) == "name 1"
    resets: list[int] = []
    changes: list[tuple[int, int]] = []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda first, last: changes.append((first.row(), last.row())))
    model.show_rows(array("q", [1, 2, 3]))
    assert (resets, changes) == ([], [(0, 2)])
    assert model.text(0, 0) == "name 1"
    assert len(source.asked) == 2
    model.show_rows(array("q", [3, 1]))
    assert resets == [1]


def test_rows_are_found_by_their_number(model: RowsModel) -> None:
    model.show_rows(array("q", [30, 10, 20, 40, 60, 50]))
    assert (model.place(20), model.place(99)) == (2, -1)
    assert model.places([40, 30, 99]) == [0, 3]
    assert model.places([40, 30, 10, 20, 50, 99]) == [0, 1, 2, 3, 5]
    assert list(model.rows) == [30, 10, 20, 40, 60, 50]


def test_sorting_is_asked_of_whoever_knows_the_records(model: RowsModel) -> None:
    asked: list[tuple[str, bool]] = []
    model.sort_asked.connect(lambda name, descending: asked.append((name, descending)))
    view = QTableView()
    view.setModel(model)
    view.sortByColumn(1, Qt.SortOrder.DescendingOrder)
    view.setSortingEnabled(True)
    model.sort(-1)
    assert asked[-1] == ("level", True)
    assert ("name", False) not in asked
