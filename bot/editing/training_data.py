"""The training sentences by label, and how one is added where those of its label stand."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.editing.versions import EditingProblem

_LINE = "    - "
_MASK = re.compile("〔.*?〕|〇")
_NO_SOUND = re.compile(r"[\W_ー]+")


@dataclass(frozen=True)
class _Group:
    path: Path
    label: str
    """As the classifier names it: ``inform/dog.yes``."""
    sentences: tuple[str, ...]
    end: int
    """Line behind its last sentence."""


def examples(folder: Path) -> dict[str, list[str]]:
    """Sentences per label, such as ``inform/dog.yes``."""
    found: dict[str, list[str]] = {}
    for group in _groups(folder):
        found.setdefault(group.label, []).extend(group.sentences)
    return found


def bare(sentence: str) -> str:
    """The form in which two sentences are the same: without punctuation, spaces and long-vowel marks."""
    return _NO_SOUND.sub("", unicodedata.normalize("NFKC", sentence))


def add_sentence(folder: Path, label: str, sentence: str) -> Path:
    """Writes a sentence under a label (``dog.yes``, ``command/back``, ``mention/dog``) and returns the file. Comments and order stay.

    Raises:
        EditingProblem: no such label, a sentence that still has gaps for personal data, or one that is there already.
    """
    sentence = " ".join(sentence.split()).removeprefix("- ")
    if not sentence:
        raise EditingProblem("文がありません。")
    if _MASK.search(sentence):
        raise EditingProblem(f"「{sentence}」には、伏せたところ（〔名前〕や〇）があります。--text で、だれのことでもない文に直してください。")
    groups = list(_groups(folder))
    wanted = label if "/" in label else f"inform/{label}"
    known = next((group for group in groups if bare(sentence) in map(bare, group.sentences)), None)
    if known is not None:
        raise EditingProblem(f"「{sentence}」は、もう {known.path.name} の「{known.label}」にあります。")
    fitting = [group for group in groups if group.label == wanted]
    if not fitting:
        raise EditingProblem(_no_such(wanted, sorted({group.label for group in groups})))
    group = fitting[-1]
    lines = group.path.read_text(encoding="utf-8").split("\n")
    lines.insert(group.end, _LINE + sentence)
    group.path.write_text("\n".join(lines), encoding="utf-8", newline="")
    return group.path


def _no_such(label: str, labels: list[str]) -> str:
    near = difflib.get_close_matches(label, labels, n=3) or [name for name in labels if name.startswith(label.partition(".")[0])][:6]
    hint = f"近いのは {'、'.join(near)} です。" if near else "名前は nlu_data/nlu の label にあります。"
    return f"「{label}」という名前はありません。{hint}"


def _groups(folder: Path) -> Iterator[_Group]:
    for path in sorted(folder.glob("*.yml")):
        root: Any = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        groups = next(value for key, value in root.value if key.value == "nlu")
        for node in groups.value:
            parts = {key.value: value for key, value in node.value}
            sentences = tuple(line.removeprefix("- ") for line in parts["examples"].value.splitlines() if line.strip())
            label = next(value.value for key, value in parts["metadata"].value if key.value == "label")
            # Behind the block's own lines: an empty line after them belongs to what follows.
            end = parts["examples"].start_mark.line + 1 + len(parts["examples"].value.rstrip("\n").split("\n"))
            yield _Group(path, f"{parts['intent'].value}/{label}", sentences, end)
