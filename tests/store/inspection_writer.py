"""The process that types an inspection and is killed: `python inspection_writer.py FOLDER PROFILE`, as writer.py.

Modes: "type" goes on with the inspection in work, keystroke by keystroke; "finish" answers what is open and
finishes it; "lie" acknowledges a keystroke before it is kept.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from anxi_desktop.app.inspection_work import InspectionWork, unfinished
from anxi_desktop.app.session import Session
from anxi_desktop.domain.inspection_draft import DraftStep, Head, ItemPlace
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import InspectionKind, InspectionLevel, ItemResult, Signing
from anxi_desktop.domain.save import Save
from anxi_desktop.store import db
from anxi_desktop.store.check_lists import shipped_lists
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Store, new_id
from tests.store.writer import AUTHOR, main, say

RESOURCES = Path(__file__).resolve().parents[2] / "resources"
HEAD = Head(
    kind=InspectionKind.SUPERVISION,
    level=InspectionLevel.COUNTY,
    done_on=date(2026, 11, 25),
    team=("王小明",),
    signing=Signing.PAPER,
)
LIST = "five-s"


def begin(session: Session) -> InspectionWork:
    """The inspection in work, or a new one of a new project."""
    known = unfinished(session.store)
    if known:
        return InspectionWork.resume(session, known[0].id)
    row = new_id()
    session.edit("新建", [Save("project", row, {"name": "甲工程", "category": "works"})])
    (check_list,) = [found for found in shipped_lists(RESOURCES) if found.key == LIST]
    say(do="try", key="begin", value="1")
    work = InspectionWork.begin(session, check_list=check_list, head=replace(HEAD, project=row))
    say(do="ack", key="begin", value="1")
    return work


def type_on(work: InspectionWork, chance: random.Random, count: int) -> None:
    """Keystrokes in random fields: each is announced, kept and acknowledged."""
    places = work.draft.places()
    for _ in range(count):
        letter = chance.choice("安全检查记录隐患整改责任abc 1239")
        act = chance.random()
        if act < 0.3:
            note = (work.draft.head.note + letter)[-60:]
            say(do="try", key="head.note", value=note)
            work.set_head(note=note)
            say(do="ack", key="head.note", value=note)
        elif act < 0.75 or not work.draft.hazards:
            _answer(work, chance.choice(places), chance, letter)
        elif act < 0.95:
            row = chance.choice(sorted(work.draft.hazards))
            text = (work.draft.hazards[row].description + letter)[-60:]
            say(do="try", key=f"hazard:{row}", value=text)
            work.set_hazard(row, description=text)
            say(do="ack", key=f"hazard:{row}", value=text)
        else:
            step = chance.choice(list(DraftStep))
            say(do="try", key="step", value=step.value)
            work.go(step, chance.choice(places))
            say(do="ack", key="step", value=step.value)


def _answer(work: InspectionWork, place: ItemPlace, chance: random.Random, letter: str) -> None:
    if chance.random() < 0.1:
        say(do="try", key="hazards", value=str(len(work.draft.hazards) + 1))
        work.add_hazard(place)
        say(do="ack", key="hazards", value=str(len(work.draft.hazards)))
        return
    reason = (work.draft.answer(place).reason + letter)[-60:]
    result = chance.choice(list(ItemResult))
    value = f"{result.value}:{reason}"
    say(do="try", key=f"item:{place.item}", value=value)
    work.answer(place, result=result, reason=reason)
    say(do="ack", key=f"item:{place.item}", value=value)


def finish(work: InspectionWork) -> None:
    """Answer everything, then finish; `try` and `ack` stand around the finishing alone."""
    for number, place in enumerate(work.draft.places()):
        failed = number % 5 == 0
        result = ItemResult.FAILED if failed else ItemResult.PASSED
        work.answer(place, result=result, no_hazard="已当场纠正" if number % 10 == 0 and failed else "")
        if failed and number % 10 and not work.draft.hazards_of(place):
            work.add_hazard(place)
    for row in list(work.draft.hazards):
        work.set_hazard(
            row,
            description="物料占用通道",
            severity=Severity.GENERAL,
            requirement="清理通道",
            person="张师傅",
            due_on=date(2026, 12, 2),
        )
    gaps = work.draft.gaps()
    assert not gaps, gaps
    say(do="try", items=len(work.draft.places()), hazards=len(work.draft.hazards))
    row, _ = work.finish()
    say(do="ack", row=row)
    sys.stdin.readline()


def lie(work: InspectionWork) -> None:
    """The negative control: the keystroke is acknowledged while its transaction is still open."""
    store = work.session.store
    with db.transaction(store.connection, store.path):
        store.connection.execute("UPDATE draft_part SET body = ? WHERE part = 'head'", ('{"note": "谎"}',))
        say(do="try", key="head.note", value="谎")
        say(do="ack", key="head.note", value="谎")
        sys.stdin.readline()


def do(line: str, folder: Path, profile: Path) -> None:
    """One line."""
    told = json.loads(line)
    store = Store.open(folder, profile=profile)
    session = Session(store, Settings(person=AUTHOR), resources=RESOURCES)
    say(do="open")
    work = begin(session)
    if told["mode"] == "type":
        type_on(work, random.Random(told["seed"]), told["count"])
    elif told["mode"] == "finish":
        finish(work)
    elif told["mode"] == "lie":
        lie(work)
    else:
        raise ValueError(told["mode"])
    store.close()


if __name__ == "__main__":
    main(do)
