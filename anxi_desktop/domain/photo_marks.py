"""What is drawn over a photo: arrows, circles and words as data. The original is never touched.

Places are shares (0 to 1) of the upright picture's width and height, so that they hold for every size of it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import cast

MOST_MARKS = 40
MOST_LETTERS = 40


class MarkKind(Enum):
    """The tools of the editor."""

    ARROW = "arrow"
    CIRCLE = "circle"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Mark:
    """An arrow from `(x, y)` to `(to_x, to_y)`, a circle in the box between both, or words that begin at `(x, y)`."""

    kind: MarkKind
    x: float
    y: float
    to_x: float
    to_y: float
    text: str = ""


def write_marks(marks: Sequence[Mark]) -> str:
    """The marks as the journal keeps them; "" for none."""
    if not marks:
        return ""
    rows = [
        [mark.kind.value, *(round(part, 4) for part in (mark.x, mark.y, mark.to_x, mark.to_y)), mark.text]
        for mark in marks
    ]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def read_marks(text: str) -> list[Mark]:
    """The marks in a text; what cannot be read is left out, never an error: the picture is worth more."""
    try:
        found: object = json.loads(text) if text else []
    except (ValueError, RecursionError):
        return []
    rows = cast("list[object]", found) if isinstance(found, list) else []
    return [mark for row in rows[:MOST_MARKS] if (mark := _mark(row)) is not None]


def _mark(row: object) -> Mark | None:
    parts = cast("list[object]", row) if isinstance(row, list) else []
    if len(parts) != 6 or not isinstance(parts[5], str):
        return None
    try:
        kind = MarkKind(parts[0])
    except ValueError:
        return None
    places = [float(part) for part in parts[1:5] if isinstance(part, (int, float))]
    if len(places) != 4 or not all(math.isfinite(part) for part in places):
        return None
    x, y, to_x, to_y = (min(1.0, max(0.0, part)) for part in places)
    return Mark(kind, x, y, to_x, to_y, parts[5][:MOST_LETTERS])
