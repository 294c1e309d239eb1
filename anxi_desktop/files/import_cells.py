"""Turns one cell into the value the journal keeps, or says why it cannot.

People write dates, areas and amounts in every spelling; a spelling that can only mean one thing is taken, anything
else is refused and never guessed. Contract: command contract, section "Import", "Cells".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from anxi_desktop.domain.records.fields import NAME_LIMIT, FieldSpec, JournalValue, Kind
from anxi_desktop.domain.save import decimal_text, refusal
from anxi_desktop.files.import_grid import ERROR_WORDS, Cell, CellError

# 1950-01-01 to 2100-12-31: smaller numbers in a date column are years or counts, not days.
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_415
_EXCEL_EPOCH = date(1899, 12, 30)

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_BLANK_MARKS = re.compile(r"(?:无|[/\\]+|[-–—―−_]+)\Z")

_DAY = re.compile(
    r"(?P<year>\d{4})\s*[-./年,、·_\s]\s*(?P<month>\d{1,2})\s*[-./月,、·_\s]\s*(?P<day>\d{1,2})\s*[日号.]?"
    r"(?:[T\s]*\d{1,2}[:时]\d{1,2}(?:[:分]\d{1,2}(?:\.\d+)?)?[秒分]?Z?)?\s*(?:\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?\Z"
)
_COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})\Z")
_HAN_DIGITS = {letter: digit for digit, letter in enumerate("〇一二三四五六七八九")} | {"零": 0, "○": 0}
_HAN_DAY = re.compile(
    r"([〇○零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})[日号]\Z"
)

_NUMBER = re.compile(
    r"(?P<sign>[-−]?)(?P<currency>(?:人民币|rmb|[¥¥$])?)(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d*)?|\d+\.?\d*|\.\d+)(?:e(?P<power>[+-]?\d{1,2}))?"
    r"(?P<unit>(?:[^\d.,].*)?)\Z"
)

Scale = Mapping[str, Decimal]
_AREA: Scale = {
    word: Decimal(10_000 if word.startswith("万") else 1)
    for unit in ("m2", "m²", "平方米", "平米", "平方", "平", "㎡")
    for word in (unit, f"万{unit}")
} | {"万": Decimal(10_000), "方": Decimal(1), "万方": Decimal(10_000)}
_MONEY: Scale = {
    "元": Decimal("0.0001"),
    "千元": Decimal("0.1"),
    "万元": Decimal(1),
    "万": Decimal(1),
    "百万元": Decimal(100),
    "百万": Decimal(100),
    "千万元": Decimal(1000),
    "千万": Decimal(1000),
    "亿元": Decimal(10_000),
    "亿": Decimal(10_000),
    "圆": Decimal("0.0001"),
    "元整": Decimal("0.0001"),
    "元人民币": Decimal("0.0001"),
    "万元人民币": Decimal(1),
}
_COUNTS: Scale = dict.fromkeys(
    ("个", "人", "名", "条", "处", "项", "份", "册", "本", "套", "家", "次", "岗"), Decimal(1)
)
_SCORES: Scale = {"分": Decimal(1)}

SCALES: Mapping[str, Scale] = {
    "m2": _AREA,
    "wan": _MONEY,
    "": _SCORES,
    "post": _COUNTS,
    "person": _COUNTS,
    "hazard": _COUNTS,
    "copy": _COUNTS,
}


@dataclass(frozen=True, slots=True)
class Parsed:
    """A cell's journal value (None: blank), or the reason code why it is refused."""

    value: JournalValue = None
    code: str | None = None


BLANK = Parsed()


def parse(spec: FieldSpec, cell: Cell, *, scale: Decimal, spellings: Mapping[str, str]) -> Parsed:
    """The journal value of a cell for a field.

    `scale` turns a number without a unit of its own into the field's unit (the header's unit); `spellings` maps
    `spelling_key` of every accepted word of a choice to its code.
    """
    if is_error(cell):
        return Parsed(code="cell_error")
    if is_blank(cell):
        return BLANK
    if spec.kind is Kind.DATE:
        found = _date(cell)
    elif spec.kind in (Kind.DECIMAL, Kind.INTEGER):
        found = _number(spec, cell, scale)
    elif spec.kind is Kind.CHOICE:
        code = spellings.get(spelling_key(plain(cell)))
        found = Parsed(code) if code is not None else Parsed(code="unknown_choice")
    else:
        found = Parsed(text_of(spec, cell) or None)
    if found.code is None and found.value is not None:
        code = refusal(spec, found.value)
        if code is not None:
            return Parsed(code=code)
    return found


def is_error(cell: Cell) -> bool:
    """True for a formula's error, also where an export has written it out as text."""
    return isinstance(cell, CellError) or (
        isinstance(cell, str) and cell[:1] == "#" and cell.strip() in ERROR_WORDS
    )


def is_blank(cell: Cell) -> bool:
    """True for nothing, spaces, 无, / and -: they all say that there is nothing to say."""
    if cell is None:
        return True
    if not isinstance(cell, str):
        return False
    text = cleaned(cell)
    return not text or _BLANK_MARKS.match(text) is not None


def plain(cell: Cell) -> str:
    """A cell as one line of text: what people see in it, unified by NFKC, without stray spaces."""
    return cleaned(written(cell))


def cleaned(text: str) -> str:
    """NFKC, invisible marks removed, every run of spaces and line breaks one space."""
    if text.isascii():
        return " ".join(text.split()) if " " in text or not text.isprintable() else text
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).split())


def text_of(spec: FieldSpec, cell: Cell) -> str:
    """A cell's text for a text field: notes keep their lines, names lose the spaces that only align them."""
    text = written(cell)
    if spec.kind is Kind.NOTE:
        return "\n".join(line for line in map(cleaned, text.splitlines()) if line)
    text = cleaned(text)
    if " " not in text or spec.limit != NAME_LIMIT:
        return text
    return text.replace(" ", "") if spec.name == "phone" else _BETWEEN_HAN.sub("", text)


def written(cell: Cell) -> str:
    """A cell as text: numbers without an exponent and, where whole, without a fraction; days as 2026-03-10."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return decimal_text(_decimal(cell))
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    if isinstance(cell, (date, time)):
        return cell.isoformat() if isinstance(cell, date) else cell.isoformat("minutes")
    if isinstance(cell, timedelta):
        return str(cell)
    return cell.text


def spelling_key(text: str) -> str:
    """What two spellings of a choice have in common: NFKC, no spaces, small letters."""
    return "".join(unicodedata.normalize("NFKC", text).split()).lower()


def unit_scale(unit: str, written_unit: str) -> Decimal | None:
    """The factor from `written_unit` (as in a header's brackets) to a field's `unit`; None for no such unit."""
    return SCALES.get(unit, {}).get(spelling_key(written_unit))


def _date(cell: Cell) -> Parsed:
    if isinstance(cell, datetime):
        return Parsed(cell.date().isoformat())
    if isinstance(cell, date):
        return Parsed(cell.isoformat())
    if isinstance(cell, (bool, time, timedelta)):
        return Parsed(code="not_a_date")
    day = _day_of_number(cell) if isinstance(cell, (int, float)) else _day_of_text(plain(cell))
    return Parsed(day.isoformat()) if day is not None else Parsed(code="not_a_date")


def _day_of_number(number: float) -> date | None:
    """A serial day, or 20230310 written as a number; a time of day is dropped."""
    if _FIRST_SERIAL <= number < _LAST_SERIAL:
        return _EXCEL_EPOCH + timedelta(days=int(number))
    if 19_000_101 <= number <= 22_001_231 and number == int(number):
        return _day_of_text(str(int(number)))
    return None


def _day_of_text(text: str) -> date | None:
    text = text.lstrip("'")
    found = _COMPACT_DAY.match(text) or _DAY.match(text)
    if found is not None:
        return _day(*(int(part) for part in found.groups()[:3]))
    found = _HAN_DAY.match(text)
    if found is not None:
        year = int("".join(str(_HAN_DIGITS[letter]) for letter in found[1]))
        return _day(year, _han_number(found[2]), _han_number(found[3]))
    if text.isascii() and re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _day_of_number(float(text))
    return None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _han_number(text: str) -> int:
    tens, mark, ones = text.rpartition("十")
    if not mark:
        return _HAN_DIGITS.get(text, 0) if len(text) == 1 else 0
    if len(tens) > 1 or len(ones) > 1:
        return 0
    return (_HAN_DIGITS[tens] if tens else 1) * 10 + (_HAN_DIGITS[ones] if ones else 0)


def _number(spec: FieldSpec, cell: Cell, scale: Decimal) -> Parsed:
    if isinstance(cell, (bool, date, time, timedelta)):
        return Parsed(code="not_a_number")
    number = (
        _decimal(cell) * scale
        if isinstance(cell, (int, float))
        else _number_of_text(spec, plain(cell), scale)
    )
    if number is None:
        return Parsed(code="not_a_number")
    if spec.kind is Kind.INTEGER:
        if number != number.to_integral_value():
            return Parsed(code="not_whole")
        return Parsed(int(number)) if number < 10**15 else Parsed(code="too_large")
    return Parsed(decimal_text(number))


def _number_of_text(spec: FieldSpec, text: str, scale: Decimal) -> Decimal | None:
    found = _NUMBER.match(re.sub(r"(?<=\d) (?=\d{3}(?!\d))", ",", text).replace(" ", "").lower())
    if found is None or (found["currency"] and spec.unit != "wan"):
        return None
    unit = found["unit"]
    if unit:
        factor = SCALES.get(spec.unit, {}).get(unit)
        if factor is None:
            return None
        scale = factor
    try:
        number = Decimal(found["digits"].replace(",", "")) * scale
    except InvalidOperation:
        return None
    if found["power"]:
        number = number.scaleb(int(found["power"]))
    return -number if found["sign"] else number


def _decimal(number: float) -> Decimal:
    """The number as Excel shows it: at most fifteen digits, so without the noise of binary fractions."""
    return Decimal(number) if isinstance(number, int) else Decimal(f"{number:.15g}")
