"""Dates of the calendar: year, month, day with units (令和8年10月5日, 先月の二十日, 十月に, 3日) or signs between (R8.10.5)."""

from __future__ import annotations

import re
from datetime import date

from bot.understanding.date_reading import (
    Answer,
    Doubt,
    Setting,
    ambiguous,
    certain,
    confirm,
    day_or_none,
    doubted,
    month_end,
)
from bot.understanding.date_years import (
    MonthDay,
    answer_with_bare_year,
    answer_with_era,
    answer_without_year,
    month_without_year,
)
from bot.understanding.eras import ERA_LETTERS, ERA_WORDS
from bot.understanding.numerals import DIGITS, KANJI_NUMBER, NATIVE_DAYS, NUMBER, by_word, is_positional, one_of, to_int

_YEAR_WORDS = by_word(
    {
        -2: "一昨年 おととし",
        -1: "去年 きょねん 昨年 さくねん",
        0: "今年 ことし 本年",
        1: "来年 らいねん",
        2: "再来年 さ来年 さらいねん",
    }
)
_MONTH_WORDS = by_word(
    {
        -2: "先々月 先先月 せんせんげつ",
        -1: "先月 せんげつ 前月",
        0: "今月 こんげつ 当月",
        1: "来月 らいげつ",
        2: "再来月 さ来月 さらいげつ",
    }
)
YEAR_WORD = f"(?P<yw>{one_of(_YEAR_WORDS)})"
_ERA = rf"(?P<era>{one_of(ERA_WORDS)}|(?<![a-z])[{ERA_LETTERS}])\.? ?(?P<ey>元|がん|{NUMBER}) ?"
_YEAR = rf"(?:{_ERA}(?:年|ねん)|(?P<ya>{NUMBER}) ?(?:年|ねん)(?:前|まえ)|(?P<y>{NUMBER}) ?(?:年|ねん)|{YEAR_WORD})"
_MONTH = rf"(?:(?P<m>{NUMBER}) ?(?:月|がつ)(?!曜|よう(?!か)|分|号|期|前|後|間)|(?P<mw>{one_of(_MONTH_WORDS)}))"
_FIRST_OF_TWO = rf"(?P<d0>{DIGITS}|{KANJI_NUMBER})日?[、,・~〜]"
_OF_THE_MONTH = "(?:日|にち(?![ゃゅょ])|(?<=[0-9])か(?=$|[、。にのはや]|です|でし))"
_DAY = rf"(?:(?:{_FIRST_OF_TWO})?(?P<d>{NUMBER}) ?{_OF_THE_MONTH}(?!間|目|曜|よう)|(?P<nd>{one_of(NATIVE_DAYS)}))"
_PART = "上旬|初旬|中旬|下旬|初め|はじめ|始め|頭|あたま|半ば|なかば|中頃|中ごろ|終わり|おわり|後半|前半"
_TAIL = rf"(?:(?P<last>末日|晦日|みそか)|(?P<end>末|まつ)|(?P<same>今日|きょう)|(?P<part>{_PART}))"
_LINK = "(?: ?の、? ?|、 ?|, ?| )?"
_NOT_A_DATE = (
    "間|前|まえ|後|ご(?!ろ)|あと|目|め|分|以内|いない|以上|以下|ごと|曜|よう|中|ほど|ばかり|くらい前|ぐらい前|続|毎|置き|おき"
    "|も|たっ|経っ|過ぎ|すぎ|(?:に|が|は)?(?:な[りるっ]|た[ちつ]|経[ちつ])"
)
_RISKY_ALONE = "いつか|ようか|なのか|とうか|ここのか"
"""Names of days that are also 「いつか」「〜しようか」: alone they count only as the whole answer."""

_CALENDAR = re.compile(rf"(?:{_YEAR}{_LINK})?{_MONTH}(?:{_LINK}(?:{_DAY}|{_TAIL}))?", re.I)
_YEAR_SAME_DAY = re.compile(rf"(?:{YEAR_WORD}|(?P<ya>{NUMBER}) ?年前){_LINK}(?:今日|きょう)")
_YEAR_SLASH = re.compile(rf"{_YEAR}{_LINK}(?P<m>[0-9]{{1,2}})[/.](?P<d>[0-9]{{1,2}})(?![0-9])", re.I)
_YEAR_ALONE = re.compile(rf"{_YEAR}(?!度|間|生(?!ま)|目|前|金|後|ご|以|忌|末|始|明)", re.I)
_DAY_ALONE = re.compile(
    rf"(?<![0-9.,/:第毎月])(?<!週に|月に)(?!{_RISKY_ALONE}){_DAY}(?!{_NOT_A_DATE})|^(?P<whole>{_RISKY_ALONE})(?=$|です|に|でした|。)"
)
_SIGN = r" ?[./\-・−ー ] ?"
_NO_DIGIT_AFTER = r"(?![./\-−]?[0-9])"
_ERA_SIGNS = re.compile(rf"{_ERA}{_SIGN}(?P<m>{NUMBER})(?:{_SIGN}(?P<d>{NUMBER})日?)?{_NO_DIGIT_AFTER}", re.I)
_FULL_SIGNS = re.compile(
    rf"(?<![0-9./\-])(?P<y>[0-9]{{4}}){_SIGN}(?P<m>[0-9]{{1,2}})(?:{_SIGN}(?P<d>[0-9]{{1,2}})日?)?{_NO_DIGIT_AFTER}"
)
_EIGHT_DIGITS = re.compile(r"(?<![0-9\-])(?P<y>(?:18|19|20)[0-9]{2})(?P<m>[0-9]{2})(?P<d>[0-9]{2})(?![0-9\-])")
_SHORT_SIGNS = re.compile(
    rf"(?<![0-9./\-])(?P<y>[0-9]{{1,2}})(?P<sign>[./\-・])(?P<m>[0-9]{{1,2}})(?P=sign)(?P<d>[0-9]{{1,2}}){_NO_DIGIT_AFTER}"
)
_TWO_SIGNS = re.compile(
    rf"(?<![0-9./\-])(?P<m>[0-9]{{1,2}})(?P<sign>[./・]|(?<=^[0-9])-|(?<=^[0-9]{{2}})-)(?P<d>[0-9]{{1,2}})日?{_NO_DIGIT_AFTER}(?![人円歳才時倍%か個])"
)


def year_of_word(said: str, today: date) -> int:
    """The year of a key of the words for years: 「去年」."""
    return today.year + _YEAR_WORDS[said]


def _number(match: re.Match[str], group: str) -> int | None:
    said = match.groupdict().get(group)
    return None if said is None else to_int(said)


def _day_number(match: re.Match[str]) -> int | None:
    said = match.groupdict()
    numeral = said.get("d") or said.get("nd") or said.get("whole")
    return None if numeral is None else to_int(numeral)


def _calendar(match: re.Match[str], setting: Setting) -> Answer | None:
    """Year (optional), month, and a day, a part of the month or nothing."""
    said = match.groupdict()
    if said["mw"]:
        if any(said[group] for group in ("era", "ya", "y", "yw")):
            return ambiguous(Doubt.DAY_MISSING)
        return _in_known_month(match, _months_from(setting.today, _MONTH_WORDS[said["mw"]]), setting)
    month = _number(match, "m")
    if month is None or not 1 <= month <= 12:
        return None
    if _day_number(match) is not None:
        return _with_days(match, month, setting)
    if _inside_kana(match) or re.match("[ぁ-ん]+[いくけれ]", match.string[match.start("m") : match.end() + 1]):
        return None
    months = _answer_for(match, MonthDay(month), setting)
    first = _first_of(months)
    return _in_known_month(match, first, setting, months) if first and _has_tail(match) else months


def _inside_kana(match: re.Match[str]) -> bool:
    """「わたしがつくった」 is not April: kana must begin after a particle or after something that is not kana."""
    before = match.string[: match.start()]
    return bool(re.match("[ぁ-ん]", match[0])) and bool(re.search("[ぁ-ん]$", before)) and not re.search("[はのにもが]$", before)


def _has_tail(match: re.Match[str]) -> bool:
    return any(match[group] for group in ("last", "end", "same", "part"))


def _first_of(answer: Answer | None) -> date | None:
    if answer is None or answer.value is None:
        return None
    return date.fromisoformat(answer.value.removeprefix("partial:") + "-01")


def _months_from(today: date, months: int) -> date:
    year, month0 = divmod(today.year * 12 + today.month - 1 + months, 12)
    return date(year, month0 + 1, 1)


def _in_known_month(match: re.Match[str], first: date, setting: Setting, month: Answer | None = None) -> Answer:
    """A day, end or part of the month that begins on ``first``."""
    day = _day_number(match)
    if day is not None:
        return _exact(day_or_none(first.year, first.month, day), _earlier_day(match, first.year, first.month))
    partial = f"partial:{first:%Y-%m}"
    if match["part"]:
        return Answer(None, "ambiguous", (partial,), Doubt.APPROXIMATE)
    if match["last"]:
        return certain(month_end(first.year, first.month))
    if match["end"]:
        return confirm(Doubt.APPROXIMATE, month_end(first.year, first.month))
    if match["same"]:
        return _exact(day_or_none(first.year, first.month, setting.today.day), None)
    return month or Answer(partial, "certain", (partial,))


def _exact(day: date | None, earlier: date | None) -> Answer:
    if day is None:
        return ambiguous(Doubt.NO_SUCH_DAY)
    return ambiguous(Doubt.SEVERAL_DAYS, earlier, day) if earlier else certain(day)


def _earlier_day(match: re.Match[str], year: int, month: int) -> date | None:
    """The first day of 「5、6日」."""
    first = _number(match, "d0")
    return None if first is None else day_or_none(year, month, first)


def _with_days(match: re.Match[str], month: int, setting: Setting) -> Answer | None:
    day = _day_number(match)
    assert day is not None
    answer = _answer_for(match, MonthDay(month, day), setting)
    if answer is None or answer.value is None:
        return answer
    found = date.fromisoformat(answer.value)
    earlier = _earlier_day(match, found.year, found.month)
    if earlier:
        return ambiguous(Doubt.SEVERAL_DAYS, earlier, found)
    if match["d"] in ("一二", "二三") and not is_positional(match["y"] or ""):
        return ambiguous(Doubt.SEVERAL_DAYS, *(found.replace(day=n) for n in (day // 10, day % 10, day)))
    return answer


def _answer_for(match: re.Match[str], month_day: MonthDay, setting: Setting) -> Answer | None:
    """The month or day in the year said, or in the year it must be."""
    said = match.groupdict()
    if said.get("era"):
        year = 1 if said["ey"] in ("元", "がん") else to_int(said["ey"])
        return answer_with_era(said["era"], year, month_day)
    if said.get("yw"):
        return month_day.in_year(year_of_word(said["yw"], setting.today))
    if said.get("ya"):
        return doubted(month_day.in_year(setting.today.year - to_int(said["ya"])), Doubt.APPROXIMATE)
    if said.get("y"):
        return answer_with_bare_year(to_int(said["y"]), month_day, setting)
    return month_without_year(month_day, setting) if month_day.day is None else answer_without_year(month_day, setting)


def _year_alone(match: re.Match[str], setting: Setting) -> Answer | None:
    year = _number(match, "y")
    if year is not None and not 1868 <= year <= 2100:
        return None
    return ambiguous(Doubt.MONTH_MISSING)


def _year_same_day(match: re.Match[str], setting: Setting) -> Answer:
    today = setting.today
    year = year_of_word(match["yw"], today) if match["yw"] else today.year - to_int(match["ya"])
    return _exact(day_or_none(year, today.month, today.day), None)


def _day_alone(match: re.Match[str], setting: Setting) -> Answer | None:
    """「3日」「25日」: of the month named just before, else of the nearest month that has it on the asked side of today."""
    day = _day_number(match)
    if day is None or not 1 <= day <= 31 or _inside_kana(match):
        return None
    if match["d0"]:
        return ambiguous(Doubt.SEVERAL_DAYS)
    if setting.before:
        named = day_or_none(setting.before.year, setting.before.month, day)
        return confirm(Doubt.MONTH_GUESSED, named) if named else ambiguous(Doubt.NO_SUCH_DAY)
    past, coming = _nearest_with(day, setting.today, -1), _nearest_with(day, setting.today, 1)
    if setting.is_past:
        return confirm(Doubt.MONTH_GUESSED, past)
    if setting.tense == "future":
        return confirm(Doubt.MONTH_GUESSED, coming)
    return ambiguous(Doubt.MONTH_GUESSED, past, coming)


def _nearest_with(day: int, today: date, step: int) -> date:
    for months in range(0, 4 * step, step):
        first = _months_from(today, months)
        found = day_or_none(first.year, first.month, day)
        if found and (found - today).days * step >= 0:
            return found
    raise AssertionError("every day from 1 to 31 exists within three months")


def _signs(match: re.Match[str], setting: Setting) -> Answer | None:
    """Numbers with signs between them, the year among them beyond doubt (an era or four digits)."""
    month, day = _number(match, "m"), _number(match, "d")
    if month is None or not 1 <= month <= 12:
        return None
    return _answer_for(match, MonthDay(month, day), setting)


def _short_signs(match: re.Match[str], setting: Setting) -> Answer | None:
    """8.10.5 is how people write 令和8年; 8/10/5 may as well be 2008, or 8 October… of a list."""
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    bare = answer_with_bare_year(year, MonthDay(month, day), setting)
    in_2000s = [d] if (d := day_or_none(2000 + year, month, day)) else []
    as_month = answer_without_year(MonthDay(year, month), setting) if 1 <= year <= 12 else None
    others = [*in_2000s, *([date.fromisoformat(as_month.value)] if as_month and as_month.value else [])]
    if not others and bare is None:
        return None
    if bare and bare.value and match["sign"] in ".・":
        return confirm(Doubt.NOTATION, date.fromisoformat(bare.value), *others)
    eras = [date.fromisoformat(day) for day in bare.candidates] if bare else []
    return ambiguous(Doubt.NOTATION, *_this_era_only(eras, bare), *others)


def _this_era_only(days: list[date], bare: Answer | None) -> list[date]:
    """With signs and no era, older eras are not meant when the year fits the present one."""
    return days[:1] if bare and bare.value else days


def _two_signs(match: re.Match[str], setting: Setting) -> Answer | None:
    month, day = int(match["m"]), int(match["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    answer = answer_without_year(MonthDay(month, day), setting)
    if answer.value is None or match["sign"] == "/":
        return answer
    return confirm(Doubt.NOTATION, date.fromisoformat(answer.value))


FORMS = (
    (_CALENDAR, _calendar),
    (_YEAR_SAME_DAY, _year_same_day),
    (_YEAR_SLASH, _signs),
    (_YEAR_ALONE, _year_alone),
    (_DAY_ALONE, _day_alone),
    (_ERA_SIGNS, _signs),
    (_FULL_SIGNS, _signs),
    (_EIGHT_DIGITS, _signs),
    (_SHORT_SIGNS, _short_signs),
    (_TWO_SIGNS, _two_signs),
)
