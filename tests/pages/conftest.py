from __future__ import annotations

import pytest

from tests.pages.asking import Client
from tests.pages.fake_app import FakeServices, fake_app


@pytest.fixture
def services() -> FakeServices:
    return FakeServices()


@pytest.fixture
def client(services: FakeServices) -> Client:
    services.conversations.start("bereavement")
    return Client(fake_app(services))
