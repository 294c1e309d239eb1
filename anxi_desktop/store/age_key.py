"""The age identity of this laptop: what bundles that are encrypted to it are opened with. Made on first need."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from anxi_desktop.store.keys import keep_secret, load_secret

FILE = "age.key"


def load_or_make_age_identity(folder: Path, make: Callable[[], tuple[str, str]]) -> tuple[str, str]:
    """(identity, recipient) kept among the keys in `folder`, else those that `make` returns, which are kept.

    `make` is `files.bundle_seal.new_identity`. What another account has sealed is put aside and replaced: others
    encrypt to the new one after this laptop was enrolled again. Errors: key_unreadable, and those of a write.
    """
    raw = load_secret(folder / FILE)
    kept = [] if raw is None else raw.decode("utf-8", "replace").split("\n")
    if len(kept) == 2 and kept[0].startswith("AGE-SECRET-KEY-") and kept[1].startswith("age1"):
        return kept[0], kept[1]
    made = make()
    keep_secret(folder / FILE, "\n".join(made).encode("utf-8"))
    return made
