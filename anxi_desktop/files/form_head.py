"""Reads what stands around an official form: whose it is, who filled it in, and which month it is about."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date

from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Head
from anxi_desktop.domain.records.fields import NAME_LIMIT
from anxi_desktop.files.form_find import Found, Page
from anxi_desktop.files.import_cells import cleaned
from anxi_desktop.files.printable import printable

_GAP = " | "  # between the cells of a row
_BELOW = 8
_LABEL = re.compile(
    r"(?P<unit>(?<![\u3400-\u9fff])填\s*报\s*单\s*位(?!\s*类)\s*(?:\([^()]*\))?)"
    r"|(?P<person>(?:填\s*[表报]|制\s*表|经\s*办)\s*人\s*(?:\([^()]*\))?)"
    r"|(?P<phone>(?:联\s*系\s*)?电\s*话)"
    r"|(?P<day>(?:填\s*[表报]\s*)?日\s*期|填\s*[表报]\s*时\s*间)"
)
_DAY = re.compile(r"(20\d{2})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?")
_NO_DAY = re.compile(r"(?:20\d{0,2})?\s*年\s*\d{0,2}\s*月\s*\d{0,2}\s*日")
_MONTH = re.compile(
    r"(?<!\d)(20\d{2})(?:\s*[-._年]\s*(1[0-2]|0?[1-9])|(0[1-9]|1[0-2]))(?!\d)(?!\s*[-./月]\s*\d)"
)
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) (?=[\u3400-\u9fff])")
_EDGES = " :|_-—\u3000"


def read_head(page: Page, found: Found) -> Head:
    """Unit, person, phone and day from the line above the form, else from below it; "" and None where nothing is."""
    head = Head()
    for row in [*range(found.first), *range(found.end, min(found.end + _BELOW, page.height))]:
        line = unicodedata.normalize("NFKC", _GAP.join(cleaned(text) for text in page.texts(row)))
        labels = list(_LABEL.finditer(line))
        if not labels:
            continue
        said: dict[str, str] = {}
        for label, after in zip(labels, [*labels[1:], None], strict=True):
            part = line[label.end() : after.start() if after else len(line)]
            said.setdefault(label.lastgroup or "", _name(part))
        head = Head(
            unit=head.unit or said.get("unit", ""),
            person=head.person or said.get("person", ""),
            phone=head.phone or said.get("phone", "").replace(" ", ""),
            filled_on=head.filled_on or _day(line),
        )
    return head


def read_month(stem: str, page: Page, found: Found, filled_on: date | None) -> Month | None:
    """The month a form is about: from the file's name, else its title, else the day it was filled in.

    A form is filled in when its month is over: on a month's last day, or in the month after.
    """
    named = month_in(stem) or next(filter(None, map(month_in, _titles(page, found))), None)
    if named is not None or filled_on is None:
        return named
    month = Month.of(filled_on)
    return month if filled_on == month.last else month.before


def month_in(text: str) -> Month | None:
    """The month a text names (2026-10, 2026年10月, 202610), None for none and for a whole date."""
    found = _MONTH.search(unicodedata.normalize("NFKC", text))
    return Month(int(found[1]), int(found[2] or found[3])) if found is not None else None


def _titles(page: Page, found: Found) -> Iterable[str]:
    for row in range(found.first):
        for text in page.texts(row):
            if not _LABEL.search(unicodedata.normalize("NFKC", text)):
                yield text


def _name(part: str) -> str:
    plain = _NO_DAY.sub("", _DAY.sub("", part)).replace(_GAP.strip(), " ")
    return printable(_BETWEEN_HAN.sub("", " ".join(plain.split()).strip(_EDGES)))[:NAME_LIMIT].strip()


def _day(line: str) -> date | None:
    found = _DAY.search(line)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found is not None else None
    except ValueError:
        return None
