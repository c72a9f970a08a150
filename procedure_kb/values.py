"""What a fact may hold. The only place that says whether a value is valid, for answers, files and programs alike."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from procedure_kb.condition import MORE
from procedure_kb.model import UNKNOWN, Fact

EARLIEST = date(1868, 1, 25)
"""First day of 明治, the oldest era a register uses."""

_MONTH = re.compile(r"[1-9][0-9]{3}-(0[1-9]|1[0-2])")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?")


class ValueProblem(Exception):
    """A value that a fact cannot hold. ``str()`` is a Japanese sentence a resident or clerk can act on."""

    def __init__(self, fact: str, message: str) -> None:
        self.fact = fact
        super().__init__(message)


def check_value(fact: Fact, raw: Any, *, today: date) -> Any:
    """The value in its one form: a code, a list of codes, an int, or an ISO text.

    Raises:
        ValueProblem: the value is not one of the fact's (see ``vocabulary.md``), lies outside its range, or is no real day.
    """
    if raw == UNKNOWN:
        return UNKNOWN
    return _CHECKS[fact.type](fact, raw, today)


def check_facts(facts: Mapping[str, Fact], raw: Mapping[str, Any], *, today: date) -> dict[str, Any]:
    """All values of a household.

    Raises:
        ValueProblem: see ``check_value``; also for a fact that does not exist.
    """
    checked = {}
    for fact_id, value in raw.items():
        if fact_id not in facts:
            raise ValueProblem(fact_id, f"「{fact_id}」という項目はありません。")
        if facts[fact_id].derived and facts[fact_id].ask is None:
            raise ValueProblem(fact_id, f"「{fact_id}」は、ほかの項目から計算するので指定できません。")
        checked[fact_id] = check_value(facts[fact_id], value, today=today)
    return checked


def _enum(fact: Fact, raw: Any, today: date) -> str:
    codes = [code.code for code in fact.codes]
    if raw not in codes:
        raise ValueProblem(fact.id, f"{fact.label}: 「{raw}」は選べません（{', '.join(codes)}）。")
    return str(raw)


def _set(fact: Fact, raw: Any, today: date) -> list[str]:
    given = [raw] if isinstance(raw, str) else list(raw) if isinstance(raw, list | tuple) else [raw]
    codes = [code.code for code in fact.codes]
    order = [*codes, *(f"not_{code}" for code in codes if code != "none"), MORE, UNKNOWN]
    for code in given:
        if code not in order:
            raise ValueProblem(fact.id, f"{fact.label}: 「{code}」は選べません（{', '.join(codes)}）。")
    if "none" in given and len(given) > 1:
        raise ValueProblem(fact.id, f"{fact.label}: 「なし」とほかの値を一緒には選べません。")
    if any(f"not_{code}" in given for code in given):
        raise ValueProblem(fact.id, f"{fact.label}: 同じものを「ある」とも「ない」とも答えることはできません。")
    return sorted(set(given), key=order.index) or ["none"]


def _int(fact: Fact, raw: Any, today: date) -> int:
    if isinstance(raw, bool) or not (isinstance(raw, int) or (isinstance(raw, str) and re.fullmatch(r"[0-9]{1,9}", raw))):
        raise ValueProblem(fact.id, f"{fact.label}は数字でお答えください。")
    number = int(raw)
    low, high = fact.minimum or 0, fact.maximum if fact.maximum is not None else 999
    if not low <= number <= high:
        raise ValueProblem(fact.id, f"{fact.label}は{low}から{high}までの数字でお答えください。")
    return number


def _date(fact: Fact, raw: Any, today: date) -> str:
    text = str(raw)
    if text in [code.code for code in fact.codes]:
        return text
    if text.startswith("partial:"):
        month = text.removeprefix("partial:")
        if not _MONTH.fullmatch(month):
            raise ValueProblem(fact.id, f"{fact.label}は年と月でお答えください。")
        _within(fact, date.fromisoformat(f"{month}-01"), today)
        return text
    try:
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
            raise ValueError
        day = date.fromisoformat(text)
    except ValueError:
        raise ValueProblem(fact.id, f"「{text}」という日はありません。{fact.label}をお確かめください。") from None
    _within(fact, day, today)
    return text


def _within(fact: Fact, day: date, today: date) -> None:
    if day > today and not fact.future:
        raise ValueProblem(fact.id, f"{fact.label}が今日より後になっています。日付をお確かめください。")
    if day < EARLIEST:
        raise ValueProblem(fact.id, f"{fact.label}が古すぎます。日付をお確かめください。")


def _month(fact: Fact, raw: Any, today: date) -> str:
    text = str(raw)
    if text in [code.code for code in fact.codes]:
        return text
    if not _MONTH.fullmatch(text):
        raise ValueProblem(fact.id, f"{fact.label}は年と月でお答えください。")
    return text


def _datetime(fact: Fact, raw: Any, today: date) -> str:
    try:
        if not _MOMENT.fullmatch(str(raw)):
            raise ValueError
        return datetime.fromisoformat(str(raw)).isoformat(timespec="minutes")
    except ValueError:
        raise ValueProblem(fact.id, f"{fact.label}は日にちと時刻でお答えください。") from None


def _phone(fact: Fact, raw: Any, today: date) -> str:
    text = str(raw)
    if text in [code.code for code in fact.codes]:
        return text
    if not re.fullmatch(r"0[0-9]{9,10}", text):
        raise ValueProblem(fact.id, "電話番号は、市外局番から数字だけでお答えください。")
    return text


def _name(fact: Fact, raw: Any, today: date) -> str:
    text = "".join(str(raw).split())
    if not 0 < len(text) <= 60:
        raise ValueProblem(fact.id, f"{fact.label}をお確かめください。")
    return text


_CHECKS = {
    "enum": _enum,
    "set": _set,
    "int": _int,
    "date": _date,
    "month": _month,
    "datetime": _datetime,
    "phone": _phone,
    "name": _name,
}
