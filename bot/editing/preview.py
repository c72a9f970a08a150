"""What a change of the data does to families: households drawn from the priors, answered in full in both versions, compared.

Deterministic: the same two versions, seed and number of households give the same answer.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from random import Random
from typing import Any

from bot.editing.differences import PART_OF_KEY, Change, RecordChange, changes, record_changes, shown
from procedure_kb.assessment import Situation, Verdict
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.model import Procedure
from procedure_kb.simulation import draw_household
from procedure_kb.values import ValueProblem, check_value


@dataclass(frozen=True)
class ChangedHousehold:
    number: int
    """Of the draw, from 1 on."""
    facts: Mapping[str, str]
    """Label to answer, in words."""
    telling: tuple[str, ...]
    """Labels of the facts that bear on what changed."""
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Preview:
    event: str
    municipality: str
    cases: int
    seed: int
    before: str
    """Versions of the two knowledge bases."""
    after: str
    households: tuple[ChangedHousehold, ...]
    left_out: Mapping[str, int]
    """Labels of facts, or answers, that the former version does not know, with the number of households concerned."""
    unseen: tuple[RecordChange, ...]
    """Differences of procedures that no drawn household reads."""
    beside: tuple[RecordChange, ...]
    """Differences of all other records: wording of questions, desks, sources, …"""

    @property
    def headline(self) -> str:
        return f"この変更で {self.cases} 世帯中 {len(self.households)} 世帯の案内が変わります。"

    def to_json(self) -> dict[str, Any]:
        return {"headline": self.headline, **asdict(self)}

    def summed(self) -> list[tuple[str, int]]:
        """Households per procedure and part, most frequent first."""
        counts = Counter(
            f"{change.name} {_WHAT.get(change.what, change.part)}"
            for household in self.households
            for change in {(c.id, c.what, c.part): c for c in household.changes}.values()
        )
        return counts.most_common()


_WHAT = {"added": "が加わる", "removed": "がなくなる"}


def preview(before: KnowledgeBase, after: KnowledgeBase, *, cases: int, seed: int, today: date) -> Preview:
    """``after`` is what the change makes of ``before``. Households are those of ``after``."""
    chance = Random(seed)  # noqa: S311 — figures that can be repeated, no secret
    left_out: Counter[str] = Counter()
    records = record_changes(before, after)
    reworded = _reworded(before, after, records)
    households = []
    for number in range(1, cases + 1):
        facts = draw_household(after, chance, today=today).facts
        known = _known(before, after, facts, today, left_out)
        former, latter = Situation(before, known, today), Situation(after, facts, today)
        if known == facts and former.verdicts == latter.verdicts and not _reads(latter, reworded):
            continue
        found = changes(shown(former), shown(latter))
        if found:
            households.append(_changed(number, before, after, facts, found))
    return Preview(
        event=after.event,
        municipality=after.municipality.code,
        cases=cases,
        seed=seed,
        before=before.version,
        after=after.version,
        households=tuple(households),
        left_out=dict(left_out),
        unseen=tuple(_unseen(records, households)),
        beside=tuple(change for change in records if change.kind != "手続き"),
    )


_WORDS_OF_ALL = ("質問の項目", "期限の規則", "区", "文言", "市区町村")
"""Kinds of records that can word any line."""


def _reworded(before: KnowledgeBase, after: KnowledgeBase, records: Iterable[RecordChange]) -> frozenset[str]:
    """Procedures whose lines may read differently though nothing else is decided."""
    changed = {(change.kind, change.id) for change in records}
    if any(kind in _WORDS_OF_ALL for kind, _ in changed):
        return frozenset(after.procedure)
    return frozenset(c.id for kb in (before, after) for c in kb.procedures if not changed.isdisjoint(_worded_by(c.procedure)))


def _worded_by(procedure: Procedure) -> Iterator[tuple[str, str]]:
    yield "手続き", procedure.id
    yield "窓口", procedure.desk
    yield from (("持ち物", requirement.item) for requirement in procedure.bring)
    yield from (("出典", reference.split(" ")[0]) for reference in procedure.sources)


def _reads(situation: Situation, procedures: frozenset[str]) -> bool:
    """Whether one of them stands on the list. To look that up is much quicker than to make two lists."""
    return any(situation.verdicts[name] is not Verdict.NOT_NEEDED for name in procedures if name in situation.verdicts)


def _known(before: KnowledgeBase, after: KnowledgeBase, facts: Mapping[str, Any], today: date, left_out: Counter[str]) -> dict[str, Any]:
    """The household as the former version can hear it."""
    known = {}
    for name, value in facts.items():
        label = after.facts[name].label
        if name not in before.facts:
            left_out[label] += 1
            continue
        try:
            known[name] = check_value(before.facts[name], value, today=today)
        except ValueProblem:
            left_out[f"{label}＝{after.wording.value_text(after.facts[name], value)}"] += 1
    return known


def _changed(
    number: int, before: KnowledgeBase, after: KnowledgeBase, facts: Mapping[str, Any], found: tuple[Change, ...]
) -> ChangedHousehold:
    words = {after.facts[name].label: after.wording.value_text(after.facts[name], value) for name, value in facts.items()}
    bearing = {fact for change in found for kb in (before, after) if change.id in kb.procedure for fact in facts_of(kb, change.id)}
    telling = dict.fromkeys(after.facts[name].label for name in facts if name.split("@")[0] in bearing)
    return ChangedHousehold(number, words, tuple(telling), found)


def facts_of(kb: KnowledgeBase, procedure: str) -> set[str]:
    """Facts that a procedure's own conditions name, or that tell what they name; and the day its deadline counts from."""
    compiled = kb.procedure[procedure]
    names = {name for node in (*compiled.nodes(), *compiled.requirements, *compiled.instead) for name in node.variables}
    starts = {deadline.start for deadline in compiled.deadlines({}) if deadline.start}
    return {fact for name in names for fact in kb.space.variables[name].sources} | starts


def _unseen(records: tuple[RecordChange, ...], households: list[ChangedHousehold]) -> Iterator[RecordChange]:
    seen = {(change.id, change.part) for household in households for change in household.changes}
    moved = {change.id for household in households for change in household.changes if change.what != "text"}
    for change in records:
        if change.kind != "手続き":
            continue
        if change.what != "changed":
            if change.id not in moved:
                yield change
            continue
        keys = tuple(key for key in change.keys if not _is_seen(change.id, key, seen, moved))
        if keys:
            yield RecordChange(change.kind, change.id, keys, change.what)


def _is_seen(name: str, key: str, seen: set[tuple[str, str]], moved: set[str]) -> bool:
    if key in ("when", "covered_by", "valid_from", "valid_to", "grade") or (key == "confirm" and name in moved):
        return name in moved
    return (name, PART_OF_KEY.get(key, key)) in seen


# --- in words ------------------------------------------------------------------------------------------------------------


def in_words(found: Preview, *, show: int) -> Iterator[str]:
    """Headline, what changes how often, the first ``show`` households, and what no household shows."""
    yield found.headline
    yield f"（{found.event}・{found.municipality}、もとの版 {found.before} → 変更後の版 {found.after}、種 {found.seed}）"
    if found.households:
        yield ""
        yield "■ 変わるところ"
        yield from (f"  {text}（{count} 世帯）" for text, count in found.summed())
    for household in found.households[:show]:
        yield ""
        yield f"■ {household.number} 番目の世帯"
        yield f"  {'／'.join(f'{label}：{household.facts[label]}' for label in household.telling) or 'どの世帯でも'}"
        yield from (f"  {change}" for change in household.changes)
    if len(found.households) > show:
        yield ""
        yield f"ほか {len(found.households) - show} 世帯（--show で増やせます。--json にはすべて入ります）"
    yield from _listed("もとの版が知らない答え（もとの版では除いて比べました）", [f"{label}（{n} 世帯）" for label, n in found.left_out.items()])
    yield from _listed("引いた世帯には現れなかった手続きの違い", list(map(str, found.unseen)))
    yield from _listed("手続きのほかの違い", list(map(str, found.beside)))


def _listed(title: str, entries: list[str]) -> Iterator[str]:
    if entries:
        yield ""
        yield f"■ {title}"
        yield from (f"  {entry}" for entry in entries)
