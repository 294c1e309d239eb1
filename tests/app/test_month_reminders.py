"""When the month's forms are due: which months, in which words, and each reminder once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from anxi_desktop.app import month_sending
from anxi_desktop.app.month_reminders import MonthReminders, deadline_of
from anxi_desktop.app.reports import MonthReports, default_month
from anxi_desktop.app.session import Session
from anxi_desktop.domain.counting_rules import BY_ID
from anxi_desktop.domain.errors import AnxiError
from anxi_desktop.domain.month import Month
from anxi_desktop.domain.records.project import Family
from anxi_desktop.domain.save import Save
from anxi_desktop.domain.snapshot import digest_of
from anxi_desktop.store.settings import load_settings, save_settings
from anxi_desktop.store.store import new_id

OCTOBER = Month(2026, 10)
WORKS, PROPERTY = Family.WORKS, Family.PROPERTY


def add_project(session: Session, family: Family) -> None:
    values = {"name": f"项目{family.value}", "category": family.value}
    session.edit("新建", [Save("project", new_id(), values)])


def hand_in(session: Session, family: Family, month: Month, day: date) -> None:
    values = {
        "month": str(month),
        "family": family.value,
        "submitted_on": day.isoformat(),
        "digest": digest_of("{}"),
        "body": "{}",
    }
    session.edit("提交", [Save("submission", new_id(), values)])


@pytest.fixture
def county(session: Session) -> Session:
    """An office with projects of both families."""
    for family in Family:
        add_project(session, family)
    return session


def told(session: Session, today: date) -> list[str]:
    return [due.words for due in MonthReminders(session).due(today)]


# Which months


def test_the_month_that_is_over_and_the_running_one_from_its_first_reminder_on(county: Session) -> None:
    # Targets of October: Friday 30 October for works, Monday 2 November for property.
    for today, wanted in (
        (date(2026, 10, 22), [(WORKS, 9), (PROPERTY, 9)]),
        (date(2026, 10, 23), [(WORKS, 9), (PROPERTY, 9), (WORKS, 10)]),
        (date(2026, 10, 26), [(WORKS, 9), (PROPERTY, 9), (WORKS, 10), (PROPERTY, 10)]),
        (date(2026, 11, 1), [(WORKS, 10), (PROPERTY, 10)]),
        (date(2026, 11, 20), [(WORKS, 10), (PROPERTY, 10)]),
    ):
        found = [(due.family, due.month.month) for due in MonthReminders(county).due(today)]
        assert found == wanted, today
        assert {default_month(today)} <= {due.month for due in MonthReminders(county).due(today)}


def test_a_family_nobody_here_reports_is_left_out(session: Session) -> None:
    today = date(2026, 10, 28)
    assert MonthReminders(session).due(today) == []
    assert MonthReminders(session).take_notices(today) == []
    add_project(session, WORKS)
    assert {due.family for due in MonthReminders(session).due(today)} == {WORKS}
    unit = {"name": "城东物业", "family": "property"}
    session.edit("登记单位", [Save("reporting_unit", new_id(), unit)])
    assert {due.family for due in MonthReminders(session).due(today)} == {WORKS, PROPERTY}


# Words


def test_the_sentence_says_the_target_the_days_left_and_the_last_moment(county: Session) -> None:
    assert told(county, date(2026, 10, 28))[2:] == [
        "工程 2026年10月月报：10月30日（周五）前报送，还有 2 个工作日；最后期限11月1日",
        "物业 2026年10月月报：11月2日（周一）前报送，还有 3 个工作日；最后期限11月3日；通知正文要求11月1日前",
    ]
    assert told(county, date(2026, 10, 30))[2].startswith("工程 2026年10月月报：今天（周五）报送；最后期限")
    assert told(county, date(2026, 10, 31))[2] == (
        "工程 2026年10月月报：应在10月30日（周五）前报送，还没有报送；最后期限11月1日"
    )
    assert told(county, date(2026, 11, 2))[0] == ("工程 2026年10月月报：已过期，最后期限是11月1日（周日）")


def test_a_year_without_its_free_days_is_said(county: Session) -> None:
    december = told(county, date(2026, 12, 30))[-1]
    assert december.startswith("物业 2026年12月月报：1月1日（周五）前报送")
    assert december.endswith("；2027 年放假安排还没有填，按周一到周五算")


def test_what_is_handed_in_presses_no_more(county: Session) -> None:
    today = date(2026, 10, 28)
    hand_in(county, WORKS, OCTOBER, today)
    september, _, works, property_ = MonthReminders(county).due(today)
    assert (works.submitted, works.presses, works.words) == (True, False, "工程 2026年10月月报：已报送")
    assert (property_.submitted, property_.presses, property_.days_left) == (False, True, 3)
    assert september.presses  # late


def test_far_days_do_not_press(county: Session) -> None:
    county.change_settings(works_day=28, property_day=28)
    found = MonthReminders(county).due(date(2026, 11, 4))
    assert [(due.month, due.presses) for due in found] == [(OCTOBER, False), (OCTOBER, False)]
    assert found[0].days_left == 17


def test_the_stricter_reading_moves_the_property_forms_to_the_first(county: Session) -> None:
    assert deadline_of(county, PROPERTY, OCTOBER).printed == date(2026, 11, 3)
    MonthReports(county).choose(2026, BY_ID["A-01"], "strict")
    assert deadline_of(county, PROPERTY, OCTOBER).printed == date(2026, 11, 1)
    assert deadline_of(county, PROPERTY, Month(2027, 1)).printed == date(2027, 2, 3)
    assert told(county, date(2026, 10, 28))[-1] == (
        "物业 2026年10月月报：10月30日（周五）前报送，还有 2 个工作日；最后期限11月1日"
    )
    county.change_settings(works_day=5)  # a choice about property alone
    assert deadline_of(county, WORKS, OCTOBER).printed == date(2026, 11, 5)


def test_a_free_day_people_entered_counts(county: Session) -> None:
    from anxi_desktop.app.library import Library
    from anxi_desktop.domain.workdays import DayKind, SpecialDay

    library = Library(county)
    day = SpecialDay(date(2026, 10, 30), DayKind.OFF, "停电")
    library.save_days({2026: [*library.year(2026), day]})
    assert deadline_of(county, WORKS, OCTOBER).target == date(2026, 10, 29)


# Reminders


def test_each_reminder_is_given_once_and_remembered(county: Session) -> None:
    reminders = MonthReminders(county)

    def months(today: date) -> list[tuple[Family, Month]]:
        return [(due.family, due.month) for due in reminders.take_notices(today)]

    assert months(date(2026, 10, 22)) == []  # September's are late: a badge, no reminder
    assert months(date(2026, 10, 23)) == [(WORKS, OCTOBER)]
    assert months(date(2026, 10, 23)) == []
    stored, _ = load_settings(county.store.folder)
    assert stored.reminded == {"2026-10/works/T-5": "2026-10-23"}
    # The laptop was off until the day of the target: one reminder, not two.
    assert months(date(2026, 10, 30)) == [(WORKS, OCTOBER), (PROPERTY, OCTOBER)]
    hand_in(county, PROPERTY, OCTOBER, date(2026, 10, 30))
    assert months(date(2026, 11, 2)) == []


def test_old_reminders_are_forgotten_after_a_year(county: Session) -> None:
    today = date(2026, 10, 23)
    county.change_settings(
        reminded={
            "2025-09/works/T-5": (today - timedelta(days=367)).isoformat(),
            "2026-09/works/T-5": "2026-09-23",
            "2026-08/works/T-5": "昨天",
        }
    )
    assert MonthReminders(county).take_notices(today)
    assert county.settings.reminded == {
        "2026-09/works/T-5": "2026-09-23",
        "2026-10/works/T-5": "2026-10-23",
    }


def test_a_reminder_is_given_even_where_it_cannot_be_noted(
    county: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AnxiError("read_only", path=county.store.folder)

    monkeypatch.setattr("anxi_desktop.app.session.save_settings", refuse)
    for _ in range(2):
        assert len(MonthReminders(county).take_notices(date(2026, 10, 23))) == 1


# Whom they go to


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", []),
        (" a@example.com ", ["a@example.com"]),
        ("a@example.com；b@example.com", ["a@example.com", "b@example.com"]),
        (
            "a@example.com, b@example.com;;质安中心 <c@example.com>、",
            ["a@example.com", "b@example.com", "质安中心 <c@example.com>"],
        ),
        ("a@example.com\na@example.com", ["a@example.com"]),
    ],
)
def test_addresses_stand_one_after_another(text: str, wanted: list[str]) -> None:
    assert month_sending.addresses_of(text) == wanted
    assert month_sending.wrong_address(text) == ""


def test_the_first_wrong_address_is_named() -> None:
    assert month_sending.wrong_address("a@example.com；质安中心；物业股") == "质安中心"
    assert month_sending.wrong_address("a@") == "a@"
    assert month_sending.wrong_address("a@example.com b@example.com") == "a@example.com b@example.com"


def test_the_settings_take_the_days_and_sizes_that_may_be_entered(session: Session) -> None:
    folder = session.store.folder
    most = {"works_day": month_sending.MOST_FORM_DAY, "mail_limit_mb": month_sending.MOST_MAIL_MB}
    save_settings(folder, replace(session.settings, **most))
    stored, _ = load_settings(folder)
    assert {name: getattr(stored, name) for name in most} == most
    save_settings(folder, replace(session.settings, **{name: value + 1 for name, value in most.items()}))
    stored, _ = load_settings(folder)
    assert (stored.works_day, stored.mail_limit_mb) == (1, 20)
