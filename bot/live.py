"""The knowledge base of a running server: read again when its files change, and kept as it was when they have a mistake."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from pathlib import Path

from actions.conduct import Brain
from actions.replies import Wording
from bot.understanding.lexicon import build_lexicon
from procedure_kb.knowledge import KnowledgeBase
from procedure_kb.loader import DATA, KnowledgeBaseError, load

_EVERY = 2.0
"""Seconds between two looks at the files."""

log = logging.getLogger(__name__)


def build_brain(kb: KnowledgeBase) -> Brain:
    return Brain(kb, build_lexicon(kb), Wording(kb))


class LiveBrain:
    """``current()`` is cheap. Raises KnowledgeBaseError only when made: a server does not start with a mistake."""

    def __init__(self, *, municipality: str, root: Path = DATA) -> None:
        self._root, self._municipality = root, municipality
        self._state = self._files()
        self._brain = build_brain(load(root, municipality=municipality))
        self._looked = time.monotonic()
        self._lock = threading.Lock()

    def current(self) -> Brain:
        if time.monotonic() - self._looked > _EVERY and self._lock.acquire(blocking=False):
            try:
                self._look()
            finally:
                self._lock.release()
        return self._brain

    def kb(self) -> KnowledgeBase:
        return self.current().kb

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
            self._brain = build_brain(load(self._root, municipality=self._municipality))
        except (KnowledgeBaseError, OSError) as error:
            log.error("knowledge base not reloaded, the former one (%s) stays:\n%s", self._brain.kb.version, error)
        else:
            log.info("knowledge base %s loaded", self._brain.kb.version)
