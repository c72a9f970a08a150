"""How many questions families are asked, measured on households drawn from the priors, beside the floor that information sets.

Deterministic: the same knowledge base, seed and number of cases give the same figures.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cached_property
from math import log, log2
from random import Random
from statistics import fmean, median
from typing import Any

from procedure_kb.agenda import Agenda, Ask
from procedure_kb.assessment import CHILD_COUNT, Situation, Verdict
from procedure_kb.checks import AHEAD
from procedure_kb.derivation import derive
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.model import UNKNOWN, Fact
from procedure_kb.nodes import Assignment
from procedure_kb.siblings import SAME_AS_FIRST, of_child

_DAYS_BACK = 60
"""A family comes within two months of the death."""
_MOST_DAYS = 90
"""Of a long span of days so many at most are tried."""


# --- the result ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Spread:
    mean: float
    median: float
    max: int


@dataclass(frozen=True)
class Floor:
    """How few questions could do: bits of the checklist over the bits of the most telling question.

    Estimators. ``checklist_bits``: plug-in entropy of the verdicts over the sample with the Miller–Madow correction. While most
    drawn checklists differ it is far too low (it cannot exceed log2(cases) by more than 0.72), and so is the floor: it stays a
    floor. ``household_bits``: mean surprisal of what was drawn, under the priors themselves; without bias, and an upper bound of the
    checklist's entropy, because the facts determine it. The truth lies between ``questions`` and ``questions_upper``.
    ``question_bits``: plug-in entropy of the answer over all households; slightly too low, which raises both.
    """

    checklist_bits: float
    distinct_checklists: int
    household_bits: float
    question: str
    """The one with the largest entropy."""
    question_bits: float

    @property
    def questions(self) -> float:
        return self.checklist_bits / self.question_bits

    @property
    def questions_upper(self) -> float:
        return self.household_bits / self.question_bits


@dataclass(frozen=True)
class QuestionUse:
    id: str
    """Of the question, or of the fact where it was asked alone."""
    asked: int
    """Households that were asked."""
    changed: int
    """Households whose checklist the answer changed: a verdict, a day, a thing to bring."""


@dataclass(frozen=True)
class Simulation:
    event: str
    kb_version: str
    cases: int
    seed: int
    unknown_share: float
    questions: Spread
    facts_answered: Spread
    """Questions it would have been with every fact asked alone, but only those that matter."""
    every_question: int
    """Questions it would have been with every fact asked alone, of everybody."""
    to_confirm: Spread
    """Procedures that stay 要確認 at the end."""
    to_confirm_share: float
    """Households with at least one of them."""
    floor: Floor
    use: tuple[QuestionUse, ...]
    never_asked: tuple[str, ...]
    """Questions, and facts, that no household was asked."""

    @property
    def never_changed(self) -> tuple[str, ...]:
        return tuple(use.id for use in self.use if not use.changed)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; shares and bits rounded to three decimals."""
        floor = {**asdict(self.floor), "questions": self.floor.questions, "questions_upper": self.floor.questions_upper}
        saved = 1 - self.questions.mean / self.every_question
        plain: dict[str, Any] = _rounded({**asdict(self), "floor": floor, "never_changed": self.never_changed, "saved_share": saved})
        return plain


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(entry) for entry in value]
    return round(value, 3) if isinstance(value, float) else value


# --- households ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Household:
    facts: Mapping[str, Any]
    surprisal: float
    """Bits, under the priors, of everything that a condition can tell apart."""


def draw_household(kb: KnowledgeBase, chance: Random, *, today: date) -> Household:
    """A complete household, consistent with every constraint: each value is drawn among those that leave some household possible."""
    facts, surprisal = _draw(kb, chance, _drawing_order(kb), {}, today)
    count = facts.get(CHILD_COUNT, 1)
    for child in range(2, count + 1):
        own, bits = _draw_sibling(kb, chance, facts, today)
        facts |= {of_child(fact, child): value for fact, value in own.items()}
        surprisal += bits
    return Household(facts, surprisal)


def _draw(
    kb: KnowledgeBase, chance: Random, order: Iterable[Fact], given: Mapping[str, Any], today: date
) -> tuple[dict[str, Any], float]:
    """Values of the facts in ``order`` beside those given, and their surprisal in bits."""
    facts: dict[str, Any] = {}
    known = kb.space.assign(given, today)
    surprisal = 0.0
    for fact in order:
        options = list(_options(kb, fact, known, {**given, **facts}, today))
        value, cells, share = _pick(chance, _possible(kb, known, options))
        facts[fact.id] = value
        known = Assignment({**known, **cells})
        surprisal -= log2(share)
    return {**facts, **_derived(kb, facts, today)}, surprisal


def _derived(kb: KnowledgeBase, facts: Mapping[str, Any], today: date) -> dict[str, Any]:
    """What is asked only where it cannot be computed, as the family would tell it: the child's age."""
    found = {}
    for fact in kb.facts.values():
        if fact.derived is not None and fact.ask is not None and fact.derived.sources[0] in facts:
            span = derive(fact.derived.measure, facts[fact.derived.sources[0]], today)
            if isinstance(span, tuple) and span[0] == span[1] >= 0:
                found[fact.id] = span[0]
    return found


def _draw_sibling(kb: KnowledgeBase, chance: Random, family: Mapping[str, Any], today: date) -> tuple[dict[str, Any], float]:
    """What a further child has of its own: like the first in what siblings share, as often as the prior says."""
    plain = {fact: value for fact, value in family.items() if fact not in kb.per_child and "@" not in fact}
    order = [fact for fact in _drawing_order(kb) if fact.per_child]
    same, bits = _draw(kb, chance, [kb.facts[SAME_AS_FIRST]], plain, today)
    if same[SAME_AS_FIRST] == "yes":
        shared = {fact: family[fact] for fact in kb.shared_by_siblings if fact in family}
        own, more = _draw(kb, chance, [fact for fact in order if fact.id not in shared], {**plain, **shared}, today)
        own |= shared
    else:
        own, more = _draw(kb, chance, order, plain, today)
    return {**own, **same}, bits + more


def _drawing_order(kb: KnowledgeBase) -> list[Fact]:
    """The order of the priors, whose ``given`` speaks of facts drawn before; then what has none."""
    names = dict.fromkeys([*(prior.fact for prior in kb.priors), *kb.facts])
    drawn = [kb.facts[name] for name in names if name in kb.facts and name != SAME_AS_FIRST]
    return [fact for fact in drawn if _is_asked(fact) and fact.derived is None]


def _is_asked(fact: Fact) -> bool:
    return fact.ask is not None and fact.decides != "reservation"


_Option = tuple[Any, dict[str, int], float]
"""A value, its cells, its weight."""


def _options(kb: KnowledgeBase, fact: Fact, known: Assignment, facts: Mapping[str, Any], today: date) -> Iterator[_Option]:
    weights = _weights(kb, fact, known)
    names = kb.space.of_fact[fact.id]
    told = {source: facts[source] for name in names for source in kb.space.variables[name].sources if source in facts}
    for value, weight in _weighted_values(fact, weights, today):
        cells = kb.space.cells(names, {**told, fact.id: value}, today)
        yield value, {name: cell for name, cell in cells.items() if name not in known}, weight


def _weights(kb: KnowledgeBase, fact: Fact, known: Assignment) -> Mapping[str, float] | None:
    """Of the first prior that speaks of this household; None where none does."""
    priors = kb.compiled_priors.get(fact.id, ())
    return next((prior.weights for prior in priors if prior.given.evaluate(known)), None)


def _weighted_values(fact: Fact, weights: Mapping[str, float] | None, today: date) -> Iterator[tuple[Any, float]]:
    if fact.type in ("date", "month", "int"):
        spans = {**{code.code: 0.0 for code in fact.codes}, **(weights or _usual_spans(fact))}
        for span, weight in spans.items():
            values = list(_values_of_span(fact, span, today))
            yield from ((value, weight / len(values)) for value in values)
    else:
        for code in fact.codes:
            yield [code.code] if fact.type == "set" else code.code, 1.0 if weights is None else weights.get(code.code, 0.0)


def _usual_spans(fact: Fact) -> Mapping[str, float]:
    if fact.type == "int":
        return {f"{fact.minimum or 0}-{fact.maximum or 0}": 1.0}
    return {f"0-{_DAYS_BACK - 1}": 1.0} if fact.type == "date" else {f"{AHEAD}1-12": 1.0}


def _values_of_span(fact: Fact, span: str, today: date) -> Iterator[Any]:
    """Numbers, days before today (after it, with ``ahead:``), months from this one on, or the code itself."""
    if span in [code.code for code in fact.codes]:
        yield span
        return
    first, last = map(int, span.removeprefix(AHEAD).split("-"))
    step = 1 + (last - first) // _MOST_DAYS if fact.type == "date" else 1
    for number in range(first, last + 1, step):
        if fact.type == "int":
            yield number
        elif fact.type == "date":
            yield (today + timedelta(days=number if span.startswith(AHEAD) else -number)).isoformat()
        else:
            year, month = divmod(today.year * 12 + today.month - 1 + number, 12)
            yield f"{year:04}-{month + 1:02}"


def _possible(kb: KnowledgeBase, known: Assignment, options: Sequence[_Option]) -> list[_Option]:
    """Options that some household has. Frequencies that allow none of them are passed over: the constraints are certain."""
    answers: dict[Hashable, bool] = {}
    kept = []
    for value, cells, weight in options:
        key = tuple(cells.items())
        if key not in answers:
            answers[key] = kb.solver.consistent({**known, **cells})
        if answers[key]:
            kept.append((value, cells, weight))
    if any(weight for *_, weight in kept):
        return kept
    return [(value, cells, 1.0) for value, cells, _ in kept]


def _pick(chance: Random, options: Sequence[_Option]) -> tuple[Any, dict[str, int], float]:
    """Value and cells drawn, and the share of all values with these cells."""
    weights = [weight for *_, weight in options]
    value, cells, _ = chance.choices(options, weights)[0]
    same = sum(weight for _, other, weight in options if other == cells)
    return value, cells, same / sum(weights)


def forget(household: Mapping[str, Any], chance: Random, share: float) -> dict[str, Any]:
    """What the family can tell: each fact is 「わからない」 with this probability."""
    return {fact: UNKNOWN if chance.random() < share else value for fact, value in household.items()}


# --- the interview -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Course:
    """One household's way through the questions."""

    asked: tuple[tuple[str, bool], ...]
    """Question, and whether its answer changed the checklist."""
    situation: Situation
    """At the end."""

    @cached_property
    def to_confirm(self) -> int:
        return sum(verdict is Verdict.TO_CONFIRM for verdict in self.situation.verdicts.values())


def interview(kb: KnowledgeBase, told: Mapping[str, Any], *, today: date) -> Course:
    """Ask what the agenda asks until it has nothing left. A question about several facts is answered in one go."""
    situation = Situation(kb, {}, today)
    asked = []
    while ask := Agenda(situation).next:
        following = Situation(kb, {**situation.facts, **_answer(ask, told)}, today)
        # Whether the other life event joins the case is asked for its own list, which this one does not show.
        changes = _slip(following) != _slip(situation) or not kb.opening.keys().isdisjoint(ask.facts)
        asked.append((ask.id, changes))
        situation = following
    return Course(tuple(asked), situation)


def _answer(ask: Ask, told: Mapping[str, Any]) -> dict[str, Any]:
    """All facts of the question; of one with choices, what the most telling choice that fits says, and what is not known."""
    whole = {fact: told.get(fact, UNKNOWN) for fact in ask.facts}
    fitting = [choice.sets for choice in ask.choices if choice.sets.items() <= whole.items()]
    if not fitting:
        return whole
    telling = max(fitting, key=lambda sets: len(sets))
    return {**telling, **{fact: value for fact, value in whole.items() if value == UNKNOWN}}


def _slip(situation: Situation) -> tuple[tuple[Verdict, ...], tuple[str, ...]]:
    """What the checklist hangs on: the verdicts, and the facts that word its lines."""
    worded = tuple(str(view.facts.get(fact)) for view in situation.views for fact in sorted(situation.kb.presented))
    return tuple(verdict for view in situation.views for verdict in view.verdicts.values()), worded


# --- figures -------------------------------------------------------------------------------------------------------------


def simulate(kb: KnowledgeBase, *, cases: int, seed: int, today: date, unknown_share: float = 0.0) -> Simulation:
    """Draw ``cases`` households (at least one), let each answer, and count. ``today`` only dates the deaths."""
    chance = Random(seed)  # noqa: S311 — figures that can be repeated, no secret
    households = [draw_household(kb, chance, today=today) for _ in range(cases)]
    courses = [interview(kb, forget(household.facts, chance, unknown_share), today=today) for household in households]
    use = _use(courses)
    return Simulation(
        event=kb.event,
        kb_version=kb.version,
        cases=cases,
        seed=seed,
        unknown_share=unknown_share,
        questions=_spread(len(course.asked) for course in courses),
        facts_answered=_spread(len(course.situation.facts) for course in courses),
        every_question=sum(map(_is_asked, kb.facts.values())),
        to_confirm=_spread(course.to_confirm for course in courses),
        to_confirm_share=fmean(course.to_confirm > 0 for course in courses),
        floor=_floor(kb, households, courses, today),
        use=use,
        never_asked=_never_asked(kb, courses, {entry.id for entry in use}),
    )


def _spread(values: Iterable[int]) -> Spread:
    counts = list(values)
    return Spread(fmean(counts), median(counts), max(counts))


def _use(courses: Iterable[Course]) -> tuple[QuestionUse, ...]:
    """Most frequent first."""
    asked: Counter[str] = Counter()
    changed: Counter[str] = Counter()
    for course in courses:
        for name, did_change in course.asked:
            asked[name] += 1
            changed[name] += did_change
    return tuple(QuestionUse(name, count, changed[name]) for name, count in asked.most_common())


def _never_asked(kb: KnowledgeBase, courses: Iterable[Course], questions: Collection[str]) -> tuple[str, ...]:
    answered = {fact for course in courses for fact in course.situation.facts}
    unused = [question.id for question in kb.questions if question.id not in questions]
    return (*unused, *(fact.id for fact in kb.facts.values() if _is_asked(fact) and fact.id not in answered))


def _floor(kb: KnowledgeBase, households: Sequence[Household], courses: Sequence[Course], today: date) -> Floor:
    checklists = [tuple(course.situation.verdicts.values()) for course in courses]
    distinct = len(set(checklists))
    correction = (distinct - 1) / (2 * len(checklists) * log(2))
    question, bits = max(_question_entropies(kb, households, today), key=lambda entry: entry[1])
    return Floor(
        checklist_bits=_entropy(checklists) + correction,
        distinct_checklists=distinct,
        household_bits=fmean(household.surprisal for household in households),
        question=question,
        question_bits=bits,
    )


def _question_entropies(kb: KnowledgeBase, households: Sequence[Household], today: date) -> Iterator[tuple[str, float]]:
    known = [kb.space.assign(household.facts, today) for household in households]
    alone = {fact.id: (fact.id,) for fact in kb.facts.values() if _is_asked(fact)}
    together = {question.id: question.facts for question in kb.questions}
    for name, facts in {**alone, **together}.items():
        variables = [variable for fact in facts for variable in kb.space.of_fact[fact]]
        yield name, _entropy([tuple(cells.get(variable) for variable in variables) for cells in known])


def _entropy(sample: Sequence[Hashable]) -> float:
    """Plug-in entropy in bits."""
    shares = [count / len(sample) for count in Counter(sample).values()]
    return -sum(share * log2(share) for share in shares)
