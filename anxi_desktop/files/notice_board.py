"""风险公告栏, 风险告知卡 and 岗位告知卡 as PDF: what the notice wants in sight of everybody who works there.

A board names main risks, possible accidents, consequences, measures, emergency measures and how to report (notice
〔2023〕17 三（六）). Letters are as large as the sheet allows, since a board is read standing; what does not fit
even in small letters goes on on the next page and is never cut. The QR code holds the words themselves: a site
has no network.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.level_words import LEVEL_NAMES, NO_LEVEL, full_level, level_rank
from anxi_desktop.domain.map_picture import Box
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.signs import Signs, read_signs
from anxi_desktop.domain.words import choice_word
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

if TYPE_CHECKING:
    from anxi_desktop.files.letter import Picture
    from anxi_desktop.files.sign_pen import SignPen

QR_BYTES = 900
"""What a QR code holds and a phone still reads."""
SIGNS_NOTE = "示意图形，正式标牌按 GB 2894-2025 采购"
QR_NOTE = "扫码看内容（不用联网）"
EMPTY = "—"

_POINT = 25.4 / 72
_PITCH = 1.4
_MARGIN = 9.0
_GAP = 4.0
_PAD = 1.5
_LABEL = 25.0
_LABEL_SIZE = 4.4
_STRIP = 3.2
_FOOT_WITH_MAP = 64.0
_QR_LEAST, _QR_MOST, _QR_CELL = 30.0, 36.0, 0.34
_PAGE_NUMBER = 3.6
_PANEL = 52.0
_SHORT_HEAD = 11.0
_INFO, _INFO_SMALL, _INFO_GAP, _INFO_PITCH = 3.9, 2.9, 9.0, 1.55
_INFO_MANY = 6
_SIGN_GAP = 7.0
_UNUSED = 0.2
"""How much of the pages may stay white for the sake of larger letters."""
_SAID_ONCE = 160
"""How many characters stand in the head rather than in every row."""
_LEAST_LINES = 3
"""Lines of a parted row that stand together."""
# From the largest letters that look well to the smallest that a person reads; in points on A4.
_SIZES = (18.0, 16.5, 15.0, 13.5, 12.0, 11.0, 10.0, 9.0, 8.0)
_LEVEL_WIDTH, _LEAST_WIDTH = 11.0, 19.5
_REPORTING = "报告方式"
_COLUMNS = (
    "主要安全\n风险",
    "可能引发\n的事故",
    "事故后果",
    "管控措施",
    "应急措施",
    _REPORTING,
    "责任层级/\n责任人",
)
_SPREAD = {True: 11.0, False: 13.5}
"""The largest letters of a table, of a card, that goes over several pages anyway."""


class BoardKind(Enum):
    """The board of a zone or project, the card of one point, the card of a post."""

    ZONE = "风险公告栏"
    POINT = "风险告知卡"
    POST = "岗位告知卡"


_FOOT = {BoardKind.ZONE: 43.0, BoardKind.POINT: 50.0, BoardKind.POST: 50.0}
# Texts of 500 characters stand whole; what is longer still must not push the table off the page.
_MOST_TITLE_LINES = {BoardKind.ZONE: 12, BoardKind.POINT: 18, BoardKind.POST: 18}
_MOST_INFO_LINES = {BoardKind.ZONE: 7, BoardKind.POINT: 10, BoardKind.POST: 10}


class Sheet(Enum):
    """The paper; a card stands, a board lies. Values are the short and the long side in millimetres."""

    A4 = (210.0, 297.0)
    A3 = (297.0, 420.0)


@dataclass(frozen=True, slots=True)
class BoardPoint:
    """One risk point in words; every text may be "". `level` is a code, `signs` are names of signs."""

    name: str
    place: str = ""
    unit: str = ""
    level: str = ""
    factors: str = ""
    accidents: str = ""
    consequences: str = ""
    measures: str = ""
    emergency: str = ""
    reporting: str = ""
    duty_level: str = ""
    person: str = ""
    signs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Board:
    """One board or card; `contact` says whom to call, `map_picture` is a PNG of the zone on the map or b""."""

    kind: BoardKind
    title: str
    project: str
    unit: str
    level: str
    points: tuple[BoardPoint, ...]
    day: date
    contact: str = ""
    map_picture: bytes = b""

    @property
    def heading(self) -> str:
        """The title with the kind of board in it."""
        return self.title if self.kind.value in self.title else f"{self.title} {self.kind.value}".strip()

    @property
    def ordered(self) -> list[BoardPoint]:
        """The points, the gravest first."""
        return sorted(self.points, key=lambda point: level_rank(point.level))


def write_boards(
    path: Path, boards: Sequence[Board], *, paper: Sheet, resources: Path
) -> Generator[tuple[int, str], None, int]:
    """Write all boards to one PDF, each beginning on a page of its own; returns the number of pages.

    Yields how far it is (percent) and the board at work. Errors: nothing_to_export without boards,
    content_unreadable where the catalogue of signs is broken, those of `write_beside`.
    """
    from anxi_desktop.files.sign_pen import SignPen

    if not boards:
        raise AnxiError("nothing_to_export")
    signs = _catalogue(resources)
    pages = 0
    with write_beside(path) as temporary:
        grow = min(mine / small for mine, small in zip(paper.value, Sheet.A4.value, strict=True))
        pen = SignPen(
            temporary, page=_page(boards[0]), grow=grow, title=boards[0].heading, resources=resources
        )
        for number, board in enumerate(boards):
            yield 100 * number // len(boards), board.heading
            pages += _Writer(pen, board, signs).write()
        pen.save()
    return pages


def qr_text(board: Board) -> str:
    """What a phone shows: the board in plain words, at most 900 bytes of UTF-8.

    Points that have no room are left out whole and counted; only a first point that is too long is cut.
    """
    level = _level(board.level)
    head = [
        _cut(_line(board.heading), 150),
        _cut(f"项目：{_line(board.project)}", 150) if _line(board.project) else "",
        f"等级：{full_level(level)}" if level else "",
    ]
    ways = [_line(point.reporting) for point in board.ordered if _line(point.reporting)]
    report = "；".join(part for part in (_line(board.contact), *ways[:1]) if part)
    foot = _cut(f"\n报告：{report}", 240) if report else ""
    text = "\n".join(part for part in head if part)
    points = board.ordered
    many = len(points) > 1
    told = [f"\n{number + 1}. {_said(point)}" if many else f"\n{_said(point)}"
            for number, point in enumerate(points)]  # fmt: skip
    room = QR_BYTES - len((text + foot).encode())
    if many and len("".join(told).encode()) > room:
        told = [f"\n{at + 1}. {_said(point, emergency=False)}" for at, point in enumerate(points)]
    return text + _fitting(told, room) + foot


def _fitting(told: Sequence[str], room: int) -> str:
    """As many whole points as have room in so many bytes, and how many are missing."""
    if len("".join(told).encode()) <= room:
        return "".join(told)
    for kept in range(len(told) - 1, 0, -1):
        text = "".join(told[:kept]) + _missing(len(told) - kept)
        if len(text.encode()) <= room:
            return text
    rest = _missing(len(told) - 1) if len(told) > 1 else ""
    return _cut(told[0], room - len(rest.encode())) + rest


def _missing(count: int) -> str:
    return f"\n…另有{count}个风险点见公告"


def _said(point: BoardPoint, *, emergency: bool = True) -> str:
    level = _level(point.level)
    parts = (
        ("", LEVEL_NAMES[level] if level else ""),
        ("可能引发：", point.accidents),
        ("措施：", point.measures),
        ("应急：", point.emergency if emergency else ""),
    )
    said = "；".join(label + _line(text) for label, text in parts if _line(text))
    name = _line(point.name) or "风险点"
    return f"{name}：{said}" if said else name


def _line(text: str) -> str:
    return printable(text).strip()


def _cut(text: str, most: int) -> str:
    """The text in at most so many bytes, with an ellipsis where it was longer."""
    body = text.encode()
    if len(body) <= most:
        return text
    return body[: max(most - len("…".encode()), 0)].decode("utf-8", errors="ignore") + "…"


def _catalogue(resources: Path) -> Signs:
    try:
        return read_signs((resources / "signs" / "signs.json").read_bytes())
    except OSError as error:
        raise AnxiError("content_unreadable", place="signs.json") from error


def _level(code: str) -> RiskLevel | None:
    return next((level for level in RiskLevel if level.value == code), None)


def _page(board: Board) -> tuple[float, float]:
    """Width and height on A4."""
    short, long = Sheet.A4.value
    return (long, short) if board.kind is BoardKind.ZONE else (short, long)


# ---- rows: what stands between head and foot -------------------------------------------------------------------


class _Tone(Enum):
    PLAIN = "plain"
    BOLD = "bold"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class _Cell:
    """Lines in a box. `again`: it stands in every part of a row that goes over pages."""

    width: float
    lines: tuple[tuple[str, _Tone], ...]
    size: float
    fill: str = ""
    centred: bool = False
    again: bool = False
    strip: bool = False
    level: RiskLevel | None = None


@dataclass(frozen=True, slots=True)
class _Row:
    """Cells beside each other, or (without cells) signs. `keeps`: how many rows after it belong to it."""

    cells: tuple[_Cell, ...] = ()
    signs: tuple[str, ...] = ()
    keeps: int = 0

    def height(self, sign_row: float) -> float:
        """How high it stands."""
        if not self.cells:
            return sign_row
        return max(len(cell.lines) * cell.size * _PITCH for cell in self.cells) + 2 * _PAD

    def parted(self, height: float) -> tuple[_Row, _Row] | None:
        """What fits in `height`, and the rest; None where too few lines would stand there."""
        flowing = [cell for cell in self.cells if not cell.again]
        room = height - 2 * _PAD
        if not flowing or any(
            len(cell.lines) * cell.size * _PITCH > room for cell in self.cells if cell.again
        ):
            return None
        fit = int(room / (max(cell.size for cell in flowing) * _PITCH) + 1e-6)
        fit = min(fit, max(len(cell.lines) for cell in flowing) - 1)
        if fit < _LEAST_LINES:
            return None
        first = tuple(cell if cell.again else replace(cell, lines=cell.lines[:fit]) for cell in self.cells)
        rest = tuple(cell if cell.again else replace(cell, lines=cell.lines[fit:]) for cell in self.cells)
        return _Row(first), _Row(rest)


_Pages = list[list[_Row]]


def _paged(rows: Sequence[_Row], rooms: Callable[[int], float], sign_row: float) -> _Pages:
    """The rows on pages whose rooms are so high. One that fits on no page is parted."""
    pages: _Pages = [[]]
    left = rooms(0)
    waiting = list(reversed(rows))
    while waiting:
        row = waiting.pop()
        height = row.height(sign_row)
        fresh = rooms(len(pages))
        below = sum(kept.height(sign_row) for kept in waiting[len(waiting) - row.keeps :])
        if height + below > fresh:  # too much for any page: at least the beginning of it
            below = min(below, 30.0)
        if height + below <= left + 1e-6:
            pages[-1].append(row)
            left -= height
            continue
        if (not pages[-1] or height > 0.6 * fresh) and (parts := row.parted(left)) is not None:
            pages[-1].append(parts[0])
            waiting.append(parts[1])
        elif not pages[-1] and left >= fresh:
            pages[-1].append(row)  # no page has more room
            continue
        else:
            waiting.append(row)
        pages.append([])
        left = fresh
    return pages


def _side(size: float) -> float:
    """How far letters of that size keep from the left and right of their cell."""
    return 1.1 + size * 0.28


class _Writer:
    """Draws one board; lengths are millimetres on A4."""

    def __init__(self, pen: SignPen, board: Board, signs: Signs) -> None:
        from anxi_desktop.files import sign_pen
        from anxi_desktop.files.letter_pdf import read_picture

        self._pen, self._board, self._signs = pen, board, signs
        self._sign_height = sign_pen.sign_height
        self._page = _page(board)
        self._width = self._page[0] - 2 * _MARGIN
        self._bottom = self._page[1] - _MARGIN
        self._level = _level(board.level)
        self._ink = style.INK if self._level is RiskLevel.YELLOW else style.PAPER
        self._map: Picture | None = read_picture(board.map_picture, "") if board.map_picture else None
        self._qr = qr_text(board)
        cells = len(sign_pen.code_cells(self._qr))
        self._qr_side = min(max(cells * _QR_CELL, _QR_LEAST), _QR_MOST)
        self._foot = _FOOT_WITH_MAP if self._map else _FOOT[board.kind]
        ways = {point.reporting for point in board.points}
        # What all report alike is said once: its column would repeat it and make every row high.
        alike = len(board.points) > 1 and len(ways) == 1 and len(min(ways)) <= _SAID_ONCE
        self._reporting = _line(min(ways)) if alike else ""
        self._title, self._title_size = self._fitted_title()
        self._band = max(len(self._title) * self._title_size * 1.3 + 7.0, 20.0)
        self._info_size = _INFO
        self._info = self._info_lines()
        if len(self._info) > _INFO_MANY:
            self._info_size = _INFO_SMALL
            self._info = self._info_lines()
        self._head = self._band + _STRIP + 2.5 + len(self._info) * self._info_size * _INFO_PITCH + 2.5
        self._sign_side, self._shown, self._later = self._placed_signs()
        # A head of thousands of characters leaves the foot no room beside a row of text.
        self._foot_page = 0 if self._bottom - _MARGIN - self._head - self._foot > 45 else 1

    def write(self) -> int:
        """Draw it; returns how many pages it took."""
        pages, header = self._laid_out()
        for number, rows in enumerate(pages):
            self._pen.begin(self._page)
            top = _MARGIN + (self._draw_head() if number == 0 else self._draw_short_head())
            bottom = top + self._room(number)
            if number == self._foot_page:
                self._draw_foot(self._bottom - self._foot)
            if len(pages) > 1:
                said = f"第 {number + 1} 页，共 {len(pages)} 页"
                x, middle = self._page[0] / 2, self._bottom + _PAGE_NUMBER
                self._pen.say(x, middle, said, 2.8, color=style.QUIET, anchor="centre")
            used = sum(row.height(self._sign_row) for row in rows)
            if header is not None and any(row.cells for row in rows):
                self._draw_row(header, top, header.height(0.0))
                top += header.height(0.0)
            wide = [row for row in rows if row.cells and not row.keeps]
            spare = max(bottom - top - used, 0.0) / len(wide) if wide else 0.0
            if len(pages) > 1:  # the next page shows that it goes on; wide gaps would only look empty
                tallest = max((row.height(0.0) for row in wide), default=0.0)
                spare = 0.0 if number == len(pages) - 1 else min(spare, tallest * 0.4)
            for row in rows:
                height = row.height(self._sign_row) + (spare if row.cells and not row.keeps else 0.0)
                self._draw_row(row, top, height)
                top += height
            self._pen.end()
        return len(pages)

    # ---- what stands where --------------------------------------------------------------------------------

    @property
    def _sign_row(self) -> float:
        return self._sign_height(self._sign_side) + 2.0

    def _room(self, number: int) -> float:
        """How high the part of a page is that rows may take."""
        head = self._head if number == 0 else _SHORT_HEAD + _GAP
        foot = self._foot + _GAP if number == self._foot_page else 0.0
        return self._bottom - _MARGIN - head - foot

    def _laid_out(self) -> tuple[_Pages, _Row | None]:
        """As few pages as the smallest letters need, and then the largest letters for so many."""
        table = self._board.kind is BoardKind.ZONE
        header = self._header() if table else None
        taken = header.height(0.0) if header else 0.0

        def laid(size: float) -> _Pages:
            rows = self._table(size) if table else self._card(size)
            across = max(int((self._width + 1e-6) // (self._sign_side + _SIGN_GAP)), 1)
            rows += [_Row(signs=self._later[at : at + across]) for at in range(0, len(self._later), across)]
            pages = _paged(rows, lambda number: self._room(number) - taken, self._sign_row)
            while len(pages) <= self._foot_page:
                pages.append([])
            return pages

        best = laid(_SIZES[-1] * _POINT)
        least = self._unused(best, taken)
        for size in _SIZES[:-1]:
            if len(best) > 1 and size > _SPREAD[table]:
                continue
            pages = laid(size * _POINT)
            if len(pages) == len(best) and self._unused(pages, taken) <= max(least, _UNUSED):
                return pages, header
        return best, header

    def _unused(self, pages: _Pages, taken: float) -> float:
        """The share of all pages but the last that stays white."""
        rooms = [self._room(number) - taken for number in range(len(pages) - 1)]
        used = sum(row.height(self._sign_row) for rows in pages[:-1] for row in rows)
        return 1 - used / sum(rooms) if rooms else 0.0

    def _fitted_title(self) -> tuple[list[str], float]:
        room = self._width - _PANEL - 14
        text = self._board.heading
        for points in (28, 25, 22, 19, 16, 13):
            size = points * _POINT
            lines = self._pen.broken(text, size, room, bold=True)
            if len(lines) <= (1 if points > 22 else 2):
                return lines, size
        size = 11 * _POINT
        lines = self._pen.broken(text, size, room, bold=True)
        return self._pen.cut(lines, _MOST_TITLE_LINES[self._board.kind], size, room, bold=True), size

    def _info_lines(self) -> list[list[tuple[float, str, str]]]:
        """Lines of (where it begins, label, value)."""
        board = self._board
        day = f"{board.day.year}年{board.day.month}月{board.day.day}日"
        facts = [
            ("项目", board.project),
            ("单位", board.unit),
            ("公布日期", day),
            ("应急电话", board.contact),
        ]
        if len(board.points) > 1:
            facts.append(("风险点", self._counted()))
        if self._reporting:
            facts.append((_REPORTING, self._reporting))
        size, most = self._info_size, _MOST_INFO_LINES[board.kind]
        made: list[list[tuple[float, str, str]]] = []
        end = self._width
        for name, value in facts:
            label = f"{name}："
            wide = self._pen.width(label, size)
            room = self._width - wide
            lines = self._pen.broken(value, size, room, bold=True) or [EMPTY]
            lines = self._pen.cut(lines, most, size, room, bold=True)
            whole = wide + self._pen.width(lines[0], size, bold=True)
            if len(lines) == 1 and end + _INFO_GAP + whole <= self._width:
                made[-1].append((end + _INFO_GAP, label, lines[0]))
                end += _INFO_GAP + whole
                continue
            made.append([(0.0, label, lines[0])])
            made += [[(wide, "", line)] for line in lines[1:]]
            end = whole if len(lines) == 1 else self._width
        return made

    def _counted(self) -> str:
        found = [_level(point.level) for point in self._board.points]
        parts = [
            f"{LEVEL_NAMES[level] if level else NO_LEVEL} {found.count(level)}"
            for level in (*RiskLevel, None)
            if level in found
        ]
        return f"共 {len(found)} 个（{'、'.join(parts)}）"

    @property
    def _signs_room(self) -> Box:
        """Where the signs of the foot stand, from its upper left corner."""
        left = self._map_width + _GAP if self._map else 0.0
        return Box(left, 0.0, self._width - self._qr_side - 6 - left, self._foot - 6)

    @property
    def _map_width(self) -> float:
        if self._map is None:
            return 0.0
        scale = (self._foot - 2) / max(self._map.height, 1)
        return min(self._map.width * scale, (self._width - self._qr_side) * 0.55)

    def _placed_signs(self) -> tuple[float, tuple[str, ...], tuple[str, ...]]:
        """How large signs are, those at the foot, and those that stand below the rows."""
        names = [name for point in self._board.ordered for name in point.signs if _line(name)]
        unique = tuple(dict.fromkeys(names))
        room = self._signs_room
        side, held = 0.0, 0
        for side in (27.0, 23.0, 19.0, 16.0, 13.0, 11.0):
            across = int(room.width // (side + _SIGN_GAP))
            held = across * int(room.height // (self._sign_height(side) + 1.0))
            if held >= len(unique):
                break
        return side, unique[:held], unique[held:]

    # ---- rows ---------------------------------------------------------------------------------------------

    def _cell(
        self, width: float, texts: Sequence[tuple[str, _Tone]], size: float, *, level: RiskLevel | None = None
    ) -> _Cell:
        lines = [
            (line, tone)
            for text, tone in texts
            for line in self._pen.broken(text, size, width - 2 * _side(size), bold=tone is _Tone.BOLD)
        ]
        return _Cell(width, tuple(lines), size, level=level)

    @property
    def _columns(self) -> list[str]:
        return [title for title in _COLUMNS if title != _REPORTING or not self._reporting]

    def _texts(self, number: int, point: BoardPoint) -> list[list[tuple[str, _Tone]]]:
        """What the columns say of a point."""
        plain = _Tone.PLAIN
        where = " · ".join(_line(part) for part in (point.unit, point.place) if _line(part))
        name = f"{number + 1}. {point.name}"
        return [
            [(name, _Tone.BOLD), (where, _Tone.QUIET), (point.factors, plain)],
            [(point.accidents, plain)],
            [(point.consequences, plain)],
            [(point.measures, plain)],
            [(point.emergency, plain)],
            *([] if self._reporting else [[(point.reporting, plain)]]),
            [(point.duty_level, plain), (point.person, _Tone.BOLD)],
        ]

    def _widths(self) -> list[float]:
        """Columns as wide as their words need: else one column makes a row high and the others are paper."""
        needs = [0.0] * len(self._columns)
        for point in self._board.points:
            for column, texts in enumerate(self._texts(0, point)):
                needs[column] += min(sum(len(text) for text, _tone in texts), 500)
        spare = self._width - _LEVEL_WIDTH - _LEAST_WIDTH * len(needs)
        # Some of it evenly, so that a few long texts do not starve the rest.
        whole = sum(needs)
        shares = [
            (need + 0.08 * whole + 1) / (whole * (1 + 0.08 * len(needs)) + len(needs)) for need in needs
        ]
        return [_LEVEL_WIDTH, *(_LEAST_WIDTH + spare * share for share in shares)]

    def _header(self) -> _Row:
        titles = ("等级", *self._columns)
        return _Row(
            tuple(self._label(title, width, 3.7) for title, width in zip(titles, self._widths(), strict=True))
        )

    def _table(self, size: float) -> list[_Row]:
        first, *widths = self._widths()
        rows: list[_Row] = []
        for number, point in enumerate(self._board.ordered):
            level = _level(point.level)
            word = LEVEL_NAMES[level][:2] if level else EMPTY
            lines = tuple((char, _Tone.BOLD) for char in word)
            mark = _Cell(first, lines, min(size, 4.2), centred=True, again=True, strip=True, level=level)
            texts = self._texts(number, point)
            cells = [self._cell(width, text, size) for width, text in zip(widths, texts, strict=True)]
            rows.append(_Row((mark, *cells)))
        return rows

    def _card(self, size: float) -> list[_Row]:
        points = self._board.ordered
        rows: list[_Row] = []
        for number, point in enumerate(points):
            level = full_level(_level(point.level))
            where = [("分部分项", point.unit), ("部位", point.place)]
            risks = [("主要安全\n风险", point.factors)]
            harm = [("可能引发\n的事故", point.accidents), ("事故后果", point.consequences)]
            after = [("应急措施", point.emergency)]
            if not self._reporting:
                after.append((_REPORTING, point.reporting))
            duty = [("责任层级", point.duty_level), ("责任人", point.person)]
            if len(points) > 1:  # a post has many: half as high each
                blocks = [where, risks, harm, [("管控措施", point.measures)], after, duty]
                section = self._section(f"{number + 1}. {point.name}　{level}", _level(point.level), size)
                rows.append(replace(section, keeps=len(blocks)))
            else:
                blocks = [[("风险点", point.name), ("风险等级", level)], where, risks]
                blocks += [[part] for part in (*harm, ("管控措施", point.measures), *after)]
                blocks.append(duty)
            rows += [self._facts(block, size) for block in blocks]
        return rows

    def _section(self, text: str, level: RiskLevel | None, size: float) -> _Row:
        """The line above what is said of one of several points."""
        size = min(size * 1.1, 5.2)
        lines = self._pen.broken(text, size, self._width - _STRIP - 2 * _side(size), bold=True)
        kept = tuple((line, _Tone.BOLD) for line in lines)
        cell = _Cell(self._width, kept, size, style.GRID, strip=True, level=level)
        return _Row((cell,))

    def _label(self, label: str, width: float, size: float) -> _Cell:
        """A heading, on one line where it fits."""
        whole = label.replace("\n", "")
        fits = self._pen.width(whole, size, bold=True) <= width - 2 * _PAD
        lines = tuple((line, _Tone.BOLD) for line in ([whole] if fits else label.split("\n")))
        return _Cell(width, lines, size, style.GRID, centred=True, again=True)

    def _facts(self, pairs: Sequence[tuple[str, str]], size: float) -> _Row:
        """Labels and what they say, side by side."""
        wide = self._width / len(pairs) - _LABEL
        small = min(size, _LABEL_SIZE)
        cells: list[_Cell] = []
        for label, text in pairs:
            cells.append(self._label(label, _LABEL, small))
            cells.append(self._cell(wide, [(text if _line(text) else EMPTY, _Tone.PLAIN)], size))
        return _Row(tuple(cells))

    # ---- ink ----------------------------------------------------------------------------------------------

    def _draw_head(self) -> float:
        """Band, strip and facts; returns how high they stand."""
        pen, left, top = self._pen, _MARGIN, _MARGIN
        pen.fill(Box(left, top, self._width, self._band), self._color)
        tall = min(self._band - 6.4, 18.0)
        panel = Box(left + self._width - _PANEL - 3.5, top + (self._band - tall) / 2, _PANEL, tall)
        pen.fill(panel, style.PAPER)
        word = LEVEL_NAMES[self._level] if self._level else NO_LEVEL
        color = choice_word(RiskLevel, self._level.value) if self._level else ""
        x, middle = panel.x + panel.width / 2, panel.y + panel.height / 2
        pen.say(x - (6.0 if color else 0), middle, word, 8.6, anchor="centre", bold=True)
        if color:
            chip = Box(panel.right - 12.6, middle - 5, 10, 10)
            pen.fill(chip, self._color)
            pen.say(chip.x + 5, middle, color, 6.4, color=self._ink, anchor="centre", bold=True)
        step = self._title_size * 1.3
        first = top + self._band / 2 - (len(self._title) - 1) * step / 2
        for number, line in enumerate(self._title):
            pen.say(left + 6, first + number * step, line, self._title_size, color=self._ink, bold=True)
        pen.level(Box(left, top + self._band, self._width, _STRIP), self._level)
        y = top + self._band + _STRIP + 2.5
        size = self._info_size
        for number, line in enumerate(self._info):
            middle = y + (number + 0.5) * size * _INFO_PITCH
            for begin, label, value in line:
                pen.say(left + begin, middle, label, size, color=style.QUIET)
                pen.say(left + begin + pen.width(label, size), middle, value, size, bold=True)
        return self._head

    def _draw_short_head(self) -> float:
        pen, left, top = self._pen, _MARGIN, _MARGIN
        pen.fill(Box(left, top, self._width, _SHORT_HEAD - 2), self._color)
        pen.level(Box(left, top + _SHORT_HEAD - 2, self._width, 2.0), self._level)
        word, size = full_level(self._level), 4.6
        room = self._width - pen.width(word, size, bold=True) - 16
        lines = pen.broken(f"{self._board.heading}（续）", size, room, bold=True)
        middle = top + (_SHORT_HEAD - 2) / 2
        title = pen.cut(lines, 1, size, room, bold=True)[0]
        pen.say(left + 4, middle, title, size, color=self._ink, bold=True)
        pen.say(left + self._width - 4, middle, word, size, color=self._ink, anchor="right", bold=True)
        return _SHORT_HEAD + _GAP

    @property
    def _color(self) -> str:
        return style.RISK[self._level] if self._level else style.QUIET

    def _draw_foot(self, top: float) -> None:
        pen, left, side = self._pen, _MARGIN, self._qr_side
        pen.fill(Box(left, top - _GAP / 2, self._width, 0.4), self._color)
        code = Box(left + self._width - side, top + (self._foot - 6 - side) / 2 + 1, side, side)
        pen.code(self._qr, code)
        x = code.x + side / 2
        pen.say(x, code.bottom + 3.4, QR_NOTE, 2.8, color=style.QUIET, anchor="centre")
        if self._map is not None:
            wide = self._map_width
            high = wide * self._map.height / max(self._map.width, 1)
            place = Box(left, top + (self._foot - high) / 2, wide, high)
            pen.picture(self._board.map_picture, place)
            pen.frame(place, color=style.QUIET)
        room = self._signs_room
        if not self._shown:
            self._draw_legend(Box(left + room.x, top, room.width, room.height))
            return
        across = int(room.width // (self._sign_side + _SIGN_GAP))
        rows = [self._shown[at : at + across] for at in range(0, len(self._shown), across)]
        y = top + max(room.height - len(rows) * self._sign_row, 0.0) / 2 + 1
        for names in rows:
            self._draw_signs(names, left + room.x, y)
            y += self._sign_row
        pen.say(left + room.x, top + self._foot - 3, SIGNS_NOTE, 2.6, color=style.QUIET)

    def _draw_signs(self, names: Sequence[str], x: float, y: float) -> None:
        least = self._sign_side + _SIGN_GAP
        wide = min(max(self._signs_room.width / len(self._shown or names), least), self._sign_side * 1.7)
        for number, name in enumerate(names):
            spot = Box(x + number * wide, y, wide - 0.8, self._sign_row)
            self._pen.sign(self._signs, name, spot, self._sign_side, self._board.day)

    def _draw_legend(self, room: Box) -> None:
        """The four levels, where no signs would stand."""
        wide = room.width / len(RiskLevel)
        high = min(room.height * 0.5, wide * 0.5)
        top = room.y + (room.height - high - 8) / 2
        for number, level in enumerate(RiskLevel):
            x = room.x + number * wide
            self._pen.level(Box(x, top, wide - 5, high), level)
            self._pen.say(x + (wide - 5) / 2, top + high + 5, full_level(level), 4.2, anchor="centre")

    def _draw_row(self, row: _Row, top: float, height: float) -> None:
        if not row.cells:
            self._draw_signs(row.signs, _MARGIN, top + 2)
            return
        x = _MARGIN
        for cell in row.cells:
            box = Box(x, top, cell.width, height)
            if cell.fill:
                self._pen.fill(box, cell.fill)
            strip = _STRIP if cell.strip else 0.0
            if cell.strip:
                self._pen.level(Box(x, top, strip, height), cell.level)
            self._pen.frame(box)
            step = cell.size * _PITCH
            first = top + height / 2 - (len(cell.lines) - 1) * step / 2
            at = x + strip + ((cell.width - strip) / 2 if cell.centred else _side(cell.size))
            anchor = "centre" if cell.centred else "left"
            for number, (line, tone) in enumerate(cell.lines):
                middle = first + number * step
                color = style.QUIET if tone is _Tone.QUIET else style.INK
                self._pen.say(
                    at, middle, line, cell.size, color=color, anchor=anchor, bold=tone is _Tone.BOLD
                )
            x += cell.width
