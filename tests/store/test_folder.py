"""Sticks, network drives and cloud folders are refused; other folders with similar names are not."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.words import sentence
from anxi_desktop.store import folder as folders
from anxi_desktop.store.folder import check_folder, is_synced, mounted_kind


@pytest.mark.parametrize(
    "name",
    ["OneDrive", "OneDrive - 安溪县住建局", "onedrive", "Dropbox (个人)", "iCloudDrive", "iCloud Drive", "Google Drive",
     "坚果云", "我的坚果云", "Nutstore Files", "BaiduNetdiskWorkspace", "BaiduSyncdisk", "百度网盘同步空间", "WPSDrive",
     "WPS云盘", "腾讯微云", "微云同步助手", "阿里云盘", "SynologyDrive"],
)  # fmt: skip
def test_cloud_folders(name: str) -> None:
    assert is_synced(Path("/home/王某", name, "数据"), {})


@pytest.mark.parametrize(
    "name", ["数据", "我的文档", "单项目", "微信", "drive", "云", "no onedrive", "网盘资料"]
)
def test_other_folders(name: str) -> None:
    assert not is_synced(Path("/home/王某", name, "数据"), {})


def test_the_place_windows_names_for_its_cloud() -> None:
    environment = {"OneDriveCommercial": "/home/王某/单位云", "OneDrive": ""}
    assert is_synced(Path("/home/王某/单位云/数据"), environment)
    assert not is_synced(Path("/home/王某/单位云2/数据"), environment)


MOUNTS = """\
sysfs /sys sysfs rw 0 0
/dev/sda1 / ext4 rw 0 0
server:/export /mnt/共享 nfs4 rw 0 0
//nas/data /mnt/with\\040space cifs rw 0 0
/dev/sdb1 /media/user/USB vfat rw 0 0
/dev/sdc1 /mnt/共享/local ext4 rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/user/数据", None),
        ("/mnt/共享", "网络盘"),
        ("/mnt/共享/数据", "网络盘"),
        ("/mnt/共享2/数据", None),
        ("/mnt/共享/local/数据", None),
        ("/mnt/with space/数据", "网络盘"),
        ("/media/user/USB/数据", "可移动盘"),
        ("/media/user/USB", "可移动盘"),
    ],
)
def test_what_a_folder_stands_on(folder: str, kind: str | None) -> None:
    assert mounted_kind(folder, MOUNTS) == kind


def test_a_refusal_says_what_kind_and_can_be_overridden(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ANXI_ANY_FOLDER", raising=False)
    monkeypatch.setattr(folders, "_drive_kind", lambda folder: "网络盘")
    with pytest.raises(AnxiError) as caught:
        check_folder(tmp_path)
    assert caught.value.code == "unsafe_folder"
    assert "网络盘" in sentence(caught.value)
    monkeypatch.setenv("ANXI_ANY_FOLDER", "1")
    check_folder(tmp_path)


def test_this_folder_is_safe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ANXI_ANY_FOLDER", raising=False)
    check_folder(tmp_path)
    assert PurePosixPath(tmp_path).name
