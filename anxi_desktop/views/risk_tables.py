"""The two tables of the page 风险: every project with its colours, and the points of one project."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import QCoreApplication, QObject

from anxi_desktop.app.risks import ProjectStanding
from anxi_desktop.domain import words
from anxi_desktop.domain.assessing import scores_text
from anxi_desktop.domain.level_words import level_rank
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.views.column_room import ColumnRoom, first_layout
from anxi_desktop.views.components.table import DataTable
from anxi_desktop.views.rows_model import Cell, ListColumn, RowsModel

Record = Mapping[str, Cell]


class ListedRows:
    """Cells of records that are all in memory: a county has some hundred projects, a project some dozen points."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def cells(self, rows: Sequence[int], fields: Sequence[str]) -> list[tuple[Cell, ...] | None]:
        """The values of `fields` per row number."""
        return [
            tuple(self.records[row].get(name) for name in fields) if row < len(self.records) else None
            for row in rows
        ]


class RecordTable(DataTable):
    """A table over records in memory; a press on a head sorts them."""

    def __init__(self, columns: Sequence[ListColumn], wide: tuple[str, ...], *, checkable: bool) -> None:
        super().__init__(checkable=checkable)
        self._source = ListedRows()
        self.rows_model = RowsModel(self._source, columns, self)
        self.setModel(self.rows_model)
        self.setSortingEnabled(True)
        first_layout(self, self.rows_model)
        self.room: QObject = ColumnRoom(self, self.rows_model, wide)
        self._keys: dict[str, Callable[[Record], object]] = {}
        self._sorted: tuple[str, bool] | None = None
        self.rows_model.sort_asked.connect(self._on_sort)

    def sort_by(self, name: str, key: Callable[[Record], object]) -> None:
        """How a column sorts, where its value alone does not say it."""
        self._keys[name] = key

    def show_records(self, records: Sequence[Record]) -> None:
        """Show these records; the chosen ones stay chosen."""
        kept = set(self.chosen())
        self._source.records = list(records)
        self._sort()
        self.rows_model.show_rows(array("q", range(len(records))))
        self.rows_model.forget_cells()
        places = [at for at, record in enumerate(self._source.records) if record["id"] in kept]
        self.select_rows(places)

    def chosen(self) -> list[str]:
        """The ids of the chosen records."""
        places = [at for first, last in self.selected_ranges() for at in range(first, last + 1)]
        return [str(self._source.records[at]["id"]) for at in places if at < len(self._source.records)]

    def record_at(self, place: int) -> Record | None:
        """The record in a row."""
        return self._source.records[place] if 0 <= place < len(self._source.records) else None

    def place_of(self, record: str) -> int:
        """The row of a record, -1 where it is not shown."""
        ids = [row["id"] for row in self._source.records]
        return ids.index(record) if record in ids else -1

    def _on_sort(self, name: str, descending: bool) -> None:
        self._sorted = (name, descending)
        self.show_records(self._source.records)

    def _sort(self) -> None:
        if self._sorted is None:
            return
        name, descending = self._sorted

        def key(record: Record) -> tuple[bool, str | float]:
            found = self._keys[name](record) if name in self._keys else record.get(name)
            if isinstance(found, (int, float)):
                return found is None, f"{found:020.4f}"
            return found is None, "" if found is None else str(found)

        self._source.records.sort(key=key, reverse=descending)


def overview_table() -> RecordTable:
    """All projects: counts by colour, the level and what is proposed."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("risk_tables", text)

    def number(name: str, title: str) -> ListColumn:
        return ListColumn(name, title, 62, kind="number", word=_blank_zero)

    columns = (
        ListColumn("name", tr("项目"), 220, kind="name"),
        ListColumn("category", tr("类别"), 90, word=_word(Family)),
        ListColumn("level", tr("整体等级"), 100, kind="risk", word=_level),
        ListColumn("proposed", tr("建议等级"), 100, kind="risk", word=_level),
        ListColumn("state", tr("要办的"), 132, kind="tag", tone=lambda _value: "warning"),
        number("red", tr("红")),
        number("orange", tr("橙")),
        number("yellow", tr("黄")),
        number("blue", tr("蓝")),
        number("maps", tr("图")),
        ListColumn("due_on", tr("下次检查不晚于"), 140, word=_due, tone=_due_tone),
    )
    table = RecordTable(columns, ("name",), checkable=False)
    for name in ("level", "proposed"):
        table.sort_by(name, lambda record, name=name: level_rank(record.get(name)))
    return table


def overview_record(standing: ProjectStanding) -> Record:
    """One line of it."""
    risks = standing.risks
    if not risks.points:
        state = "辨识风险点"
    elif standing.level is None:
        state = "评定整体等级"
    elif standing.differs:
        state = "核对整体等级"
    else:
        state = None
    return {
        "id": risks.project,
        "name": risks.name,
        "category": risks.family.value,
        "level": standing.level.value if standing.level else None,
        "proposed": standing.proposal.level.value,
        "state": state,
        **{level.value: risks.counts.get(level.value, 0) for level in RiskLevel},
        "maps": risks.maps,
        "due_on": standing.due_on.isoformat() if standing.due_on else None,
    }


def point_table() -> RecordTable:
    """The points of one project."""

    def tr(text: str) -> str:
        return QCoreApplication.translate("risk_tables", text)

    columns = (
        ListColumn("unit", tr("分部分项工程"), 180),
        ListColumn("name", tr("风险点"), 190, kind="name"),
        ListColumn("level", tr("等级"), 70, kind="risk", word=_level),
        ListColumn("scores", tr("评估"), 172),
        ListColumn("place", tr("位置"), 120),
        ListColumn("duty_level", tr("责任层级"), 136),
        ListColumn("person", tr("责任人"), 80),
        ListColumn("accidents", tr("可能事故"), 130),
        ListColumn("dangerous", tr("危大类别"), 110, shown=False),
        ListColumn("measures", tr("管控措施"), 220, shown=False),
        ListColumn("identified_on", tr("辨识日期"), 104),
        ListColumn("removed_on", tr("消除日期"), 104, shown=False),
    )
    table = RecordTable(columns, ("name", "measures"), checkable=True)
    table.sort_by("level", lambda record: level_rank(record.get("level")))
    return table


def point_record(row: Mapping[str, JournalValue], categories: Mapping[str, str]) -> Record:
    """One line of it."""
    found: dict[str, Cell] = {
        name: value
        for name, value in row.items()
        if isinstance(value, (str, int)) and not isinstance(value, bool)
    }
    found["scores"] = scores_text(row)
    found["dangerous"] = categories.get(str(row.get("dangerous")), str(row.get("dangerous") or "")) or None
    return found


def _word(choices: type) -> Callable[[Cell, Cell], str]:
    return lambda value, _other: words.choice_word(choices, str(value))


def _level(value: Cell, _other: Cell) -> str:
    return words.choice_word(RiskLevel, str(value))


def _blank_zero(value: Cell, _other: Cell) -> str:
    return str(value) if value else "—"


def _due(value: Cell, _other: Cell) -> str:
    late = str(value) < date.today().isoformat()
    return f"{value} 已过" if late else str(value)


def _due_tone(value: Cell) -> str | None:
    return "danger" if value and str(value) < date.today().isoformat() else None
