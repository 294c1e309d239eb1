"""A field that was blank since the record was made becomes blank again; the record itself stays."""

from __future__ import annotations

from datetime import date

from anxi_desktop.store import record_edit
from anxi_desktop.store.store import Store


def test_undoing_the_first_value_of_a_field_leaves_the_record(store: Store) -> None:
    made = record_edit.add_saves(store, "project", {"name": "城东安置房", "category": "works"})
    store.edit("新建", made, author="王小明")
    row = made[0].row
    saves = record_edit.edit_saves(store, "project", row, {"town": "湖头镇"}, today=date(2026, 10, 20))
    done = store.edit("改乡镇", saves, author="王小明")
    assert store.undo(done.group, title="撤销", author="王小明").kept == ()
    assert (store.row("project", row)["name"], store.row("project", row)["town"]) == ("城东安置房", None)
