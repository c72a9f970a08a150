"""What the printed slip says, and in which order: the checklist as sections, tables and cards of plain text.

The kinds of section are those ``templates/slip.typ`` can set: ``heading``, ``table``, ``list`` and ``cards``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Protocol, TypeAlias

from bot.renderers.dates import dated, days_left_text, duration_text, full_date
from bot.renderers.words import MONEY, TO_CONFIRM, WAIT, WAIT_FIRST, bring_text, deadline_remarks, desk_text, ways_text
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
    needed = {line.id for group in _todo(checklist) for line in group.lines if line.status == "needed"}
    facts = [("必要な手続き", f"{len(needed)}件")]
    if checklist.to_confirm:
        facts.append(("確認が必要な手続き", f"{len(checklist.to_confirm)}件"))
    if checklist.minutes:
        facts.append(("区役所での時間の目安", duration_text(checklist.minutes)))
    return facts


def opening_notes(checklist: Checklist) -> list[str]:
    notes = list(checklist.notes)
    if checklist.open_questions:
        notes.append(
            f"まだうかがっていない質問が、多くて{checklist.open_questions}問あります。お答えにより、この一覧は変わります。"
        )
    return notes


def _todo(checklist: Checklist) -> tuple[Group, ...]:
    """Groups in which the family has something to do."""
    return tuple(group for group in checklist.groups if group.key not in ("automatic", "letters") and group.lines)


# --- the sections, in the order of the page -------------------------------------------------------


def sections(
    checklist: Checklist, today: date, contacts: Sequence[Contact], help_lines: Sequence[Contact]
) -> Iterator[View]:
    yield from _deadlines(checklist.next_deadlines, today)
    yield from _groups(checklist, today)
    yield from _to_confirm(checklist, today)
    yield from _bag(checklist.bag)
    yield from _claims(checklist.claims, today)
    yield from _listed(checklist, "automatic", "何もしなくてよいもの", "届け出はいりません。")
    yield from _listed(checklist, "letters", "あとで届くもの", "郵便などで届きます。届いたら中をご確認ください。")
    yield from _ruled_out(checklist.ruled_out)
    yield from _contacts(checklist, contacts)
    yield from _help_lines(help_lines)


def _deadlines(lines: tuple[Line, ...], today: date) -> Iterator[View]:
    rows = [
        [[dated(line.deadline.advised_day), _time_left(line.deadline, today)], [line.name, _where(line)]]
        for line in lines
        if line.deadline and line.deadline.advised_day
    ]
    if rows:
        lead = "「あと○日」は、この紙を印刷した日から数えています。"
        yield _table("期限が近い順", lead, ["いつまで", "手続き・窓口"], rows, widths="deadlines")


def _where(line: Line) -> str:
    """The desk, with the tags of the line: a table must not lead anybody past them."""
    return desk_text(line.desk) + "".join(f"　【{tag}】" for tag in _tags(line))


def _groups(checklist: Checklist, today: date) -> Iterator[View]:
    todo = _todo(checklist)
    if not todo:
        yield {"kind": "heading", "title": "手続き", "lead": "今のところ、必要な手続きは見つかっていません。"}
        return
    yield {"kind": "heading", "title": "行き先ごとの手続き", "lead": "済んだものは、四角の中に印をつけてください。"}
    for group in todo:
        cards = [_card(line, today, group.desk) for line in group.lines]
        title = desk_text(group.desk) if group.desk else group.title
        yield {"kind": "cards", "title": title, "level": 2, "rows": _group_rows(group), "cards": cards}


def _group_rows(group: Group) -> list[View]:
    rows: list[View] = []
    if group.desk:
        rows += _texts("場所", (*_present(group.desk.address), *_present(group.desk.note)))
        rows += _texts("電話", _present(group.desk.phone))
    if group.key == "visit" and group.minutes:
        rows.append(_row("時間の目安", duration_text(group.minutes)))
    return rows


def _to_confirm(checklist: Checklist, today: date) -> Iterator[View]:
    """What is not certain yet. A line already on a card above only says here how to find out and where."""
    if checklist.to_confirm:
        above = {line.id for group in _todo(checklist) for line in group.lines}
        cards = [_doubt(line) if line.id in above else _card(line, today, None) for line in checklist.to_confirm]
        lead = "必要かどうか、まだ分からない手続きです。分かる方法を書いています。"
        yield {"kind": "cards", "title": "要確認", "level": 1, "lead": lead, "rows": [], "cards": cards}


def _bag(bag: tuple[BagLine, ...]) -> Iterator[View]:
    if bag:
        rows = [[[line.name, *_bag_remarks(line)], [_counts(line)]] for line in bag]
        lead = "必要な手続きの分をまとめています。要確認の手続きの分は、入っていないことがあります。"
        yield _table("持ち物", lead, ["持っていくもの", "数"], rows, widths="bag", tick=True)


def _bag_remarks(line: BagLine) -> Iterator[str]:
    if line.unconfirmed:
        yield "必要かどうかは、窓口でご確認ください。"
    yield from line.notes
    if line.substitute:
        yield f"代わりになるもの：{line.substitute}"
    if line.where:
        yield f"取れるところ：{line.where}"


def _counts(line: BagLine) -> str:
    counts = ((line.originals, "原本"), (line.copies, "写し"))
    return "\n".join(f"{name} {number}" for number, name in counts if number) or "1"


def _claims(claims: tuple[Line, ...], today: date) -> Iterator[View]:
    if claims:
        rows = [[[line.name, _where(line)], _amounts(line), _until(line, today)] for line in claims]
        lead = "受け取れる可能性のあるお金です。対象になるかどうかは、窓口で確認できます。"
        yield _table("申請できるお金", lead, ["手続き・窓口", "お金", "いつまで"], rows, widths="claims")


def _amounts(line: Line) -> list[str]:
    return [money.text for money in line.money if money.kind != "fee"] or ["窓口でご確認ください"]


def _until(line: Line, today: date) -> list[str]:
    if line.deadline is None:
        return ["期限の定めは見つかっていません"]
    day = line.deadline.advised_day
    return [dated(day), _time_left(line.deadline, today)] if day else [line.deadline.text]


def _listed(checklist: Checklist, key: str, title: str, lead: str) -> Iterator[View]:
    lines = [line for group in checklist.groups if group.key == key for line in group.lines]
    if lines:
        items = [{"name": line.name, "text": _what_happens(line, key)} for line in lines]
        yield {"kind": "list", "title": title, "lead": lead, "items": items, "small": False}


def _what_happens(line: Line, key: str) -> str:
    return line.letter if key == "letters" and line.letter else line.summary


def _ruled_out(lines: tuple[RuledOut, ...]) -> Iterator[View]:
    """Grouped by the answers that ruled them out: one wrong answer is found at a glance."""
    by_answer: dict[str, list[str]] = {}
    for line in lines:
        by_answer.setdefault("、".join(f"{it.label}：{it.answer}" for it in line.because), []).append(line.name)
    if by_answer:
        items = [{"name": answer, "text": "、".join(names)} for answer, names in by_answer.items()]
        lead = "お答えから、必要ないと分かったものです。お答えが違っていたら、お知らせください。"
        yield {"kind": "list", "title": "必要のない手続き", "lead": lead, "items": items, "small": True}


def _contacts(checklist: Checklist, contacts: Sequence[Contact]) -> Iterator[View]:
    rows = [*_phone_rows(contacts), *_desks_with_phone(checklist)]
    lead = "お電話や窓口では、受付番号をお伝えください。"
    if rows:
        yield _table("お問い合わせ", lead, ["窓口", "電話"], rows, widths="phones")
    else:
        yield {"kind": "heading", "title": "お問い合わせ", "lead": lead}


def _desks_with_phone(checklist: Checklist) -> Iterator[list[list[str]]]:
    lines = [line for group in _todo(checklist) for line in group.lines]
    desks = {desk_text(line.desk): line.desk.phone for line in (*lines, *checklist.to_confirm)}
    return ([[name], [phone]] for name, phone in desks.items() if phone)


def _help_lines(lines: Sequence[Contact]) -> Iterator[View]:
    if lines:
        yield _table("つらいときの相談先", "", ["相談先", "電話"], list(_phone_rows(lines)), widths="phones")


def _phone_rows(contacts: Sequence[Contact]) -> Iterator[list[list[str]]]:
    return ([[it.name, *_present(it.hours), *_present(it.note)], [it.number]] for it in contacts)


# --- a card ---------------------------------------------------------------------------------------


def _card(line: Line, today: date, shown_desk: DeskView | None) -> View:
    """One procedure. The desk is left out where the heading above already names it."""
    rows = list(_card_rows(line, today, shown_desk))
    return {"name": line.name, "tags": list(_tags(line)), "summary": line.summary, "rows": rows}


def _doubt(line: Line) -> View:
    rows = [*_texts("確認の方法", line.confirm), _desk_row(line.desk)]
    return {"name": line.name, "tags": list(_tags(line)), "summary": "", "rows": rows}


def _tags(line: Line) -> Iterator[str]:
    if line.status == "to_confirm":
        yield TO_CONFIRM
    if line.wait:
        yield WAIT_FIRST


def _card_rows(line: Line, today: date, shown_desk: DeskView | None) -> Iterator[View]:
    if line.wait:
        yield _row("ご注意", WAIT)
    yield from _texts("確認の方法", line.confirm)
    yield from _deadline_rows(line.deadline, today)
    if shown_desk is None:
        yield _desk_row(line.desk)
    yield from _texts("届け出る方", _present(line.who))
    yield from _texts("代理の方", _present(line.proxy))
    if line.bring:
        yield _row("持ち物", *(f"・{bring_text(thing)}" for thing in line.bring))
    for money in line.money:
        yield _row(MONEY[money.kind], money.text)
    yield from _texts("用紙", _present(line.form))
    if line.ways and line.ways != ("counter",):
        yield _row("方法", ways_text(line.ways))
    yield from _texts("インターネット", _present(line.online))
    yield from _texts("遅れたとき", _present(line.late))
    yield from _texts("気をつけること", line.cautions)
    yield from _texts("あとで届くもの", _present(line.letter))


def _deadline_rows(deadline: DeadlineView | None, today: date) -> Iterator[View]:
    if deadline is None:
        return
    if deadline.advised_day is None:
        yield _row("いつまで", *deadline_remarks(deadline))
        return
    texts = deadline_remarks(deadline)
    if deadline.advised_day < today:
        texts = ("窓口へご相談ください", *texts)
    day = f"{full_date(deadline.advised_day)}まで"
    yield {"label": "いつまで", "strong": day, "aside": _time_left(deadline, today), "texts": texts}


def _time_left(deadline: DeadlineView, today: date) -> str:
    """Counted from the printed date. The advised day may pass before the last one does."""
    if deadline.advised_day is None:
        return ""
    if deadline.advised_day < today and deadline.last_day and today <= deadline.last_day:
        return "お早めに"
    return days_left_text((deadline.advised_day - today).days)


def _desk_row(desk: DeskView) -> View:
    note = f"（{desk.note}）" if desk.note else ""
    phone = f"　電話 {desk.phone}" if desk.phone else ""
    return _row("窓口", f"{desk_text(desk)}{note}{phone}", *_present(desk.address))


# --- building blocks of the template --------------------------------------------------------------


def _row(label: str, *texts: str) -> View:
    return {"label": label, "texts": texts}


def _texts(label: str, texts: Iterable[str]) -> list[View]:
    found = tuple(texts)
    return [_row(label, *found)] if found else []


def _present(text: str | None) -> tuple[str, ...]:
    return (text,) if text else ()


def _table(
    title: str, lead: str, header: list[str], rows: list[list[list[str]]], *, widths: str, tick: bool = False
) -> View:
    """``widths`` names one of the template's column layouts; each cell is a list of texts, the first set large."""
    return {
        "kind": "table",
        "title": title,
        "lead": lead,
        "header": header,
        "rows": rows,
        "widths": widths,
        "tick": tick,
    }
