"""GiNZA's words for Rasa, without its neural pipes: each with its reading and its part of speech (docs/decisions/0012)."""

from __future__ import annotations

from typing import Any, Dict, List, Text

import spacy
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

READING = "reading"
PART_OF_SPEECH = "part_of_speech"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class GinzaTokenizer(Tokenizer):
    """Words as SudachiPy cuts them in the mode that ja_ginza uses."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"split_mode": "C", "intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> List[Text]:
        return ["spacy", "sudachipy"]

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GinzaTokenizer:
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        super().__init__(config)
        self._nlp = spacy.blank("ja", config={"nlp": {"tokenizer": {"split_mode": config["split_mode"]}}})

    def tokenize(self, message: Message, attribute: Text) -> List[Token]:
        document = self._nlp.make_doc(message.get(attribute) or "")
        tokens = [
            Token(word.text, word.idx, lemma=word.lemma_, data={READING: _reading(word), PART_OF_SPEECH: word.tag_})
            for word in document
            if word.text.strip()
        ]
        return self._apply_token_pattern(tokens)


def _reading(word: Any) -> Text:
    """How it sounds, in katakana: what a speech recogniser spells wrongly still sounds right."""
    return next(iter(word.morph.get("Reading")), word.text)
