"""Dates as residents say them. ``read_dates`` finds the expressions, reads each, and weighs what stands around and between.

The forms are our own. The package `ja-timex` (0.2.8) was tried: it reads 年月日 in kanji and digits, but not おととい, ゆうべ,
kana numbers, 令8.10.5 or holidays. It takes 「2、3日前」 for two dates, 「10日ほど前」 for an exact one, 「8年10月5日」
for year 8, and stops with an error at 11月31日. It has no notion of doubt, which is the contract here: nothing doubtful is
taken as said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from bot.understanding import date_context, occasions, relative_dates, written_dates
from bot.understanding.date_context import in_surroundings, is_on_wrong_side
from bot.understanding.date_reading import Answer, DateReading, Doubt, Setting, Tense, doubted
from bot.understanding.hedges import is_hedged
from bot.understanding.text import normalise, to_hiragana

__all__ = ["DateReading", "read_dates"]

Reader = Callable[[re.Match[str], Setting], Answer | None]
_FORMS: tuple[tuple[re.Pattern[str], Reader], ...] = (
    *relative_dates.FORMS,
    *written_dates.FORMS,
    *occasions.FORMS,
    *date_context.FORMS,
)
_SAME_DAY = re.compile(r"(?:の|、|,| |\(|は|が)?")
_EITHER = re.compile(r"(?:、| )?(?:か|かそれとも|それとも|または|又は|もしくは|から|~|〜|か、)(?: |、)?")
_BEFORE_EVENT = re.compile(rf"(?:が|は|に|の|も|で|、| )*{occasions.OTHER_EVENTS}")
_AFTER_EVENT = re.compile(rf"{occasions.OTHER_EVENTS}(?:が|は|も|を|の|で|、| )*$")
_PAST_VERB = re.compile(r"(?:まし|っ|し|い|れ|き|え|ん)(?:た|だ)(?=$|[。、!? のんよわけばで])|でした")
_FUTURE_VERB = re.compile("予定|つもり|よう(?:と|か)思|たい(?=$|[。、 とでんの])")


@dataclass(frozen=True)
class _Found:
    start: int
    end: int
    answer: Answer

    def reading(self) -> DateReading:
        answer = self.answer
        return DateReading((self.start, self.end), answer.value, answer.certainty, answer.candidates, answer.reason)


def read_dates(text: str, *, today: date, tense: Tense) -> list[DateReading]:
    """Dates in ``text``, in order. Spans count in ``normalise(text)``.

    A date that is denied (「5日じゃなくて」) is left out; two expressions for one day are one reading; a day that cannot be told
    from the words has no value. A day the calendar does not have is never made into another.
    """
    folded = to_hiragana(normalise(text))
    setting = Setting(today, _tense_of(folded) if tense == "any" else tense)
    found = _without_mere_periods(_joined(list(_found(folded, setting)), folded))
    return [_weighed(each, folded, setting).reading() for each in found]


def _tense_of(text: str) -> Tense:
    """The side of today that the verbs tell, where the question does not."""
    if _FUTURE_VERB.search(text):
        return "future"
    return "past" if _PAST_VERB.search(text) else "any"


def _matches(text: str) -> list[tuple[re.Match[str], Reader]]:
    """All matches, leftmost first and among those the longest first."""
    found = [(match, read) for pattern, read in _FORMS for match in pattern.finditer(text) if match[0]]
    return sorted(found, key=lambda pair: (pair[0].start(), -pair[0].end()))


def _found(text: str, setting: Setting) -> Iterator[_Found]:
    place = 0
    for match, read in _matches(text):
        if match.start() < place:
            continue
        answer = read(match, setting)
        if answer is None:
            continue
        surroundings = in_surroundings(answer, text, match.start(), match.end())
        place = surroundings.end
        setting = replace(setting, before=_named_day(answer) or setting.before)
        if surroundings.answer:
            yield _about_other_events(_Found(match.start(), surroundings.end, surroundings.answer), text)


def _named_day(answer: Answer) -> date | None:
    """The day, or the first of the month, whose month a bare 「6日」 after it belongs to."""
    if answer.value is None:
        return None
    is_month = answer.value.startswith("partial:")
    return date.fromisoformat(answer.value.removeprefix("partial:") + ("-01" if is_month else ""))


def _about_other_events(found: _Found, text: str) -> _Found:
    """The day of a memorial service or funeral says nothing certain about the day of death."""
    before, after = _AFTER_EVENT.search(text, 0, found.start), _BEFORE_EVENT.match(text, found.end)
    if not before and not after:
        return found
    start, end = before.start() if before else found.start, after.end() if after else found.end
    return _Found(start, end, Answer(None, "ambiguous", (), Doubt.OTHER_EVENT))


def _joined(found: list[_Found], text: str) -> list[_Found]:
    """Neighbours that are one day said twice, or alternatives, as one."""
    joined: list[_Found] = []
    for each in found:
        last = joined[-1] if joined else None
        answer = _together(last, each, text[last.end : each.start]) if last and last.end <= each.start else None
        if last and answer:
            joined[-1] = _Found(last.start, each.end, answer)
        elif last is None or each.start >= last.end:
            joined.append(each)
    return joined


def _together(first: _Found, second: _Found, between: str) -> Answer | None:
    one, other = first.answer, second.answer
    if not one.candidates or not other.candidates:
        return None
    if _EITHER.fullmatch(between):
        return Answer(None, "ambiguous", _either(one, other), Doubt.SEVERAL_DAYS)
    if not _SAME_DAY.fullmatch(between):
        return None
    shared = [day for day in one.candidates if day in other.candidates]
    if len(shared) != 1:
        return Answer(None, "ambiguous", _either(one, other), Doubt.SEVERAL_DAYS)
    is_certain = "certain" in (one.certainty, other.certainty)
    return Answer(shared[0], "certain" if is_certain else "confirm", (shared[0],), None if is_certain else one.reason)


def _either(one: Answer, other: Answer) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one.candidates, *other.candidates)))


def _without_mere_periods(found: list[_Found]) -> list[_Found]:
    """「お盆の8月15日」: what names no day is left out where something else does."""
    return [each for each in found if each.answer.candidates] or found


def _weighed(found: _Found, text: str, setting: Setting) -> _Found:
    answer = found.answer
    if is_on_wrong_side(answer, setting):
        answer = doubted(answer, Doubt.WRONG_SIDE_OF_TODAY)
    return replace(found, answer=doubted(answer, Doubt.HEDGED) if is_hedged(text) else answer)
