"""Reads a DXF floor plan, so that a risk map can be drawn over it.

Only what a plan on paper shows is read: the lines and words of model space, from R12 to 2018. The file is gone
through once, record by record; `dxf_shapes.py` understands an entity, and here blocks are put in their places.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.dxf_shapes import (
    BY_BLOCK,
    BY_LAYER,
    EXACT,
    FARTHEST,
    Corner,
    Insert,
    Item,
    Matrix,
    Record,
    Spot,
    Stroke,
    Style,
    Tags,
    Words,
    color_of,
    corner_of,
    moved_spots,
    moved_words,
    multiply,
    shapes_of,
    width_of,
)

MOST_SPOTS = 2_000_000
_MOST_KEPT = 3_000_000  # spots in blocks and model space before blocks are put in their places
_MOST_STEPS = 3_000_000
_MOST_COPIES = 50_000
_DEEPEST = 16
_MOST_TAGS = 1_000_000
_LONGEST_LINE = 1 << 20
_CHUNK = 1 << 18
_MOST_KINDS = 200
_EACH = 2_000  # entities between two words of progress

_BLACK = "#000000"
_FIRST_COLORS = (
    "#FF0000",
    "#FFFF00",
    "#00FF00",
    "#00FFFF",
    "#0000FF",
    "#FF00FF",
    _BLACK,
    "#808080",
    "#C0C0C0",
)
_GREYS = ("#333333", "#505050", "#696969", "#828282", "#BEBEBE", _BLACK)
_BRIGHTNESS = (255, 165, 127, 76, 38)
_MM_PER_UNIT = {
    1: 25.4,
    2: 304.8,
    3: 1_609_344.0,
    4: 1.0,
    5: 10.0,
    6: 1_000.0,
    7: 1_000_000.0,
    8: 25.4e-6,
    9: 0.0254,
    10: 914.4,
    13: 0.001,
    14: 100.0,
    15: 10_000.0,
    16: 100_000.0,
}
_ASCII = bytes(range(128))
_ESCAPED = re.compile(r"\\U\+([0-9A-Fa-f]{4})|\\M\+([1-5])([0-9A-Fa-f]{4})")
_MULTIBYTE = {"1": "cp932", "2": "cp950", "3": "cp949", "4": "johab", "5": "gb18030"}

Progress = Generator[tuple[int, str], None, "DxfDrawing"]


@dataclass(frozen=True, slots=True)
class DxfLine:
    """A line through spots in drawing units, y upwards; a closed one ends where it starts.

    `color` is "#RRGGBB" on white paper, `width` the line weight in mm (0: thin). One that is `filled` is a polygon
    by the even-odd rule, with its holes sewn to it.
    """

    spots: tuple[Spot, ...]
    color: str
    width: float = 0.0
    filled: bool = False


@dataclass(frozen=True, slots=True)
class DxfText:
    """Rows of words, 1.5 heights apart; the baseline of the first starts at `spot`. `angle` is in degrees."""

    spot: Spot
    height: float
    angle: float
    text: str
    color: str


@dataclass(frozen=True, slots=True)
class DxfDrawing:
    """All that is drawn, in the order of the file. `bounds` are (left, bottom, right, top) in drawing units.

    `skipped` counts entities of the file that are not drawn, by their type.
    """

    lines: tuple[DxfLine, ...]
    texts: tuple[DxfText, ...]
    bounds: tuple[float, float, float, float]
    mm_per_unit: float | None
    skipped: Mapping[str, int]


class RefusedError(Exception):
    """The file cannot be drawn; the argument says why, for the person who chose it."""


def read_dxf(path: Path) -> Progress:
    """The drawing in a file. Yields (percent, text) at least every 2000 entities.

    Raises AnxiError("background_unreadable") for a file that is no DXF as text, damaged, empty or too much.
    """
    try:
        return (yield from _read(path))
    except RefusedError as error:
        raise AnxiError("background_unreadable", name=path.name, reason=str(error)) from error
    except OSError as error:
        raise AnxiError("background_unreadable", name=path.name, reason="打不开") from error


def aci_color(index: int) -> str:
    """The colour of an index of AutoCAD's palette as "#RRGGBB"; on paper, what is white on a screen is black."""
    if 1 <= index <= 9:
        return _FIRST_COLORS[index - 1]
    if 250 <= index <= 255:
        return _GREYS[index - 250]
    if not 10 <= index < 250:
        return _BLACK
    top = _BRIGHTNESS[index % 10 // 2]
    parts: list[int] = []
    for place in (0, 8, 16):  # red, green and blue on a ring of 24 hues
        away = abs((index // 10 - 1 - place + 12) % 24 - 12)
        share = min(max(8 - away, 0), 4) / 4
        parts.append(int(top * ((1 + share) / 2 if index % 2 else share)))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def _read(path: Path) -> Progress:
    with path.open("rb") as file:
        head = file.read(1 << 20)
        _check_head(head)
        file.seek(len(codecs.BOM_UTF8) if head.startswith(codecs.BOM_UTF8) else 0)
        size = max(path.stat().st_size, 1)
        plan = _Plan(_Decoder(head))
        for count, record in enumerate(_records(file, plan.decoder)):
            if count % _EACH == 0:
                yield min(1 + file.tell() * 69 // size, 70), f"读取图纸：{count} 个图形"
            if plan.take(record):
                break
    if not plan.is_whole:
        raise RefusedError("文件不完整，可能没有复制完")
    placing = _Placing(plan)
    for done in placing.run():
        yield 70 + int(done * 29), f"画出图纸：{len(placing.lines)} 条线"
    if not placing.lines and not placing.texts:
        raise RefusedError("模型空间里没有可以画出的图形")
    left, bottom, right, top = placing.bounds
    if left == right and bottom == top:
        raise RefusedError("模型空间里没有可以画出的图形")
    return DxfDrawing(
        tuple(placing.lines), tuple(placing.texts), (left, bottom, right, top), plan.mm_per_unit, plan.skipped
    )


def _check_head(head: bytes) -> None:
    """Raises RefusedError for what is no DXF as text."""
    if head.startswith(b"AutoCAD Binary DXF"):
        raise RefusedError("这是二进制 DXF，请另存为文本格式的 DXF")
    if head.startswith(b"AC10"):
        raise RefusedError("这是 DWG 文件，请另存为 DXF")
    if not head.strip(b"\0 \r\n\t"):
        raise RefusedError("文件是空的")


class _Decoder:
    """Text of bytes: UTF-8 since 2007, before that the code page of the machine that wrote the file."""

    __slots__ = ("_encodings", "_is_surely_utf8")

    def __init__(self, head: bytes) -> None:
        self._encodings = ("gb18030", "utf-8")
        self._is_surely_utf8 = False
        try:
            codecs.getincrementaldecoder("utf-8")().decode(head)
        except UnicodeDecodeError:
            return
        if not head.isascii():
            self._encodings = ("utf-8", "gb18030")
            # Six characters or more are no UTF-8 by chance, whatever code page a careless program declares.
            self._is_surely_utf8 = len(head.translate(None, _ASCII)) >= 12

    def declare(self, version: bytes, page: bytes) -> None:
        """What the header says of the file."""
        if version.strip() >= b"AC1021":
            self._encodings = ("utf-8",)
            return
        number = re.search(rb"\d+$", page.strip())
        if number is None or self._is_surely_utf8:
            return
        name = {b"936": "gb18030", b"950": "cp950"}.get(number[0], f"cp{number[0].decode()}")
        try:
            self._encodings = (codecs.lookup(name).name, "utf-8")
        except LookupError:
            pass  # a code page nobody knows: as if none were said

    def __call__(self, raw: bytes) -> str:
        for encoding in self._encodings:
            try:
                text = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
        else:
            text = raw.decode(self._encodings[0], "replace")
        return _ESCAPED.sub(_unescaped, text) if "\\" in text else text


def _unescaped(found: re.Match[str]) -> str:
    if found[1]:
        return chr(int(found[1], 16))
    return bytes.fromhex(found[3]).decode(_MULTIBYTE[found[2]], "replace")


def _lines(file: BinaryIO) -> Iterator[bytes]:
    """The lines of a file, whatever ends them."""
    rest = b""
    while chunk := file.read(_CHUNK):
        chunk = rest + chunk
        whole = chunk.rstrip(b"\r")  # half of an ending waits for its other half
        kept = chunk[len(whole) :]
        parts = whole.replace(b"\r\r\n", b"\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        rest = parts.pop() + kept
        if len(rest) > _LONGEST_LINE:
            raise RefusedError("不是 DXF 文件")
        yield from parts
    yield rest.rstrip(b"\r")


def _records(file: BinaryIO, decode: Callable[[bytes], str]) -> Iterator[Record]:
    """Everything that starts with a group 0, with its tags; stops at EOF or where the file is no more DXF.

    Raises RefusedError for a file that does not even start as one.
    """
    lines = _lines(file)
    kind, tags, seen, is_embedded = "", Tags(), 0, False
    for line in lines:
        value = next(lines, None)
        try:
            code = int(line)
        except ValueError:
            code = -1
        if value is None or code < 0 or (not kind and code not in (0, 999)):
            if not kind:
                raise RefusedError("不是 DXF 文件")
            if kind == "ENDSEC":
                yield Record(kind, tags, decode)
            return  # any other record may have been cut off
        if code == 0:
            if kind:
                yield Record(kind, tags, decode)
            kind = value.strip().decode("ascii", "replace").upper()[:40] or "?"
            tags, seen, is_embedded = Tags(), 0, False
            if kind == "EOF":
                yield Record(kind, tags, decode)
                return
            continue
        seen += 1
        if seen > _MOST_TAGS:
            raise RefusedError("有一个图形太大")
        if code == 101:  # a second form of the same text follows, with the same group codes
            is_embedded = True
        elif code < 1000 and not is_embedded:
            tags.append((code, value))


class _Layer(NamedTuple):
    color: str
    width: float
    is_off: bool
    is_frozen: bool


@dataclass(slots=True)
class _Block:
    base: Spot
    items: list[Item]


class _Plan:
    """What the file holds, section by section, before blocks are put in their places."""

    __slots__ = (
        "_block", "_corners", "_kept", "_polyline", "_section",
        "blocks", "decoder", "is_whole", "layers", "mm_per_unit", "model", "skipped",
    )  # fmt: skip

    def __init__(self, decoder: _Decoder) -> None:
        self.decoder = decoder
        self.mm_per_unit: float | None = None
        self.layers: dict[str, _Layer] = {}
        self.blocks: dict[str, _Block] = {}
        self.model: list[Item] = []
        self.skipped: dict[str, int] = {}
        self.is_whole = False
        self._section = ""
        self._block: _Block | None = None
        self._polyline: Record | None = None
        self._corners: list[Corner] = []
        self._kept = 0

    def take(self, record: Record) -> bool:
        """Take in the next record; True where nothing that is drawn can follow."""
        kind = record.kind
        if self._polyline is not None:
            if kind == "VERTEX":
                self._add_corner(record)
                return False
            self._close_polyline()
        if kind == "SECTION":
            self._section = record.name(2)
            if self._section == "HEADER":
                self._read_header(record)
            return self._section == "OBJECTS" and self.is_whole
        if kind == "ENDSEC":
            self.is_whole = self.is_whole or self._section == "ENTITIES"
            self._section = ""
            self._block = None
        elif self._section == "TABLES" and kind == "LAYER":
            self._read_layer(record)
        elif self._section == "BLOCKS" and kind in ("BLOCK", "ENDBLK"):
            self._read_block(record)
        elif self._section == "ENTITIES" or self._block is not None:
            self._read_entity(record)
        return False

    def _read_header(self, record: Record) -> None:
        values: dict[bytes, bytes] = {}
        name = b""
        for code, raw in record.tags:
            if code == 9:
                name = raw.strip()
            else:
                values.setdefault(name, raw)
        self.decoder.declare(values.get(b"$ACADVER", b""), values.get(b"$DWGCODEPAGE", b""))
        try:
            self.mm_per_unit = _MM_PER_UNIT.get(int(values.get(b"$INSUNITS", b"0")))
        except ValueError:
            pass  # as if it were not said

    def _read_layer(self, record: Record) -> None:
        try:
            color, width, flags = color_of(record), width_of(record), record.whole(70)
            is_off = record.whole(62) < 0
        except (ValueError, ArithmeticError):
            return
        self.layers[record.name(2)] = _Layer(
            _fixed_color(color), max(width, 0.0), is_off=is_off, is_frozen=bool(flags & 1)
        )

    def _read_block(self, record: Record) -> None:
        self._block = None
        if record.kind == "BLOCK":
            try:
                base = record.spot(10) if 10 in record.values else (0.0, 0.0)
            except (ValueError, LookupError):
                return
            self._block = self.blocks[record.name(2)] = _Block(base, [])

    def _read_entity(self, record: Record) -> None:
        if record.kind == "POLYLINE":
            self._polyline = record
        elif record.kind not in ("SEQEND", "VERTEX", "ATTDEF"):
            self._keep(record)

    def _add_corner(self, vertex: Record) -> None:
        try:
            corner = corner_of(vertex)
        except (ValueError, LookupError, ArithmeticError):
            return
        if corner is not None:
            self._corners.append(corner)
        if len(self._corners) > MOST_SPOTS:
            raise _too_many()

    def _close_polyline(self) -> None:
        record, corners = self._polyline, self._corners
        self._polyline, self._corners = None, []
        if record is not None:
            self._keep(record, corners)

    def _keep(self, record: Record, corners: Sequence[Corner] = ()) -> None:
        try:
            items = shapes_of(record, corners)
        except (ValueError, LookupError, ArithmeticError):
            items = None
        if items is None:
            kind = record.kind if len(self.skipped) < _MOST_KINDS else "…"
            self.skipped[kind] = self.skipped.get(kind, 0) + 1
            return
        (self.model if self._block is None else self._block.items).extend(items)
        self._kept += sum(len(item.spots) if isinstance(item, Stroke) else 4 for item in items)
        if self._kept > _MOST_KEPT:
            raise _too_many()


def _too_many() -> RefusedError:
    return RefusedError(f"图形太多，超过 {MOST_SPOTS // 10_000} 万个点")


def _fixed_color(color: int) -> str:
    if color & EXACT:
        exact = f"#{color & 0xFFFFFF:06X}"
        return _BLACK if exact == "#FFFFFF" else exact
    return aci_color(abs(color))


class _Look(NamedTuple):
    """How things look that inherit everything."""

    layer: str
    color: str
    width: float
    is_shown: bool = True
    is_frozen: bool = False


class _Placing:
    """Puts what a plan holds in its places."""

    __slots__ = ("_far", "_near", "_pause", "_plan", "_share", "_spots", "_steps", "lines", "texts")

    def __init__(self, plan: _Plan) -> None:
        self._plan = plan
        self.lines: list[DxfLine] = []
        self.texts: list[DxfText] = []
        self._near = [FARTHEST, FARTHEST]
        self._far = [-FARTHEST, -FARTHEST]
        self._spots = 0
        self._steps = 0
        self._pause = _EACH
        self._share = 0.0

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """Around all lines, and the room that texts take up at a guess."""
        return self._near[0], self._near[1], self._far[0], self._far[1]

    def run(self) -> Iterator[float]:
        """Place everything; yields how much of it is done, from 0 to 1."""
        total = len(self._plan.model)
        top = _Look("0", _BLACK, 0.0)
        for start in range(0, total, _EACH):
            self._share = start / total
            yield self._share
            yield from self._place(self._plan.model[start : start + _EACH], None, top, 0)

    def _place(self, items: list[Item], matrix: Matrix | None, parent: _Look, depth: int) -> Iterator[float]:
        looks: dict[Style, _Look] = {}
        for item in items:
            self._steps += 1
            if self._steps > _MOST_STEPS:
                raise RefusedError("图块展开后图形太多")
            if self._steps >= self._pause:
                self._pause = self._steps + _EACH
                yield self._share
            look = looks.get(item.style)
            if look is None:
                look = looks[item.style] = self._look(item.style, parent)
            if isinstance(item, Insert):
                if not look.is_frozen:
                    yield from self._insert(item, matrix, look, depth)
            elif not look.is_shown:
                continue
            elif isinstance(item, Stroke):
                self._draw(item, matrix, look)
            else:
                self._write(item, matrix, look)

    def _look(self, style: Style, parent: _Look) -> _Look:
        name = parent.layer if style.layer == "0" else style.layer
        layer = self._plan.layers.get(name) or _Layer(_BLACK, 0.0, is_off=False, is_frozen=False)
        inherited = {BY_LAYER: layer.color, BY_BLOCK: parent.color}
        return _Look(
            name,
            inherited[style.color] if style.color in inherited else _fixed_color(style.color),
            {-1.0: layer.width, -2.0: parent.width}.get(style.width, style.width),
            is_shown=not (layer.is_off or layer.is_frozen),
            is_frozen=layer.is_frozen,
        )

    def _insert(self, insert: Insert, matrix: Matrix | None, look: _Look, depth: int) -> Iterator[float]:
        block = self._plan.blocks.get(insert.block)
        if block is None or not block.items:
            return
        if depth >= _DEEPEST:
            raise RefusedError(f"图块嵌套超过 {_DEEPEST} 层")
        columns, rows = insert.count
        if columns * rows > _MOST_COPIES:
            raise RefusedError("图块展开后图形太多")
        self._steps += columns * rows
        for index in range(columns * rows):
            place = insert.matrix(block.base, index % columns, index // columns)
            place = place if matrix is None else multiply(matrix, place)
            if all(-FARTHEST <= part <= FARTHEST for part in place):
                yield from self._place(block.items, place, look, depth + 1)

    def _draw(self, stroke: Stroke, matrix: Matrix | None, look: _Look) -> None:
        spots = stroke.spots if matrix is None else moved_spots(stroke.spots, matrix)
        if self._widen(spots):
            self.lines.append(DxfLine(spots, look.color, look.width, stroke.filled))

    def _write(self, words: Words, matrix: Matrix | None, look: _Look) -> None:
        moved = words if matrix is None else moved_words(words, matrix)
        if moved is not None and self._widen(moved.corners()):
            self.texts.append(DxfText(moved.spot, moved.height, moved.angle, moved.text, look.color))

    def _widen(self, spots: tuple[Spot, ...]) -> bool:
        """Make room for spots; False where they lie too far away to be meant."""
        xs, ys = zip(*spots, strict=True)
        left, bottom, right, top = min(xs), min(ys), max(xs), max(ys)
        if min(left, bottom) < -FARTHEST or max(right, top) > FARTHEST:
            return False
        self._spots += len(spots)
        if self._spots > MOST_SPOTS:
            raise _too_many()
        self._near = [min(self._near[0], left), min(self._near[1], bottom)]
        self._far = [max(self._far[0], right), max(self._far[1], top)]
        return True
