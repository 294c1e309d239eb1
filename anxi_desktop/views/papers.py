"""Which papers to print, and where: asked once, written beside the window, opened from the toast."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


def ask_for_papers(shell: Shell, *, inspection: str) -> None:
    """Ask which papers of an inspection to write."""
    raise NotImplementedError
