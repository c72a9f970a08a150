"""Telephone numbers as residents type or say them, with any separators, in digits, kanji or kana."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.understanding.date_reading import Certainty
from bot.understanding.numerals import by_word, one_of
from bot.understanding.text import normalise, to_hiragana

_SPOKEN = by_word(
    {
        0: "ぜろ れい まる 〇 零 ○",
        1: "いち 一",
        2: "にい にー に 二",
        3: "さん 三",
        4: "よん し 四",
        5: "ごお ごー ご 五",
        6: "ろく 六",
        7: "なな しち 七",
        8: "はち 八",
        9: "きゅう きゅー く 九",
    }
)
_CALLS = "に(?=、?(?:かけ|掛け|電話|でんわ|お願|連絡|つなが|出ま|な))"
"""A particle, not a two: 「072-255-1098にかけてください」."""
_DIGIT = f"(?:[0-9]|{one_of(_SPOKEN)})"
_SEPARATOR = r"(?: ?[-‐−–—ー.・()、/] ?| ?の ?|(?:で|に)、| )"
_NUMBER = re.compile(rf"(?:\+ ?81{_SEPARATOR}?\(?0?\)?|\(?)(?P<digits>{_DIGIT}(?:{_SEPARATOR}{{0,2}}{_DIGIT}){{6,14}})")
_ELEVEN = re.compile("0(?:[5789]0|800|20)")
"""Beginnings of numbers with eleven digits; all other domestic numbers have ten."""


@dataclass(frozen=True)
class PhoneReading:
    """A telephone number, digits only. ``ambiguous``: digits are missing or too many, or the area code is."""

    span: tuple[int, int]
    value: str | None
    certainty: Certainty
    candidates: tuple[str, ...] = ()


def read_phone(text: str) -> PhoneReading | None:
    """The telephone number in ``text``; None if nothing looks like one."""
    folded = re.sub(_CALLS, "。", to_hiragana(normalise(text)))
    found = _NUMBER.search(folded)
    if found is None:
        return None
    digits = "".join(str(_SPOKEN.get(said, said)) for said in re.findall(_DIGIT, found["digits"]))
    is_abroad_form = found[0].startswith("+")
    number = f"0{digits.removeprefix('0')}" if is_abroad_form else digits
    if not _is_complete(number):
        return PhoneReading(found.span(), None, "ambiguous", (number,))
    is_typed = bool(re.search("[0-9]", found["digits"]))
    return PhoneReading(found.span(), number, "certain" if is_typed else "confirm", (number,))


def _is_complete(number: str) -> bool:
    if not number.startswith("0") or number.startswith("00"):
        return False
    return len(number) == (11 if _ELEVEN.match(number) else 10)
