"""Histories of 2–6 laptops that meet only through files: nothing is lost, nobody sees anything else than the others.

Edits, deletions, undos, decisions, exports of every kind, losses, duplicates, relays that forge, copied and
duplicated machines, restores, revocations, wrong clocks; see `histories`. ANXI_HISTORIES sets how many,
ANXI_SEED others; `dev.py bench soak` runs thousands.
"""

from __future__ import annotations

import os

import pytest

from tests.exchange.histories import run_history

HISTORIES = int(os.environ.get("ANXI_HISTORIES", "96"))
SEED = int(os.environ.get("ANXI_SEED", "0"))
_EACH = 12


@pytest.mark.parametrize("first", range(0, HISTORIES, _EACH))
def test_everybody_ends_with_the_same_and_nothing_is_lost(first: int) -> None:
    for seed in range(first, min(first + _EACH, HISTORIES)):
        try:
            run_history(SEED * 1_000_000 + seed)
        except BaseException as error:
            error.add_note(f"history {SEED * 1_000_000 + seed}")
            raise
