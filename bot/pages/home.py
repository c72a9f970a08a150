"""The pages around a conversation: start, a way to a person, deleting what was said."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from bot.pages.guard import PageRoute, error_page
from bot.pages.html import WORDING, page
from bot.pages.services import ServicesOfApp

router = APIRouter(route_class=PageRoute, include_in_schema=False)
_EVENTS = frozenset(entry["event"] for entry in WORDING["home"]["entries"])
"""What a conversation can begin with."""


@router.get("/")
def home(request: Request) -> Response:
    return page(request, "home.html")


@router.post("/start")
def start(request: Request, services: ServicesOfApp, event: Annotated[str, Form()] = "bereavement") -> Response:
    if event not in _EVENTS:
        return error_page(request, "unreadable", 400)
    return RedirectResponse(f"/c/{services.conversations.start(event)}", 303)


@router.get("/person")
def person(request: Request, c: Annotated[str | None, Query(pattern=r"^[\w-]{1,64}$")] = None) -> Response:
    """Who can be asked. ``c`` is the conversation to go back to; it is not looked up."""
    return page(request, "person.html", token=c)


@router.get("/delete/{token}")
def ask_before_deleting(request: Request, token: str, services: ServicesOfApp) -> Response:
    return page(request, "delete.html", view=services.conversations.view(token))


@router.post("/delete/{token}")
def delete(token: str, services: ServicesOfApp) -> Response:
    services.conversations.delete(token)
    return RedirectResponse("/deleted", 303)


@router.get("/deleted")
def deleted(request: Request) -> Response:
    return page(request, "deleted.html")
