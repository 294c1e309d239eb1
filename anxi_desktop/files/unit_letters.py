"""What a 告知书 and a 承诺书 say, and many of them in one PDF.

Source: notice 安建〔2023〕17号, annexes 1 and 2 (the county's own “参考” texts) under the headings printed on the
annexes themselves (ambiguity A-22). The texts are a beginning that an office may change; the year, the dates and
the names are places in them, never words.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.month import LetterKind
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.letter import Block, Look, Paper, Para
from anxi_desktop.files.pen import FormFonts
from anxi_desktop.store.atomic import write_beside

YEAR, SEQUENCE = "{年份}", "{序号}"
EVALUATE_BY, PROJECT, COMPANY = "{自评期限}", "{项目}", "{单位}"
PLACES = (EVALUATE_BY, YEAR, PROJECT, COMPANY)
"""What may stand in the text of a letter; a number's pattern has YEAR and SEQUENCE."""

_DIGITS = 3
_OPEN_DAY = "____年__月__日"
_WIDE = "\u3000"
_LINE = 27  # characters of a letter's type on a line


@dataclass(frozen=True, slots=True)
class LetterTemplate:
    """What is the same in every letter of a kind; `body` and `note` have a paragraph a line."""

    title: str
    number: str
    body: str
    note: str


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """What differs from letter to letter. `unit` issues it; "" and None leave room to write."""

    project: str
    company: str
    year: int
    unit: str
    number: str = ""
    made_on: date | None = None
    evaluate_by: date | None = None
    signed_on: date | None = None


DEFAULTS: Mapping[LetterKind, LetterTemplate] = {
    LetterKind.NOTICE: LetterTemplate(
        title="关于自主加强安全生产标准化建设告知书",
        number=f"安住建标告〔{YEAR}〕{SEQUENCE}号",
        body=(
            "2021年9月1号起施行新修改的《安全生产法》第21条，明确将“建立健全并落实本单位全员安全生产责任制，加强安全生产标准化建设”"
            "列为生产经营单位主要负责人第一条安全生产工作职责。根据《泉州市安全生产委员会关于印发泉州市安全生产标准化提升专项行动方案的通知》"
            "（泉安委〔2021〕18号）精神，请你单位按照各自行业标准化提升指南和本单位创建安全生产标准化选定的评定标准，"
            f"于{EVALUATE_BY}前完成一次安全生产标准化提升年度自评工作，及时整改不符合项，"
            "切实巩固提高本单位安全生产标准化运行质量，提升本质安全水平。\n"
            "特此告知！"
        ),
        note=(
            "备注：本告知书一式四份，一份留存企业备查、一份在企业公示栏公示、一份报送属地乡镇安办备案、"
            "一份报送所在县行业领域主管部门备案。"
        ),
    ),
    LetterKind.COMMITMENT: LetterTemplate(
        title="关于自主加强安全生产标准化承诺书",
        number=f"安住建标承〔{YEAR}〕{SEQUENCE}号",
        body=(
            "本单位及本人郑重承诺，按照《企业安全生产标准化基本规范》（GB/T 33000-2016）和有关行业（专业）"
            "标准化评定标准的要求自主创建、自主运行，从目标职责、制度化管理、教育培训、现场管理、"
            "安全风险管控及隐患排查治理、应急管理、事故管理和持续改进等"
            "八个方面，建立与企业日常安全管理相适应、以安全生产标准化为重点的企业自主安全生产管理体系，"
            "实现安全生产现场管理、操作行为、设备设施和作业环境规范化，"
            f"并于{EVALUATE_BY}之前完成一次安全生产标准化年度自评工作，及时整改不符合项，"
            "切实巩固提高本单位安全生产标准化运行质量，提升本质安全水平。如未正确履行安全生产主体责任，加强安全生产标准化建设，"
            "愿意承担一切行政的、民事的和刑事的责任。欢迎社会公众对我单位安全生产标准化建设及其运行状况进行监督，"
            "如发现隐患可向政府及有关部门举报。"
        ),
        note=(
            "备注：本承诺书一式四份，一份留存企业备查、一份在企业公示栏公示、一份报送属地乡镇安办备案、"
            "一份报送县住建局备案。"
        ),
    ),
}
assert set(DEFAULTS) == set(LetterKind)


def unit_letter(kind: LetterKind, facts: LetterFacts, template: LetterTemplate) -> Paper:
    """The letter of a kind."""
    return (notice_letter if kind is LetterKind.NOTICE else commitment_letter)(facts, template)


def notice_letter(facts: LetterFacts, template: LetterTemplate = DEFAULTS[LetterKind.NOTICE]) -> Paper:
    """告知书: the office tells, the unit seals and its principal signs that it was received."""
    addressee = f"{_named(facts)}："
    blocks: list[Block] = [
        *_body(facts, template),
        *_gap(addressee, lines=2),
        Para(f"{facts.unit}（盖章）", Align.RIGHT),
        # Four characters from the margin, as GB/T 9704 dates a letter; so it stands below the middle of the name.
        Para(_day(facts.made_on, facts.year) + 4 * _WIDE, Align.RIGHT),
        Para("接收单位（盖章）："),
        Para("主要负责人（签字）："),
        *_note(template),
    ]
    return Paper(template.title, Look.LETTER, number=facts.number, addressee=addressee, blocks=tuple(blocks))


def commitment_letter(
    facts: LetterFacts, template: LetterTemplate = DEFAULTS[LetterKind.COMMITMENT]
) -> Paper:
    """承诺书: the unit seals, its legal representative signs; month and day are written when they sign."""
    signer = f"承诺单位（盖章）：{_named(facts)}"
    blocks: list[Block] = [
        *_body(facts, template),
        *_gap(signer, lines=1),
        Para(signer),
        Para("法定代表人（签名）："),
        Para(_day(facts.signed_on, facts.year) + 4 * _WIDE, Align.RIGHT),
        *_note(template),
    ]
    return Paper(template.title, Look.LETTER, number=facts.number, blocks=tuple(blocks))


def check_template(template: LetterTemplate) -> None:
    """Raise AnxiError for a pattern that would give one number twice, or a letter without a title or a text."""
    if YEAR not in template.number or SEQUENCE not in template.number:
        raise AnxiError("letter_number_pattern", pattern=template.number, places=f" {YEAR} 和 {SEQUENCE}")
    if not template.title.strip() or not template.body.strip():
        raise AnxiError("letter_text_missing")


def number_of(pattern: str, *, year: int, sequence: int) -> str:
    """A letter's number, 安住建标告〔2026〕001号."""
    return pattern.replace(YEAR, str(year)).replace(SEQUENCE, f"{sequence:0{_DIGITS}d}")


def sequence_of(number: str, *, pattern: str, year: int) -> int:
    """Which letter of its year a number names; 0 where it names none.

    A number of an earlier pattern is read by its last digits that are not the year.
    """
    wanted = re.escape(pattern).replace(re.escape(YEAR), str(year))
    wanted = wanted.replace(re.escape(SEQUENCE), r"(\d{1,9})", 1).replace(re.escape(SEQUENCE), r"\1")
    found = re.fullmatch(wanted, number, re.ASCII)
    if found is not None and found.re.groups:
        return int(found[1])
    digits = [part for part in re.findall(r"\d{1,9}", number, re.ASCII) if part != str(year)]
    return int(digits[-1]) if digits else 0


def write_letters(
    path: Path, papers: Sequence[Paper], *, fonts: FormFonts
) -> Generator[tuple[int, str], None, None]:
    """Write letters one after another into one PDF; each begins a page and counts its own.

    Errors: those of `write_beside`.
    """
    import pypdfium2  # pyright: ignore[reportMissingTypeStubs]

    from anxi_desktop.files.letter_pdf import write_pdf

    with TemporaryDirectory() as folder, write_beside(path) as temporary:
        part = Path(folder) / "letter.pdf"
        whole = cast("Any", pypdfium2).PdfDocument.new()
        for number, paper in enumerate(papers):
            yield 95 * number // len(papers), paper.number or paper.title
            write_pdf(part, paper, fonts=fonts)
            pages = cast("Any", pypdfium2).PdfDocument(part.read_bytes())
            whole.import_pages(pages)
            pages.close()
        whole.save(temporary)
        whole.close()


def _body(facts: LetterFacts, template: LetterTemplate) -> list[Block]:
    places = {
        EVALUATE_BY: _chinese(facts.evaluate_by) if facts.evaluate_by else _OPEN_DAY,
        YEAR: str(facts.year),
        PROJECT: facts.project,
        COMPANY: facts.company or facts.project,
    }
    # In one pass: what a name holds is never taken for a place.
    wanted = re.compile("|".join(map(re.escape, places)))
    text = wanted.sub(lambda found: places[found[0]], template.body)
    return [Para(line.strip(), indent=True) for line in text.split("\n") if line.strip()]


def _named(facts: LetterFacts) -> str:
    return f"{facts.company}（{facts.project}）" if facts.company else facts.project


def _gap(text: str, *, lines: int) -> list[Block]:
    """A blank line, unless a name of more than `lines` lines takes it: a letter shall stay on one page."""
    return [Para("")] if len(text) <= lines * _LINE else []


def _note(template: LetterTemplate) -> list[Block]:
    return [Para(line.strip(), small=True) for line in template.note.split("\n") if line.strip()]


def _day(day: date | None, year: int) -> str:
    return _chinese(day) if day is not None else f"{year}年{2 * _WIDE}月{2 * _WIDE}日"


def _chinese(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
