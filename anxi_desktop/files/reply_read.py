"""Takes a filled-in 整改回复 workbook back: every row checked, a plan to look at, one undoable step.

What came from outside is believed only where its code ties it to a hazard of the project; the loop's own rules
decide the rest. Photos are kept before the records that name them are written.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path

from anxi_desktop.domain import words
from anxi_desktop.domain.entry import is_row_id
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import Act, act_saves, state_of
from anxi_desktop.domain.records.fields import FieldSpec, JournalValue, Kind
from anxi_desktop.domain.records.hazard import HazardState, HazardStepKind
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.domain.save import Save, check
from anxi_desktop.files.import_book import open_book
from anxi_desktop.files.import_cells import parse
from anxi_desktop.files.import_grid import Cell, CellError, DamagedError, Grid, TooLargeError
from anxi_desktop.files.photo_intake import MOST_BYTES, TakenPhoto, looks_like_picture, take_in_bytes
from anxi_desktop.files.reply_columns import COLUMNS, KEYS, SHEET, hazard_of
from anxi_desktop.files.reply_pictures import PlacedPicture, ReplyPictures
from anxi_desktop.store.store import Done, Store, new_id

Row = dict[str, JournalValue]
_DAY = FieldSpec("day", Kind.DATE)
_OPEN = tuple(column.key for column in COLUMNS if column.open)
_HEADERS = {column.key: column.header for column in COLUMNS}
_TOP = 20
TITLE = "导入整改回复"


class ReplyOutcome(Enum):
    """What becomes of a row."""

    RECTIFIED = "rectified"
    EXTENSION = "extension"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a row is not taken: the column's header, what stands there, a reason code and its words."""

    column: str
    value: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReplyRow:
    """One row of the workbook; `number` as Excel counts it."""

    number: int
    hazard: Row | None
    outcome: ReplyOutcome
    act: Act | None = None
    pictures: tuple[PlacedPicture, ...] = ()
    refused: Refused | None = None


@dataclass(frozen=True, slots=True)
class ReplyPlan:
    """What an import would do. Nothing was written."""

    path: Path
    project: str
    rows: tuple[ReplyRow, ...]
    digest: str = field(default="")

    def count(self, outcome: ReplyOutcome) -> int:
        """How many rows end so."""
        return sum(row.outcome is outcome for row in self.rows)

    @property
    def writes(self) -> int:
        """How many rows would change something."""
        return self.count(ReplyOutcome.RECTIFIED) + self.count(ReplyOutcome.EXTENSION)

    def as_json(self) -> dict[str, object]:
        """In the words of the import's contract."""
        return {
            "rows": len(self.rows),
            "new": 0,
            "changed": self.writes,
            "same": self.count(ReplyOutcome.SAME),
            "refused": [
                {
                    "row": row.number,
                    "column": row.refused.column,
                    "value": row.refused.value,
                    "code": row.refused.code,
                    "reason": row.refused.reason,
                }
                for row in self.rows
                if row.refused is not None
            ],
        }


def plan_reply(
    store: Store, path: Path, *, today: date, project: str = ""
) -> Generator[tuple[int, str], None, ReplyPlan]:
    """Look a workbook over; yields (percent, text). `project` "" takes that of its first known row.

    Errors: not_a_reply, and those of opening a workbook.
    """
    if path.suffix.lower() not in (".xlsx", ".xlsm"):
        raise AnxiError("unsupported_format", suffix=path.suffix or "没有扩展名", path=path)
    with open_book(path) as book:
        name = next((sheet.name for sheet in book.sheets if sheet.name == SHEET), None)
        grid = yield from book.steps(name)
    try:
        pictures = ReplyPictures(path, grid.name)
    except (DamagedError, TooLargeError) as error:
        raise AnxiError("workbook_damaged", path=path) from error
    with closing(pictures):
        head, columns = _columns(grid)
        if head < 0:
            raise AnxiError("not_a_reply", path=path)
        reader = _Reader(store, grid, columns, pictures, today=today, project=project)
        rows: list[ReplyRow] = []
        for number in range(head + 1, len(grid.rows)):
            if number % 50 == 0:
                yield 100 * number // max(1, len(grid.rows)), "核对回复"
            found = reader.row(number)
            if found is not None:
                rows.append(found)
    return ReplyPlan(path, reader.project, tuple(rows), store.digest())


def apply_reply(
    store: Store, plan: ReplyPlan, *, author: str, today: date
) -> Generator[tuple[int, str], None, Done | None]:
    """Write what a plan says, as one undoable step; None where it says nothing.

    Errors: import_outdated where something was written since the plan was made, those of a write.
    """
    if store.digest() != plan.digest:
        raise AnxiError("import_outdated")
    wanted = [row for row in plan.rows if row.act is not None]
    if not wanted:
        return None
    saves: list[Save] = []
    with closing(ReplyPictures(plan.path, SHEET)) as pictures:
        for place, row in enumerate(wanted):
            yield 100 * place // len(wanted), f"第 {row.number} 行"
            assert row.hazard is not None
            assert row.act is not None
            saves.extend(act_saves(row.hazard, row.act, today=today, new_id=new_id))
            for number, picture in enumerate(row.pictures, 1):
                body = pictures.read(picture, limit=MOST_BYTES)
                name = f"{row.hazard['number'] or '隐患'}_整改后_{number}{Path(picture.part).suffix}"
                saves.append(_photo(row.hazard, take_in_bytes(store, body, name=name), row.act.person))
    yield 99, "写入"
    return store.edit(f"{TITLE}（{len(wanted)} 条）", saves, author=author)


class _Reader:
    """Reads row by row; remembers the project and which hazards came up."""

    def __init__(
        self,
        store: Store,
        grid: Grid,
        columns: dict[str, int],
        pictures: ReplyPictures,
        *,
        today: date,
        project: str,
    ) -> None:
        self._store, self._grid, self._columns, self._pictures = store, grid, columns, pictures
        self._today = today
        self.project = project
        self._seen: set[str] = set()

    def row(self, number: int) -> ReplyRow | None:
        """One row; None for one that says nothing and belongs to nothing."""
        texts = {key: self._text(number, key) for key in ("code", *_OPEN)}
        placed = self._pictures.of_row(number, list(texts.values()))
        if not any(texts.values()) and not placed:
            return None
        sheet_row = number + 1
        hazard, code = self._hazard(texts["code"])
        if hazard is None:
            return _refusal(sheet_row, None, "code", texts["code"], code)
        if str(hazard["id"]) in self._seen:
            return _refusal(sheet_row, hazard, "code", texts["code"], "reply_twice")
        self._seen.add(str(hazard["id"]))
        wrong = self._cell_error(number)
        if wrong is not None:
            return _refusal(sheet_row, hazard, wrong, "", "cell_error")
        if (
            not any(texts[key] for key in ("rectified_on", "extension", "text", "reason", "person"))
            and not placed
        ):
            return ReplyRow(sheet_row, hazard, ReplyOutcome.SAME)
        return self._filled(sheet_row, number, hazard, texts, placed)

    def _filled(
        self, sheet_row: int, number: int, hazard: Row, texts: dict[str, str], placed: Sequence[PlacedPicture]
    ) -> ReplyRow:
        days: dict[str, date | None] = {}
        for key in ("rectified_on", "extension"):
            day, code = self._day(number, key)
            if code:
                return _refusal(sheet_row, hazard, key, texts[key], code)
            days[key] = day
        done, asked = days["rectified_on"], days["extension"]
        code, key = _contradiction(done, asked, has_photos=bool(placed))
        if code:
            return _refusal(sheet_row, hazard, key, texts[key], code)
        if _is_told_already(hazard, done, asked):
            return ReplyRow(sheet_row, hazard, ReplyOutcome.SAME)
        if state_of(hazard) is not HazardState.OPEN:
            value = words.choice_word(HazardState, state_of(hazard).value)
            return _refusal(sheet_row, hazard, "rectified_on", value, "reply_state")
        for picture in placed:
            code = self._picture_code(picture)
            if code:
                return _refusal(sheet_row, hazard, "photo1", f"{picture.size >> 20} MB", code)
        person = texts["person"] or str(hazard["person"] or "")
        if done:
            act = Act(HazardStepKind.RECTIFIED, done, person=person, text=texts["text"])
        else:
            act = Act(
                HazardStepKind.EXTENSION_ASKED, self._today, person=person, text=texts["reason"], due_on=asked
            )
        try:
            for save in act_saves(hazard, act, today=self._today, new_id=new_id):
                check(save, new=save.entity == "hazard_step")
        except AnxiError as error:
            refused = Refused(
                _HEADERS["rectified_on" if done else "extension"], "", "reply_step", words.sentence(error)
            )
            return ReplyRow(sheet_row, hazard, ReplyOutcome.REFUSED, refused=refused)
        outcome = ReplyOutcome.RECTIFIED if done else ReplyOutcome.EXTENSION
        return ReplyRow(sheet_row, hazard, outcome, act, tuple(placed))

    def _picture_code(self, picture: PlacedPicture) -> str:
        """Why a picture is not taken, "" where it is. What declares to be too large is not read at all."""
        if picture.size > MOST_BYTES:
            return "reply_picture_size"
        try:
            body = self._pictures.read(picture, limit=MOST_BYTES)
        except (DamagedError, TooLargeError):
            return "reply_picture"
        return "" if looks_like_picture(body) else "reply_picture"

    def _hazard(self, code: str) -> tuple[Row | None, str]:
        record = code.strip().rpartition("-")[0]
        if not is_row_id(record):
            return None, "reply_code"
        found = next(iter(self._store.rows("hazard", {"id": record}, limit=1)), None)
        if found is None or hazard_of(code, project=str(found["project"])) is None:
            return None, "reply_code"
        if self.project and found["project"] != self.project:
            return None, "reply_project"
        self.project = str(found["project"])
        return found, ""

    def _cell(self, number: int, key: str) -> Cell:
        column = self._columns.get(key)
        return None if column is None else self._grid.raw(number, column)

    def _text(self, number: int, key: str) -> str:
        cell = self._cell(number, key)
        if cell is None or isinstance(cell, CellError):
            return ""
        if isinstance(cell, (datetime, date)):
            return cell.isoformat()[:10]
        text = str(cell).strip()
        limit = 500 if key in ("person", "code") else 5000
        return text[:limit]

    def _cell_error(self, number: int) -> str | None:
        return next((key for key in _OPEN if isinstance(self._cell(number, key), CellError)), None)

    def _day(self, number: int, key: str) -> tuple[date | None, str]:
        cell = self._cell(number, key)
        if cell is None or not str(cell).strip():
            return None, ""
        found = parse(_DAY, cell, scale=Decimal(1), spellings={})
        if found.code is not None:
            return None, found.code
        return (date.fromisoformat(found.value), "") if isinstance(found.value, str) else (None, "")


def _contradiction(done: date | None, asked: date | None, *, has_photos: bool) -> tuple[str, str]:
    """What does not go together in a row, and in which column; ("", "") where all does."""
    if done and asked:
        return "reply_both", "extension"
    if has_photos and not done:
        return "reply_photo_alone", "rectified_on"
    return ("", "") if done or asked else ("missing", "rectified_on")


def _is_told_already(hazard: Row, done: date | None, asked: date | None) -> bool:
    """The same file a second time: what it says is what is known."""
    if done:
        return hazard["rectified_on"] == done.isoformat() and state_of(hazard) is not HazardState.OPEN
    return asked is not None and asked.isoformat() in (hazard["extension_due"], hazard["due_on"])


def _columns(grid: Grid) -> tuple[int, dict[str, int]]:
    """The head's row and where each column stands, wherever people have moved it; -1 where there is none."""
    for number in range(min(_TOP, len(grid.rows))):
        found: dict[str, int] = {}
        for place, cell in enumerate(grid.rows[number]):
            key = KEYS.get(str(cell).strip()) if isinstance(cell, str) else None
            if key is not None:
                found.setdefault(key, place)
        if {"code", "rectified_on"} <= found.keys():
            return number, found
    return -1, {}


def _refusal(number: int, hazard: Row | None, key: str, value: str, code: str) -> ReplyRow:
    shown = value if len(value) <= 60 else value[:60] + "…"
    refused = Refused(_HEADERS[key], shown, code, words.reason(code))
    return ReplyRow(number, hazard, ReplyOutcome.REFUSED, refused=refused)


def _photo(hazard: Row, taken: TakenPhoto, author: str) -> Save:
    values: dict[str, JournalValue] = {
        "project": hazard["project"],
        "hazard": hazard["id"],
        "role": PhotoRole.AFTER.value,
        "digest": taken.digest,
        "size": taken.size,
        "file_name": taken.file_name,
        "taken_at": taken.taken_at or None,
        "position": taken.position or None,
        "author": author or None,
    }
    return Save("photo", new_id(), {name: value for name, value in values.items() if value is not None})
