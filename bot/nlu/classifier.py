"""What a sentence is, by itself: character n-grams and GiNZA's mean vector into a linear classifier.

Training data has two levels: the Rasa intent is the act (``inform``), and ``metadata: {label: dog.yes}`` of its examples says what
exactly. The classifier learns both as ``inform/dog.yes`` and gives a ranking of these, so that the conversation can restrict it to
what the open question allows. A linear support vector machine trains in 5 s where a logistic regression of the same accuracy takes
40; its margins become shares by a softmax. Saved as numbers and JSON: nothing is unpickled.
"""

from __future__ import annotations

import json
from typing import Any, Dict, List, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

RANKING = "intent_ranking"


def _label(example: Message) -> Text:
    metadata = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    return f"{example.get(INTENT)}/{metadata.get('label', 'bare')}"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(IntentClassifier, GraphComponent):
    @classmethod
    def required_components(cls) -> List[Type]:
        return [Featurizer]

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "C": 0.5,
            "vector_weight": 1.0,
            "min_ngram": 1,
            "max_ngram": 4,
            # What margins are multiplied by before the softmax, so that shares come out as frequencies. Chosen on sentences that
            # were split into dev and held-out only afterwards (docs/understanding.md).
            "sharpness": 6.0,
            "ranking_length": 12,
        }

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> LabelClassifier:
        return cls(config, model_storage, resource)

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._ngrams = self._vectorizer()
        self._labels: List[Text] = []
        self._weights = np.zeros((0, 0), dtype=np.float32)
        self._intercepts = np.zeros(0)

    def _vectorizer(self, vocabulary: Dict[Text, int] | None = None) -> TfidfVectorizer:
        span = (self._config["min_ngram"], self._config["max_ngram"])
        return TfidfVectorizer(analyzer="char_wb", ngram_range=span, sublinear_tf=True, min_df=2, vocabulary=vocabulary)

    def train(self, training_data: TrainingData) -> Resource:
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        ngrams = self._ngrams.fit_transform([e.get(TEXT) for e in examples])
        machine = LinearSVC(C=self._config["C"], random_state=0).fit(self._features(examples, ngrams), [_label(e) for e in examples])
        with self._storage.write_to(self._resource) as folder:
            np.savez(
                folder / "weights.npz",
                weights=machine.coef_.T.astype(np.float32),
                intercepts=machine.intercept_,
                idf=self._ngrams.idf_,
            )
            vocabulary = {ngram: int(column) for ngram, column in self._ngrams.vocabulary_.items()}
            content = {"vocabulary": vocabulary, "labels": [str(label) for label in machine.classes_]}
            (folder / "labels.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        self._use(content, machine.coef_.T.astype(np.float32), machine.intercept_, self._ngrams.idf_)
        return self._resource

    def _use(self, content: Dict[Text, Any], weights: np.ndarray, intercepts: np.ndarray, idf: np.ndarray) -> None:
        self._ngrams = self._vectorizer(content["vocabulary"])
        self._ngrams.idf_ = idf
        self._labels, self._weights, self._intercepts = content["labels"], weights, intercepts

    @classmethod
    def load(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> LabelClassifier:
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            content = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
            saved = np.load(folder / "weights.npz", allow_pickle=False)
            component._use(content, saved["weights"], saved["intercepts"], saved["idf"])
        return component

    def _features(self, messages: List[Message], ngrams: csr_matrix) -> csr_matrix:
        vectors = np.stack([self._unit_vector(message) for message in messages]) * self._config["vector_weight"]
        return hstack([ngrams, csr_matrix(vectors)]).tocsr()

    @staticmethod
    def _unit_vector(message: Message) -> np.ndarray:
        _, sentence = message.get_dense_features(TEXT)
        if sentence is None:
            return np.zeros(300, dtype=np.float32)
        vector = sentence.features[0]
        length = np.linalg.norm(vector)
        return vector / length if length else vector

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            shares = self._shares(message)
            best = np.argsort(-shares)[: self._config["ranking_length"]]
            ranking = [{"name": self._labels[i], "confidence": float(shares[i])} for i in best]
            message.set(INTENT, {"name": ranking[0]["name"].split("/")[0], "confidence": ranking[0]["confidence"]}, add_to_output=True)
            message.set(RANKING, ranking, add_to_output=True)
        return messages

    def _shares(self, message: Message) -> np.ndarray:
        ngrams = self._ngrams.transform([message.get(TEXT) or ""])
        margins = np.asarray(self._features([message], ngrams) @ self._weights)[0] + self._intercepts
        powers = np.exp(self._config["sharpness"] * (margins - margins.max()))
        return powers / powers.sum()

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data
