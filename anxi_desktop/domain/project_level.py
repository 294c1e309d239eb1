"""The proposed overall level of a project, with its arithmetic: a person decides, this only proposes.

The notice asks for an overall level from the assessment of risks, the inspections and the record of hazards
(three (4)); how, it leaves open. So every figure comes from an editable table, and every line is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from anxi_desktop.domain.level_words import level_word
from anxi_desktop.domain.records.project import Family, RiskLevel
from anxi_desktop.domain.risk_rules import LEAST_MONTHS, Frequency, LevelRules, band_of, higher
from anxi_desktop.domain.save import decimal_text

FACTOR_WORDS: Mapping[str, str] = {
    "red_points": "红色风险点",
    "orange_points": "橙色风险点",
    "yellow_points": "黄色风险点",
    "major_open": "未销号的重大隐患",
    "overdue": "逾期未整改的隐患",
    "open": "其他未销号的隐患",
    "random_fail": "最近一次双随机不合格",
    "random_pass": "最近一次双随机合格（未达优良）",
    "score_fail": "最近一次其他评分不合格",
    "uncovered": "规定时间内没有全覆盖检查",
    "unassessed": "没有辨识风险点",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a project at a day: how many of each factor; one that is not met counts 0."""

    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One factor: how many, marks each, the most they may add, and what they added."""

    factor: str
    count: int
    each: Decimal
    most: Decimal
    marks: Decimal

    @property
    def text(self) -> str:
        """The line as it is shown and kept."""
        word = FACTOR_WORDS[self.factor]
        sum_text = f"{self.count} × {decimal_text(self.each)}"
        capped = f"，最多 {decimal_text(self.most)}" if self.count * self.each > self.most else ""
        return f"{word} {sum_text} = {decimal_text(self.marks)}{capped}"


@dataclass(frozen=True, slots=True)
class Proposal:
    """The proposed level. `by_marks` is what the sum alone gave, `floors` what lifted it, in words."""

    level: RiskLevel
    by_marks: RiskLevel
    total: Decimal
    lines: tuple[Line, ...]
    floors: tuple[str, ...]
    bands: tuple[tuple[Decimal, RiskLevel], ...]

    @property
    def arithmetic(self) -> str:
        """All of it in words, one line each, as a decision keeps it."""
        parts = [line.text for line in self.lines if line.count] or ["没有需要计分的情况"]
        parts.append(f"合计 {decimal_text(self.total)} 分，按分档为{level_word(self.by_marks)}")
        parts.extend(self.floors)
        parts.append(f"建议：{level_word(self.level)}")
        return "\n".join(parts)


def propose(standing: Standing, rules: LevelRules) -> Proposal:
    """The level the rules give for what is known."""
    lines: list[Line] = []
    for factor, (each, most) in rules.weights.items():
        count = standing.counts.get(factor, 0)
        lines.append(Line(factor, count, each, most, min(count * each, most)))
    total = sum((line.marks for line in lines), Decimal(0))
    by_marks = band_of(rules.bands, total)
    level = by_marks
    floors: list[str] = []
    for factor, least, floor in rules.floors:
        if standing.counts.get(factor, 0) >= least:
            raised = higher(level, floor) or level
            if raised is not level:
                floors.append(f"{FACTOR_WORDS[factor]}达到 {least}，至少为{level_word(floor)}")
            level = raised
    return Proposal(level, by_marks, total, tuple(lines), tuple(floors), rules.bands)


def due_inspection(
    last: date | None, started: date | None, *, frequency: Frequency | None, family: Family
) -> date | None:
    """Until which day the next full inspection is due; None where nothing is known to count from.

    Counted from the last one, else from the start of the project, in calendar months.
    """
    begin = last or started
    if begin is None:
        return None
    months = min(frequency.months if frequency else LEAST_MONTHS[family], LEAST_MONTHS[family])
    return months_later(begin, months)


def months_later(day: date, months: int) -> date:
    """The same day some months later, the last of that month where it has no such day."""
    at = day.year * 12 + day.month - 1 + months
    first = date(at // 12, at % 12 + 1, 1)
    after = date((at + 1) // 12, (at + 1) % 12 + 1, 1)
    return min(first.replace(day=1) + timedelta(days=day.day - 1), after - timedelta(days=1))
