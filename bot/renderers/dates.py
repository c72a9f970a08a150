"""Dates as people in a Japanese office write them: western year and weekday first, the era after (ux guide, rule 9)."""

from __future__ import annotations

from datetime import date

from bot.renderers.phrases import wording

_DAYS_COUNTED_ONE_BY_ONE = 60
_DAYS_PER_MONTH = 30.44
_MONTHS_COUNTED_ONE_BY_ONE = 24


def era_year(day: date) -> str | None:
    """「令和8年」, 「令和元年」; None before 1873."""
    words = wording().dates
    for era in words.eras:
        if day >= era.from_day:
            number = day.year - era.first_year + 1
            return words.era_year.format(era=era.name, number=words.first_year if number == 1 else number)
    return None


def short_date(day: date) -> str:
    """「12月7日（月）」, for a place where the year is clear."""
    words = wording().dates
    return words.short.format(month=day.month, day=day.day, weekday=words.weekdays[day.weekday()])


def dated(day: date) -> str:
    """「2026年12月7日（月）」."""
    return wording().dates.dated.format(year=day.year, short=short_date(day))


def full_date(day: date) -> str:
    """「2026年12月7日（月）（令和8年）」."""
    era = era_year(day)
    return wording().dates.full.format(dated=dated(day), era=era) if era else dated(day)


def days_left_text(days: int) -> str:
    """How much time is left, calmly: to the day for two months, then in months, then in years, always rounded down."""
    words = wording().time_left
    if days < 0:
        return words.over
    if days == 0:
        return words.today
    if days <= _DAYS_COUNTED_ONE_BY_ONE:
        return words.days.format(n=days)
    months = int(days / _DAYS_PER_MONTH)
    if months < _MONTHS_COUNTED_ONE_BY_ONE:
        return words.months.format(n=months)
    return words.years.format(n=months // 12)


def duration_text(minutes: int) -> str:
    """「約1時間30分」."""
    words = wording().duration
    hours, rest = divmod(minutes, 60)
    if not hours:
        return words.minutes.format(minutes=rest)
    return (words.both if rest else words.hours).format(hours=hours, minutes=rest)
