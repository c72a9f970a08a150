"""Dates counted from today: きのう, 3日前, 先週の金曜, こないだの木曜, 土曜日."""

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
    days_away,
    shifted_months,
)
from bot.understanding.numerals import NATIVE_DAYS, NUMBER, by_word, one_of, to_int

_DAYS = by_word(
    {
        -3: "一昨昨日 一昨々日 さきおととい さきおとつい",
        -2: "一昨日 おととい おとつい いっさくじつ",
        -1: "昨日 きのう さくじつ",
        0: "今日 本日 ほんじつ 今朝 けさ 先ほど さきほど たった今 今しがた 今さっき 今夜 今晩",
        1: "明日 あした みょうにち",
        2: "明後日 あさって みょうごにち",
    }
)
_NIGHTS = by_word({-1: "ゆうべ ゆんべ 夕べ 昨夜 昨晩 さくや さくばん", -2: "一昨夜 一昨晩"})
_WEEKS = by_word(
    {
        -2: "先々週 先先週 せんせんしゅう",
        -1: "先週 せんしゅう 前の週",
        0: "今週 こんしゅう",
        1: "来週 らいしゅう",
        2: "再来週 さ来週 さらいしゅう",
    }
)
_WEEKDAYS = by_word({0: "月 げつ", 1: "火 か", 2: "水 すい", 3: "木 もく", 4: "金 きん", 5: "土 ど", 6: "日 にち"})
WEEKDAY = (
    r"(?P<wd>[月火水木金土日])(?:曜日?|ようび?)"
    r"|(?P<wk>げつ|すい|もく|きん|ど|にち)よう(?:び|(?=[にのはでも、]|$))|(?P<wt>か)ようび"
)
"""A day of the week as people name it; 「かよう」 without 「び」 is 通う."""
_DAY, _WEEK, _MONTH, _YEAR = 1, 7, 30, 365
_UNITS = by_word({_DAY: "日 にち", _WEEK: "週間 しゅうかん 週", _MONTH: "か月 ゖ月 ゕ月 け月 箇月 個月 かげつ", _YEAR: "年 ねん"})
_UNIT = one_of(_UNITS)
_AGO = r"(?P<way>前|まえ|後(?!期)|ご(?!ろ)|あと)"

_DAY_WORD = re.compile(
    rf"(?P<day>{one_of(_DAYS)})(?!香|子|美|斗|え)(?<!今晩(?=は))"
    r"|(?<![ぁ-ん])(?P<today>きょう(?!だい|と|う|い))|(?<![ぁ-ん])(?P<tomorrow>あす(?=$|[のにはもが、。 ]))"
    r"|(?P<just>さっき)(?=$|[、。 にで]|亡|なくな|死|息|生ま|産|うま)"
)
_DAY_BEYOND = re.compile("しあさって|明明後日|明々後日")
_DAY_FAR_BEYOND = re.compile("やのあさって|弥の明後日")
_NIGHT = re.compile(one_of(_NIGHTS))
_COUNT = rf"(?:(?P<days>{one_of(NATIVE_DAYS)})|(?P<months>ひと|ふた) ?(?:月|つき)|(?P<n>{NUMBER}) ?(?P<unit>{_UNIT}))"
_COUNTED = re.compile(
    rf"(?P<exact>ちょうど|きっかり)?の? ?{_COUNT}"
    rf" ?(?P<about>ほど|くらい|ぐらい|ばかり|ちょっと)? ?の?{_AGO}"
)
_SINCE = re.compile(rf"(?:亡|な)くなって(?:から)?(?:もう|今日で|、)*(?=[^、。]{{0,5}}ちょうど)(?:ちょうど)?{_COUNT}")
_NTH_WEEKDAY = re.compile(rf"(?P<month>今月|先月|来月|(?P<m>{NUMBER}) ?月)の?第(?P<nth>[一二三四五1-5])(?:の)?(?:{WEEKDAY})")
_SEVERAL = re.compile(
    r"(?:[0-9]{1,2}[、,・~〜\-][0-9]{1,2}|[一二三四五六七八九]、?[一二三四五六七八九]|に、?さん|さん、?し|し、?ご"
    r"|数|すう|何|なん|半)"
    rf" ?{_UNIT}か? ?(?:ほど|くらい|ぐらい|ばかり)? ?{_AGO}"
)
_SOME_TIME = re.compile(
    "(?:先日|このあいだ|この間|こないだ|この前|最近|しばらく前|ちょっと前|少し前|だいぶ前|ずいぶん前|ずっと前)"
)
_WEEK_DAY = re.compile(rf"(?P<week>{one_of(_WEEKS)})(?:の| |、)?(?:{WEEKDAY}|(?P<same>今日))")
_WEEKEND = re.compile(rf"(?:(?P<week>{one_of(_WEEKS)})の?)?(?:週末|しゅうまつ)|(?P<fused>先々?週|今週|来週|再来週)末|土日")
_WEEK_ALONE = re.compile(rf"(?P<week>{one_of(_WEEKS)})")
_LAST_WEEKDAY = re.compile(rf"(?:この前|こないだ|このあいだ|この間|前|直近|先日)の?(?:{WEEKDAY})")
_NEXT_WEEKDAY = re.compile(rf"(?:今度|こんど|次|つぎ)の?(?:{WEEKDAY})")
_WEEKDAY_ALONE = re.compile(rf"(?<!第[0-9一二三四五])(?:{WEEKDAY})")


def weekday_of(match: re.Match[str]) -> int:
    """Monday is 0."""
    return _WEEKDAYS[next(said for group in ("wd", "wk", "wt") if (said := match[group]))]


def _day_word(match: re.Match[str], setting: Setting) -> Answer:
    days = _DAYS[match["day"]] if match["day"] else int(bool(match["tomorrow"]))
    return certain(days_away(setting.today, days))


def _day_beyond(match: re.Match[str], setting: Setting) -> Answer:
    """Three days ahead, in some regions four."""
    return confirm(Doubt.REGIONAL, days_away(setting.today, 3), days_away(setting.today, 4))


def _day_far_beyond(match: re.Match[str], setting: Setting) -> Answer:
    return ambiguous(Doubt.REGIONAL, days_away(setting.today, 3), days_away(setting.today, 4))


def _night(match: re.Match[str], setting: Setting) -> Answer:
    """Midnight may have passed."""
    evening = days_away(setting.today, _NIGHTS[match[0]])
    return confirm(Doubt.NIGHT, evening, days_away(evening, 1))


def _counted(match: re.Match[str], setting: Setting) -> Answer:
    """「3日前」 is meant exactly; round numbers of days, months and years are often not."""
    count, unit = _count_and_unit(match)
    found = _counted_day(setting.today, count if match["way"] not in ("前", "まえ") else -count, unit)
    if found is None:
        return ambiguous(Doubt.APPROXIMATE)
    if match["about"] or (unit == _YEAR and not match["exact"]):
        return ambiguous(Doubt.APPROXIMATE, found)
    is_loose = unit == _YEAR or (not match["exact"] and (unit == _MONTH or (unit == _DAY and count % 10 == 0)))
    return confirm(Doubt.APPROXIMATE, found) if is_loose else certain(found)


def _count_and_unit(match: re.Match[str]) -> tuple[int, int]:
    if match["days"]:
        return to_int(match["days"]), _DAY
    if match["months"]:
        return 1 if match["months"] == "ひと" else 2, _MONTH
    return to_int(match["n"]), _UNITS[match["unit"]]


def _counted_day(today: date, count: int, unit: int) -> date | None:
    try:
        if unit in (_DAY, _WEEK):
            return days_away(today, count if unit == _DAY else 7 * count)
        return shifted_months(today, count if unit == _MONTH else 12 * count)
    except OverflowError:
        return None


def _since(match: re.Match[str], setting: Setting) -> Answer:
    """「亡くなって一週間ちょうどです」. Without 「ちょうど」 some count the day itself."""
    count, unit = _count_and_unit(match)
    found = _counted_day(setting.today, -count, unit)
    return ambiguous(Doubt.APPROXIMATE) if found is None else confirm(Doubt.APPROXIMATE, found)


_MONTHS = {"先月": -1, "今月": 0, "来月": 1}


def _first_of(match: re.Match[str], setting: Setting) -> date | None:
    """The first of the month that is named, on the side of today that is asked."""
    away = _MONTHS.get(match["month"])
    if away is None:
        month, now = to_int(match["m"]), setting.today.month
        if not 1 <= month <= 12:
            return None
        away = -((now - month) % 12) if setting.is_past else (month - now) % 12
    return shifted_months(setting.today.replace(day=1), away)


def _nth_weekday(match: re.Match[str], setting: Setting) -> Answer:
    """「今月の第二土曜」「11月の第1月曜」."""
    first = _first_of(match, setting)
    if first is None:
        return ambiguous(Doubt.APPROXIMATE)
    day = days_away(first, (weekday_of(match) - first.weekday()) % 7 + 7 * (to_int(match["nth"]) - 1))
    return certain(day) if day.month == first.month else ambiguous(Doubt.APPROXIMATE)


def _vague(match: re.Match[str], setting: Setting) -> Answer:
    return ambiguous(Doubt.APPROXIMATE)


def _in_week(setting: Setting, weeks: int, weekday: int) -> tuple[date, date]:
    """The day of the week when weeks begin on Monday, and when on Sunday."""
    today = setting.today
    by_monday = days_away(today, 7 * weeks + weekday - today.weekday())
    by_sunday = days_away(today, 7 * weeks + (weekday + 1) % 7 - (today.weekday() + 1) % 7)
    return by_monday, by_sunday


def _week_day(match: re.Match[str], setting: Setting) -> Answer:
    weeks = _WEEKS[match["week"]]
    weekday = setting.today.weekday() if match["same"] else weekday_of(match)
    by_monday, by_sunday = _in_week(setting, weeks, weekday)
    return certain(by_monday) if by_monday == by_sunday else ambiguous(Doubt.WEEK_BEGINS, by_monday, by_sunday)


def _weekend(match: re.Match[str], setting: Setting) -> Answer:
    said = match["week"] or match["fused"]
    weeks = _WEEKS[said] if said else 0 if setting.tense == "future" else -1
    saturday = _in_week(setting, weeks, 5)[0]
    return ambiguous(Doubt.SEVERAL_DAYS, saturday, days_away(saturday, 1))


def _week(match: re.Match[str], setting: Setting) -> Answer:
    return ambiguous(Doubt.DAY_MISSING)


def _last_weekday(match: re.Match[str], setting: Setting) -> Answer:
    return confirm(Doubt.WEEKDAY_ONLY, _before(setting.today, weekday_of(match)))


def _next_weekday(match: re.Match[str], setting: Setting) -> Answer:
    return confirm(Doubt.WEEKDAY_ONLY, _after(setting.today, weekday_of(match)))


def _before(today: date, weekday: int) -> date:
    return days_away(today, -((today.weekday() - weekday - 1) % 7 + 1))


def _after(today: date, weekday: int) -> date:
    return days_away(today, (weekday - today.weekday() - 1) % 7 + 1)


def _weekday_alone(match: re.Match[str], setting: Setting) -> Answer:
    """The nearest on the asked side of today; said on the same day of the week, it may be today."""
    weekday, today = weekday_of(match), setting.today
    past, coming = _before(today, weekday), _after(today, weekday)
    if setting.tense == "any":
        same = (today,) if weekday == today.weekday() else ()
        return ambiguous(Doubt.WEEKDAY_ONLY, *same, past, coming)
    day = past if setting.is_past else coming
    return ambiguous(Doubt.TODAY_OR_NOT, today, day) if weekday == today.weekday() else confirm(Doubt.WEEKDAY_ONLY, day)


FORMS = (
    (_DAY_WORD, _day_word),
    (_DAY_BEYOND, _day_beyond),
    (_DAY_FAR_BEYOND, _day_far_beyond),
    (_NIGHT, _night),
    (_NTH_WEEKDAY, _nth_weekday),
    (_SINCE, _since),
    (_SEVERAL, _vague),
    (_COUNTED, _counted),
    (_SOME_TIME, _vague),
    (_WEEK_DAY, _week_day),
    (_WEEKEND, _weekend),
    (_WEEK_ALONE, _week),
    (_LAST_WEEKDAY, _last_weekday),
    (_NEXT_WEEKDAY, _next_weekday),
    (_WEEKDAY_ALONE, _weekday_alone),
)
