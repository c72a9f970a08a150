"""Japanese eras: what people call them, first and last day. 大正 and 昭和 began on the day their predecessor ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Era:
    name: str
    letter: str
    kana: str
    first: date
    last: date
    misheard: tuple[str, ...] = ()
    """Words of the same sound that a recogniser writes instead."""

    def western(self, year: int) -> int:
        return self.first.year - 1 + year


ERAS = (
    Era("令和", "r", "れいわ", date(2019, 5, 1), date.max, ("礼和", "例和", "零和", "玲和")),
    Era("平成", "h", "へいせい", date(1989, 1, 8), date(2019, 4, 30), ("平静", "平生")),
    Era("昭和", "s", "しょうわ", date(1926, 12, 25), date(1989, 1, 7), ("唱和", "笑和", "商和")),
    Era("大正", "t", "たいしょう", date(1912, 7, 30), date(1926, 12, 25)),
    Era("明治", "m", "めいじ", date(1868, 1, 25), date(1912, 7, 30)),
)
SOLAR_CALENDAR = date(1873, 1, 1)
"""明治6年1月1日. Months and days before it are of the old calendar and cannot be converted year by year."""

_SAID = {said: era for era in ERAS for said in (era.name, era.name[0], era.letter, era.kana, *era.misheard)}
ERA_WORDS = tuple(word for word in _SAID if word.isalpha() and not word.isascii())
ERA_LETTERS = "".join(era.letter for era in ERAS)


def era_called(said: str) -> Era:
    """The era of a name, a first character, a letter or a misheard word."""
    return _SAID[said.lower()]


def is_misheard(said: str) -> bool:
    return said in era_called(said).misheard


def era_on(day: date) -> Era:
    """The era of ``day`` (the later one where two share it)."""
    return next(era for era in ERAS if era.first <= day)
