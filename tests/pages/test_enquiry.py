"""The way to a person: a number without a sure source is shown, and said to be so."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.app import create_app
from bot.settings import Settings


async def _get(app: FastAPI, address: str) -> str:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://testserver") as client:
        return (await client.get(address)).text


@pytest.mark.parametrize("address", ["/", "/person"])
def test_a_number_without_a_sure_source_is_marked(tmp_path: Path, address: str) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{tmp_path}/cases.db", key_file=tmp_path / "key"))
    enquiry = app.state.services.site.enquiry
    page = asyncio.run(_get(app, address))
    assert enquiry.number in page
    assert enquiry.note
    assert enquiry.note in page
