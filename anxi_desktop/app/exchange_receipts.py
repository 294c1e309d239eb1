"""What a receipt of an exchange says, on the screen and on paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import cast

from anxi_desktop.domain import words
from anxi_desktop.domain.site import Card
from anxi_desktop.files.letter import Block, Facts, Look, Paper, Para, Signature, Signatures
from anxi_desktop.store.meeting import Receipt

Line = tuple[str, str]


def receipt_title(receipt: Receipt) -> str:
    """导出 or 导入, of which files."""
    return f"{'导出' if receipt.kind == 'export' else '导入'} {receipt_files(receipt)}"


def receipt_files(receipt: Receipt) -> str:
    """The names of the bundles a receipt is about."""
    found = receipt.body.get("files") if receipt.kind == "export" else [receipt.body.get("file", "")]
    return "、".join(str(name) for name in cast("list[object]", found)) if isinstance(found, list) else ""


def receipt_moment(receipt: Receipt) -> datetime:
    """When it was, in local time."""
    return datetime.fromtimestamp(receipt.at / 1000)


def receipt_lines(receipt: Receipt, cards: Mapping[str, Card]) -> list[Line]:
    """Names and values of a receipt, in order; `cards` name laptops by their public key."""
    lines: list[Line] = [("时间", f"{receipt_moment(receipt):%Y-%m-%d %H:%M}")]
    lines += _export(receipt, cards) if receipt.kind == "export" else _import(receipt)
    return lines


def receipt_paper(printed: Sequence[Receipt], cards: Mapping[str, Card], *, unit: str, code: str) -> Paper:
    """One page to file: what went out or came in, and room for both to sign."""
    is_export = all(receipt.kind == "export" for receipt in printed)
    blocks: list[Block] = []
    for receipt in printed:
        if len(printed) > 1:
            blocks.append(Para(receipt_files(receipt), bold=True))
        blocks.append(Facts(tuple(receipt_lines(receipt, cards))))
    note = (
        "导出不会减少本机的任何内容。对方导入以后再传回数据包，本机才能确认对方已经收到。"
        if is_export
        else "导入要么全部完成，要么没有发生；导入不会抹掉任何一个值。"
    )
    blocks += [
        Para(""),
        Para(note, small=True),
        Para(""),
        Signatures((Signature("交出人："), Signature("接收人："))),
    ]
    return Paper(
        title="数据交换收据" + ("（导出）" if is_export else "（导入）"),
        look=Look.FORM,
        number=" ".join(part for part in (unit, f"电脑 {code}" if code else "") if part),
        blocks=tuple(blocks),
    )


def _export(receipt: Receipt, cards: Mapping[str, Card]) -> list[Line]:
    body = receipt.body
    to = str(body.get("to") or "")
    card = cards.get(to)
    whom = "所有人" if not to else _name(card) if card is not None else to[:8]
    lines = [
        ("给谁", whom),
        ("文件", receipt_files(receipt)),
        ("记录", f"{_number(body, 'entries'):,} 条"),
        ("照片和附件", f"{_number(body, 'attachments'):,} 个"),
    ]
    missing = body.get("missing")
    if isinstance(missing, list) and missing:
        lines.append(("本机缺少、没有放入的照片", f"{len(cast('list[object]', missing)):,} 个"))
    bundles = body.get("bundles")
    if isinstance(bundles, list):
        lines.append(("数据包编号", "、".join(str(one)[:8] for one in cast("list[object]", bundles))))
    return lines


def _import(receipt: Receipt) -> list[Line]:
    body = receipt.body
    lines = [("文件", receipt_files(receipt)), ("来自", _sender(body.get("sender")))]
    part = body.get("part")
    if isinstance(part, list) and part[-1:] != [1]:
        first, last = (str(one) for one in cast("list[object]", part))
        lines.append(("第几个包", f"第 {first} 个，共 {last} 个"))
    lines += [
        ("收到的流水", f"{_number(body, 'entries'):,} 条，另有 {_number(body, 'known'):,} 条以前已有"),
        ("新增记录", f"{_number(body, 'new'):,} 条"),
        ("改动记录", f"{_number(body, 'changed'):,} 条"),
        ("收到照片和附件", f"{_number(body, 'files'):,} 个"),
        ("冲突", f"{_number(body, 'conflicts'):,} 条"),
    ]
    for name, word, unit in (
        ("waiting", "现在等待签名", "条流水"),
        ("unknown", "等升级后显示", "条记录"),
        ("missing_attachments", "还缺照片和附件", "个"),
    ):
        if _number(body, name):
            lines.append((word, f"{_number(body, name):,} {unit}"))
    held = body.get("quarantined")
    if isinstance(held, dict) and held:
        listed = cast("dict[str, object]", held)
        said = "；".join(f"{count} 条，{words.HELD.get(why, why)}" for why, count in listed.items())
        lines.append(("隔离区里现有", said))
    missing = body.get("gaps")
    if isinstance(missing, list) and missing:
        lines.append(("没有到的流水", "；".join(_gap(one) for one in cast("list[object]", missing)[:20])))
    lines.append(("数据包编号", str(body.get("bundle", ""))[:8]))
    return lines


def gap_words(code: str, first: int, last: int) -> str:
    """K7 的第 57–80 条未到."""
    return f"{code} 的第 {first}–{last} 条未到" if last > first else f"{code} 的第 {first} 条未到"


def _gap(found: object) -> str:
    code, _, first, last = cast("list[object]", found)
    return gap_words(str(code), int(str(first)), int(str(last)))


def _sender(found: object) -> str:
    if not isinstance(found, dict):
        return ""
    card = cast("dict[str, object]", found)
    return " ".join(str(card.get(name)) for name in ("code", "person", "unit") if card.get(name))


def _name(card: Card) -> str:
    return " ".join(part for part in (card.code, card.person, card.unit) if part)


def _number(body: Mapping[str, object], name: str) -> int:
    found = body.get(name)
    return found if isinstance(found, int) else 0
