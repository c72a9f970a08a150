"""Deadlines: how a period of law is counted from its event, and where its last day falls. The rules are data (``load_rules``).

Grounds: 民法138〜143条 (first day, end of the last day, months by the calendar), 戸籍法43条 and 年齢計算ニ関スル法律 (first day
counted), 国税通則法10条 for taxes. No clock, and nothing is read before ``load_rules`` is called.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from procedure_kb.closed_days import next_open_day, previous_open_day
from procedure_kb.model import FactId, Record, Text
from procedure_kb.strict_yaml import DataError, read_yaml

_DAY = timedelta(days=1)
_AGE = re.compile(r"age_attained[_: ]([1-9][0-9]{0,2})(y|m|歳|か月)", re.ASCII)


class DeadlineError(KeyError):
    """A rule that does not exist, or a day the calendar does not have. ``str()`` is a Japanese sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


class Rule(Record):
    """One period: how many days, months or years, counted from where, pushed back by which closed days."""

    id: FactId
    n: int | None = Field(default=None, ge=1)
    """None only for ``age_attained``, whose number stands in the id asked for: ``age_attained_65y``."""
    unit: Literal["d", "m", "y", "fy"]
    """``fy``: up to the first 31 March on or after the day on which the ``n`` years are full."""
    first_day_counted: bool
    day_after: bool = False
    """「経過した日」: the day after the period."""
    roll: Literal["local", "national", "tax", "court", "insurer", "none"]
    """Whose closed days push the last day back. ``none``: a time-bar or a reference day, which nothing pushes."""
    roll_certain: bool = True
    text: Text
    law: Text
    in_force_from: date | None = None
    """The duty began on this day. What was known before it follows ``before_that``, counted from this day."""
    before_that: FactId | None = None
    sources: tuple[str, ...] = Field(min_length=1)


def load_rules(path: Path) -> dict[str, Rule]:
    """The rules of one file by id.

    Raises:
        DataError: not a list of rules under the key ``rules``, a broken rule, or an id twice.
    """
    content = read_yaml(path)
    if not isinstance(content, dict) or content.keys() != {"rules"} or not isinstance(content["rules"], list):
        raise DataError(path, "rules", "「rules:」の下に規則のリストだけを書いてください。")
    rules: dict[str, Rule] = {}
    for number, row in enumerate(content["rules"], start=1):
        rule = _read_rule(path, number, row)
        if rule.id in rules:
            raise DataError(path, rule.id, "同じ id の規則が2つあります。")
        rules[rule.id] = rule
    return rules


def _read_rule(path: Path, number: int, row: Any) -> Rule:
    try:
        return Rule.model_validate(row)
    except ValidationError as error:
        detail = error.errors(include_url=False)[0]
        name = row.get("id", number) if isinstance(row, dict) else number
        where = ".".join([str(name), *map(str, detail["loc"])])
        raise DataError(path, where, f"規則の書き方に誤りがあります（{detail['msg']}）。") from error


def find_rule(rules: Mapping[str, Rule], rule_id: str) -> Rule:
    """The rule called ``rule_id``. ``age_attained`` takes a number with it: ``age_attained_65y``, ``age_attained:2m``.

    Raises:
        DeadlineError: there is no such rule.
    """
    age = _AGE.fullmatch(rule_id)
    if age and "age_attained" in rules:
        unit = "y" if age[2] in ("y", "歳") else "m"
        return rules["age_attained"].model_copy(update={"id": f"age_attained_{age[1]}{unit}", "n": int(age[1]), "unit": unit})
    if rule_id not in rules or rules[rule_id].n is None:
        raise DeadlineError(f"「{rule_id}」という期限の規則はありません（年齢は age_attained_65y のように書きます）。")
    return rules[rule_id]


def rule_in_force(rules: Mapping[str, Rule], rule_id: str, start: date) -> tuple[Rule, date]:
    """The rule that governs an event of ``start``, and the day to count from: not before the duty itself began."""
    rule = find_rule(rules, rule_id)
    if rule.before_that is None or rule.in_force_from is None or start >= rule.in_force_from:
        return rule, start
    return find_rule(rules, rule.before_that), rule.in_force_from


def counted_last_day(rule: Rule, start: date) -> date:
    """Last day of the period by counting alone, ``start`` being the day of the event.

    Raises:
        DeadlineError: the day lies beyond the calendar.
    """
    if rule.n is None:
        raise DeadlineError(f"期限の規則「{rule.id}」には数が必要です。")
    with _within_the_calendar(start):
        first = start if rule.first_day_counted else start + _DAY
        end = _period_end(first, rule.n, rule.unit)
        return end + _DAY if rule.day_after else end


def last_day(rule: Rule, start: date) -> date:
    """Last day after closed days have pushed it back. Time-bars are never pushed (民法142条 does not apply to them).

    Raises:
        DeadlineError: the day lies beyond the calendar.
    """
    counted = counted_last_day(rule, start)
    with _within_the_calendar(start):
        return counted if rule.roll == "none" else next_open_day(counted)


def advised_day(rule: Rule, start: date) -> date:
    """The day to tell people: ``last_day``; the last open day by the counted one where the push back has no clear ground."""
    if rule.roll_certain:
        return last_day(rule, start)
    return previous_open_day(counted_last_day(rule, start))


def age_attained(birth: date, n: int, unit: Literal["m", "y"]) -> date:
    """The day with whose end ``n`` years or months of age are full: the eve of the birthday (年齢計算ニ関スル法律)."""
    return _period_end(birth, n, unit)


@contextmanager
def _within_the_calendar(start: date) -> Iterator[None]:
    try:
        yield
    except (OverflowError, ValueError) as error:
        raise DeadlineError(f"{start} からは期限を計算できません。") from error


def _period_end(first: date, n: int, unit: str) -> date:
    """Last day of ``n`` units whose day 1 is ``first`` (民法141・143条)."""
    if unit == "d":
        return first + timedelta(days=n - 1)
    end = _months_end(first, n if unit == "m" else 12 * n)
    return _school_year_end(end) if unit == "fy" else end


def _months_end(first: date, months: int) -> date:
    """Eve of the corresponding day; the end of the month where that day does not exist, and where day 1 begins a month."""
    year, month0 = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = calendar.monthrange(year, month0 + 1)[1]
    if first.day > length:
        return date(year, month0 + 1, length)
    return date(year, month0 + 1, first.day) - _DAY


def _school_year_end(day: date) -> date:
    end = date(day.year, 3, 31)
    return end if day <= end else date(day.year + 1, 3, 31)
