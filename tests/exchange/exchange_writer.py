"""The process that imports and exports and is killed: `python exchange_writer.py FOLDER PROFILE`, as writer.py.

Modes: "import" takes the bundle at `path` in; "export" writes bundles to `path`; "half import" lets the first half
count before the second has come, "half export" writes under the bundle's own name, and both wait.
"""

from __future__ import annotations

import json
import sys
from contextlib import closing
from pathlib import Path

from anxi_desktop.files import bundle_seal, exchange_export, exchange_import  # noqa: F401  (warm before a fork)
from anxi_desktop.files.bundle_read import open_bundle
from anxi_desktop.store import trust
from anxi_desktop.store.cards import keep_cards
from anxi_desktop.store.store import Store
from tests.store.writer import main, say


def _do(line: str, folder: Path, profile: Path) -> None:
    told = json.loads(line)
    path = Path(told["path"])
    with closing(Store.open(folder, profile=profile)) as store:
        say(do="open")
        if told["mode"] == "import":
            for percent, _ in exchange_import.import_bundle(store, path, pairing=True):
                say(do="step", percent=percent)
        elif told["mode"] == "export":
            order = exchange_export.ExportOrder(limit_bytes=told["limit"])
            for percent, _ in exchange_export.export_bundles(store, order, path, made_by="测试"):
                say(do="step", percent=percent)
        elif told["mode"] == "half import":
            _half_import(store, path)
        else:
            path.write_bytes(Path(told["source"]).read_bytes()[:-200])
            say(do="half")
            sys.stdin.readline()
        say(do="ack")
        sys.stdin.readline()


def _half_import(store: Store, path: Path) -> None:
    """The negative control: two transactions."""
    with open_bundle(path) as bundle:
        lines = [tuple(one) for one in bundle.entries()]
        cards = [bundle.manifest.sender, *bundle.manifest.cards]
    for part in (lines[: len(lines) // 2], lines[len(lines) // 2 :]):
        with store.meeting() as meeting:
            keep_cards(store.connection, cards)
            for card in cards:
                trust.pair(store.connection, card.key)
            meeting.trust = trust.current_trust(store.connection, meeting.card.key)
            intake = meeting.intake()
            for _ in intake.take(part):  # pyright: ignore[reportArgumentType]
                pass
            intake.finish()
        say(do="half")
        sys.stdin.readline()


if __name__ == "__main__":
    main(_do)
