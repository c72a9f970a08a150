"""What holds for every page: safe headers, forms only from our own pages, and a kind page instead of an error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine, MutableMapping
from traceback import format_tb
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import OperationalError
from starlette.exceptions import HTTPException

from bot.cases.store import UnknownCase
from bot.pages.html import page

log = logging.getLogger(__name__)

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Vary": "Accept",
}
_PERSONAL_HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}


def error_page(request: Request, kind: str, status: int) -> HTMLResponse:
    """A page that says in plain words what is the matter (``errors`` of the wording) and who can be asked."""
    return page(request, "error.html", status=status, kind=kind)


def comes_from_our_pages(request: Request) -> bool:
    """Whether a form was sent by a page of ours (defence against CSRF).

    Browsers say so in Sec-Fetch-Site, older ones in Origin. An Origin of "null" says nothing: our own pages send it
    too, because of their referrer policy. Such a request still needs the unguessable token in its address.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin", "null")
    return origin == "null" or urlsplit(origin).netloc == request.headers.get("host")


class PageRoute(APIRoute):
    """Route of a page. Wraps the handler; the rest of the application keeps its own headers and errors."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            response = await _answer(handle, request)
            response.headers.update(_HEADERS)
            if "token" in request.path_params:
                response.headers.update(_PERSONAL_HEADERS)
            return response

        return guarded


class PageFiles(StaticFiles):
    """Style sheets, script and picture of the pages."""

    async def get_response(self, path: str, scope: MutableMapping[str, Any]) -> Response:
        response = await super().get_response(path, scope)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Cache-Control"] = "no-cache"
        return response


async def _answer(handle: Callable[[Request], Coroutine[Any, Any, Response]], request: Request) -> Response:
    if request.method == "POST" and not comes_from_our_pages(request):
        return error_page(request, "foreign", 403)
    try:
        return await handle(request)
    except UnknownCase:
        return error_page(request, "not_found", 404)
    except RequestValidationError:
        return error_page(request, "unreadable", 400)
    except HTTPException:
        raise
    except OperationalError as error:
        _report(error)
        response = error_page(request, "unavailable", 503)
        response.headers["Retry-After"] = "30"
        return response
    except Exception as error:
        _report(error)
        return error_page(request, "unavailable", 500)


def _report(error: Exception) -> None:
    """Where it failed, without the error's own words: they could hold an answer."""
    log.error("page failed: %s\n%s", type(error).__name__, "".join(format_tb(error.__traceback__)))
