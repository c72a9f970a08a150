"""What the classifier's ranking says of one fact, and of everything else."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.understanding.context import Classified, Ranking
from bot.understanding.mentions import is_yes_no
from procedure_kb.model import UNKNOWN, Fact

_LEAST_LEFT = 0.1
"""Of what the labels of other life events leave: of less, hardly anything can be concluded."""
_EXPECTED = 5.0
"""How many times likelier an answer to the open question is than the classifier, who does not know the question, takes it to be."""
_ANSWERS = {"affirm": _EXPECTED, "deny": _EXPECTED, "dont_know": _EXPECTED}
NOTHING = "nothing"
"""Value of a fact that is spoken of without stating one."""
_ABOUT_A_DEATH = "relation_to_deceased"
_ABOUT_CHILDREN = "birth_date"
"""Facts that only the knowledge base of that life event has."""
_OF_CHILDREN = "_of_children"
"""Ends labels of sentences that belong to a child-care case alone; there they count as the label before it."""
_NO_CHILDREN = "_without_children"
"""Ends the label of what is another matter only where children are not what it is about."""


def of_these(classified: Classified, facts: Collection[str]) -> Classified:
    """What the classifier says, without labels that mean nothing in this case: one classifier serves all life events.

    Where nobody has died, 「私は国保です」 is no aside about somebody else than the deceased; where children are what it is about,
    a nursery is no other matter.
    """
    left = _left(classified.ranking, facts)
    return replace(
        classified,
        ranking=_of_these(classified.ranking, facts),
        answers={fact: {**heard, "share": heard["share"] / left} for fact, heard in classified.answers.items()},
        corrected=_of_these(classified.corrected, facts),
        parts=[_of_these(ranking, facts) for ranking in classified.parts],
    )


def _left(ranking: Ranking, facts: Collection[str]) -> float:
    return max(_LEAST_LEFT, 1.0 - sum(share for label, share in ranking if not is_said_here(label, facts)))


def _of_these(ranking: Ranking, facts: Collection[str]) -> Ranking:
    left = _left(ranking, facts)
    kept: dict[str, float] = {}
    for label, share in ranking:
        if is_said_here(label, facts):
            name = label.removesuffix(_OF_CHILDREN).removesuffix(_NO_CHILDREN)
            kept[name] = kept.get(name, 0.0) + share / left
    return _sorted(kept)


def _sorted(shares: Mapping[str, float]) -> Ranking:
    return sorted(shares.items(), key=lambda pair: -pair[1])


def in_answer(ranking: Ranking, answers: Mapping[str, Any]) -> Ranking:
    """The ranking in the light of the open question: most people answer it."""
    if not answers:
        return ranking
    shares = {label: share * _ANSWERS.get(label.partition("/")[0], 1.0) for label, share in ranking if _fact_of(label) not in answers}
    for fact, heard in answers.items():
        for value, share in heard["values"].items():
            label = f"mention/{fact}" if value == NOTHING else f"inform/{fact}.{value}"
            shares[label] = _EXPECTED * heard["share"] * share
    total = sum(shares.values())
    return _sorted({label: share / total for label, share in shares.items()}) if total else ranking


def _fact_of(label: str) -> str | None:
    act, _, name = label.partition("/")
    return name.partition(".")[0] if act in ("inform", "mention") else None


def is_said_here(label: str, facts: Collection[str]) -> bool:
    """Whether a label means anything in a case with these facts."""
    act, _, name = label.partition("/")
    if act in ("inform", "mention"):
        return name.partition(".")[0] in facts
    if label.endswith((_OF_CHILDREN, _NO_CHILDREN)):
        return label.endswith(_OF_CHILDREN) == (_ABOUT_CHILDREN in facts)
    return act != "speaker" or _ABOUT_A_DEATH in facts


class Shares:
    def __init__(self, classified: Classified) -> None:
        self.answers = classified.answers
        self.ranking = list(in_answer(classified.ranking, self.answers))
        self.corrected = classified.corrected[0] if classified.corrected else ("", 0.0)
        self._by_itself = [classified.ranking, *classified.parts]
        self._clauses, self._whole = classified.parts, classified.ranking
        self.label, self.best = self.ranking[0] if self.ranking else ("", 0.0)
        self.act, _, self.name = self.label.partition("/")

    def of_label(self, label: str) -> float:
        return next((share for name, share in self.ranking if name == label), 0.0)

    def supports(self, label: str) -> float:
        """The share of a label in the whole or in one of its clauses, whatever was asked."""
        return max((share for ranking in self._by_itself for name, share in ranking if name == label), default=0.0)

    def supports_clause(self, label: str) -> float:
        """The share of a label in that of its clauses that speaks of it most."""
        return max((share for ranking in self._clauses or [self._whole] for name, share in ranking if name == label), default=0.0)

    def best_of(self, act: str) -> tuple[str, float]:
        """The best label of an act, without the act, and its share."""
        return next(((name.partition("/")[2], share) for name, share in self.ranking if name.startswith(f"{act}/")), ("", 0.0))

    def told(self, least: float, *, whole: bool) -> Iterator[tuple[str, str, float]]:
        """Facts that its clauses state, each by itself, and with ``whole`` also all of it: fact, value and share."""
        rankings = [*self._clauses, self._whole] if whole else self._clauses
        for label, share in (ranking[0] for ranking in rankings if ranking):
            fact, _, value = label.removeprefix("inform/").partition(".")
            if label.startswith("inform/") and share >= least:
                yield fact, value, share

    def heard(self, fact: str) -> tuple[str, float] | None:
        """The likeliest value of a fact that was asked, whatever else the sentence may be about, and how likely it is."""
        values = self.answers.get(fact, {}).get("values")
        return max(values.items(), key=lambda pair: pair[1]) if values else None

    def together(self, fact: str) -> Sequence[str]:
        """The values of a set that was asked that seem to be said together, if there are several."""
        return [value for value in self.answers.get(fact, {}).get("together", ()) if value != "none"]

    def spoken_of(self, fact: str) -> float:
        """The share of a fact that was asked among all that the sentence may speak of."""
        return float(self.answers.get(fact, {}).get("share", 0.0))

    def leads(self, act: str) -> bool:
        """Whether one label of an act has more than half of what the act has."""
        shares = [share for label, share in self.ranking if label.startswith(f"{act}/")]
        return bool(shares) and shares[0] > sum(shares) / 2

    def values(self, fact: Fact) -> dict[str, float]:
        """What is given to each value of a fact, bare yes and no included."""
        shares: dict[str, float] = {}
        for label, share in self.ranking:
            value = _value_of(fact, label)
            if value is not None:
                shares[value] = shares.get(value, 0.0) + share
        return shares

    def contradicts(self, fact: str, value: object) -> bool:
        """Whether the classifier is sure of another value of the same fact."""
        named, _, code = self.name.partition(".")
        if self.act != "inform" or self.best < 0.6 or named != fact:
            return False
        return code not in value if isinstance(value, list) else value not in (code, UNKNOWN)


def _value_of(fact: Fact, label: str) -> str | None:
    act, _, name = label.partition("/")
    if act == "inform" and name.startswith(f"{fact.id}."):
        return name.partition(".")[2]
    if act == "dont_know":
        return UNKNOWN
    if act == "deny" and fact.type == "set" and any(code.code == "none" for code in fact.codes):
        return "none"
    if is_yes_no(fact) and act in ("affirm", "deny"):
        return "yes" if act == "affirm" else "no"
    return None
