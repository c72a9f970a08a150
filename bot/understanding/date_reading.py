"""What a date reader answers: a day, how certain it is, and why it is not."""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Literal

Certainty = Literal["certain", "confirm", "ambiguous"]
"""``certain``: used as it is. ``confirm``: repeated back first. ``ambiguous``: asked again; there is no value."""
Tense = Literal["past", "future", "birth", "any"]
"""On which side of today the date asked for lies. ``birth`` is past."""


class Doubt(StrEnum):
    """Why a reading is not certain. The words for it belong to the conversation."""

    ERA_OMITTED = "era_omitted"
    ERA_MISMATCH = "era_mismatch"
    MISHEARD = "misheard"
    NOTATION = "notation"
    LONG_AGO = "long_ago"
    FAR_AHEAD = "far_ahead"
    MONTH_GUESSED = "month_guessed"
    WEEKDAY_ONLY = "weekday_only"
    TODAY_OR_NOT = "today_or_not"
    WEEK_BEGINS = "week_begins"
    NO_SUCH_DAY = "no_such_day"
    MONTH_MISSING = "month_missing"
    DAY_MISSING = "day_missing"
    APPROXIMATE = "approximate"
    SEVERAL_DAYS = "several_days"
    PERIOD = "period"
    MIDNIGHT = "midnight"
    NIGHT = "night"
    FIRST_DAY = "first_day"
    OTHER_EVENT = "other_event"
    REGIONAL = "regional"
    WEEKDAY_DIFFERS = "weekday_differs"
    WRONG_SIDE_OF_TODAY = "wrong_side_of_today"
    HEDGED = "hedged"


@dataclass(frozen=True)
class Answer:
    """What one expression means, apart from where it stands. ``value`` is ISO, or ``partial:YYYY-MM`` for a month."""

    value: str | None
    certainty: Certainty
    candidates: tuple[str, ...] = ()
    reason: Doubt | None = None


@dataclass(frozen=True)
class DateReading:
    """A date found in a text. ``span`` counts in the normalised text; ``candidates``: days it may mean, likeliest first."""

    span: tuple[int, int]
    value: str | None
    certainty: Certainty
    candidates: tuple[str, ...]
    reason: Doubt | None


@dataclass(frozen=True)
class Setting:
    """What a reader may use besides the words. ``before`` is the day named earlier in the text (「10月5日…7日」)."""

    today: date
    tense: Tense
    before: date | None = None

    @property
    def is_past(self) -> bool:
        return self.tense in ("past", "birth")


def certain(day: date) -> Answer:
    return Answer(day.isoformat(), "certain", (day.isoformat(),))


def confirm(reason: Doubt, day: date, *others: date) -> Answer:
    return Answer(day.isoformat(), "confirm", tuple(dict.fromkeys(d.isoformat() for d in (day, *others))), reason)


def ambiguous(reason: Doubt, *days: date) -> Answer:
    return Answer(None, "ambiguous", tuple(dict.fromkeys(day.isoformat() for day in days)), reason)


def doubted(answer: Answer, doubt: Doubt) -> Answer:
    """A certain answer becomes one to confirm; others keep their own doubt."""
    return replace(answer, certainty="confirm", reason=doubt) if answer.certainty == "certain" else answer


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none: 31 November is never made into another day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def shifted_months(day: date, months: int) -> date | None:
    """The same day of the month ``months`` away, or None where that month has no such day."""
    year, month0 = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_or_none(year, month0 + 1, day.day)


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def days_away(day: date, days: int) -> date:
    return day + timedelta(days=days)
