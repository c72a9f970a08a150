"""Asks the pages as a browser without and with script would, without a server."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response

from bot.pages.html import FRAGMENT
from tests.pages.reading import Element, read_page


class Client:
    """Asks the application without a server; follows no redirect."""

    def __init__(self, app: FastAPI) -> None:
        self._app = app

    def get(self, address: str, **arguments: Any) -> Response:
        return asyncio.run(self._ask("GET", address, arguments))

    def post(self, address: str, **arguments: Any) -> Response:
        return asyncio.run(self._ask("POST", address, arguments))

    async def _ask(self, method: str, address: str, arguments: dict[str, Any]) -> Response:
        async with AsyncClient(transport=ASGITransport(self._app), base_url="http://testserver") as client:
            return await client.request(method, address, **arguments)


def form(client: Client, address: str, **fields: str | list[str]) -> Response:
    return client.post(address, data=fields)


def fragment(client: Client, address: str, **fields: str | list[str]) -> Element:
    response = client.post(address, data=fields, headers={"Accept": FRAGMENT})
    assert response.headers["content-type"].startswith(FRAGMENT)
    return read_page(response.text).children[0]
