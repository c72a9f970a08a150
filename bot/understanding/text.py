"""Text as people type it or a recogniser spells it, in one form, so that every reader sees the same characters."""

from __future__ import annotations

import re
import unicodedata

_UNSEEN = {"Cc", "Cf", "Cs", "Co"}
"""Control, format (zero width, direction), surrogate and private characters: nothing anybody says."""
_VARIATION_SELECTOR = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_SPACES = re.compile(r"\s+")
_SPACED_OUT = re.compile(
    "(?<=[はがをのも]) (?=[ぁ-んァ-ヶ一-鿿])|(?<=って) |(?<=という) |(?<=どういう) "
    "| (?=(?:です|でし[たょ]|って|じゃな|やな|と申|ともうし)(?!ぁ))"
)
"""Behind a particle, as in 「だんなさんは まだ」, and before what only ends a word, nobody pauses to say something else."""
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}


def normalise(text: str) -> str:
    """``text`` in NFKC without invisible characters, runs of white space as one space, none at the ends or behind a particle.

    Full-width letters, digits and signs become ASCII, half-width kana full-width; kanji, kana and long-vowel marks stay as
    they are. Idempotent. A full-width slash becomes "/": whoever gives a leading slash a meaning must look at the raw text.
    """
    spaced = _SPACES.sub(" ", text)
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _UNSEEN)
    folded = unicodedata.normalize("NFKC", _VARIATION_SELECTOR.sub("", seen))
    return _SPACED_OUT.sub("", _SPACES.sub(" ", folded)).strip()


def to_hiragana(text: str) -> str:
    """Katakana as hiragana, character for character, so that positions stay valid."""
    return text.translate(_TO_HIRAGANA)
