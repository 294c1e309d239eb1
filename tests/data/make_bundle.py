"""Makes `bundle-1.anxi`, the sample in `docs/bundle-format.md`: `python -m tests.data.make_bundle`.

Keys, times and ids are fixed, so that the same file comes out wherever zlib packs alike. The file in the
repository is never made again for a format that is in use: it proves that old bundles can still be read.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from anxi_desktop.domain.entry import name_of
from anxi_desktop.files.bundle_entries import BundleEntry
from tests.files.bundle_laptop import PROJECT, Laptop, attachment

SAMPLE = Path(__file__).with_name("bundle-1.anxi")
PHOTO = "不是真的照片\n".encode()


def content(laptop: Laptop) -> list[BundleEntry]:
    """Five entries: an action of two and one of one on a project, one for supervision only, the laptop's card."""
    first = laptop.entry(
        values={"name": "城东安置房", "category": "works", "town": "城厢镇"}, entity="project", row=PROJECT
    )
    second = laptop.entry(
        values={
            "number": "HZ-2026-K1-001",
            "project": PROJECT,
            "source": "supervision",
            "found_on": "2026-01-01",
            "description": "临边防护缺失",
            "on_the_spot": False,
        },
        entity="hazard",
        title="登记隐患",
    )
    seen = name_of(first.body)
    third = laptop.entry(
        values={"town": None},
        entity="project",
        row=PROJECT,
        title="撤销",
        undoes="0" * 32,
        seen=[seen],
        later=[1],
    )
    office = laptop.entry(
        stream=f"{PROJECT}/office",
        values={"kind": "fine", "done_on": "2026-01-02", "project": PROJECT, "persons": 1},
        entity="enforcement",
        row="0a1b2c3d-0000-4000-8000-0000000000e1",
        title="登记执法激励",
    )
    card = laptop.entry(
        stream="county",
        values=laptop.card.to_object(),
        entity="device",
        row="0a1b2c3d-0000-4000-8000-0000000000d1",
        title="登记电脑",
    )
    return [first._replace(sig=None), second, third, office, card]


def make(path: Path) -> None:
    """Write the sample to `path`."""
    laptop = Laptop()
    with tempfile.TemporaryDirectory() as folder:
        laptop.bundle(path, entries=content(laptop), attachments=[attachment(Path(folder), PHOTO)])


if __name__ == "__main__":
    make(SAMPLE)
