"""What a paper says, whatever it is written as: the PDF and the docx lay out the same description.

Two looks: LETTER is an official letter (GB/T 9704: large type, wide margins, page numbers between dashes), FORM a
dense record that both sides sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from anxi_desktop.domain.map_picture import Mark
from anxi_desktop.files.form_layout import Align


class Look(Enum):
    """How a paper is laid out."""

    LETTER = "letter"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Para:
    """A paragraph. `indent` begins it two characters in; `bold` is for headings; `small` for notes."""

    text: str
    align: Align = Align.LEFT
    indent: bool = False
    bold: bool = False
    small: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """Names with values, two pairs a line where both are short; a line of the form each."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a table: `share` of the width."""

    title: str
    share: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose head stands again on every page."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as JPEG or PNG bytes with its words; `width` and `height` in pixels."""

    body: bytes
    caption: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Pictures:
    """Pictures side by side, two in a row."""

    items: tuple[Picture, ...]
    title: str = ""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign: what stands before it, a drawn signature or None, and what is printed below."""

    label: str
    picture: Picture | None = None
    below: str = ""


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places to sign, side by side."""

    items: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawing over the whole width, its words below; `size` of its marks in points.

    `picture` is the same as PNG bytes, for a writer that cannot draw.
    """

    marks: tuple[Mark, ...]
    size: tuple[float, float]
    picture: bytes
    caption: str


Block = Para | Facts | Table | Pictures | Signatures | Drawing


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper: its title (broken where it says so), number, whom it is for, and its blocks."""

    title: str
    look: Look
    number: str = ""
    addressee: str = ""
    blocks: tuple[Block, ...] = field(default_factory=tuple)

    def texts(self) -> Iterator[str]:
        """Every text it says, in order: what a test compares between two writers."""
        yield from self.title.split("\n")
        if self.number:
            yield self.number
        if self.addressee:
            yield self.addressee
        for block in self.blocks:
            yield from _texts(block)


def _texts(block: Block) -> Iterator[str]:
    if isinstance(block, Para):
        yield block.text
    elif isinstance(block, Facts):
        for name, value in block.rows:
            yield name
            yield value
    elif isinstance(block, Table):
        if block.title:
            yield block.title
        yield from (column.title for column in block.columns)
        for row in block.rows:
            yield from row
    elif isinstance(block, Pictures):
        if block.title:
            yield block.title
        yield from (item.caption for item in block.items)
    elif isinstance(block, Drawing):
        yield block.caption
    else:
        for item in block.items:
            yield item.label
            if item.below:
                yield item.below
