"""What the printed slip says, and in which order: the checklist as sections of plain text.

The kinds of section are those ``templates/slip.typ`` can set: ``heading``, ``cards``, ``table``, ``doubts``, ``pairs`` and ``text``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias

from bot.renderers.dates import dated, days_left_text, duration_text, full_date
from bot.renderers.order import Due, dated_dues, doubts_in_order, dues_of
from bot.renderers.phrases import Section, wording
from bot.renderers.words import (
    copies_text,
    deadline_remarks,
    desk_text,
    remarks_for_children,
    sentence,
    sentences,
    to_bring,
    ways_text,
)
from procedure_kb.slip import BagLine, Checklist, DeadlineView, DeskView, Group, Line, RuledOut

View: TypeAlias = dict[str, Any]
"""What the template reads: texts, lists of texts and mappings of them."""


class Contact(Protocol):
    """Somebody one can call: the general enquiry, a help line."""

    @property
    def name(self) -> str: ...

    @property
    def number(self) -> str: ...

    @property
    def hours(self) -> str | None: ...

    @property
    def note(self) -> str | None: ...


# --- the top of the page --------------------------------------------------------------------------


def at_a_glance(checklist: Checklist) -> list[tuple[str, str]]:
    """The size of the matter at a glance."""
    words = wording().paper.counts
    needed = {line.id for group in _todo(checklist) for line in group.lines}
    facts = [(words.needed, words.lines.format(n=len(needed)))]
    if checklist.to_confirm:
        facts.append((words.to_confirm, words.lines.format(n=len(checklist.to_confirm))))
    if checklist.minutes:
        facts.append((words.minutes, duration_text(checklist.minutes)))
    return facts


def opening_notes(checklist: Checklist) -> list[str]:
    notes = list(checklist.notes)
    if checklist.open_questions:
        notes.append(wording().paper.open_questions.format(n=checklist.open_questions))
    return notes


def _todo(checklist: Checklist) -> tuple[Group, ...]:
    """Groups in which the family has something to do."""
    return tuple(group for group in checklist.groups if group.key not in ("automatic", "letters") and group.lines)


# --- the sections, in the order of the page -------------------------------------------------------


def sections(
    checklist: Checklist, today: date, contacts: Sequence[Contact], help_lines: Sequence[Contact]
) -> Iterator[View]:
    yield from _deadlines(checklist.next_deadlines, today)
    yield from _claims(checklist.claims)
    yield from _groups(checklist, today)
    yield from _to_confirm(checklist.to_confirm)
    yield from _bag(checklist.bag)
    yield from _automatic(checklist.groups)
    yield from _letters(checklist.groups)
    yield from _contacts(checklist, contacts)
    yield from _help_lines(wording().events[checklist.event].help_lines, help_lines)
    yield from _ruled_out(checklist.ruled_out)


def _deadlines(lines: tuple[Line, ...], today: date) -> Iterator[View]:
    rows = [
        [_cell(_day_text(due)), _cell(_time_left(due.deadline, today)), _named(due.line, *due.children, desk_text(due.line.desk))]
        for due in dated_dues(lines)
    ]
    if rows:
        yield _section("table", wording().sections.deadlines, rows=rows, widths="deadlines")


def _day_text(due: Due) -> str:
    return dated(due.deadline.advised_day) if due.deadline and due.deadline.advised_day else ""


def _named(line: Line, *small: str) -> View:
    """The procedure with its tags: a table must not lead anybody past them."""
    return _cell(line.name, *small, *(wording().marks.in_table.format(mark=tag) for tag in _tags(line)))


def _claims(claims: tuple[Line, ...]) -> Iterator[View]:
    if claims:
        rows = [[_named(line), _cell(_amounts(line)), _until(line)] for line in claims]
        yield _section("table", wording().sections.claims, rows=rows, widths="claims")


def _amounts(line: Line) -> str:
    amounts = [money.text for money in line.money if money.kind != "fee"]
    return wording().joints.list.join(amounts) or wording().amount_unknown


def _until(line: Line) -> View:
    if line.deadline is None:
        return _cell("", wording().deadline.unknown)
    day, differs = line.deadline.advised_day, wording().deadline.differs if len(dues_of(line)) > 1 else ""
    return _cell(dated(day), differs) if day else _cell("", line.deadline.text + differs)


def _groups(checklist: Checklist, today: date) -> Iterator[View]:
    todo = _todo(checklist)
    if not todo:
        yield _section("heading", wording().sections.no_groups)
        return
    words = wording().sections.groups
    waits = any(line.wait for group in todo for line in group.lines) or any(line.wait for line in checklist.to_confirm)
    yield _section("heading", words, lead=words.lead + (words.wait if waits else ""))
    yield from (_group(group, today) for group in todo)


def _group(group: Group, today: date) -> View:
    labels, desk = wording().labels, group.desk
    return _section(
        "cards",
        Section(title=group.title),
        level=2,
        aside=_facts((labels.time, duration_text(group.minutes) if group.key == "visit" and group.minutes else None)),
        facts=_facts((labels.place, desk.address), (labels.phone, desk.phone)) if desk else [],
        note=(desk and desk.note) or "",
        cards=[_card(line, today, desk) for line in group.lines],
    )


def _to_confirm(lines: tuple[Line, ...]) -> Iterator[View]:
    """What is not certain yet, grouped by the way to find out: one answer may settle several procedures."""
    by_way: dict[tuple[str, ...], list[Line]] = {}
    for line in doubts_in_order(lines):
        by_way.setdefault(line.confirm, []).append(line)
    if by_way:
        rows = [{"lines": [_doubt(line) for line in found], "texts": ways} for ways, found in by_way.items()]
        yield _section("doubts", wording().sections.to_confirm, rows=rows)


def _doubt(line: Line) -> View:
    day = line.deadline and line.deadline.advised_day
    until = (wording().dates.until.format(day=dated(day)),) if day else ()
    tags = [tag for tag in _tags(line) if tag != wording().marks.to_confirm]
    return {"name": line.name, "tags": tags, "small": [desk_text(line.desk), *until, *(child.name for child in line.children)]}


def _bag(bag: tuple[BagLine, ...]) -> Iterator[View]:
    """Things with nothing more to say come first: two short entries side by side leave no gap."""
    if bag:
        words = wording().sections.bag
        cells = [_pair(line.name, *_bag_asides(line), small=_bag_remarks(line)) for line in bag]
        lead = words.lead + (words.unconfirmed if any(line.unconfirmed for line in bag) else "")
        yield _section("pairs", words, lead=lead, tick=True, cells=sorted(cells, key=lambda cell: len(cell["small"])))


def _bag_asides(line: BagLine) -> Iterator[str]:
    """How many, unless it is one original, and whether it is certain. The lead asks for originals."""
    marks = wording().marks
    if line.originals and (line.originals, line.copies) != (1, 0):
        yield copies_text("original", line.originals)
    if line.copies:
        yield copies_text("copy", line.copies)
    if line.unconfirmed:
        yield marks.in_table.format(mark=marks.ask_at_desk)


def _bag_remarks(line: BagLine) -> Iterator[str]:
    words = wording()
    yield from map(sentence, line.notes)
    if line.substitute:
        yield sentence(words.substitute.format(text=line.substitute))
    if line.where:
        yield sentence(words.where.format(text=line.where))


def _automatic(groups: tuple[Group, ...]) -> Iterator[View]:
    lines = [line for group in groups if group.key == "automatic" for line in group.lines]
    if lines:
        items = [_item(line.name, sentences((line.summary, line.letter or ""))) for line in lines]
        yield _section("text", wording().sections.automatic, items=items)


def _letters(groups: tuple[Group, ...]) -> Iterator[View]:
    """Letters about what nobody has to do are told with it."""
    lines = [line for group in groups if group.key == "letters" for line in group.lines if line.status != "automatic"]
    if lines:
        items = [_item(line.name, sentence(line.letter or line.summary)) for line in lines]
        yield _section("text", wording().sections.letters, items=items)


def _contacts(checklist: Checklist, contacts: Sequence[Contact]) -> Iterator[View]:
    lines = [line for group in _todo(checklist) for line in group.lines]
    desks = {desk_text(line.desk): line.desk.phone for line in (*lines, *checklist.to_confirm)}
    cells = [*map(_phone, contacts), *(_pair(name, phone) for name, phone in desks.items() if phone)]
    yield _section("pairs", wording().sections.contacts, tick=False, cells=cells)


def _help_lines(title: str, lines: Sequence[Contact]) -> Iterator[View]:
    if lines:
        yield _section("pairs", Section(title=title), tick=False, cells=[*map(_phone, lines)])


def _phone(contact: Contact) -> View:
    return _pair(contact.name, contact.number, small=[sentence(text) for text in (contact.hours, contact.note) if text])


def _ruled_out(lines: tuple[RuledOut, ...]) -> Iterator[View]:
    """Grouped by the answers that ruled them out: one wrong answer is found at a glance."""
    words = wording()
    by_answer: dict[str, list[str]] = {}
    for line in lines:
        answers = [words.answer.format(label=it.label, answer=it.answer) for it in line.because]
        by_answer.setdefault(words.joints.list.join(answers), []).append(line.name)
    if by_answer:
        items = [_item(answer, sentence(words.joints.list.join(names))) for answer, names in by_answer.items()]
        yield _section("text", words.sections.ruled_out, items=items)


# --- a card ---------------------------------------------------------------------------------------


def _card(line: Line, today: date, shown_desk: DeskView | None) -> View:
    """One procedure. The desk is left out where the heading above already names it."""
    return {
        "name": line.name,
        "tags": list(_tags(line)),
        "summary": line.summary,
        "deadline": [_deadline_row(line.deadline, today)] if line.deadline else [],
        "children": list(_children_rows(line, today)),
        "bring": [_row(wording().labels.bring, _things(line))] if line.bring else [],
        "facts": list(_card_facts(line, shown_desk)),
        "small": list(_small_print(line)),
    }


def _tags(line: Line) -> Iterator[str]:
    if line.status == "to_confirm":
        yield wording().marks.to_confirm
    if line.wait:
        yield wording().marks.wait_first


def _things(line: Line) -> str:
    words = wording()
    return " ".join(
        ("" if label == words.labels.bring else words.marks.in_table.format(mark=label)) + words.joints.thing.join(things)
        for label, things in to_bring(line.bring)
    )


def _card_facts(line: Line, shown_desk: DeskView | None) -> Iterator[View]:
    """What is short enough to stand side by side."""
    words = wording()
    if shown_desk is None:
        yield _fact(words.labels.desk, _where_in_full(line.desk))
    yield from _facts((words.labels.who, line.who))
    yield from (_fact(words.money[money.kind], money.text) for money in line.money)
    yield from _facts((words.labels.form, line.form))
    if line.ways and line.ways != ("counter",):
        yield _fact(words.labels.ways, ways_text(line.ways))


def _small_print(line: Line) -> list[View]:
    """What not everybody needs. What comes by post later has a section of its own."""
    labels = wording().labels
    return _facts(
        (labels.proxy, line.proxy and sentence(line.proxy)),
        (labels.online, line.online and sentence(line.online)),
        (labels.late, line.late and sentence(line.late)),
        (labels.cautions, sentences(line.cautions)),
    )


def _deadline_row(deadline: DeadlineView, today: date) -> View:
    label, remarks = wording().labels.until, deadline_remarks(deadline)
    if deadline.advised_day is None:
        return _row(label, deadline.text, small=sentences(remarks[1:]))
    if deadline.advised_day < today:
        remarks = (wording().deadline.passed, *remarks)
    day = wording().dates.until.format(day=full_date(deadline.advised_day))
    return _row(label, strong=day, aside=_time_left(deadline, today), small=sentences(remarks))


def _children_rows(line: Line, today: date) -> Iterator[View]:
    """For whom, and by when for each where that is not the same for all."""
    label = wording().labels.children
    dues = dues_of(line)
    if len(dues) == 1 and line.children:
        yield _row(label, *(child.name for child in line.children))
    for index, due in enumerate(dues if len(dues) > 1 else ()):
        yield _children_row("" if index else label, due, today)


def _children_row(label: str, due: Due, today: date) -> View:
    """Some of the children, and their day."""
    deadline, remarks = due.deadline, remarks_for_children(due)
    if deadline is None or deadline.advised_day is None:
        return _row(label, *due.children, deadline.text if deadline else wording().deadline.unknown, small=sentences(remarks))
    if deadline.advised_day < today:
        remarks = (wording().deadline.passed, *remarks)
    day = wording().dates.until.format(day=dated(deadline.advised_day))
    return _row(label, *due.children, day, _time_left(deadline, today), small=sentences(remarks))


def _time_left(deadline: DeadlineView | None, today: date) -> str:
    """Counted from the printed date. The advised day may pass before the last one does."""
    if deadline is None or deadline.advised_day is None:
        return ""
    if deadline.advised_day < today and deadline.last_day and today <= deadline.last_day:
        return wording().time_left.early
    return days_left_text((deadline.advised_day - today).days)


def _where_in_full(desk: DeskView) -> str:
    words = wording()
    note = words.marks.remark.format(text=desk.note) if desk.note else ""
    phone = f"{words.labels.phone} {desk.phone}" if desk.phone else ""
    return " ".join(text for text in (desk_text(desk) + note, desk.address, phone) if text)


# --- building blocks of the template --------------------------------------------------------------


def _section(kind: str, words: Section, **content: Any) -> View:
    return {"kind": kind, "title": words.title, "lead": words.lead, "columns": words.columns, "level": 1, **content}


def _cell(text: str, *small: str) -> View:
    return {"text": text, "small": [it for it in small if it]}


def _pair(name: str, *asides: str, small: Iterable[str] = ()) -> View:
    """One of two things side by side: what stands behind its name, and below it."""
    return {"name": name, "asides": asides, "small": "".join(small)}


def _item(name: str, text: str) -> View:
    """One entry of a running text."""
    return {"name": name, "text": text}


def _row(label: str, *texts: str, strong: str = "", aside: str = "", small: str = "") -> View:
    return {"label": label, "texts": texts, "strong": strong, "aside": aside, "small": small}


def _fact(label: str, text: str) -> View:
    return {"label": label, "text": text}


def _facts(*facts: tuple[str, str | None]) -> list[View]:
    return [_fact(label, text) for label, text in facts if text]
