"""From a situation to the checklist (手続き案内票): lines, groups in the order of the day, one bag, and what was ruled out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from procedure_kb.agenda import Agenda
from procedure_kb.assessment import Situation, Verdict, View
from procedure_kb.deadline import advised_day, counted_last_day, last_day, rule_in_force
from procedure_kb.derivation import span_of_days
from procedure_kb.knowledge import WARD_FACT, CompiledProcedure, KnowledgeBase
from procedure_kb.model import DeadlineRule, Desk, Grade, Kind, Money, Procedure, Requirement, Statement, Way
from procedure_kb.slip import (
    BagLine,
    BringView,
    Checklist,
    ChildView,
    DeadlineView,
    DeskView,
    Group,
    Line,
    MoneyView,
    Reason,
    RuledOut,
    SourceView,
    Status,
)

RENUNCIATION = "thinking_inheritance_renunciation"


def build_checklist(situation: Situation) -> Checklist:
    """The checklist of a household on a day. Open procedures are not on it: their questions come first."""
    kb = situation.kb
    lines = [
        _line(situation, compiled)
        for compiled in kb.procedures
        if situation.verdicts[compiled.id] in (Verdict.NEEDED, Verdict.TO_CONFIRM)
    ]
    to_confirm = tuple(line for line in lines if line.status == "to_confirm")
    groups = _groups([line for line in lines if line.status != "to_confirm"], kb)
    return Checklist(
        event=kb.event,
        municipality=kb.municipality.name,
        today=situation.today,
        kb_version=kb.version,
        groups=groups,
        next_deadlines=tuple(sorted((line for line in lines if _has_day(line)), key=_nearest)),
        to_confirm=to_confirm,
        claims=tuple(sorted((line for line in lines if line.kind == "claim"), key=_nearest)),
        bag=_bag(line for line in lines if line.status == "needed"),
        ruled_out=tuple(_ruled_out(situation)),
        notes=_notes(situation),
        minutes=sum(group.minutes for group in groups if group.desk and group.desk.place == "ward_office"),
        open_questions=len(Agenda(situation).asks),
    )


def _has_day(line: Line) -> bool:
    return line.status == "needed" and line.deadline is not None and line.deadline.advised_day is not None


def _nearest(line: Line) -> tuple[date, str]:
    day = line.deadline.advised_day if line.deadline else None
    return day or date.max, line.id


def _line(situation: Situation, compiled: CompiledProcedure) -> Line:
    kb, procedure = situation.kb, compiled.procedure
    views = situation.views_of(compiled)
    children = _children(situation, compiled, views)
    # Of several children the one whose day comes next leads.
    view = min(views, key=lambda view: (*_coming(due(view, compiled)), view.child))
    status = _status(situation, compiled)
    return Line(
        id=procedure.id,
        name=procedure.name,
        summary=procedure.summary,
        kind=procedure.kind.value,
        status=status,
        desk=desk_view(kb, kb.desks[procedure.desk], situation.facts.get(WARD_FACT)),
        ways=tuple(way.value for way in procedure.ways),
        deadline=due(view, compiled),
        children=children,
        bring=tuple(_bring(kb, r) for r, node in zip(procedure.bring, compiled.requirements, strict=True)
                    if any(node.evaluate(view.known) is not False for view in views)),
        who=_shown(procedure.who),
        proxy=_shown(procedure.proxy),
        money=tuple(_money(kb, money) for money in procedure.money if _in_force(money, situation.today)),
        form=_shown(procedure.form),
        online=_shown(procedure.online),
        late=_shown(procedure.late),
        cautions=tuple(text for text in map(_shown, procedure.cautions) if text),
        letter=_shown(procedure.letter),
        minutes=procedure.minutes,
        because=reasons(situation, view, view.because(compiled)),
        confirm=confirm_reasons(view, compiled) if status == "to_confirm" else (),
        wait=procedure.estate and situation.facts.get(RENUNCIATION) in ("yes", "unknown"),
        sources=_source_views(kb, procedure),
    )


def _children(situation: Situation, compiled: CompiledProcedure, views: Sequence[View]) -> tuple[ChildView, ...]:
    """For whom it is to be done, where a family with several children has to do it for each."""
    if situation.children == 1 or not compiled.procedure.each_child:
        return ()
    named = situation.kb.wording.child_name
    return tuple(ChildView(named(view.child, view.facts), due(view, compiled)) for view in views)


def _coming(deadline: DeadlineView | None) -> tuple[bool, date]:
    """Days still to come before those that have passed."""
    if deadline is None or deadline.advised_day is None:
        return False, date.max
    return deadline.passed, deadline.advised_day


def _status(situation: Situation, compiled: CompiledProcedure) -> Status:
    if situation.verdicts[compiled.id] is Verdict.TO_CONFIRM:
        return "to_confirm"
    return "automatic" if compiled.procedure.kind is Kind.AUTOMATIC else "needed"


def _shown(statement: Statement | None) -> str | None:
    """A statement without a sure source is left out (the slip says to ask at the desk where it matters)."""
    return statement.text if statement is not None and statement.grade.is_shown_as_fact else None


def _bring(kb: KnowledgeBase, requirement: Requirement) -> BringView:
    item = kb.items[requirement.item]
    return BringView(
        item=item.id,
        name=item.name,
        form=requirement.form,
        count=requirement.count,
        note=requirement.note,
        substitute=item.substitute,
        where=item.where,
        unconfirmed=not requirement.grade.is_shown_as_fact,
    )


def _in_force(money: Money, today: date) -> bool:
    return (money.valid_from is None or money.valid_from <= today) and (money.valid_to is None or today <= money.valid_to)


def _money(kb: KnowledgeBase, money: Money) -> MoneyView:
    if not money.grade.is_shown_as_fact:
        return MoneyView(money.kind, kb.wording.ask_at_desk[money.kind], None)
    return MoneyView(money.kind, money.text, money.amount)


def desk_view(kb: KnowledgeBase, desk: Desk, ward_code: object) -> DeskView:
    """The counter as the family finds it: the ward's own desk and address where a ward is chosen and the data knows it."""
    ward = next((ward for ward in kb.wards if ward.code == ward_code), None)
    if ward is not None:
        desk = kb.ward_desks.get((ward.code, desk.id), desk)
    in_ward = desk.place == "ward_office" and ward is not None
    address = ward.address if in_ward and ward and not desk.address else desk.address
    name = desk.name.removeprefix(kb.wording.ward_office) if in_ward else desk.name
    return DeskView(
        id=desk.id,
        name=name if desk.grade is not Grade.K else kb.wording.ask_at_desk["desk"].format(name=name),
        place=desk.place,
        order=desk.order,
        ward=ward.name if in_ward and ward else None,
        address=_shown(address),
        phone=_shown(desk.phone) or (_shown(ward.phone) if in_ward and ward else None),
        note=desk.note,
    )


def due(view: View, compiled: CompiledProcedure) -> DeadlineView | None:
    """By when the procedure is to be done."""
    deadline = next(compiled.deadlines(view.known), None)
    return deadline_view(view, deadline) if deadline else None


def deadline_view(view: View, deadline: DeadlineRule) -> DeadlineView:
    """The deadline as a date where the start is known; in words otherwise, and where no sure source gives the number of days."""
    kb, today = view.kb, view.today
    days = span_of_days(view.facts.get(deadline.start)) if deadline.start else None
    if deadline.rule is None or days is None or not deadline.grade.is_shown_as_fact:
        text = deadline.text if deadline.grade.is_shown_as_fact else kb.wording.ask_at_desk["deadline"]
        return DeadlineView(text, deadline.rule, None, None, None, None, False, False, None)
    # Days are counted from the first day that the start can be: the earliest deadline is the safe one.
    (rule, start), (latest_rule, latest) = (rule_in_force(kb.rules, deadline.rule, day) for day in days)
    advised = advised_day(rule, start)
    return DeadlineView(
        text=deadline.text if rule.id == deadline.rule else rule.text,
        rule=rule.id,
        counted_last_day=counted_last_day(rule, start),
        last_day=last_day(rule, start),
        advised_day=advised,
        assumption=deadline.assumption,
        approximate=days[0] != days[1],
        passed=today > last_day(latest_rule, latest),
        days_left=(advised - today).days,
    )


def reasons(situation: Situation, view: View, facts: Iterable[str]) -> tuple[Reason, ...]:
    """Answers as reasons, under the ids by which the household keeps them."""
    found = []
    for plain in facts:
        fact = situation.kb.facts[situation.fact_of(view, plain)]
        found.append(Reason(fact.id, fact.label, situation.kb.wording.value_text(fact, view.facts[plain])))
    return tuple(found)


def confirm_reasons(view: View, compiled: CompiledProcedure) -> tuple[str, ...]:
    """What is not known, how to find out; or why an answer alone cannot decide."""
    unknown = [view.kb.facts[fact] for fact in view.not_known(compiled)]
    hints = [view.kb.wording.unknown_hint(fact) for fact in unknown]
    if compiled.procedure.confirm is not None and (not unknown or _hangs_on_confirm(view, compiled)):
        hints.append(compiled.procedure.confirm.reason)
    return tuple(hints or [view.kb.wording.ask_at_desk["procedure"]])


def _hangs_on_confirm(view: View, compiled: CompiledProcedure) -> bool:
    return compiled.confirm is not None and compiled.confirm.evaluate(view.known) is True


def _source_views(kb: KnowledgeBase, procedure: Procedure) -> tuple[SourceView, ...]:
    views = []
    for ref in procedure.sources:
        name, _, article = ref.partition(" ")
        source = kb.sources[name]
        views.append(SourceView(source.title, source.address, article or None, source.updated_on, source.checked_on))
    return tuple(views)


def _ruled_out(situation: Situation) -> Iterable[RuledOut]:
    for compiled in situation.kb.procedures:
        if situation.verdicts[compiled.id] is Verdict.NOT_NEEDED:
            view = situation.views_of(compiled)[0]
            because = reasons(situation, view, view.because(compiled))
            if because:
                yield RuledOut(compiled.id, compiled.procedure.name, because)


def _notes(situation: Situation) -> tuple[str, ...]:
    return tuple(note.text for note in situation.kb.wording.notes if situation.facts.get(note.fact) == note.value)


# --- groups and bag ------------------------------------------------------------------------------------------------------

_PLACES = ("ward_office", "city")


def _group_of(line: Line) -> tuple[str, str]:
    """Key and name of the desk of the group a line belongs to: where the family has to do something, and how."""
    if line.status == "automatic":
        return "automatic", ""
    if line.desk.place == "private":
        return "private", ""
    if Way.COUNTER.value not in line.ways:
        return ("post" if Way.POST.value in line.ways else "online"), ""
    return ("visit" if line.desk.place in _PLACES else "elsewhere"), line.desk.name


_ORDER = ("visit", "post", "online", "elsewhere", "private", "automatic")


def _groups(lines: Sequence[Line], kb: KnowledgeBase) -> tuple[Group, ...]:
    found: dict[tuple[str, str], list[Line]] = {}
    for line in lines:
        found.setdefault(_group_of(line), []).append(line)

    def walking_order(key: tuple[str, str]) -> tuple[int, int, int]:
        desk = found[key][0].desk
        place = _PLACES.index(desk.place) if desk.place in _PLACES else len(_PLACES)
        return _ORDER.index(key[0]), place, desk.order if key[1] else 0

    groups = [_group(kb, key, found[key]) for key in sorted(found, key=walking_order)]
    letters = tuple(line for line in lines if line.letter)
    if letters:
        groups.append(Group("letters", kb.wording.titles["letters"], None, letters, 0))
    return tuple(groups)


def _group(kb: KnowledgeBase, key: tuple[str, str], lines: list[Line]) -> Group:
    desk = lines[0].desk if key[1] else None
    ordered = tuple(sorted(lines, key=lambda line: (line.status != "needed", *_nearest(line))))
    title = " ".join(part for part in (desk.ward, desk.name) if part) if desk else kb.wording.titles[key[0]]
    needed = sum(line.minutes for line in lines if line.status == "needed")
    return Group(key[0], title, desk, ordered, needed if desk else 0)  # type: ignore[arg-type]


def _bag(lines: Iterable[Line]) -> tuple[BagLine, ...]:
    found: dict[str, list[tuple[Line, BringView]]] = {}
    for line in lines:
        for bring in line.bring:
            found.setdefault(bring.item, []).append((line, bring))
    return tuple(_bag_line(entries) for entries in found.values())


def _bag_line(entries: list[tuple[Line, BringView]]) -> BagLine:
    """One thing, merged: originals are handed back or shown, so the largest number counts; copies are kept, so they add up."""
    first = entries[0][1]
    unconfirmed = all(bring.unconfirmed for _, bring in entries)
    return BagLine(
        item=first.item,
        name=first.name,
        originals=max(bring.count if bring.form != "copy" else 0 for _, bring in entries),
        copies=sum(bring.count for _, bring in entries if bring.form == "copy"),
        for_procedures=tuple(dict.fromkeys(line.name for line, _ in entries)),
        notes=tuple(dict.fromkeys(bring.note for _, bring in entries if bring.note and bring.unconfirmed == unconfirmed)),
        substitute=first.substitute,
        where=first.where,
        unconfirmed=unconfirmed,
    )


