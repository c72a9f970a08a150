from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.renderers.ical import calendar
from procedure_kb.slip import Checklist, Line
from tests import slips

STAMP = datetime(2026, 11, 25, 18, 30, tzinfo=ZoneInfo("Asia/Tokyo"))


def file_of(checklist: Checklist, *, case_number: str = slips.CASE_NUMBER) -> bytes:
    return calendar(checklist, case_number=case_number, url=slips.URL, stamp=STAMP)


def events_of(content: bytes) -> list[Any]:
    return list(Calendar.from_ical(content).walk("VEVENT"))


def test_one_all_day_event_per_needed_line_with_a_day() -> None:
    checklist = slips.checklist()
    events = events_of(file_of(checklist))
    expected = [(f"手続きの期限：{it.name}", it.deadline.advised_day) for it in checklist.next_deadlines if it.deadline]
    assert [(str(event["summary"]), event["dtstart"].dt) for event in events] == expected
    for event in events:
        assert type(event["dtstart"].dt) is date
        assert event["dtend"].dt - event["dtstart"].dt == timedelta(days=1)
        assert event["dtstamp"].dt == STAMP.astimezone(UTC)


def test_reminders_at_nine_three_days_before_and_on_the_day() -> None:
    (event, *_) = events_of(file_of(slips.checklist()))
    midnight = datetime.combine(event["dtstart"].dt, datetime.min.time())
    alarms = event.walk("VALARM")
    assert [midnight + alarm["trigger"].dt for alarm in alarms] == [
        midnight - timedelta(days=3) + timedelta(hours=9),
        midnight + timedelta(hours=9),
    ]
    assert {str(alarm["action"]) for alarm in alarms} == {"DISPLAY"}
    assert all(alarm["description"] for alarm in alarms)


def test_description_says_where_what_and_the_link() -> None:
    event = next(it for it in events_of(file_of(slips.checklist())) if "世帯主変更届" in it["summary"])
    text = str(event["description"])
    assert "窓口：南区役所 市民課" in text
    assert "・窓口に来る方の本人確認書類" in text
    assert slips.URL in text
    assert str(event["url"]) == slips.URL
    assert str(event["location"]).startswith("南区役所 市民課")


def test_deadline_is_in_whole_sentences() -> None:
    texts = [str(event["description"]) for event in events_of(file_of(slips.checklist()))]
    assert all("。。" not in text for text in texts)
    assert any("期限：変更があった日から14日以内。亡くなられた日を変更の日として計算しています。" in text for text in texts)


def test_what_is_not_certain_to_be_wanted_is_set_apart() -> None:
    things = (slips.bring("年金証書"), replace(slips.bring("遺言書"), unconfirmed=True))
    line = replace(slips.HEAD, bring=things)
    (event,) = events_of(file_of(slips.checklist((), next_deadlines=(line,))))
    assert "持ち物：\n・年金証書\n窓口で確認：\n・遺言書" in str(event["description"])


def test_identifiers_are_stable_and_unique() -> None:
    first = [str(event["uid"]) for event in events_of(file_of(slips.checklist()))]
    again = [str(event["uid"]) for event in events_of(file_of(slips.checklist(notes=())))]
    other = [str(event["uid"]) for event in events_of(file_of(slips.checklist(), case_number="9999-9999"))]
    assert first == again
    assert len(set(first) | set(other)) == 2 * len(first)


def test_file_is_clean() -> None:
    content = file_of(slips.checklist())
    lines = content.split(b"\r\n")
    assert lines[0] == b"BEGIN:VCALENDAR"
    assert lines[-2:] == [b"END:VCALENDAR", b""]
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
    assert content.decode().count("BEGIN:VEVENT") == content.decode().count("\r\nUID:")
    parsed = Calendar.from_ical(content)
    assert (str(parsed["version"]), bool(parsed["prodid"])) == ("2.0", True)
    assert [error for event in parsed.walk() for error in event.errors] == []
    assert parsed.to_ical() == content


@pytest.mark.parametrize("name", ["届け;と,と\\と\n改行", "𠮷髙﨑😀", "長い名前" * 80, "END:VEVENT\r\nBEGIN:VEVENT"])
def test_difficult_names_come_back(name: str) -> None:
    line = replace(slips.HEAD, name=name)
    (event,) = events_of(file_of(slips.checklist((), next_deadlines=(line,))))
    assert str(event["summary"]).replace("\r", "") == f"手続きの期限：{name}".replace("\r", "")


def test_empty_checklist_is_an_empty_calendar() -> None:
    assert events_of(file_of(slips.empty())) == []


def test_time_zone_of_the_stamp_is_required() -> None:
    with pytest.raises(ValueError, match="time zone"):
        calendar(slips.empty(), case_number="1", url=slips.URL, stamp=STAMP.astimezone(UTC).replace(tzinfo=None))


def test_each_child_with_a_day_of_its_own_has_an_event() -> None:
    events = [event for event in events_of(file_of(slips.childcare())) if slips.CHECKUP.name in event["summary"]]
    assert [(str(event["summary"]), event["dtstart"].dt) for event in events] == [
        (f"手続きの期限：{slips.CHECKUP.name} {slips.FIRST}", date(2026, 12, 20)),
        (f"手続きの期限：{slips.CHECKUP.name} {slips.SECOND}", date(2027, 3, 19)),
    ]
    assert [str(event["description"]).split("\n")[0] for event in events] == [f"対象：{slips.FIRST}", f"対象：{slips.SECOND}"]
    assert str(events[1].walk("VALARM")[0]["description"]) == str(events[1]["summary"])


def test_children_with_one_day_share_an_event() -> None:
    (event,) = [event for event in events_of(file_of(slips.childcare())) if slips.NURSERY.name in event["summary"]]
    assert str(event["summary"]) == f"手続きの期限：{slips.NURSERY.name}"
    assert str(event["description"]).startswith(f"対象：{slips.FIRST}、{slips.SECOND}\n")


def test_a_child_keeps_its_event_when_its_day_changes() -> None:
    def uids(line: Line) -> list[str]:
        events = events_of(file_of(slips.childcare(next_deadlines=(line,))))
        return sorted(str(event["uid"]) for event in events)

    first, second = slips.CHECKUP.children
    later = replace(second, deadline=slips.due(120, "4か月のころ"))
    sooner = replace(second, deadline=slips.due(3, "4か月のころ"))
    alike = replace(second, deadline=first.deadline)
    before = uids(slips.CHECKUP)
    assert len(set(before)) == 2
    assert uids(replace(slips.CHECKUP, children=(first, later))) == before
    assert uids(replace(slips.CHECKUP, children=(first, sooner))) == before
    assert set(uids(replace(slips.CHECKUP, children=(first, alike)))) < set(before)
