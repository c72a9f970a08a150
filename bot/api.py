"""The JSON interface: chat and checklist. Errors are problem documents (RFC 9457) in Japanese."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from starlette.exceptions import HTTPException

from bot.cases.store import UnknownCase
from bot.pages.services import ServicesOfApp

router = APIRouter()

LONGEST_BODY = 256 * 1024
"""Bytes. Room for the longest text with every character escaped."""
TITLES = {404: "ページがありません", 405: "この操作はできません", 413: "送られた内容が大きすぎます"}
_EVENT = "bereavement"


class Problem(BaseModel):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str | None = None
    errors: list[dict[str, Any]] | None = None


_PROBLEMS: dict[int | str, dict[str, Any]] = {
    code: {"model": Problem, "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    for code in (400, 404, 413, 422)
}


_SAID: dict[str, Any] = {"type": "string", "minLength": 1}
_BOTH: dict[str, Any] = {"properties": {"text": _SAID, "choice": {"anyOf": [_SAID, {"type": "array", "minItems": 1}]}}, "required": ["text", "choice"]}
"""Words and a choice in one message, as JSON Schema."""


class ChatMessage(BaseModel):
    """One message: words, or what was pressed (several values for a tick-list). Without either, the open question is asked."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"not": _BOTH})

    conversation: Annotated[str, StringConstraints(min_length=1, max_length=64)]
    """The client's own name of the conversation; an unknown one begins a new case."""
    text: Annotated[str, StringConstraints(max_length=10_000)] | None = None
    choice: str | list[str] | None = None

    @model_validator(mode="after")
    def not_both(self) -> ChatMessage:
        if self.text and self.choice:
            raise ValueError("text と choice はどちらか一つにしてください。")
        return self

    @property
    def choices(self) -> list[str]:
        return [self.choice] if isinstance(self.choice, str) else list(self.choice or [])


class ChoiceOut(BaseModel):
    label: str
    value: str


class MessageOut(BaseModel):
    text: str
    speech: str
    choices: list[ChoiceOut]
    card: str | None


class ProgressOut(BaseModel):
    answered: int
    at_most: int


class LinksOut(BaseModel):
    url: str
    api: str
    pdf: str
    ics: str


class ChatReply(BaseModel):
    case: str
    messages: list[MessageOut]
    question: str | None
    asks: list[str]
    progress: ProgressOut
    checklist: LinksOut | None


@router.post("/api/chat", responses=_PROBLEMS)
def chat(message: ChatMessage, services: ServicesOfApp) -> ChatReply:
    """Say something in a conversation and get the guide's answer."""
    token = services.conversations.in_channel(_EVENT, "api", message.conversation)
    turn = services.conversations.say(token, text=message.text, choices=message.choices)
    return ChatReply.model_validate(asdict(turn))


@router.get("/api/checklists/{token}", responses=_PROBLEMS)
def checklist(token: str, services: ServicesOfApp) -> dict[str, Any]:
    """The assessment and the grouped checklist of a case."""
    return services.checklists.data(token)


def install(app: FastAPI) -> None:
    """Adds the interface and turns every error outside the pages into a problem document."""
    app.include_router(router)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(UnknownCase, _unknown)
    app.add_exception_handler(Exception, _failed)


def problem(status: int, title: str, detail: str | None = None, errors: list[dict[str, Any]] | None = None) -> JSONResponse:
    body = Problem(title=title, status=status, detail=detail, errors=errors).model_dump(exclude_none=True)
    return JSONResponse(body, status, media_type="application/problem+json")


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    errors = [{"where": list(entry["loc"]), "what": entry["msg"]} for entry in error.errors()]
    broken = any(entry["type"] == "json_invalid" for entry in error.errors())
    title = "JSON として読めません" if broken else "送られた内容に誤りがあります"
    return problem(400 if broken else 422, title, errors=jsonable_encoder(errors))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    response = problem(error.status_code, TITLES.get(error.status_code, "受け付けられませんでした"))
    response.headers.update(error.headers or {})
    return response


async def _unknown(request: Request, error: Exception) -> JSONResponse:
    return problem(404, "記録がありません", "リンクの期限が切れたか、記録が消されています。")


async def _failed(request: Request, error: Exception) -> JSONResponse:
    return problem(500, "ただいま処理できませんでした", "お答えは保存されています。少し待って、もう一度お試しください。")
