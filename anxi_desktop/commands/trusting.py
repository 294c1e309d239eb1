"""Commands about trust: the county's office and its key, enrolling a laptop, revoking one, and who there is."""

from __future__ import annotations

import argparse
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.commands.context import Context, Outcome, Status
from anxi_desktop.commands.values import project_id
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint, same
from anxi_desktop.domain.trust import Role, SignedTrust
from anxi_desktop.files.printable import printable
from anxi_desktop.store.folder import KEYS

if TYPE_CHECKING:
    from anxi_desktop.domain.request import Request
    from anxi_desktop.store.county_key import CountyKey
    from anxi_desktop.store.laptops import Laptop
    from anxi_desktop.store.meeting import Meeting

_MOST_TYPED = 64 * 1024  # bytes; a recovery sheet has one page

ROLE_WORDS = {Role.OFFICE: "监管部门", Role.INSPECTOR: "检查人员", Role.ENTERPRISE: "企业"}


def create(context: Context, options: argparse.Namespace) -> Outcome:
    """`office create --recovery FILE`: the county's key, its recovery sheet, and a first list of this laptop alone."""
    from anxi_desktop.store.atomic import write_beside
    from anxi_desktop.store.county_key import keep_county_key, make_county_key, recovery_text
    from anxi_desktop.store.office import create_office

    path = context.target(options.recovery)
    if path.exists():  # perhaps the sheet of another county, of which there is no other copy
        raise AnxiError("recovery_exists", path=path)
    with context.store() as store, store.meeting() as meeting:
        county_key = make_county_key()
        signed = create_office(meeting.connection, county_key, _own_request(context, meeting))
        held = _judged_again(meeting)
        with write_beside(path) as temporary:
            temporary.touch(mode=0o600)
            temporary.write_text(recovery_text(county_key), encoding="utf-8")
        keep_county_key(context.folder / KEYS, county_key)
    code = fingerprint(county_key.public)
    lines = [
        f"已生成本县的密钥，这台电脑负责签发信任名单。本县密钥的核对码：{code}",
        f"恢复单：{path}。请打印出来放进保险柜，再删掉这个文件。",
        *_held_lines(held),
    ]
    return Outcome(
        {"fingerprint": code, "files": [str(path)], **_version(signed), "quarantined": held}, lines
    )


def recover(context: Context, options: argparse.Namespace) -> Outcome:
    """`office recover FILE`: go on as the office; without a list of the county here a person has to bring one."""
    from anxi_desktop.store.county_key import keep_county_key, key_of_recovery
    from anxi_desktop.store.office import recover_office

    county_key = key_of_recovery(_typed(Path(options.file)))
    with context.store() as store, store.meeting() as meeting:
        signed = recover_office(meeting.connection, county_key, _own_request(context, meeting))
        held = _judged_again(meeting)
        keep_county_key(context.folder / KEYS, county_key)
    code = fingerprint(county_key.public)
    if signed is None:
        line = "这里还没有信任名单：请从本县任何一台电脑导入数据包或名单，再运行一次 office recover。"
    else:
        line = f"这台电脑继续签发信任名单，现为第 {signed.listed().version} 版。"
    return Outcome(
        {"fingerprint": code, **_version(signed), "quarantined": held},
        [f"已恢复本县的密钥，核对码：{code}", line, *_held_lines(held)],
        Status.WAITING if signed is None else Status.DONE,
    )


def request(context: Context, options: argparse.Namespace) -> Outcome:
    """`request --out FILE`: this laptop's request, signed with its own key."""
    from anxi_desktop.files.trust_files import write_request
    from anxi_desktop.store.keys import load_key

    path = context.target(options.out)
    with context.store() as store, store.meeting() as meeting:
        asked = _own_request(context, meeting)
        key = load_key(context.folder / KEYS)
        if key is None or key.public != asked.card.key:
            raise AnxiError("card_missing")
        write_request(path, asked, key)
    return Outcome(
        {"fingerprint": asked.fingerprint, "code": asked.card.code, "files": [str(path)]},
        [
            f"已生成入网申请：{path}",
            f"核对码（当面或电话里念给监管部门，不要和文件一起发）：{asked.fingerprint}",
        ],
    )


def enrol(context: Context, options: argparse.Namespace) -> Outcome:
    """`enrol FILE --code DIGITS --role ROLE --out FILE`: the next list, with this laptop in it."""
    from anxi_desktop.files.trust_files import read_request, write_trust
    from anxi_desktop.store import trust as trusts

    path = context.target(options.out)
    asked = read_request(Path(options.file))
    if not same(options.code, asked.fingerprint):
        raise AnxiError("code_differs")
    role = Role(options.role)
    county_key = _county_key(context)
    with context.store() as store:
        projects = [project_id(store, text) for text in options.project] or None
        with store.meeting() as meeting:
            signed = trusts.enrol(meeting.connection, county_key, asked, role, projects)
            held = _judged_again(meeting)
            write_trust(
                path, signed
            )  # before the end: nobody is enrolled where the list cannot be handed over
    code = printable(asked.card.code)
    lines = [
        f"已登记 {code}（{ROLE_WORDS[role]}），信任名单第 {signed.listed().version} 版：{path}",
        f"请把这个文件交给 {code}；以后的每个数据包也带着名单。",
        *_held_lines(held),
    ]
    data = {
        "fingerprint": asked.fingerprint,
        "code": code,
        "role": role.value,
        "projects": projects,
        "files": [str(path)],
        **_version(signed),
        "quarantined": held,
    }
    return Outcome(data, lines)


def trust(context: Context, options: argparse.Namespace) -> Outcome:
    """`trust FILE`: go by this list where it is newer; the stored entries are judged again."""
    from anxi_desktop.files.trust_files import read_trust
    from anxi_desktop.store.trust import signed_trust, take_trust

    signed = read_trust(Path(options.file))
    with context.store() as store, store.meeting() as meeting:
        is_newer = take_trust(meeting.connection, signed, adopt=True)
        held = _judged_again(meeting)
        standing = signed_trust(meeting.connection)
    code = fingerprint(signed.listed().county)
    version = _version(standing)
    line = "已采用" if is_newer else "没有变化，仍按"
    return Outcome(
        {"fingerprint": code, "changed": is_newer, **version, "quarantined": held},
        [
            f"{line}信任名单第 {version['version']} 版，{version['members']} 台电脑。",
            f"请与监管部门核对本县密钥的核对码：{code}",
            *_held_lines(held),
        ],
    )


def revoke(context: Context, options: argparse.Namespace) -> Outcome:
    """`revoke ID`: what that laptop wrote so far counts on; what it writes from now on does not."""
    from anxi_desktop.store import trust as trusts
    from anxi_desktop.store.laptops import find_laptop

    county_key = _county_key(context)
    with context.store() as store, store.meeting() as meeting:
        laptop = find_laptop(meeting.connection, options.id)
        if laptop.key == meeting.card.key:
            raise AnxiError("own_laptop", laptop=laptop.code)
        heads = trusts.heads_of(meeting.connection, laptop.key)
        signed = trusts.revoke(meeting.connection, county_key, laptop.key, heads)
        held = _judged_again(meeting)
    lines = [
        f"已吊销 {printable(laptop.code)}，信任名单第 {signed.listed().version} 版。它以前写的照旧算数，以后写的不算。",
        "名单随下一个数据包传到各台电脑。",
        *_held_lines(held),
    ]
    data = {"code": laptop.code, "key": laptop.key, "fingerprint": laptop.fingerprint, **_version(signed)}
    return Outcome({**data, "quarantined": held}, lines)


def devices(context: Context, _options: argparse.Namespace) -> Outcome:
    """`devices`: every laptop known here, the own one first."""
    from anxi_desktop.store.laptops import laptops, own_key
    from anxi_desktop.store.meeting import lacks, met, streams_for
    from anxi_desktop.store.trust import current_trust

    with context.store() as store:
        connection = store.connection
        trusted = current_trust(connection, own_key(connection))
        moments = {key: datetime.fromtimestamp(at / 1000) for key, at in met(connection).items()}
        found = [
            (
                laptop,
                moments.get(laptop.key),
                0 if laptop.is_own else lacks(connection, laptop.key, streams_for(trusted, laptop.key)),
            )
            for laptop in laptops(connection)
        ]
    rows = [_device(laptop, when, lacking) for laptop, when, lacking in found]
    lines = [line for laptop, when, lacking in found for line in _device_lines(laptop, when, lacking)]
    own = next((laptop.fingerprint for laptop, _, _ in found if laptop.is_own), None)
    return Outcome({"devices": rows, "fingerprint": own}, lines)


def _device(laptop: Laptop, when: datetime | None, lacking: int) -> dict[str, object]:
    return {
        "code": laptop.code,
        "person": laptop.person,
        "unit": laptop.unit,
        "role": None if laptop.role is None else laptop.role.value,
        "projects": laptop.projects,
        "key": laptop.key,
        "fingerprint": laptop.fingerprint,
        "own": laptop.is_own,
        "trusted": laptop.is_trusted,
        "revoked": laptop.is_revoked,
        "met": None if when is None else when.isoformat(timespec="seconds"),
        "lacks": lacking,
    }


def _device_lines(laptop: Laptop, when: datetime | None, lacking: int) -> list[str]:
    name = printable("，".join(filter(None, (laptop.code, laptop.person, laptop.unit))))
    marks = [_standing(laptop)]
    if not laptop.is_own:
        marks.append("还没有交换过" if when is None else f"上次交换 {when:%Y-%m-%d %H:%M}")
        marks.append(f"还缺 {lacking} 条")
    return [f"{name}（{'，'.join(marks)}）", f"    核对码 {laptop.fingerprint}　密钥 {laptop.key[:12]}…"]


def _standing(laptop: Laptop) -> str:
    if laptop.is_revoked:
        return "已吊销"
    word = ROLE_WORDS[laptop.role] if laptop.role is not None else ""
    if laptop.is_own:
        return f"本机，{word}" if word else "本机"
    return word or ("已直接信任" if laptop.is_trusted else "未登记")


def _own_request(context: Context, meeting: Meeting) -> Request:
    from anxi_desktop.files.bundle_seal import new_identity
    from anxi_desktop.store.age_key import load_or_make_age_identity
    from anxi_desktop.store.office import own_request

    _, age = load_or_make_age_identity(context.folder / KEYS, new_identity)
    return own_request(meeting.connection, key=meeting.card.key, age=age)


def _county_key(context: Context) -> CountyKey:
    from anxi_desktop.store.county_key import load_county_key

    found = load_county_key(context.folder / KEYS)
    if found is None:
        raise AnxiError("county_key_missing")
    return found


def _judged_again(meeting: Meeting) -> int:
    """Decide the stored entries anew by the list that now holds; how many are in quarantine."""
    from anxi_desktop.store.acceptance import Held
    from anxi_desktop.store.trust import current_trust

    told = meeting.judge_again(current_trust(meeting.connection, meeting.card.key))
    return sum(count for why, count in told.held.items() if why is not Held.UNSIGNED)


def _held_lines(held: int) -> list[str]:
    return [f"有 {held} 条流水在隔离区，不算数：写它们的电脑不在名单里、已吊销或越权。"] if held else []


def _version(signed: SignedTrust | None) -> dict[str, int | None]:
    listed = None if signed is None else signed.listed()
    return {
        "version": None if listed is None else listed.version,
        "members": None if listed is None else len(listed.members),
    }


def _typed(path: Path) -> str:
    """The text of a recovery sheet, however an editor saved it; only its ASCII letters matter.

    Raises AnxiError: file_missing, file_not_readable.
    """
    try:
        with path.open("rb") as file:
            body = file.read(_MOST_TYPED)
    except FileNotFoundError as error:
        raise AnxiError("file_missing", path=path) from error
    except OSError as error:
        raise AnxiError("file_not_readable", path=path) from error
    for encoding in ("utf-16",) if body.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""  # no sheet: its first line is missing
