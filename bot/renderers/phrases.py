"""The wording of the renderers (``wording/ja.yml``) as typed records. Texts with {…} are patterns for ``str.format``."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from procedure_kb.model import Record
from procedure_kb.strict_yaml import read_yaml

_FILE = Path(__file__).parent / "wording" / "ja.yml"


class Joints(Record):
    """What stands between texts that are set in one line."""

    sentence: str
    list: str
    choice: str
    thing: str


class Era(Record):
    name: str
    from_day: date
    first_year: int


class Dates(Record):
    weekdays: str
    """Seven characters, Monday first."""
    eras: tuple[Era, ...]
    """Latest first."""
    first_year: str
    era_year: str
    short: str
    dated: str
    full: str
    until: str


class Event(Record):
    """What a slip is about."""

    title: str
    help_lines: str
    """Heading of the numbers to call when things are hard."""


class TimeLeft(Record):
    over: str
    early: str
    today: str
    days: str
    months: str
    years: str


class Duration(Record):
    minutes: str
    hours: str
    both: str


class Marks(Record):
    """Tags of a procedure or of a thing, and how they are written behind it."""

    to_confirm: str
    wait_first: str
    wait: str
    ask_at_desk: str
    remark: str
    in_table: str
    desk: str


class DeadlineRemarks(Record):
    approximate: str
    earlier: str
    passed: str
    unknown: str
    differs: str


class Counts(Record):
    needed: str
    to_confirm: str
    minutes: str
    lines: str


class Paper(Record):
    """The first page and the foot of each page."""

    title: str
    case_number: str
    printed: str
    code: str
    code_in_words: str
    address: str
    notes: str
    page: str
    counts: Counts
    open_questions: str


class Section(Record):
    title: str
    lead: str = ""
    columns: tuple[str, ...] = ()


class Groups(Section):
    wait: str


class Bag(Section):
    unconfirmed: str


class Sections(Record):
    deadlines: Section
    claims: Section
    groups: Groups
    no_groups: Section
    to_confirm: Section
    bag: Bag
    automatic: Section
    letters: Section
    ruled_out: Section
    contacts: Section


class Labels(Record):
    """In front of the facts of a procedure or of a desk."""

    until: str
    children: str
    desk: str
    place: str
    phone: str
    time: str
    bring: str
    who: str
    proxy: str
    form: str
    ways: str
    online: str
    late: str
    cautions: str


class CalendarFile(Record):
    name: str
    event: str
    event_of_children: str
    line: str
    deadline: str
    thing: str


class Wording(Record):
    joints: Joints
    dates: Dates
    time_left: TimeLeft
    duration: Duration
    events: dict[str, Event]
    ways: dict[str, str]
    money: dict[str, str]
    marks: Marks
    copies: dict[str, str]
    deadline: DeadlineRemarks
    paper: Paper
    sections: Sections
    labels: Labels
    amount_unknown: str
    answer: str
    substitute: str
    where: str
    calendar: CalendarFile


@cache
def wording() -> Wording:
    """Read once.

    Raises:
        DataError: the file cannot be read.
        ValidationError: a text is missing or unknown.
    """
    return Wording.model_validate(read_yaml(_FILE))
