"""The forms that units handed in for a month: who did, what they come to, and how that differs from the own records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from anxi_desktop.domain.monthly import Cell
from anxi_desktop.domain.unit_form_body import FormBlock, FormBody, name_key

Number = int | Decimal

_NOTHING: Mapping[str, Cell] = {}


@dataclass(frozen=True, slots=True)
class UnitBlocks:
    """One form of one unit as it was handed in; `body` is None where it cannot be read (of a newer program)."""

    id: str
    form: str
    unit: str
    body: FormBody | None
    received_on: date | None = None
    file_name: str = ""

    @property
    def blocks(self) -> tuple[FormBlock, ...]:
        """Its blocks; none where it cannot be read."""
        return () if self.body is None else self.body.blocks


@dataclass(frozen=True, slots=True)
class AskedUnit:
    """A unit that owes forms."""

    name: str
    unit_type: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a unit stands in a month: its newest form per label, and older ones that no longer count.

    `is_asked` is False for a unit that handed in without being on the list.
    """

    unit: str
    unit_type: str
    is_asked: bool
    forms: Mapping[str, UnitBlocks] = field(default_factory=dict[str, UnitBlocks])
    older: tuple[UnitBlocks, ...] = ()

    def lacks(self, wanted: Iterable[str]) -> tuple[str, ...]:
        """Which of the wanted forms are missing."""
        return tuple(form for form in wanted if form not in self.forms) if self.is_asked else ()


@dataclass(frozen=True, slots=True)
class Compared:
    """A cell of the sum beside that of the own records; `delta` is None where one of them is no number."""

    unit_type: str
    key: str
    value: Cell
    own: Cell
    delta: Number | None

    @property
    def differs(self) -> bool:
        """True where both are numbers (blank counts as 0) and not the same."""
        return bool(self.delta)


def standings(units: Sequence[AskedUnit], forms: Iterable[UnitBlocks]) -> tuple[Standing, ...]:
    """Every unit that is asked, in its order, then those that were not asked and handed in.

    `forms` come in the order they were written: of two of one unit and form the one received last counts, of the
    same day the one written last.
    """
    names = {name_key(unit.name): unit for unit in units}
    newest: dict[str, dict[str, UnitBlocks]] = {key: {} for key in names}
    older: dict[str, list[UnitBlocks]] = {}
    for form in forms:
        key = name_key(form.unit)
        mine = newest.setdefault(key, {})
        before = mine.get(form.form)
        if before is None:
            mine[form.form] = form
            continue
        last, other = (form, before) if _day(form) >= _day(before) else (before, form)
        mine[form.form] = last
        older.setdefault(key, []).append(other)
    return tuple(
        Standing(
            unit=names[key].name if key in names else next(iter(mine.values())).unit,
            unit_type=names[key].unit_type if key in names else "",
            is_asked=key in names,
            forms=mine,
            older=tuple(older.get(key, ())),
        )
        for key, mine in newest.items()
    )


def summed(forms: Iterable[UnitBlocks], *, spelt: Sequence[str] = ()) -> tuple[FormBlock, ...]:
    """The forms of one label summed block by block; a cell stays blank that nobody filled in.

    Blocks go by their 填报单位类型: those of `spelt` first, in its order and writing, then the others by name.
    """
    words = {name_key(word): word for word in spelt}
    order = list(words)
    sums: dict[str, dict[str, Cell]] = {}
    for form in forms:
        for block in form.blocks:
            key = name_key(block.unit_type)
            words.setdefault(key, block.unit_type)
            cells = sums.setdefault(key, {})
            for name, value in block.cells.items():
                cells[name] = _added(cells.get(name), value)
    known = [key for key in order if key in sums]
    others = sorted((key for key in sums if key not in order), key=lambda key: words[key])
    return tuple(FormBlock(words[key], sums[key]) for key in [*known, *others])


def compared(total: Iterable[FormBlock], own: Iterable[FormBlock], keys: Sequence[str]) -> Iterator[Compared]:
    """Every cell of both, block by block, those of the sum first; blank counts as 0 against a number."""
    theirs = {name_key(block.unit_type): block for block in total}
    ours = {name_key(block.unit_type): block for block in own}
    for name in [*theirs, *(name for name in ours if name not in theirs)]:
        block = theirs.get(name) or ours[name]
        left: Mapping[str, Cell] = theirs[name].cells if name in theirs else _NOTHING
        right: Mapping[str, Cell] = ours[name].cells if name in ours else _NOTHING
        for key in keys:
            value, other = left.get(key), right.get(key)
            yield Compared(block.unit_type, key, value, other, _delta(value, other))


def differences(cells: Iterable[Compared]) -> tuple[Compared, ...]:
    """The compared cells where the units' sum is not what the own records count."""
    return tuple(cell for cell in cells if cell.differs)


def _added(one: Cell, other: Cell) -> Cell:
    if isinstance(one, int | Decimal) and isinstance(other, int | Decimal):
        return one + other
    return other if one is None else one


def _delta(value: Cell, own: Cell) -> Number | None:
    if isinstance(value, str) or isinstance(own, str):
        return None
    return (value or 0) - (own or 0)


def _day(form: UnitBlocks) -> date:
    return form.received_on or date.min
