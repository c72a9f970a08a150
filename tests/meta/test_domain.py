"""Rasa's domain and training data fit together. Rasa itself overwrites a key that two domain files have, without a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pytest

from actions.questionnaire import ValidateQuestionnaireForm
from bot.model import ROOT
from procedure_kb.loader import BOTH, load
from procedure_kb.strict_yaml import read_yaml

DOMAIN = [read_yaml(path) for path in sorted((ROOT / "bot" / "domain").glob("*.yml"))]
EXAMPLES = [entry for path in sorted((ROOT / "nlu_data" / "nlu").glob("*.yml")) for entry in read_yaml(path)["nlu"]]
FACTS = load(event=BOTH).facts
RULES = [rule for path in sorted((ROOT / "nlu_data" / "rules").glob("*.yml")) for rule in read_yaml(path)["rules"]]


def _keys(domain: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Section and key of everything a domain file defines."""
    for section, content in domain.items():
        if section != "version":
            yield from ((section, str(key)) for key in (content if isinstance(content, list | dict) else [content]))


def _defined_twice(domains: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    return [key for key, times in Counter(key for domain in domains for key in _keys(domain)).items() if times > 1]


def _all(section: str) -> set[str]:
    return {key for domain in DOMAIN for found, key in _keys(domain) if found == section}


def test_no_key_is_in_two_domain_files() -> None:
    assert _defined_twice(DOMAIN) == []


def test_a_key_in_two_of_three_files_is_noticed() -> None:
    first, second, third = {"slots": {"a": {}}}, {"slots": {"a": {}}, "intents": ["x"]}, {"slots": {"b": {}}}
    assert _defined_twice([first, second, third]) == [("slots", "a")]


def test_only_domain_files_live_in_the_domain_folder() -> None:
    assert {path.suffix for path in (ROOT / "bot" / "domain").iterdir()} == {".yml"}
    assert all(domain["version"] == "3.1" for domain in DOMAIN)


def test_every_intent_has_examples_and_the_other_way_round() -> None:
    assert {entry["intent"] for entry in EXAMPLES} == _all("intents")


def test_every_intent_opens_the_questionnaire() -> None:
    (rule,) = RULES
    opening, *rest = rule["steps"]
    assert {step["intent"] for step in opening["or"]} == _all("intents")
    assert rest == [{"action": form} for form in _all("forms")] + [{"active_loop": form} for form in _all("forms")]


def test_every_action_of_the_domain_is_ours() -> None:
    # The app registers this one action; a name only checked at run time would fail with the first resident.
    assert _all("actions") == {ValidateQuestionnaireForm.name(object.__new__(ValidateQuestionnaireForm))}


def test_forms_ask_for_slots_that_exist() -> None:
    forms = [form for domain in DOMAIN for form in domain.get("forms", {}).values()]
    assert {slot for form in forms for slot in form["required_slots"]} <= _all("slots")


@pytest.mark.parametrize("label", sorted({entry["metadata"]["label"] for entry in EXAMPLES if entry["intent"] == "inform"}))
def test_a_label_names_a_fact_and_one_of_its_codes(label: str) -> None:
    fact, _, code = label.partition(".")
    assert code in [found.code for found in FACTS[fact].codes]


def test_a_label_stands_once_and_has_examples() -> None:
    labels = Counter((entry["intent"], entry["metadata"]["label"]) for entry in EXAMPLES)
    assert [label for label, times in labels.items() if times > 1] == []
    assert [entry["metadata"]["label"] for entry in EXAMPLES if entry["intent"] != "mention" and entry["examples"].count("- ") < 5] == []
