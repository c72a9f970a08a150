"""Case stores for tests: a file of their own, a key of their own, a clock that is moved by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.cases.secret_box import SecretBox
from bot.cases.store import Answer, CaseStore, open_engine

KEEP = timedelta(days=90)
PERSONAL = ("contact_phone", "applicant_name")


@dataclass
class Clock:
    now: datetime = field(default_factory=lambda: datetime(2026, 11, 25, 1, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now


def a_store(folder: Path, clock: Clock | None = None, *, key: str = "secret.key", keep_unclear: bool = False) -> CaseStore:
    """A store whose database is ``cases.db`` in the folder; opened again it finds what was kept."""
    return CaseStore(
        open_engine(f"sqlite:///{folder}/cases.db"),
        SecretBox.at(folder / key),
        keep=KEEP,
        personal=PERSONAL.__contains__,
        clock=clock or Clock(),
        keep_unclear=keep_unclear,
    )


def a_case(store: CaseStore, conversation: str = "api:one") -> str:
    """Token of a case."""
    return store.start(event="bereavement", channel="api", conversation=conversation).token


def answered(store: CaseStore, fact: str, value: Any, message: int | None = 1) -> Answer:
    return Answer(fact, value, "resident", "api", message, store.clock())
