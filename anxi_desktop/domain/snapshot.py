"""A month's forms as they were handed in: frozen as text, read again, and compared with how they stand now.

The text is strict JSON with sorted keys, so that the same values have the same bytes and one SHA-256. Nothing of it
is computed again when it is shown: later changes of the records can only show as differences.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from anxi_desktop.domain.monthly import Block, Cell
from anxi_desktop.domain.strict_json import Shape, read_object

FORMAT = 1


@dataclass(frozen=True, slots=True)
class FrozenBlock:
    """One block of a form as it was handed in; `year` holds the year-to-date of flows, `reasons` of overrides."""

    unit_type: str
    cells: Mapping[str, Cell]
    year: Mapping[str, Cell]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class FrozenFinding:
    """A result of the checks as it stood when the forms were handed in."""

    rule: str
    level: str
    text: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was handed in: the forms by label, the head line, the counting rules, and what the checks said."""

    month: str
    family: str
    head: Mapping[str, str]
    rules: Mapping[str, str]
    forms: Mapping[str, tuple[FrozenBlock, ...]]
    findings: tuple[FrozenFinding, ...]

    def text(self) -> str:
        """The frozen text, to be kept and hashed."""
        body = {
            "format": FORMAT,
            "month": self.month,
            "family": self.family,
            "head": dict(self.head),
            "rules": dict(self.rules),
            "forms": {
                label: [
                    {
                        "unit_type": block.unit_type,
                        "cells": {key: _coded(value) for key, value in block.cells.items()},
                        "year": {key: _coded(value) for key, value in block.year.items()},
                        "reasons": dict(block.reasons),
                    }
                    for block in blocks
                ]
                for label, blocks in self.forms.items()
            },
            "findings": [
                {"rule": found.rule, "level": found.level, "text": found.text} for found in self.findings
            ],
        }
        return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    @classmethod
    def read(cls, text: str) -> Snapshot:
        """Read a frozen text again. Raises AnxiError("content_unreadable")."""
        top = Shape(read_object(text.encode()))
        top.only("format", "month", "family", "head", "rules", "forms", "findings")
        top.equals("format", FORMAT)
        forms = top.object("forms")
        return cls(
            month=top.text("month", limit=7),
            family=top.text("family", limit=20),
            head=_texts(top.object("head")),
            rules=_texts(top.object("rules")),
            forms={label: tuple(_block(block) for block in forms.objects(label)) for label in forms.names()},
            findings=tuple(
                FrozenFinding(item.text("rule", limit=10), item.text("level", limit=10), _words(item, "text"))
                for item in top.objects("findings")
            ),
        )


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that stands otherwise now than it was handed in."""

    form: str
    unit_type: str
    key: str
    old: Cell
    new: Cell


def freeze(blocks: Iterable[Block], keys: Iterable[str]) -> tuple[FrozenBlock, ...]:
    """The blocks of a form as they print, restricted to the form's own cells."""
    wanted = tuple(keys)
    return tuple(
        FrozenBlock(
            block.unit_type,
            {key: block.figures[key].value for key in wanted if key in block.figures},
            {
                key: block.figures[key].year
                for key in wanted
                if key in block.figures and block.figures[key].is_flow
            },
            {key: figure.reason for key, figure in block.figures.items() if figure.reason and key in wanted},
        )
        for block in blocks
    )


def changes(
    old: Mapping[str, tuple[FrozenBlock, ...]], new: Mapping[str, tuple[FrozenBlock, ...]]
) -> Iterator[CellChange]:
    """The cells of the same forms that differ, in the order of the forms; a missing block's cells are None."""
    for form in old:
        before = {block.unit_type: block.cells for block in old[form]}
        after = {block.unit_type: block.cells for block in new.get(form, ())}
        for unit_type in [*before, *(name for name in after if name not in before)]:
            was, now = before.get(unit_type, {}), after.get(unit_type, {})
            for key in [*was, *(name for name in now if name not in was)]:
                if was.get(key) != now.get(key):
                    yield CellChange(form, unit_type, key, was.get(key), now.get(key))


def digest_of(text: str) -> str:
    """The SHA-256 of a frozen text."""
    return hashlib.sha256(text.encode()).hexdigest()


def _coded(value: Cell) -> object:
    """An amount as {"wan": "2.5"}, so that it comes back as an amount and not as a text."""
    return {"wan": format(value.normalize(), "f")} if isinstance(value, Decimal) else value


def _block(block: Shape) -> FrozenBlock:
    block.only("unit_type", "cells", "year", "reasons")
    return FrozenBlock(
        _words(block, "unit_type"),
        _cells(block.object("cells")),
        _cells(block.object("year")),
        _texts(block.object("reasons")),
    )


def _cells(found: Shape) -> dict[str, Cell]:
    return {key: _cell(found, key) for key in found.names()}


def _cell(found: Shape, key: str) -> Cell:
    value = found.value(key)
    if value is None or isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    amount = found.object(key)
    try:
        number = Decimal(amount.text("wan", limit=40))
    except ArithmeticError:
        raise found.refused(key) from None
    if not number.is_finite():
        raise found.refused(key)
    return number


def _texts(found: Shape) -> dict[str, str]:
    return {key: _words(found, key) for key in found.names()}


def _words(found: Shape, key: str) -> str:
    """Words as records hold them: what was frozen with marks of direction or outer blanks must be read again."""
    value = found.value(key)
    if not isinstance(value, str):
        raise found.refused(key)
    return value
