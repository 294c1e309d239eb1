"""Cut the bundled fonts to the characters an office writes; the result is committed under resources/fonts.

Run it with the two font packages unpacked (see CONTRIBUTING, "Fonts"):

    .venv/bin/python build/fonts.py SANS_FOLDER SERIF_FOLDER UNIHAN_FOLDER JP_FOLDER TC_FOLDER

What is left out of the text fonts stands in one more font, NotoSansSC-Rare: a rare name still draws, on
screen and in a PDF; what even that has not (𠮷 among them) comes from the Japanese and Taiwanese faces. The
radicals U+2E80–2FDF are left out everywhere: with them Qt writes PDFs in which a search for 风险 finds
nothing, because the radical took the character's place. Source: performance notes.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.ttLib.removeOverlaps import removeOverlaps

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "resources" / "fonts"

RADICALS = range(0x2E80, 0x2FE0)
RARE_FAMILY = "Noto Sans SC Rare"
_FURTHER = {"NotoSansJP-Rare.ttf": "Noto Sans JP Rare", "NotoSansTC-Rare.ttf": "Noto Sans TC Rare"}

# Beside GB 2312 and the standard characters: what forms, units and vertical headers use.
_BLOCKS = (
    range(0x20, 0x7F),
    range(0xA0, 0x180),
    range(0x2000, 0x2070),
    range(0x2070, 0x20A0),  # superscripts
    range(0x20A0, 0x20C0),  # currencies
    range(0x2100, 0x2190),  # ℃, Roman numerals
    range(0x2190, 0x2200),  # arrows
    range(0x2200, 0x2300),  # mathematics
    range(0x2460, 0x2600),  # ①–⑳, frames, □■△○
    range(0x2600, 0x2670),
    range(0x2700, 0x27C0),  # ✓✗
    range(0x3000, 0x3040),
    range(0x3200, 0x3400),  # ㈠, ㎡
    range(0xFE10, 0xFE20),  # vertical punctuation
    range(0xFE30, 0xFE50),  # ︵︶﹁﹂
    range(0xFF00, 0xFFF0),
)

_TEXT_FONTS = {
    "NotoSansSC-Regular.ttf": "sans/400Regular",
    "NotoSansSC-Bold.ttf": "sans/700Bold",
    "NotoSerifSC-Regular.ttf": "serif/400Regular",
    "NotoSerifSC-Bold.ttf": "serif/700Bold",
}


def gb2312() -> set[int]:
    """Every character of GB 2312-80."""
    found: set[int] = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            text = bytes([high, low]).decode("gb2312", errors="ignore")
            found.update(ord(character) for character in text)
    return found


def standard_characters(unihan: Path) -> set[int]:
    """The 8,105 characters of 通用规范汉字表 (2013): property kTGH of the Unihan files in a folder."""
    found: set[int] = set()
    for path in unihan.rglob("Unihan_*.txt"):
        lines = path.read_text(encoding="utf-8")
        found.update(int(code, 16) for code in re.findall(r"^U\+(\w+)\tkTGH\t2013:", lines, re.MULTILINE))
    if len(found) != 8105:
        raise SystemExit(f"expected the 8,105 standard characters, found {len(found)} in {unihan}")
    return found


def text_characters(unihan: Path) -> set[int]:
    """What the four text fonts keep."""
    blocks = {code for block in _BLOCKS for code in block}
    return (gb2312() | standard_characters(unihan) | blocks) - set(RADICALS)


def cut(source: Path, target: Path, keep: Iterable[int], *, family: str = "") -> None:
    """Write `source` with the characters of `keep` only: outlines merged, no hinting; `family` renames it."""
    options = Options()
    options.layout_features = ["kern", "vert", "vrt2", "tnum"]
    options.hinting = False
    options.notdef_outline = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    options.drop_tables += ["STAT", "BASE"]
    font = TTFont(source, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=set(keep))
    subsetter.subset(font)
    removeOverlaps(font)
    if family:
        _rename(font, family)
    font.save(target)
    count, size = len(_characters(font)), target.stat().st_size
    print(f"{target.relative_to(ROOT)}  {count} characters, {size:,} bytes")


def _is_han(code: int) -> bool:
    return 0x3400 <= code < 0xA000 or 0xF900 <= code < 0xFB00 or code >= 0x20000


def _characters(font: TTFont) -> set[int]:
    return set(font.getBestCmap() or {})


def _rename(font: TTFont, family: str) -> None:
    """A family of its own, so that Qt never takes it for the text font."""
    table = font["name"]
    for number, text in ((1, family), (4, f"{family} Regular"), (6, f"{family.replace(' ', '')}-Regular")):
        for record in [record for record in table.names if record.nameID == number]:
            table.setName(text, number, record.platformID, record.platEncID, record.langID)


def main() -> int:
    """Make the seven fonts and put the licences beside them."""
    parser = argparse.ArgumentParser(description="Cut the bundled fonts; see the head of this file.")
    parser.add_argument("sans", type=Path, help="unpacked @expo-google-fonts/noto-sans-sc")
    parser.add_argument("serif", type=Path, help="unpacked @expo-google-fonts/noto-serif-sc")
    parser.add_argument("unihan", type=Path, help="a folder with the Unihan_*.txt files")
    parser.add_argument("japanese", type=Path, help="unpacked @expo-google-fonts/noto-sans-jp")
    parser.add_argument("taiwanese", type=Path, help="unpacked @expo-google-fonts/noto-sans-tc")
    places = parser.parse_args()
    FONTS.mkdir(parents=True, exist_ok=True)
    keep = text_characters(places.unihan)
    for name, place in _TEXT_FONTS.items():
        family, weight = place.split("/")
        cut(next((getattr(places, family) / weight).glob("*.ttf")), FONTS / name, keep)
    full = next((places.sans / "400Regular").glob("*.ttf"))
    rest = _characters(TTFont(full, lazy=True)) - keep - set(RADICALS)
    cut(full, FONTS / "NotoSansSC-Rare.ttf", rest, family=RARE_FAMILY)
    known = _characters(TTFont(full, lazy=True)) | keep
    for (name, family), folder in zip(_FURTHER.items(), (places.japanese, places.taiwanese), strict=True):
        source = next((folder / "400Regular").glob("*.ttf"))
        rest = {code for code in _characters(TTFont(source, lazy=True)) - known if _is_han(code)}
        cut(source, FONTS / name, rest, family=family)
        known |= rest
    shutil.copyfile(places.sans / "LICENSE_FONT", FONTS / "NotoSansSC-OFL.txt")
    shutil.copyfile(places.serif / "LICENSE_FONT", FONTS / "NotoSerifSC-OFL.txt")
    return 0


if __name__ == "__main__":
    sys.exit(main())
