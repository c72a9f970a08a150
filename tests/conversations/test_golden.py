"""Whole conversations in Japanese, through the real model and the real actions, as a resident would hold them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from procedure_kb.strict_yaml import read_yaml
from tests.live import Live, Talk

pytestmark = pytest.mark.model

FOLDER = Path(__file__).parent / "golden"
FILES = sorted(FOLDER.glob("*.yml"))
_MOST_TURNS = 60
_NOTHING_APPLIES = ("どれも当てはまらない", "ほかにはない")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_resident_is_guided(path: Path, live: Live) -> None:
    script = read_yaml(path)
    player = _Player(Talk(live, f"golden-{path.stem}"))
    for turn in script["turns"]:
        player.play(turn)
    player.check_final(script["final"])


class _Player:
    def __init__(self, talk: Talk) -> None:
        self.talk = talk

    def play(self, turn: dict[str, Any]) -> None:
        before = self.talk.last.get("question")
        if "say" in turn:
            self.talk.say(turn["say"])
        elif "press" in turn:
            self.talk.press(turn["press"])
        elif "press_any" in turn:
            self._press_any()
        else:
            self._answer_all(turn["auto"], turn.get("until"))
        self._check(turn.get("expect") or {}, before)

    def _press_any(self) -> None:
        if self.talk.choices:
            self.talk.press_value(self.talk.choices[0]["value"])

    def _answer_all(self, table: dict[str, str], until: str | None) -> None:
        """Answers whatever is asked, in words, until nothing is asked or the question of ``until`` is open."""
        for _ in range(_MOST_TURNS):
            asks = self.talk.asks
            if not asks or until in asks:
                return
            if any(fact in table for fact in asks):
                self._answer(asks, table)
            else:
                # The author of the conversation knew the facts of the vocabulary only.
                self.talk.press("わからない")
        raise AssertionError(f"still asking {self.talk.asks} after {_MOST_TURNS} turns")

    def _answer(self, asks: list[str], table: dict[str, str]) -> None:
        before = list(asks)
        self.talk.say("、".join(table[fact] for fact in asks if fact in table))
        if self._is_asked_to_confirm():
            self.talk.press("はい")
        if self.talk.asks == before:
            # Everything that applies has been said: the rest of the list does not.
            label = next((c["label"] for c in self.talk.choices if c["label"] in _NOTHING_APPLIES), None)
            assert label, f"not understood: {[table.get(f) for f in asks]} -> {self.talk.reply}"
            self.talk.press(label)

    def _is_asked_to_confirm(self) -> bool:
        return [choice["label"] for choice in self.talk.choices] == ["はい", "いいえ"]

    def _check(self, expect: dict[str, Any], before: str | None) -> None:
        question = expect.get("question")
        if question == "any":
            assert self.talk.asks, self.talk.reply
        elif question:
            assert question in self.talk.asks, (self.talk.asks, self.talk.reply)
        if expect.get("reply_kind") == "repeat":
            assert self.talk.last["question"] == before, self.talk.reply
        for fragment in expect.get("reply_contains", ()):
            assert fragment in self.talk.reply, self.talk.reply
        for fragment in expect.get("reply_lacks", ()):
            assert fragment not in self.talk.reply, self.talk.reply
        self._check_facts(expect.get("facts") or {})

    def _check_facts(self, expected: dict[str, Any]) -> None:
        held = self.talk.facts
        for fact, value in expected.items():
            assert _same(held.get(fact), value), (fact, held.get(fact), value, self.talk.reply)

    def check_final(self, final: dict[str, Any]) -> None:
        self._check_facts(final.get("facts") or {})
        if final.get("finished") == "true":
            assert self.talk.last["checklist"], (self.talk.asks, self.talk.reply)
        elif final.get("finished") == "false":
            assert self.talk.last["checklist"] is None
        if not self.talk.last.get("checklist"):
            assert not any(key in final for key in ("needed_include", "needed_exclude", "to_confirm_include"))
            return
        report = self.talk.checklist()
        listed = {entry["id"] for group in ("needed", "automatic") for entry in report[group]}
        assert set(final.get("needed_include", ())) <= listed
        assert not set(final.get("needed_exclude", ())) & listed
        assert set(final.get("to_confirm_include", ())) <= {entry["id"] for entry in report["to_confirm"]}


def _same(held: Any, expected: Any) -> bool:
    if isinstance(held, list) and isinstance(expected, list):
        return set(held) - {"more"} == set(expected) or (set(expected) <= set(held) and "more" in held)
    return held == (int(expected) if isinstance(expected, str) and expected.isdigit() and isinstance(held, int) else expected)
