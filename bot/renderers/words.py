"""Short texts that several renderers and the pages share. Whatever is about a procedure comes from the records, not from here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from bot.renderers.order import Due
from bot.renderers.phrases import wording
from procedure_kb.slip import BringView, DeadlineView, DeskView


def desk_text(desk: DeskView) -> str:
    """「南区役所 保険年金課」; the ward only where it is not already part of the name."""
    if desk.ward and desk.ward not in desk.name:
        return wording().marks.desk.format(ward=desk.ward, name=desk.name)
    return desk.name


def ways_text(ways: Iterable[str]) -> str:
    return wording().joints.choice.join(wording().ways.get(way, way) for way in ways)


def copies_text(form: Literal["original", "copy", "any"], count: int) -> str:
    """「原本1通」「写し2通」; nothing where one of any kind will do."""
    if form == "any" and count == 1:
        return ""
    return wording().copies[form].format(n=count)


def bring_text(thing: BringView) -> str:
    """One thing to bring, with what matters about it in brackets. One original goes without saying."""
    copies = "" if (thing.form, thing.count) == ("original", 1) else copies_text(thing.form, thing.count)
    return thing.name + "".join(wording().marks.remark.format(text=remark) for remark in (copies, thing.note) if remark)


def to_bring(things: Iterable[BringView]) -> list[tuple[str, list[str]]]:
    """Labels with the things under them: what is certain, then what to ask the desk about."""
    words = wording()
    kinds: dict[str, list[str]] = {words.labels.bring: [], words.marks.ask_at_desk: []}
    for thing in things:
        kinds[words.marks.ask_at_desk if thing.unconfirmed else words.labels.bring].append(bring_text(thing))
    return [(label, texts) for label, texts in kinds.items() if texts]


def sentence(text: str) -> str:
    """The text with one full stop, whether or not the data has it."""
    stop = wording().joints.sentence
    return text if text.endswith(stop) else text + stop


def sentences(texts: Iterable[str]) -> str:
    """Several statements in one paragraph."""
    return "".join(sentence(text) for text in texts if text)


def deadline_remarks(deadline: DeadlineView) -> tuple[str, ...]:
    """What the large date does not say by itself: the rule in words, what was assumed, why it is the earlier day."""
    words = wording().deadline
    remarks = [deadline.text, deadline.assumption or ""]
    if deadline.approximate:
        remarks.append(words.approximate)
    if deadline.advised_day and deadline.last_day and deadline.advised_day < deadline.last_day:
        remarks.append(words.earlier)
    return tuple(remark for remark in remarks if remark)


def remarks_for_children(due: Due) -> tuple[str, ...]:
    """What is to be known of the deadline of some of the children and is not said of the procedure already."""
    if due.deadline is None:
        return ()
    said = deadline_remarks(due.line.deadline) if due.line.deadline else ()
    remarks = deadline_remarks(due.deadline)
    return tuple(remark for remark in (remarks if due.deadline.advised_day else remarks[1:]) if remark not in said)


def names_text(names: Iterable[str]) -> str:
    return wording().joints.list.join(names)
