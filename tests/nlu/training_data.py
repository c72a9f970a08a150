"""The training sentences by label, and sentences in the form in which two of them are the same."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[2] / "nlu_data" / "nlu"
_NO_SOUND = re.compile(r"[\W_ー]+")


def examples(folder: Path = FOLDER) -> dict[str, list[str]]:
    """Sentences per label, such as ``inform/dog.yes``."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            label = f"{group['intent']}/{group['metadata']['label']}"
            found.setdefault(label, []).extend(line.removeprefix("- ") for line in group["examples"].splitlines() if line.strip())
    return found


def bare(sentence: str) -> str:
    """Without punctuation, spaces and long-vowel marks."""
    return _NO_SOUND.sub("", unicodedata.normalize("NFKC", sentence))
