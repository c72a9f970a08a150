"""What a baby weighed at birth, as told: 1,900グラム, 千九百グラム, 1.9キロ, 2キロ300."""

from __future__ import annotations

import re

from bot.understanding.numerals import NUMBER, to_int
from bot.understanding.text import to_hiragana

_GRAMS = re.compile(rf"(?P<grams>[0-9]{{1,2}},[0-9]{{3}}|{NUMBER}) ?(?:ぐらむ|g)")
_KILOS = re.compile(rf"(?P<kilos>[0-9](?:\.[0-9]{{1,3}})?|{NUMBER}) ?(?:きろ|kg)(?:と|の)?(?P<rest>{NUMBER}(?!人|歳|日|月))?")
_NOT_REACHED = re.compile("(?:も|に|は)?(?:な(?:かった|くて|い)|満たな|足らん|足りな|届か|未満|を?切)")
_UP_TO, _UNDER = 2000, 2500
"""Grams: at most 2,000 the hospital costs are helped with (養育医療); under 2,500 the birth is reported (母子保健法18条)."""
_LIGHTEST, _HEAVIEST = 200, 6500


def weight_at_birth(text: str) -> int | None:
    """The weight in grams that normalised text tells of a new-born child; None if there is none.

    「2500グラムなかった」 counts as a gram less.
    """
    said = to_hiragana(text)
    for match, grams in (*((m, _grams(m)) for m in _GRAMS.finditer(said)), *((m, _of_kilos(m)) for m in _KILOS.finditer(said))):
        if _LIGHTEST <= grams <= _HEAVIEST:
            return grams - 1 if _NOT_REACHED.match(said, match.end()) else grams
    return None


def condition_by_weight(grams: int) -> list[str]:
    """The codes of ``newborn_condition`` that a weight means."""
    if grams >= _UNDER:
        return ["none"]
    return ["under_2500g", "up_to_2000g"] if grams <= _UP_TO else ["under_2500g"]


def _grams(match: re.Match[str]) -> int:
    return to_int(match["grams"].replace(",", ""))


def _of_kilos(match: re.Match[str]) -> int:
    kilos = match["kilos"]
    grams = round(1000 * float(kilos)) if kilos[0].isdigit() and kilos.isascii() else 1000 * to_int(kilos)
    rest = to_int(match["rest"]) if match["rest"] else 0
    return grams + (rest if rest >= 10 else 100 * rest)
