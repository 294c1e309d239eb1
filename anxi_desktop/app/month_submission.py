"""Handing a month in: submit (freeze), attach sealed scans, pack, draft the mail, copy to a stick.

Each is work beside the window with a store of its own; what it writes is one action of the undo stack.
"""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from anxi_desktop.app import paths
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.month_sending import addresses_of
from anxi_desktop.app.reports import MonthForm
from anxi_desktop.app.session import Session
from anxi_desktop.domain.consistency import Finding, Level
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.form_deadlines import FormDeadline, form_deadline
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Submitted
from anxi_desktop.domain.monthly import FORM_3, FORMS_OF
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.snapshot import CellChange
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.files.printable import printable
from anxi_desktop.files.report import month_forms, write_report
from anxi_desktop.files.submitting import moved_cells, papers_of, scan_saves, submission
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Done, Store
from anxi_desktop.store.work_calendar import work_calendar

_LONGEST_UNIT = 60

FAMILY_WORDS = {Family.WORKS: "工程", Family.PROPERTY: "物业"}


@dataclass(frozen=True, slots=True)
class HandedIn:
    """How a family's month stands: what was handed in last, what moved since, when it is due."""

    month: Month
    family: Family
    last: Submitted | None
    moved: tuple[CellChange, ...]
    deadline: FormDeadline
    errors: tuple[Finding, ...]
    can_submit: bool
    """There is something to freeze: nothing was yet, or what was handed in is not what would be handed in now."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a piece of work wrote into the store, for the undo stack."""

    done: Done
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """Files made for handing in, and what must be said about them ("" for nothing)."""

    files: tuple[Path, ...]
    warning: str = ""


class MonthSubmissions:
    """What the page needs for handing in. Reads in the window's thread, gives work for jobs."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def state(self, forms: dict[str, MonthForm], family: Family) -> HandedIn:
        """How a family's month stands; `forms` as checked for handing in (final)."""
        report = forms[FORM_3].report
        mine = [finding for form in FORMS_OF[family] for finding in forms[form].findings]
        return HandedIn(
            month=report.data.month,
            family=family,
            last=report.last_submitted(family),
            moved=moved_cells(report, family),
            deadline=deadline_of(self._session, family, report.data.month),
            errors=tuple(finding for finding in mine if finding.level is Level.ERROR),
            can_submit=not report.still_stands(family),
        )

    def submit_work(self, month: Month, family: Family, *, reason: str, today: date) -> Work:
        """Work that writes the papers, keeps them and freezes the month; its result is Written."""
        session = self._session
        folder, settings, resources = session.store.folder, session.settings, session.resources
        profile = paths.profile_folder()

        def work() -> Generator[tuple[int, str], None, Written]:
            with closing(Store.open(folder, profile=profile)) as store, _scratch() as scratch:
                yield 5, "计算报表"
                forms = month_forms(
                    store, month, settings=settings, resources=resources, today=today, final=True
                )
                mine = [forms[label] for label in FORMS_OF[family]]
                written = yield from write_report(store, mine, folder=scratch, resources=resources)
                yield 80, "工作总结"
                papers = [*written.files, *_summary(store, forms, family, scratch, resources)]
                yield 95, "冻结数值"
                report = forms[FORM_3].report
                made = submission(
                    store, report, written.findings, family, today=today, papers=papers, reason=reason
                )
                title = f"提交{month}{FAMILY_WORDS[family]}月报"
                return Written(store.edit(title, made.saves, author=settings.person), ())

        return work

    def record(self, title: str, written: Written) -> None:
        """Put what a job wrote on the undo stack and tell every page."""
        self._session.record(title, written.done)

    def add_scans(self, handed: Submitted, scans: Sequence[Path]) -> None:
        """Keep scans of the sealed papers with a submission, as one action."""
        session = self._session
        saves = scan_saves(session.store, handed.id, handed.files, scans)
        session.edit("附盖章扫描件", saves)

    def papers(self, handed: Submitted) -> list[tuple[str, Path | None]]:
        """The kept papers of a submission by name, None where a file has not arrived on this laptop."""
        store = self._session.store
        return [(name, attachment_path(store, digest)) for name, digest in papers_of(handed.files).items()]

    def package_work(self, handed: Submitted, month: Month, target: Path) -> Work:
        """Work that packs a submission's papers into one zip in `target`; its result is Sent."""
        session = self._session
        parts, name = self._parts(handed), package_name(session.settings, month, handed.family)

        def work() -> Generator[tuple[int, str], None, Sent]:
            yield 10, "打包"
            return Sent((_pack(target / f"{name}.zip", parts, name),))

        return work

    def mail_work(self, handed: Submitted, month: Month, target: Path) -> Work:
        """Work that packs the papers and writes mail drafts into `target`; its result is Sent.

        Errors: no_recipient where the settings name none for the family, bad_address.
        """
        settings = self._session.settings
        to = recipients(settings, handed.family)
        if not to:
            raise AnxiError("no_recipient", family=FAMILY_WORDS[handed.family])
        parts, name = self._parts(handed), package_name(settings, month, handed.family)

        def work() -> Generator[tuple[int, str], None, Sent]:
            from anxi_desktop.files.mail_draft import mail_drafts, write_drafts

            with _scratch() as scratch:
                yield 10, "打包"
                whole = _pack(scratch / f"{name}.zip", parts, name)
                yield 60, "写邮件"
                draft = partial(
                    mail_drafts,
                    name,
                    _letter(settings, month, handed.family, [part for part, _ in parts]),
                    sender=settings.mail_sender,
                    to=to,
                    limit_bytes=settings.mail_limit_mb * 1024 * 1024,
                )
                drafts = draft(attachments=[whole])
                if drafts[0].too_large:
                    drafts = draft(attachments=_loose(scratch / "单件", parts))
                files = write_drafts(target, name, drafts)
            large = sum(draft.too_large for draft in drafts)
            warning = (
                f"有 {large} 个附件单独就超过邮件上限 {settings.mail_limit_mb} MB，请改用U盘。"
                if large
                else ""
            )
            return Sent(tuple(files), warning)

        return work

    def copy_work(self, handed: Submitted, month: Month, target: Path) -> Work:
        """Work that copies the package to `target`, a folder of a stick, and reads it back; its result is Sent."""
        settings = self._session.settings
        parts, name = self._parts(handed), package_name(settings, month, handed.family)

        def work() -> Generator[tuple[int, str], None, Sent]:
            from anxi_desktop.files.usb_copy import copy_verified

            with _scratch() as scratch:
                yield 5, "打包"
                whole = _pack(scratch / f"{name}.zip", parts, name)
                copied = yield from copy_verified([whole], target)
            return Sent(tuple(copied))

        return work

    def _parts(self, handed: Submitted) -> list[tuple[str, Path]]:
        """The papers that are here. Raises AnxiError("papers_missing") where one is not."""
        found = self.papers(handed)
        missing = [name for name, path in found if path is None]
        if missing or not found:
            raise AnxiError("papers_missing", names="、".join(missing) or "全部文件")
        return [(name, path) for name, path in found if path is not None]


def package_name(settings: Settings, month: Month, family: Family) -> str:
    """安溪县质安中心 工程 2026年10月 安全生产标准化月报, as a file may be called: of a long unit the month stays."""
    who = f"{safe_name(printable(settings.unit), limit=_LONGEST_UNIT)} " if settings.unit.strip() else ""
    return f"{who}{FAMILY_WORDS[family]} {month.year}年{month.month}月 安全生产标准化月报"


def deadline_of(session: Session, family: Family, month: Month) -> FormDeadline:
    """When a family's forms of a month are due, by the calendar and the days the settings name."""
    settings = session.settings
    return form_deadline(
        family,
        month,
        work_calendar(session.store, session.resources),
        works_day=settings.works_day,
        property_day=settings.property_day,
    )


def recipients(settings: Settings, family: Family) -> list[str]:
    """Whom a family's forms go to, as the settings name them."""
    return addresses_of(settings.mail_works if family is Family.WORKS else settings.mail_property)


def _summary(
    store: Store, forms: dict[str, MonthForm], family: Family, folder: Path, resources: Path
) -> list[Path]:
    from anxi_desktop.files.work_summary import write_summary

    return [write_summary(store, forms[FORM_3].report, family, folder=folder, resources=resources)]


def _pack(path: Path, parts: Sequence[tuple[str, Path]], title: str) -> Path:
    from anxi_desktop.files.month_package import PackagePart, write_package

    made = [PackagePart(name, source) for name, source in parts]
    return write_package(path, made, title=title, made_at=datetime.now()).path


def _loose(folder: Path, parts: Sequence[tuple[str, Path]]) -> list[Path]:
    """The papers one by one under their own names, for a mail that must be split."""
    import shutil

    folder.mkdir(parents=True, exist_ok=True)
    return [Path(shutil.copyfile(source, folder / name)) for name, source in parts]


def _letter(settings: Settings, month: Month, family: Family, names: Sequence[str]) -> str:
    listed = "\n".join(f"  {number}. {name}" for number, name in enumerate(names, 1))
    signed = "\n".join(part for part in (settings.unit, settings.person, settings.phone) if part)
    return (
        f"您好：\n\n现报送{month.year}年{month.month}月{FAMILY_WORDS[family]}安全生产标准化提升进展情况月报表和工作总结，"
        f"请查收。附件内容：\n{listed}\n\n{signed}\n"
    )


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for files on their way, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="anxi-month-", ignore_cleanup_errors=True) as name:
        yield Path(name)
