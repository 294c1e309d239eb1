"""Commands about a month: every figure of its forms, and the forms as files."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from pathlib import Path

from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.domain import consistency
from anxi_desktop.domain.consistency import LEVEL_WORDS, Finding, Level
from anxi_desktop.domain.figure_words import FIGURES, label_of
from anxi_desktop.domain.month_report import MonthReport
from anxi_desktop.domain.monthly import FORM_3, FORMS, FORMS_OF, Block
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import decimal_text
from anxi_desktop.store.month_data import hazard_flows, open_hazards
from anxi_desktop.store.month_forms import month_report

_FLOW_WORDS = {
    "self_works": "自查（工程）",
    "self_property": "自查（物业）",
    "supervised_works": "监督（工程）",
    "supervised_property": "监督（物业）",
}


def figures(context: Context, options: argparse.Namespace) -> Outcome:
    """`figures YYYY-MM`: every cell of the forms, what does not fit, and the flow of hazards."""
    with context.store() as store:
        report = month_report(store.connection, options.month, own_unit_type=context.settings().unit_type)
        flows = hazard_flows(store.connection, report.data.period)
        still_open = open_hazards(store.connection, report.data.cut_off)
    # Who fills the form in is asked when it is handed in, not when figures are looked at.
    found = [one for one in consistency.findings(report, today=date.today()) if one.rule != "R23"]
    lines = list(_told(report, options.month))
    for name, word in _FLOW_WORDS.items():
        lines.append(f"{word}：发现 {flows[name]['found']} 条，销号 {flows[name]['closed']} 条")
    lines.append(f"截止日未销号：{still_open} 条")
    lines.extend(_lines(found))
    return Outcome(
        {
            **{form: {"blocks": [_cells(form, block) for block in report.forms[form]]} for form in FORMS},
            "findings": _findings(found),
            "flows": flows,
            "open": still_open,
        },
        lines,
        _status(found),
    )


def report(context: Context, options: argparse.Namespace) -> Outcome:
    """`report YYYY-MM`: one file per form and format, and the work summary of each family."""
    from anxi_desktop.files import report as files
    from anxi_desktop.files.submitting import submission

    families = tuple(Family) if options.family == "all" else (Family(options.family),)
    labels = [FORM_3] if options.family == "all" else []
    labels += [form for family in families for form in FORMS_OF[family]]
    settings, today, folder = context.settings(), date.today(), Path(options.out)
    with context.store() as store:
        forms = files.month_forms(
            store,
            options.month,
            settings=settings,
            resources=context.resources,
            today=today,
            final=options.submit,
        )
        written = context.run(
            files.write_report(
                store,
                [forms[label] for label in labels],
                folder=folder,
                resources=context.resources,
                formats=options.formats,
            )
        )
        papers = {
            family: [path for path in written.files if path.name.split(" ")[0] in FORMS_OF[family]]
            for family in families
        }
        summaries: list[Path] = []
        if "docx" in options.formats:
            from anxi_desktop.files.work_summary import write_summary

            for family in families:
                made = write_summary(
                    store, forms[FORM_3].report, family, folder=folder, resources=context.resources
                )
                summaries.append(made)
                papers[family].append(made)
        submitted: list[str] = []
        for family in families if options.submit else ():
            handed = submission(
                store, forms[FORM_3].report, written.findings, family, today=today, papers=papers[family]
            )
            store.edit("提交月报", handed.saves, author=settings.person)
            submitted.append(handed.id)
    paths = [*written.files, *summaries]
    lines = [f"已生成：{path}" for path in paths]
    if submitted:
        lines.append("已提交，数值已冻结。以后数据变化会生成更正，不会悄悄改变。")
    if written.missing:
        lines.append(f"这些字没有字形，PDF 里印成 □：{''.join(written.missing)}")
    lines.extend(_lines(written.findings))
    return Outcome(
        {
            "files": [str(path) for path in paths],
            "findings": _findings(written.findings),
            "missing_characters": list(written.missing),
            "submissions": submitted,
        },
        lines,
        _status(written.findings),
    )


def _told(report: MonthReport, month: object) -> Iterable[str]:
    for form in FORMS:
        yield f"{month} {form}"
        for block in report.forms[form]:
            yield f"【{block.unit_type}】"
            for key in FIGURES[form]:
                figure = block.figures.get(key)
                if figure is not None:
                    yield f"  {label_of(form, key)}：{'' if figure.value is None else figure.value}"


def _cells(form: str, block: Block) -> dict[str, object]:
    cells: dict[str, object] = {} if form == FORM_3 else {"unit_type": block.unit_type}
    for key, figure in block.figures.items():
        value = figure.value
        cells[key] = decimal_text(value) if isinstance(value, Decimal) else value
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
