"""Web pages: chat, checklist, and the few pages around them. HTML from the server, usable without JavaScript.

``install`` adds them to an application whose ``app.state.services`` satisfies ``services.Services``.
"""

from __future__ import annotations

from fastapi import FastAPI

from bot.pages import chat, home, slip
from bot.pages.guard import PageFiles
from bot.pages.html import STATIC_FOLDER


def install(app: FastAPI) -> None:
    """Add the routes of all pages and the folder of their style sheets."""
    for part in (home, chat, slip):
        app.include_router(part.router)
    app.mount("/static", PageFiles(directory=STATIC_FOLDER), name="static")
