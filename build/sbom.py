"""What the packaged program is made of: a CycloneDX list of parts, and the licence text of each.

The list is read from the installed packages themselves, so it cannot tell of a version that is not there.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from pathlib import Path

from environment import LOCKS, ROOT, SetupError

LIST = "sbom.cdx.json"
TEXTS = "licences"

# In the lock because a checkout installs itself with them, or as data nothing asks for (tzdata: anxi.spec leaves it
# out); nothing of theirs is in the program.
_NOT_INSIDE = frozenset("editables hatchling pathspec pip tomlkit trove-classifiers tzdata".split())
_LICENCE_FILE = re.compile(r"(licen[cs]e|copying|notice|authors)", re.IGNORECASE)
# Where a package says its licence in words of its own.
_SPDX = {
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "pysqlite3": "Zlib",
    "reportlab": "BSD-3-Clause",
    "olefile": "BSD-2-Clause",
    "click-default-group": "Unlicense",
    "sqlite-fts4": "Apache-2.0",
    "pypdfium2": "(BSD-3-Clause OR Apache-2.0) AND BSD-3-Clause",
    "segno": "BSD-3-Clause",
    "pyrage": "MIT AND (MIT OR Apache-2.0) AND BSD-3-Clause AND Unicode-3.0",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the program; `texts` are the files that state its licence."""

    name: str
    version: str
    licence: str
    purl: str = ""
    texts: tuple[Path, ...] = ()


def write(folder: Path, *, version: str, python: str, site_packages: Path, python_licence: Path) -> int:
    """Put list and texts into the program's folder; the number of parts. `python` is the interpreter's version."""
    parts = [*_packages(site_packages), *_others(python=python, python_licence=python_licence)]
    texts = folder / TEXTS
    shutil.rmtree(texts, ignore_errors=True)
    for part in parts:
        place = texts / part.name
        place.mkdir(parents=True)
        for text in part.texts:
            # A package may keep texts of one name in several folders: those of what it is built from.
            inside = text.parts[text.parts.index("licenses") + 1 :] if "licenses" in text.parts else ()
            shutil.copyfile(text, place / ("-".join(inside) or text.name))
    (texts / "README.txt").write_text(_told(parts), encoding="utf-8-sig", newline="\r\n")
    body = json.dumps(_document(version, parts), ensure_ascii=False, indent=1)
    (folder / LIST).write_text(body + "\n", encoding="utf-8", newline="\n")
    return len(parts)


def _packages(site_packages: Path) -> Iterator[Part]:
    known = {_normal(path.name.split("-")[0]): path for path in site_packages.glob("*.dist-info")}
    for name in re.findall(r"^([a-z0-9-]+)==", LOCKS["run"].read_text(encoding="utf-8"), re.MULTILINE):
        if name in _NOT_INSIDE:
            continue
        if name not in known:
            raise SetupError(f"{name} 没有装上，列不出程序的组成。")
        yield _package(name, known[name])


def _package(name: str, info: Path) -> Part:
    head = HeaderParser().parsestr((info / "METADATA").read_text(encoding="utf-8"))
    licence = _SPDX.get(name) or head["License-Expression"] or head["License"]
    texts = [
        path
        for path in sorted(info.rglob("*"))
        if path.is_file() and (_LICENCE_FILE.search(path.name) or "licenses" in path.relative_to(info).parts)
    ]
    if name in ("pyside6-essentials", "shiboken6"):  # they ship the commercial text alone
        texts = [*sorted((ROOT / "resources" / "licences").glob("*GPL-3.0.txt"))]
    if not licence or not texts:
        raise SetupError(f"{name} 没有说明许可，不能打包。")
    version = head["Version"]
    return Part(name, version, licence, f"pkg:pypi/{name}@{version}", tuple(texts))


def _others(*, python: str, python_licence: Path) -> Iterator[Part]:
    fonts = ROOT / "resources" / "fonts"
    yield Part("cpython", python, "Python-2.0", f"pkg:generic/cpython@{python}", (python_licence,))
    yield Part("noto-sans-sc", "2.004", "OFL-1.1", texts=(fonts / "NotoSansSC-OFL.txt",))
    yield Part("noto-serif-sc", "2.003", "OFL-1.1", texts=(fonts / "NotoSerifSC-OFL.txt",))
    icons = ROOT / "resources" / "licences" / "mdi-svg.txt"
    yield Part("material-design-icons", "7.4.47", "Apache-2.0", texts=(icons,))
    yield Part("anxi-desktop", "", "Apache-2.0", texts=(ROOT / "LICENSE",))


def _document(version: str, parts: list[Part]) -> dict[str, object]:
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "name": "anxi-desktop", "version": version},
        },
        "components": [_component(part) for part in parts if part.version],
    }


def _component(part: Part) -> dict[str, object]:
    is_expression = " " in part.licence or re.fullmatch(r"[A-Za-z0-9.-]+", part.licence) is not None
    licence = {"expression": part.licence} if is_expression else {"license": {"name": part.licence}}
    found: dict[str, object] = {
        "type": "library",
        "name": part.name,
        "version": part.version,
        "licenses": [licence],
    }
    if part.purl:
        found |= {"purl": part.purl, "bom-ref": part.purl}
    return found


def _told(parts: list[Part]) -> str:
    lines = ["本程序由以下部分组成，各自的许可全文在同名的文件夹里。", ""]
    lines += [f"{part.name} {part.version}  {part.licence}" for part in parts]
    lines += [
        "",
        "Qt、PySide6 和 Shiboken6 按 LGPL-3.0 使用：它们是 _internal 里独立的动态库文件，可以换成您自己编译的版本。",
        "",
    ]
    return "\n".join(lines)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
