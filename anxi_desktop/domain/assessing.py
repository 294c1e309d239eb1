"""Assessing a risk point: scores to a level, what may raise it, and the saves that keep the story.

LEC is D = L × E × C, LS is R = L × S. A direct rule can only raise. Every assessment is a record of its own;
the point shows the latest one, and the level of a past day is that of the assessment that held then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from anxi_desktop.domain import words
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.records.fields import JournalValue
from anxi_desktop.domain.records.project import RiskLevel
from anxi_desktop.domain.records.risk import AssessmentMethod
from anxi_desktop.domain.risk_rules import DUTY_LEVELS, Preset, RaisingRule, higher
from anxi_desktop.domain.save import Save, decimal_text

SCORES = ("l_score", "e_score", "c_score", "s_score")
ASSESSED = frozenset({"method", "level", *SCORES})
"""Fields of a point that only an assessment changes."""

Values = Mapping[str, JournalValue]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What scores gave: `product` (None where a person judged), its level, and the level after raising."""

    method: AssessmentMethod
    preset: str | None
    inputs: Mapping[str, Decimal]
    product: Decimal | None
    computed: RiskLevel | None
    raised_by: tuple[str, ...]
    level: RiskLevel

    @property
    def arithmetic(self) -> str:
        """Like 3 × 6 × 15 = 270; "" without scores."""
        if self.product is None:
            return ""
        return f"{' × '.join(decimal_text(value) for value in self.inputs.values())} = {decimal_text(self.product)}"


def assess(preset: Preset, inputs: Mapping[str, Decimal], raised: Iterable[RaisingRule] = ()) -> Outcome:
    """The level of scores by a preset; `inputs` maps l, e, c or l, s to values of the preset's scales.

    Raises AnxiError("score_off_scale") for a value that is on no step of its scale, or missing.
    """
    product = Decimal(1)
    for name, steps in preset.scales.items():
        value = inputs.get(name)
        if value is None or all(value != step for step, _word in steps):
            raise AnxiError("score_off_scale", name=name.upper(), title=preset.title)
        product *= value
    computed = preset.level(product)
    rules = tuple(raised)
    level = computed
    for rule in rules:
        level = higher(level, rule.level) or level
    used = {name: inputs[name] for name in preset.scales}
    return Outcome(
        preset.method, preset.name, used, product, computed, tuple(rule.code for rule in rules), level
    )


def judged(level: RiskLevel, raised: Iterable[RaisingRule] = ()) -> Outcome:
    """A level a person gave without scores, still raised by the rules."""
    rules = tuple(raised)
    result = level
    for rule in rules:
        result = higher(result, rule.level) or result
    return Outcome(AssessmentMethod.JUDGED, None, {}, None, level, tuple(rule.code for rule in rules), result)


def assessment_saves(
    point: Values,
    outcome: Outcome,
    *,
    assessed_on: date,
    person: str,
    reason: str,
    has_story: bool,
    new_id: Callable[[], str],
) -> list[Save]:
    """The saves of a new assessment of `point` (a row): the point as it is now, and the assessment.

    `has_story` tells that the point has assessments; without any, the level it had until now is kept as one
    from its day of identification, so that past months stay as they were. Raises AnxiError("assessed_before").
    """
    began = point.get("identified_on")
    if isinstance(began, str) and assessed_on.isoformat() < began:
        raise AnxiError("assessed_before", day=assessed_on.isoformat(), least=began)
    scores: dict[str, JournalValue] = dict.fromkeys(SCORES)
    for name, value in outcome.inputs.items():
        scores[f"{name}_score"] = decimal_text(value)
    shown: dict[str, JournalValue] = {"method": outcome.method.value, "level": outcome.level.value, **scores}
    if _follows_level(point):
        shown["duty_level"] = DUTY_LEVELS[outcome.level]
    saves = first_assessment(point, new_id=new_id) if not has_story else []
    saves.append(
        Save(
            "risk_assessment",
            new_id(),
            {
                "project": point["project"],
                "risk_point": point["id"],
                "assessed_on": assessed_on.isoformat(),
                "method": outcome.method.value,
                "preset": outcome.preset,
                **scores,
                "computed": outcome.computed.value if outcome.computed else None,
                "raised_by": list(outcome.raised_by),
                "level": outcome.level.value,
                "reason": reason.strip() or None,
                "person": person or None,
            },
        )
    )
    changed = {name: value for name, value in shown.items() if point.get(name) != value}
    if changed:
        saves.append(Save("risk_point", str(point["id"]), changed))
    return saves


def first_assessment(point: Values, *, new_id: Callable[[], str]) -> list[Save]:
    """What a point had before it was assessed again, as an assessment; nothing where it had no level."""
    if point.get("level") is None:
        return []
    kept = {name: point.get(name) for name in ("method", *SCORES, "level")}
    values: dict[str, JournalValue] = {
        "project": point["project"],
        "risk_point": point["id"],
        "assessed_on": point.get("identified_on"),
        "computed": point.get("level"),
        **kept,
    }
    return [Save("risk_assessment", new_id(), values)]


def edited_assessment(
    point: Values,
    changes: Values,
    *,
    today: date,
    has_story: bool,
    new_id: Callable[[], str],
) -> list[Save]:
    """The assessments an edit of a point's level or scores writes (a form, a command, an import)."""
    if not ASSESSED & changes.keys():
        return []
    now = {name: changes.get(name, point.get(name)) for name in ("method", *SCORES, "level")}
    began = point.get("identified_on")
    day = max(today.isoformat(), began) if isinstance(began, str) else today.isoformat()
    values: dict[str, JournalValue] = {
        "project": point["project"],
        "risk_point": point["id"],
        "assessed_on": day,
        "computed": now["level"],
        **now,
    }
    before = [] if has_story else first_assessment(point, new_id=new_id)
    return [*before, Save("risk_assessment", new_id(), values)]


def is_alive(point: Values, day: str) -> bool:
    """True for a point that was identified by an ISO day and not removed by then."""
    began, gone = point.get("identified_on"), point.get("removed_on")
    return (not isinstance(began, str) or began <= day) and (not isinstance(gone, str) or gone > day)


def scores_text(point: Values) -> str:
    """LEC 3×6×15 = 270, or the word of the method, "" for none."""
    method = point.get("method")
    if not method:
        return ""
    names = {"lec": ("l_score", "e_score", "c_score"), "ls": ("l_score", "s_score")}.get(str(method), ())
    values = [point.get(name) for name in names]
    if not names or any(value is None for value in values):
        return words.choice_word(AssessmentMethod, str(method))
    product = Decimal(1)
    for value in values:
        product *= Decimal(str(value))
    return f"{str(method).upper()} {'×'.join(str(value) for value in values)} = {product.normalize():f}"


def _follows_level(point: Values) -> bool:
    """A duty level that is one of the usual ones follows the risk; one written by hand stays."""
    return point.get("duty_level") in (None, *DUTY_LEVELS.values())
