"""What a resident sent by a form, read into one message, or the mistake to show beside the field."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel

from bot.pages.html import WORDING

LONGEST_TEXT = 500
_ERAS = WORDING["eras"]


class Said(BaseModel):
    """Fields of the forms of the chat page. Each form sends only its own; an empty field counts as not sent."""

    field: Literal["text", "typed", "date"] = "text"
    """Which form with something to write in it was sent."""
    text: str = ""
    """The free text box."""
    choice: list[str] = []
    """A button, or the ticked lines of a tick-list."""
    ticked: str | None = None
    """Sent by the button that confirms the ticked lines: the prompt's ``submit`` value."""
    typed: str = ""
    """The field for a number or a telephone number."""
    era: str = ""
    year: str = ""
    month: str = ""
    day: str = ""
    seen: int = 0
    """Bubbles the page already shows (chat.js only)."""


@dataclass(frozen=True)
class Reply:
    """One message: words, or the values of what was pressed."""

    text: str | None = None
    choices: tuple[str, ...] = ()


class Mistake(Exception):
    """Nothing was said yet. ``field`` is the part of the page it is shown at, ``kind`` a key of ``mistakes``."""

    def __init__(self, field: str, kind: str) -> None:
        self.field, self.kind = field, kind
        super().__init__(kind)


def read(said: Said) -> Reply:
    """The message in what was sent.

    Raises:
        Mistake: something to fill in or to tick is missing, or is no date.
    """
    if said.ticked is not None:
        if not said.choice:
            raise Mistake("ticks", "nothing_ticked")
        return Reply(choices=(*said.choice, said.ticked))
    if said.choice:
        return Reply(choices=tuple(said.choice))
    if said.field == "date":
        return Reply(text=_date_in_words(said))
    return Reply(text=_words(said.field, said.typed if said.field == "typed" else said.text))


def _words(field: str, typed: str) -> str:
    words = typed.strip()
    if not words:
        raise Mistake(field, f"empty_{field}")
    if len(words) > LONGEST_TEXT:
        raise Mistake(field, "too_long")
    return words


def _date_in_words(said: Said) -> str:
    """The date as one writes it, western year; without the day when only the month is known."""
    year, month, day = (_number(typed) for typed in (said.year, said.month, said.day))
    if year is None or month is None:
        raise Mistake("date", "date_incomplete")
    if said.era in _ERAS["first_years"]:
        year += _ERAS["first_years"][said.era] - 1
    try:
        date(year, month, day or 1)
    except ValueError:
        raise Mistake("date", "date_impossible") from None
    pattern = _ERAS["said_day" if day else "said_month"]
    return str(pattern.format(year=year, month=month, day=day))


def _number(typed: str) -> int | None:
    """The number, however wide its digits; None for nothing. The first year of an era has a sign of its own."""
    digits = unicodedata.normalize("NFKC", typed).strip()
    if not digits:
        return None
    if digits == _ERAS["first_year"]:
        return 1
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 4):
        raise Mistake("date", "date_impossible")
    return int(digits)
