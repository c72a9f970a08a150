"""The day and time somebody would like to come: 「12月2日の10時」「あしたの朝9時半」."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot.understanding.dates import read_dates
from bot.understanding.numerals import NUMBER, to_int
from bot.understanding.text import to_hiragana

_TIME = re.compile(
    rf"の?(?P<half>午前|午後|ごぜん|ごご|朝|あさ|昼|ひる|夕方|ゆうがた)?の?(?P<hour>{NUMBER})(?:時|じ)(?!間|かん)"
    rf"(?:(?P<thirty>半|はん)|(?P<minute>{NUMBER})(?:分|ふん|ぷん))?|(?<![0-9:])(?P<h>[0-9]{{1,2}}):(?P<m>[0-5][0-9])(?![0-9:])"
)
_FIRST_THING = re.compile("(?:朝|あさ)(?:いち(?:ばん)?|[一1]番?(?![0-9〇一二三四五六七八九十時]))|(?:開|あ)いて(?:すぐ|一番)|いちばん早い時間|一番早い時間")
_OPENING = "09:00"
"""When 「朝いち」 is, to be confirmed."""
_REJECTED = re.compile(r"(?:から|に)?(?:じゃ|では?|や)(?:な[くい]|のう)")
_LATE = ("午後", "ごご", "昼", "ひる", "夕方", "ゆうがた")
_EARLY = ("午前", "ごぜん", "朝", "あさ")
_OFFICE_OPENS = 8
"""An hour below this without 午前 is meant in the afternoon: no desk is open before."""


@dataclass(frozen=True)
class MomentReading:
    value: str
    unsure: bool


def read_moment(text: str, today: date) -> MomentReading | None:
    """The one moment named in normalised text; None if the day or the time is missing or there are several."""
    text, first_thing = _FIRST_THING.sub(_blank, text), bool(_FIRST_THING.search(text))
    times = {_clock(match) for match in _TIME.finditer(to_hiragana(text)) if not _REJECTED.match(text, match.end())}
    days = [reading for reading in read_dates(_TIME.sub(_blank, text), today=today, tense="future") if reading.value]
    times = times or ({_OPENING} if first_thing else set())
    if len(times) != 1 or len({day.value for day in days}) != 1 or str(days[0].value).startswith("partial"):
        return None
    clock = times.pop()
    return MomentReading(f"{days[0].value}T{clock}", first_thing or any(day.certainty == "confirm" for day in days)) if clock else None


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _clock(match: re.Match[str]) -> str | None:
    if match["h"]:
        hour, minute = int(match["h"]), int(match["m"])
    else:
        hour, minute = to_int(match["hour"]), 30 if match["thirty"] else to_int(match["minute"]) if match["minute"] else 0
    half = match["half"] or ""
    if hour < 12 and (half in _LATE or (half not in _EARLY and hour < _OFFICE_OPENS)):
        hour += 12
    return f"{hour:02}:{minute:02}" if hour < 24 and minute < 60 else None
