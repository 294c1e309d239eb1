"""E-mails ready to be looked at and sent: .eml files that Outlook opens as drafts (X-Unsent: 1).

Names of attachments are written twice. Content-Disposition carries RFC 2231's filename*=, which is the legal
form, in one piece: mail programs that know it often do not know its continuations. Content-Type carries name=
with RFC 2047 encoded words; section 5 (3) of that RFC gives them no meaning there, yet the quoted string is
well-formed for everybody, and Outlook and Foxmail read it where they do not know the other. All headers with
Chinese are encoded here by email.header: folding by the present policy loses blanks between encoded words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formataddr
from pathlib import Path
from urllib.parse import quote

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.files.month_package import chunks_of, windows_names
from anxi_desktop.files.photo_print import safe_name
from anxi_desktop.files.printable import printable
from anxi_desktop.store.atomic import write_beside

# Headers stay as they are written here, past the policy that would write them in forms of its own.
_POLICY = SMTP.clone(refold_source="none")
_LONGEST_NAME = 80  # nine characters each in filename*=, and no line may pass 998
_LONGEST_LINE = 76  # of a header with encoded words
_LONGEST_PLAIN = 60
_BOUNDARY = 60  # a line of dashes and digits between parts, with its ends
_TYPES = {
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".jpg": "image/jpeg",
    ".png": "image/png",
}
_WIDE = str.maketrans("＜＞＠", "<>@")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_SPEC = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")
_NAMED = re.compile(r"([^<>]*)<([^<>]*)>")


@dataclass(frozen=True, slots=True)
class MailDraft:
    """One mail: its size in bytes as sent, what it carries, and whether it is over the limit even so."""

    message: EmailMessage
    size: int
    attachments: tuple[Path, ...]
    too_large: bool


@dataclass(frozen=True, slots=True)
class _Attached:
    path: Path
    part: EmailMessage
    size: int


def mail_drafts(
    subject: str,
    body: str,
    *,
    sender: str,
    to: Sequence[str],
    attachments: Sequence[Path],
    limit_bytes: int,
) -> list[MailDraft]:
    """The mails that carry the attachments in their order, none larger than `limit_bytes` as sent.

    With several, subjects end in （1/3）. An attachment that is too large alone gets a mail of its own, marked
    `too_large`. A blank `sender` leaves the choice to the mail program. Errors: bad_address, file_missing,
    file_not_readable.
    """
    people = [_address(text) for text in to]
    author = _address(sender) if sender.strip() else ""
    names = windows_names((path.name for path in attachments), limit=_LONGEST_NAME)
    parts = [_attached(path, name) for path, name in zip(attachments, names, strict=True)]
    bare = len(_message(subject, body, author, people, (), place=(99, 99)).as_bytes())
    groups = list(_groups(parts, limit_bytes - bare - 2 * _BOUNDARY)) or [()]
    drafts: list[MailDraft] = []
    for number, group in enumerate(groups, start=1):
        message = _message(subject, body, author, people, group, place=(number, len(groups)))
        size = len(message.as_bytes())
        drafts.append(MailDraft(message, size, tuple(one.path for one in group), size > limit_bytes))
    return drafts


def write_drafts(folder: Path, stem: str, drafts: Sequence[MailDraft]) -> list[Path]:
    """Write the mails as `stem`.eml, or with the number of each in the name. Errors: those of `write_beside`."""
    paths: list[Path] = []
    for number, draft in enumerate(drafts, start=1):
        mark = f"（第{number}封，共{len(drafts)}封）" if len(drafts) > 1 else ""
        path = folder / f"{safe_name(printable(stem))}{mark}.eml"
        with write_beside(path) as temporary:
            temporary.write_bytes(draft.message.as_bytes())
        paths.append(path)
    return paths


def _groups(parts: Sequence[_Attached], room: int) -> Iterator[tuple[_Attached, ...]]:
    """The parts in their order, as many together as there is room for; at least one."""
    group: list[_Attached] = []
    used = 0
    for part in parts:
        if group and used + part.size > room:
            yield tuple(group)
            group, used = [], 0
        group.append(part)
        used += part.size
    if group:
        yield tuple(group)


def _message(
    subject: str,
    body: str,
    author: str,
    people: Sequence[str],
    group: Sequence[_Attached],
    *,
    place: tuple[int, int],
) -> EmailMessage:
    """One mail, the `place[0]`-th of `place[1]`."""
    message = EmailMessage(policy=_POLICY)
    number, count = place
    title = printable(subject).strip() + (f"（{number}/{count}）" if count > 1 else "")
    message["X-Unsent"] = "1"
    message.set_raw("Subject", _encoded(title, before="Subject: "))
    if author:
        message.set_raw("From", author)
    if people:
        message.set_raw("To", ",\r\n ".join(people))
    lines = [printable(line) for line in body.splitlines()]
    if count > 1:
        lines += ["", f"（附件较多，分 {count} 封发送，这是第 {number} 封。）"]
    message.set_content("\n".join(lines) + "\n", cte="base64")
    if group:
        message.make_mixed()
        for one in group:
            message.attach(one.part)
    return message


def _address(text: str) -> str:
    """The address in `a@b` or `name <a@b>` as headers have it; breaks in the name become blanks.

    Raises AnxiError("bad_address").
    """
    plain = printable(text).translate(_WIDE).strip()
    named = _NAMED.fullmatch(plain)
    name, spec = (named[1].strip(' "'), named[2].strip()) if named else ("", plain)
    if _SPEC.fullmatch(spec) is None:
        raise AnxiError("bad_address", value=text)
    if _is_plain(name):
        return formataddr((name, spec))
    encoded = _encoded(name, before="From: ")
    return f"{encoded}\r\n <{spec}>"


def _encoded(text: str, *, before: str) -> str:
    """The text of a header in RFC 2047 encoded words where it needs them, folded into lines."""
    if _is_plain(text):
        return text
    return Header(text, "utf-8", maxlinelen=_LONGEST_LINE, header_name=before).encode(linesep="\r\n")


def _is_plain(text: str) -> bool:
    """Whether a header holds the text as it is."""
    return text.isascii() and "=?" not in text and len(text) <= _LONGEST_PLAIN


def _attached(path: Path, name: str) -> _Attached:
    """A file as the part of a mail, its name in both forms."""
    kind = _TYPES.get(path.suffix.lower(), "application/octet-stream")
    part = EmailMessage(policy=_POLICY)
    part.set_content(b"".join(chunks_of(path)), *kind.split("/"), disposition="attachment")
    for header in ("Content-Type", "Content-Disposition", "MIME-Version"):
        del part[header]
    filename = f'="{name}"' if name.isascii() else f"*=utf-8''{quote(name, safe='')}"
    shown = _encoded(name, before='name="')
    part.set_raw("Content-Type", f'{kind};\r\n name="{shown}"')
    part.set_raw("Content-Disposition", f"attachment;\r\n filename{filename}")
    return _Attached(path, part, len(part.as_bytes()) + _BOUNDARY)
