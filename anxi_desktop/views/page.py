"""What a page is to the shell: a widget with a name, an icon, and a way to read again what it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from anxi_desktop.views.shell import Shell


class Page(QWidget):
    """Base of all pages. The shell makes one when it is first gone to and keeps it."""

    id: ClassVar[str] = ""
    icon: ClassVar[str] = ""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell

    def title(self) -> str:
        """The page's name, in the head of the window."""
        return ""

    def refresh(self, tables: frozenset[str]) -> None:
        """Read again what is shown: records of these types were written.

        Called while the page is in sight, and with all that was missed when it comes into sight again.
        """

    def show_facts(self, **facts: object) -> None:
        """Come here for something: a record, a filter. Called after the page is in sight, also without facts."""

    def help_text(self) -> str:
        """What can be done here, one thing a line, for F1."""
        return ""

    def focus_search(self) -> bool:
        """Ctrl+F: put the cursor into the page's search; False where it has none."""
        return False

    def new_record(self) -> bool:
        """Ctrl+N: begin a new record; False where nothing can be new."""
        return False


@dataclass(frozen=True, slots=True)
class PageSpec:
    """Where a page is found. It is imported when it is first gone to; `title` is its word in the rail.

    A page that is not in the rail names the one it belongs `under`.
    """

    id: str
    icon: str
    title: str
    module: str
    class_name: str
    in_rail: bool = True
    under: str = ""
