"""Carrying data out and in, as jobs with a store of their own: exports, mails, plans, imports, printed receipts."""

from __future__ import annotations

import tempfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from anxi_desktop import __version__
from anxi_desktop.app import paths
from anxi_desktop.app.exchange_plan import Reading, held_beyond, opener_of, read_plan, share_of
from anxi_desktop.app.exchange_receipts import receipt_paper
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.site import Card
from anxi_desktop.files.exchange_export import (
    DEFAULT_LIMIT,
    Exported,
    ExportOrder,
    ExportPlan,
    Photos,
    export_bundles,
    free_name,
    plan_export,
)
from anxi_desktop.files.exchange_import import INBOX, ImportReport, import_bundle
from anxi_desktop.store.acceptance import Held, held_counts
from anxi_desktop.store.atomic import disk_error
from anxi_desktop.store.meeting import Receipt, receipts
from anxi_desktop.store.store import Store

__all__ = ["DEFAULT_LIMIT", "ExportOrder", "ExportPlan", "ImportReport", "Photos", "Reading", "Receipt"]

_OF_A_MAIL = 0.7
"""What a bundle may be of the size of a mail: base64 with its line ends makes it 1.37 times as large."""
_SUBJECT = "安溪安全生产标准化数据包"


@dataclass(frozen=True, slots=True)
class Delivered:
    """What an export has made: the files to hand over (bundles, or mails), read back, and its receipt.

    `missing` counts photos that are lost here, `too_large` files that no mail of the size in the settings takes.
    """

    files: tuple[Path, ...]
    exported: Exported
    receipt: Receipt | None
    too_large: int = 0


@dataclass(slots=True)
class Imported:
    """What an import has done so far, file by file, and what could not be taken in.

    `held` by reason what is kept without effect and was not before.
    """

    reports: list[ImportReport] = field(default_factory=list[ImportReport])
    failed: list[tuple[Path, AnxiError]] = field(default_factory=list[tuple[Path, AnxiError]])
    receipts: list[Receipt] = field(default_factory=list[Receipt])
    tables: set[str] = field(default_factory=set[str])
    held: dict[Held, int] = field(default_factory=dict[Held, int])


class ExchangeWork:
    """Work for jobs; nothing here touches the window's own store but to read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def mail_limit(self) -> int:
        """How large a bundle in a mail may be, in bytes: 14 MB for the usual mail of 20 MB."""
        return int(self._session.settings.mail_limit_mb * 1024 * 1024 * _OF_A_MAIL)

    def plan_work(self, order: ExportOrder) -> Work:
        """Work that counts what an export would carry; its result is an ExportPlan."""

        def work() -> Generator[tuple[int, str], None, ExportPlan]:
            yield 0, "计算要导出的内容"
            with self._store() as store:
                return plan_export(store, order)

        return work

    def export_work(self, order: ExportOrder, target: Path) -> Work:
        """Work that writes bundles into the folder `target` and reads them back; its result is Delivered."""
        code = self._session.store.owner().code

        def work() -> Generator[tuple[int, str], None, Delivered]:
            with self._store() as store:
                _demand_folder(target)
                path = free_name(target, code, date.today())
                if order.seal_for or order.passphrase:
                    exported = yield from _sealed_there(store, order, path)
                else:
                    exported = yield from export_bundles(store, order, path, made_by=__version__)
                return Delivered(exported.files, exported, _newest(store, "export"))

        return work

    def mail_work(self, order: ExportOrder, target: Path, to: Sequence[str]) -> Work:
        """Work that writes mail drafts with bundles into the folder `target`; its result is Delivered.

        Errors: bad_address.
        """
        settings = self._session.settings
        code = self._session.store.owner().code
        bounded = replace(order, limit_bytes=order.limit_bytes or self.mail_limit())

        def work() -> Generator[tuple[int, str], None, Delivered]:
            from anxi_desktop.files.mail_draft import mail_drafts, write_drafts

            limit = settings.mail_limit_mb * 1024 * 1024
            mail_drafts("", "", sender=settings.mail_sender, to=to, attachments=[], limit_bytes=limit)
            with self._store() as store, _scratch() as scratch:
                _demand_folder(target)
                path = free_name(scratch, code, date.today())
                exported = yield from export_bundles(store, bounded, path, made_by=__version__)
                yield 96, "写邮件"
                drafts = mail_drafts(
                    f"{_SUBJECT} {code} {date.today():%Y-%m-%d}",
                    _letter(settings.unit, settings.person, settings.phone, sealed=bool(order.passphrase)),
                    sender=settings.mail_sender,
                    to=to,
                    attachments=exported.files,
                    limit_bytes=limit,
                )
                files = write_drafts(target, path.stem, drafts)
                large = sum(draft.too_large for draft in drafts)
                return Delivered(tuple(files), exported, _newest(store, "export"), large)

        return work

    def read_work(self, paths: Sequence[Path], *, passphrase: str = "") -> Work:
        """Work that says of each bundle what importing it would do; its result is a list of Reading.

        In a folder without a county key the plan is made as if its laptops were trusted: `report.paired` names those
        that are not yet. What cannot be read carries its error.
        """

        def work() -> Generator[tuple[int, str], None, list[Reading]]:
            found: list[Reading] = []
            with self._store() as store:
                opener = opener_of(store, passphrase)
                for number, path in enumerate(paths):
                    try:
                        steps = read_plan(store, path, opener)
                        found.append((yield from share_of(steps, number, len(paths))))
                    except AnxiError as error:
                        found.append(Reading(path, error=error))
            return found

        return work

    def import_work(
        self,
        paths: Sequence[Path],
        *,
        pairing: bool,
        passphrase: str = "",
        so_far: Imported | None = None,
    ) -> Work:
        """Work that takes bundles in, one transaction each; its result is Imported.

        `so_far` is filled as it goes, so that one who cancels knows what was taken in before.
        """
        done = so_far if so_far is not None else Imported()

        def work() -> Generator[tuple[int, str], None, Imported]:
            with self._store() as store:
                opener, before = opener_of(store, passphrase), held_counts(store.connection)
                for number, path in enumerate(paths):
                    try:
                        steps = import_bundle(store, path, pairing=pairing, open_sealed=opener)
                        report = yield from share_of(steps, number, len(paths))
                    except AnxiError as error:
                        done.failed.append((path, error))
                        continue
                    done.reports.append(report)
                    done.tables |= report.tables
                    for why, count in held_beyond(before, held_counts(store.connection)).items():
                        done.held[why] = done.held.get(why, 0) + count
                    before = held_counts(store.connection)
                    noted = _newest(store, "import")
                    if noted is not None:
                        done.receipts.append(noted)
                    _leave_inbox(store, path)
            return done

        return work

    def print_work(self, printed: Sequence[Receipt], target: Path) -> Work:
        """Work that writes receipts as one PDF; its result is the path."""
        settings, resources = self._session.settings, self._session.resources
        names = {card.key: card for card in self.cards()}

        def work() -> Generator[tuple[int, str], None, Path]:
            from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf

            yield 20, "写收据"
            paper = receipt_paper(printed, names, unit=settings.unit, code=settings.code)
            write_pdf(target, paper, fonts=letter_fonts(resources))
            return target

        return work

    def cards(self) -> list[Card]:
        """The cards this laptop has met."""
        from anxi_desktop.store.cards import cards_of

        return list(cards_of(self._session.store.connection).values())

    @contextmanager
    def _store(self) -> Iterator[Store]:
        with closing(Store.open(self._session.store.folder, profile=paths.profile_folder())) as store:
            yield store


def _sealed_there(store: Store, order: ExportOrder, path: Path) -> Generator[tuple[int, str], None, Exported]:
    """What is sealed cannot be read back with our own keys, so it is sealed here and its copy there compared."""
    from anxi_desktop.files.usb_copy import copy_verified

    with _scratch() as scratch:
        exported = yield from export_bundles(store, order, scratch / path.name, made_by=__version__)
        files = yield from copy_verified(exported.files, path.parent)
    return replace(exported, files=tuple(files))


def _newest(store: Store, kind: str) -> Receipt | None:
    return next((one for one in receipts(store.connection, limit=5) if one.kind == kind), None)


def _leave_inbox(store: Store, path: Path) -> None:
    """What was taken in need not wait any longer."""
    if path.parent == store.folder / INBOX:
        path.unlink(missing_ok=True)


def _demand_folder(target: Path) -> None:
    try:
        if not target.is_dir():
            raise AnxiError("folder_missing", path=target)
    except OSError as error:
        raise disk_error(error, target) from error


def _letter(unit: str, person: str, phone: str, *, sealed: bool) -> str:
    signed = "\n".join(part for part in (unit, person, phone) if part)
    secret = "数据包设了口令，口令另行电话告知，请不要写在邮件里。\n" if sealed else ""
    return (
        "您好：\n\n附件是安溪安全生产标准化的数据包。请保存附件，打开程序，在“交换”里选“导入收到的数据包”。\n"
        f"有几封邮件时，每个附件都可以单独导入，先后不限。\n{secret}\n{signed}\n"
    )


@contextmanager
def _scratch() -> Iterator[Path]:
    """A folder for files on their way, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="anxi-exchange-", ignore_cleanup_errors=True) as name:
        yield Path(name)
