"""风险分级管控清单 of one project, or of all: every point with its scores, level, measures and who answers for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

from anxi_desktop.domain import words
from anxi_desktop.domain.assessing import is_alive, scores_text
from anxi_desktop.domain.level_words import level_word
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.ledger import Kind, Ledger, LedgerColumn, LedgerValue, Progress
from anxi_desktop.files.ledger_export import write_ledger

Row = Mapping[str, JournalValue]

_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("分部分项工程", 28, "unit"),
    ("风险点", 34, "name"),
    ("位置", 24, "place"),
    ("主要危险因素", 46, "factors"),
    ("可能事故类型", 26, "accidents"),
    ("事故后果", 28, "consequences"),
    ("评估", 30, ""),
    ("等级", 14, "level"),
    ("管控措施", 58, "measures"),
    ("应急措施", 40, "emergency"),
    ("责任层级", 24, "duty_level"),
    ("责任人", 18, "person"),
    ("辨识日期", 30, "identified_on"),
)
_NOTE = "等级：重大（红）、较大（橙）、一般（黄）、较低（蓝）；上一级负责管控的，下一级同时负责。"


def write_risk_list(
    path: Path,
    rows: Sequence[Row],
    names: Mapping[str, str],
    *,
    project: str,
    unit: str,
    day: date,
    resources: Path,
    progress: Progress | None = None,
) -> int:
    """Write the points of `rows` that count at `day` to `path` (.xlsx or .pdf); returns how many.

    `project` is the name in the title, "" for several projects, whose `names` (by id) then stand in a column of
    their own. The rows stay in their order. Errors: unsupported_output, those of `write_beside`.
    """
    alive = [row for row in rows if is_alive(row, day.isoformat())]
    several = not project
    columns = [LedgerColumn("序号", 12, Align.CENTER, Kind.NUMBER)]
    if several:
        columns.append(LedgerColumn("项目名称", 40))
    for header, width, field in _COLUMNS:
        kind = Kind.DATE if field == "identified_on" else Kind.TEXT
        columns.append(
            LedgerColumn(
                header, width, Align.CENTER if width <= 24 or field == "identified_on" else Align.LEFT, kind
            )
        )

    def cells() -> Iterator[Sequence[LedgerValue]]:
        for number, row in enumerate(alive, 1):
            found: list[LedgerValue] = [number]
            if several:
                found.append(names.get(str(row["project"]), ""))
            for _header, _width, field in _COLUMNS:
                found.append(_cell(row, field))
            yield found

    counts = Counter(str(row["level"]) for row in alive)
    total = "，".join(f"{level_word(level)} {counts[level.value]}" for level in RiskLevel)
    subtitle = "　".join(part for part in (project, unit, f"截至 {day.isoformat()}", total) if part)
    ledger = Ledger("安全风险分级管控清单", subtitle, columns, cells(), (_NOTE,))
    return write_ledger(path, ledger, resources=resources, progress=progress)


def _cell(row: Row, field: str) -> LedgerValue:
    if not field:
        return scores_text(row)
    if field == "level":
        return words.choice_word(RiskLevel, str(row["level"])) if row["level"] else "未评估"
    value = row.get(field)
    return value if isinstance(value, (str, int)) and not isinstance(value, bool) else None
