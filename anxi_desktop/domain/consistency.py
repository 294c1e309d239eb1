"""Do the figures of a month fit together? Findings are shown, never silently mended.

The rules R01 to R24 of the domain reference, each in one of the `rules_…` modules. An error should be cleared before
a form is handed in, a warning explained, and a note only tells.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from anxi_desktop.domain import rules_flows, rules_months, rules_stock, rules_submission
from anxi_desktop.domain.finding import LEVEL_WORDS, Finding, Level
from anxi_desktop.domain.month_report import MonthReport
from anxi_desktop.domain.monthly import FORMS
from anxi_desktop.domain.review import Review, Rule

__all__ = ["LEVEL_WORDS", "RULES", "Finding", "Level", "findings"]

RULES: Mapping[str, Rule] = dict(
    sorted((rules_stock.RULES | rules_flows.RULES | rules_months.RULES | rules_submission.RULES).items())
)
"""Every rule by its id in the domain reference, in order."""


def findings(report: MonthReport, *, today: date, final: bool = False) -> tuple[Finding, ...]:
    """All findings of a month's forms, by form, block and rule.

    `final` is True just before handing in: what is then owed (R16, R23) is an error. Pure; never raises.
    """
    review = Review.of(report, today=today, final=final)
    places = {
        (form, block.block.unit_type): (FORMS.index(form), number)
        for form, blocks in review.forms.items()
        for number, block in enumerate(blocks)
    }
    found = [finding for rule in RULES.values() for finding in rule(review)]
    return tuple(sorted(found, key=lambda one: (*places[one.form, one.unit_type], one.rule)))
