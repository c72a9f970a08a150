from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests.live import Live, running

# Speed is measured in the benchmark, never asserted in a test.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """One server for all tests that only talk to it."""
    with running(tmp_path_factory.mktemp("live")) as server:
        yield server
