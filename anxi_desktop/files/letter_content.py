"""What the papers of an inspection say, in our own words, from the records.

Sources: notice 三（三）; law arts. 65, 68 and 70 (reference data, section 2.9): time, place, content, problems and
handling, signed by both sides, a refusal noted with its reason and witness; the chain record → order with deadline →
re-inspection. Clauses are cited by number, never copied.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anxi_desktop.domain import words
from anxi_desktop.domain.hazard_loop import state_of
from anxi_desktop.domain.inspection_draft import InspectionDraft
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.hazard import HazardState, Severity
from anxi_desktop.domain.records.inspection import (
    InspectionKind,
    InspectionLevel,
    ItemResult,
    PhotoRole,
    Signing,
    SiteGrade,
)
from anxi_desktop.files.form_layout import Align
from anxi_desktop.files.letter import (
    Block,
    Column,
    Facts,
    Look,
    Paper,
    Para,
    Picture,
    Pictures,
    Signature,
    Signatures,
    Table,
)

Row = dict[str, JournalValue]
_SIGNED = frozenset({PhotoRole.SIGNATURE_OFFICE.value, PhotoRole.SIGNATURE_SITE.value, PhotoRole.SCAN.value})


@dataclass(frozen=True, slots=True)
class Papers:
    """All that papers speak of: the inspection (None for hazards from elsewhere), the project, the hazards.

    `pictures` are by the id of their photo record, ready to print; `unit` issues the papers on `day`.
    """

    project: Row
    hazards: tuple[Row, ...]
    inspection: Row | None
    draft: InspectionDraft | None
    photos: tuple[Row, ...]
    pictures: dict[str, Picture]
    unit: str
    day: date


def inspection_record(papers: Papers, *, with_photos: bool) -> Paper:
    """检查记录: the form both sides sign."""
    row = papers.inspection or {}
    team, numbers = _texts(row.get("team")), _texts(row.get("certificates"))
    times = [str(row[name])[11:16] for name in ("started_at", "ended_at") if row.get(name)]
    day = _chinese_day(row.get("done_on"))
    facts = [
        ("受检项目", _text(papers.project.get("name"))),
        ("受检单位", _text(row.get("site_unit"))),
        ("检查类型", _word(InspectionKind, row.get("kind"))),
        ("检查层级", _word(InspectionLevel, row.get("level"))),
        ("检查时间", f"{day} {' 至 '.join(times)}".strip()),
        ("检查地点", _text(row.get("place"))),
        ("检查单位", papers.unit),
        ("现场负责人", _text(row.get("site_person"))),
        ("检查人员", _team(team, numbers)),
    ]
    if papers.draft is not None:
        listed = papers.draft.check_list
        facts.append(("检查清单", f"{listed.title}（{listed.edition}）"))
    facts.append(
        (
            "检查结果",
            f"共 {row.get('items') or 0} 项：符合 {row.get('passed') or 0} 项，不符合 {row.get('failed') or 0} 项，"
            f"不适用 {row.get('absent') or 0} 项" + _score(row),
        )
    )
    blocks: list[Block] = [Facts(tuple(facts)), *_score_table(papers.draft)]
    failed = _failed_rows(papers)
    if failed:
        columns = (
            Column("序号", 8, Align.CENTER),
            Column("检查项", 26),
            Column("扣分", 8, Align.CENTER),
            Column("发现的问题和说明", 46),
        )
        blocks.append(Table(columns, tuple(failed), "不符合项"))
    blocks.append(
        Table(_HAZARD_COLUMNS, _hazard_rows(papers), f"隐患（{len(papers.hazards)} 条）")
        if papers.hazards
        else Para("本次检查没有记录隐患。")
    )
    blocks.append(Facts((("检查意见", _text(row.get("opinion")) or "无"),)))
    if with_photos:
        shown = _pictures(papers, None)
        if shown:
            blocks.append(Pictures(shown, "现场照片"))
    blocks.extend(_signing(papers, row))
    return Paper("安全检查记录", Look.FORM, number=_number(row), blocks=tuple(blocks))


def rectification_order(papers: Papers, *, with_photos: bool) -> Paper:
    """责令限期整改通知书: what to do, by whom, until when."""
    still = [hazard for hazard in papers.hazards if state_of(hazard) is HazardState.OPEN]
    blocks: list[Block] = [
        Para(
            f"{_when(papers)}，我单位对你单位“{_text(papers.project.get('name'))}”进行了"
            f"{_word(InspectionKind, (papers.inspection or {}).get('kind')) or '安全检查'}，"
            f"发现下列 {len(still)} 条安全隐患。依照《中华人民共和国安全生产法》第六十五条，"
            "责令你单位按下表逐条落实措施、责任人和期限，限期整改。",
            indent=True,
        ),
        Table(_ORDER_COLUMNS, tuple(_order_row(number, hazard) for number, hazard in enumerate(still, 1))),
        Para(
            f"请于{_last_due(still)}前将整改情况书面报我单位，并附整改前后照片，由我单位复查。确有困难不能按期完成的，"
            "应当在期限届满之前书面申请延期并说明原因。",
            indent=True,
        ),
        Para(
            "逾期不整改或者整改后仍不符合要求的，将依照《中华人民共和国安全生产法》第一百零二条等规定处理。整改期间，"
            "你单位应当采取防范措施，保证安全。",
            indent=True,
        ),
    ]
    if with_photos:
        shown = _pictures(papers, still)
        if shown:
            blocks.append(Pictures(shown, "附：隐患照片"))
    blocks.extend(_seal(papers))
    blocks.append(Signatures((Signature("接收人（签字）："), Signature("接收日期："))))
    blocks.append(Para("本通知书一式两份，一份交受检单位，一份由检查单位存档。", small=True))
    return Paper(
        "责令限期整改通知书",
        Look.LETTER,
        number=_number(papers.inspection or {}),
        addressee=_addressee(papers),
        blocks=tuple(blocks),
    )


def review_opinion(papers: Papers, *, with_photos: bool) -> Paper:
    """复查意见书: hazard by hazard what the re-inspection found."""
    rows = tuple(_review_row(number, hazard) for number, hazard in enumerate(papers.hazards, 1))
    closed = sum(state_of(hazard) is HazardState.CLOSED for hazard in papers.hazards)
    left = len(papers.hazards) - closed
    verdict = (
        f"经复查，上述 {len(papers.hazards)} 条隐患均已整改到位，同意销号。"
        if left == 0
        else f"经复查，{closed} 条已整改到位，同意销号；{left} 条尚未达到要求，应当继续整改，完成后再次申请复查。"
    )
    blocks: list[Block] = [
        Para(
            f"根据你单位报送的整改情况，我单位对“{_text(papers.project.get('name'))}”的安全隐患整改情况进行了复查，结果如下：",
            indent=True,
        ),
        Table(_REVIEW_COLUMNS, rows),
        Para(verdict, indent=True),
    ]
    if with_photos:
        shown = _pictures(papers, list(papers.hazards))
        if shown:
            blocks.append(Pictures(shown, "附：整改前后照片"))
    blocks.extend(_seal(papers))
    blocks.append(Signatures((Signature("复查人员（签字）："), Signature("受检单位（签字）："))))
    return Paper("复查意见书", Look.LETTER, addressee=_addressee(papers), blocks=tuple(blocks))


def stop_work_advice(papers: Papers, *, with_photos: bool) -> Paper:
    """停工整改建议: for what cannot be made safe while work goes on."""
    grave = [
        hazard
        for hazard in papers.hazards
        if state_of(hazard) is HazardState.OPEN
        and (hazard.get("judged") or hazard.get("severity") == Severity.MAJOR.value)
    ]
    blocks: list[Block] = [
        Para(
            f"{_when(papers)}，我单位在“{_text(papers.project.get('name'))}”检查中发现下列 {len(grave)} 条重大隐患，"
            "排除前或者排除过程中无法保证安全。依照《中华人民共和国安全生产法》第六十五条，建议立即停止相关部位作业，撤出人员，"
            "制定整改方案，整改完成并经审查同意后方可恢复。",
            indent=True,
        ),
        Table(_STOP_COLUMNS, tuple(_stop_row(number, hazard) for number, hazard in enumerate(grave, 1))),
        Para("停工期间应当设置警戒和警示标志，安排专人看守，并采取措施防止隐患扩大。", indent=True),
    ]
    if with_photos:
        shown = _pictures(papers, grave)
        if shown:
            blocks.append(Pictures(shown, "附：隐患照片"))
    blocks.extend(_seal(papers))
    blocks.append(Signatures((Signature("检查人员（签字）："), Signature("受检单位（签字）："))))
    return Paper("停工整改建议书", Look.LETTER, addressee=_addressee(papers), blocks=tuple(blocks))


# ---- parts -------------------------------------------------------------------------------------------------

_HAZARD_COLUMNS = (
    Column("序号", 8, Align.CENTER),
    Column("编号", 25),
    Column("部位和隐患", 34),
    Column("等级", 9, Align.CENTER),
    Column("整改措施", 26),
    Column("期限和责任人", 20),
)
_ORDER_COLUMNS = (
    Column("序号", 9, Align.CENTER),
    Column("部位和隐患", 34),
    Column("等级", 10, Align.CENTER),
    Column("依据", 20),
    Column("整改措施和标准", 30),
    Column("责任人", 13, Align.CENTER),
    Column("期限", 23, Align.CENTER),
)
_REVIEW_COLUMNS = (
    Column("序号", 9, Align.CENTER),
    Column("编号", 28),
    Column("部位和隐患", 36),
    Column("整改完成", 18, Align.CENTER),
    Column("复查日期", 18, Align.CENTER),
    Column("复查结果", 22, Align.CENTER),
)
_STOP_COLUMNS = (
    Column("序号", 9, Align.CENTER),
    Column("部位和隐患", 40),
    Column("判定标准、类别和依据", 40),
    Column("应停止的作业和措施", 36),
)


def _hazard_rows(papers: Papers) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    for number, hazard in enumerate(papers.hazards, 1):
        if hazard.get("on_the_spot"):
            due = "当场整改"
        else:
            due = "\n".join(_text(hazard.get(name)) for name in ("due_on", "person") if hazard.get(name))
        rows.append(
            (
                str(number),
                _text(hazard.get("number")),
                _where(hazard),
                _word(Severity, hazard.get("severity")),
                _text(hazard.get("requirement")),
                due,
            )
        )
    return tuple(rows)


def _order_row(number: int, hazard: Row) -> tuple[str, ...]:
    measure = "\n".join(
        text
        for text in (
            _text(hazard.get("requirement")),
            f"标准：{hazard['standard']}" if hazard.get("standard") else "",
        )
        if text
    )
    return (
        str(number),
        _where(hazard),
        _word(Severity, hazard.get("severity")),
        _text(hazard.get("basis")),
        measure,
        _text(hazard.get("person")),
        _text(hazard.get("due_on")),
    )


def _review_row(number: int, hazard: Row) -> tuple[str, ...]:
    result = {
        HazardState.CLOSED: "合格，销号",
        HazardState.REFERRED: "已报告移送",
        HazardState.VOIDED: "已作废",
        HazardState.RECTIFIED: "待复查",
    }.get(state_of(hazard), "不合格，继续整改" if hazard.get("reviewed_on") else "未整改")
    return (
        str(number),
        _text(hazard.get("number")),
        _where(hazard),
        _text(hazard.get("rectified_on")),
        _text(hazard.get("reviewed_on")),
        result,
    )


def _stop_row(number: int, hazard: Row) -> tuple[str, ...]:
    judged = "\n".join(
        _text(hazard.get(name))
        for name in ("judged_edition", "judged_category", "judged_basis")
        if hazard.get(name)
    )
    return (
        str(number),
        _where(hazard),
        judged or _text(hazard.get("basis")),
        _text(hazard.get("requirement")),
    )


def _score_table(draft: InspectionDraft | None) -> list[Block]:
    """The summary of a scored list: its groups with weights and points."""
    score = draft.score() if draft is not None else None
    if draft is None or score is None:
        return []
    titles = {part.key: part for part in draft.check_list.sections}
    rows: list[tuple[str, ...]] = []
    for part in score.sections:
        title = titles[part.section]
        tables = [
            table for table in score.tables if table.section == part.section and table.value is not None
        ]
        names = {group.key: group.title for group in draft.check_list.groups}
        detail = "；".join(
            f"{names[table.table]}{table.label} {float(table.value or 0):.1f}"
            + ("（记 0 分）" if table.is_zeroed else "")
            for table in tables
        )
        points = "—" if part.points is None else f"{float(part.points):.2f}"
        rows.append((title.title, str(title.weight), detail or "本工地没有", points))
    columns = (
        Column("项目", 26),
        Column("满分", 8, Align.CENTER),
        Column("各表得分（百分制）", 48),
        Column("实得", 10, Align.CENTER),
    )
    return [Table(columns, tuple(rows), "评分汇总")]


def _failed_rows(papers: Papers) -> list[tuple[str, ...]]:
    draft = papers.draft
    if draft is None:
        return []
    rows: list[tuple[str, ...]] = []
    for place in draft.places():
        answer = draft.answer(place)
        if answer.result is not ItemResult.FAILED:
            continue
        group = draft.check_list.group_by_key[place.table]
        item = f"{group.title}{place.sheet}：{draft.item(place).title}"
        said = "；".join(
            text
            for text in (
                answer.reason,
                f"未另记隐患：{answer.no_hazard}" if answer.no_hazard else "",
                answer.note,
            )
            if text
        )
        rows.append((str(len(rows) + 1), item, answer.deducted, said))
    return rows


def _signing(papers: Papers, row: Row) -> list[Block]:
    drawn = {str(photo["role"]): papers.pictures.get(str(photo["id"])) for photo in papers.photos}
    office = drawn.get(PhotoRole.SIGNATURE_OFFICE.value)
    site = drawn.get(PhotoRole.SIGNATURE_SITE.value)
    day = _chinese_day(row.get("done_on"))
    if row.get("signing") == Signing.REFUSED.value:
        reason, witness = _text(row.get("refusal")), _text(row.get("witness"))
        text = f"受检单位拒绝签字，原因：{reason}。见证人：{witness}。已按规定记录在案并报告。"
        return [
            Para(text),
            Signatures((Signature("检查人员：", office, day), Signature("见证人："))),
        ]
    return [Signatures((Signature("检查人员：", office, day), Signature("受检单位负责人：", site, day)))]


def _seal(papers: Papers) -> list[Block]:
    return [
        Para(""),
        Para(f"{papers.unit}（盖章）", Align.RIGHT),
        Para(f"{papers.day.year}年{papers.day.month}月{papers.day.day}日", Align.RIGHT),
        Para(""),
    ]


def _pictures(papers: Papers, hazards: Sequence[Row] | None) -> tuple[Picture, ...]:
    wanted = None if hazards is None else {str(hazard["id"]) for hazard in hazards}
    return tuple(
        papers.pictures[str(photo["id"])]
        for photo in papers.photos
        if str(photo["id"]) in papers.pictures
        and photo["role"] not in _SIGNED
        and (wanted is None or str(photo["hazard"]) in wanted)
    )


def _where(hazard: Row) -> str:
    part = _text(hazard.get("part"))
    text = _text(hazard.get("description"))
    return f"{part}：{text}" if part else text


def _addressee(papers: Papers) -> str:
    row = papers.inspection or {}
    unit = row.get("site_unit") or papers.project.get("contractor") or papers.project.get("property_company")
    return f"{_text(unit) or _text(papers.project.get('name'))}："


def _when(papers: Papers) -> str:
    day = (papers.inspection or {}).get("done_on") or min(
        (str(hazard["found_on"]) for hazard in papers.hazards), default=papers.day.isoformat()
    )
    return _chinese_day(day)


def _last_due(hazards: Sequence[Row]) -> str:
    days = sorted(str(hazard["due_on"]) for hazard in hazards if hazard.get("due_on"))
    return _chinese_day(days[-1]) if days else "整改方案确定的期限"


def _number(row: Row) -> str:
    return f"编号：{row['number']}" if row.get("number") else ""


def _score(row: Row) -> str:
    if row.get("score") is None:
        return ""
    return f"；得分 {row['score']} 分，评定为{_word(SiteGrade, row.get('grade'))}"


def _team(names: Sequence[str], numbers: Sequence[str]) -> str:
    padded = [*numbers, *("",) * len(names)]
    return "、".join(
        f"{name}（证号 {number}）" if number else name for name, number in zip(names, padded, strict=False)
    )


def _texts(value: JournalValue) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list) else ()


def _text(value: JournalValue) -> str:
    return "" if value is None else str(value)


def _word(choices: type, value: JournalValue) -> str:
    return words.choice_word(choices, str(value)) if value else ""


def _chinese_day(value: JournalValue) -> str:
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return ""
    return f"{day.year}年{day.month}月{day.day}日"
