"""Commands about the data folder itself: make it, fill it, check it, copy it."""

from __future__ import annotations

import argparse
import dataclasses
import platform
import re
from pathlib import Path

import anxi_desktop
from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.store import db, schema
from anxi_desktop.store.folder import DATABASE
from anxi_desktop.store.settings import Settings, save_settings
from anxi_desktop.store.store import Owner, Store

_CODE = re.compile(r"[A-Za-z0-9]{1,8}\Z")


def init(context: Context, options: argparse.Namespace) -> Outcome:
    """`init`: make a data folder that holds nothing but this laptop's card."""
    code = options.code.strip()
    if not _CODE.match(code):
        word = words.field_word("device", "code")
        raise AnxiError(
            "bad_value", entity="电脑", field=word, value=code, reason="应为 1 到 8 个字母或数字，例如 K7"
        )
    for word, value in (
        ("单位", options.unit),
        ("使用人", options.person),
        ("填报单位类型", options.unit_type),
    ):
        if not value.strip() or len(value) > 200 or not value.isprintable():
            raise AnxiError(
                "bad_value",
                entity="电脑",
                field=word,
                value=value[:40],
                reason="应为 1 到 200 个字，不能换行",
            )
    owner = Owner(code=code, person=options.person.strip(), unit=options.unit.strip())
    device = _make(context, owner, unit_type=options.unit_type.strip())
    return Outcome(
        {"device": device, "code": code, "folder": str(context.folder)},
        [f"已建好数据文件夹：{context.folder}", f"这台电脑的代号是 {code}，使用人 {owner.person}。"],
    )


def demo(context: Context, options: argparse.Namespace) -> Outcome:
    """`demo`: a synthetic county in a folder that holds no records, which is made where it is missing."""
    from anxi_desktop.files import demo as county

    if not (context.folder / DATABASE).is_file():
        owner = Owner(code=county.DEMO_CODE, person=county.DEMO_PERSON, unit=county.DEMO_UNIT)
        _make(context, owner, unit_type=Settings().unit_type)
    with context.store() as store:
        counts = context.run(
            county.fill_demo(
                store,
                projects=options.projects,
                months=options.months,
                seed=options.seed,
                until=options.until or county.DEFAULT_UNTIL,
                author=context.author(store),
            )
        )
    told = "，".join(f"{words.ENTITIES[entity]} {count} 条" for entity, count in counts.items())
    return Outcome({"counts": counts}, [f"已放入演示数据：{told}。"])


def digest(context: Context, _options: argparse.Namespace) -> Outcome:
    """`digest`: equal on two laptops that hold the same accepted entries."""
    with context.store() as store:
        found = store.digest()
    return Outcome({"digest": found}, [found])


def check(context: Context, options: argparse.Namespace) -> Outcome:
    """`check [--repair]`: what is wrong with the database; waits for a person when anything is."""
    from anxi_desktop.store import health
    from anxi_desktop.store.acceptance import held_counts

    with context.store() as store:
        found = context.run(health.check(store, repair=options.repair))
        held = {why.value: count for why, count in held_counts(store.connection).items()}
    data = {
        "problems": [dataclasses.asdict(problem) for problem in found.problems],
        "orphans": [
            {"table": item.entity, "id": item.id, "project": item.project, "missing": item.missing}
            for item in found.orphans
        ],
        "entries": found.entries,
        "held": held,
        "repaired": found.repaired,
    }
    lines = [problem.text for problem in found.problems]
    if found.repaired:
        lines.append("已由流水重新生成各表。")
    hidden = sum(not item.missing for item in found.orphans)
    if hidden:
        lines.append(f"另有 {hidden} 条记录属于已删除的项目，不显示；撤销删除后会回来。")
    lines.extend(f"另有 {count} 条流水不算数：{words.HELD[why]}。" for why, count in held.items())
    if not found.problems:
        lines.append(f"检查了 {found.entries} 条流水，没有发现问题。")
    return Outcome(data, lines, Status.WAITING if found.problems else Status.DONE)


def backup(context: Context, options: argparse.Namespace) -> Outcome:
    """`backup --out FILE`: one verified file."""
    from anxi_desktop.store.atomic import write_beside
    from anxi_desktop.store.backup import copy_database

    path = context.target(options.out)
    with context.store() as store, write_beside(path) as temporary:
        copy_database(store.connection, temporary)
    return Outcome({"files": [str(path)], "size": path.stat().st_size}, [f"已备份并检查：{path}"])


def restore(context: Context, options: argparse.Namespace) -> Outcome:
    """`restore FILE`: the present data is backed up first."""
    from anxi_desktop.store.restore import restore_backup

    kept = restore_backup(context.folder, Path(options.file), profile=context.profile)
    lines = [f"已从备份恢复：{options.file}"]
    if kept is not None:
        lines.append(f"恢复前的数据另存为：{kept}")
    return Outcome({"kept": None if kept is None else str(kept)}, lines)


def version(_context: Context, _options: argparse.Namespace) -> Outcome:
    """`version`: what this program is made of. Asks no data folder."""
    data = {
        "program": anxi_desktop.__version__,
        "schema": schema.MIGRATION_NAMES[-1],
        "python": platform.python_version(),
        "qt": _qt_version(),
        "sqlite": db.sqlite3.sqlite_version,
    }
    return Outcome(data, [f"{name}: {value}" for name, value in data.items()])


def _make(context: Context, owner: Owner, *, unit_type: str) -> str:
    """Make the folder and its settings; the id of the laptop's card."""
    store = Store.create(context.folder, profile=context.profile, owner=owner)
    try:
        save_settings(
            context.folder,
            Settings(unit=owner.unit, unit_type=unit_type, person=owner.person, code=owner.code),
        )
        return str(next(store.rows("device", limit=1))["id"])
    finally:
        store.close()


def _qt_version() -> str | None:
    """Read from the installed package, since importing Qt would cost more than the whole command."""
    from importlib import metadata

    for name in ("pyside6-essentials", "pyside6"):
        try:
            return metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
    return None
