"""The knowledge bases of a running server: read again when their files change, and kept as they were when they have a mistake."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from actions.conduct import Brain
from actions.replies import Wording
from bot.understanding.lexicon import build_lexicon
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import BOTH, DATA, EVENTS, KnowledgeBaseError, Library

_EVERY = 2.0
"""Seconds between two looks at the files."""

log = logging.getLogger(__name__)


def build_brain(kb: KnowledgeBase) -> Brain:
    return Brain(kb, build_lexicon(kb), Wording(kb))


class LiveBrains:
    """A brain per life event, and one for a case of both. Asking for one is cheap.

    Raises KnowledgeBaseError only when made: a server does not start with a mistake.
    """

    def __init__(self, *, municipality: str, root: Path = DATA) -> None:
        self._root, self._municipality = root, municipality
        self._state = self._files()
        self._brains = self._build()
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def _build(self) -> Mapping[str, Brain]:
        library = Library(self._root)
        return {event: build_brain(library.knowledge_base(event, self._municipality)) for event in (*EVENTS, BOTH)}

    def current(self) -> Mapping[str, Brain]:
        """By event."""
        if time.monotonic() - self._looked > _EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._brains

    def of(self, event: str, facts: Mapping[str, Any]) -> Brain:
        """The brain for a case that began with ``event``: of both events once an answer has let the other join."""
        brain = self.current()[event]
        joined = any(facts.get(fact) == "yes" for fact in brain.kb.opening)
        return self.current()[BOTH] if joined else brain

    def kb(self, event: str, facts: Mapping[str, Any]) -> KnowledgeBase:
        return self.of(event, facts).kb

    def is_personal(self, fact: str) -> bool:
        """Whether answers to a fact are sealed."""
        facts = self.current()[BOTH].kb.facts
        return fact in facts and facts[fact].personal

    def _files(self) -> dict[Path, int]:
        states: dict[Path, int] = {}
        for path in sorted(self._root.rglob("*.yml")):
            # An editor's draft may be gone again.
            with contextlib.suppress(FileNotFoundError):
                states[path] = path.stat().st_mtime_ns
        return states

    def _look(self) -> None:
        self._looked = time.monotonic()
        state = self._files()
        if state == self._state:
            return
        self._state = state
        try:
            self._brains = self._build()
        except (KnowledgeBaseError, OSError) as error:
            log.error("knowledge base not reloaded, the former one (%s) stays:\n%s", self._version, error)
        else:
            log.info("knowledge base %s loaded", self._version)

    @property
    def _version(self) -> str:
        return self._brains[BOTH].kb.version
