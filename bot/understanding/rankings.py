"""The classifier of the Rasa environment as a pipe: for the command line and the tests. The server asks Rasa itself."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import IO, Any, Self

from bot import model
from bot.understanding.context import Classified, Ranking


def classified(parsed: Mapping[str, Any]) -> Classified:
    """What stands in Rasa's reading of a message."""
    return Classified(
        ranking=_ranking(parsed.get("intent_ranking", ())),
        answers=parsed.get("answers", {}),
        corrected=_ranking(parsed.get("corrected", ())),
        parts=tuple(map(_ranking, parsed.get("parts", ()))),
        masked=parsed.get("masked", ""),
    )


def _ranking(entries: Sequence[Mapping[str, Any]]) -> Ranking:
    return [(entry["name"], entry["confidence"]) for entry in entries]


class Rankings:
    """One process with one loaded model, as a context manager."""

    def __enter__(self) -> Self:
        command = [str(model.PYTHON), "-m", "bot.nlu.parse", str(model.MODEL)]
        self._process = subprocess.Popen(  # noqa: S603
            command, cwd=model.ROOT, env=model.rasa_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._pipe(self._process.stdin).close()
        self._process.wait()
        self._pipe(self._process.stdout).close()

    def of(self, text: str, asked: Sequence[str] = ()) -> Classified:
        """What it says of a text, in answer to these facts."""
        to_rasa, from_rasa = self._pipe(self._process.stdin), self._pipe(self._process.stdout)
        to_rasa.write(json.dumps({"text": text or " ", "asked": list(asked)}, ensure_ascii=False) + "\n")
        to_rasa.flush()
        return classified(json.loads(from_rasa.readline()))

    @staticmethod
    def _pipe(pipe: IO[str] | None) -> IO[str]:
        if pipe is None:
            raise RuntimeError("the pipe is not open")
        return pipe
