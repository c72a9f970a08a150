"""A question of the agenda as words and buttons, and what each button means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from bot.cases.dialogue import Dialogue
from procedure_kb.agenda import Agenda, Ask
from procedure_kb.assessment import Situation
from procedure_kb.condition import MORE
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.model import UNKNOWN, Fact, Item, Question
from procedure_kb.siblings import of_child, split

Effect = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """A question ready to be sent."""

    text: str
    speech: str
    easy: str
    why: str | None
    find_out: str | None
    kind: str
    input: str
    choices: tuple[tuple[str, Effect], ...]
    """Labels with their effects, in order."""
    ticks: tuple[tuple[str, Effect], ...] = ()
    submit: str | None = None


def choose(agenda: Agenda, focus: Sequence[str], first: Sequence[str]) -> Ask | None:
    """The question to ask now: about a fact someone wants to change or go back to, else about what is still open of
    ``first``, else what the agenda says."""
    for fact_id in focus:
        fact = agenda.kb.facts[fact_id]
        covering = _covering(agenda, fact_id)
        if covering is not None or fact.ask:
            child = split(fact_id)[1] if fact.per_child else None
            return covering or Ask("single", (fact_id,), fact.stage, fact.effort, child=child)
    return next(filter(None, (_covering(agenda, fact_id) for fact_id in first)), agenda.next)


def _covering(agenda: Agenda, fact_id: str) -> Ask | None:
    return next((ask for ask in agenda.asks if fact_id in ask.facts), None)


def phrase(situation: Situation, ask: Ask, labels: Mapping[str, str]) -> Asked:
    kb, known, today = situation.kb, situation.facts, situation.today
    if ask.question is None:
        asked = _single(kb.facts[ask.facts[0]], known, labels, today)
    elif ask.kind == "group":
        asked = _group(ask, ask.question, known, labels)
    else:
        asked = _several(kb, ask, ask.question, labels, today)
    return _of_child(situation, ask.child, asked) if ask.child and situation.children > 1 else asked


def _of_child(situation: Situation, child: int, asked: Asked) -> Asked:
    """The question, with the child it is about where there are several."""
    name = situation.kb.wording.child_name(child, situation.views[child - 1].facts)
    lead = situation.kb.wording.child["about"].format(name=name)
    return replace(asked, text=lead + asked.text, speech=lead + asked.speech, easy=lead + asked.easy)


def _single(fact: Fact, known: Mapping[str, Any], labels: Mapping[str, str], today: date) -> Asked:
    unknown = (labels["unknown"], {"unknown": True})
    text = fact.ask or fact.label
    asked = Asked(
        text=text,
        speech=fact.speech or text,
        easy=fact.easy or text,
        why=fact.why,
        find_out=fact.find_out,
        kind="single",
        input=_INPUTS.get(fact.type, "text"),
        choices=(*_values(fact, today, labels), unknown),
    )
    if fact.type != "set":
        return asked
    items = tuple(Item(fact=fact.id, value=code.code, label=code.label) for code in fact.codes if code.code != "none")
    return replace(asked, kind="group", **_tick_list(items, known, labels))


_INPUTS = {"date": "date", "int": "number", "phone": "tel"}


def _values(fact: Fact, today: date, labels: Mapping[str, str]) -> Iterator[tuple[str, Effect]]:
    if fact.type == "date" and not fact.future:
        for days, name in enumerate(("today", "yesterday", "day_before")):
            yield labels[name], {"set": {fact.id: (today - timedelta(days=days)).isoformat()}}
    for code in fact.codes:
        yield code.label, {"set": {fact.id: code.code}}


def _group(ask: Ask, question: Question, known: Mapping[str, Any], labels: Mapping[str, str]) -> Asked:
    started = len(ask.items) < len(question.items)
    return Asked(
        text=(question.ask_more if started and question.ask_more else question.ask),
        speech=question.speech,
        easy=question.easy,
        why=question.why,
        find_out=question.find_out,
        kind="group",
        input="text",
        **_tick_list(ask.items, known, labels),
    )


def _tick_list(items: tuple[Item, ...], known: Mapping[str, Any], labels: Mapping[str, str]) -> dict[str, Any]:
    ticks = tuple((item.label, {"tick": [item.fact, item.value]}) for item in items)
    rest = [[item.fact, item.otherwise] for item in items]
    begun = any(is_begun(known.get(item.fact)) for item in items)
    none = labels["nothing_else"] if begun else labels["none"]
    return {
        "ticks": ticks,
        "choices": (*ticks, (none, {"close": rest}), (labels["unknown"], {"unknown": True})),
        "submit": labels["submit"],
    }


def _several(kb: KnowledgeBase, ask: Ask, question: Question, labels: Mapping[str, str], today: date) -> Asked:
    choices: list[tuple[str, Effect]] = [(choice.label, {"set": dict(choice.sets)}) for choice in ask.choices]
    if question.kind == "form":
        lead = kb.facts[ask.facts[0]]
        choices += list(_values(lead, today, labels))
    started = len(ask.facts) < len(question.facts)
    text = question.ask_more if started and question.ask_more else question.ask
    named = "、".join(kb.facts[split(fact)[0]].label for fact in ask.facts)
    return Asked(
        text=text.replace("{facts}", named),
        speech=question.speech,
        easy=question.easy,
        why=question.why,
        find_out=question.find_out,
        kind="single",
        input="text",
        choices=(*choices, (labels["unknown"], {"unknown": True})),
    )


def implied(kb: KnowledgeBase, asked: list[str], facts: Mapping[str, Any]) -> dict[str, Any]:
    """What an answer to part of a question says of its other facts: 「厚生年金です」, that a pension was received."""
    plain = [split(fact) for fact in asked]
    question = next((q for q in kb.questions if q.kind == "combined" and {fact for fact, _ in plain} == set(q.facts)), None)
    child = max((number for _, number in plain), default=1)
    given = {split(fact)[0]: value for fact, value in facts.items() if fact in asked}
    if question is None or not given:
        return {}
    fitting = [choice.sets for choice in question.choices if given.items() <= choice.sets.items()]
    shared = set.intersection(*(set(sets.items()) for sets in fitting)) if fitting else set()
    return {name: value for fact, value in shared if (name := of_child(fact, child)) not in facts}


def closed(known: Mapping[str, Any], rest: list[list[Any]], ticked: Mapping[str, Any]) -> dict[str, Any]:
    """Facts once the person says that nothing else of a tick-list applies."""
    facts: dict[str, Any] = {}
    for fact, otherwise in rest:
        if otherwise is not None:
            facts[fact] = ticked.get(fact, otherwise)
        else:
            begun = known[fact] if is_begun(known.get(fact)) else []
            held = [code for code in [*begun, *ticked.get(fact, ())] if code not in (MORE, "none") and not code.startswith("not_")]
            facts[fact] = list(dict.fromkeys(held)) or ["none"]
    return facts


def is_begun(value: Any) -> bool:
    """Whether it is a list of which more may be said."""
    return isinstance(value, list) and MORE in value


def unknown(known: Mapping[str, Any], asked: list[str]) -> dict[str, Any]:
    """Facts once the person does not know the rest of what is asked: what was ticked before stays."""
    facts: dict[str, Any] = {}
    for fact in asked:
        held = known.get(fact)
        facts[fact] = [UNKNOWN if code == MORE else code for code in held] if isinstance(held, list) else UNKNOWN
    return facts


def offer(dialogue: Dialogue, asked: Asked) -> list[tuple[str, str]]:
    """Puts the choices on offer under fresh values. Returns label and value of each, in order."""
    dialogue.offers = {}
    offered = [(label, put_on_offer(dialogue, effect)) for label, effect in asked.choices]
    dialogue.prompt = {
        "kind": asked.kind,
        "text": asked.text,
        "why": asked.why,
        "find_out": asked.find_out,
        "input": asked.input,
        "choices": offered[len(asked.ticks) :],
        "ticks": offered[: len(asked.ticks)],
        "submit": None,
    }
    if asked.submit is not None:
        rest = next(effect["close"] for _, effect in asked.choices if "close" in effect)
        dialogue.prompt["submit"] = put_on_offer(dialogue, {"close": rest})
    return offered


def put_on_offer(dialogue: Dialogue, effect: Effect) -> str:
    """Returns the value under which the effect can be chosen from now on."""
    value = f"{dialogue.turn}.{len(dialogue.offers)}"
    dialogue.offers[value] = effect
    return value
