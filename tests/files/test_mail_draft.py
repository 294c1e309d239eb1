"""Drafts of e-mails: what a mail program reads back is what was given, and no attachment gets lost."""

from __future__ import annotations

import base64
import email
import os
import re
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.policy import compat32, default
from email.utils import getaddresses
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.files.mail_draft import MailDraft, mail_drafts, write_drafts
from anxi_desktop.files.printable import printable

ROOM = 10_000_000
LONG = "安溪县房屋市政工程安全生产标准化项目巩固提高进展情况月报表（一）2026年10月 盖章扫描件.pdf"
NAMES = [LONG, "附件5（二）.xlsx", "report 2026.zip", "长" * 200 + ".docx", "a=b%20c'd;e, f.pdf", "表😀.png"]


def given_files(folder: Path, sizes: dict[str, int]) -> list[Path]:
    """Files of these names (cut to what this file system takes) and sizes."""
    paths = [folder / (name if len(name.encode()) < 250 else f"{name[:60]}.docx") for name in sizes]
    for path, size in zip(paths, sizes.values(), strict=True):
        path.write_bytes(os.urandom(size))
    return paths


def drafts_of(paths: list[Path], *, limit: int = ROOM, **given: object) -> list[MailDraft]:
    plain = {"subject": "月报", "body": "您好", "sender": "", "to": []}
    return mail_drafts(**{**plain, **given}, attachments=paths, limit_bytes=limit)


def read(draft: MailDraft) -> EmailMessage:
    """The mail as Python's present parser reads its bytes."""
    message = email.message_from_bytes(draft.message.as_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    return message


def attached(message: Message) -> list[Message]:
    return [part for part in message.walk() if part.get_content_disposition() == "attachment"]


def words(text: str) -> str:
    """RFC 2047 as old programs decode it, also inside a quoted string."""
    return str(make_header(decode_header(text)))


def test_outlook_is_told_that_it_is_a_draft(folder: Path) -> None:
    (draft,) = drafts_of(given_files(folder, {"月报.pdf": 10}))
    body = draft.message.as_bytes()
    assert body.startswith(b"X-Unsent: 1\r\n")
    assert body.isascii()
    assert body.count(b"\n") == body.count(b"\r\n")
    assert max(map(len, body.split(b"\r\n"))) <= 998
    assert b"\nDate:" not in body  # the mail program dates it when it is sent
    assert b"\nFrom:" not in body
    assert draft.size == len(body)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("policy", [default, compat32], ids=["present", "old"])
def test_both_forms_give_the_name_and_the_bytes_back(folder: Path, name: str, policy) -> None:
    (path,) = given_files(folder, {name: 1000})
    (draft,) = drafts_of([path])
    body = draft.message.as_bytes()
    (part,) = attached(email.message_from_bytes(body, policy=policy))
    assert part.get_filename() == path.name
    assert part.get_payload(decode=True) == path.read_bytes()
    shown = part.get_param("name", header="content-type")
    assert isinstance(shown, str)
    assert words(shown) == path.name
    # A program that knows nothing of RFC 2231 sees no filename and takes name=.
    unknowing = re.sub(rb'filename\*?=(utf-8\'\'|")', rb"unheard-of=\1", body)
    assert unknowing != body
    (part,) = attached(email.message_from_bytes(unknowing, policy=policy))
    assert words(part.get_filename() or "") == path.name


def test_the_legal_form_is_in_one_piece_and_the_other_in_short_words(folder: Path) -> None:
    (draft,) = drafts_of(given_files(folder, {LONG: 1}))
    body = draft.message.as_bytes()
    assert body.count(b"filename*=utf-8''%E5%AE%89") == 1
    assert b"filename*0" not in body
    found = re.findall(rb"=\?utf-8\?b\?[^?]*\?=", body.split(b"name=")[1].split(b"Content-Disposition")[0])
    assert len(found) > 1
    assert all(len(word) <= 75 for word in found)
    assert all(base64.b64decode(word[10:-2]).decode() for word in found)  # no character is cut in two


def test_a_long_name_keeps_its_ending_and_two_of_one_name_are_told_apart(tmp_path: Path) -> None:
    paths: list[Path] = []
    for place in ("甲", "乙"):
        (tmp_path / place).mkdir()
        paths += given_files(tmp_path / place, {"a" * 200 + ".pdf": 1, "月报.pdf": 1})
    (draft,) = drafts_of(paths)
    names = [part.get_filename() for part in attached(read(draft))]
    assert names == ["a" * 76 + ".pdf", "月报.pdf", "a" * 73 + "（2）.pdf", "月报（2）.pdf"]
    assert draft.attachments == tuple(paths)


def test_subject_body_and_people_survive() -> None:
    (draft,) = drafts_of(
        [],
        subject="安溪县住建局 2026年10月 安全生产标准化工作进展月报表（建筑施工）及书面总结，附件4、5",
        body="您好：\n\n　　请查收 10 月的月报表。\r\n<b>=?utf-8?b?5L2g?=</b>",
        sender="安溪县住建局, 质安中心 <a@example.com>",
        to=["王小明 <b.c+d@mail.example.org>", "e@example.cn", '"Office, Third" <f@x>', "＜g＠example.com＞"],
    )
    message = read(draft)
    assert message["Subject"] == (
        "安溪县住建局 2026年10月 安全生产标准化工作进展月报表（建筑施工）及书面总结，附件4、5"
    )
    (sender,) = message["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("安溪县住建局, 质安中心", "a@example.com")
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [
        ("王小明", "b.c+d@mail.example.org"),
        ("", "e@example.cn"),
        ("Office, Third", "f@x"),
        ("", "g@example.com"),
    ]
    body = "您好：\r\n\r\n　　请查收 10 月的月报表。\r\n<b>=?utf-8?b?5L2g?=</b>\r\n"
    assert message.get_content() == body  # lines of a mail end so
    assert message.get_content_type() == "text/plain"


@settings(derandomize=True, deadline=None, max_examples=300)
@given(
    subject=st.text(st.sampled_from('月报表 a,;:<>"@=?（）😀\r\n\t\x00\u2028x-'), max_size=120),
    name=st.text(st.sampled_from('质安中心 a,;:"@=?（）.\\😀\r\nx'), max_size=60),
)
def test_any_subject_and_name_are_one_line_and_come_back(subject: str, name: str) -> None:
    (draft,) = drafts_of([], subject=subject, to=[f"{name} <a@example.com>"])
    message = read(draft)
    own = ["Content-Transfer-Encoding", "Content-Type", "MIME-Version"]
    assert sorted(message.keys()) == [*own, "Subject", "To", "X-Unsent"]
    old = email.message_from_bytes(draft.message.as_bytes())
    assert message["Subject"] == words(old["Subject"]) == printable(subject).strip()
    assert [one.addr_spec for one in message["To"].addresses] == ["a@example.com"]
    # Python's present parser puts a blank between the encoded words of a long name (RFC 2047, 6.2 has none).
    ((shown, address),) = getaddresses([old["To"]])
    assert address == "a@example.com"
    assert words(shown) == printable(name).strip(' "')
    assert max(map(len, draft.message.as_bytes().split(b"\r\n"))) <= 76


def test_what_looks_encoded_is_taken_as_written() -> None:
    (draft,) = drafts_of([], subject="=?utf-8?b?5L2g?=", to=["=?utf-8?q?x?= <a@example.com>"])
    message = read(draft)
    assert message["Subject"] == "=?utf-8?b?5L2g?="
    assert message["To"].addresses[0].display_name == "=?utf-8?q?x?="


@pytest.mark.parametrize(
    "bad", ["Bcc: x@example.com", "月报\r\nBcc: x@example.com", "a\n\nb", "a\rb", "a\x0bb", "a\u2028b"]
)
def test_no_text_becomes_a_header(folder: Path, bad: str) -> None:
    name = bad.translate(str.maketrans("\r\n\x0b", "   "))
    paths = given_files(folder, {f"{name}.pdf": 1})
    (draft,) = drafts_of(
        paths, subject=bad, body=bad, sender=f"{bad} <a@example.com>", to=[f"{bad} <b@example.com>"]
    )
    message = read(draft)
    assert "Bcc" not in message
    assert message["To"].addresses[0].addr_spec == "b@example.com"
    assert len(message["To"].addresses) == 1
    assert [part.get_filename() for part in attached(message)] == [
        re.sub(r"[:]", "_", re.sub("\u2028", " ", f"{name}.pdf"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        *("", "王小明", "a@", "@example.com", "a b@example.com", "a@example.com;b@example.com"),
        *("a@example.com, b@example.com", "王小明 <a@example.com> <b@example.com>", "甲 <a@例子.中国>"),
        *("a@b@c", "a..b@example.com", "甲 <a@example.com", "a@ex\nample.com", "a\r\nBcc: b@example.com"),
    ],
)
def test_a_wrong_address_is_a_sentence(text: str) -> None:
    with pytest.raises(AnxiError) as caught:
        drafts_of([], to=[text])
    assert caught.value.code == "bad_address"
    assert "邮箱地址" in sentence(caught.value)
    assert "\n" not in sentence(caught.value)


def test_too_much_for_one_mail_is_split_in_order(folder: Path) -> None:
    paths = given_files(folder, {f"附件{n}.pdf": size for n, size in enumerate((300, 400, 350, 10, 600), 4)})
    drafts = drafts_of(paths, limit=2_300, body="请查收。")
    assert [[path.name for path in draft.attachments] for draft in drafts] == [
        ["附件4.pdf", "附件5.pdf"],
        ["附件6.pdf", "附件7.pdf"],
        ["附件8.pdf"],
    ]
    assert [read(draft)["Subject"] for draft in drafts] == ["月报（1/3）", "月报（2/3）", "月报（3/3）"]
    assert not any(draft.too_large for draft in drafts)
    assert all(draft.size <= 2_300 for draft in drafts)
    text = read(drafts[1]).get_body(("plain",))
    assert text is not None
    assert text.get_content() == "请查收。\r\n\r\n（附件较多，分 3 封发送，这是第 2 封。）\r\n"


def test_one_that_is_too_large_alone_is_told_and_kept(folder: Path) -> None:
    paths = given_files(folder, {"a.pdf": 100, "大.zip": 9_000, "b.pdf": 100})
    drafts = drafts_of(paths, limit=3_000)
    assert [draft.attachments for draft in drafts] == [(path,) for path in paths]
    assert [draft.too_large for draft in drafts] == [False, True, False]
    (part,) = attached(read(drafts[1]))
    assert part.get_payload(decode=True) == paths[1].read_bytes()


@settings(
    derandomize=True,
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(sizes=st.lists(st.integers(0, 5_000), max_size=12), limit=st.integers(1, 12_000))
def test_every_attachment_is_sent_once_and_none_over_the_limit_untold(
    folder: Path, sizes: list[int], limit: int
) -> None:
    paths = given_files(folder, {f"附件{n}.pdf": size for n, size in enumerate(sizes)})
    drafts = drafts_of(paths, limit=limit)
    assert [path for draft in drafts for path in draft.attachments] == paths
    for draft in drafts:
        assert draft.size == len(draft.message.as_bytes())
        assert draft.too_large is (draft.size > limit)
        assert not draft.too_large or len(draft.attachments) <= 1
    # Greedy: what opens a mail did not fit into the one before.
    for before, after in pairwise(drafts):
        assert before.size + after.attachments[0].stat().st_size * 4 / 3 + 600 > limit


def test_the_files_are_named_and_replaced(tmp_path: Path) -> None:
    (tmp_path / "源").mkdir()
    paths = given_files(tmp_path / "源", {"a.pdf": 900, "b.pdf": 900})
    one, two = drafts_of(paths[:1]), drafts_of(paths, limit=2_000)
    (written,) = write_drafts(tmp_path, "2026年10月/月报: 邮件", one)
    assert written.name == "2026年10月_月报_ 邮件.eml"
    assert written.read_bytes() == one[0].message.as_bytes()
    assert [path.name for path in write_drafts(tmp_path, "月报", two)] == [
        "月报（第1封，共2封）.eml",
        "月报（第2封，共2封）.eml",
    ]
    assert write_drafts(tmp_path, "月报", two)[1].read_bytes() == two[1].message.as_bytes()


@pytest.mark.parametrize("code", ["file_missing", "file_not_readable"])
def test_an_attachment_that_cannot_be_read(tmp_path: Path, code: str) -> None:
    path = tmp_path / "月报.pdf"
    if code == "file_not_readable":
        path.mkdir()
    with pytest.raises(AnxiError) as caught:
        drafts_of([path])
    assert caught.value.code == code
    assert "月报.pdf" in sentence(caught.value)
