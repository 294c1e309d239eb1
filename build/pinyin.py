"""Makes anxi_desktop/domain/pinyin_letters.py: the first pinyin letter of every common Chinese character.

The program searches and sorts by initials at every start and save, so it carries a table of letters instead
of a library that takes a quarter of a second to load. Run it again only to take in newer readings:

    .venv/bin/python build/pinyin.py
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

from pypinyin.pinyin_dict import pinyin_dict

TARGET = Path(__file__).resolve().parent.parent / "anxi_desktop" / "domain" / "pinyin_letters.py"
NONE = "."
PER_LINE = 96

# CJK unified ideographs: extension A, then the block that holds all of GB 2312 and Big5.
RANGES = (("RARE", 0x3400, 0x4DB5), ("COMMON", 0x4E00, 0x9FFF))

# GB 2312 lists its 3,755 common characters by pinyin: the code at which each letter begins.
_LETTERS = {
    "a": 0xB0A1, "b": 0xB0C5, "c": 0xB2C1, "d": 0xB4EE, "e": 0xB6EA, "f": 0xB7A2, "g": 0xB8C1, "h": 0xB9FE,
    "j": 0xBBF7, "k": 0xBFA6, "l": 0xC0AC, "m": 0xC2E8, "n": 0xC4C3, "o": 0xC5B6, "p": 0xC5BE, "q": 0xC6DA,
    "r": 0xC8BB, "s": 0xC8F6, "t": 0xCBFA, "w": 0xCDDA, "x": 0xCEF4, "y": 0xD1B9, "z": 0xD4D1,
}  # fmt: skip
_LAST_COMMON = 0xD7F9

# Characters that names of people, places and companies read with another first letter too.
_SEVERAL = """
长cz 重zc 行xh 厦xs 乐ly 朝cz 曾zc 单ds 解jx 盛sc 会hk 校xj 调dt 降jx 传cz 藏cz 仇cq 查cz 翟zd 尉wy 沈cs 省sx 车cj
弹dt 番fp 繁fp 秘mb 覃tq 召zs 祭jz 区qo 贾jg 句jg 种zc 蔚wy 卡kq 茄qj 埔pb 浒hx 堡bp 栅sz 巷xh 幢zc 率ls 畜cx 枞cz 俞ys
折zs 轧yz 泊bp 圩wx 峒dt 泌mb 泷ls 涡wg 颉xj 骠pb 莘sx 蕃fb 褚cz 角jl 辟pb 镐gh 阿ae 隗wk 靓lj 驮td 鹄hg 咖kg 宓mf 郇xh
筠yj 稽jq 郗xc 侗dt 伺sc 曝pb 槛kj 歙sx 涌yc 炅gj 焘dt 禅cs 缉jq 颤cz 耙bp 峙zs 坻cd 栖qx 椎zc 粘zn 纤xq 纶lg 裳cs 陂bp
""".split()


def letters(character: str) -> str:
    """The first letters of all readings a dictionary gives, the usual one first; "" for none."""
    found: dict[str, None] = {}
    for reading in pinyin_dict.get(ord(character), "").split(","):
        plain = unicodedata.normalize("NFD", reading)
        first = next((letter for letter in plain if letter.isascii() and letter.isalpha()), None)
        if first is not None:
            found[first] = None
    return "".join(found)


def common_letter(character: str) -> str | None:
    """The letter under which GB 2312 lists a common character, None for others."""
    try:
        code = int.from_bytes(character.encode("gb2312"), "big")
    except UnicodeEncodeError:
        return None
    if not _LETTERS["a"] <= code <= _LAST_COMMON:
        return None
    return max((start, letter) for letter, start in _LETTERS.items() if start <= code)[1]


def first_letter(character: str) -> str:
    """The letter a character is sorted under; NONE where it has no reading."""
    return common_letter(character) or letters(character)[:1] or NONE


def several() -> dict[str, str]:
    """Characters of several letters in names, the one it is sorted under first."""
    found: dict[str, str] = {}
    for character, *read in _SEVERAL:
        first = first_letter(character)
        known = {*letters(character), first}
        if not set(read) <= known:
            raise SystemExit(f"{character}: no dictionary reads {set(read) - known}")
        both = "".join(dict.fromkeys((first, *read)))
        if len(both) > 1:
            found[character] = both
    return dict(sorted(found.items()))


def source() -> str:
    """The text of the module."""
    lines = [
        '"""First pinyin letters by code point. Made by build/pinyin.py; do not edit."""',
        "",
        "from __future__ import annotations",
        "",
    ]
    for name, first, last in RANGES:
        text = "".join(first_letter(chr(code)) for code in range(first, last + 1))
        lines.append(f"{name} = (")
        lines += [f'    "{text[at : at + PER_LINE]}"' for at in range(0, len(text), PER_LINE)]
        lines += [")", f'"""U+{first:04X} to U+{last:04X}; {NONE!r} where a character has no reading."""', ""]
    lines.append("SEVERAL = {")
    lines += [f'    "{character}": "{read}",' for character, read in several().items()]
    lines += ["}", '"""Characters that names read with several letters, the usual one first."""', ""]
    return "\n".join(lines)


def main() -> int:
    """Write the module."""
    TARGET.write_text(source(), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
