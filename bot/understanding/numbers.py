"""Ages and counts as residents say them: 82歳, 八十二, はちじゅうに, 米寿, 80代; ふたり, 三つ, 第二子."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.understanding.date_reading import Certainty
from bot.understanding.hedges import is_hedged
from bot.understanding.names import read_name
from bot.understanding.numerals import (
    DIGITS,
    KANJI_NUMBER,
    NUMBER,
    SPACED_NUMBER,
    by_word,
    is_positional,
    one_of,
    to_int,
)
from bot.understanding.phones import read_phone
from bot.understanding.text import normalise, to_hiragana

__all__ = ["NumberDoubt", "NumberReading", "read_age", "read_name", "read_number", "read_phone"]


class NumberDoubt(StrEnum):
    """Why a number is not certain. The words for it belong to the conversation."""

    APPROXIMATE = "approximate"
    DECADE = "decade"
    NOT_YET = "not_yet"
    EAST_ASIAN_AGE = "east_asian_age"
    AGE_NAME = "age_name"
    SEVERAL = "several"
    MONTHS = "months"
    DIGIT_BY_DIGIT = "digit_by_digit"
    FIRST = "first"
    OUT_OF_RANGE = "out_of_range"
    HEDGED = "hedged"


@dataclass(frozen=True)
class NumberReading:
    """A number found in a text. ``span`` counts in the normalised text; an ambiguous reading has no value."""

    span: tuple[int, int]
    value: int | None
    certainty: Certainty
    candidates: tuple[int, ...] = ()
    reason: NumberDoubt | None = None


OLDEST = 130
_AGE_NAMES = by_word(
    {
        60: "還暦 かんれき",
        70: "古希 古稀 こき",
        77: "喜寿 きじゅ",
        80: "傘寿 さんじゅ",
        88: "米寿 べいじゅ",
        90: "卒寿 そつじゅ",
        99: "白寿 はくじゅ",
        100: "百寿",
        108: "茶寿",
        111: "皇寿",
    }
)
_NATIVE = by_word(
    {
        1: "ひとり 一人 ひとつ",
        2: "ふたり 二人 ふたつ",
        3: "みっつ",
        4: "よっつ",
        5: "いつつ",
        6: "むっつ",
        7: "ななつ",
        8: "やっつ",
        9: "ここのつ",
    }
)
_YEARS = "(?:歳|才|さい|ちゃい)"
_MONTHS = "(?:か月|ゖ月|ゕ月|け月|箇月|かげつ)"
_SEVERAL = rf"(?P<a>{DIGITS}|{KANJI_NUMBER}) ?{_YEARS}?(?:[、,・~〜]|か、?) ?(?P<b>{DIGITS}|{KANJI_NUMBER})"
_TWO_DIGITS = "(?P<tens>[二三四五六七八九]?十)?(?P<pair>一二|二三|三四|四五|五六|六七|七八|八九)"
_NOT_INSIDE = r"(?<![0-9a-zA-Z.,/:\-〇一二三四五六七八九十百千第])(?<![0-9一二三四五六七八九十百千] )"
_KANA_STARTS = "(?:^|(?<=[はがもでてぐろん、。 満約]))(?=[ぁ-ん])"
_SAID = rf"(?:{_NOT_INSIDE}(?P<n>(?![ぁ-ん]){SPACED_NUMBER})|{_KANA_STARTS}(?P<kana>{SPACED_NUMBER}))"
"""A number that stands alone: in kana only where a word can begin."""
_SAID_AFTER = (
    r"(?= ?(?:$|[、。!?)]|で(?:す|し|な|ござ|[、。]|$)|や(?:$|[、。ねっわでな])|だ(?:$|[とっよ、。])|に(?:な[りるっ]|て|、)|と思"
    "|くらい|ぐらい|ほど|過ぎ|すぎ|ちょ|じゃ|ちゃう|かな|か(?:$|。)|前後|近く|手前|そこそこ|いくつ|なんぼ|余り|あまり))"
)
_COUNTERS = "(?:人|名|つ|個|台|匹|頭|枚|件|回)"
_AGE_NAME = re.compile(rf"(?<![ぁ-ん]){one_of(_AGE_NAMES)}(?![うっ])")
_TWENTY = re.compile("はたち")
_DECADE = re.compile(rf"(?P<n>{NUMBER}) ?(?:代|だい)|[二三四五六七八九]十路")
_TWO_AGES = re.compile(rf"(?:{_SEVERAL} ?(?:{_YEARS}|{_SAID_AFTER})|{_TWO_DIGITS} ?{_YEARS})")
_INFANT = re.compile(rf"(?P<born>生後)? ?(?P<n>{NUMBER}) ?(?:(?P<months>{_MONTHS})|週間?|日|にち)")
_WITH_YEARS = re.compile(rf"(?P<n>{SPACED_NUMBER}) ?{_YEARS}")
_TRADITIONAL = re.compile(rf"(?P<how>数え年?|かぞえ(?:どし)?|享年|行年)(?:で|の|は|、| )*(?P<n>{NUMBER})")
_BARE = re.compile(rf"{_SAID}{_SAID_AFTER}")
_COUNT = re.compile(
    rf"(?P<native>{one_of(_NATIVE)})|第? ?(?P<count>{NUMBER}) ?(?:{_COUNTERS}|番目?|ばんめ|子(?!供|ども)|にんめ?)"
    rf"|(?P<first>初めて|はじめて)の|{_SAID}{_SAID_AFTER}"
)
_TWO_COUNTS = re.compile(rf"(?:{_SEVERAL}|{_TWO_DIGITS}) ?{_COUNTERS}")
_ABOUT = re.compile(
    "に?(?:くらい|ぐらい|ほど|前後|過ぎ|すぎ|ちょっと|ちょい|近く|近い|ちかく|ちかい|手前|そこそこ|いくつ|なんぼ|余り|あまり|頃|ごろ)"
)
_ABOUT_BEFORE = re.compile("(?:約|だいたい|大体|およそ|おおよそ)、? ?$")
_NOT_YET = re.compile("に(?:な(?:る|り)?(?:前|手前|ところ|はず|予定|直前)|なる$)|目前|まであと|に届か|になれ(?:な|ん)|に手が届")
_NOT_YET_BEFORE = re.compile("(?:もうすぐ|もうじき|まもなく|間もなく|そろそろ|あと少しで|あと[^、。 ]{1,5}で|来月で?|来年で?|今度)、? ?$")
_REJECTED = re.compile(
    " ?(?:(?:じゃ|では|や|とは)(?:ない|なく|なかっ|あらへん|ありませ|のうて)|(?:と|や)?(?:ちゃう|ちゃい|ちご|違))(?!(?:です|ます|ん|やろ)?か)"
)


def read_age(text: str) -> NumberReading | None:
    """The age in ``text``, in completed years; None if there is none.

    「数え」 and 「享年」 count differently and are confirmed, so are names of ages (米寿); decades and rough ages are ambiguous.
    """
    folded = to_hiragana(normalise(text))
    for forms in (_said_as_age, _in_months, _bare_ages):
        reading = _settled(forms(folded), folded)
        if reading:
            return reading
    return None


def read_number(text: str) -> NumberReading | None:
    """The count in ``text`` (people, children, things, or a number alone); None if there is none."""
    folded = to_hiragana(normalise(text))
    pair = _TWO_COUNTS.search(folded)
    if pair:
        return _pair(pair)
    return _settled((_count(match) for match in _COUNT.finditer(folded)), folded)


def _certain(match: re.Match[str], value: int) -> NumberReading:
    return NumberReading(match.span(), value, "certain", (value,))


def _confirm(match: re.Match[str], doubt: NumberDoubt, *values: int) -> NumberReading:
    return NumberReading(match.span(), values[0], "confirm", values, doubt)


def _said_as_age(text: str) -> Iterator[NumberReading]:
    """Expressions that can only be an age. What is said first of a kind of doubt settles it."""
    pair, decade = _TWO_AGES.search(text), _DECADE.search(text)
    if pair:
        yield _pair(pair)
    elif decade:
        yield NumberReading(decade.span(), None, "ambiguous", (), NumberDoubt.DECADE)
    elif traditional := _TRADITIONAL.search(text):
        yield _traditional(traditional)
    else:
        yield from (_certain(match, 20) for match in _TWENTY.finditer(text))
        yield from (_plain(match, to_int(match["n"]), "数え" in text) for match in _WITH_YEARS.finditer(text))
        yield from (_confirm(match, NumberDoubt.AGE_NAME, _AGE_NAMES[match[0]]) for match in _AGE_NAME.finditer(text))


def _plain(match: re.Match[str], value: int, is_east_asian: bool) -> NumberReading:
    if value > OLDEST:
        return NumberReading(match.span(), None, "ambiguous", (), NumberDoubt.OUT_OF_RANGE)
    if is_east_asian and value > 1:
        return _confirm(match, NumberDoubt.EAST_ASIAN_AGE, value - 1, value - 2)
    return _certain(match, value)


def _traditional(match: re.Match[str]) -> NumberReading:
    """数え年 is one or two years more than the completed ones; 享年 is used for both."""
    value = to_int(match["n"])
    if not 2 <= value <= OLDEST:
        return NumberReading(match.span(), None, "ambiguous", (), NumberDoubt.OUT_OF_RANGE)
    values = (value, value - 1, value - 2) if match["how"] in ("享年", "行年") else (value - 1, value - 2)
    return _confirm(match, NumberDoubt.EAST_ASIAN_AGE, *values)


def _in_months(text: str) -> Iterator[NumberReading]:
    """「生後3か月」 is age 0; 「18か月」 is 1, to be confirmed."""
    for match in _INFANT.finditer(text):
        count = to_int(match["n"])
        if match["born"] and count < (12 if match["months"] else 52):
            yield _certain(match, 0)
        elif match["months"] and count <= 36:
            yield _confirm(match, NumberDoubt.MONTHS, count // 12)


def _bare_ages(text: str) -> Iterator[NumberReading]:
    for match in _BARE.finditer(text):
        said = match["n"] or match["kana"]
        if is_positional(said) and len(said) <= 3:
            yield _confirm(match, NumberDoubt.DIGIT_BY_DIGIT, to_int(said))
        elif len(said) > 1 or not match["kana"]:
            yield _plain(match, to_int(said), "数え" in text)


def _pair(match: re.Match[str]) -> NumberReading:
    """「82、3」「82か83」「七八」: the second number may leave out the tens of the first."""
    said = match.groupdict()
    if said.get("pair"):
        tens = to_int(said["tens"]) if said.get("tens") else 0
        first, second = (tens + to_int(digit) for digit in said["pair"])
        whole = () if tens else (10 * first + second,)
        return NumberReading(match.span(), None, "ambiguous", (first, second, *whole), NumberDoubt.SEVERAL)
    first, second = to_int(said["a"]), to_int(said["b"])
    second = second if second > 9 or first < 10 else first // 10 * 10 + second
    return NumberReading(match.span(), None, "ambiguous", (first, second), NumberDoubt.SEVERAL)


def _count(match: re.Match[str]) -> NumberReading:
    if match["first"]:
        return _confirm(match, NumberDoubt.FIRST, 1)
    return _certain(match, _NATIVE[match["native"]] if match["native"] else to_int(match["count"] or match["n"] or match["kana"]))


def _weighed(reading: NumberReading, text: str) -> NumberReading:
    """``reading`` with what stands around it: 「くらい」「もうすぐ」."""
    start, end = reading.span
    if reading.value is None:
        return reading
    if _NOT_YET.match(text, end) or _NOT_YET_BEFORE.search(text, 0, start):
        either = (reading.value - 1, reading.value)
        return replace(reading, value=None, certainty="ambiguous", candidates=either, reason=NumberDoubt.NOT_YET)
    if _ABOUT.match(text, end) or _ABOUT_BEFORE.search(text, 0, start):
        return replace(reading, value=None, certainty="ambiguous", reason=NumberDoubt.APPROXIMATE)
    return reading


def _settled(readings: Iterable[NumberReading], text: str) -> NumberReading | None:
    """The one number that all say, or an ambiguous reading of several; what is denied (「82じゃなくて」) does not count."""
    found = [_weighed(each, text) for each in readings if not _REJECTED.match(text, each.span[1])]
    if not found:
        return None
    first, values = found[0], tuple(dict.fromkeys(value for each in found for value in each.candidates[:1]))
    if len(values) > 1:
        return NumberReading((first.span[0], found[-1].span[1]), None, "ambiguous", values, NumberDoubt.SEVERAL)
    if first.certainty == "certain" and is_hedged(text):
        return replace(first, certainty="confirm", reason=NumberDoubt.HEDGED)
    return first
