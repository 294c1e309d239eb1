"""The papers of an inspection: what they say, that PDF and docx say the same, and that nothing is cut off."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from anxi_desktop.app.inspection_work import InspectionWork
from anxi_desktop.app.letters import PaperKind, PaperOrder, gather, papers_work, usual
from anxi_desktop.app.photo_work import PhotoPlace
from anxi_desktop.app.session import Session
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.inspection_draft import Head, PhotoDraft
from anxi_desktop.domain.records.hazard import Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    PhotoRole,
    Signing,
)
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.letter_content import inspection_record, rectification_order
from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf
from anxi_desktop.files.photo_intake import take_in
from anxi_desktop.files.photo_print import print_photo, safe_name
from anxi_desktop.store.check_lists import shipped_lists
from anxi_desktop.store.store import new_id

TODAY = date(2026, 11, 25)
HOSTILE = '=cmd|<img src="file:///etc/passwd"/><b>未闭合 & 𠮷野 䶮 \u202e'
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


@pytest.fixture
def inspection(session: Session, resources: Path, tmp_path: Path) -> str:
    """A scored inspection with three hazards: one grave, one of hostile text, one put right on the spot."""
    project = new_id()
    session.edit(
        "新建",
        [Save("project", project, {"name": "龙津花园/二期", "category": "works", "contractor": "安城建设"})],
    )
    check_list = next(found for found in shipped_lists(resources) if found.key == "jgj59")
    head = Head(
        project=project,
        kind=InspectionKind.SUPERVISION,
        level=InspectionLevel.COUNTY,
        done_on=TODAY,
        started_at="2026-11-25T09:00+08:00",
        team=("王小明", "李同"),
        certificates=("闽A1", "闽A2"),
        enforcement=True,
        site_unit="安城建设集团有限公司",
        site_person="叶某",
        opinion="请限期整改。",
        signing=Signing.REFUSED,
        refusal="不认可第二条",
        witness="陈某",
    )
    work = InspectionWork.begin(session, check_list=check_list, head=head)
    path = tmp_path / "a.jpg"
    Image.new("RGB", (1200, 900), (180, 90, 40)).save(path)
    taken = finish(take_in(session.store, path))
    for number, place in enumerate(work.draft.places()):
        failed = number in (2, 14, 25)
        work.answer(
            place,
            result=ItemResult.FAILED if failed else ItemResult.PASSED,
            deducted="3" if failed else "",
            reason="见隐患" if failed else "",
        )
        if failed:
            row = work.add_hazard(
                place,
                description=HOSTILE if number == 14 else "基坑边堆土超过方案",
                severity=Severity.MAJOR if number == 2 else Severity.GENERAL,
                requirement="立即卸载",
                person="张师傅",
                due_on=date(2026, 12, 2),
                on_the_spot=number == 25,
                standard="离坑边两米以外",
                basis="JGJ 59-2011",
            )
            if number == 2:
                work.set_hazard(
                    row, judged=True, judged_edition="2024", judged_category="基坑工程", judged_basis="超载"
                )
            work.add_photo(
                PhotoDraft(
                    digest=taken.digest, role=PhotoRole.BEFORE, hazard=row, taken_at="2026-11-25 09:30:00"
                )
            )
    signature = finish(take_in(session.store, path))
    work.add_photo(PhotoDraft(digest=signature.digest, role=PhotoRole.SIGNATURE_OFFICE))
    row, _ = work.finish()
    return row


def write(session: Session, profile: Path, folder: Path, resources: Path, order: PaperOrder) -> list[Path]:
    work = papers_work(
        PhotoPlace(session.store.folder, profile),
        order,
        folder=folder,
        unit="安溪县住建局",
        today=TODAY,
        resources=resources,
    )
    return finish(work())


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u00ad\u202e\u2028]+", "", text)


def docx_text(path: Path) -> str:
    import docx

    document: Any = docx.Document(str(path))
    parts = [paragraph.text for paragraph in document.paragraphs]
    for table in document.tables:
        parts.extend(cell.text for row in table.rows for cell in row.cells)
    return squeezed("".join(parts))


@needs_poppler
def test_pdf_and_docx_say_the_same_and_nothing_is_lost(
    session: Session, profile: Path, inspection: str, resources: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    kinds = usual(session.store, inspection=inspection)
    assert kinds == (PaperKind.RECORD, PaperKind.ORDER, PaperKind.REVIEW, PaperKind.STOP)
    order = PaperOrder(kinds, inspection=inspection, formats=("pdf", "docx"))
    paths = write(session, profile, out, resources, order)
    assert [path.name for path in paths[:2]] == [
        "检查记录_龙津花园_二期_JC-2026-K7-001.pdf",
        "检查记录_龙津花园_二期_JC-2026-K7-001.docx",
    ]
    papers = gather(session.store, order, unit="安溪县住建局", today=TODAY, resources=resources)
    for paper, pdf, word in (
        (inspection_record(papers, with_photos=True), paths[0], paths[1]),
        (rectification_order(papers, with_photos=True), paths[2], paths[3]),
    ):
        shown = squeezed(
            subprocess.run(
                ["pdftotext", "-raw", str(pdf), "-"], capture_output=True, check=True
            ).stdout.decode()
        )
        written = docx_text(word)
        for text in paper.texts():
            plain = squeezed(text)
            assert plain in written, f"the docx lacks {text!r}"
            # Cells stand beside each other on a page, so a broken text is looked for piece by piece; what lies
            # beyond the BMP draws right and extracts as something else (performance notes).
            for piece in re.findall(r"[\u4e00-\u9fff]{2,6}", plain):
                assert piece[:2] in shown, f"the PDF lacks {piece!r}"


@needs_poppler
def test_a_record_that_was_refused_says_so_with_its_witness(
    session: Session, profile: Path, inspection: str, resources: Path, tmp_path: Path
) -> None:
    (path,) = write(
        session,
        profile,
        tmp_path,
        resources,
        PaperOrder((PaperKind.RECORD,), inspection=inspection, with_photos=False),
    )
    text = squeezed(
        subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    )
    for wanted in ("拒绝签字", "不认可第二条", "陈某", "王小明（证号闽A1）", "当场整改", "评分汇总"):
        assert wanted in text


def test_every_character_has_a_glyph(
    inspection: str, session: Session, resources: Path, tmp_path: Path
) -> None:
    order = PaperOrder((PaperKind.RECORD,), inspection=inspection)
    papers = gather(session.store, order, unit="安溪县住建局", today=TODAY, resources=resources)
    missing = write_pdf(
        tmp_path / "a.pdf", inspection_record(papers, with_photos=True), fonts=letter_fonts(resources)
    )
    assert missing == ()


@needs_poppler
def test_nothing_is_drawn_outside_the_page_however_long_it_is(
    inspection: str, session: Session, resources: Path, tmp_path: Path
) -> None:
    order = PaperOrder((PaperKind.ORDER,), inspection=inspection, with_photos=False)
    papers = gather(session.store, order, unit="安溪县住建局", today=TODAY, resources=resources)
    long = [
        {**hazard, "description": "很长的隐患描述，" * 60, "basis": "A" * 90} for hazard in papers.hazards
    ] * 9
    paper = rectification_order(replace(papers, hazards=tuple(long)), with_photos=False)
    path = tmp_path / "a.pdf"
    write_pdf(path, paper, fonts=letter_fonts(resources))
    found = subprocess.run(
        ["pdftotext", "-bbox", str(path), "-"], capture_output=True, check=True
    ).stdout.decode()
    boxes = re.findall(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)"', found)
    assert len(boxes) > 100
    for box in boxes:
        left, top, right, bottom = map(float, box)
        assert left >= 28 / 25.4 * 72 - 6
        assert right <= (210 - 26) / 25.4 * 72 + 6
        assert top >= 30 / 25.4 * 72
        assert bottom <= (297 - 12) / 25.4 * 72
    assert found.count("<page ") > 3
    words = "".join(re.findall(r">([^<]*)</word>", found))
    assert words.count("很") == 60 * 18  # two open hazards, nine times each


def test_hazards_of_a_project_make_papers_without_an_inspection(
    session: Session, profile: Path, inspection: str, resources: Path, tmp_path: Path
) -> None:
    records = tuple(str(row["id"]) for row in session.store.rows("hazard"))
    assert PaperKind.RECORD not in usual(session.store, hazards=records)
    (path,) = write(session, profile, tmp_path, resources, PaperOrder((PaperKind.REVIEW,), hazards=records))
    assert path.name.startswith("复查意见书_")
    with pytest.raises(AnxiError) as caught:
        write(session, profile, tmp_path, resources, PaperOrder((PaperKind.REVIEW,)))
    assert caught.value.code == "nothing_to_export"


def test_a_folder_that_cannot_be_written_is_said_and_nothing_is_left(
    session: Session, profile: Path, inspection: str, resources: Path, tmp_path: Path
) -> None:
    with pytest.raises(AnxiError) as caught:
        write(
            session,
            profile,
            tmp_path / "none",
            resources,
            PaperOrder((PaperKind.RECORD,), inspection=inspection),
        )
    assert caught.value.code == "folder_missing"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("检查记录_a/b:c*?.pdf", "检查记录_a_b_c_.pdf"),
        (" .前后. ", "前后"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("///", "_"),
        ("", "未命名"),
        ("长" * 300, "长" * 100),
    ],
)
def test_names_made_of_free_text_are_names_windows_takes(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_marks_and_the_stamp_are_burnt_in_only_on_paper(tmp_path: Path, resources: Path) -> None:
    from anxi_desktop.domain.photo_marks import Mark, MarkKind

    path = tmp_path / "a.jpg"
    Image.new("RGB", (1000, 800), (250, 250, 250)).save(path)
    before = path.read_bytes()
    font = resources / "fonts" / "NotoSansSC-Regular.ttf"
    plain = print_photo(path, marks=(), stamp="", font=font)
    marks = (
        Mark(MarkKind.ARROW, 0.1, 0.1, 0.5, 0.5),
        Mark(MarkKind.CIRCLE, 0.6, 0.2, 0.9, 0.5),
        Mark(MarkKind.TEXT, 0.2, 0.7, 0.2, 0.7, "缺栏杆"),
    )
    marked = print_photo(path, marks=marks, stamp="2026-11-25 09:30 王小明", font=font)
    assert plain is not None
    assert marked is not None
    import io

    with Image.open(io.BytesIO(marked.body)) as image:
        red = sum(image.getchannel("G").crop((0, 0, image.width, image.height - 40)).histogram()[:90])
        foot = image.convert("L").crop((0, image.height - 20, image.width, image.height))
        assert red > 1000
        assert foot.getextrema()[0] < 150  # pyright: ignore[reportOperatorIssue]
    assert path.read_bytes() == before
    assert print_photo(tmp_path / "none.jpg", marks=(), stamp="", font=font) is None
