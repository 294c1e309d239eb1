"""The 工作总结 as words and paper: no number but those of the records, a person's words kept, one text in two files."""

from __future__ import annotations

import dataclasses
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest

from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.map_picture import Area, Box, Words
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.month_report import Head, MonthReport
from anxi_desktop.domain.month_sentences import HEADINGS, Section
from anxi_desktop.domain.month_trend import MonthTrend
from anxi_desktop.domain.monthly import FORMS_OF
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.month import named_id
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.steps import finish
from anxi_desktop.files.letter import Column, Drawing, Look, Paper, Para, Table
from anxi_desktop.files.letter_pdf import letter_fonts, write_pdf
from anxi_desktop.files.work_summary import (
    UNWRITTEN,
    Summary,
    SummarySection,
    file_name,
    read_summary,
    summary_files,
    summary_paper,
    summary_sections,
    with_texts,
    write_summary,
)
from anxi_desktop.store.month_forms import month_report
from anxi_desktop.store.record_edit import add_saves, edit_saves, named_save
from anxi_desktop.store.store import Store

SEPTEMBER, OCTOBER = Month(2026, 9), Month(2026, 10)
UNIT = "安溪县住房和城乡建设局"
OWN = "县级主管部门"
HEAD = Head(UNIT, "王小明", "", date(2026, 11, 1))
NUMBER = re.compile(r"\d+(?:\.\d+)?")
WORKS = Family.WORKS


def add(store: Store, entity: str, **values: JournalValue) -> str:
    saves = add_saves(store, entity, values)
    store.edit("新建", saves, author="王小明")
    return saves[0].row


def write(store: Store, section: Section, text: str | None, month: Month = OCTOBER) -> None:
    row = named_id("month_text", month, WORKS.value, section.value)
    values = {"month": str(month), "family": WORKS.value, "section": section.value, "text": text}
    store.edit("写", [named_save(store, "month_text", row, values)], author="王小明")


@pytest.fixture
def county(store: Store) -> Store:
    """Seven works sites and three estates with hazards, points, measures and targets; no number is like another."""
    sites = [
        add(
            store, "project", name=f"工地{'甲乙丙丁戊己庚'[place]}", category="works",
            level=("red", "orange", "yellow", None)[place % 4], start_on=f"2026-{place + 4:02d}-01",
            grade="aaa" if place == 0 else None, standard_kind="national", demo_posts=11 + place,
            evaluation="good" if place < 2 else None,
        )
        for place in range(7)
    ]  # fmt: skip
    for name in ("子", "丑", "寅"):
        add(store, "project", name=f"花园{name}", category="property", level="blue", grade="pass")
    for place in range(23):
        add(
            store, "hazard", project=sites[place % 5], source="self" if place % 3 else "supervision",
            found_on=f"2026-{8 + place % 3:02d}-{place + 1:02d}", due_on=f"2026-10-{place + 8:02d}",
            description="临边无防护", kind=("高处作业", "临时用电", None)[place % 3],
            **({"rectified_on": "2026-10-30", "reviewed_on": "2026-10-31", "review": "pass"} if place > 18 else {}),
        )  # fmt: skip
    for place in range(13):
        add(store, "risk_point", project=sites[place % 3], name="塔吊", level="red" if place < 4 else "blue")
    add(store, "inspection", project=sites[0], kind="full", level="county", done_on="2026-10-20")
    add(store, "milestone", project=sites[0], item="five_s", done_on="2026-10-02")
    add(store, "document", kind="guide", title="指南", family="works", copies=17, issued_on="2026-01-01")
    add(store, "enforcement", kind="fine", project=sites[1], done_on="2026-10-09", amount_wan="2.5")
    add(store, "self_report", project=sites[6], month="2026-10", found=31, closed=29)
    for family, bench in (("works", 37), ("property", 3)):
        row = named_id("target", 2026, family)
        values = {"year": 2026, "family": family, "base": 118, "bench": bench, "demo": 41}
        store.edit("目标", [named_save(store, "target", row, values)], author="王小明")
    store.edit(
        "竣工",
        edit_saves(
            store, "project", sites[5], {"state": "completed"},
            today=date(2026, 11, 1), valid_from=date(2026, 10, 15),
        ),
        author="王小明",
    )  # fmt: skip
    return store


def report(store: Store, month: Month = OCTOBER) -> MonthReport:
    return month_report(store.connection, month, own_unit_type=OWN, head=HEAD)


def sections(store: Store, month: Month = OCTOBER, family: Family = WORKS) -> dict[Section, SummarySection]:
    return {one.key: one for one in summary_sections(store, report(store, month), family)}


def summary(store: Store) -> Summary:
    return read_summary(store, report(store), WORKS)


# ---- numbers ----------------------------------------------------------------------------------------------


def known_numbers(month: MonthReport, trend: MonthTrend) -> set[str]:
    """Every number that the forms, the month before and the trend hold, their sums and differences, and days."""
    found: set[Decimal] = set()
    for form in FORMS_OF[trend.family]:
        for key in month.forms[form][0].figures:
            now = sum((_number(block.figures[key].value) for block in month.forms[form]), Decimal(0))
            before = sum((_number(b.cells.get(key)) for b in month.before.get(form, ())), Decimal(0))
            found |= {now, abs(now - before)}
    for flow in trend.flows[-2:]:
        found |= {Decimal(n) for n in dataclasses.astuple(flow)[1:] if isinstance(n, int)}
    now, before = trend.flows[-1], trend.flows[-2]
    found |= {Decimal(now.all_found), Decimal(abs(now.all_found - before.all_found))}
    for counts in (trend.project_levels, trend.point_levels):
        found |= {Decimal(n) for n in counts.values()}
        found |= {Decimal(sum(counts.values())), Decimal(sum(counts.values()) - counts[""])}
    covered = trend.coverage
    found |= {Decimal(covered.alive), Decimal(covered.covered), Decimal(covered.alive - covered.covered)}
    found |= {Decimal(count) for _kind, count in trend.kinds} | {Decimal(trend.unsorted)}
    found |= {Decimal(trend.overdue), Decimal(trend.base), Decimal(trend.base_target or 0)}
    found |= {Decimal(one.days) for one in trend.overdue_list}
    for target in trend.targets:
        if target.target is not None:
            found |= {Decimal(target.target), Decimal(target.target - target.done)}
        found.add(Decimal(target.done))
    for day in (trend.period.since, trend.period.until, trend.day):
        found |= {Decimal(day.year), Decimal(day.month), Decimal(day.day)}
    return {format(number.normalize(), "f") for number in found}


def _number(value: object) -> Decimal:
    return Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)


@pytest.mark.parametrize("family", list(Family))
@pytest.mark.parametrize("month", [SEPTEMBER, OCTOBER, Month(2025, 1)])
def test_no_number_is_invented(county: Store, month: Month, family: Family) -> None:
    made = report(county, month)
    whole = read_summary(county, made, family)
    known = known_numbers(made, whole.trend)
    for section in whole.sections:
        said = NUMBER.findall(section.computed.replace("5S", ""))
        assert set(said) <= known, (section.key, set(said) - known)


def test_the_numbers_are_those_of_october(county: Store) -> None:
    found = {key: section.computed for key, section in sections(county).items()}
    assert "在建和停工的工程项目6个，与上月持平" in found[Section.OVERALL]  # one began, one ended
    assert "国家级AAA项目1个" in found[Section.OVERALL]
    assert "强化5S现场管理的1个（比上月增加1个）" in found[Section.OVERALL]
    assert "标准化运行提升指南17份" in found[Section.OVERALL]
    assert "罚款1次、罚款金额2.5万元" in found[Section.OVERALL]
    assert "本月（10月1日至10月31日）" in found[Section.HAZARDS]
    assert "（其中申报发现31条、整改29条，没有明细）" in found[Section.HAZARDS]
    assert "逾期未整改" in found[Section.HAZARDS]
    assert "已辨识安全风险点13个：重大风险（红）4个" in found[Section.RISKS]
    assert "本季度应开展全覆盖检查的项目6个，已覆盖1个，还有5个没有覆盖" in found[Section.RISKS]
    assert "标杆项目目标37个，已有0个，还差37个" in found[Section.TARGETS]
    assert "示范岗位目标41个，已有82个，已完成" in found[Section.TARGETS]  # all but the completed one's
    assert found[Section.PROBLEMS].startswith("一是逾期未整改的隐患还有")
    assert found[Section.TITLE].startswith(UNIT)
    assert found[Section.TITLE].endswith("（2026年10月）")
    assert (found[Section.MEASURES], found[Section.PRACTICE]) == ("", "")
    estates = sections(county, family=Family.PROPERTY)
    assert "在管物业服务项目3个" in estates[Section.OVERALL].computed
    assert "本年应开展全覆盖检查的项目3个" in estates[Section.RISKS].computed


def test_an_override_of_the_form_is_what_the_sentence_says(county: Store) -> None:
    add(
        county, "month_cell", month="2026-10", form="附件4", unit_type=OWN, key="tl_found", value="77", reason="补报"
    )  # fmt: skip
    assert "企业自查发现隐患77条" in sections(county)[Section.HAZARDS].computed


def test_a_form_that_prints_the_year_leaves_the_months_sentence_to_the_month(county: Store) -> None:
    before = sections(county)[Section.HAZARDS].computed
    for form in FORMS_OF[WORKS]:
        add(county, "counting_rule", year=2026, rule=f"A-05/{form}", choice="year")
    found = sections(county)
    assert found[Section.HAZARDS].computed == before
    assert "执法激励约束方面，本年以来罚款" in found[Section.OVERALL].computed


def test_an_empty_county_says_so_without_a_proposal(store: Store) -> None:
    found = sections(store)
    assert "在建和停工的工程项目0个" in found[Section.OVERALL].computed
    assert "登记的隐患都已销号" in found[Section.HAZARDS].computed
    assert found[Section.PROBLEMS].computed == ""


# ---- words of people --------------------------------------------------------------------------------------


def test_a_persons_text_wins_and_none_goes_back(county: Store) -> None:
    write(county, Section.RISKS, "我们自己写的。")
    found = sections(county)[Section.RISKS]
    assert (found.shown, found.written_in) == ("我们自己写的。", OCTOBER)
    assert found.computed.startswith("截至2026年10月31日")
    write(county, Section.RISKS, None)
    found = sections(county)[Section.RISKS]
    assert (found.text, found.shown) == (None, found.computed)


def test_free_sections_are_remembered_and_computed_ones_are_not(county: Store) -> None:
    for section in (Section.MEASURES, Section.PRACTICE, Section.PROBLEMS, Section.RISKS):
        write(county, section, f"八月写的{section.value}", Month(2026, 8))
    write(county, Section.MEASURES, "九月写的", SEPTEMBER)
    write(county, Section.PRACTICE, "十一月写的", Month(2026, 11))
    found = sections(county)
    assert (found[Section.MEASURES].text, found[Section.MEASURES].written_in) == ("九月写的", SEPTEMBER)
    assert found[Section.PRACTICE].text == "八月写的practice"
    assert found[Section.PROBLEMS].text == "八月写的problems"
    assert found[Section.RISKS].text is None
    # Back to the computed words: an earlier month's do not come again, this month or later.
    write(county, Section.PROBLEMS, None)
    for month in (OCTOBER, Month(2026, 12)):
        assert sections(county, month)[Section.PROBLEMS].text is None
    assert sections(county, family=Family.PROPERTY)[Section.MEASURES].text is None


def test_a_remembered_title_names_its_own_month(county: Store) -> None:
    write(county, Section.TITLE, "安溪县标准化工作总结（2026年9月）", SEPTEMBER)
    assert sections(county)[Section.TITLE].shown == "安溪县标准化工作总结（2026年10月）"


def test_texts_are_read_again_without_counting(county: Store) -> None:
    before = summary(county)
    write(county, Section.HAZARDS, "改过")
    after = with_texts(county, before)
    assert after.trend is before.trend
    assert {s.key: s.shown for s in after.sections}[Section.HAZARDS] == "改过"


def test_a_section_of_a_newer_program_is_passed_over(county: Store) -> None:
    county.edit(
        "新版",
        [
            Save(
                "month_text", named_id("month_text", OCTOBER, "works", "later"),
                {"month": "2026-10", "family": "works", "section": "later", "text": "x"},
            )
        ],
        author="王小明",
    )  # fmt: skip
    assert list(sections(county)) == list(Section)


# ---- paper ------------------------------------------------------------------------------------------------


def docx_texts(path: Path) -> str:
    """All words of the body in order, with those of the tables."""
    document: Any = docx.Document(str(path))
    return "".join(text.text or "" for text in document.element.body.iter() if text.tag.endswith("}t"))


def pdf_texts(path: Path) -> str:
    document: Any = pypdfium2.PdfDocument(path.read_bytes())
    try:
        return "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def bare(text: str) -> str:
    return re.sub(r"\s|\ufffe", "", text)


def test_word_and_pdf_say_the_same(county: Store, tmp_path: Path, resources: Path) -> None:
    write(county, Section.MEASURES, '第一段。\n第二段<b>&"\u202e。')
    whole = summary(county)
    paper = summary_paper(whole, resources=resources)
    written = finish(summary_files(whole, folder=tmp_path / "新", resources=resources))
    assert [path.name for path in written.files] == [
        "工作总结（工程项目） 2026-10.docx",
        "工作总结（工程项目） 2026-10.pdf",
    ]
    assert written.missing == ()
    word, pdf = (bare(text) for text in (docx_texts(written.files[0]), pdf_texts(written.files[1])))
    place = 0
    for text in map(bare, paper.texts()):
        text = text.replace("\u202e", "")
        assert text in pdf, text
        place = word.index(text, place)
    for heading in HEADINGS.values():
        assert heading == "标题" or heading in word


def test_the_paper_is_a_letter_with_its_charts_and_the_overdue_ones(county: Store, resources: Path) -> None:
    paper = summary_paper(summary(county), resources=resources)
    assert paper.look is Look.LETTER
    drawings = [block for block in paper.blocks if isinstance(block, Drawing)]
    assert [block.caption for block in drawings] == [
        "图1　近十二个月隐患排查治理情况（条）",
        "图2　四色安全风险分级情况",
        "图3　全覆盖检查情况",
        "图4　“个十百”目标完成情况",
    ]
    assert all(block.picture.startswith(b"\x89PNG") for block in drawings)
    (table,) = [block for block in paper.blocks if isinstance(block, Table)]
    assert len(table.rows) == 10
    days = [int(row[-1]) for row in table.rows]
    assert days == sorted(days, reverse=True)
    last = [block.text.strip() for block in paper.blocks if isinstance(block, Para)][-2:]
    assert last == [UNIT, "2026年11月1日"]


def test_an_unwritten_section_says_so_and_a_day_to_come_is_left_open(store: Store, resources: Path) -> None:
    made = month_report(store.connection, Month(2026, 12), own_unit_type=OWN, head=Head(UNIT))
    paper = summary_paper(read_summary(store, made, WORKS), resources=resources)
    texts = list(paper.texts())
    assert texts.count(UNWRITTEN) == 3
    assert texts[-1].startswith("2027年")
    assert not any(isinstance(block, Drawing | Table) for block in paper.blocks)


def test_the_colours_of_a_chart_end_with_it(tmp_path: Path, resources: Path) -> None:
    """What is written after a chart is black again."""
    red = (Words(200, 20, "红", 9, "#D92D20"), Area(Box(0, 40, 442, 20).corners(), "#D92D20"))
    blocks = (Drawing(red, (442, 60), b"", "图1"), Para("正文"), Table((Column("列", 1),), (("格",),)))
    path = tmp_path / "a.pdf"
    write_pdf(path, Paper("题", Look.LETTER, blocks=blocks), fonts=letter_fonts(resources))
    document: Any = pypdfium2.PdfDocument(path.read_bytes())
    try:
        image = document[0].render(scale=1).to_pil().convert("RGB")
    finally:
        document.close()
    colours = [color for _count, color in image.getcolors(1 << 20)]
    assert (0xD9, 0x2D, 0x20) in colours
    height = max(y for y in range(image.height) if image.getpixel((300, y)) == (0xD9, 0x2D, 0x20))
    below = image.crop((0, height + 2, image.width, image.height)).getcolors(1 << 20)
    assert min(min(color) for _count, color in below) < 64
    assert all(max(color) - min(color) < 8 for _count, color in below)


def test_one_file_for_whoever_packs_it(county: Store, tmp_path: Path, resources: Path) -> None:
    path = write_summary(county, report(county), WORKS, folder=tmp_path, resources=resources)
    assert path == tmp_path / file_name(OCTOBER, WORKS, "docx")
    assert path.is_file()


def test_an_unknown_format_is_refused_before_anything_is_written(
    county: Store, tmp_path: Path, resources: Path
) -> None:
    with pytest.raises(AnxiError) as refused:
        finish(summary_files(summary(county), folder=tmp_path / "x", resources=resources, formats=("odt",)))
    assert refused.value.code == "unsupported_output"
    assert not (tmp_path / "x").exists()


def test_a_paper_without_charts_is_as_before(tmp_path: Path, resources: Path) -> None:
    """The title breaks where it says so; everything else of a letter stays."""
    path = tmp_path / "a.pdf"
    write_pdf(path, Paper("上\n下", Look.LETTER, blocks=(Para("正文"),)), fonts=letter_fonts(resources))
    assert pdf_texts(path).split()[:3] == ["上", "下", "正文"]
