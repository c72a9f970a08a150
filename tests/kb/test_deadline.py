"""Deadlines: published examples, the mistakes people make, and laws of the calculation against a second, slow implementation."""

from __future__ import annotations

import calendar
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procedure_kb.closed_days import holiday_name, is_closed, next_open_day, previous_open_day
from procedure_kb.deadline import (
    DeadlineError,
    Rule,
    advised_day,
    age_attained,
    counted_last_day,
    find_rule,
    last_day,
    load_rules,
    rule_in_force,
)
from procedure_kb.strict_yaml import DataError, read_yaml

DATA = Path(__file__).parents[2] / "procedure_kb" / "data"
RULES = load_rules(DATA / "deadline_rules.yml")
EXAMPLES = read_yaml(Path(__file__).parent / "deadline_examples.yml")["examples"]
DAY = timedelta(days=1)

starts = st.dates(min_value=date(2015, 1, 1), max_value=date(2045, 12, 31))
rule_ids = st.sampled_from([*sorted(set(RULES) - {"age_attained"}), "age_attained_65y", "age_attained_2m"])


def _last(rule_id: str, start: date) -> date:
    return last_day(find_rule(RULES, rule_id), start)


def _counted(rule_id: str, start: date) -> date:
    return counted_last_day(find_rule(RULES, rule_id), start)


# --- examples ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: f"{row['rule']}-{row['start']}")
def test_published_and_derived_examples(row: dict[str, str]) -> None:
    start = date.fromisoformat(row["start"])
    assert _counted(row["rule"], start).isoformat() == row["counted_last_day"]
    assert _last(row["rule"], start).isoformat() == row["last_day"]


def test_there_are_all_examples_and_each_names_its_source() -> None:
    assert sum(row["grade"] == "official" for row in EXAMPLES) == 19
    assert sum(row["grade"] == "derived" for row in EXAMPLES) == 53
    assert all(row["source"] for row in EXAMPLES)


COMMON_MISTAKES = [
    ("junkakutei_4m", "2026-04-30", "2026-08-31", "start at the end of a month: four months are added to the wrong day"),
    ("koyou_mishikyu_6m", "2027-02-28", "2027-08-31", "the same in February"),
    ("junkakutei_4m", "2026-10-29", "2027-02-28", "no corresponding day: the end of the month, not the day before it"),
    ("koseki_birth_14d", "2026-01-01", "2026-01-14", "the first day counts"),
    ("koseki_birth_abroad_3m", "2026-10-23", "2027-01-22", "the first day counts; being late costs the nationality"),
    ("jidouteate_15d", "2026-04-30", "2026-05-15", "the first day does not count"),
    ("jidouteate_15d", "2026-01-01", "2026-01-16", "a page for the public says 15 January"),
    ("junkakutei_4m", "2012-07-03", "2012-11-03", "a page for the public stops here, on a holiday"),
]


@pytest.mark.parametrize(("rule", "start", "expected", "why"), COMMON_MISTAKES)
def test_common_mistakes(rule: str, start: str, expected: str, why: str) -> None:
    assert _counted(rule, date.fromisoformat(start)).isoformat() == expected, why


def test_a_last_day_in_the_new_year_closure_moves_to_the_first_working_day() -> None:
    assert _last("koseki_birth_14d", date(2026, 12, 16)) == date(2027, 1, 4)
    assert _last("junkakutei_4m", date(2012, 7, 3)) == date(2012, 11, 5)


def test_a_time_bar_is_never_extended() -> None:
    sunday = _counted("sousaihi_2y", date(2025, 3, 1))
    friday_after_death = date(2024, 2, 28)
    assert _last("sousaihi_2y", date(2025, 3, 1)) == sunday
    assert _last("sousaihi_2y", friday_after_death) == date(2026, 2, 28)
    assert date(2026, 2, 28).weekday() == 5


# --- closed days ---------------------------------------------------------------------------------------------------------

HOLIDAYS = {
    2026: "1/1 1/12 2/11 2/23 3/20 4/29 5/3 5/4 5/5 5/6 7/20 8/11 9/21 9/22 9/23 10/12 11/3 11/23",
    2027: "1/1 1/11 2/11 2/23 3/21 3/22 4/29 5/3 5/4 5/5 7/19 8/11 9/20 9/23 10/11 11/3 11/23",
}


def _days(year: int) -> list[date]:
    return [date(year, 1, 1) + timedelta(days=n) for n in range(365 + calendar.isleap(year))]


@pytest.mark.parametrize("year", HOLIDAYS)
def test_holidays_are_the_cabinet_office_table(year: int) -> None:
    expected = {date(year, *map(int, day.split("/"))) for day in HOLIDAYS[year].split()}
    assert {day for day in _days(year) if holiday_name(day)} == expected


@pytest.mark.parametrize("year", HOLIDAYS)
def test_closed_days_are_weekends_holidays_and_the_new_year(year: int) -> None:
    holidays = {date(year, *map(int, day.split("/"))) for day in HOLIDAYS[year].split()}
    new_year = {date(year, 1, 2), date(year, 1, 3), *(date(year, 12, day) for day in (29, 30, 31))}
    expected = {day for day in _days(year) if day.weekday() >= 5 or day in holidays or day in new_year}
    assert {day for day in _days(year) if is_closed(day)} == expected


@pytest.mark.parametrize(
    ("first", "opens"),
    [
        ("2026-05-02", "2026-05-07"),
        ("2026-09-19", "2026-09-24"),
        ("2026-11-21", "2026-11-24"),
        ("2026-12-29", "2027-01-04"),
        ("2027-03-20", "2027-03-23"),
        ("2027-05-01", "2027-05-06"),
        ("2027-12-29", "2028-01-04"),
    ],
)
def test_long_closures(first: str, opens: str) -> None:
    start, end = date.fromisoformat(first), date.fromisoformat(opens)
    assert next_open_day(start) == end
    assert previous_open_day(end - DAY) < start
    assert not is_closed(end)


# --- the day to show -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "start", "advised"),
    [
        ("kounen_death_10d", date(2026, 11, 13), date(2026, 11, 20)),
        ("kokunen_death_14d", date(2026, 4, 21), date(2026, 5, 1)),
        ("houki_3m", date(2026, 9, 29), date(2026, 12, 28)),
        ("nini_20d", date(2026, 4, 6), date(2026, 4, 24)),
        ("koseki_death_7d", date(2026, 11, 17), date(2026, 11, 24)),
        ("junkakutei_4m", date(2026, 7, 3), date(2026, 11, 4)),
        ("sousaihi_2y", date(2024, 2, 28), date(2026, 2, 28)),
    ],
)
def test_where_the_push_is_doubtful_the_open_day_before_is_advised(rule: str, start: date, advised: date) -> None:
    assert advised_day(RULES[rule], start) == advised


def test_the_doubtful_rules_are_those_without_clear_ground() -> None:
    doubtful = {rule.id for rule in RULES.values() if not rule.roll_certain}
    assert doubtful == {"kokunen_death_14d", "kounen_death_10d", "houki_3m", "nini_20d", "hifuyousha_5d"}


# --- finding rules -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["age_attained_65y", "age_attained:65y", "age_attained 65歳"])
def test_ages_are_rules_with_a_number(name: str) -> None:
    assert _counted(name, date(1961, 12, 1)) == date(2026, 11, 30)


def test_the_age_is_attained_the_day_before_the_birthday() -> None:
    assert age_attained(date(1961, 12, 1), 65, "y") == date(2026, 11, 30)
    assert age_attained(date(1964, 2, 29), 65, "y") == date(2029, 2, 28)
    assert age_attained(date(2018, 4, 1), 2, "m") == date(2018, 5, 31)
    assert age_attained(date(2010, 4, 1), 18, "y") == date(2028, 3, 31)


def test_the_allowance_ends_with_the_school_year_of_the_18th_birthday() -> None:
    assert _last("jidouteate_end_fy18", date(2010, 4, 1)) == date(2028, 3, 31)
    assert _last("jidouteate_end_fy18", date(2010, 4, 2)) == date(2029, 3, 31)
    assert _last("jidouteate_end_fy18", date(2010, 3, 31)) == date(2028, 3, 31)


@pytest.mark.parametrize("name", ["no_such_rule", "", "age_attained", "age_attained_0y", "age_attained_65x"])
def test_an_unknown_rule_is_refused_in_japanese(name: str) -> None:
    with pytest.raises(DeadlineError) as caught:
        find_rule(RULES, name)
    assert isinstance(caught.value, KeyError)
    assert "期限の規則" in str(caught.value)


def test_a_day_beyond_the_calendar_is_refused() -> None:
    with pytest.raises(DeadlineError):
        last_day(RULES["koseki_birth_14d"], date.max)
    with pytest.raises(DeadlineError):
        last_day(RULES["koseki_birth_14d"], date(9999, 12, 17))


def test_what_was_known_before_the_law_counts_from_the_law() -> None:
    rule, start = rule_in_force(RULES, "touki_3y", date(2020, 5, 10))
    assert (rule.id, last_day(rule, start)) == ("touki_shikoubi_3y", date(2027, 3, 31))
    rule, start = rule_in_force(RULES, "touki_3y", date(2024, 5, 10))
    assert (rule.id, last_day(rule, start)) == ("touki_3y", date(2027, 5, 10))
    assert rule_in_force(RULES, "houki_3m", date(2000, 1, 1)) == (RULES["houki_3m"], date(2000, 1, 1))


# --- the data file -------------------------------------------------------------------------------------------------------


def test_every_rule_has_words_a_law_and_sources_that_exist() -> None:
    for rule in RULES.values():
        assert all((rule.text, rule.law, rule.sources))
        assert rule.before_that is None or rule.before_that in RULES


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("rules: []\nother: 1", "rules"),
        ("rules: [{id: a, n: 1, unit: w, first_day_counted: no, roll: none, text: x, law: x, sources: [x]}]", "unit"),
        ("rules: [{id: a, n: 0, unit: d, first_day_counted: no, roll: none, text: x, law: x, sources: [x]}]", "n"),
        ("rules: [{id: a, n: 1, unit: d, roll: none, text: x, law: x, sources: [x]}]", "first_day_counted"),
        ("rules: [&a {id: a, n: 1, unit: d, first_day_counted: no, roll: none, text: x, law: x, sources: [x]}, *a]", "a"),
        ("[]", "rules"),
    ],
)
def test_broken_rule_files_name_the_mistake(tmp_path: Path, text: str, word: str) -> None:
    path = tmp_path / "rules.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        load_rules(path)
    assert word in str(caught.value)


# --- laws of the calculation ---------------------------------------------------------------------------------------------


def _slowly(rule: Rule, start: date) -> date:
    """The counted last day by walking day by day, straight from 民法140・141・143条."""
    assert rule.n is not None
    first = start if rule.first_day_counted else start + DAY
    if rule.unit == "d":
        day = first
        for _ in range(rule.n - 1):
            day += DAY
        return day + DAY if rule.day_after else day
    months = rule.n if rule.unit == "m" else 12 * rule.n
    day = first
    while months:
        day += DAY
        months -= _a_month_ends_with(day, first)
    if rule.unit == "fy":
        while (day.month, day.day) != (3, 31):
            day += DAY
    return day


def _a_month_ends_with(day: date, first: date) -> bool:
    """Whether whole months from ``first`` end with ``day``: the eve of the corresponding day, or a month's end."""
    tomorrow = day + DAY
    return tomorrow.day == first.day or (tomorrow.day == 1 and day.day < first.day)


@given(rule_ids, starts)
def test_two_implementations_agree(rule_id: str, start: date) -> None:
    rule = find_rule(RULES, rule_id)
    assert counted_last_day(rule, start) == _slowly(rule, start)


@given(rule_ids, starts)
def test_the_push_never_goes_back_and_lands_on_an_open_day(rule_id: str, start: date) -> None:
    rule = find_rule(RULES, rule_id)
    counted, rolled = counted_last_day(rule, start), last_day(rule, start)
    assert rolled >= counted
    assert rolled == counted if rule.roll == "none" else not is_closed(rolled)
    assert all(is_closed(counted + timedelta(days=n)) for n in range((rolled - counted).days))


@given(rule_ids, starts)
def test_the_advised_day_is_never_late(rule_id: str, start: date) -> None:
    rule = find_rule(RULES, rule_id)
    assert advised_day(rule, start) <= last_day(rule, start)
    if not rule.roll_certain:
        assert advised_day(rule, start) <= counted_last_day(rule, start)


@given(rule_ids, starts, st.integers(min_value=0, max_value=800))
def test_who_starts_later_ends_no_earlier(rule_id: str, start: date, later: int) -> None:
    rule = find_rule(RULES, rule_id)
    for end in (counted_last_day, last_day, advised_day):
        assert end(rule, start) <= end(rule, start + timedelta(days=later))


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31)))
def test_open_days_around_any_day(day: date) -> None:
    assert previous_open_day(day) <= day <= next_open_day(day)
    assert not is_closed(previous_open_day(day))
    assert not is_closed(next_open_day(day))
    assert is_closed(day) or previous_open_day(day) == day == next_open_day(day)
