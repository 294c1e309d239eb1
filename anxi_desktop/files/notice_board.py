"""风险公告栏, 风险告知卡 and 岗位告知卡 as PDF: what the notice wants in sight of everybody who works there.

Contents are those the notice names: main risks, possible accidents, consequences, measures, emergency measures,
how to report. The QR code holds the words themselves, so that a phone shows them without a network.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any, cast

from anxi_desktop.domain import map_style as style
from anxi_desktop.domain.map_frame import LEVEL_NAMES
from anxi_desktop.domain.map_picture import Area, Words, hatching, sign_marks
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.signs import Sign, SignKind, Signs, read_signs
from anxi_desktop.domain.words import choice_word
from anxi_desktop.files.map_pen import MapPen, plain_fonts
from anxi_desktop.files.pen import POINTS_PER_MM
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

QR_BYTES = 900
"""What a QR code holds and a phone still reads from a metre away."""
_MARGIN = 12.0
_LEAST_PT = 7.5


class BoardKind(Enum):
    """公告栏 of a zone or project, card of one point, card of a post."""

    ZONE = "风险公告栏"
    POINT = "风险告知卡"
    POST = "岗位风险告知卡"


class Sheet(Enum):
    """Portrait width and height in millimetres."""

    A4 = (210.0, 297.0)
    A3 = (297.0, 420.0)


@dataclass(frozen=True, slots=True)
class BoardPoint:
    """One risk point in words; every text may be "". `level` is a code, `signs` are names."""

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
    """One board or card; `contact` is a telephone number or words, or ""."""

    kind: BoardKind
    title: str
    project: str
    unit: str
    level: str
    points: tuple[BoardPoint, ...]
    day: date
    contact: str = ""


Steps = Generator[tuple[int, str], None, int]

_COLUMNS: tuple[tuple[str, float, str], ...] = (
    ("主要安全风险", 0.15, "risk"),
    ("可能引发的事故", 0.11, "accidents"),
    ("事故后果", 0.12, "consequences"),
    ("管控措施", 0.24, "measures"),
    ("应急措施", 0.17, "emergency"),
    ("报告方式", 0.13, "reporting"),
    ("责任", 0.08, "duty"),
)
_BLOCKS: tuple[tuple[str, str], ...] = (
    ("主要危险因素", "factors"),
    ("可能引发的事故", "accidents"),
    ("事故后果", "consequences"),
    ("管控措施", "measures"),
    ("应急措施", "emergency"),
    ("报告方式", "reporting"),
    ("责任层级和责任人", "duty"),
)


def write_boards(path: Path, boards: Sequence[Board], *, paper: Sheet, resources: Path) -> Steps:
    """Write boards one after the other, each beginning a page; returns the pages.

    A board of a zone lies, cards stand. Yields progress. Errors: those of `write_beside`.
    """
    signs = read_signs((resources / "signs" / "signs.json").read_bytes())
    pages = 0
    with write_beside(path) as temporary:
        first = _size(boards[0], paper)
        pen = MapPen(
            temporary,
            page=(first[0] * POINTS_PER_MM, first[1] * POINTS_PER_MM),
            fonts=plain_fonts(resources),
            title=boards[0].kind.value,
        )
        for number, board in enumerate(boards):
            yield 100 * number // len(boards), board.title
            pages += _Page(pen, board, _size(board, paper), signs).draw()
        pen.save()
    return pages


def qr_text(board: Board) -> str:
    """What a phone shows: at most 900 bytes; points that have no room are counted."""
    head = [f"{board.kind.value}：{board.title}", board.project, _level_text(board.level)]
    text = "\n".join(part for part in head if part)
    foot = f"\n报告：{board.contact}" if board.contact else ""
    for number, point in enumerate(board.points):
        parts = [point.name, _level_text(point.level), point.accidents, point.measures, point.emergency]
        line = "\n· " + "；".join(part for part in parts if part)
        rest = len(board.points) - number
        more = f"\n……共 {len(board.points)} 个风险点，另有 {rest} 个见公告"
        room = QR_BYTES - len((text + foot).encode()) - len(more.encode())
        if len(line.encode()) > room:
            if number == 0 and room > 40:
                text += _cut(line, room - 3) + "…"
                continue
            text += more
            break
        text += line
    return _cut(text, QR_BYTES - len(foot.encode())) + foot


def _cut(text: str, most: int) -> str:
    return text.encode()[: max(most, 0)].decode("utf-8", errors="ignore")


def _size(board: Board, paper: Sheet) -> tuple[float, float]:
    wide, high = paper.value
    return (high, wide) if board.kind is BoardKind.ZONE else (wide, high)


class _Page:
    """Draws one board; lengths are millimetres, `grow` is 1 on A4."""

    def __init__(self, pen: MapPen, board: Board, size: tuple[float, float], signs: Signs) -> None:
        said = {point.reporting for point in board.points}
        # What is the same for all points is said once, and the measures get its room.
        self._reporting = said.pop() if len(said) == 1 and len(board.points) > 1 else ""
        shown = [column for column in _COLUMNS if column[2] != "reporting" or not self._reporting]
        whole = sum(share for _name, share, _field in shown)
        self._columns = [(name, share / whole, field) for name, share, field in shown]
        self._pen, self._board, self._signs = pen, board, signs
        self.wide, self.high = size
        self.grow = min(size) / 210
        self.margin = _MARGIN * self.grow
        self._pages = 0

    def draw(self) -> int:
        """Draw it on as many pages as it needs."""
        self._begin()
        foot = self._foot_height()
        top = self._head()
        bottom = self.high - self.margin - foot
        if self._board.kind is BoardKind.ZONE:
            self._table(top, bottom)
        elif self._board.kind is BoardKind.POINT or len(self._board.points) == 1:
            self._card(self._board.points[0], top, bottom)
        else:
            for number, point in enumerate(self._board.points):
                top = self._short_card(number, point, top, bottom)
        self._foot(foot)
        self._pen.next_page()
        return self._pages

    # ---- parts --------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        self._pages += 1
        self._pen.set_page(self.wide * POINTS_PER_MM, self.high * POINTS_PER_MM)

    def _again(self) -> float:
        """The next page of the same board; where its content begins."""
        self._foot(self._foot_height())
        self._pen.next_page()
        self._begin()
        return self._head()

    def _head(self) -> float:
        board, grow = self._board, self.grow
        level = RiskLevel(board.level) if board.level else None
        color = style.RISK[level] if level else style.QUIET
        ink = style.INK if level in (RiskLevel.YELLOW, RiskLevel.ORANGE) else style.PAPER
        left, right = self.margin, self.wide - self.margin
        high = 24 * grow
        band = _box(left, self.margin, right - left, high)
        self._mark(Area(band, color))
        if level is not None:  # the pattern tells the level on a black-and-white copy
            stripe = _box(left, self.margin, 14 * grow, high)
            self._mark(Area(stripe, style.PAPER, 0.85))
            self._mark(Area(stripe, color, 0.5))
            for stroke in hatching(stripe, style.HATCHES[level], 420 * grow, style.INK):
                self._mark(stroke)
        word = f"{LEVEL_NAMES[level]} {choice_word(RiskLevel, level.value)}" if level else "未定级"
        tag = 7.2 * grow
        self._mark(Words(right - 5 * grow, self.margin + high / 2, word, tag, ink, "right", bold=True))
        room = right - left - 24 * grow - self._width(word, tag)
        title = board.title
        if board.kind.value not in title:
            title = f"{title}　{board.kind.value}"
        size = min(8.5 * grow, 8.5 * grow * room / max(self._width(title, 8.5 * grow), 1))
        middle = self.margin + high * 0.4
        self._mark(Words(left + 19 * grow, middle, title, size, ink, "left", bold=True))
        below = "　".join(part for part in (board.project, board.unit) if part)
        small = min(3.6 * grow, 3.6 * grow * room / max(self._width(below, 3.6 * grow), 1))
        self._mark(Words(left + 19 * grow, self.margin + high * 0.8, below, small, ink, "left"))
        return self.margin + high + 4 * grow

    def _foot_height(self) -> float:
        return 36 * self.grow

    def _foot(self, height: float) -> None:
        """Signs at the left, the code at the right, the day and who to call between them."""
        board, grow = self._board, self.grow
        top = self.high - self.margin - height + 4 * grow
        left, right = self.margin, self.wide - self.margin
        side = height - 8 * grow
        self._code(right - side, top, side)
        caption = "扫码看内容，不用联网"
        self._mark(Words(right - side / 2, top + side + 2.2 * grow, caption, 2.3 * grow, style.QUIET))
        room = right - side - 6 * grow - left
        cell = 19 * grow
        for number, sign in enumerate(self._used()[: max(int(room // cell), 1)]):
            x = left + number * cell
            for mark in sign_marks(self._signs, sign, x + 2 * grow, top, 14 * grow):
                self._mark(mark)
            size = min(2.5 * grow, 2.5 * grow * (cell - 1) / max(self._width(sign.name, 2.5 * grow), 1))
            self._mark(Words(x + 9 * grow, top + 16.5 * grow, sign.name, size))
        said = [f"制作日期 {board.day.isoformat()}"]
        if board.contact:
            said.append(f"报告电话 {board.contact}")
        if self._reporting:
            said.append(f"报告方式 {self._reporting}")
        text = "　".join(said)
        size = min(3.4 * grow, 3.4 * grow * room / max(self._width(text, 3.4 * grow), 1))
        self._mark(Words(left, top + side - 3 * grow, text, size, anchor="left"))
        note = self._signs.note
        self._mark(Words(left, top + side + 2.2 * grow, note, 2.3 * grow, style.QUIET, "left"))

    def _used(self) -> list[Sign]:
        names = dict.fromkeys(name for point in self._board.points for name in point.signs)
        return [self._signs.by_name.get(name, Sign("", name, SignKind.SIX, "")) for name in names]

    def _code(self, x: float, y: float, side: float) -> None:
        import segno

        code = cast("Any", segno).make(qr_text(self._board), error="m", micro=False, boost_error=False)
        rows = list(code.matrix)
        unit = side / len(rows)
        for row, cells in enumerate(rows):
            begin = -1
            for column, dark in enumerate([*cells, 0]):
                if dark and begin < 0:
                    begin = column
                elif not dark and begin >= 0:
                    spot = _box(x + begin * unit, y + row * unit, (column - begin) * unit, unit)
                    self._mark(Area(spot, style.INK))
                    begin = -1

    # ---- the table of a board -----------------------------------------------------------------------------

    def _table(self, top: float, bottom: float) -> None:
        left, whole = self.margin, self.wide - 2 * self.margin
        widths = [share * whole for _name, share, _field in self._columns]
        size = self._table_size(widths, bottom - top)
        y = self._table_head(top, left, widths)
        for point in sorted(self._board.points, key=_rank):
            cells = [self._lines(_cell(point, field), self._room(width, field), size) for (_n, _s, field), width in
                     zip(self._columns, widths, strict=True)]  # fmt: skip
            while True:
                most = max(int((bottom - y) / (size * 1.32) - 0.8), 0)
                height = (max(len(lines) for lines in cells) + 0.8) * size * 1.32
                if y + height <= bottom + 0.01:
                    self._row(point, cells, y, height, left, widths, size)
                    y += height
                    break
                fresh = y <= top + self._table_head_height() + 0.01
                if fresh and most > 0:  # taller than a page: it goes on on the next one
                    part = [lines[:most] for lines in cells]
                    self._row(point, part, y, bottom - y, left, widths, size)
                    cells = [lines[most:] for lines in cells]
                self._again()
                y = self._table_head(top, left, widths)

    def _table_size(self, widths: Sequence[float], room: float) -> float:
        """As large as fits the page, never smaller than can be read."""
        size = 3.9 * self.grow
        least = _LEAST_PT / POINTS_PER_MM * self.grow
        while size > least and self._table_height(widths, size) > room:
            size -= 0.2
        return max(size, least)

    def _table_height(self, widths: Sequence[float], size: float) -> float:
        total = self._table_head_height()
        for point in self._board.points:
            lines = max(
                len(self._lines(_cell(point, field), self._room(width, field), size))
                for (_n, _s, field), width in zip(self._columns, widths, strict=True)
            )
            total += (lines + 0.8) * size * 1.32
        return total

    def _room(self, width: float, field: str) -> float:
        """The first column has its level's colour along its side."""
        return width - 1.6 * self.grow if field == "risk" else width

    def _table_head_height(self) -> float:
        return 9 * self.grow

    def _table_head(self, top: float, left: float, widths: Sequence[float]) -> float:
        high = self._table_head_height()
        x = left
        for (name, _share, _field), width in zip(self._columns, widths, strict=True):
            self._mark(Area(_box(x, top, width, high), style.GRID, 1.0, style.INK, 0.25 * self.grow))
            self._mark(Words(x + width / 2, top + high / 2, name, 3.7 * self.grow, bold=True))
            x += width
        return top + high

    def _row(
        self,
        point: BoardPoint,
        cells: Sequence[Sequence[str]],
        y: float,
        height: float,
        left: float,
        widths: Sequence[float],
        size: float,
    ) -> None:
        x = left
        for number, (lines, width) in enumerate(zip(cells, widths, strict=True)):
            self._mark(Area(_box(x, y, width, height), "", 1.0, style.INK, 0.25 * self.grow))
            if number == 0 and point.level:
                color = style.RISK[RiskLevel(point.level)]
                self._mark(Area(_box(x, y, 2.2 * self.grow, height), color))
            step = size * 1.32
            begin = y + (height - len(lines) * step) / 2 + step / 2
            inset = size * 0.9 + (1.6 * self.grow if number == 0 else 0)
            for at, text in enumerate(lines):
                self._mark(Words(x + inset, begin + at * step, text, size, anchor="left", bold=number == 0))
            x += width

    # ---- cards --------------------------------------------------------------------------------------------

    def _card(self, point: BoardPoint, top: float, bottom: float) -> None:
        left, whole = self.margin, self.wide - 2 * self.margin
        where = "　".join(part for part in (point.unit, point.place) if part)
        named = [] if point.name in self._board.title else [("风险点", point.name)]
        blocks = [*named, ("部位", where), *((name, _cell(point, field)) for name, field in _BLOCKS)]
        head = 34 * self.grow
        size = 5.2 * self.grow
        least = _LEAST_PT / POINTS_PER_MM
        room = whole - head

        def heights(size: float) -> list[float]:
            return [(len(self._lines(text, room, size)) + 1) * size * 1.35 for _name, text in blocks]

        while size > least and sum(heights(size)) > bottom - top:
            size -= 0.2
        size = max(size, least)
        spare = max(bottom - top - sum(heights(size)), 0.0) / len(blocks)
        y = top
        for name, text in blocks:
            lines = self._lines(text, room, size)
            while True:
                high = (len(lines) + 1) * size * 1.35
                if y + high <= bottom + 0.01:
                    self._block(name, lines, (left, y, whole, high + min(spare, 8 * self.grow)), head, size)
                    y += high + min(spare, 8 * self.grow)
                    break
                fits = max(int((bottom - y) / (size * 1.35) - 1), 0)
                if fits > 0 and y <= top + 0.01:
                    self._block(name, lines[:fits], (left, y, whole, bottom - y), head, size)
                    lines = lines[fits:]
                y = top = self._again()

    def _short_card(self, number: int, point: BoardPoint, top: float, bottom: float) -> float:
        """One point of a post: name and level, then accidents and measures."""
        left, whole = self.margin, self.wide - 2 * self.margin
        head, size = 34 * self.grow, 3.8 * self.grow
        level = f"（{_level_text(point.level)}）" if point.level else ""
        texts = [
            ("可能引发的事故", point.accidents),
            ("管控措施", point.measures),
            ("应急措施", point.emergency),
        ]
        lines = [(name, self._lines(text, whole - head, size)) for name, text in texts]
        title = self._lines(f"{number + 1}. {point.name}{level}", whole, size * 1.2)
        high = len(title) * 9 * self.grow + sum((len(found) + 0.8) * size * 1.35 for _name, found in lines)
        if top + high > bottom:
            top = self._again()
        if point.level:
            color = style.RISK[RiskLevel(point.level)]
            self._mark(Area(_box(left, top, 2.2 * self.grow, len(title) * 9 * self.grow), color))
        for text in title:
            spot = Words(
                left + 5 * self.grow, top + 4.5 * self.grow, text, size * 1.2, anchor="left", bold=True
            )
            self._mark(spot)
            top += 9 * self.grow
        for name, found in lines:
            tall = (len(found) + 0.8) * size * 1.35
            if top + tall > bottom:
                top = self._again()
            self._block(name, found, (left, top, whole, tall), head, size)
            top += tall
        return top + 4 * self.grow

    def _block(
        self,
        name: str,
        lines: Sequence[str],
        box: tuple[float, float, float, float],
        head: float,
        size: float,
    ) -> None:
        x, y, width, height = box
        line = 0.25 * self.grow
        self._mark(Area(_box(x, y, head, height), style.GRID, 1.0, style.INK, line))
        self._mark(Area(_box(x + head, y, width - head, height), "", 1.0, style.INK, line))
        small = min(
            size, 4.2 * self.grow, 4.2 * self.grow * (head - 3) / max(self._width(name, 4.2 * self.grow), 1)
        )
        self._mark(Words(x + head / 2, y + height / 2, name, small, bold=True))
        step = size * 1.35
        begin = y + (height - len(lines) * step) / 2 + step / 2
        for at, text in enumerate(lines):
            self._mark(Words(x + head + size * 0.7, begin + at * step, text, size, anchor="left"))

    # ---- ink ----------------------------------------------------------------------------------------------

    def _lines(self, text: str, width: float, size: float) -> list[str]:
        room = (width - size * 1.6) * POINTS_PER_MM
        found: list[str] = []
        for part in text.splitlines():
            found += self._pen.break_lines(printable(part), size * POINTS_PER_MM, width=room)
        return found or [""]

    def _width(self, text: str, size: float) -> float:
        return self._pen.width(printable(text), size * POINTS_PER_MM, bold=True) / POINTS_PER_MM

    def _mark(self, mark: Any) -> None:
        self._pen.draw(mark, (POINTS_PER_MM, 0.0, 0.0))


def _cell(point: BoardPoint, field: str) -> str:
    if field == "risk":
        where = f"（{point.place}）" if point.place else ""
        level = f"\n{_level_text(point.level)}" if point.level else ""
        factors = f"\n{point.factors}" if point.factors else ""
        return f"{point.name}{where}{level}{factors}"
    if field == "duty":
        return "\n".join(part for part in (point.duty_level, point.person) if part) or "—"
    return str(getattr(point, field)) or "—"


def _level_text(code: str) -> str:
    if not code:
        return ""
    level = RiskLevel(code)
    return f"{LEVEL_NAMES[level]}·{choice_word(RiskLevel, code)}"


def _rank(point: BoardPoint) -> int:
    codes = [level.value for level in RiskLevel]
    return codes.index(point.level) if point.level in codes else len(codes)


def _box(x: float, y: float, width: float, height: float) -> tuple[tuple[float, float], ...]:
    return ((x, y), (x + width, y), (x + width, y + height), (x, y + height))
