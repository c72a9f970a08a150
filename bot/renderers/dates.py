"""Dates as people in a Japanese office write them: western year and weekday first, the era after (ux guide, rule 9)."""

from __future__ import annotations

from datetime import date

_WEEKDAYS = "月火水木金土日"
_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),  # before 1873 the months of 明治 were not those of this calendar
)
_MEIJI_FIRST_YEAR = 1868
_DAYS_COUNTED_ONE_BY_ONE = 60
_DAYS_PER_MONTH = 30.44
_MONTHS_COUNTED_ONE_BY_ONE = 24


def era_year(day: date) -> str | None:
    """「令和8年」, 「令和元年」; None before 1873."""
    for first_day, era in _ERAS:
        if day >= first_day:
            first_year = _MEIJI_FIRST_YEAR if era == "明治" else first_day.year
            number = day.year - first_year + 1
            return f"{era}{'元' if number == 1 else number}年"
    return None


def short_date(day: date) -> str:
    """「12月7日（月）」, for a place where the year is clear."""
    return f"{day.month}月{day.day}日（{_WEEKDAYS[day.weekday()]}）"


def dated(day: date) -> str:
    """「2026年12月7日（月）」."""
    return f"{day.year}年{short_date(day)}"


def full_date(day: date) -> str:
    """「2026年12月7日（月）（令和8年）」."""
    era = era_year(day)
    return f"{dated(day)}（{era}）" if era else dated(day)


def days_left_text(days: int) -> str:
    """How much time is left, calmly: to the day for two months, then in months, then in years, always rounded down."""
    if days < 0:
        return "日にちが過ぎています"
    if days == 0:
        return "今日まで"
    if days <= _DAYS_COUNTED_ONE_BY_ONE:
        return f"あと{days}日"
    months = int(days / _DAYS_PER_MONTH)
    if months < _MONTHS_COUNTED_ONE_BY_ONE:
        return f"あと約{months}か月"
    return f"あと約{months // 12}年"


def duration_text(minutes: int) -> str:
    """「約1時間30分」."""
    hours, rest = divmod(minutes, 60)
    return "約" + (f"{hours}時間" if hours else "") + (f"{rest}分" if rest or not hours else "")
