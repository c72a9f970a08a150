"""Dates as residents say them: examples, what must not be taken for a date, and round trips in ten ways of speaking."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.understanding.date_reading import DateReading, Doubt, Tense
from bot.understanding.dates import read_dates
from bot.understanding.eras import ERAS, era_on
from bot.understanding.hedges import is_hedged
from bot.understanding.numerals import NATIVE_DAYS
from bot.understanding.text import normalise
from procedure_kb.strict_yaml import read_yaml

TODAY = date(2026, 11, 23)
TABLE = read_yaml(Path(__file__).parent / "date_examples.yml")
TENSES: tuple[Tense, ...] = ("past", "future", "birth", "any")


def _read(text: str, tense: Tense = "past", today: date = TODAY) -> list[DateReading]:
    return read_dates(text, today=today, tense=tense)


@pytest.mark.parametrize("row", TABLE["examples"] + TABLE["more"], ids=lambda row: f"{row['tense']}-{row['text']}")
def test_examples(row: dict[str, Any]) -> None:
    (reading,) = _read(row["text"], row["tense"])
    assert (reading.value, reading.certainty) == (row["value"], row["certainty"])
    if "candidates" in row:
        assert list(reading.candidates) == row["candidates"]


@pytest.mark.parametrize("text", TABLE["no_date"])
def test_what_is_no_date(text: str) -> None:
    assert _read(text) == []


@pytest.mark.parametrize("text", ["10月5日じゃないかな", "10月5日じゃないですか", "10月5日ちゃうかな"])
def test_asking_back_is_not_denying(text: str) -> None:
    (reading,) = _read(text)
    assert (reading.value, reading.certainty) == ("2026-10-05", "confirm")


def test_several_dates_come_in_order_with_their_places() -> None:
    text = "１０月５日に入院して、十一月二日に亡くなりました"
    readings = _read(text)
    assert [reading.value for reading in readings] == ["2026-10-05", "2026-11-02"]
    assert [normalise(text)[slice(*reading.span)] for reading in readings] == ["10月5日", "十一月二日"]


def test_a_day_alone_belongs_to_the_month_named_before() -> None:
    readings = _read("10月5日に倒れて、7日に亡くなりました")
    assert [reading.value for reading in readings] == ["2026-10-05", "2026-10-07"]
    assert readings[1].certainty == "confirm"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("先週の金曜", ["2026-11-13", "2026-11-20"]), ("今週の日曜", ["2026-11-22", "2026-11-22"])],
)
def test_on_sundays_the_week_is_not_the_same_for_everybody(text: str, expected: list[str]) -> None:
    (reading,) = _read(text, today=date(2026, 11, 22))
    assert list(reading.candidates) == list(dict.fromkeys(expected))
    assert (reading.value is None) == (len(set(expected)) > 1)


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("8年10月5日", Doubt.ERA_OMITTED),
        ("平成31年5月1日", Doubt.ERA_MISMATCH),
        ("12月5日", Doubt.LONG_AGO),
        ("3日", Doubt.MONTH_GUESSED),
        ("先週の日曜", Doubt.WEEK_BEGINS),
        ("11月31日", Doubt.NO_SUCH_DAY),
        ("きのうの夜中", Doubt.MIDNIGHT),
        ("生後14日目", Doubt.FIRST_DAY),
        ("四十九日が今日", Doubt.OTHER_EVENT),
        ("お盆", Doubt.PERIOD),
        ("たぶん昨日", Doubt.HEDGED),
        ("明日", Doubt.WRONG_SIDE_OF_TODAY),
    ],
)
def test_doubts_say_why(text: str, doubt: Doubt) -> None:
    assert _read(text)[0].reason == doubt


# --- round trips ---------------------------------------------------------------------------------------------------------

KANJI = "〇一二三四五六七八九"
ONES = ["", "いち", "に", "さん", "よん", "ご", "ろく", "なな", "はち", "きゅう"]
MONTHS = ["いち", "に", "さん", "し", "ご", "ろく", "しち", "はち", "く", "じゅう", "じゅういち", "じゅうに"]
DAYS = {day: kana for kana, day in NATIVE_DAYS.items() if kana not in ("なぬか", "とうか", "二十日", "廿日")}


def _kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "十" if tens == 1 else KANJI[tens] + "十") + (KANJI[ones] if ones else "")


def _kana(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens == 0 else "じゅう" if tens == 1 else ONES[tens] + "じゅう") + ONES[ones]


def _era_year(day: date) -> int:
    return day.year - era_on(day).western(0)


def _in_kana(day: date) -> str:
    month_day = MONTHS[day.month - 1] + "がつ" + DAYS.get(day.day, _kana(day.day) + "にち")
    return f"{era_on(day).kana}{_kana(_era_year(day))}ねん{month_day}"


def _in_full_width(text: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) if char.isascii() else char for char in text)


STYLES: dict[str, Callable[[date], str]] = {
    "era": lambda day: f"{era_on(day).name}{_era_year(day)}年{day.month}月{day.day}日",
    "era in kanji": lambda day: f"{era_on(day).name}{_kanji(_era_year(day))}年{_kanji(day.month)}月{_kanji(day.day)}日",
    "letter": lambda day: f"{era_on(day).letter.upper()}{_era_year(day)}.{day.month}.{day.day}",
    "first character": lambda day: f"{era_on(day).name[0]}{_era_year(day):02}/{day.month:02}/{day.day:02}",
    "western": lambda day: f"{day.year}年{day.month}月{day.day}日",
    "western in kanji": lambda day: "".join(KANJI[int(c)] for c in str(day.year)) + f"年{_kanji(day.month)}月{_kanji(day.day)}日",
    "signs": lambda day: f"{day.year}-{day.month}-{day.day}",
    "eight digits": lambda day: f"{day:%Y%m%d}",
    "kana": _in_kana,
    "full width": lambda day: _in_full_width(f"{day.year}/{day.month}/{day.day}"),
}


@pytest.mark.parametrize("style", STYLES)
@given(day=st.dates(min_value=date(1873, 1, 1), max_value=TODAY))
def test_any_date_is_read_back(style: str, day: date) -> None:
    for around in ("{}", "亡くなったのは{}です", "{}に病院で"):
        (reading,) = _read(around.format(STYLES[style](day)))
        assert (reading.value, reading.certainty) == (day.isoformat(), "certain")


@given(st.integers(min_value=0, max_value=181), st.sampled_from(["{0.month}月{0.day}日", "{0.month}/{0.day}"]))
def test_a_recent_day_without_year_is_read_back(ago: int, form: str) -> None:
    day = TODAY - timedelta(days=ago)
    (reading,) = _read(form.format(day))
    assert (reading.value, reading.certainty) == (day.isoformat(), "certain")


@given(st.dates(min_value=date(1873, 1, 1), max_value=date(2100, 12, 31)))
def test_the_era_of_a_day_gives_back_its_year(day: date) -> None:
    era = era_on(day)
    assert era.western(_era_year(day)) == day.year
    assert era.first <= day <= era.last
    shared = day in (date(1912, 7, 30), date(1926, 12, 25))
    assert sum(each.first <= day <= each.last for each in ERAS) == 1 + shared


@given(st.integers(1900, 2026), st.integers(1, 12), st.integers(29, 39), st.sampled_from(TENSES))
def test_a_day_that_does_not_exist_is_never_made_into_another(year: int, month: int, day: int, tense: Tense) -> None:
    if day <= calendar.monthrange(year, month)[1]:
        return
    for text in (f"{year}年{month}月{day}日", f"{year}/{month}/{day}", f"{year}年{_kanji(month)}月{_kanji(day)}日"):
        assert all(reading.value is None for reading in _read(text, tense))


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2030, 12, 31)), st.sampled_from(TABLE["examples"] + TABLE["more"]))
def test_on_any_day_every_example_is_read_without_contradiction(today: date, row: dict[str, Any]) -> None:
    for reading in _read(row["text"], row["tense"], today):
        _is_consistent(reading, row["text"])


BETWEEN = ["か", "の", "、", "ごろ", "じゃなくて", "葬儀", "夜中", "たぶん", "日", "月", "年", "に", "3", "十"]
PIECES = [row["text"] for row in TABLE["examples"]] + BETWEEN


@given(st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=60), st.sampled_from(TENSES))
def test_anything_may_be_said(text: str, tense: Tense) -> None:
    readings = _read(text, tense)
    for reading in readings:
        _is_consistent(reading, text)
    spans = [reading.span for reading in readings]
    assert all(first[1] <= second[0] for first, second in pairwise(spans))


def _is_consistent(reading: DateReading, text: str) -> None:
    start, end = reading.span
    assert 0 <= start < end <= len(normalise(text))
    assert (reading.value is None) == (reading.certainty == "ambiguous")
    assert (reading.reason is None) == (reading.certainty == "certain")
    assert reading.value is None or reading.value in reading.candidates
    assert reading.certainty != "certain" or not is_hedged(text)
    for day in reading.candidates:
        date.fromisoformat(day.removeprefix("partial:") + "-01" if day.startswith("partial:") else day)


def test_long_input_is_read_in_reasonable_time() -> None:
    for piece in ("1", "十", "じゅう", "10月5日", "一二三", "3日、", "令和", "1/"):
        _read(piece * 500)
