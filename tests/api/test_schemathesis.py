"""The JSON interface does what its OpenAPI description says, whatever is sent. Rasa is a stand-in that always says the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from schemathesis import GenerationMode

import bot.app
from bot.app import Services, create_app
from bot.settings import Settings
from tests.pages.asking import Client

FIT, UNFIT = GenerationMode.POSITIVE, GenerationMode.NEGATIVE
OPERATIONS = [("POST", "/api/chat"), ("GET", "/api/checklists/{token}"), ("GET", "/healthz"), ("GET", "/readyz")]


class ConstantRasa:
    def __init__(self, url: str, *, timeout: float) -> None:
        self.ready = True

    def send(self, sender: str, *, message: int, text: str, choices: Sequence[str], asked: Sequence[str]) -> list[dict[str, Any]]:
        choice = {"label": "わからない", "value": "1.0"}
        return [{"text": "亡くなられた日はいつですか。", "speech": "いつですか。", "choices": [choice], "card": None}]

    def is_ready(self) -> bool:
        return self.ready

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    folder = tmp_path_factory.mktemp("api")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bot.app, "RasaClient", ConstantRasa)
        yield create_app(
            Settings(
                _env_file=None,
                DATABASE_URL=f"sqlite:///{folder}/cases.db",
                key_file=Path(folder) / "secret.key",
                today=date(2026, 11, 25),
            )
        )


@pytest.fixture(scope="module")
def described(app: FastAPI) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_asgi("/openapi.json", app)


@pytest.mark.parametrize(("method", "path", "mode"), [*((*one, FIT) for one in OPERATIONS), (*OPERATIONS[0], UNFIT)])
def test_every_answer_is_as_described(described: schemathesis.BaseSchema, method: str, path: str, mode: GenerationMode) -> None:
    operation = described[path][method]

    @settings(max_examples=60, suppress_health_check=list(HealthCheck))
    @given(case=operation.as_strategy(generation_mode=mode))
    def conforms(case: schemathesis.Case) -> None:
        case.call_and_validate()

    conforms()


@pytest.fixture(scope="module")
def client(app: FastAPI) -> Client:
    return Client(app)


def test_what_a_client_may_rely_on_is_described(client: Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert set(paths) == {path for _, path in OPERATIONS}


def test_a_checklist_is_there_from_the_first_message(app: FastAPI, client: Client) -> None:
    number = client.post("/api/chat", json={"conversation": "checklist"}).json()["case"]
    services: Services = app.state.services
    token = services.conversations.in_channel("bereavement", "api", "checklist")
    data = client.get(f"/api/checklists/{token}").json()
    assert data["case"] == number
    assert {"needed", "to_confirm", "automatic", "not_needed", "open", "next_question", "checklist", "ticked"} <= set(data)


def test_readiness_follows_rasa(app: FastAPI, client: Client) -> None:
    services: Services = app.state.services
    rasa = services.rasa
    assert isinstance(rasa, ConstantRasa)
    assert client.get("/readyz").status_code == 200
    rasa.ready = False
    assert client.get("/readyz").status_code == 503
    rasa.ready = True
    assert client.get("/healthz").json() == {"status": "ok"}
