"""The maps of a project: making one, copying it forward as the next version, its title block."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxi_desktop.app.session import Session
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.save import Save, decimal_text, deletion
from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Done, new_id

Row = dict[str, JournalValue]
SHEET = (4200, 2970)
"""An empty sheet: an A3 in tenths of a millimetre, so that its grid of 100 is a centimetre of paper."""
MOST_SIDE = 100_000


@dataclass(frozen=True, slots=True)
class Background:
    """A picture kept among the attachments that a map is drawn over. `mm_per_unit` is None where unknown."""

    digest: str
    name: str
    width: int
    height: int
    mm_per_unit: Decimal | None = None


class RiskMaps:
    """The maps of one project."""

    def __init__(self, session: Session, project: str) -> None:
        self.session = session
        self.store = session.store
        self.project = project

    def maps(self) -> list[Row]:
        """All maps: by name and part, the newest version first."""
        rows = list(self.store.rows("risk_map", {"project": self.project}))
        rows.sort(key=lambda row: -int(str(row["version"] or 1)))
        return sorted(rows, key=lambda row: (str(row["name"]), str(row["part"] or "")))

    def item_counts(self) -> dict[str, int]:
        """How many things are on each map of the project, by map id."""
        query = "SELECT map, count(*) FROM map_item WHERE project = ? GROUP BY map"
        return dict(self.store.connection.execute(query, (self.project,)))

    def make(self, name: str, *, part: str = "", background: Background | None = None) -> tuple[str, Done]:
        """A new map: its id. Raises AnxiError("bad_value")."""
        width, height = (background.width, background.height) if background else SHEET
        values: Row = {
            "project": self.project,
            "name": name,
            "part": part or None,
            "version": 1,
            "width": width,
            "height": height,
            "drawn_on": date.today().isoformat(),
            "prepared_by": self.session.settings.person or None,
            **_background(background),
        }
        saves = record_edit.add_saves(self.store, "risk_map", values)
        return saves[0].row, self.session.edit(f"新建四色图：{name}", saves)

    def set_background(self, record: str, background: Background | None) -> Done:
        """Put another picture under a map, or none. What is drawn stays where it is."""
        changes = _background(background)
        if background is not None:
            changes |= {"width": background.width, "height": background.height}
        title = "更换底图" if background else "去掉底图"
        return self.session.edit(title, [Save("risk_map", record, changes)])

    def copy_forward(self, record: str) -> tuple[str, Done]:
        """The next version of a map, with everything on it; the old one stays as it is."""
        row = self.store.row("risk_map", record)
        made = new_id()
        values = {name: value for name, value in row.items() if name != "id" and value not in (None, [])}
        latest = max(
            int(str(other["version"] or 1))
            for other in self.maps()
            if (other["name"], other["part"]) == (row["name"], row["part"])
        )
        values |= {"version": latest + 1, "previous": record, "drawn_on": date.today().isoformat()}
        for name in ("checked_by", "approved_by"):  # the new version is not yet checked
            values.pop(name, None)
        saves = [Save("risk_map", made, values)]
        for item in self.store.rows("map_item", {"map": record}):
            kept = {name: value for name, value in item.items() if name != "id" and value not in (None, [])}
            saves.append(Save("map_item", new_id(), {**kept, "map": made}))
        return made, self.session.edit(f"复制为新版本：{row['name']}", saves)

    def change(self, record: str, changes: Mapping[str, JournalValue]) -> Done | None:
        """Change the title block, the scale, north. None where nothing differs. Raises AnxiError("bad_value")."""
        saves = record_edit.edit_saves(self.store, "risk_map", record, changes, today=date.today())
        return self.session.edit("修改四色图", saves) if saves else None

    def delete(self, record: str) -> Done:
        """Delete a map; undo brings it back with all that is on it."""
        row = self.store.row("risk_map", record)
        return self.session.edit(f"删除四色图：{row['name']}", [deletion("risk_map", record)])


def _background(background: Background | None) -> Row:
    if background is None:
        return {"background": None, "background_name": None}
    found: Row = {"background": background.digest, "background_name": background.name}
    if background.mm_per_unit is not None:
        found["mm_per_unit"] = decimal_text(background.mm_per_unit)
    return found
