"""Consistency rules of handing in: R23 (the line above the form) and R24 (what was handed in stays as it was).

Source: domain reference 3, "Cross-field consistency rules".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.finding import Finding, Level
from anxi_desktop.domain.month_report import Submitted
from anxi_desktop.domain.monthly import FORMS_OF, Source
from anxi_desktop.domain.review import Review, Rule, cell_words, some_names, value_words
from anxi_desktop.domain.snapshot import CellChange, changes

_PHONE = re.compile(r"[0-9+\- ]{7,20}")
_PLACE = ("unit_type",)
"""The cell nearest to the line above the form, which has no cells of its own."""


def _head(review: Review) -> Iterator[Finding]:
    """R23: unit, person, phone and day are filled in; owed when the forms are handed in."""
    problems = list(_head_problems(review))
    if not problems:
        return
    for forms in FORMS_OF.values():
        for form in forms:
            for block in tuple(review.blocks(form))[:1]:
                text = f"表头：{'；'.join(problems)}。"
                yield block.finding("R23", review.asking, _PLACE, text)


def _head_problems(review: Review) -> Iterator[str]:
    head, cut_off = review.report.head, review.report.data.cut_off
    filled = {
        "填报单位": head.unit.strip(),
        "填表人": head.person.strip(),
        "联系电话": head.phone.strip(),
        "填报日期": head.filled_on,
    }
    blank = [word for word, value in filled.items() if not value]
    if blank:
        yield f"没有填写{'、'.join(blank)}"
    if head.phone.strip() and not _PHONE.fullmatch(head.phone.strip()):
        yield f"联系电话“{head.phone.strip()}”应是7到20位，只有数字、加号、短横和空格"
    if head.filled_on is not None and head.filled_on < cut_off:
        yield f"填报日期 {head.filled_on.isoformat()} 早于统计截止日 {cut_off.isoformat()}"


def _handed_in(review: Review) -> Iterator[Finding]:
    """R24: a submission's text is the one that was hashed; what changed since is named and asks for a 更正."""
    report = review.report
    for family, forms in FORMS_OF.items():
        if any(form not in report.forms for form in forms):
            continue
        for handed in report.submitted:
            if handed.family is family and not handed.is_whole:
                yield from _altered(review, forms, handed)
        last = report.last_submitted(family)
        if last is None or not last.is_whole or last.snapshot is None:
            continue
        found = list(changes(last.snapshot.forms, report.frozen(family)))
        for form in forms:
            mine = [change for change in found if change.form == form and change.key in FIGURES[form]]
            yield from _to_correct(review, form, last, mine)


def _altered(review: Review, forms: Sequence[str], handed: Submitted) -> Iterator[Finding]:
    for block in tuple(review.blocks(*forms))[:1]:
        text = (
            f"{handed.submitted_on.isoformat()} 报送的存档与报送时的校验值不符，存档被改动过："
            "请用备份恢复，或与已盖章的纸质表核对后重新报送。"
        )
        yield block.finding("R24", Level.ERROR, _PLACE, text, [Source("submission", handed.id)])


def _to_correct(
    review: Review, form: str, handed: Submitted, found: Sequence[CellChange]
) -> Iterator[Finding]:
    """One finding per form, at the first changed cell that the form still has."""
    blocks = tuple(review.blocks(form))
    if not found or not blocks:
        return
    changed = {change.unit_type for change in found}
    block = next((one for one in blocks if one.block.unit_type in changed), blocks[0])
    keys = tuple(change.key for change in found if change.unit_type == block.block.unit_type)
    cells = some_names(
        f"{cell_words(form, change.key)}从 {value_words(change.old)} 变为 {value_words(change.new)}"
        for change in sorted(found, key=lambda change: change.unit_type != block.block.unit_type)
    )
    text = f"{handed.submitted_on.isoformat()} 报送以后有 {len(found)} 栏变了，需要更正：{cells}。"
    source = Source("submission", handed.id)
    yield block.finding("R24", Level.NOTE, keys or _PLACE, text, [source])


RULES: dict[str, Rule] = {"R23": _head, "R24": _handed_in}
