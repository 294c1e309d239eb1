"""Commands about a month: every figure of its forms, and the forms as files."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.domain import consistency, monthly
from anxi_desktop.domain.consistency import LEVEL_WORDS, Finding, Level
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.figure_words import FIGURES
from anxi_desktop.domain.monthly import FORM_4, Block
from anxi_desktop.domain.records.project import Family
from anxi_desktop.store.month_data import month_data

_FLOW_WORDS = {
    "self_works": "自查（工程）",
    "self_property": "自查（物业）",
    "supervised_works": "监督（工程）",
    "supervised_property": "监督（物业）",
}


def figures(context: Context, options: argparse.Namespace) -> Outcome:
    """`figures YYYY-MM`: every cell of the forms, what does not fit, and the flow of hazards."""
    with context.store() as store:
        data = month_data(store.connection, options.month, own_unit_type=context.settings().unit_type)
    blocks = monthly.form_4(data)
    found = consistency.findings(data, blocks)
    flows = {name: dataclasses.asdict(flow) for name, flow in monthly.hazard_flows(data).items()}
    still_open = monthly.open_hazards(data)
    lines = [f"{options.month} {FORM_4}"]
    for block in blocks:
        lines.append(f"【{block.unit_type}】")
        for key, words in FIGURES[FORM_4].items():
            figure = block.figures.get(key)
            if figure is not None:
                lines.append(f"  {words.label}：{'' if figure.value is None else figure.value}")
    for name, word in _FLOW_WORDS.items():
        lines.append(f"{word}：发现 {flows[name]['found']} 条，销号 {flows[name]['closed']} 条")
    lines.append(f"截止日未销号：{still_open} 条")
    lines.extend(_lines(found))
    return Outcome(
        {
            FORM_4: {"blocks": [_cells(block) for block in blocks]},
            "findings": _findings(found),
            "flows": flows,
            "open": still_open,
        },
        lines,
        _status(found),
    )


def report(context: Context, options: argparse.Namespace) -> Outcome:
    """`report YYYY-MM`: one file per form and format."""
    from anxi_desktop.files import report as files

    if "docx" in options.formats:
        raise AnxiError("not_built", what="每月工作总结（docx）")
    if options.family == Family.PROPERTY.value:
        raise AnxiError("not_built", what="物业的附件6、附件7")
    settings = context.settings()
    with context.store() as store:
        form = files.month_form(
            store,
            options.month,
            settings=settings,
            resources=context.resources,
            filled_on=files.filled_day(options.month, date.today()),
        )
        written = context.run(
            files.write_report(
                store,
                form,
                folder=Path(options.out),
                resources=context.resources,
                formats=options.formats,
            )
        )
    lines = [f"已生成：{path}" for path in written.files]
    if written.missing:
        lines.append(f"这些字没有字形，PDF 里印成 □：{''.join(written.missing)}")
    if options.family == "all":
        lines.append("附件5、6、7 和每月工作总结，这个版本还没有。")
    lines.extend(_lines(written.findings))
    return Outcome(
        {
            "files": [str(path) for path in written.files],
            "findings": _findings(written.findings),
            "missing_characters": list(written.missing),
        },
        lines,
        _status(written.findings),
    )


def _cells(block: Block) -> dict[str, object]:
    cells: dict[str, object] = {"unit_type": block.unit_type}
    cells.update({key: figure.value for key, figure in block.figures.items()})
    return cells


def _findings(found: Iterable[Finding]) -> list[dict[str, object]]:
    return [
        {
            "rule": finding.rule,
            "level": finding.level.value,
            "form": finding.form,
            "text": finding.text,
            "unit_type": finding.unit_type,
            "keys": list(finding.keys),
        }
        for finding in found
    ]


def _lines(found: Iterable[Finding]) -> list[str]:
    return [
        f"{LEVEL_WORDS[finding.level]} {finding.rule}（{finding.form} {finding.unit_type}）{finding.text}"
        for finding in found
    ]


def _status(found: Iterable[Finding]) -> Status:
    return Status.WAITING if any(finding.level is Level.ERROR for finding in found) else Status.DONE
