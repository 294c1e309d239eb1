"""The workbook an enterprise without the program fills in: its columns, and the code that holds a row together.

Round trip with enterprises: hazards go out as rows, what was done comes back in the same rows, with photos. The
code in the first column belongs to one hazard of one project; a row with another code is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

SHEET = "整改回复"
TITLE_ROWS = 3
"""Rows above the head: title, project, how to fill in."""
PHOTO_COLUMNS = 3


@dataclass(frozen=True, slots=True)
class ReplyColumn:
    """One column. `open` ones are filled in by the enterprise."""

    key: str
    header: str
    width_mm: float
    open: bool = False


COLUMNS: tuple[ReplyColumn, ...] = (
    ReplyColumn("code", "校验码（请勿改动）", 4),
    ReplyColumn("place", "序号", 10),
    ReplyColumn("number", "隐患编号", 34),
    ReplyColumn("part", "部位", 26),
    ReplyColumn("description", "隐患描述", 48),
    ReplyColumn("severity", "等级", 12),
    ReplyColumn("requirement", "整改要求", 44),
    ReplyColumn("due_on", "整改期限", 22),
    ReplyColumn("rectified_on", "整改完成日期", 24, open=True),
    ReplyColumn("text", "整改情况", 46, open=True),
    ReplyColumn("person", "整改责任人", 22, open=True),
    ReplyColumn("extension", "申请延期到", 24, open=True),
    ReplyColumn("reason", "延期原因", 32, open=True),
    *(
        ReplyColumn(f"photo{number}", f"整改后照片{number}", 34, open=True)
        for number in range(1, PHOTO_COLUMNS + 1)
    ),
)
KEYS = {column.header: column.key for column in COLUMNS}
FIRST_PHOTO = next(place for place, column in enumerate(COLUMNS) if column.key == "photo1")


def row_code(*, project: str, hazard: str) -> str:
    """The code of a row: the hazard's id and what ties it to its project."""
    return f"{hazard}-{_tie(project=project, hazard=hazard)}"


def hazard_of(code: str, *, project: str) -> str | None:
    """The hazard a code belongs to; None where it was changed or is of another project."""
    hazard, _, tie = code.strip().rpartition("-")
    return hazard if hazard and tie == _tie(project=project, hazard=hazard) else None


def _tie(*, project: str, hazard: str) -> str:
    return hashlib.sha256(f"anxi-reply/{project}/{hazard}".encode()).hexdigest()[:10]
