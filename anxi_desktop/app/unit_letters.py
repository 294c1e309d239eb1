"""告知书 and 承诺书 of every project: made, served, signed, where the four copies are, and written as papers."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.app.session import Session
from anxi_desktop.app.unit_letter_lines import (
    DATES,
    Letter,
    LetterLine,
    company_of,
    letter_of,
)
from anxi_desktop.app.unit_letter_words import LetterWords
from anxi_desktop.domain import words
from anxi_desktop.domain.entry import DELETED
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records import SPECS
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import LetterKind, named_id
from anxi_desktop.domain.records.project import ALIVE, Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.sort_key import sort_key
from anxi_desktop.domain.words import choice_word, field_word
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.files.unit_letters import (
    LetterTemplate,
    check_template,
    number_of,
)
from anxi_desktop.store.atomic import disk_error
from anxi_desktop.store.attachments import attachment_path, keep_file
from anxi_desktop.store.journal import Appender
from anxi_desktop.store.store import Done

Row = Mapping[str, JournalValue]

SCAN_LIMIT = 50 * 1024 * 1024
_NEVER_AHEAD = frozenset(DATES) - {"made_on", "evaluate_by"}
# How a scan begins, by the ending of its name.
_SCANS: Mapping[str, bytes] = {
    ".pdf": b"%PDF",
    ".jpg": b"\xff\xd8\xff",
    ".jpeg": b"\xff\xd8\xff",
    ".png": b"\x89PNG\r\n\x1a\n",
}
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Made:
    """What `make` did: ids of letters that are new and of those that were there; None where nothing was new."""

    new: tuple[str, ...]
    kept: tuple[str, ...]
    done: Done | None


class UnitLetters:
    """The letters of a session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.store = session.store
        self.words = LetterWords(session)

    # ---- looking ------------------------------------------------------------------------------------------

    def overview(self, year: int, family: Family | None = None) -> list[LetterLine]:
        """Every live project (of a family) with its letters of a year, in the order of names."""
        letters: dict[str, dict[LetterKind, Letter]] = {}
        for project, letter in self._letters(year):
            letters.setdefault(project, {})[letter.kind] = letter
        lines = [
            LetterLine(
                project=str(row["id"]),
                name=str(row["name"]),
                family=Family(str(row["category"])),
                town=str(row["town"] or ""),
                company=company_of(row),
                letters=letters.get(str(row["id"]), {}),
            )
            for row in self.store.rows("project")
            if row["state"] in {state.value for state in ALIVE}
            and (family is None or row["category"] == family.value)
        ]
        return sorted(lines, key=lambda line: sort_key(line.name))

    def next_sequence(self, kind: LetterKind, year: int) -> int:
        """The place that the next letter of a kind gets in a year."""
        return 1 + max(
            (letter.sequence for _project, letter in self._letters(year) if letter.kind is kind), default=0
        )

    def next_number(self, kind: LetterKind, year: int, *, template: LetterTemplate | None = None) -> str:
        """The number of the next letter; by another template, "" where that is not taken."""
        template = template or self.words.template(kind)
        try:
            check_template(template)
        except AnxiError:
            return ""
        return number_of(template.number, year=year, sequence=self.next_sequence(kind, year))

    def _letters(self, year: int) -> list[tuple[str, Letter]]:
        rows = list(self.store.rows("unit_letter", {"year": year}))
        # Two laptops that made letters apart may have given one number twice.
        uses = Counter((row["kind"], str(row["number"])) for row in rows if row["number"])
        patterns = {kind: self.words.template(kind).number for kind in LetterKind}
        known = {kind.value for kind in LetterKind}
        return [
            (
                str(row["project"]),
                letter_of(row, patterns, same_number=uses[row["kind"], str(row["number"])] > 1),
            )
            for row in rows
            if row["kind"] in known
        ]

    # ---- making and registering ---------------------------------------------------------------------------

    def make(
        self,
        projects: Sequence[str],
        kind: LetterKind,
        year: int,
        *,
        evaluate_by: date | None,
        made_on: date,
    ) -> Made:
        """Make the letters that projects lack, in one action, numbered in the order of `projects`.

        A letter that is there is kept as it is. Errors: those of a write.
        """
        ids = {named_id("unit_letter", project, kind.value, year): project for project in projects}
        there = {str(row["id"]) for row in self.store.rows("unit_letter", {"year": year})}
        new = tuple(record for record in ids if record not in there)
        kept = tuple(record for record in ids if record in there)
        if not new:
            return Made((), kept, None)
        pattern = self.words.template(kind).number

        def saves(appender: Appender) -> Iterable[Save]:
            first = self.next_sequence(kind, year)
            for place, record in enumerate(new):
                values: dict[str, JournalValue] = {
                    "kind": kind.value,
                    "year": year,
                    "number": number_of(pattern, year=year, sequence=first + place),
                    "made_on": made_on.isoformat(),
                    "evaluate_by": evaluate_by.isoformat() if evaluate_by else None,
                }
                if appender.state(record) is None:
                    yield Save("unit_letter", record, {"project": ids[record], **values})
                else:  # it was made once and taken back: it returns as a new one
                    blank = dict.fromkeys(name for name in SPECS["unit_letter"].stored if name != "project")
                    yield Save("unit_letter", record, {**blank, **values, DELETED: False})

        title = f"制作{choice_word(LetterKind, kind.value)} {len(new)} 份"
        return Made(new, kept, self.session.edit(title, saves))

    def set_dates(
        self, letters: Sequence[str], days: Mapping[str, date | None], *, today: date
    ) -> Done | None:
        """Set the same days of letters, see `register`."""
        return self.register(dict.fromkeys(letters, days), today=today)

    def register(self, changes: Mapping[str, Mapping[str, date | None]], *, today: date) -> Done | None:
        """Set days (keys of DATES; None takes a day away) per letter, in one action; None where nothing differs.

        Raises AnxiError("bad_value") for a day after `today` of something that has happened.
        """
        saves: list[Save] = []
        named: dict[str, None] = {}
        for record, days in changes.items():
            for name, day in days.items():
                _demand_past(name, day, today)
            row = self.store.row("unit_letter", record)
            wanted: dict[str, JournalValue] = {
                name: day.isoformat() if day else None for name, day in days.items()
            }
            changed = {name: value for name, value in wanted.items() if row[name] != value}
            if changed:
                saves.append(Save("unit_letter", record, changed))
                named.update(dict.fromkeys(changed))
        if not saves:
            return None
        what = "、".join(field_word("unit_letter", name) for name in DATES if name in named)
        count = f" {len(saves)} 份" if len(saves) > 1 else ""
        return self.session.edit(f"登记{what}{count}", saves)

    def mark_copy(self, line: LetterLine, copy: str, *, today: date) -> Done | None:
        """Note that a copy (of COPIES) of a project's letters is where it belongs since today.

        Where all of them were, they are no longer. None where the project has no letters.
        """
        without = [letter.id for letter in line.letters.values() if letter.days[copy] is None]
        if without:
            return self.set_dates(without, {copy: today}, today=today)
        return self.set_dates([letter.id for letter in line.letters.values()], {copy: None}, today=today)

    def renumber(self, letter: str) -> Done:
        """Give a letter the next number of its year: another laptop has used its own for another letter."""
        row = self.store.row("unit_letter", letter)
        number = self.next_number(LetterKind(str(row["kind"])), int(str(row["year"])))
        return self.session.edit("换编号", [Save("unit_letter", letter, {"number": number})])

    def set_note(self, letter: str, text: str) -> Done | None:
        """Keep a remark; None where it is the same."""
        if str(self.store.row("unit_letter", letter)["note"] or "") == text:
            return None
        return self.session.edit(
            "修改告知书、承诺书备注", [Save("unit_letter", letter, {"note": text or None})]
        )

    # ---- scans --------------------------------------------------------------------------------------------

    def attach_scan(self, letter: str, path: Path) -> Done:
        """Keep the signed paper as PDF, JPG or PNG of at most 50 MB.

        Raises AnxiError: not_a_scan, those of `keep_file` and of a write.
        """
        self.store.row("unit_letter", letter)
        _demand_scan(path)
        kept = keep_file(self.store, path, limit=SCAN_LIMIT)
        name = safe_name(path.stem, limit=_LONGEST_NAME) + path.suffix.lower()
        return self.session.edit(
            "加入扫描件", [Save("unit_letter", letter, {"scan": kept.digest, "scan_name": name})]
        )

    def open_scan(self, letter: str) -> Path:
        """A copy of the scan under its own name, to be looked at: what is kept has no ending and never changes.

        Raises AnxiError("scan_not_here") where it has not arrived, those of writing the copy.
        """
        row = self.store.row("unit_letter", letter)
        name = str(row["scan_name"] or "")
        kept = attachment_path(self.store, str(row["scan"])) if row["scan"] else None
        if kept is None:
            raise AnxiError("scan_not_here", name=name)
        copy = Path(tempfile.gettempdir()) / "anxi" / kept.name[:16] / (name or "扫描件.pdf")
        try:
            # A viewer that still shows it would hold the file.
            if not copy.is_file() or copy.stat().st_size != kept.stat().st_size:
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(kept, copy)
        except OSError as error:
            raise disk_error(error, copy) from error
        return copy


def _demand_past(name: str, day: date | None, today: date) -> None:
    if name in _NEVER_AHEAD and day is not None and day > today:
        raise AnxiError(
            "bad_value",
            entity=words.ENTITIES["unit_letter"],
            field=field_word("unit_letter", name),
            name=name,
            value=day.isoformat(),
            reason=words.reason("future_date"),
            reason_code="future_date",
        )


def _demand_scan(path: Path) -> None:
    start = _SCANS.get(path.suffix.lower())
    if start is None:
        raise AnxiError("not_a_scan", name=path.name)
    try:
        with path.open("rb") as file:
            begins = file.read(1024)
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise disk_error(error, path) from error
    # A PDF may have other bytes before its mark.
    if not (start in begins if start == _SCANS[".pdf"] else begins.startswith(start)):
        raise AnxiError("not_a_scan", name=path.name)
