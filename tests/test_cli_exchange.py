"""Laptops that meet through files alone, driven by commands: they converge, nobody forges, nobody oversteps."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import pytest

from anxi_desktop.cli import main
from anxi_desktop.domain.site import Card
from anxi_desktop.store import db
from anxi_desktop.store.cards import cards_of
from tests.files.bundle_laptop import Laptop as Stranger
from tests.test_cli import Said

FOUND_ON = "2026-10-01"


@dataclass(slots=True)
class Laptop:
    """A data folder and the commands on it."""

    code: str
    place: Path
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def run(self, *arguments: str | Path) -> Said:
        self.capsys.readouterr()
        with self.monkeypatch.context() as here:
            here.setenv("ANXI_PROFILE", str(self.place / f"{self.code} profile"))
            status = main(["--data", str(self.place / self.code), *map(str, arguments)])
        said = self.capsys.readouterr()
        return Said(status, said.out, said.err)

    def ask(self, *arguments: str | Path, status: int = 0) -> dict[str, Any]:
        said = self.run(*arguments, "--json")
        assert said.status == status, said
        return said.data

    def add(self, table: str, *assignments: str) -> str:
        return self.ask("add", table, *assignments)["id"]

    def rows(self, table: str) -> list[dict[str, Any]]:
        return self.ask("list", table)["rows"]

    def digest(self) -> str:
        return self.ask("digest")["digest"]

    def export(self, *options: str | Path) -> list[str]:
        out = self.place / f"{self.code} {next(self._numbers)}.anxi"
        return self.ask("bundle", "export", "--out", out, *options)["files"]

    def take(self, *files: str | Path, status: int = 0, trust: bool = False) -> dict[str, Any]:
        return self.ask("bundle", "import", *files, *(["--trust"] if trust else []), status=status)

    def refused(self, *arguments: str | Path) -> str:
        """The code of a known error, after which nothing has changed."""
        before = self.digest()
        found: dict[str, str] = self.ask(*arguments, status=3)["error"]
        assert "{" not in found["text"]
        assert found["text"] != found["code"]
        assert self.digest() == before
        return found["code"]


Make = Callable[..., Laptop]


@pytest.fixture
def make(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Make:
    def made(code: str, unit: str = "安溪县住建局") -> Laptop:
        laptop = Laptop(code, tmp_path, capsys, monkeypatch)
        laptop.ask(
            "init", "--unit", unit, "--unit-type", "县级主管部门", "--person", f"{code}某", "--code", code
        )
        return laptop

    return made


@pytest.fixture
def office(make: Make, tmp_path: Path) -> Laptop:
    """K1, which signs the county's trust list."""
    laptop = make("K1")
    laptop.ask("office", "create", "--recovery", tmp_path / "恢复单.txt")
    return laptop


def enrol(office: Laptop, laptop: Laptop, role: str, *projects: str) -> Path:
    """Enrol a laptop and give it the list."""
    place = office.place
    asked = place / f"{laptop.code}.anxi-request"
    code = laptop.ask("request", "--out", asked)["fingerprint"]
    listed = place / f"{laptop.code}.anxi-trust"
    named = ["--project", *projects] if projects else []
    office.ask("enrol", asked, "--code", code, "--role", role, "--out", listed, *named)
    laptop.ask("trust", listed)
    return listed


@pytest.mark.parametrize("seed", range(2))
def test_three_laptops_converge_through_relays_in_any_order(make: Make, seed: int) -> None:
    random = Random(seed)
    laptops = [make(code) for code in ("K1", "K2", "K3")]
    first, second, third = laptops
    home = first.add("project", "name=甲工程", "category=works", "town=湖头镇")
    for laptop in (second, third):
        laptop.take(*first.export(), trust=True)
        first.take(*laptop.export(), trust=True)
    third.take(*first.export(), trust=True)  # the second one's card, by way of the first
    second.take(*first.export(), trust=True)
    sent: list[str] = []
    for number in range(3):
        for laptop in laptops:
            laptop.add(
                "hazard", f"project={home}", "source=supervision", f"found_on={FOUND_ON}",
                f"description={laptop.code} 的第 {number} 条",
            )  # fmt: skip
            laptop.ask(
                "edit", "project", home, f"{('town', 'note', 'phone')[laptops.index(laptop)]}={number}"
            )
            sent += laptop.export()
    random.shuffle(sent)
    first.take(*sent)  # its own among them, some older than others
    second.take(*random.sample(sent, 4))
    second.take(*first.export("--to", "K2"))
    third.take(*second.export())  # all that the first wrote comes by way of the second
    assert first.digest() == second.digest() == third.digest()
    assert len(third.rows("hazard")) == 9
    assert [third.rows("project")[0][name] for name in ("town", "note", "phone")] == ["2", "2", "2"]
    again = third.take(*sent)
    assert (again["new"], again["changed"], again["entries"], again["quarantined"]) == (0, 0, 0, 0)
    for laptop in laptops:
        assert laptop.ask("check")["problems"] == []


def test_two_edits_of_one_field_are_one_conflict_everywhere_and_one_decision_clears_it(make: Make) -> None:
    laptops = [make(code) for code in ("K1", "K2", "K3")]
    first, second, third = laptops
    home = first.add("project", "name=甲工程", "category=works", "note=原来")
    for laptop in (second, third):
        laptop.take(*first.export(), trust=True)
        first.take(*laptop.export(), trust=True)
    for laptop in (second, third):
        laptop.take(*first.export(), trust=True)
    first.ask("edit", "project", home, "note=一")
    second.ask("edit", "project", home, "note=二")
    sent = first.export(), second.export()
    told = second.take(*sent[0], status=4)
    assert (told["conflicts"], told["open_conflicts"], told["quarantined"]) == (1, 1, 0)
    first.take(*sent[1], status=4)
    third.take(*sent[0])
    third.take(*sent[1], status=4)
    for laptop in laptops:
        (found,) = laptop.ask("conflicts", status=4)["conflicts"]
        assert (found["table"], found["id"], found["field"]) == ("project", home, "note")
        assert len(found["values"]) == 2
    assert first.digest() == second.digest() == third.digest()
    third.ask("resolve", "project", home, "note", "--take", "三")
    for laptop in (first, second):
        assert laptop.take(*third.export())["open_conflicts"] == 0
    for laptop in laptops:
        assert laptop.ask("conflicts")["conflicts"] == []
        assert laptop.rows("project")[0]["note"] == "三"
    assert first.digest() == second.digest() == third.digest()


def test_a_county_enrols_an_enterprise_that_brings_its_own_part_alone_and_is_revoked(
    office: Laptop, make: Make
) -> None:
    home = office.add("project", "name=甲工程", "category=works")
    office.add("project", "name=乙工程", "category=works")
    found = ("source=supervision", f"found_on={FOUND_ON}")
    hazard = office.add("hazard", f"project={home}", *found, "description=监督发现")
    office.add("enforcement", "kind=fine", f"project={home}", f"done_on={FOUND_ON}")
    firm = make("Q1", unit="某建设公司")
    enrol(office, firm, "enterprise", "甲工程")

    firm.take(*office.export("--to", "Q1"))
    assert [row["name"] for row in firm.rows("project")] == ["甲工程"]
    assert [row["description"] for row in firm.rows("hazard")] == ["监督发现"]
    assert firm.rows("enforcement") == []

    own = firm.add("hazard", f"project={home}", "source=self", f"found_on={FOUND_ON}", "description=自查")
    sound = firm.export()
    assert office.take(*sound)["quarantined"] == 0
    assert {row["id"] for row in office.rows("hazard")} == {hazard, own}

    firm.add("hazard", f"project={home}", *found, "description=冒充监督")
    firm.ask("edit", "project", home, "town=改了")
    told = office.take(*firm.export(), status=4)
    assert told["quarantined_why"] == {"role": told["quarantined"]}
    assert office.rows("project")[0]["town"] is None
    assert {row["id"] for row in office.rows("hazard")} == {hazard, own}
    assert office.ask("check")["held"] == {"role": told["quarantined"]}

    (device,) = [one for one in office.ask("devices")["devices"] if one["code"] == "Q1"]
    assert (device["role"], device["projects"], device["revoked"]) == ("enterprise", [home], False)
    assert device["met"] is not None
    office.ask("revoke", device["key"][:10])
    firm.add("hazard", f"project={home}", "source=self", f"found_on={FOUND_ON}", "description=以后")
    told = office.take(*firm.export(), status=4)
    assert told["quarantined_why"]["revoked"] > 0
    assert {row["id"] for row in office.rows("hazard")} == {hazard, own}
    assert office.refused("bundle", "import", *sound, "--trust") == "county_no_pairing"


def test_an_inspector_adopts_the_list_and_what_was_held_counts_at_once(office: Laptop, make: Make) -> None:
    other = make("K2")
    other.add("project", "name=乙工程", "category=works")
    held = office.take(*other.export(), status=4)
    assert (held["new"], set(held["quarantined_why"])) == (0, {"unknown"})
    assert office.rows("project") == []
    enrol(office, other, "inspector")
    assert [row["name"] for row in office.rows("project")] == ["乙工程"]
    assert office.ask("check")["held"] == {}
    other.take(*office.export())
    office.take(*other.export())
    assert office.digest() == other.digest()
    codes = [
        {one["code"]: one["fingerprint"] for one in laptop.ask("devices")["devices"]}
        for laptop in (office, other)
    ]
    assert codes[0] == codes[1]
    assert "K2，K2某，安溪县住建局（检查人员，上次交换" in office.run("devices").out


def test_a_newer_list_rides_on_a_bundle(office: Laptop, make: Make) -> None:
    second, third = make("K2"), make("K3")
    enrol(office, second, "inspector")
    enrol(office, third, "inspector")
    third.add("project", "name=丙工程", "category=works")
    assert second.take(*third.export())["quarantined"] == 0
    assert [row["name"] for row in second.rows("project")] == ["丙工程"]


def test_what_an_office_refuses(office: Laptop, make: Make, tmp_path: Path) -> None:
    other = make("K2")
    asked, out = tmp_path / "a.anxi-request", tmp_path / "a.anxi-trust"
    code = other.ask("request", "--out", asked)["fingerprint"]
    enrolling = ("--out", out, "--role", "inspector")
    wrong = str((int(code[0]) + 1) % 10) + code[1:]
    assert office.refused("enrol", asked, "--code", wrong, *enrolling) == "code_differs"
    assert office.refused("enrol", asked, "--code", code[:20], *enrolling) == "code_differs"
    assert other.refused("enrol", asked, "--code", code, *enrolling) == "county_key_missing"
    assert other.refused("revoke", "K1") == "county_key_missing"
    assert office.refused("revoke", "K1") == "own_laptop"
    assert office.refused("revoke", "K9") == "laptop_unknown"
    firm = ("--out", out, "--role", "enterprise")
    assert office.refused("enrol", asked, "--code", code, *firm) == "projects_missing"
    assert office.refused("enrol", asked, "--code", code, *firm, "--project", "没有") == "bad_value"
    assert not out.exists()
    nowhere = ("--role", "inspector", "--out", tmp_path / "没有" / "a")
    assert office.refused("enrol", asked, "--code", code, *nowhere) == "folder_missing"
    assert [one["code"] for one in office.ask("devices")["devices"]] == ["K1"]
    body = bytearray(asked.read_bytes())
    body[40] ^= 1
    asked.write_bytes(body)
    assert office.refused("enrol", asked, "--code", code, *enrolling) == "request_unreadable"
    assert office.refused("trust", asked) == "trust_unreadable"
    assert office.refused("office", "create", "--recovery", tmp_path / "另一张.txt") == "county_known"
    assert not (tmp_path / "另一张.txt").exists()
    assert other.refused("office", "create", "--recovery", tmp_path / "恢复单.txt") == "recovery_exists"
    assert office.refused("request", "--out", tmp_path / "K1" / "anxi.db") == "own_file"
    assert office.run("enrol", asked, "--code", code, "--role", "boss", "--out", out).status == 2


def test_a_lost_office_goes_on_from_its_recovery_sheet(office: Laptop, make: Make, tmp_path: Path) -> None:
    second, new = make("K2"), make("K9")
    enrol(office, second, "inspector")
    sheet = tmp_path / "恢复单.txt"
    told = new.ask("office", "recover", sheet, status=4)  # nobody has brought it the list yet
    assert (told["version"], told["members"]) == (None, None)
    new.ask("bundle", "import", *second.export())
    told = new.ask("office", "recover", sheet)
    assert (told["version"], told["members"]) == (3, 3)
    third = make("K3")
    enrol(new, third, "inspector")
    assert second.take(*new.export())["quarantined"] == 0
    assert {one["code"] for one in second.ask("devices")["devices"]} == {"K1", "K2", "K3", "K9"}
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("2: ", "2: 0"), encoding="utf-8")
    assert third.refused("office", "recover", sheet) == "recovery_line"
    assert third.refused("office", "recover", tmp_path / "没有") == "file_missing"


def test_without_an_office_laptops_trust_by_their_codes(make: Make) -> None:
    first, second = make("K1"), make("K2")
    first.add("project", "name=甲工程", "category=works")
    sent = first.export()
    shown = second.ask("bundle", "show", *sent, status=4)
    assert (shown["plan"], shown["new"], set(shown["quarantined_why"])) == (True, 0, {"unknown"})
    assert second.ask("check")["held"] == {}
    dry = second.ask("bundle", "import", *sent, "--trust", "--dry-run")
    assert dry["new"] > 0
    assert [one["code"] for one in second.ask("devices")["devices"]] == ["K2"]
    told = second.take(*sent, trust=True)
    assert (told["new"], told["quarantined"]) == (dry["new"], 0)
    (paired,) = told["paired"]
    own = first.ask("devices")["fingerprint"]
    assert (paired["code"], paired["fingerprint"]) == ("K1", own)
    (device,) = [one for one in second.ask("devices")["devices"] if not one["own"]]
    assert (device["fingerprint"], device["trusted"], device["role"]) == (own, True, None)


def test_a_plan_of_several_files_does_nothing_and_a_refused_one_stops_no_other(
    make: Make, tmp_path: Path
) -> None:
    first, second = make("K1"), make("K2")
    first.add("project", "name=甲工程", "category=works")
    sound = first.export()[0]
    damaged = tmp_path / "坏.anxi"
    body = bytearray(Path(sound).read_bytes())
    body[len(body) // 2] ^= 1
    damaged.write_bytes(body)
    assert second.refused("bundle", "import", damaged, "--trust") == "bundle_damaged"
    assert second.refused("bundle", "show", tmp_path / "没有.anxi") == "file_missing"
    assert second.rows("project") == []
    told = second.take(damaged, sound, status=4, trust=True)
    assert [one.get("error", {}).get("code") for one in told["files"]] == ["bundle_damaged", None]
    assert told["new"] > 0
    said = second.run("bundle", "import", str(damaged), sound)
    assert said.status == 4
    assert "坏.anxi：数据包已损坏" in said.out


def test_a_relay_cannot_forge_in_anothers_name(office: Laptop, make: Make, tmp_path: Path) -> None:
    """A relay sends what its own key signed, then what it signed itself as if another's site had written it."""
    stranger = Stranger(7)
    path = tmp_path / "假.anxi"
    stranger.bundle(path, entries=stranger.write(3))
    told = office.take(path, status=4)
    assert (told["new"], told["quarantined_why"]) == (0, {"unknown": 3})
    assert office.rows("project") == []
    other = make("K2")
    enrol(office, other, "inspector")
    card = card_of(other)
    claimed = Stranger(8)
    entry = claimed.entry(values={"name": "冒名", "category": "works"}, site=card.site)
    claimed.bundle(tmp_path / "冒名.anxi", entries=[entry._replace(site=card.site)], cards=[card])
    told = office.take(tmp_path / "冒名.anxi", status=4)
    assert told["waiting"] == 1  # no signature of that site's key covers it
    assert office.rows("project") == []


def card_of(laptop: Laptop) -> Card:
    """The card of a laptop's own site, as every bundle shows it."""
    connection = db.connect(laptop.place / laptop.code / "anxi.db")
    try:
        (card,) = [card for card in cards_of(connection).values() if card.code == laptop.code]
    finally:
        connection.close()
    return card


def test_a_bundle_is_sealed_for_laptops_or_under_a_passphrase(
    office: Laptop, make: Make, tmp_path: Path
) -> None:
    other, third = make("K2"), make("K3")
    enrol(office, other, "inspector")
    enrol(office, third, "inspector")
    third.add("project", "name=丙工程", "category=works")
    asked = tmp_path / "K2.anxi-request"
    (path,) = third.export("--recipient", asked)
    assert b"manifest.json" not in Path(path).read_bytes()
    assert other.take(path)["new"] > 0
    assert office.take(path)["new"] > 0  # the office can always open what goes through the county
    assert make("K4").refused("bundle", "import", path) == "sealed_for_others"
    assert third.take(*other.export("--recipient", "K3"))["quarantined"] == 0
    assert (
        third.refused("bundle", "export", "--out", tmp_path / "x.anxi", "--recipient", "K5")
        == "laptop_unknown"
    )

    words, wrong, blank = tmp_path / "口令.txt", tmp_path / "错.txt", tmp_path / "空.txt"
    words.write_text("安溪 铁观音\r\n", encoding="utf-8")
    wrong.write_text("武夷岩茶\n", encoding="utf-8")
    blank.write_text("\n安溪", encoding="utf-8")
    office.add("project", "name=丁工程", "category=works")
    (path,) = office.export("--passphrase-file", words)
    assert other.refused("bundle", "import", path) == "sealed_passphrase_needed"
    assert other.refused("bundle", "import", path, "--passphrase-file", wrong) == "sealed_wrong_passphrase"
    assert other.refused("bundle", "show", path, "--passphrase-file", blank) == "passphrase_blank"
    assert other.ask("bundle", "show", path, "--passphrase-file", words)["new"] > 0
    other.ask("bundle", "import", path, "--passphrase-file", words)
    assert {row["name"] for row in other.rows("project")} == {"丙工程", "丁工程"}
    both = ("--recipient", asked, "--passphrase-file", words)
    assert third.run("bundle", "export", "--out", tmp_path / "x.anxi", *both).status == 2


def test_what_an_export_leaves_out(make: Make, tmp_path: Path) -> None:
    first, second = make("K1"), make("K2")
    first.add("project", "name=甲工程", "category=works")
    second.take(*first.export(), trust=True)
    first.take(*second.export(), trust=True)
    out = tmp_path / "x.anxi"
    assert first.ask("bundle", "export", "--out", out, "--to", "K2")["entries"] == 0
    assert first.ask("bundle", "export", "--out", out, "--since", "2099-1-1")["entries"] == 0
    assert (
        first.ask("bundle", "export", "--out", out, "--photos", "none", "--max-mb", "0")["attachments"] == 0
    )
    assert first.run("bundle", "export", "--out", out, "--since", "明天吧").status == 2
    assert first.refused("bundle", "export", "--out", out, "--to", "K9") == "laptop_unknown"
    assert first.refused("bundle", "export", "--out", tmp_path / "K1" / "anxi.db") == "own_file"
    assert "可以拔出或发送了" in first.run("bundle", "export", "--out", out).out
