"""Deadlines for the family's own calendar (RFC 5545): one all-day event per needed procedure with a day, or per day where
the children of a family have different ones."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from bot.renderers.order import Due, dated_dues
from bot.renderers.phrases import wording
from bot.renderers.words import deadline_remarks, desk_text, names_text, sentences, to_bring
from procedure_kb.slip import Checklist

_PRODUCT = "-//michishirube//deadlines//JA"
_NAMESPACE = UUID("6f1d4a52-9b0e-5c37-8a64-2f9c1e7d3b80")
_REMINDERS = (timedelta(days=-3, hours=9), timedelta(hours=9))
"""From midnight at the start of the last day: 9:00 three days before, and 9:00 on the day, wherever the reader is."""


def calendar(checklist: Checklist, *, case_number: str, url: str, stamp: datetime) -> bytes:
    """The calendar file. ``stamp`` (aware) is when the checklist was made; the same case, procedure and child keep their UID,
    so that a newer file replaces the events of an older one."""
    if stamp.tzinfo is None:
        raise ValueError("stamp needs a time zone")
    result = Calendar()
    result.add("prodid", _PRODUCT)
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("x-wr-calname", wording().calendar.name)
    for due in dated_dues(checklist.next_deadlines):
        result.add_component(_event(due, case_number, url, stamp.astimezone(UTC)))
    content: bytes = result.to_ical()
    return content


def _event(due: Due, case_number: str, url: str, stamp: datetime) -> Event:
    line, day = due.line, due.deadline.advised_day if due.deadline else None
    assert day is not None
    event = Event()
    event.add("uid", _uid(due, case_number))
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", _summary(due))
    event.add("description", "\n".join(_description(due, case_number, url)))
    event.add("location", wording().joints.list.join(filter(None, (desk_text(line.desk), line.desk.address))))
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for before in _REMINDERS:
        event.add_component(_alarm(due, before))
    return event


def _uid(due: Due, case_number: str) -> str:
    """The first child's event has that of the procedure: it takes its place when a second child gets a day of its own."""
    plain = f"{case_number}/{due.line.id}"
    return str(uuid5(_NAMESPACE, plain if due.number == 1 else f"{plain}@{due.number}"))


def _summary(due: Due) -> str:
    words = wording().calendar
    if not due.children:
        return words.event.format(name=due.line.name)
    return words.event_of_children.format(name=due.line.name, children=names_text(due.children))


def _alarm(due: Due, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", _summary(due))
    alarm.add("trigger", trigger)
    return alarm


def _description(due: Due, case_number: str, url: str) -> Iterator[str]:
    labels, words, line = wording().labels, wording().calendar, due.line
    if line.children:
        yield _labelled(labels.children, names_text(due.children or (child.name for child in line.children)))
    yield _labelled(labels.desk, desk_text(line.desk))
    if line.desk.phone:
        yield _labelled(labels.phone, line.desk.phone)
    if due.deadline:
        yield _labelled(words.deadline, sentences(deadline_remarks(due.deadline)))
    for label, things in to_bring(line.bring):
        yield _labelled(label, "")
        yield from (words.thing.format(text=thing) for thing in things)
    yield _labelled(wording().paper.case_number, case_number)
    yield _labelled(wording().paper.title, url)


def _labelled(label: str, text: str) -> str:
    return wording().calendar.line.format(label=label, text=text)
