"""The one place that speaks to Rasa."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx

_PRESSED = "（選択）"
"""What Rasa sees of a pressed button: the choice itself travels beside it, checked against what was offered."""


_LONGEST = 500
"""Characters that Rasa gets to read. The whole text travels beside them."""


class RasaUnavailable(Exception):
    """Rasa does not answer: not started yet, or stopped."""


class RasaFailed(Exception):
    """Rasa answers nothing, as it does after an error inside."""


class RasaClient:
    def __init__(self, url: str, *, timeout: float) -> None:
        self._client = httpx.Client(base_url=url, timeout=timeout)

    def send(self, sender: str, *, message: int, text: str, choices: Sequence[str], asked: Sequence[str]) -> list[dict[str, Any]]:
        """The guide's messages. ``asked`` are the facts of the open question, in whose light the text is read.

        Raises:
            RasaUnavailable: no connection, or an error status.
            RasaFailed: this message was too much for it.
        """
        body = {
            "sender": sender,
            "message": _PRESSED if choices else _harmless(text) or _PRESSED,
            "metadata": {"message": message, "text": text, "choices": list(choices), "asked": list(asked)},
        }
        try:
            response = self._client.post("/webhooks/rest/webhook", json=body)
            response.raise_for_status()
            payloads = response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise RasaUnavailable(type(error).__name__) from error
        if not payloads:
            raise RasaFailed
        return [message for payload in payloads for message in payload.get("custom", {}).get("messages", ())]

    def is_ready(self) -> bool:
        try:
            return self._client.get("/", timeout=1).is_success
        except httpx.HTTPError:
            return False

    def close(self) -> None:
        self._client.close()


def _harmless(text: str) -> str:
    """Rasa strips a text and reads ``/intent{…}`` as a command of its own: what a resident types never starts with a slash."""
    stripped = text[:_LONGEST].strip()
    return "／" + stripped[1:] if stripped.startswith("/") else stripped
