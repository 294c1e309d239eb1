"""An official form without figures, as it stands in its file.

A form is data (`resources/forms/annex4.json`): a header grid, one block of rows that is repeated for each
填报单位类型, and notes. Another annex is another file, not another writer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

CellValue = int | Decimal | str | None


class Align(Enum):
    """Where a text stands in its width."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class SpecCell:
    """A cell of the header or of the block: fixed words, or the key of a figure.

    `verbatim` are the words as the notice misprints them, where `text` is the correction.
    """

    row: int
    col: int
    rows: int
    cols: int
    text: str = ""
    key: str | None = None
    vertical: bool = False
    verbatim: str | None = None


@dataclass(frozen=True, slots=True)
class SpecHead:
    """A part of the line above the grid, over the columns `first` to `last` (both inside).

    `clear` millimetres right of its words stay empty: the seal is set there.
    """

    field: str
    label: str
    first: int
    last: int
    align: Align
    clear: float = 0.0


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form without figures. Widths and heights in millimetres at A4.

    `min_blocks` blocks are always printed; `blank_blocks` say what is preprinted in those that are not given.
    `text_size` is the size of the words in the grid, in points.
    """

    label: str
    title: str
    head: tuple[SpecHead, ...]
    keys: tuple[str, ...]
    widths: tuple[float, ...]
    header_heights: tuple[float, ...]
    header: tuple[SpecCell, ...]
    block_heights: tuple[float, ...]
    block: tuple[SpecCell, ...]
    notes_label: str
    notes: tuple[str, ...]
    min_blocks: int
    blank_blocks: tuple[Mapping[str, CellValue], ...]
    text_size: float

    @classmethod
    def load(cls, path: Path) -> FormSpec:
        """Read a form's file. Errors: ValueError where a grid place is covered twice or not at all."""
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        spec = cls(
            label=data["label"],
            title=data["title"],
            head=tuple(
                SpecHead(
                    part["field"],
                    part["label"],
                    part["first"],
                    part["last"],
                    Align(part.get("align", "left")),
                    float(part.get("clear", 0)),
                )
                for part in data["head"]
            ),
            keys=tuple(column["key"] for column in data["columns"]),
            widths=tuple(float(column["width"]) for column in data["columns"]),
            header_heights=tuple(float(height) for height in data["header_heights"]),
            header=tuple(SpecCell(**cell) for cell in data["header"]),
            block_heights=tuple(float(height) for height in data["block_heights"]),
            block=tuple(SpecCell(**cell) for cell in data["block"]),
            notes_label=data["notes_label"],
            notes=tuple(data["notes"]),
            min_blocks=data["min_blocks"],
            blank_blocks=tuple(data.get("blank_blocks", ())),
            text_size=float(data["text_size"]),
        )
        _demand_full_cover(spec.header, rows=len(spec.header_heights), cols=len(spec.widths))
        _demand_full_cover(spec.block, rows=len(spec.block_heights), cols=len(spec.widths))
        return spec

    @property
    def value_keys(self) -> tuple[str, ...]:
        """The keys that a block's figures may carry, in reading order."""
        return tuple(cell.key for cell in self.block if cell.key is not None)


def _demand_full_cover(cells: Iterable[SpecCell], *, rows: int, cols: int) -> None:
    """A hole would leave a place without border, an overlap a workbook that Excel wants to repair."""
    seen: set[tuple[int, int]] = set()
    for cell in cells:
        for row in range(cell.row, cell.row + cell.rows):
            for col in range(cell.col, cell.col + cell.cols):
                if (row, col) in seen or row >= rows or col >= cols:
                    raise ValueError(f"form cell at row {row}, column {col} stands on another or outside")
                seen.add((row, col))
    if len(seen) != rows * cols:
        raise ValueError("form grid has a place that no cell covers")
