"""What the page 风险 writes, as work beside the window: the control list, notice boards, and the map on paper."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from anxi_desktop.app.jobs import Work
from anxi_desktop.app.map_work import MapWork
from anxi_desktop.app.photo_work import kept_bytes
from anxi_desktop.app.risk_maps import RiskMaps
from anxi_desktop.app.risks import Risks
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.level_words import level_rank
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk_map import Layer

if TYPE_CHECKING:
    from anxi_desktop.files.map_output import MapJob

Row = dict[str, JournalValue]


def risk_list_work(risks: Risks, project: str, path: Path) -> Work:
    """Work that writes 风险分级管控清单 of a project ("" for all); its result is the path.

    Raises AnxiError("nothing_to_export") at once where there are no points.
    """
    store = risks.store
    names = {str(row["id"]): str(row["name"]) for row in store.rows("project")}
    homes = [project] if project else list(names)
    rows = [row for home in homes for row in risks.points(home, day=risks.today)]
    if not rows:
        raise AnxiError("nothing_to_export")
    unit, resources, day = risks.session.settings.unit, risks.session.resources, risks.today

    def work() -> Generator[tuple[int, str], None, Path]:
        from anxi_desktop.files.risk_list import write_risk_list

        yield 10, path.name
        title = names.get(project, "")
        write_risk_list(path, rows, names, project=title, unit=unit, day=day, resources=resources)
        return path

    return work


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """One board that can be made: `kind` is zone, point or post; `key` the zone's, point's id or the post."""

    kind: str
    key: str
    title: str
    level: str
    points: tuple[str, ...]


def board_choices(risks: Risks, project: str) -> list[BoardChoice]:
    """Everything of a project that a board can be made for: the project and its zones, points, posts."""
    rows = {str(row["id"]): row for row in risks.points(project, day=risks.today)}
    levels = risks.levels_of(rows.values())
    found: list[BoardChoice] = []
    if rows:
        found.append(BoardChoice("zone", "", "整个项目", _highest(rows, rows), tuple(rows)))
    seen: set[tuple[str, tuple[str, ...]]] = set()
    for sheet in RiskMaps(risks.session, project).maps():
        work = MapWork(risks.session, str(sheet["id"]))
        zone_levels = work.levels(levels)
        for item in work.in_order():
            if item.layer is not Layer.ZONE:
                continue
            points = tuple(point for point in work.points_of(item.id) if point in rows)
            title = item.label or f"{sheet['name']} 未命名区域"
            if not points or (title, points) in seen:
                continue
            seen.add((title, points))
            level = zone_levels.get(item.id)
            found.append(BoardChoice("zone", item.id, title, level.value if level else "", points))
    for record, row in rows.items():
        found.append(BoardChoice("point", record, str(row["name"]), str(row["level"] or ""), (record,)))
    posts: dict[str, list[str]] = {}
    for record, row in rows.items():
        if row["post"]:
            posts.setdefault(str(row["post"]), []).append(record)
    for post, points_of in posts.items():
        found.append(BoardChoice("post", post, post, _highest(rows, points_of), tuple(points_of)))
    return found


def boards_work(
    risks: Risks, project: str, choices: Sequence[BoardChoice], path: Path, *, large: bool
) -> Work:
    """Work that writes boards to one PDF, A3 where `large`, else A4; its result is the path."""
    from anxi_desktop.files.notice_board import Board, BoardKind, BoardPoint, Sheet, write_boards

    rows = {str(row["id"]): row for row in risks.points(project, day=risks.today)}
    name = str(risks.store.row("project", project)["name"])
    unit, resources = risks.session.settings.unit, risks.session.resources
    contact = str(risks.store.row("project", project)["phone"] or "")
    kinds = {"zone": BoardKind.ZONE, "point": BoardKind.POINT, "post": BoardKind.POST}
    boards = [
        Board(
            kind=kinds[choice.kind],
            title=choice.title,
            project=name,
            unit=unit,
            level=choice.level,
            points=tuple(BoardPoint(**_point_texts(rows[point])) for point in choice.points if point in rows),
            day=risks.today,
            contact=contact,
        )
        for choice in choices
    ]

    def work() -> Generator[tuple[int, str], None, Path]:
        paper = Sheet.A3 if large else Sheet.A4
        yield from write_boards(path, boards, paper=paper, resources=resources)
        return path

    return work


@dataclass(frozen=True, slots=True)
class MapPrint:
    """How a map is put out: `page` A4–A0, `tiles` "" or A4 or A3, `dpi` of a picture."""

    page: str = "A3"
    landscape: bool = True
    tiles: str = ""
    patterns: bool = False
    dpi: int = 150
    hidden: frozenset[Layer] = frozenset()


def map_job(risks: Risks, work: MapWork, order: MapPrint) -> MapJob:
    """Everything a map's output needs, read now, so that the work beside the window asks nothing."""
    from anxi_desktop.domain.map_picture import MapSheet
    from anxi_desktop.files.map_output import MapJob

    row = work.sheet
    project = risks.store.row("project", work.project)
    rows = {str(point["id"]): point for point in risks.points(work.project, day=risks.today)}
    levels = risks.levels_of(rows.values())
    background = kept_bytes(risks.session, str(row["background"])) if row["background"] else b""
    scale = row["mm_per_unit"]
    sheet = MapSheet(
        width=float(str(row["width"])),
        height=float(str(row["height"])),
        name=str(row["name"]),
        part=str(row["part"] or ""),
        project=str(project["name"]),
        unit=str(project["contractor"] or project["property_company"] or ""),
        version=int(str(row["version"] or 1)),
        drawn_on=str(row["drawn_on"] or ""),
        prepared_by=str(row["prepared_by"] or ""),
        checked_by=str(row["checked_by"] or ""),
        approved_by=str(row["approved_by"] or ""),
        mm_per_unit=Decimal(str(scale)) if scale else None,
        north=int(str(row["north"] or 0)),
        has_background=bool(background),
        faded=int(str(row["faded"] or 0)),
    )
    zone_levels = work.levels(levels)
    counts: dict[RiskLevel, int] = {}
    for level in levels.values():
        if level is not None:
            counts[level] = counts.get(level, 0) + 1
    return MapJob(
        sheet=sheet,
        items=work.in_order(),
        levels=zone_levels,
        point_names={record: str(point["name"]) for record, point in rows.items()},
        point_levels=levels,
        background=background,
        resources=risks.session.resources,
        page=order.page,
        landscape=order.landscape,
        patterns=order.patterns,
        layers=frozenset(Layer) - order.hidden,
        tiles=order.tiles or None,
        counts=counts,
    )


def map_print_work(job: MapJob, path: Path, *, dpi: int) -> Work:
    """Work that writes a map as .pdf, .svg or .png; its result is the path."""

    def work() -> Generator[tuple[int, str], None, Path]:
        from anxi_desktop.files import map_output

        suffix = path.suffix.lower()
        if suffix == ".svg":
            yield from map_output.write_map_svg(path, job)
        elif suffix == ".png":
            yield from map_output.write_map_png(path, job, dpi=dpi)
        else:
            yield from map_output.write_map_pdf(path, job)
        return path

    return work


def _highest(rows: Mapping[str, Row], points: Iterable[str]) -> str:
    return min((str(rows[point]["level"] or "") for point in points), key=level_rank, default="")


def _point_texts(row: Row) -> dict[str, Any]:
    names = (
        *("name", "place", "unit", "level", "factors", "accidents", "consequences", "measures"),
        *("emergency", "reporting", "duty_level", "person"),
    )
    signs = row["signs"]
    found: dict[str, Any] = {name: str(row[name] or "") for name in names}
    found["signs"] = tuple(signs) if isinstance(signs, list) else ()
    return found
