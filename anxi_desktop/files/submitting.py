"""提交: a family's month is frozen with its values, checks and papers; a later change makes a 更正, never a silent one.

The papers that went out are kept among the attachments under their SHA-256, so that they can be shown as they were.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month_report import MonthReport
from anxi_desktop.domain.monthly import FORMS_OF
from anxi_desktop.domain.records.fields import BODY_LIMIT
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.snapshot import CellChange, FrozenFinding, Snapshot, changes, digest_of
from anxi_desktop.files.month_package import windows_names
from anxi_desktop.store.attachments import keep_file
from anxi_desktop.store.store import Store, new_id

PAPER_LIMIT = 200 * 1024 * 1024
"""A scan of a sealed form has some MB; more than this is a mistake."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What is written down: the record's id and digest, whether it is new, and the saves that write it."""

    id: str
    digest: str
    is_new: bool
    saves: tuple[Save, ...]


def moved_cells(report: MonthReport, family: Family) -> tuple[CellChange, ...]:
    """The cells that stand otherwise now than they were handed in last; empty where nothing was handed in."""
    last = report.last_submitted(family)
    if last is None or last.snapshot is None:
        return ()
    return tuple(changes(last.snapshot.forms, report.frozen(family)))


def submission(
    store: Store,
    report: MonthReport,
    findings: Iterable[Finding],
    family: Family,
    *,
    today: date,
    papers: Sequence[Path] = (),
    reason: str = "",
) -> Submission:
    """The submission of a family's forms as they stand now, with its papers kept among the attachments.

    Where nothing moved since the last one, that one stands (`is_new` False) and only further papers are added to it;
    one whose text is no longer the one that was hashed cannot stand. Errors: those of `keep_file`, too_many_blocks.
    """
    files = _kept(store, papers)
    last = report.last_submitted(family)
    if last is not None and report.still_stands(family):
        whole = [*last.files, *(line for line in files if line not in last.files)]
        added = (Save("submission", last.id, {"files": whole}),) if whole != list(last.files) else ()
        return Submission(last.id, last.digest, False, added)
    snapshot = report.snapshot(family, _frozen(findings, family))
    body = _fitting(snapshot)
    row = new_id()
    values = {
        "month": snapshot.month,
        "family": family.value,
        "submitted_on": today.isoformat(),
        "person": report.head.person or None,
        "corrects": last.id if last is not None else None,
        "reason": reason or None,
        "digest": digest_of(body),
        "body": body,
        "files": files or None,
    }
    return Submission(row, digest_of(body), True, (Save("submission", row, values),))


def scan_saves(store: Store, submitted: str, files: Sequence[str], scans: Sequence[Path]) -> list[Save]:
    """The save that adds sealed scans to a submission. Errors: those of `keep_file`.

    Scanners call every paper the same: one of a name that is there already gets a name of its own.
    """
    papers = dict(papers_of(files))
    lines: list[str] = []
    for path in scans:
        digest = keep_file(store, path, limit=PAPER_LIMIT).digest
        if papers.get(path.name) != digest:
            (name,) = windows_names([path.name], taken=papers)
            papers[name] = digest
            lines.append(f"{digest} {name}")
    return [Save("submission", submitted, {"files": [*files, *lines]})]


def papers_of(files: Iterable[str]) -> Mapping[str, str]:
    """The kept papers of a submission: name → SHA-256, a later one of a name over an earlier one."""
    found: dict[str, str] = {}
    for line in files:
        digest, _, name = line.partition(" ")
        found[name] = digest
    return found


def _fitting(snapshot: Snapshot) -> str:
    """The text to keep: of more findings than a record holds the lightest are left out, and their number is told."""
    order = [level.value for level in Level]
    kept = sorted(snapshot.findings, key=lambda one: order.index(one.level))
    body = snapshot.text()
    while len(body) > BODY_LIMIT:
        if not kept:
            raise AnxiError("too_many_blocks", n=max(len(blocks) for blocks in snapshot.forms.values()))
        over = len(body) - BODY_LIMIT
        while kept and over > 0:
            over -= len(kept.pop().text)
        words = f"另有 {len(snapshot.findings) - len(kept)} 条核对结果没有存下。"
        some = (*kept, FrozenFinding("…", Level.NOTE.value, words))
        body = dataclasses.replace(snapshot, findings=some).text()
    return body


def _kept(store: Store, papers: Sequence[Path]) -> list[str]:
    """Keep the papers; each as "sha256 name"."""
    return [f"{keep_file(store, path, limit=PAPER_LIMIT).digest} {path.name}" for path in papers]


def _frozen(findings: Iterable[Finding], family: Family) -> list[FrozenFinding]:
    return [
        FrozenFinding(found.rule, found.level.value, found.text)
        for found in findings
        if found.form in FORMS_OF[family]
    ]
