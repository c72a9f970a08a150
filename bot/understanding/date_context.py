"""What stands around a date and changes it: a weekday beside it, 「の翌日」, 「の夜中」, 「ごろ」, 「じゃなくて」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.understanding.date_reading import Answer, Doubt, Setting, ambiguous, certain, confirm, days_away
from bot.understanding.numerals import NUMBER
from bot.understanding.relative_dates import WEEKDAY, weekday_of

_NO_MIDNIGHT = r"(?:の?(?:夜中?|晩|よる|ばん|よなか)の?(?:[6-9]|1[01]|六|七|八|九|十|十一)時)"
_MIDNIGHT = (
    r"(?:の|、| )?(?:真?夜中|よなか|まよなか|深夜|しんや|夜更け|夜遅く|(?:午前)?(?<![0-9一二三四五六七八九])(?:0|24|零|〇)時)"
)
_NIGHT = r"(?:の|、| )?(?:夜|晩|よる|ばん(?![ぁ-ん])|夕べ)"
_WEEKDAY_BESIDE = re.compile(rf"(?:の|、|,| )?\(?(?:{WEEKDAY})\)?|\((?P<only>[月火水木金土日])\)")
_NEXT_DAY = re.compile("の?(?:翌日|次の日|つぎの日|あくる日|明くる日|翌朝|翌未明)")
_DAY_BEFORE = re.compile("の?(?:前日|前の日|まえの日)")
_AT_MIDNIGHT = re.compile(rf"(?!{_NO_MIDNIGHT}){_MIDNIGHT}(?:の? ?{NUMBER} ?時)?")
_AT_NIGHT = re.compile(rf"(?!{_NO_MIDNIGHT}){_NIGHT}")
_ABOUT = re.compile("(?:の)?(?:ごろ|頃|ころ|くらい|ぐらい|あたり|辺り|前後|近く|近辺|かそこら|ほど)")
_ABOUT_BEFORE = re.compile("(?:約|だいたい|大体|おおよそ|およそ|ざっと)(?:、| )?$")
_REJECTED = re.compile(
    "(?:に|の日)?(?:(?:じゃ|では|で|や|とは)(?:ない|なく|なかっ|あらへん|ありませ|のうて)|(?:と|や)?(?:ちゃう|ちゃい|ちご|違|ちがう|ちがい))(?!(?:です|ます|ん)?か)"
)
_STANDALONE_MIDNIGHT = re.compile(rf"{_MIDNIGHT}(?:の? ?{NUMBER} ?時)?(?:過ぎ|すぎ|ごろ|頃)?")


@dataclass(frozen=True)
class Surroundings:
    """An answer as its surroundings leave it. ``end`` is where what belongs to it ends; ``answer`` None: it was rejected."""

    answer: Answer | None
    end: int


def midnight(match: re.Match[str], setting: Setting) -> Answer:
    """Midnight without a day: the day that ended or the one that began."""
    return ambiguous(Doubt.MIDNIGHT, days_away(setting.today, -1), setting.today)


FORMS = ((_STANDALONE_MIDNIGHT, midnight),)


def in_surroundings(answer: Answer, text: str, start: int, end: int) -> Surroundings:
    """``answer``, read from ``text[start:end]``, with what stands before and after it taken into account."""
    for pattern, change in _AFTER:
        found = pattern.match(text, end)
        if found and answer.value and not answer.value.startswith("partial:"):
            answer, end = change(answer, found), found.end()
    about = _ABOUT.match(text, end)
    if about or _ABOUT_BEFORE.search(text, 0, start):
        answer, end = _unclear(answer), about.end() if about else end
    if _REJECTED.match(text, end):
        return Surroundings(None, end)
    return Surroundings(answer, end)


def is_on_wrong_side(answer: Answer, setting: Setting) -> bool:
    if answer.value is None or setting.tense == "any":
        return False
    today = f"{setting.today:%Y-%m}" if answer.value.startswith("partial:") else setting.today.isoformat()
    day = answer.value.removeprefix("partial:")
    return day < today if setting.tense == "future" else day > today


def _checked_weekday(answer: Answer, match: re.Match[str]) -> Answer:
    day = _day(answer)
    weekday = "月火水木金土日".index(match["only"]) if match["only"] else weekday_of(match)
    return answer if day.weekday() == weekday else ambiguous(Doubt.WEEKDAY_DIFFERS, day)


def _moved(answer: Answer, days: int) -> Answer:
    day = days_away(_day(answer), days)
    return certain(day) if answer.certainty == "certain" else confirm(answer.reason or Doubt.APPROXIMATE, day)


def _at_midnight(answer: Answer, match: re.Match[str]) -> Answer:
    day = _day(answer)
    return ambiguous(Doubt.MIDNIGHT, day, days_away(day, 1))


def _at_night(answer: Answer, match: re.Match[str]) -> Answer:
    day = _day(answer)
    return confirm(Doubt.NIGHT, day, days_away(day, 1))


def _unclear(answer: Answer) -> Answer:
    return Answer(None, "ambiguous", answer.candidates, Doubt.APPROXIMATE)


def _day(answer: Answer) -> date:
    assert answer.value
    return date.fromisoformat(answer.value)


_AFTER = (
    (_WEEKDAY_BESIDE, _checked_weekday),
    (_NEXT_DAY, lambda answer, _: _moved(answer, 1)),
    (_DAY_BEFORE, lambda answer, _: _moved(answer, -1)),
    (_AT_MIDNIGHT, _at_midnight),
    (_AT_NIGHT, _at_night),
)
