"""Deadlines for the family's own calendar (RFC 5545): one all-day event per needed procedure with a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid5

from icalendar import Alarm, Calendar, Event

from bot.renderers.phrases import wording
from bot.renderers.words import deadline_remarks, desk_text, sentences, to_bring
from procedure_kb.slip import Checklist, DeadlineView, Line

_PRODUCT = "-//michishirube//deadlines//JA"
_NAMESPACE = UUID("6f1d4a52-9b0e-5c37-8a64-2f9c1e7d3b80")
_REMINDERS = (timedelta(days=-3, hours=9), timedelta(hours=9))
"""From midnight at the start of the last day: 9:00 three days before, and 9:00 on the day, wherever the reader is."""


def calendar(checklist: Checklist, *, case_number: str, url: str, stamp: datetime) -> bytes:
    """The calendar file. ``stamp`` (aware) is when the checklist was made; the same case and procedure keep their UID,
    so that a newer file replaces the events of an older one."""
    if stamp.tzinfo is None:
        raise ValueError("stamp needs a time zone")
    result = Calendar()
    result.add("prodid", _PRODUCT)
    result.add("version", "2.0")
    result.add("calscale", "GREGORIAN")
    result.add("x-wr-calname", wording().calendar.name)
    for line in checklist.next_deadlines:
        if line.deadline and line.deadline.advised_day:
            result.add_component(_event(line, line.deadline, case_number, url, stamp.astimezone(UTC)))
    content: bytes = result.to_ical()
    return content


def _event(line: Line, deadline: DeadlineView, case_number: str, url: str, stamp: datetime) -> Event:
    day = deadline.advised_day
    assert day is not None
    event = Event()
    event.add("uid", str(uuid5(_NAMESPACE, f"{case_number}/{line.id}")))
    event.add("dtstamp", stamp)
    event.add("dtstart", day)
    event.add("dtend", day + timedelta(days=1))
    event.add("summary", wording().calendar.event.format(name=line.name))
    event.add("description", "\n".join(_description(line, deadline, case_number, url)))
    event.add("location", wording().joints.list.join(filter(None, (desk_text(line.desk), line.desk.address))))
    event.add("url", url)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    for before in _REMINDERS:
        event.add_component(_alarm(line, before))
    return event


def _alarm(line: Line, trigger: timedelta) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", wording().calendar.event.format(name=line.name))
    alarm.add("trigger", trigger)
    return alarm


def _description(line: Line, deadline: DeadlineView, case_number: str, url: str) -> Iterator[str]:
    labels, words = wording().labels, wording().calendar
    yield _labelled(labels.desk, desk_text(line.desk))
    if line.desk.phone:
        yield _labelled(labels.phone, line.desk.phone)
    yield _labelled(words.deadline, sentences(deadline_remarks(deadline)))
    for label, things in to_bring(line.bring):
        yield _labelled(label, "")
        yield from (words.thing.format(text=thing) for thing in things)
    yield _labelled(wording().paper.case_number, case_number)
    yield _labelled(wording().paper.title, url)


def _labelled(label: str, text: str) -> str:
    return wording().calendar.line.format(label=label, text=text)
