"""Dates by what happens on them: holidays, long weekends, seasons of the year, memorial days, days of a child's life."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.understanding.date_reading import Answer, Doubt, Setting, ambiguous, certain, confirm, days_away
from bot.understanding.date_years import MonthDay, answer_without_year
from bot.understanding.numerals import NATIVE_DAYS, NUMBER, one_of, to_int
from bot.understanding.written_dates import YEAR_WORD, year_of_word
from procedure_kb.closed_days import holiday_name, is_closed

_HOLIDAYS = {
    "元日": "元日 元旦 がんたん",
    "成人の日": "成人の日",
    "建国記念の日": "建国記念の日 建国記念日",
    "天皇誕生日": "天皇誕生日",
    "春分の日": "春分の日",
    "昭和の日": "昭和の日",
    "憲法記念日": "憲法記念日",
    "みどりの日": "みどりの日",
    "こどもの日": "こどもの日 子供の日 子どもの日",
    "海の日": "海の日",
    "山の日": "山の日",
    "敬老の日": "敬老の日",
    "秋分の日": "秋分の日",
    "スポーツの日": "すぽーつの日 体育の日",
    "文化の日": "文化の日",
    "勤労感謝の日": "勤労感謝の日 勤労感謝",
}
"""Names of the holiday table, and what people say for them (in hiragana)."""
_HOLIDAY_SAID = {word: name for name, said in _HOLIDAYS.items() for word in said.split()}
_FIXED = {
    **dict.fromkeys(("大晦日", "大みそか", "おおみそか"), MonthDay(12, 31)),
    **dict.fromkeys(("くりすますいぶ", "くりすます・いぶ"), MonthDay(12, 24)),
    "くりすます": MonthDay(12, 25),
}
_PERIODS = (
    "お盆|(?<![ぁ-んァ-ヶ一-龠])盆(?!地)|旧盆|お?彼岸|お?正月|三が日|三ヶ日|ごーるでんうぃーく|ごーるでんういーく|gw|しるばーうぃーく"
    "|年末年始|年末(?!調整)|年始|年明け|月末|月初め?|月の初め|月頭|月半ば|上旬|中旬|下旬|夏休み|冬休み|春休み|連休"
)
_MEMORIALS = (
    "四十九日|49日|しじゅうくにち|満中陰|初七日|しょなのか|しょなぬか|百か日|百箇日|百ヶ日|百日法要|[一二三四五六七八九十0-9]+[周回]忌|いっしゅうき"
    "|月命日|初盆|新盆|納骨|忌明け|法要|法事"
)
OTHER_EVENTS = rf"(?:{_MEMORIALS}|お?葬儀|お?葬式|お?通夜|告別式|火葬|家族葬)"
"""Days of these are not the day of death, and the day of death is not counted back from them."""

_HOLIDAY = re.compile(rf"(?:{YEAR_WORD}の?)?(?P<holiday>{one_of(_HOLIDAY_SAID)})")
_FIXED_DAY = re.compile(rf"(?:{YEAR_WORD}の?)?(?P<fixed>{one_of(_FIXED)})")
_LONG_WEEKEND = re.compile(
    r"(?:(?P<n>[三四五3-5])連休|連休)の?(?:(?P<first>初日|最初の日|初めの日)|(?P<final>最終日|最後の日)|(?P<after>明け))"
)
_PERIOD = re.compile(_PERIODS, re.I)
_MEMORIAL = re.compile(_MEMORIALS)
_COUNT = rf"(?:(?P<n>{NUMBER}) ?(?:日|にち)|(?P<native>{one_of(NATIVE_DAYS)}))"
_NTH_DAY = re.compile(rf"(?:生後 ?)?{_COUNT} ?目")
_DAYS_SINCE = re.compile(rf"{_COUNT}(?:に|が|は)?(?:な[りるっ]|た[ちつっ]|経[ちつっ]|過ぎ|すぎ)")
_SINCE = re.compile(rf"(?:生後|死後|没後) ?{NUMBER} ?(?:週間?|か月|ゖ月|ゕ月|日)")
_LONGEST_SEARCH = 400
_HALF_A_YEAR = 182


def _holiday(match: re.Match[str], setting: Setting) -> Answer:
    name = _HOLIDAY_SAID[match["holiday"]]
    if match["yw"]:
        year = year_of_word(match["yw"], setting.today)
        found = next((day for day in _walk(date(year, 1, 1), 1) if day.year == year and holiday_name(day) == name), None)
        return certain(found) if found else ambiguous(Doubt.NO_SUCH_DAY)
    step = 1 if setting.tense == "future" else -1
    day = next((day for day in _walk(setting.today, step) if holiday_name(day) == name), None)
    if day is None:
        return ambiguous(Doubt.NO_SUCH_DAY)
    is_near = abs((day - setting.today).days) < _HALF_A_YEAR
    return certain(day) if is_near else confirm(Doubt.FAR_AHEAD if step > 0 else Doubt.LONG_AGO, day)


def _walk(start: date, step: int) -> Iterator[date]:
    return (days_away(start, step * n) for n in range(_LONGEST_SEARCH))


def _fixed_day(match: re.Match[str], setting: Setting) -> Answer:
    month_day = _FIXED[match["fixed"]]
    if match["yw"]:
        return month_day.in_year(year_of_word(match["yw"], setting.today))
    return answer_without_year(month_day, setting)


def _long_weekend(match: re.Match[str], setting: Setting) -> Answer:
    """First or last day of, or day after, the nearest run of three or more closed days."""
    length = to_int(match["n"]) if match["n"] else None
    runs = [run for run in _runs(setting.today) if not length or (run[1] - run[0]).days + 1 == length]
    days = [_of_run(match, first, last) for first, last in runs]
    past = [day for day in days if day <= setting.today]
    coming = [day for day in days if day >= setting.today]
    if setting.is_past or (setting.tense == "any" and not match["after"]):
        return confirm(Doubt.PERIOD, max(past)) if past else ambiguous(Doubt.PERIOD)
    return confirm(Doubt.PERIOD, min(coming)) if coming else ambiguous(Doubt.PERIOD)


def _of_run(match: re.Match[str], first: date, last: date) -> date:
    return first if match["first"] else last if match["final"] else days_away(last, 1)


def _runs(today: date) -> Iterator[tuple[date, date]]:
    """Runs of at least three closed days from 200 days before to 200 days after today."""
    first: date | None = None
    for day in (days_away(today, n) for n in range(-200, 200)):
        if is_closed(day):
            first = first or day
        elif first:
            if (day - first).days >= 3:
                yield first, days_away(day, -1)
            first = None


def _period(match: re.Match[str], setting: Setting) -> Answer:
    return ambiguous(Doubt.PERIOD)


def _memorial(match: re.Match[str], setting: Setting) -> Answer:
    return ambiguous(Doubt.OTHER_EVENT)


def _nth_day(match: re.Match[str], setting: Setting) -> Answer | None:
    """Today is day n: is the day itself day 1 or day 0?"""
    count = to_int(match["n"] or match["native"])
    if count > 366:
        return None
    return ambiguous(Doubt.FIRST_DAY, days_away(setting.today, 1 - count), days_away(setting.today, -count))


def _since(match: re.Match[str], setting: Setting) -> Answer:
    return ambiguous(Doubt.APPROXIMATE)


FORMS = (
    (_HOLIDAY, _holiday),
    (_FIXED_DAY, _fixed_day),
    (_LONG_WEEKEND, _long_weekend),
    (_PERIOD, _period),
    (_MEMORIAL, _memorial),
    (_NTH_DAY, _nth_day),
    (_DAYS_SINCE, _nth_day),
    (_SINCE, _since),
)
