"""Days on which offices are closed. The only module that knows the holiday table.

Each kind of office has its own ground: municipalities 地方自治法4条の2 and their ordinances, the state 行政機関の休日に関する
法律1条, tax offices 国税通則法10条2項 and 施行令2条2項, courts 民事訴訟法95条3項. They close on the same days: weekends, national
holidays with the days that replace or join them, and 29 December to 3 January. (Only 沖縄 and 広島 add days of their own.)
The equinoxes of a year are fixed by the government only in February of the year before; until then the table computes them.
"""

from __future__ import annotations

from datetime import date, timedelta

import jpholiday

_DAY = timedelta(days=1)
_NEW_YEAR = {(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)}


def holiday_name(day: date) -> str | None:
    """Name of the national holiday on ``day``, or None."""
    return jpholiday.is_holiday_name(day)


def is_closed(day: date) -> bool:
    """Whether offices do not accept papers on ``day``."""
    return day.weekday() >= 5 or (day.month, day.day) in _NEW_YEAR or holiday_name(day) is not None


def next_open_day(day: date) -> date:
    """``day`` itself if open, else the first open day after it."""
    while is_closed(day):
        day += _DAY
    return day


def previous_open_day(day: date) -> date:
    """``day`` itself if open, else the last open day before it."""
    while is_closed(day):
        day -= _DAY
    return day
