"""Texts in, rankings out, one JSON line each, with one load of the model: for ``michishirube understand`` and for tests.

``python -m bot.nlu.parse MODEL`` reads ``{"text": …}`` and writes ``[["inform/dog.yes", 0.93], …]``.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any, List

from bot.nlu import without_tensorflow


async def _parse(model: str) -> None:
    from rasa.core.agent import load_agent

    # Rasa writes about itself to standard output: only answers may stand there.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    agent = await load_agent(model)
    for line in sys.stdin:
        parsed = await agent.parse_message(json.loads(line)["text"])
        answers.write(json.dumps(_ranking(parsed), ensure_ascii=False) + "\n")
        answers.flush()


def _ranking(parsed: Any) -> List[List[Any]]:
    return [[entry["name"], entry["confidence"]] for entry in parsed.get("intent_ranking", [])]


def main() -> None:
    without_tensorflow.install(Path("config.yml"))
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()
    asyncio.run(_parse(sys.argv[1]))


if __name__ == "__main__":
    main()
