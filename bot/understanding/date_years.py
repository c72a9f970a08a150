"""A month and day whose year is said as an era or a bare number, or not said at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.understanding.date_reading import Answer, Doubt, Setting, ambiguous, certain, confirm, day_or_none
from bot.understanding.eras import ERAS, SOLAR_CALENDAR, era_called, era_on, is_misheard

_HALF_A_YEAR = 182
_A_SEASON = 92
_LEAP_YEAR = 2000
_YEARS_AHEAD = {"past": 0, "birth": 0, "any": 1, "future": 10}
"""How far ahead of today a year without era may lie."""


@dataclass(frozen=True)
class MonthDay:
    """A day of the year, or a whole month where ``day`` is None."""

    month: int
    day: int | None = None

    def first(self, year: int) -> date | None:
        """The day, or the first day of the month, in ``year``."""
        return day_or_none(year, self.month, self.day or 1)

    def in_year(self, year: int) -> Answer:
        found = self.first(year)
        return ambiguous(Doubt.NO_SUCH_DAY) if found is None else self.answer(found)

    def answer(self, found: date, doubt: Doubt | None = None, *others: date) -> Answer:
        """``found`` as a day or a month, certain unless there is a doubt."""
        if self.day is not None:
            return confirm(doubt, found, *others) if doubt else certain(found)
        candidates = tuple(f"partial:{day:%Y-%m}" for day in (found, *others))
        return Answer(candidates[0], "confirm" if doubt else "certain", candidates, doubt)

    def unclear(self, doubt: Doubt, *days: date) -> Answer:
        if self.day is not None:
            return ambiguous(doubt, *days)
        return Answer(None, "ambiguous", tuple(f"partial:{day:%Y-%m}" for day in days), doubt)


def answer_with_era(said: str, year: int, month_day: MonthDay) -> Answer:
    """An impossible year of an era (平成31年5月) is used on real papers: read, and repeated back."""
    era = era_called(said)
    found = month_day.first(era.western(year)) if 1 <= year <= 99 else None
    if found is None or found < SOLAR_CALENDAR:
        return month_day.unclear(Doubt.NO_SUCH_DAY)
    last = found if month_day.day else found.replace(day=28)
    if last < era.first or found > era.last:
        return month_day.answer(found, Doubt.ERA_MISMATCH)
    return month_day.answer(found, Doubt.MISHEARD if is_misheard(said) else None)


def answer_with_bare_year(year: int, month_day: MonthDay, setting: Setting) -> Answer | None:
    """Four digits are a western year; one or two that fit the present era are of it, to be confirmed; others are unclear."""
    if year >= 100:
        return month_day.in_year(year) if 1868 <= year <= 2100 else None
    if month_day.first(_LEAP_YEAR) is None:
        return month_day.unclear(Doubt.NO_SUCH_DAY)
    era = era_on(setting.today)
    possible = [day for day in _possible_days(year, month_day) if _on_asked_side(day, setting)]
    present = month_day.first(era.western(year))
    if present in possible and era.western(year) <= setting.today.year + _YEARS_AHEAD[setting.tense]:
        return month_day.answer(present, Doubt.ERA_OMITTED, *possible)
    return month_day.unclear(Doubt.ERA_OMITTED, *possible)


def _possible_days(year: int, month_day: MonthDay) -> list[date]:
    """The day in every recent era that has the year and in 20xx; in 19xx only where nothing else is possible."""
    in_eras = [(era, month_day.first(era.western(year))) for era in ERAS[:3]]
    days = [day for era, day in in_eras if day and era.first <= day <= era.last]
    this_century, last_century = month_day.first(2000 + year), month_day.first(1900 + year)
    older = [] if len(days) > 1 else [last_century]
    return [*days, *(day for day in (this_century, *older) if day)]


def _on_asked_side(day: date, setting: Setting) -> bool:
    if setting.tense == "future" and day < setting.today:
        return False
    return day <= setting.today if setting.is_past else day.year <= setting.today.year + _YEARS_AHEAD[setting.tense]


def answer_without_year(month_day: MonthDay, setting: Setting) -> Answer:
    """The last such day up to today, or the next one from today; half a year away it is repeated back."""
    past, coming = _search(month_day, setting.today, -1), _search(month_day, setting.today, 1)
    if past is None or coming is None:
        return ambiguous(Doubt.NO_SUCH_DAY)
    return _nearer(month_day, past, coming, setting.today, setting)


def month_without_year(month_day: MonthDay, setting: Setting) -> Answer:
    """The same for a whole month; the present month is its own nearest."""
    this_month = setting.today.replace(day=1)
    past, coming = _search(month_day, this_month, -1), _search(month_day, this_month, 1)
    assert past is not None
    assert coming is not None
    return _nearer(month_day, past, coming, this_month, setting)


def _search(month_day: MonthDay, today: date, step: int) -> date | None:
    """29 February may be up to eight years away."""
    for year in range(today.year, today.year + 9 * step, step):
        found = month_day.first(year)
        if found and (found - today).days * step >= 0:
            return found
    return None


def _nearer(month_day: MonthDay, past: date, coming: date, present: date, setting: Setting) -> Answer:
    ago, ahead = (present - past).days, (coming - present).days
    if setting.is_past:
        return month_day.answer(past, Doubt.LONG_AGO if ago >= _HALF_A_YEAR else None)
    if setting.tense == "future":
        return month_day.answer(coming, Doubt.FAR_AHEAD if ahead >= _HALF_A_YEAR else None)
    if ago <= ahead:
        return month_day.answer(past, Doubt.LONG_AGO if ago > _A_SEASON else None, coming)
    return month_day.answer(coming, Doubt.FAR_AHEAD if ahead > _A_SEASON else None, past)
