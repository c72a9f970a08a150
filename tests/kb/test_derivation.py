"""Ages and the like as the law counts them, from a birth date, an age in years, or a due date."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_kb.derivation import NEVER_BORN, derive, school_year_start, span_of_days
from procedure_kb.loader import load
from procedure_kb.model import NOT_BORN

TODAY = date(2026, 11, 25)
BIRTHS = st.dates(date(2006, 1, 1), TODAY)


@pytest.mark.parametrize(
    ("birth", "today", "months", "years"),
    [
        ("2026-11-25", TODAY, 0, 0),
        ("2025-11-26", TODAY, 11, 0),
        ("2025-11-25", TODAY, 12, 1),
        ("2024-02-29", date(2026, 2, 28), 23, 1),
        ("2024-02-29", date(2026, 3, 1), 24, 2),
        ("2026-10-31", date(2026, 11, 30), 0, 0),
    ],
)
def test_full_months_and_years(birth: str, today: date, months: int, years: int) -> None:
    assert derive("months", birth, today) == (months, months)
    assert derive("years", birth, today) == (years, years)


@pytest.mark.parametrize(
    ("birth", "age"),
    [("2020-04-01", 6), ("2020-04-02", 5), ("2020-04-30", 5), ("2026-04-02", 0), ("2026-11-25", 0), ("2008-04-01", 18), ("2008-04-02", 17)],
)
def test_who_is_born_on_the_first_of_april_belongs_to_the_year_before(birth: str, age: int) -> None:
    assert derive("school_age", birth, TODAY) == (age, age)


def test_the_school_year_turns_in_april() -> None:
    assert school_year_start(date(2027, 3, 31)) == date(2026, 4, 1)
    assert school_year_start(date(2027, 4, 1)) == date(2027, 4, 1)
    assert derive("school_age", "2020-04-02", date(2027, 3, 31)) == (5, 5)
    assert derive("school_age", "2020-04-02", date(2027, 4, 1)) == (6, 6)


@pytest.mark.parametrize(("due", "weeks"), [("2026-11-25", 40), ("2026-11-26", 39), ("2027-01-20", 32), ("2027-08-01", 4)])
def test_weeks_of_pregnancy_are_counted_to_the_due_day(due: str, weeks: int) -> None:
    assert derive("weeks_pregnant", due, TODAY) == (weeks, weeks)


def test_a_child_not_born_yet_has_no_age_and_a_born_one_is_no_pregnancy() -> None:
    for measure in ("days", "months", "years", "school_age"):
        assert derive(measure, NOT_BORN, TODAY) == (NEVER_BORN, NEVER_BORN)
    assert derive("weeks_pregnant", "already_born", TODAY) == (NEVER_BORN, NEVER_BORN)


@pytest.mark.parametrize(("month", "start"), [("2027-04", "april"), ("2027-05", "midyear"), ("none", "none")])
def test_care_begins_in_april_or_in_the_middle_of_the_year(month: str, start: str) -> None:
    assert derive("start_of_year", month, TODAY) == start


def test_a_month_alone_means_any_of_its_days() -> None:
    assert span_of_days("partial:2026-02") == (date(2026, 2, 1), date(2026, 2, 28))
    assert derive("days", "partial:2026-10", TODAY) == (25, 55)


@given(BIRTHS)
def test_an_age_in_years_never_says_more_than_the_birth_date(birth: date) -> None:
    years = derive("years", birth.isoformat(), TODAY)
    assert isinstance(years, tuple)
    for measure in ("days", "months", "years", "school_age"):
        exact, told = derive(measure, birth.isoformat(), TODAY), derive(measure, years[0], TODAY)
        assert isinstance(exact, tuple)
        assert isinstance(told, tuple)
        assert told[0] <= exact[0] <= exact[1] <= told[1]


@given(BIRTHS, st.integers(0, 500))
def test_ages_of_real_children_agree_with_the_constraints_between_them(birth: date, later: int) -> None:
    today = TODAY + timedelta(later)
    known = CHILDCARE.space.assign({"birth_date": birth.isoformat()}, today)
    assert {"child_age", "child_age_months", "school_age"} <= known.keys()
    assert CHILDCARE.solver.consistent(known)


CHILDCARE = load(event="childcare")
