"""Three ways of telling which value of the open question an answer states, on the same training sentences and the same unseen answers: our
classifier, Rasa's own pipeline for Japanese, and the words of the knowledge base alone; and beside them the guide, which joins words and classifier.

A way only says a value and how sure it is. Each gets its own threshold from the ``dev`` answers in which it hears a value: the lowest at which
at most one in a hundred of them is wrong and not asked back. The figures are those of the ``held_out`` answers.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import psutil
import yaml

from bot import model
from bot.editing.training_data import examples
from bot.understanding.rankings import Rankings
from bot.understanding.text import normalise
from procedure_kb.loader import EVENTS, load
from procedure_kb.model import Fact
from tests.bench.timing import clocked
from tests.nlu.evaluation import Sentence, evaluate, sentences

_STOCK = Path(__file__).parent / "stock"
_STOCK_PYTHON = model.ROOT / ".venv-stock" / "bin" / "python"
_WRONG = 0.01
"""Share of the dev answers that may be wrong and not asked back."""
_NOTHING = "nothing"
_SEPARATOR = "__"
"""For the slash of our labels, which means something else to Rasa."""
Answer = tuple[str | None, float]
"""A code, or None if none is heard, and how sure that is."""


@dataclass(frozen=True)
class Asked:
    """An answer in one word: its question has named values, and it states one of them."""

    said: Sentence
    fact: Fact
    code: str


@dataclass(frozen=True)
class Way:
    name: str
    right: float
    """The value is the right one, whether it would be asked back or not."""
    wrong: float
    """Wrong and not asked back."""
    asked_back: float
    milliseconds: float | None
    """Median for one sentence; None for what another figure of the page measures."""
    megabytes: float | None
    """Resident memory of the process that has read all sentences."""
    training_seconds: float | None


def measure() -> tuple[int, list[Way]]:
    """How many answers were unseen, and each way's figures. Takes about ten minutes, most of them the stock pipeline's training."""
    dev, held_out = ([asked for event in EVENTS for asked in _asked(event, part)] for part in ("dev", "held_out"))
    with TemporaryDirectory() as name:
        folder = Path(name)
        ways = [
            _classifier("our classifier", _train_ours(folder / "ours"), [str(model.PYTHON), "-m", "bot.nlu.parse"], _of_ours, dev, held_out),
            _classifier("Rasa's own pipeline", _train_stock(folder / "stock"), [str(_STOCK_PYTHON), str(_STOCK / "parse.py")], _of_stock, dev, held_out),
        ]
    return len(held_out), [*ways, _words(held_out), _guide()]


def _asked(event: str, part: str) -> Iterator[Asked]:
    facts = load(event=event).facts
    for said in sentences(f"{event}/{part}"):
        stated = said.expect.get("facts", {})
        if said.question is not None and list(stated) == [said.question] and facts[said.question].type == "enum":
            yield Asked(said, facts[said.question], stated[said.question])


# --- the classifiers -----------------------------------------------------------------------------------------------------


def _classifier(
    name: str,
    trained: tuple[Path, float],
    command: list[str],
    answer: Callable[[Mapping[str, Any], Fact], Answer],
    dev: Sequence[Asked],
    held_out: Sequence[Asked],
) -> Way:
    path, seconds = trained
    with _parser([*command, str(path)]) as process:
        of_dev = [answer(_parse(process, asked), asked.fact) for asked in dev]
        timed = [clocked(lambda asked=asked: _parse(process, asked)) for asked in held_out]
        of_held_out = [answer(parsed, asked.fact) for (_, parsed), asked in zip(timed, held_out, strict=True)]
        used = psutil.Process(process.pid).memory_info().rss / 1_000_000
    figures = _figures(of_held_out, held_out, threshold(_judged(of_dev, dev)))
    return Way(name, *figures, median(milliseconds for milliseconds, _ in timed), used, seconds)


def _train_ours(folder: Path) -> tuple[Path, float]:
    return _train(folder, model.rasa_command("train", "nlu", "--config", "config.yml", "--nlu", str(model.TRAINING_DATA)))


def _train_stock(folder: Path) -> tuple[Path, float]:
    folder.mkdir()
    groups = [
        {"intent": label.replace("/", _SEPARATOR), "examples": "".join(f"- {text}\n" for text in texts)}
        for label, texts in examples(model.TRAINING_DATA).items()
    ]
    data = folder / "nlu.yml"
    data.write_text(yaml.safe_dump({"version": "3.1", "nlu": groups}, allow_unicode=True, width=10_000), encoding="utf-8")
    return _train(folder, [str(_STOCK_PYTHON), "-m", "rasa", "train", "nlu", "--config", str(_STOCK / "config.yml"), "--nlu", str(data)])


def _train(folder: Path, command: list[str]) -> tuple[Path, float]:
    """The model and the seconds it took, without what Rasa remembers of former trainings."""
    folder.mkdir(exist_ok=True)
    begun = time.perf_counter()
    command = [*command, "--out", str(folder), "--fixed-model-name", "compared"]
    environment = _environment(RASA_CACHE_DIRECTORY=str(folder / "cache"))
    subprocess.run(command, cwd=model.ROOT, env=environment, stdout=sys.stderr, check=True)
    return folder / "compared.tar.gz", time.perf_counter() - begun


def _environment(**extra: str) -> dict[str, str]:
    """Without TensorFlow's talk, and without word to Rasa's makers."""
    return model.rasa_environment(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", **extra)


@contextmanager
def _parser(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, cwd=model.ROOT, env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.communicate()


def _parse(process: subprocess.Popen[str], asked: Asked) -> Any:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(json.dumps({"text": asked.said.text, "asked": [asked.fact.id]}) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def _of_ours(parsed: Mapping[str, Any], fact: Fact) -> Answer:
    top = parsed["intent_ranking"][0]
    values = parsed["answers"].get(fact.id, {}).get("values", {})
    return _yes_or_no(top["name"], top["confidence"], fact) or _best(values)


def _of_stock(parsed: Mapping[str, Any], fact: Fact) -> Answer:
    """Among the values of the open question, as ours."""
    shares = {entry["name"].replace(_SEPARATOR, "/"): entry["confidence"] for entry in parsed["intent_ranking"]}
    top = max(shares, key=shares.__getitem__)
    own = {code.code: shares.get(f"inform/{fact.id}.{code.code}", 0.0) for code in fact.codes} | {_NOTHING: shares.get(f"mention/{fact.id}", 0.0)}
    total = sum(own.values()) or 1.0
    return _yes_or_no(top, shares[top], fact) or _best({code: share / total for code, share in own.items()})


def _yes_or_no(label: str, share: float, fact: Fact) -> Answer | None:
    """A bare yes or no, where the question can be answered so."""
    value = {"affirm": "yes", "deny": "no"}.get(label.partition("/")[0])
    return (value, share) if value in {code.code for code in fact.codes} else None


def _best(values: Mapping[str, float]) -> Answer:
    value, share = max(values.items(), key=lambda pair: pair[1], default=(_NOTHING, 0.0))
    return (None if value == _NOTHING else value), share


# --- words alone, and the guide ------------------------------------------------------------------------------------------


def _words(held_out: Sequence[Asked]) -> Way:
    """A word is there or not: nothing it says is ever asked back."""
    timed = [clocked(lambda asked=asked: by_words(asked.said.text, asked.fact)) for asked in held_out]
    return Way("words alone", *_figures([answer for _, answer in timed], held_out, 0.0), median(ms for ms, _ in timed), None, None)


def by_words(text: str, fact: Fact) -> Answer:
    """The value that has the longest of its words in the text."""
    said = normalise(text)
    found = [(len(word), code.code) for code in fact.codes for word in (code.label, *code.words) if _has(said, word)]
    return (max(found)[1], 1.0) if found else (None, 0.0)


def _has(said: str, word: str) -> bool:
    place = 0
    for part in normalise(word).split("〜"):
        place = said.find(part, place)
        if place < 0:
            return False
        place += len(part)
    return True


def _guide() -> Way:
    """Words and classifier together, as people meet them; it decides by itself what to ask back."""
    outcomes = []
    with Rankings() as rankings:
        for event in EVENTS:
            wanted = {(asked.said.question, asked.said.text) for asked in _asked(event, "held_out")}
            found = evaluate(f"{event}/held_out", rankings)
            outcomes += [outcome for outcome in found if (outcome.sentence.question, outcome.sentence.text) in wanted]
    return Way(
        "the guide",
        _share([outcome.is_right for outcome in outcomes]),
        _share([outcome.is_wrong_unconfirmed for outcome in outcomes]),
        _share([bool(outcome.got["confirm"]) or not outcome.got["facts"] for outcome in outcomes]),
        None,
        None,
        None,
    )


# --- figures -------------------------------------------------------------------------------------------------------------


def _judged(answers: Sequence[Answer], asked: Sequence[Asked]) -> list[tuple[float, bool]]:
    """How sure each was, and whether it was right; what heard nothing is no answer."""
    return [(share, code == one.code) for (code, share), one in zip(answers, asked, strict=True) if code is not None]


def threshold(judged: Sequence[tuple[float, bool]]) -> float:
    """The lowest share from which on at most ``_WRONG`` of all judged are wrong; above 1 if there is none."""
    shares = sorted({share for share, _ in judged}, reverse=True)
    least = 1.1
    for share in shares:
        if sum(1 for own, right in judged if own >= share and not right) > _WRONG * len(judged):
            break
        least = share
    return least


def _figures(answers: Sequence[Answer], asked: Sequence[Asked], least: float) -> tuple[float, float, float]:
    """Shares that are right, wrong without being asked back, and asked back or asked again."""
    right = [code == one.code for (code, _), one in zip(answers, asked, strict=True)]
    taken = [code is not None and share >= least for code, share in answers]
    return _share(right), _share([t and not r for t, r in zip(taken, right, strict=True)]), _share([not t for t in taken])


def _share(marks: Sequence[bool]) -> float:
    return sum(marks) / len(marks) if marks else 0.0
