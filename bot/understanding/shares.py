"""What the classifier's ranking says of one fact, and of everything else."""

from __future__ import annotations

from collections.abc import Collection

from bot.understanding.context import Ranking
from bot.understanding.mentions import is_yes_no
from procedure_kb.model import UNKNOWN, Fact

_SHARPER = 4 / 3
"""Power of the shares: with the labels of several life events margins are smaller, and the shares too even. Chosen on dev."""
_LEAST_LEFT = 0.1
"""Of what the labels of other life events leave: of less, hardly anything can be concluded."""
_ABOUT_A_DEATH = "relation_to_deceased"
_ABOUT_CHILDREN = "birth_date"
"""Facts that only the knowledge base of that life event has."""
_OF_CHILDREN = "_of_children"
"""Ends labels of sentences that belong to a child-care case alone; there they count as the label before it."""
_NO_CHILDREN = "_without_children"
"""Ends the label of what is another matter only where children are not what it is about."""


def of_these(ranking: Ranking, facts: Collection[str]) -> Ranking:
    """The ranking without labels that mean nothing in this case: one classifier serves all life events.

    Where nobody has died, 「私は国保です」 is no aside about somebody else than the deceased; where children are what it is about,
    a nursery is no other matter.
    """
    kept: dict[str, float] = {}
    sharp, dropped = _sharpened(ranking), 0.0
    for label, share in sharp:
        if _is_said_here(label, facts):
            name = label.removesuffix(_OF_CHILDREN).removesuffix(_NO_CHILDREN)
            kept[name] = kept.get(name, 0.0) + share
        else:
            dropped += share
    left = max(_LEAST_LEFT, 1.0 - dropped)
    return sorted(((label, share / left) for label, share in kept.items()), key=lambda pair: -pair[1])


def _sharpened(ranking: Ranking) -> Ranking:
    """The shares as if margins were larger; the labels that are not listed are taken to have what the last one has, each."""
    powers = [(label, share**_SHARPER) for label, share in ranking]
    rest = max(0.0, 1.0 - sum(share for _, share in ranking)) * min((share for _, share in ranking), default=0.0) ** (_SHARPER - 1)
    total = rest + sum(power for _, power in powers)
    return [(label, power / total) for label, power in powers] if total else ranking


def _is_said_here(label: str, facts: Collection[str]) -> bool:
    act, _, name = label.partition("/")
    if act == "inform":
        return name.partition(".")[0] in facts
    if label.endswith((_OF_CHILDREN, _NO_CHILDREN)):
        return label.endswith(_OF_CHILDREN) == (_ABOUT_CHILDREN in facts)
    return act != "speaker" or _ABOUT_A_DEATH in facts


class Shares:
    def __init__(self, ranking: Ranking) -> None:
        self.ranking = list(ranking)
        self.label, self.best = self.ranking[0] if self.ranking else ("", 0.0)
        self.act, _, self.name = self.label.partition("/")

    def of_label(self, label: str) -> float:
        return next((share for name, share in self.ranking if name == label), 0.0)

    def best_of(self, act: str) -> tuple[str, float]:
        """The best label of an act, without the act, and its share."""
        return next(((name.partition("/")[2], share) for name, share in self.ranking if name.startswith(f"{act}/")), ("", 0.0))

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
