"""The chat page: one conversation, its answers so far, and what the resident says to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.cases.store import UnknownCase
from bot.messages import Bubble, ChatView
from bot.pages.guard import PageRoute
from bot.pages.html import fragment, page, wants_fragment
from bot.pages.said import Mistake, Said, read
from bot.pages.services import ServicesOfApp

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@dataclass(frozen=True)
class Talk:
    """The transcript as drawn: the open question is not part of it but stands over its answers."""

    past: tuple[Bubble, ...]
    shown: int = 0
    """Bubbles the page has already; only later ones are sent."""

    @property
    def started(self) -> bool:
        """Whether the resident has said something: then the page opens at the question, not at its top."""
        return any(bubble.speaker == "resident" for bubble in self.past)


def talk_of(view: ChatView, shown: int = 0) -> Talk:
    bubbles = view.bubbles
    if bubbles and (bubbles[-1].speaker, bubbles[-1].text) == ("guide", view.prompt.text):
        bubbles = bubbles[:-1]
    return Talk(bubbles, min(max(shown, 0), len(bubbles)))


@router.get("/c/{token}")
def show(request: Request, token: str, services: ServicesOfApp) -> Response:
    return _drawn(request, services.conversations.view(token), Said(), None)


@router.post("/c/{token}")
def say(request: Request, token: str, services: ServicesOfApp, said: Annotated[Said, Form()]) -> Response:
    """One message. A mistake is shown in place with all that was typed; otherwise the page is read anew."""
    try:
        reply = read(said)
    except Mistake as mistake:
        return _drawn(request, services.conversations.view(token), said, mistake)
    services.conversations.say(token, text=reply.text, choices=reply.choices)
    try:
        view = services.conversations.view(token)
    except UnknownCase:
        # The message was the wish to be forgotten.
        return RedirectResponse("/deleted", 303)
    if wants_fragment(request):
        return _drawn(request, view, Said(seen=said.seen), None)
    return RedirectResponse(f"/c/{token}", 303)


def _drawn(request: Request, view: ChatView, said: Said, mistake: Mistake | None) -> Response:
    if wants_fragment(request):
        talk = talk_of(view, said.seen)
        return fragment(request, "chat_parts.html", view=view, talk=talk, said=said, mistake=mistake)
    return page(request, "chat.html", status=422 if mistake else 200, view=view, talk=talk_of(view), said=said, mistake=mistake)


@router.get("/c/{token}/answers")
def answers(request: Request, token: str, services: ServicesOfApp) -> Response:
    return page(request, "answers.html", view=services.conversations.view(token))
