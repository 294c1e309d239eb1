"""What is kept of a form that a unit handed in: its blocks, and what stood in its file and was not taken.

Strict JSON: whole numbers as numbers, amounts in 10,000 yuan as text. A body of a newer program, or one that says
what no form can say, is refused as a whole and never half read.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.month_report import AMOUNTS, Head, cell_value
from anxi_desktop.domain.monthly import Cell
from anxi_desktop.domain.records.fields import LINE_LIMIT, NAME_LIMIT
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.domain.strict_json import Shape, read_object

FORMAT = 1
_LAST_ROW = 1_048_576
_NOBODY = Head()


@dataclass(frozen=True, slots=True)
class FormBlock:
    """The figures of one 填报单位类型 by key. A key that is missing, or None, is a blank cell."""

    unit_type: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Refused:
    """A cell that was not taken: where it stands in the sheet (row 7, column "H"), what it says, and why not."""

    row: int
    column: str
    key: str
    value: str
    reason: str

    @property
    def place(self) -> str:
        """H7."""
        return f"{self.column}{self.row}"


@dataclass(frozen=True, slots=True)
class FormBody:
    """A form that was handed in, apart from its unit and month."""

    blocks: tuple[FormBlock, ...]
    refused: tuple[Refused, ...] = ()
    head: Head = _NOBODY

    def text(self) -> str:
        """The text to keep."""
        day = self.head.filled_on
        body = {
            "format": FORMAT,
            "person": self.head.person,
            "phone": self.head.phone,
            "filled_on": None if day is None else day.isoformat(),
            "blocks": [
                {
                    "unit_type": block.unit_type,
                    "cells": {key: _coded(value) for key, value in block.cells.items() if value is not None},
                }
                for block in self.blocks
            ],
            "refused": [
                {
                    "row": cell.row,
                    "column": cell.column,
                    "key": cell.key,
                    "value": cell.value,
                    "reason": cell.reason,
                }
                for cell in self.refused
            ],
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, form: str, text: str) -> FormBody:
        """Read the text of `form` again. Raises AnxiError("content_unreadable")."""
        top = Shape(read_object(text.encode(errors="replace")))
        top.only("format", "person", "phone", "filled_on", "blocks", "refused")
        top.equals("format", FORMAT)
        return cls(
            blocks=tuple(_block(form, block) for block in top.objects("blocks")),
            refused=tuple(_refused(form, cell) for cell in top.objects("refused")),
            head=Head(
                person=top.text("person", limit=NAME_LIMIT, blank=True),
                phone=top.text("phone", limit=NAME_LIMIT, blank=True),
                filled_on=top.day("filled_on"),
            ),
        )


def name_key(name: str) -> str:
    """What two spellings of a unit, or of a 填报单位类型, have in common: width, spaces and case aside."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def _coded(value: Cell) -> int | str:
    return (
        decimal_text(value) if isinstance(value, Decimal) else value if isinstance(value, int) else str(value)
    )


def _block(form: str, block: Shape) -> FormBlock:
    block.only("unit_type", "cells")
    cells = block.object("cells")
    return FormBlock(
        block.text("unit_type", limit=NAME_LIMIT, blank=True),
        {key: _cell(form, cells, key) for key in cells.names()},
    )


def _cell(form: str, cells: Shape, key: str) -> Cell:
    value = cells.value(key)
    wanted = str if key in AMOUNTS else int
    if type(value) is not wanted:
        raise cells.refused(key)
    try:
        return cell_value(form, key, str(value))
    except AnxiError as error:  # no such cell, or no such number
        raise cells.refused(key) from error


def _refused(form: str, cell: Shape) -> Refused:
    cell.only("row", "column", "key", "value", "reason")
    if cell.value("key") not in FIGURES.get(form, ()):
        raise cell.refused("key")
    return Refused(
        row=cell.number("row", least=1, most=_LAST_ROW) or 1,
        column=cell.text("column", limit=3),
        key=cell.text("key", limit=NAME_LIMIT),
        value=cell.text("value", limit=LINE_LIMIT),
        reason=cell.text("reason", limit=LINE_LIMIT),
    )
