"""告知书 and 承诺书 on paper: the county's text, the same in PDF and docx, with names and dates put in."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.domain.words import sentence
from anxi_desktop.files.letter import Paper
from anxi_desktop.files.letter_docx import write_docx
from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf
from anxi_desktop.files.unit_letters import (
    DEFAULTS,
    PLACES,
    LetterFacts,
    check_template,
    commitment_letter,
    notice_letter,
    number_of,
    sequence_of,
    unit_letter,
    write_letters,
)

NOTICE, COMMITMENT = DEFAULTS[LetterKind.NOTICE], DEFAULTS[LetterKind.COMMITMENT]
FACTS = LetterFacts(
    project="龙津花园二期",
    company="示例建设集团有限公司",
    year=2026,
    unit="安溪县住房和城乡建设局",
    number="安住建标告〔2026〕001号",
    made_on=date(2026, 3, 10),
    evaluate_by=date(2026, 3, 31),
)
LONG = replace(
    FACTS,
    project="福建省泉州市安溪县城厢镇" + "某某片区旧城改造配套安置房及地下空间综合利用" * 3,
    company='=甲|<b>未闭合 & 䶮野 \u202e"' + "建设工程总承包" * 12,
)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler is not installed")


def squeezed(text: str) -> str:
    return re.sub(r"[\s\u202e]+", "", text)


def said(paper: Paper) -> str:
    return squeezed("".join(paper.texts()))


def docx_text(path: Path) -> str:
    import docx

    document: Any = docx.Document(str(path))
    return squeezed("".join(paragraph.text for paragraph in document.paragraphs))


def pdf_text(path: Path) -> str:
    text = subprocess.run(["pdftotext", "-raw", str(path), "-"], capture_output=True, check=True).stdout
    return squeezed(re.sub(r"—\s*\d+\s*—", "", text.decode()))


def test_a_notice_says_whom_it_tells_and_by_when() -> None:
    paper = notice_letter(FACTS)
    text = said(paper)
    assert paper.title == "关于自主加强安全生产标准化建设告知书"
    assert paper.addressee == "示例建设集团有限公司（龙津花园二期）："
    assert "于2026年3月31日前完成一次安全生产标准化提升年度自评工作" in text
    assert "安溪县住房和城乡建设局（盖章）2026年3月10日" in text
    assert "接收单位（盖章）：主要负责人（签字）：" in text
    assert "一式四份" in text
    assert "特此告知！" in text


def test_a_commitment_names_its_eight_sides_and_is_dated_by_hand() -> None:
    paper = commitment_letter(FACTS)
    text = said(paper)
    assert paper.title == "关于自主加强安全生产标准化承诺书"  # as printed on the annex, without 建设
    for side in ("目标职责", "制度化管理", "教育培训", "现场管理", "应急管理", "事故管理", "持续改进"):
        assert side in text
    assert "承诺单位（盖章）：示例建设集团有限公司（龙津花园二期）法定代表人（签名）：2026年月日" in text
    assert "2026年5月6日" in said(commitment_letter(replace(FACTS, signed_on=date(2026, 5, 6))))


@pytest.mark.parametrize("kind", LetterKind)
def test_no_year_of_the_notice_is_left(kind: LetterKind) -> None:
    template = DEFAULTS[kind]
    assert "2023" not in f"{template.title}{template.number}{template.body}{template.note}"
    facts = replace(FACTS, year=2031, made_on=None, evaluate_by=None, number="")
    text = said(unit_letter(kind, facts, template))
    assert "2023" not in text
    assert "2031年月日" in text
    assert "于____年__月__日" in text  # room to write where no day is known


def test_a_project_without_a_company_is_told_itself() -> None:
    assert notice_letter(replace(FACTS, company="")).addressee == "龙津花园二期："


def test_a_name_that_looks_like_a_place_stays_a_name() -> None:
    template = replace(NOTICE, body=f"{PLACES[2]}，{PLACES[3]}，{PLACES[1]}")
    paper = notice_letter(replace(FACTS, project="{年份}号院"), template)
    assert "{年份}号院，示例建设集团有限公司，2026" in said(paper)


@needs_poppler
@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize("facts", [FACTS, LONG], ids=["usual", "long"])
def test_docx_and_pdf_say_the_same(
    kind: LetterKind, facts: LetterFacts, resources: Path, tmp_path: Path
) -> None:
    paper = unit_letter(kind, facts, DEFAULTS[kind])
    missing = write_pdf(tmp_path / "a.pdf", paper, fonts=letter_fonts(resources))
    write_docx(tmp_path / "a.docx", paper)
    assert missing == ()
    assert docx_text(tmp_path / "a.docx") == pdf_text(tmp_path / "a.pdf") == said(paper)


@pytest.mark.parametrize("kind", LetterKind)
@pytest.mark.parametrize(
    "company", ["", "示例建设集团有限公司", "福建省泉州市某某建设工程集团有限公司安溪分公司"]
)
def test_a_usual_letter_fits_one_page(
    kind: LetterKind, company: str, resources: Path, tmp_path: Path
) -> None:
    facts = replace(FACTS, company=company, project="城厢镇某某片区安置房及配套基础设施工程")
    write_pdf(tmp_path / "a.pdf", unit_letter(kind, facts, DEFAULTS[kind]), fonts=letter_fonts(resources))
    assert len(pypdfium2.PdfDocument((tmp_path / "a.pdf").read_bytes())) == 1


@needs_poppler
def test_many_letters_stand_in_one_pdf_each_with_its_own_pages(resources: Path, tmp_path: Path) -> None:
    papers = [notice_letter(replace(FACTS, number=f"{n:03d}号")) for n in (1, 2)] + [commitment_letter(LONG)]
    steps = list(write_letters(tmp_path / "all.pdf", papers, fonts=letter_fonts(resources)))
    assert [percent for percent, _text in steps] == sorted(percent for percent, _text in steps)
    assert pdf_text(tmp_path / "all.pdf") == "".join(map(said, papers))
    text = subprocess.run(["pdftotext", str(tmp_path / "all.pdf"), "-"], capture_output=True, check=True)
    assert text.stdout.decode().replace(" ", "").count("—1—") == 3


def test_a_batch_that_is_given_up_leaves_nothing(resources: Path, tmp_path: Path) -> None:
    path = tmp_path / "all.pdf"
    path.write_bytes(b"before")
    work = write_letters(path, [notice_letter(FACTS)] * 3, fonts=letter_fonts(resources))
    next(work)
    next(work)
    work.close()
    assert path.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [path]


def test_numbers_are_made_by_a_pattern_and_read_back() -> None:
    number = number_of(NOTICE.number, year=2026, sequence=7)
    assert number == "安住建标告〔2026〕007号"
    assert sequence_of(number, pattern=NOTICE.number, year=2026) == 7
    assert sequence_of("安住建标告〔2026〕1234号", pattern=NOTICE.number, year=2026) == 1234
    # Given by an earlier pattern, and by none.
    assert sequence_of("标准化告字2026第12号", pattern=NOTICE.number, year=2026) == 12
    assert sequence_of("无号", pattern=NOTICE.number, year=2026) == 0
    assert sequence_of("3-2026-3", pattern="{序号}-{年份}-{序号}", year=2026) == 3


def test_a_pattern_that_would_repeat_is_refused() -> None:
    for pattern in ("告〔{年份}〕号", "告{序号}号", ""):
        with pytest.raises(AnxiError) as caught:
            check_template(replace(NOTICE, number=pattern))
        assert caught.value.code == "letter_number_pattern"
        assert "{年份} 和 {序号}" in sentence(caught.value)
    with pytest.raises(AnxiError) as caught:
        check_template(replace(COMMITMENT, body=" \n"))
    assert caught.value.code == "letter_text_missing"
