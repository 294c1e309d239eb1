"""The lists of the page 交换: laptops, missing photos, gaps, quarantine, inbox, receipts, as lines."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedLayout, QVBoxLayout, QWidget

from anxi_desktop.app.exchange_overview import Found, Laptop, Overview, Standing
from anxi_desktop.app.exchange_receipts import gap_words, receipt_files, receipt_moment
from anxi_desktop.app.exchange_work import Receipt
from anxi_desktop.domain import words
from anxi_desktop.views.components.empty import EmptyState
from anxi_desktop.views.components.text import label
from anxi_desktop.views.exchange_words import (
    day_words,
    found_words,
    moment_words,
    size_words,
    standing_words,
    tr,
)
from anxi_desktop.views.two_line_list import Line, TwoLineList

_MOST_MISSING = 500


class ListPart(QWidget):
    """A sentence over a list, or what will stand here. `asked` with the number of a line."""

    asked = Signal(int)

    def __init__(self, name: str, hint: str, empty: tuple[str, str], *, icon: str) -> None:
        super().__init__()
        self.list = TwoLineList(name=name)
        self.list.asked.connect(self.asked)
        self._hint = label(hint, "caption", wrap=True)
        self._empty = EmptyState(*empty, icon=icon)
        box = QFrame()
        box.setProperty("box", "card")
        self._stack = QStackedLayout()
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(4, 10, 4, 4)
        column.setSpacing(6)
        hinted = QVBoxLayout()
        hinted.setContentsMargins(12, 0, 12, 0)
        hinted.addWidget(self._hint)
        column.addLayout(hinted)
        column.addWidget(self.list, 1)
        inside = QVBoxLayout(box)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._stack)
        self._stack.addWidget(filled)
        self._stack.addWidget(self._empty)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(box)

    def show_lines(self, lines: Sequence[Line]) -> None:
        """Show these lines."""
        self.list.set_lines(lines)
        self._stack.setCurrentIndex(0 if lines else 1)


def make_parts() -> dict[str, ListPart]:
    """The lists of the page by their chips; only one of them is in sight."""
    return {
        "laptops": ListPart(
            tr("电脑"),
            tr("“他缺”“我缺”按最近一次收到它的数据包算。"),
            (
                tr("还没有和别的电脑交换过"),
                tr("导出一个数据包给别的电脑，或导入收到的数据包，那台电脑就列在这里。"),
            ),
            icon="laptop",
        ),
        "missing": ListPart(
            tr("缺照片"),
            tr("记录已经到了，照片还没有到。下次导出的数据包会自动索要，对方导入后再导出就会带来。"),
            (tr("照片都在"), tr("记录提到、本机没有的照片列在这里。")),
            icon="photo",
        ),
        "gaps": ListPart(
            tr("没有到的"),
            tr("后面的到了，前面的没有到。补上以前收到的数据包，或请那台电脑再导出一次。"),
            (tr("没有缺口"), tr("一台电脑的数据包少了一个时，缺的条数列在这里。")),
            icon="link",
        ),
        "quarantine": ListPart(
            tr("隔离区"),
            tr("内容原样存着，不显示、不统计。那台电脑登记了，或核对数字信任以后，自动生效。"),
            (
                tr("隔离区是空的"),
                tr("没有登记、已吊销的电脑写的，和超出权限的内容，存在这里不生效。"),
            ),
            icon="lock",
        ),
        "inbox": ListPart(
            tr("收件箱"),
            tr("没能导入的数据包，留了一份在这里。点一下再试；要等升级的，升级后再导入。"),
            (
                tr("收件箱是空的"),
                tr("损坏的、要升级程序才能读的数据包，留一份在这里。"),
            ),
            icon="file",
        ),
        "receipts": ListPart(
            tr("收据"),
            tr("每次导出和导入都有收据，点开可以打印。"),
            (tr("还没有收据"), tr("每次导出和导入的收据列在这里。")),
            icon="history",
        ),
    }


def laptop_line(laptop: Laptop) -> Line:
    """A laptop: what it is, when it was met, what each lacks."""
    tag, tone = standing_words(laptop)
    title = " · ".join(part for part in (laptop.name, laptop.unit) if part)
    parts = [moment_words(laptop.met_at)]
    if laptop.met_at is not None and laptop.standing in (Standing.MEMBER, Standing.PAIRED):
        parts.append(tr("他缺 {n} 条").format(n=f"{laptop.lacks:,}") if laptop.lacks else tr("他不缺"))
        parts.append(tr("我缺 {n} 条").format(n=f"{laptop.missing:,}") if laptop.missing else tr("我不缺"))
    if laptop.confirmed_to is not None:
        parts.append(tr("已确认到 {day}").format(day=day_words(laptop.confirmed_to)))
    return Line(title or laptop.key[:8], " · ".join(parts), tag, tone)


def missing_lines(seen: Overview) -> list[Line]:
    """Photos that have not arrived: from whom, how large."""
    lines = [
        Line(
            tr("照片未到（{who}）").format(
                who="，".join(part for part in (one.code, size_words(one.size) if one.size else "") if part)
            ),
            one.project or one.digest[:12],
        )
        for one in seen.missing_files[:_MOST_MISSING]
    ]
    if len(seen.missing_files) > _MOST_MISSING:
        left = len(seen.missing_files) - _MOST_MISSING
        lines.append(Line(tr("还有 {n} 个没有列出").format(n=f"{left:,}")))
    return lines


def gap_lines(seen: Overview) -> list[Line]:
    """Entries that have not arrived although later ones have."""
    lines = [Line(gap_words(one.code, one.first, one.last), one.where) for one in seen.gaps]
    if seen.unsigned:
        text = tr("{n} 条流水在等后面的签名").format(n=f"{seen.unsigned:,}")
        lines.append(Line(text, tr("同一台电脑的下一个数据包到了就生效")))
    return lines


def quarantine_lines(seen: Overview) -> list[Line]:
    """What is kept without effect: whose, why, and the digits to compare."""
    return [
        Line(
            tr("{who} 的 {n} 条流水：{why}").format(
                who=one.code or tr("不认识的电脑"),
                n=f"{one.count:,}",
                why=words.HELD[one.why.value],
            ),
            tr("核对码 {digits}").format(digits=one.digits) if one.digits else tr("没有它的名片"),
            tr("隔离"),
            "warning",
        )
        for one in seen.quarantined
    ]


def inbox_line(found: Found) -> Line:
    """A bundle that could not be taken in yet."""
    return Line(found.path.name, found_words(found))


def receipt_line(receipt: Receipt) -> Line:
    """An export or import of the past."""
    is_export = receipt.kind == "export"
    entries = receipt.body.get("entries")
    parts = [moment_words(receipt_moment(receipt))]
    if isinstance(entries, int):
        parts.append(tr("{n} 条流水").format(n=f"{entries:,}"))
    tag = tr("导出") if is_export else tr("导入")
    return Line(receipt_files(receipt), " · ".join(parts), tag, "accent" if is_export else "ok")
