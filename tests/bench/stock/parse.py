"""Runs in ``.venv-stock``: texts in, rankings out, one JSON line each, as ``bot.nlu.parse`` does for our model."""

import asyncio
import json
import os
import sys


async def _parse(model: str) -> None:
    from rasa.core.agent import load_agent

    # Rasa writes about itself to standard output: only answers may stand there.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    agent = await load_agent(model)
    for line in sys.stdin:
        parsed = await agent.parse_message(json.loads(line)["text"])
        ranking = [{"name": entry["name"], "confidence": float(entry["confidence"])} for entry in parsed["intent_ranking"]]
        answers.write(json.dumps({"intent_ranking": ranking}) + "\n")
        answers.flush()


asyncio.run(_parse(sys.argv[1]))
