"""Where Rasa keeps its threads: in memory, the last few turns of the last few thousand conversations.

The case holds the answers and what was asked (docs/decisions/0002), so a forgotten tracker costs nothing: the rule opens the
questionnaire again. So Rasa writes no resident's words to disk, and never grows.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import Any, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import InMemoryTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker

CONVERSATIONS = 2000
EVENTS = 20


class RecentTrackerStore(InMemoryTrackerStore):
    def __init__(self, domain: Domain, event_broker: Optional[EventBroker] = None, **kwargs: Any) -> None:
        kwargs.pop("host", None)
        super().__init__(domain, event_broker, **kwargs)
        self.max_event_history = EVENTS
        self.store: OrderedDict[Text, Text] = OrderedDict()

    async def save(self, tracker: DialogueStateTracker) -> None:
        await super().save(tracker)
        self.store.move_to_end(tracker.sender_id)
        while len(self.store) > CONVERSATIONS:
            self.store.popitem(last=False)
