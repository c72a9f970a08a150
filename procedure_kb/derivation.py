"""Facts that follow from a date and today: ages, the school year's age, weeks of pregnancy, the month care begins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from procedure_kb.model import NOT_BORN

Span = tuple[int, int]
"""Smallest and largest number that a value can mean."""

NEVER_BORN = -1
"""The age of a child who is not born yet: below every age."""
_TERM_WEEKS = 40


def derive(measure: str, value: Any, today: date) -> Span | str | None:
    """What a known value says of the measure; a code for ``start_of_year``. None: nothing."""
    if measure == "start_of_year":
        return _start_of_year(str(value))
    if isinstance(value, int):
        return _FROM_YEARS[measure](value)
    if value == NOT_BORN:
        return NEVER_BORN, NEVER_BORN
    days = span_of_days(value)
    if days is None:
        # 「もう生まれた」: no pregnancy any more.
        return (NEVER_BORN, NEVER_BORN) if measure == "weeks_pregnant" else None
    ends = [_FROM_DAY[measure](day, today) for day in days]
    return min(ends), max(ends)


def span_of_days(value: Any) -> tuple[date, date] | None:
    """First and last day that a value can mean: ``2026-11-19``, ``partial:2026-11``. None for a code."""
    text = str(value)
    if text.startswith("partial:"):
        year, month = map(int, text.removeprefix("partial:").split("-"))
        return date(year, month, 1), date(year + month // 12, month % 12 + 1, 1) - timedelta(1)
    try:
        return (day := date.fromisoformat(text)), day
    except ValueError:
        return None


def school_year_start(today: date) -> date:
    """1 April of the running school year."""
    return date(today.year if today.month > 3 else today.year - 1, 4, 1)


def _days(birth: date, today: date) -> int:
    return max(0, (today - birth).days)


def _months(birth: date, today: date) -> int:
    return max(0, 12 * (today.year - birth.year) + today.month - birth.month - (today.day < birth.day))


def _years(birth: date, today: date) -> int:
    return _months(birth, today) // 12


def _school_age(birth: date, today: date) -> int:
    """Age on 1 April of the running school year; 0 for the babies born since."""
    return _years(birth, school_year_start(today))


def _weeks_pregnant(due: date, today: date) -> int:
    """Full weeks; 40 on the due day."""
    return max(0, _TERM_WEEKS + (today - due).days // 7)


def _start_of_year(value: str) -> str:
    return "april" if value.endswith("-04") else "midyear" if value[:1].isdigit() else value


_FROM_DAY: Mapping[str, Callable[[date, date], int]] = {
    "days": _days,
    "months": _months,
    "years": _years,
    "school_age": _school_age,
    "weeks_pregnant": _weeks_pregnant,
}
_FROM_YEARS: Mapping[str, Callable[[int], Span]] = {
    "days": lambda years: (365 * years, 366 * (years + 1)),
    "months": lambda years: (12 * years, 12 * years + 11),
    "years": lambda years: (years, years),
    "school_age": lambda years: (max(0, years - 1), years),
}
