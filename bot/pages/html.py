"""HTML from templates: one environment, the wording of the pages, telephone numbers as links."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from bot.pages.services import services_of
from bot.renderers import dates, order, words
from procedure_kb.strict_yaml import read_yaml

_HERE = Path(__file__).parent
STATIC_FOLDER = _HERE / "static"
WORDING: dict[str, Any] = read_yaml(_HERE / "wording" / "ja.yml")
FRAGMENT = "text/vnd.michishirube.fragment+html"
"""Media type chat.js asks for: the changed parts of a page instead of the page."""

_TOKYO = ZoneInfo("Asia/Tokyo")
_PHONE = re.compile(r"(?<![\d-])0\d{1,4}-\d{1,4}-\d{3,4}(?![\d-])")


def with_phones(text: str) -> Markup:
    """The text, escaped, with each telephone number a link that dials it."""
    linked = _PHONE.sub(r'<a class="phone" href="tel:\g<0>">\g<0></a>', str(escape(text)))
    return Markup(linked)  # noqa: S704 - escaped above; the pattern adds digits and hyphens only


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """A whole page. ``site`` and the wording ``w`` are there for every template."""
    return HTMLResponse(_render(request, template, context), status)


def fragment(request: Request, template: str, **context: Any) -> HTMLResponse:
    """Parts of a page for chat.js, which replaces the elements of the same ids."""
    return HTMLResponse(_render(request, template, context), media_type=FRAGMENT + "; charset=utf-8")


def wants_fragment(request: Request) -> bool:
    return FRAGMENT in request.headers.get("accept", "")


def _render(request: Request, template: str, context: dict[str, Any]) -> str:
    site = services_of(request).site
    return _ENVIRONMENT.get_template(template).render(site=site, w=WORDING, **context)


def _local_day(moment: datetime) -> date:
    return moment.astimezone(_TOKYO).date()


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(with_phones=with_phones, local_day=_local_day)
    environment.globals.update(dates=dates, order=order, words=words)
    return environment


_ENVIRONMENT = _environment()
