"""What a sentence is, by itself: first what it speaks of, then what it says of that.

Training data has two levels: the Rasa intent is the act (``inform``), and ``metadata: {label: dog.yes}`` of its examples says what
exactly. One linear classifier tells apart the subjects (``inform/dog``, ``command/back``, …), one for each fact its values (``dog.yes``,
``dog.no``), and one whether any is stated or the fact only spoken of (intent ``mention``). So the values of a fact are told apart by what
distinguishes them alone, and can be asked for whatever the subject seems to be. Linear support vector machines; margins
become shares by a softmax. Saved as numbers and JSON: nothing is unpickled.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Collection, Dict, Iterator, List, Text, Tuple, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import INTENT, METADATA, METADATA_INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from scipy.sparse import csr_matrix, hstack, load_npz, save_npz
from sklearn.svm import LinearSVC

from bot.nlu.clauses import clauses, corrected
from bot.nlu.ginza import READING
from bot.nlu.sentences import Features, Sentence, SentenceFeatures

RANKING = "intent_ranking"
ANSWERS = "answers"
"""Output: for each fact that was asked (``metadata: {asked: […]}`` of the message) its own share, how that is shared out among its
values, and which of them seem to be said together."""
CORRECTED = "corrected"
"""Output: the ranking of what is left without what it takes back (「軽やのうて普通車です」), if it takes back anything."""
PARTS = "parts"
"""Output: for each clause of a longer sentence its own ranking."""
NOTHING = "nothing"
_STATED = "stated"
"""Value of a fact that is spoken of without stating one."""


def _label(example: Message) -> Tuple[Text, Text]:
    """Subject and value of a training sentence; the value is empty for what is no fact."""
    metadata = (example.get(METADATA) or {}).get(METADATA_INTENT) or {}
    act, name = example.get(INTENT), metadata.get("label", "bare")
    if act == "mention":
        return f"inform/{name}", NOTHING
    if act == "inform":
        fact, _, value = name.partition(".")
        return f"inform/{fact}", value
    return f"{act}/{name}", ""


def _with_values(labels: List[Tuple[Text, Text]]) -> List[Tuple[Text, Text]]:
    """A subject of which nothing but mentions were learnt (a date, a number) has no values."""
    stated = {subject for subject, value in labels if value and value != NOTHING}
    return [
        (f"mention/{subject.partition('/')[2]}", "") if value == NOTHING and subject not in stated else (subject, value)
        for subject, value in labels
    ]


class _Linear:
    """One row of weights per label: dense for the encoder's vector, sparse for the runs, where most weights are nothing."""

    def __init__(self, labels: List[Text], runs: csr_matrix, vectors: np.ndarray, intercepts: np.ndarray) -> None:
        self.labels, self._runs, self._vectors, self._intercepts = labels, runs, vectors, intercepts

    @classmethod
    def learn(cls, features: Features, labels: List[Text], strictness: float, least_weight: float) -> _Linear:
        if len(set(labels)) == 1:
            runs, vectors = features.runs.shape[1], features.vectors.shape[1]
            return cls(labels[:1], csr_matrix((runs, 1), dtype=np.float32), np.zeros((vectors, 1), dtype=np.float32), np.zeros(1))
        machine = LinearSVC(C=strictness, random_state=0).fit(features.joined(), labels)
        weights, intercepts = machine.coef_.astype(np.float32), machine.intercept_
        names = [str(label) for label in machine.classes_]
        if len(names) == 2:
            weights, intercepts = np.vstack([-weights, weights]), np.concatenate([-intercepts, intercepts])
        columns = features.runs.shape[1]
        runs = weights[:, :columns].T
        runs[np.abs(runs) < least_weight] = 0
        return cls(names, csr_matrix(runs), weights[:, columns:].T, intercepts)

    @classmethod
    def beside(cls, machines: List[_Linear]) -> _Linear:
        return cls(
            [label for machine in machines for label in machine.labels],
            hstack([machine._runs for machine in machines]).tocsr(),
            np.hstack([machine._vectors for machine in machines]),
            np.concatenate([machine._intercepts for machine in machines]),
        )

    def margins(self, features: Features) -> np.ndarray:
        return np.asarray((features.runs @ self._runs).todense()) + features.vectors @ self._vectors + self._intercepts

    def save(self, folder: Path, name: Text) -> None:
        save_npz(folder / f"{name}.runs.npz", self._runs)
        np.savez(folder / f"{name}.npz", vectors=self._vectors, intercepts=self._intercepts)

    @classmethod
    def load(cls, folder: Path, name: Text, labels: List[Text]) -> _Linear:
        saved = np.load(folder / f"{name}.npz", allow_pickle=False)
        return cls(labels, load_npz(folder / f"{name}.runs.npz"), saved["vectors"], saved["intercepts"])


def _softmax(margins: np.ndarray, sharpness: float) -> np.ndarray:
    powers = np.exp(sharpness * (margins - margins.max(axis=-1, keepdims=True)))
    return powers / powers.sum(axis=-1, keepdims=True)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class LabelClassifier(IntentClassifier, GraphComponent):
    @classmethod
    def required_components(cls) -> List[Type]:
        return [Tokenizer]

    @staticmethod
    def required_packages() -> List[Text]:
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {
            "subject_strictness": 0.5,
            "value_strictness": 2.0,
            # What margins are multiplied by before the softmax, so that shares come out as frequencies: docs/understanding.md.
            "subject_sharpness": 4.0,
            "value_sharpness": 2.5,
            "ranking_length": 12,
            # A run of characters that weighs less decides nothing; half of them do, and cost half of the time. Chosen on dev.
            "least_weight": 0.01,
            # Each value has a machine of its own: one that says yes, or hardly no, beside the best hears a second value. Chosen on dev.
            "together_from": -0.25,
        }

    @classmethod
    def create(
        cls, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> LabelClassifier:
        return cls(config, model_storage, resource)

    def __init__(self, config: Dict[Text, Any], model_storage: ModelStorage, resource: Resource) -> None:
        self._config, self._storage, self._resource = config, model_storage, resource
        self._features = SentenceFeatures()
        self._subjects: _Linear
        self._values: _Linear
        self._stated: _Linear
        self._facts: Dict[Text, List[int]] = {}
        """By subject, the columns of its values."""
        self._stating: Dict[Text, Dict[Text, int]] = {}
        """By subject, the columns of whether any is stated."""

    # --- learning --------------------------------------------------------------------------------------------------------

    def train(self, training_data: TrainingData) -> Resource:
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        labels = _with_values([_label(example) for example in examples])
        features = self._features.learn([_sentence(example) for example in examples])
        self._subjects = _Linear.learn(features, [subject for subject, _ in labels], self._config["subject_strictness"], self._config["least_weight"])
        subjects = sorted({subject for subject, value in labels if value})
        rows = {subject: [row for row, (other, _) in enumerate(labels) if other == subject] for subject in subjects}
        stating = {subject: [row for row in rows[subject] if labels[row][1] != NOTHING] for subject in subjects}
        self._use_values(
            self._learn_each(features, {subject: [(row, labels[row][1]) for row in stating[subject]] for subject in subjects}),
            self._learn_each(features, {subject: [(row, _STATED if labels[row][1] != NOTHING else NOTHING) for row in rows[subject]] for subject in subjects}),
        )
        self._save()
        return self._resource

    def _learn_each(self, features: Features, examples: Dict[Text, List[Tuple[int, Text]]]) -> _Linear:
        """One machine per subject, side by side."""
        machines = [
            _Linear.learn(
                features.of([row for row, _ in pairs]),
                [f"{subject}.{value}" for _, value in pairs],
                self._config["value_strictness"],
                self._config["least_weight"],
            )
            for subject, pairs in examples.items()
        ]
        return _Linear.beside(machines)

    def _use_values(self, values: _Linear, stated: _Linear) -> None:
        self._values, self._stated = values, stated
        self._facts, self._stating = {}, {}
        for column, name in enumerate(values.labels):
            self._facts.setdefault(name.partition(".")[0], []).append(column)
        for column, name in enumerate(stated.labels):
            subject, _, states = name.partition(".")
            self._stating.setdefault(subject, {})[states] = column

    def _save(self) -> None:
        with self._storage.write_to(self._resource) as folder:
            content = {"features": self._features.dump(), **{name: machine.labels for name, machine in self._machines()}}
            (folder / "labels.json").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
            for name, machine in self._machines():
                machine.save(folder, name)

    def _machines(self) -> Iterator[Tuple[Text, _Linear]]:
        yield from (("subjects", self._subjects), ("values", self._values), ("stated", self._stated))

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
            component._features = SentenceFeatures.load(content["features"])
            subjects, values, stated = (_Linear.load(folder, name, content[name]) for name in ("subjects", "values", "stated"))
            component._subjects = subjects
            component._use_values(values, stated)
        return component

    # --- using -----------------------------------------------------------------------------------------------------------

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            tokens = message.get("text_tokens") or []
            parts, left = clauses(tokens), corrected(tokens)
            heard = list(self._heard([_sentence(message), _joined(left), *(_joined(part) for part in parts)]))
            rankings = [self._ranking(*one) for one in heard]
            asked = (message.get("metadata") or {}).get("asked") or ()
            best = rankings[0][0]
            message.set(INTENT, {"name": best["name"].split("/")[0], "confidence": best["confidence"]}, add_to_output=True)
            message.set(RANKING, rankings[0], add_to_output=True)
            message.set(ANSWERS, dict(self._answers(asked, *heard[0])), add_to_output=True)
            message.set(PARTS, rankings[2:], add_to_output=True)
            message.set(CORRECTED, rankings[1] if left else [], add_to_output=True)
        return messages

    def _heard(self, sentences: List[Sentence]) -> Iterator[Tuple[np.ndarray, np.ndarray, np.ndarray]]:
        """For each sentence, shares of the subjects and margins of the values, and of whether any is stated."""
        features = self._features.of(sentences)
        subjects = _softmax(self._subjects.margins(features), self._config["subject_sharpness"])
        yield from zip(subjects, self._values.margins(features), self._stated.margins(features), strict=True)

    def _ranking(self, subjects: np.ndarray, values: np.ndarray, stated: np.ndarray) -> List[Dict[Text, Any]]:
        """Labels with their shares, best first: that of a subject is shared out among its values."""
        found: List[Tuple[Text, float]] = []
        for place in np.argsort(-subjects)[: self._config["ranking_length"]]:
            subject, share = self._subjects.labels[place], float(subjects[place])
            found += [(_name(subject, value), share * part) for value, part in self._shares(subject, values, stated).items()]
        found.sort(key=lambda pair: -pair[1])
        return [{"name": name, "confidence": share} for name, share in found[: self._config["ranking_length"]]]

    def _answers(
        self, asked: Collection[Text], subjects: np.ndarray, values: np.ndarray, stated: np.ndarray
    ) -> Iterator[Tuple[Text, Dict[Text, Any]]]:
        for fact in asked:
            subject = f"inform/{fact}"
            if subject in self._facts:
                share = float(subjects[self._subjects.labels.index(subject)])
                together = [self._value_of(column) for column in self._facts[subject] if values[column] >= self._config["together_from"]]
                yield fact, {"share": share, "values": self._shares(subject, values, stated), "together": together if len(together) > 1 else []}

    def _value_of(self, column: int) -> Text:
        return self._values.labels[column].partition(".")[2]

    def _shares(self, subject: Text, values: np.ndarray, stated: np.ndarray) -> Dict[Text, float]:
        """How a subject is shared out among its values; what is no fact has none."""
        if subject not in self._facts:
            return {"": 1.0}
        columns, of_stating = self._facts[subject], self._stating[subject]
        shares = _softmax(values[columns], self._config["value_sharpness"])
        states = dict(zip(of_stating, _softmax(stated[list(of_stating.values())], self._config["value_sharpness"]), strict=True))
        return {
            NOTHING: float(states.get(NOTHING, 0.0)),
            **{self._value_of(column): float(share * states[_STATED]) for column, share in zip(columns, shares, strict=True)},
        }

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        self.process(training_data.training_examples)
        return training_data


def _name(subject: Text, value: Text) -> Text:
    if value == NOTHING:
        return f"mention/{subject.partition('/')[2]}"
    return f"{subject}.{value}" if value else subject


def _sentence(message: Message) -> Sentence:
    return Sentence(message.get(TEXT) or "", _sound(message.get("text_tokens") or []))


def _joined(tokens: List[Token]) -> Sentence:
    return Sentence("".join(token.text for token in tokens), _sound(tokens))


def _sound(tokens: List[Token]) -> Text:
    return "".join(token.data[READING] for token in tokens)
