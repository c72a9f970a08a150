"""Texts in, rankings out, one JSON line each, with one load of the model: for ``michishirube understand`` and for tests.

``python -m bot.nlu.parse MODEL`` reads ``{"text": …, "asked": […]}`` and writes what the classifier adds to a message.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path

from bot.nlu import without_tensorflow


async def _parse(model: str) -> None:
    from rasa.core.agent import load_agent
    from rasa.core.channels.channel import UserMessage

    from bot.nlu.classifier import ANSWERS, CORRECTED, PARTS, RANKING
    from bot.nlu.masking import MASKED

    # Rasa writes about itself to standard output: only answers may stand there.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    agent = await load_agent(model)
    for line in sys.stdin:
        said = json.loads(line)
        parsed = await agent.processor.parse_message(UserMessage(said["text"], metadata={"asked": said["asked"]}))
        answers.write(json.dumps({key: parsed[key] for key in (RANKING, ANSWERS, CORRECTED, PARTS, MASKED)}, ensure_ascii=False) + "\n")
        answers.flush()


def main() -> None:
    without_tensorflow.install(Path("config.yml"))
    from rasa.utils.log_utils import configure_structlog

    configure_structlog()
    asyncio.run(_parse(sys.argv[1]))


if __name__ == "__main__":
    main()
