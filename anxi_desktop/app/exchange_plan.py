"""What importing a bundle would do, before anything is written."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from anxi_desktop.app.exchange_found import moment_of
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.steps import retold
from anxi_desktop.files.bundle_read import Unseal, open_bundle
from anxi_desktop.files.exchange_import import ImportReport, import_bundle
from anxi_desktop.store.acceptance import Held, held_counts
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.folder import KEYS
from anxi_desktop.store.store import Store
from anxi_desktop.store.trust import county_of

_T = TypeVar("_T")

NEEDS_PASSPHRASE = frozenset({"sealed_passphrase_needed", "sealed_wrong_passphrase"})


@dataclass(frozen=True, slots=True)
class Reading:
    """What importing a bundle would do, or why it cannot be read.

    `missing` counts photos that would still be missing; `held` by reason what would be kept without effect, beyond
    what is so already.
    """

    path: Path
    report: ImportReport | None = None
    made_at: datetime | None = None
    photos: int = 0
    missing: int = 0
    held: Mapping[Held, int] = field(default_factory=dict[Held, int])
    error: AnxiError | None = None

    @property
    def needs_passphrase(self) -> bool:
        """True where only a passphrase is missing."""
        return self.error is not None and self.error.code in NEEDS_PASSPHRASE


def read_plan(store: Store, path: Path, opener: Unseal) -> Generator[tuple[int, str], None, Reading]:
    """What importing one bundle would do; the plan is made and rolled back. Errors: those of `import_bundle`."""
    pairing, before = county_of(store.connection) is None, held_counts(store.connection)
    report = yield from import_bundle(store, path, plan=True, pairing=pairing, open_sealed=opener)
    with open_bundle(path, open_sealed=opener) as bundle:
        carried = [one.digest for one in bundle.attachments()]
        new = sum(1 for digest in carried if attachment_path(store, digest) is None)
        made_at = moment_of(bundle.manifest.made_at)
    missing = max(0, report.missing_attachments - new)
    after = {Held(why): count for why, count in report.quarantined.items()} | {Held.UNSIGNED: report.waiting}
    return Reading(path, report, made_at, new, missing, held_beyond(before, after))


def held_beyond(before: Mapping[Held, int], after: Mapping[Held, int]) -> dict[Held, int]:
    """By reason how much more is kept without effect than before."""
    return {why: count - before.get(why, 0) for why, count in after.items() if count > before.get(why, 0)}


def opener_of(store: Store, passphrase: str) -> Unseal:
    """Opens sealed bundles with this laptop's own identity, or the passphrase."""

    def opened(source: Path, target: Path) -> None:
        from anxi_desktop.files.bundle_seal import is_under_passphrase, new_identity, unseal
        from anxi_desktop.store.age_key import load_or_make_age_identity

        if is_under_passphrase(source):
            unseal(source, target, passphrase=passphrase or None)
        else:
            identity, _ = load_or_make_age_identity(store.folder / KEYS, new_identity)
            unseal(source, target, identities=[identity])

    return opened


def share_of(
    steps: Generator[tuple[int, str], None, _T], number: int, count: int
) -> Generator[tuple[int, str], None, _T]:
    """The steps of the `number`-th of `count` pieces, as their share of the whole."""
    return retold(steps, lambda step: ((number * 100 + step[0]) // count, step[1]))
