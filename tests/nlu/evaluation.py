"""How well utterances are understood, on the sentences of a ``dev`` folder (to learn from) or of a ``held_out`` folder (to measure).

``python -m tests.nlu.evaluation PART`` prints the figures; a part is one of ``PARTS``. The rules of comparison are those of ``README.md``.
Errors are shown for ``dev`` alone: whoever works on the words must not see the held-out ones.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from bot.cli.understand import as_contract
from bot.understanding.lexicon import build_lexicon
from bot.understanding.rankings import Rankings
from procedure_kb.loader import load
from tests.nlu.vocabulary import TOPICS, VOCABULARY

FOLDER = Path(__file__).parent
SHARES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98)
PARTS = ("bereavement/dev", "bereavement/held_out", "childcare/dev", "childcare/held_out")


@dataclass(frozen=True)
class Sentence:
    event: str
    text: str
    question: str | None
    today: date
    expect: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """What kind of thing it is, for the tables: of answers, whether they are one, several, or an opener."""
        kind, facts = self.expect.get("kind"), self.expect.get("facts", {})
        if not facts and kind in (None, "answer"):
            return "trap"
        if kind not in (None, "answer"):
            return str(kind)
        if self.question is None:
            return "opener"
        return "single answer" if set(facts) == {self.question} else "further facts"


@dataclass(frozen=True)
class Outcome:
    sentence: Sentence
    got: Mapping[str, Any]
    is_right: bool
    is_wrong_unconfirmed: bool
    """A fact was taken that nobody stated, and would not be read back."""
    share: float | None
    """The classifier's share of the value taken for the open question."""


@dataclass(frozen=True)
class Figures:
    sentences: int
    right: float
    wrong_unconfirmed: float


def sentences(part: str) -> list[Sentence]:
    """All sentences of a part, file by file."""
    return [_sentence(line) for path in sorted((FOLDER / part).glob("*.jsonl")) for line in _lines(path)]


def _lines(path: Path) -> Iterator[str]:
    return (line for line in path.read_text(encoding="utf-8").splitlines() if line.strip())


def _sentence(line: str) -> Sentence:
    data = json.loads(line)
    return Sentence(data["event"], data["text"], data.get("question"), date.fromisoformat(data["today"]), data["expect"])


def evaluate(part: str, rankings: Rankings) -> list[Outcome]:
    all_said = sentences(part)
    lexicons = {event: build_lexicon(load(event=event)) for event in {said.event for said in all_said}}
    outcomes = []
    for said in all_said:
        got = as_contract(lexicons[said.event], rankings, said.text, said.question, said.today)
        right = is_right(said.expect, got, said.event)
        wrong = not right and _takes_wrong_fact(said.expect, got, said.event)
        outcomes.append(Outcome(said, got, right, wrong, _share(said, got, rankings)))
    return outcomes


def _share(said: Sentence, got: Mapping[str, Any], rankings: Rankings) -> float | None:
    value = got["facts"].get(said.question)
    values = rankings.of(said.text, (said.question,)).answers.get(said.question, {}).get("values", {}) if said.question else {}
    codes = value if isinstance(value, list) else [value]
    return sum(values[code] for code in codes) if codes and all(code in values for code in codes) else None


def is_right(expect: Mapping[str, Any], got: Mapping[str, Any], event: str) -> bool:
    """Whether a reading is what a sentence expects. Keys that are not expected are not compared."""
    if any(got.get(key) == value for key, value in expect.get("not", {}).items()):
        return False
    if any(key in expect and expect[key] != got[key] for key in ("kind", "command", "emotion", "confirm")):
        return False
    asked_about, found = expect.get("digression") or {}, got["digression"] or {}
    if any(found.get(key) != value for key, value in asked_about.items()):
        return False
    if expect.get("kind") == "dont_know":
        return not _values(got, event, {})
    return "facts" not in expect or _plain(expect["facts"]) == _plain(_values(got, event, expect["facts"]))


def _values(got: Mapping[str, Any], event: str, expected: Collection[str]) -> dict[str, Any]:
    """What was read, of the vocabulary and of what is expected."""
    compared = VOCABULARY[event] | set(expected)
    return {fact: value for fact, value in got["facts"].items() if fact in compared and value != "unknown"}


def _plain(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Lists as sets; one code alone as the set of it."""
    return {fact: frozenset(value if isinstance(value, list) else [value]) for fact, value in facts.items()}


def _takes_wrong_fact(expect: Mapping[str, Any], got: Mapping[str, Any], event: str) -> bool:
    expected = _plain(expect.get("facts", {}))
    taken = _plain(_values(got, event, expected))
    return not got["confirm"] and any(expected.get(fact) != value for fact, value in taken.items())


def figures(outcomes: list[Outcome]) -> dict[str, Figures]:
    """Per kind, and for all under ``ALL``."""
    kinds = dict.fromkeys(outcome.sentence.kind for outcome in outcomes)
    groups = {kind: [outcome for outcome in outcomes if outcome.sentence.kind == kind] for kind in sorted(kinds)}
    return {name: _figures(group) for name, group in {**groups, "ALL": outcomes}.items()}


def topics(outcomes: list[Outcome]) -> dict[str, Figures]:
    """Answers by what the first fact that they state is about."""
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        fact = next(iter(outcome.sentence.expect.get("facts", {})), None)
        if fact is not None:
            topic = next((name for name, facts in TOPICS.items() if fact in facts.split()), "other")
            groups.setdefault(topic, []).append(outcome)
    return {name: _figures(group) for name, group in sorted(groups.items())}


def curve(outcomes: list[Outcome]) -> str:
    """What would come of asking back only below some share of the classifier: how many answers are not asked back, and how many of
    these are wrong. Only answers to a question with named values have such a share."""
    sure = [(outcome.share, outcome.is_right) for outcome in outcomes if outcome.share is not None]
    lines = [f"{'share from':<12}{'not asked back':>16}{'wrong of these':>16}"]
    for least in SHARES:
        kept = [right for share, right in sure if share >= least]
        wrong = kept.count(False) / len(kept) if kept else 0.0
        lines.append(f"{least:<12.2f}{len(kept) / len(sure):>16.3f}{wrong:>16.3f}")
    return "\n".join(lines)


def _figures(outcomes: list[Outcome]) -> Figures:
    count = len(outcomes)
    wrong = sum(outcome.is_wrong_unconfirmed for outcome in outcomes)
    return Figures(count, sum(outcome.is_right for outcome in outcomes) / count, wrong / count)


def table(measured: Mapping[str, Figures]) -> str:
    lines = [f"{'kind':<16}{'sentences':>10}{'right':>8}{'wrong, unconfirmed':>20}"]
    lines += [f"{name:<16}{f.sentences:>10}{f.right:>8.3f}{f.wrong_unconfirmed:>20.3f}" for name, f in measured.items()]
    return "\n".join(lines)


def main() -> None:
    part = sys.argv[1] if len(sys.argv) == 2 else ""
    if part not in PARTS:
        raise SystemExit(f"python -m tests.nlu.evaluation {'|'.join(PARTS)}")
    with Rankings() as rankings:
        outcomes = evaluate(part, rankings)
    sys.stdout.write("\n\n".join((table(figures(outcomes)), table(topics(outcomes)), curve(outcomes))) + "\n")
    if part.endswith("dev"):
        for outcome in (outcome for outcome in outcomes if not outcome.is_right):
            mark = "!!" if outcome.is_wrong_unconfirmed else "  "
            said = outcome.sentence
            sys.stdout.write(f"{mark} {said.kind} | {said.question} | {said.text} | {dict(outcome.got)}\n")


if __name__ == "__main__":
    main()
