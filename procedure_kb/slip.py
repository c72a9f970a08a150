"""The checklist (手続き案内票) as plain records: what every renderer reads. Built by ``checklist``; nothing here decides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Status = Literal["needed", "to_confirm", "automatic"]
Place = Literal["ward_office", "city", "elsewhere", "private", "nowhere"]


@dataclass(frozen=True)
class SourceView:
    title: str
    address: str | None
    article: str | None
    updated_on: date | None
    checked_on: date


@dataclass(frozen=True)
class Reason:
    """One answer that made it so: 「健康保険：国民健康保険」."""

    fact: str
    label: str
    answer: str


@dataclass(frozen=True)
class DeskView:
    id: str
    name: str
    place: Place
    order: int
    """Walking order within the place."""
    ward: str | None
    """The ward office it is in, when the family chose one: 「南区役所」."""
    address: str | None
    phone: str | None
    note: str | None


@dataclass(frozen=True)
class DeadlineView:
    text: str
    """In words; always present."""
    rule: str | None
    counted_last_day: date | None
    """Last day by counting alone."""
    last_day: date | None
    """After the roll-over for closed days; equal to the counted day where none applies."""
    advised_day: date | None
    """The day shown large: the safer one where the law is unclear (docs/deadlines.md)."""
    assumption: str | None
    approximate: bool
    """The start is known to the month only; counted from its first day."""
    passed: bool
    """For certain, whichever day of the month the start was."""
    days_left: int | None


@dataclass(frozen=True)
class ChildView:
    """One of several children for whom something is to be done."""

    name: str
    """「2人目のお子さん（2026年11月19日生まれ）」"""
    deadline: DeadlineView | None


@dataclass(frozen=True)
class BringView:
    item: str
    name: str
    form: Literal["original", "copy", "any"]
    count: int
    note: str | None
    substitute: str | None
    where: str | None
    unconfirmed: bool


@dataclass(frozen=True)
class MoneyView:
    kind: Literal["benefit", "fee", "refund"]
    text: str
    amount: int | None
    """Yen; None where it is not one number or not confirmed."""


@dataclass(frozen=True)
class Line:
    """One procedure on the slip. Unconfirmed statements have already been replaced by 「窓口でご確認ください」."""

    id: str
    name: str
    summary: str
    kind: Literal["duty", "claim", "advice", "automatic"]
    status: Status
    desk: DeskView
    ways: tuple[str, ...]
    deadline: DeadlineView | None
    """Of several children the next that comes."""
    children: tuple[ChildView, ...]
    """For whom, where a family with several children has to do it for each; else empty."""
    bring: tuple[BringView, ...]
    who: str | None
    proxy: str | None
    money: tuple[MoneyView, ...]
    form: str | None
    online: str | None
    late: str | None
    cautions: tuple[str, ...]
    letter: str | None
    minutes: int
    because: tuple[Reason, ...]
    confirm: tuple[str, ...]
    """For ``to_confirm``: what is not known yet, how to find out, who can check."""
    wait: bool
    """The family thinks of renouncing the inheritance and this touches the estate: ask before doing it."""
    sources: tuple[SourceView, ...]


@dataclass(frozen=True)
class Group:
    """Lines done in one go: one desk visited, all by post, …"""

    key: Literal["visit", "post", "online", "elsewhere", "private", "automatic", "letters"]
    title: str
    desk: DeskView | None
    lines: tuple[Line, ...]
    minutes: int


@dataclass(frozen=True)
class BagLine:
    """One thing to bring, merged over procedures."""

    item: str
    name: str
    originals: int
    copies: int
    for_procedures: tuple[str, ...]
    """Names of the procedures that want it."""
    notes: tuple[str, ...]
    substitute: str | None
    where: str | None
    unconfirmed: bool


@dataclass(frozen=True)
class RuledOut:
    id: str
    name: str
    because: tuple[Reason, ...]


@dataclass(frozen=True)
class Checklist:
    event: str
    municipality: str
    today: date
    kb_version: str
    groups: tuple[Group, ...]
    """In the order of the day: visits in walking order, post, online, elsewhere, private, nothing to do, letters."""
    next_deadlines: tuple[Line, ...]
    """Needed lines with a day, nearest first."""
    to_confirm: tuple[Line, ...]
    claims: tuple[Line, ...]
    """Money one can claim, by what is lost first."""
    bag: tuple[BagLine, ...]
    ruled_out: tuple[RuledOut, ...]
    notes: tuple[str, ...]
    """Sentences on top: renunciation, another municipality's resident, …"""
    minutes: int
    """Estimated minutes of the visits to the ward office."""
    open_questions: int
    """Questions that could still change the list; 0 when complete."""
