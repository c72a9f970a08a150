from __future__ import annotations

from datetime import date

import pytest

from bot.renderers.dates import dated, days_left_text, duration_text, era_year, full_date, short_date


def test_full_date_names_weekday_and_era() -> None:
    assert full_date(date(2026, 12, 7)) == "2026年12月7日（月）（令和8年）"
    assert dated(date(2026, 12, 7)) == "2026年12月7日（月）"
    assert short_date(date(2026, 12, 7)) == "12月7日（月）"


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1926, 12, 24), "大正15年"),
        (date(1912, 7, 30), "大正元年"),
        (date(1912, 7, 29), "明治45年"),
        (date(1873, 1, 1), "明治6年"),
        (date(1872, 12, 31), None),
    ],
)
def test_era_changes_on_its_day(day: date, era: str | None) -> None:
    assert era_year(day) == era


def test_full_date_before_the_calendar_has_no_era() -> None:
    assert full_date(date(1872, 12, 31)) == "1872年12月31日（火）"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (-1, "日にちが過ぎています"),
        (0, "今日まで"),
        (1, "あと1日"),
        (60, "あと60日"),
        (61, "あと約2か月"),
        (364, "あと約11か月"),
        (731, "あと約2年"),
        (1826, "あと約4年"),
    ],
)
def test_time_left_is_never_overstated(days: int, text: str) -> None:
    assert days_left_text(days) == text


@pytest.mark.parametrize(("minutes", "text"), [(0, "約0分"), (45, "約45分"), (60, "約1時間"), (90, "約1時間30分")])
def test_duration(minutes: int, text: str) -> None:
    assert duration_text(minutes) == text
