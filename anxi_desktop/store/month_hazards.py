"""Which hazards, visits and risk points a monthly figure counts, as conditions of one query.

The same condition counts them (project by project) and lists them when a person asks which ones, so that a figure
and its records cannot differ. Conditions are read with `:since` and `:until` (ISO days, both inside).
"""

from __future__ import annotations

from anxi_desktop.domain.counting_rules import CountingRules
from anxi_desktop.domain.monthly import FlowKind
from anxi_desktop.domain.records.inspection import OFFICE_LEVELS

_LIVE = "voided_on IS NULL"
_SELF, _SUPERVISED = "source = 'self'", "source = 'supervision'"
_ORDERED = "(due_on IS NOT NULL OR on_the_spot = 1)"
_CLOSED = "review = 'pass'"
OFFICES = ", ".join(f"'{level.value}'" for level in sorted(OFFICE_LEVELS, key=lambda level: level.value))


def flow_day(kind: FlowKind, rules: CountingRules) -> tuple[str, str]:
    """The condition of a flow apart from its days, and the column that dates it.

    Errors: KeyError for VISITS, which are inspections.
    """
    if kind is FlowKind.SELF_FIXED and rules.code("A-17") == "reported":
        return f"{_SELF} AND {_LIVE}", "rectified_on"
    if kind is FlowKind.URGED and rules.code("A-16") == "closed":
        return flow_day(FlowKind.CLOSED, rules)
    return {
        FlowKind.SELF_FOUND: (f"{_SELF} AND {_LIVE}", "found_on"),
        FlowKind.SELF_FIXED: (f"{_SELF} AND {_LIVE} AND {_CLOSED}", "reviewed_on"),
        FlowKind.FOUND: (f"{_SUPERVISED} AND {_LIVE}", "found_on"),
        FlowKind.URGED: (f"{_SUPERVISED} AND {_LIVE} AND {_ORDERED}", "found_on"),
        FlowKind.CLOSED: (f"{_SUPERVISED} AND {_LIVE} AND {_CLOSED}", "reviewed_on"),
    }[kind]


def flow_condition(kind: FlowKind, rules: CountingRules) -> str:
    """The whole condition over `hazard` (or `inspection` for VISITS)."""
    if kind is FlowKind.VISITS:
        return f"inspection.level IN ({OFFICES}) AND done_on BETWEEN :since AND :until"
    condition, day = flow_day(kind, rules)
    return f"{condition} AND {day} BETWEEN :since AND :until"


def flow_table(kind: FlowKind, rules: CountingRules) -> str:
    """The table a flow is counted in project by project, with the index that answers alone where there is one.

    Said aloud, because statistics of the tables could lead SQLite to another one that reads every hazard.
    """
    if kind is FlowKind.VISITS:
        return "inspection"
    condition, day = flow_day(kind, rules)
    if day == "rectified_on":
        return "hazard"
    if _CLOSED in condition:
        return "hazard INDEXED BY hazard_closed"
    return f"hazard INDEXED BY {'hazard_urged' if _ORDERED in condition else 'hazard_count'}"
