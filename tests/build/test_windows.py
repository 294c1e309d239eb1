"""What makes the Windows program: the parts that need neither Wine nor Windows to be proved."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest
from pytestqt.qtbot import QtBot

from anxi_desktop import __version__
from anxi_desktop.views.main_window import MainWindow

Script = Callable[[str], ModuleType]
ROOT = Path(__file__).resolve().parents[2]

LOCK = """\
# Made by hand
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:aa \\
    --hash=sha256:bb
macholib==1.16.4 ; sys_platform == 'darwin' \\
    --hash=sha256:cc
ruff==0.17.6 \\
    --hash=sha256:dd
cffi==2.1.1 ; platform_python_implementation != 'PyPy' \\
    --hash=sha256:ee
"""

DUMP = """\
The Export Tables (interpreted .rdata section contents)

[Ordinal/Name Pointer] Table
\t[   0] PyAIter_Check
\t[   1] +base[   2]  0001 PyArg_Parse
\t[   2] Py_Main

The Function Table
\t[   3] not_a_name
"""


def test_of_the_lock_windows_gets_what_it_needs_with_hashes(script: Script) -> None:
    found = list(script("windows_python")._locked(LOCK))
    assert found == [
        "colorama==0.4.6 --hash=sha256:aa --hash=sha256:bb",
        "cffi==2.1.1 --hash=sha256:ee",
    ]


def test_every_exported_name_is_forwarded(script: Script) -> None:
    names = script("windows_python").exported_names(DUMP)
    assert names == ["PyAIter_Check", "PyArg_Parse", "Py_Main"]


def test_a_library_without_names_is_no_success(script: Script) -> None:
    with pytest.raises(script("environment").SetupError):
        script("windows_python").exported_names("nothing here")


def test_linux_paths_are_said_as_wine_sees_them(script: Script) -> None:
    assert script("wine").windows_path(Path("/tmp/试 用/a.txt")) == "Z:\\tmp\\试 用\\a.txt"


def test_the_same_folder_makes_the_same_zip_with_room_for_data(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    folder = tmp_path / "anxi"
    (folder / "_internal").mkdir(parents=True)
    (folder / "anxi.exe").write_bytes(b"MZ")
    (folder / "_internal" / "库.dll").write_bytes(b"x" * 1000)
    release = script("release")
    one = release.portable_zip(folder, tmp_path / "1.zip", version="1.2.3")
    (folder / "anxi.exe").touch()
    two = release.portable_zip(folder, tmp_path / "2.zip", version="1.2.3")
    assert one.read_bytes() == two.read_bytes()
    with zipfile.ZipFile(one) as archive:
        assert archive.namelist() == [
            "anxi/_internal/库.dll",
            "anxi/anxi.exe",
            "anxi/使用说明.txt",
            "anxi/数据/",
        ]
        assert "1.2.3" in archive.read("anxi/使用说明.txt").decode("utf-8-sig")


def test_sums_are_as_the_usual_tool_reads_them(script: Script, tmp_path: Path) -> None:
    file = tmp_path / "安装.exe"
    file.write_bytes(b"MZ")
    script("release").write_sums([file], tmp_path)
    expected = f"{hashlib.sha256(b'MZ').hexdigest()}  安装.exe\n"
    assert (tmp_path / "SHA256SUMS").read_text(encoding="utf-8") == expected


def test_the_manifest_is_well_formed_and_asks_for_dpi_utf8_and_long_paths(script: Script) -> None:
    root = ET.fromstring(script("version_resource").MANIFEST.encode())
    told = {element.tag.rpartition("}")[2]: element.text for element in root.iter()}
    assert told["dpiAwareness"] == "PerMonitorV2"
    assert told["activeCodePage"] == "UTF-8"
    assert told["longPathAware"] == "true"


def package(folder: Path, name: str, licence: str, *, text: bool = True) -> None:
    info = folder / f"{name.replace('-', '_')}-1.0.dist-info"
    (info / "licenses").mkdir(parents=True)
    (info / "METADATA").write_text(f"Name: {name}\nVersion: 1.0\n{licence}\n\nwords", encoding="utf-8")
    if text:
        (info / "licenses" / "LICENSE.txt").write_text(f"licence of {name}", encoding="utf-8")


def test_the_list_of_parts_names_each_with_its_licence_and_text(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sbom = script("sbom")
    lock = tmp_path / "lock"
    lock.write_text("openpyxl==1.0 \\\n    --hash=x\nhatchling==1.0 \\\n    --hash=y\n", encoding="utf-8")
    monkeypatch.setattr(sbom, "LOCKS", {"run": lock})
    site, folder = tmp_path / "site", tmp_path / "anxi"
    folder.mkdir()
    package(site, "openpyxl", "License-Expression: MIT")
    licence = tmp_path / "LICENSE.txt"
    licence.write_text("PSF", encoding="utf-8")
    count = sbom.write(folder, version="1.2.3", python="3.11.9", site_packages=site, python_licence=licence)
    body = json.loads((folder / "sbom.cdx.json").read_text(encoding="utf-8"))
    assert body["specVersion"] == "1.6"
    named = {part["name"]: part for part in body["components"]}
    assert named["openpyxl"]["purl"] == "pkg:pypi/openpyxl@1.0"
    assert named["openpyxl"]["licenses"] == [{"expression": "MIT"}]
    assert "hatchling" not in named
    texts = {path.name for path in (folder / "licences").iterdir() if path.is_dir()}
    assert len(texts) == count
    assert (folder / "licences" / "openpyxl" / "LICENSE.txt").read_text() == "licence of openpyxl"


@pytest.mark.parametrize(
    ("licence", "text"), [("", True), ("License: MIT", False)], ids=["no word", "no text"]
)
def test_a_part_without_a_licence_is_not_packaged(
    script: Script, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, licence: str, text: bool
) -> None:
    sbom = script("sbom")
    lock = tmp_path / "lock"
    lock.write_text("openpyxl==1.0 \\\n    --hash=x\n", encoding="utf-8")
    monkeypatch.setattr(sbom, "LOCKS", {"run": lock})
    package(tmp_path / "site", "openpyxl", licence, text=text)
    with pytest.raises(script("environment").SetupError, match="openpyxl"):
        sbom.write(
            tmp_path,
            version="1",
            python="3",
            site_packages=tmp_path / "site",
            python_licence=ROOT / "LICENSE",
        )


def test_the_installer_finds_the_window_by_its_name(script: Script, qtbot: QtBot, tmp_path: Path) -> None:
    window = MainWindow(geometry_file=tmp_path / "window.ini")
    qtbot.addWidget(window)
    product = script("version_resource").PRODUCT
    assert window.windowTitle() == product
    text = (ROOT / "build" / "installer.nsi").read_text(encoding="utf-8-sig")
    assert (
        (ROOT / "build" / "installer.nsi").read_bytes().startswith(b"\xef\xbb\xbf")
    )  # makensis must see UTF-8
    assert f'!define PRODUCT "{product}"' in text
    assert __version__.count(".") == 2  # VIProductVersion needs four numbers
