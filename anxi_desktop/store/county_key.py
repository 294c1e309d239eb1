"""The county's key, with which its office signs the trust list, and the sheet of paper that brings it back.

It stands beside the laptop's own key, on the office's laptop only. The sheet holds the same key in lines that are
typed again by hand: each line has a check of its own, so that a slip of the finger is named and not guessed.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import Path
from typing import TYPE_CHECKING

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.fingerprint import fingerprint
from anxi_desktop.store.keys import KeyPair, keep_secret, load_secret, private_of

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

FILE = "county.key"

# Crockford's base 32: no I, L, O, U, which are read as other characters or typed by mistake.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_READ_AS = str.maketrans("ILO", "110")
_KEY_BYTES = 32
_LINE_BYTES = 8
_CHECK_BYTES = 2
_LINES = _KEY_BYTES // _LINE_BYTES + 1  # the last one checks the others together
_LINE_LETTERS = (_LINE_BYTES + _CHECK_BYTES) * 8 // 5
_LABELLED = re.compile(rf"([1-{_LINES}])[:.、)]\s*([0-9A-Za-z\s-]*)")

_SHEET = """安溪县安全生产标准化 县级密钥恢复单

这张纸上写着本县的密钥。监管部门的电脑用它签发信任名单：哪些电脑的数据算数，由它说了算。
电脑丢失、损坏或重装以后，凭这张纸才能在新电脑上继续签发。

请打印出来，放进保险柜。不要拍照，不要发到网上，不要与电脑放在一起。
谁拿到这张纸，谁就能以本县的名义签发名单。

密钥（共 {count} 行，每行 4 组，每组 4 个字符；没有字母 I、L、O、U）：

{lines}

本县密钥的核对码（可以公开，用来与其他电脑核对）：

    {code}

恢复的方法：在新电脑上打开程序，选“恢复县级密钥”，照着输入上面 {count} 行；
或者用命令 anxi office recover 加上这个文件。哪一行输错了，程序会指出来。
"""


class CountyKey(KeyPair):
    """The county's key pair; `seed` is the secret itself, 32 bytes, for the recovery sheet alone."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        super().__init__(private)
        self.seed = private.private_bytes_raw()


def make_county_key() -> CountyKey:
    """A new county key. It is kept nowhere yet: write its recovery sheet first, then `keep_county_key`."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return CountyKey(Ed25519PrivateKey.generate())


def keep_county_key(folder: Path, key: CountyKey) -> None:
    """Keep the county's key among the keys in `folder`; one of another county is put aside, never overwritten.

    Errors: key_unreadable, and those of a write.
    """
    if load_secret(folder / FILE) != key.seed:
        keep_secret(folder / FILE, key.seed)


def load_county_key(folder: Path) -> CountyKey | None:
    """The county key kept in `folder`, or None where there is none or it was sealed by another account.

    Raises AnxiError("key_unreadable") where the file is there and cannot be read: it may be held for a moment.
    """
    raw = load_secret(folder / FILE)
    private = None if raw is None else private_of(raw)
    return None if private is None else CountyKey(private)


def recovery_text(key: CountyKey) -> str:
    """The recovery sheet: one page of text to print."""
    lines = "\n\n".join(f"    {number}: {line}" for number, line in enumerate(_lines_of(key.seed), 1))
    return _SHEET.format(count=_LINES, lines=lines, code=fingerprint(key.public))


def key_of_recovery(text: str) -> CountyKey:
    """The key in a recovery sheet, or in its lines as somebody typed them ("1: ABCD …").

    Small letters, full-width ones, other spaces and the letters people take for digits are all right.
    Raises AnxiError: recovery_line (with the number of the line that is missing or mistyped), recovery_mixed where
    every line is right and they do not belong together.
    """
    typed = _typed(text)
    parts: list[bytes] = []
    for number in range(1, _LINES + 1):
        part = _part(number, typed.get(number, ""))
        if part is None:
            raise AnxiError("recovery_line", line=number)
        parts.append(part)
    seed = b"".join(parts[:-1])
    private = private_of(seed)
    if private is None or parts[-1] != _whole_check(seed):
        raise AnxiError("recovery_mixed")
    return CountyKey(private)


def _lines_of(seed: bytes) -> list[str]:
    parts = [seed[place : place + _LINE_BYTES] for place in range(0, _KEY_BYTES, _LINE_BYTES)]
    return [_line(number, part) for number, part in enumerate((*parts, _whole_check(seed)), 1)]


def _line(number: int, part: bytes) -> str:
    bits = int.from_bytes(part + _check(number, part))
    letters = "".join(_LETTERS[bits >> 5 * place & 31] for place in reversed(range(_LINE_LETTERS)))
    return " ".join(letters[place : place + 4] for place in range(0, _LINE_LETTERS, 4))


def _part(number: int, typed: str) -> bytes | None:
    """The bytes of a typed line, or None where it is not as it was printed."""
    letters = re.sub(r"[\s-]", "", typed).upper().translate(_READ_AS)
    if len(letters) != _LINE_LETTERS or any(letter not in _LETTERS for letter in letters):
        return None
    bits = 0
    for letter in letters:
        bits = bits << 5 | _LETTERS.index(letter)
    whole = bits.to_bytes(_LINE_BYTES + _CHECK_BYTES)
    part, check = whole[:_LINE_BYTES], whole[_LINE_BYTES:]
    return part if check == _check(number, part) else None


def _check(number: int, part: bytes) -> bytes:
    return hashlib.sha256(b"anxi-recovery-line" + bytes([number]) + part).digest()[:_CHECK_BYTES]


def _whole_check(seed: bytes) -> bytes:
    return hashlib.sha256(b"anxi-recovery" + seed).digest()[:_LINE_BYTES]


def _typed(text: str) -> dict[int, str]:
    """What stands behind the numbers of the lines; bare lines of letters where nobody typed numbers."""
    lines = [unicodedata.normalize("NFKC", line).strip() for line in text.splitlines()]
    found = [match for line in lines if (match := _LABELLED.fullmatch(line))]
    if found:
        return {int(match[1]): match[2] for match in found}
    bare = [line for line in lines if line and line.isascii()]
    return dict(enumerate(bare[:_LINES], 1))
