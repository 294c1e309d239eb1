"""A check list as an empty form, for people who go out with paper."""

from __future__ import annotations

from anxi_desktop.domain.checklist import CheckList, Group
from anxi_desktop.domain.records.inspection import ListKind
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.letter import Block, Column, Facts, Look, Paper, Para, Signature, Signatures, Table

_SCORED = (
    Column("序号", 8, Align.CENTER),
    Column("检查项目", 46),
    Column("应得分", 11, Align.CENTER),
    Column("扣减分", 11, Align.CENTER),
    Column("实得分", 11, Align.CENTER),
    Column("扣分原因", 38),
)
_PLAIN = (
    Column("序号", 8, Align.CENTER),
    Column("检查项", 66),
    Column("检查方法", 22),
    Column("结果", 11, Align.CENTER),
    Column("问题", 30),
)


def blank_form(check_list: CheckList, *, unit: str) -> Paper:
    """The form: a head to fill in, a table per group, places to sign. Scored tables have 保证项目 summed apart."""
    head = (
        ("项目名称", ""),
        ("受检单位", ""),
        ("检查日期", "    年    月    日"),
        ("检查单位", unit),
        ("检查人员", ""),
        ("现场负责人", ""),
    )
    blocks: list[Block] = [Facts(head)]
    scored = check_list.kind is ListKind.SCORED
    for group in check_list.groups:
        title = f"{group.number} {group.title}".strip()
        rows = tuple(_scored_rows(group) if scored else _plain_rows(group))
        blocks.append(Table(_SCORED if scored else _PLAIN, rows, title))
    if scored:
        text = "保证项目中有一项得 0 分，或保证项目小计不足 40 分的，该表记 0 分；缺项按实际检查的项目折算。"
        blocks.append(Para(text, small=True))
    else:
        blocks.append(Para("结果栏：符合画“√”，不符合画“×”，没有这一项画“／”。", small=True))
    blocks.append(Signatures((Signature("检查人员（签字）："), Signature("受检单位（签字）："))))
    return Paper(
        f"{check_list.title}检查表", Look.FORM, number=f"版本：{check_list.edition}", blocks=tuple(blocks)
    )


def _scored_rows(group: Group) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    kinds = (True, False) if group.guarantee_full else (False,)
    for is_guarantee in kinds:
        items = [item for item in group.items if item.is_guarantee is is_guarantee]
        for item in items:
            mark = "（保证项目）" if is_guarantee else ""
            rows.append(
                (
                    str(len([row for row in rows if row[0]]) + 1),
                    f"{item.title}{mark}",
                    str(item.full),
                    "",
                    "",
                    "",
                )
            )
        if group.guarantee_full:
            name = "保证项目小计" if is_guarantee else "一般项目小计"
            rows.append(("", name, str(sum(item.full or 0 for item in items)), "", "", ""))
    rows.append(("", "合计", str(group.full), "", "", ""))
    return rows


def _plain_rows(group: Group) -> list[tuple[str, ...]]:
    return [(str(number), item.title, item.method, "", "") for number, item in enumerate(group.items, 1)]
