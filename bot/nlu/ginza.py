"""GiNZA's tokens and word vectors for Rasa, without its neural pipes: 3 ms a message instead of 25 (docs/decisions/0003)."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, Text

import ja_ginza
import numpy as np
import spacy
import srsly
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.strings import get_string_id


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class GinzaTokenizer(Tokenizer):
    """Words as SudachiPy cuts them in the mode that ja_ginza's vectors were made with."""

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
        tokens = [Token(word.text, word.idx, lemma=word.lemma_) for word in document if word.text.strip()]
        return self._apply_token_pattern(tokens)


class WordVectors:
    """ja_ginza's table of vectors, mapped from its file and not read into memory."""

    def __init__(self) -> None:
        folder = next(Path(ja_ginza.__file__).parent.glob("ja_ginza-*/vocab"))
        self._table = np.load(folder / "vectors", mmap_mode="r")
        rows = srsly.msgpack_loads((folder / "key2row").read_bytes())
        keys = np.fromiter(rows.keys(), np.uint64, len(rows))
        order = np.argsort(keys)
        self._keys = keys[order]
        self._rows = np.fromiter(rows.values(), np.int32, len(rows))[order]
        self.size = self._table.shape[1]

    def of(self, word: Text) -> np.ndarray:
        """The word's vector; zeros for a word without one."""
        key = np.uint64(get_string_id(word))
        place = int(np.searchsorted(self._keys, key))
        if place == len(self._keys) or self._keys[place] != key:
            return np.zeros(self.size, dtype=np.float32)
        return self._table[self._rows[place]]


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class GinzaVectorFeaturizer(DenseFeaturizer, GraphComponent):
    """One vector per word, and their mean for the sentence."""

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> GinzaVectorFeaturizer:
        return cls(execution_context.node_name, config)

    def __init__(self, name: Text, config: Dict[Text, Any]) -> None:
        super().__init__(name, config)
        self._vectors = WordVectors()

    @staticmethod
    def required_packages() -> List[Text]:
        return ["ja_ginza"]

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Nothing can be set."""

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            self._add_features(message)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process([example for example in training_data.training_examples if example.get(TEXT)])
        return training_data

    def _add_features(self, message: Message) -> None:
        tokens = message.get("text_tokens") or []
        if tokens:
            words = np.stack([self._vectors.of(token.text.lower()) for token in tokens])
            self.add_features_to_message(words, words.mean(axis=0, keepdims=True), TEXT, message)
