"""Puts the application together: services, pages, interface, and the custom actions that Rasa calls on a loopback address."""

from __future__ import annotations

import asyncio
import hmac
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection, ActionNotFoundException
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from actions.conduct import Brain
from actions.questionnaire import ValidateQuestionnaireForm
from bot import api, pages
from bot.cases.secret_box import SecretBox
from bot.cases.store import CaseStore, open_engine
from bot.checklists import Checklists
from bot.conversation.rasa import RasaClient
from bot.conversation.service import USUAL_QUESTIONS, Conversations
from bot.live import LiveBrains
from bot.pages.services import PhoneLine, Site
from bot.settings import Settings
from procedure_kb.loader import BOTH, EVENTS

_FORGET_EVERY = 3600.0

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Services:
    """What pages and interface work with (``bot.pages.services.Services``)."""

    store: CaseStore
    brains: LiveBrains
    rasa: RasaClient
    conversations: Conversations
    checklists: Checklists
    site: Site


def build_services(settings: Settings) -> Services:
    """Opens the database and the knowledge base.

    Raises:
        KnowledgeBaseError, KeyFileUnusable: the server must not start.
    """
    brains = LiveBrains(municipality=settings.municipality)
    store = open_store(settings, brains)
    rasa = RasaClient(settings.rasa_url, timeout=settings.rasa_timeout)
    main = brains.current()[EVENTS[0]]
    site = _site(main, settings.keep_days)
    conversations = Conversations(
        store, rasa, brains, today=settings.current_day, apology=main.wording.say("away"), failed=main.wording.say("failed")
    )
    checklists = Checklists(
        store,
        brains,
        today=settings.current_day,
        address=settings.address,
        contacts=(site.enquiry,),
        help_lines=site.help_lines,
    )
    return Services(store, brains, rasa, conversations, checklists, site)


def open_store(settings: Settings, brains: LiveBrains) -> CaseStore:
    """The cases of this installation.

    Raises:
        KeyFileUnusable: the key cannot be read, or is not the one that the cases were sealed with.
        SQLAlchemyError: the database cannot be opened.
    """
    store = CaseStore(
        open_engine(settings.database_url),
        SecretBox.at(settings.key_file),
        keep=settings.keep,
        personal=brains.is_personal,
        clock=lambda: datetime.now(UTC),
        keep_unclear=settings.keep_unclear,
    )
    store.check_key()
    return store


def _site(brain: Brain, keep_days: int) -> Site:
    kb = brain.kb
    city = kb.municipality
    is_sure = city.enquiry.grade.is_shown_as_fact
    note = None if is_sure else brain.wording.say("enquiry_unconfirmed")
    enquiry = PhoneLine(city.enquiry.name, city.enquiry.number, city.enquiry.hours, note)
    lines = tuple(PhoneLine(line.name, line.number, line.hours) for line in kb.help_lines)
    return Site(city.name, enquiry, lines, usual_questions=USUAL_QUESTIONS, usual_minutes=10, kept_days=keep_days)


def create_app(settings: Settings) -> FastAPI:
    """The application that residents reach."""
    services = build_services(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        forgetting = asyncio.create_task(_forget(services.store))
        yield
        forgetting.cancel()
        services.rasa.close()

    app = FastAPI(title="みちしるべ", version="0.1.0", lifespan=lifespan, docs_url=None, redoc_url=None)
    app.state.services = services
    app.add_middleware(_Limits)
    api.install(app)
    pages.install(app)

    @app.get("/healthz")
    def healthz() -> dict[str, str]:
        """The process runs."""
        return {"status": "ok"}

    @app.get("/readyz", responses={503: {"description": "Rasa does not answer yet"}})
    def readyz() -> Response:
        """Conversations can be held: Rasa answers."""
        ready = services.rasa.is_ready()
        body = {"status": "ok" if ready else "waiting", "knowledge_base": services.brains.current()[BOTH].kb.version}
        return JSONResponse(body, 200 if ready else 503)

    return app


async def _forget(store: CaseStore) -> None:
    """Deletes the cases whose time is over, now and every hour."""
    while True:
        try:
            log.info("%d expired cases deleted", await asyncio.to_thread(store.delete_expired))
        except SQLAlchemyError:
            log.exception("expired cases not deleted")
        await asyncio.sleep(_FORGET_EVERY)


class _Limits:
    """Refuses bodies that are larger than any message: before they are read where their length is announced."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        headers = dict(scope.get("headers") or ())
        length = headers.get(b"content-length", b"0")
        if scope["type"] == "http" and length.isdigit() and int(length) > api.LONGEST_BODY:
            await api.problem(413, api.TITLES[413])(scope, receive, send)
            return
        received = 0

        async def limited() -> Any:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > api.LONGEST_BODY:
                raise HTTPException(413)
            return message

        await self._app(scope, limited, send)


def create_actions_app(settings: Settings, services: Services) -> FastAPI:
    """The action server, for Rasa alone: loopback address and shared secret."""
    executor = ActionExecutor()
    executor.register_action(ValidateQuestionnaireForm(services.store, services.brains, settings.current_day))
    app = FastAPI(openapi_url=None, docs_url=None, redoc_url=None)

    @app.post("/actions")
    async def run(request: Request) -> Response:
        given = request.headers.get("x-michishirube-secret", "")
        if not hmac.compare_digest(given.encode(), settings.action_secret.encode()):
            return Response(status_code=404)
        call = await request.json()
        try:
            result = await executor.run(call)
        except ActionExecutionRejection as error:
            return JSONResponse({"error": str(error), "action_name": error.action_name}, 400)
        except ActionNotFoundException as error:
            return JSONResponse({"error": str(error), "action_name": error.action_name}, 404)
        return JSONResponse(result.model_dump() if result is not None else {})

    return app
