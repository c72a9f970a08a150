"""The one custom action of the questionnaire form: hands what Rasa heard to a turn, and keeps the form open."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker

from actions.conduct import Brains, Heard
from actions.turn import take_turn
from bot.cases.store import CaseStore
from bot.understanding.rankings import classified


class ValidateQuestionnaireForm(Action):
    """Rasa calls it once per message while the form is open; the question to ask is the agenda's, so no slot is ever filled."""

    def __init__(self, store: CaseStore, brains: Brains, today: Callable[[], date]) -> None:
        self._store, self._brains, self._today = store, brains, today

    def name(self) -> str:
        return "validate_questionnaire_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]) -> list[dict[str, Any]]:
        reply = await asyncio.to_thread(self._reply, tracker)
        dispatcher.utter_message(json_message={"messages": reply})
        # The second event changes nothing; without one that sets a slot of the form, Rasa takes the form for rejected.
        return [SlotSet("requested_slot", "answer"), SlotSet("answer", None)]

    def _reply(self, tracker: Tracker) -> list[dict[str, Any]]:
        case = self._store.get(tracker.sender_id)
        return take_turn(self._brains, self._store, case, _heard(tracker, case.channel), today=self._today())


def _heard(tracker: Tracker, channel: str) -> Heard:
    latest = tracker.latest_message
    metadata = latest.get("metadata") or {}
    return Heard(
        message=metadata.get("message"),
        text=metadata.get("text") or "",
        classified=classified(latest),
        choices=tuple(metadata.get("choices") or ()),
        channel=channel,
    )
