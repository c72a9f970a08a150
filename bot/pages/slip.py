"""The checklist (tetsuzuki annai-hyo): the page to tick off, and the same as PDF and as calendar."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from bot.pages.guard import PageRoute, error_page
from bot.pages.html import fragment, page, wants_fragment
from bot.pages.services import Checklists, ServicesOfApp
from procedure_kb.slip import Checklist, Line

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/s/{token}")
def show(request: Request, token: str, services: ServicesOfApp) -> Response:
    number = services.conversations.view(token).case
    return page(request, "slip.html", case_number=number, **_shown(services.checklists, token))


@router.post("/s/{token}/tick")
def tick(
    request: Request,
    token: str,
    services: ServicesOfApp,
    procedure: Annotated[str, Form()],
    done: Annotated[bool, Form()],
) -> Response:
    """Tick a procedure off, or take the tick back."""
    entry = entries_of(services.checklists.of(token)).get(procedure)
    if entry is None:
        return error_page(request, "unreadable", 400)
    services.checklists.tick(token, procedure, done)
    if not wants_fragment(request):
        return RedirectResponse(f"/s/{token}#p-{procedure}", 303)
    return fragment(request, "slip_parts.html", line=entry, **_shown(services.checklists, token))


@router.get("/s/{token}/slip.pdf")
def pdf(token: str, services: ServicesOfApp) -> Response:
    return _file(services.checklists.pdf(token), "application/pdf", "tetsuzuki-annai.pdf")


@router.get("/s/{token}/calendar.ics")
def ics(token: str, services: ServicesOfApp) -> Response:
    return _file(services.checklists.ics(token), "text/calendar; charset=utf-8", "tetsuzuki-kigen.ics")


def entries_of(checklist: Checklist) -> dict[str, Line]:
    """Every procedure of the checklist by its id, those to confirm too. The letters to expect are not procedures of their own."""
    certain = [line for group in checklist.groups if group.key != "letters" for line in group.lines]
    return {line.id: line for line in (*certain, *checklist.to_confirm)}


def _shown(checklists: Checklists, token: str) -> dict[str, Any]:
    """What the templates of the checklist read."""
    checklist, ticks = checklists.of(token), checklists.ticks(token)
    entries = entries_of(checklist)
    return {
        "token": token,
        "checklist": checklist,
        "ticks": ticks,
        "needed": sum(line.status == "needed" for line in entries.values()),
        "done": len(entries.keys() & ticks),
    }


def _file(content: bytes, media_type: str, name: str) -> Response:
    """A file whose name says nothing of the family."""
    return Response(content, media_type=media_type, headers={"Content-Disposition": f'inline; filename="{name}"'})
