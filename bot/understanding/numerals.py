"""Numerals in any spelling: 82, 八十二, 八二, はちじゅうに. Patterns for the readers, and their value.

Text is in hiragana (``to_hiragana``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping


def by_word(words: Mapping[int, str]) -> dict[str, int]:
    """The inverse of a table of numbers and the words said for them, separated by spaces."""
    return {word: number for number, said in words.items() for word in said.split()}


_KANJI = by_word({0: "〇 零 ○", 1: "一", 2: "二", 3: "三", 4: "四", 5: "五", 6: "六", 7: "七", 8: "八", 9: "九"})
_KANJI_UNITS = {"十": 10, "百": 100, "千": 1000}
_KANA = by_word(
    {
        0: "ぜろ れい まる",
        1: "いち いっ",
        2: "に",
        3: "さん",
        4: "よん よ し",
        5: "ご",
        6: "ろく ろっ",
        7: "なな しち",
        8: "はち はっ",
        9: "きゅう く",
    }
)
_KANA_UNITS = by_word({10: "じゅう じゅっ じっ", 100: "ひゃく びゃく ぴゃく ひゃっ びゃっ ぴゃっ", 1000: "せん ぜん"})
NATIVE_DAYS = by_word(
    {
        1: "ついたち",
        2: "ふつか",
        3: "みっか",
        4: "よっか",
        5: "いつか",
        6: "むいか",
        7: "なのか なぬか",
        8: "ようか",
        9: "ここのか",
        10: "とおか とうか",
        14: "じゅうよっか",
        20: "はつか 二十日 廿日",
        24: "にじゅうよっか",
    }
)
"""Days of the month, or numbers of days, that have a name of their own."""


def one_of(words: Iterable[str]) -> str:
    """Pattern for any of ``words``, the longest first."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + ")"


_ONES = one_of(word for word, number in _KANA.items() if number)
_TENS = rf"(?:{_ONES}??(?:じゅう|じゅっ|じっ))"
_HUNDREDS = rf"(?:{_ONES}??(?:[ひびぴ]ゃ[くっ]))"
_THOUSANDS = rf"(?:{_ONES}??(?:せん|ぜん))"
KANA_NUMBER = rf"(?:{_THOUSANDS}{_HUNDREDS}?{_TENS}?{_ONES}?|{_HUNDREDS}{_TENS}?{_ONES}?|{_TENS}{_ONES}?|{_ONES})"
"""A number said in full, as kana. Only to be used with something after it: 「に」 alone is a particle."""
_KANJI_DIGIT = "[〇零○一二三四五六七八九十百千廿]"
KANJI_NUMBER = f"{_KANJI_DIGIT}{{1,9}}"
DIGITS = "[0-9]{1,9}"
SPACED_NUMBER = rf"(?:{DIGITS}|{_KANJI_DIGIT}(?: ?{_KANJI_DIGIT}){{0,8}}|{KANA_NUMBER}|{_TENS} {_ONES})"
"""``NUMBER`` as some recognisers write it: 八十 二, はちじゅう に."""
NUMBER = f"(?:{DIGITS}|{KANJI_NUMBER}|{KANA_NUMBER})"
_KANA_TOKEN = re.compile(one_of([*_KANA, *_KANA_UNITS]))


def to_int(numeral: str) -> int:
    """Value of what ``NUMBER``, ``SPACED_NUMBER`` or a key of ``NATIVE_DAYS`` matched.

    Raises:
        ValueError: not such a numeral.
    """
    numeral = numeral.replace(" ", "")
    if numeral in NATIVE_DAYS:
        return NATIVE_DAYS[numeral]
    if re.fullmatch(DIGITS, numeral):
        return int(numeral)
    if re.fullmatch(KANJI_NUMBER, numeral):
        return _kanji_value(numeral.replace("廿", "二十"))
    if re.fullmatch(KANA_NUMBER, numeral):
        tokens = _KANA_TOKEN.findall(numeral)
        return _added([_KANA.get(token, -_KANA_UNITS.get(token, 0)) for token in tokens])
    raise ValueError(numeral)


def is_positional(numeral: str) -> bool:
    """Whether ``numeral`` is two or more kanji digits side by side: 二三 may mean 23 or 「2、3」."""
    return len(numeral) > 1 and all(char in _KANJI for char in numeral)


def _kanji_value(numeral: str) -> int:
    if all(char in _KANJI for char in numeral):
        return int("".join(str(_KANJI[char]) for char in numeral))
    return _added([_KANJI.get(char, -_KANJI_UNITS.get(char, 0)) for char in numeral])


def _added(parts: list[int]) -> int:
    """Digits as they are, units as negative numbers: [8, -10, 2] is 82."""
    total, digit = 0, 0
    for part in parts:
        if part < 0:
            total += (digit or 1) * -part
            digit = 0
        else:
            digit = 10 * digit + part
    return total + digit
