"""The papers the window offers: which make sense, and writing them beside the window."""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

from anxi_desktop.app.inspection_work import kept_draft
from anxi_desktop.app.jobs import Work
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.photo_marks import read_marks
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState, Severity
from anxi_desktop.domain.records.inspection import PhotoRole
from anxi_desktop.files.letter import Paper, Picture
from anxi_desktop.files.letter_content import (
    Papers,
    inspection_record,
    rectification_order,
    review_opinion,
    stop_work_advice,
)
from anxi_desktop.files.photo_intake import small_copy
from anxi_desktop.files.photo_print import print_photo, safe_name
from anxi_desktop.store.attachments import attachment_path
from anxi_desktop.store.store import Store

Row = dict[str, JournalValue]
_DRAWN = frozenset({PhotoRole.SIGNATURE_OFFICE.value, PhotoRole.SIGNATURE_SITE.value})


class PaperKind(Enum):
    """The papers there are."""

    RECORD = "record"
    ORDER = "order"
    REVIEW = "review"
    STOP = "stop"


NAMES: Mapping[PaperKind, str] = {
    PaperKind.RECORD: "检查记录",
    PaperKind.ORDER: "责令限期整改通知书",
    PaperKind.REVIEW: "复查意见书",
    PaperKind.STOP: "停工整改建议书",
}
_MAKERS: Mapping[PaperKind, Callable[..., Paper]] = {
    PaperKind.RECORD: inspection_record,
    PaperKind.ORDER: rectification_order,
    PaperKind.REVIEW: review_opinion,
    PaperKind.STOP: stop_work_advice,
}


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """Which papers to write of an inspection, or of hazards of one project; `formats` of pdf and docx."""

    kinds: tuple[PaperKind, ...]
    inspection: str = ""
    hazards: tuple[str, ...] = ()
    formats: tuple[str, ...] = ("pdf",)
    with_photos: bool = True


def usual(store: Store, *, inspection: str = "", hazards: Sequence[str] = ()) -> tuple[PaperKind, ...]:
    """The papers that make sense now."""
    rows = _hazards(store, inspection, hazards)
    states = {state_of(row) for row in rows}
    made: list[PaperKind] = [PaperKind.RECORD] if inspection else []
    if HazardState.OPEN in states:
        made.append(PaperKind.ORDER)
    if states & {HazardState.CLOSED} or any(row["reviewed_on"] for row in rows):
        made.append(PaperKind.REVIEW)
    if any(
        state_of(row) is HazardState.OPEN and (row["judged"] or row["severity"] == Severity.MAJOR.value)
        for row in rows
    ):
        made.append(PaperKind.STOP)
    return tuple(made)


def papers_work(
    place: PhotoPlace, order: PaperOrder, *, folder: Path, unit: str, today: date, resources: Path
) -> Work:
    """Work that writes the papers into `folder`; its result is their paths.

    Errors: nothing_to_export where a paper would say nothing, those of a write.
    """

    def work() -> Generator[tuple[int, str], None, list[Path]]:
        from anxi_desktop.files.letter_docx import write_docx
        from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf

        with closing(Store.open(place.folder, profile=place.profile)) as store:
            yield 5, "准备照片"
            papers = gather(store, order, unit=unit, today=today, resources=resources)
            written: list[Path] = []
            fonts = letter_fonts(resources)
            for number, kind in enumerate(order.kinds):
                yield 20 + 75 * number // max(1, len(order.kinds)), NAMES[kind]
                paper = _MAKERS[kind](papers, with_photos=order.with_photos)
                for suffix in order.formats:
                    path = folder / f"{_stem(kind, papers)}.{suffix}"
                    if suffix == "docx":
                        write_docx(path, paper)
                    else:
                        write_pdf(path, paper, fonts=fonts)
                    written.append(path)
            return written

    return work


def gather(store: Store, order: PaperOrder, *, unit: str, today: date, resources: Path) -> Papers:
    """All that the papers of an order speak of. Raises AnxiError("nothing_to_export") where there is nothing."""
    inspection = store.row("inspection", order.inspection) if order.inspection else None
    hazards = _hazards(store, order.inspection, order.hazards)
    if inspection is None and not hazards:
        raise AnxiError("nothing_to_export")
    project = store.row("project", str((inspection or hazards[0])["project"]))
    photos = _photos(store, order.inspection, hazards)
    return Papers(
        project=project,
        hazards=tuple(hazards),
        inspection=inspection,
        draft=kept_draft(store, inspection) if inspection is not None else None,
        photos=tuple(photos),
        pictures=_pictures(store, photos, hazards, resources=resources, all_of_them=order.with_photos),
        unit=unit,
        day=today,
    )


def _hazards(store: Store, inspection: str, hazards: Sequence[str]) -> list[Row]:
    if hazards:
        return [row for record in hazards for row in store.rows("hazard", {"id": record}, limit=1)]
    return list(store.rows("hazard", {"inspection": inspection})) if inspection else []


def _photos(store: Store, inspection: str, hazards: Sequence[Row]) -> list[Row]:
    found = (
        {str(row["id"]): row for row in store.rows("photo", {"inspection": inspection})} if inspection else {}
    )
    for hazard in hazards:
        found.update({str(row["id"]): row for row in store.rows("photo", {"hazard": hazard["id"]})})
    return list(found.values())


def _pictures(
    store: Store, photos: Sequence[Row], hazards: Sequence[Row], *, resources: Path, all_of_them: bool
) -> dict[str, Picture]:
    from anxi_desktop.files.letter_pdf import read_picture

    numbers = {str(hazard["id"]): str(hazard["number"] or "") for hazard in hazards}
    font = resources / "fonts" / "NotoSansSC-Regular.ttf"
    made: dict[str, Picture] = {}
    for photo in photos:
        digest, role = str(photo["digest"]), str(photo["role"])
        if role in _DRAWN:
            path = attachment_path(store, digest)
            picture = read_picture(path.read_bytes(), "") if path is not None else None
            if picture is not None:
                made[str(photo["id"])] = picture
            continue
        if not all_of_them or role == PhotoRole.SCAN.value:
            continue
        small = small_copy(store, digest)
        if small is None:
            continue
        stamp = "  ".join(str(photo[name]) for name in ("taken_at", "position", "author") if photo[name])
        printed = print_photo(small, marks=read_marks(str(photo["marks"] or "")), stamp=stamp, font=font)
        if printed is not None:
            words = [numbers.get(str(photo["hazard"]), ""), _ROLES.get(role, ""), str(photo["caption"] or "")]
            caption = " ".join(word for word in words if word)
            made[str(photo["id"])] = Picture(printed.body, caption, printed.width, printed.height)
    return made


_ROLES = {PhotoRole.BEFORE.value: "整改前", PhotoRole.AFTER.value: "整改后", PhotoRole.SCENE.value: "现场"}


def _stem(kind: PaperKind, papers: Papers) -> str:
    number = (papers.inspection or {}).get("number") or (
        papers.hazards[0]["number"] if papers.hazards else ""
    )
    parts = (NAMES[kind], str(papers.project["name"]), str(number or ""))
    return safe_name("_".join(part for part in parts if part))
