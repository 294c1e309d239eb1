"""Commands about bundles: out to other laptops, looked at, and in."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import anxi_desktop
from anxi_desktop.commands.context import Context, Outcome, Status, WrongUsageError
from anxi_desktop.commands.values import asked_day
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.files.printable import printable
from anxi_desktop.store.folder import KEYS
from anxi_desktop.store.store import Store

if TYPE_CHECKING:
    from anxi_desktop.domain.site import Card
    from anxi_desktop.files.exchange_import import ImportReport

_MB = 1024 * 1024
_LONGEST_LINE = 64 * 1024


def export(context: Context, options: argparse.Namespace) -> Outcome:
    """`bundle export --out FILE`: what the receiver lacks, in as many files as the limit asks for."""
    from anxi_desktop.files.exchange_export import ExportOrder, Photos, export_bundles
    from anxi_desktop.store.laptops import find_laptop

    if options.recipient and options.passphrase_file:
        raise WrongUsageError("--recipient 不能与 --passphrase-file 一起用")
    since, path = asked_day(options.since), context.target(options.out)
    if options.photos not in {choice.value for choice in Photos}:
        raise AnxiError("not_built", what="小图")
    passphrase = _passphrase(options.passphrase_file)
    with context.store() as store:
        to = find_laptop(store.connection, options.to).key if options.to is not None else None
        order = ExportOrder(
            to=to,
            since=since,
            photos=Photos(options.photos),
            limit_bytes=options.max_mb * _MB or None,
            seal_for=_recipients(store, options.recipient),
            passphrase=passphrase,
        )
        done = context.run(export_bundles(store, order, path, made_by=anxi_desktop.__version__))
    lines = [f"已导出并核对：{file}" for file in done.files]
    lines.append(f"共 {done.entries} 条流水、{done.attachments} 个照片和文件。可以拔出或发送了。")
    if len(done.files) > 1:
        lines.append("每个文件都可以单独导入，先后随意。")
    if done.missing:
        lines.append(f"有 {len(done.missing)} 个照片或文件的原件在这台电脑上不见了，没有放进去。")
    lines.extend(f"一次操作的内容太多，这个文件超过了上限：{file.name}" for file in done.over_limit)
    return Outcome(
        {
            "files": [str(file) for file in done.files],
            "entries": done.entries,
            "attachments": done.attachments,
            "missing": list(done.missing),
            "over_limit": [str(file) for file in done.over_limit],
        },
        lines,
        Status.WAITING if done.missing else Status.DONE,
    )


def show(context: Context, options: argparse.Namespace) -> Outcome:
    """`bundle show FILE`: the plan, which is the import itself rolled back."""
    return _import(context, [options.file], options.passphrase_file, is_plan=True, pairing=False)


def take_in(context: Context, options: argparse.Namespace) -> Outcome:
    """`bundle import FILE…`: each file whole or not at all; one that is refused stops no other."""
    return _import(
        context, options.files, options.passphrase_file, is_plan=options.dry_run, pairing=options.trust
    )


@dataclass(slots=True)
class _Told:
    """What became of the files: the report or the known error of each, in the order they were named."""

    reports: list[ImportReport] = field(default_factory=list["ImportReport"])
    files: list[dict[str, object]] = field(default_factory=list[dict[str, object]])
    lines: list[str] = field(default_factory=list[str])
    errors: list[AnxiError] = field(default_factory=list[AnxiError])


def _import(
    context: Context, files: Iterable[str], passphrase_file: str | None, *, is_plan: bool, pairing: bool
) -> Outcome:
    from anxi_desktop.files.exchange_import import import_bundle
    from anxi_desktop.store.conflicts import rows_in_conflict
    from anxi_desktop.store.trust import county_of

    opened = partial(_unseal, context, _passphrase(passphrase_file))
    told = _Told()
    with context.store() as store:
        if pairing and county_of(store.connection) is not None:
            raise AnxiError("county_no_pairing")
        for name in files:
            path = Path(name)
            steps = import_bundle(store, path, plan=is_plan, pairing=pairing, open_sealed=opened)
            try:
                report = context.run(steps)
            except AnxiError as error:
                told.errors.append(error)
                text = words.sentence(error)
                told.files.append({"file": str(path), "error": {"code": error.code, "text": text}})
                told.lines.append(f"{path.name}：{text}")
                continue
            told.reports.append(report)
            told.files.append(_one(report, path))
            told.lines.extend(_lines_of(report))
        open_conflicts = sum(rows_in_conflict(store.connection).values())
    if not told.reports:
        raise told.errors[0]
    return _outcome(told, open_conflicts, is_plan=is_plan)


def _outcome(told: _Told, open_conflicts: int, *, is_plan: bool) -> Outcome:
    reports, last = told.reports, told.reports[-1]
    data: dict[str, object] = {
        name: sum(getattr(report, name) for report in reports)
        for name in ("entries", "known", "new", "changed", "conflicts", "unknown")
    }
    # What stands in the folder is not added up: the last import has told it. Plans know nothing of each other.
    standing = reports if is_plan else [last]
    waiting = max(report.waiting for report in standing)
    missing = max(report.missing_attachments for report in standing)
    held = max((report.quarantined for report in standing), key=lambda found: sum(found.values()))
    data |= {
        "waiting": waiting,
        "missing_attachments": missing,
        "quarantined": sum(held.values()),
        "quarantined_why": held,
        "gaps": _gaps(last),
        "open_conflicts": open_conflicts + (last.conflicts if is_plan else 0),
        "attachments": sum(report.files for report in reports),
        "paired": [_card(card) for report in reports for card in report.paired],
        "plan": is_plan,
        "files": told.files,
    }
    remains = waiting or missing or held or told.errors or data["open_conflicts"]
    lines = [*told.lines, *_standing_lines(last, open_conflicts)]
    return Outcome(data, lines, Status.WAITING if remains else Status.DONE)


def _one(report: ImportReport, path: Path) -> dict[str, object]:
    """What one file brought, and what stood in the folder after it."""
    return {
        "file": str(path),
        "sender": _card(report.sender),
        "part": list(report.part),
        "entries": report.entries,
        "known": report.known,
        "new": report.new,
        "changed": report.changed,
        "conflicts": report.conflicts,
        "waiting": report.waiting,
        "unknown": report.unknown,
        "missing_attachments": report.missing_attachments,
        "gaps": _gaps(report),
        "quarantined": sum(report.quarantined.values()),
    }


def _lines_of(report: ImportReport) -> list[str]:
    verb = "将" if report.is_plan else "已"
    part = f"（第 {report.part[0]} 个，共 {report.part[1]} 个）" if report.part[1] > 1 else ""
    lines = [
        (
            f"{report.file}{part}，来自 {_named(report.sender)}：{verb}导入 {report.entries} 条流水，"
            f"新记录 {report.new}，改动 {report.changed}，已有的流水 {report.known}。"
        )
    ]
    if report.conflicts:
        lines.append(f"新出现 {report.conflicts} 处冲突。")
    if report.unknown:
        lines.append(f"有 {report.unknown} 条是更新版本的程序写的，升级后才能看到。")
    lines.extend(
        f"{verb}信任电脑 {_named(card)}，核对码 {fingerprint(card.key)}，请与对方核对。"
        for card in report.paired
    )
    return lines


def _standing_lines(report: ImportReport, open_conflicts: int) -> list[str]:
    lines = [f"{printable(gap.code)} 的第 {gap.first}–{gap.last} 条未到。" for gap in report.gaps]
    if report.waiting:
        lines.append(f"有 {report.waiting} 条流水等后面的签名，还不算数。")
    lines.extend(
        f"有 {count} 条流水在隔离区，不算数：{words.HELD[why]}。" for why, count in report.quarantined.items()
    )
    if report.missing_attachments:
        lines.append(f"有 {report.missing_attachments} 个照片或文件还没有到，下次导出时会向对方要。")
    if open_conflicts:
        lines.append(f"有 {open_conflicts} 处冲突等着决定，用 conflicts 列出。")
    return lines


def _gaps(report: ImportReport) -> list[dict[str, object]]:
    return [
        {"code": gap.code, "stream": gap.stream, "first": gap.first, "last": gap.last} for gap in report.gaps
    ]


def _card(card: Card) -> dict[str, object]:
    code = fingerprint(card.key)
    return {"code": card.code, "person": card.person, "unit": card.unit, "key": card.key, "fingerprint": code}


def _named(card: Card) -> str:
    return printable(" ".join(filter(None, (card.code, card.person))))


def _recipients(store: Store, named: list[str]) -> tuple[str, ...]:
    """The age recipients of the laptops named, and of the office, which can always open what goes through the county.

    Raises AnxiError: laptop_without_age, and those of `read_request` and `find_laptop`.
    """
    from anxi_desktop.domain.trust import Role
    from anxi_desktop.store.laptops import laptops

    if not named:
        return ()
    chosen = [_recipient(store, text) for text in named]
    office = [
        one.age for one in laptops(store.connection) if one.role is Role.OFFICE and one.is_trusted and one.age
    ]
    return tuple(dict.fromkeys([*chosen, *office]))


def _recipient(store: Store, text: str) -> str:
    from anxi_desktop.files.bundle_seal import is_recipient
    from anxi_desktop.files.trust_files import read_request
    from anxi_desktop.store.laptops import find_laptop

    if is_recipient(text):
        return text
    path = Path(text)
    age = read_request(path).age if path.is_file() else find_laptop(store.connection, text).age
    if not age:
        raise AnxiError("laptop_without_age", id=text)
    return age


def _unseal(context: Context, passphrase: str, sealed: Path, plain: Path) -> None:
    """Open a sealed bundle with this laptop's own identity, or with the passphrase."""
    from anxi_desktop.files.bundle_seal import new_identity, unseal
    from anxi_desktop.store.age_key import load_or_make_age_identity

    identity, _ = load_or_make_age_identity(context.folder / KEYS, new_identity)
    unseal(sealed, plain, identities=[identity], passphrase=passphrase or None)


def _passphrase(name: str | None) -> str:
    """The first line of the file, "" where none is named. Raises AnxiError: file_missing, file_not_readable."""
    if name is None:
        return ""
    path = Path(name)
    try:
        with path.open("rb") as file:
            line = file.readline(_LONGEST_LINE).decode("utf-8-sig").rstrip("\r\n")
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except (OSError, UnicodeDecodeError) as error:
        raise AnxiError("file_not_readable", path=path) from error
    if not line:
        raise AnxiError("passphrase_blank", path=path)
    return line
