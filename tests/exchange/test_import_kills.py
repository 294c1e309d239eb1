"""An import is whole or has not happened, a bundle is whole or has no name: real processes, killed at random points.

ANXI_EXCHANGE_KILLS sets the number of kills, ANXI_SEED another course of them.
"""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import pytest

from anxi_desktop.store.store import Owner, Store
from tests.exchange.import_kills import (
    CAN_FORK,
    Sender,
    prove_bundles,
    prove_whole,
    run_export_kills,
    run_import_kills,
    writers_for,
)

KILLS = int(os.environ.get("ANXI_EXCHANGE_KILLS", "40" if CAN_FORK else "8"))
SEED = int(os.environ.get("ANXI_SEED", "1"))


def test_a_killed_import_is_whole_or_has_not_happened(tmp_path: Path) -> None:
    whole, none = run_import_kills(tmp_path, KILLS, SEED)
    assert whole + none == KILLS
    if KILLS >= 20:
        assert whole  # kills fell on both sides of the commit
        assert none


def test_a_killed_export_leaves_whole_bundles_or_none(tmp_path: Path) -> None:
    found, kills = run_export_kills(tmp_path, KILLS // 2, SEED + 1)
    if kills >= 20:
        assert 0 < found


def test_an_import_in_two_pieces_is_caught(tmp_path: Path) -> None:
    folder, profile = tmp_path / "target", tmp_path / "target profile"
    Store.create(folder, profile=profile, owner=Owner("K2", "王某", "某局")).close()
    sender = Sender(tmp_path / "source", tmp_path / "source profile", tmp_path)
    with closing(sender.store), writers_for(folder, profile) as writers:
        sent = sender.send()
        writers.start(mode="half import", path=str(sent.path))
        while (said := writers.listen()) is not None and said["do"] != "half":
            pass
        writers.kill()
        assert list(writers.rest()) == []
        with (
            closing(Store.open(folder, profile=profile)) as store,
            pytest.raises(AssertionError, match="half an import"),
        ):
            prove_whole(store, sent, is_acked=False)


def test_half_a_bundle_under_its_name_is_caught(tmp_path: Path) -> None:
    sender = Sender(tmp_path / "source", tmp_path / "source profile", tmp_path)
    sent = sender.send()
    sender.store.close()
    place = tmp_path / "out"
    place.mkdir()
    with writers_for(tmp_path / "source", tmp_path / "source profile") as writers:
        writers.start(mode="half export", path=str(place / "数据.anxi"), source=str(sent.path))
        while (said := writers.listen()) is not None and said["do"] != "half":
            pass
        writers.kill()
        assert list(writers.rest()) == []
    with pytest.raises(AssertionError, match="half a bundle"):
        prove_bundles(place)
