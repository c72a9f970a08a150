"""What the pages need from the rest of the application. Routers read it from ``request.app.state.services``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Protocol, cast

from fastapi import Depends, Request

from bot.messages import ChatView, Turn
from procedure_kb.slip import Checklist


@dataclass(frozen=True)
class PhoneLine:
    """A telephone number with a person at the other end."""

    name: str
    number: str
    hours: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Site:
    """What the pages say about where they are run."""

    municipality: str
    enquiry: PhoneLine
    """The general enquiry number: the way to a person on every page."""
    help_lines: tuple[PhoneLine, ...] = ()
    usual_questions: int = 10
    """Median number of questions, as measured by ``michishirube kb simulate``."""
    usual_minutes: int = 5
    kept_days: int | None = None
    """After how many days an untouched case is deleted, as the home page and the delete page say."""


class Conversations(Protocol):
    """Every method but ``start`` raises ``UnknownCase`` for a token that is mistyped, expired or deleted."""

    def start(self, event: str) -> str:
        """Open a conversation about the event and return its token."""

    def in_channel(self, event: str, channel: str, conversation: str) -> str:
        """Token of the case that belongs to a channel's own conversation id; a new case if there is none."""

    def view(self, token: str) -> ChatView: ...

    def say(self, token: str, *, text: str | None = None, choices: Sequence[str] = ()) -> Turn:
        """One message of the resident: words, or the values of what was pressed."""

    def delete(self, token: str) -> None:
        """Forget the case with all its answers."""


class Checklists(Protocol):
    """Every method raises ``UnknownCase``, as those of ``Conversations`` do."""

    def of(self, token: str) -> Checklist: ...

    def data(self, token: str) -> dict[str, Any]:
        """The assessment and the checklist as plain data."""

    def pdf(self, token: str) -> bytes: ...

    def ics(self, token: str) -> bytes: ...

    def ticks(self, token: str) -> frozenset[str]:
        """Ids of the procedures the family has ticked off."""

    def tick(self, token: str, procedure_id: str, done: bool) -> None: ...


class Services(Protocol):
    @property
    def conversations(self) -> Conversations: ...

    @property
    def checklists(self) -> Checklists: ...

    @property
    def site(self) -> Site: ...


def services_of(request: Request) -> Services:
    return cast(Services, request.app.state.services)


ServicesOfApp = Annotated[Services, Depends(services_of)]
"""Parameter type of a route that needs the services."""
