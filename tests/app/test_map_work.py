"""The map's acts over a real store, by hand and as a state machine with undo, redo and reading again."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from anxi_desktop.app import paths
from anxi_desktop.app.map_work import Draft, MapWork, Side, Step
from anxi_desktop.app.risk_maps import RiskMaps
from anxi_desktop.app.session import Session
from anxi_desktop.domain import geometry as g
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer, Shape
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.zone import Item
from anxi_desktop.store.settings import Settings
from anxi_desktop.store.store import Owner, Store, new_id
from tests.store.proofs import prove_all

POINT = "00000000-0000-4000-8000-000000000001"


def open_map(session: Session) -> MapWork:
    project = new_id()
    session.edit("新建", [Save("project", project, {"name": "龙津花园", "category": "works"})])
    record, _done = RiskMaps(session, project).make("总平面")
    return MapWork(session, record)


@pytest.fixture
def work(session: Session) -> MapWork:
    return open_map(session)


def square(x: int, y: int, side: int = 40_000) -> Draft:
    return Draft(Layer.ZONE, Shape.RECTANGLE, ((x, y), (x + side, y + side)))


def again(work: MapWork) -> dict[str, Item]:
    """What another reader of the file sees."""
    return MapWork(work.session, work.record).items


def synced(work: MapWork) -> dict[str, Item]:
    work.read_again()
    assert work.items == again(work)
    return work.items


def test_a_cut_keeps_id_and_points_and_a_merge_takes_them_all(work: MapWork) -> None:
    zone = work.draw(Draft(Layer.ZONE, Shape.RECTANGLE, ((0, 0), (40_000, 20_000)), points=("a",)))
    synced(work)
    parts = work.split(zone, ((15_000, -10), (15_000, 30_000)))
    items = synced(work)
    assert parts[0] == zone
    assert abs(g.area2(items[zone].ring)) == 2 * 25_000 * 20_000
    assert [items[part].points for part in parts] == [("a",), ("a",)]
    work.change([parts[1]], {"points": ["a", "b"]})
    synced(work)
    assert work.merge(parts) == zone
    items = synced(work)
    assert set(items) == {zone}
    assert (set(items[zone].ring), items[zone].points) == (
        {(0, 0), (40_000, 0), (40_000, 20_000), (0, 20_000)},
        ("a", "b"),
    )
    for _ in range(4):
        work.session.undo()
    assert synced(work) == {}
    prove_all(work.store)


def test_what_is_locked_refuses_every_act(work: MapWork) -> None:
    zone = work.draw(square(0, 0))
    synced(work)
    work.lock([zone], locked=True)
    before = dict(synced(work))
    acts: list[Any] = [
        lambda: work.move([zone], 5, 5),
        lambda: work.delete([zone]),
        lambda: work.reshape(zone, ((0, 0), (90_000, 90_000))),
        lambda: work.split(zone, ((20_000, -5), (20_000, 90_000))),
        lambda: work.turn([zone], 90),
        lambda: work.change([zone], {"label": "x"}),
        lambda: work.put_in_order([zone], Step.TOP),
    ]
    for act in acts:
        with pytest.raises(AnxiError) as caught:
            act()
        assert caught.value.code == "map_item_locked"
    assert synced(work) == before
    work.lock([zone], locked=False)
    synced(work)
    work.move([zone], 5, 5)
    assert synced(work)[zone].spots[0] == (5, 5)


def test_crossing_and_tiny_outlines_are_refused_and_change_nothing(work: MapWork) -> None:
    bow = ((0, 0), (9_000, 9_000), (9_000, 0), (0, 8_000))
    for draft, code in (
        (Draft(Layer.ZONE, Shape.POLYGON, bow), "zone_crosses"),
        (square(0, 0, 50), "zone_too_small"),
        (Draft(Layer.ZONE, Shape.POLYGON, bow[:2]), "zone_too_small"),
    ):
        with pytest.raises(AnxiError) as caught:
            work.draw(draft)
        assert caught.value.code == code
    zone = work.draw(Draft(Layer.ZONE, Shape.POLYGON, ((0, 0), (9_000, 0), (9_000, 9_000), (0, 9_000))))
    synced(work)
    with pytest.raises(AnxiError):
        work.reshape(zone, bow)
    assert synced(work)[zone].spots[2] == (9_000, 9_000)


def test_order_goes_up_and_down_by_steps_and_to_the_ends(work: MapWork) -> None:
    a, b, c = work.draw_all([square(0, 0), square(1_000, 1_000), square(2_000, 2_000)], "三个")

    def listed() -> list[str]:
        synced(work)
        return [item.id for item in work.in_order()]

    assert listed() == [a, b, c]
    work.put_in_order([a], Step.UP)
    assert listed() == [b, a, c]
    work.put_in_order([c], Step.BOTTOM)
    assert listed() == [c, b, a]
    work.put_in_order([c, b], Step.TOP)
    assert listed() == [a, c, b]
    work.put_in_order([b], Step.DOWN)
    assert listed() == [a, b, c]


def test_groups_move_together_and_copies_are_groups_of_their_own(work: MapWork) -> None:
    a, b = work.draw_all([square(0, 0), square(50_000, 0)], "两个")
    synced(work)
    work.group([a, b], together=True)
    synced(work)
    work.move([a], 100, 0)
    items = synced(work)
    assert items[b].spots[0] == (50_100, 0)
    copies = work.duplicate([a], by=2_000)
    items = synced(work)
    assert len(copies) == 2
    assert items[copies[0]].cluster not in ("", items[a].cluster)
    assert work.paste("{}", dx=0, dy=0) == []
    assert work.paste("[1, 2", dx=0, dy=0) == []


def test_lines_up_by_every_side(work: MapWork) -> None:
    for side in Side:
        ids = work.draw_all([square(0, 0, 10_000), square(37_000, 21_000, 20_000)], "两个")
        synced(work)
        work.line_up(ids, side)
        boxes = [synced(work)[row].bounds() for row in ids]
        at = {
            Side.LEFT: [box[0] for box in boxes],
            Side.RIGHT: [box[2] for box in boxes],
            Side.TOP: [box[1] for box in boxes],
            Side.BOTTOM: [box[3] for box in boxes],
            Side.CENTRE: [(box[0] + box[2]) // 2 for box in boxes],
            Side.MIDDLE: [(box[1] + box[3]) // 2 for box in boxes],
        }[side]
        assert len(set(at)) == 1
        work.delete(ids)
        synced(work)


def test_a_version_is_copied_forward_with_all_on_it_and_the_old_one_stays(work: MapWork) -> None:
    work.draw_all([square(0, 0), square(50_000, 0)], "两个")
    before = synced(work)
    maps = RiskMaps(work.session, work.project)
    maps.change(work.record, {"checked_by": "审核人", "approved_by": "批准人"})
    made, _done = maps.copy_forward(work.record)
    copy = MapWork(work.session, made)
    assert sorted(item.spots for item in copy.items.values()) == sorted(
        item.spots for item in before.values()
    )
    assert (copy.sheet["version"], copy.sheet["previous"]) == (2, work.record)
    assert (copy.sheet["checked_by"], copy.sheet["name"]) == (None, "总平面")
    copy.delete(list(copy.items))
    assert synced(work) == before
    again_made, _done = maps.copy_forward(work.record)
    assert work.store.row("risk_map", again_made)["version"] == 3


def test_zones_take_colour_from_points_and_pins(work: MapWork) -> None:
    zone = work.draw(square(0, 0))
    work.draw(Draft(Layer.POINT, Shape.SPOT, ((20_000, 20_000),), risk_point=POINT, size=90))
    synced(work)
    assert work.levels({POINT: RiskLevel.ORANGE}) == {zone: RiskLevel.ORANGE}
    assert work.points_of(zone) == [POINT]
    work.change([zone], {"level": "red", "level_reason": "临近学校"})
    synced(work)
    assert work.levels({POINT: RiskLevel.ORANGE}) == {zone: RiskLevel.RED}


class Drawing(RuleBasedStateMachine):
    """Draws, moves, cuts, joins, deletes, undoes and redoes; a plain list of pictures is the truth."""

    def __init__(self) -> None:
        super().__init__()
        self._place = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        base = Path(self._place.name)
        (base / "data").mkdir()
        (base / "profile").mkdir()
        store = Store.create(
            base / "data", profile=base / "profile", owner=Owner(code="K7", person="王小明", unit="局")
        )
        self.store = store
        self.session = Session(store, Settings(), resources=paths.resources())
        self.work = open_map(self.session)
        self.pictures: list[dict[str, Item]] = [{}]
        self.at = 0

    def teardown(self) -> None:
        prove_all(self.store)
        self.store.close()
        self._place.cleanup()

    def note(self, act: Any) -> bool:
        """Do an act; a refused one must leave everything as it was."""
        title = self.session.undo_title
        stack = len(self.session._done)
        try:
            act()
        except AnxiError as error:
            assert error.code in (  # noqa: PT017
                "zone_not_split",
                "zone_not_merged",
                "zone_crosses",
                "zone_too_small",
            )
            assert (len(self.session._done), self.session.undo_title) == (stack, title)
            return False
        self.work.read_again()
        if len(self.session._done) > stack:
            del self.pictures[self.at + 1 :]
            self.pictures.append(dict(self.work.items))
            self.at += 1
        return True

    def some(self, number: int, count: int = 1) -> list[str]:
        ids = sorted(self.work.items, key=lambda row: (self.work.items[row].place, row))
        return [ids[(number + at) % len(ids)] for at in range(min(count, len(ids)))]

    @rule(x=st.integers(0, 300_000), y=st.integers(0, 200_000), side=st.integers(50, 80_000))
    def draw_rectangle(self, x: int, y: int, side: int) -> None:
        self.note(lambda: self.work.draw(square(x, y, side)))

    @rule(
        spots=st.lists(
            st.tuples(st.integers(0, 300_000), st.integers(0, 200_000)), min_size=3, max_size=7, unique=True
        )
    )
    def draw_polygon(self, spots: list[g.Spot]) -> None:
        self.note(lambda: self.work.draw(Draft(Layer.ZONE, Shape.POLYGON, tuple(spots))))

    @rule(x=st.integers(0, 300_000), y=st.integers(0, 200_000), far=st.integers(500, 60_000))
    def draw_circle(self, x: int, y: int, far: int) -> None:
        self.note(lambda: self.work.draw(Draft(Layer.ZONE, Shape.CIRCLE, ((x, y), (x + far, y)))))

    @precondition(lambda self: self.work.items)
    @rule(number=st.integers(0, 9), dx=st.integers(-9_000, 9_000), dy=st.integers(-9_000, 9_000))
    def move(self, number: int, dx: int, dy: int) -> None:
        before = dict(self.work.items)
        (row,) = self.some(number)
        if self.note(lambda: self.work.move([row], dx, dy)):
            assert self.work.items[row].spots == g.moved(before[row].spots, dx, dy)

    @precondition(lambda self: self.work.items)
    @rule(number=st.integers(0, 9), across=st.booleans(), share=st.integers(10, 90))
    def split(self, number: int, across: bool, share: int) -> None:
        (row,) = self.some(number)
        item = self.work.items[row]
        left, top, right, bottom = item.bounds()
        if across:
            y = top + (bottom - top) * share // 100
            path = ((left - 9, y), (right + 9, y + 3))
        else:
            x = left + (right - left) * share // 100
            path = ((x, top - 9), (x + 3, bottom + 9))
        before = abs(g.area2(item.ring))
        parts: list[str] = []
        if self.note(lambda: parts.extend(self.work.split(row, path))):
            after = sum(abs(g.area2(self.work.items[part].ring)) for part in parts)
            assert abs(after - before) <= before / 500 + 2_000_000

    @precondition(lambda self: len(self.work.items) > 1)
    @rule(number=st.integers(0, 9), count=st.integers(2, 3))
    def merge(self, number: int, count: int) -> None:
        self.note(lambda: self.work.merge(self.some(number, count)))

    @precondition(lambda self: self.work.items)
    @rule(number=st.integers(0, 9), count=st.integers(1, 3))
    def delete(self, number: int, count: int) -> None:
        self.note(lambda: self.work.delete(self.some(number, count)))

    @precondition(lambda self: self.work.items)
    @rule(number=st.integers(0, 9), step=st.sampled_from(Step))
    def reorder(self, number: int, step: Step) -> None:
        self.note(lambda: self.work.put_in_order(self.some(number), step))

    @precondition(lambda self: self.work.items)
    @rule(number=st.integers(0, 9), degrees=st.sampled_from([90, -90, 15]))
    def turn(self, number: int, degrees: int) -> None:
        self.note(lambda: self.work.turn(self.some(number), degrees))

    @precondition(lambda self: self.work.items)
    @rule(number=st.integers(0, 9))
    def duplicate(self, number: int) -> None:
        self.note(lambda: self.work.duplicate(self.some(number), by=3_000))

    @precondition(lambda self: self.at > 0)
    @rule()
    def undo(self) -> None:
        self.session.undo()
        self.work.read_again()
        self.at -= 1
        assert self.work.items == self.pictures[self.at]

    @precondition(lambda self: self.at + 1 < len(self.pictures))
    @rule()
    def redo(self) -> None:
        self.session.redo()
        self.work.read_again()
        self.at += 1
        assert self.work.items == self.pictures[self.at]

    @invariant()
    def what_is_shown_is_what_is_kept(self) -> None:
        if hasattr(self, "work"):
            assert self.work.items == again(self.work)
            assert self.work.items == self.pictures[self.at]


TestDrawing = Drawing.TestCase
TestDrawing.settings = settings(
    derandomize=True,
    deadline=None,
    max_examples=40,
    stateful_step_count=30,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.filter_too_much),
)
