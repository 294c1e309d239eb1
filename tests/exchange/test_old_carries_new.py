"""An older program between two newer ones: what it does not know stays byte for byte, and shows after an upgrade."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from anxi_desktop.domain.entry import stored
from anxi_desktop.domain.save import Save
from anxi_desktop.files.exchange_export import ExportOrder, export_bundles
from anxi_desktop.files.exchange_import import ImportReport, import_bundle
from anxi_desktop.store.store import Owner, Store, new_id
from tests.exchange.import_kills import finish
from tests.exchange.newer_build import newer_build
from tests.store.proofs import prove_rebuild

PROJECT, FLIGHT = new_id(), new_id()
VALUES = {"project": PROJECT, "pilot": "林某", "spots": ["东塔吊", "西塔吊"], "metres": 80}


def create(base: Path, code: str) -> Store:
    return Store.create(base / code, profile=base / f"{code} profile", owner=Owner(code, f"{code}某", "某局"))


def reopened(base: Path, code: str) -> Store:
    return Store.open(base / code, profile=base / f"{code} profile")


def export(store: Store, path: Path) -> Sequence[Path]:
    return finish(export_bundles(store, ExportOrder(), path, made_by="测试")).files


def take(store: Store, files: Sequence[Path]) -> ImportReport:
    reports = [finish(import_bundle(store, path, pairing=True)) for path in files]
    return reports[-1]


def bodies(store: Store) -> dict[str, tuple[bytes, bytes | None]]:
    rows = store.connection.execute("SELECT name, body, sig FROM entry")
    return {str(name): (body, sig) for name, body, sig in rows}


def test_an_older_program_between_two_newer_ones(tmp_path: Path) -> None:
    with newer_build(), closing(create(tmp_path, "A")) as a:
        a.edit(
            "新建",
            [
                Save("project", PROJECT, {"name": "甲", "category": "works", "drone_zone": "一区"}),
                Save("drone_flight", FLIGHT, VALUES),
            ],
            author="A",
        )
        a.edit("改", [Save("drone_flight", FLIGHT, {"metres": 90})], author="A")
        sent = bodies(a)
        from_a = export(a, tmp_path / "a.anxi")
    with closing(create(tmp_path, "B")) as b:
        report = take(b, from_a)
        assert report.unknown == 1
        assert report.quarantined == {}
        assert b.row("project", PROJECT)["name"] == "甲"
        assert "drone_zone" not in b.row("project", PROJECT)
        b.edit("改", [Save("project", PROJECT, {"note": "老程序也改"})], author="B")
        prove_rebuild(b)
        assert all(bodies(b)[name] == body for name, body in sent.items())
        again = take(b, from_a)
        assert (again.entries, again.new, again.changed) == (0, 0, 0)
        from_b = export(b, tmp_path / "b.anxi")
    with newer_build():
        with closing(create(tmp_path, "C")) as c:
            take(c, from_b)
            found = bodies(c)
            assert all(found[name] == body for name, body in sent.items())
            assert c.row("drone_flight", FLIGHT) == {"id": FLIGHT, **VALUES, "metres": 90}
            row = c.row("project", PROJECT)
            assert (row["drone_zone"], row["note"]) == ("一区", "老程序也改")
            kept = [stored(body) for body, _ in found.values() if stored(body).entity == "drone_flight"]
            assert all(entry.extra["zz_weather"] == {"wind": 3, "note": ["多云", "阵风"]} for entry in kept)
            prove_rebuild(c)
            c.edit("删", [Save("drone_flight", FLIGHT, {"_deleted": True})], author="C")
            c.edit("改", [Save("project", PROJECT, {"drone_zone": "二区"})], author="C")
            from_c = export(c, tmp_path / "c.anxi")
        with closing(reopened(tmp_path, "B")) as b:  # B has been upgraded meanwhile
            assert b.row("drone_flight", FLIGHT)["pilot"] == "林某"
            assert b.row("project", PROJECT)["drone_zone"] == "一区"
            prove_rebuild(b)
    with closing(reopened(tmp_path, "B")) as b:  # and put back to the old program
        take(b, from_c)
        prove_rebuild(b)
        from_b = export(b, tmp_path / "b2.anxi")
        digest = b.digest()
    with newer_build(), closing(reopened(tmp_path, "A")) as a:
        take(a, from_b)
        assert list(a.rows("drone_flight")) == []
        assert a.row("project", PROJECT)["drone_zone"] == "二区"
        assert a.digest() == digest  # the same whatever the program's version
        prove_rebuild(a)
