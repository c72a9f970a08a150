"""受付番号 and link tokens: how a case is named to people, and how it is found by nobody else.

A 受付番号 is eight digits from 2 to 9 in two groups, 「2345-6785」: no letters to spell on the telephone, no 0 and 1
that look like O and I. The last digit is a check digit (Damm's algorithm over GF(8)): any one wrong digit and any two
neighbours swapped are noticed. It carries no personal data and gives no access by itself.
"""

from __future__ import annotations

import random
import re
import secrets
import unicodedata

_LENGTH = 8
_LOWEST = 2
_ORDER = 8
_REDUCTION = 0b1011  # x³ + x + 1

_WORDS = {
    "0": ("ぜろ", "れい", "まる", "〇", "零"),
    "1": ("いち", "一"),
    "2": ("に", "二"),
    "3": ("さん", "三"),
    "4": ("よん", "し", "四"),
    "5": ("ご", "五"),
    "6": ("ろく", "六"),
    "7": ("なな", "しち", "七"),
    "8": ("はち", "八"),
    "9": ("きゅう", "きゅ", "く", "九"),
}
_SPOKEN = {word: digit for digit, words in _WORDS.items() for word in (digit, *words)}
_DIGIT = re.compile("|".join(sorted(map(re.escape, _SPOKEN), key=len, reverse=True)))
_AROUND = re.compile(r"^(受付番号|番号)は?|番?(です)?[。.]?$")
_BETWEEN = re.compile(r"[\s\-ーの、,.\u00ad\u2010-\u2015\u2212\u30a0\uff70]+")

_SHAPE = "受付番号は、8けたの数字です。お手元の番号をお確かめください。"
_NO_ZERO_OR_ONE = "受付番号に、0と1は使われていません。お手元の番号をお確かめください。"
_NOT_GIVEN_OUT = "この受付番号は、どこかの数字が違うようです。お手元の番号をお確かめください。"


class WrongCaseNumber(ValueError):
    """The text is no 受付番号; the message says why, in words for residents."""


def new_case_number(rng: random.Random | None = None) -> str:
    """A number drawn at random, 「2345-6785」. One of two million: the caller checks that it is still free."""
    rng = rng or secrets.SystemRandom()
    values = [rng.randrange(_ORDER) for _ in range(_LENGTH - 1)]
    return _grouped("".join(str(value + _LOWEST) for value in [*values, _check(values)]))


def parse_case_number(text: str) -> str:
    """The number as it is written by us, from what was typed or said: full-width, any hyphens or spaces or none,
    kanji, digits read aloud in kana. Raises WrongCaseNumber."""
    digits = _digits(text)
    if len(digits) != _LENGTH:
        raise WrongCaseNumber(_SHAPE)
    if "0" in digits or "1" in digits:
        raise WrongCaseNumber(_NO_ZERO_OR_ONE)
    if _check([int(digit) - _LOWEST for digit in digits]) != 0:
        raise WrongCaseNumber(_NOT_GIVEN_OUT)
    return _grouped(digits)


def new_token() -> str:
    """What stands in a link: 192 random bits, safe in an address."""
    return secrets.token_urlsafe(24)


def _check(values: list[int]) -> int:
    """The check digit of the values; 0 for values that end in theirs."""
    state = 0
    for value in values:
        state = (state ^ value) << 1
        state ^= _REDUCTION if state & _ORDER else 0
    return state


def _digits(text: str) -> str:
    """The digits in the text. Raises WrongCaseNumber when there is anything else."""
    plain = _hiragana(unicodedata.normalize("NFKC", text)).strip()
    rest = _BETWEEN.sub("", _AROUND.sub("", plain))
    found = _DIGIT.findall(rest)
    if "".join(found) != rest:
        raise WrongCaseNumber(_SHAPE)
    return "".join(_SPOKEN[word] for word in found)


def _hiragana(text: str) -> str:
    return "".join(chr(ord(it) - 0x60) if "ァ" <= it <= "ヶ" else it for it in text)


def _grouped(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:]}"
